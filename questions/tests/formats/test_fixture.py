"""Fixtures -> records: what is read, and that bad input is a ValueError, never anything else."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions.formats import fixture
from questions.formats.record import ChoiceRecord, QuestionRecord, ReferenceRecord, RelatedRecord

CARD: dict[str, Any] = {
    "slug": "card",
    "topic": ["topic"],
    "difficulty": "hard",
    "prompt": "What?",
    "answer": "That.",
}


def rows(model: str, *all_fields: Any) -> bytes:
    """A fixture file with a row of the model for each of the fields."""
    return yaml.safe_dump(
        [{"model": f"questions.{model}", "fields": fields} for fields in all_fields]
    ).encode()


def read_one(*files: bytes) -> QuestionRecord:
    [record] = fixture.read(list(files)).questions
    return record


def test_the_least_that_is_a_card_has_the_models_defaults():
    assert read_one(rows("question", CARD)) == QuestionRecord(
        slug="card", topic="topic", tags=(), difficulty="hard", prompt="What?", answer="That."
    )


def test_a_card_is_put_together_from_any_files_in_any_order():
    full = CARD | {
        "tags": [["one"], ["two"]],
        "form": "several",
        "choice_prompt": "Which?",
        "accepted_answers": ["x"],
        "key_points": ["First.", "Second."],
        "lang": "es",
        "origin": "fs-01",
        "verified_with": "Python 3.11",
    }
    choice = {"question": ["card"], "text": "T", "is_correct": False, "feedback": "F"}
    reference = {"question": ["card"], "title": "Title"}
    related = {"question": ["card"], "note": "How it differs."}

    record = read_one(
        rows("related", related | {"other": ["far"], "position": 2},
             related | {"other": ["near"], "position": 1}),
        rows("choice", choice | {"key": "k2", "position": 5},
             choice | {"key": "k1", "position": 3, "is_correct": True}),
        rows("choice", choice | {"question": ["other"], "key": "k3", "position": 0}),
        rows("question", full),
        rows("reference", reference | {"url": "https://b", "position": 1},
             reference | {"url": "https://a", "position": 0}),
    )  # fmt: skip

    assert record == QuestionRecord(
        slug="card", topic="topic", tags=("one", "two"), difficulty="hard", prompt="What?",
        answer="That.", form="several", choice_prompt="Which?", accepted_answers=("x",),
        key_points=("First.", "Second."), lang="es", origin="fs-01", verified_with="Python 3.11",
        choices=(ChoiceRecord("k1", "T", True, "F"), ChoiceRecord("k2", "T", False, "F")),
        references=(ReferenceRecord("https://a", "Title"), ReferenceRecord("https://b", "Title")),
        related=(RelatedRecord("near", "How it differs."), RelatedRecord("far", "How it differs.")),
    )  # fmt: skip


def test_topics_tags_decks_and_entries_are_read_as_they_stand():
    entry = {"deck": ["deck"], "question": ["card"], "position": 3}

    read = fixture.read(
        [
            rows("topic", {"slug": "t", "name": "T"}),
            rows("tag", {"slug": "g", "name": "G"}, {"slug": "h", "name": "H"}),
            rows("deck", {"slug": "deck", "name": "Deck"}),
            rows("deckentry", entry),
        ]
    )

    assert read.topics == ({"slug": "t", "name": "T"},)
    assert read.tags == ({"slug": "g", "name": "G"}, {"slug": "h", "name": "H"})
    assert read.decks == ({"slug": "deck", "name": "Deck"},)
    assert read.deck_entries == (("deck", "card", 3),)


@pytest.mark.parametrize("files", [[], [b""], [b"# only a comment"], [b"[]", b"~"]])
def test_nothing_is_an_empty_set_of_fixtures(files: list[bytes]):
    assert fixture.read(files) == fixture.Fixtures((), (), (), (), ())


@pytest.mark.parametrize(
    "content",
    [
        b"1",
        b"text",
        b"true",
        b"model: questions.question",
        b"- 1",
        b"- [a, b]",
        b"- model: questions.question",
        b"- fields: {}",
        b"- {model: [], fields: {}}",
        b"- {model: questions.question, fields: 1}",
        b"- {model: questions.question, fields: [1]}",
        b"- {model: questions.question, fields: ~}",
        b"- {model: questions.topic, fields: 1}",
        # What YAML itself refuses, in all its ways.
        b"- [",
        b"\xff\xfe\x00",
        b"\x00",
        b"\xc3\x28",
        b"a: b: c",
        b"- !!python/object/apply:os.system [ls]",
        b"- !unknown x",
        b"!!timestamp x",
        b"!!int ''",
        b"!!int x",
        b"!!float x",
        b"!!bool x",
        b"2026-02-31",
        b"0001-01-01T00:00:00+23:59",
        b"&a [*a]",
        b"- &a {model: questions.question, fields: *a}",
        b"*missing",
        b"? [a]\n: b",
        b"[" * 1500,
    ],
)
def test_what_is_no_fixture_is_a_value_error(content: bytes):
    with pytest.raises(ValueError):  # noqa: PT011 (any of its kind)
        fixture.read([content])


@pytest.mark.parametrize("name", CARD)
def test_a_card_without_what_it_needs_is_a_value_error(name: str):
    card = {key: value for key, value in CARD.items() if key != name}

    with pytest.raises(ValueError, match=name):
        fixture.read([rows("question", card)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # Unquoted: `prompt: The GIL: one lock` and `answer: yes`.
        ("prompt", {"The GIL": "one lock"}),
        ("prompt", None),
        ("answer", True),
        ("answer", 42),
        ("difficulty", ["hard"]),
        ("slug", 404),
        ("slug", ["card"]),
        ("origin", 1.5),
        ("lang", False),
        ("topic", "topic"),
        ("topic", []),
        ("topic", [True]),
        ("topic", ["one", "two"]),
        ("topic", [["nested"]]),
        ("tags", "tag"),
        ("tags", ["tag"]),
        ("tags", [[1]]),
        ("tags", {"tag": 1}),
        ("key_points", "one point"),
        ("key_points", None),
        ("key_points", ["fine", {"not": "fine"}]),
        ("accepted_answers", [1]),
        ("accepted_answers", "1"),
    ],
)
def test_a_value_that_is_no_text_is_a_value_error(name: str, value: Any):
    with pytest.raises(ValueError):  # noqa: PT011 (any of its kind)
        fixture.read([rows("question", CARD | {name: value})])


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("choice", {"key": "k", "text": "T", "is_correct": "yes", "feedback": "F"}),
        ("choice", {"key": "k", "text": "T", "is_correct": 1, "feedback": "F"}),
        ("choice", {"key": 10, "text": "T", "is_correct": True, "feedback": "F"}),
        ("choice", {"key": "k", "text": "T", "is_correct": True}),
        ("choice", {"key": "k", "text": {"T": 1}, "is_correct": True, "feedback": "F"}),
        ("reference", {"url": "https://a"}),
        ("reference", {"url": "https://a", "title": 3.11}),
        ("related", {"other": "near", "note": "N"}),
        ("related", {"other": ["near"], "note": False}),
    ],
)
def test_a_bad_part_of_a_card_is_a_value_error(model: str, fields: dict[str, Any]):
    part = {"question": ["card"], "position": 0} | fields

    with pytest.raises(ValueError):  # noqa: PT011 (any of its kind)
        fixture.read([rows("question", CARD), rows(model, part)])


@pytest.mark.parametrize(
    "entry",
    [
        {"deck": [], "question": ["card"], "position": 1},
        {"deck": ["deck"], "question": "card", "position": 1},
        {"deck": ["deck"], "question": ["card"]},
        {"deck": ["deck"], "question": ["card"], "position": "first"},
        {"deck": ["deck"], "question": ["card"], "position": None},
    ],
)
def test_a_bad_deck_entry_is_a_value_error(entry: dict[str, Any]):
    with pytest.raises(ValueError):  # noqa: PT011 (any of its kind)
        fixture.read([rows("deckentry", entry)])


def test_parts_without_an_order_are_a_value_error():
    part = {"question": ["card"], "url": "https://a", "title": "A"}
    orders = [part | {"position": 1}, part | {"position": "b"}]

    for files in ([rows("reference", part)], [rows("reference", *orders)]):
        with pytest.raises(ValueError):  # noqa: PT011 (any of its kind)
            fixture.read(files)


MODELS = ["question", "choice", "reference", "related", "topic", "tag", "deck", "deckentry"]
NAMES = [
    *CARD, "question", "key", "text", "is_correct", "feedback", "url", "title", "position", "note",
    "other", "deck", "tags", "key_points", "accepted_answers", "origin",
]  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
fields_of_any_row = st.dictionaries(st.sampled_from(NAMES), values | st.just(["card"]))
documents = st.lists(
    st.builds(
        lambda model, fields: {"model": f"questions.{model}", "fields": fields},
        st.sampled_from(MODELS),
        fields_of_any_row | fields_of_any_row.map(lambda fields: CARD | fields) | values,
    ),
    max_size=3,
)


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text("-:[]{}&*!?|>'\"%@` \nam1.~#,").map(str.encode))
@example(b"!!set {a, b}")
def test_any_bytes_are_fixtures_or_a_value_error(content: bytes):
    try:
        read = fixture.read([content])
    except ValueError:
        return
    assert read.questions == ()


@settings(deadline=None)
@given(documents)
def test_any_rows_are_fixtures_or_a_value_error(document: list[Any]):
    try:
        read = fixture.read([yaml.safe_dump(document).encode()])
    except ValueError:
        return
    assert all(len(record.digest()) == 64 for record in read.questions)
