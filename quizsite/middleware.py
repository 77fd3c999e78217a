"""What every response needs, whichever app made it."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
