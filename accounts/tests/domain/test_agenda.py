"""What is left of a day, and in which order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain import planning
from accounts.domain.agenda import REVIEW_SECONDS, Agenda, Done, agenda
from accounts.domain.planning import Plan
from accounts.tests.domain.test_planning import NOW, in_days, plans, standing, standings

MINUTE = 60


def left(cards=(), *, plan=None, unseen=0, done=None, **options) -> Agenda:
    plan = plan or Plan()
    worth = planning.worth_reviewing(cards, plan=plan, now=NOW)
    return agenda(worth, plan=plan, now=NOW, unseen=unseen, done=done or Done(), **options)


def test_when_time_is_short_new_cards_come_before_reviews():
    day = left([standing(stability=0.3)], plan=in_days(7, seconds_a_day=630), unseen=500)

    assert (day.first, day.new, len(day.then)) == ([], 10, 1)


def test_when_time_is_short_two_cards_not_seen_for_longest_come_first_every_second_day():
    cards = [standing(number, stability=3, days=number) for number in range(1, 8)]

    def first_today(days: int, minutes: int, recalls: int = 0) -> list[int]:
        plan = in_days(days, seconds_a_day=minutes * MINUTE)
        day = left(cards, plan=plan, unseen=500, done=Done(reviews=recalls, recalls=recalls))
        return [one.question_id for one in day.first]

    assert (first_today(8, minutes=10), first_today(7, minutes=10)) == ([7, 6], [])
    assert first_today(7, minutes=40) == first_today(8, minutes=40) == [7, 6]
    # What a quiz asked tells as much.
    assert (first_today(8, minutes=10, recalls=1), first_today(8, minutes=10, recalls=2)) == (
        [7],
        [],
    )


def test_after_a_short_night_no_card_of_the_evening_before_comes_first():
    # They would tell nothing of how the person forgets, and so never be enough.
    plan, morning = in_days(8, seconds_a_day=10 * MINUTE), NOW.replace(hour=7)
    seen = standing(stability=1)
    evening = replace(seen.state, last_reviewed_at=morning - timedelta(hours=9))
    cards = [replace(seen, question_id=number, state=evening) for number in range(20)]
    worth = planning.worth_reviewing(cards, plan=plan, now=morning)

    day = agenda(worth, plan=plan, now=morning, unseen=500, done=Done())

    assert worth
    assert (day.first, day.new) == ([], 10)


def test_without_a_date_all_due_reviews_come_before_new_cards():
    day = left([standing(number) for number in range(10)], unseen=500)

    assert (len(day.first), day.new, len(day.then)) == (10, 16, 0)


def test_of_a_backlog_there_is_what_fits_into_the_minutes_and_no_new_card():
    cards = [standing(number, stability=2, days=90) for number in range(300)]
    worth = planning.worth_reviewing(cards, plan=Plan(), now=NOW)

    day = left(cards, unseen=50)

    assert (day.new, day.spare_seconds) == (0, 0)
    assert day.first == worth[: len(day.first)]
    # The last one begins within the minutes, and may end after them.
    before_last = planning.seconds_of(day.first[:-1], now=NOW)
    assert before_last < planning.SECONDS_A_DAY <= day.review_seconds


def test_new_cards_met_today_count_for_today():
    plan = in_days(30)

    day = left(plan=plan, unseen=60)
    later = left(plan=plan, unseen=58, done=Done(reviews=2, new=2, seconds=2 * MINUTE))

    assert (day.new, later.new) == (3, 1)


def test_who_goes_on_gets_as_many_new_cards_as_fit_into_the_minutes_asked_for():
    full = Done(reviews=3, new=3, seconds=20 * MINUTE)

    assert left(unseen=60, done=full).new == 0
    assert left(unseen=60, done=full, until_seconds=30 * MINUTE).new == 10
    assert left(unseen=4, done=full, until_seconds=30 * MINUTE).new == 4


def test_a_narrowed_session_has_its_new_cards_whatever_the_plan_says():
    plan = in_days(30)

    assert left(plan=plan, unseen=60, least_new=20).new == 20
    assert left(plan=plan, unseen=60, least_new=20, done=Done(reviews=5, new=5)).new == 15


def test_a_persons_own_pace_counts_once_enough_reviews_were_timed():
    twice = 2 * REVIEW_SECONDS

    assert Done(reviews=19, seconds=19 * twice).pace == 1
    assert Done(reviews=20, seconds=20 * twice).pace == 2
    assert Done(reviews=25, new=5, seconds=20 * twice + 5 * MINUTE).pace == 2
    assert Done(reviews=20).pace == 1
    assert Done(reviews=20, seconds=1).pace == 0.25


dones = st.builds(
    lambda new, recalls, looks, seconds: Done(
        reviews=new + recalls + looks, new=new, seconds=seconds, recalls=recalls
    ),
    st.integers(0, 30), st.integers(0, 60), st.integers(0, 9), st.floats(0, 3_000),
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(standings, plans, st.integers(0, 300), dones)
def test_a_day_holds_the_worthiest_reviews_in_their_order_and_at_most_its_minutes(
    cards, plan, unseen, done
):
    worth = planning.worth_reviewing(cards, plan=plan, now=NOW)
    before = planning.before_new(worth, plan=plan, now=NOW, unseen=unseen, recalls=done.recalls)

    day = left(cards, plan=plan, unseen=unseen, done=done)

    assert day.first == before[: len(day.first)]
    assert day.then == [one for one in worth if one not in before][: len(day.then)]
    assert 0 <= day.new <= unseen
    if day.first or day.new or day.then:
        assert done.seconds < plan.seconds_a_day


def test_a_failed_card_comes_back_on_the_day_while_there_is_time_to_meet_all_cards():
    day = left(plan=in_days(14), unseen=60, steps=3, done=Done(seconds=3_600))

    assert (day.steps, day.has_steps_first) == (3, True)


def test_where_time_is_short_new_cards_come_before_a_second_look_at_failed_ones():
    plan = in_days(7, seconds_a_day=10 * MINUTE)

    day = left(plan=plan, unseen=500, steps=3)
    end = left(plan=plan, unseen=490, steps=3, done=Done(reviews=9, new=9, seconds=9.2 * MINUTE))

    assert (day.new, day.steps, day.has_steps_first) == (10, 0, False)
    assert (end.new, end.steps) == (0, 2)  # in the forty-eight seconds that hold no new card
