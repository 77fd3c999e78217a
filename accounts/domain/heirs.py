"""Whose a guest's work is by now: a slow request may come in after the log-in.

The log-in gave the browser another session, so nobody would be that guest again and
what they did would be lost.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from accounts.domain import planning, sums
from accounts.domain.planning import Plan
from accounts.models import Heir, Review
from questions.models import Person

P = ParamSpec("P")
T = TypeVar("T")


def remember(*, guest_key: str, owner_id: int, now: datetime) -> None:
    """Note who takes over, in the transaction of the carry."""
    Heir.objects.get_or_create(guest_key=guest_key, defaults={"owner_id": owner_id, "since": now})


def lock(*, guest: Person, now: datetime) -> None:
    """Wait for the guest's ratings, and let those that follow wait: they take the day first."""
    sums.lock_days(guest, {planning.study_day(now, Plan().zone): {}})


def of(person: Person) -> Person:
    """The account that took over from a guest; else the person."""
    if person.owner_id is not None or not person:
        return person
    owner_ids = Heir.objects.filter(guest_key=person.guest_key).values_list("owner_id", flat=True)
    owner_id = owner_ids.first()
    return person if owner_id is None else Person(owner_id=owner_id)


def inherits(
    store: Callable[Concatenate[Person, Review, P], T],
) -> Callable[Concatenate[Person, Review, P], T]:
    """Let what stores one event of a guest's store it for whoever took over."""

    @wraps(store)
    def stored(person: Person, event: Review, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if person.owner_id is not None:
            return store(person, event, *args, **kwargs)
        with transaction.atomic():
            sums.locked(person, planning.study_day(event.reviewed_at, Plan().zone))
            heir = of(person)
            event.owner_id, event.guest_key = heir.owner_id, heir.guest_key
            return store(heir, event, *args, **kwargs)

    return stored


def forget(*, before: datetime) -> None:
    """Forget who took over so long ago that nothing can come in any more."""
    Heir.objects.filter(since__lt=before).delete()
