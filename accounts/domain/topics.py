"""What a person has seen, knows and would recall of each topic.

Up to MOST_READ cards are read, whatever the size of the bank and of the person's past:
all that they met, or else a random sample of each topic, from which the numbers are
then estimated.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain import readiness_pages
from accounts.domain.forgetting import Forgetting
from accounts.domain.readiness_pages import Known
from accounts.models import KNOWN_RATINGS, Memory, Phase
from questions.domain.results import percent
from questions.models import Person, Question, Topic

# 250 cards of each of eight topics: the share known is then right to some three points.
# Reading them takes about 20 ms.
MOST_READ = 2_000
# Fewer cards than this don't make a topic strong or weak.
ENOUGH_SEEN = 3
# `Question.shuffle` has so many bits.
SHUFFLE_BITS = 62
# SQLite takes so many SELECTs in one statement, and more.
MOST_PARTS = 200


@dataclass(frozen=True)
class TopicProgress:
    topic: Topic
    seen: int
    known: int
    # The share that would be recalled, in percent; None: not enough data yet.
    ready: int | None = None
    is_estimated: bool = False

    @property
    def cards(self) -> int:
        return self.topic.published_count

    @property
    def percent_known(self) -> int:
        return percent(self.known, self.cards)

    @property
    def percent_of_seen(self) -> int:
        return percent(self.known, self.seen)


def topics_of(
    *, person: Person, ready_at: datetime, forgetting: Forgetting, most_read: int = MOST_READ
) -> tuple[TopicProgress, ...]:
    """Each topic in its order; four queries at most."""
    topics = list(Topic.objects.all())
    if not person:
        return tuple(TopicProgress(topic, 0, 0) for topic in topics)
    met = Memory.objects.of(person).exclude(phase=Phase.NEW).order_by()
    fields = ("question_id", "last_rating", "stability", "last_reviewed_at")
    is_sample = met[: most_read + 1].count() > most_read
    if is_sample:
        topic_ids = _sample(topics, most_read)
        rows = list(met.filter(question_id__in=list(topic_ids)).values_list(*fields))
    else:
        rows = list(met.values_list(*fields))
        topic_ids = _topic_ids([row[0] for row in rows])
    known: dict[int, int] = defaultdict(int)
    recall: dict[int, list[Known]] = defaultdict(list)
    for question_id, last_rating, stability, last_reviewed_at in rows:
        if topic_id := topic_ids.get(question_id):
            known[topic_id] += last_rating in KNOWN_RATINGS
            recall[topic_id].append(Known(stability, last_reviewed_at))
    sizes: dict[int, int] = defaultdict(int)
    for topic_id in topic_ids.values() if is_sample else ():
        sizes[topic_id] += 1
    return tuple(
        _progress(
            topic, known[topic.pk], recall[topic.pk], sizes.get(topic.pk), ready_at, forgetting
        )
        for topic in topics
    )


def _progress(
    topic: Topic,
    known: int,
    recall: list[Known],
    sampled: int | None,
    at: datetime,
    forgetting: Forgetting,
) -> TopicProgress:
    """One topic; `sampled`: of how many cards the rest is known, None for all of them."""
    cards = topic.published_count if sampled is None else sampled
    ready = None
    if readiness_pages.is_enough(seen=len(recall), cards=cards):
        ready = int(
            100 * readiness_pages.recalled_share(recall, cards=cards, at=at, forgetting=forgetting)
        )
    is_estimated = sampled is not None and sampled < topic.published_count
    scale = topic.published_count / cards if is_estimated and cards else 1
    return TopicProgress(
        topic, round(len(recall) * scale), round(known * scale), ready, is_estimated
    )


def _topic_ids(question_ids: Collection[int]) -> dict[int, int]:
    """The topic of each of these cards that is published."""
    rows = Question.objects.published().filter(pk__in=question_ids)
    return dict(rows.order_by().values_list("pk", "topic_id"))


def _sample(topics: Collection[Topic], most: int) -> dict[int, int]:
    """The topic of some random cards of each topic, or of all of a small one's.

    The places in the random order are spread evenly, so the lowest are a fair sample;
    the index (status, topic, difficulty, shuffle) has them side by side.
    """
    each = max(1, most // max(1, len(topics)))
    found: dict[int, int] = {}
    full = [topic for topic in topics if topic.published_count]
    for first in range(0, len(full), MOST_PARTS):
        parts = [_lowest(topic, each) for topic in full[first : first + MOST_PARTS]]
        found |= dict(parts[0].union(*parts[1:], all=True))
    return found


def _lowest(topic: Topic, count: int) -> Any:
    """About `count` cards of a topic, by id and topic; all, if it has no more."""
    limit = int(2**SHUFFLE_BITS * min(1, count / topic.published_count))
    rows = Question.objects.published().filter(
        topic=topic, difficulty__in=Question.Difficulty.values, shuffle__lt=limit
    )
    return rows.order_by().values_list("pk", "topic_id")
