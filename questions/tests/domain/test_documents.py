"""Frozen documents, parsed once."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from questions.domain import documents
from questions.models import Question, Revision
from questions.tests.factories import PUBLISHED_AT, published

pytestmark = pytest.mark.django_db


def read(card: Question):
    return documents.read([card.current_revision_id])[card.current_revision_id]


def test_a_document_is_read_as_it_was_frozen():
    card = published(prompt="What is a descriptor?", key_points=["One.", "Two."])

    document = read(card)

    assert document.prompt == "What is a descriptor?"
    assert document.to_json() == card.current_revision.document


def test_a_document_is_parsed_once():
    card = published()

    assert read(card) is read(card)


def test_all_of_a_quiz_are_read_by_one_query():
    cards = [published() for _ in range(3)]

    with CaptureQueriesContext(connection) as captured:
        found = documents.read([card.current_revision_id for card in cards])

    assert {card.current_revision_id: read(card) for card in cards} == found
    assert len(captured) == 1


def test_a_revision_with_the_id_and_the_digest_of_one_that_was_rolled_back_is_another():
    card = published(prompt="Stored?")

    def freeze(prompt: str) -> Revision:
        document = card.current_revision.document | {"prompt": prompt}
        pk = card.current_revision_id + 1
        row = {"question": card, "number": 2, "created_at": PUBLISHED_AT, "digest": "same"}
        [revision] = Revision.objects.bulk_create([Revision(pk=pk, document=document, **row)])
        return revision

    def prompt_of(revision: Revision) -> str:
        return documents.read([revision.pk])[revision.pk].prompt

    with transaction.atomic():
        assert prompt_of(freeze("Never published")) == "Never published"
        transaction.set_rollback(True)

    assert prompt_of(freeze("Published")) == "Published"


def test_no_more_are_kept_than_a_process_can_hold():
    assert documents.parsed.cache_info().maxsize == documents.MOST_KEPT
