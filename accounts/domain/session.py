"""Today's session: which card comes now, what is left, and how it ends.

Nothing of a session is stored but the reviews: what comes next follows from them and
from the plan, so a session can be left at any point and goes on on any device.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count

from accounts.domain import candidates, latest, planning, profiles, rounds, study_cards
from accounts.domain.agenda import REVIEW_SECONDS
from accounts.domain.candidates import Where
from accounts.domain.gains import SECONDS_NEW
from accounts.domain.latest import Last
from accounts.domain.planning import Plan, Standing
from accounts.domain.share import Left, Share, done_on, left_today
from accounts.domain.study_cards import StudyCard
from accounts.models import Memory, Review, StudyDay
from questions.models import Deck, Person, Question, Related, Topic

# With nothing else to do, a card in its steps comes so much before its time.
LEARN_AHEAD = timedelta(minutes=20)
# Of so many cards at equal need, one of another topic than the last is taken.
MIXED_AMONG = 4
# "Go on" is for so many minutes, and a day has at most so many.
MORE_MINUTES, MOST_MINUTES = 10, 600


@dataclass(frozen=True)
class Scope:
    """What is studied: a deck, a topic, or everything; or a round, see rounds.ROUNDS."""

    deck: str = ""
    topic: str = ""
    only: str = ""
    # How many minutes the day may have in all: the person asked to go on. 0: as planned.
    minutes: int = 0


@dataclass(frozen=True)
class StudyPage:
    scope: Scope
    # The deck and the topic that narrow it.
    names: Sequence[Deck | Topic]
    decks: Sequence[Deck]
    topics: Sequence[Topic]
    # When a round began.
    since: datetime
    # None: the session is over for now, or there is nothing to study.
    card: StudyCard | None
    left: Left
    # Cards rated so far, in this round or in today's study of the scope, and those that
    # are still to come: a second look at a card is no other card.
    done: int
    to_come: int
    today: StudyDay
    # The latest rating of today, which can be taken back.
    last: Last | None
    now: datetime
    # Today's share is done, and whoever likes may go on.
    has_more: bool = False
    # When the session is over: the next card's time, and how many are due tomorrow, and
    # how many new ones there will be.
    next_at: datetime | None = None
    tomorrow: int = 0
    tomorrow_new: int = 0
    # Due, but beyond the day's minutes.
    waiting: int = 0
    # Cards that were failed and wait, because new ones gain more.
    left_out: int = 0
    # Cards missed in the scope: for a second round.
    missed: int = 0
    # There are published cards in the scope.
    has_cards: bool = False

    @property
    def total(self) -> int:
        return self.done + self.to_come

    @property
    def title(self) -> str:
        return " · ".join(one.name for one in self.names)

    @property
    def is_empty(self) -> bool:
        """There is nothing to study, now or later."""
        return not (self.done or self.next_at or self.missed or self.has_more or self.has_cards)

    @property
    def minutes_spent(self) -> int:
        return -(-self.today.spent_ms // 60_000)

    @property
    def next_in(self) -> timedelta | None:
        return max(self.next_at - self.now, timedelta(0)) if self.next_at else None

    @property
    def is_next_today(self) -> bool:
        return self.next_in is not None and self.next_in < timedelta(hours=6)

    @property
    def minutes_to_go_on(self) -> int:
        minutes = math.ceil(done_on(self.today).planned_seconds / 60)
        return min(MOST_MINUTES, minutes + MORE_MINUTES)

    @property
    def query(self) -> str:
        """The address of this scope, to which one more word can be added."""
        kept = {"deck": self.scope.deck, "topic": self.scope.topic}
        narrowed = urlencode({name: value for name, value in kept.items() if value})
        return f"?{narrowed}&" if narrowed else "?"


def study_page(
    *, person: Person, scope: Scope, now: datetime, since: datetime | None = None
) -> StudyPage:
    """Read the page of a session, or of a round that began at `since`."""
    wishes = profiles.wishes_of(person)
    day = planning.study_day(now, wishes.plan.zone)
    today = StudyDay.objects.of(person).filter(day=day).first() or StudyDay(day=day)
    last = latest.read(person, now=now, plan=wishes.plan)
    where = Where(
        scope.deck,
        scope.topic,
        wishes.topic_ids,
        is_bookmarked=scope.only == rounds.BOOKMARKED,
    )
    decks, topics = list(Deck.objects.all()), list(Topic.objects.all())
    page = StudyPage(
        scope=scope,
        names=[
            *(deck for deck in decks if deck.slug == scope.deck),
            *(topic for topic in topics if topic.slug == scope.topic),
        ],
        decks=decks,
        topics=topics,
        since=since or now,
        card=None,
        left=Left(),
        done=0,
        to_come=0,
        today=today,
        last=last,
        now=now,
    )
    if scope.only in rounds.ROUNDS:
        return _round_page(page, person, where, wishes.plan, now)
    return _session_page(page, person, where, wishes.plan, now)


def _round_page(
    page: StudyPage, person: Person, where: Where, plan: Plan, now: datetime
) -> StudyPage:
    found = rounds.next_in_round(
        person=person, where=where, only=page.scope.only, since=page.since, now=now
    )
    due = found.left - found.new
    seconds = found.new * SECONDS_NEW + due * REVIEW_SECONDS
    left = Left(due=due, new=found.new, seconds=seconds)
    page = replace(page, done=found.done, to_come=found.left, left=left)
    if found.question is None:
        return _ended(page, person, where, plan, now)
    return replace(page, card=study_cards.shown(person, found.question, plan=plan, now=now))


def _session_page(
    page: StudyPage, person: Person, where: Where, plan: Plan, now: datetime
) -> StudyPage:
    share = left_today(
        person=person,
        where=where,
        plan=plan,
        now=now,
        today=page.today,
        until_minutes=page.scope.minutes,
    )
    question, contrast = _next(person, where, now, share, page.last)
    begin = planning.day_start(page.today.day, plan.zone)
    begun = [one for one in share.steps if one.last_reviewed_at and one.last_reviewed_at >= begin]
    page = replace(
        page,
        left=share.left,
        done=_studied(person, where, page.today.day),
        to_come=share.left.total - len(begun),
        has_more=share.has_more,
        left_out=share.left_out,
        waiting=share.waiting,
    )
    if question is None:
        return _ended(page, person, where, plan, now)
    card = study_cards.shown(person, question, plan=plan, now=now, contrast=contrast)
    return replace(page, card=card)


def _studied(person: Person, where: Where, day: date) -> int:
    """How many cards of the scope were rated in the day's study."""
    rated = Review.objects.of(person).ratings().standing().filter(day=day)
    if where != Where():
        rated = rated.filter(where.on(person, "question__"))
    of_study = rated.filter(source=Review.Source.STUDY).order_by()
    # Counted so, the day is read; as rows made distinct, SQLite would read the whole log.
    return int(of_study.aggregate(cards=Count("question_id", distinct=True))["cards"])


def _next(
    person: Person, where: Where, now: datetime, share: Share, last: Last | None
) -> tuple[Question | None, str]:
    """The card that comes now, and how it differs from the last if they are confusable."""
    near = {one.other_id: one.note for one in _related(last)}
    step = next(
        (one for one in share.steps if one.is_sure_but_wrong),
        next((one for one in share.steps if one.due_at and one.due_at <= now), None),
    )
    if step is not None and (step.is_sure_but_wrong or share.has_steps_first):
        return step.question, near.get(step.question_id, "")
    seen_last = last.review.question if last else None
    chosen = _chosen(share.first, near, seen_last)
    if chosen is None and share.new:
        turn, first = share.met, list(near)
        if card := candidates.new_card(person, where, now, turn=turn, first=first):
            return card, near.get(card.pk, "")
    if chosen := chosen or _chosen(share.then, near, seen_last):
        return Question.objects.filter(pk=chosen).first(), near.get(chosen, "")
    soon = now + LEARN_AHEAD
    ahead = next((one for one in share.steps if one.due_at and one.due_at <= soon), None)
    return (ahead.question, near.get(ahead.question_id, "")) if ahead else (None, "")


def _chosen(
    reviews: Sequence[Standing], near: Mapping[int, str], last: Question | None
) -> int | None:
    """One that is confusable with the last card, else the first in the plan's order, or one
    nearly as useful of another topic than the last card's."""
    if not reviews:
        return None
    topic_id = last.topic_id if last else None
    others = (one for one in reviews[:MIXED_AMONG] if one.topic_id != topic_id)
    close = (one for one in reviews if one.question_id in near)
    return next(close, next(others, reviews[0])).question_id


def _related(last: Last | None) -> Sequence[Related]:
    """The cards that are easily confused with the one just seen."""
    if last is None or last.review.rating is None:
        return ()
    return list(Related.objects.filter(question_id=last.review.question_id))


def _ended(page: StudyPage, person: Person, where: Where, plan: Plan, now: datetime) -> StudyPage:
    """The end page: when to come back, and what could be gone through again."""
    day_end = planning.day_end(now, plan.zone)
    next_day_end = planning.day_end(day_end, plan.zone)
    steps = [one.due_at for one in candidates.stepping(person, where, now) if one.due_at]
    review_at = candidates.next_due_at(person, where, now) if person else None
    if page.left_out:
        steps = [max(due_at, day_end) for due_at in steps]
    times = [*steps, *([max(review_at, day_end)] if review_at else [])]
    tomorrow = candidates.due_count(person, where, now, next_day_end) if person else 0
    missed = Memory.objects.of(person).missed()
    missed = missed.filter(candidates.awake(now), where.on(person, "question__"))
    unseen = candidates.unseen_count(person, where, now)
    before_new = tomorrow
    if planning.is_short(plan=plan, now=day_end, unseen=unseen):
        before_new = min(tomorrow, planning.probes_today(plan=plan, now=day_end))
    return replace(
        page,
        next_at=min(times, default=None),
        tomorrow=tomorrow,
        tomorrow_new=planning.new_today(
            plan=plan,
            now=day_end,
            unseen=unseen,
            review_seconds=before_new * REVIEW_SECONDS,
        ),
        has_cards=Question.objects.filter(where.on(person)).exists(),
        missed=missed.order_by()[: candidates.MOST_COUNTED].count(),
    )
