"""Points for every form, in tables and for anything that somebody may type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.domain import scoring
from questions.domain.document import CardDocument, ChoiceDocument
from questions.domain.scoring import Response, UnknownChoice


def card(form: str, *, right: str = "", wrong: str = "", accepted: list[str] | None = None):
    """A document with one choice for each letter of `right` and `wrong`."""
    return CardDocument(
        slug="card", topic_slug="topic", topic_name="Topic", tags=(), difficulty="easy",
        origin="", verified_with="", lang="en", form=form, prompt="", prompt_html="",
        answer_html="", stem_html="",
        choices=tuple(ChoiceDocument(key, key, key in right, "") for key in right + wrong),
        accepted_answers=tuple(accepted or ()),
        key_points_html=(), references=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("response", "points"),
    [
        (["a"], 1.0),
        (["b"], 0.0),
        (["a", "b"], 0.0),
        ([], 0.0),
        (None, 0.0),
    ],
)
def test_single_form_gives_a_point_for_the_right_choice_alone(response: Response, points: float):
    assert scoring.points(card("single", right="a", wrong="bc"), response) == points


@pytest.mark.parametrize(
    ("response", "points"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], 1.0),
        (["a"], 0.5),
        (["a", "b", "x"], 0.75),
        (["a", "x"], 0.25),
        (["a", "x", "y"], 0.0),
        (["x"], 0.0),
        (["w", "x", "y", "z"], 0.0),
        (["a", "b", "w", "x", "y", "z"], 0.0),
        ([], 0.0),
        (None, 0.0),
    ],
)
def test_several_form_weighs_the_right_picks_against_the_wrong_ones(
    response: Response, points: float
):
    assert scoring.points(card("several", right="ab", wrong="wxyz"), response) == points


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("select_related", "select_related"),
        ("GIL", "gil"),
        ("gil", "  The GIL ".replace("The ", "")),
        ("lazy evaluation", "Lazy\n \tEvaluation"),
        ("STRASSE", "straße"),
        # A wildcard stands for any text, none included.
        ("*lock*", "the global interpreter LOCK of CPython"),
        ("*lock*", "lock"),
        ("git rebase*", "git rebase -i HEAD~3"),
        ("*", "anything"),
        ("a*b*c", "a--b--b--c"),
        ("a**b", "ab"),
        # Only the star is special.
        (".*", ".something"),
        ("f(x)", "F(X)"),
        ("[a-z]+", "[a-z]+"),
        # Numbers are compared as numbers.
        ("200", "200"),
        ("200", "200.0"),
        ("200", " 2e2 "),
        ("-3", "−3"),  # noqa: RUF001
        ("−3", "-3"),  # noqa: RUF001
        ("0.1", ".1"),
        # The range of a tolerance is closed.
        ("3.14±0.01", "3.13"),
        ("3.14±0.01", "3.15"),
        ("3.14 ± 0.01", "3.14159"),
        ("0.3±0", "0.30"),
        ("-5±1", "−6"),  # noqa: RUF001
        # What looks like a range but is none is a text.
        ("cost ± profit", "Cost ± Profit"),
        ("5±x", "5±X"),
        ("nan", "NaN"),
    ],
)
def test_typed_answer_is_accepted(accepted: str, typed: str):
    assert scoring.points(card("typed", accepted=["something else", accepted]), typed) == 1.0


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("select_related", "selectrelated"),
        ("lazy evaluation", "lazyevaluation"),
        ("lock", "the lock"),
        ("lock*", "a lock"),
        ("*lock", "lock it"),
        ("a*b*c", "a--c--b"),
        ("ab*ba", "aba"),
        ("*aa*aa*", "aaa"),
        ("*ab*ab", "cab"),
        (".*", "something"),
        ("[a-z]+", "abc"),
        ("200", "201"),
        ("200", "200 OK"),
        ("3.14±0.01", "3.1299999"),
        ("3.14±0.01", "3.1500001"),
        ("3.14±0.01", "3.14±0.02"),
        ("3.14±0.01", "nan"),
        ("3.14±0.01", "inf"),
        # Numbers of a size that no calculation takes.
        ("3.14±0.01", "1e9999999"),
        ("3.14±0.01", "-1e999999999999999999"),
        ("1e9999999", "1"),
        ("1±1e9999999", "word"),
        ("0.1", "1"),
        ("GIL", ""),
        ("GIL", "   "),
    ],
)
def test_typed_answer_is_not_accepted(accepted: str, typed: str):
    assert scoring.points(card("typed", accepted=[accepted]), typed) == 0.0


def test_wildcards_take_linear_time():
    typed = "lock " * 100_000

    assert scoring.points(card("typed", accepted=["*lock*lock*lock*thread*"]), typed) == 0.0


@pytest.mark.parametrize(
    ("form", "response"),
    [("typed", ["a"]), ("single", "a"), ("several", "a")],
)
def test_response_of_another_forms_shape_gives_no_points(form: str, response: Response):
    assert scoring.points(card(form, right="b", wrong="cd", accepted=["a"]), response) == 0.0


@pytest.mark.parametrize(
    ("form", "response", "stored"),
    [
        ("single", ["b"], ["b"]),
        ("single", ["b", "b"], ["b"]),
        ("single", [], None),
        ("single", None, None),
        ("single", "", None),
        ("several", ["c", "a"], ["a", "c"]),
        ("several", ["c", "a", "c"], ["a", "c"]),
        ("several", [], None),
        ("typed", "  a b ", "a b"),
        ("typed", "a\x00b\x00", "ab"),
        ("typed", " \n", None),
        ("typed", "", None),
        ("typed", None, None),
    ],
)
def test_response_is_stored_in_one_shape(form: str, response: Response, stored: Response):
    offered = [] if form == "typed" else ["a", "b", "c"]

    assert scoring.validate(form=form, offered=offered, response=response) == stored


@pytest.mark.parametrize(
    ("form", "response"),
    [
        ("single", ["z"]),
        ("single", ["a", "b"]),
        ("single", "a"),
        ("several", ["a", "z"]),
        ("several", "abc"),
        ("several", [""]),
        ("typed", ["a"]),
        ("typed", []),
    ],
)
def test_response_that_was_not_offered_is_refused(form: str, response: Response):
    with pytest.raises(UnknownChoice):
        scoring.validate(form=form, offered=["a", "b", "c"], response=response)


# A busy machine must not fail a test: no limit for one example.
patient = settings(deadline=None)
keys = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True)
texts = st.text(max_size=40) | st.from_regex(r"[-−]?\d{1,6}(\.\d+)?(e[+-]?\d{1,12})?")  # noqa: RUF001


@patient
@given(st.data(), keys, st.sampled_from(["single", "several"]))
def test_points_of_any_picks_are_from_zero_to_one(data: st.DataObject, offered: list[str], form):
    right = data.draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))
    document = card(form, right="".join(right), wrong="".join(set(offered) - set(right)))

    response = data.draw(st.none() | st.lists(st.sampled_from(offered)))

    assert 0 <= scoring.points(document, response) <= 1


@patient
@given(st.data(), keys)
def test_exactly_the_right_choices_give_one_and_everything_gives_zero(
    data: st.DataObject, offered: list[str]
):
    count = data.draw(st.integers(1, len(offered) - 1))
    right, wrong = offered[:count], offered[count:]
    document = card("several", right="".join(right), wrong="".join(wrong))

    assert scoring.points(document, data.draw(st.permutations(right))) == 1
    assert scoring.points(document, data.draw(st.permutations(offered))) == 0


@patient
@given(accepted=texts.filter(str.strip))
def test_the_accepted_answer_itself_is_always_right(accepted: str):
    # A range such as 3±1 is met by its numbers, not by its own spelling.
    accepted = accepted.replace("±", "").replace("\0", "")

    stored = scoring.validate(form="typed", offered=[], response=accepted)

    assert stored is None or scoring.points(card("typed", accepted=[accepted]), stored) == 1


@patient
@given(accepted=st.lists(texts | st.text("*±ab1. ", max_size=12)), typed=texts)
def test_no_text_is_too_much(accepted: list[str], typed: str):
    stored = scoring.validate(form="typed", offered=[], response=typed)

    assert scoring.points(card("typed", accepted=accepted), stored) in (0.0, 1.0)
