"""What stands beside a card, and what a person can do with its schedule."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain import cards, due, notes, profiles, progress
from accounts.domain.planning import Plan
from accounts.domain.points import key_of
from accounts.models import Memory, Profile, Review
from accounts.tests.learning import NOW, account, guest, later, rate
from questions.models import Person
from questions.tests.factories import published

pytestmark = pytest.mark.django_db

POINTS = ("<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>")
NOBODY = Person()


def panel(person, card, *, at=NOW, points=POINTS, plan=None):
    return cards.panel(
        person=person, question_id=card.pk, points_html=points, plan=plan or Plan(), now=at
    )


def change(person, card, action, *, at=NOW, token=None):
    return cards.change(person=person, question_id=card.pk, action=action, now=at, token=token)


def tick(person, card, *, covered=(), missed=(), at=NOW):
    keys = {
        "covered": [key_of(POINTS[place]) for place in covered],
        "missed": [key_of(POINTS[place]) for place in missed],
    }
    progress.record_review(person=person, question_id=card.pk, rating=2, now=at, points=keys)


# --- What is shown -----------------------------------------------------------------


def test_nobody_sees_an_empty_panel_without_a_query():
    card = published()

    with CaptureQueriesContext(connection) as queries:
        shown = panel(NOBODY, card)

    assert (shown, len(queries)) == (cards.CardPanel(), 0)


@pytest.mark.parametrize("person_of", [account, guest])
def test_note_bookmark_and_schedule_are_ones_own_and_read_in_one_query(person_of):
    person, card, other = person_of(), published(), published()
    notes.save_text(person=person, question_id=card.pk, text="Mine", seq=0, now=NOW)
    notes.bookmark(person=person, question_id=card.pk, is_bookmarked=True, now=NOW)
    rate(person, card, 4)
    rate(account(), card, 1, at=later(5))
    rate(person, other, 1)

    with CaptureQueriesContext(connection) as queries:
        shown = panel(person, card, at=later(1))

    assert len(queries) == 1
    memory = Memory.objects.of(person).get(question=card)
    assert shown == cards.CardPanel(
        text="Mine",
        seq=1,
        is_bookmarked=True,
        review_count=1,
        last_rating=4,
        due_at=memory.due_at,
        has_schedule=True,
    )
    assert shown.is_known


def test_a_step_is_due_from_its_moment_on():
    person, card = account(), published()
    rate(person, card, 3)
    due_at = Memory.objects.get().due_at

    assert not panel(person, card, at=later(1)).is_due
    assert panel(person, card, at=due_at).is_due


@pytest.mark.parametrize(("zone", "hour"), [("UTC", 4), ("Europe/Madrid", 3)])
def test_a_review_is_due_from_the_beginning_of_its_day_as_the_header_counts_it(zone, hour):
    person, card = account(), published()
    Profile.objects.update(timezone=zone)
    rate(person, card, 4)
    begin = Memory.objects.get().due_at.replace(hour=hour)
    plan = profiles.wishes_of(person).plan

    for moment, is_due in ((begin - timedelta(seconds=1), False), (begin, True)):
        count = due.due_count(person=person, now=moment, plan=plan, at_most=9)
        assert (panel(person, card, at=moment, plan=plan).is_due, count) == (is_due, int(is_due))


def test_missed_points_come_with_the_most_missed_first():
    person, card = account(), published()
    tick(person, card, covered=[0], missed=[1, 2])
    tick(person, card, covered=[0, 1], missed=[2], at=later(10))

    assert panel(person, card).missed == (
        cards.MissedPoint(POINTS[2], missed=2, covered=0, is_missing=True),
        cards.MissedPoint(POINTS[1], missed=1, covered=1, is_missing=False),
    )


def test_a_point_that_the_card_no_longer_has_is_not_shown():
    person, card = account(), published()
    tick(person, card, missed=[0, 1])

    assert [one.html for one in panel(person, card, points=POINTS[1:]).missed] == [POINTS[1]]


# --- What can be done ----------------------------------------------------------------


def test_a_suspended_card_stays_so_until_it_is_resumed():
    person, card = account(), published()
    change(person, card, "suspend")

    assert panel(person, card, at=later(9_999)).is_suspended

    change(person, card, "resume", at=later(1))

    assert not panel(person, card).is_suspended


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("UTC", datetime(2026, 3, 3, 4, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 3, 2, 19, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 2, 12, tzinfo=UTC)),
    ],
)
def test_a_card_is_put_off_until_the_persons_next_day_of_study(zone, until):
    person, card = account(), published()
    Profile.objects.update(timezone=zone)
    at = NOW if zone != "America/Los_Angeles" else later(-1)

    change(person, card, "bury", at=at)

    assert panel(person, card, at=at).put_off_until == until
    assert panel(person, card, at=until).put_off_until is None


def test_a_card_that_was_put_off_can_be_had_back_today():
    person, card = account(), published()
    change(person, card, "bury")

    change(person, card, "resume", at=later(1))

    assert panel(person, card, at=later(1)).put_off_until is None


def test_a_reset_clears_the_schedule_and_keeps_note_and_missed_points():
    person, card = account(), published()
    notes.save_text(person=person, question_id=card.pk, text="Mine", seq=0, now=NOW)
    tick(person, card, missed=[0])

    change(person, card, "reset", at=later(1))

    shown = panel(person, card, at=later(1))
    assert (shown.review_count, shown.due_at, shown.text) == (0, None, "Mine")
    assert [one.html for one in shown.missed] == [POINTS[0]]


def test_a_form_sent_twice_counts_once():
    person, card, token = account(), published(), uuid.uuid4()

    first = change(person, card, "suspend", token=token)
    second = change(person, card, "suspend", at=later(1), token=token)

    assert first == second
    assert Review.objects.count() == 1
