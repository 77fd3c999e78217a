"""The JSON document of everything that a person did: written line by line, and parsed.

Pure: bytes <-> records, no database. Each entry of a list stands on a line of its own;
`parse` reads any JSON of that shape.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from accounts.formats import attempts, reading, reviews, stream
from accounts.formats.reading import LearningError, list_of, moment, one_of, text, whole, wrong
from accounts.formats.record import (
    SCHEMA,
    VERSION,
    AttemptRecord,
    LearningRecord,
    NoteRecord,
    ParametersRecord,
    ProfileRecord,
    to_json,
)

__all__ = ["MOST_BYTES", "LearningError", "parse", "write"]

# Some 300,000 reviews: eighty a day for ten years.
MOST_BYTES = 100_000_000
# Another server's clock may be ahead of ours.
AHEAD = timedelta(days=1)
# Who optimizes their weights each week has as many in ten years.
MOST_PARAMETERS = 500


def write(
    *,
    exported_at: datetime,
    account: dict[str, str],
    profile: ProfileRecord,
    parameters: Iterable[ParametersRecord],
    lists: Iterable[tuple[str, Iterable[Any]]],
) -> Iterator[bytes]:
    """The document; `lists` are its attempts, notes and reviews, in that order."""
    head = {
        "schema": SCHEMA,
        "version": VERSION,
        "exported_at": to_json(exported_at),
        "account": account,
        "profile": to_json(profile),
        "parameters": [list(one.values) for one in parameters],
    }
    yield b"{\n" + b",\n".join(_line(name) + b": " + _line(one) for name, one in head.items())
    for name, records in lists:
        yield b",\n" + _line(name) + b": ["
        before = b"\n"
        for record in records:
            yield before + _line(to_json(record))
            before = b",\n"
        yield b"\n]"
    yield b"\n}\n"


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def parse(source: bytes | BinaryIO, *, now: datetime) -> LearningRecord:
    """Read a document; `now` as nothing can have been done later.

    Raises LearningError, and nothing else, for whatever isn't such a document.
    """
    parsing = _Parsing(now + AHEAD)
    file = BytesIO(source) if isinstance(source, bytes) else source
    for name, place, value in stream.members(
        file, lists=("parameters", "attempts", "notes", "reviews"), most_bytes=MOST_BYTES
    ):
        try:
            parsing.take(name, value)
        except LearningError as error:
            raise error.inside(name if place is None else f"{name}[{place}]") from None
    return parsing.done()


class _Parsing:
    """What was read of a document so far."""

    def __init__(self, latest: datetime) -> None:
        self._latest = latest
        self._plain: dict[str, Any] = {}
        self._parameters: list[ParametersRecord] = []
        self._attempts: dict[Any, AttemptRecord] = {}
        self._notes: dict[str, NoteRecord] = {}
        self._reviews = reviews.Log(latest)
        self._attempt = attempts.reader(latest)

    def take(self, name: str, value: Any) -> None:
        match name:
            case "schema":
                self._plain[name] = one_of(SCHEMA)(value)
            case "version":
                self._plain[name] = _version(value)
            case "exported_at":
                self._plain[name] = moment()(value)
            case "account":
                pass  # says whose it was; an import makes nobody
            case "profile":
                self._plain[name] = _profile(value)
            case "parameters":
                self._take_parameters(value)
            case "attempts":
                self._take_attempt(value)
            case "notes":
                self._take_note(value)
            case "reviews":
                self._reviews.take(value, self._parameters, self._attempts)
            case _ if "schema" not in self._plain:
                raise wrong(_("This is not a JSON document that Flipside exported."))
            case _:
                raise wrong(_("is no field that Flipside knows."))

    def _take_parameters(self, value: Any) -> None:
        if len(self._parameters) == MOST_PARAMETERS:
            raise wrong(_("must have at most %(most)s entries.") % {"most": MOST_PARAMETERS})
        values = reviews.weights(value)
        self._parameters.append(ParametersRecord(len(self._parameters), values))

    def _take_attempt(self, value: Any) -> None:
        attempt = self._attempt(value)
        if attempt.id in self._attempts:
            raise wrong(_("is given twice."), "id")
        self._attempts[attempt.id] = attempt

    def _take_note(self, value: Any) -> None:
        readers = {
            "card": text(80, 1),
            "updated_at": moment(self._latest),
            "text": text(10_000),
            "is_bookmarked": reading.yes_no,
            "seq": whole(0, reading.MOST_WHOLE),
        }
        note = NoteRecord(**reading.mapping(value, readers, {"card", "updated_at"}))
        if note.card in self._notes:
            raise wrong(_("is given twice."), "card")
        self._notes[note.card] = note

    def done(self) -> LearningRecord:
        for name in ("schema", "version", "exported_at"):
            if name not in self._plain:
                raise wrong(_("is missing."), name)
        return LearningRecord(
            exported_at=self._plain["exported_at"],
            profile=self._plain.get("profile", ProfileRecord()),
            parameters=tuple(self._parameters),
            # What was retried may be gone by now.
            attempts=tuple(
                one if one.retry_of in self._attempts else replace(one, retry_of=None)
                for one in self._attempts.values()
            ),
            notes=tuple(self._notes.values()),
            reviews=self._reviews.reviews,
        )


def _version(value: Any) -> int:
    version: int = whole(1, reading.MOST_WHOLE)(value)
    if version > VERSION:
        raise wrong(_("A newer Flipside wrote this document; update this one first."))
    return version


def _profile(value: Any) -> ProfileRecord:
    readers = {
        "timezone": text(64, 1),
        "keyboard_shortcuts": reading.yes_no,
        "interview_date": reading.day,
        "minutes_a_day": whole(1, 600),
        "days_off": list_of(whole(0, 6), 7),
        "topics": list_of(text(50, 1), 10_000),
        "weekly_goal": whole(1, 7),
    }
    fields = reading.mapping(value, readers, ())
    for name in ("days_off", "topics"):
        fields[name] = tuple(dict.fromkeys(fields.get(name, ())))
    if len(fields["days_off"]) > 6:
        raise wrong(_("Leave at least one day of the week for study."), "days_off")
    return ProfileRecord(**fields)
