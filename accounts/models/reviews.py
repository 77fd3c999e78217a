"""What a person has done with each card: a log, appended to and never edited."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models import Attempt, Personal, PersonalQuerySet, Question


class Rating(models.IntegerChoices):
    AGAIN = 1, _("Again")
    HARD = 2, _("Hard")
    GOOD = 3, _("Good")
    EASY = 4, _("Easy")


# A card is known when its latest review was one of these.
KNOWN_RATINGS = (Rating.GOOD, Rating.EASY)


class Parameters(models.Model):
    """A set of FSRS's weights; reviews name the one that they were scheduled with."""

    digest = models.CharField(max_length=64, unique=True)
    values = models.JSONField()

    def __str__(self) -> str:
        return self.digest[:8]


class ReviewQuerySet(PersonalQuerySet):
    def ratings(self) -> Self:
        return self.filter(kind=Review.Kind.RATING)

    def standing(self) -> Self:
        """Events that nothing has taken back."""
        return self.filter(voided_by=None).exclude(kind=Review.Kind.UNDO)


class Review(Personal):
    """One event in a person's learning: append-only, never edited."""

    class Source(models.TextChoices):
        STUDY = "study", _("Study")
        QUIZ = "quiz", _("Quiz")

    class Kind(models.TextChoices):
        RATING = "rating", _("Rated")
        # Met in a quiz and never opened: to be learned soon.
        QUEUE = "queue", _("Queued")
        UNDO = "undo", _("Undone")
        RESET = "reset", _("Reset")
        SUSPEND = "suspend", _("Suspended")
        RESUME = "resume", _("Resumed")
        BURY = "bury", _("Put off")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.RATING)
    rating = models.PositiveSmallIntegerField(choices=Rating, null=True, blank=True)
    source = models.CharField(max_length=5, choices=Source)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # When it happened (an attempt's finished_at), not when it was stored.
    reviewed_at = models.DateTimeField()
    # The person's day of study then, in the zone that was theirs.
    day = models.DateField()
    # One for each form shown: the same form sent twice is one review.
    token = models.UUIDField(null=True, blank=True)
    # An undo takes back one earlier event of the same card.
    voids = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="voided_by"
    )
    # A card put off comes back then.
    until = models.DateTimeField(null=True, blank=True)
    # Wrong in a quiz, and the person had been sure.
    is_sure_but_wrong = models.BooleanField(default=False)
    # Keys of the key points that were ticked or not: {"covered": [...], "missed": [...]}.
    points = models.JSONField(null=True, blank=True)
    # The first of its card, or the first after a reset.
    is_first = models.BooleanField(default=False)
    # Milliseconds from the page to the rating.
    spent_ms = models.PositiveIntegerField(null=True, blank=True)

    # What the schedule was made from (accounts.domain.scheduling.Inputs)...
    parameters = models.ForeignKey(
        Parameters, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    desired_retention = models.FloatField(null=True, blank=True)
    horizon = models.DateTimeField(null=True, blank=True)
    seed = models.PositiveIntegerField(null=True, blank=True)
    # ...and what came of it: when the card was to come back, and the recall that was
    # foreseen just before; None for the first review and for the steps of learning.
    due_at = models.DateTimeField(null=True, blank=True)
    foreseen = models.FloatField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(Personal.Meta):
        ordering = ["reviewed_at", "id"]
        constraints = [
            *Personal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="rating", rating__gte=1, rating__lte=4, due_at__isnull=False)
                & Q(parameters__isnull=False, desired_retention__isnull=False, seed__isnull=False)
                | Q(
                    kind__in=["queue", "undo", "reset", "suspend", "resume", "bury"],
                    rating__isnull=True,
                ),
                name="accounts_review_rating",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", voids__isnull=False)
                | (~Q(kind="undo") & Q(voids__isnull=True)),
                name="accounts_review_undo_voids",
            ),
            models.CheckConstraint(
                condition=Q(kind="bury", until__isnull=False)
                | (~Q(kind="bury") & Q(until__isnull=True)),
                name="accounts_review_bury_until",
            ),
            models.CheckConstraint(
                condition=Q(source="study", attempt__isnull=True)
                | Q(source="quiz", attempt__isnull=False),
                name="accounts_review_source",
            ),
            models.UniqueConstraint(
                fields=["attempt", "question"],
                condition=Q(attempt__isnull=False),
                name="accounts_review_attempt_once",
            ),
            models.UniqueConstraint(
                fields=["token"],
                condition=Q(token__isnull=False),
                name="accounts_review_token_once",
            ),
        ]
        indexes = [
            # Replaying one card of one person, in order.
            models.Index(
                fields=["owner", "question", "reviewed_at", "id"], name="review_owner_replay"
            ),
            models.Index(
                fields=["guest_key", "question", "reviewed_at", "id"], name="review_guest_replay"
            ),
            # One day of one person: its sums, its cards, what can be undone.
            models.Index(fields=["owner", "day"], name="review_owner_day"),
            models.Index(fields=["guest_key", "day"], name="review_guest_day"),
            # Cards that were forgotten, lately or ever: few among many reviews.
            models.Index(
                fields=["owner", "day"],
                condition=Q(rating=Rating.AGAIN, foreseen__isnull=False),
                name="review_owner_forgotten",
            ),
            models.Index(
                fields=["guest_key", "day"],
                condition=Q(rating=Rating.AGAIN, foreseen__isnull=False),
                name="review_guest_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.rating or self.kind}"
