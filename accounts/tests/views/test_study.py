"""Study: one card after the other, rated by its reader."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Review
from accounts.tests.learning import remembered
from questions.domain import publishing
from questions.tests.factories import DeckFactory, QuestionFactory, published
from questions.tests.views.visitors import guest, newcomer, person_of, text_of, user
from quizsite.tests.html import form_to, page_of

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])


def shown(response):
    page = response.context["page"]
    return page.question.slug if page.question else None


def rate_shown(client, response, rating, follow=True):
    """Press a rating on the page that is shown."""
    form = form_to(response, "/study/") | {"rating": rating}
    return client.post("/study/", form, follow=follow)


def ratings(client):
    return {pk: row[0] for pk, row in remembered(person_of(client)).items()}


# --- The page --------------------------------------------------------------------


def test_the_answer_is_shut_and_the_four_ratings_are_behind_it(client):
    published(prompt="A prompt?")

    root = page_of(client.get("/study/"))

    (flip,) = root.all("details", **{"class": "flip"})
    assert "open" not in flip.attrs
    assert "A prompt?" not in flip.text
    assert "The short answer." in flip.text
    buttons = [(button.attrs["value"], button.text) for button in flip.all("button", name="rating")]
    assert buttons == [("1", "Again 1"), ("2", "Hard 2"), ("3", "Good 3"), ("4", "Easy 4")]


@EVERYBODY
def test_a_pass_goes_from_card_to_card_and_ends(visitor):
    client, one, two = visitor(), published(slug="one"), published(slug="two")

    first = client.get("/study/")
    second = rate_shown(client, first, 3)
    end = rate_shown(client, second, 1)

    assert (shown(first), shown(second), shown(end)) == ("one", "two", None)
    assert "Card 1 of 2" in text_of(first)
    assert "Card 2 of 2" in text_of(second)
    assert "You went through 2 cards." in text_of(end)
    assert "1 is known by now." in text_of(end)
    assert ratings(client) == {one.pk: 3, two.pk: 1}


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_every_rating_is_kept(rating):
    client, card = guest(), published()

    rate_shown(client, client.get("/study/"), rating)

    assert ratings(client) == {card.pk: rating}


def test_the_end_offers_what_was_missed_and_a_new_pass():
    client, known, missed = guest(), published(slug="known"), published(slug="missed")
    DeckFactory(slug="deck-x", questions=[known, missed])
    second = rate_shown(client, client.get("/study/?deck=deck-x"), 3)
    end = rate_shown(client, second, 1)

    links = {link.text: link.attrs["href"] for link in page_of(end).all("a")}

    again = client.get(links["Go again through the one you missed"])
    assert shown(again) == "missed"
    assert shown(rate_shown(client, again, 3)) is None
    # Both are known by now; this one was seen longer ago.
    assert shown(client.get(links["Start over"])) == "known"
    assert links["Take a quiz"].startswith("/quizzes/new/?deck=deck-x")


def test_deck_and_topic_are_kept_from_card_to_card():
    client, one, two, other = guest(), published(), published(), published()
    DeckFactory(slug="deck-x", questions=[two, one])
    second = rate_shown(client, client.get("/study/?deck=deck-x"), 3)

    assert shown(second) == one.slug
    assert shown(rate_shown(client, second, 3)) is None
    assert shown(client.get(f"/study/?topic={other.topic.slug}")) == other.slug


def test_only_what_was_missed_is_kept_from_card_to_card():
    client = guest()
    for slug in ("one", "two", "three"):
        published(slug=slug)
    page = client.get("/study/")
    for rating in (1, 3, 1):
        page = rate_shown(client, page, rating)

    first = client.get("/study/?only=missed")
    second = rate_shown(client, first, 1)

    assert (shown(first), shown(second)) == ("one", "three")
    assert shown(rate_shown(client, second, 1)) is None


# --- Nothing to show ---------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?deck=none", "?topic=none", "?deck=none&topic=none"])
def test_where_no_card_is_the_page_says_so(query, client):
    if query:
        published()

    response = client.get(f"/study/{query}")

    assert response.status_code == 200
    assert "No cards here" in text_of(response)


def test_where_nothing_was_missed_the_page_says_so():
    client = guest()
    published()
    rate_shown(client, client.get("/study/"), 4)

    assert "Every card you met here is known." in text_of(client.get("/study/?only=missed"))


# --- Sent twice, sent wrong -----------------------------------------------------------


@EVERYBODY
def test_a_rating_sent_twice_counts_once(visitor):
    client, card = visitor(), published()
    page = client.get("/study/")

    first = rate_shown(client, page, 3, follow=False)
    second = rate_shown(client, page, 3, follow=False)

    assert first["Location"] == second["Location"]
    assert Review.objects.count() == 1
    assert ratings(client) == {card.pk: 3}


def test_two_pages_of_one_card_count_twice():
    client = guest()
    published()
    one, other = client.get("/study/"), client.get("/study/")

    rate_shown(client, one, 3)
    rate_shown(client, other, 1)

    assert Review.objects.count() == 2


@pytest.mark.parametrize("rating", ["0", "5", "", "good", "3.0", "-1", "٣"])
def test_what_is_no_rating_is_refused_and_the_card_stays(rating):
    client, card = guest(), published()
    page = client.get("/study/")

    response = rate_shown(client, page, rating)

    assert response.status_code == 422
    assert 'role="alert">Choose one of the four ratings. Nothing was recorded.' in text_of(response)
    assert shown(response) == card.slug
    assert Review.objects.count() == 0


def test_a_card_that_was_retired_meanwhile_is_not_rated():
    client, gone, left = guest(), published(), published()
    page = client.get("/study/")
    publishing.retire(gone)

    response = rate_shown(client, page, 3)

    assert response.status_code == 422
    assert "That card is no longer offered." in text_of(response)
    assert shown(response) == left.slug
    assert Review.objects.count() == 0


def test_after_a_refusal_the_same_pass_goes_on():
    client = guest()
    published(slug="unmet"), published(slug="missed")
    client.post("/study/", {"card": "missed", "rating": "1"})

    response = rate_shown(client, client.get("/study/?only=missed"), "nonsense")

    assert shown(response) == "missed"
    assert form_to(response, "/study/")["only"] == ["missed"]


@pytest.mark.parametrize("slug", ["none", "", "draft", "\0"])
def test_a_card_that_is_not_there_is_not_rated(slug, client):
    QuestionFactory(slug="draft")

    response = client.post("/study/", {"card": slug, "rating": "3"})

    assert response.status_code == 422
    assert Review.objects.count() == 0


@pytest.mark.parametrize("token", ["", "nonsense", None])
def test_a_form_without_its_token_still_counts(token):
    client, card = guest(), published()
    form = {"card": card.slug, "rating": "3"} | ({} if token is None else {"token": token})

    assert client.post("/study/", form).status_code == 302

    assert ratings(client) == {card.pk: 3}


@pytest.mark.parametrize(
    "since", ["", "nan", "inf", "-inf", "1e300", "-1e18", "x", "0", "-1", "9e9"]
)
def test_a_wrong_beginning_never_breaks_the_page(since):
    client, card = guest(), published()

    assert client.get("/study/", {"since": since}).status_code == 200
    form = {"card": card.slug, "rating": "3", "since": since, "token": uuid.uuid4()}
    assert client.post("/study/", form, follow=True).status_code == 200
    assert ratings(client) == {card.pk: 3}


def test_a_beginning_in_the_future_is_now():
    client, card = guest(), published()
    future = timezone.now() + timedelta(days=1)

    page = client.get("/study/", {"since": future.timestamp()})

    assert shown(page) == card.slug
    assert shown(rate_shown(client, page, 3)) is None


def test_one_persons_ratings_are_not_anothers():
    one, other, card = user(), user(), published()

    rate_shown(one, one.get("/study/"), 3)

    assert ratings(one) == {card.pk: 3}
    assert ratings(other) == {}
    assert shown(other.get("/study/")) == card.slug
