"""Quiz attempts and their answers."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from questions.models.content import Question, Revision
from questions.models.people import Personal, PersonalQuerySet


class AttemptQuerySet(PersonalQuerySet):
    def open(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.IN_PROGRESS)

    def finished(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.FINISHED)


class Attempt(Personal):
    """One person taking one quiz.

    Every write first takes the row with `select_for_update()`; see
    `questions.domain.quizzes`.
    """

    class Mode(models.TextChoices):
        EXAM = "exam", _("Exam")
        PRACTICE = "practice", _("Practice")

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        FINISHED = "finished", _("Finished")
        DISCARDED = "discarded", _("Discarded")

    class Ending(models.TextChoices):
        USER = "user", _("Finished by hand")
        DEADLINE = "deadline", _("Time was up")
        LOGIN = "login", _("Finished at log-in, as another quiz was open")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mode = models.CharField(max_length=8, choices=Mode)
    # The set-up form's values: questions.domain.quiz_settings.QuizSettings.
    settings = models.JSONField()
    state = models.CharField(max_length=11, choices=State, default=State.IN_PROGRESS)
    ending = models.CharField(max_length=8, choices=Ending, blank=True, default="")
    question_count = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    # None: untimed.
    deadline = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Practice: since when the clock stands still, and for how long it did before.
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_ms = models.PositiveBigIntegerField(default=0)
    resumed_at = models.DateTimeField(null=True, blank=True)
    # The sum of the answers' points, one a question at most.
    score = models.FloatField(null=True, blank=True)
    retry_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retries"
    )

    objects = AttemptQuerySet.as_manager()

    class Meta(Personal.Meta):
        ordering = ["-started_at"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            *Personal.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state="in_progress", owner__isnull=False),
                name="questions_attempt_one_open_per_owner",
            ),
            models.UniqueConstraint(
                fields=["guest_key"],
                condition=Q(state="in_progress") & ~Q(guest_key=""),
                name="questions_attempt_one_open_per_guest",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="in_progress", finished_at__isnull=True, score__isnull=True, ending=""
                )
                | Q(
                    state="finished",
                    finished_at__isnull=False,
                    score__isnull=False,
                    ending__in=["user", "deadline", "login"],
                )
                | Q(state="discarded", finished_at__isnull=False, score__isnull=True, ending=""),
                name="questions_attempt_state",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["exam", "practice"]), name="questions_attempt_mode"
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gt=F("started_at")),
                name="questions_attempt_deadline_after_start",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state="in_progress", mode="practice"),
                name="questions_attempt_paused_while_practising",
            ),
            models.CheckConstraint(
                condition=Q(question_count__gte=1), name="questions_attempt_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=F("question_count")),
                name="questions_attempt_score_in_range",
            ),
        ]
        indexes = [
            # A person's history, newest first.
            models.Index(fields=["owner", "-started_at"], name="attempt_owner_history"),
            models.Index(fields=["guest_key", "-started_at"], name="attempt_guest_history"),
            # Lets a sweep find expired attempts without reading finished or paused ones.
            models.Index(
                fields=["deadline"],
                condition=Q(state="in_progress", deadline__isnull=False, paused_at__isnull=True),
                name="attempt_open_deadline",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("quiz_results", args=[self.pk])

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class Answer(models.Model):
    """One question of an attempt: which revision was asked, and what was said."""

    class Confidence(models.IntegerChoices):
        GUESS = 1, _("Guess")
        THINK_SO = 2, _("Think so")
        SURE = 3, _("Sure")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    # The revision's question form, here so that a save need not read the document.
    form = models.CharField(max_length=7, choices=Question.Form)
    # Keys of the choices, in the order drawn at the start.
    choice_order = models.JSONField(default=list)
    # A list of choice keys or a typed text; None: not answered.
    response = models.JSONField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(choices=Confidence, null=True, blank=True)
    flagged = models.BooleanField(default=False)
    # Counts the stored changes; a save must name the one that it saw.
    seq = models.PositiveIntegerField(default=0)
    # When the response was last changed.
    answered_at = models.DateTimeField(null=True, blank=True)
    # The last word from this question's page, answered or not; None: never opened.
    visited_at = models.DateTimeField(null=True, blank=True)
    # Milliseconds, measured by the server from word to word.
    time_spent_ms = models.PositiveBigIntegerField(default=0)
    # Practice: the feedback was shown, so the answer is locked.
    checked_at = models.DateTimeField(null=True, blank=True)
    # 0 to 1, given when the attempt is finished.
    points = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["attempt", "position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="questions_answer_position_once"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question"], name="questions_answer_card_once"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="questions_answer_position_from_one"
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=1, confidence__lte=3),
                name="questions_answer_confidence",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=1),
                name="questions_answer_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"

    def get_absolute_url(self) -> str:
        return reverse("quiz_question", args=[self.attempt_id, self.position])

    @property
    def is_answered(self) -> bool:
        return self.response not in (None, [], "")


class AttemptEvent(models.Model):
    """One line of an attempt's record: what happened, and when the server knew of it.

    Append-only: the database refuses changes (questions.domain.quiz_record), and a row
    goes only with its attempt.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("Started")
        ANSWERED = "answered", _("Answered")
        FLAGGED = "flagged", _("Flagged")
        CHECKED = "checked", _("Checked")
        LATE = "late", _("Came too late")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Resumed")
        FINISHED = "finished", _("Finished")
        EXPIRED = "expired", _("Time was up")
        DISCARDED = "discarded", _("Discarded")
        CARRIED = "carried", _("Carried into an account")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("event"), max_length=9, choices=Kind)
    # The server's clock when it happened; for expired, when it was noticed.
    at = models.DateTimeField(_("time"))
    # Of the question, where the event is about one.
    position = models.PositiveIntegerField(_("question"), null=True, blank=True)
    # What was said: response, confidence, seq, flagged, score.
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        ordering = ["attempt", "id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "started",
                        "answered",
                        "flagged",
                        "checked",
                        "late",
                        "paused",
                        "resumed",
                        "finished",
                        "expired",
                        "discarded",
                        "carried",
                    ]
                ),
                name="questions_attemptevent_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.kind}"
