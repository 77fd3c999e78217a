"""One door to whoever asks and to what is theirs."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from questions.domain import throttles
from questions.models import Attempt, Person

_KEY, _RENEWED_ON = "guest_key", "renewed_on"


def guest_key_of(request: HttpRequest) -> str:
    return request.session.get(_KEY, "")


def remember_guest(request: HttpRequest, guest_key: str) -> None:
    request.session[_KEY] = guest_key


def forget_guest(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def person_of(request: HttpRequest) -> Person:
    """Whoever asks; nobody for a visitor who has done nothing yet."""
    if request.user.is_authenticated:
        return Person(owner_id=request.user.pk)
    return Person(guest_key=guest_key_of(request))


def person_for_writing(request: HttpRequest) -> Person:
    """Whoever asks, made a guest if need be. For POSTs: a GET makes nobody a guest.

    The key is a value in the session, as the session's own key changes at log-in.
    """
    if request.user.is_authenticated:
        _renew(request)
    else:
        _welcome(request, guest_key_of(request) or uuid.uuid4().hex)
    return person_of(request)


def person_to_store(request: HttpRequest) -> tuple[Person, Callable[[], None] | None]:
    """Whoever asks, and for a guest who is new how to store them.

    That is for the transaction of their first work, so that both are stored or neither.
    """
    if person_of(request):
        return person_for_writing(request), None
    guest_key, has_session = uuid.uuid4().hex, request.session.session_key is not None

    def store() -> None:
        _welcome(request, guest_key)
        if has_session:
            request.session.save()
        else:
            request.session.create()

    return Person(guest_key=guest_key), store


def _welcome(request: HttpRequest, guest_key: str) -> None:
    if guest_key_of(request) != guest_key:
        request.session[_KEY] = guest_key
    _renew(request)


def _renew(request: HttpRequest) -> None:
    """Let the session live for thirty days more; stored once a day."""
    today = datetime.now(UTC).date().isoformat()
    if request.session.get(_RENEWED_ON) != today:
        request.session[_RENEWED_ON] = today


def spend_a_start(request: HttpRequest, person: Person, now: datetime) -> None:
    """Count a quiz that `person` is to start; raises Throttled when there were too many.

    A guest without cookies is new each time, so the address counts, too.
    """
    counted = [(throttles.STARTS_OF_PERSON, str(person))]
    if person.owner_id is None:
        counted.append((throttles.STARTS_OF_ADDRESS, request.META["REMOTE_ADDR"]))
    throttles.spend(*counted, now=now)


def own_attempt_or_404(request: HttpRequest, attempt_id: uuid.UUID) -> Attempt:
    """The person's own attempt; somebody else's is a 404 like one that never was."""
    return get_object_or_404(Attempt.objects.of(person_of(request)), pk=attempt_id)
