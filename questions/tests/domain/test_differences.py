"""How two states of a card differ."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.domain import markup, publishing
from questions.domain.differences import (
    Kind,
    Part,
    between,
    compare,
    document_state,
    record_state,
    text_of,
)
from questions.formats.record import ChoiceRecord, QuestionRecord, ReferenceRecord, RelatedRecord

RECORD = QuestionRecord(
    slug="card", topic="topic", tags=("b", "a"), difficulty="easy", prompt="Why?",
    answer="Because.\n", key_points=("One.", "Two."),
    choices=(ChoiceRecord("a", "Right", True, "Yes."), ChoiceRecord("b", "Wrong", False, "No.")),
    references=(ReferenceRecord("https://example.org/", "Manual"),),
    related=(RelatedRecord("other", "It differs."),),
)  # fmt: skip

lines = st.lists(st.sampled_from(["a", "b", "c", "d e f", ""]), max_size=12)


def shown(old, new):
    return [(str(line.kind), line.text) for line in compare(old, new)]


def test_what_is_the_same_has_no_lines():
    assert compare("a\nb", "a\nb") == ()


def test_a_changed_line_is_shown_with_two_lines_around_it():
    assert shown("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\nX\n5\n6\n7") == [
        ("skipped", ""), ("same", "2"), ("same", "3"), ("removed", "4"), ("added", "X"),
        ("same", "5"), ("same", "6"), ("skipped", ""),
    ]  # fmt: skip


@settings(deadline=None)
@given(lines, lines)
def test_removed_and_added_lines_account_for_both_texts(old, new):
    """With nothing left out between them, the lines rebuild what was and what is."""
    found = [(line.kind, line.text) for line in compare("\n".join(old), "\n".join(new))]
    taken, put = ([t for k, t in found if k == kind] for kind in (Kind.REMOVED, Kind.ADDED))
    before, after = "\n".join(old).splitlines(), "\n".join(new).splitlines()
    assert sorted([*before, *put]) == sorted([*after, *taken])
    assert bool(found) == (before != after)


def test_the_changed_words_of_a_line_are_marked():
    removed, added = compare("It pauses the function.", "It ends the function.")
    assert removed.parts == (Part("It "), Part("pauses", True), Part(" the function."))
    assert added.parts == (Part("It "), Part("ends", True), Part(" the function."))


def test_lines_with_little_in_common_are_not_marked_word_by_word():
    removed, added = compare("Something wholly different here", "x")
    assert (removed.parts, added.parts) == (
        (Part("Something wholly different here"),), (Part("x"),))  # fmt: skip


def test_only_fields_that_differ_are_named_in_their_order():
    old = {"a": "1", "b": "2", "c": "3"}
    assert [found.field for found in between(old, {"c": "4", "b": "2", "a": ""})] == ["c", "a"]
    assert [found.field for found in between(old, {})] == ["a", "b", "c"]


def test_a_record_does_not_differ_from_itself_with_other_space_or_order_of_tags():
    other = replace(RECORD, tags=("a", "b"), answer="Because.")
    assert between(record_state(RECORD), record_state(other)) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({name: "changed"}, name)
        for name in ("slug", "topic", "difficulty", "prompt", "answer", "form", "choice_prompt",
                     "lang", "origin", "verified_with")
    ]
    + [
        ({"tags": ("a",)}, "tags"),
        ({"accepted_answers": ("a",)}, "accepted_answers"),
        ({"key_points": ("One.",)}, "key_points"),
        ({"choices": RECORD.choices[:1]}, "choices"),
        ({"choices": (replace(RECORD.choices[0], is_correct=False), RECORD.choices[1])}, "choices"),
        ({"choices": (replace(RECORD.choices[0], feedback=""), RECORD.choices[1])}, "choices"),
        ({"references": ()}, "references"),
        ({"related": ()}, "related"),
    ],
)  # fmt: skip
def test_every_field_of_a_record_is_compared(change, field):
    found = between(record_state(RECORD), record_state(replace(RECORD, **change)))
    assert [difference.field for difference in found] == [field]


def test_a_document_reads_like_what_was_typed():
    record = replace(RECORD, choice_prompt="Which?", related=())
    document = publishing.render_document(record, topic_name="Topic")
    assert between(record_state(record) | {"related": ""}, document_state(document)) == ()


def test_rendered_html_reads_as_lines_with_marks():
    text = (
        "Soft\nline, *em* **strong** `code` [link](https://x.org/).\n\n- one\n- two\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\ndef f():\n\n    return 1\n```\n\n---"
        "\n\nEnd  \nbr"
    )
    assert text_of(markup.render(text)).split("\n") == [
        "Soft line, *em* **strong** `code` link <https://x.org/>.", "- one", "- two",
        "| a | b", "| 1 | 2", "def f():", "", "    return 1", "---", "End", "br",
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_html_can_be_read(text):
    assert isinstance(text_of(markup.render(text)), str)
    assert isinstance(text_of(text), str)
