"""Whether a person will be ready, and how they forget."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain import readiness, scheduling
from accounts.domain.forgetting import STEEP, Evidence, Forgetting
from accounts.domain.planning import Plan
from accounts.domain.readiness import Group
from accounts.domain.scheduling import AGAIN, DAY, MemoryState, Phase

NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
GOOD = 3
FLAT = Forgetting(steepness=0.0)


def in_days(days: int, minutes: int = 20) -> Plan:
    return Plan(interview_on=NOW.date() + timedelta(days=days), seconds_a_day=minutes * 60)


def forecast(groups=(), *, days=14, minutes=20, unseen=0, forgetting=FLAT):
    return readiness.forecast(
        groups, plan=in_days(days, minutes), now=NOW, unseen=unseen, forgetting=forgetting
    )


def outlook(groups=(), *, days=14, minutes=20, unseen=0):
    return readiness.outlook(
        groups, plan=in_days(days, minutes), now=NOW, unseen=unseen, forgetting=FLAT
    )


def evidence(*, reviews: int, passes: int, days: float, stability: float = 5.0) -> Evidence:
    """Of somebody who saw so many cards `days` after their last review."""
    state = MemoryState(Phase.REVIEW, None, stability, 5.0, NOW, NOW - days * DAY)
    known = Evidence()
    for number in range(reviews):
        known = known.after(state, rating=GOOD if number < passes else AGAIN, now=NOW)
    return known


groups = st.lists(
    st.builds(
        Group,
        stability=st.floats(0.05, 300),
        difficulty=st.floats(1, 10),
        days=st.floats(0.2, 60),
        count=st.integers(1, 40),
    ),
    max_size=6,
)

# --- The forecast -------------------------------------------------------------------


def test_as_it_stands_is_the_forgetting_curve_at_the_interview_hour():
    at_ten = readiness.as_it_stands(Group(8, 5, 2), plan=in_days(5), now=NOW, forgetting=FLAT)

    assert at_ten == pytest.approx(scheduling.recall_after(2 + 4.625, stability=8))


@settings(deadline=None, max_examples=25)
@given(groups, st.integers(1, 90), st.integers(5, 60), st.integers(0, 300))
def test_a_forecast_is_a_probability_within_the_minutes(some, days, minutes, unseen):
    expected = forecast(some, days=days, minutes=minutes, unseen=unseen)

    assert all(0 <= recall <= 1 for recall in [*expected.recalls, expected.unseen_recall])
    assert 0 <= expected.met <= unseen
    assert expected.seconds <= days * minutes * 60 + 1e-6


@settings(deadline=None, max_examples=25)
@given(groups, st.integers(2, 60))
def test_a_group_counts_as_its_cards_would_one_by_one(some, days):
    as_groups = forecast(some, days=days, minutes=200)
    one_by_one = forecast(
        [Group(g.stability, g.difficulty, g.days) for g in some for _ in range(g.count)],
        days=days,
        minutes=200,
    )

    cards = iter(one_by_one.recalls)
    for group, recall in zip(some, as_groups.recalls, strict=True):
        assert [next(cards) for _ in range(group.count)] == pytest.approx([recall] * group.count)


def test_following_the_plan_beats_leaving_it():
    weak = Group(1.0, 6.0, 3.0, count=20)

    (planned,) = forecast([weak]).recalls

    assert planned > 0.95
    assert planned > readiness.as_it_stands(weak, plan=in_days(14), now=NOW, forgetting=FLAT) + 0.1


def test_more_minutes_never_forecast_less():
    recalls = [forecast(minutes=minutes, unseen=200).unseen_recall for minutes in (5, 10, 20, 40)]

    assert recalls == sorted(recalls)


def test_cards_that_will_not_be_met_lower_the_forecast_of_all_unseen():
    expected = forecast(days=7, minutes=10, unseen=300)

    # With no second look at any; on three of the days two older cards come back for one.
    assert expected.met == pytest.approx(7 * 600 / 60 - 3)
    assert expected.unseen_recall < 0.25


# --- The outlook --------------------------------------------------------------------


def test_a_plan_with_time_fits_and_asks_for_nothing():
    ahead = outlook(unseen=60)

    assert (ahead.fits, ahead.unmet, ahead.minutes_needed) == (True, 0, None)
    assert ahead.unseen_that_fit == 60


def test_a_plan_without_time_says_what_would_make_it_fit():
    ahead = outlook(unseen=300, days=7)

    assert not ahead.fits
    assert ahead.unmet > 100
    assert outlook(unseen=300, days=7, minutes=ahead.minutes_needed).fits
    assert not outlook(unseen=300, days=7, minutes=ahead.minutes_needed - 5).fits
    assert outlook(unseen=ahead.unseen_that_fit, days=7).fits


def test_a_plan_does_not_fit_while_cards_stay_unmet_however_well_the_others_are_known():
    known = Group(500, 3, 1, count=5_000)

    ahead = outlook([known], unseen=100, days=1, minutes=10)

    assert ahead.recall > readiness.READY
    assert not ahead.fits


def test_nothing_makes_ten_thousand_cards_fit_into_a_day():
    assert outlook(unseen=10_000, days=1).minutes_needed is None


# --- The person ---------------------------------------------------------------------


def test_without_evidence_a_person_is_taken_for_the_average():
    assert Evidence().forgetting == Forgetting(1.0, 1.0, pytest.approx(STEEP))


@pytest.mark.parametrize(("passes", "longer"), [(100, True), (60, False)])
def test_who_remembers_more_than_predicted_keeps_things_longer(passes, longer):
    learned = evidence(reviews=100, passes=passes, days=5).forgetting

    assert (learned.flat > 1) is longer


def test_who_still_knows_a_card_long_overdue_does_not_forget_steeply():
    assert evidence(reviews=10, passes=7, days=60).forgetting.steepness < 0.05
    assert evidence(reviews=10, passes=1, days=60).forgetting.steepness > 0.9


def test_a_second_look_in_one_session_is_no_evidence():
    assert evidence(reviews=5, passes=5, days=0.01) == Evidence()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 300), st.floats(0, 1), st.floats(0.6, 200), st.floats(0.01, 200))
def test_learning_of_a_person_never_fails_and_stays_bounded(reviews, share, days, stability):
    known = evidence(reviews=reviews, passes=int(share * reviews), days=days, stability=stability)

    learned = known.forgetting
    assert 0.1 < learned.flat < 10
    assert 0.1 < learned.steep < 10
    assert 0 <= learned.steepness <= 1
    assert 0 <= learned.recall(days, stability=stability) <= 1
