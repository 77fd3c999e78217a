"""Markdown -> safe, highlighted HTML.

markdown-it-py parses (raw HTML stays text), Pygments marks up code with classes,
and nh3 lets through only the tags and attributes named here. It runs once, when
a card is published: about two milliseconds a card.
"""

import html
import re
from urllib.parse import urlsplit

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Authors name a fence as they speak; Pygments knows some by another name.
LEXER_NAMES = {"django": "html+django", "jinja": "html+jinja"}
# What a screen reader calls a code block, where the fence's word would be unclear.
LANGUAGE_LABELS = {
    "python": "Python", "html": "HTML", "css": "CSS", "sql": "SQL", "json": "JSON",
    "js": "JavaScript", "javascript": "JavaScript", "django": "Django", "jinja": "Jinja",
    "http": "HTTP", "yaml": "YAML", "toml": "TOML", "ini": "INI",
}  # fmt: skip

TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6",
    "hr", "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "ol": {"start"},
    "span": {"class"},
}
URL_SCHEMES = {"http", "https", "mailto"}

_formatter = HtmlFormatter(nowrap=True)


class BrokenMarkup(ValueError):
    """The Markdown would not show what its author meant; the message says why."""


def _code_block(code: str, language: str) -> str:
    """One highlighted block, in a region that scrolls and can take the focus."""
    try:
        lexer = get_lexer_by_name(LEXER_NAMES.get(language, language) or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    label = (
        _("Code: %(language)s") % {"language": LANGUAGE_LABELS.get(language, language)}
        if language
        else _("Code")
    )
    return (
        f'<div class="highlight" role="region" tabindex="0" aria-label="{html.escape(label)}">'
        f"<pre><code>{highlight(code, lexer, _formatter)}</code></pre></div>\n"
    )


def _render_fence(renderer, tokens, index, options, env) -> str:
    token = tokens[index]
    words = token.info.split()
    return _code_block(token.content, words[0].lower() if words else "")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("code_block", _render_fence)
    return parser


_markdown = _parser()


def render(text: str) -> str:
    """Return safe HTML for a Markdown text of several paragraphs."""
    return _clean(_lower_headings(_markdown.render(text)))


def render_inline(text: str) -> str:
    """Return safe HTML for one line: no paragraph around it."""
    return _clean(_markdown.renderInline(text.strip()))


def render_choice(text: str) -> str:
    """A choice or its feedback: one line inline, anything longer (a code block) as blocks."""
    stripped = text.strip()
    return render(stripped) if "\n" in stripped else render_inline(stripped)


def plain(text: str) -> str:
    """Return the words of a Markdown text without its marks; for lists and titles."""
    return " ".join(html.unescape(nh3.clean(_markdown.render(text), tags=set())).split())


class _Permissive(MarkdownIt):
    """Parses what the author wrote, also what we then don't show."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return True


_permissive = _Permissive("commonmark", {"html": True}).enable(["table", "strikethrough"])


def problems(text: str) -> list[str]:
    """Return what would not show as its author meant it: empty when all is well."""
    found = [
        why
        for token in _permissive.parse(text)
        for part in [token, *(token.children or [])]
        if (why := _problem(part, text))
    ]
    return list(dict.fromkeys(found))


def _problem(token: Token, text: str) -> str:
    """What is wrong with one token, or ""."""
    if token.type in {"html_block", "html_inline"}:
        return _("HTML tags are shown as text. Use Markdown, or put the tag between backticks.")
    if token.type == "image":
        return _("Images are not shown. Describe it, or link to it.")
    if token.type == "link_open":
        scheme = urlsplit(str(token.attrGet("href") or "")).scheme.lower()
        if scheme and scheme not in URL_SCHEMES:
            return _("Links with “%(scheme)s:” are not allowed; use http or https.") % {
                "scheme": scheme
            }
    if token.type == "fence" and token.map and not _is_closed(text, token.map, token.markup):
        return _("A code block is opened with %(marks)s and never closed.") % {
            "marks": token.markup
        }
    return ""


def _is_closed(text: str, lines: list[int], markup: str) -> bool:
    # Not splitlines(): the parser knows no line ends but these.
    last = re.split(r"\r\n?|\n", text)[lines[1] - 1].strip(" >")
    return lines[1] - lines[0] >= 2 and last.startswith(markup) and not last.strip(markup[0])


def _lower_headings(rendered: str) -> str:
    """Headings inside a card start below the page's own."""
    for level in (2, 1):
        rendered = rendered.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    return rendered


def _clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel="noopener noreferrer",
    )
