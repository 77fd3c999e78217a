from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from quizsite.middleware import PrivatePagesMiddleware, TrustedProxyMiddleware


def client_address(*, came_from: str, forwarded_for: str | None = None) -> str:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if forwarded_for is None else {"x-forwarded-for": forwarded_for}
    TrustedProxyMiddleware(view)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=came_from))
    return seen[0]


def test_a_visitor_without_a_proxy_is_who_connects() -> None:
    assert client_address(came_from="203.0.113.9") == "203.0.113.9"


def test_a_visitor_through_our_proxy_is_whom_the_proxy_names(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert client_address(came_from="10.0.0.1", forwarded_for="203.0.113.9") == "203.0.113.9"


def test_a_stranger_who_claims_another_address_keeps_his_own(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert client_address(came_from="198.51.100.2", forwarded_for="203.0.113.9") == "198.51.100.2"


def test_what_a_visitor_claims_in_front_of_our_proxy_is_not_believed(
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    forwarded_for = "127.0.0.1, 192.0.2.1, 203.0.113.9"
    assert client_address(came_from="10.0.0.1", forwarded_for=forwarded_for) == "203.0.113.9"


def test_two_of_our_proxies_in_a_row_are_both_looked_through(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]

    forwarded_for = "203.0.113.9, 10.0.0.2"
    assert client_address(came_from="10.0.0.1", forwarded_for=forwarded_for) == "203.0.113.9"


def test_our_proxy_without_the_header_is_the_visitor(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert client_address(came_from="10.0.0.1") == "10.0.0.1"
    assert client_address(came_from="10.0.0.1", forwarded_for="") == "10.0.0.1"


def test_a_proxy_that_names_no_address_is_itself_the_visitor(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    # PostgreSQL refuses such words where the throttle keeps addresses.
    assert client_address(came_from="10.0.0.1", forwarded_for="unknown") == "10.0.0.1"
    assert client_address(came_from="10.0.0.1", forwarded_for="203.0.113.9, _hidden") == "10.0.0.1"


def cache_control(*, session: SessionStore | None, look: bool = True) -> str | None:
    def view(request: HttpRequest) -> HttpResponse:
        if session is not None:
            request.session = session
            if look:
                session.get("anything")
        return HttpResponse()

    response = PrivatePagesMiddleware(view)(RequestFactory().get("/"))
    return response.get("Cache-Control")


def test_a_page_made_from_a_session_is_stored_nowhere() -> None:
    session = SessionStore()
    session["guest_key"] = "value"

    assert cache_control(session=session) == "private, no-store"


def test_a_page_that_found_an_empty_session_may_be_stored() -> None:
    assert cache_control(session=SessionStore()) is None


def test_a_page_that_never_looked_at_the_session_may_be_stored() -> None:
    session = SessionStore()
    session["guest_key"] = "value"
    session.accessed = False

    assert cache_control(session=session, look=False) is None


def test_a_page_without_sessions_may_be_stored() -> None:
    assert cache_control(session=None) is None
