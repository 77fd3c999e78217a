"""Decks, topics, search and cards."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from questions.domain import browsing, search
from questions.forms import filters_of
from questions.models import Deck, DeckEntry, Question, Tag, Topic
from questions.views.inputs import page_number, query_without_page

PAGE_SIZE = 50


@require_safe
def decks(request: HttpRequest) -> HttpResponse:
    """Decks and topics; with a filter or a search, the cards that match."""
    filters = filters_of(request.GET)
    context = {"filters": filters, "difficulties": Question.Difficulty.choices}
    if not filters:
        context |= {
            "topics": Topic.objects.all(),
            "tags": Tag.objects.all(),
            "decks": Deck.objects.all(),
        }
        return render(request, "questions/decks.html", context)
    number = page_number(request)
    found = search.find(filters, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    # The rows are read already: the paginator only counts the pages.
    page = Paginator(range(found.count), PAGE_SIZE).get_page(number)
    if page.number != number:
        return redirect(f"{request.path}?{query_without_page(request)}")
    topics, tags = browsing.filter_choices()
    context |= {"topics": topics, "tags": tags, "found": found, "page_obj": page}
    context["query"] = query_without_page(request)
    return render(request, "questions/found.html", context)


@require_safe
def deck(request: HttpRequest, slug: str) -> HttpResponse:
    """One deck in its order, narrowed by `topic`."""
    page, topics = _deck_page(request, slug)
    page_obj = _paged(request, page.entries, count=page.count)
    context = {
        "page": page,
        "chosen_topics": topics,
        "page_obj": page_obj,
        "questions": [entry.question for entry in page_obj],
        "deck_query": f"?deck={page.deck.slug}",
        "query": query_without_page(request),
    }
    return render(request, "questions/deck.html", context)


@require_safe
def print_deck(request: HttpRequest, slug: str) -> HttpResponse:
    """A deck on paper: each card with its two sides, to cut out and fold."""
    page, topics = _deck_page(request, slug)
    page_obj = _paged(request, browsing.printed(page.entries), count=page.count)
    context = {
        "deck": page.deck,
        "page_obj": page_obj,
        "documents": [browsing.document_of(entry) for entry in page_obj],
        "query": query_without_page(request),
        "topics_query": urlencode([("topic", slug) for slug in topics]),
    }
    return render(request, "questions/deck_print.html", context)


def _deck_page(request: HttpRequest, slug: str) -> tuple[browsing.DeckPage, list[str]]:
    """The deck of that name, and the topics to which the address narrows it."""
    topics = [slug for slug in request.GET.getlist("topic") if slug]
    return browsing.deck_page(deck=get_object_or_404(Deck, slug=slug), topics=topics), topics


def _paged(request: HttpRequest, entries: QuerySet[DeckEntry], *, count: int) -> Page:
    """The page of entries that is asked for, of so many."""
    paginator = Paginator(entries, PAGE_SIZE)
    # Known already; the paginator would ask once more.
    paginator.__dict__["count"] = count
    return paginator.get_page(page_number(request))


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """One card, with its neighbors when it is reached from a deck (`?deck=`)."""
    page = browsing.card_page(slug=slug, deck=request.GET.get("deck", ""))
    if page is None:
        question = browsing.renamed(slug)
        if question is None:
            raise Http404
        query = request.GET.urlencode()
        address = question.get_absolute_url() + (f"?{query}" if query else "")
        return redirect(address, permanent=True)
    return render(request, "questions/card.html", {"page": page})
