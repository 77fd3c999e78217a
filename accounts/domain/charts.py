"""The shapes of charts: points and bars in the units of an SVG, ready to draw. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from questions.domain.results import percent
from questions.models import Attempt


@dataclass(frozen=True)
class QuizPoint:
    """One finished quiz; x and y in the chart's own units, see ScoreChart."""

    attempt: Attempt
    percent: int
    x: float
    y: float


@dataclass(frozen=True)
class ScoreChart:
    """Scores over time for an SVG of `width` x `height`; 0 % is at the bottom line."""

    points: tuple[QuizPoint, ...]
    width: int = 360
    height: int = 160
    left: int = 34
    right: int = 12
    top: int = 10
    bottom: int = 14

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def grid(self) -> list[tuple[int, float]]:
        """(percent, y) of each line."""
        return [(value, self.y(value)) for value in (0, 25, 50, 75, 100)]

    @property
    def label_x(self) -> int:
        return self.left - 8

    @property
    def plot_right(self) -> int:
        return self.width - self.right

    def y(self, value: float) -> float:
        plot = self.height - self.top - self.bottom
        return round(self.top + plot * (1 - value / 100), 1)


def score_chart(attempts: Sequence[Attempt]) -> ScoreChart:
    """Lay out finished attempts, oldest first, at even distances."""
    frame = ScoreChart(())
    room = frame.width - frame.left - frame.right
    step = room / (len(attempts) - 1) if len(attempts) > 1 else 0
    start = frame.left if len(attempts) > 1 else frame.left + room / 2
    points = []
    for place, attempt in enumerate(attempts):
        value = percent(attempt.score or 0, attempt.question_count)
        points.append(QuizPoint(attempt, value, x=round(start + place * step, 1), y=frame.y(value)))
    return ScoreChart(tuple(points))


@dataclass(frozen=True)
class Column:
    """One column of a ColumnChart."""

    x: float
    y: float
    width: float
    height: float
    value: int
    # What stands below it, where there is room for a word; "" elsewhere.
    label: str
    label_x: float
    # The cards behind it; "" for none.
    query: str = ""


@dataclass(frozen=True)
class ColumnChart:
    """Counts side by side for an SVG of `width` x `height`; the highest fills the plot."""

    columns: tuple[Column, ...]
    highest: int
    width: int = 360
    height: int = 150
    left: int = 38
    top: int = 10
    bottom: int = 22

    @property
    def base(self) -> int:
        return self.height - self.bottom

    @property
    def label_x(self) -> int:
        return self.left - 8

    @property
    def grid(self) -> list[tuple[int, float]]:
        """(value, y) of the lines."""
        return [(0, self.base), (self.highest, self.top)]


def column_chart(values: Sequence[tuple[int, str, str]]) -> ColumnChart:
    """Lay out (value, label, query) from left to right."""
    frame = ColumnChart((), highest=max((value for value, _label, _query in values), default=0))
    pitch = (frame.width - frame.left) / max(1, len(values))
    columns = []
    for place, (value, label, query) in enumerate(values):
        share = value / frame.highest if frame.highest else 0
        # A day with anything to do can be seen.
        height = max(2.0, share * (frame.base - frame.top)) if value else 0.0
        x = frame.left + place * pitch
        columns.append(
            Column(
                x=round(x + pitch * 0.12, 1),
                y=round(frame.base - height, 1),
                width=round(pitch * 0.76, 1),
                height=round(height, 1),
                value=value,
                label=label,
                label_x=round(x + pitch / 2, 1),
                query=query,
            )
        )
    return ColumnChart(tuple(columns), frame.highest)


@dataclass(frozen=True)
class Bar:
    """One bar of a ShareChart, from the left edge of the plot."""

    label: str
    percent: int
    y: int
    width: float

    @property
    def text_y(self) -> int:
        return self.y + 15


@dataclass(frozen=True)
class ShareChart:
    """Shares below each other, 0 to 100 %; `mark` is a share to compare with."""

    bars: tuple[Bar, ...]
    mark: int | None = None
    width: int = 360
    left: int = 96
    right: int = 44
    pitch: int = 32

    @property
    def height(self) -> int:
        return self.pitch * len(self.bars) + 22

    @property
    def base(self) -> int:
        return self.height - 18

    @property
    def grid(self) -> list[tuple[int, float]]:
        """(percent, x) of each line."""
        return [(value, self.x(value)) for value in (0, 25, 50, 75, 100)]

    @property
    def mark_x(self) -> float:
        return self.x(self.mark or 0)

    @property
    def label_x(self) -> int:
        return self.left - 8

    @property
    def text_x(self) -> int:
        return self.width - 2

    def x(self, value: float) -> float:
        return round(self.left + (self.width - self.left - self.right) * value / 100, 1)


def share_chart(rows: Sequence[tuple[str, int]], *, mark: int | None = None) -> ShareChart:
    """Lay out (label, percent) from top to bottom."""
    frame = ShareChart(())
    bars = (
        Bar(label, value, y=frame.pitch * place + 4, width=round(frame.x(value) - frame.left, 1))
        for place, (label, value) in enumerate(rows)
    )
    return ShareChart(tuple(bars), mark)
