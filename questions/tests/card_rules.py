"""What a shipped card must be; CONTRIBUTING.md says it in words.

Pure: a record in, the broken rules out. Facts stay the author's business; these
rules catch what a tired author overlooks.
"""

import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from questions.domain import publishing
from questions.formats.record import ChoiceRecord, QuestionRecord

PROMPT_WORDS = range(1, 46)
ANSWER_WORDS = range(80, 251)
# Code does not make up for an explanation.
EXPLANATION_LEAST = 80
KEY_POINTS = range(4, 8)
KEY_POINT_WORDS = range(3, 26)
REFERENCES = range(1, 4)
TAGS = range(1, 7)
# (how many choices, how many of them right) for each form.
CHOICES = {
    "single": (range(4, 5), range(1, 2)),
    "several": (range(4, 7), range(2, 5)),
    "typed": (range(1), range(1)),
}
FEEDBACK_LEAST = 6

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d")
_ORIGIN = re.compile(r"(fs|web)-\d\d")
_OF_THE_ABOVE = re.compile(r"\b(all|none|both|neither|any) of (the )?(above|these|them)\b", re.I)
_markdown = MarkdownIt("commonmark")


@dataclass(frozen=True)
class Around:
    """What a card may refer to: the slugs that exist."""

    topics: Collection[str]
    tags: Collection[str]
    cards: Collection[str]


def broken_rules(record: QuestionRecord, around: Around) -> list[str]:
    """Say every rule that the card breaks; empty for a good card."""
    return [
        *_about_its_place(record, around),
        *_about_its_texts(record),
        *(rule for choice in record.choices for rule in _about_a_choice(choice)),
        *_about_the_choices(record),
        *(rule for text in _markdown_texts(record) for rule in _about_its_code(text)),
        *(f"{problem.field}: {problem.message}" for problem in publishing.problems(record)),
    ]


def _about_its_place(record: QuestionRecord, around: Around) -> Iterator[str]:
    if not _SLUG.fullmatch(record.slug) or len(record.slug) > 80:
        yield "slug: lower-case words with hyphens between them"
    if not _ORIGIN.fullmatch(record.origin):
        yield "origin: fs-01 or web-01"
    if record.topic not in around.topics:
        yield f"topic: {record.topic} is not there"
    yield from (f"tags: {tag} is not there" for tag in record.tags if tag not in around.tags)
    if len(set(record.tags)) != len(record.tags):
        yield "tags: each once"
    if record.difficulty not in {"easy", "medium", "hard"}:
        yield "difficulty: easy, medium or hard"
    if not record.verified_with.strip():
        yield "verified_with: say with which versions"
    if not _DATE.fullmatch(record.last_verified):
        yield "last_verified: the date of the last check, such as 2026-11-20"
    for row in record.related:
        if row.other not in around.cards or row.other == record.slug:
            yield f"related: {row.other} is no other card"
        if not row.note.strip():
            yield f"related: say how {row.other} differs"
    for reference in record.references:
        url = urlsplit(reference.url)
        if url.scheme != "https" or not url.hostname or not reference.title.strip():
            yield f"references: {reference.url} needs https and a title"


def _about_its_texts(record: QuestionRecord) -> Iterator[str]:
    yield from _count("prompt", "words", record.prompt.split(), PROMPT_WORDS)
    yield from _count("answer", "words", record.answer.split(), ANSWER_WORDS)
    explained = len(_without_code(record.answer).split())
    if explained < EXPLANATION_LEAST:
        yield f"answer: {explained} words outside code, not {EXPLANATION_LEAST} at least"
    yield from _count("key_points", "points", record.key_points, KEY_POINTS)
    for point in record.key_points:
        yield from _count("key_points", "words", point.split(), KEY_POINT_WORDS)
    yield from _count("references", "references", record.references, REFERENCES)
    yield from _count("tags", "tags", record.tags, TAGS)


def _count(field: str, what: str, found: Collection[object], allowed: range) -> Iterator[str]:
    if len(found) not in allowed:
        yield f"{field}: {len(found)} {what}, not {allowed[0]} to {allowed[-1]}"


def _about_a_choice(choice: ChoiceRecord) -> Iterator[str]:
    if len(choice.feedback.split()) < FEEDBACK_LEAST:
        yield f"choice {choice.key}: a feedback of {FEEDBACK_LEAST} words at least"
    if _OF_THE_ABOVE.search(choice.text):
        yield f"choice {choice.key}: the order is drawn, so nothing is above it"
    if not choice.text.strip() or not choice.key.strip():
        yield f"choice {choice.key}: a key and a text"


def _about_the_choices(record: QuestionRecord) -> Iterator[str]:
    choices = record.choices
    right = sum(choice.is_correct for choice in choices)
    how_many, how_many_right = CHOICES[record.form]
    if len(choices) not in how_many or right not in how_many_right:
        yield f"choices: {len(choices)} with {right} right do not fit the form {record.form}"
    if record.form == "several" and right == len(choices):
        yield "choices: at least one wrong"
    if bool(record.accepted_answers) != (record.form == "typed"):
        yield "accepted_answers: for the typed form, and only there"
    if not record.choice_prompt.strip():
        yield "choice_prompt: say what the quiz asks"
    if len({choice.key for choice in choices}) != len(choices):
        yield "choices: each its own key"
    if len({" ".join(choice.text.split()).casefold() for choice in choices}) != len(choices):
        yield "choices: each its own text"


def _markdown_texts(record: QuestionRecord) -> list[str]:
    choices = [text for choice in record.choices for text in (choice.text, choice.feedback)]
    return [record.prompt, record.answer, record.choice_prompt, *record.key_points, *choices]


def _about_its_code(text: str) -> Iterator[str]:
    for language, code in code_blocks(text):
        if not language:
            yield "code: name the language behind the fence"
        if language == "python":
            try:
                with warnings.catch_warnings(action="error"):
                    compile(code, "card", "exec")
            except (SyntaxError, SyntaxWarning, ValueError) as error:
                yield f"code: {error}"


def code_blocks(text: str) -> list[tuple[str, str]]:
    """(language, code) of each block; indented code has the language ""."""
    return [((info.split() or [""])[0], code) for info, code in fences(text)]


def fences(text: str) -> list[tuple[str, str]]:
    """(info string, code) of each block."""
    return [
        (token.info, token.content)
        for token in _markdown.parse(text)
        if token.type in {"fence", "code_block"}
    ]


def _without_code(text: str) -> str:
    lines = text.splitlines()
    for token in _markdown.parse(text):
        if token.type in {"fence", "code_block"} and token.map:
            first, end = token.map
            lines[first:end] = [""] * (end - first)
    return "\n".join(lines)
