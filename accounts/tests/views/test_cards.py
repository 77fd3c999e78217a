"""Suspend, put off and reset, on the page of a card."""

import uuid
from datetime import UTC, datetime

import pytest

from accounts.domain import progress
from accounts.domain.points import key_of
from accounts.models import Memory, Review
from accounts.tests.learning import later
from questions.tests.factories import DeckFactory, published
from questions.tests.views.visitors import (
    cards_in,
    guest,
    messages_of,
    newcomer,
    person_of,
    rate,
    text_of,
    user,
)
from quizsite.tests.html import page_of

pytestmark = pytest.mark.django_db

CARD, SCHEDULE, RESET = "/cards/card-x/", "/cards/card-x/schedule/", "/cards/card-x/reset/"
MORNING = datetime(2126, 11, 30, 4, tzinfo=UTC)
WHO_WORKS = pytest.mark.parametrize("visitor", [guest, user])


@pytest.fixture(autouse=True)
def card():
    card = published(slug="card-x")
    DeckFactory(slug="deck-x", questions=[card])
    return card


def send(client, action, **fields):
    return client.post(SCHEDULE, {"action": action, "token": uuid.uuid4()} | fields)


def offered(client, address=CARD):
    """What the page's buttons would do with the schedule."""
    buttons = page_of(client.get(address)).all("button", name="action")
    return [button.attrs["value"] for button in buttons]


@WHO_WORKS
def test_what_fits_the_card_is_offered(visitor):
    client = visitor()
    assert offered(client) == ["bury", "suspend"]

    send(client, "suspend")
    assert offered(client) == ["resume"]
    send(client, "resume")
    assert offered(client) == ["bury", "suspend"]
    send(client, "bury")
    assert offered(client) == ["resume"]


@pytest.mark.parametrize("where", [{"due_at": MORNING}, {"put_off_until": MORNING}])
def test_a_time_before_noon_ends_its_sentence_with_one_stop(where, card):
    client = user()
    rate(client, card)
    Memory.objects.update(**where)

    page = text_of(client.get(CARD))

    assert "on Nov. 30, 2126, 4 a.m." in page or "until Nov. 30, 2126, 4 a.m." in page
    assert "a.m.." not in page


@pytest.mark.parametrize(("lapses", "is_named"), [(3, False), (4, True)])
def test_a_card_that_does_not_stick_is_named_as_such(lapses, is_named, card):
    client = user()
    rate(client, card)
    Memory.objects.update(lapses=lapses)

    assert ("This card doesn't stick." in text_of(client.get(CARD))) is is_named


def test_a_newcomer_is_offered_nothing_but_can_do_it():
    client = newcomer()
    assert offered(client) == []

    send(client, "suspend")

    assert Memory.objects.of(person_of(client)).get().is_suspended


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("suspend", "The card is suspended: it stays away until you resume it."),
        ("resume", "The card is back in your schedule."),
        ("bury", "The card is put off until tomorrow."),
        ("reset", "The card is reset: you start anew with it."),
    ],
)
def test_each_says_what_was_done_and_leads_back_into_the_deck(action, said):
    response = send(guest(), action, deck="deck-x")

    assert (response.status_code, response["Location"]) == (302, CARD + "?deck=deck-x")
    assert messages_of(response) == [said]
    assert Review.objects.get().kind == action


@pytest.mark.parametrize("action", ["", "rating", "undo", "queue", "nonsense"])
def test_anything_else_is_refused_and_makes_nobody_a_guest(action):
    client = newcomer()

    response = send(client, action)

    assert messages_of(response) == ["That is nothing to do with a card. Nothing was changed."]
    assert Review.objects.count() == 0
    assert not person_of(client)


def test_a_form_sent_twice_counts_once():
    client, token = user(), uuid.uuid4()

    send(client, "suspend", token=token)
    send(client, "suspend", token=token)

    assert Review.objects.count() == 1


def test_the_forms_of_a_page_are_told_apart():
    tokens = [one.attrs["value"] for one in page_of(user().get(CARD)).all("input", name="token")]

    assert len(set(tokens)) == len(tokens) == 2


def test_a_card_without_a_page_has_no_schedule():
    assert guest().post("/cards/none/schedule/", {"action": "suspend"}).status_code == 404
    assert guest().get("/cards/none/reset/").status_code == 404


def test_nobody_changes_somebody_elses_schedule(card):
    client = user()
    rate(client, card)

    for other in (user(), guest(), newcomer()):
        send(other, "reset")
        send(other, "suspend")

    memory = Memory.objects.of(person_of(client)).get()
    assert (memory.review_count, memory.is_suspended) == (1, False)


@WHO_WORKS
def test_a_reset_is_asked_about_first(visitor, card):
    client = visitor()
    rate(client, card)
    assert 'href="/cards/card-x/reset/?deck=deck-x"' in text_of(client.get(CARD + "?deck=deck-x"))

    asked = client.get(RESET + "?deck=deck-x")

    assert offered(client, RESET) == ["reset"]
    assert f'href="{CARD}?deck=deck-x">Leave it as it is' in text_of(asked)
    assert Memory.objects.count() == 1
    send(client, "reset")
    assert Memory.objects.count() == 0
    assert "Not studied yet." in text_of(client.get(CARD))


@WHO_WORKS
def test_suspended_cards_are_listed_and_resumed_from_the_list(visitor):
    client, here = visitor(), "/notes/?only=suspended"
    send(client, "suspend")
    assert cards_in(client.get(here)) == ["card-x"]
    assert offered(client, here) == ["resume"]

    response = send(client, "resume", next=here)

    assert response["Location"] == here
    assert cards_in(client.get(here)) == []


def test_the_way_back_never_leads_to_another_site():
    assert send(guest(), "suspend", next="https://evil.example/")["Location"] == CARD


@WHO_WORKS
def test_the_points_that_one_misses_are_told_apart_but_folded_up(visitor, card):
    client = visitor()
    first, second = card.current_revision.document["key_points_html"]
    ticks = [([second], [first]), ([], [first, second]), ([second], [first])]
    for minutes, (covered, missed) in enumerate(ticks):
        progress.record_review(
            person=person_of(client),
            question_id=card.pk,
            rating=2,
            now=later(minutes),
            points={"covered": list(map(key_of, covered)), "missed": list(map(key_of, missed))},
        )

    (folded,) = [one for one in page_of(client.get(CARD)).all("details") if "missed" in one.text]

    assert "open" not in folded.attrs
    assert folded.text == (
        "Show the 2 key points that you missed "
        "The first point. Missed 3 of 3 times. "
        "The second point. Missed 1 of 3 times , but not the last time ."
    ).replace(" , ", ", ").replace("time .", "time.")
