"""What a person remembers, on the pages of the questions app.

The one way up from `questions` to `accounts`, and only in top-level templates: one
query for all cards of a list, none for guests, who see theirs on the progress page; one
query for the panel beside a single card, for guests, too.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from accounts.domain import cards, due, known, profiles
from accounts.domain import progress as progress_domain
from accounts.models import LEECH_LAPSES, Memory
from questions.domain.browsing import CardPage
from questions.models import Person, Question
from questions.views.access import person_of

register = template.Library()


def _account(context: Any) -> Person:
    """The account that is shown what it knows; nobody for guests."""
    return Person(owner_id=person_of(context["request"]).owner_id)


@register.simple_tag(takes_context=True)
def memories(context: Any, questions: Iterable[Question]) -> dict[int, Memory]:
    """The person's memory of each question shown, by question id."""
    return progress_domain.memories(
        person=_account(context), question_ids=[question.pk for question in questions]
    )


@register.simple_tag(takes_context=True)
def panel(context: Any, page: CardPage) -> cards.CardPanel:
    """The note, the schedule and the missed points of the card that is shown."""
    request = context["request"]
    return cards.panel(
        person=person_of(request),
        question_id=page.question.pk,
        points_html=page.document.key_points_html,
        # Read with the user, so it costs no query.
        plan=profiles.plan_of(getattr(request.user, "profile", None)),
        now=timezone.now(),
    )


@register.simple_tag
def form_token() -> uuid.UUID:
    """The identity of one form: sent twice, it counts once."""
    return uuid.uuid4()


@register.simple_tag(takes_context=True)
def known_by_deck(context: Any) -> dict[int, int]:
    return known.by_deck(person=_account(context))


@register.simple_tag(takes_context=True)
def known_by_topic(context: Any) -> dict[int, int]:
    return known.by_topic(person=_account(context))


@register.simple_tag(takes_context=True)
def due_count(context: Any) -> str:
    """What is due today, for the header of every page: "", "7" or "99+"."""
    # A request that was refused early, for its host say, has no user yet.
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    count = due.due_count(
        person=Person(owner_id=user.pk),
        now=timezone.now(),
        # Read with the user, so it costs no query.
        plan=profiles.plan_of(getattr(user, "profile", None)),
        at_most=due.MOST_SHOWN + 1,
    )
    return due.in_short(count)


@register.filter
def is_leech(panel: cards.CardPanel) -> bool:
    """`mine|is_leech`: the card was forgotten again and again."""
    return panel.lapses >= LEECH_LAPSES


@register.filter
def of(mapping: dict[int, Any] | None, key: int) -> Any:
    """`known|of:deck.pk`: a value by its key, None where there is none."""
    return mapping.get(key) if mapping else None
