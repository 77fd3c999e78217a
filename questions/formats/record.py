"""A question with all that belongs to it, as plain values.

Records stand between the formats (bytes <-> records, no database), the editors'
forms and the bank: whatever is published or imported is a record first.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ChoiceRecord:
    key: str
    text: str
    is_correct: bool
    feedback: str


@dataclass(frozen=True)
class ReferenceRecord:
    url: str
    title: str


@dataclass(frozen=True)
class RelatedRecord:
    """`other` is the slug of the related card."""

    other: str
    note: str


@dataclass(frozen=True)
class QuestionRecord:
    """Texts are Markdown; `topic` and `tags` are slugs; order is the order shown."""

    slug: str
    topic: str
    tags: tuple[str, ...]
    difficulty: str
    prompt: str
    answer: str
    form: str = "single"
    choice_prompt: str = ""
    keep_order: bool = False
    accepted_answers: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    lang: str = "en"
    origin: str = ""
    verified_with: str = ""
    # An ISO date, or "".
    last_verified: str = ""
    choices: tuple[ChoiceRecord, ...] = ()
    references: tuple[ReferenceRecord, ...] = ()
    related: tuple[RelatedRecord, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def digest(self) -> str:
        """SHA-256 of the content as hexadecimal: the same for the same content everywhere.

        Space around texts and the order of tags don't count.
        """
        data = self.to_json() | {"tags": sorted(self.tags)}
        for name in ("prompt", "answer", "choice_prompt"):
            data[name] = data[name].strip()
        text = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
