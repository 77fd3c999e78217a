"""How many cards of each deck and topic a person knows."""

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import KNOWN_RATINGS, Memory
from questions.models import DeckEntry, Person, Question


def by_deck(*, person: Person) -> dict[int, int]:
    """How many published cards of each deck the person knows; one query.

    Read from the decks' side, which stays small, whatever the person has met.
    """
    if not person:
        return {}
    met = Memory.objects.of(person).met().filter(question=OuterRef("question"))
    rows = (
        DeckEntry.objects.filter(Exists(met), question__status=Question.Status.PUBLISHED)
        .order_by()
        .values_list("deck")
        .annotate(known=Count("pk", filter=Exists(met.known())))
    )
    return dict(rows)


def by_topic(*, person: Person) -> dict[int, int]:
    """How many published cards of each topic the person knows; one query."""
    if not person:
        return {}
    rows = (
        Memory.objects.of(person)
        .met()
        .of_published()
        .order_by()
        .values_list("question__topic")
        .annotate(known=Count("pk", filter=Q(last_rating__in=KNOWN_RATINGS)))
    )
    return dict(rows)
