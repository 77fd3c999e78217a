"""How much was remembered and how long it took, added up from days."""

from datetime import date, timedelta

from accounts.domain.forgetting import MILLION
from accounts.domain.retention import retention
from accounts.models import StudyDay

TODAY = date(2026, 3, 4)


def day(back, *, recalls=0, recalled=0, foreseen=0.0, reviews=None, minutes=0):
    return StudyDay(
        day=TODAY - timedelta(days=back),
        reviews=recalls if reviews is None else reviews,
        recalls=recalls,
        recalled=recalled,
        foreseen=round(foreseen * MILLION),
        spent_ms=60_000 * minutes,
    )


def test_each_span_has_its_own_days():
    days = [
        day(30, recalls=40, recalled=10, foreseen=36),
        day(29, recalls=20, recalled=20, foreseen=18),
        day(7, recalls=20, recalled=10, foreseen=18),
        day(6, recalls=20, recalled=18, foreseen=17),
    ]

    spans = retention(days, today=TODAY).spans

    assert [(one.days, one.recalls, one.recalled, one.forgotten) for one in spans] == [
        (7, 20, 18, 2),
        (30, 60, 48, 12),
        (None, 100, 58, 42),
    ]
    assert [one.percent_recalled for one in spans] == [90, 80, 58]
    assert [one.percent_foreseen for one in spans] == [85, 88, 89]


def test_a_share_of_fewer_than_twenty_reviews_is_not_shown():
    held = retention([day(0, recalls=19, recalled=19, foreseen=18)], today=TODAY)

    assert [one.percent_recalled for one in held.spans] == [None, None, None]
    assert held.chart.bars == ()


def test_the_chart_marks_what_the_schedule_aims_at():
    held = retention([day(0, recalls=20, recalled=10, foreseen=18)], today=TODAY)

    assert (held.desired, held.chart.mark) == (90, 90)
    assert [bar.percent for bar in held.chart.bars] == [50, 50, 50]
    # Half of the plot, which is 220 wide and begins at 96.
    assert (held.chart.bars[0].width, held.chart.mark_x) == (110, 294)


def test_minutes_are_added_up_by_week():
    days = [day(84, minutes=5), day(3, minutes=7), day(2, minutes=10), day(0, minutes=2)]

    held = retention(days, today=TODAY)

    assert held.time_rows[:2] == ((date(2026, 3, 2), 12), (date(2026, 2, 23), 7))
    assert len(held.time_rows) == 12
    assert [span.seconds for span in held.spans] == [19 * 60, 19 * 60, 24 * 60]
