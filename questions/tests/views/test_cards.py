"""A deck and a card, as anybody sees them."""

import re

import pytest

from questions.domain import publishing
from questions.models import DeckEntry, OldSlug, Related
from questions.tests.factories import DeckFactory, QuestionFactory, ReferenceFactory, published
from questions.tests.views.visitors import cards_in, guest, newcomer, rate, text_of, user

pytestmark = pytest.mark.django_db


# --- A deck -------------------------------------------------------------------


def test_a_deck_lists_its_published_cards_in_its_order(client):
    one, two, gone, draft = published(), published(), published(), QuestionFactory()
    DeckFactory(slug="mixed", questions=[two, draft, gone, one])
    publishing.retire(gone)

    response = client.get("/decks/mixed/")

    assert cards_in(response) == [two.slug, one.slug]
    assert "2 cards</h2>" in text_of(response)


def test_a_deck_is_narrowed_by_its_topics(client):
    one, two, three = published(), published(), published()
    DeckFactory(slug="mixed", questions=[one, two, three])

    response = client.get(f"/decks/mixed/?topic={one.topic.slug}&topic={three.topic.slug}")

    assert cards_in(response) == [one.slug, three.slug]
    assert "2 cards</h2>" in text_of(response)


def test_a_deck_with_an_empty_topic_is_the_whole_deck(client):
    card = published()
    DeckFactory(slug="mixed", questions=[card])

    assert cards_in(client.get("/decks/mixed/?topic=")) == [card.slug]


def test_a_deck_without_cards_of_a_topic_says_so(client):
    DeckFactory(slug="mixed", questions=[published()])

    response = client.get("/decks/mixed/?topic=none")

    assert response.status_code == 200
    assert cards_in(response) == []
    assert "No cards here yet" in text_of(response)


@pytest.mark.parametrize("address", ["/decks/none/", "/cards/none/", "/cards/none/?deck=none"])
def test_an_address_that_names_nothing_is_not_found(address, client):
    assert client.get(address).status_code == 404


# --- What a person knows ------------------------------------------------------


def test_a_user_sees_what_they_know_on_lists_decks_and_cards():
    client, card, missed = user(), published(), published()
    DeckFactory(slug="deck-x", questions=[card, missed])
    rate(client, card, 3)
    rate(client, missed, 1)

    deck = text_of(client.get("/decks/deck-x/"))
    decks = text_of(client.get("/decks/"))

    assert deck.count('<span class="badge badge--known">Known</span>') == 1
    assert deck.count('<span class="badge badge--learning">Learning</span>') == 1
    assert "badge--known" in text_of(client.get(card.get_absolute_url()))
    assert "badge--learning" in text_of(client.get(missed.get_absolute_url()))
    assert "1 of 2" in decks


@pytest.mark.parametrize("visitor", [guest, newcomer])
def test_a_guest_sees_what_they_know_on_the_card_and_nobody_elses(visitor):
    client, card = visitor(), published()
    DeckFactory(slug="deck-x", questions=[card])
    rate(client, card, 3)

    assert "badge--known" in text_of(client.get(card.get_absolute_url()))
    # A list would cost a query more.
    assert "badge--known" not in text_of(client.get("/decks/deck-x/"))
    for other in (guest("b"), newcomer(), user()):
        assert "badge--known" not in text_of(other.get(card.get_absolute_url()))


# --- A card -------------------------------------------------------------------


def test_the_first_card_is_one_click_from_home(client):
    first, second = published(), published()
    DeckFactory(slug="start", questions=[second, first], position=0)
    DeckFactory(questions=[first], position=1)

    home = text_of(client.get("/"))

    (address,) = re.findall(r'href="([^"]+)">Open the first card', home)
    assert address == f"/cards/{second.slug}/?deck=start"
    assert client.get(address).status_code == 200


def test_a_card_shows_what_was_published(client):
    card = QuestionFactory(
        prompt="A **bold** prompt?",
        answer="The `short` answer.",
        key_points=["A *point*."],
        verified_with="Python 3.11",
    )
    ReferenceFactory(question=card, url="https://example.org/a?b=1&c=2", title="The <manual>")
    publishing.publish(card, author=None, now=card.edited_at)

    text = text_of(client.get(card.get_absolute_url()))

    assert "A <strong>bold</strong> prompt?" in text
    assert "The <code>short</code> answer." in text
    assert "<li>A <em>point</em>.</li>" in text
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer"' in text
    assert "The &lt;manual&gt;" in text
    assert "Checked with Python 3.11." in text


def test_the_answer_is_shut_until_it_is_asked_for(client):
    card = published()

    text = text_of(client.get(card.get_absolute_url()))

    assert '<details class="flip" data-flip>' in text
    assert text.index("<details") < text.index("The <em>short</em> answer.")


def test_an_unpublished_change_is_not_shown(client):
    card = published(prompt="As published?")
    card.prompt, card.answer = "As edited?", "Edited answer."
    card.save()

    text = text_of(client.get(card.get_absolute_url()))

    assert "As published?" in text
    assert "dited" not in text


def test_in_a_deck_a_card_has_its_neighbors(client):
    one, two, three = published(), published(), published()
    DeckFactory(slug="mixed", questions=[three, one, two])

    text = text_of(client.get(f"/cards/{one.slug}/?deck=mixed"))

    assert f'rel="prev" href="/cards/{three.slug}/?deck=mixed"' in text
    assert f'rel="next" href="/cards/{two.slug}/?deck=mixed"' in text
    assert "Card 2 of 3" in text


def test_the_first_card_has_nothing_before_it_and_the_last_leads_to_a_quiz(client):
    one, two = published(), published()
    DeckFactory(slug="mixed", questions=[one, two])

    first = text_of(client.get(f"/cards/{one.slug}/?deck=mixed"))
    last = text_of(client.get(f"/cards/{two.slug}/?deck=mixed"))

    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert 'href="/quizzes/new/?deck=mixed"' in last


def test_neighbors_skip_retired_cards_and_drafts(client):
    one, gone, draft, two = published(), published(), QuestionFactory(), published()
    DeckFactory(slug="mixed", questions=[one, gone, draft, two])
    publishing.retire(gone)

    text = text_of(client.get(f"/cards/{one.slug}/?deck=mixed"))

    assert f'rel="next" href="/cards/{two.slug}/?deck=mixed"' in text
    assert "Card 1 of 2" in text


def test_cards_at_one_position_of_a_deck_are_all_reached(client):
    cards = [published() for _ in range(3)]
    DeckFactory(slug="mixed", questions=cards)
    DeckEntry.objects.update(position=0)

    address, met = f"/cards/{cards[0].slug}/?deck=mixed", []
    while address:
        met.append(address)
        after = re.search(r'rel="next" href="([^"]+)"', text_of(client.get(address)))
        address = after and after[1]

    assert met == [f"/cards/{card.slug}/?deck=mixed" for card in cards]


@pytest.mark.parametrize("deck", ["none", "other"])
def test_a_deck_without_the_card_gives_no_neighbors(deck, client):
    card = published()
    DeckFactory(slug="other", questions=[published()])

    response = client.get(f"/cards/{card.slug}/?deck={deck}")

    assert response.status_code == 200
    assert "rel=" not in text_of(response).split("<main")[1].split("<details")[0]


def test_related_cards_say_how_they_differ_and_retired_ones_are_left_out(client):
    card, near, gone = published(), published(prompt="The near twin?"), published()
    Related.objects.create(question=card, other=near, note="It is lazy.")
    Related.objects.create(question=card, other=gone, note="It is gone.")
    publishing.retire(gone)

    text = text_of(client.get(card.get_absolute_url()))

    assert f'<a href="/cards/{near.slug}/">The near twin?</a><p>It is lazy.</p>' in text
    assert "It is gone." not in text


# --- Moved, retired, not there yet --------------------------------------------


def test_an_old_address_leads_to_the_new_one_with_its_query(client):
    card = published(slug="new-name")
    OldSlug.objects.create(slug="old-name", question=card)

    response = client.get("/cards/old-name/?deck=a-deck&x=1%202")

    assert response.status_code == 301
    assert response["Location"] == "/cards/new-name/?deck=a-deck&x=1+2"


def test_a_card_that_took_over_an_old_address_is_itself(client):
    taken = published(slug="name")
    OldSlug.objects.create(slug="name", question=published())

    response = client.get("/cards/name/")

    assert response.context["page"].question == taken


def test_a_retired_card_can_be_read_and_is_marked(client):
    card = published()
    DeckFactory(slug="mixed", questions=[card, published()])
    publishing.retire(card)

    alone = client.get(card.get_absolute_url())
    in_deck = client.get(f"{card.get_absolute_url()}?deck=mixed")

    for response in (alone, in_deck):
        assert response.status_code == 200
        assert "This card is retired" in text_of(response)
    assert "This card is retired" not in text_of(client.get(published().get_absolute_url()))


def test_a_retired_card_is_in_no_list(client):
    card = published(prompt="A zeppelin?")
    publishing.retire(card)

    assert cards_in(client.get("/decks/?q=zeppelin")) == []
    assert cards_in(client.get("/decks/?difficulty=easy")) == []


def test_a_draft_is_not_found(client):
    draft = QuestionFactory()

    assert client.get(draft.get_absolute_url()).status_code == 404
