"""What a person remembers, on the pages of the questions app.

The one way up from `questions` to `accounts`, and only in top-level templates: one
query for all cards shown, none for guests, who see theirs on the progress page.
"""

from collections.abc import Iterable
from typing import Any

from django import template

from accounts.domain import dashboard
from accounts.domain import progress as progress_domain
from accounts.models import Memory
from questions.models import Person, Question
from questions.views.access import person_of

register = template.Library()

# Further counting costs more than it tells.
MOST_DUE = 99


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
def memory(context: Any, question: Question) -> Memory | None:
    return memories(context, [question]).get(question.pk)


@register.simple_tag(takes_context=True)
def known_by_deck(context: Any) -> dict[int, int]:
    return dashboard.known_by_deck(person=_account(context))


@register.simple_tag(takes_context=True)
def known_by_topic(context: Any) -> dict[int, int]:
    return dashboard.known_by_topic(person=_account(context))


@register.simple_tag(takes_context=True)
def due_count(context: Any) -> str:
    """What waits for the person, for the header of every page: "", "7" or "99+"."""
    # A request that was refused early, for its host say, has no user yet.
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    count = dashboard.to_repeat(person=Person(owner_id=user.pk), at_most=MOST_DUE + 1)
    return f"{MOST_DUE}+" if count > MOST_DUE else str(count or "")


@register.filter
def of(mapping: dict[int, Any] | None, key: int) -> Any:
    """`known|of:deck.pk`: a value by its key, None where there is none."""
    return mapping.get(key) if mapping else None
