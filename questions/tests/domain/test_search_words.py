"""Text -> the words under which it is found, the same for both databases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.domain import search


@pytest.mark.parametrize(
    ("text", "indexed", "asked"),
    [
        ("What is the GIL?", "what is the gil", "what is the gil"),
        ("two  spaces\tand\nlines", "two spaces and lines", "two spaces and lines"),
        ("don't", "don t", "don t"),
        ("node.js", "node js", "node js"),
        ("snake_case_name", "snake case name", "snake case name"),
        ("Python 3.11", "python 3 11", "python 3 11"),
        # A symbol is found by itself and by its parts, and asked for by itself.
        ("C++", "cplusplus c", "cplusplus"),
        ("c#", "csharp c", "csharp"),
        ("C", "c", "c"),
        ("__init__", "underunderinitunderunder init", "underunderinitunderunder"),
        ("a __main__ b", "a underundermainunderunder main b", "a underundermainunderunder b"),
        ("@property", "atproperty property", "atproperty"),
        ("@app.route", "atapp app route", "atapp route"),
        ("@my_tag", "atmyundertag my tag", "atmyundertag"),
        ("**kwargs", "starstarkwargs kwargs", "starstarkwargs"),
        ("*args", "starargs args", "starargs"),
        ("{{ name|safe }}", "bracebrace name pipesafe safe bracebrace", "bracebrace name pipesafe"),
        ("{% block %}", "bracepercent block percentbrace", "bracepercent block percentbrace"),
        ("--no-input", "dashdashnodashinput no input", "dashdashnodashinput"),
        ("well-known", "well known", "well known"),
        # Accents, capitals and other ways to write the same.
        ("Café naïve", "cafe naive", "cafe naive"),
        ("ÉCOLE", "ecole", "ecole"),
        ("Straße", "strasse", "strasse"),
        ("ﬁle", "file", "file"),
        ("ＰＹ３", "py3", "py3"),  # noqa: RUF001
        ("ℌℂ", "hc", "hc"),  # noqa: RUF001
        ("Что такое GIL", "что такое gil", "что такое gil"),
        ("日本語", "日本語", "日本語"),
        # Nothing that is a word.
        ("", "", ""),
        ("?!()\"'*:^-~ &|<>", "", ""),
        ("_", "", ""),
    ],
)
def test_words(text: str, indexed: str, asked: str):
    assert " ".join(search.words(text)) == indexed
    assert " ".join(search.query_words(text)) == asked


def test_a_query_names_each_word_once_and_twelve_at_most():
    assert search.query_words("b a b A") == ["b", "a"]
    assert search.query_words(" ".join(map(str, range(20)))) == [str(n) for n in range(12)]


@settings(deadline=None)
@given(st.text())
def test_words_of_any_text_are_lower_case_letters_and_digits(text: str):
    found = search.words(text)

    assert all(word.isalnum() for word in found)
    assert [word.casefold() for word in found] == found


@settings(deadline=None)
@given(st.text("aZé_+#@{%}|*- 1"))
def test_a_text_is_indexed_under_every_word_that_asks_for_it(text: str):
    assert set(search.query_words(text)) <= set(search.words(text))
