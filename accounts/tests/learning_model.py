"""What a person remembers, said once more: a log in memory, replayed by py-fsrs itself."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import fsrs

DAY = timedelta(days=1)
# FSRS as its authors wrote it, without plan and fuzz.
SCHEDULER = fsrs.Scheduler(enable_fuzzing=False)


@dataclass(eq=False)
class Event:
    """One thing that happened; `pk` counts what is stored."""

    pk: int
    person: Any
    card: int
    kind: str
    at: datetime
    day: date
    rating: int | None = None
    until: datetime | None = None
    is_study: bool = True
    is_sure_but_wrong: bool = False
    points: dict[str, list[str]] = field(default_factory=dict)
    spent_ms: int = 0
    is_undone: bool = False
    # As the card stood when it was stored.
    is_first: bool = False
    foreseen: float | None = None


@dataclass
class Standing:
    """Where a card stands."""

    card: fsrs.Card | None = None
    count: int = 0
    rating: int | None = None
    lapses: int = 0
    is_sure_but_wrong: bool = False
    is_suspended: bool = False
    put_off_until: datetime | None = None
    queued_at: datetime | None = None
    points: dict[str, tuple[int, int, bool]] = field(default_factory=dict)

    def play(self, event: Event) -> None:
        match event.kind:
            case "rating":
                self._rate(event)
            case "queue":
                if self.card is None:
                    self.queued_at = self.queued_at or event.at
            case "reset":
                self.__init__(is_suspended=self.is_suspended, points=self.points)  # type: ignore[misc]
            case "suspend":
                self.is_suspended = True
            case "resume":
                self.is_suspended, self.put_off_until = False, None
            case "bury":
                self.put_off_until = event.until

    def _rate(self, event: Event) -> None:
        assert event.rating is not None
        self.lapses += event.rating == 1 and is_recall(self, event.at)
        card = self.card or fsrs.Card(card_id=1, due=event.at)
        self.card, _log = SCHEDULER.review_card(card, fsrs.Rating(event.rating), event.at)
        self.count += 1
        self.rating, self.is_sure_but_wrong = event.rating, event.is_sure_but_wrong
        self.put_off_until = self.queued_at = None
        for name, is_missing in (("covered", False), ("missed", True)):
            for key in event.points.get(name, ()):
                covered, missed, _was = self.points.get(key, (0, 0, False))
                self.points[key] = (covered + (not is_missing), missed + is_missing, is_missing)

    @property
    def is_blank(self) -> bool:
        return self.card is None and not (self.is_suspended or self.put_off_until or self.queued_at)


def is_recall(standing: Standing, at: datetime) -> bool:
    last = standing.card.last_review if standing.card else None
    return last is not None and at - last >= timedelta(hours=12)


def day_of(at: datetime, zone: str) -> date:
    local = at.astimezone(ZoneInfo(zone))
    return local.date() - (DAY if local.time() < time(4) else timedelta(0))


def morning_after(at: datetime, zone: str) -> datetime:
    day = day_of(at, zone) + DAY
    return datetime.combine(day, time(4), ZoneInfo(zone)).astimezone(UTC)


class World:
    """Everybody's log."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def store(self, *, person: Any, card: int, at: datetime, zone: str, **fields: Any) -> Event:
        before = self.standing(person, card, until=at)
        event = Event(
            person=person,
            card=card,
            at=at,
            day=day_of(at, zone),
            is_first=before.card is None,
            **fields,
        )
        if event.kind == "rating" and before.card and is_recall(before, at):
            event.foreseen = recall(before.card, at)
        self.events.append(event)
        return event

    def latest_study(self, person: Any, day: date) -> Event | None:
        """What can be taken back."""
        found = [one for one in self._of(person) if one.is_study and one.day == day]
        return found[-1] if found else None

    def standing(self, person: Any, card: int, until: datetime | None = None) -> Standing:
        standing = Standing()
        events = [one for one in self._of(person) if one.card == card]
        for event in sorted(events, key=lambda one: (one.at, one.pk)):
            if until is None or event.at <= until:
                standing.play(event)
        return standing

    def days(self, person: Any) -> dict[date, list[float]]:
        """Of each day: reviews, new, recalls, recalled, foreseen, milliseconds."""
        sums: dict[date, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0.0, 0])
        for event in self._of(person):
            if event.kind != "rating":
                continue
            recalls = event.foreseen is not None
            recalled = recalls and event.rating != 1
            row = (1, event.is_first, recalls, recalled, event.foreseen or 0.0, event.spent_ms)
            sums[event.day] = [a + b for a, b in zip(sums[event.day], row, strict=True)]
        return sums

    def carry(self, guest: Any, owner: Any) -> None:
        brought = [event for event in self.events if event.person == guest]
        for event in brought:
            event.person = owner
        for card in {event.card for event in brought}:
            is_new = True
            events = [one for one in self._of(owner) if one.card == card]
            for event in sorted(events, key=lambda one: (one.at, one.pk)):
                if event.kind == "reset":
                    is_new = True
                elif event.kind == "rating" and event.is_first:
                    event.is_first, is_new = is_new, False

    def _of(self, person: Any) -> list[Event]:
        return [one for one in self.events if one.person == person and not one.is_undone]


def recall(card: fsrs.Card, at: datetime) -> float:
    """FSRS-6's forgetting curve, by the fraction of a day."""
    assert card.last_review is not None
    assert card.stability is not None
    decay = -SCHEDULER.parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float((1 + factor * ((at - card.last_review) / DAY) / card.stability) ** decay)
