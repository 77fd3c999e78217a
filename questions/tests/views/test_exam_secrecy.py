"""While an exam runs nothing that leaves the server says what is right, or why."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from questions.models import Attempt
from questions.tests.secret_cards import TELLTALES, secret_card, secrets_in
from questions.tests.views.visitors import (
    JSON,
    finish,
    guest,
    page_of,
    save,
    start,
    text_of,
    user,
)
from quizsite.tests.html import read

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [guest, user])
FORMS = ("single", "several", "typed")


@pytest.fixture
def cards():
    return [secret_card(form, form) for form in FORMS]


def crawl(client, *starts: str) -> Iterator:
    """Every page that can be reached by links, but for the cards, which stay open."""
    waiting, met = list(starts), set(starts)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        yield response
        links = [response["Location"]] if "Location" in response else []
        if response["Content-Type"].startswith("text/html") and response.content:
            root = read(text_of(response))
            # Addresses for scripts stand in data attributes.
            values = [value for element in root for value in element.attrs.values()]
            links += [value for value in values if value.startswith(("/", "?"))]
        for link in links:
            parts = urlsplit(urljoin(address, link))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            is_open = parts.path.startswith(("/cards/", "/study/", "/static/"))
            if not parts.netloc and not is_open and target not in met:
                met.add(target)
                waiting.append(target)


@EVERYBODY
@pytest.mark.usefixtures("cards")
def test_no_page_that_links_lead_to_tells_a_secret(visitor):
    client = visitor()
    attempt = start(client, 3, minutes=10)
    save(client, attempt, 1, **a_response(attempt, 1, right=True))
    save(client, attempt, 2, **a_response(attempt, 2, right=False))

    pages = {}
    for response in crawl(client, *(page_of(attempt, position) for position in (1, 2, 3))):
        pages[response.request["PATH_INFO"]] = response.status_code
        assert secrets_in(response) == set(), response.request["PATH_INFO"]

    # The crawl has been where it should have been.
    for page in (1, 2, 3, "finish"):
        assert pages[page_of(attempt, page)] == 200
    for page in ("/", "/decks/", "/quizzes/", "/quizzes/new/", "/progress/"):
        assert pages[page] == 200


def a_response(attempt: Attempt, position: int, *, right: bool) -> dict:
    form = attempt.answers.get(position=position).form
    if form == "typed":
        return {"typed": "something" if right else "wrong"}
    return {"choice": ["a", "b"] if form == "several" and right else ["a" if right else "c"]}


@EVERYBODY
@pytest.mark.usefixtures("cards")
def test_no_reply_to_a_post_tells_a_secret(visitor):
    client = visitor()
    attempt = start(client, 3, minutes=10)
    again = {"count": 3, "minutes": 0, "pace": 1, "mode": "exam"}

    def post(page, headers=None, **data):
        address = page if str(page).startswith("/") else page_of(attempt, page)
        return client.post(address, data, headers=headers or {})

    replies = {}
    for position in (1, 2, 3):
        for right in (True, False):
            answer = a_response(attempt, position, right=right)
            for name, headers in (("form", {}), ("background", JSON)):
                replies[position, right, name] = post(position, headers, **answer)
                # A stale seq: the page with both answers, and its short form.
                stale = {"seq": "77", "flagged": "1", "confidence": "1"}
                replies[position, right, name, "stale"] = post(position, headers, **answer, **stale)
                replies[position, right, name, "check"] = post(
                    position, headers, **answer, check="1"
                )
    replies["not on offer"] = post(1, choice="zzz")
    replies["no such question"] = post(9, choice="a")
    replies["retry"] = post("retry")
    replies["a second quiz"] = post("/quizzes/new/", **again)
    replies["a wrong form"] = post("/quizzes/new/", **again | {"count": 0})
    replies["too many"] = post("/quizzes/new/", **again | {"count": 99})

    for name, reply in replies.items():
        assert secrets_in(reply) == set(), name
    statuses = {reply.status_code for reply in replies.values()}
    assert statuses == {200, 302, 400, 404, 409, 422}
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.IN_PROGRESS


@EVERYBODY
@pytest.mark.usefixtures("cards")
def test_no_page_of_an_exam_marks_a_choice(visitor):
    client = visitor()
    attempt = start(client, 3)
    for position in (1, 2, 3):
        save(client, attempt, position, **a_response(attempt, position, right=True), check="1")

        text = text_of(client.get(page_of(attempt, position)))

        assert [word for word in TELLTALES if word.lower() in text.lower()] == []


@pytest.mark.usefixtures("cards")
def test_right_and_wrong_choices_look_the_same(client):
    attempt = start(client, 3)

    for position in (1, 2, 3):
        root = read(text_of(client.get(page_of(attempt, position))))
        shapes = set()
        for label in root.all("label", **{"class": "choice"}):
            (control,) = label.all("input")
            names = {k: v for k, v in control.attrs.items() if k not in ("value", "data-digit")}
            shapes.add((tuple(sorted(names.items())), re.sub(r"Choice \w", "", label.text)))
        assert len(shapes) == (0 if attempt.answers.get(position=position).form == "typed" else 1)


def test_the_order_of_the_choices_does_not_follow_the_key(client):
    card = secret_card("many", "single")

    orders = set()
    for _ in range(12):
        attempt = start(client)
        orders.add(tuple(attempt.answers.get().choice_order))
        client.post(page_of(attempt, "discard"))

    assert card.choices.count() == 3
    assert len(orders) > 1
    assert {"".join(sorted(order)) for order in orders} == {"abc"}


@EVERYBODY
def test_after_the_finish_the_results_tell_everything(visitor, cards):
    client = visitor()
    attempt = start(client, 3)
    finish(client, attempt)

    results = page_of(attempt, "results")
    told = secrets_in(client.get(results))
    for number in (1, 2, 3):
        told |= secrets_in(client.get(f"{results}?full={number}"))

    for card in cards:
        parts = {word.removeprefix(f"secret_{card.slug}_") for word in told if card.slug in word}
        expected = {"answer", "code", "point_1", "point_2", "versions", "url", "title"}
        if card.form == "typed":
            assert parts == expected | {"accepted"}
        else:
            assert parts == expected | {"feedback_a", "feedback_b", "feedback_c"}


@EVERYBODY
@pytest.mark.usefixtures("cards")
def test_in_practice_only_a_checked_question_tells_its_own(visitor):
    client = visitor()
    attempt = start(client, 3, mode="practice")
    names = {answer.position: answer.question.slug for answer in attempt.answers.all()}

    save(client, attempt, 2, **a_response(attempt, 2, right=False), check="1")

    for response in crawl(client, *(page_of(attempt, position) for position in names)):
        if response.request["PATH_INFO"] == page_of(attempt, 2):
            assert secrets_in(response) == secrets_in(response, names[2]) != set()
        else:
            assert secrets_in(response) == set()


@EVERYBODY
@pytest.mark.usefixtures("cards")
def test_in_practice_saving_without_a_check_tells_nothing(visitor):
    client = visitor()
    attempt = start(client, 3, mode="practice")

    for position in (1, 2, 3):
        answer = a_response(attempt, position, right=True)
        for reply in (
            save(client, attempt, position, **answer),
            client.post(page_of(attempt, position), answer, headers=JSON),
            client.get(page_of(attempt, position)),
        ):
            assert secrets_in(reply) == set()
