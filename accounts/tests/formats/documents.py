"""Documents for the parser's tests, as data: the least, and one with something of each kind."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from accounts.domain.scheduling import DEFAULT_PARAMETERS
from accounts.formats import learning
from accounts.formats.record import LearningRecord

NOW = datetime(2026, 5, 1, tzinfo=UTC)
QUIZ = "11111111-1111-4111-8111-111111111111"

LEAST: dict[str, Any] = {
    "schema": "flipside.learning",
    "version": 1,
    "exported_at": "2026-04-01T00:00:00Z",
}
RATING = {
    "id": 1,
    "card": "one",
    "kind": "rating",
    "source": "study",
    "reviewed_at": "2026-03-02T12:00:00.000001Z",
    "day": "2026-03-02",
    "rating": 3,
    "points": {"covered": ["a" * 16], "missed": []},
    "is_first": True,
    "spent_ms": 4000,
    "parameters": 0,
    "desired_retention": 0.9,
    "horizon": "2026-03-20T10:00:00Z",
    "seed": 7,
    "due_at": "2026-03-02T12:10:00Z",
}
EVENT = {"card": "one", "source": "study", "reviewed_at": "2026-03-02T13:00:00Z",
         "day": "2026-03-02"}  # fmt: skip
FULL: dict[str, Any] = LEAST | {
    "account": {"username": "ada", "email": ""},
    "profile": {"timezone": "Asia/Tokyo", "days_off": [5, 6], "topics": ["web"], "weekly_goal": 5},
    "parameters": [list(DEFAULT_PARAMETERS)],
    "attempts": [
        {
            "id": QUIZ,
            "mode": "exam",
            "settings": {"count": 1, "minutes": 0, "pace": 1.5, "mode": "exam", "topics": ["web"]},
            "state": "finished",
            "ending": "user",
            "question_count": 1,
            "started_at": "2026-03-02T14:00:00Z",
            "finished_at": "2026-03-02T14:10:00Z",
            "score": 1.0,
            "answers": [
                {"position": 1, "card": "two", "revision": 1, "digest": "d" * 64, "form": "single",
                 "choice_order": ["a", "b"], "response": ["a"], "confidence": 3, "points": 1.0}
            ],
            "events": [
                {"kind": "started", "at": "2026-03-02T14:00:00Z"},
                {"kind": "answered", "at": "2026-03-02T14:00:00Z", "position": 1,
                 "detail": {"response": ["a"], "confidence": None, "seq": 1}},
            ],
        }
    ],
    "notes": [{"card": "one", "updated_at": "2026-03-02T12:00:00Z", "text": "🦊", "seq": 1}],
    "reviews": [
        RATING,
        EVENT | {"id": 2, "kind": "bury", "until": "2026-03-03T04:00:00Z"},
        EVENT | {"id": 3, "kind": "undo", "voids": 1},
        RATING | {"id": 4, "card": "two", "source": "quiz", "attempt": QUIZ, "points": None},
    ],
}  # fmt: skip


def parsed(data: Any, *, now: datetime = NOW) -> LearningRecord:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return learning.parse(content, now=now)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The full document with another value at a path such as "reviews.0.rating"."""
    data = copy.deepcopy(FULL)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = data
    for step in way:
        place = place[step]
    if isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return data
