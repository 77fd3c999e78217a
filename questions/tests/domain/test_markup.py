"""Markdown -> safe HTML, whatever is typed."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions.domain import markup

EVIL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "<javascript:alert(1)>",
    "[x](java\tscript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](data:text/html,<b>)",
    "[x][1]\n\n[1]: vbscript:x", "![x](javascript:alert(1))", '[x](http://a "onclick=b")',
    "[x](http://a\" onmouseover=\"b)", "```<script>\n</code></pre><script>\n```",
    '```a"onclick="b\ncode\n```', "<div style='x'>", "| a |\n|---|\n| <iframe> |", "<!-- x -->",
    "<a href='javascript:x'>y</a>", "# <b>", "`</code><script>`", "\x00<script>", "&lt;script&gt;",
]  # fmt: skip

# Pieces that are more likely to fool a parser than letters are.
anything = st.lists(
    st.one_of(
        st.sampled_from(EVIL),
        st.sampled_from(list("\n\t <>[](){}!*_`~#|\\\"'&;:=/-+.0aé\x0b\x0c\x85\u2028")),
        st.text(max_size=8),
    ),
    max_size=25,
).map("".join)


class Checker(HTMLParser):
    """Fails on any tag, attribute or address that a card may not hold."""

    def handle_starttag(self, tag, attrs):
        assert tag in markup.TAGS, tag
        for name, value in attrs:
            allowed = markup.ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
            assert name in allowed, (tag, name)
            if name == "href":
                scheme = urlsplit("".join((value or "").split())).scheme.lower()
                assert scheme in markup.URL_SCHEMES | {""}, value

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def check(html):
    checker = Checker()
    checker.feed(html)
    checker.close()


@settings(deadline=None)  # the first lexer takes its time to load
@given(anything)
def test_nothing_unsafe_comes_through(text):
    check(markup.render(text))
    check(markup.render_inline(text))
    check(markup.render_choice(text))


@pytest.mark.parametrize("text", EVIL)
def test_known_attacks_do_not_come_through(text):
    check(markup.render(text))
    check(markup.render_inline(text))


def test_the_checker_would_notice():
    for html in (
        "<script>",
        "<p onclick=x>",
        '<a href="java\tscript:x">',
        "<p style=x>",
        "<!--x-->",
    ):
        with pytest.raises(AssertionError):
            check(html)


@settings(deadline=None)  # the first lexer takes its time to load
@given(anything)
@example("```")
@example("```\n")
@example("1. ```")
@example("> ```\n\nx")
def test_problems_can_be_asked_of_any_text(text):
    assert all(isinstance(problem, str) for problem in markup.problems(text))


@settings(deadline=None)  # the first lexer takes its time to load
@given(anything)
def test_plain_text_is_one_line(text):
    assert "\n" not in markup.plain(text)


def test_plain_text_keeps_words_and_signs():
    assert markup.plain("Is `a < b` *really* [C++](https://x.org) & more?\n\nYes.") == (
        "Is a < b really C++ & more? Yes.")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label"),
    [("```python\npass\n```", "Code: Python"), ("```\npass\n```", "Code"),
     ("    pass", "Code"), ("```nonsense\npass\n```", "Code: nonsense")],
)  # fmt: skip
def test_a_code_block_is_a_named_region_that_takes_the_focus(text, label):
    start = f'<div class="highlight" role="region" tabindex="0" aria-label="{label}"><pre><code>'
    html = markup.render(text)
    assert html.startswith(start)
    assert "pass" in html


def test_code_is_highlighted_by_classes_and_shown_as_typed():
    html = markup.render('```python\nif a < b: print("<b>")\n```')
    assert '<span class="k">if</span>' in html
    assert "style=" not in html
    assert "<b>" not in html


def test_links_leave_without_a_trace_of_the_page():
    assert markup.render_inline("[x](https://example.org/)") == (
        '<a href="https://example.org/" rel="noopener noreferrer">x</a>')  # fmt: skip


def test_html_is_shown_as_it_was_typed():
    assert markup.render_inline("a <em>b</em>") == "a &lt;em&gt;b&lt;/em&gt;"


def test_headings_start_below_the_pages_own():
    assert markup.render("# One\n\n## Two\n\n### Three") == (
        "<h3>One</h3>\n<h3>Two</h3>\n<h3>Three</h3>\n")  # fmt: skip


def test_a_choice_of_one_line_has_no_paragraph():
    assert markup.render_choice("Just `this`\n") == "Just <code>this</code>"
    assert markup.render_choice("Two\n\nparagraphs") == "<p>Two</p>\n<p>paragraphs</p>\n"


OPEN = "A code block is opened with ``` and never closed."
UNSAFE = "Links with “javascript:” are not allowed; use http or https."
RAW = "HTML tags are shown as text. Use Markdown, or put the tag between backticks."


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Plain *text* with `<b>` and a < b.", []),
        ("```python\npass\n```", []),
        ("- one\n\n  ```\n  code\n  ```\n", []),
        ("> ```\n> code\n> ```", []),
        ("````\n```\n````", []),
        # These are line ends for Python, but not for Markdown.
        ("```\na\x0bb\x0cc\u2028d\n```\n", []),
        ("```\r\ncode\r\n```\r\n", []),
        ("    <b>indented code</b>", []),
        ("<https://example.org/>", []),
        ("[x](/decks/)", []),
        ("```python\npass", [OPEN]),
        ("```\n``", [OPEN]),
        ("> ```\n> code\n\nmore", [OPEN]),
        ("[x](javascript:a)", [UNSAFE]),
        (
            "![a picture](https://a.example/b.png)",
            ["Images are not shown. Describe it, or link to it."],
        ),
        ("[x](ftp://a)", ["Links with “ftp:” are not allowed; use http or https."]),
        ("a <b>b</b>", [RAW]),
        ("<script>\nx\n</script>", [RAW]),
        ("[x](javascript:a) <b>", [UNSAFE, RAW]),
    ],
)
def test_problems_are_what_would_not_show_as_meant(text, problems):
    assert markup.problems(text) == problems
