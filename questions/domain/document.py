"""The Revision document: everything the pages need of a published card.

Dataclasses <-> JSON. `CardDocument` holds the key; `AskedQuestion` is what a
running quiz may show, and can't hold it.
"""

from dataclasses import asdict, dataclass
from typing import Any

# Raised when the shape changes; `from_json` reads all earlier shapes, too.
SCHEMA = 1


@dataclass(frozen=True)
class ChoiceDocument:
    key: str
    html: str
    is_correct: bool
    feedback_html: str


@dataclass(frozen=True)
class ReferenceDocument:
    url: str
    title: str


@dataclass(frozen=True)
class OfferedChoice:
    """A choice as a running quiz shows it: no truth, no feedback."""

    key: str
    html: str


@dataclass(frozen=True)
class AskedQuestion:
    """A question as a running quiz shows it."""

    form: str
    lang: str
    stem_html: str
    choices: tuple[OfferedChoice, ...]


@dataclass(frozen=True)
class CardDocument:
    slug: str
    topic_slug: str
    topic_name: str
    tags: tuple[str, ...]
    difficulty: str
    origin: str
    verified_with: str
    lang: str
    form: str
    prompt: str
    prompt_html: str
    answer_html: str
    stem_html: str
    choices: tuple[ChoiceDocument, ...]
    accepted_answers: tuple[str, ...]
    key_points_html: tuple[str, ...]
    references: tuple[ReferenceDocument, ...]
    # An ISO date, or "".
    last_verified: str = ""
    # The choices have an order of their own, so a quiz does not shuffle them.
    keep_order: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "CardDocument":
        fields = {name: value for name, value in data.items() if name != "schema"}
        fields["choices"] = tuple(ChoiceDocument(**choice) for choice in fields["choices"])
        fields["references"] = tuple(ReferenceDocument(**ref) for ref in fields["references"])
        for name in ("tags", "accepted_answers", "key_points_html"):
            fields[name] = tuple(fields[name])
        return cls(**fields)

    @property
    def right_keys(self) -> frozenset[str]:
        return frozenset(choice.key for choice in self.choices if choice.is_correct)

    def choice(self, key: str) -> ChoiceDocument:
        return next(choice for choice in self.choices if choice.key == key)

    def without_key(self, order: list[str]) -> AskedQuestion:
        """What may be shown before the answer: the choices in the drawn `order`."""
        return AskedQuestion(
            form=self.form,
            lang=self.lang,
            stem_html=self.stem_html,
            choices=tuple(OfferedChoice(key, self.choice(key).html) for key in order),
        )
