"""What the progress page shows: numbers, and charts ready to draw.

Nothing here reads the log of reviews: days are summed in StudyDay, cards in Memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.domain import calibration as calibrating
from accounts.domain import forecast as forecasting
from accounts.domain import heatmap as mapping
from accounts.domain import planning, profiles, prospects, today, topics
from accounts.domain import retention as retaining
from accounts.domain import trouble as troubles
from accounts.domain.calibration import Calibration
from accounts.domain.candidates import Where
from accounts.domain.charts import QuizPoint, ScoreChart, score_chart
from accounts.domain.forecast import Forecast
from accounts.domain.heatmap import Heatmap
from accounts.domain.prospects import Prospect
from accounts.domain.retention import Retention
from accounts.domain.share import Share, left_today
from accounts.domain.today import Countdown, Goal
from accounts.domain.topics import ENOUGH_SEEN, TopicProgress
from accounts.domain.trouble import Trouble
from accounts.models import StudyDay
from questions.domain import quizzes
from questions.domain.results import percent
from questions.models import Attempt, Person

# A chart of more points is a blur; the history page has them all.
MOST_QUIZZES = 50


@dataclass(frozen=True)
class Dashboard:
    today: date
    share: Share
    goal: Goal
    countdown: Countdown | None
    # The moment for which readiness is shown: the interview, or now.
    ready_at: datetime
    topics: tuple[TopicProgress, ...]
    forecast: Forecast
    heatmap: Heatmap
    retention: Retention
    calibration: Calibration
    trouble: Trouble
    # Whether the plan fits; None without a date.
    prospect: Prospect | None
    chart: ScoreChart
    open_attempt: Attempt | None

    @property
    def seen(self) -> int:
        return sum(topic.seen for topic in self.topics)

    @property
    def known(self) -> int:
        return sum(topic.known for topic in self.topics)

    @property
    def cards(self) -> int:
        return sum(topic.cards for topic in self.topics)

    @property
    def to_repeat(self) -> int:
        return self.seen - self.known

    @property
    def is_estimated(self) -> bool:
        return any(topic.is_estimated for topic in self.topics)

    @property
    def is_empty(self) -> bool:
        return not self.seen and not self.chart.points and self.open_attempt is None

    @property
    def percent_known(self) -> int:
        return percent(self.known, self.cards)

    @property
    def best_percent(self) -> int:
        return max((point.percent for point in self.chart.points), default=0)

    @property
    def latest_first(self) -> Sequence[QuizPoint]:
        return self.chart.points[::-1]

    @property
    def strongest(self) -> TopicProgress | None:
        return self._ranked[-1] if len(self._ranked) > 1 else None

    @property
    def weakest(self) -> TopicProgress | None:
        return self._ranked[0] if len(self._ranked) > 1 else None

    @property
    def _ranked(self) -> list[TopicProgress]:
        enough = [topic for topic in self.topics if topic.seen >= ENOUGH_SEEN]
        return sorted(enough, key=lambda topic: (topic.percent_of_seen, topic.topic.position))


def dashboard(*, person: Person, now: datetime) -> Dashboard:
    """Read the progress page; as many queries for one card as for a hundred thousand."""
    # First: one whose time is over is finished by that, and counts.
    open_attempt = quizzes.open_attempt(person=person, now=now)
    wishes = profiles.wishes_of(person)
    plan = wishes.plan
    day = planning.study_day(now, plan.zone)
    days = list(StudyDay.objects.of(person)) if person else []
    reviews = {row.day: row.reviews for row in days}
    ready_at = plan.horizon(now) or now
    forgetting = prospects.forgetting_of(days)
    rows = topics.topics_of(person=person, ready_at=ready_at, forgetting=forgetting)
    coming = forecasting.forecast(person=person, plan=plan, today=day, now=now)
    of_today = next((row for row in days if row.day == day), None)
    return Dashboard(
        today=day,
        share=left_today(
            person=person,
            where=Where(topic_ids=wishes.topic_ids),
            plan=plan,
            now=now,
            today=of_today or StudyDay(day=day),
        ),
        goal=today.goal(reviews, today=day, wished=wishes.weekly_goal),
        countdown=today.countdown(plan=plan, now=now),
        ready_at=ready_at.astimezone(plan.zone),
        topics=rows,
        forecast=coming,
        heatmap=mapping.heatmap(reviews, coming.days, today=day),
        retention=retaining.retention(days, today=day),
        calibration=calibrating.calibration(person=person),
        trouble=troubles.trouble(person=person),
        prospect=prospects.prospect(person=person, wishes=wishes, days=days, now=now),
        chart=_score_chart(person),
        open_attempt=open_attempt,
    )


def _score_chart(person: Person) -> ScoreChart:
    finished = Attempt.objects.of(person).finished().order_by("-finished_at", "pk")
    return score_chart(list(finished[:MOST_QUIZZES])[::-1])
