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
from accounts.models import STEPPING, Memory, MemoryQuerySet, Note, Phase, awake
from questions.models import DeckEntry, Person, Question, Topic

# Of each band: all cards of an ordinary bank, a good sample of a huge one.
PER_BAND = 20
# Cards in their steps are few: more would be a bank learned in an hour.
MOST_STEPPING = 100
# Counting further costs more than it tells.
MOST_COUNTED = 1_000
_UNPUBLISHED = [one for one in Question.Status if one != Question.Status.PUBLISHED]


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
        if self.is_list:
            # Or SQLite reads all that is published, and looks each card up in the list.
            where = ~Q((f"{prefix}status__in", _UNPUBLISHED))
        if self.deck:
            entries = DeckEntry.objects.filter(deck__slug=self.deck).order_by()
            where &= Q((f"{prefix}pk__in", entries.values("question_id")))
        if self.is_bookmarked:
            marked = Note.objects.of(person).bookmarked().order_by()
            where &= Q((f"{prefix}pk__in", marked.values("question_id")))
        if self.topic:
            where &= Q((f"{prefix}topic__slug", self.topic))
        if self.topic_ids and not (self.deck or self.topic):
            where &= Q((f"{prefix}topic_id__in", self.topic_ids))
        return where

    @property
    def is_list(self) -> bool:
        """Whether it is about a list of cards, few as a rule."""
        return bool(self.deck) or self.is_bookmarked


def met(person: Person, where: Where, now: datetime) -> MemoryQuerySet:
    """The person's memories of the cards that a session may show.

    The cards are asked for one by one (EXISTS): so the indexes of memories give the
    order, and only as many cards are read as are wanted. Most memories are not of a
    certain topic, deck or the bookmarks: these cards are listed first.
    """
    mine = Memory.objects.of(person)
    if where.is_list:
        listed = mine.filter(where.on(person, "question__")).order_by().values("pk")
        return Memory.objects.filter(pk__in=listed).awake(now)
    cards = Question.objects.filter(where.on(person)).order_by()
    if where.topic:
        return mine.awake(now).filter(question__in=cards.values("pk"))
    return mine.awake(now).filter(Exists(cards.filter(pk=OuterRef("question_id"))))


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


def unseen(person: Person, where: Where, now: datetime) -> QuerySet[Question]:
    """The cards that the person has never reviewed; those that sleep are left out.

    Few of the cards that a person remembers are new to them, so these are read beside the
    others: whether there is a memory at all is seen in an index alone.
    """
    cards = Question.objects.filter(where.on(person))
    remembered = Memory.objects.of(person).filter(question=OuterRef("pk"))
    new = _awaiting(person, now).values("question_id")
    return cards.filter(~Exists(remembered) | Q(pk__in=new))


def _awaiting(person: Person, now: datetime) -> QuerySet[Memory]:
    """Cards that wait for their first review: queued, or no longer put off."""
    return Memory.objects.of(person).filter(awake(now), phase=Phase.NEW).order_by()


def unseen_count(person: Person, where: Where, now: datetime) -> int:
    """How many of `unseen` there are; of a deck or bookmarks as far as MOST_COUNTED."""
    if where.is_list:
        return unseen(person, where, now).order_by()[:MOST_COUNTED].count()
    if not person:
        return published_count(where)
    cards = Question.objects.filter(where.on(person)).order_by()
    if where.topic or where.topic_ids:
        remembered = Memory.objects.of(person).filter(question=OuterRef("pk"))
        known_count = cards.filter(Exists(remembered)).count()
    else:
        # Of all cards what is known is counted at once, what was retired beside it.
        gone = Question.objects.exclude(status=Question.Status.PUBLISHED).order_by()
        mine = Memory.objects.of(person)
        known_count = (
            mine.count() - gone.filter(Exists(mine.filter(question=OuterRef("pk")))).count()
        )
    waiting = _awaiting(person, now).filter(where.on(person, "question__")).count()
    return max(0, published_count(where) - known_count + waiting)


def asleep_count(person: Person, where: Where, now: datetime) -> int:
    """How many cards are suspended or put off: each kind has an index of its own."""
    card = Question.objects.filter(where.on(person), pk=OuterRef("question_id"))
    mine = Memory.objects.of(person).order_by()
    # The memories are listed first, which the indexes do by themselves.
    listed = Q(pk__in=mine.suspended().values("pk")) | Q(pk__in=mine.put_off(now).values("pk"))
    return Memory.objects.filter(listed, Exists(card)).count()


def published_count(where: Where) -> int:
    """How many cards there are of all topics, of one, or of some."""
    return sum(_topics(where).order_by().values_list("published_count", flat=True))


def _topics(where: Where) -> QuerySet[Topic]:
    topics = Topic.objects.all()
    if where.topic:
        topics = topics.filter(slug=where.topic)
    elif where.topic_ids:
        topics = topics.filter(pk__in=where.topic_ids)
    return topics


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
    if queued:
        return Question.objects.get(pk=queued)
    cards = unseen(person, where, now)
    if first and (near := cards.filter(pk__in=first).order_by("pk").first()):
        return near
    if where.deck:
        entries = cards.filter(deck_entries__deck__slug=where.deck)
        return entries.order_by("deck_entries__position", "deck_entries__pk").first()
    return _by_topic(cards, _topics(where), turn)


def _by_topic(cards: QuerySet[Question], topics: QuerySet[Topic], turn: int) -> Question | None:
    """The first of the cards in the topic whose turn it is, and that has one; two queries."""
    in_topic = cards.filter(topic=OuterRef("pk")).order_by("pk")
    topics = topics.annotate(next_id=Subquery(in_topic.values("pk")[:1]))
    ids = [pk for pk in topics.values_list("next_id", flat=True) if pk]
    return Question.objects.filter(pk=ids[turn % len(ids)]).first() if ids else None


def next_due_at(person: Person, where: Where, now: datetime) -> datetime | None:
    """When the next card in review comes back by itself."""
    rows = met(person, where, now).filter(phase=Phase.REVIEW)
    return rows.order_by("due_at").values_list("due_at", flat=True).first()
