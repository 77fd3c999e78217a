"""Where a person stands: derived from the log of reviews, and made anew at any time
(`manage.py rebuild_progress`).
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.reviews import KNOWN_RATINGS, Rating
from questions.models import Personal, PersonalQuerySet, Question


class Phase(models.IntegerChoices):
    """FSRS's states, and before them the card that is queued but not yet reviewed."""

    NEW = 0, _("New")
    LEARNING = 1, _("Learning")
    REVIEW = 2, _("Review")
    RELEARNING = 3, _("Relearning")


# Cards that come back within minutes.
STEPPING = (Phase.LEARNING, Phase.RELEARNING)

# A card forgotten so often is a leech: another way in helps more than another repetition.
LEECH_LAPSES = 4


def awake(now: datetime) -> Q:
    """Memories that are neither suspended nor put off."""
    return Q(is_suspended=False) & (Q(put_off_until=None) | Q(put_off_until__lte=now))


class MemoryQuerySet(PersonalQuerySet):
    def met(self) -> Self:
        """Cards that were reviewed, not only queued, suspended or put off."""
        return self.filter(review_count__gte=1)

    def known(self) -> Self:
        return self.filter(last_rating__in=KNOWN_RATINGS)

    def missed(self) -> Self:
        # A range of the index by rating; a card never met has no rating.
        return self.filter(last_rating__lt=min(KNOWN_RATINGS))

    def leeches(self) -> Self:
        return self.filter(lapses__gte=LEECH_LAPSES)

    def of_published(self) -> Self:
        return self.filter(question__status=Question.Status.PUBLISHED)

    def studied(self) -> Self:
        """Cards that are not suspended."""
        # As the conditions of the indexes say it: they serve no other way of putting it.
        return self.filter(is_suspended=False)

    def suspended(self) -> Self:
        return self.filter(is_suspended=True)

    def put_off(self, now: datetime) -> Self:
        """Cards that come back later; suspended ones are left out."""
        return self.studied().filter(put_off_until__gt=now)

    def awake(self, now: datetime) -> Self:
        """Cards that are neither suspended nor put off."""
        return self.filter(awake(now))

    def due(self, now: datetime, day_end: datetime) -> Self:
        """Published cards that wait today: a review of the day that ends at `day_end`, or a step.

        See accounts.domain.due.
        """
        is_due = Q(phase=Phase.REVIEW, due_at__lt=day_end) | Q(phase__in=STEPPING, due_at__lte=now)
        return self.awake(now).of_published().filter(is_due)


class Memory(Personal):
    """Where one person stands with one card: the replay of its reviews."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    review_count = models.PositiveIntegerField(default=0)
    last_rating = models.PositiveSmallIntegerField(choices=Rating, null=True, blank=True)
    last_reviewed_at = models.DateTimeField(null=True, blank=True)
    # The state of FSRS (accounts.domain.scheduling.MemoryState).
    phase = models.PositiveSmallIntegerField(choices=Phase, default=Phase.NEW)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    stability = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # Of like stability (accounts.domain.replaying.band): the likeliest cards to be reviewed
    # are the longest unseen of each band.
    band = models.SmallIntegerField(default=0)
    # How often it was forgotten, at least half a day after it was last known.
    lapses = models.PositiveIntegerField(default=0)
    is_sure_but_wrong = models.BooleanField(default=False)
    is_suspended = models.BooleanField(default=False)
    put_off_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)

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
                condition=Q(
                    phase=0,
                    review_count=0,
                    last_rating__isnull=True,
                    last_reviewed_at__isnull=True,
                    stability__isnull=True,
                    difficulty__isnull=True,
                    due_at__isnull=True,
                )
                | Q(
                    phase__in=[1, 2, 3],
                    review_count__gte=1,
                    last_rating__gte=1,
                    last_rating__lte=4,
                    last_reviewed_at__isnull=False,
                    stability__gt=0,
                    difficulty__gte=1,
                    difficulty__lte=10,
                    due_at__isnull=False,
                ),
                name="accounts_memory_state",
            ),
        ]
        # Suspended cards are left out: SQLite can't use a boolean column of an index.
        indexes = [
            # The longest unseen cards of each band.
            models.Index(
                fields=["owner", "phase", "band", "last_reviewed_at"],
                condition=Q(is_suspended=False),
                name="memory_owner_band",
            ),
            models.Index(
                fields=["guest_key", "phase", "band", "last_reviewed_at"],
                condition=Q(is_suspended=False),
                name="memory_guest_band",
            ),
            # Cards in their steps, counting what is due, the forecast.
            models.Index(
                fields=["owner", "phase", "due_at"],
                condition=Q(is_suspended=False),
                name="memory_owner_due",
            ),
            models.Index(
                fields=["guest_key", "phase", "due_at"],
                condition=Q(is_suspended=False),
                name="memory_guest_due",
            ),
            # The missed cards, and the weakest of all for a round.
            models.Index(
                fields=["owner", "last_rating", "last_reviewed_at", "question"],
                name="memory_owner_weakest",
            ),
            models.Index(
                fields=["guest_key", "last_rating", "last_reviewed_at", "question"],
                name="memory_guest_weakest",
            ),
            # The suspended cards in their order, and those put off. After the others: of two
            # indexes that look alike to it, SQLite takes the one that was made later.
            models.Index(
                fields=["owner", "question"],
                condition=Q(is_suspended=True),
                name="memory_owner_suspended",
            ),
            models.Index(
                fields=["guest_key", "question"],
                condition=Q(is_suspended=True),
                name="memory_guest_suspended",
            ),
            models.Index(
                fields=["owner", "put_off_until", "question"],
                condition=Q(put_off_until__isnull=False),
                name="memory_owner_put_off",
            ),
            models.Index(
                fields=["guest_key", "put_off_until", "question"],
                condition=Q(put_off_until__isnull=False),
                name="memory_guest_put_off",
            ),
            # The leeches, worst first, and the sure errors: few among many cards.
            models.Index(
                fields=["owner", "-lapses"],
                condition=Q(lapses__gte=LEECH_LAPSES),
                name="memory_owner_leech",
            ),
            models.Index(
                fields=["guest_key", "-lapses"],
                condition=Q(lapses__gte=LEECH_LAPSES),
                name="memory_guest_leech",
            ),
            models.Index(
                fields=["owner"], condition=Q(is_sure_but_wrong=True), name="memory_owner_sure"
            ),
            models.Index(
                fields=["guest_key"], condition=Q(is_sure_but_wrong=True), name="memory_guest_sure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.last_rating}"

    @property
    def is_known(self) -> bool:
        return self.last_rating in KNOWN_RATINGS


class StudyDay(Personal):
    """The sums of one day of study, so that no page adds up the whole log."""

    day = models.DateField()
    reviews = models.PositiveIntegerField(default=0)
    # First reviews of a card.
    new = models.PositiveIntegerField(default=0)
    # Reviews half a day or more after the last one, those passed, and the sum of the
    # recall foreseen for them, in millionths: the retention, and how well it was foreseen.
    recalls = models.PositiveIntegerField(default=0)
    recalled = models.PositiveIntegerField(default=0)
    foreseen = models.BigIntegerField(default=0)
    # What these reviews tell of the person's forgetting, in millionths
    # (accounts.domain.forgetting.Evidence).
    flat_weight = models.BigIntegerField(default=0)
    steep_expected = models.BigIntegerField(default=0)
    steep_weight = models.BigIntegerField(default=0)
    steep_odds = models.BigIntegerField(default=0)
    spent_ms = models.PositiveBigIntegerField(default=0)

    objects = PersonalQuerySet.as_manager()

    class Meta(Personal.Meta):
        ordering = ["day"]
        constraints = [
            *Personal.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "day"],
                condition=Q(owner__isnull=False),
                name="accounts_studyday_owner_once",
            ),
            models.UniqueConstraint(
                fields=["guest_key", "day"],
                condition=~Q(guest_key=""),
                name="accounts_studyday_guest_once",
            ),
            models.CheckConstraint(
                condition=Q(recalled__lte=models.F("recalls"), recalls__lte=models.F("reviews"))
                & Q(new__lte=models.F("reviews")),
                name="accounts_studyday_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.reviews}"


class PointMemory(Personal):
    """How often a person covered or missed one key point of a card."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    # accounts.domain.points.key_of: a point that is reworded is another one.
    point = models.CharField(max_length=16)
    covered = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    # Missed the last time it was looked at.
    is_missing = models.BooleanField(default=False)

    objects = PersonalQuerySet.as_manager()

    class Meta(Personal.Meta):
        constraints = [
            *Personal.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "question", "point"],
                condition=Q(owner__isnull=False),
                name="accounts_pointmemory_owner_once",
            ),
            models.UniqueConstraint(
                fields=["guest_key", "question", "point"],
                condition=~Q(guest_key=""),
                name="accounts_pointmemory_guest_once",
            ),
        ]
        indexes = [
            # The most missed of one person, in a total order.
            models.Index(
                fields=["owner", "-missed", "covered", "question", "point"],
                name="point_owner_missed",
            ),
            models.Index(
                fields=["guest_key", "-missed", "covered", "question", "point"],
                name="point_guest_missed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.point}"
