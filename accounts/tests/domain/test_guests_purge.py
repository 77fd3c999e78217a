"""What guests leave behind is forgotten."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_delete
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain import guests, progress
from accounts.models import Memory, Review
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    guest,
    later,
    logged,
    rate,
    remembered,
    take,
)
from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db


def attempts_of(person):
    return list(Attempt.objects.of(person).order_by("started_at"))


def left_by_guests():
    return (
        Attempt.objects.filter(owner=None).count(),
        Review.objects.filter(owner=None).count(),
        Memory.objects.filter(owner=None).count(),
    )


def test_purge_removes_what_was_left_long_ago_and_says_how_much():
    visitor, card, asked = guest(), published(), published()
    rate(visitor, card, 3)
    take(visitor, [asked], [RIGHT])

    # Two memories, two reviews, a day, an attempt, its answer and three lines of its record.
    assert guests.purge(before=later(1)) == 10

    assert left_by_guests() == (0, 0, 0)


def test_purge_keeps_what_is_as_old_as_the_limit():
    visitor, card = guest(), published()
    rate(visitor, card, 3)

    assert guests.purge(before=NOW) == 0

    assert remembered(visitor) == {card.pk: (3, NOW, 1)}


def test_purge_keeps_everything_of_a_guest_who_came_back():
    visitor, old, new = guest(), published(), published()
    attempt = take(visitor, [old], [RIGHT])
    rate(visitor, new, 3, at=later(60))

    assert guests.purge(before=later(30)) == 0

    assert attempts_of(visitor) == [attempt]
    assert set(remembered(visitor)) == {old.pk, new.pk}


def test_purge_keeps_the_reviews_of_a_guest_with_a_new_quiz():
    visitor, card = guest(), published()
    rate(visitor, card, 3)
    begin(visitor, [card], at=later(60))

    guests.purge(before=later(30))

    assert remembered(visitor) == {card.pk: (3, NOW, 1)}


def test_purge_never_touches_an_account():
    person, card = account(), published()
    rate(person, card, 3)
    attempt = take(person, [card], [RIGHT], at=later(1))

    assert guests.purge(before=later(60)) == 0

    assert attempts_of(person) == [attempt]
    assert remembered(person) == {card.pk: (3, later(1), 2)}


def test_purge_removes_one_guest_and_keeps_the_other():
    gone, here, card = guest("a"), guest("b"), published()
    rate(gone, card, 3)
    rate(here, card, 3, at=later(60))

    guests.purge(before=later(30))

    assert remembered(gone) == {}
    assert remembered(here) == {card.pk: (3, later(60), 1)}


def test_purge_removes_an_open_quiz_that_was_abandoned():
    visitor = guest()
    begin(visitor, [published()])

    guests.purge(before=later(1))

    assert Attempt.objects.count() == 0


def test_purge_forgets_guest_by_guest_without_loading_their_logs():
    first, second, card = guest("a"), guest("b"), published()
    for minute in range(8):
        rate(first, card, 3, at=later(minute))
    undone = rate(second, card, 3)
    progress.undo(person=second, review_id=undone.pk, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        guests.purge(before=later(30))

    assert left_by_guests() == (0, 0, 0)
    sent = [one["sql"] for one in queries]
    assert sum(sql.startswith('DELETE FROM "accounts_review"') for sql in sent) == 2
    assert not [sql for sql in sent if sql.startswith('SELECT "accounts_review"."id"')]


def test_of_a_guest_whose_purge_fails_everything_stays_and_the_others_are_gone():
    gone, kept, card = guest("a"), guest("b"), published()
    for person in (gone, kept):
        rate(person, card, 3)

    def fail(sender, instance, **kwargs):
        if instance.guest_key == kept.guest_key:
            raise RuntimeError("the disk is full")

    pre_delete.connect(fail, sender=Memory)
    with pytest.raises(RuntimeError):
        guests.purge(before=later(30))
    pre_delete.disconnect(fail, sender=Memory)

    assert (remembered(gone), logged(gone)) == ({}, [])
    assert (len(remembered(kept)), len(logged(kept))) == (1, 1)


def test_the_command_forgets_guests_after_thirty_one_days():
    gone, here, card, now = guest("a"), guest("b"), published(), timezone.now()
    rate(gone, card, 3, at=now - timedelta(days=31, minutes=1))
    rate(here, card, 3, at=now - timedelta(days=30, hours=23))
    out = StringIO()

    call_command("purge_guests", stdout=out)

    assert out.getvalue() == "Rows of departed guests deleted: 3\n"
    assert (len(remembered(gone)), len(remembered(here))) == (0, 1)


def test_the_command_says_when_there_is_nothing_to_forget():
    out = StringIO()

    call_command("purge_guests", stdout=out)

    assert out.getvalue() == "Rows of departed guests deleted: 0\n"
