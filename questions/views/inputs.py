"""What requests carry besides forms, read so that nonsense is no error."""

import uuid

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """The wanted page; 1 for whatever isn't a page number."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


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
