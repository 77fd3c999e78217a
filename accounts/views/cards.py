"""What a person does with the schedule of one card."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain import cards
from questions.domain import browsing
from questions.models import Question
from questions.views.access import person_for_writing
from questions.views.inputs import next_page, uuid_of


@require_POST
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Suspend, resume, put off (`bury`) or reset a card."""
    question, action = question_or_404(slug), request.POST.get("action", "")
    back = next_page(request, address_of(question, request.POST))
    if action not in cards.ACTIONS:
        messages.error(request, _("That is nothing to do with a card. Nothing was changed."))
        return redirect(back)
    event = cards.change(
        person=person_for_writing(request),
        question_id=question.pk,
        action=action,
        now=timezone.now(),
        token=uuid_of(request.POST.get("token")),
    )
    messages.success(request, _said(event.kind))
    return redirect(back)


def _said(kind: str) -> str:
    return {
        cards.Kind.SUSPEND: _("The card is suspended: it stays away until you resume it."),
        cards.Kind.RESUME: _("The card is back in your schedule."),
        cards.Kind.BURY: _("The card is put off until tomorrow."),
        cards.Kind.RESET: _("The card is reset: you start anew with it."),
    }.get(cards.Kind(kind), _("Saved."))


@require_safe
def reset(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a card is reset."""
    question = question_or_404(slug)
    context = {
        "question": question,
        "back": address_of(question, request.GET),
        "deck": request.GET.get("deck", ""),
    }
    return render(request, "accounts/card_reset.html", context)


def question_or_404(slug: str) -> Question:
    """The question of a card's page, also by the slug that it had when the page was made."""
    question = browsing.asked(slug=slug) or browsing.renamed(slug)
    if question is None or question.current_revision is None:
        raise Http404
    return question


def address_of(question: Question, data: QueryDict) -> str:
    """The card's page, in the deck from which it was reached."""
    deck = data.get("deck", "")
    return reverse("card", args=[question.slug]) + (f"?{urlencode({'deck': deck})}" if deck else "")
