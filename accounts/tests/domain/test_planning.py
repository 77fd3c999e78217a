"""The plan of a person's days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain import gains, planning
from accounts.domain.planning import Plan, Standing
from accounts.domain.scheduling import DAY, MemoryState, Phase

# A Monday evening.
NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
SATURDAY, SUNDAY = 5, 6


def in_days(days: int, **fields) -> Plan:
    return Plan(interview_on=NOW.date() + timedelta(days=days), **fields)


def standing(
    number: int = 1,
    *,
    stability: float = 5.0,
    difficulty: float = 5.0,
    days: float = 3.0,
    due: float = -0.1,
    phase: Phase = Phase.REVIEW,
) -> Standing:
    """A card last reviewed `days` ago and due in `due` days."""
    state = MemoryState(
        phase=phase,
        step=None,
        stability=stability,
        difficulty=difficulty,
        due_at=NOW + due * DAY,
        last_reviewed_at=NOW - days * DAY,
    )
    return Standing(question_id=number, topic_id=1, state=state)


def numbers(standings) -> list[int]:
    return [one.question_id for one in standings]


standings = st.lists(
    st.builds(
        standing,
        st.integers(1, 10_000),
        stability=st.floats(0.01, 400),
        difficulty=st.floats(1, 10),
        days=st.floats(0, 200),
        due=st.floats(-30, 30),
    ),
    max_size=25,
    unique_by=lambda one: one.question_id,
)
plans = st.one_of(st.just(Plan()), st.builds(in_days, st.integers(1, 120)))

# --- Days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 3, 2, 3, 59, tzinfo=MADRID), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 4, 0, tzinfo=MADRID), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 23, 59, tzinfo=MADRID), date(2026, 3, 2)),
    ],
)
def test_a_day_of_study_begins_at_four(local, day):
    assert planning.study_day(local, MADRID) == day


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 7, 1), 24)],
)
def test_a_day_of_study_is_an_hour_off_when_the_clocks_change(day, hours):
    begin = planning.day_start(day, MADRID)

    assert begin.astimezone(MADRID).hour == 4
    assert planning.day_end(begin, MADRID) - begin == timedelta(hours=hours)
    assert planning.study_day(planning.day_end(begin, MADRID) - timedelta.resolution, MADRID) == day


def test_an_interview_is_at_ten_in_the_persons_own_zone():
    plan = Plan(interview_on=date(2026, 7, 1), zone=MADRID)

    assert plan.interview_at.astimezone(UTC) == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_after_the_interview_there_is_no_horizon():
    plan = in_days(0)

    assert plan.horizon(NOW) is None
    assert plan.horizon(NOW - 1 * DAY) is not None


@pytest.mark.parametrize(
    ("days", "off", "left"),
    [
        (1, (), 1),
        (7, (), 7),
        (7, (SATURDAY, SUNDAY), 5),
        (30, (SATURDAY, SUNDAY), 22),
        (14, tuple(range(7)), 1),
    ],
)
def test_days_off_are_no_days_of_study(days, off, left):
    plan = in_days(days, days_off=frozenset(off))

    assert planning.study_days_left(plan=plan, now=NOW) == left


# --- Reviews ------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(standings, plans, st.data())
def test_the_order_of_two_cards_does_not_depend_on_the_others(cards, plan, data):
    some = data.draw(st.sets(st.sampled_from(cards))) if cards else set()

    of_all = planning.worth_reviewing(cards, plan=plan, now=NOW)
    of_some = planning.worth_reviewing(list(some), plan=plan, now=NOW)

    assert of_some == [one for one in of_all if one in some]


@settings(deadline=None, max_examples=50)
@given(standings, plans)
def test_the_order_is_total(cards, plan):
    there = planning.worth_reviewing(cards, plan=plan, now=NOW)

    assert there == planning.worth_reviewing(cards[::-1], plan=plan, now=NOW)


def test_without_a_date_what_is_due_comes_by_what_is_most_at_risk():
    cards = [
        standing(1, stability=20),
        standing(2, stability=2),
        standing(3, stability=1, due=3),
        standing(4, stability=5, due=0.2),
    ]

    assert numbers(planning.worth_reviewing(cards, plan=Plan(), now=NOW)) == [2, 4, 1]


@pytest.mark.parametrize(("hours", "due"), [(22, True), (23, False)])
def test_what_is_due_today_ends_with_a_day_that_is_an_hour_short(hours, due):
    begin = planning.day_start(date(2026, 3, 28), MADRID)
    card = standing()
    state = replace(card.state, due_at=begin + timedelta(hours=hours, minutes=30))
    card = replace(card, state=state)

    assert planning.worth_reviewing([card], plan=Plan(zone=MADRID), now=begin) == [card] * due


def test_after_the_date_it_is_lasting_memory_again():
    cards = [standing(1, stability=20), standing(2, stability=2), standing(3, due=3)]

    assert numbers(planning.worth_reviewing(cards, plan=in_days(0), now=NOW)) == [2, 1]


@pytest.mark.parametrize("plan", [Plan(), in_days(10)])
def test_cards_in_learning_steps_and_cards_of_today_are_left_out(plan):
    cards = [standing(1, phase=Phase.LEARNING), standing(2, phase=Phase.RELEARNING, days=0.01)]
    cards += [standing(3, days=0.1, due=-0.01)]

    assert planning.worth_reviewing(cards, plan=plan, now=NOW) == []


def test_with_a_date_the_weak_card_gains_more_a_second_than_the_strong_one():
    cards = [standing(1, stability=60), standing(2, stability=1), standing(3, stability=8)]

    assert numbers(planning.worth_reviewing(cards, plan=in_days(10), now=NOW))[0] == 2


def test_on_the_eve_every_card_gets_a_final_pass_even_one_known_well():
    cards = [standing(number, stability=number * 10, days=4) for number in range(1, 7)]

    assert len(planning.worth_reviewing(cards, plan=in_days(1), now=NOW)) == len(cards)


def test_far_from_the_date_a_card_that_is_known_well_can_wait():
    cards = [standing(stability=300, due=9)]

    assert planning.worth_reviewing(cards, plan=in_days(60), now=NOW) == []


def test_a_card_that_was_scheduled_without_the_date_comes_when_the_date_wants_it():
    cards = [standing(stability=2, due=30)]

    assert planning.worth_reviewing(cards, plan=Plan(), now=NOW) == []
    assert planning.worth_reviewing(cards, plan=in_days(10), now=NOW) == cards


@settings(deadline=None, max_examples=50)
@given(st.floats(0.05, 300), st.floats(1, 10), st.floats(1, 100), st.floats(0.6, 100))
def test_a_gain_is_the_rise_of_recall_over_the_seconds_and_below_one(stability, hard, ago, left):
    gain = gains.gain(stability, hard, elapsed=ago, left=left)

    assert abs(gain) <= 1 / gains.SECONDS_PASS


def test_seconds_of_a_sure_pass_and_of_a_sure_fail():
    assert gains.review_seconds(1.0) == 20
    assert gains.review_seconds(0.0) == 60


# --- New cards ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "unseen", "review_seconds", "new"),
    [
        # Without a date: what the reviews leave.
        (Plan(), 100, 0, 20),
        (Plan(), 100, 600, 10),
        (Plan(), 100, 5_000, 0),
        (Plan(), 3, 0, 3),
        # With one: spread over eight tenths of the days, less two.
        (in_days(30), 60, 0, 3),
        (in_days(7), 36, 0, 10),
        # No more than fit beside the reviews, unless time is too short for all cards.
        (in_days(30), 300, 900, 5),
        (in_days(7), 300, 900, 5),
        (in_days(7), 300, 0, 20),
        (in_days(30), 0, 0, 0),
    ],
)
def test_how_many_new_cards_a_day_holds(plan, unseen, review_seconds, new):
    assert new == planning.new_today(
        plan=plan, now=NOW, unseen=unseen, review_seconds=review_seconds
    )


@settings(deadline=None, max_examples=50)
@given(plans, st.integers(0, 2_000), st.floats(0, 3_000))
def test_new_cards_never_exceed_the_unseen_or_the_minutes(plan, unseen, seconds):
    new = planning.new_today(plan=plan, now=NOW, unseen=unseen, review_seconds=seconds)

    assert 0 <= new <= unseen
    assert new * gains.SECONDS_NEW <= max(0.0, plan.seconds_a_day - seconds)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(0, 400), st.integers(5, 60))
def test_following_the_plan_meets_every_card_when_there_is_time(days, unseen, minutes):
    plan = in_days(days, seconds_a_day=minutes * 60)
    if planning.is_short(plan=plan, now=NOW, unseen=unseen):
        return
    left = unseen
    for day in range(days):
        now = NOW + day * DAY
        left -= planning.new_today(plan=plan, now=now, unseen=left, review_seconds=0.0)

    assert left == 0


def test_a_plan_is_short_when_meeting_the_cards_takes_most_of_the_time():
    plan = in_days(7, seconds_a_day=600)

    assert not planning.is_short(plan=plan, now=NOW, unseen=56)
    assert planning.is_short(plan=plan, now=NOW, unseen=57)
    assert not planning.is_short(plan=replace(plan, seconds_a_day=1_200), now=NOW, unseen=57)
