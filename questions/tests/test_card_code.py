"""The Python on the cards runs against the installed Django and Flask; the rest parses."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import Engine, TemplateSyntaxError
from jinja2 import Environment

from questions.tests.card_rules import fences
from questions.tests.test_cards import CARDS
from quizsite.tests.html import read

RUNNER = Path(__file__).with_name("code_runner.py")
# At most one block in ten may say in its info string why it can't run.
MOST_EXEMPT = 0.1
# Checks run as an `assert`, or as a test that pytest would collect.
BLOCKS = [
    (f"{card.origin}#{number}", info, code)
    for card in CARDS
    for number, (info, code) in enumerate(fences(card.answer))
    if info.split()[:1] == ["python"]
]
RUNNABLE = [(name, code) for name, info, code in BLOCKS if "exempt=" not in info]


@pytest.fixture(scope="module")
def errors() -> dict[str, str]:
    """{block: error} of all blocks, run once, each in a process of its own."""
    done = subprocess.run(
        [sys.executable, RUNNER],
        input=json.dumps(RUNNABLE),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [name for name, _code in RUNNABLE])
def test_block_runs(name: str, errors: dict[str, str]):
    assert errors[name] == ""


def test_a_block_that_fails_is_noticed():
    blocks = [["wrong", "assert 1 + 1 == 3"], ["exit", "raise SystemExit(1)"], ["right", "pass"]]
    done = subprocess.run(
        [sys.executable, RUNNER], input=json.dumps(blocks), capture_output=True, text=True
    )
    found = json.loads(done.stdout)

    assert "AssertionError" in found["wrong"]
    assert "SystemExit" in found["exit"]
    assert found["right"] == ""


def test_few_blocks_are_exempt_and_each_says_why():
    exempt = [info for _name, info, _code in BLOCKS if "exempt" in info]

    assert len(exempt) <= MOST_EXEMPT * len(BLOCKS)
    assert all('exempt="' in info and len(info.split()) > 3 for info in exempt)


def test_nearly_every_block_asserts_what_it_claims():
    silent = [name for name, code in RUNNABLE if "assert" not in code]

    assert len(silent) <= MOST_EXEMPT * len(BLOCKS)


MARKUP = [
    (card.origin, info.split()[0], code)
    for card in CARDS
    for text in (card.answer, card.choice_prompt)
    for info, code in fences(text)
    if info.split()[:1] in (["html"], ["django"], ["jinja"])
]


@pytest.mark.parametrize(("origin", "language", "code"), MARKUP)
def test_markup_and_templates_parse(origin: str, language: str, code: str):
    if language == "django":
        Engine().from_string(code)
    elif language == "jinja":
        Environment(autoescape=True).parse(code)
    else:
        read(code)


def test_markup_that_does_not_parse_is_noticed():
    with pytest.raises(TemplateSyntaxError):
        Engine().from_string("{% if x %}")
    with pytest.raises(AssertionError):
        read("<form><p></form>")


def test_commands_are_ones_that_a_shell_accepts():
    for card in CARDS:
        for info, code in fences(card.answer):
            if info.split()[:1] == ["console"]:
                commands = re.sub(r"^\$ ", "", code, flags=re.MULTILINE)
                done = subprocess.run(["sh", "-n"], input=commands, capture_output=True, text=True)
                assert (card.origin, done.stderr) == (card.origin, "")
