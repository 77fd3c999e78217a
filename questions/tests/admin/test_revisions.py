"""Preview, the list of revisions, and their comparison."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from questions.domain import publishing
from questions.domain.document import AskedQuestion
from questions.tests.admin.conftest import client_of
from questions.tests.factories import PUBLISHED_AT, QuestionFactory, ReferenceFactory, published

pytestmark = pytest.mark.django_db


def page(question, path):
    return f"/admin/questions/question/{question.pk}/{path}"


def republish(question, *, author=None, **fields):
    """Edit the card as an editor would, and publish it."""
    for name, value in fields.items():
        setattr(question, name, value)
    question.version += 1
    question.save()
    number = question.current_revision.number
    publishing.publish(question, author=author, now=PUBLISHED_AT + timedelta(days=number))


def test_the_preview_shows_the_saved_card_and_the_quiz_as_users_see_them(client):
    question = QuestionFactory(prompt="Why *this*?", choice_prompt="Which?", answer="Because `x`.")
    ReferenceFactory(question=question, title="The manual")
    response = client.get(page(question, "preview/"))
    used = {template.name for template in response.templates}
    assert {"base.html", "questions/_card_face.html", "questions/_question_form.html"} <= used
    for text in ("Why <em>this</em>?", "<code>x</code>", "The manual", "Which?", "Why b is wrong."):
        assert text in response.text
    assert isinstance(response.context["asked"], AskedQuestion)
    assert f"/admin/questions/question/{question.pk}/change/" in response.text


@pytest.mark.parametrize("form", ["single", "several", "typed"])
def test_even_an_empty_card_can_be_previewed(client, form):
    question = QuestionFactory(form=form, answer="", key_points=[], choices=0, accepted_answers=[])
    assert client.get(page(question, "preview/")).status_code == 200


def test_the_revisions_say_number_when_and_who(client, editor):
    question = published()
    republish(question, author=editor, answer="Better.")
    response = client.get(page(question, "revisions/"))
    rows = [(rev.number, rev.author) for rev in response.context["revisions"]]
    assert rows == [(2, editor), (1, None)]
    assert "2 (current)" in response.text
    assert not response.context["has_changes"]
    question.answer = "Best."
    question.save()
    assert client.get(page(question, "revisions/")).context["has_changes"]


def test_the_query_count_of_the_revisions_does_not_grow(client, editor):
    question = published(author=editor)
    with CaptureQueriesContext(connection) as one:
        client.get(page(question, "revisions/"))
    for number in range(3):
        republish(question, author=editor, answer=f"Answer {number}.")
    with CaptureQueriesContext(connection) as several:
        client.get(page(question, "revisions/"))
    assert len(several) == len(one)


def test_an_old_revision_is_shown_as_users_saw_it(client):
    question = published(answer="The *old* answer.")
    republish(question, answer="The *new* answer.")
    response = client.get(page(question, "revisions/1/"))
    assert "<em>old</em>" in response.text
    assert "<em>new</em>" not in response.text


def test_a_revision_is_compared_with_the_one_before(client):
    question = published(answer="The *old* answer.")
    republish(question, answer="The *new* answer.")
    response = client.get(page(question, "revisions/1/compare/2/"))
    ((_label, difference),) = response.context["differences"]
    lines = [(line.kind, line.text) for line in difference.lines]
    assert (difference.field, lines) == (
        "answer", [("removed", "The *old* answer."), ("added", "The *new* answer.")])  # fmt: skip
    assert "removed</th>" in response.text  # said in words, not by color alone


def test_a_revision_is_compared_with_the_saved_card(client):
    question = published()
    question.choices.filter(key="b").update(feedback="Mended.")
    response = client.get(page(question, "revisions/1/compare/edited/"))
    ((label, difference),) = response.context["differences"]
    assert label == "Choices"
    assert [line.text for line in difference.lines if line.kind == "added"] == ["Feedback: Mended."]


def test_what_reads_the_same_is_said_to_be_the_same(client):
    question = published()
    response = client.get(page(question, "revisions/1/compare/edited/"))
    assert "They read the same." in response.text


@pytest.mark.parametrize(
    "path",
    ["revisions/2/", "revisions/1/compare/2/", "revisions/2/compare/1/", "revisions/1/compare/x/",
     "revisions/1/compare/99999999999/"],
)  # fmt: skip
def test_a_revision_that_is_not_there_is_a_404(client, path):
    assert client.get(page(published(), path)).status_code == 404


def test_a_card_that_is_not_there_is_a_404(client):
    assert client.get("/admin/questions/question/4711/preview/").status_code == 404


PATHS = ["preview/", "revisions/", "revisions/1/", "revisions/1/compare/edited/"]


@pytest.mark.parametrize("path", PATHS)
def test_only_staff_with_the_permission_sees_them(path):
    question = published()
    assert client_of(UserFactory()).get(page(question, path)).status_code == 302
    assert client_of(UserFactory(is_staff=True)).get(page(question, path)).status_code == 403
    looker = UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_question"))
    assert client_of(looker).get(page(question, path)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_they_are_only_read(client, path):
    assert client.post(page(published(), path)).status_code == 405
