"""What is exported can be imported, and is the same."""

import uuid

import pytest
from django.core.management import call_command

from accounts.formats.record import (
    AnswerRecord,
    AttemptRecord,
    EventRecord,
    NoteRecord,
    ProfileRecord,
    ReviewRecord,
)
from accounts.models import Note, Profile, Review
from accounts.tests.histories import as_data, bring, exported, kept_of, live
from accounts.tests.learning import account, rate
from questions.models import Answer, Attempt, AttemptEvent
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def cards(count=4):
    return [published() for _ in range(count)]


def without_names(data):
    """A document without what differs from one export to the next."""
    data = {name: value for name, value in data.items() if name not in ("account", "exported_at")}
    numbers = {one["id"]: place for place, one in enumerate(data["attempts"])}
    for one in data["attempts"]:
        one["id"] = numbers[one["id"]]
        if "retry_of" in one:
            one["retry_of"] = numbers[one["retry_of"]]
    for one in data["reviews"]:
        if "attempt" in one:
            one["attempt"] = numbers[one["attempt"]]
    return data


@pytest.mark.parametrize("seed", range(6))
def test_any_history_is_the_same_after_an_import(seed):
    person, fresh, bank = account(), account(), cards()
    live(person, bank, seed=seed)

    result = bring(fresh, exported(person))

    assert kept_of(fresh) == kept_of(person)
    assert without_names(as_data(fresh)) == without_names(as_data(person))
    assert result.reviews == Review.objects.count() / 2
    assert (result.missing_cards, result.loosened_reviews) == ((), 0)
    call_command("rebuild_progress", "--check", verbosity=0)


# --- Nothing is forgotten -----------------------------------------------------------------

# What a document names otherwise (a card by its slug), and what belongs to the site.
OTHERWISE = {
    Review: {"owner", "guest_key", "question", "token"},
    Attempt: {"owner", "guest_key"},
    Answer: {"id", "attempt", "question"},
    AttemptEvent: {"id", "attempt"},
    Note: {"id", "owner", "guest_key", "question"},
    Profile: {"id", "user"},
}


@pytest.mark.parametrize(
    ("model", "record"),
    [
        (Review, ReviewRecord),
        (Attempt, AttemptRecord),
        (Answer, AnswerRecord),
        (AttemptEvent, EventRecord),
        (Note, NoteRecord),
        (Profile, ProfileRecord),
    ],
)
def test_every_field_of_a_table_is_in_its_record(model, record):
    names = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}

    assert names - OTHERWISE[model] <= set(record.__dataclass_fields__)


def test_a_document_names_no_key_of_the_database():
    person, token = account(), uuid.uuid4()
    rate(person, published(), 2, token=token)

    text = exported(person).decode()

    assert str(token) not in text
    assert '"owner' not in text
