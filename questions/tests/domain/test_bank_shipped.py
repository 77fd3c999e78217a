"""The real cards, as `make run` loads them."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from questions.domain import bank, search
from questions.domain.bank import UpdateResult
from questions.domain.search import Filters
from questions.models import Deck, Question, QuestionTag, Revision, Topic
from questions.tests.shipping import RELEASED

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shipped_bank(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The bank as `make run` fills it; loaded once, as it takes a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield bank.load(directory=settings.FIXTURE_DIRS[0], now=RELEASED)
        transaction.set_rollback(True)


def test_an_empty_bank_gets_sixty_published_cards(shipped_bank: int):
    assert shipped_bank == Question.objects.published().count() == 60
    assert Revision.objects.filter(number=1).count() == 60
    assert sorted(Deck.objects.values_list("published_count", flat=True)) == [20, 40]
    assert sum(Topic.objects.values_list("published_count", flat=True)) == 60
    assert not bank.is_empty()


def test_every_shipped_card_is_found_by_its_prompt(shipped_bank: int):
    for question in Question.objects.select_related("current_revision"):
        found = search.find(Filters(text=question.current_revision.document["prompt"]), limit=3)
        assert question in found.questions


def test_every_loaded_tag_row_has_its_cards_place_in_the_random_order(shipped_bank: int):
    rows = QuestionTag.objects.values_list("shuffle", "question__shuffle")

    assert len(rows) >= 60
    assert all(shuffle == place for shuffle, place in rows)


def test_an_update_right_after_loading_changes_nothing(shipped_bank: int):
    result = bank.update(directory=settings.FIXTURE_DIRS[0], now=RELEASED)

    assert len(result.unchanged) == 60
    assert result == UpdateResult(unchanged=result.unchanged)
    assert Revision.objects.count() == 60
