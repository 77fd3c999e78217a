"""What the results page shows of a finished attempt."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.domain import publishing, quizzes, results
from questions.domain.document import CardDocument
from questions.domain.results import percent, review
from questions.domain.scoring import Response
from questions.models import Attempt, Choice
from questions.tests.factories import TopicFactory, published
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    RIGHT,
    STARTED,
    STRANGER,
    WRONG,
    after,
    answer,
    finish,
    start_attempt,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("points", "of", "expected"),
    [
        (0, 0, 0),
        (0, 3, 0),
        (1, 3, 33),
        (2, 3, 66),
        (3, 3, 100),
        (2.99, 3, 99),
        # Binary fractions must not cost a point: 0.29 * 100 is 28.999999999999996.
        (0.29, 1, 29),
        (1 / 3 + 1 / 3 + 1 / 3, 1, 100),
    ],
)
def test_percent_is_rounded_down_so_that_hundred_means_everything(points, of, expected):
    assert percent(points, of) == expected


def several_card():
    """Four choices of which "a" and "b" are right."""
    card = published(form="several", choices=4)
    Choice.objects.filter(question=card, key="b").update(is_correct=True)
    publishing.publish(card, author=None, now=STARTED)
    return card


def test_every_choice_is_shown_in_the_drawn_order_with_pick_truth_and_reason():
    attempt = start_attempt([several_card()])
    answer(attempt, 1, ["b", "c"], confidence=2, flagged=True, now=after(seconds=90))

    [shown] = results.results(finish(attempt)).answers

    assert [row.choice.key for row in shown.choices] == attempt.answers.get().choice_order
    by_key = {row.choice.key: row for row in shown.choices}
    assert {key: row.is_chosen for key, row in by_key.items()} == {
        "a": False, "b": True, "c": True, "d": False,
    }  # fmt: skip
    assert {key: row.choice.is_correct for key, row in by_key.items()} == {
        "a": True, "b": True, "c": False, "d": False,
    }  # fmt: skip
    assert by_key["c"].choice.feedback_html == "Why c is wrong."
    assert (shown.position, shown.points, shown.flagged, shown.confidence) == (1, 0.0, True, 2)
    assert shown.time_spent == timedelta(seconds=90)


def test_a_typed_answer_is_shown_as_it_was_typed():
    attempt = start_attempt([published(form="typed"), published()])
    answer(attempt, 1, "a <b> c")

    typed, chosen = results.results(finish(attempt)).answers

    assert (typed.typed, typed.choices) == ("a <b> c", ())
    assert (chosen.typed, len(chosen.choices)) == ("", 3)


def test_a_card_edited_since_is_shown_as_it_was_asked():
    card = published(prompt="Old?")
    attempt = start_attempt([card])
    card.prompt = "New?"
    card.save()
    publishing.publish(card, author=None, now=after(minutes=1))

    [shown] = results.results(finish(attempt)).answers

    assert shown.document.prompt == "Old?"


@pytest.mark.parametrize(
    ("response", "points", "verdict"),
    [
        (["a", "b"], 1.0, (True, False)),
        (["a"], 0.5, (False, True)),
        (["c"], 0.0, (False, False)),
        (None, 0.0, (False, False)),
    ],
)
def test_an_answer_is_right_partly_right_or_wrong(
    response: Response, points: float, verdict: tuple[bool, bool]
):
    attempt = start_attempt([several_card()])
    answer(attempt, 1, response)

    [shown] = results.results(finish(attempt)).answers

    assert shown.points == points
    assert (shown.is_right, shown.is_partly_right) == verdict
    assert shown.is_answered == (response is not None)


@pytest.mark.parametrize(
    ("confidence", "is_unsure", "label"),
    [(None, False, ""), (1, True, "Guess"), (2, True, "Think so"), (3, False, "Sure")],
)
def test_less_than_sure_is_unsure(confidence: int | None, is_unsure: bool, label: str):
    attempt = start_attempt(1)
    answer(attempt, 1, RIGHT, confidence=confidence)

    [shown] = results.results(finish(attempt)).answers

    assert (shown.is_unsure, shown.confidence_label) == (is_unsure, label)


@pytest.mark.parametrize(("response", "points"), [(RIGHT, 1.0), (WRONG, 0.0)])
def test_a_checked_practice_answer_is_reviewed_before_the_finish(response: Response, points: float):
    checked = answer(start_attempt(mode="practice"), 1, response, check=True)

    assert checked.points is None
    document = CardDocument.from_json(checked.revision.document)
    assert review(checked, document).points == points


@pytest.mark.parametrize(
    ("show", "positions"),
    [
        ("all", [1, 2, 3, 4]),
        ("wrong", [2, 4]),
        ("flagged", [3]),
        ("unsure", [1, 2]),
        ("no-such", [1, 2, 3, 4]),
    ],
)
def test_the_filter_leaves_what_it_says(show: str, positions: list[int]):
    attempt = start_attempt(4)
    answer(attempt, 1, RIGHT, confidence=1)
    answer(attempt, 2, WRONG, confidence=2)
    answer(attempt, 3, RIGHT, confidence=3, flagged=True)

    page = results.results(finish(attempt), show=show)

    assert [row.position for row in page.shown] == positions
    assert [row.position for row in page.answers] == [1, 2, 3, 4]


def test_the_sums_of_the_page():
    attempt = start_attempt(4)
    answer(attempt, 1, RIGHT)
    answer(attempt, 2, WRONG)
    answer(attempt, 3, RIGHT)

    page = results.results(finish(attempt, now=after(minutes=6)))

    assert (page.percent, page.right_count, page.blank_count, page.missed_count) == (50, 2, 1, 2)
    assert (page.time_taken, page.time_per_question) == (
        timedelta(minutes=6), timedelta(minutes=1.5),
    )  # fmt: skip


def test_after_the_deadline_the_time_taken_is_the_time_given():
    attempt = finish(start_attempt(1), now=after(hours=5))

    assert results.results(attempt).time_taken == DEADLINE - STARTED


def test_topics_come_weakest_first_then_by_name():
    strong, weak, other = (
        TopicFactory(slug=name.lower(), name=name) for name in ("Strong", "Weak", "Other")
    )
    cards = [published(topic=topic) for topic in (strong, weak, other, weak, strong)]
    attempt = start_attempt(cards)
    for position in (1, 2, 5):
        answer(attempt, position, RIGHT)

    topics = results.results(finish(attempt)).topics

    assert [(row.slug, row.name, row.points, row.count, row.percent) for row in topics] == [
        ("other", "Other", 0.0, 1, 0),
        ("weak", "Weak", 1.0, 2, 50),
        ("strong", "Strong", 2.0, 2, 100),
    ]


def quiz(*, right: int, at: int, person=GUEST, of: int = 4) -> Attempt:
    """A finished quiz of four questions, started `at` hours after the first."""
    attempt = start_attempt(of, person=person, now=after(hours=at), minutes=0)
    for position in range(1, right + 1):
        answer(attempt, position, RIGHT, now=after(hours=at, minutes=1))
    return finish(attempt, now=after(hours=at, minutes=5))


def test_the_change_is_against_the_finished_quiz_before():
    first, better, worse = quiz(right=1, at=1), quiz(right=3, at=2), quiz(right=2, at=3)

    changes = [results.results(attempt).change for attempt in (first, better, worse)]

    assert changes == [None, 50, -25]
    assert results.results(worse).change_down == 25


def test_others_discarded_and_open_quizzes_are_no_quiz_before():
    quiz(right=4, at=1, person=STRANGER)
    discarded = start_attempt(now=after(hours=2))
    quizzes.discard(person=GUEST, attempt_id=discarded.pk, now=after(hours=2))
    attempt = quiz(right=1, at=3)
    start_attempt(now=after(hours=4))

    assert results.results(attempt).change is None


def test_same_again_asks_for_the_same_settings():
    attempt = finish(start_attempt(2, minutes=10, pace=1.5, mode="practice"))

    query = results.results(attempt).settings_query

    assert query == "count=2&minutes=10&mode=practice&pace=1.5"


@pytest.mark.parametrize("count", [1, 3])
def test_results_take_two_queries(count: int):
    attempt = finish(start_attempt(count))

    with CaptureQueriesContext(connection) as queries:
        page = results.results(attempt)
        shown = [(row.document.prompt, row.choices) for row in page.shown]

    assert (len(queries), len(shown)) == (2, count)


# --- Confidence -------------------------------------------------------------------


@pytest.fixture
def judged() -> Attempt:
    """Seven questions: how each was answered, and how sure that was."""
    attempt = start_attempt(7)
    said = [(RIGHT, 3), (WRONG, 3), (RIGHT, 2), (WRONG, 1), (WRONG, 3), (RIGHT, None), (None, 3)]
    for position, (response, confidence) in enumerate(said, start=1):
        answer(attempt, position, response, confidence=confidence)
    finish(attempt)
    attempt.refresh_from_db()
    return attempt


def test_calibration_says_how_often_each_level_was_right_the_surest_first(judged: Attempt):
    found = [
        (level.label, level.count, level.right, level.percent)
        for level in results.results(judged).calibration
    ]

    assert found == [("Sure", 3, 1, 33), ("Think so", 1, 1, 100), ("Guess", 1, 0, 0)]
    assert results.results(judged).surely_wrong_count == 2


def test_who_never_said_how_sure_sees_no_calibration():
    attempt = start_attempt(1)
    answer(attempt, 1, RIGHT)
    finish(attempt)
    attempt.refresh_from_db()

    assert results.results(attempt).calibration == []


def test_what_was_sure_and_wrong_comes_first_in_the_review(judged: Attempt):
    shown = [one.position for one in results.results(judged).shown]

    # The seventh was left open, and sure.
    assert shown == [2, 5, 7, 1, 3, 4, 6]
    wrong = [one.position for one in results.results(judged, show="wrong").shown]
    assert wrong == [2, 5, 7, 4]


def test_the_overview_leads_to_the_page_where_each_question_stands(judged: Attempt):
    pages = {item.position: item.page for item in results.results(judged).overview}

    assert pages == {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 2, 7: 1}


def test_confidence_never_changes_the_score(judged: Attempt):
    assert judged.score == 3
