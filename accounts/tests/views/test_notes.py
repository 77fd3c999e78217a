"""Notes and bookmarks through the pages: by forms, in the background, and in the list."""

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Note
from accounts.tests.views.entering import log_in
from questions.domain import publishing
from questions.models import OldSlug, Topic
from questions.tests.factories import DeckFactory, QuestionFactory, published
from questions.tests.views.visitors import (
    JSON,
    cards_in,
    guest,
    messages_of,
    newcomer,
    person_of,
    text_of,
    user,
)
from quizsite.tests.html import form_to, page_of

pytestmark = pytest.mark.django_db

CARD, NOTE, BOOKMARK = "/cards/card-x/", "/cards/card-x/note/", "/cards/card-x/bookmark/"
VISITORS = pytest.mark.parametrize("visitor", [newcomer, guest, user])


@pytest.fixture(autouse=True)
def card():
    return published(slug="card-x", prompt="What is x?")


def noted(client):
    return list(Note.objects.of(person_of(client)).values_list("text", "is_bookmarked", "seq"))


def mark_button(client):
    (form,) = page_of(client.get(CARD)).all("form", action=BOOKMARK)
    (button,) = form.all("button")
    return button.attrs["value"], button.attrs["aria-pressed"]


# --- On a card -------------------------------------------------------------------


@VISITORS
def test_a_note_is_written_and_stands_on_the_card(visitor):
    client = visitor()
    sent = form_to(client.get(CARD), NOTE) | {"text": "First\r\n\r\n<b>second</b>"}

    response = client.post(NOTE, sent)

    assert (response.status_code, response["Location"]) == (302, CARD)
    assert messages_of(response) == ["Your note is saved."]
    assert noted(client) == [("First\n\n<b>second</b>", False, 1)]
    assert "First\n\n&lt;b&gt;second&lt;/b&gt;</textarea>" in text_of(client.get(CARD))
    assert form_to(client.get(CARD), NOTE)["seq"] == ["1"]


@VISITORS
def test_a_bookmark_is_set_and_taken_away_and_pressing_twice_is_the_same(visitor):
    client = visitor()
    assert mark_button(client) == ("1", "false")

    client.post(BOOKMARK, {"on": "1"})
    client.post(BOOKMARK, {"on": "1"})

    assert mark_button(client) == ("0", "true")
    client.post(BOOKMARK, {"on": "0"})
    assert mark_button(client) == ("1", "false")


def test_a_note_is_nobody_elses():
    client = user(username="ada")
    client.post(NOTE, {"text": "Secret thought"})

    for other in (user(), user(is_staff=True, is_superuser=True), guest(), newcomer()):
        assert "Secret thought" not in text_of(other.get(CARD))
        assert "Secret thought" not in text_of(other.get("/notes/"))
        assert other.post(NOTE, {"text": "Mine", "seq": "0"}).status_code == 302
    assert noted(client) == [("Secret thought", False, 1)]


@pytest.mark.parametrize("address", [NOTE, BOOKMARK])
def test_the_way_back_leads_to_the_card_in_its_deck(address, card):
    DeckFactory(slug="deck-x", questions=[card])
    client = guest()
    page = client.get(CARD + "?deck=deck-x")

    response = client.post(address, form_to(page, address) | {"text": "Mine", "on": "1"})

    assert response["Location"] == CARD + "?deck=deck-x"


def test_a_stale_note_is_not_stored_and_both_are_shown_to_choose():
    client = user()
    client.post(NOTE, {"text": "Stored", "seq": "0"})

    response = client.post(NOTE, {"text": "From an old page", "seq": "0", "deck": "d"})

    page = text_of(response)
    assert response.status_code == 409
    assert '<p class="note__text" lang="">Stored</p>' in page
    assert "From an old page</textarea>" in page
    assert 'href="/cards/card-x/?deck=d">Keep the saved one' in page
    assert noted(client) == [("Stored", False, 1)]

    client.post(NOTE, form_to(response, NOTE) | {"text": "From an old page"})
    assert noted(client) == [("From an old page", False, 2)]


def test_of_two_notes_both_can_be_kept():
    client = user()
    client.post(NOTE, {"text": "Stored", "seq": "0"})
    refused = client.post(NOTE, {"text": "Mine", "seq": "0"})

    client.post(NOTE, form_to(refused, NOTE) | {"text": "Mine", "below": "1"})

    assert noted(client) == [("Stored\n\nMine", False, 2)]


@VISITORS
@pytest.mark.parametrize(
    ("query", "way"),
    [("", "/study/"), ("?topic=a%26b&only=all", "/study/?topic=a%26b&only=all&since=")],
)
def test_an_explanation_is_kept_below_the_note_and_leads_back_to_the_session(visitor, query, way):
    Topic.objects.update(slug="a&b")
    client = visitor()
    client.post(NOTE, {"text": "Stored", "seq": "0"})
    page = client.get("/study/" + query, follow=True)

    response = client.post(NOTE, form_to(page, NOTE) | {"text": "Explained"})

    assert messages_of(response) == ["Your note is saved."]
    assert noted(client) == [("Stored\n\nExplained", False, 2)]
    back = client.get(response["Location"])
    assert form_to(back, "/study/")["card"] == ["card-x"]
    (here,) = form_to(page, NOTE)["next"]
    assert form_to(back, NOTE)["next"] == [here]
    assert here.rstrip("0123456789.") == way


def test_an_explanation_that_is_too_long_can_be_shortened_and_still_goes_below():
    client = user()
    client.post(NOTE, {"text": "x" * 9_000, "seq": "0"})
    page = client.get("/study/?deck=")

    refused = client.post(NOTE, form_to(page, NOTE) | {"text": "y" * 2_000})
    response = client.post(NOTE, form_to(refused, NOTE) | {"text": "y"})

    assert (refused.status_code, response["Location"]) == (422, "/study/")
    assert noted(client) == [("x" * 9_000 + "\n\ny", False, 2)]


def test_the_way_back_never_leads_to_another_site():
    response = guest().post(NOTE, {"text": "Mine", "next": "https://evil.example/"})

    assert response["Location"] == CARD


@pytest.mark.parametrize("seq", [None, "", "x", "-1", "9" * 30])
def test_a_save_that_has_seen_no_note_overwrites_none(seq):
    client = guest()
    client.post(NOTE, {"text": "Stored", "seq": "0"})

    response = client.post(NOTE, {"text": "Mine"} | ({} if seq is None else {"seq": seq}))

    assert response.status_code == 409
    assert noted(client) == [("Stored", False, 1)]


@VISITORS
def test_a_note_that_is_too_long_is_shown_again_with_all_its_text(visitor):
    client, text = visitor(), "x" * 10_001

    response = client.post(NOTE, {"text": text, "seq": "0"})

    page = text_of(response)
    assert response.status_code == 422
    assert "at most 10,000 characters; this one has 10,001" in page
    assert f"{text}</textarea>" in page
    assert noted(client) == []


def test_in_the_background_a_save_answers_with_the_next_seq():
    client = guest()

    saved = client.post(NOTE, {"text": "Mine", "seq": "0"}, headers=JSON)
    stale = client.post(NOTE, {"text": "Other", "seq": "0"}, headers=JSON)
    long = client.post(NOTE, {"text": "x" * 10_001, "seq": "1"}, headers=JSON)
    marked = client.post(BOOKMARK, {"on": "1"}, headers=JSON)

    assert (saved.status_code, saved.json()) == (200, {"seq": 1})
    assert (stale.status_code, long.status_code) == (409, 422)
    assert marked.json() == {"on": True}
    assert noted(client) == [("Mine", True, 1)]


@pytest.mark.parametrize("address", ["/cards/none/note/", "/cards/draft/note/"])
def test_a_card_without_a_page_takes_no_note(address):
    QuestionFactory(slug="draft")

    assert guest().post(address, {"text": "Mine"}).status_code == 404
    assert Note.objects.count() == 0


def test_a_retired_and_a_renamed_card_take_notes(card):
    client = guest()
    OldSlug.objects.create(slug="old-x", question=card)
    publishing.retire(card)

    response = client.post("/cards/old-x/note/", {"text": "Mine"})

    assert response["Location"] == CARD
    assert noted(client) == [("Mine", False, 1)]


def test_a_guests_notes_are_in_the_account_after_the_log_in():
    user(username="ada")
    client = newcomer()
    client.post(NOTE, {"text": "As a guest"})

    log_in(client)

    assert "As a guest" in text_of(client.get("/notes/"))


# --- All of them -------------------------------------------------------------------


def test_the_list_leads_to_cards_and_can_be_narrowed():
    client, marked = user(), published(slug="marked", prompt="What is y?")
    client.post(NOTE, {"text": "About <x>"})
    client.post(f"/cards/{marked.slug}/bookmark/", {"on": "1"})

    assert cards_in(client.get("/notes/")) == ["marked", "card-x"]
    assert cards_in(client.get("/notes/?only=bookmarked")) == ["marked"]
    assert cards_in(client.get("/notes/?q=ABOUT")) == ["card-x"]
    assert cards_in(client.get("/notes/?only=nonsense&q=what+y")) == ["marked"]
    assert "About &lt;x&gt;" in text_of(client.get("/notes/"))
    assert 'href="/study/?only=bookmarked"' in text_of(client.get("/notes/?only=bookmarked"))


def test_the_list_has_fifty_on_a_page_and_keeps_the_search():
    client = user()
    cards = [published() for _ in range(51)]
    for card in cards:
        client.post(f"/cards/{card.slug}/bookmark/", {"on": "1"})

    first, second = client.get("/notes/?q=what"), client.get("/notes/?q=what&page=2")

    assert (len(cards_in(first)), len(cards_in(second))) == (50, 1)
    assert 'href="?q=what&amp;page=2"' in text_of(first)
    assert client.get("/notes/?page=99").status_code == 200


@pytest.mark.parametrize("only", ["", "bookmarked", "suspended"])
@VISITORS
def test_an_empty_list_says_how_to_fill_it_and_a_look_makes_nobody_a_guest(visitor, only):
    client = visitor()
    before = Session.objects.count()

    assert '<div class="empty">' in text_of(client.get(f"/notes/?only={only}"))
    assert Session.objects.count() == before


@pytest.mark.parametrize("q", ["%00", "%25", "%ff", "x" * 5000, "a " * 500])
def test_nonsense_finds_nothing(q):
    client = user()
    client.post(NOTE, {"text": "Mine"})

    assert client.get(f"/notes/?q={q}").status_code == 200
