"""The pages at the deadline, at the end of the grace, and one microsecond past it."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client

from questions.models import Attempt
from questions.tests.quizzing import (
    DEADLINE,
    MICROSECOND,
    RIGHT,
    after,
    answer,
    finishes_heard,
    start_attempt,
)
from questions.tests.views.visitors import (
    JSON,
    guest,
    messages_of,
    page_of,
    person_of,
    server_clock,
    text_of,
)

pytestmark = pytest.mark.django_db

# Five seconds of grace, and the last microsecond counts.
AT_LAST = DEADLINE + timedelta(seconds=5)
TOO_LATE = AT_LAST + MICROSECOND

A_QUIZ = {"count": 1, "minutes": 10, "pace": 1, "mode": "exam"}
# What is posted, and where: everything that a visitor can send to a running quiz.
POSTS: dict[str, tuple[str, dict]] = {
    "answer": ("2", {"choice": "a", "seq": "0"}),
    "change": ("1", {"choice": "b", "seq": "1"}),
    "take back": ("1", {"seq": "1"}),
    "flag": ("1", {"choice": "a", "seq": "1", "flagged": "1"}),
    "confidence": ("1", {"choice": "a", "seq": "1", "confidence": "3"}),
    "check": ("1", {"choice": "a", "seq": "1", "check": "1"}),
    "resend": ("1", {"choice": "a", "seq": "0"}),
    "stale": ("1", {"choice": "b", "seq": "0"}),
    "without seq": ("1", {"choice": "b"}),
    "not offered": ("1", {"choice": "z", "seq": "1"}),
    "pause": ("1", {"choice": "a", "seq": "1", "go": "pause"}),
    "resume": ("1/resume", {}),
    "finish": ("finish", {}),
    "discard": ("discard", {}),
    "retry": ("retry", {}),
    "start": ("/quizzes/new/", A_QUIZ),
}
GETS = ["1", "9", "finish", "results", "/quizzes/new/"]
ENDS = {"finish": "finished", "discard": "discarded"}
SAVES = {"answer", "change", "take back", "flag", "confidence", "check", "resend", "without seq"}

posts = pytest.mark.parametrize("post", POSTS)


def ways(at_the_edge: datetime, beyond: datetime) -> pytest.MarkDecorator:
    """Both ways to post at the edge; beyond it the plain form will do."""
    return pytest.mark.parametrize(
        ("now", "headers"),
        [(at_the_edge, {}), (at_the_edge, JSON), (beyond, {})],
        ids=["form", "background", "form, beyond"],
    )


@pytest.fixture
def visitor() -> Client:
    return guest()


@pytest.fixture
def attempt(visitor: Client) -> Attempt:
    """Ten minutes of practice with one right answer."""
    attempt = start_attempt(3, person=person_of(visitor), mode="practice")
    answer(attempt, 1, RIGHT)
    return attempt


def address(attempt: Attempt, page: str) -> str:
    return page if page.startswith("/") else page_of(attempt, page)


def send(visitor: Client, attempt: Attempt, post: str, now: datetime, headers: dict | None = None):
    page, data = POSTS[post]
    with server_clock(lambda: now):
        return visitor.post(address(attempt, page), data, headers=headers or {})


def outcome(attempt: Attempt) -> tuple:
    attempt.refresh_from_db()
    first = attempt.answers.get(position=1)
    content = (first.response, first.confidence, first.flagged, first.seq, first.checked_at)
    return attempt.state, attempt.ending, attempt.finished_at, attempt.score, content


OVER = ("finished", "deadline", DEADLINE, 1.0, (RIGHT, None, False, 1, None))


@posts
@ways(AT_LAST, DEADLINE)
def test_until_the_end_of_the_grace_every_post_is_taken(
    post: str, headers: dict, now: datetime, visitor: Client, attempt: Attempt
):
    reply = send(visitor, attempt, post, now, headers)

    attempt.refresh_from_db()
    assert attempt.state == ENDS.get(post, "in_progress")
    if post in SAVES:
        assert reply.status_code == (200 if headers else 302)
        assert not headers or reply.json()["seconds_left"] == 0
    elif post in ("stale", "not offered", "start"):
        assert reply.status_code == (400 if post == "not offered" else 409)


@posts
@ways(TOO_LATE, DEADLINE + timedelta(days=400))
def test_past_the_grace_every_post_finds_the_quiz_finished_as_of_its_deadline(
    post: str, headers: dict, now: datetime, visitor: Client, attempt: Attempt
):
    with finishes_heard() as heard:
        reply = send(visitor, attempt, post, now, headers)

    assert outcome(attempt) == OVER
    assert [told.pk for told, _answers in heard] == [attempt.pk]
    if post in SAVES or post in ("stale", "not offered"):
        assert reply.status_code == (410 if headers else 302)
        assert headers or messages_of(reply) == [
            "Time was up before this answer arrived. Everything saved before then counts."
        ]


@pytest.mark.parametrize("page", GETS)
@pytest.mark.parametrize("now", [DEADLINE, AT_LAST, TOO_LATE])
def test_every_page_settles_the_quiz_past_the_grace_and_not_before(
    page: str, now: datetime, visitor: Client, attempt: Attempt
):
    with server_clock(lambda: now):
        visitor.get(address(attempt, page))

    if now == TOO_LATE:
        assert outcome(attempt) == OVER
    else:
        attempt.refresh_from_db()
        assert attempt.state == "in_progress"


def test_what_was_missed_in_a_quiz_whose_time_is_up_can_be_tried_again(
    visitor: Client, attempt: Attempt
):
    reply = send(visitor, attempt, "retry", TOO_LATE)

    again = Attempt.objects.get(retry_of=attempt)
    assert reply["Location"] == page_of(again)
    assert (again.question_count, again.started_at) == (2, TOO_LATE)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (after(minutes=4), 360.0),
        (DEADLINE - MICROSECOND, 0.000001),
        (DEADLINE, 0.0),
        (AT_LAST, 0.0),
    ],
)
def test_the_page_and_each_save_are_told_the_seconds_left(
    now: datetime, left: float, visitor: Client, attempt: Attempt
):
    with server_clock(lambda: now):
        text = text_of(visitor.get(page_of(attempt)))

    assert [float(told) for told in re.findall(r'data-clock="([^"]*)"', text)] == [left]
    assert send(visitor, attempt, "answer", now, JSON).json()["seconds_left"] == left


@pytest.mark.parametrize("wrong_by", [timedelta(days=-400), timedelta(days=400)])
def test_the_clock_of_the_visitors_machine_changes_nothing(
    wrong_by: timedelta, visitor: Client, attempt: Attempt
):
    theirs = after(minutes=4) + wrong_by
    date = {"Date": theirs.strftime("%a, %d %b %Y %H:%M:%S GMT"), "If-Modified-Since": "never"}
    says = {"now": theirs.isoformat(), "seconds_left": "9999", "deadline": theirs.isoformat(),
            "answered_at": theirs.isoformat(), "started_at": theirs.isoformat()}  # fmt: skip

    def save(position: int, now: datetime):
        data = {"choice": "a", "seq": "0"} | says
        with server_clock(lambda: now):
            return visitor.post(page_of(attempt, position), data, headers=JSON | date)

    in_time, late = save(2, after(minutes=4)), save(3, TOO_LATE)

    assert in_time.json() == {"seq": 1, "seconds_left": 360.0}
    assert attempt.answers.get(position=2).answered_at == after(minutes=4)
    assert late.status_code == 410
    assert outcome(attempt)[:4] == ("finished", "deadline", DEADLINE, 2.0)
    attempt.refresh_from_db()
    assert attempt.deadline == DEADLINE


def test_a_start_that_discards_a_quiz_whose_time_is_up_keeps_its_score(
    visitor: Client, attempt: Attempt
):
    form = A_QUIZ | {"discard": str(attempt.pk), "attempt": str(uuid.uuid4())}

    with server_clock(lambda: TOO_LATE):
        reply = visitor.post("/quizzes/new/", form)

    assert reply.status_code == 302
    assert outcome(attempt) == OVER
