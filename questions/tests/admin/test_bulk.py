"""Publish and retire many cards: a page with a progress bar, a chunk for each POST."""

from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from questions.admin import publishing
from questions.domain import bulk
from questions.models import Question
from questions.tests.admin.conftest import client_of, make_editor
from questions.tests.admin.pages import LIST, act, change_url, texts
from questions.tests.factories import QuestionFactory, TopicFactory, published

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two cards at once, and two for each chunk."""
    monkeypatch.setattr(publishing, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "CHUNK", 2)


@pytest.fixture
def cards():
    """Five drafts; the list shows, and an action does, the newest first."""
    return QuestionFactory.create_batch(5, topic=TopicFactory())


def address(client, *cards, action="publish_selected", **more):
    """Choose cards in the list; the page that this leads to."""
    response = act(client, action, *cards, **more)
    assert response.status_code == 302
    assert response.url.startswith(f"{LIST}bulk/")
    return response.url


def statuses(*cards):
    found = dict(Question.objects.values_list("pk", "status"))
    return [found[card.pk] for card in cards]


# --- Start --------------------------------------------------------------------------


def test_a_few_cards_are_published_at_once(client, cards):
    response = act(client, "publish_selected", *cards[:2])

    assert response.url == LIST
    assert texts(response) == ["Published 2 cards."]


def test_more_cards_lead_to_a_page_of_their_own_and_none_is_published_yet(client, cards):
    page = client.get(address(client, *cards))

    assert statuses(*cards) == ["draft"] * 5
    assert "<h1>Publish many cards</h1>" in page.text
    assert "5 cards are chosen" in page.text
    assert "0 of 5</span>" in page.text
    assert '<label for="bulk-bar">Cards done</label>' in page.text
    assert '<progress id="bulk-bar" value="0" max="5">0 of 5</progress>' in page.text
    assert 'role="status" data-bulk-status></p>' in page.text
    assert "Publish the next 2 cards</button>" in page.text


def test_all_cards_of_a_filtered_list_may_be_chosen_and_the_page_leads_back_to_it(client, cards):
    other = published()
    data = {"action": "publish_selected", "_selected_action": cards[0].pk, "select_across": 1}
    url = client.post(f"{LIST}?status__exact=draft", data).url

    page = client.get(url)
    assert "5 cards are chosen" in page.text
    assert f'<a href="{LIST}?status__exact=draft">Back to the list</a>' in page.text
    assert client.post(url).url == url
    assert other.revisions.count() == 1


# --- Chunks -------------------------------------------------------------------------


def test_each_post_publishes_the_next_cards_and_leads_back_to_where_it_stands(client, cards):
    url = address(client, *cards)
    for done, published_ones in ((2, cards[3:]), (4, cards[1:])):
        response = client.post(url)

        assert (response.status_code, response.url) == (302, url)
        page = client.get(url)
        assert f"{done} of 5</span>" in page.text
        assert f"<li>Published {done} cards.</li>" in page.text
        assert statuses(*published_ones) == ["published"] * done
    assert statuses(cards[0]) == ["draft"]
    assert "Publish the next card</button>" in page.text


def test_at_the_end_the_page_says_what_was_done_and_has_no_button(client, editor, cards):
    published_before = published()
    url = address(client, published_before, *cards)
    for _ in range(3):
        client.post(url)

    page = client.get(url)
    assert "<h2>All done: 6 cards.</h2>" in page.text
    assert "<li>Published 5 cards.</li>" in page.text
    assert ("<li>1 card is published as it stands; nothing in it had changed.</li>") in page.text
    assert "the next" not in page.text
    assert "bulk.js" not in page.text
    assert f'<a href="{LIST}">Back to the list</a>' in page.text
    assert cards[0].revisions.get().author == editor
    assert LogEntry.objects.filter(user=editor).count() == 5


def test_post_after_the_end_changes_nothing(client, cards):
    url = address(client, *cards[:3])
    for _ in range(4):
        client.post(url)

    assert "All done: 3 cards." in client.get(url).text
    assert [card.revisions.count() for card in cards] == [1, 1, 1, 0, 0]


def test_it_goes_on_where_it_stood_after_a_new_log_in(client, editor, cards):
    url = address(client, *cards)
    client.post(url)
    client.logout()

    client = client_of(editor)
    assert "2 of 5</span>" in client.get(url).text
    client.post(url)
    assert "4 of 5</span>" in client.get(url).text


def test_looking_at_the_page_publishes_nothing(client, cards):
    url = address(client, *cards)
    client.get(url)
    client.head(url)

    assert statuses(*cards) == ["draft"] * 5


def test_script_is_answered_with_how_far_it_is(client, cards):
    url = address(client, *cards[:3])

    assert client.post(url, headers=JSON).json() == {
        "done": 2, "total": 3, "text": "2 of 3", "counts": ["Published 2 cards."],
        "refused": [], "more": "", "is_finished": False,
    }  # fmt: skip
    assert client.post(url, headers=JSON).json()["is_finished"] is True


def test_cards_of_a_chunk_and_of_the_page_are_not_queried_one_by_one(client, cards):
    def queries(*chosen):
        url, counts = address(client, *chosen), []
        for ask in (client.post, client.get):
            with CaptureQueriesContext(connection) as captured:
                ask(url)
            counts.append(len(captured))
        return counts

    for card in cards[2:]:
        act(client, "publish_selected", card)
    few = queries(*cards[2:])
    more = [published(topic=cards[0].topic) for _ in range(9)]
    assert queries(*more) == few


# --- Cards that make trouble ------------------------------------------------------------


def test_card_that_can_not_be_published_is_shown_with_what_it_misses(client, cards):
    bad = QuestionFactory(prompt="<b>Why?</b>", key_points=[], answer="")
    url = address(client, *cards[:2], bad)
    reply = client.post(url, headers=JSON).json()

    missing = [
        "Answer: This is needed before the card can be published.",
        "Key points: Give at least one key point.",
        "Prompt: HTML tags are shown as text. Use Markdown, or put the tag between backticks.",
    ]
    shown = {"name": "<b>Why?</b>", "url": f"{change_url(bad)}?missing=1", "problems": missing}
    assert reply["refused"] == [shown]
    page = client.get(url)
    link = f'<a href="{change_url(bad)}?missing=1">&lt;b&gt;Why?&lt;/b&gt;</a>'
    assert link + "".join(["<ul>", *(f"<li>{one}</li>" for one in missing), "</ul>"]) in page.text
    assert "<li>1 card can&#x27;t be published.</li>" in page.text
    assert statuses(bad, cards[1]) == ["draft", "published"]


def test_of_many_such_cards_the_first_are_shown_and_the_others_counted(client, monkeypatch):
    monkeypatch.setattr(bulk, "NAMED", 1)
    bad = [QuestionFactory(key_points=[]) for _ in range(3)]
    url = address(client, *bad)
    client.post(url)
    client.post(url)

    page = client.get(url)
    assert page.text.count("?missing=1") == 1
    assert "and 2 more</p>" in page.text


def test_card_deleted_meanwhile_is_counted_and_the_others_go_on(client, cards):
    url = address(client, *cards[:3])
    cards[2].delete()
    client.post(url)

    page = client.get(url)
    assert "<li>1 card was deleted meanwhile.</li>" in page.text
    assert statuses(*cards[:2]) == ["draft", "published"]


# --- Retire -------------------------------------------------------------------------


def test_many_cards_are_retired_in_chunks_too(client):
    draft, *shown = QuestionFactory(), published(), published()
    url = address(client, draft, *shown, action="retire_selected")
    page = client.get(url)
    assert "<h1>Retire many cards</h1>" in page.text
    assert "Retire the next 2 cards</button>" in page.text
    client.post(url)
    client.post(url)

    assert statuses(draft, *shown) == ["draft", "retired", "retired"]
    page = client.get(url)
    assert "<li>Retired 2 cards: they are out of lists, search and new quizzes.</li>" in page.text
    assert "<li>1 card was not published: there was nothing to retire.</li>" in page.text


# --- Who may, and how ---------------------------------------------------------------------


def test_another_editor_can_neither_see_nor_go_on_with_it(client, cards):
    url = address(client, *cards)
    other = client_of(make_editor("other"))
    boss = client_of(UserFactory(is_staff=True, is_superuser=True))

    assert [who.get(url).status_code for who in (other, boss)] == [404, 404]
    assert [who.post(url).status_code for who in (other, boss)] == [404, 404]
    assert statuses(*cards) == ["draft"] * 5


def test_editor_who_lost_the_permission_is_refused(client, editor, cards):
    url = address(client, *cards)
    editor.user_permissions.set(Permission.objects.filter(codename="view_question"))

    assert client.get(url).status_code == 403
    assert client.post(url, headers=JSON).status_code == 403
    assert statuses(*cards) == ["draft"] * 5


def test_whoever_is_logged_out_is_asked_to_log_in_and_led_back(client, cards):
    url = address(client, *cards)
    client.logout()

    for response in (client.get(url), client.post(url, headers=JSON)):
        assert response.status_code == 302
        assert response.url == f"/admin/login/?next={url}"
    assert statuses(*cards) == ["draft"] * 5


def test_other_methods_are_refused(client, cards):
    url = address(client, *cards)

    assert [ask(url).status_code for ask in (client.put, client.delete)] == [405, 405]


def test_post_needs_its_token(editor, client, cards):
    url = address(client, *cards)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert strict.post(url).status_code == 403
    assert statuses(*cards) == ["draft"] * 5


@pytest.mark.parametrize("ask", ["get", "post"])
def test_run_that_never_was_or_has_expired_is_not_found(client, cards, ask):
    url = address(client, *cards)
    assert getattr(client, ask)(f"{LIST}bulk/{uuid4()}/").status_code == 404

    # Only the runs': the editor stays logged in.
    key = client.cookies["sessionid"].value
    Session.objects.exclude(session_key=key).update(expire_date="2026-01-01T00:00Z")
    assert getattr(client, ask)(url).status_code == 404
    assert statuses(*cards) == ["draft"] * 5


def test_who_may_only_look_starts_nothing(cards):
    looker = UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_question"))
    response = act(client_of(looker), "publish_selected", *cards)

    assert "bulk" not in response.get("Location", "")
    assert Session.objects.count() == 1
