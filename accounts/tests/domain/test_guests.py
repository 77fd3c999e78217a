"""A guest's work moves into an account."""

import uuid

import pytest

from accounts.domain import guests, notes, progress, rebuilding
from accounts.domain.planning import Plan
from accounts.domain.study_cards import promised, shown
from accounts.models import Heir, Note, Review, StudyDay
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    end,
    give,
    guest,
    later,
    logged,
    rate,
    remembered,
    take,
)
from questions.models import Attempt, Person
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db


def carry(visitor, person, *, at=NOW):
    return guests.carry(guest_key=visitor.guest_key, owner_id=person.owner_id, now=at)


def attempts_of(person):
    return list(Attempt.objects.of(person).order_by("started_at"))


def test_attempts_reviews_and_memories_move():
    visitor, person, studied, asked = guest(), account(), published(), published()
    rate(visitor, studied, 4)
    attempt = take(visitor, [asked], [WRONG], at=later(1))
    log, memory = logged(visitor), remembered(visitor)

    finished = carry(visitor, person, at=later(2))

    assert finished is None
    assert attempts_of(person) == [attempt]
    assert logged(person) == log
    assert remembered(person) == memory
    assert (attempts_of(visitor), logged(visitor), remembered(visitor)) == ([], [], {})


def test_memories_of_one_card_merge_and_the_latest_review_decides():
    visitor, person, card = guest(), account(), published()
    rate(person, card, 4, at=later(1))
    rate(person, card, 3, at=later(3))
    rate(visitor, card, 1, at=later(2))

    carry(visitor, person, at=later(4))

    assert remembered(person) == {card.pk: (3, later(3), 3)}


def test_a_newer_guest_rating_overrules_the_accounts():
    visitor, person, card = guest(), account(), published()
    rate(person, card, 4)
    rate(visitor, card, 1, at=later(1))

    carry(visitor, person, at=later(2))

    assert remembered(person) == {card.pk: (1, later(1), 2)}


@pytest.mark.parametrize("days", [-1, 1])
def test_a_card_that_both_met_is_new_once_on_the_earlier_day(days):
    visitor, person, card = guest(), account(), published()
    rate(person, card, 3)
    rate(visitor, card, 3, at=later(1440 * days))

    carry(visitor, person, at=later(2000))

    assert [one.is_first for one in Review.objects.of(person)] == [True, False]
    sums = StudyDay.objects.of(person).values_list("reviews", "new")
    assert list(sums) == [(1, 1), (1, 0)]
    assert rebuilding.rebuild(is_dry=True).differing == 0


def test_a_card_that_was_reset_is_new_again_after_a_carry():
    visitor, person, card = guest(), account(), published()
    rate(person, card, 3)
    progress.record_event(person=person, question_id=card.pk, kind="reset", now=later(1))
    rate(person, card, 3, at=later(2))
    rate(visitor, card, 3, at=later(3))

    carry(visitor, person, at=later(4))

    ratings = Review.objects.of(person).ratings()
    assert [one.is_first for one in ratings] == [True, True, False]


def test_what_a_guest_did_and_was_stored_after_the_carry_is_the_accounts():
    visitor, person, card, other = guest(), account(), published(), published()
    rate(visitor, card, 3)
    carry(visitor, person, at=later(1))

    late = rate(visitor, card, 4, at=later(2), token=(token := uuid.uuid4()))
    again = rate(visitor, card, 4, at=later(2), token=token)
    notes.save_text(person=visitor, question_id=other.pk, text="Late", seq=0, now=later(2))

    assert (late.owner_id, again) == (person.owner_id, late)
    assert remembered(person) == {card.pk: (4, later(2), 2)}
    assert (logged(visitor), remembered(visitor)) == ([], {})
    assert Note.objects.of(person).get().text == "Late"
    assert rebuilding.rebuild(is_dry=True).differing == 0


def test_a_late_rating_of_a_guest_is_refused_like_any_other():
    visitor, person, card = guest(), account(), published()
    page = shown(visitor, card, plan=Plan(), now=NOW)
    rate(person, card, 3)
    carry(visitor, person)

    with pytest.raises(progress.CardChanged):
        progress.record_review(
            person=visitor, question_id=card.pk, rating=3, now=NOW,
            shown=promised(page.promise, 3),
        )  # fmt: skip

    assert Review.objects.count() == 1


def test_who_took_over_is_forgotten_with_the_guests():
    visitor, person = guest(), account()
    carry(visitor, person)

    guests.purge(before=NOW)
    assert Heir.objects.count() == 1
    guests.purge(before=later(1))
    assert Heir.objects.count() == 0


def test_what_the_account_had_besides_stays():
    visitor, person, brought, own = guest(), account(), published(), published()
    rate(person, own, 2)
    rate(visitor, brought, 3)

    carry(visitor, person)

    assert remembered(person) == {brought.pk: (3, NOW, 1), own.pk: (2, NOW, 1)}


def test_an_open_quiz_stays_open_in_the_account():
    visitor, person = guest(), account()
    attempt = begin(visitor, [published()], minutes=10)

    carry(visitor, person, at=later(1))

    attempt.refresh_from_db()
    assert (attempt.owner_id, attempt.guest_key) == (person.owner_id, "")
    assert (attempt.state, attempt.deadline) == (Attempt.State.IN_PROGRESS, later(10))


def test_of_two_open_quizzes_the_accounts_is_finished_as_it_stands():
    visitor, person, card = guest(), account(), published()
    own = begin(person, [card, published()])
    give(own, 1, RIGHT)
    brought = begin(visitor, [published()])

    finished = carry(visitor, person, at=later(1))

    own.refresh_from_db()
    brought.refresh_from_db()
    assert finished == own
    assert (own.state, own.ending, own.score) == (Attempt.State.FINISHED, "login", 1)
    assert own.finished_at == later(1)
    assert (brought.state, brought.owner_id) == (Attempt.State.IN_PROGRESS, person.owner_id)
    assert remembered(person) == {card.pk: (3, later(1), 1)}


def test_an_open_quiz_of_the_account_alone_goes_on():
    visitor, person = guest(), account()
    own = begin(person, [published()])
    take(visitor, [published()], [RIGHT])

    assert carry(visitor, person, at=later(1)) is None

    own.refresh_from_db()
    assert own.state == Attempt.State.IN_PROGRESS


def test_a_guests_quiz_whose_time_is_over_does_not_end_the_accounts():
    visitor, person, card = guest(), account(), published()
    own = begin(person, [published()])
    over = begin(visitor, [card], minutes=10)
    give(over, 1, RIGHT)

    finished = carry(visitor, person, at=later(60))

    own.refresh_from_db()
    over.refresh_from_db()
    assert finished is None
    assert own.state == Attempt.State.IN_PROGRESS
    assert (over.state, over.ending, over.finished_at) == ("finished", "deadline", later(10))
    assert remembered(person) == {card.pk: (3, later(10), 1)}


def test_an_accounts_quiz_whose_time_is_over_ends_at_its_deadline():
    visitor, person = guest(), account()
    over = begin(person, [published()], minutes=10)
    begin(visitor, [published()])

    carry(visitor, person, at=later(60))

    over.refresh_from_db()
    assert (over.state, over.ending, over.finished_at) == ("finished", "deadline", later(10))


def test_a_guest_who_did_nothing_brings_nothing():
    visitor, person = guest(), account()

    assert carry(visitor, person) is None

    assert (attempts_of(person), logged(person), remembered(person)) == ([], [], {})


def test_other_guests_keep_theirs():
    visitor, stranger, person, card = guest("a"), guest("b"), account(), published()
    rate(visitor, card, 3)
    rate(stranger, card, 1)

    carry(visitor, person)

    assert remembered(stranger) == {card.pk: (1, NOW, 1)}


def test_carrying_twice_changes_nothing_more():
    visitor, person, card = guest(), account(), published()
    rate(visitor, card, 3)
    carry(visitor, person)

    carry(visitor, person, at=later(1))

    assert remembered(person) == {card.pk: (3, NOW, 1)}


def test_a_quiz_that_was_carried_is_finished_by_its_new_owner():
    visitor, person, card = guest(), account(), published()
    attempt = begin(visitor, [card])
    carry(visitor, person)
    attempt.refresh_from_db()
    give(attempt, 1, RIGHT, at=later(1))

    end(attempt, at=later(2))

    assert remembered(Person(owner_id=person.owner_id)) == {card.pk: (3, later(2), 1)}
