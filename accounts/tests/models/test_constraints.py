"""The database itself refuses what the rules forbid."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Memory, Profile, Review
from accounts.tests.factories import UserFactory, memory_fields, review_fields
from accounts.tests.learning import account, begin, guest, rate
from questions.tests.factories import published

pytestmark = pytest.mark.django_db

NOBODY = {"owner_id": None, "guest_key": ""}


def review(card, *, person=None, **fields):
    """Store a review as given; of a guest's and from study unless `fields` say otherwise."""
    values = (person or guest()).fields() | {
        "question": card,
    }
    return Review.objects.create(**(review_fields(**fields) | values | fields))


def memory(card, *, person=None, **fields):
    values = (person or guest()).fields() | {
        "question": card,
    }
    return Memory.objects.create(**(memory_fields(**fields) | values | fields))


def refused(constraint=None, columns=None):
    """The database refuses, and names the constraint; SQLite the columns of a unique one."""
    names = [re.escape(name) for name in (constraint, columns) if name]
    return pytest.raises(IntegrityError, match="|".join(names) or None)


@pytest.mark.parametrize("make", [review, memory])
def test_the_least_that_is_valid_is_taken(make):
    make(published())


@pytest.mark.parametrize(
    ("make", "constraint"),
    [(review, "accounts_review_owner_or_guest"), (memory, "accounts_memory_owner_or_guest")],
)
def test_a_row_of_nobodys_is_refused(make, constraint):
    card = published()

    with refused(constraint), transaction.atomic():
        make(card, **NOBODY)


@pytest.mark.parametrize(
    ("make", "constraint"),
    [(review, "accounts_review_owner_or_guest"), (memory, "accounts_memory_owner_or_guest")],
)
def test_a_row_of_an_account_and_a_guest_at_once_is_refused(make, constraint):
    card, person = published(), account()

    with refused(constraint), transaction.atomic():
        make(card, person=person, guest_key="a" * 32)


@pytest.mark.parametrize("rating", [0, 5])
def test_a_rating_outside_one_to_four_is_refused(rating):
    card = published()

    with refused("accounts_review_rating"), transaction.atomic():
        review(card, rating=rating)
    with refused("accounts_memory_state"), transaction.atomic():
        memory(card, last_rating=rating)


def test_a_memory_of_no_review_is_refused():
    card = published()

    with refused("accounts_memory_state"), transaction.atomic():
        memory(card, review_count=0)


def test_a_review_comes_from_study_or_from_a_quiz():
    card = published()

    with refused("accounts_review_source"), transaction.atomic():
        review(card, source="dream")


def test_a_quiz_review_names_its_attempt():
    card = published()

    with refused("accounts_review_source"), transaction.atomic():
        review(card, source="quiz")


def test_a_study_review_has_no_attempt():
    card = published()
    attempt = begin(guest(), [card])

    with refused("accounts_review_source"), transaction.atomic():
        review(card, attempt=attempt)


def test_one_attempt_gives_a_card_one_review():
    card = published()
    attempt = begin(guest(), [card])
    review(card, source="quiz", attempt=attempt)

    with (
        refused("accounts_review_attempt_once", "attempt_id, accounts_review.question_id"),
        transaction.atomic(),
    ):
        review(card, source="quiz", attempt=attempt)

    review(published(), source="quiz", attempt=attempt)


def test_a_token_is_used_once():
    card, token = published(), uuid.uuid4()
    review(card, token=token)

    with refused("accounts_review_token_once", "accounts_review.token"), transaction.atomic():
        review(published(), token=token)


def test_any_number_of_reviews_have_no_token():
    card = published()

    review(card)
    review(card)

    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "constraint", "column"),
    [
        (account, "accounts_memory_owner_once", "accounts_memory.owner_id"),
        (guest, "accounts_memory_guest_once", "accounts_memory.guest_key"),
    ],
)
def test_a_person_has_one_memory_of_a_card(person, constraint, column):
    card, somebody = published(), person()
    memory(card, person=somebody)

    with refused(constraint, column), transaction.atomic():
        memory(card, person=somebody)


def test_two_people_have_each_a_memory_of_a_card():
    card = published()

    for person in (account(), account(), guest("a"), guest("b")):
        memory(card, person=person)

    assert Memory.objects.count() == 4


@pytest.mark.parametrize("make", [review, memory])
def test_a_row_about_a_card_that_never_was_is_refused(make):
    with refused(), transaction.atomic():
        make(None, question_id=10**9)
        connection.check_constraints()


def test_a_user_has_one_profile():
    user = UserFactory()

    with refused(), transaction.atomic():
        Profile.objects.create(user=user)


def test_every_new_user_gets_a_profile_in_utc():
    user = UserFactory()

    assert (user.profile.timezone, user.profile.keyboard_shortcuts) == ("UTC", True)


def test_a_profile_refuses_a_zone_that_is_none():
    profile = UserFactory().profile
    profile.timezone = "Mars/Olympus_Mons"

    with pytest.raises(ValidationError) as caught:
        profile.full_clean()

    assert caught.value.message_dict == {"timezone": ["“Mars/Olympus_Mons” is not a time zone."]}


def test_deleting_a_user_deletes_what_they_did_and_nobody_elses():
    gone, stays, card = account(), account(), published()
    for person in (gone, stays):
        rate(person, card, 3)
        begin(person, [card])

    User.objects.get(pk=gone.owner_id).delete()

    assert list(Memory.objects.values_list("owner", flat=True)) == [stays.owner_id]
    assert list(Review.objects.values_list("owner", flat=True)) == [stays.owner_id]
    assert not Profile.objects.filter(user_id=gone.owner_id).exists()
