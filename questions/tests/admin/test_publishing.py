"""Publish and retire from the list and from the form, with all that is missing."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from accounts.tests.factories import UserFactory
from questions.domain import quiz_answers, quizzes
from questions.models import Choice, Question, Revision
from questions.tests.admin.conftest import client_of
from questions.tests.admin.pages import ADD, LIST, act, change_url, fields_of, texts
from questions.tests.factories import QuestionFactory, TopicFactory, published
from questions.tests.quizzing import GUEST, RIGHT, STARTED, start_attempt

pytestmark = pytest.mark.django_db


def broken(**fields):
    """A card that misses something in every way."""
    question = QuestionFactory(
        key_points=[], answer="```python\nnever closed", choice_prompt="[x](javascript:alert(1))",
        **fields,
    )  # fmt: skip
    question.choices.update(is_correct=False)
    question.choices.filter(key="b").update(feedback="")
    return question


MISSING = [
    ("Key points", "Give at least one key point."),
    ("Answer", "A code block is opened with ``` and never closed."),
    ("Quiz question", "Links with “javascript:” are not allowed; use http or https."),
    ("Choices", "No choice is marked as right."),
    ("Choices", "Choice 2 has no feedback."),
]


def test_publishing_from_the_list_goes_on_past_a_bad_card_and_says_what_it_misses(client, editor):
    first, bad, last = QuestionFactory(), broken(), QuestionFactory()
    response = act(client, "publish_selected", first, bad, last)
    assert response.status_code == 302
    statuses = dict(Question.objects.values_list("pk", "status"))
    assert statuses == {first.pk: "published", bad.pk: "draft", last.pk: "published"}
    problems, done = texts(response)
    assert f'href="{change_url(bad)}?missing=1"' in problems
    assert all(f"<li>{label}: {message}</li>" in problems for label, message in MISSING)
    assert problems.count("<li>") == len(MISSING)
    assert done == "Published 2 cards."
    assert Revision.objects.get(question=first).author == editor
    assert LogEntry.objects.filter(object_id=str(first.pk)).get().user == editor


def test_publishing_again_what_has_not_changed_makes_no_revision(client):
    question = published()
    response = act(client, "publish_selected", question)
    assert question.revisions.count() == 1
    assert texts(response) == [
        "1 card is published as it stands; nothing in it had changed."]  # fmt: skip


def test_a_prompt_with_html_is_shown_as_text_in_the_messages(client):
    broken(prompt="<script>alert(1)</script>")
    response = act(client, "publish_selected", Question.objects.get())
    assert "<script>" not in texts(response)[0]
    assert "&lt;script&gt;" in texts(response)[0]


def test_retiring_says_how_many_and_which_were_not_published(client):
    shown, draft = published(), QuestionFactory(prompt="Still a draft")
    response = act(client, "retire_selected", shown, draft)
    shown.refresh_from_db()
    assert (shown.status, shown.topic.published_count) == ("retired", 0)
    assert texts(response) == [
        "“Still a draft” is not published (Draft): there was nothing to retire.",
        "Retired 1 card: it is out of lists, search and new quizzes.",
    ]


@pytest.mark.parametrize("action", ["publish_selected", "retire_selected"])
def test_who_may_only_look_has_no_actions(action):
    looker = UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_question"))
    draft, shown = QuestionFactory(), published()
    act(client_of(looker), action, draft, shown)
    draft.refresh_from_db()
    shown.refresh_from_db()
    assert (draft.status, shown.status) == ("draft", "published")


def test_an_action_can_not_be_called_by_get(client):
    question = QuestionFactory()
    client.get(LIST, {"action": "publish_selected", "_selected_action": question.pk})
    question.refresh_from_db()
    assert question.status == "draft"


def test_save_and_publish_publishes_a_new_card(client, editor):
    data = fields_of(client.get(ADD)) | {
        "prompt": "What is it?", "slug": "what", "topic": TopicFactory().pk, "difficulty": "easy",
        "answer": "This.", "key_points": "One", "choices-0-text": "Right",
        "choices-0-is_correct": "on", "choices-0-feedback": "Yes", "choices-1-text": "Wrong",
        "choices-1-feedback": "No", "_publish": "Save and publish",
    }  # fmt: skip
    response = client.post(ADD, data)
    question = Question.objects.get()
    assert (question.status, question.current_revision.author) == ("published", editor)
    assert response.url == LIST
    assert texts(response)[-1] == "Published as revision 1."


def test_save_and_publish_with_problems_keeps_the_save_and_shows_each_at_its_field(client):
    question = broken()
    data = fields_of(client.get(change_url(question))) | {"verified_with": "X 1", "_publish": "1"}
    response = client.post(change_url(question), data)
    assert response.url == f"{change_url(question)}?missing=1"
    question.refresh_from_db()
    assert (question.status, question.verified_with) == ("draft", "X 1")
    page = client.get(response.url)
    shown = [(label, message) for label, message, _id in page.context["problems"]]
    assert shown == MISSING
    form = page.context["adminform"].form
    assert form.errors["key_points"] == ["Give at least one key point."]
    assert form.errors["answer"] == ["A code block is opened with ``` and never closed."]
    choices = page.context["inline_admin_formsets"][0].formset
    assert list(choices.non_form_errors()) == [
        "No choice is marked as right.", "Choice 2 has no feedback."]  # fmt: skip
    assert '<a href="#id_key_points">Key points</a>' in page.text
    assert '<a href="#choices-group">Choices</a>' in page.text


def test_a_published_card_that_can_not_be_published_again_keeps_its_revision(client):
    question = published()
    data = fields_of(client.get(change_url(question))) | {"key_points": "", "_publish": "1"}
    client.post(change_url(question), data)
    question.refresh_from_db()
    assert (question.status, question.key_points) == ("published", [])
    assert question.current_revision.number == 1
    assert question.current_revision.document["key_points_html"] != []


def test_several_right_choices_may_be_saved_but_not_published_as_one(client):
    question = QuestionFactory()
    data = fields_of(client.get(change_url(question))) | {"choices-1-is_correct": "on"}
    client.post(change_url(question), data | {"_publish": "1"})
    question.refresh_from_db()
    assert question.status == "draft"
    assert Choice.objects.filter(is_correct=True).count() == 2
    data = fields_of(client.get(change_url(question))) | {"form": "several", "_publish": "1"}
    client.post(change_url(question), data)
    question.refresh_from_db()
    assert question.status == "published"


def test_a_running_attempt_keeps_the_revision_that_it_began_with(client):
    question = published(answer="Old.")
    attempt = start_attempt([question])
    data = fields_of(client.get(change_url(question)))
    data |= {"answer": "New.", "choices-0-DELETE": "on", "choices-1-is_correct": "on"}
    client.post(change_url(question), data | {"_publish": "1"})
    question.refresh_from_db()
    assert question.current_revision.number == 2
    answer = attempt.answers.get()
    assert answer.revision.number == 1
    finished = quiz_answers.record_answer(
        person=GUEST, attempt_id=attempt.pk, position=1, response=RIGHT, confidence=None,
        flagged=False, seq=None, now=STARTED,
    )[0]  # fmt: skip
    assert quizzes.finish(person=GUEST, attempt_id=finished.pk, now=STARTED).score == 1


def test_save_and_publish_needs_the_permission_to_change():
    looker = UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_question"))
    question = QuestionFactory()
    response = client_of(looker).post(change_url(question), {"_publish": "1"})
    assert response.status_code == 403
    question.refresh_from_db()
    assert question.status == "draft"
