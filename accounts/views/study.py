"""Study: flip a card, rate it, go on."""

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain import progress
from accounts.domain.session import Scope, StudyPage, study_page
from accounts.models import Rating
from questions.models import Question
from questions.views.access import person_for_writing, person_of
from questions.views.inputs import uuid_of


@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest) -> HttpResponse:
    """The next card of a pass through a deck, a topic or everything."""
    if request.method == "POST":
        return _rate(request)
    return _render(request, _page(request, request.GET))


def _rate(request: HttpRequest) -> HttpResponse:
    data = request.POST
    question = Question.objects.published().filter(slug=data.get("card", "")).first()
    rating = data.get("rating", "")
    if question is None or rating not in {str(value) for value in Rating.values}:
        page = _page(request, data)
        error = (
            _("That card is no longer offered. Nothing was recorded; here is the next one.")
            if question is None
            else _("Choose one of the four ratings. Nothing was recorded.")
        )
        return _render(request, page, error=error, status=422)
    progress.record_review(
        person=person_for_writing(request),
        question_id=question.pk,
        rating=int(rating),
        now=timezone.now(),
        token=uuid_of(data.get("token", "")),
    )
    kept = {name: data[name] for name in ("deck", "topic", "since", "only") if data.get(name)}
    return redirect(f"{reverse('study')}?{urlencode(kept)}")


def _page(request: HttpRequest, data: QueryDict) -> StudyPage:
    return study_page(
        person=person_of(request),
        scope=Scope(deck=data.get("deck", ""), topic=data.get("topic", "")),
        since=_since(data.get("since", "")),
        only_missed=data.get("only") == "missed",
    )


def _render(
    request: HttpRequest, page: StudyPage, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "page": page,
        "ratings": Rating.choices,
        "since": f"{page.since.timestamp():.6f}",
        "token": uuid.uuid4(),
        "error": error,
    }
    return render(request, "accounts/study.html", context, status=status)


def _since(text: str) -> datetime:
    """When the pass began, as a Unix time; now for a new pass or nonsense."""
    now = timezone.now()
    try:
        since = datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(since, now)
