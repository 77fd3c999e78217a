"""Home and the progress page."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain import dashboard
from questions.domain import browsing
from questions.models import Deck, Topic
from questions.views.access import person_of

# Whoever studies past midnight is still in yesterday's session.
DAY_BEGINS = timedelta(hours=4)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For a newcomer the way to the first card; for a user today."""
    person = person_of(request)
    if request.user.is_authenticated:
        local = timezone.localtime() - DAY_BEGINS
        day_start = local.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_BEGINS
        today = dashboard.today(person=person, day_start=day_start)
        return render(request, "accounts/home_user.html", {"today": today})
    context = {
        "first_card": browsing.first_card(),
        "decks": Deck.objects.all(),
        "topics": Topic.objects.all(),
    }
    return render(request, "accounts/home.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Cards seen and known, quizzes over time, and what to do next."""
    board = dashboard.dashboard(person=person_of(request))
    return render(request, "accounts/progress.html", {"board": board})
