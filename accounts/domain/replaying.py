"""From the events of one card to where it stands. Pure, and the same for ever.

Events are `Review` rows, or anything with their fields, in the order of (reviewed_at,
id). Each brings all that its schedule was made from, so that a replay gives what was
stored, undo and changed plans included.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from accounts.domain import scheduling
from accounts.domain.scheduling import Inputs, MemoryState, Phase

AGAIN = 1
# A review so long after the last one asks the memory; a sooner one is part of learning.
RECALL_AFTER = scheduling.A_NIGHT
# Bands of like stability: a factor of two each, from a quarter of a day to a year.
LOWEST_BAND, HIGHEST_BAND = -2, 9
BANDS = range(LOWEST_BAND, HIGHEST_BAND + 1)


@dataclass(frozen=True, slots=True)
class PointSums:
    """How often a key point was covered and missed, and how it went the last time."""

    covered: int = 0
    missed: int = 0
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where one card stands."""

    state: MemoryState | None = None
    review_count: int = 0
    last_rating: int | None = None
    lapses: int = 0
    is_sure_but_wrong: bool = False
    is_suspended: bool = False
    put_off_until: datetime | None = None
    queued_at: datetime | None = None
    points: Mapping[str, PointSums] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing to remember: as if the person had never met the card."""
        return self == Outcome(points=self.points)

    def fields(self) -> dict[str, Any]:
        """The fields of a Memory."""
        state = self.state
        return {
            "review_count": self.review_count,
            "last_rating": self.last_rating,
            "last_reviewed_at": state.last_reviewed_at if state else None,
            "phase": state.phase if state else Phase.NEW.value,
            "step": state.step if state else None,
            "stability": state.stability if state else None,
            "difficulty": state.difficulty if state else None,
            "due_at": state.due_at if state else None,
            "band": band(state.stability) if state else 0,
            "lapses": self.lapses,
            "is_sure_but_wrong": self.is_sure_but_wrong,
            "is_suspended": self.is_suspended,
            "put_off_until": self.put_off_until,
            "queued_at": self.queued_at,
        }


def band(stability: float) -> int:
    """The band of a stability in days."""
    return max(LOWEST_BAND, min(HIGHEST_BAND, math.floor(math.log2(stability))))


def replay(events: Iterable[Any]) -> Outcome:
    """Where the card stands after all its events, the undone ones left out."""
    outcome = Outcome()
    for event in standing(events):
        outcome = after(outcome, event)
    return outcome


def standing(events: Iterable[Any]) -> list[Any]:
    """The events that no other of these takes back, without those that take back."""
    events = list(events)
    voided = {event.voids_id for event in events if event.kind == "undo"}
    return [event for event in events if event.kind != "undo" and event.pk not in voided]


def after(outcome: Outcome, event: Any) -> Outcome:
    """The next standing."""
    match event.kind:
        case "rating":
            return _rated(outcome, event)
        case "queue":
            queued_at = event.reviewed_at if outcome.state is None else None
            return replace(outcome, queued_at=outcome.queued_at or queued_at)
        case "reset":
            return Outcome(is_suspended=outcome.is_suspended, points=outcome.points)
        case "suspend":
            return replace(outcome, is_suspended=True)
        case "resume":
            return replace(outcome, is_suspended=False, put_off_until=None)
        case "bury":
            return replace(outcome, put_off_until=event.until)
    raise ValueError(f"No such event: {event.kind}")


def _rated(outcome: Outcome, event: Any) -> Outcome:
    state = scheduling.review(
        outcome.state, event.rating, at=event.reviewed_at, inputs=inputs_of(event)
    )
    if event.due_at is not None:
        # As it was promised then, whatever a plan would say now.
        state = replace(state, due_at=event.due_at)
    is_lapse = event.rating == AGAIN and asks_the_memory(outcome.state, event.reviewed_at)
    return Outcome(
        state=state,
        review_count=outcome.review_count + 1,
        last_rating=event.rating,
        lapses=outcome.lapses + is_lapse,
        is_sure_but_wrong=event.is_sure_but_wrong,
        is_suspended=outcome.is_suspended,
        put_off_until=None,
        queued_at=None,
        points=_with_points(outcome.points, event.points),
    )


def _with_points(
    sums: Mapping[str, PointSums], points: Mapping[str, list[str]] | None
) -> Mapping[str, PointSums]:
    if not points:
        return sums
    updated = dict(sums)
    for name, is_missing in (("covered", False), ("missed", True)):
        for key in points.get(name, ()):
            old = updated.get(key, PointSums())
            updated[key] = PointSums(
                old.covered + (not is_missing), old.missed + is_missing, is_missing
            )
    return updated


def asks_the_memory(state: MemoryState | None, at: datetime) -> bool:
    """Whether a review at `at` shows what is remembered, and is not a step of learning."""
    return state is not None and at - state.last_reviewed_at >= RECALL_AFTER


def inputs_of(event: Any) -> Inputs:
    """What the event's schedule was made from."""
    return Inputs(
        parameters=tuple(event.parameters.values),
        desired_retention=event.desired_retention,
        horizon=event.horizon,
        seed=event.seed,
    )


def state_of(memory: Any) -> MemoryState | None:
    """FSRS's state as a Memory stores it."""
    if memory is None or memory.phase == Phase.NEW:
        return None
    return MemoryState(
        phase=memory.phase,
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due_at=memory.due_at,
        last_reviewed_at=memory.last_reviewed_at,
    )
