"""The list of cards, and saving one."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from questions.domain import publishing
from questions.models import Answer, Attempt, OldSlug, Question, Revision
from questions.tests.admin.conftest import client_of
from questions.tests.admin.pages import ADD, LIST, act, change_url, fields_of, texts
from questions.tests.factories import (
    PUBLISHED_AT,
    DeckFactory,
    QuestionFactory,
    ReferenceFactory,
    TagFactory,
    TopicFactory,
    published,
)

pytestmark = pytest.mark.django_db


def asked(question: Question) -> Answer:
    """Somebody was asked this card."""
    attempt = Attempt.objects.create(
        guest_key="guest", mode="exam", settings={}, question_count=1, started_at=timezone.now()
    )
    return Answer.objects.create(
        attempt=attempt,
        position=1,
        question=question,
        revision=question.current_revision,
        form=question.form,
    )


def new_card(client: Any, **fields: Any) -> dict[str, Any]:
    data = fields_of(client.get(ADD))
    topic = TopicFactory()
    needed = {"prompt": "What is it?", "slug": "what-is-it", "difficulty": "easy"}
    return data | needed | {"topic": topic.pk} | fields


# --- List ---


def test_the_query_count_of_the_list_does_not_grow_with_the_cards(client):
    published(tags=[TagFactory()])
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    topic = Question.objects.get().topic
    for _number in range(3):
        published(tags=[TagFactory()], topic=topic)
    with CaptureQueriesContext(connection) as several:
        response = client.get(LIST)
    assert len(response.context["cl"].result_list) == 4
    assert len(several) == len(one)


def test_the_list_says_which_cards_have_unpublished_changes(client):
    published(prompt="Same")
    QuestionFactory(prompt="Draft")
    changed = published(prompt="Changed")
    Question.objects.filter(pk=changed.pk).update(edited_at=PUBLISHED_AT + timedelta(seconds=1))
    response = client.get(LIST)
    admin = response.context["cl"].model_admin
    shown = {card.prompt: admin.changes(card) for card in response.context["cl"].result_list}
    assert shown == {"Same": "Nothing", "Draft": "All of it", "Changed": "Changes"}


@pytest.mark.parametrize(("value", "found"), [("yes", ["Changed"]), ("no", ["Same"])])
def test_the_list_can_be_filtered_by_unpublished_changes(client, value, found):
    published(prompt="Same")
    QuestionFactory(prompt="Draft")
    changed = published(prompt="Changed")
    Question.objects.filter(pk=changed.pk).update(edited_at=PUBLISHED_AT + timedelta(seconds=1))
    response = client.get(LIST, {"changes": value})
    assert [card.prompt for card in response.context["cl"].result_list] == found


@pytest.mark.parametrize(
    "query",
    [{"status__exact": "published"}, {"difficulty__exact": "hard"}, {"form__exact": "typed"},
     {"tags__slug": "wanted"}, {"topic__slug": "wanted"}, {"q": "mutable"}, {"q": "in the answer"},
     {"q": "wanted-slug"}, {"q": "fs-07"}],
)  # fmt: skip
def test_filters_and_search_find_the_card(client, query):
    wanted = published(
        difficulty="hard", form="typed", tags=[TagFactory(slug="wanted")],
        topic=TopicFactory(slug="wanted"), prompt="Why mutable defaults?", slug="wanted-slug",
        answer="It stands in the answer.", origin="fs-07",
    )  # fmt: skip
    QuestionFactory()
    if "tags__slug" in query:
        query = {"tags__id__exact": wanted.tags.get().pk}
    if "topic__slug" in query:
        query = {"topic__id__exact": wanted.topic_id}
    response = client.get(LIST, query)
    assert list(response.context["cl"].result_list) == [wanted]


# --- Who may ---


def test_a_visitor_is_sent_to_the_log_in(client):
    client.logout()
    assert client.get(LIST).status_code == 302


def test_somebody_who_is_not_staff_sees_nothing():
    client = client_of(UserFactory())
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("path", [LIST, ADD])
def test_staff_without_the_permission_is_refused(path):
    assert client_of(UserFactory(is_staff=True)).get(path).status_code == 403


def test_who_may_only_look_can_not_save():
    looker = UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_question"))
    question = published()
    client = client_of(looker)
    page = client.get(change_url(question))
    assert page.status_code == 200
    assert client.post(change_url(question), {"prompt": "Changed"}).status_code == 403
    assert Question.objects.get().prompt == question.prompt


# --- Saving ---


def test_an_incomplete_card_is_saved_as_a_draft(client, editor):
    response = client.post(ADD, new_card(client))
    assert response.status_code == 302
    question = Question.objects.get()
    assert (question.prompt, question.status, question.version) == ("What is it?", "draft", 1)
    assert texts(response)[-1] == "It is a draft: candidates don't see it until you publish it."


def test_all_that_was_typed_comes_back_when_the_card_can_not_be_saved(client):
    data = new_card(client, slug="", key_points="One\r\nTwo") | {"choices-0-feedback": "Only this"}
    response = client.post(ADD, data)
    assert not Question.objects.exists()
    shown = fields_of(response)
    assert shown["key_points"] == "One\r\nTwo"
    assert shown["choices-0-feedback"] == "Only this"


def test_key_points_and_accepted_answers_are_one_a_line_without_empty_ones(client):
    client.post(
        ADD, new_card(client, key_points=" One \r\n\r\nTwo\r\n", accepted_answers="a\r\n \r\n")
    )
    question = Question.objects.get()
    assert question.key_points == ["One", "Two"]
    assert question.accepted_answers == ["a"]


def test_choices_without_a_position_come_in_the_order_typed(client):
    texts_typed = {f"choices-{n}-text": text for n, text in enumerate(["first", "second", "third"])}
    client.post(ADD, new_card(client) | texts_typed)
    choices = Question.objects.get().choices.all()
    assert [(choice.text, choice.position) for choice in choices] == [
        ("first", 0), ("second", 1), ("third", 2)]  # fmt: skip


def test_the_keys_of_choices_never_change_on_edit(client):
    question = published()
    data = fields_of(client.get(change_url(question)))
    data |= {"choices-0-text": "Mended", "choices-0-kept_key": "zzzz", "choices-0-position": "9"}
    client.post(change_url(question), data)
    assert {c.key: c.text for c in question.choices.all()} == {
        "a": "Mended", "b": "Choice b", "c": "Choice c"}  # fmt: skip


def test_a_new_choice_can_not_take_another_ones_key(client):
    question = published()
    data = fields_of(client.get(change_url(question)))
    data |= {"choices-3-text": "New", "choices-3-kept_key": "a"}
    assert client.post(change_url(question), data).status_code == 302
    assert question.choices.count() == 4
    assert len(set(question.choices.values_list("key", flat=True))) == 4


def test_saving_without_a_change_changes_no_content(client):
    """Browsers send CRLF; the card as shipped must not count as edited."""
    question = published(
        answer="Two\n\nparagraphs.\n", choice_prompt="```python\npass\n```\n", tags=[TagFactory()]
    )
    ReferenceFactory(question=question)
    publishing.publish(question, author=None, now=PUBLISHED_AT + timedelta(days=1))
    before = publishing.read(Question.objects.get()).digest()
    data = fields_of(client.get(change_url(question)))
    data = {k: v.replace("\n", "\r\n") if isinstance(v, str) else v for k, v in data.items()}
    assert client.post(change_url(question), data).status_code == 302
    saved = Question.objects.get()
    assert publishing.read(saved).digest() == before
    assert saved.version == 1
    assert saved.edited_at <= saved.current_revision.created_at


def test_tags_get_the_cards_place_in_the_random_order(client):
    tag = TagFactory()
    client.post(ADD, new_card(client, tags=[tag.pk]))
    question = Question.objects.get()
    assert question.questiontag_set.get().shuffle == question.shuffle


def test_a_save_counts_the_version_and_says_that_candidates_see_the_old_revision(client):
    question = published()
    data = fields_of(client.get(change_url(question))) | {"answer": "Better."}
    response = client.post(change_url(question), data)
    saved = Question.objects.get()
    assert (saved.version, saved.answer) == (1, "Better.")
    assert saved.edited_at > saved.current_revision.created_at
    assert "The *short*" not in saved.current_revision.document["answer_html"]
    assert "<em>short</em>" in saved.current_revision.document["answer_html"]
    assert texts(response)[-1] == "Candidates still see revision 1 until you publish the card."


def test_the_old_address_of_a_published_card_is_kept(client):
    question = published(slug="old")
    client.post(change_url(question), fields_of(client.get(change_url(question))) | {"slug": "new"})
    assert OldSlug.objects.get().slug == "old"
    client.post(change_url(question), fields_of(client.get(change_url(question))) | {"slug": "old"})
    assert OldSlug.objects.get().slug == "new"


def test_the_old_address_of_a_draft_is_forgotten(client):
    question = QuestionFactory(slug="old")
    client.post(change_url(question), fields_of(client.get(change_url(question))) | {"slug": "new"})
    assert not OldSlug.objects.exists()


def test_a_card_that_takes_an_old_address_of_another_owns_it(client):
    other = published(slug="theirs")
    OldSlug.objects.create(slug="wanted", question=other)
    client.post(ADD, new_card(client, slug="wanted"))
    assert not OldSlug.objects.exists()


def test_moving_a_published_card_keeps_the_counts_of_both_topics(client):
    question, topic = published(), TopicFactory()
    old = question.topic
    data = fields_of(client.get(change_url(question))) | {"topic": topic.pk}
    client.post(change_url(question), data)
    old.refresh_from_db()
    topic.refresh_from_db()
    assert (old.published_count, topic.published_count) == (0, 1)


# --- Deleting ---


def test_cards_that_were_asked_are_not_deleted_and_the_page_offers_to_retire_them(client):
    question, other = published(), published()
    asked(question)
    response = act(client, "delete_selected", question, other)
    assert response.status_code == 200
    assert "these cards were asked in quizzes" in response.text
    assert response.context["protected"] == [str(question)]
    assert 'value="retire_selected"' in response.text
    response = act(client, "delete_selected", question, other, post="yes")
    assert response.status_code == 200
    assert Question.objects.count() == 2


def test_one_card_that_was_asked_is_not_deleted_either(client):
    question = published()
    asked(question)
    url = f"/admin/questions/question/{question.pk}/delete/"
    assert "these cards were asked in quizzes" in client.get(url).text
    assert client.post(url, {"post": "yes"}).status_code == 200
    assert Question.objects.exists()


@pytest.mark.parametrize("action", ["list", "page"])
def test_a_quiz_that_begins_between_asking_and_deleting_is_no_error(client, monkeypatch, action):
    question = published()
    asked(question)
    # What the confirmation saw before the quiz began.
    monkeypatch.setattr(
        "questions.admin.questions.QuestionAdmin.get_deleted_objects",
        lambda self, objs, request: ([], {}, set(), []),
    )
    if action == "list":
        response = act(client, "delete_selected", question, post="yes")
    else:
        url = f"/admin/questions/question/{question.pk}/delete/"
        response = client.post(url, {"post": "yes"})
    assert response.status_code == 302
    assert texts(response)[-1].startswith("Nothing was deleted")
    assert Question.objects.exists()


@pytest.mark.parametrize("action", ["list", "page"])
def test_deleting_an_unused_card_keeps_the_counts(client, action):
    question = published()
    deck = DeckFactory(questions=[question, published(topic=question.topic)])
    assert deck.entries.count() == 2
    if action == "list":
        act(client, "delete_selected", question, post="yes")
    else:
        client.post(f"/admin/questions/question/{question.pk}/delete/", {"post": "yes"})
    assert not Revision.objects.filter(question_id=question.pk).exists()
    question.topic.refresh_from_db()
    deck.refresh_from_db()
    assert (question.topic.published_count, deck.published_count) == (1, 1)
