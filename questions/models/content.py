"""The question bank: what editors write, and what publishing froze of it."""

import secrets
from typing import Any

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def random_shuffle() -> int:
    """A place in the random order from which selection reads; 62 bits fit both databases."""
    return secrets.randbits(62)


def random_key() -> str:
    """A choice's identity: short, and saying nothing about its place or truth."""
    return secrets.token_hex(4)


class SlugManager(models.Manager):
    def get_by_natural_key(self, slug: str) -> models.Model:
        return self.get(slug=slug)


class Topic(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.TextField(_("description"))
    position = models.PositiveIntegerField(_("position"), default=0)
    lang = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("Of the name and the description, e.g. en or es."),
    )
    # Kept by publishing: counting a million cards for each page view takes 50 ms.
    published_count = models.PositiveIntegerField(default=0, editable=False)

    objects = SlugManager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('decks')}?topic={self.slug}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Tag(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    objects = SlugManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('decks')}?tag={self.slug}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class QuestionQuerySet(models.QuerySet):
    def published(self) -> "QuestionQuerySet":
        return self.filter(status=Question.Status.PUBLISHED)


class QuestionManager(SlugManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    pass


class Question(models.Model):
    """One card, as its editors write it. Candidates see its current revision."""

    class Difficulty(models.TextChoices):
        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    class Form(models.TextChoices):
        SINGLE = "single", _("One right choice")
        SEVERAL = "several", _("Several right choices")
        TYPED = "typed", _("Typed answer")

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The card's address. After a change the old address leads to the new one."),
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic")
    )
    tags = models.ManyToManyField(
        Tag, through="QuestionTag", related_name="questions", blank=True, verbose_name=_("tags")
    )
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty)
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.DRAFT, editable=False
    )
    prompt = models.TextField(
        _("prompt"), help_text=_("The question as an interviewer would ask it. Markdown.")
    )
    answer = models.TextField(
        _("answer"),
        help_text=_("The short answer first, then why, then an example. Markdown."),
        blank=True,
    )
    form = models.CharField(_("question form"), max_length=7, choices=Form, default=Form.SINGLE)
    choice_prompt = models.TextField(
        _("quiz question"),
        blank=True,
        help_text=_("What the quiz asks. Left empty, it asks the prompt. Markdown."),
    )
    keep_order = models.BooleanField(
        _("keep the order of the choices"),
        default=False,
        help_text=_("For choices with an order of their own, such as Line 1, Line 2."),
    )
    accepted_answers = models.JSONField(
        _("accepted answers"),
        default=list,
        blank=True,
        help_text=_(
            "For the typed form, one a line. * stands for any text, 3.14±0.01 for a range."
        ),
    )
    key_points = models.JSONField(
        _("key points"),
        default=list,
        blank=True,
        help_text=_("What a complete answer says, one idea a line."),
    )
    lang = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("Of the card's text, e.g. en or es."),
    )
    origin = models.CharField(
        _("origin"), max_length=40, blank=True, help_text=_("Where the card came from.")
    )
    verified_with = models.CharField(
        _("verified with"), max_length=120, blank=True, help_text=_("E.g. Django 5.2, Python 3.11")
    )
    last_verified = models.DateField(
        _("last verified"),
        null=True,
        blank=True,
        help_text=_("When every sentence was last checked."),
    )
    current_revision = models.OneToOneField(
        "Revision",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_of",
    )
    shuffle = models.BigIntegerField(default=random_shuffle, editable=False)
    # Counts the saves in the admin, so that a stale form is noticed.
    version = models.PositiveIntegerField(default=0, editable=False)
    # The digest of the card as Flipside shipped it; update_bank leaves edited cards alone.
    shipped_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    # Plain defaults: loaddata saves rows raw, without auto_now.
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), default=timezone.now, editable=False)

    objects = QuestionManager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(difficulty__in=["easy", "medium", "hard"]),
                name="questions_question_difficulty",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["single", "several", "typed"]),
                name="questions_question_form",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(status__in=["published", "retired"], current_revision__isnull=False),
                name="questions_question_published_has_revision",
            ),
            models.UniqueConstraint(
                fields=["origin"], condition=~Q(origin=""), name="questions_question_origin"
            ),
        ]
        indexes = [
            # Selection reads one (topic, difficulty) cell from a random start.
            models.Index(
                fields=["status", "topic", "difficulty", "shuffle"], name="question_cell_shuffle"
            ),
            models.Index(fields=["status", "shuffle"], name="question_shuffle"),
            # Filtered lists come in the order of the ids, fifty a page.
            models.Index(fields=["status", "topic", "id"], name="question_topic_list"),
        ]

    def __str__(self) -> str:
        return self.prompt.strip().split("\n", 1)[0][:120]

    def get_absolute_url(self) -> str:
        return reverse("card", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class QuestionTag(models.Model):
    """A tag on a question, with what selection needs to read one tag at random."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    # The question's own, copied by a receiver, so that one index serves tag and order.
    shuffle = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "tag"], name="questions_questiontag_once"),
        ]
        indexes = [models.Index(fields=["tag", "shuffle"], name="questiontag_shuffle")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.tag_id}"


class OldSlug(models.Model):
    """An address that a card once had; it redirects to the card."""

    slug = models.SlugField(max_length=80, unique=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug


class ChoiceManager(models.Manager["Choice"]):
    def get_by_natural_key(self, question: str, key: str) -> "Choice":
        return self.get(question__slug=question, key=key)


class Choice(models.Model):
    """One choice of the quiz form. `key` is its identity, in responses and statistics."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = models.CharField(max_length=16, default=random_key, editable=False)
    # Plain ordering, not unique: swapping two unique positions in the admin is a 500.
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.TextField(_("text"), help_text=_("Markdown."))
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.TextField(
        _("feedback"), blank=True, help_text=_("Why it tempts and fails, or why it holds.")
    )

    objects = ChoiceManager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="questions_choice_key"),
            models.CheckConstraint(condition=~Q(key=""), name="questions_choice_has_key"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def natural_key(self) -> tuple[str, str]:
        return (self.question.slug, self.key)

    natural_key.dependencies = ["questions.question"]  # type: ignore[attr-defined]


class ReferenceManager(models.Manager["Reference"]):
    def get_by_natural_key(self, question: str, url: str) -> "Reference":
        return self.get(question__slug=question, url=url)


class Reference(models.Model):
    """Where to read on, and what the answer was checked against."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="references")
    position = models.PositiveIntegerField(_("position"), default=0)
    url = models.URLField(
        _("address"), max_length=400, validators=[URLValidator(schemes=["http", "https"])]
    )
    title = models.CharField(_("title"), max_length=160)

    objects = ReferenceManager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(fields=["question", "url"], name="questions_reference_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        return (self.question.slug, self.url)

    natural_key.dependencies = ["questions.question"]  # type: ignore[attr-defined]


class RelatedManager(models.Manager["Related"]):
    def get_by_natural_key(self, question: str, other: str) -> "Related":
        return self.get(question__slug=question, other__slug=other)


class Related(models.Model):
    """A card near this one, and how the two differ, seen from `question`."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="related_from", verbose_name=_("card")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    note = models.CharField(_("how it differs"), max_length=300)

    objects = RelatedManager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("related card")
        verbose_name_plural = _("related cards")
        constraints = [
            models.UniqueConstraint(fields=["question", "other"], name="questions_related_once"),
            models.CheckConstraint(
                condition=~Q(question=F("other")), name="questions_related_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.note

    def natural_key(self) -> tuple[str, str]:
        return (self.question.slug, self.other.slug)

    natural_key.dependencies = ["questions.question"]  # type: ignore[attr-defined]


class Revision(models.Model):
    """A published state of a card, frozen: everything its pages need in one document.

    The document's shape is `questions.domain.document.CardDocument`.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    digest = models.CharField(max_length=64)
    document = models.JSONField()

    class Meta:
        ordering = ["question", "-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="questions_revision_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} r{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A revision is never changed: publish a new one.")
        super().save(*args, **kwargs)


class SearchEntry(models.Model):
    """What full-text search knows of a published card; written by publish and retire."""

    question = models.OneToOneField(
        Question, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    # Shown in lists, as published.
    prompt = models.TextField()
    # Normalized words, separated by spaces; see questions.domain.search.words.
    prompt_words = models.TextField()
    body_words = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.prompt[:80]
