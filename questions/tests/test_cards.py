"""The shipped cards keep the rules, and the rules see a bad card."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from questions.domain import bank
from questions.formats import fixture
from questions.formats.record import ChoiceRecord, QuestionRecord, ReferenceRecord, RelatedRecord
from questions.tests.card_rules import Around, broken_rules, code_blocks

FIXTURES = fixture.read(
    [path.read_bytes() for path in bank.fixture_files(settings.FIXTURE_DIRS[0])]
)
CARDS = FIXTURES.questions
TOPICS = [
    "python-concurrency", "full-stack-architecture", "http-apis", "databases-orm",
    "security-sessions", "flask", "django", "tooling-testing-deployment",
]  # fmt: skip
FULL_STACK = [f"fs-{number:02}" for number in range(1, 21)]
WEB = [f"web-{number:02}" for number in range(1, 41)]
SHIPPED = Around(
    topics=TOPICS,
    tags={fields["slug"] for fields in FIXTURES.tags},
    cards={card.slug for card in CARDS},
)


# --- The shipped cards -----------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.origin)
def test_shipped_card_keeps_the_rules(card: QuestionRecord):
    assert broken_rules(card, SHIPPED) == []


def test_there_are_sixty_cards_each_with_its_own_origin_and_slug():
    assert sorted(card.origin for card in CARDS) == FULL_STACK + WEB
    assert len({card.slug for card in CARDS}) == 60
    assert len({card.prompt for card in CARDS}) == 60


def test_the_eight_topics_have_names_and_descriptions_in_their_order():
    topics = sorted(FIXTURES.topics, key=lambda fields: fields["position"])

    assert [fields["slug"] for fields in topics] == TOPICS
    assert len({fields["name"] for fields in topics}) == 8
    assert all(len(fields["description"].split()) >= 5 for fields in topics)
    assert {card.topic for card in CARDS} == set(TOPICS)


def test_each_tag_is_listed_once_and_used():
    slugs = [fields["slug"] for fields in FIXTURES.tags]

    assert len(slugs) == len(set(slugs))
    assert len({fields["name"] for fields in FIXTURES.tags}) == len(slugs)
    assert set(slugs) == {tag for card in CARDS for tag in card.tags}


@pytest.mark.parametrize(
    ("slug", "name", "origins"),
    [
        ("python-full-stack", "Python full stack: 20 questions", FULL_STACK),
        ("flask-and-django", "Flask and Django: 40 questions", WEB),
    ],
)
def test_the_decks_hold_their_cards_in_order(slug: str, name: str, origins: list[str]):
    [deck] = [fields for fields in FIXTURES.decks if fields["slug"] == slug]
    origin_of = {card.slug: card.origin for card in CARDS}
    entries = [(position, card) for of, card, position in FIXTURES.deck_entries if of == slug]

    assert deck["name"] == name
    assert deck["description"]
    assert [origin_of[card] for _position, card in sorted(entries)] == origins
    assert [position for position, _card in sorted(entries)] == list(range(1, len(origins) + 1))


def test_there_are_two_decks():
    assert len(FIXTURES.decks) == 2
    assert len(FIXTURES.deck_entries) == 60


# --- The rules themselves --------------------------------------------------------------

AROUND = Around(topics={"topic"}, tags=set("abcdefg"), cards={"card", "near"})
FEEDBACK = "It holds for this very reason."


def choice(key: str, **changes: Any) -> ChoiceRecord:
    return replace(ChoiceRecord(key, f"Choice {key}", key == "a", FEEDBACK), **changes)


GOOD = QuestionRecord(
    slug="card",
    topic="topic",
    tags=("a", "b"),
    difficulty="easy",
    prompt="word " * 45,
    answer="word " * 80 + "\n\n```python\nx = 1\n```\n\n" + "word " * 165,
    key_points=("three words here",) * 4,
    origin="web-01",
    verified_with="Python 3.11",
    last_verified="2026-11-20",
    choice_prompt="What does this print?",
    choices=tuple(choice(key) for key in "abcd"),
    references=(ReferenceRecord("https://example.org/a", "A"),),
    related=(RelatedRecord("near", "How it differs."),),
)


def with_choices(*choices: ChoiceRecord) -> QuestionRecord:
    return replace(GOOD, choices=choices)


def test_a_good_card_breaks_no_rule():
    assert len(GOOD.answer.split()) == 250
    assert broken_rules(GOOD, AROUND) == []
    assert broken_rules(replace(GOOD, answer="word " * 80, related=()), AROUND) == []


BAD: list[tuple[dict[str, Any], str]] = [
    ({"slug": "Not_a-slug"}, "slug: lower-case words with hyphens between them"),
    ({"slug": "a--b"}, "slug: lower-case words with hyphens between them"),
    ({"slug": "a" * 81}, "slug: lower-case words with hyphens between them"),
    ({"origin": ""}, "origin: fs-01 or web-01"),
    ({"origin": "web-001"}, "origin: fs-01 or web-01"),
    ({"topic": "other"}, "topic: other is not there"),
    ({"tags": ("a", "z")}, "tags: z is not there"),
    ({"tags": ("a", "a")}, "tags: each once"),
    ({"tags": ()}, "tags: 0 tags, not 1 to 6"),
    ({"tags": tuple("abcdefg")}, "tags: 7 tags, not 1 to 6"),
    ({"difficulty": "extreme"}, "difficulty: easy, medium or hard"),
    ({"verified_with": " "}, "verified_with: say with which versions"),
    ({"last_verified": ""}, "last_verified: the date of the last check, such as 2026-11-20"),
    ({"prompt": "word " * 46}, "prompt: 46 words, not 1 to 45"),
    ({"answer": "word " * 251}, "answer: 251 words, not 80 to 250"),
    ({"answer": "word " * 79 + "\n\n```python\nx = 1\n```"},
     "answer: 79 words outside code, not 80 at least"),
    ({"key_points": ("three words here",) * 3}, "key_points: 3 points, not 4 to 7"),
    ({"key_points": ("three words here",) * 8}, "key_points: 8 points, not 4 to 7"),
    ({"key_points": ("three words here",) * 3 + ("two words",)},
     "key_points: 2 words, not 3 to 25"),
    ({"key_points": ("three words here",) * 3 + ("word " * 26,)},
     "key_points: 26 words, not 3 to 25"),
    ({"references": ()}, "references: 0 references, not 1 to 3"),
    ({"references": GOOD.references * 4}, "references: 4 references, not 1 to 3"),
    ({"references": (ReferenceRecord("http://example.org", "A"),)},
     "references: http://example.org needs https and a title"),
    ({"references": (ReferenceRecord("https://", "A"),)},
     "references: https:// needs https and a title"),
    ({"references": (ReferenceRecord("https://example.org", " "),)},
     "references: https://example.org needs https and a title"),
    ({"related": (RelatedRecord("far", "N"),)}, "related: far is no other card"),
    ({"related": (RelatedRecord("card", "N"),)}, "related: card is no other card"),
    ({"related": (RelatedRecord("near", " "),)}, "related: say how near differs"),
    ({"answer": "word " * 80 + "\n\n```\nx = 1\n```"}, "code: name the language behind the fence"),
    ({"answer": "word " * 80 + "\n\n    x = 1\n"}, "code: name the language behind the fence"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "rule"), BAD)
def test_a_bad_card_breaks_the_rule_that_names_it(changes: dict[str, Any], rule: str):
    assert broken_rules(replace(GOOD, **changes), AROUND) == [rule]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"feedback": "Only five words are here."}, "choice d: a feedback of 6 words at least"),
        ({"text": "All of the above"}, "choice d: the order is drawn, so nothing is above it"),
        ({"text": "It is none of these."}, "choice d: the order is drawn, so nothing is above it"),
        ({"text": "choice  A"}, "choices: each its own text"),
        ({"key": "a"}, "choices: each its own key"),
    ],
)  # fmt: skip
def test_a_bad_choice_breaks_the_rule_that_names_it(changes: dict[str, Any], rule: str):
    record = with_choices(*GOOD.choices[:3], replace(choice("d"), **changes))

    assert broken_rules(record, AROUND) == [rule]


@pytest.mark.parametrize("field", ["prompt", "answer", "choice_prompt"])
@pytest.mark.parametrize(
    "code",
    [
        "x = = 1",
        "if x",
        "await x",
        # A string of which Python only warns.
        r"print('\d')",
    ],
)
def test_python_that_does_not_compile_breaks_the_rules(field: str, code: str):
    words = "word " * (80 if field == "answer" else 9)
    text = f"{words}\n\n- So:\n\n  ```python exempt\n  {code}\n  ```"

    [rule] = broken_rules(replace(GOOD, **{field: text}), AROUND)

    assert rule.startswith("code: ")


@pytest.mark.parametrize(
    "record",
    [
        with_choices(*GOOD.choices[:3]),
        with_choices(*GOOD.choices, choice("e")),
        with_choices(*(choice(key, is_correct=False) for key in "abcd")),
        with_choices(*(choice(key, is_correct=key in "ab") for key in "abcd")),
    ],
    ids=["three", "five", "none right", "two right"],
)
def test_the_single_form_takes_four_choices_of_which_one_is_right(record: QuestionRecord):
    right = sum(choice.is_correct for choice in record.choices)
    rule = f"choices: {len(record.choices)} with {right} right do not fit the form single"

    assert rule in broken_rules(record, AROUND)


def several(keys: str, right: str) -> QuestionRecord:
    choices = tuple(choice(key, is_correct=key in right) for key in keys)
    return replace(GOOD, form="several", choices=choices)


def test_the_several_form_takes_four_to_six_choices_of_which_two_to_four_are_right():
    assert broken_rules(several("abcd", "ab"), AROUND) == []
    assert broken_rules(several("abcdef", "abcd"), AROUND) == []
    assert broken_rules(several("abc", "ab"), AROUND) == [
        "choices: 3 with 2 right do not fit the form several"
    ]
    assert broken_rules(several("abcd", "a"), AROUND) == [
        "choices: 4 with 1 right do not fit the form several"
    ]
    assert "choices: at least one wrong" in broken_rules(several("abcd", "abcd"), AROUND)


def test_the_typed_form_takes_accepted_answers_and_no_choices():
    typed = replace(GOOD, form="typed", choices=(), accepted_answers=("a",))

    assert broken_rules(typed, AROUND) == []
    assert broken_rules(replace(GOOD, accepted_answers=("a",)), AROUND) == [
        "accepted_answers: for the typed form, and only there"
    ]
    assert broken_rules(replace(typed, choices=GOOD.choices), AROUND) == [
        "choices: 4 with 1 right do not fit the form typed"
    ]


def test_a_card_says_what_its_quiz_asks():
    assert broken_rules(replace(GOOD, choice_prompt=" "), AROUND) == [
        "choice_prompt: say what the quiz asks"
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"answer": GOOD.answer + "\n\n<b>bold</b>"}, "answer"),
        ({"answer": "word " * 80 + "[link](javascript:alert)"}, "answer"),
        ({"answer": "word " * 80 + "\n\n```python\nx = 1\n"}, "answer"),
        ({"choices": (choice("a", feedback=""), *GOOD.choices[1:])}, "choices"),
    ],
)
def test_what_cannot_be_published_breaks_the_rules(changes: dict[str, Any], field: str):
    rules = broken_rules(replace(GOOD, **changes), AROUND)

    assert any(rule.startswith(f"{field}: ") for rule in rules)


def test_the_language_is_the_first_word_behind_the_fence():
    text = "```python exempt\na\n```\n\n~~~ sql\nb\n~~~\n\n> ```\n> c\n> ```\n\n    d\n"

    assert code_blocks(text) == [("python", "a\n"), ("sql", "b\n"), ("", "c\n"), ("", "d\n")]
