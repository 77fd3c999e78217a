"""The database keeps the truth: each constraint has somebody who tries to break it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

from questions.models import (
    Answer,
    Attempt,
    AttemptEvent,
    Choice,
    Deck,
    DeckEntry,
    OldSlug,
    Question,
    QuestionTag,
    Reference,
    Related,
    Revision,
    SearchEntry,
    Tag,
    Throttle,
    Topic,
)
from questions.tests.factories import (
    PUBLISHED_AT,
    ChoiceFactory,
    DeckFactory,
    QuestionFactory,
    ReferenceFactory,
    TagFactory,
    TopicFactory,
    published,
)
from questions.tests.quizzing import DEADLINE, GUEST, STARTED, account, finish, start_attempt

pytestmark = pytest.mark.django_db

THROTTLE = {"key": "a" * 64, "since": STARTED, "count": 1}
MODELS = list(apps.get_app_config("questions").get_models())


def twice(make: Callable[..., Any], **fields: Any) -> None:
    make(**fields)
    make(**fields)


def related(one: Question, other: Question) -> Related:
    return Related.objects.create(question=one, other=other, note="How?")


def attempt_with(**fields: Any) -> None:
    """An open attempt of a guest, changed behind the domain's back."""
    attempt = start_attempt(2)
    Attempt.objects.filter(pk=attempt.pk).update(**fields)


def event_with(**fields: Any) -> None:
    AttemptEvent.objects.create(attempt=start_attempt(1), at=STARTED, **fields)


def finished_with(**fields: Any) -> None:
    attempt = finish(start_attempt(2))
    Attempt.objects.filter(pk=attempt.pk).update(**fields)


def discarded_with(**fields: Any) -> None:
    attempt_with(**({"state": "discarded", "finished_at": DEADLINE} | fields))


def answer_with(**fields: Any) -> None:
    start_attempt(2).answers.filter(position=1).update(**fields)


def second_open_attempt(**owner: Any) -> None:
    """A finished attempt beside an open one, opened again behind the domain's back."""
    finished = finish(start_attempt(1))
    start_attempt(1)
    Attempt.objects.filter(pk=finished.pk).update(
        state="in_progress", finished_at=None, score=None, ending=""
    )


def two_open_attempts_of_an_account() -> None:
    owner = account()
    start_attempt(1, person=owner)
    attempt_with(owner_id=owner.owner_id, guest_key="")


def asked_twice() -> None:
    attempt = start_attempt(2)
    first, second = attempt.answers.order_by("position")
    Answer.objects.filter(pk=second.pk).update(question=first.question_id)


BREAKS: list[tuple[str, Callable[[], Any]]] = [
    ("questions_question_difficulty", lambda: QuestionFactory(difficulty="tough")),
    ("questions_question_form", lambda: QuestionFactory(form="essay")),
    ("questions_question_published_has_revision", lambda: QuestionFactory(status="published")),
    ("questions_question_published_has_revision", lambda: QuestionFactory(status="retired")),
    ("questions_question_published_has_revision", lambda: QuestionFactory(status="lost")),
    ("questions_question_origin", lambda: twice(QuestionFactory, origin="fs-01")),
    ("questions_questiontag_once", lambda: twice(
        QuestionTag.objects.create, question=QuestionFactory(), tag=TagFactory())),
    ("questions_choice_key", lambda: twice(ChoiceFactory, question=QuestionFactory(), key="k")),
    ("questions_choice_has_key", lambda: ChoiceFactory(key="")),
    ("questions_reference_once", lambda: twice(
        ReferenceFactory, question=QuestionFactory(), url="https://example.org")),
    ("questions_related_once", lambda: twice(
        related, one=QuestionFactory(), other=QuestionFactory())),
    ("questions_related_not_itself", lambda: related(*[QuestionFactory()] * 2)),
    ("questions_revision_number", lambda: twice(
        Revision.objects.create, question=QuestionFactory(), number=1, created_at=PUBLISHED_AT,
        digest="", document={})),
    ("questions_deckentry_once", lambda: twice(
        DeckEntry.objects.create, deck=DeckFactory(), question=QuestionFactory())),
    ("questions_attempt_owner_or_guest", lambda: attempt_with(guest_key="")),
    ("questions_attempt_owner_or_guest", lambda: attempt_with(owner_id=account().owner_id)),
    ("questions_attempt_one_open_per_guest", second_open_attempt),
    ("questions_attempt_one_open_per_owner", two_open_attempts_of_an_account),
    ("questions_attempt_state", lambda: attempt_with(state="paused")),
    ("questions_attempt_state", lambda: attempt_with(finished_at=DEADLINE)),
    ("questions_attempt_state", lambda: attempt_with(score=0)),
    ("questions_attempt_state", lambda: attempt_with(ending="user")),
    ("questions_attempt_state", lambda: finished_with(finished_at=None)),
    ("questions_attempt_state", lambda: finished_with(score=None)),
    ("questions_attempt_state", lambda: finished_with(ending="")),
    ("questions_attempt_state", lambda: finished_with(ending="bored")),
    ("questions_attempt_state", lambda: discarded_with(finished_at=None)),
    ("questions_attempt_state", lambda: discarded_with(score=1)),
    ("questions_attempt_state", lambda: discarded_with(ending="user")),
    ("questions_attempt_mode", lambda: attempt_with(mode="race")),
    ("questions_attempt_deadline_after_start", lambda: attempt_with(deadline=STARTED)),
    ("questions_attempt_paused_while_practising", lambda: attempt_with(paused_at=STARTED)),
    ("questions_attempt_paused_while_practising", lambda: finished_with(paused_at=STARTED)),
    ("questions_throttle_once", lambda: twice(Throttle.objects.create, **THROTTLE)),
    ("questions_throttle_counts", lambda: Throttle.objects.create(**THROTTLE | {"count": 0})),
    ("questions_attemptevent_kind", lambda: event_with(kind="wished")),
    ("questions_attempt_not_empty", lambda: attempt_with(question_count=0)),
    ("questions_attempt_score_in_range", lambda: finished_with(score=-0.1)),
    ("questions_attempt_score_in_range", lambda: finished_with(score=2.1)),
    ("questions_answer_position_once", lambda: answer_with(position=2)),
    ("questions_answer_card_once", asked_twice),
    ("questions_answer_position_from_one", lambda: answer_with(position=0)),
    ("questions_answer_confidence", lambda: answer_with(confidence=0)),
    ("questions_answer_confidence", lambda: answer_with(confidence=4)),
    ("questions_answer_points", lambda: answer_with(points=-0.01)),
    ("questions_answer_points", lambda: answer_with(points=1.01)),
]  # fmt: skip
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in MODELS
    for constraint in model._meta.constraints
}


def complaint(name: str) -> str:
    """What the database says of the broken constraint; SQLite names the columns of a unique one."""
    model, constraint = CONSTRAINTS[name]
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return name


@pytest.mark.parametrize(("name", "break_it"), BREAKS)
def test_constraint_holds(name: str, break_it: Callable[[], Any]):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        break_it()

    assert complaint(name) in str(caught.value)


def test_each_constraint_has_somebody_who_tries_to_break_it():
    assert {name for name, _break_it in BREAKS} == set(CONSTRAINTS)


UNIQUE: list[tuple[type[models.Model], str, Callable[[], Any]]] = [
    (Topic, "slug", lambda: twice(TopicFactory, slug="same")),
    (Topic, "name", lambda: twice(TopicFactory, name="Same")),
    (Tag, "slug", lambda: twice(TagFactory, slug="same")),
    (Tag, "name", lambda: twice(TagFactory, name="Same")),
    (Deck, "slug", lambda: twice(DeckFactory, slug="same")),
    (Deck, "name", lambda: twice(DeckFactory, name="Same")),
    (Question, "slug", lambda: twice(QuestionFactory, slug="same")),
    (Question, "current_revision", lambda: twice(
        QuestionFactory, current_revision=published().current_revision)),
    (OldSlug, "slug", lambda: twice(
        OldSlug.objects.create, slug="same", question=QuestionFactory())),
]  # fmt: skip


@pytest.mark.parametrize(("model", "field", "break_it"), UNIQUE)
def test_unique_field_holds(model: type[models.Model], field: str, break_it: Callable[[], Any]):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        break_it()

    assert model._meta.db_table in str(caught.value)
    assert field in str(caught.value)


def test_each_unique_field_has_somebody_who_tries_to_break_it():
    unique = {
        (model, field.name)
        for model in MODELS
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    }

    assert {(model, field) for model, field, _break_it in UNIQUE} == unique


def make_a_row_of_each() -> None:
    question = published(tags=[TagFactory()])
    ReferenceFactory(question=question)
    related(question, QuestionFactory())
    DeckFactory(questions=[question])
    OldSlug.objects.create(slug="old", question=question)
    start_attempt([question], retry_of=finish(start_attempt(1)))


def point_to_nothing(model: type[models.Model], field: models.ForeignKey) -> None:
    """Let one row's foreign key name a row that isn't there."""
    is_uuid = isinstance(field.target_field, models.UUIDField)
    changes: dict[str, Any] = {field.attname: uuid.uuid4() if is_uuid else 20260302}
    if (model, field.name) == (Attempt, "owner"):
        changes["guest_key"] = ""
    row = model._default_manager.all()[:1].get()
    model._default_manager.filter(pk=row.pk).update(**changes)
    # Deferred to the commit, which a test never reaches.
    connection.check_constraints()


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, field) for model in MODELS for field in model._meta.local_fields if field.is_relation],
)
def test_foreign_key_holds(model: type[models.Model], field: models.ForeignKey):
    make_a_row_of_each()

    with pytest.raises(IntegrityError), transaction.atomic():
        point_to_nothing(model, field)


def test_what_people_were_asked_is_never_deleted():
    attempt = start_attempt([published()])
    question, revision = attempt.answers.get().question, attempt.answers.get().revision

    for row, error in ((question, ProtectedError), (revision, ProtectedError)):
        with pytest.raises(error):
            row.delete()


def test_a_topic_with_cards_and_a_current_revision_are_not_deleted():
    question = published()

    with pytest.raises(ProtectedError):
        question.topic.delete()
    with pytest.raises(RestrictedError):
        question.current_revision.delete()


def test_a_card_that_nobody_was_asked_goes_with_all_that_is_its_own():
    question = published(tags=[TagFactory()])
    ReferenceFactory(question=question)
    related(question, other := published())
    related(other, question)
    DeckFactory(questions=[question])
    OldSlug.objects.create(slug="old", question=question)

    question.delete()

    assert list(Question.objects.all()) == [other]
    for model in (QuestionTag, Reference, Related, DeckEntry, OldSlug):
        assert model.objects.count() == 0
    for model in (Choice, Revision, SearchEntry):
        assert set(model.objects.values_list("question", flat=True)) == {other.pk}


def test_what_the_constraints_leave_free():
    twice(QuestionFactory, origin="")
    finish(start_attempt(1))
    finish(start_attempt(1))
    start_attempt(1)
    start_attempt(1, person=account("one"))
    start_attempt(1, person=account("two"), minutes=0)

    assert Attempt.objects.of(GUEST).count() == 3
    assert Attempt.objects.open().count() == 3


def test_a_revision_is_never_changed():
    revision = published().current_revision
    assert revision is not None

    with pytest.raises(TypeError):
        revision.save()
