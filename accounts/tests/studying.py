"""Sessions of study, read and gone through by the domain."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts.domain.session import Scope, StudyPage, study_page
from accounts.models import Profile
from accounts.tests.learning import NOW, rate
from questions.models import Person, Question
from questions.tests.factories import TopicFactory, published

EVERYTHING = Scope()
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def page(
    person: Person,
    scope: Scope = EVERYTHING,
    *,
    at: datetime = NOW,
    since: datetime | None = None,
) -> StudyPage:
    return study_page(person=person, scope=scope, now=at, since=since)


def next_card(
    person: Person,
    scope: Scope = EVERYTHING,
    *,
    at: datetime = NOW,
    since: datetime | None = None,
) -> Question | None:
    card = page(person, scope, at=at, since=since).card
    return card.question if card else None


def session(
    person: Person,
    scope: Scope = EVERYTHING,
    rating: int = EASY,
    *,
    at: datetime = NOW,
    since: datetime | None = None,
) -> list[Question]:
    """The cards of a whole session, a second each, in the order in which they come."""
    return list(_cards(person, scope, rating, at, since))


def _cards(
    person: Person, scope: Scope, rating: int, at: datetime, since: datetime | None
) -> Iterator[Question]:
    for second in range(50):
        moment = at + timedelta(seconds=second)
        card = next_card(person, scope, at=moment, since=since)
        if card is None:
            return
        rate(person, card, rating, at=moment)
        yield card
    raise AssertionError("This session has no end.")


def cards_of(count: int, **fields: Any) -> list[Question]:
    """Published cards of one topic."""
    topic = fields.pop("topic", None) or TopicFactory()
    return [published(topic=topic, **fields) for _ in range(count)]


def plan(person: Person, **fields: Any) -> None:
    """Let an account have wished for this."""
    Profile.objects.filter(user_id=person.owner_id).update(**fields)
