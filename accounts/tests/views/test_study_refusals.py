"""Study: what is sent twice, late or wrong, and what is not one's own."""

import uuid

import pytest

from accounts.models import Memory, Review, StudyDay
from accounts.tests.views.studying import rate_shown, ratings, shown
from questions.domain import publishing
from questions.tests.factories import QuestionFactory, published
from questions.tests.views.visitors import guest, newcomer, person_of, text_of, user
from quizsite.tests.html import form_to

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])


# --- Sent twice, sent late, sent wrong ------------------------------------------------------


@EVERYBODY
def test_a_rating_sent_twice_counts_once(visitor):
    client, card = visitor(), published()
    page = client.get("/study/")

    first = rate_shown(client, page, 3, follow=False)
    second = rate_shown(client, page, 3, follow=False)

    assert first["Location"] == second["Location"]
    assert Review.objects.count() == 1
    assert ratings(client) == {card.pk: 3}


@EVERYBODY
def test_a_card_rated_in_another_tab_meanwhile_is_not_rated_again(visitor):
    client, card = visitor(), published()
    client.post("/study/", {"card": card.slug, "rating": "3"})  # makes a newcomer a guest
    one, other = client.get("/study/"), client.get("/study/")
    rate_shown(client, one, 1)

    response = rate_shown(client, other, 3)

    assert response.status_code == 409
    assert "This card was rated elsewhere since the page was made" in text_of(response)
    assert Review.objects.count() == 2
    assert ratings(client) == {card.pk: 1}
    # What is shown now can be rated.
    rate_shown(client, response, 3)
    assert ratings(client) == {card.pk: 3}


def test_a_card_whose_intervals_have_moved_on_is_not_rated_unseen():
    client, card = guest(), published()
    form = form_to(client.get("/study/"), "/study/") | {"rating": 3, "promise": "0:60,330,601,9"}

    response = client.post("/study/", form)

    assert response.status_code == 409
    assert shown(response) == card.slug
    assert Review.objects.count() == 0


@pytest.mark.parametrize("rating", ["0", "5", "", "good", "3.0", "-1", "٣"])
def test_what_is_no_rating_is_refused_and_the_card_stays(rating):
    client, card = guest(), published()

    response = rate_shown(client, client.get("/study/"), rating)

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


def test_after_a_refusal_the_same_round_goes_on():
    client = guest()
    published(slug="unmet"), published(slug="missed")
    client.post("/study/", {"card": "missed", "rating": "1"})

    response = rate_shown(client, client.get("/study/?only=missed", follow=True), "nonsense")

    assert shown(response) == "missed"
    assert form_to(response, "/study/")["only"] == ["missed"]


@pytest.mark.parametrize("slug", ["none", "", "draft", "\0"])
@pytest.mark.parametrize("button", [{"rating": "3"}, {"event": "suspend"}])
def test_a_card_that_is_not_there_is_neither_rated_nor_put_aside(slug, button, client):
    QuestionFactory(slug="draft")

    response = client.post("/study/", {"card": slug} | button)

    assert response.status_code == 422
    assert Review.objects.count() == 0


@pytest.mark.parametrize(("token", "promise"), [("", ""), ("nonsense", "nonsense"), (None, None)])
def test_a_form_without_token_or_promise_still_counts(token, promise):
    client, card = guest(), published()
    form = {"card": card.slug, "rating": "3", "token": token, "promise": promise}
    form = {name: value for name, value in form.items() if value is not None}

    assert client.post("/study/", form).status_code == 302

    assert ratings(client) == {card.pk: 3}


def test_somebody_elses_token_takes_nothing_from_a_rating():
    one, other, card, token = user(), user(), published(), uuid.uuid4()
    for client, rating in ((one, "3"), (other, "1")):
        client.post("/study/", {"card": card.slug, "rating": rating, "token": token})

    assert (ratings(one), ratings(other)) == ({card.pk: 3}, {card.pk: 1})


def test_one_persons_session_is_not_anothers():
    one, other, card = user(), user(), published()

    end = rate_shown(one, one.get("/study/"), 4)

    assert shown(end) is None
    assert shown(other.get("/study/")) == card.slug
    assert "Undo" not in text_of(other.get("/study/"))


def test_a_get_writes_nothing_and_makes_nobody_a_guest():
    client = newcomer()
    published()

    for address in ("/study/", "/study/?only=all", "/study/?minutes=3"):
        client.get(address)

    assert not person_of(client)
    assert StudyDay.objects.count() == Memory.objects.count() == 0
