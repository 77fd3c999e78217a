"""On a card of study: ticking its points, putting it aside, taking it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Memory, PointMemory, Review
from accounts.tests.learning import rate
from accounts.tests.views.studying import press, rate_shown, ratings, shown, undo_shown
from questions.tests.factories import published
from questions.tests.views.visitors import guest, messages_of, newcomer, person_of, text_of, user
from quizsite.tests.html import form_to, page_of

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])


# --- Key points ---------------------------------------------------------------------


def keys_on(response):
    return form_to(response, "/study/")["points"]


def sums():
    return {
        row.point: (row.covered, row.missed, row.is_missing) for row in PointMemory.objects.all()
    }


@EVERYBODY
def test_ticked_points_are_covered_and_the_others_missed(visitor):
    client = visitor()
    published()
    page = client.get("/study/")
    first, second = keys_on(page)

    rate_shown(client, page, 2, point=[first])

    assert sums() == {first: (1, 0, False), second: (0, 1, True)}
    again = text_of(client.get("/study/"))
    assert "Missed 1 of 1 time" in again


def test_none_of_them_misses_all_and_untouched_points_say_nothing():
    client = guest()
    published()
    page = client.get("/study/")
    first, second = keys_on(page)

    page = rate_shown(client, page, 1)
    assert (sums(), Review.objects.get().points) == ({}, None)
    rate_shown(client, page, 1, point=["none"])

    assert sums() == {first: (0, 1, True), second: (0, 1, True)}


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(["x" * 16], id="no hexadecimal digits"),
        pytest.param(["a" * 17], id="too long"),
        pytest.param([""], id="empty"),
        pytest.param([f"{n:016x}" for n in range(51)], id="too many"),
        pytest.param([], id="none"),
    ],
)
def test_points_that_are_none_are_not_kept_and_the_rating_is(points):
    client, card = guest(), published()

    client.post("/study/", {"card": card.slug, "rating": "3", "points": points, "point": "a" * 16})

    assert (sums(), ratings(client)) == ({}, {card.pk: 3})


def test_a_point_sent_twice_counts_once():
    client, card, key = guest(), published(), "a" * 16

    client.post("/study/", {"card": card.slug, "rating": "3", "points": [key, key], "point": key})

    assert sums() == {key: (1, 0, False)}


# --- Putting off and suspending -------------------------------------------------------


@EVERYBODY
@pytest.mark.parametrize("event", ["bury", "suspend"])
def test_a_card_can_be_put_aside_and_taken_back(visitor, event):
    client = visitor()
    published(slug="one"), published(slug="two")

    aside = press(client, client.get("/study/"), event=event)

    memory = Memory.objects.get()
    assert (memory.is_suspended, memory.put_off_until is not None) == (
        event == "suspend", event == "bury",
    )  # fmt: skip
    assert shown(aside) == "two"
    assert ("Suspended" if event == "suspend" else "Put off") in text_of(aside)
    assert shown(undo_shown(client, aside)) == "one"
    assert Memory.objects.count() == 0


def test_what_is_no_event_is_taken_for_a_rating_without_one():
    client, card = guest(), published()

    response = client.post("/study/", {"card": card.slug, "event": "undo"})

    assert response.status_code == 422
    assert Review.objects.count() == 0


# --- Taking back ------------------------------------------------------------------------


@EVERYBODY
def test_ratings_are_taken_back_step_by_step(visitor):
    client, one, _two = visitor(), published(slug="one"), published(slug="two")
    second = rate_shown(client, client.get("/study/"), 4)
    end = rate_shown(client, second, 4)

    back = undo_shown(client, end)
    assert (shown(back), ratings(client)) == ("two", {one.pk: 4})
    assert "Taken back. The card is where it was." in messages_of(back)
    back = undo_shown(client, back)
    assert (shown(back), ratings(client)) == ("one", {})
    assert not page_of(back).all("form", action="/study/undo/")


def test_an_undo_sent_twice_takes_back_one_step():
    client, one = guest(), published(slug="one")
    published(slug="two")
    end = rate_shown(client, rate_shown(client, client.get("/study/"), 4), 4)

    undo_shown(client, end)
    again = undo_shown(client, end)

    assert ratings(client) == {one.pk: 4}
    assert "There was nothing to take back any more." in messages_of(again)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_undo_is_a_post(method, client):
    assert getattr(client, method)("/study/undo/").status_code == 405


@pytest.mark.parametrize("visitor", [newcomer, guest])
@pytest.mark.parametrize("review", ["", "x", "-1", "0", "1.5", "²", "9" * 30, "9" * 18, None])
def test_nonsense_takes_nothing_back(visitor, review):
    client = visitor()

    response = client.post("/study/undo/", {} if review is None else {"review": review})

    assert (response.status_code, response["Location"]) == (302, "/study/")


@EVERYBODY
def test_nobody_takes_back_somebody_elses_rating(visitor):
    owner, card = user(), published()
    rate_shown(owner, owner.get("/study/"), 3)

    visitor().post("/study/undo/", {"review": Review.objects.get().pk})

    assert ratings(owner) == {card.pk: 3}


def test_a_stubborn_card_names_its_help():
    client, card = user(), published()
    person, now = person_of(client), timezone.now()
    for day in range(4):
        for rating, hours in ((4, 0), (1, 13)):
            rate(person, card, rating, at=now - timedelta(days=30 - day, hours=-hours))

    text = text_of(client.get("/study/"))

    assert "This one is stubborn" in text
    assert "It slipped away 4 times." in text
