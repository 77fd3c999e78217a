"""Days of study for `simulate_learning.py`: one session engine, and the policies that fill it.

Every policy has the same engine: the same costs, the same learning steps, the same cap.
A policy only says which cards, in which order, when a day begins; Flipside's is asked
again when they are done and minutes are left, as its pages do after each card.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from _learners import AGAIN, GOOD, Learner, Memory

from accounts.domain import forgetting, gains, planning, scheduling
from accounts.domain.agenda import Done, agenda
from accounts.domain.gains import SECONDS_FAIL, SECONDS_NEW, SECONDS_PASS
from accounts.domain.planning import Plan, Standing
from accounts.domain.scheduling import Inputs, MemoryState, Phase

# The first session; every further one begins at the same hour.
START = datetime(2026, 1, 5, 19, tzinfo=UTC)
# From the last session to the interview at 10:00.
HOURS_BEFORE = 15
# A failed card comes back after so many seconds, or sooner if nothing else is left.
RETRY = 600
# A horizon that no interval reaches: FSRS without a date, but passed is passed.
FAR = datetime(2999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Setting:
    cards: int
    days: int
    minutes: int

    @property
    def seconds(self) -> int:
        return self.minutes * 60

    @property
    def interview_at(self) -> float:
        """In days since the first session."""
        return self.days - 1 + HOURS_BEFORE / 24

    @property
    def plan(self) -> Plan:
        return Plan(
            interview_on=(START + timedelta(days=self.days)).date(), seconds_a_day=self.seconds
        )

    def __str__(self) -> str:
        return f"{self.cards:>4} {self.days:>4} {self.minutes:>4}"


class Course:
    """One learner's days under one policy."""

    def __init__(self, *, learner: Learner, setting: Setting, policy: "Policy") -> None:
        self.learner, self.setting, self.policy = learner, setting, policy
        self.memories: list[Memory | None] = [None] * setting.cards
        self.states: list[MemoryState | None] = [None] * setting.cards
        self.last: list[float] = [-1.0] * setting.cards
        self.encounters = [0] * setting.cards
        # Cards failed and not yet passed.
        self.failed: set[int] = set()
        self.seconds = 0.0
        self.evidence = forgetting.Evidence()
        self.next_new = 0
        # Of the day.
        self.done = Done()
        self.has_steps_first = True

    def run(self, *, until: int | None = None, since: int = 0) -> "Course":
        for day in range(since, self.setting.days if until is None else until):
            self._study(day)
        return self

    @property
    def recall(self) -> float:
        """The mean true probability over all cards at the interview; unseen is 0."""
        return sum(self.recalls()) / self.setting.cards

    def recalls(self) -> list[float]:
        at = self.setting.interview_at
        return [
            0.0 if memory is None else self.learner.recall(card, memory, at=at)
            for card, memory in enumerate(self.memories)
        ]

    def unseen(self) -> range:
        """Cards are met in one order by everyone."""
        return range(self.next_new, self.setting.cards)

    def _study(self, day: int) -> None:
        cap = self.policy.seconds(self, day)
        used = 0.0
        self.done = Done()
        retries = deque((0.0, card) for card in sorted(self.failed))
        waiting = self._waiting(day)
        while True:
            card = None
            if not retries or retries[0][0] > used or not self.has_steps_first:
                free = cap - used - SECONDS_PASS * len(retries) * self.has_steps_first
                fitting = (c for c in waiting if c not in self.failed and self._fits(c, free))
                card = next(fitting, None)
            if card is None and retries and used + SECONDS_PASS <= cap:
                card = retries.popleft()[1]
            if card is None:
                break
            is_new = self.memories[card] is None
            is_recall = not is_new and self.last[card] < day
            spent, rating = self._encounter(card, day + used / 86_400, day)
            used += spent
            self.done = Done(
                reviews=self.done.reviews + 1,
                new=self.done.new + is_new,
                seconds=used,
                recalls=self.done.recalls + is_recall,
            )
            if rating == AGAIN:
                self.failed.add(card)
                retries.append((used + RETRY, card))
            else:
                self.failed.discard(card)
        self.seconds += used

    def _waiting(self, day: int) -> Iterator[int]:
        """The day's cards; a plan is asked again when they are done, as its pages do."""
        yield from (order := self.policy.order(self, day))
        asked = set(order)
        while self.policy.is_planned and (
            order := [card for card in self.policy.order(self, day) if card not in asked]
        ):
            asked.update(order)
            yield from order

    def _fits(self, card: int, free: float) -> bool:
        return free >= (SECONDS_NEW if self.memories[card] is None else SECONDS_PASS)

    def _encounter(self, card: int, at: float, day: int) -> tuple[int, int]:
        memory = self.memories[card]
        if memory is None:
            rating, self.memories[card] = self.learner.meet(card, at=at)
            spent = SECONDS_NEW
            self.next_new = max(self.next_new, card + 1)
        else:
            nth = self.encounters[card]
            same_day = int(self.last[card]) == day
            rating = self.learner.answer(card, nth, memory, at=at, same_day=same_day)
            spent = SECONDS_FAIL if rating == AGAIN else SECONDS_PASS
        self.encounters[card] += 1
        self.last[card] = at
        if self.policy.inputs is not None:
            self._schedule(card, rating, START + timedelta(days=at))
        return spent, rating

    def _schedule(self, card: int, rating: int, now: datetime) -> None:
        inputs, state = self.policy.inputs, self.states[card]
        assert inputs is not None
        if self.policy.is_planned:
            if state is not None:
                self.evidence = self.evidence.after(state, rating=rating, now=now)
            inputs = replace(inputs, horizon=self.setting.plan.horizon(now))
        schedule = planning.review if self.policy.is_planned else scheduling.review
        self.states[card] = schedule(state, rating, at=now, inputs=inputs)


@dataclass(frozen=True)
class Policy:
    """Which cards a day, in which order; `inputs` where FSRS keeps their state."""

    name: str
    order: Callable[[Course, int], list[int]]
    inputs: Inputs | None = None
    is_planned: bool = False
    # Nothing is studied earlier than so many days before the end; None: all days.
    last_days: int | None = None
    share: float = 1.0

    @property
    def family(self) -> str:
        return self.name.split()[0]

    def seconds(self, course: Course, day: int) -> float:
        if self.last_days is not None and day < course.setting.days - self.last_days:
            return 0.0
        return course.setting.seconds * self.share


def plan() -> Policy:
    """Flipside's own."""
    return Policy("plan", _by_plan, inputs=Inputs(), is_planned=True)


def _by_plan(course: Course, day: int) -> list[int]:
    asked, now = course.setting.plan, START + timedelta(days=day)
    standings = [
        Standing(question_id=card, topic_id=0, state=state)
        for card, state in enumerate(course.states)
        if state is not None
    ]
    unseen = course.unseen()
    worth = planning.worth_reviewing(standings, plan=asked, now=now)
    left = agenda(worth, plan=asked, now=now, unseen=len(unseen), done=course.done)
    course.has_steps_first = left.has_steps_first
    first, then = ([one.question_id for one in part] for part in (left.first, left.then))
    return [*first, *unseen[: left.new], *then]


def oracle() -> Policy:
    """The plan's greedy order by the true memories, with every minute used.

    Nobody can know so much. It is no proven bound, but shows what is left to gain.
    """
    return Policy("oracle", _by_truth)


def _by_truth(course: Course, day: int) -> list[int]:
    setting, now = course.setting, START + timedelta(days=day)
    ranked = sorted((-_true_gain(course, card, day), card) for card in range(course.next_new))
    unseen = course.unseen()
    new_gain = gains.new_gain(setting.interview_at - day)
    split = sum(-gain > new_gain for gain, _ in ranked)
    if planning.is_short(plan=setting.plan, now=now, unseen=len(unseen)):
        split = 0
    new = planning.new_today(
        plan=setting.plan, now=now, unseen=len(unseen), review_seconds=30.0 * split
    )
    cards = [card for _, card in ranked]
    return [*cards[:split], *unseen[:new], *cards[split:]]


def _true_gain(course: Course, card: int, day: int) -> float:
    memory, learner, at = course.memories[card], course.learner, course.setting.interview_at
    assert memory is not None
    recall = learner.recall(card, memory, at=day)
    passed = learner.what_if(card, memory, (GOOD,), at=day, then=at)
    failed = learner.what_if(card, memory, (AGAIN, GOOD), at=day, then=at)
    rise = recall * passed + (1 - recall) * failed - learner.recall(card, memory, at=at)
    return rise / gains.review_seconds(recall)


def in_turn() -> Policy:
    """All cards in turn: new ones first, then those not seen for longest."""
    return Policy("in turn", _in_turn)


def cramming(*, days: int, share: float = 1.0) -> Policy:
    """Nothing before the last days, then all cards in turn."""
    return Policy(f"cram {days}d x{share:g}", _in_turn, last_days=days, share=share)


def _in_turn(course: Course, day: int) -> list[int]:
    unseen = course.unseen()
    seen = sorted(range(unseen.start), key=course.last.__getitem__)
    return [*unseen, *seen]


def fsrs(*, new: int, retention: float) -> Policy:
    """FSRS without the date: `new` cards a day, then what is due, weakest first."""

    def order(course: Course, day: int) -> list[int]:
        now = START + timedelta(days=day)
        end = now + timedelta(hours=9)
        due = []
        for card, state in enumerate(course.states):
            if state is not None and state.due_at < end and state.phase == Phase.REVIEW:
                due.append((scheduling.retrievability(state, at=now), card))
        return [*course.unseen()[:new], *(card for _, card in sorted(due))]

    inputs = Inputs(desired_retention=retention, horizon=FAR)
    return Policy(f"fsrs {new}/day {retention:g}", order, inputs=inputs)


def baselines(setting: Setting) -> list[Policy]:
    """Every variant that the best baseline is chosen from."""
    most = setting.seconds // SECONDS_NEW
    return [
        in_turn(),
        *(
            fsrs(new=new, retention=retention)
            for new in sorted({5, 10, 20, most})
            if new <= most
            for retention in (0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99)
        ),
        *(
            cramming(days=days, share=share)
            for days in (1, 2, 3, 5, 7, 10, 14, 21, 30, 60)
            if days <= setting.days
            for share in (0.5, 1.0)
            if (days, share) != (setting.days, 1.0)
        ),
    ]
