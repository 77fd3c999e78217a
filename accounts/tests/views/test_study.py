"""Study: one card after the other, rated by its reader; how a session and a round go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Profile, Review, StudyDay
from accounts.tests.views.studying import press, rate_shown, ratings, shown
from questions.tests.factories import DeckFactory, published
from questions.tests.views.visitors import guest, newcomer, text_of, user
from quizsite.tests.html import form_to, page_of

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])


# --- The page --------------------------------------------------------------------


def test_the_answer_is_shut_and_the_four_ratings_say_when_the_card_comes_back(client):
    published(prompt="A prompt?")

    root = page_of(client.get("/study/"))

    (flip,) = root.all("details", **{"class": "flip"})
    assert "open" not in flip.attrs
    assert "A prompt?" not in flip.text
    assert "The short answer." in flip.text
    again, hard, good, easy = flip.all("button", name="rating")
    assert [one.text for one in (again, hard, good)] == [
        "Again 1 min 1", "Hard 6 min 2", "Good 10 min 3",
    ]  # fmt: skip
    assert easy.text.startswith("Easy ")
    assert easy.text.endswith(" days 4")
    assert [one.attrs["value"] for one in (again, hard, good, easy)] == ["1", "2", "3", "4"]


@EVERYBODY
def test_a_session_goes_from_card_to_card_and_ends(visitor):
    client, one, two = visitor(), published(slug="one"), published(slug="two")

    first = client.get("/study/")
    second = rate_shown(client, first, 4)
    end = rate_shown(client, second, 4)

    assert (shown(first), shown(second), shown(end)) == ("one", "two", None)
    assert "0 of 2" in text_of(first)
    assert "1 of 2" in text_of(second)
    assert "Left: 0 learning, 0 due, 1 new" in text_of(second)
    assert "Done for today" in text_of(end)
    assert "You rated 2 times today, met 2 new cards." in " ".join(text_of(end).split())
    assert "The next card comes back on" in text_of(end)
    assert ratings(client) == {one.pk: 4, two.pk: 4}


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_every_rating_is_kept(rating):
    client, card = guest(), published()

    rate_shown(client, client.get("/study/"), rating)

    assert ratings(client) == {card.pk: rating}


def test_a_missed_card_comes_again_in_the_same_session():
    client = guest()
    published(slug="missed"), published(slug="known")

    second = rate_shown(client, client.get("/study/"), 1)
    third = rate_shown(client, second, 4)

    assert [shown(second), shown(third)] == ["known", "missed"]
    assert shown(rate_shown(client, third, 4)) is None


def test_the_time_from_the_page_to_the_rating_is_kept():
    client = guest()
    published()
    form = form_to(client.get("/study/"), "/study/") | {"rating": 3}
    form["shown_at"] = float(form["shown_at"][0]) - 12.5

    client.post("/study/", form)

    assert 12_500 <= Review.objects.get().spent_ms < 60_000
    assert StudyDay.objects.get().spent_ms == Review.objects.get().spent_ms


@pytest.mark.parametrize("shown_at", ["", "nan", "inf", "x", "1e300", "9e9", None])
def test_a_nonsense_moment_breaks_nothing(shown_at):
    client, card = guest(), published()
    form = {"card": card.slug, "rating": "3"} | ({"shown_at": shown_at} if shown_at else {})

    assert client.post("/study/", form).status_code == 302

    assert Review.objects.get().spent_ms in (None, 0)


# --- What leads through a session ----------------------------------------------------


@pytest.mark.parametrize(
    "query", ["deck=deck-x&topic=topic-x", "topic=topic-x&minutes=2", "only=all"]
)
def test_what_is_studied_is_kept_from_card_to_card_by_every_button(query):
    client, card, other = guest(), published(topic__slug="topic-x"), published()
    DeckFactory(slug="deck-x", questions=[card, published(topic=card.topic), other])
    page = client.get(f"/study/?{query}", follow=True)
    wanted = dict(part.split("=") for part in query.split("&"))

    for act in (
        lambda page: rate_shown(client, page, 1, follow=False),
        lambda page: press(client, page, event="bury", follow=False),
        lambda page: client.post("/study/undo/", form_to(page, "/study/undo/")),
    ):
        address = act(page)["Location"]
        page = client.get(address, follow=True)
        kept = {name: form_to(page, "/study/")[name][0] for name in wanted}
        assert kept == wanted
        assert all(part in address for part in query.split("&"))


def test_a_round_keeps_its_beginning_so_that_it_ends():
    client = guest()
    for slug in ("one", "two"):
        published(slug=slug)
    page = client.get("/study/?only=all", follow=True)

    second = rate_shown(client, page, 1)
    end = rate_shown(client, second, 1)

    assert (shown(page), shown(second), shown(end)) == ("one", "two", None)
    assert "You went through 2 cards in this round." in text_of(end)


def test_the_address_of_a_round_says_when_it_began_so_that_reload_and_back_go_on_with_it():
    client = guest()
    for slug in ("one", "two"):
        published(slug=slug)

    first = client.get("/study/?only=all")["Location"]
    rate_shown(client, client.get(first), 4)

    assert shown(client.get(first)) == "two"


def test_the_end_leads_to_what_was_missed_all_cards_and_a_quiz():
    client, known, missed = user(), published(slug="known"), published(slug="missed")
    DeckFactory(slug="deck-x", questions=[known, missed])
    page = client.get("/study/?deck=deck-x&only=all", follow=True)
    for rating in (4, 1):
        page = rate_shown(client, page, rating)

    links = {link.text: link.attrs["href"] for link in page_of(page).all("a")}

    again = client.get("/study/" + links["Go through the one you don't know yet"], follow=True)
    assert shown(again) == "missed"
    assert shown(rate_shown(client, again, 4)) is None
    early = client.get("/study/" + links["Go through all cards here, early"], follow=True)
    assert shown(early) == "known"
    assert links["Take a quiz"].startswith("/quizzes/new/?deck=deck-x")


def test_when_the_minutes_are_over_one_can_go_on():
    client = user()
    Profile.objects.update(minutes_a_day=1)
    published(slug="one"), published(slug="two")

    end = rate_shown(client, client.get("/study/"), 4)

    assert shown(end) is None
    links = {link.text: link.attrs["href"] for link in page_of(end).all("a")}
    assert shown(client.get("/study/" + links["Go on for ten more minutes"])) == "two"


@pytest.mark.parametrize("minutes", ["x", "-1", "", "99999999999", "²", "1.5"])
def test_a_nonsense_number_of_minutes_is_none(minutes):
    published()

    assert guest().get("/study/", {"minutes": minutes}).context["page"].scope.minutes == 0


@pytest.mark.parametrize(
    "since", ["", "nan", "inf", "-inf", "1e300", "-1e18", "-62135596800", "x", "0", "9e9"]
)
def test_a_wrong_beginning_never_breaks_a_round(since):
    client, card = guest(), published()

    page = client.get("/study/", {"since": since, "only": "all"}, follow=True)
    assert page.status_code == 200
    form = {"card": card.slug, "rating": "3", "since": since, "only": "all"}
    assert client.post("/study/", form, follow=True).status_code == 200
    assert ratings(client) == {card.pk: 3}


def test_a_beginning_in_the_future_is_now():
    client, card = guest(), published()
    future = timezone.now() + timedelta(days=1)

    page = client.get("/study/", {"since": future.timestamp(), "only": "all"})

    assert shown(page) == card.slug
    assert shown(rate_shown(client, page, 3)) is None


# --- Nothing to show ---------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?deck=none", "?topic=none", "?deck=none&topic=none"])
def test_where_no_card_is_the_page_says_so(query, client):
    if query:
        published()

    response = client.get(f"/study/{query}")

    assert response.status_code == 200
    assert "No cards here" in text_of(response)


@pytest.mark.parametrize(
    ("only", "words"),
    [
        ("missed", "Every card you met here is known."),
        ("bookmarked", "No bookmarked card can be gone through now."),
    ],
)
def test_where_a_round_holds_nothing_the_page_says_why(only, words):
    client = guest()
    published()
    rate_shown(client, client.get("/study/"), 4)

    assert words in text_of(client.get(f"/study/?only={only}", follow=True))
