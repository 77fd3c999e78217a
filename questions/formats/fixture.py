"""Django fixtures in YAML -> records. Reads the shipped cards without a database."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import yaml

from questions.formats.record import (
    ChoiceRecord,
    QuestionRecord,
    ReferenceRecord,
    RelatedRecord,
)

Fields = dict[str, Any]


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
    by_model: dict[str, list[Fields]] = defaultdict(list)
    for content in files:
        try:
            rows = yaml.safe_load(content) or []
            for row in rows:
                by_model[row["model"]].append(row["fields"])
        except (yaml.YAMLError, TypeError, KeyError) as error:
            raise ValueError(f"Not a Django fixture: {error}") from error
    parts: dict[str, dict[str, list[Fields]]] = {}
    for name in ("choice", "reference", "related"):
        parts[name] = defaultdict(list)
        for fields in sorted(by_model[f"questions.{name}"], key=lambda row: row["position"]):
            parts[name][fields["question"][0]].append(fields)
    return Fixtures(
        questions=tuple(_question(fields, parts) for fields in by_model["questions.question"]),
        topics=tuple(by_model["questions.topic"]),
        tags=tuple(by_model["questions.tag"]),
        decks=tuple(by_model["questions.deck"]),
        deck_entries=tuple(
            (row["deck"][0], row["question"][0], row["position"])
            for row in by_model["questions.deckentry"]
        ),
    )


def _question(fields: Fields, parts: dict[str, dict[str, list[Fields]]]) -> QuestionRecord:
    slug = fields["slug"]
    texts = ("form", "choice_prompt", "lang", "origin", "verified_with")
    return QuestionRecord(
        slug=slug,
        topic=fields["topic"][0],
        tags=tuple(tag[0] for tag in fields.get("tags", ())),
        difficulty=fields["difficulty"],
        prompt=fields["prompt"],
        answer=fields["answer"],
        key_points=tuple(fields.get("key_points", ())),
        accepted_answers=tuple(fields.get("accepted_answers", ())),
        choices=tuple(
            ChoiceRecord(row["key"], row["text"], row["is_correct"], row["feedback"])
            for row in parts["choice"][slug]
        ),
        references=tuple(
            ReferenceRecord(row["url"], row["title"]) for row in parts["reference"][slug]
        ),
        related=tuple(
            RelatedRecord(row["other"][0], row["note"]) for row in parts["related"][slug]
        ),
        **{name: fields[name] for name in texts if name in fields},
    )
