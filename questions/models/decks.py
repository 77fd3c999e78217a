"""Decks: cards in an order that somebody chose."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from questions.models.content import Question, SlugManager


class Deck(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"))
    position = models.PositiveIntegerField(_("position"), default=0)
    questions = models.ManyToManyField(Question, through="DeckEntry", related_name="decks")
    lang = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("Of the name and the description, e.g. en or es."),
    )
    # Kept by publishing, like a topic's.
    published_count = models.PositiveIntegerField(default=0, editable=False)

    objects = SlugManager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("deck")
        verbose_name_plural = _("decks")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deck", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class DeckEntryManager(models.Manager["DeckEntry"]):
    def get_by_natural_key(self, deck: str, question: str) -> "DeckEntry":
        return self.get(deck__slug=deck, question__slug=question)


class DeckEntry(models.Model):
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="deck_entries")
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = DeckEntryManager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("card in the deck")
        verbose_name_plural = _("cards in the deck")
        constraints = [
            models.UniqueConstraint(fields=["deck", "question"], name="questions_deckentry_once"),
        ]
        # Previous and next read one neighbor in the deck's order.
        indexes = [models.Index(fields=["deck", "position", "id"], name="deckentry_order")]

    def __str__(self) -> str:
        return f"{self.deck_id}: {self.question_id}"

    def natural_key(self) -> tuple[str, str]:
        return (self.deck.slug, self.question.slug)

    natural_key.dependencies = ["questions.deck", "questions.question"]  # type: ignore[attr-defined]
