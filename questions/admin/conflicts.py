"""Two editors, one card: what the form would do to what is stored.

Nothing is written while the form is stale. The rows of a stale form are first
brought in line with the stored ones, so that it can be shown, compared, and, if
its editor wants that, saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict

from questions.admin.forms import QuestionForm, label_of
from questions.admin.inlines import MOST_ROWS
from questions.domain import publishing
from questions.domain.differences import Difference, between, record_state
from questions.formats.record import (
    ChoiceRecord,
    QuestionRecord,
    ReferenceRecord,
    RelatedRecord,
)
from questions.models import Question

# By what a row is known, beside its id.
IDENTITIES = {"choices": "kept_key", "references": "url", "related": "other"}


@dataclass(frozen=True)
class Conflict:
    """`version` is the stored one, which the editor has seen once this is shown."""

    version: int
    editor: str
    edited_at: datetime
    differences: tuple[tuple[str, Difference], ...]


def find(form: QuestionForm, formsets: Sequence[forms.BaseInlineFormSet]) -> Conflict | None:
    """How a stale form differs from what is stored; None when it doesn't."""
    stored = Question.objects.select_related("topic").get(pk=form.instance.pk)
    found = between(record_state(publishing.read(stored)), record_state(submitted(form, formsets)))
    if not found:
        return None
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Question), object_id=str(stored.pk)
        )
        .select_related("user")
        .first()
    )
    return Conflict(
        version=stored.version,
        editor=entry.user.get_username() if entry else "",
        edited_at=stored.edited_at,
        differences=labeled(found),
    )


def labeled(differences: Sequence[Difference]) -> tuple[tuple[str, Difference], ...]:
    return tuple((label_of(difference.field), difference) for difference in differences)


def submitted(form: QuestionForm, formsets: Sequence[forms.BaseInlineFormSet]) -> QuestionRecord:
    """The record that saving the form would make; what isn't valid stands as typed."""
    topic = _value(form, "topic")
    rows = {formset.prefix: _rows(formset) for formset in formsets}
    texts = ("slug", "difficulty", "prompt", "answer", "form", "choice_prompt", "lang", "origin",
             "verified_with", "last_verified")  # fmt: skip
    return QuestionRecord(
        topic=getattr(topic, "slug", ""),
        tags=tuple(tag.slug for tag in form.cleaned_data.get("tags", ())),
        keep_order=bool(_value(form, "keep_order")),
        accepted_answers=tuple(form.cleaned_data.get("accepted_answers", ())),
        key_points=tuple(form.cleaned_data.get("key_points", ())),
        choices=tuple(
            ChoiceRecord(
                row.instance.key,
                _text(row, "text"),
                bool(_value(row, "is_correct")),
                _text(row, "feedback"),
            )
            for row in rows.get("choices", ())
        ),
        references=tuple(
            ReferenceRecord(_text(row, "url"), _text(row, "title"))
            for row in rows.get("references", ())
        ),
        related=tuple(
            RelatedRecord(getattr(_value(row, "other"), "slug", ""), _text(row, "note"))
            for row in rows.get("related", ())
        ),
        **{name: _text(form, name) for name in texts},
    )


def _rows(formset: forms.BaseInlineFormSet) -> list[forms.ModelForm]:
    """The rows that would be there after saving, in their order."""
    kept = [
        row
        for row in formset.forms
        if (row.instance.pk or row.has_changed())
        and not (formset.can_delete and formset._should_delete_form(row))  # type: ignore[attr-defined]
    ]
    return sorted(kept, key=lambda row: _place(_value(row, "position")))


def _place(position: Any) -> float:
    return position if isinstance(position, int) else float("inf")


def _value(form: forms.BaseForm, name: str) -> Any:
    """The cleaned value, or else what was typed."""
    cleaned = getattr(form, "cleaned_data", {})
    return cleaned[name] if name in cleaned else form[name].value()


def _text(form: forms.BaseForm, name: str) -> str:
    value = _value(form, name)
    return "" if value is None else str(value)


def rebase(data: QueryDict, question: Question) -> QueryDict:
    """Bring a stale form's rows in line with the stored ones.

    A row that was deleted meanwhile becomes a new one; one that was added
    meanwhile with the same identity is taken as the form's own.
    """
    rebased = data.copy()
    stored = {
        "choices": {choice.key: str(choice.pk) for choice in question.choices.all()},
        "references": {ref.url: str(ref.pk) for ref in question.references.all()},
        "related": {str(row.other_id): str(row.pk) for row in question.related.all()},
    }
    for prefix, ids in stored.items():
        _rebase_rows(rebased, prefix, ids)
    return rebased


def _rebase_rows(data: QueryDict, prefix: str, stored: dict[str, str]) -> None:
    """`stored` maps what a row is known by to its id."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdigit() and int(total) <= MOST_ROWS):
        return  # the formset itself says what is wrong
    rows = [_take_row(data, f"{prefix}-{number}-") for number in range(int(total))]
    free = {*stored.values()} - {_last(row, "id") for row in rows}
    for row in rows:
        if _last(row, "id") not in stored.values():
            pk = stored.get(_last(row, IDENTITIES[prefix]).strip(), "")
            row["id"] = [pk] if pk in free else [""]
            free.discard(pk)
    rows.sort(key=lambda row: not _last(row, "id"))  # stored rows first, as formsets want them
    for number, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(_last(row, "id")) for row in rows))


def _take_row(data: QueryDict, start: str) -> dict[str, list[str]]:
    names = [name for name in data if name.startswith(start)]
    return {name.removeprefix(start): data.pop(name) for name in names}


def _last(row: dict[str, list[str]], name: str) -> str:
    return (row.get(name) or [""])[-1]
