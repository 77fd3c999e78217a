"""Notes and bookmarks: private, on any card, one row for each card of a person's."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from accounts.domain import heirs
from accounts.models import Memory, Note
from questions.domain.search import bare
from questions.models import Person

LONGEST = 10_000
# A search takes no more; each word is one more condition on every row.
MOST_WORDS = 12
# A note that was emptied, or a bookmark taken away, keeps its row: pages count its changes.
FILLED = Q(is_bookmarked=True) | ~Q(text="")


class NoteTooLong(ValueError):
    """The text has more than LONGEST characters; nothing was stored."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"A note has at most {LONGEST} characters, not {length}.")


class StaleNote(Exception):
    """The note was changed elsewhere since the page was made; `note` is the stored one."""

    def __init__(self, note: Note) -> None:
        self.note = note
        super().__init__(str(note.pk))


def save_text(
    *,
    person: Person,
    question_id: int,
    text: str,
    seq: int | None,
    now: datetime,
    below_stored: bool = False,
) -> Note:
    """Store the note's text; `seq` is the one that the page showed, 0 where none stood.

    The same text sent again is simply saved; with `below_stored` the text goes below the
    one that is stored. Raises StaleNote, and NoteTooLong for more than LONGEST characters,
    unless the stored text had as many (two notes that became one at a log-in).
    """
    text = text.replace("\r\n", "\n").strip()
    with transaction.atomic():
        note = _locked(person, question_id, now)
        if note.text == text:
            return note
        if seq is not None and seq != note.seq:
            raise StaleNote(note)
        if below_stored:
            text = _joined(note.text, text)
        if len(text) > max(LONGEST, len(note.text)):
            raise NoteTooLong(len(text))
        note.text, note.seq, note.updated_at = text, note.seq + 1, now
        note.save(update_fields=["text", "seq", "updated_at"])
    return note


def bookmark(*, person: Person, question_id: int, is_bookmarked: bool, now: datetime) -> Note:
    """Mark the card, or take the mark away."""
    with transaction.atomic():
        note = _locked(person, question_id, now)
        if note.is_bookmarked != is_bookmarked:
            note.is_bookmarked, note.updated_at = is_bookmarked, now
            note.save(update_fields=["is_bookmarked", "updated_at"])
    return note


def notes(*, person: Person, question_ids: Collection[int]) -> dict[int, Note]:
    """The person's notes on these cards; one query, none for nobody."""
    if not person or not question_ids:
        return {}
    return {
        note.question_id: note
        for note in Note.objects.of(person).filter(question_id__in=question_ids)
    }


def listed(*, person: Person, only: str = "", text: str = "") -> QuerySet[Any] | list[Any]:
    """The person's notes and bookmarks, newest first, as rows with a question and its prompt.

    only: "bookmarked" leaves the bookmarks; "suspended" gives the memories of suspended
    cards instead. `text`: each of its words stands in the note or in the prompt, whatever
    the case and the accents.
    """
    rows: QuerySet[Any]
    if only == "suspended":
        rows = Memory.objects.of(person).filter(is_suspended=True).order_by("-pk")
    elif only == "bookmarked":
        rows = Note.objects.of(person).bookmarked()
    else:
        rows = Note.objects.of(person).filter(FILLED)
    # A retired card is in no search; its last revision still says what it asked.
    prompt = Coalesce(
        "question__search_entry__prompt",
        KeyTextTransform("prompt", "question__current_revision__document"),
    )
    rows = rows.select_related("question__topic").annotate(prompt=prompt)
    wanted = bare(text.replace("\0", " ")).split()[:MOST_WORDS]
    if not wanted:
        return rows
    # Here and not in the database, of which one folds ASCII alone; a person's own are few.
    return [row for row in rows if _has_all(row, wanted)]


def _has_all(row: Any, words: Collection[str]) -> bool:
    said = bare(f"{row.prompt}\n{getattr(row, 'text', '')}")
    return all(word in said for word in words)


def carry(*, guest: Person, owner: Person) -> None:
    """Give a guest's notes to an account; where both wrote, both texts stay."""
    brought = list(Note.objects.of(guest).select_for_update().order_by("question_id"))
    mine = {
        note.question_id: note
        for note in Note.objects.of(owner)
        .filter(question_id__in=[note.question_id for note in brought])
        .select_for_update()
        .order_by("question_id")
    }
    for note in brought:
        if (kept := mine.get(note.question_id)) is None:
            Note.objects.filter(pk=note.pk).update(**owner.fields())
            continue
        # However long both are together: nothing is cut off unasked.
        kept.text = kept.text if note.text == kept.text else _joined(kept.text, note.text)
        kept.is_bookmarked = kept.is_bookmarked or note.is_bookmarked
        kept.seq += 1
        kept.updated_at = max(kept.updated_at, note.updated_at)
        kept.save()
        note.delete()


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _locked(person: Person, question_id: int, now: datetime) -> Note:
    """The row, made if need be, and locked."""
    person = heirs.of(person)
    try:
        with transaction.atomic():
            Note.objects.get_or_create(
                **person.fields(), question_id=question_id, defaults={"updated_at": now}
            )
    except IntegrityError:
        pass  # another request made it a moment ago
    return Note.objects.of(person).select_for_update().get(question_id=question_id)
