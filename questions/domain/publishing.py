"""Question -> Revision: validate, render, freeze, index.

Rendering happens before the transaction; inside it the question row is locked, so
that two editors who publish at once get two numbered revisions.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from questions.domain import markup, search
from questions.domain.document import CardDocument, ChoiceDocument, ReferenceDocument
from questions.formats.record import (
    ChoiceRecord,
    QuestionRecord,
    ReferenceRecord,
    RelatedRecord,
)
from questions.models import Deck, DeckEntry, Question, Revision, SearchEntry, Topic


@dataclass(frozen=True)
class Problem:
    """What keeps a question from being published: in which field, and why."""

    field: str
    message: str


class NotPublishable(ValueError):
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))


def read(question: Question) -> QuestionRecord:
    """Read everything that an editor can change, in five queries."""
    return QuestionRecord(
        slug=question.slug,
        topic=question.topic.slug,
        tags=tuple(question.tags.order_by("slug").values_list("slug", flat=True)),
        difficulty=question.difficulty,
        prompt=question.prompt,
        answer=question.answer,
        form=question.form,
        choice_prompt=question.choice_prompt,
        keep_order=question.keep_order,
        accepted_answers=tuple(question.accepted_answers),
        key_points=tuple(question.key_points),
        lang=question.lang,
        origin=question.origin,
        verified_with=question.verified_with,
        last_verified=question.last_verified.isoformat() if question.last_verified else "",
        choices=tuple(
            ChoiceRecord(choice.key, choice.text, choice.is_correct, choice.feedback)
            for choice in question.choices.order_by("position", "id")
        ),
        references=tuple(
            ReferenceRecord(reference.url, reference.title)
            for reference in question.references.order_by("position", "id")
        ),
        related=tuple(
            RelatedRecord(related.other.slug, related.note)
            for related in question.related.select_related("other").order_by("position", "id")
        ),
    )


def problems(record: QuestionRecord) -> list[Problem]:
    """Say all that is missing for publishing, by field; empty when nothing is."""
    found = [
        Problem(name, _("This is needed before the card can be published."))
        for name in ("prompt", "answer")
        if not getattr(record, name).strip()
    ]
    if not record.key_points:
        found.append(Problem("key_points", _("Give at least one key point.")))
    texts = [(name, getattr(record, name)) for name in ("prompt", "answer", "choice_prompt")]
    texts += [("key_points", point) for point in record.key_points]
    found += [Problem(name, why) for name, text in texts for why in markup.problems(text)]
    if record.form == Question.Form.TYPED:
        if not record.accepted_answers:
            found.append(Problem("accepted_answers", _("Give at least one accepted answer.")))
        return found
    return found + [Problem("choices", message) for message in _choice_problems(record)]


def _choice_problems(record: QuestionRecord) -> list[str]:
    found = []
    right = sum(choice.is_correct for choice in record.choices)
    if len(record.choices) < 2:
        found.append(_("Give at least two choices."))
    if right == 0:
        found.append(_("No choice is marked as right."))
    elif right == len(record.choices):
        found.append(_("No choice is wrong."))
    if right > 1 and record.form == Question.Form.SINGLE:
        found.append(_("Several choices are marked as right; this form takes one."))
    for number, choice in enumerate(record.choices, start=1):
        if not choice.feedback.strip():
            found.append(_("Choice %(number)s has no feedback.") % {"number": number})
        found += [
            _("Choice %(number)s: %(why)s") % {"number": number, "why": why}
            for text in (choice.text, choice.feedback)
            for why in markup.problems(text)
        ]
    return found


def render_document(record: QuestionRecord, *, topic_name: str) -> CardDocument:
    """Render a record as candidates would see it, published or not."""
    prompt_html = markup.render(record.prompt)
    choices = () if record.form == Question.Form.TYPED else record.choices
    return CardDocument(
        slug=record.slug,
        topic_slug=record.topic,
        topic_name=topic_name,
        tags=tuple(sorted(record.tags)),
        difficulty=record.difficulty,
        origin=record.origin,
        verified_with=record.verified_with,
        last_verified=record.last_verified,
        keep_order=record.keep_order,
        lang=record.lang,
        form=record.form,
        prompt=markup.plain(record.prompt),
        prompt_html=prompt_html,
        answer_html=markup.render(record.answer),
        stem_html=markup.render(record.choice_prompt) or prompt_html,
        choices=tuple(
            ChoiceDocument(
                key=choice.key,
                html=markup.render_choice(choice.text),
                is_correct=choice.is_correct,
                feedback_html=markup.render_choice(choice.feedback),
            )
            for choice in choices
        ),
        accepted_answers=record.accepted_answers,
        key_points_html=tuple(markup.render_inline(point) for point in record.key_points),
        references=tuple(ReferenceDocument(ref.url, ref.title) for ref in record.references),
    )


def publish(question: Question, *, author: User | None, now: datetime) -> Revision:
    """Freeze the question's content as its current revision and show it to candidates.

    A published question whose content has not changed keeps its revision. Raises
    NotPublishable with every problem.
    """
    revision = None
    while revision is None:
        record = read(question)
        if found := problems(record):
            raise NotPublishable(found)
        document = render_document(record, topic_name=question.topic.name)
        revision = _freeze(question, record, document, author=author, now=now)
        if revision is None:
            question.refresh_from_db()
    question.current_revision, question.status = revision, Question.Status.PUBLISHED
    return revision


def _freeze(
    question: Question,
    record: QuestionRecord,
    document: CardDocument,
    *,
    author: User | None,
    now: datetime,
) -> Revision | None:
    """Store what was rendered; None when an editor has saved the card meanwhile."""
    with transaction.atomic():
        locked = Question.objects.select_for_update().get(pk=question.pk)
        if locked.version != question.version:
            return None
        latest = locked.revisions.order_by("-number").first()
        digest = record.digest()
        if latest is None or latest.digest != digest:
            latest = Revision.objects.create(
                question=locked,
                number=(latest.number if latest else 0) + 1,
                created_at=now,
                author=author,
                digest=digest,
                document=document.to_json(),
            )
        locked.current_revision = latest
        locked.status = Question.Status.PUBLISHED
        # Edited later than its revision would mean: candidates don't see it yet.
        locked.edited_at = min(locked.edited_at, latest.created_at)
        locked.save(update_fields=["current_revision", "status", "edited_at"])
        _index(locked, record, document)
        refresh_counts([locked.pk])
    return latest


def is_current(question: Question) -> bool:
    """True when candidates see, or saw last, just what the edit side holds; six queries."""
    revision = question.current_revision
    return revision is not None and revision.digest == read(question).digest()


def retire(question: Question) -> None:
    """Take a published question out of lists, search and new quizzes.

    Its page stays reachable for those who have met it, and running and finished
    attempts keep it.
    """
    with transaction.atomic():
        locked = Question.objects.select_for_update().get(pk=question.pk)
        if locked.status != Question.Status.PUBLISHED:
            return
        locked.status = Question.Status.RETIRED
        locked.save(update_fields=["status"])
        SearchEntry.objects.filter(question=locked).delete()
        refresh_counts([locked.pk])
    question.status = Question.Status.RETIRED


def _index(question: Question, record: QuestionRecord, document: CardDocument) -> None:
    SearchEntry.objects.update_or_create(
        question=question, defaults=searched_fields(record, document)
    )


def searched_fields(record: QuestionRecord, document: CardDocument) -> dict[str, str]:
    """What full-text search is to know of a card: the fields of its SearchEntry."""
    parts = [record.answer, *record.key_points]
    body = " ".join([*map(markup.plain, parts), *record.tags])
    return {
        "prompt": document.prompt,
        "prompt_words": " ".join(search.words(document.prompt)),
        "body_words": " ".join(search.words(body)),
    }


@transaction.atomic(savepoint=False)
def refresh_counts(question_ids: Collection[int], *, topic_ids: Collection[int] = ()) -> None:
    """Count again what topics and decks show, where these questions are or were."""
    published = Question.objects.published().order_by()
    topics = Topic.objects.filter(Q(questions__in=question_ids) | Q(pk__in=topic_ids))
    locked = _lock(Topic.objects.filter(pk__in=topics.values("pk")))
    Topic.objects.filter(pk__in=locked).update(
        published_count=_count(published.filter(topic=OuterRef("pk")).values("topic"))
    )
    decks = Deck.objects.filter(entries__question__in=question_ids)
    refresh_deck_counts(decks.values("pk"))


@transaction.atomic(savepoint=False)
def refresh_deck_counts(deck_ids: Any) -> None:
    entries = DeckEntry.objects.filter(
        deck=OuterRef("pk"), question__status=Question.Status.PUBLISHED
    )
    locked = _lock(Deck.objects.filter(pk__in=deck_ids))
    Deck.objects.filter(pk__in=locked).update(
        published_count=_count(entries.order_by().values("deck"))
    )


def _lock(rows: QuerySet[Any]) -> list[int]:
    """Lock the rows to be counted, in one order, and return their keys.

    Counting starts only then: an UPDATE that waits for another editor's would still
    count as of its own start, and miss the other's card (PostgreSQL).
    """
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _count(grouped: Any) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0)
