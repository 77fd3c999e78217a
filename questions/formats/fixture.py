"""Django fixtures in YAML -> records. Reads the shipped cards without a database."""

from collections import defaultdict
from dataclasses import dataclass, is_dataclass
from typing import Any

import yaml

from questions.formats.record import (
    ChoiceRecord,
    QuestionRecord,
    ReferenceRecord,
    RelatedRecord,
)

Fields = dict[str, Any]

_BOOLEANS = {"is_correct", "keep_order"}


@dataclass(frozen=True)
class Fixtures:
    """What a set of fixture files holds; everything but questions as its plain fields."""

    questions: tuple[QuestionRecord, ...]
    topics: tuple[Fields, ...]
    tags: tuple[Fields, ...]
    decks: tuple[Fields, ...]
    # (deck slug, question slug, position)
    deck_entries: tuple[tuple[str, str, int], ...]


def read(files: list[bytes]) -> Fixtures:
    """Parse fixture files, in any order. Raises ValueError for what isn't a fixture."""
    try:
        return _read(files)
    except (
        yaml.YAMLError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
    ) as error:  # fmt: skip
        raise ValueError(f"Not a Django fixture: {error!r}") from error


def _read(files: list[bytes]) -> Fixtures:
    by_model: dict[str, list[Fields]] = defaultdict(list)
    for content in files:
        for row in yaml.safe_load(content) or []:
            by_model[row["model"]].append(dict(row["fields"]))
    parts: dict[str, dict[str, list[Fields]]] = {}
    for name in ("choice", "reference", "related"):
        parts[name] = defaultdict(list)
        for fields in sorted(by_model[f"questions.{name}"], key=lambda row: row["position"]):
            parts[name][_slug(fields["question"])].append(fields)
    return Fixtures(
        questions=tuple(_question(fields, parts) for fields in by_model["questions.question"]),
        topics=tuple(by_model["questions.topic"]),
        tags=tuple(by_model["questions.tag"]),
        decks=tuple(by_model["questions.deck"]),
        deck_entries=tuple(
            (_slug(row["deck"]), _slug(row["question"]), int(row["position"]))
            for row in by_model["questions.deckentry"]
        ),
    )


def _question(fields: Fields, parts: dict[str, dict[str, list[Fields]]]) -> QuestionRecord:
    slug = fields["slug"]
    texts = ("form", "choice_prompt", "lang", "origin", "verified_with", "last_verified")
    record = QuestionRecord(
        slug=slug,
        topic=_slug(fields["topic"]),
        tags=tuple(_slug(tag) for tag in _list(fields, "tags")),
        difficulty=fields["difficulty"],
        prompt=fields["prompt"],
        answer=fields["answer"],
        keep_order=fields.get("keep_order", False),
        key_points=tuple(_list(fields, "key_points")),
        accepted_answers=tuple(_list(fields, "accepted_answers")),
        choices=tuple(
            ChoiceRecord(row["key"], row["text"], row["is_correct"], row["feedback"])
            for row in parts["choice"][slug]
        ),
        references=tuple(
            ReferenceRecord(row["url"], row["title"]) for row in parts["reference"][slug]
        ),
        related=tuple(
            RelatedRecord(_slug(row["other"]), row["note"]) for row in parts["related"][slug]
        ),
        **{name: fields[name] for name in texts if name in fields},
    )
    _check_texts(record)
    return record


def _slug(natural_key: Any) -> str:
    """The slug that a natural key, a list of one, consists of."""
    match natural_key:
        case [str(slug)]:
            return slug
    raise ValueError(f"Not a natural key: {natural_key!r}")


def _list(fields: Fields, name: str) -> list[Any]:
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"Not a list: {name} is {value!r}")
    return value


def _check_texts(record: Any) -> None:
    """Refuse what YAML didn't read as a text: unquoted, `The GIL: a lock` is a mapping."""
    for name, value in vars(record).items():
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                _check_texts(part)
            elif not isinstance(part, bool if name in _BOOLEANS else str):
                raise ValueError(f"Quote the {name}: YAML reads it as {part!r}")
