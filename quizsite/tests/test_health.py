from unittest import mock

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from quizsite import health


@pytest.fixture(autouse=True)
def _a_process_that_has_seen_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_seen_migrated", False)


def test_a_living_process_says_so_without_the_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_database_that_lacks_a_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database not migrated\n")


@pytest.mark.django_db
def test_a_process_that_saw_it_migrated_asks_one_short_question(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_ready(client: Client) -> None:
    with mock.patch.object(connection, "cursor", side_effect=DatabaseError):
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database not reachable\n")


@pytest.mark.django_db
def test_a_cache_that_is_away_is_not_ready(client: Client) -> None:
    with mock.patch.object(type(caches["default"]), "get", side_effect=OSError):
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"cache not reachable\n")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_an_answer_is_never_stored_and_changes_nothing(client: Client, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.post(path).status_code == 405
