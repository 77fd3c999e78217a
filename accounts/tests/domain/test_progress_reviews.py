"""One review: what it was shown as, what it is scheduled from, and what follows later."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.domain import guests, progress, rebuilding
from accounts.domain.planning import Plan
from accounts.domain.progress import CardChanged
from accounts.domain.study_cards import promised, shown
from accounts.models import Memory, Review
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    derived,
    end,
    give,
    guest,
    know,
    later,
    rate,
    take,
)
from accounts.tests.studying import plan
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

KEYS = {"covered": ["a" * 16], "missed": ["b" * 16]}


def record(person, card, rating, *, at=NOW, **fields):
    return progress.record_review(
        person=person, question_id=card.pk, rating=rating, now=at, **fields
    )


# --- What was shown -----------------------------------------------------------------


def test_a_card_rated_elsewhere_since_it_was_shown_is_not_rated():
    person, card = account(), published()
    page = shown(person, card, plan=Plan(), now=NOW)
    rate(person, card, 1)
    state = derived(person)

    for rating in (1, 2, 3, 4):
        with pytest.raises(CardChanged):
            record(person, card, rating, shown=promised(page.promise, rating), token=uuid.uuid4())

    assert derived(person) == state
    assert Review.objects.count() == 1


@pytest.mark.parametrize("off", [-1, 1, 60])
def test_an_interval_other_than_the_one_shown_is_not_given(off):
    person, card = account(), published()

    with pytest.raises(CardChanged):
        record(person, card, 3, shown=(0, 600 + off))

    assert Review.objects.count() == 0
    assert record(person, card, 3, shown=(0, 600)).due_at == later(10)


def test_an_interval_that_has_moved_on_overnight_is_not_given():
    person, card = account(), published()
    know(person, card, days_ago=20)
    page = shown(person, card, plan=Plan(), now=NOW)
    interval = promised(page.promise, 3)

    with pytest.raises(CardChanged):
        record(person, card, 3, at=NOW + timedelta(days=30), shown=interval)

    assert record(person, card, 3, at=later(60), shown=interval).pk


def test_a_new_interview_date_changes_what_was_promised():
    person, card = account(), published()
    know(person, card, days_ago=20)
    page = shown(person, card, plan=Plan(), now=NOW)
    plan(person, interview_date=date(2026, 3, 5))

    with pytest.raises(CardChanged):
        record(person, card, 3, shown=promised(page.promise, 3))


def test_a_form_sent_twice_is_not_taken_for_a_card_that_changed():
    person, card, token = account(), published(), uuid.uuid4()
    page = shown(person, card, plan=Plan(), now=NOW)

    first = record(person, card, 3, shown=promised(page.promise, 3), token=token)
    again = record(person, card, 3, shown=promised(page.promise, 3), token=token, at=later(1))

    assert again == first
    assert Memory.objects.get().review_count == 1


# --- What it is scheduled from --------------------------------------------------------


def test_a_review_keeps_the_interview_that_it_was_scheduled_for_when_the_date_moves():
    person, card = account(), published()
    plan(person, interview_date=date(2026, 3, 5), timezone="Europe/Berlin")
    know(person, card, days_ago=20)
    review = rate(person, card, 4)
    state = derived(person)

    plan(person, interview_date=None)
    assert rebuilding.rebuild().differing == 0
    plan(person, interview_date=date(2027, 1, 1), timezone="UTC")
    progress.replay(person=person, question_ids=[card.pk], days=[NOW.date()])

    assert review.horizon == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert review.due_at == NOW + timedelta(days=2)  # the eve
    assert derived(person) == state


def test_an_interview_that_is_over_is_planned_for_no_more():
    person, card = account(), published()
    plan(person, interview_date=NOW.date())

    assert rate(person, card, 4, at=NOW.replace(hour=9, minute=59)).horizon is not None
    assert rate(person, card, 4, at=NOW.replace(hour=10)).horizon is None


def test_only_a_review_half_a_day_after_the_last_asks_the_memory():
    person, card = account(), published()
    rate(person, card, 4)
    soon = rate(person, card, 4, at=NOW + timedelta(hours=11, minutes=59))
    late = rate(person, card, 1, at=NOW + timedelta(hours=23, minutes=59))

    assert (soon.foreseen, 0.9 < late.foreseen < 1) == (None, True)
    assert Memory.objects.get().lapses == 1


# --- What is stored late --------------------------------------------------------------


def test_a_quiz_settled_late_replays_the_card_from_its_own_date():
    late, in_time, card = account(), account(), published()
    attempt = begin(late, [card], minutes=10)
    give(attempt, 1, WRONG, at=later(1))
    rate(late, card, 4, at=later(60 * 24))
    end(attempt, at=later(60 * 48))

    rate_first = begin(in_time, [card], minutes=10)
    give(rate_first, 1, WRONG, at=later(1))
    end(rate_first, at=later(10))
    rate(in_time, card, 4, at=later(60 * 24))

    def memory(person):
        (row,) = derived(person)["Memory"]
        # The interval was given when the review was stored, and stays.
        return {name: row[name] for name in row if name not in ("owner_id", "due_at")}

    assert memory(late) == memory(in_time)
    assert Review.objects.of(late).get(source="quiz").reviewed_at == later(10)
    assert rebuilding.rebuild(is_dry=True).differing == 0


# --- A guest's work -------------------------------------------------------------------


def test_carrying_brings_points_and_days_and_adds_them_up():
    visitor, person, card, other = guest(), account(), published(), published()
    record(person, card, 3, points=KEYS, spent_ms=2_000)
    record(visitor, card, 1, at=later(1), points=KEYS, spent_ms=3_000)
    record(visitor, other, 3, at=NOW + timedelta(days=1), spent_ms=4_000)
    take(visitor, [other], [RIGHT], at=NOW + timedelta(days=1, minutes=5))

    guests.carry(guest_key=visitor.guest_key, owner_id=person.owner_id, now=later(60 * 48))

    state = derived(person)
    assert [(row["day"].day, row["reviews"], row["spent_ms"]) for row in state["StudyDay"]] == [
        (2, 2, 5_000), (3, 2, 4_000),
    ]  # fmt: skip
    assert [(row["covered"], row["missed"]) for row in state["PointMemory"]] == [(2, 0), (0, 2)]
    assert not any(derived(visitor).values())
    assert rebuilding.rebuild(is_dry=True).differing == 0


# --- The rebuild ----------------------------------------------------------------------


def test_a_rebuild_counts_what_differs_and_a_dry_one_changes_nothing():
    person, card = account(), published()
    record(person, card, 3, points=KEYS)
    state = derived(person)
    Memory.objects.update(stability=99, lapses=7)

    dry, spoiled = rebuilding.rebuild(is_dry=True), derived(person)
    real, again = rebuilding.rebuild(), rebuilding.rebuild()

    assert (dry.people, dry.cards, dry.days) == (1, 1, 1)
    assert dry.differing == real.differing > 0
    assert (spoiled == state, derived(person) == state, again.differing) == (False, True, 0)


@pytest.mark.parametrize("model", ["Memory", "PointMemory", "StudyDay"])
def test_a_rebuild_brings_back_what_is_lost_and_removes_what_is_stray(model):
    person, stranger, card = account(), account(), published()
    record(person, card, 3, points=KEYS)
    state = derived(person)
    rows = {one.__name__: one for one in rebuilding.DERIVED}[model].objects
    rows.of(person).update(**stranger.fields())

    assert rebuilding.rebuild().differing > 0

    assert derived(person) == state
    assert not any(derived(stranger).values())
