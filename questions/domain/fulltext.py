"""The databases' own full-text indexes over SearchEntry.

SQLite: an FTS5 table kept by triggers. A table remake in a later migration drops
triggers silently, so they are made again after each migrate. PostgreSQL: a
generated tsvector column with a GIN index.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "questions_searchentry"

# `simple` keeps every word: `english` would turn "is not" into an empty query.
POSTGRESQL = f"""
ALTER TABLE {TABLE} ADD COLUMN document tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', prompt_words), 'A')
    || setweight(to_tsvector('simple', body_words), 'C')
) STORED;
CREATE INDEX questions_searchentry_document ON {TABLE} USING gin (document);
"""

SQLITE_TABLE = f"""
CREATE VIRTUAL TABLE questions_search USING fts5(
    prompt_words, body_words, content='{TABLE}', content_rowid='question_id', prefix='3'
)
"""

_FORGET = """
    INSERT INTO questions_search(questions_search, rowid, prompt_words, body_words)
    VALUES ('delete', old.question_id, old.prompt_words, old.body_words);
"""
_LEARN = """
    INSERT INTO questions_search(rowid, prompt_words, body_words)
    VALUES (new.question_id, new.prompt_words, new.body_words);
"""
SQLITE_TRIGGERS = {
    "questions_search_insert": f"AFTER INSERT ON {TABLE} BEGIN {_LEARN} END",
    "questions_search_delete": f"AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
    "questions_search_update": f"AFTER UPDATE ON {TABLE} BEGIN {_FORGET} {_LEARN} END",
}


def create_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index, once, in the migration after SearchEntry's own."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        elif connection.vendor == "sqlite":
            cursor.execute(SQLITE_TABLE)
    ensure_triggers(connection)


def drop_index(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN document")
        elif connection.vendor == "sqlite":
            for name in SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("DROP TABLE questions_search")


def ensure_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make missing triggers again and, if any was missing, rebuild the index."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'questions_search'")
        if cursor.fetchone() is None:
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        missing = SQLITE_TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
        for name in sorted(missing):
            cursor.execute(f"CREATE TRIGGER {name} {SQLITE_TRIGGERS[name]}")
        if missing:
            cursor.execute("INSERT INTO questions_search(questions_search) VALUES ('rebuild')")
