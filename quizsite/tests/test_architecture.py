"""The house rules of docs and style guide, kept by reading the code."""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.base import Lexer, TokenType

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("quizsite", "questions", "accounts")

# Imports only go down: a module may import from its own floor and those below.
FLOORS = {
    "models": 0, "formats": 0,
    "domain": 1,
    "forms": 2, "views": 2, "admin": 2, "templatetags": 2, "backends": 2, "middleware": 2,
    "urls": 3,
    # They wire things together; nothing imports them.
    "apps": 4, "management": 4, "migrations": 4, "receivers": 4,
}  # fmt: skip

# The one way up from `questions` to `accounts`: what a person remembers, shown on a page.
PROGRESS_ON = {
    "questions/_card_list.html",
    "questions/card.html",
    "questions/_tiles.html",
    "questions/decks.html",
    # What is due stands in the header.
    "base.html",
}

MOST_LINES = 320
LONGER = {
    # Every setting in one place, said once.
    "quizsite/settings.py",
    # The bank's tables, which only make sense together.
    "questions/models/content.py",
}


def python_files(*, tests: bool = False) -> list[str]:
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    names = (path.relative_to(ROOT).as_posix() for path in paths)
    return sorted(name for name in names if tests or "/tests/" not in name)


# For whoever builds pages, with DEBUG on.
UNTRANSLATED_TEMPLATES = {"styleguide.html"}


def templates() -> list[str]:
    root = ROOT / "templates"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.*"))


def source_of(template: str) -> str:
    return (ROOT / "templates" / template).read_text()


def offenders(look: Callable[[str], Collection[str]], names: list[str]) -> dict[str, Any]:
    """{name: what `look` finds fault with}, without the names where it finds nothing."""
    return {name: sorted(faults) for name in names if (faults := look(name))}


# --- Imports ----------------------------------------------------------------------


def imports_of(file: str) -> list[str]:
    """The modules of ours that a file imports, by their full names."""
    names = []
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            # `from questions import receivers` names a module, too.
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.split(".")[0] in PACKAGES]


def floor_of(module: str) -> int:
    part = module.split(".")[1]
    assert part in FLOORS, f"{module} stands on no floor: add its folder to FLOORS"
    return FLOORS[part]


def upward_imports(file: str) -> list[str]:
    package, *rest = file.removesuffix(".py").split("/")
    if package == "quizsite" or rest == ["__init__"]:
        return []
    mine, names = floor_of(f"{package}.{rest[0]}"), imports_of(file)
    wiring = [name for name in names if floor_of(name) == FLOORS["apps"]]
    if rest[0] == "apps":
        wiring = []  # connects the receivers
    return wiring + [name for name in names if floor_of(name) > mine]


def test_imports_only_go_down():
    assert offenders(upward_imports, python_files()) == {}


def test_questions_never_imports_accounts_and_no_app_the_project():
    forbidden = {
        "questions": ("accounts.", "quizsite."),
        "accounts": ("quizsite.",),
        "quizsite": (),
    }

    def look(file: str) -> list[str]:
        return [name for name in imports_of(file) if name.startswith(forbidden[file.split("/")[0]])]

    assert (
        offenders(look, [file for file in python_files() if not file.startswith("quizsite")]) == {}
    )


def test_formats_know_no_database():
    def look(file: str) -> list[str]:
        formats = f"{file.split('/')[0]}.formats"
        ours = [name for name in imports_of(file) if not name.startswith(formats)]
        return ours + re.findall("django.db", (ROOT / file).read_text())

    assert offenders(look, [file for file in python_files() if "/formats/" in file]) == {}


def test_scoring_and_the_document_are_pure():
    def look(file: str) -> list[str]:
        higher = [name for name in imports_of(file) if not name.startswith("questions.domain")]
        return higher + re.findall("django", (ROOT / file).read_text())

    assert offenders(look, ["questions/domain/scoring.py", "questions/domain/document.py"]) == {}


def hidden_imports(file: str) -> list[str]:
    return [
        f"{function.name}, line {node.lineno}"
        for function in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        # AppConfig.ready is where Django wants the receivers to be imported.
        if not (function.name == "ready" and file.endswith("/apps.py"))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_import_hides_in_a_function():
    assert offenders(hidden_imports, python_files(tests=True)) == {}


# --- Files --------------------------------------------------------------------------


def test_no_file_grows_long():
    long = {
        file
        for file in python_files(tests=True)
        if "/migrations/" not in file and len((ROOT / file).read_text().splitlines()) >= MOST_LINES
    }

    assert long - LONGER == set()


def test_no_file_has_a_name_that_says_nothing():
    vague = re.compile(r"(^|/)(utils?|helpers?|common|misc)(\.py|/)")

    assert [file for file in python_files(tests=True) if vague.search(file)] == []


def test_html_is_made_safe_in_one_place_only():
    trusting = {file for file in python_files() if "mark_safe" in (ROOT / file).read_text()}

    assert trusting <= {"questions/domain/markup.py"}


# --- Templates -----------------------------------------------------------------------


def tokens_of(template: str) -> Iterator:
    return iter(Lexer(source_of(template)).tokenize())


def test_only_these_pages_show_what_a_person_remembers():
    loading = {
        template
        for template in templates()
        for token in tokens_of(template)
        if token.token_type == TokenType.BLOCK
        and token.split_contents()[0] == "load"
        and "progress" in token.split_contents()
    }

    assert {name for name in loading if not name.startswith("accounts/")} == PROGRESS_ON


def is_rendered_markup(value: str, template: str, loops: dict[str, str]) -> bool:
    """True for what publishing rendered and cleaned, and for Django's own help texts."""
    value = loops.get(value, value)
    return value.endswith(("_html", ".html")) or (
        (template, value) == ("quizsite/_notes.html", "field.help_text")
    )


def trusted_in(template: str) -> list[str]:
    """What a template shows as it is, but for rendered markup."""
    loops, found = {}, []
    for token in tokens_of(template):
        if token.token_type == TokenType.BLOCK:
            words = token.split_contents()
            if words[0] == "for" and len(words) == 4:
                loops[words[1]] = words[3]
            # A plain e-mail has no markup to escape.
            if words[:2] == ["autoescape", "off"] and not template.endswith(".txt"):
                found.append(token.contents)
        elif token.token_type == TokenType.VAR:
            value, *filters = token.contents.replace(" ", "").split("|")
            is_trusted = {"safe", "safeseq"} & set(filters)
            if is_trusted and not is_rendered_markup(value, template, loops):
                found.append(token.contents)
    return found


def test_nothing_but_rendered_markup_is_marked_safe():
    assert offenders(trusted_in, templates()) == {}


# A name, and what needs no translation: units, signs, and keys.
UNTRANSLATED = {"Flipside"}
SAID_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}


class _Texts(HTMLParser):
    """Collects the words of a template that no tag translates, and what is inline in it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inline: list[str] = []

    def handle_data(self, data: str) -> None:
        found = re.findall(r"[^\W\d_]{2,}", data)
        self.words += [word for word in found if word not in UNTRANSLATED]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            is_caption = tag == "input" and name == "value" and ("type", "submit") in attrs
            if name in SAID_ALOUD or is_caption:
                self.handle_data(value or "")
            if name == "style" or re.match(r"on[a-z]+$", name):
                self.inline.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(f"<{tag}>")


def texts_of(template: str) -> _Texts:
    """Read what is left of a template without its tags, variables and translated blocks."""
    left, blocks = [], [""]
    for token in tokens_of(template):
        if token.token_type == TokenType.BLOCK:
            words = token.split_contents()
            if words[0] in ("block", "blocktranslate"):
                blocks.append(words[-1] if words[0] == "block" else words[0])
            elif words[0] in ("endblock", "endblocktranslate"):
                blocks.pop()
        # A block of CSS classes holds no words.
        elif token.token_type == TokenType.TEXT and not re.search("translate|class", blocks[-1]):
            left.append(token.contents)
    texts = _Texts()
    texts.feed("".join(left))
    texts.close()
    return texts


def test_every_word_of_a_template_is_translated():
    shown = [template for template in templates() if template not in UNTRANSLATED_TEMPLATES]

    assert offenders(lambda template: texts_of(template).words, shown) == {}


def test_no_template_has_an_inline_script_or_style():
    assert offenders(lambda template: texts_of(template).inline, templates()) == {}
