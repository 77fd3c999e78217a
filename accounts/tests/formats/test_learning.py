"""The document of a person's learning: the same when it is written again."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.formats import learning, stream
from accounts.formats.learning import LearningError
from accounts.tests.formats.documents import (
    FULL,
    LEAST,
    NOW,
    QUIZ,
    RATING,
    changed,
    parsed,
)


def written(record):
    """The document of a record."""
    pieces = learning.write(
        exported_at=record.exported_at,
        account={"username": "ada", "email": ""},
        profile=record.profile,
        parameters=record.parameters,
        lists=[(name, getattr(record, name)) for name in ("attempts", "notes", "reviews")],
    )
    return b"".join(pieces)


# --- What is read -----------------------------------------------------------------------


def test_the_least_document_holds_nothing():
    record = parsed(LEAST)

    assert (record.reviews, record.attempts, record.notes) == ([], (), ())
    assert record.exported_at == datetime(2026, 4, 1, tzinfo=UTC)


def test_everything_is_read():
    record = parsed(FULL)

    assert [(one.id, one.kind, one.card) for one in record.reviews] == [
        (1, "rating", "one"),
        (2, "bury", "one"),
        (3, "undo", "one"),
        (4, "rating", "two"),
    ]
    assert record.reviews[0].reviewed_at == datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=UTC)
    assert record.reviews[0].parameters == record.parameters[0]
    assert record.profile.days_off == (5, 6)
    assert record.attempts[0].answers[0].response == ["a"]
    assert record.attempts[0].events[1].detail == {"response": ["a"], "confidence": None, "seq": 1}
    assert record.notes[0].text == "🦊"


def test_what_was_read_is_written_as_it_was():
    record = parsed(FULL)

    assert parsed(written(record)) == record
    assert written(parsed(written(record))) == written(record)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_it_does_not_matter_where_the_pieces_of_a_file_end(monkeypatch, chunk):
    monkeypatch.setattr(stream, "CHUNK", chunk)

    assert parsed(FULL) == parsed(json.dumps(FULL, ensure_ascii=False, indent=3).encode())


def test_a_byte_order_mark_does_no_harm():
    assert parsed(b"\xef\xbb\xbf" + json.dumps(LEAST).encode()) == parsed(LEAST)


def test_a_retry_of_a_quiz_that_is_gone_is_no_retry():
    assert parsed(changed("attempts.0.retry_of", QUIZ[:-1] + "2")).attempts[0].retry_of is None


# --- For any document -------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["rating", "quiz", "2026-03-02", "2026-03-02T12:00:00Z", QUIZ]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(sorted({*RATING, *FULL["attempts"][0]})), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def paths(data, before=()):
    """Every place in a document."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in items:
        yield (*before, str(step))
        if isinstance(value, dict | list) and step != "parameters":
            yield from paths(value, (*before, str(step)))


PATHS = [".".join(path) for path in paths(FULL)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), JSON)
def test_a_changed_document_is_read_or_refused(path, value):
    with suppress(LearningError):
        record = parsed(changed(path, value))
        assert parsed(written(record)) == record


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_bytes_are_refused(content):
    with pytest.raises(LearningError):
        learning.parse(content, now=NOW)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 4000), st.binary(max_size=3), st.integers(0, 20))
def test_a_broken_document_is_read_or_refused(place, inserted, removed):
    content = json.dumps(FULL).encode()
    place %= len(content)
    with suppress(LearningError):
        parsed(content[:place] + inserted + content[place + removed :])


def test_a_sure_error_is_read_with_its_failed_rating():
    failed = RATING | {"rating": 1, "is_sure_but_wrong": True}

    (review,) = parsed(FULL | {"reviews": [failed]}).reviews

    assert (review.rating, review.is_sure_but_wrong) == (1, True)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 4), max_size=20), st.floats(0.05, 0.999), st.floats(1e-6, 1))
def test_any_log_is_read_as_it_was_written(ratings, retention, foreseen):
    reviews = [
        RATING
        | {
            "id": number,
            "rating": rating,
            "desired_retention": retention,
            "foreseen": foreseen,
            "reviewed_at": (NOW - timedelta(microseconds=number)).isoformat(),
            "day": "2026-04-30",
            "horizon": None,
        }
        for number, rating in enumerate(ratings, start=1)
    ]
    record = parsed(FULL | {"reviews": reviews})

    assert parsed(written(record)) == record
    assert [one.foreseen for one in record.reviews] == [foreseen] * len(ratings)
