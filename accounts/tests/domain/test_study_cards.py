"""One card as the study page shows it: its intervals, its points, its help."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts.domain import points, progress, study_cards
from accounts.domain.profiles import wishes_of
from accounts.domain.study_cards import promised
from accounts.tests.learning import NOW, account, know, later, rate
from accounts.tests.studying import plan
from questions.domain import publishing
from questions.models import Related
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def card_of(person, question, at=NOW):
    plan = wishes_of(person).plan
    return study_cards.shown(person, question, plan=plan, now=at)


def minutes(card):
    return [one.interval / timedelta(minutes=1) for one in card.choices]


def test_a_new_card_offers_its_steps_and_days():
    card = card_of(account(), published())

    assert [(one.rating, one.label) for one in card.choices] == [
        (1, "Again"), (2, "Hard"), (3, "Good"), (4, "Easy"),
    ]  # fmt: skip
    assert minutes(card)[:3] == [1, 5.5, 10]
    assert card.choices[3].interval.days >= 7
    assert (card.memory, card.review_count, card.is_leech) == (None, 0, False)


@pytest.mark.parametrize("interview_in", [None, 5, 400])
@pytest.mark.parametrize("days_ago", [None, 0.2, 9, 300])
def test_the_interval_given_is_the_one_shown(interview_in, days_ago):
    person, question = account(), published()
    if interview_in:
        plan(person, interview_date=NOW.date() + timedelta(days=interview_in))
    if days_ago:
        know(person, question, days_ago=days_ago)
    card = card_of(person, question)

    for choice in card.choices:
        with transaction.atomic():
            review = progress.record_review(
                person=person,
                question_id=question.pk,
                rating=choice.rating,
                now=NOW,
                shown=promised(card.promise, choice.rating),
            )
            assert review.due_at - NOW == choice.interval
            transaction.set_rollback(True)


def test_no_interval_leads_past_the_eve_of_the_interview():
    person, question = account(), published()
    plan(person, interview_date=date(2026, 3, 15))
    know(person, question, days_ago=20)

    assert max(one.interval for one in card_of(person, question).choices) == timedelta(days=12)


def test_a_point_says_how_often_it_was_missed():
    person, question = account(), published()
    first, second = (one.key for one in card_of(person, question).points)
    for covered, missed in [([first], [second]), ([second], [first]), ([first], [second])]:
        progress.record_review(
            person=person,
            question_id=question.pk,
            rating=3,
            now=NOW,
            points={"covered": covered, "missed": missed},
        )

    one, other = card_of(person, question).points

    assert (one.missed, one.seen, one.is_missing) == (1, 3, False)
    assert (other.missed, other.seen, other.is_missing) == (2, 3, True)
    assert "first point" in one.html


def test_a_point_that_was_reworded_begins_anew():
    person, question = account(), published()
    first, _second = (one.key for one in card_of(person, question).points)
    progress.record_review(
        person=person, question_id=question.pk, rating=1, now=NOW, points={"missed": [first]}
    )
    question.key_points = ["The first point, in other words.", "The second point."]
    question.save()
    publishing.publish(question, author=None, now=NOW)

    assert [one.seen for one in card_of(person, question).points] == [0, 0]


def forget(person, question, times):
    """Learn the card and forget it again after a day, so many times."""
    for day in range(times):
        rate(person, question, 4, at=NOW + timedelta(days=2 * day))
        rate(person, question, 1, at=NOW + timedelta(days=2 * day + 1))


def test_a_card_forgotten_four_times_is_stubborn_and_names_what_it_is_confused_with():
    person, question, near, retired = account(), published(), published(), published()
    for other in (near, retired):
        Related.objects.create(question=question, other=other, note="That one is lazy.")
    publishing.retire(retired)

    forget(person, question, 3)
    assert not card_of(person, question, at=later(60 * 24 * 20)).is_leech
    forget(person, question, 4)
    card = card_of(person, question, at=later(60 * 24 * 20))

    assert card.is_leech
    assert [one.other for one in card.confusables] == [near]


def test_an_ordinary_card_asks_no_more_for_its_relatives(django_assert_num_queries):
    person, question = account(), published()
    rate(person, question, 1)
    plan = wishes_of(person).plan

    with django_assert_num_queries(3):
        study_cards.shown(person, question, plan=plan, now=NOW)


@pytest.mark.parametrize(
    "text",
    ["", "0", "0:", ":60,330,600,1", "0:60,330,600", "0:60,330,600,1,2", "x:1,2,3,4",
     "0:1,2,3,x", "-1:1,2,3,4", "0:1,2,3,-4", "0:1.5,2,3,4", "²:1,2,3,4", "9" * 200],
)  # fmt: skip
def test_a_promise_that_is_none_says_nothing(text):
    assert promised(text, 1) is None


def test_a_promise_says_the_count_and_the_seconds_of_a_rating():
    assert [promised("7:60,330,600,86400", rating) for rating in (1, 2, 3, 4)] == [
        (7, 60), (7, 330), (7, 600), (7, 86400),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("covered", "of", "rating"),
    [(4, 4, 3), (3, 4, 2), (2, 4, 2), (1, 4, 1), (0, 4, 1), (1, 1, 3), (0, 0, None), (2, 5, 1)],
)
def test_the_ticks_suggest_a_rating(covered, of, rating):
    assert points.suggested_rating(covered=covered, of=of) == rating
