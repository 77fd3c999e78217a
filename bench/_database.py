"""The database behind the server, read past it: what is stored, not what a page says."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from _ledger import Said, Stored, StoredAnswer, StoredAttempt
from psycopg import sql

from questions.domain.document import CardDocument

ATTEMPTS = "SELECT id, state, score FROM questions_attempt"
ANSWERS = """SELECT attempt_id, position, response, confidence, flagged, seq, revision_id
             FROM questions_answer"""
DOCUMENTS = """SELECT id, document FROM questions_revision
               WHERE id IN (SELECT revision_id FROM questions_answer)"""
# For one answer each of different finished attempts: lost, exchanged, set back, and its
# attempt scored wrongly.
DAMAGE = (
    "DELETE FROM questions_answer WHERE id = {0}",
    "UPDATE questions_answer SET response = '[\"another\"]' WHERE id = {0}",
    "UPDATE questions_answer SET seq = seq - 1 WHERE id = {0}",
    """UPDATE questions_attempt SET score = CASE WHEN score > 0 THEN 0 ELSE 1 END
       WHERE id = (SELECT attempt_id FROM questions_answer WHERE id = {0})""",
)
VICTIMS = """SELECT min(answer.id) FROM questions_answer answer
             JOIN questions_attempt attempt ON attempt.id = answer.attempt_id
             WHERE answer.seq > 0 AND attempt.state = 'finished'
             GROUP BY attempt.id ORDER BY 1 LIMIT 4"""


@contextmanager
def made(url: str) -> Iterator[str]:
    """Make the PostgreSQL database that `url` names, and drop it after; "" needs none."""
    if not url:
        yield ""
        return
    parts = urlsplit(url)
    name = sql.Identifier(parts.path.strip("/"))
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        # It fails for one that exists: that is somebody's.
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield url
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def read(url: str) -> Stored:
    """All attempts, their answers, and the cards that they were asked."""
    with _connected(url) as connection:
        attempts = connection.execute(ATTEMPTS).fetchall()
        answers = connection.execute(ANSWERS).fetchall()
        documents = connection.execute(DOCUMENTS).fetchall()
    # SQLite holds JSON as a text; psycopg has parsed it.
    parsed = _loaded if url.startswith("sqlite") else _as_it_is
    by_attempt: dict[str, dict[int, StoredAnswer]] = {_digits(key): {} for key, *_ in attempts}
    for key, position, response, confidence, flagged, seq, revision in answers:
        said = Said(parsed(response), confidence, bool(flagged))
        by_attempt[_digits(key)][position] = StoredAnswer(said, seq, revision)
    return Stored(
        attempts={
            _digits(key): StoredAttempt(state, score, by_attempt[_digits(key)])
            for key, state, score in attempts
        },
        documents={key: CardDocument.from_json(parsed(text)) for key, text in documents},
    )


def damage(url: str) -> int:
    """Do each DAMAGE, as far as there are finished attempts; return how many."""
    with _connected(url) as connection:
        victims = [row[0] for row in connection.execute(VICTIMS).fetchall()]
        for statement, victim in zip(DAMAGE, victims, strict=False):
            connection.execute(statement.format(int(victim)))
        connection.commit()
    return len(victims)


def _connected(url: str) -> Any:
    """A connection to either: both know `execute`, `fetchall` and `commit`."""
    if url.startswith("sqlite"):
        return closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20))
    return psycopg.connect(url)


def _digits(key: Any) -> str:
    """SQLite holds the digits of a UUID, PostgreSQL the UUID itself."""
    return str(key).replace("-", "")


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _as_it_is(value: Any) -> Any:
    return value
