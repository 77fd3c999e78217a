"""Results of a finished attempt, and what one does with them."""

import random
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from questions.domain import quiz_pages, quizzes
from questions.domain.results import PAGE_SIZE
from questions.domain.results import results as read_results
from questions.domain.throttles import Throttled
from questions.models import Attempt
from questions.views.access import own_attempt_or_404, person_for_writing, spend_a_start
from questions.views.inputs import page_number, uuid_of, whole_number

FILTERS = ("all", "wrong", "flagged", "unsure")


@require_safe
def results(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Score, per topic, and every question with its reasons.

    `show` narrows the list; `full` is the position whose whole answer is shown: with all
    of them the page would weigh twice as much.
    """
    attempt = own_attempt_or_404(request, attempt_id)
    quizzes.settle(attempt, now=timezone.now())
    if attempt.state == Attempt.State.IN_PROGRESS:
        return redirect("quiz_question", attempt.pk, 1)
    if attempt.state == Attempt.State.DISCARDED:
        return redirect_to_end(request, attempt)
    show = request.GET.get("show", "all")
    page = read_results(attempt, show=show if show in FILTERS else "all")
    context = {
        "results": page,
        "page_obj": Paginator(page.shown, PAGE_SIZE).get_page(page_number(request)),
        "query": f"show={page.show}",
        "full": whole_number(request.GET.get("full", "")),
        # Identities of the quizzes to be: each form sent twice starts one.
        "attempt_id": uuid.uuid4(),
        "again_id": uuid.uuid4(),
    }
    return render(request, "questions/quiz_results.html", context)


@require_POST
def retry(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Start a new attempt at what this finished one missed."""
    attempt, now = own_attempt_or_404(request, attempt_id), timezone.now()
    quizzes.settle(attempt, now=now)
    rng = random.Random()
    candidates = quiz_pages.missed(attempt)
    if attempt.state != Attempt.State.FINISHED or not candidates:
        messages.info(request, _("There is nothing to retry in this quiz."))
        return redirect("quiz_results", attempt.pk)
    try:
        spend_a_start(request, attempt.person, timezone.now())
    except Throttled:
        messages.warning(
            request,
            _("Many quizzes were started here in a short time. Try again in a few minutes."),
        )
        return redirect("quiz_results", attempt.pk)
    settings = quiz_pages.retry_settings(attempt, count=len(candidates))
    try:
        again = quizzes.start(
            person=person_for_writing(request),
            settings=settings,
            candidates=candidates,
            now=now,
            rng=rng,
            attempt_id=uuid_of(request.POST.get("attempt")),
            retry_of=attempt,
        )
    except quizzes.AnotherOpenAttempt as error:
        messages.warning(request, _("Finish or discard the quiz that you have open first."))
        return redirect("quiz_question", error.attempt.pk, 1)
    return redirect("quiz_question", again.pk, 1)


def redirect_to_end(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """To the results, or from a discarded quiz to the list."""
    if attempt.state == Attempt.State.DISCARDED:
        messages.info(request, _("That quiz was discarded."))
        return redirect("quizzes")
    return redirect("quiz_results", attempt.pk)
