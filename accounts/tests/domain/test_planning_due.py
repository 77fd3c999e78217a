"""Towards an interview a card is due when the plan wants it."""

import math
from datetime import UTC, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.domain import planning, scheduling
from accounts.domain.planning import Plan, Standing
from accounts.domain.scheduling import DAY, Inputs, MemoryState, Phase
from accounts.tests.domain.test_planning import NOW, in_days
from accounts.tests.domain.test_scheduling import histories

AGAIN, HARD, GOOD, EASY = scheduling.RATINGS


@settings(deadline=None, max_examples=50)
@given(histories, st.integers(1, 200))
def test_a_card_is_due_on_the_first_day_on_which_the_plan_wants_it(history, days):
    """And never before: what the button said is what the sessions do."""
    plan = in_days(days)
    inputs = Inputs(horizon=plan.interview_at, seed=3)
    at, state = NOW, None
    for rating, minutes in history:
        shown = planning.preview(state, at=at, inputs=inputs)
        state = planning.review(state, rating, at=at, inputs=inputs)
        assert state.due_at == at + shown[rating]
        if plan.interview_at <= at or state.phase != Phase.REVIEW:
            return
        card = Standing(question_id=1, topic_id=1, state=state)
        due = planning.study_day(state.due_at, UTC)
        for day in {1, 2, (state.due_at - at).days - 1}:
            evening = at + day * DAY
            if evening < plan.interview_at:
                found = planning.worth_reviewing([card], plan=plan, now=evening)
                assert bool(found) == (planning.study_day(evening, UTC) >= due)
        at += timedelta(minutes=minutes)


@settings(deadline=None, max_examples=100)
@given(st.floats(-3.5, 5.7), st.floats(1, 10), st.integers(2, 200))
@example(-2.3, 8.0, 90)  # S = 0.1: wanted on the first day, and then not for weeks
def test_no_day_on_which_a_card_is_wanted_is_passed_over(log_of_stability, difficulty, days):
    at = in_days(days).interview_at
    state = MemoryState(Phase.REVIEW, None, math.exp(log_of_stability), difficulty, NOW, NOW)

    due = planning.days_until_wanted(state, at=at)

    assert not any(planning.is_wanted(state, day, at=at) for day in range(1, due))
    assert due >= days - 1 or planning.is_wanted(state, due, at=at)


@pytest.mark.parametrize(("hour", "days"), [(8, 14), (19, 14), (3, 15)])
def test_no_due_time_is_later_than_the_eve_of_the_interview(hour, days):
    reviewed_at = NOW.replace(hour=hour)
    plan = Plan(interview_on=planning.study_day(reviewed_at, UTC) + timedelta(days=days))
    inputs = Inputs(horizon=plan.interview_at, seed=3)
    firm = MemoryState(Phase.REVIEW, None, 900.0, 1.0, reviewed_at, reviewed_at - 90 * DAY)

    after = planning.review(firm, EASY, at=reviewed_at, inputs=inputs)

    assert planning.study_day(after.due_at, UTC) <= plan.interview_on - timedelta(days=1)
    assert after.due_at < plan.interview_at


def test_on_the_eve_itself_a_card_is_due_the_next_day():
    inputs = Inputs(horizon=in_days(1).interview_at)

    assert planning.preview(None, at=NOW, inputs=inputs)[GOOD] == 1 * DAY


def test_a_stronger_card_can_wait_longer():
    inputs = Inputs(horizon=in_days(30).interview_at)
    state = planning.review(None, GOOD, at=NOW - 5 * DAY, inputs=inputs)

    intervals = planning.preview(state, at=NOW, inputs=inputs)

    assert intervals[AGAIN] < 1 * DAY <= intervals[HARD] <= intervals[GOOD] < intervals[EASY]


@pytest.mark.parametrize("days", [14, 60])
def test_a_new_card_known_with_ease_rests_longer_than_one_barely_known(days):
    intervals = planning.preview(None, at=NOW, inputs=Inputs(horizon=in_days(days).interview_at))

    assert (intervals[HARD], intervals[GOOD], intervals[EASY]) == (1 * DAY, 1 * DAY, 2 * DAY)


def test_a_fresh_card_rests_but_not_in_the_last_two_days():
    at = in_days(14).interview_at
    eve = at - timedelta(hours=15)

    def comes_back_next_day(days_before_eve: int) -> bool:
        seen_at = eve - days_before_eve * DAY
        return planning.is_wanted(MemoryState(Phase.REVIEW, None, 8.0, 5.0, eve, seen_at), 1, at=at)

    assert [comes_back_next_day(days) for days in (1, 2, 12)] == [True, True, False]


def test_after_the_interview_and_in_the_steps_the_due_time_is_fsrss_own():
    past = Inputs(horizon=NOW - 1 * DAY)
    failed = Inputs(horizon=in_days(10).interview_at)

    for rating in (AGAIN, GOOD, EASY):
        theirs = scheduling.review(None, rating, at=NOW, inputs=past)
        assert planning.review(None, rating, at=NOW, inputs=past) == theirs
    assert planning.preview(None, at=NOW, inputs=failed)[AGAIN] == timedelta(minutes=1)
