"""What this project does when Django says that something happened."""

from typing import Any

from django.db import connections


def use_write_ahead_log(using: str, **kwargs: Any) -> None:
    """Let SQLite's readers go on while one writes. The file remembers it for ever.

    Done when migrating, before any worker starts: changing the mode needs the
    database for oneself.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
