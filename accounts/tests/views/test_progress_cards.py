"""The cards behind each number of the progress page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain import card_lists, progress
from accounts.models import Memory, Review
from accounts.tests.factories import memory_fields
from accounts.tests.learning import begin, end, give
from accounts.tests.learning import rate as rate_at
from questions.domain import publishing
from questions.tests.factories import TopicFactory, published
from questions.tests.quizzing import RIGHT, WRONG
from questions.tests.views.growth import grow_bank, miss_all
from questions.tests.views.visitors import cards_in, guest, newcomer, person_of, text_of, user
from quizsite.tests import html

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("visitor", [guest, user])


def shown(client, query):
    return set(cards_in(client.get(f"/progress/cards/?{query}")))


def ago(**duration):
    return timezone.now() - timedelta(**duration)


def a_card_of_each_kind(client):
    person = person_of(client)
    kinds = ("known", "missed", "new", "suspended", "queued", "sure", "leech")
    cards = {name: published(slug=name) for name in kinds}
    rate_at(person, cards["known"], 4, at=ago(hours=1))
    rate_at(person, cards["missed"], 1, at=ago(hours=1))
    progress.record_event(
        person=person, question_id=cards["suspended"].pk, kind="suspend", now=ago(hours=1)
    )
    attempt = begin(person, [cards["sure"], cards["queued"]], at=ago(hours=1))
    give(attempt, 1, WRONG, confidence=3, at=ago(hours=1))
    end(attempt, at=ago(hours=1))
    Memory.objects.create(
        **person.fields(),
        question=cards["leech"],
        **memory_fields(lapses=4, due_at=timezone.now() + timedelta(days=3)),
    )


LISTS = {
    "show=seen": {"known", "missed", "sure", "leech"},
    "show=nonsense": {"known", "missed", "sure", "leech"},
    "": {"known", "missed", "sure", "leech"},
    "show=known": {"known", "leech"},
    "show=missed": {"missed", "sure"},
    "show=due": {"missed", "sure"},
    "show=new": {"new", "suspended", "queued"},
    "show=suspended": {"suspended"},
    "show=queued": {"queued"},
    "show=sure-but-wrong": {"sure"},
    "show=leeches": {"leech"},
    "show=reviewed": {"known", "missed", "sure"},
    "show=reviewed&days=7": {"known", "missed", "sure"},
    "show=forgotten": set(),
    "said=sure": {"sure"},
    "said=sure&right=yes": set(),
    "said=guess": set(),
}


@BOTH
def test_each_list_holds_the_cards_of_its_kind(visitor):
    client = visitor()
    a_card_of_each_kind(client)

    assert {query: shown(client, query) for query in LISTS} == LISTS


def test_a_topic_narrows_every_list():
    client, topic = user(), TopicFactory(slug="mine")
    here, elsewhere = published(topic=topic), published()
    for card in (here, elsewhere):
        rate_at(person_of(client), card, 1, at=ago(hours=1))
    fresh = published(topic=topic)

    for query in ("show=seen", "show=missed", "show=due", "show=reviewed"):
        assert shown(client, f"{query}&topic=mine") == {here.slug}
    assert shown(client, "show=new&topic=mine") == {fresh.slug}
    assert shown(client, "show=seen&topic=none") == set()


@BOTH
def test_a_day_gone_by_holds_what_was_reviewed_on_it(visitor):
    client, then, now = visitor(), published(), published()
    rate_at(person_of(client), then, 3, at=ago(days=3))
    rate_at(person_of(client), now, 3, at=ago(minutes=1))
    day = Review.objects.get(question=then).day

    assert shown(client, f"day={day.isoformat()}") == {then.slug}
    assert shown(client, "day=2026-02-30") == {then.slug, now.slug}


@BOTH
def test_a_day_to_come_holds_what_will_be_due_on_it(visitor):
    client, card = visitor(), published()
    due_at = timezone.now() + timedelta(days=5)
    Memory.objects.create(
        **person_of(client).fields(), question=card, **memory_fields(due_at=due_at)
    )
    day = (due_at - timedelta(hours=4)).date()

    assert shown(client, f"day={day.isoformat()}") == {card.slug}
    assert shown(client, f"day={(day + timedelta(days=1)).isoformat()}") == set()


def test_what_was_forgotten_is_a_review_rated_again_after_half_a_day():
    client, forgotten, step = user(), published(), published()
    for card, back in ((forgotten, 20), (step, 0.1)):
        rate_at(person_of(client), card, 4, at=ago(days=30, hours=back))
        rate_at(person_of(client), card, 1, at=ago(days=30 if card is step else 2))

    assert shown(client, "show=forgotten") == {forgotten.slug}
    assert shown(client, "show=forgotten&days=1") == set()


def test_where_a_number_counts_reviews_the_list_says_that_it_counts_cards():
    client = user()
    a_card_of_each_kind(client)
    day = Review.objects.ratings().latest("reviewed_at").day

    says_so = {
        query: "Each card is listed once" in text_of(client.get(f"/progress/cards/?{query}"))
        for query in ("show=reviewed", "said=sure", f"day={day}", "show=seen", "show=due")
    }

    assert list(says_so.values()) == [True, True, True, False, False]


def test_right_answers_are_a_list_of_their_own():
    client, right, wrong = user(), published(), published()
    attempt = begin(person_of(client), [right, wrong], at=ago(hours=1))
    give(attempt, 1, RIGHT, confidence=2, at=ago(hours=1))
    give(attempt, 2, WRONG, confidence=2, at=ago(hours=1))
    end(attempt, at=ago(hours=1))

    assert shown(client, "said=think") == {right.slug, wrong.slug}
    assert shown(client, "said=think&right=yes") == {right.slug}


def test_retired_cards_are_in_no_list():
    client, card = user(), published()
    rate_at(person_of(client), card, 1, at=ago(hours=1))
    publishing.retire(card)

    for show in card_lists.SHOWS:
        assert shown(client, f"show={show}") == set()


def test_a_list_holds_only_the_persons_own_cards():
    client, card = user(), published()
    rate_at(person_of(user()), card, 1, at=ago(hours=1))

    assert shown(client, "show=seen") == set()
    assert shown(newcomer(), "show=new") == set()


def test_fifty_cards_stand_on_a_page_and_a_page_too_far_is_left():
    client = user()
    grow_bank(51)
    miss_all(person_of(client))

    assert len(shown(client, "show=missed")) == 50
    assert len(shown(client, "show=missed&page=2")) == 1
    response = client.get("/progress/cards/?show=missed&page=3")
    assert (response.status_code, response["Location"]) == (302, "/progress/cards/?show=missed")


def test_a_list_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(card_lists, "MOST_LISTED", 1)
    client = user()
    for _ in range(2):
        rate_at(person_of(client), published(), 4, at=ago(hours=1))

    response = client.get("/progress/cards/")
    assert "More than 1 cards: the first 1" in text_of(response)
    assert len(cards_in(response)) == 1


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("show=due", "Cards due today"),
        ("day=2026-01-05", "Reviewed on Jan. 5, 2026"),
        ("day=2999-01-05", "Due on Jan. 5, 2999"),
        ("said=sure", "You said: Sure"),
        ("said=sure&right=yes", "Right, and you said: Sure"),
        ("show=forgotten&days=30", "Forgotten cards, last 30 days"),
    ],
)
def test_the_page_says_what_it_lists_and_that_there_is_none(query, title):
    page = html.page_of(user().get(f"/progress/cards/?{query}"))

    assert [element.text for element in page.all("h1")] == [title]
    assert "No card here" in page.text
