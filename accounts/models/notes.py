"""What a person wrote beside a card, and the cards they marked."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models import Personal, PersonalQuerySet, Question


class NoteQuerySet(PersonalQuerySet):
    def bookmarked(self) -> Self:
        return self.filter(is_bookmarked=True)


class Note(Personal):
    """A person's private note on a card, a bookmark, or both."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("note"), blank=True, default="", max_length=10_000)
    is_bookmarked = models.BooleanField(_("bookmarked"), default=False)
    updated_at = models.DateTimeField()
    # Counts the stored changes: a save must name the one that it saw.
    seq = models.PositiveIntegerField(default=0)

    objects = NoteQuerySet.as_manager()

    class Meta(Personal.Meta):
        ordering = ["-updated_at", "-id"]
        constraints = [
            *Personal.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "question"],
                condition=Q(owner__isnull=False),
                name="accounts_note_owner_once",
            ),
            models.UniqueConstraint(
                fields=["guest_key", "question"],
                condition=~Q(guest_key=""),
                name="accounts_note_guest_once",
            ),
        ]
        indexes = [
            # A person's notes, newest first.
            models.Index(fields=["owner", "-updated_at"], name="note_owner_newest"),
            models.Index(fields=["guest_key", "-updated_at"], name="note_guest_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.text[:40]}"
