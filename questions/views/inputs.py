"""What requests carry besides forms, read so that nonsense is no error."""

import uuid

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def whole_number(text: str) -> int:
    """A number from zero to a million; 0 for whatever isn't one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def page_number(request: HttpRequest) -> int:
    """The wanted page; 1 for whatever isn't a page number."""
    return max(1, whole_number(request.GET.get("page", "1")))


def query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def uuid_of(text: str | None) -> uuid.UUID | None:
    """The identity that a form carries; None for whatever isn't one."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def next_page(request: HttpRequest, default: str) -> str:
    """Where to go on: back to the page that sent here (`next`), if it is ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else default
