"""The record of an attempt: what happened, in the order in which the server knew of it.

It answers "I did answer that". Lines are only ever added: a trigger of the database
refuses to change one. Deleting an attempt, with its account say, takes its lines along.
"""

from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from questions.models import Attempt, AttemptEvent

TABLE = "questions_attemptevent"
TRIGGER = "questions_attemptevent_append_only"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of an attempt is append-only'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TRIGGER}();
"""

SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {TRIGGER} BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'the record of an attempt is append-only'); END
"""


def event(
    attempt: Attempt,
    kind: str,
    *,
    now: datetime,
    position: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AttemptEvent:
    """A line to be stored."""
    return AttemptEvent(attempt=attempt, kind=kind, at=now, position=position, detail=detail or {})


def note(
    attempt: Attempt,
    kind: str,
    *,
    now: datetime,
    position: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Store a line, in the transaction of what it tells of."""
    event(attempt, kind, now=now, position=position, detail=detail).save(force_insert=True)


def ensure_trigger(connection: BaseDatabaseWrapper) -> None:
    """Make the trigger; a table remake in a later migration drops SQLite's silently."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        elif connection.vendor == "sqlite":
            cursor.execute(SQLITE)
