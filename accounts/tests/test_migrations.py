"""Reviews from before there were schedules get theirs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from accounts.domain import rebuilding
from accounts.domain.replaying import Outcome
from accounts.models import Memory, Profile, Review, StudyDay
from accounts.tests.learning import NOW, account, guest
from questions.models import Person
from questions.tests.factories import published

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0002_schedules", "0006_indexes"


def migrate(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", name)])
    return executor.loader.project_state([("accounts", name)]).apps


@pytest.fixture
def old() -> Iterator[Any]:
    """The models of the time when a review was a rating and its moment."""
    yield migrate(BEFORE)
    migrate(AFTER)


def rated(old: Any, who: Person, card: Any, rating: int, at: datetime) -> None:
    """A review as it was then."""
    old.get_model("accounts", "Review").objects.create(
        **who.fields(), question_id=card.pk, rating=rating, source="study", reviewed_at=at,
        day=NOW.date(),
    )  # fmt: skip


def test_old_reviews_get_the_schedules_that_a_rebuild_gives(old: Any) -> None:
    person, visitor, cards = account(), guest(), [published(), published()]
    Profile.objects.filter(user_id=person.owner_id).update(timezone="America/New_York")
    night = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)  # 03:30 there: still the day before
    for who, card, rating, at in [
        (person, cards[0], 3, NOW), (person, cards[0], 1, NOW + timedelta(days=9)),
        (person, cards[1], 4, night), (visitor, cards[0], 2, NOW),
        (person, cards[0], 3, NOW + timedelta(days=3)),
    ]:  # fmt: skip
        rated(old, who, card, rating, at)
    for who, card, rating, at, count in [
        (person, cards[0], 1, NOW + timedelta(days=9), 3), (person, cards[1], 4, night, 1),
        (visitor, cards[0], 2, NOW, 1),
    ]:  # fmt: skip
        old.get_model("accounts", "Memory").objects.create(
            **who.fields(), question_id=card.pk, last_rating=rating, last_reviewed_at=at,
            review_count=count,
        )  # fmt: skip

    migrate(AFTER)

    assert rebuilding.rebuild(is_dry=True).differing == 0
    log = Review.objects.of(person).filter(question=cards[0])
    assert [one.is_first for one in log] == [True, False, False]
    assert [one.foreseen is None for one in log] == [True, False, False]
    assert list(log)[-1].due_at == Memory.objects.of(person).get(question=cards[0]).due_at
    assert Memory.objects.of(person).get(question=cards[0]).lapses == 1
    days = {row.day.day: (row.reviews, row.new) for row in StudyDay.objects.of(person)}
    assert days == {2: (2, 2), 5: (1, 0), 11: (1, 0)}
    assert StudyDay.objects.of(visitor).get().reviews == 1


def test_a_long_log_is_read_and_written_by_the_card(old: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_module("accounts.migrations.0003_replay_reviews"), "CARDS", 1)
    people, cards = [account(), guest("a"), guest("b")], [published(), published()]
    for person in people:
        for card in cards:
            for days in (0, 4, 9):
                rated(old, person, card, 3, NOW + timedelta(days=days))
            old.get_model("accounts", "Memory").objects.create(
                **person.fields(), question_id=card.pk, last_rating=3, review_count=3,
                last_reviewed_at=NOW + timedelta(days=9),
            )  # fmt: skip

    with CaptureQueriesContext(connection) as queries:
        migrate(AFTER)

    assert rebuilding.rebuild(is_dry=True).differing == 0
    assert StudyDay.objects.filter(reviews=2).count() == 3 * 3
    written = [one["sql"] for one in queries if one["sql"].startswith('UPDATE "accounts_review"')]
    assert len(written) == len(people) * len(cards)


def test_the_domain_may_come_to_know_more_of_a_memory(old: Any, monkeypatch: Any) -> None:
    person, card, fields = account(), published(), Outcome.fields
    rated(old, person, card, 3, NOW)
    old.get_model("accounts", "Memory").objects.create(
        **person.fields(), question_id=card.pk, last_rating=3, review_count=1, last_reviewed_at=NOW
    )
    monkeypatch.setattr(Outcome, "fields", lambda outcome: fields(outcome) | {"mood": "good"})

    migrate(AFTER)

    assert Memory.objects.get().stability is not None
