"""manage.py finish_expired."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from questions.models import Attempt, Person
from questions.tests.quizzing import start_attempt

pytestmark = pytest.mark.django_db


def run():
    out = StringIO()
    call_command("finish_expired", stdout=out)
    return out.getvalue()


def test_it_finishes_what_is_over_and_says_how_many():
    now = timezone.now()
    people = [Person(guest_key=letter * 32) for letter in "abcd"]
    minutes_ago = [60, 11, 5, 60]
    over, just_over, running, untimed = (
        start_attempt(1, person=person, now=now - timedelta(minutes=ago), minutes=minutes)
        for person, ago, minutes in zip(people, minutes_ago, [10, 10, 10, 0], strict=True)
    )

    assert run() == "Expired quizzes finished: 2\n"

    states = dict(Attempt.objects.values_list("pk", "ending"))
    assert states == {over.pk: "deadline", just_over.pk: "deadline", running.pk: "", untimed.pk: ""}
    over.refresh_from_db()
    assert over.finished_at == over.deadline


def test_run_again_it_finds_nothing():
    now = timezone.now()
    start_attempt(1, now=now - timedelta(hours=1))
    run()

    assert run() == "Expired quizzes finished: 0\n"
