"""The home page and the progress page."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Profile
from accounts.tests.learning import rate as rate_at
from questions.tests.factories import DeckFactory, TopicFactory, published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import (
    finish,
    guest,
    newcomer,
    page_of,
    person_of,
    rate,
    save,
    start,
    text_of,
    user,
)
from quizsite.tests import html

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("visitor", [guest, user])


def links_in(response):
    return {link.text: link.attrs["href"] for link in html.page_of(response).all("a")}


def rows_of(response, caption):
    """The cells of the table in the region of this name, without its head."""
    (region,) = [
        element
        for element in html.page_of(response).all("div", role="region")
        if caption in (element.attrs.get("aria-label"), element.attrs.get("aria-labelledby"))
    ]
    return [[cell.text for cell in row.all("th", "td")] for row in region.all("tr")[1:]]


# --- Progress ---------------------------------------------------------------------


@pytest.mark.parametrize("visitor", [newcomer, guest, user])
def test_who_has_done_nothing_is_shown_where_to_begin(visitor):
    published()

    response = visitor().get("/progress/")

    assert "Nothing here yet" in text_of(response)
    assert links_in(response)["Study the first cards"] == "/study/"


@BOTH
def test_cards_seen_and_known_stand_in_a_table_by_topic(visitor):
    client = visitor()
    python, django = TopicFactory(name="Python"), TopicFactory(name="Django")
    known, missed = published(topic=python), published(topic=python)
    published(topic=django)
    rate(client, known, 3)
    rate(client, missed, 1)

    response = client.get("/progress/")

    assert rows_of(response, "Cards by topic") == [
        ["Python", "99%", "2", "2", "1", "50%"],
        ["Django", "Not enough data yet", "1", "0", "0", "0%"],
    ]


def test_the_page_states_when_a_card_is_known():
    client = guest()
    rate(client, published())

    text = html.page_of(client.get("/progress/")).text

    assert (
        "It is known when you rated it Good or Easy the last time, or answered it right in a quiz "
        "without calling it a guess." in text
    )


@BOTH
def test_scores_are_drawn_and_stand_in_a_table_latest_first(visitor):
    client = visitor()
    published(), published()
    for right in (0, 1, 2):
        attempt = start(client, 2)
        for position in (1, 2):
            save(client, attempt, position, "a" if position <= right else "b")
        finish(client, attempt)

    response = client.get("/progress/")

    rows = rows_of(response, "quizzes-title")
    assert [row[1:] for row in rows] == [["100%", "2", "2"], ["50%", "1", "2"], ["0%", "0", "2"]]
    (chart,) = html.page_of(response).all("svg", role="img")
    points = chart.all("circle")
    assert [point.attrs["cy"] for point in points] == ["146.0", "78.0", "10.0"]
    assert chart.all("title")[0].text == "Scores of 3 quizzes, in percent, oldest first"


def test_the_next_steps_are_what_is_open():
    client = guest()
    cards = [published() for _ in range(3)]
    rate(client, cards[0], 1)
    rate(client, cards[1], 2)
    attempt = start(client)

    links = links_in(client.get("/progress/"))

    assert links["Resume the open quiz"] == page_of(attempt)
    assert links["Repeat the 2 cards you don't know yet"] == "/study/?only=missed"
    assert links["Study today's cards"] == "/study/"
    assert links["Cards not met yet"] == "/progress/cards/?show=new"


def test_the_weakest_topic_is_offered_for_study():
    client = guest()
    strong, weak = TopicFactory(name="Strong"), TopicFactory(slug="weak", name="Weak")
    for topic, rating in ((strong, 4), (weak, 1)):
        for _ in range(3):
            rate(client, published(topic=topic), rating)

    response = client.get("/progress/")

    assert links_in(response)["Study your weakest topic, Weak"] == "/study/?topic=weak"
    assert "Strongest topic: Strong . Weakest: Weak ." in html.page_of(response).text


def test_a_guest_is_told_how_long_it_is_kept_and_a_user_is_not():
    card = published()
    texts = {}
    for visitor in (guest, user):
        client = visitor()
        rate(client, card)
        texts[visitor] = html.page_of(client.get("/progress/")).text

    assert "kept for thirty days after the last card you rate or quiz you start" in texts[guest]
    assert "thirty days" not in texts[user]


# --- Home ----------------------------------------------------------------------------


@pytest.mark.parametrize("visitor", [newcomer, guest])
def test_without_an_account_home_leads_to_the_first_card(visitor):
    card = published()
    DeckFactory(slug="deck-x", questions=[card])

    response = visitor().get("/")

    assert links_in(response)["Open the first card"] == f"/cards/{card.slug}/?deck=deck-x"
    assert "No account needed." in text_of(response)


def test_home_of_a_user_says_what_is_done_and_what_is_to_do():
    client = user()
    cards = [published() for _ in range(3)]
    DeckFactory(name="A deck", questions=cards)
    assert "Nothing done today yet." in text_of(client.get("/"))
    rate(client, cards[0], 3)
    rate(client, cards[1], 1)
    attempt = start(client)

    response = client.get("/")

    text = html.page_of(response).text
    assert "You answered 2 times today, in study and quizzes." in text
    assert "Due today 0 New today 1 Takes about 2 minutes This week 1 day of study" in text
    assert "Known 1 of 3" in text
    assert links_in(response)["Resume the quiz"] == page_of(attempt)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("minutes", "text"), [(1, "You answered once today"), (-1, "Nothing done")]
)
def test_a_day_begins_at_four_in_the_persons_own_zone(zone, minutes, text):
    client, card = user(), published()
    Profile.objects.update(timezone=zone)
    four = datetime.now(ZoneInfo(zone)).replace(hour=4, minute=0, second=0, microsecond=0)
    day_began = four if four <= timezone.now() else four - timedelta(days=1)
    rate_at(person_of(client), card, 3, at=day_began + timedelta(minutes=minutes))

    assert text in text_of(client.get("/"))


def test_home_shows_every_deck_and_topic_with_its_count():
    grow_bank(2)

    text = html.page_of(newcomer().get("/")).text

    assert "2 cards" in text
    assert "topic 1 1" in text
