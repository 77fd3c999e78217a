"""What a person has done with each card, and what follows from it."""

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


class Review(Personal):
    """One event in a person's learning: append-only, never edited."""

    class Source(models.TextChoices):
        STUDY = "study", _("Study")
        QUIZ = "quiz", _("Quiz")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField(choices=Rating)
    source = models.CharField(max_length=5, choices=Source)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # When it happened (an attempt's finished_at), not when it was stored.
    reviewed_at = models.DateTimeField()
    # One for each form shown: the same form sent twice is one review.
    token = models.UUIDField(null=True, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta(Personal.Meta):
        ordering = ["reviewed_at", "id"]
        constraints = [
            *Personal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=4), name="accounts_review_rating"
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
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.rating}"


class MemoryQuerySet(PersonalQuerySet):
    def known(self) -> Self:
        return self.filter(last_rating__in=KNOWN_RATINGS)

    def missed(self) -> Self:
        return self.exclude(last_rating__in=KNOWN_RATINGS)


class Memory(Personal):
    """Where one person stands with one card: the replay of its reviews."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    last_rating = models.PositiveSmallIntegerField(choices=Rating)
    last_reviewed_at = models.DateTimeField()
    review_count = models.PositiveIntegerField()

    objects = MemoryQuerySet.as_manager()

    class Meta(Personal.Meta):
        constraints = [
            *Personal.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "question"],
                condition=Q(owner__isnull=False),
                name="accounts_memory_owner_once",
            ),
            models.UniqueConstraint(
                fields=["guest_key", "question"],
                condition=~Q(guest_key=""),
                name="accounts_memory_guest_once",
            ),
            models.CheckConstraint(
                condition=Q(last_rating__gte=1, last_rating__lte=4), name="accounts_memory_rating"
            ),
            models.CheckConstraint(
                condition=Q(review_count__gte=1), name="accounts_memory_reviewed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.last_rating}"

    @property
    def is_known(self) -> bool:
        return self.last_rating in KNOWN_RATINGS
