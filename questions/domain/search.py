"""Find published questions: filters, and full text over what a card says.

Text is turned into plain words by `words()` both when a card is indexed and when
somebody searches, so both databases see the same thing: letters and digits only,
and `C++`, `c#`, `__init__`, `@property` as words of their own beside their parts.
Nothing that anybody types reaches the database's query language.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from questions.models import Question

# Ranking reads every match; beyond this many a search is too wide to rank anyway.
MOST_MATCHES = 1000
# With a rare filter and a common word, no more hits than this are looked at.
MOST_HITS = 20_000
# More words than this add nothing but work.
MOST_WORDS = 12

_TOKEN = re.compile(
    r"(?P<symbol>__\w+?__|[a-z]\+\+|[a-z]\#|@\w+|\{[%{]|[%}]\}|\|\w+|\*\*?\w+|--\w[\w-]*)"
    r"|(?P<word>\w+)"
)
_SYMBOLS = {
    "+": "plus", "#": "sharp", "@": "at", "_": "under", "{": "brace", "}": "brace", "%": "percent",
    "|": "pipe", "*": "star", "-": "dash",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words under which a text is found: lower case, without accents.

    A symbol such as `__init__` is found by itself and by its parts.
    """
    found = []
    for symbol, parts in _tokens(text):
        found += [symbol, *parts] if symbol else parts
    return found


def query_words(text: str) -> list[str]:
    """Return the words to search for: a symbol stands for itself, not for its parts."""
    found: list[str] = []
    for symbol, parts in _tokens(text):
        found += [symbol] if symbol else parts
    return list(dict.fromkeys(found))[:MOST_WORDS]


def bare(text: str) -> str:
    """Lower case, without accents: the same on every database."""
    # First apart, as a black-letter H has no small form until it is an "H".
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def _tokens(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each token as (symbol spelled in letters or "", its plain parts)."""
    for match in _TOKEN.finditer(bare(text)):
        symbol = "".join(_SYMBOLS.get(ch, ch) for ch in match["symbol"] or "")
        yield symbol, re.findall(r"[^\W_]+", match[0])


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; slugs that don't exist match nothing."""

    topics: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    tag: str = ""
    deck: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.topics or self.difficulties or self.tag or self.deck or self.text.strip())


@dataclass(frozen=True)
class Found:
    """One page of what was found.

    `count` stops at MOST_MATCHES (then `is_capped`); `is_loose` when no card has
    all the words and these have some.
    """

    questions: list[Question]
    count: int
    words: list[str]
    is_capped: bool = False
    is_loose: bool = False


def matching(filters: Filters) -> QuerySet[Question]:
    """Published questions that pass the filters, text apart."""
    questions = Question.objects.published()
    if filters.topics:
        questions = questions.filter(topic__slug__in=filters.topics)
    if filters.difficulties:
        questions = questions.filter(difficulty__in=filters.difficulties)
    if filters.tag:
        questions = questions.filter(tags__slug=filters.tag)
    if filters.deck:
        questions = questions.filter(decks__slug=filters.deck)
    return questions


def find(filters: Filters, *, offset: int = 0, limit: int = 50) -> Found:
    """Find questions: in the order of the bank without a text, by rank with one.

    All words must match (each also as the beginning of a longer word); where no
    card has them all, cards with some of them are found instead. Two queries.
    """
    if filters.text.strip():
        return _find_text(filters, offset, limit)
    questions = matching(filters)
    count = questions.order_by()[: MOST_MATCHES + 1].count()
    rows = listed(questions.order_by("id"))[offset : min(offset + limit, MOST_MATCHES)]
    return Found(list(rows), min(count, MOST_MATCHES), [], is_capped=count > MOST_MATCHES)


def _find_text(filters: Filters, offset: int, limit: int) -> Found:
    wanted = query_words(filters.text)
    if not wanted:
        return Found([], 0, [])
    # A symbol that no card has is looked for by its parts: @property, then property.
    loose = [word for word in words(filters.text) if word in wanted or _may_begin(word)]
    ranked = _ranked(wanted, loose[: 2 * MOST_WORDS], matching(filters))
    ids = [pk for pk, _loose in ranked]
    shown = ids[offset : offset + limit]
    by_id = {question.pk: question for question in listed(Question.objects.filter(pk__in=shown))}
    return Found(
        [by_id[pk] for pk in shown if pk in by_id],
        len(ids),
        wanted,
        is_capped=len(ids) == MOST_MATCHES,
        is_loose=bool(ranked) and ranked[0][1],
    )


def listed(questions: QuerySet[Question]) -> QuerySet[Question]:
    """What a list shows: the published prompt and the topic, not the edit side's texts."""
    return questions.select_related("topic", "search_entry").only(
        "slug",
        "difficulty",
        "lang",
        "topic__slug",
        "topic__name",
        "topic__lang",
        "search_entry__prompt",
    )


def _may_begin(word: str) -> bool:
    """True where the word may also begin a longer one: "migration" finds "migrations"."""
    return len(word) >= 3


def _stem(word: str) -> str:
    """The word without its plural ending: "queries" finds "query", "sessions" "session"."""
    if len(word) >= 6 and word.endswith("ies"):
        return word[:-3]
    return word[:-1] if len(word) >= 5 and word.endswith("s") else word


def _ranked(
    wanted: list[str], loose: list[str], questions: QuerySet[Question]
) -> list[tuple[int, bool]]:
    """(id, is_loose) of the best matches that pass the filters, best first.

    One statement: the loose matches are looked for only where no card has every word.
    """
    # For each hit its own row is looked up; the other way round, each question of
    # the bank would be looked for among the hits.
    allowed, params = (
        questions.order_by().filter(pk=RawSQL("hit.id", [])).values("pk").query.sql_with_params()
    )
    gate = "(SELECT 1 AS open WHERE NOT EXISTS (SELECT 1 FROM every_word)) gate"
    hits = _hits_postgresql if connection.vendor == "postgresql" else _hits_sqlite

    def found(source: str) -> str:
        return f"""SELECT hit.id, hit.place FROM {source}
                   WHERE EXISTS ({allowed}) LIMIT {MOST_MATCHES}"""

    sql = f"""
        WITH every_word AS MATERIALIZED ({found(hits(""))}),
             some_words AS ({found(hits(gate))})
        SELECT id, 0 AS loose, place FROM every_word
        UNION ALL
        SELECT id, 1 AS loose, place FROM some_words
        ORDER BY place, id"""
    values = [getattr(param, "value", param) for param in params]
    every, some = _expression(wanted, "&", "AND"), _expression(loose, "|", "OR")
    with connection.cursor() as cursor:
        cursor.execute(sql, [every, *values, some, *values])
        return [(row[0], bool(row[1])) for row in cursor.fetchall()]


def _expression(found: list[str], postgresql: str, sqlite: str) -> str:
    """The words in the query language of the database.

    Only letters and digits are left in a word, so nothing can end a quote early.
    """
    if connection.vendor == "postgresql":
        parts = [_stem(word) + ":*" * _may_begin(word) for word in found]
        return f" {postgresql} ".join(parts)
    return f" {sqlite} ".join(f'"{_stem(word)}"' + "*" * _may_begin(word) for word in found)


def _hits_postgresql(gate: str) -> str:
    """Rows `hit` (id, place) that match one parameter; the smaller the place, the better."""
    return f"""(
        SELECT question_id AS id, -ts_rank(document, query) AS place
        FROM {gate + " CROSS JOIN" if gate else ""}
             to_tsquery('simple', %s) query CROSS JOIN questions_searchentry
        WHERE document @@ query
        LIMIT {MOST_HITS}) hit"""


def _hits_sqlite(gate: str) -> str:
    # CROSS JOIN keeps the order, so a shut gate costs nothing. A word in the prompt
    # counts four times one in the body.
    return f"""(
        SELECT questions_search.rowid AS id, bm25(questions_search, 4.0, 1.0) AS place
        FROM {gate + " CROSS JOIN" if gate else ""} questions_search
        WHERE questions_search MATCH %s
        LIMIT {MOST_HITS}) hit"""
