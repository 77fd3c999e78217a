"""What is read of a long past is read from an index.

Of two indexes that look alike SQLite may take the worse, so its choice is asked for.
"""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.domain import candidates
from accounts.domain.candidates import Where
from accounts.domain.card_lists import CardFilter, _reviewed
from accounts.models import Memory, PointMemory
from accounts.tests.learning import NOW
from questions.models import Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics"),
]

PERSON = Person(owner_id=1)
MINE = Memory.objects.of(PERSON)
FORGOTTEN = CardFilter(show="forgotten", days=30)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (MINE.missed(), "memory_owner_weakest (owner_id=? AND last_rating<?)"),
        (
            MINE.met().order_by("last_rating", "last_reviewed_at", "question_id")[:1],
            "memory_owner_weakest (owner_id=?)",
        ),
        (MINE.suspended(), "memory_owner_suspended (owner_id=?)"),
        (MINE.suspended().order_by("question_id"), "memory_owner_suspended (owner_id=?)"),
        (MINE.put_off(NOW), "memory_owner_put_off (owner_id=? AND put_off_until>?)"),
        (
            PointMemory.objects.of(PERSON)
            .filter(missed__gte=1)
            .order_by("-missed", "covered", "question_id", "point"),
            "point_owner_missed (owner_id=? AND missed>?)",
        ),
        (
            _reviewed(PERSON, FORGOTTEN, NOW.date()),
            "review_owner_forgotten (owner_id=? AND day>? AND day<?)",
        ),
        # Whether there is a memory is told without it.
        (
            candidates.unseen(PERSON, Where(), NOW).order_by("pk"),
            "COVERING INDEX accounts_memory_owner_once",
        ),
        # The cards of a list are read, not the bank.
        (candidates.unseen(PERSON, Where(deck="deck"), NOW), "PRIMARY KEY (rowid=?)"),
        (
            candidates.met(PERSON, Where(is_bookmarked=True), NOW + timedelta(days=1)),
            "COVERING INDEX accounts_memory_owner_once (owner_id=? AND question_id=?)",
        ),
    ],
    ids=[
        "missed", "weakest", "suspended", "suspended in order", "put off", "points",
        "forgotten lately", "unseen", "unseen in a deck", "bookmarks",
    ],
)  # fmt: skip
def test_it_is_read_from_its_index(rows, index):
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [row[3] for row in cursor.fetchall()]

    assert any(index in step for step in steps), steps
