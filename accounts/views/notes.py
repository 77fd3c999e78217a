"""Notes and bookmarks: on a card, and all of them in a list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain import notes
from accounts.models import Note
from accounts.views.cards import address_of, question_or_404
from questions.models import Question
from questions.views.access import person_for_writing, person_of
from questions.views.inputs import next_page, page_number, query_without_page, whole_number

PAGE_SIZE = 50
MOST_TEXT = 200
ONLY = ("bookmarked", "suspended")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The person's notes and bookmarks, or their suspended cards, 50 a page."""
    only = request.GET.get("only", "")
    only = only if only in ONLY else ""
    text = request.GET.get("q", "")[:MOST_TEXT].strip()
    rows = notes.listed(person=person_of(request), only=only, text=text)
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(page_number(request)),
        "query": query_without_page(request),
        "only": only,
        "text": text,
    }
    return render(request, "accounts/notes.html", context)


@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the note on a card; what can't be stored is shown again, with all of it."""
    question, text = question_or_404(slug), request.POST.get("text", "")
    seq = _seq(request)
    try:
        note = notes.save_text(
            person=person_for_writing(request),
            question_id=question.pk,
            text=text,
            seq=seq,
            now=timezone.now(),
            below_stored="below" in request.POST,
        )
    except notes.StaleNote as conflict:
        return _refuse(request, question, seq=conflict.note.seq, stored=conflict.note, status=409)
    except notes.NoteTooLong as refused:
        return _refuse(request, question, seq=seq, error=_too_long(refused.length), status=422)
    if _wants_json(request):
        return JsonResponse({"seq": note.seq})
    messages.success(request, _("Your note is saved."))
    return redirect(next_page(request, address_of(question, request.POST)))


def _seq(request: HttpRequest) -> int | None:
    """The note that the page showed; None where the text goes below whatever is stored."""
    if "below" in request.POST and "seq" not in request.POST:
        return None
    # Whoever names no note has seen none.
    return whole_number(request.POST.get("seq", ""))


def _refuse(
    request: HttpRequest,
    question: Question,
    *,
    seq: int | None,
    status: int,
    stored: Note | None = None,
    error: str = "",
) -> HttpResponse:
    """Show the text that was not stored, and beside it the one that another page stored."""
    if _wants_json(request):
        return JsonResponse({}, status=status)
    context = {
        "question": question,
        "back": next_page(request, address_of(question, request.POST)),
        "next": next_page(request, ""),
        "deck": request.POST.get("deck", ""),
        "text": request.POST.get("text", ""),
        "seq": seq,
        "stored": stored,
        "error": error,
    }
    return render(request, "accounts/note.html", context, status=status)


def _too_long(length: int) -> str:
    limit, length_shown = (
        number_format(number, force_grouping=True) for number in (notes.LONGEST, length)
    )
    return _(
        "A note has at most %(limit)s characters; this one has %(length)s. Nothing was saved: "
        "shorten it here, or copy it elsewhere."
    ) % {"limit": limit, "length": length_shown}


@require_POST
def bookmark(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a card (`on` is 1) or take the mark away: sent twice, it is the same."""
    question, is_on = question_or_404(slug), request.POST.get("on") == "1"
    notes.bookmark(
        person=person_for_writing(request),
        question_id=question.pk,
        is_bookmarked=is_on,
        now=timezone.now(),
    )
    if _wants_json(request):
        return JsonResponse({"on": is_on})
    said = _("The card is bookmarked.") if is_on else _("The bookmark is taken away.")
    messages.success(request, said)
    return redirect(address_of(question, request.POST))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
