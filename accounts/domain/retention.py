"""How much was remembered, and how long it took: from the sums of days, never the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.charts import ColumnChart, ShareChart, column_chart, share_chart
from accounts.domain.forgetting import MILLION
from accounts.domain.scheduling import DESIRED_RETENTION
from accounts.models import StudyDay
from questions.domain.results import percent

# Fewer reviews than this are luck.
ENOUGH_RECALLS = 20
# Weeks of the chart of time.
WEEKS = 12


@dataclass(frozen=True)
class Span:
    """The sums of the last so many days; None: of all."""

    label: str
    days: int | None
    reviews: int
    recalls: int
    recalled: int
    foreseen: float
    spent_ms: int

    @property
    def percent_recalled(self) -> int | None:
        """True retention; None: not enough data yet."""
        return percent(self.recalled, self.recalls) if self.recalls >= ENOUGH_RECALLS else None

    @property
    def percent_foreseen(self) -> int | None:
        return percent(self.foreseen, self.recalls) if self.recalls >= ENOUGH_RECALLS else None

    @property
    def forgotten(self) -> int:
        return self.recalls - self.recalled

    @property
    def seconds(self) -> float:
        return self.spent_ms / 1000


@dataclass(frozen=True)
class Retention:
    spans: tuple[Span, ...]
    # Shares of the spans that have enough data, beside the desired one.
    chart: ShareChart
    # Minutes of each week, this one last.
    time: ColumnChart
    time_rows: tuple[tuple[date, int], ...]
    desired: int = round(100 * DESIRED_RETENTION)

    @property
    def all(self) -> Span:
        return self.spans[-1]


def retention(days: Sequence[StudyDay], *, today: date) -> Retention:
    """Add up a person's days, oldest first."""
    spans = (
        _span(_("Last 7 days"), 7, days, today),
        _span(_("Last 30 days"), 30, days, today),
        _span(_("All"), None, days, today),
    )
    shown = [(span.label, span.percent_recalled) for span in spans]
    weeks = _weeks(days, today)
    return Retention(
        spans=spans,
        chart=share_chart(
            [(label, value) for label, value in shown if value is not None],
            mark=round(100 * DESIRED_RETENTION),
        ),
        time=column_chart(
            [
                (minutes, date_format(monday, "j M") if place % 4 == 0 else "", "")
                for place, (monday, minutes) in enumerate(weeks)
            ]
        ),
        time_rows=tuple(reversed(weeks)),
    )


def _span(label: str, length: int | None, days: Sequence[StudyDay], today: date) -> Span:
    first = date.min if length is None else today - timedelta(days=length - 1)
    those = [day for day in days if first <= day.day <= today]
    return Span(
        label=label,
        days=length,
        reviews=sum(day.reviews for day in those),
        recalls=sum(day.recalls for day in those),
        recalled=sum(day.recalled for day in those),
        foreseen=sum(day.foreseen for day in those) / MILLION,
        spent_ms=sum(day.spent_ms for day in those),
    )


def _weeks(days: Sequence[StudyDay], today: date) -> list[tuple[date, int]]:
    """(Monday, minutes) of the last weeks, oldest first."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    spent = dict.fromkeys(mondays, 0)
    for day in days:
        begun = day.day - timedelta(days=day.day.weekday())
        if begun in spent:
            spent[begun] += day.spent_ms
    return [(begun, round(ms / 60_000)) for begun, ms in spent.items()]
