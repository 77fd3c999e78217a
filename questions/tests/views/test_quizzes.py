"""Setting up a quiz and starting it."""

import uuid

import pytest

from questions.models import Attempt
from questions.tests.factories import DeckFactory, TagFactory, published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import (
    finish,
    guest,
    newcomer,
    page_of,
    save,
    set_clock_back,
    set_up,
    start,
    text_of,
    user,
)

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])


# --- Set-up -------------------------------------------------------------------


@EVERYBODY
def test_everybody_can_take_a_quiz(visitor):
    client, card = visitor(), published()

    attempt = start(client)
    save(client, attempt, 1, "a")
    finish(client, attempt)

    results = client.get(page_of(attempt, "results"))
    assert results.status_code == 200
    assert '<p class="score">100%</p>' in text_of(results)
    assert attempt.answers.get().question == card


def test_the_form_decides_what_is_asked(client):
    tag = TagFactory(slug="orm")
    wanted = published(slug="wanted", difficulty="hard", tags=[tag])
    other_topic = published(difficulty="hard", tags=[tag])
    published(difficulty="hard", topic=wanted.topic)
    published(difficulty="easy", topic=wanted.topic, tags=[tag])
    DeckFactory(slug="deck-x", questions=[wanted, other_topic])

    attempt = start(
        client, deck="deck-x", topic=[wanted.topic.slug], difficulty=["hard"], tag="orm",
        minutes=20, pace="1.5", mode="practice",
    )  # fmt: skip

    assert [answer.question for answer in attempt.answers.all()] == [wanted]
    assert attempt.mode == Attempt.Mode.PRACTICE
    assert (attempt.deadline - attempt.started_at).total_seconds() == 30 * 60


def test_an_untimed_quiz_has_no_deadline_and_says_so(client):
    published()

    attempt = start(client, minutes=0, pace=10)

    assert attempt.deadline is None
    assert "No time limit" in text_of(client.get(page_of(attempt)))


def test_the_address_fills_the_form_in(client):
    card = published()
    DeckFactory(slug="deck-x", questions=[card])

    text = text_of(
        client.get(
            f"/quizzes/new/?deck=deck-x&topic={card.topic.slug}&difficulty=hard&count=7&minutes=3"
            "&pace=2&mode=practice"
        )
    )

    assert '<option value="deck-x" selected>' in text
    for field in (
        f'name="topic" value="{card.topic.slug}"',
        'name="difficulty" value="hard"',
        'name="mode" value="practice"',
    ):
        assert " checked" in text.split(field)[1].split(">")[0]
    for name, value in (("count", 7), ("minutes", 3), ("pace", 2)):
        assert f'name="{name}" value="{value}"' in text


@pytest.mark.parametrize(
    "query",
    ["deck=none", "topic=none", "difficulty=none", "count=many", "minutes=-1", "pace=x", "mode=x",
     "tag=none", "count=%00"],
)  # fmt: skip
def test_a_wrong_address_still_shows_the_form(query, client):
    published()

    assert client.get(f"/quizzes/new/?{query}").status_code == 200


def test_who_needs_more_time_is_offered_it_again(client):
    published()
    attempt = start(client, minutes=1, pace="2.5")
    finish(client, attempt)

    assert 'name="pace" value="2.5"' in text_of(client.get("/quizzes/new/"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 0}, "greater than or equal to 1"),
        ({"count": 101}, "less than or equal to 100"),
        ({"count": "ten"}, "Enter a whole number"),
        ({"count": ""}, "This field is required"),
        ({"minutes": -1}, "greater than or equal to 0"),
        ({"minutes": 481}, "less than or equal to 480"),
        ({"pace": "0.5"}, "greater than or equal to 1"),
        ({"pace": 11}, "less than or equal to 10"),
        ({"pace": "nan"}, "Enter a number"),
        ({"mode": "cheat"}, "Select a valid choice"),
        ({"deck": "none"}, "Select a valid choice"),
        ({"topic": ["none"]}, "not one of the available choices"),
        ({"difficulty": ["none"]}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_the_rest(wrong, message, client):
    published()

    response = set_up(client, **({"minutes": 17, "pace": "1.25"} | wrong))

    text = text_of(response)
    assert response.status_code == 422
    assert message in text
    assert 'class="error-summary" role="alert"' in text
    assert ('name="minutes" value="17"' in text) is ("minutes" not in wrong)
    assert ('name="pace" value="1.25"' in text) is ("pace" not in wrong)
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    ("available", "message"),
    [
        (0, "No card matches. Choose more topics or difficulties."),
        (1, "Only 1 card matches."),
        (3, "Only 3 cards match."),
    ],
)
def test_too_few_cards_are_counted_and_the_input_is_kept(available, message, client):
    for _ in range(available):
        published(difficulty="easy")
    published(difficulty="hard")

    response = set_up(client, count=5, difficulty=["easy"], minutes=17)

    text = text_of(response)
    assert response.status_code == 422
    assert message in text
    assert 'name="count" value="5"' in text
    assert 'name="minutes" value="17"' in text
    assert Attempt.objects.count() == 0


def test_a_form_sent_twice_starts_one_quiz(client):
    grow_bank(5)
    form = {"count": 2, "attempt": uuid.uuid4()}

    first, second = set_up(client, **form), set_up(client, **form)

    assert first["Location"] == second["Location"] == f"/quizzes/{form['attempt']}/1/"
    assert Attempt.objects.count() == 1


def test_the_form_names_the_quiz_that_it_will_start(client):
    published()

    text = text_of(client.get("/quizzes/new/"))
    name = text.split('name="attempt" value="')[1].split('"')[0]

    assert start(client, attempt=name).pk == uuid.UUID(name)


def test_somebody_elses_quiz_is_not_taken_over_by_its_name():
    published()
    theirs = start(guest("b"))

    mine = start(guest("a"), attempt=str(theirs.pk))

    assert mine.pk != theirs.pk
    assert mine.guest_key == "a" * 32


@pytest.mark.parametrize("name", ["", "nonsense", "1234"])
def test_a_form_without_a_name_starts_a_quiz_too(name, client):
    published()

    assert start(client, attempt=name).state == Attempt.State.IN_PROGRESS


# --- One open quiz at a time --------------------------------------------------


def test_a_second_quiz_is_refused_with_a_choice_and_the_input_is_kept(client):
    grow_bank(3)
    attempt = start(client)

    response = set_up(client, count=2, minutes=17)

    text = text_of(response)
    assert response.status_code == 409
    assert f'href="{page_of(attempt)}">Resume it</a>' in text
    assert f'name="discard" value="{attempt.pk}"' in text
    assert 'name="minutes" value="17"' in text
    assert Attempt.objects.count() == 1


def test_the_set_up_page_says_beforehand_that_a_quiz_is_open(client):
    published()
    attempt = start(client)

    assert f'name="discard" value="{attempt.pk}"' in text_of(client.get("/quizzes/new/"))


def test_discard_and_start_does_both(client):
    grow_bank(3)
    old = start(client)

    new = start(client, count=2, discard=str(old.pk))

    old.refresh_from_db()
    assert (old.state, new.state) == (Attempt.State.DISCARDED, Attempt.State.IN_PROGRESS)


@pytest.mark.parametrize("wrong", [{"count": 9}, {"count": 0}])
def test_a_form_that_starts_nothing_discards_nothing(wrong, client):
    published()
    old = start(client)

    response = set_up(client, discard=str(old.pk), **wrong)

    old.refresh_from_db()
    assert response.status_code == 422
    assert old.state == Attempt.State.IN_PROGRESS


def test_nobody_can_discard_what_is_not_theirs():
    published()
    theirs = start(guest("b"))

    start(guest("a"), discard=str(theirs.pk))

    theirs.refresh_from_db()
    assert theirs.state == Attempt.State.IN_PROGRESS


def test_a_quiz_whose_time_is_over_does_not_stand_in_the_way(client):
    published()
    old = start(client, minutes=1)
    set_clock_back(old, minutes=5)

    start(client)

    old.refresh_from_db()
    assert (old.state, old.ending) == (Attempt.State.FINISHED, Attempt.Ending.DEADLINE)
