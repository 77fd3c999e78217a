"""The Revision document: to JSON and back, and what a running quiz may see of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from questions.domain.document import CardDocument, ChoiceDocument, ReferenceDocument
from questions.models import Question
from questions.tests.factories import TagFactory, published

SECRET = "secret"


@pytest.fixture
def document() -> CardDocument:
    """A document in which everything that a running quiz must hide says "secret"."""
    return CardDocument(
        slug="card",
        topic_slug="topic",
        topic_name="Topic",
        tags=("one", "two"),
        difficulty="hard",
        origin="fs-01",
        verified_with="Python 3.11",
        lang="es",
        form="several",
        prompt="¿Qué?",
        prompt_html="<p>¿Qué?</p>",
        answer_html=f"<p>{SECRET}</p>",
        stem_html="<p>Which?</p>",
        choices=(
            ChoiceDocument("k1", "<em>A</em>", True, f"{SECRET}: it holds"),
            ChoiceDocument("k2", "B", False, f"{SECRET}: it fails"),
            ChoiceDocument("k3", "C", True, f"{SECRET}: it holds, too"),
        ),
        accepted_answers=(SECRET,),
        key_points_html=(SECRET, f"<code>{SECRET}</code>"),
        references=(ReferenceDocument("https://example.org/secret", SECRET),),
    )


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every (name, plain value) inside nested dictionaries and lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, None
            yield from ((f"{name}.{path}", leaf) for path, leaf in walk(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from walk(inner)
    else:
        yield "", value


def test_document_survives_json(document: CardDocument):
    stored = json.dumps(document.to_json())

    assert CardDocument.from_json(json.loads(stored)) == document


def test_json_names_its_schema(document: CardDocument):
    assert document.to_json()["schema"] == 1


@pytest.mark.django_db
def test_document_survives_the_database():
    tags = [TagFactory(slug="one"), TagFactory(slug="two")]
    question = published(tags=tags, form="several", lang="fr", prompt="Ça, c'est `quoi` ?")

    stored = Question.objects.get(pk=question.pk).current_revision
    assert stored is not None
    read = CardDocument.from_json(stored.document)

    assert json.loads(json.dumps(read.to_json())) == stored.document
    assert (read.slug, read.tags, read.lang) == (question.slug, ("one", "two"), "fr")
    assert read.prompt_html == "<p>Ça, c'est <code>quoi</code> ?</p>\n"


def test_right_keys_are_those_of_the_right_choices(document: CardDocument):
    assert document.right_keys == {"k1", "k3"}


def test_choice_is_found_by_its_key(document: CardDocument):
    assert document.choice("k2") == document.choices[1]


def test_question_without_key_shows_the_stem_and_the_choices_in_the_drawn_order(
    document: CardDocument,
):
    asked = document.without_key(["k3", "k1", "k2"])

    assert asdict(asked) == {
        "form": "several",
        "lang": "es",
        "stem_html": "<p>Which?</p>",
        "choices": (
            {"key": "k3", "html": "C"},
            {"key": "k1", "html": "<em>A</em>"},
            {"key": "k2", "html": "B"},
        ),
    }


def test_question_without_key_holds_no_truth_feedback_answer_or_point(document: CardDocument):
    asked = list(walk(asdict(document.without_key(["k1", "k2", "k3"]))))

    names = {name.rpartition(".")[2] for name, _leaf in asked} - {""}
    leaves = [leaf for _name, leaf in asked if leaf is not None]
    assert names == {"form", "lang", "stem_html", "choices", "key", "html"}
    assert not [leaf for leaf in leaves if isinstance(leaf, bool) or SECRET in leaf]


def test_the_walk_would_see_the_key(document: CardDocument):
    leaves = [leaf for _name, leaf in walk(asdict(document)) if leaf is not None]

    assert sum(leaf is True for leaf in leaves) == 2
    assert sum(SECRET in leaf for leaf in leaves if isinstance(leaf, str)) == 9


def test_typed_question_without_key_has_no_choices(document: CardDocument):
    typed = replace(document, form="typed", choices=())

    assert typed.without_key([]).choices == ()
