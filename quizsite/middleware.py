"""What every response needs, whichever app made it."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

GetResponse = Callable[[HttpRequest], HttpResponse]


class TrustedProxyMiddleware:
    """Let REMOTE_ADDR be the client's own address, so that throttles count people.

    X-Forwarded-For is read from the right, and only as far as the proxies named
    in TRUSTED_PROXIES: what stands left of the first stranger is the client's own
    claim.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = request.META.get("REMOTE_ADDR", "")
        while hops and address in settings.TRUSTED_PROXIES:
            try:
                address = str(ip_address(hops.pop().strip()))
            except ValueError:  # "unknown", "_hidden": the proxy doesn't tell
                break
        request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Forbid storing any page that was made for one person.

    A page is personal once the session was read and holds something: the log-in
    or the guest key. The back button after log-out then shows nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not session.is_empty():
            response["Cache-Control"] = "private, no-store"
        return response


class NullCharactersMiddleware:
    """Drop U+0000 from what is sent: nobody types it, and PostgreSQL refuses it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        # Here and not above: by now the CSRF check has read the form, or refused it.
        request.GET = _without_nulls(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without_nulls(request.POST)  # type: ignore[assignment]


def _without_nulls(data: QueryDict) -> QueryDict:
    if not any("\0" in text for name, values in data.lists() for text in (name, *values)):
        return data
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    clean._mutable = False
    return clean
