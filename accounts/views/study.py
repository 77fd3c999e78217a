"""Study: a card, its answer, a rating; then the next one."""

import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import cards, points, progress, rounds, study_cards
from accounts.domain.session import MOST_MINUTES, Scope, StudyPage, study_page
from accounts.models import Rating
from questions.models import Question
from questions.views.access import person_for_writing, person_of
from questions.views.inputs import uuid_of, whole_number

# What leads through a session, from page to page.
KEPT = ("deck", "topic", "since", "only", "minutes")


@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest) -> HttpResponse:
    """The next card of today's session, or of a round."""
    if request.method == "POST":
        return _rate(request)
    if request.GET.get("only") in rounds.ROUNDS and _moment(request.GET.get("since", "")) is None:
        # From here on its address says when the round began: reload and back go on with it.
        return _onward(request.GET, since=f"{timezone.now().timestamp():.6f}")
    return _render(request, _page(request, request.GET))


def _rate(request: HttpRequest) -> HttpResponse:
    data, now = request.POST, timezone.now()
    question = Question.objects.published().filter(slug=data.get("card", "")).first()
    rating = data.get("rating", "")
    event = data.get("event", "")
    if question is None:
        error = _("That card is no longer offered. Nothing was recorded; here is the next one.")
        return _render(request, _page(request, data), error=error, status=422)
    token = uuid_of(data.get("token", ""))
    if event in cards.ACTIONS:
        cards.change(
            person=person_for_writing(request),
            question_id=question.pk,
            action=event,
            token=token,
            now=now,
        )
        return _onward(data)
    if rating not in {str(value) for value in Rating.values}:
        error = _("Choose one of the four ratings. Nothing was recorded.")
        return _render(request, _page(request, data), error=error, status=422)
    try:
        progress.record_review(
            person=person_for_writing(request),
            question_id=question.pk,
            rating=int(rating),
            now=now,
            token=token,
            points=_points(data),
            spent_ms=_spent_ms(data.get("shown_at", ""), now),
            shown=study_cards.promised(data.get("promise", ""), int(rating)),
        )
    except progress.CardChanged:
        error = _(
            "This card was rated elsewhere since the page was made, or its intervals have "
            "moved on. Nothing was recorded; here is what comes now."
        )
        return _render(request, _page(request, data), error=error, status=409)
    return _onward(data)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the latest rating of today."""
    review_id = request.POST.get("review", "")
    is_number = review_id.isascii() and review_id.isdigit() and len(review_id) < 19
    undone = is_number and progress.undo(
        person=person_of(request), review_id=int(review_id), now=timezone.now()
    )
    if undone:
        messages.success(request, _("Taken back. The card is where it was."))
    else:
        messages.info(request, _("There was nothing to take back any more."))
    return _onward(request.POST)


def _onward(data: QueryDict, **more: str) -> HttpResponse:
    """To the next card: the same page for whoever reloads it or goes back to it."""
    kept = {name: data[name] for name in KEPT if data.get(name)} | more
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{reverse('study')}{query}")


def _points(data: QueryDict) -> dict[str, list[str]] | None:
    """Which key points were ticked and which not; None when none was looked at."""
    ticked = set(data.getlist("point"))
    offered = list(dict.fromkeys(key for key in data.getlist("points") if points.is_key(key)))
    if not ticked or not 0 < len(offered) <= points.MOST:
        return None
    return {
        "covered": [key for key in offered if key in ticked],
        "missed": [key for key in offered if key not in ticked],
    }


def _spent_ms(shown_at: str, now: datetime) -> int | None:
    """Milliseconds since the page was made, by the server's own clock."""
    shown = _moment(shown_at)
    return None if shown is None else int((now - shown).total_seconds() * 1000)


def _page(request: HttpRequest, data: QueryDict) -> StudyPage:
    now, only = timezone.now(), data.get("only", "")
    return study_page(
        person=person_of(request),
        scope=Scope(
            deck=data.get("deck", ""),
            topic=data.get("topic", ""),
            only=only if only in rounds.ROUNDS else "",
            minutes=min(whole_number(data.get("minutes", "")), MOST_MINUTES),
        ),
        now=now,
        since=min(_moment(data.get("since", "")) or now, now),
    )


def _render(
    request: HttpRequest, page: StudyPage, *, error: str = "", status: int = 200
) -> HttpResponse:
    kept = {
        "deck": page.scope.deck,
        "topic": page.scope.topic,
        "only": page.scope.only,
        "since": f"{page.since.timestamp():.6f}" if page.scope.only else "",
        "minutes": page.scope.minutes or "",
    }
    context: dict[str, Any] = {
        "page": page,
        "kept": {name: value for name, value in kept.items() if value},
        "shown_at": f"{timezone.now().timestamp():.6f}",
        "token": uuid.uuid4(),
        "error": error,
    }
    return render(request, "accounts/study.html", context, status=status)


def _moment(text: str) -> datetime | None:
    """A Unix time as a moment; None for nonsense, and for times before there was any."""
    try:
        seconds = float(text)
        return datetime.fromtimestamp(seconds, UTC) if seconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None
