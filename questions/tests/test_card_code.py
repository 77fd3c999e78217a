"""The Python on the cards runs, against the installed Django and Flask."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from questions.tests.card_rules import fences
from questions.tests.test_cards import CARDS

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
