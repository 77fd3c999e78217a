"""Leeches, sure errors and key points that are missed."""

import pytest

from accounts.domain import calibration, points, progress, trouble
from accounts.models import Memory, PointMemory
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, begin, end, give, guest, later, rate
from questions.domain import publishing
from questions.models import Person, Related
from questions.tests.factories import ReferenceFactory, published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("make", [account, guest])
GUESS, THINK_SO, SURE = 1, 2, 3


def leech(person, lapses=4, **fields):
    card = published()
    Memory.objects.create(
        **person.fields(), question=card, **memory_fields(lapses=lapses, **fields)
    )
    return card


def key(card, number):
    return points.key_of(card.current_revision.document["key_points_html"][number])


# --- Leeches ---------------------------------------------------------------------


@BOTH
def test_cards_forgotten_four_times_are_named_the_worst_first(make):
    person = make()
    leech(person, lapses=3)
    four, six = leech(person, lapses=4), leech(person, lapses=6)

    found = trouble.trouble(person=person)

    assert [(one.question, one.lapses) for one in found.leeches] == [(six, 6), (four, 4)]
    assert not found.has_more_leeches


def test_a_leech_comes_with_its_confusable_cards_missed_points_and_references():
    person, near = account(), published()
    card = leech(person)
    retired = published()
    publishing.retire(retired)
    for other in (near, retired):
        Related.objects.create(question=card, other=other, note="Near.")
    ReferenceFactory(question=card, title="The source")
    publishing.publish(card, author=None, now=NOW)
    PointMemory.objects.create(
        **person.fields(), question=card, point=key(card, 1), missed=2, is_missing=True
    )
    PointMemory.objects.create(**person.fields(), question=card, point=key(card, 0), covered=1)

    (found,) = trouble.trouble(person=person).leeches

    assert [(one.other, one.note) for one in found.confusable] == [(near, "Near.")]
    assert found.missed_html == (card.current_revision.document["key_points_html"][1],)
    assert [one.title for one in found.references] == ["The source"]


def test_suspended_and_retired_leeches_trouble_nobody():
    person = account()
    leech(person, is_suspended=True)
    publishing.retire(leech(person))

    assert trouble.trouble(person=person).leeches == ()


def test_the_dashboard_names_five_and_says_that_there_are_more():
    person = account()
    for _ in range(6):
        leech(person, is_sure_but_wrong=True)

    found = trouble.trouble(person=person)

    assert (len(found.leeches), found.has_more_leeches) == (5, True)
    assert (len(found.sure_errors), found.has_more_sure_errors) == (5, True)


# --- Sure errors and key points --------------------------------------------------


def sure_of(person, card, response, *, confidence=SURE, at=NOW):
    attempt = begin(person, [card], at=at)
    give(attempt, 1, response, confidence=confidence, at=at)
    return end(attempt, at=at)


@BOTH
def test_a_sure_error_is_listed_until_the_card_is_rated_again(make):
    person, card = make(), published()
    sure_of(person, card, WRONG)
    assert trouble.trouble(person=person).sure_errors == (card,)

    rate(person, card, 3, at=later(1))

    assert trouble.trouble(person=person).sure_errors == ()


def test_the_most_missed_key_points_come_first_and_reworded_ones_are_left_out():
    person, card = account(), published()
    for minute, missed in enumerate([[0, 1], [1]]):
        progress.record_review(
            person=person,
            question_id=card.pk,
            rating=2,
            now=later(minute),
            points={
                "covered": [key(card, n) for n in (0, 1) if n not in missed],
                "missed": [key(card, n) for n in missed] + ["0" * 16],
            },
        )

    found = trouble.trouble(person=person).weak_points

    assert [(one.point_html, one.missed, one.looked_at) for one in found] == [
        (card.current_revision.document["key_points_html"][1], 2, 2),
        (card.current_revision.document["key_points_html"][0], 1, 2),
    ]


def test_only_the_persons_own_trouble_is_shown():
    leech(account(), is_sure_but_wrong=True)

    assert trouble.trouble(person=account()) == trouble.Trouble()
    assert trouble.trouble(person=Person()) == trouble.Trouble()


# --- Calibration -----------------------------------------------------------------


@BOTH
def test_answers_are_grouped_by_how_sure_they_were_the_surest_first(make):
    person, card = make(), published()
    for minute, (confidence, response) in enumerate(
        [(SURE, RIGHT), (SURE, WRONG), (GUESS, WRONG), (None, RIGHT), (THINK_SO, [])]
    ):
        sure_of(person, card, response, confidence=confidence, at=later(minute))

    found = calibration.calibration(person=person)

    # An answer without a word on it, and a word without an answer, say nothing.
    assert [(one.name, one.count, one.right, one.percent) for one in found.levels] == [
        ("sure", 2, 1, 50),
        ("guess", 1, 0, 0),
    ]
    assert [bar.percent for bar in found.chart.bars] == [50, 0]


def test_only_the_latest_quizzes_are_read(monkeypatch):
    monkeypatch.setattr(calibration, "MOST_QUIZZES", 1)
    person, card = account(), published()
    sure_of(person, card, WRONG)
    sure_of(person, card, RIGHT, at=later(1))

    (level,) = calibration.calibration(person=person).levels

    assert (level.count, level.right) == (1, 1)


def test_an_open_quiz_and_somebody_elses_say_nothing():
    person, card = account(), published()
    sure_of(account(), card, RIGHT)
    give(begin(person, [card]), 1, RIGHT, confidence=SURE)

    assert calibration.calibration(person=person).levels == ()


def test_of_points_missed_equally_often_the_same_are_named_whatever_their_rows(monkeypatch):
    person, cards = account(), [published() for _ in range(4)]
    monkeypatch.setattr(trouble, "POINTS_READ", 2)
    for card, covered in zip(reversed(cards), (0, 3, 1, 1), strict=True):
        PointMemory.objects.create(
            **person.fields(), question=card, point=key(card, 0), missed=2, covered=covered
        )

    found = trouble.trouble(person=person).weak_points

    assert [one.question for one in found] == [cards[3], cards[0]]
