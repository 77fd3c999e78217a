"""A year of days, and the days to come."""

from datetime import date, timedelta

import pytest

from accounts.domain.heatmap import days_studied, heatmap

TODAY = date(2026, 3, 4)  # a Wednesday


def cells_of(reviews=None, coming=(), today=TODAY):
    map_ = heatmap(reviews or {}, coming, today=today)
    return {cell.day: cell for cell in map_.cells}


def test_every_day_of_the_past_year_has_one_cell_and_today_is_the_last_one():
    cells = cells_of()

    assert sorted(cells) == [date(2025, 3, 3) + timedelta(days=n) for n in range(367)]
    assert max(cells) == TODAY
    assert [cell.day for cell in cells.values() if cell.is_today] == [TODAY]


@pytest.mark.parametrize(
    ("count", "step"), [(0, 0), (1, 1), (9, 1), (10, 2), (24, 2), (25, 3), (49, 3), (50, 4)]
)
def test_a_cell_is_the_darker_the_more_was_reviewed(count, step):
    assert cells_of({TODAY: count})[TODAY].step == step


def test_a_day_with_reviews_leads_to_its_cards_and_one_without_nowhere():
    cells = cells_of({TODAY: 3})

    assert cells[TODAY].query == "day=2026-03-04"
    assert cells[TODAY - timedelta(days=1)].query == ""


def test_coming_days_stand_beside_the_past_and_look_different():
    tomorrow = TODAY + timedelta(days=1)

    cells = cells_of({TODAY: 1}, [(TODAY, 7), (tomorrow, 12)])

    assert (cells[tomorrow].count, cells[tomorrow].is_coming) == (12, True)
    assert cells[tomorrow].query == "day=2026-03-05"
    # What is due today is no review of today.
    assert cells[TODAY].count == 1
    assert max(cells) == tomorrow


def test_weeks_are_columns_and_weekdays_rows_whatever_the_clock_did():
    # Summer time began on 8 March 2026 in New York, on 29 March in Berlin.
    cells = cells_of(today=date(2026, 4, 15))

    for day, cell in cells.items():
        same_week = cells.get(day - timedelta(days=day.weekday()))
        assert cell.x == same_week.x
        assert cell.y - same_week.y == 12 * day.weekday()
    assert len({(cell.x, cell.y) for cell in cells.values()}) == len(cells)


def test_days_of_study_are_counted_over_the_year_and_over_this_week():
    reviews = {
        TODAY: 3,
        TODAY - timedelta(days=1): 0,
        TODAY - timedelta(days=2): 1,
        TODAY - timedelta(days=3): 8,  # the Sunday before
        TODAY - timedelta(days=500): 1,
    }

    assert heatmap(reviews, [], today=TODAY).studied == 3
    assert days_studied(reviews, today=TODAY) == 2
