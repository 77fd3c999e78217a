"""The databases' own indexes stay in step with the cards, whatever touches the rows."""

from collections.abc import Sequence
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from questions.domain import fulltext, search
from questions.domain.search import Filters
from questions.models import Question, SearchEntry
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def count(text: str) -> int:
    return search.find(Filters(text=text)).count


def check_index() -> None:
    """Let SQLite compare its index with the rows; PostgreSQL generates it from them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO questions_search(questions_search, rank) VALUES('integrity-check', 1)"
            )


def drop_triggers() -> None:
    """What a remake of the table does on SQLite; PostgreSQL has no triggers to lose."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in fulltext.SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")


def entries(questions: Sequence[Question]) -> list[SearchEntry]:
    return [
        SearchEntry(question=question, prompt="", prompt_words="mutex", body_words="lock")
        for question in questions
    ]


@pytest.mark.parametrize("sender", ["questions", ""])
def test_lost_triggers_are_made_again_after_migrate_and_the_index_with_them(sender: str):
    stale = published(prompt="What is a mutex?")
    gone = published(prompt="What is a mutex?")
    drop_triggers()
    SearchEntry.objects.filter(question=stale).update(prompt_words="semaphore")
    SearchEntry.objects.filter(question=gone).delete()
    published(prompt="What is a monitor?")

    call_command("migrate", *filter(None, [sender]), verbosity=0)

    check_index()
    assert (count("mutex"), count("semaphore"), count("monitor")) == (0, 1, 1)


def test_made_again_the_triggers_work():
    drop_triggers()
    fulltext.ensure_triggers(connection)

    card = published(prompt="What is a mutex?")
    after_insert = count("mutex")
    SearchEntry.objects.filter(question=card).update(prompt_words="semaphore")
    after_update = count("mutex"), count("semaphore")
    SearchEntry.objects.filter(question=card).delete()

    check_index()
    assert (after_insert, after_update, count("semaphore")) == (1, (0, 1), 0)


def test_triggers_that_are_there_are_left_as_they_are():
    fulltext.ensure_triggers(connection)
    fulltext.ensure_triggers(connection)

    published(prompt="What is a mutex?")

    check_index()
    assert count("mutex") == 1


def test_rows_made_in_bulk_are_found():
    cards = [published() for _ in range(3)]
    SearchEntry.objects.all().delete()

    SearchEntry.objects.bulk_create(entries(cards))

    check_index()
    assert count("mutex lock") == 3


def test_rows_changed_in_bulk_are_found_by_their_new_words():
    cards = [published(prompt="What is a monitor?") for _ in range(3)]
    SearchEntry.objects.bulk_update(entries(cards[:1]), ["prompt_words", "body_words"])
    SearchEntry.objects.bulk_create(
        entries(cards[1:]),
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["prompt_words", "body_words"],
    )

    check_index()
    assert (count("monitor"), count("mutex")) == (0, 3)


@pytest.mark.parametrize("how", ["queryset", "sql"])
def test_rows_deleted_in_bulk_are_not_found(how: str):
    cards = [published(prompt="What is a mutex?") for _ in range(3)]
    if how == "queryset":
        SearchEntry.objects.filter(question__in=cards[:2]).delete()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM questions_searchentry")

    check_index()
    assert count("mutex") == {"queryset": 1, "sql": 0}[how]


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_empties_the_index():
    published(prompt="What is a mutex?")

    call_command("flush", interactive=False, verbosity=0)
    check_index()
    published(prompt="What is a monitor?")

    check_index()
    assert (count("mutex"), count("monitor")) == (0, 1)


def test_the_migration_of_the_index_goes_back_and_forth():
    # Only its own step: to unapply all that stands on it takes six seconds.
    [index] = import_module("questions.migrations.0002_fulltext").Migration.operations
    state, editor = ProjectState(), connection.schema_editor()
    card = published(prompt="What is a mutex?")
    # PostgreSQL alters no table whose foreign keys are still to be checked.
    connection.check_constraints()

    index.database_backwards("questions", editor, state, state)
    # Without an index, its rows can still be written.
    SearchEntry.objects.filter(question=card).update(prompt_words="monitor")
    connection.check_constraints()
    index.database_forwards("questions", editor, state, state)

    check_index()
    assert (count("mutex"), count("monitor")) == (0, 1)


@pytest.mark.parametrize("app", ["accounts", "questions"])
def test_every_migration_can_go_back(app: str):
    migrations = MigrationLoader(None).disk_migrations.values()

    ours = [one for one in migrations if one.app_label == app]

    assert ours != []
    assert [
        (one.name, operation.describe())
        for one in ours
        for operation in one.operations
        if not operation.reversible
    ] == []
