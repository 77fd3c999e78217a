"""Small sets of fixture files, as a release of Flipside would ship them."""

from pathlib import Path
from typing import Any

import yaml

from questions.domain import bank
from questions.domain.bank import UpdateResult
from questions.tests.factories import PUBLISHED_AT

RELEASED = PUBLISHED_AT


def card(slug: str, **changes: Any) -> dict[str, Any]:
    """One card of a release; `related` holds slugs, and the origin follows the first slug."""
    return {"slug": slug, "origin": f"origin-{slug}", "related": [], "choices": "abc"} | changes


def ship(
    directory: Path,
    *cards: dict[str, Any],
    decks: dict[str, list[str]] | None = None,
    topics: tuple[str, ...] = ("topic",),
    tags: tuple[str, ...] = ("tag",),
) -> Path:
    """Write the fixture files of a release and return the directory."""
    files: dict[str, list[Any]] = {
        "10_topics": [
            _row("topic", slug=slug, name=slug.title(), description="D", position=position)
            for position, slug in enumerate(topics)
        ],
        "20_tags": [_row("tag", slug=slug, name=slug.title()) for slug in tags],
        "30_cards": [row for fields in cards for row in _card_rows(**fields)],
        "40_related": [
            _row("related", question=[fields["slug"]], other=[other], position=position, note="N")
            for fields in cards
            for position, other in enumerate(fields["related"])
        ],
        "50_decks": [row for slug, slugs in (decks or {}).items() for row in _deck(slug, slugs)],
    }
    for name, rows in files.items():
        path = directory / f"{name}.yaml"
        path.unlink(missing_ok=True)  # of the release before
        if rows:
            path.write_text(yaml.safe_dump(rows), encoding="utf-8")
    return directory


def load(directory: Path) -> int:
    return bank.load(directory=directory, now=RELEASED)


def update(directory: Path) -> UpdateResult:
    return bank.update(directory=directory, now=RELEASED)


def _row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"questions.{model}", "fields": fields}


def _card_rows(slug: str, related: list[str], choices: str, **changes: Any) -> list[dict[str, Any]]:
    fields = {
        "slug": slug, "topic": ["topic"], "tags": [["tag"]], "difficulty": "easy",
        "prompt": f"What is {slug}?", "answer": "That.", "key_points": ["A point."],
        "form": "single",
    } | changes  # fmt: skip
    return [
        _row("question", **fields),
        *(
            _row("choice", question=[slug], key=key, position=position, text=f"Text {key}",
                 is_correct=position == 0, feedback=f"Why {key}.")
            for position, key in enumerate(choices)
        ),
        _row("reference", question=[slug], position=0, url="https://example.org/a", title="A"),
    ]  # fmt: skip


def _deck(slug: str, slugs: list[str]) -> list[dict[str, Any]]:
    return [
        _row("deck", slug=slug, name=slug.title(), description="D", position=0),
        *(
            _row("deckentry", deck=[slug], question=[question], position=position)
            for position, question in enumerate(slugs)
        ),
    ]
