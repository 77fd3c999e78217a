"""Random histories of one person, and everything that is kept of them."""

import json
import random
import uuid
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User

from accounts.domain import dashboard, exporting, importing, notes, points, progress
from accounts.models import Memory, PointMemory, Profile, Review, StudyDay
from accounts.tests.factories import NOW
from accounts.tests.learning import begin, end, give
from questions.domain import quizzes
from questions.models import Person, Question
from questions.tests.quizzing import RIGHT, WRONG

MONTH_LATER = NOW + timedelta(days=40)


def live(person: Person, cards: list[Question], *, seed: int, steps: int = 25) -> datetime:
    """Do random things with the cards, in order of time; return when it ended."""
    rng, at = random.Random(seed), NOW
    for _ in range(steps):
        at += timedelta(
            minutes=rng.choice([0, 1, 7, 200, 1500, 6000]), microseconds=rng.randint(0, 9)
        )
        rng.choice(DEEDS)(person, cards, rng, at)
    return at


def _rate(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    card = rng.choice(cards)
    keys = [points.key_of(f"{card.pk} {number}") for number in range(3)]
    covered = rng.sample(keys, rng.randint(0, 3))
    ticks = {"covered": covered, "missed": [key for key in keys if key not in covered]}
    progress.record_review(
        person=person,
        question_id=card.pk,
        rating=rng.randint(1, 4),
        now=at,
        token=uuid.uuid4(),
        points=rng.choice([None, ticks]),
        spent_ms=rng.choice([None, 0, 4321]),
    )


def _change(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    kind = rng.choice(["reset", "suspend", "resume", "bury"])
    until = at + timedelta(days=1) if kind == "bury" else None
    card = rng.choice(cards)
    progress.record_event(person=person, question_id=card.pk, kind=kind, now=at, until=until)


def _undo(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    last = Review.objects.of(person).standing().filter(source="study").order_by("-id").first()
    if last is not None:
        progress.undo(person=person, review_id=last.pk, now=last.reviewed_at)


def _take_a_quiz(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    asked = rng.sample(cards, rng.randint(1, len(cards)))
    attempt = begin(person, asked, minutes=rng.choice([0, 10]), at=at)
    for position in range(1, len(asked) + 1):
        response = rng.choice([None, [], RIGHT, WRONG])
        if response is not None:
            give(attempt, position, response, confidence=rng.choice([None, 1, 2, 3]), at=at)
    if rng.random() < 0.2:
        quizzes.discard(person=person, attempt_id=attempt.pk, now=at)
    else:
        end(attempt, at=at)


def _write_down(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    card = rng.choice(cards)
    text = rng.choice(["", "Read on.", "=1+1 “quoted”\n\tand 🦊"])
    notes.save_text(person=person, question_id=card.pk, text=text, seq=None, now=at)
    notes.bookmark(person=person, question_id=card.pk, is_bookmarked=rng.random() < 0.5, now=at)


def _plan(person: Person, cards: list[Question], rng: random.Random, at: datetime) -> None:
    profile = Profile.objects.get(user_id=person.owner_id)
    profile.interview_date = rng.choice([None, (at + timedelta(days=9)).date()])
    profile.timezone = rng.choice(["UTC", "Asia/Tokyo", "America/Caracas"])
    profile.minutes_a_day, profile.weekly_goal = rng.choice([(None, None), (20, 5)])
    profile.days_off = rng.choice([[], [5, 6]])
    profile.keyboard_shortcuts = rng.random() < 0.5
    profile.save()
    profile.topics.set(rng.choice([[], [cards[0].topic]]))


DEEDS = [_rate, _rate, _rate, _rate, _undo, _change, _take_a_quiz, _write_down, _plan]


def kept_of(person: Person) -> dict[str, Any]:
    """What is derived from the log, row by row, and what the progress page counts.

    A day without reviews is as good as none.
    """
    rows = {
        model.__name__: sorted(
            (
                tuple(row.items())
                for row in model.objects.of(person).values(*_fields(model))
                if row.get("reviews") != 0
            ),
            key=repr,
        )
        for model in (Memory, PointMemory, StudyDay)
    }
    page = dashboard.dashboard(person=person, now=MONTH_LATER)
    chart = [(point.percent, point.x, point.y) for point in page.chart.points]
    return rows | {
        "counts": (page.seen, page.known, page.cards, page.to_repeat, chart),
        "topics": [(one.topic.pk, one.seen, one.known) for one in page.topics],
    }


def _fields(model: Any) -> list[str]:
    private = {"id", "owner", "guest_key"}
    return [one.name for one in model._meta.fields if one.name not in private]


def exported(person: Person, *, now: datetime = MONTH_LATER) -> bytes:
    user = User.objects.get(pk=person.owner_id)
    return b"".join(exporting.document(user=user, now=now))


def as_data(person: Person) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(exported(person))
    return data


def bring(person: Person, data: Any, *, now: datetime = MONTH_LATER) -> importing.Imported:
    """Import bytes, or data that becomes JSON."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    user = User.objects.get(pk=person.owner_id)
    return importing.receive(user=user, file=BytesIO(content), now=now)
