"""What is stored, compared with the model of it and with a rebuild from the log."""

from collections.abc import Iterable
from datetime import datetime

import fsrs
import pytest

from accounts.domain import rebuilding, replaying, scheduling, sums
from accounts.domain.forgetting import MILLION
from accounts.domain.profiles import wishes_of
from accounts.domain.scheduling import MemoryState
from accounts.models import Memory, PointMemory, Review, StudyDay
from accounts.tests.learning_model import DAY, World
from questions.models import Person, Question

# Their places in a row of sums.
RECALLS, FORESEEN = 2, 4


def check_memories(world: World, person: Person, cards: Iterable[Question]) -> None:
    stored = {row.question_id: row for row in Memory.objects.of(person)}
    logs = sums.logs(person, list(stored))
    points: dict[int, dict[str, tuple[int, int, bool]]] = {}
    for row in PointMemory.objects.of(person):
        found = (row.covered, row.missed, row.is_missing)
        points.setdefault(row.question_id, {})[row.point] = found
    for card in cards:
        wanted = world.standing(person, card.pk)
        assert points.get(card.pk, {}) == wanted.points
        if wanted.is_blank:
            assert card.pk not in stored
            continue
        memory = stored[card.pk]
        assert (
            memory.review_count, memory.last_rating, memory.lapses, memory.is_sure_but_wrong,
            memory.is_suspended, memory.put_off_until, memory.queued_at,
        ) == (
            wanted.count, wanted.rating, wanted.lapses, wanted.is_sure_but_wrong,
            wanted.is_suspended, wanted.put_off_until, wanted.queued_at,
        )  # fmt: skip
        if wanted.card is None:
            assert (memory.phase, memory.stability, memory.due_at) == (0, None, None)
            continue
        stored_state = replaying.state_of(memory)
        # Towards a date the plan changes more than due times.
        is_planned = any(event.horizon for event in logs[card.pk])
        plain = without_plan_and_fuzz(logs[card.pk])
        for state in [plain] if is_planned else [plain, stored_state]:
            assert state is not None
            check_against_fsrs(state, wanted.card)
        assert plain.due_at == wanted.card.due


def check_against_fsrs(state: MemoryState, card: fsrs.Card) -> None:
    assert (state.phase, state.step) == (card.state.value, card.step)
    assert state.last_reviewed_at == card.last_review
    assert state.stability == pytest.approx(card.stability, rel=1e-6, abs=1e-6)
    assert state.difficulty == pytest.approx(card.difficulty, rel=1e-6, abs=1e-6)


def without_plan_and_fuzz(events: list[Review]) -> MemoryState:
    for event in events:
        event.horizon = event.seed = event.due_at = None
    state = replaying.replay(events).state
    assert state is not None
    return state


def check_the_due_time(person: Person, question: Question, now: datetime) -> bool:
    """Plan and fuzz move what FSRS says only so far; say whether an interview counted."""
    memory = Memory.objects.of(person).get(question=question)
    log = sums.logs(person, [question.pk])[question.pk]
    is_planned = any(event.horizon for event in log)
    plain, given = without_plan_and_fuzz(log).due_at - now, memory.due_at - now
    horizon = wishes_of(person).plan.horizon(now)
    if horizon is not None:
        assert given <= max(DAY, horizon - now)
        return True
    if is_planned:
        return False  # what was planned for has moved the state, not only the due time
    if memory.phase != scheduling.Phase.REVIEW:
        assert given == plain
        return False
    assert abs(given - plain) <= DAY + plain * scheduling.FUZZ_SHARE
    return False


def check_days(world: World, person: Person) -> None:
    rows = StudyDay.objects.of(person).exclude(reviews=0)
    counted = rows.values_list(
        "day", "reviews", "new", "recalls", "recalled", "foreseen", "spent_ms"
    )
    stored = {day: row for day, *row in counted}
    for row in stored.values():
        row[FORESEEN] /= MILLION
    wanted = world.days(person)
    assert stored.keys() == wanted.keys()
    # What was foreseen follows the stored state, which a plan has moved.
    is_planned = Review.objects.of(person).filter(horizon__isnull=False).exists()
    for day, row in wanted.items():
        if is_planned:
            row[FORESEEN] = stored[day][FORESEEN]
        assert stored[day] == pytest.approx(row, abs=1e-6 * (1 + row[RECALLS]))


def check_the_rebuild() -> None:
    report = rebuilding.rebuild(is_dry=True)
    assert report.differing == 0, report
