"""The quizzes in a document: what was asked, answered and noted."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.formats import reading
from accounts.formats.reading import (
    MOST_WHOLE,
    LearningError,
    list_of,
    mapping,
    moment,
    number,
    one_of,
    text,
    whole,
    wrong,
)
from accounts.formats.record import AnswerRecord, AttemptRecord, EventRecord

MOST_QUESTIONS = 1_000
MOST_EVENTS = 100_000
# Thirty years in milliseconds: what is added to a time must stay one.
LONGEST_MS = 10**12
EVENTS = ("started", "answered", "flagged", "checked", "late", "paused", "resumed", "finished",
          "expired", "discarded", "carried")  # fmt: skip
# The only details that a finish, an answer and a flag have.
MOST_DETAILS = 10


def reader(latest: datetime) -> Callable[[Any], AttemptRecord]:
    """Reads one attempt; nothing in it was later than `latest`."""
    then = moment(latest)
    lists = {"answers": _answer(then), "events": _event(then)}
    readers = {
        "id": reading.uuid,
        "mode": one_of("exam", "practice"),
        "settings": _settings,
        "state": one_of("in_progress", "finished", "discarded"),
        "question_count": whole(1, MOST_QUESTIONS),
        "started_at": then,
        "answers": list_of(lists["answers"], MOST_QUESTIONS),
        "ending": one_of("user", "deadline", "login"),
        "deadline": moment(),
        "finished_at": then,
        "paused_at": then,
        "paused_ms": whole(0, LONGEST_MS),
        "resumed_at": then,
        "score": number(0, MOST_QUESTIONS),
        "retry_of": reading.uuid,
        "events": list_of(lists["events"], MOST_EVENTS),
    }
    required = ("id", "mode", "settings", "state", "question_count", "started_at", "answers")

    def read(value: Any) -> AttemptRecord:
        fields = mapping(value, readers, required)
        for name in lists:
            fields[name] = tuple(fields.get(name, ()))
        attempt = AttemptRecord(**fields)
        _check_state(attempt)
        _check_answers(attempt)
        return attempt

    return read


def _settings(value: Any) -> dict[str, Any]:
    """The values of the set-up form (questions.domain.quiz_settings)."""
    slugs = list_of(text(80), 1_000)
    readers = {
        "count": whole(0, MOST_QUESTIONS),
        "minutes": whole(0, 100_000),
        "pace": number(0, 1_000),
        "mode": one_of("exam", "practice"),
        "deck": text(80),
        "topics": slugs,
        "difficulties": slugs,
        "tag": text(80),
    }
    return mapping(value, readers, ("count", "minutes", "pace", "mode"))


def _answer(then: reading.Reader) -> Callable[[Any], AnswerRecord]:
    readers = {
        "position": whole(1, MOST_QUESTIONS),
        "card": text(80, 1),
        "revision": whole(0, MOST_WHOLE),
        "digest": text(64, 1),
        "form": one_of("single", "several", "typed"),
        "choice_order": list_of(text(16, 1), 100),
        "response": _response,
        "confidence": whole(1, 3),
        "flagged": reading.yes_no,
        "seq": whole(0, MOST_WHOLE),
        "answered_at": then,
        "visited_at": then,
        "time_spent_ms": whole(0, LONGEST_MS),
        "checked_at": then,
        "points": number(0, 1),
    }

    def read(value: Any) -> AnswerRecord:
        fields = mapping(value, readers, ("position", "card", "revision", "digest", "form"))
        fields["choice_order"] = tuple(fields.get("choice_order", ()))
        answer = AnswerRecord(**fields)
        _check_response(answer)
        return answer

    return read


def _response(value: Any) -> list[str] | str:
    read = text(MOST_WHOLE) if isinstance(value, str) else list_of(text(16), 100)
    response: list[str] | str = read(value)
    return response


def _check_response(answer: AnswerRecord) -> None:
    """As questions.domain.scoring takes them: what was offered, and not too much of it."""
    offered, response = answer.choice_order, answer.response
    if len(set(offered)) < len(offered):
        raise wrong(_("names a choice twice."), "choice_order")
    if response is None:
        return
    if isinstance(response, str) != (answer.form == "typed"):
        raise wrong(_("doesn't fit the form of the question."), "response")
    if isinstance(response, list):
        is_single = answer.form == "single"
        if not set(response) <= set(offered) or (is_single and len(response) > 1):
            raise wrong(_("doesn't fit the choices."), "response")


def _event(then: reading.Reader) -> Callable[[Any], EventRecord]:
    readers = {
        "kind": one_of(*EVENTS),
        "at": then,
        "position": whole(0, MOST_QUESTIONS),
        "detail": _detail,
    }
    return lambda value: EventRecord(**mapping(value, readers, ("kind", "at")))


def _detail(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(_("must be an object."))
    if len(value) > MOST_DETAILS:
        raise wrong(_("must have at most %(most)s entries.") % {"most": MOST_DETAILS})
    found = {}
    for name, one in value.items():
        try:
            found[text(40)(name)] = reading.plain(one)
        except LearningError as error:
            raise error.inside(reading.shown(name)) from None
    return found


def _check_state(attempt: AttemptRecord) -> None:
    """As the database demands it of an attempt."""
    is_open, is_finished = attempt.state == "in_progress", attempt.state == "finished"
    for name, belongs in (("finished_at", not is_open), ("score", is_finished)):
        if (getattr(attempt, name) is not None) != belongs:
            raise wrong(_("doesn't fit the state of the quiz."), name)
    if bool(attempt.ending) != is_finished:
        raise wrong(_("doesn't fit the state of the quiz."), "ending")
    if attempt.deadline is not None and attempt.deadline <= attempt.started_at:
        raise wrong(_("must come after the start."), "deadline")
    if attempt.paused_at is not None and not (is_open and attempt.mode == "practice"):
        raise wrong(_("doesn't fit the state of the quiz."), "paused_at")


def _check_answers(attempt: AttemptRecord) -> None:
    answers = attempt.answers
    if len(answers) != attempt.question_count:
        raise wrong(
            _("must have %(count)s entries.") % {"count": attempt.question_count}, "answers"
        )
    for name in ("position", "card"):
        seen = set()
        for place, answer in enumerate(answers):
            if (value := getattr(answer, name)) in seen:
                raise wrong(_("is given twice."), f"answers[{place}].{name}")
            seen.add(value)
    if attempt.state != "finished":
        return
    for place, answer in enumerate(answers):
        if answer.points is None:
            raise wrong(_("is missing."), f"answers[{place}].points")
    total = math.fsum(answer.points or 0 for answer in answers)
    if not math.isclose(total, attempt.score or 0, abs_tol=1e-6):
        raise wrong(_("is not the sum of the points."), "score")
