"""The results of a finished quiz, and a second try at what was missed."""

import re
import uuid

import pytest

from questions.domain import publishing
from questions.models import Attempt
from questions.tests.factories import DeckFactory, published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import finish, messages_of, page_of, save, start, text_of
from quizsite.tests.html import page_of as parsed

pytestmark = pytest.mark.django_db


# --- Results ------------------------------------------------------------------


@pytest.fixture
def attempt(client):
    """Finished: right and flagged, wrong and a guess, right and sure, left open."""
    for _ in range(4):
        published()
    attempt = start(client, 4)
    save(client, attempt, 1, "a", flagged="1")
    save(client, attempt, 2, "b", confidence="1")
    save(client, attempt, 3, "a", confidence="3")
    finish(client, attempt)
    attempt.refresh_from_db()
    return attempt


def test_results_show_score_topics_and_every_choice_with_its_reason(attempt, client):
    text = text_of(client.get(page_of(attempt, "results")))

    assert '<p class="score">50%</p>' in text
    assert "2 of 4 points" in text
    assert "1 question was left open." in text
    for name in {answer.question.topic.name for answer in attempt.answers.all()}:
        assert f">{name}</a></th>" in text
    assert text.count("Your choice: right") == 2
    assert text.count("Your choice: wrong") == 1
    assert text.count("Right answer") == 2
    for key in "abc":
        assert text.count(f"Why {key} is ") == 4


def test_results_list_five_questions_a_page_and_lead_to_each(client):
    grow_bank(6)
    attempt = start(client, 6)
    finish(client, attempt)
    address = page_of(attempt, "results")

    first, second = (text_of(client.get(f"{address}?page={page}")) for page in (1, 2))

    assert re.findall(r'<article [^>]*id="q(\d)"', first) == list("12345")
    assert re.findall(r'<article [^>]*id="q(\d)"', second) == ["6"]
    links = re.findall(r'href="\?page=(\d)#q(\d)"', first)
    assert links == [("1", number) for number in "12345"] + [("2", "6")]
    assert 'href="?show=all&amp;page=2"' in first


@pytest.mark.parametrize(
    ("show", "positions"),
    [
        ("all", [1, 2, 3, 4]),
        ("wrong", [2, 4]),
        ("flagged", [1]),
        ("unsure", [2]),
        ("nonsense", [1, 2, 3, 4]),
        ("", [1, 2, 3, 4]),
    ],
)
def test_results_can_be_narrowed(show, positions, attempt, client):
    text = text_of(client.get(page_of(attempt, "results"), {"show": show}))

    assert [int(number) for number in re.findall(r'<article [^>]*id="q(\d+)"', text)] == positions
    assert '<p class="score">50%</p>' in text


def test_a_filter_that_leaves_nothing_says_so(client):
    published()
    attempt = start(client)
    finish(client, attempt)

    response = client.get(page_of(attempt, "results"), {"show": "flagged"})

    assert "No question of this kind in this quiz." in text_of(response)


def test_results_compare_with_the_quiz_before(attempt, client):
    again = start(client, 4)
    save(client, again, 1, "a")
    finish(client, again)

    assert "percentage points" not in text_of(client.get(page_of(attempt, "results")))
    assert "25 percentage points less than last time" in text_of(
        client.get(page_of(again, "results"))
    )


def test_the_same_settings_are_offered_again(client):
    card = published()
    DeckFactory(slug="deck-x", questions=[card])
    attempt = start(client, deck="deck-x", minutes=5, pace=2)
    finish(client, attempt)

    text = text_of(client.get(page_of(attempt, "results")))

    assert (
        'href="/quizzes/new/?deck=deck-x&amp;count=1&amp;minutes=5&amp;mode=exam&amp;pace=2"'
        in text
    )


def test_results_keep_what_was_asked_when_the_card_changes(attempt, client):
    card = attempt.answers.get(position=1).question
    card.prompt, card.version = "A new prompt?", card.version + 1
    card.save()
    publishing.publish(card, author=None, now=attempt.finished_at)

    assert "A new prompt?" not in text_of(client.get(page_of(attempt, "results")))


# --- Retry --------------------------------------------------------------------


def retry(client, missed, **fields):
    return client.post(page_of(missed, "retry"), fields)


def test_retry_asks_what_was_missed_with_as_much_time_for_each(client):
    grow_bank(4)
    attempt = start(client, 4, minutes=10, pace=2)
    save(client, attempt, 1, "a")
    missed = [answer.question for answer in attempt.answers.filter(position__gt=1)]
    finish(client, attempt)

    response = retry(client, attempt)

    again = Attempt.objects.get(retry_of=attempt)
    assert response["Location"] == page_of(again)
    assert [answer.question for answer in again.answers.order_by("position")] == missed
    # 10 minutes for 4 questions are 7.5 for 3, rounded up, twice for the pace.
    assert (again.deadline - again.started_at).total_seconds() == 8 * 2 * 60


def test_a_retry_sent_twice_starts_one_quiz(attempt, client):
    name = uuid.uuid4()

    first, second = retry(client, attempt, attempt=name), retry(client, attempt, attempt=name)

    assert first["Location"] == second["Location"] == f"/quizzes/{name}/1/"


def test_retry_of_a_perfect_quiz_says_that_there_is_nothing(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "a")
    finish(client, attempt)

    response = retry(client, attempt)

    assert response["Location"] == page_of(attempt, "results")
    assert messages_of(response) == ["There is nothing to retry in this quiz."]


def test_retry_of_a_running_quiz_leads_back_to_it(client):
    published()
    attempt = start(client)

    response = client.post(page_of(attempt, "retry"), follow=True)

    assert response.redirect_chain[-1] == (page_of(attempt), 302)
    assert Attempt.objects.count() == 1


def test_retry_leaves_retired_cards_out(attempt, client):
    publishing.retire(attempt.answers.get(position=2).question)

    retry(client, attempt)

    again = Attempt.objects.get(retry_of=attempt)
    assert [answer.question for answer in again.answers.all()] == [
        attempt.answers.get(position=4).question
    ]


def test_retry_beside_an_open_quiz_leads_to_that_one(attempt, client):
    running = start(client)

    response = retry(client, attempt)

    assert response["Location"] == page_of(running)
    assert messages_of(response) == ["Finish or discard the quiz that you have open first."]


# --- Once more --------------------------------------------------------------------


def test_the_same_settings_start_a_new_quiz_in_one_click(client):
    deck = DeckFactory(questions=[published() for _ in range(3)])
    attempt = start(client, 2, minutes=7, pace=1.5, mode="practice", deck=deck.slug)
    finish(client, attempt)
    (form,) = parsed(client.get(page_of(attempt, "results"))).all("form", id="again")
    fields = [(one.attrs["name"], one.attrs["value"]) for one in form.all("input", type="hidden")]

    response = client.post(form.attrs["action"], dict(fields))

    again = Attempt.objects.exclude(pk=attempt.pk).get()
    assert response["Location"] == page_of(again)
    assert again.settings == attempt.settings
    # Sent twice it is still one.
    assert client.post(form.attrs["action"], dict(fields))["Location"] == page_of(again)


def test_the_settings_can_be_shared_as_a_link(attempt, client):
    page = parsed(client.get(page_of(attempt, "results")))
    (link,) = [one for one in page.all("a") if one.text.startswith("A link to these settings")]

    shared = parsed(client.get(link.attrs["href"].replace("&amp;", "&")))

    (count,) = shared.all("input", name="count")
    assert count.attrs["value"] == "4"


def test_calibration_stands_on_the_page_with_what_was_sure_and_wrong(client):
    for _ in range(2):
        published()
    attempt = start(client, 2)
    save(client, attempt, 1, "a", confidence="2")
    save(client, attempt, 2, "b", confidence="3")
    finish(client, attempt)

    text = text_of(client.get(page_of(attempt, "results")))

    assert "How sure you were" in text
    assert "1 time you were sure and not right." in text
    assert re.findall(r'<article [^>]*id="q(\d)"', text) == ["2", "1"]
