"""Home, the progress page, and the cards behind its numbers."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accounts.domain import card_lists, dashboard, profiles, today
from accounts.domain.calibration import SAID
from accounts.domain.card_lists import SEEN, SHOWS, CardFilter
from questions.domain import browsing
from questions.models import Deck, Topic
from questions.views.access import person_of
from questions.views.inputs import page_number, query_without_page, whole_number

PAGE_SIZE = 50
# Longer than anybody looks back.
MOST_DAYS = 366


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For a newcomer the way to the first card; for a user today."""
    if request.user.is_authenticated:
        person = person_of(request)
        work = today.today(person=person, wishes=profiles.wishes_of(person), now=timezone.now())
        return render(request, "accounts/home_user.html", {"today": work})
    context = {
        "first_card": browsing.first_card(),
        "decks": Deck.objects.all(),
        "topics": Topic.objects.all(),
    }
    return render(request, "accounts/home.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Today, readiness, what is coming, what was remembered, and what makes trouble."""
    board = dashboard.dashboard(person=person_of(request), now=timezone.now())
    return render(request, "accounts/progress.html", {"board": board})


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards behind one number; what nobody can mean is left out of the filter."""
    number = page_number(request)
    found = card_lists.card_list(
        person=person_of(request),
        wanted=_filter_of(request),
        now=timezone.now(),
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    # The rows are read already: the paginator only counts the pages.
    page = Paginator(range(found.count), PAGE_SIZE).get_page(number)
    if page.number != number:
        return redirect(f"{request.path}?{query_without_page(request)}")
    context = {"found": found, "page_obj": page, "query": query_without_page(request)}
    return render(request, "accounts/progress_cards.html", context)


def _filter_of(request: HttpRequest) -> CardFilter:
    data = request.GET
    show, said = data.get("show", ""), data.get("said", "")
    days = whole_number(data.get("days", ""))
    return CardFilter(
        show=show if show in SHOWS else SEEN,
        topic=data.get("topic", "")[:100],
        day=_date_of(data.get("day", "")),
        days=min(days, MOST_DAYS) or None,
        said=said if said in SAID else "",
        is_right=data.get("right") == "yes",
    )


def _date_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # 2026-02-30
        return None
