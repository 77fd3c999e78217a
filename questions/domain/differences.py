"""How two states of a card differ, line by line. Pure: values in, values out.

A state is a mapping from the name of a field to its readable text. An editor's
state comes from a QuestionRecord (Markdown as typed); a published one from its
document, whose HTML is read back into text that still shows emphasis, code and
the addresses of links.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from questions.domain.document import CardDocument
from questions.formats.record import QuestionRecord

# Unchanged lines shown around a change, so that an editor sees where it stands.
CONTEXT = 2
# Fields whose text is the same in a record and in a document.
_PLAIN = ("slug", "topic", "difficulty", "form", "lang", "origin", "verified_with", "last_verified")


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    # Unchanged lines left out.
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Part:
    """Some words of a line; `is_changed` where the line's counterpart has other words."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Line:
    kind: Kind
    parts: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class Difference:
    """One field in which two states differ."""

    field: str
    lines: tuple[Line, ...]


def between(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of `new`; a missing field is empty."""
    fields = [*new, *(name for name in old if name not in new)]
    pairs = [(name, old.get(name, ""), new.get(name, "")) for name in fields]
    return tuple(
        Difference(name, compare(before, after)) for name, before, after in pairs if before != after
    )


def compare(old: str, new: str) -> tuple[Line, ...]:
    """Compare two texts line by line, with CONTEXT unchanged lines around each change."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Line] = []
    end = 0
    for group in matcher.get_grouped_opcodes(CONTEXT):
        if group[0][1] > end:
            found.append(Line(Kind.SKIPPED))
        for tag, a_start, a_end, b_start, b_end in group:
            if tag == "equal":
                found += [Line(Kind.SAME, (Part(line),)) for line in before[a_start:a_end]]
            else:
                found += _changed(before[a_start:a_end], after[b_start:b_end])
        end = group[-1][2]
    if found and end < len(before):
        found.append(Line(Kind.SKIPPED))
    return tuple(found)


def _changed(before: list[str], after: list[str]) -> Iterator[Line]:
    """Removed lines, then added ones; where they pair up, the changed words are marked."""
    if len(before) == len(after):
        pairs = [_words(old, new) for old, new in zip(before, after, strict=True)]
        removed, added = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    else:
        removed, added = [(Part(line),) for line in before], [(Part(line),) for line in after]
    yield from (Line(Kind.REMOVED, parts) for parts in removed)
    yield from (Line(Kind.ADDED, parts) for parts in added)


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Mark the words in which two lines differ; lines with little in common stay unmarked."""
    before, after = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return (Part(old),), (Part(new),)
    removed, added = [], []
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        removed.append(Part("".join(before[a_start:a_end]), tag != "equal"))
        added.append(Part("".join(after[b_start:b_end]), tag != "equal"))
    return _without_empty(removed), _without_empty(added)


def _without_empty(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.text)


def record_state(record: QuestionRecord) -> dict[str, str]:
    """What an editor typed, field by field."""
    return {
        **{name: getattr(record, name) for name in _PLAIN},
        "tags": "\n".join(sorted(record.tags)),
        "prompt": record.prompt.strip(),
        "answer": record.answer.strip(),
        "choice_prompt": record.choice_prompt.strip(),
        "choices": _choices((c.is_correct, c.text, c.feedback) for c in record.choices),
        "keep_order": _yes_or_no(record.keep_order),
        "accepted_answers": "\n".join(record.accepted_answers),
        "key_points": "\n".join(record.key_points),
        "references": "\n".join(f"{ref.title} <{ref.url}>" for ref in record.references),
        "related": "\n".join(f"{related.other}: {related.note}" for related in record.related),
    }


def document_state(document: CardDocument) -> dict[str, str]:
    """What candidates see of a published state, field by field; related cards aren't in it."""
    return {
        **{name: getattr(document, name) for name in _PLAIN if name != "topic"},
        "topic": document.topic_slug,
        "tags": "\n".join(document.tags),
        "prompt": text_of(document.prompt_html),
        "answer": text_of(document.answer_html),
        "choice_prompt": text_of(document.stem_html),
        "choices": _choices(
            (c.is_correct, text_of(c.html), text_of(c.feedback_html)) for c in document.choices
        ),
        "keep_order": _yes_or_no(document.keep_order),
        "accepted_answers": "\n".join(document.accepted_answers),
        "key_points": "\n".join(map(text_of, document.key_points_html)),
        "references": "\n".join(f"{ref.title} <{ref.url}>" for ref in document.references),
    }


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _choices(choices: Iterable[tuple[bool, str, str]]) -> str:
    """Text and feedback of each choice, without a number: a new first choice changes no other."""
    lines = []
    for is_correct, text, feedback in choices:
        verdict = _("Right") if is_correct else _("Wrong")
        lines += [
            f"{verdict}: {text.strip()}",
            _("Feedback: %(text)s") % {"text": feedback.strip()},
        ]
    return "\n".join(lines)


def text_of(html: str) -> str:
    """Read rendered HTML as lines of text, with marks like Markdown's."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(rf"\n?{_BREAK}+", "\n", "".join(reader.pieces))
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


# Stands where a block begins or ends; several in a row are one line end.
_BREAK = "\x00"
_MARKS = {"code": "`", "strong": "**", "em": "*", "s": "~~", "del": "~~"}
_LINES = {
    "blockquote", "div", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul",
}  # fmt: skip


class _Reader(HTMLParser):
    """Collects text; blocks begin lines, code keeps its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.addresses: list[str] = []
        self.depth_of_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        elif tag == "pre":
            self.depth_of_pre += 1
        if tag in _LINES or tag == "br":
            self._break()
        if tag == "li":
            self.pieces.append("- ")
        elif tag == "hr":
            self.pieces.append("---" + _BREAK)
        elif tag in {"td", "th"}:
            self.pieces.append("| ")
        self._mark(tag)

    def handle_endtag(self, tag: str) -> None:
        self._mark(tag)
        if tag == "a" and self.addresses:
            self.pieces.append(f" <{self.addresses.pop()}>")
        elif tag == "pre":
            self.depth_of_pre -= 1
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        if tag in _LINES:
            self._break()

    def handle_data(self, data: str) -> None:
        if self.depth_of_pre:
            self.pieces.append(data)
        elif data.strip() or "\n" not in data:
            text = re.sub(r"\s*\n\s*", " ", data)
            begins_line = self.pieces[-1:] in ([], [_BREAK])
            self.pieces.append(text.lstrip() if begins_line else text)

    def _break(self) -> None:
        # A paragraph in a list item stays beside its dash.
        if self.pieces[-1:] != ["- "]:
            self.pieces.append(_BREAK)

    def _mark(self, tag: str) -> None:
        if tag in _MARKS and not self.depth_of_pre:
            self.pieces.append(_MARKS[tag])
