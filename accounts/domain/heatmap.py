"""The past year of study day by day, and the coming weeks beside it. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import ngettext

from accounts.domain.forecast import query_of

WEEKS_BACK, WEEKS_AHEAD = 52, 4
# A day with so many reviews is of the next step; below the first, of none.
STEPS = (1, 10, 25, 50)
PITCH, SIZE = 12, 10
LEFT, TOP = 30, 18


@dataclass(frozen=True)
class Cell:
    """One day; x and y are its upper left corner."""

    day: date
    count: int
    # 0 (nothing) to 4.
    step: int
    x: int
    y: int
    is_coming: bool
    is_today: bool
    # The cards behind it, "" for a day without any.
    query: str

    @property
    def title(self) -> str:
        words = {"count": self.count, "day": date_format(self.day)}
        return (
            ngettext("%(day)s: %(count)s review", "%(day)s: %(count)s reviews", self.count) % words
        )

    @property
    def center_x(self) -> float:
        return self.x + SIZE / 2

    @property
    def center_y(self) -> float:
        return self.y + SIZE / 2


@dataclass(frozen=True)
class Week:
    """Seven cells from Monday; None: after the last day that is shown."""

    monday: date
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Heatmap:
    weeks: tuple[Week, ...]
    # (x, name) of the months.
    months: tuple[tuple[int, str], ...]
    # (y, name) of every other weekday.
    weekdays: tuple[tuple[int, str], ...]
    names: tuple[str, ...]
    studied: int
    size: int = SIZE
    height: int = TOP + 7 * PITCH
    # What each step stands for.
    legend: tuple[str, ...] = ("0", "1-9", "10-24", "25-49", "50+")

    @property
    def width(self) -> int:
        return LEFT + PITCH * len(self.weeks)

    @property
    def cells(self) -> list[Cell]:
        return [cell for week in self.weeks for cell in week.cells if cell]

    @property
    def latest_first(self) -> Sequence[Week]:
        return self.weeks[::-1]


def heatmap(
    reviews: Mapping[date, int], coming: Sequence[tuple[date, int]], *, today: date
) -> Heatmap:
    """Lay out the days by their dates alone, so that no change of the clock moves a cell.

    `reviews`: by study day; `coming`: the forecast, today first.
    """
    first = today - timedelta(days=today.weekday(), weeks=WEEKS_BACK)
    ahead = {day: count for day, count in coming if day > today}
    weeks = []
    for column in range(WEEKS_BACK + 1 + WEEKS_AHEAD):
        monday = first + timedelta(weeks=column)
        cells: list[Cell | None] = []
        for row in range(7):
            day = monday + timedelta(days=row)
            if day > today and day not in ahead:
                cells.append(None)
                continue
            count = ahead[day] if day > today else reviews.get(day, 0)
            cells.append(_cell(day, count, today, x=LEFT + column * PITCH, y=TOP + row * PITCH))
        if any(cells):
            weeks.append(Week(monday, tuple(cells)))
    return Heatmap(
        weeks=tuple(weeks),
        months=_months(weeks),
        weekdays=tuple(
            (TOP + row * PITCH + SIZE - 1, str(WEEKDAYS_ABBR[row])) for row in (0, 2, 4, 6)
        ),
        names=tuple(str(WEEKDAYS_ABBR[row]) for row in range(7)),
        studied=sum(1 for day, count in reviews.items() if count and first <= day <= today),
    )


def _cell(day: date, count: int, today: date, *, x: int, y: int) -> Cell:
    is_coming = day > today
    query = query_of(day, today) if is_coming else f"day={day.isoformat()}"
    return Cell(
        day=day,
        count=count,
        step=bisect_right(STEPS, count),
        x=x,
        y=y,
        is_coming=is_coming,
        is_today=day == today,
        query=query if count else "",
    )


def _months(weeks: Sequence[Week]) -> tuple[tuple[int, str], ...]:
    """Each month's name above the first week that begins in it."""
    names = []
    for column, week in enumerate(weeks):
        if week.monday.day <= 7:
            names.append((LEFT + column * PITCH, date_format(week.monday, "M")))
    return tuple(names)


def days_studied(reviews: Mapping[date, int], *, today: date) -> int:
    """On how many days of this week, from Monday, anything was studied."""
    monday = today - timedelta(days=today.weekday())
    return sum(1 for day, count in reviews.items() if count and monday <= day <= today)
