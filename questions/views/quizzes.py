"""Quizzes: history, set-up, one page a question, finish, results."""

import random
import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions.domain import quiz_answers, quiz_clock, quiz_pages, quiz_pauses, quizzes, selection
from questions.domain.scoring import UnknownChoice
from questions.domain.throttles import Throttled
from questions.forms import QuizForm
from questions.models import Answer, Attempt
from questions.views.access import own_attempt_or_404, person_of, person_to_store, spend_a_start
from questions.views.inputs import page_number, uuid_of
from questions.views.results import redirect_to_end

PAGE_SIZE = 50


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The person's quizzes, newest first; one whose time is over is shown as finished."""
    page = Paginator(quiz_pages.history(person_of(request)), PAGE_SIZE).get_page(
        page_number(request)
    )
    now = timezone.now()
    for attempt in page:
        quizzes.settle(attempt, now=now)
    return render(request, "questions/quiz_history.html", {"page_obj": page, "query": ""})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a quiz and start it; the query string fills the form in."""
    if request.method == "POST":
        return _start(request)
    open_attempt = quizzes.open_attempt(person=person_of(request), now=timezone.now())
    form = QuizForm(initial=_initial(request))
    return _render_new(request, form, open_attempt)


def _start(request: HttpRequest) -> HttpResponse:
    form = QuizForm(request.POST)
    if not form.is_valid():
        return _render_new(request, form, None, status=422)
    settings, now, rng = form.quiz_settings(), timezone.now(), random.Random()
    person, store_person = person_to_store(request)
    try:
        spend_a_start(request, person, now)
        candidates = selection.choose(
            # Who is yet to be stored was asked nothing: that need not be read.
            pool=settings.pool, count=settings.count, person=person_of(request), rng=rng,
        )  # fmt: skip
        # Only now: a form that can't start a quiz must not cost the open one.
        if discard := uuid_of(request.POST.get("discard")):
            _discard_quietly(request, discard)
        attempt = quizzes.start(
            person=person,
            settings=settings,
            candidates=candidates,
            now=now,
            rng=rng,
            attempt_id=uuid_of(request.POST.get("attempt")),
            store_person=store_person,
        )
    except Throttled as error:
        form.add_too_many(error.wait)
        return _render_new(request, form, None, status=429)
    except selection.NotEnoughQuestions as error:
        form.add_not_enough(error.available)
        return _render_new(request, form, None, status=422)
    except quizzes.AnotherOpenAttempt as error:
        return _render_new(request, form, error.attempt, status=409)
    return redirect("quiz_question", attempt.pk, 1)


def _render_new(
    request: HttpRequest, form: QuizForm, open_attempt: Attempt | None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "open_attempt": open_attempt,
        # The identity of the attempt to be: the form sent twice starts one quiz.
        "attempt_id": uuid_of(request.POST.get("attempt")) or uuid.uuid4(),
        "is_refused": status == 409,
    }
    return render(request, "questions/quiz_new.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the form shows: the query string, and the pace of the latest quiz."""
    initial: dict[str, Any] = {}
    if pace := quiz_pages.latest_pace(person_of(request)):
        initial["pace"] = f"{pace:g}"
    for name in ("topic", "difficulty"):
        if values := request.GET.getlist(name):
            initial[name] = values
    for name in ("deck", "tag", "count", "minutes", "pace", "mode"):
        if value := request.GET.get(name):
            initial[name] = value
    return initial


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, attempt_id: uuid.UUID, position: int) -> HttpResponse:
    """One question of a running attempt; a POST saves the answer and leads on."""
    if request.method == "POST":
        return _save(request, attempt_id, position)
    attempt, now = own_attempt_or_404(request, attempt_id), timezone.now()
    if quizzes.settle(attempt, now=now):
        return redirect_to_end(request, attempt)
    if attempt.is_paused:
        paused = quiz_pages.paused_page(attempt=attempt, position=position, now=now)
        return render(request, "questions/quiz_paused.html", {"page": paused})
    page = quiz_pages.question_page(attempt=attempt, position=position, now=now)
    if page is None:
        raise Http404
    return render(request, "questions/quiz_question.html", {"page": page})


def _save(request: HttpRequest, attempt_id: uuid.UUID, position: int) -> HttpResponse:
    now, data = timezone.now(), request.POST
    wants_json = request.headers.get("Accept") == "application/json"
    response = data["typed"] if "typed" in data else data.getlist("choice")
    try:
        attempt, answer = quiz_answers.record_answer(
            person=person_of(request),
            attempt_id=attempt_id,
            position=position,
            response=response,
            confidence=_whole(data.get("confidence"), among=Answer.Confidence.values),
            flagged=bool(data.get("flagged")),
            seq=_whole(data.get("seq")),
            check="check" in data,
            now=now,
        )
    except (Attempt.DoesNotExist, Answer.DoesNotExist):
        raise Http404 from None
    except UnknownChoice:
        # A choice that was not on offer: no page of ours sends that.
        return render(request, "400.html", status=400)
    except quiz_answers.AnswerLocked:
        messages.warning(request, _("You have checked this answer, so it stays as it was."))
        return redirect("quiz_question", attempt_id, position)
    except quiz_answers.AttemptPaused:
        if wants_json:
            return JsonResponse({"closed": request.path}, status=409)
        messages.warning(
            request, _("The quiz was paused before this answer arrived, so it was not saved.")
        )
        return redirect("quiz_question", attempt_id, position)
    except quizzes.AttemptClosed as error:
        if wants_json:
            return JsonResponse({"closed": error.attempt.get_absolute_url()}, status=410)
        messages.warning(request, _late_message(error.attempt))
        return redirect_to_end(request, error.attempt)
    except quiz_answers.StaleAnswer as error:
        if wants_json:
            return JsonResponse({"stale": True}, status=409)
        page = quiz_pages.conflict_page(answer=error.answer, mine=response, data=data, now=now)
        return render(request, "questions/quiz_conflict.html", {"page": page}, status=409)
    if wants_json:
        return JsonResponse(
            {"seq": answer.seq, "seconds_left": quiz_clock.seconds_left(attempt, now)}
        )
    if "check" in data and not answer.is_answered:
        messages.info(request, _("Answer first, then check it."))
    if data.get("go") == "pause":
        with suppress(quizzes.AttemptClosed):  # time ran out a moment ago: the page will say so
            quiz_pauses.pause(
                person=person_of(request), attempt_id=attempt_id, position=position, now=now
            )
    return redirect(_next_url(attempt, position, data.get("go", "")))


def _next_url(attempt: Attempt, position: int, go: str) -> str:
    """Where the pressed button leads: a position, `finish`, or the same page."""
    if go == "finish":
        return reverse("quiz_finish", args=[attempt.pk])
    target = _whole(go, among=range(1, attempt.question_count + 1)) or position
    return reverse("quiz_question", args=[attempt.pk, target])


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then score."""
    now = timezone.now()
    if request.method == "POST":
        try:
            attempt = quizzes.finish(person=person_of(request), attempt_id=attempt_id, now=now)
        except Attempt.DoesNotExist:
            raise Http404 from None
        return redirect_to_end(request, attempt)
    attempt = own_attempt_or_404(request, attempt_id)
    if quizzes.settle(attempt, now=now):
        return redirect_to_end(request, attempt)
    page = quiz_pages.finish_page(attempt=attempt, now=now)
    return render(request, "questions/quiz_finish.html", {"page": page})


@require_POST
def resume(request: HttpRequest, attempt_id: uuid.UUID, position: int) -> HttpResponse:
    """Let the clock run again."""
    try:
        quiz_pauses.resume(person=person_of(request), attempt_id=attempt_id, now=timezone.now())
    except Attempt.DoesNotExist:
        raise Http404 from None
    except quizzes.AttemptClosed as error:
        return redirect_to_end(request, error.attempt)
    return redirect("quiz_question", attempt_id, position)


@require_POST
def discard(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Drop an open attempt."""
    try:
        attempt = quizzes.discard(
            person=person_of(request), attempt_id=attempt_id, now=timezone.now()
        )
    except Attempt.DoesNotExist:
        raise Http404 from None
    return redirect_to_end(request, attempt)


def _discard_quietly(request: HttpRequest, attempt_id: uuid.UUID) -> None:
    try:
        quizzes.discard(person=person_of(request), attempt_id=attempt_id, now=timezone.now())
    except Attempt.DoesNotExist:
        return  # gone already, or never theirs


def _late_message(attempt: Attempt) -> str:
    if attempt.ending == Attempt.Ending.DEADLINE:
        return _("Time was up before this answer arrived. Everything saved before then counts.")
    return _("This quiz is finished already, so the answer was not changed.")


def _whole(text: str | None, among: Any = None) -> int | None:
    """A whole number from a form, or None for anything else or not `among` the allowed."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text) if among is None or int(text) in among else None
