"""Nothing of a deleted account remains."""

import pytest
from axes.models import AccessLog
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.domain import leaving
from accounts.domain.scheduling import DEFAULT_PARAMETERS
from accounts.models import Parameters, Review
from accounts.tests.histories import as_data, bring, kept_of, live
from accounts.tests.learning import account, rate
from questions.models import Answer, Attempt, AttemptEvent, Personal
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def delete(person):
    leaving.delete(user=User.objects.get(pk=person.owner_id))


def rows_about_people():
    """Every table of ours that refers to an account, or to what belongs to one: its rows."""
    people = [model for model in apps.get_models() if issubclass(model, Personal)]
    tables = {User, *people, Answer, AttemptEvent}
    tables |= {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model in {User, *people}
    }
    return {model.__name__: model.objects.count() for model in tables}


@pytest.mark.parametrize("seed", range(3))
def test_everything_of_a_person_goes_and_nothing_of_another(seed):
    one, cards = account(), [published() for _ in range(4)]
    live(one, cards, seed=seed + 10)
    before, kept = rows_about_people(), kept_of(one)
    other = account()
    live(other, cards, seed=seed, steps=60)
    live_tables = {name for name, count in rows_about_people().items() if count > before[name]}
    assert {"Review", "Memory", "StudyDay", "Attempt", "AttemptEvent", "Answer"} <= live_tables

    delete(other)

    assert rows_about_people() == before
    assert kept_of(one) == kept


def test_the_weights_of_the_scheduler_stay_for_the_others():
    person = account()
    rate(person, published(), 3)

    delete(person)

    assert Parameters.objects.count() == 1


def weighted(weight):
    """Somebody whose document brought weights of its own."""
    source, person = account(), account()
    rate(source, published(), 3)
    data = as_data(source)
    data["parameters"][0][0] = weight
    bring(person, data)
    delete(source)
    return person


def first_weights():
    return [row.values[0] for row in Parameters.objects.order_by("pk")]


def test_weights_that_came_with_an_import_go_unless_others_use_them():
    person, like_minded, other = weighted(0.3), weighted(0.3), weighted(0.4)
    rate(other, published(), 3)
    assert first_weights() == [DEFAULT_PARAMETERS[0], 0.3, 0.4]

    delete(person)
    assert first_weights() == [DEFAULT_PARAMETERS[0], 0.3, 0.4]
    delete(like_minded)
    assert first_weights() == [DEFAULT_PARAMETERS[0], 0.4]
    delete(other)
    assert first_weights() == [DEFAULT_PARAMETERS[0]]


def test_the_log_of_log_ins_goes_too():
    person, other = account(username="ada"), account(username="grace")
    for username in ("ada", "grace"):
        AccessLog.objects.create(username=username, ip_address="127.0.0.1", user_agent="x")

    delete(person)

    assert list(AccessLog.objects.values_list("username", flat=True)) == ["grace"]
    assert User.objects.get().pk == other.owner_id


def test_a_retried_quiz_goes_with_its_retry():
    person = account()
    first, second = (attempt_of(person) for _ in range(2))
    Attempt.objects.filter(pk=second.pk).update(retry_of=first)

    delete(person)

    assert Attempt.objects.count() == 0


def attempt_of(person):
    from_now = Attempt(
        **person.fields(),
        mode="exam",
        settings={},
        state="discarded",
        question_count=1,
        started_at="2026-03-02T12:00:00Z",
        finished_at="2026-03-02T12:00:00Z",
    )
    from_now.save()
    return from_now


def test_a_long_log_is_not_loaded_to_be_deleted():
    person, card = account(), published()

    def count():
        with CaptureQueriesContext(connection) as queries:
            delete(person)
        return len(queries)

    rate(person, card, 3)
    few = count()
    person = account()
    for _ in range(12):
        rate(person, card, 3)

    assert count() == few
    assert Review.objects.count() == 0
