"""When a card comes back."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain import scheduling
from accounts.domain.scheduling import AGAIN, DAY, Inputs, MemoryState, Phase

NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
HARD, GOOD, EASY = 2, 3, 4
IN_TEN_DAYS = NOW + timedelta(days=9, hours=15)

ratings = st.integers(1, 4)
# Minutes from one review to the next, from at once to half a year.
gaps = st.one_of(st.integers(1, 60), st.integers(600, 3_000), st.integers(1_440, 250_000))
histories = st.lists(st.tuples(ratings, gaps), min_size=1, max_size=12)


def after(*ratings_and_days: tuple[int, float], inputs: Inputs | None = None) -> MemoryState:
    """The state after reviews, each with the days since the one before."""
    at, state = NOW, None
    for rating, days in ratings_and_days:
        at += days * DAY
        state = scheduling.review(state, rating, at=at, inputs=inputs or Inputs())
    assert state is not None
    return state


# --- The same as the fsrs package ------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(histories)
def test_without_plan_and_fuzz_it_is_py_fsrs_itself(history):
    theirs = fsrs.Scheduler(enable_fuzzing=False)
    card, state, at = fsrs.Card(card_id=1, due=NOW), None, NOW
    for rating, minutes in history:
        card, _log = theirs.review_card(card, fsrs.Rating(rating), at)
        state = scheduling.review(state, rating, at=at, inputs=Inputs())
        assert state.stability == pytest.approx(card.stability, abs=1e-6)
        assert state.difficulty == pytest.approx(card.difficulty, abs=1e-6)
        assert (state.due_at, state.phase, state.step) == (card.due, card.state.value, card.step)
        at += timedelta(minutes=minutes)


@settings(deadline=None, max_examples=50)
@given(histories, ratings, st.integers(1, 300))
def test_the_formulas_written_out_give_what_a_review_gives(history, rating, days):
    at, state = NOW, None
    for one, minutes in history:
        state = scheduling.review(state, one, at=at, inputs=Inputs())
        at += timedelta(minutes=minutes)
    at = state.last_reviewed_at + days * DAY

    strength = scheduling.next_memory(
        stability=state.stability,
        difficulty=state.difficulty,
        recall=scheduling.retrievability(state, at=at),
        rating=rating,
        same_day=False,
    )

    reviewed = scheduling.review(state, rating, at=at, inputs=Inputs())
    assert strength.stability == pytest.approx(reviewed.stability, rel=1e-9)
    assert strength.difficulty == pytest.approx(reviewed.difficulty, rel=1e-9)


@pytest.mark.parametrize("rating", scheduling.RATINGS)
def test_the_first_rating_written_out_gives_what_a_review_gives(rating):
    state = scheduling.review(None, rating, at=NOW, inputs=Inputs())

    assert scheduling.first_memory(rating=rating) == pytest.approx(
        (state.stability, state.difficulty)
    )


def test_what_if_takes_a_fail_with_the_pass_that_follows_on_the_same_day():
    state = after((GOOD, 0), (GOOD, 0.01))
    at = state.last_reviewed_at + 6 * DAY

    passed, failed = scheduling.stabilities_after(
        stability=state.stability,
        difficulty=state.difficulty,
        recall=scheduling.retrievability(state, at=at),
    )

    good = scheduling.review(state, GOOD, at=at, inputs=Inputs())
    again = scheduling.review(state, AGAIN, at=at, inputs=Inputs())
    again = scheduling.review(again, GOOD, at=at + timedelta(minutes=10), inputs=Inputs())
    assert (passed, failed) == pytest.approx((good.stability, again.stability))


@pytest.mark.parametrize("recall", [0.4, 0.5, 0.9, 0.99])
def test_the_curve_inverted_is_the_curve(recall):
    stability = scheduling.stability_for(recall, days=12)

    assert scheduling.recall_after(12, stability=stability) == pytest.approx(recall)


def test_recall_is_nine_in_ten_after_the_stability():
    assert scheduling.recall_after(5, stability=5) == pytest.approx(0.9)


# --- Towards a date -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "phase"),
    [(AGAIN, Phase.LEARNING), (HARD, Phase.REVIEW), (GOOD, Phase.REVIEW), (EASY, Phase.REVIEW)],
)
def test_towards_a_date_a_pass_is_enough_to_leave_the_learning_steps(rating, phase):
    state = after((rating, 0), inputs=Inputs(horizon=IN_TEN_DAYS))

    assert state.phase == phase


def test_towards_a_date_a_failed_card_comes_back_within_minutes_and_leaves_with_a_pass():
    inputs = Inputs(horizon=IN_TEN_DAYS)
    failed = after((GOOD, 0), (AGAIN, 2), inputs=inputs)
    assert failed.due_at - failed.last_reviewed_at <= timedelta(minutes=10)

    passed = scheduling.review(failed, GOOD, at=failed.due_at, inputs=inputs)

    assert passed.phase == Phase.REVIEW


def test_towards_a_date_an_hour_earlier_next_day_counts_as_a_day():
    at = NOW + timedelta(hours=23)
    state = after((GOOD, 0), inputs=Inputs(horizon=IN_TEN_DAYS))

    planned = scheduling.review(state, GOOD, at=at, inputs=Inputs(horizon=IN_TEN_DAYS))
    plain = scheduling.review(state, GOOD, at=at, inputs=Inputs())

    assert planned.stability > 1.5 * plain.stability
    assert planned.last_reviewed_at == at


# --- Fuzz -----------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 2_000), st.integers())
def test_fuzz_is_the_same_for_the_same_seed_and_stays_near(days, seed):
    fuzzed = scheduling.fuzzed(days, seed=seed)

    assert fuzzed == scheduling.fuzzed(days, seed=seed)
    assert abs(fuzzed - days) <= 1 + days * scheduling.FUZZ_SHARE
    assert fuzzed >= min(days, 2)


def test_fuzz_differs_between_seeds_but_not_for_short_intervals():
    assert len({scheduling.fuzzed(30, seed=seed) for seed in range(50)}) > 1
    assert {scheduling.fuzzed(2, seed=seed) for seed in range(50)} == {2}
