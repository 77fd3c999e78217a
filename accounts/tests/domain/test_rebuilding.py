"""The stored progress is what the log leads to, and can be mended from it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.domain import rebuilding
from accounts.models import Memory, PointMemory, Review, StudyDay
from accounts.tests.histories import kept_of, live
from accounts.tests.learning import NOW, account, guest, rate
from questions.models import Question
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def learners():
    """An account and a guest with a history each."""
    cards, people = [published() for _ in range(3)], [account(), guest()]
    published(slug="never-met")
    live(people[0], cards, seed=1, steps=12)
    for rating in (3, 1, 4):
        rate(people[1], cards[0], rating, at=NOW + timedelta(days=rating))
    return people


def memory(person, **fields):
    """Change one memory of the person's behind the log's back."""
    Memory.objects.filter(pk=Memory.objects.of(person).met().first().pk).update(**fields)


def never_met():
    return Question.objects.get(slug="never-met")


def stray(person):
    Memory.objects.create(**person.fields(), question=never_met(), is_suspended=True)


TAMPERED = {
    "a stability": lambda person: memory(person, stability=77),
    "a due time": lambda person: memory(person, due_at=NOW),
    "a memory without reviews": stray,
    "a memory that is gone": lambda person: Memory.objects.of(person).met().first().delete(),
    "the sums of a day": lambda person: StudyDay.objects.of(person).update(reviews=50),
    "a day that is gone": lambda person: StudyDay.objects.of(person).delete(),
    "a day without reviews": lambda person: StudyDay.objects.create(
        **person.fields(), day="2020-01-01", reviews=3
    ),
    "a key point": lambda person: PointMemory.objects.create(
        **person.fields(), question=never_met(), point="x", missed=2
    ),
}


def test_what_was_stored_is_what_the_log_leads_to(learners, capsys):
    call_command("rebuild_progress", "--check")

    assert capsys.readouterr().out.startswith("2 people, ")
    assert rebuilding.rebuild().differing == 0


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_found_and_mended(learners, tamper):
    # The account first, and the guest once the account is right again.
    for person in learners:
        right = kept_of(person)
        tamper(person)
        wrong = kept_of(person)
        assert wrong != right

        with pytest.raises(CommandError, match="not what the log leads to"):
            call_command("rebuild_progress", "--check", verbosity=0)
        assert kept_of(person) == wrong

        call_command("rebuild_progress", verbosity=0)
        assert kept_of(person) == right
    call_command("rebuild_progress", "--check", verbosity=0)


def test_only_the_person_with_the_fault_is_counted(learners):
    memory(learners[1], lapses=9)

    report = rebuilding.rebuild()

    assert report.people == 2
    # As it was, and as it is.
    assert report.differing in (1, 2)


def test_many_cards_are_rebuilt_by_the_batch(learners, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    right = kept_of(learners[0])
    Memory.objects.all().delete()
    PointMemory.objects.all().delete()

    rebuilding.rebuild()

    assert kept_of(learners[0]) == right


@pytest.mark.parametrize("foreseen", [0, 5e-324, 1e-300, 1.5])
def test_a_stored_recall_that_no_curve_foresees_stops_no_rebuild(learners, foreseen):
    Review.objects.of(learners[1]).filter(is_first=False).update(foreseen=foreseen)

    rebuilding.rebuild()

    assert sum(day.recalls for day in StudyDay.objects.of(learners[1])) == 1


def test_nobody_there_is_nothing_to_rebuild():
    assert rebuilding.rebuild() == rebuilding.Report()
