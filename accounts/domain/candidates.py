"""Read the few cards that a session may show next, however many the person has met.

Cards in review are read by bands of like stability (`Memory.band`): within a band the
longest unseen is the likeliest to be forgotten, so that some of each band are enough.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.domain.planning import Standing
from accounts.domain.replaying import BANDS
from accounts.domain.scheduling import MemoryState
from accounts.models import STEPPING, Memory, Note, Phase, awake
from questions.models import Person, Question, Topic

# Of each band: all cards of an ordinary bank, a good sample of a huge one.
PER_BAND = 20
# Cards in their steps are few: more would be a bank learned in an hour.
MOST_STEPPING = 100
# Counting further costs more than it tells.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Where:
    """The cards that a session is about: all, a deck's, a topic's, or some topics'."""

    deck: str = ""
    topic: str = ""
    topic_ids: frozenset[int] = frozenset()
    is_bookmarked: bool = False

    def on(self, person: Person, prefix: str = "") -> Q:
        """The condition on questions; `prefix` leads to them, as in "question__"."""
        where = Q((f"{prefix}status", Question.Status.PUBLISHED))
        if self.deck:
            where &= Q((f"{prefix}deck_entries__deck__slug", self.deck))
        if self.topic:
            where &= Q((f"{prefix}topic__slug", self.topic))
        if self.topic_ids and not (self.deck or self.topic):
            where &= Q((f"{prefix}topic_id__in", self.topic_ids))
        if self.is_bookmarked:
            marked = Note.objects.of(person).bookmarked().values("question_id")
            where &= Q((f"{prefix}pk__in", marked))
        return where


def met(person: Person, where: Where, now: datetime) -> QuerySet[Memory]:
    """The person's memories of the cards that a session may show.

    The cards are asked for one by one (EXISTS): so the indexes of memories give the
    order, and only as many cards are read as are wanted.
    """
    card = Question.objects.filter(where.on(person), pk=OuterRef("question_id"))
    return Memory.objects.of(person).filter(awake(now), Exists(card))


def stepping(person: Person, where: Where, now: datetime) -> list[Memory]:
    """Cards in their learning steps, the next one first."""
    rows = met(person, where, now).filter(phase__in=STEPPING)
    return list(rows.select_related("question").order_by("due_at", "pk")[:MOST_STEPPING])


def in_review(person: Person, where: Where, now: datetime) -> list[Standing]:
    """Of each band of stability the cards not seen for longest; two queries."""
    if not person:
        return []
    rows = met(person, where, now).filter(phase=Phase.REVIEW, band=_ANY_BAND)
    of_band = rows.order_by("last_reviewed_at", "pk").values("pk")[:PER_BAND]
    # Each part with a limit of its own, which the ORM can't write for SQLite.
    sql, params = of_band.query.sql_with_params()
    parts = [f"SELECT * FROM ({sql}) AS band_{number}" for number in range(len(BANDS))]
    filled = [band if value == _ANY_BAND else value for band in BANDS for value in params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), filled)
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Memory.objects.filter(pk__in=ids).values_list(*_STATE, *_CARD)
    return [
        Standing(question_id, topic_id, MemoryState(*state))
        for *state, question_id, topic_id in found
    ]


# Stands in the statement for the band; no other parameter is like it.
_ANY_BAND = -32_000
_STATE = tuple(field.name for field in fields(MemoryState))
_CARD = ("question_id", "question__topic_id")


def due_count(person: Person, where: Where, now: datetime, day_end: datetime) -> int:
    """How many cards in review are due today, counted as far as MOST_COUNTED."""
    rows = met(person, where, now).filter(phase=Phase.REVIEW, due_at__lt=day_end)
    return rows.order_by()[:MOST_COUNTED].count()


def unseen_count(person: Person, where: Where, now: datetime) -> int:
    """How many cards the person has never reviewed; those that sleep are left out."""
    if where.deck or where.is_bookmarked:
        cards = Question.objects.filter(where.on(person)).distinct().order_by()
        return cards.filter(~Exists(_not_to_meet(person, now)))[:MOST_COUNTED].count()
    topics = Topic.objects.all()
    if where.topic:
        topics = topics.filter(slug=where.topic)
    elif where.topic_ids:
        topics = topics.filter(pk__in=where.topic_ids)
    published = sum(topics.order_by().values_list("published_count", flat=True))
    mine = Memory.objects.of(person).order_by()
    if where.topic or where.topic_ids:
        known = mine.filter(_not_new(now), where.on(person, "question__"))
        return max(0, published - known.count())
    # Of all cards: what is known is counted in indexes, what was retired beside it.
    known_count = sum(
        mine.filter(part).count()
        for part in (
            Q(is_suspended=False, phase__gt=Phase.NEW),
            Q(is_suspended=True),
            Q(is_suspended=False, phase=Phase.NEW, put_off_until__gt=now),
        )
    )
    gone = Question.objects.exclude(status=Question.Status.PUBLISHED).order_by()
    gone_count = gone.filter(Exists(_not_to_meet(person, now))).count()
    return max(0, published - known_count + gone_count)


def _not_new(now: datetime) -> Q:
    return ~Q(phase=Phase.NEW) | ~awake(now)


def _not_to_meet(person: Person, now: datetime) -> QuerySet[Memory]:
    """The person's memory of a question, if it is no new one, or asleep."""
    return Memory.objects.of(person).filter(_not_new(now), question=OuterRef("pk"))


def new_card(
    person: Person, where: Where, now: datetime, *, turn: int, first: Collection[int] = ()
) -> Question | None:
    """The next card to meet: queued ones, then one of `first`, then each topic in turn.

    A deck keeps its own order. `turn` counts the cards met today; `first` are the cards
    that are easily confused with the one just seen.
    """
    queued = (
        met(person, where, now)
        .filter(phase=Phase.NEW, queued_at__isnull=False)
        .order_by("queued_at", "pk")
        .values_list("question_id", flat=True)
        .first()
    )
    unseen = Question.objects.filter(where.on(person)).filter(~Exists(_not_to_meet(person, now)))
    if queued:
        return Question.objects.get(pk=queued)
    if first and (near := unseen.filter(pk__in=first).order_by("pk").first()):
        return near
    if where.deck:
        entries = unseen.filter(deck_entries__deck__slug=where.deck)
        return entries.order_by("deck_entries__position", "deck_entries__pk").first()
    return _by_topic(unseen, turn)


def _by_topic(unseen: QuerySet[Question], turn: int) -> Question | None:
    """The first unseen card of the topic whose turn it is, and that has one; two queries."""
    in_topic = unseen.filter(topic=OuterRef("pk")).order_by("pk")
    topics = Topic.objects.annotate(next_id=Subquery(in_topic.values("pk")[:1]))
    ids = [pk for pk in topics.values_list("next_id", flat=True) if pk]
    return Question.objects.filter(pk=ids[turn % len(ids)]).first() if ids else None


def next_due_at(person: Person, where: Where, now: datetime) -> datetime | None:
    """When the next card in review comes back by itself."""
    rows = met(person, where, now).filter(phase=Phase.REVIEW)
    return rows.order_by("due_at").values_list("due_at", flat=True).first()
