"""Two editors, one card: nothing is overwritten unseen, and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from questions.domain import publishing
from questions.models import Question
from questions.tests.admin.conftest import client_of, make_editor
from questions.tests.admin.pages import change_url, fields_of, texts
from questions.tests.factories import QuestionFactory, ReferenceFactory, TagFactory, published


@pytest.fixture
def edgar(db):
    return client_of(make_editor("edgar"))


def differences(response):
    """field -> lines as (kind, text), of what the page shows."""
    return {
        difference.field: [(line.kind, line.text) for line in difference.lines]
        for _label, difference in response.context["conflict"].differences
    }


def changed(lines):
    return [line for line in lines if line[0] in {"removed", "added"}]


def test_a_stale_save_stores_nothing_and_keeps_all_that_was_typed(client, edgar):
    question = published()
    url = change_url(question)
    mine = fields_of(client.get(url))
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's."})
    mine |= {"answer": "Edith's.", "key_points": "One\r\nTwo", "choices-1-feedback": "Mine"}
    response = client.post(url, mine)
    assert response.status_code == 200
    stored = Question.objects.get()
    assert (stored.answer, stored.version) == ("Edgar's.", 1)
    assert not stored.choices.filter(feedback="Mine").exists()
    shown = fields_of(response)
    assert {name: shown[name] for name in ("answer", "key_points", "choices-1-feedback")} == {
        "answer": "Edith's.", "key_points": "One\r\nTwo", "choices-1-feedback": "Mine"}  # fmt: skip
    assert response.context["conflict"].editor == "edgar"
    assert "Overwrite with mine" in response.text
    assert 'target="_blank"' in response.text
    # Enter presses a form's first button.
    assert 0 < response.text.index('name="_save"') < response.text.index('name="_overwrite"')


def test_the_difference_is_shown_field_by_field_with_choices_and_references(client, edgar):
    question, tag = published(), TagFactory(slug="fresh")
    ReferenceFactory(question=question, title="Manual", url="https://example.org/manual")
    url = change_url(question)
    mine = fields_of(client.get(url))
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's.", "choices-2-DELETE": "on"})
    mine |= {"choices-0-text": "Better", "references-0-title": "The manual", "tags": [tag.pk]}
    shown = differences(client.post(url, mine))
    assert set(shown) == {"answer", "choices", "references", "tags"}
    assert changed(shown["answer"]) == [
        ("removed", "Edgar's."), ("added", "The *short* answer.")]  # fmt: skip
    assert changed(shown["choices"]) == [
        ("removed", "Right: Choice a"), ("added", "Right: Better"),
        ("added", "Wrong: Choice c"), ("added", "Feedback: Why c is wrong."),
    ]  # fmt: skip
    assert changed(shown["references"]) == [
        ("removed", "Manual <https://example.org/manual>"),
        ("added", "The manual <https://example.org/manual>"),
    ]
    assert changed(shown["tags"]) == [("added", "fresh")]


def overwrite(client, response, url, **more):
    data = fields_of(response) | {"_overwrite": response.context["conflict"].version}
    return client.post(url, data | more)


def test_overwrite_with_mine_saves_what_the_form_shows(client, edgar):
    question = published()
    url = change_url(question)
    mine = fields_of(client.get(url)) | {"answer": "Edith's.", "choices-3-text": "Edith's choice"}
    edgar.post(
        url,
        fields_of(edgar.get(url))
        | {"answer": "Edgar's.", "choices-1-DELETE": "on", "choices-3-text": "Edgar's choice"},
    )
    response = overwrite(client, client.post(url, mine), url)
    assert response.status_code == 302
    stored = Question.objects.get()
    assert (stored.answer, stored.version) == ("Edith's.", 2)
    choices = [(choice.key, choice.text) for choice in stored.choices.all()]
    # What Edgar deleted comes back as itself; what he added is gone.
    assert choices[:3] == [("a", "Choice a"), ("b", "Choice b"), ("c", "Choice c")]
    assert [text for _key, text in choices[3:]] == ["Edith's choice"]


def test_pressing_save_again_is_not_overwriting(client, edgar):
    question = published()
    url = change_url(question)
    mine = fields_of(client.get(url)) | {"answer": "Edith's."}
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's."})
    again = client.post(url, fields_of(client.post(url, mine)))
    assert again.context["conflict"] is not None
    assert Question.objects.get().answer == "Edgar's."


def test_overwriting_a_version_that_was_not_seen_shows_the_newer_difference(client, edgar):
    question = published()
    url = change_url(question)
    mine = fields_of(client.get(url)) | {"answer": "Edith's."}
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's."})
    conflict = client.post(url, mine)
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's second."})
    response = overwrite(client, conflict, url)
    assert differences(response)["answer"][0] == ("removed", "Edgar's second.")
    assert Question.objects.get().answer == "Edgar's second."


def test_both_adding_the_same_reference_is_no_error_when_overwriting(client, edgar):
    question = published()
    url = change_url(question)
    added = {"references-0-url": "https://example.org/new", "references-0-title": "New"}
    mine = fields_of(client.get(url)) | added | {"answer": "Edith's."}
    edgar.post(url, fields_of(edgar.get(url)) | added | {"references-0-title": "Edgar's"})
    response = overwrite(client, client.post(url, mine), url)
    assert response.status_code == 302
    assert [ref.title for ref in question.references.all()] == ["New"]


def test_the_same_form_sent_twice_is_saved_once_and_is_no_conflict(client):
    question = published()
    url = change_url(question)
    data = fields_of(client.get(url)) | {"answer": "Better.", "choices-3-text": "One more"}
    client.post(url, data)
    before = publishing.read(Question.objects.get())
    response = client.post(url, data)
    assert response.status_code == 302
    assert texts(response)[-1] == "The card is saved just like this already."
    assert publishing.read(Question.objects.get()) == before


def test_a_form_without_the_right_version_is_stale(client):
    question = published()
    data = fields_of(client.get(change_url(question))) | {"answer": "Blind."}
    del data["edit_version"]
    for version in [None, "", "x", "-1", "99", "9" * 40]:
        named = {} if version is None else {"edit_version": version}
        response = client.post(change_url(question), data | named)
        assert response.context["conflict"] is not None, version
        assert Question.objects.get().answer != "Blind.", version


def test_a_broken_stale_form_is_no_error(client, edgar):
    question = published()
    url = change_url(question)
    mine = fields_of(client.get(url)) | {"answer": "Edith's.", "topic": "x", "difficulty": "?"}
    mine |= {"choices-0-id": "x", "references-0-url": "not a url"}
    edgar.post(url, fields_of(edgar.get(url)) | {"answer": "Edgar's."})
    for rows in ["x", "-1", "99999", ""]:
        response = client.post(url, mine | {"choices-TOTAL_FORMS": rows})
        assert response.status_code == 200, rows
        assert Question.objects.get().answer == "Edgar's.", rows


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_the_very_same_moment_only_one_is_stored():
    clients = [client_of(make_editor(name)) for name in ("edith", "edgar")]
    question = QuestionFactory()
    url, gate = change_url(question), Barrier(2)
    forms = [
        fields_of(client.get(url)) | {"answer": f"Number {n}."} for n, client in enumerate(clients)
    ]

    def save(number):
        gate.wait()
        try:
            return clients[number].post(url, forms[number]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(save, range(2)))
    assert sorted(statuses) == [200, 302]
    stored = Question.objects.get()
    assert stored.version == 1
    assert stored.answer == f"Number {statuses.index(302)}."
