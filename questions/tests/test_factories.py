"""The factory's short cut to a published card leaves what the domain's way leaves."""

import pytest
from django.db import transaction

from questions.domain import publishing
from questions.models import Choice, Question, Revision, SearchEntry, Topic
from questions.tests.factories import (
    PUBLISHED_AT,
    QuestionFactory,
    TopicFactory,
    publish_plainly,
)


def rows_left_by(publish):
    """All that a card and its publication leave in the tables, but for the keys."""
    keys = {"id", "question_id", "topic_id", "current_revision_id"}
    with transaction.atomic():
        topic = TopicFactory(slug="topic", name="Topic", position=1)
        card = QuestionFactory(
            slug="card", topic=topic, prompt="Why `x`?", difficulty="hard", shuffle=7
        )
        publish(card)
        rows = [
            {name: value for name, value in row.items() if name not in keys}
            for model in (Question, Choice, Revision, SearchEntry, Topic)
            for row in model.objects.order_by("pk").values()
        ]
        transaction.set_rollback(True)
    return rows, card.status, card.current_revision.number


@pytest.mark.django_db
def test_the_factory_publishes_a_plain_card_as_the_domain_does():
    assert rows_left_by(publish_plainly) == rows_left_by(
        lambda card: publishing.publish(card, author=None, now=PUBLISHED_AT)
    )
