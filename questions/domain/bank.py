"""The bank as a whole: load the shipped cards, bring corrections, save records."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from questions.domain import publishing
from questions.formats import fixture
from questions.formats.fixture import Fixtures
from questions.formats.record import QuestionRecord
from questions.models import (
    Deck,
    DeckEntry,
    OldSlug,
    Question,
    Tag,
    Topic,
)


@dataclass
class UpdateResult:
    """What an update did, as slugs."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    # Edited here since they were shipped, so left alone.
    edited: list[str] = field(default_factory=list)
    # Retired here: an operator's decision, so left alone.
    retired: list[str] = field(default_factory=list)
    # A card made here has that address, so the shipped one is left out.
    taken: list[str] = field(default_factory=list)


def is_empty() -> bool:
    return not Question.objects.exists() and not Topic.objects.exists()


def load(*, directory: Path, now: datetime) -> int:
    """Load the fixtures into an empty bank and publish them; return how many cards.

    All or nothing: a start that is interrupted leaves an empty bank.
    """
    files = fixture_files(directory)
    with transaction.atomic():
        call_command("loaddata", *[str(path) for path in files], verbosity=0)
        shipped = list(Question.objects.select_related("topic"))
        for question in shipped:
            _publish_as_shipped(question, now=now)
    return len(shipped)


def _publish_as_shipped(question: Question, *, now: datetime) -> None:
    """Publish, and remember the content as Flipside's own: later edits then show."""
    revision = publishing.publish(question, author=None, now=now)
    Question.objects.filter(pk=question.pk).update(shipped_digest=revision.digest)


def fixture_files(directory: Path) -> list[Path]:
    """The numbered fixture files, parents first."""
    return sorted(directory.glob("*.yaml"))


def update(*, directory: Path, now: datetime) -> UpdateResult:
    """Bring shipped corrections and new cards; leave alone what was edited or retired here.

    A shipped card is known by its origin, so that it may be renamed, there or here.
    """
    shipped = fixture.read([path.read_bytes() for path in fixture_files(directory)])
    result = UpdateResult()
    with transaction.atomic():
        _add_missing_topics_and_tags(shipped)
        # All is compared before anything is saved: a card's digest names its related cards.
        changed = [
            (record, question)
            for record in shipped.questions
            if (question := _to_bring(record, result)) is not None
        ]
        for record, question in changed:
            save(question, record, now=now)
        by_origin = {question.origin: question for question in Question.objects.exclude(origin="")}
        installed = {
            record.slug: by_origin[record.origin]
            for record in shipped.questions
            if record.origin in by_origin
        }
        # Related cards may point forward, so they come once every card is there.
        for record, question in changed:
            _save_related(question, record, installed)
        _add_missing_decks(shipped, set(result.added), installed)
        for _record, question in changed:
            _publish_as_shipped(question, now=now)
        # A card may have left its topic; a new deck may hold only cards that were there.
        publishing.refresh_counts([], topic_ids=Topic.objects.values_list("pk", flat=True))
        publishing.refresh_deck_counts(Deck.objects.values("pk"))
    return result


def _to_bring(record: QuestionRecord, result: UpdateResult) -> Question | None:
    """The question that a shipped card is to be saved to; None where nothing is to be done."""
    question = Question.objects.select_related("topic").filter(origin=record.origin).first()
    others = Question.objects.filter(slug=record.slug).exclude(origin=record.origin)
    if question is None:
        is_taken = others.exists()
        (result.taken if is_taken else result.added).append(record.slug)
        return None if is_taken else Question()
    digest = publishing.read(question).digest()
    if question.status == Question.Status.RETIRED:
        result.retired.append(question.slug)
    elif digest == record.digest():
        result.unchanged.append(question.slug)
        # The same correction made by hand: from now on it is the shipped card again.
        Question.objects.filter(pk=question.pk).update(shipped_digest=digest)
    elif digest != question.shipped_digest:
        result.edited.append(question.slug)
    elif others.exists():
        result.taken.append(record.slug)
    else:
        result.updated.append(record.slug)
        return question
    return None


def save(question: Question, record: QuestionRecord, *, now: datetime) -> Question:
    """Write a record over a question's edit side, its related cards apart.

    Choices and references that the record lacks are deleted. Topic and tags must
    exist. Raises django.core.exceptions.ValidationError for what no question may hold.
    """
    if question.slug and question.slug != record.slug:
        OldSlug.objects.get_or_create(slug=question.slug, defaults={"question": question})
        OldSlug.objects.filter(slug=record.slug).delete()
    question.topic = Topic.objects.get(slug=record.topic)
    for name in ("slug", "difficulty", "prompt", "answer", "form", "choice_prompt", "lang",
                 "origin", "verified_with"):  # fmt: skip
        setattr(question, name, getattr(record, name))
    question.last_verified = (
        date.fromisoformat(record.last_verified) if record.last_verified else None
    )
    question.keep_order = record.keep_order
    question.accepted_answers = list(record.accepted_answers)
    question.key_points = list(record.key_points)
    question.version, question.edited_at = question.version + 1, now
    question.full_clean()
    question.save()
    question.tags.set(Tag.objects.filter(slug__in=record.tags))
    question.choices.exclude(key__in=[choice.key for choice in record.choices]).delete()
    for position, choice in enumerate(record.choices):
        values = {"position": position, "text": choice.text, "is_correct": choice.is_correct,
                  "feedback": choice.feedback}  # fmt: skip
        question.choices.update_or_create(key=choice.key, defaults=values)
    question.references.exclude(url__in=[ref.url for ref in record.references]).delete()
    for position, reference in enumerate(record.references):
        question.references.update_or_create(
            url=reference.url, defaults={"position": position, "title": reference.title}
        )
    return question


def _save_related(
    question: Question, record: QuestionRecord, installed: dict[str, Question]
) -> None:
    rows = [(installed[row.other], row.note) for row in record.related if row.other in installed]
    question.related.exclude(other__in=[other for other, _note in rows]).delete()
    for position, (other, note) in enumerate(rows):
        question.related.update_or_create(
            other=other, defaults={"position": position, "note": note}
        )


def _add_missing_topics_and_tags(shipped: Fixtures) -> None:
    for fields in shipped.topics:
        Topic.objects.get_or_create(slug=fields["slug"], defaults=fields)
    for fields in shipped.tags:
        Tag.objects.get_or_create(slug=fields["slug"], defaults=fields)


def _add_missing_decks(shipped: Fixtures, added: set[str], installed: dict[str, Question]) -> None:
    """Add new decks, and new cards to the shipped decks; nothing is moved or taken out."""
    new = {fields["slug"] for fields in shipped.decks} - set(
        Deck.objects.values_list("slug", flat=True)
    )
    for fields in shipped.decks:
        Deck.objects.get_or_create(slug=fields["slug"], defaults=fields)
    for deck, slug, position in shipped.deck_entries:
        if slug in installed and (deck in new or slug in added):
            DeckEntry.objects.get_or_create(
                deck=Deck.objects.get(slug=deck),
                question=installed[slug],
                defaults={"position": position},
            )
