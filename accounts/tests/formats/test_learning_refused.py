"""What the parser refuses, and what it says of it."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from accounts.formats import learning, stream
from accounts.formats.learning import LearningError
from accounts.tests.formats.documents import EVENT, FULL, LEAST, NOW, QUIZ, changed, parsed


def refusal(data):
    with pytest.raises(LearningError) as caught:
        parsed(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema", "other", "schema: must be one of"),
        ("version", 2, "version: A newer Flipside"),
        ("version", "1", "version: must be a whole number"),
        ("surprise", 1, "surprise: is no field"),
        ("reviews", {}, "reviews: must be a list"),
        ("reviews", None, "reviews: must be a list"),
        ("profile", [], "profile: must be an object"),
        ("profile.timezone", "\0", "profile.timezone: holds a character"),
        ("profile.minutes_a_day", 0, "profile.minutes_a_day: must be a whole number"),
        ("profile.days_off", [0, 1, 2, 3, 4, 5, 6], "profile.days_off: Leave at least one"),
        ("profile.days_off.1", 7, "profile.days_off[1]: must be a whole number from 0 to 6."),
        ("profile.interview_date", "2026-02-30", "profile.interview_date: must be a date"),
        ("profile.interview_date", "0001-01-01", "profile.interview_date: must be a date from"),
        ("parameters.0", [1] * 20, "parameters[0]: must have 21 entries"),
        ("parameters.0.4", 99, "parameters[0][4]: must be a number from 1 to 10"),
        ("parameters.0.0", True, "parameters[0][0]: must be a number"),
        ("parameters.0", "none", "parameters[0]: must be a list"),
        ("reviews.0", [], "reviews[0]: must be an object"),
        ("reviews.0.rating", 0, "reviews[0].rating: must be a whole number from 1 to 4."),
        ("reviews.0.rating", 5, "reviews[0].rating: must be a whole number from 1 to 4."),
        ("reviews.0.rating", 3.0, "reviews[0].rating: must be a whole number"),
        ("reviews.0.rating", True, "reviews[0].rating: must be a whole number"),
        ("reviews.0.rating", None, "reviews[0].rating: is missing"),
        ("reviews.0.parameters", None, "reviews[0].parameters: is missing"),
        ("reviews.0.parameters", 1, "reviews[0].parameters: names nothing"),
        ("reviews.0.kind", "guess", "reviews[0].kind: must be one of"),
        ("reviews.0.kind", ["rating"], "reviews[0].kind: must be one of"),
        ("reviews.0.card", "", "reviews[0].card: must have 1 to 80"),
        ("reviews.0.card", "x" * 81, "reviews[0].card: must have 1 to 80"),
        ("reviews.0.card", "\ud800", "reviews[0].card: holds a character"),
        ("reviews.0.card", 7, "reviews[0].card: must be a text"),
        ("reviews.0.seed", -1, "reviews[0].seed: must be a whole number"),
        ("reviews.0.seed", 10**30, "reviews[0].seed: must be a whole number"),
        ("reviews.0.spent_ms", 2**31, "reviews[0].spent_ms: must be a whole number"),
        ("reviews.0.foreseen", 1.01, "reviews[0].foreseen: must be a number"),
        ("reviews.0.foreseen", 0, "reviews[0].foreseen: must be a number from 1e-06 to 1."),
        ("reviews.0.foreseen", 5e-324, "reviews[0].foreseen: must be a number from 1e-06 to 1."),
        ("reviews.0.desired_retention", 1, "reviews[0].desired_retention: must be a number"),
        ("reviews.0.desired_retention", 1e-300, "reviews[0].desired_retention: must be a number"),
        ("reviews.0.is_sure_but_wrong", True, "reviews[0].is_sure_but_wrong: doesn't belong"),
        ("reviews.1.is_sure_but_wrong", True, "reviews[1].is_sure_but_wrong: doesn't belong"),
        ("reviews.0.is_first", 1, "reviews[0].is_first: must be true or false"),
        ("reviews.0.reviewed_at", "2026-03-02T12:00:00", "reviews[0].reviewed_at: must be a time"),
        ("reviews.0.reviewed_at", "soon", "reviews[0].reviewed_at: must be a time"),
        ("reviews.0.reviewed_at", 12, "reviews[0].reviewed_at: must be a time"),
        ("reviews.0.reviewed_at", "2027-01-01T00:00:00Z", "reviews[0].reviewed_at: must be a time"),
        ("reviews.0.reviewed_at", "1999-01-01T00:00:00Z", "reviews[0].reviewed_at: must be a time"),
        ("reviews.0.due_at", "9999-12-31T23:59:59-12:00", "reviews[0].due_at: must be a time"),
        ("reviews.0.due_at", "9500-01-01T00:00:00Z", "reviews[0].due_at: must be a time from"),
        ("reviews.0.day", "2026-03-05", "reviews[0].day: is not the day"),
        ("reviews.0.day", "2026-02-27", "reviews[0].day: is not the day"),
        ("reviews.0.horizon", "2026-03-01T00:00:00Z", "reviews[0].horizon: must come after"),
        ("reviews.0.points", {"covered": "a"}, "reviews[0].points.covered: must be a list"),
        ("reviews.0.points", {"other": []}, "reviews[0].points.other: is no field"),
        ("reviews.0.points", {"missed": ["x" * 17]}, "reviews[0].points.missed[0]: must have"),
        ("reviews.0.until", "2026-03-03T04:00:00Z", "reviews[0].until: doesn't belong"),
        ("reviews.0.attempt", QUIZ, "reviews[0].attempt: doesn't belong"),
        ("reviews.0.id", 2, "reviews[1].id: must be greater"),
        ("reviews.1.id", 1, "reviews[1].id: must be greater"),
        ("reviews.1.until", None, "reviews[1].until: is missing"),
        ("reviews.1.rating", 3, "reviews[1].rating: doesn't belong"),
        ("reviews.2.voids", None, "reviews[2].voids: is missing"),
        ("reviews.2.voids", 3, "reviews[2].voids: names nothing"),
        ("reviews.2.voids", 4, "reviews[2].voids: names nothing"),
        ("reviews.2.voids", 99, "reviews[2].voids: names nothing"),
        ("reviews.2.card", "two", "reviews[2].voids: names a review of another card"),
        ("reviews.3.source", "study", "reviews[3].attempt: doesn't belong"),
        ("reviews.3.attempt", None, "reviews[3].attempt: is missing"),
        ("reviews.3.attempt", QUIZ[:-1] + "2", "reviews[3].attempt: names nothing"),
        ("reviews.3.attempt", "x", "reviews[3].attempt: must be a UUID"),
        ("reviews.4", EVENT | {"id": 5, "kind": "undo", "voids": 1}, "reviews[4].voids: names"),
        ("reviews.4", EVENT | {"id": 5, "kind": "undo", "voids": 3}, "reviews[4].voids: names"),
        ("reviews.4", FULL["reviews"][3] | {"id": 5}, "reviews[4].attempt: names a quiz that has"),
        ("attempts.1", FULL["attempts"][0], "attempts[1].id: is given twice"),
        ("attempts.0.id", 7, "attempts[0].id: must be a UUID"),
        ("attempts.0.state", "in_progress", "attempts[0].finished_at: doesn't fit"),
        ("attempts.0.state", "discarded", "attempts[0].score: doesn't fit"),
        ("attempts.0.ending", None, "attempts[0].ending: doesn't fit"),
        ("attempts.0.score", 0.5, "attempts[0].score: is not the sum"),
        ("attempts.0.score", None, "attempts[0].score: doesn't fit"),
        ("attempts.0.question_count", 2, "attempts[0].answers: must have 2 entries"),
        ("attempts.0.deadline", "2026-03-02T14:00:00Z", "attempts[0].deadline: must come after"),
        ("attempts.0.paused_at", "2026-03-02T14:00:00Z", "attempts[0].paused_at: doesn't fit"),
        ("attempts.0.paused_ms", 10**13, "attempts[0].paused_ms: must be a whole number"),
        ("attempts.0.settings.more", 1, "attempts[0].settings.more: is no field"),
        ("attempts.0.settings.pace", "1", "attempts[0].settings.pace: must be a number"),
        ("attempts.0.settings.topics", "web", "attempts[0].settings.topics: must be a list"),
        ("attempts.0.answers.0.points", None, "attempts[0].answers[0].points: is missing"),
        ("attempts.0.answers.0.response", ["c"], "attempts[0].answers[0].response: doesn't fit"),
        ("attempts.0.answers.0.response", ["a", "b"], "attempts[0].answers[0].response: doesn't"),
        ("attempts.0.answers.0.response", "a", "attempts[0].answers[0].response: doesn't fit"),
        ("attempts.0.answers.0.response", {}, "attempts[0].answers[0].response: must be a list"),
        ("attempts.0.answers.0.choice_order", ["a", "a"], "attempts[0].answers[0].choice_order:"),
        ("attempts.0.answers.0.confidence", 4, "attempts[0].answers[0].confidence: must be"),
        ("attempts.0.answers.0.time_spent_ms", -1, "attempts[0].answers[0].time_spent_ms: must"),
        ("attempts.0.events.0.kind", "hacked", "attempts[0].events[0].kind: must be one of"),
        ("attempts.0.events.0.detail", [], "attempts[0].events[0].detail: must be an object"),
        ("attempts.0.events.0.detail", {"a": {}}, "attempts[0].events[0].detail.a: must be"),
        ("attempts.0.events.0.detail", {"a": [[]]}, "attempts[0].events[0].detail.a[0]: must be"),
        ("attempts.0.events.0.detail", {"a": "\0"}, "attempts[0].events[0].detail.a: holds"),
        ("attempts.0.events.0.detail", {"\0": 1}, "attempts[0].events[0].detail.?: holds"),
        ("notes.1", FULL["notes"][0], "notes[1].card: is given twice"),
        ("notes.0.text", "x" * 10_001, "notes[0].text: must have 0 to 10000"),
        ("notes.0.text", "a\0b", "notes[0].text: holds a character"),
        ("notes.0.updated_at", None, "notes[0].updated_at: is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(path, value, message):
    assert refusal(changed(path, value)).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is not a JSON document that Flipside exported."),
        (b"[]", "This is not a JSON document that Flipside exported."),
        (b"null", "This is not a JSON document that Flipside exported."),
        (b'{"cards": []}', "cards: This is not a JSON document that Flipside exported."),
        (b"{}", "schema: is missing."),
        (b"\xff\xfe{}", "The file is not text in UTF-8."),
        (b"{", "This is no valid JSON."),
        (b'{"schema"', "The document ends too early."),
        (b'{"schema":', "schema: The document ends too early."),
        (b'{"schema": flipside}', "schema: This is no valid JSON."),
        (b'{"version": NaN}', "version: NaN is no number in JSON."),
        (b'{"version": -Infinity}', "version: -Infinity is no number in JSON."),
        (b'{"version": 1e999}', "version: must be a whole number"),
        (b'{"version": ' + b"9" * 5000 + b"}", "version: holds a number that is too long."),
        (b'{"version": 1, "version": 1}', "version: is given twice."),
        (b'{"reviews": ' + b"[" * 100_000, "reviews[0]: is nested too deeply."),
        (b'{"profile": ' + b'{"a":' * 100_000, "profile: is nested too deeply."),
        (b'{"reviews": [1 2]}', "reviews[0]: must be an object."),
        (b'{"reviews": [', "reviews[0]: The document ends too early."),
        (b'{"reviews": [{"id": 1', "reviews[0]: This is no valid JSON."),
        (json.dumps(LEAST).encode() + b"x", "Something follows the end of the document."),
    ],
)
def test_what_is_no_such_document_is_refused(content, message):
    assert refusal(content).startswith(message)


def test_the_reviews_come_after_what_they_name():
    data = {name: FULL[name] for name in ("schema", "reviews", "parameters")}

    assert refusal(data) == "reviews[0].parameters: names nothing that stands before it."


def test_a_file_that_is_too_large_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(learning, "MOST_BYTES", 3_000_000)
    file = BytesIO(b'{"profile": "' + b"x" * 20_000_000)

    with pytest.raises(LearningError, match="larger than 3 MB"):
        learning.parse(file, now=NOW)
    assert file.tell() < 7_000_000


def test_an_entry_that_is_too_long_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(stream, "LONGEST_ENTRY", 100_000)
    file = BytesIO(b'{"profile": "' + b"x" * 20_000_000)

    with pytest.raises(LearningError, match=r"profile: is too long\."):
        learning.parse(file, now=NOW)
    assert file.tell() < 2_000_000


def test_a_million_wrong_entries_cost_no_more_than_the_first():
    with pytest.raises(LearningError, match=r"reviews\[0\]: must be an object\."):
        learning.parse(b'{"reviews": [' + b"[]," * 1_000_000, now=NOW)


def test_nothing_was_done_later_than_now():
    assert parsed(FULL, now=datetime(2026, 3, 2, 15, tzinfo=UTC))
    with pytest.raises(LearningError, match="must be a time from"):
        parsed(FULL, now=datetime(2026, 3, 1, tzinfo=UTC))
