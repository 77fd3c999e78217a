"""What holds for every page, whoever looks at it."""

import re

import pytest
from django.db import transaction

from questions.tests.views.visitors import guest, newcomer, user
from quizsite.tests.every_page import see_every_page
from quizsite.tests.page_rules import (
    foreign_in,
    form_faults,
    head_faults,
    ids_twice,
    inline_in,
    invalid_controls,
    main_headings,
    nameless,
    policy_of,
    references_to_nothing,
)

# What a page is to be answered with where it is not 200.
STATUSES = {
    "study, refused": 422, "study, changed meanwhile": 409,
    "set-up, wrong": 422, "set-up, too few": 422, "set-up, refused": 409,
    "conflict, single": 409, "conflict, typed": 409, "not on offer": 400, "404": 404,
    "404, a card": 404, "403": 403, "500": 500, "400, wrong host": 400, "403, no token": 403,
    "signup, wrong": 422, "429": 429, "settings, wrong": 422, "delete, wrong": 422,
    "plan in the settings, wrong": 422, "plan, wrong": 422,
    "note, in conflict": 409, "note, too long": 422,
    "import, wrong": 422,
}  # fmt: skip

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


@pytest.fixture(scope="module", params=[guest, user])
def pages(request, django_db_setup, django_db_blocker):
    """Every page as one visitor sees it; the walk is done once, and nothing of it is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        seen = see_every_page(request.param)
        transaction.set_rollback(True)
    return seen


def found_on(pages, look):
    """{page's name: what `look` finds fault with}, without the pages where it finds nothing."""
    return {page.name: faults for page in pages if (faults := list(look(page)))}


# --- Headers -----------------------------------------------------------------------


def test_every_page_has_the_status_that_it_should_have(pages):
    statuses = {page.name: page.status for page in pages}

    assert statuses == {name: STATUSES.get(name, 200) for name in statuses}


def test_every_page_has_the_strict_policy(pages):
    assert found_on(pages, lambda page: policy_of(page.headers).items() ^ POLICY.items()) == {}


def test_every_page_has_the_other_safety_headers(pages):
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Type": "text/html; charset=utf-8",
    }

    assert found_on(pages, lambda page: wanted.items() - page.headers.items()) == {}
    # Refused before X-Frame-Options is set; the policy's frame-ancestors says the same.
    framed = [page.name for page in pages if page.headers.get("X-Frame-Options") != "DENY"]
    assert framed == ["400, wrong host"]


def test_no_page_of_a_known_visitor_may_be_stored(pages):
    # Made before anybody looks at who asks; nobody's name is on it.
    personal = [page for page in pages if page.name != "400, wrong host"]

    assert {page.headers.get("Cache-Control") for page in personal} == {"private, no-store"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/admin/nowhere/", "/admin/auth/user/"]
)
def test_the_admin_has_the_strict_policy_too(address):
    for client in (newcomer(), user(is_staff=True, is_superuser=True)):
        response = client.get(address)

        assert policy_of(response.headers) == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/nowhere/", "/decks"])
def test_what_is_no_page_has_the_strict_policy_too(address, client):
    assert policy_of(client.get(address).headers) == POLICY


# --- Nothing inline -------------------------------------------------------------------


def test_no_page_has_an_inline_script_or_style(pages):
    assert found_on(pages, inline_in) == {}


def test_every_page_loads_what_it_needs_from_here(pages):
    assert found_on(pages, foreign_in) == {}


# --- Well made -------------------------------------------------------------------------


def test_every_page_has_one_main_heading(pages):
    assert found_on(pages, main_headings) == {}


def test_every_page_has_a_title_a_language_and_a_main_part(pages):
    assert found_on(pages, head_faults) == {}


def test_titles_tell_pages_apart(pages):
    named = ("home", "decks", "deck", "card", "study", "history", "set-up", "results", "progress")
    titles = [page.root.all("title")[0].text for page in pages if page.name in named]

    assert len(set(titles)) == len(named)


def test_no_id_stands_twice_on_a_page(pages):
    assert found_on(pages, ids_twice) == {}


def test_what_an_element_refers_to_is_there(pages):
    assert found_on(pages, references_to_nothing) == {}


def test_every_control_and_region_has_a_name(pages):
    assert found_on(pages, nameless) == {}


def test_every_form_that_posts_has_its_token_and_a_button(pages):
    assert found_on(pages, form_faults) == {}


# Template code, a Python None, or markup that was escaped instead of shown.
LEFTOVERS = re.compile(r"\{%|\{\{|>None<|[\"']None[\"']|&lt;/?(?:p|span|strong|em|code)\b")


def test_no_page_shows_the_workshop(pages):
    assert found_on(pages, lambda page: LEFTOVERS.findall(page.html)) == {}


def test_a_wrong_form_names_its_errors_in_a_summary_and_at_the_fields(pages):
    wrong = [page for page in pages if page.name.endswith((", wrong", ", too few"))]

    assert len(wrong) >= 5
    assert found_on(wrong, invalid_controls) == {}


# --- For search engines ---------------------------------------------------------------

# What is the same for everybody; the rest is personal, or one of endless searches.
PUBLIC = {
    "home", "decks", "deck", "deck, a topic", "deck, empty", "card", "card in a deck",
    "card, last in a deck", "card, retired", "card, noted", "card, suspended",
    "card, points missed", "keys", "set-up", "login", "login, with a way back",
    "login, wrong", "signup", "signup, with a way back",
}  # fmt: skip


def test_only_public_pages_may_be_indexed(pages):
    open_pages = {
        page.name
        for page in pages
        if page.status == 200 and not page.root.all("meta", name="robots", content="noindex")
    }
    visited = {page.name for page in pages}

    assert open_pages - PUBLIC <= {"set-up, one open", "home, one open"}
    assert PUBLIC & visited - open_pages <= {"home"}


def test_public_pages_say_what_they_are_about(pages):
    public = [page for page in pages if page.name in PUBLIC and "noindex" not in page.html]
    about = {page.name: page.root.all("meta", name="description") for page in public}

    assert [name for name, metas in about.items() if len(metas) != 1] == []
    images = {page.root.all("meta", property="og:image")[0].attrs["content"] for page in public}
    assert len(images) == 1
    assert images.pop().startswith("http")


@pytest.mark.django_db
def test_search_engines_are_kept_out_of_the_admin(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    assert response.content.decode() == "User-agent: *\nDisallow: /admin/\n"


# --- Error pages ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("404", "There is no page here"),
        ("404, a card", "There is no page here"),
        ("403", "This page is closed to this account"),
        ("403, no token", "We didn't accept that form"),
        ("400, wrong host", "We couldn't read that request"),
        ("not on offer", "We couldn't read that request"),
        ("500", "Something broke on our side"),
    ],
)
def test_the_error_pages_are_ours(name, heading, pages):
    (page,) = [one for one in pages if one.name == name]

    assert [element.text for element in page.root.all("h1")] == [heading]
    assert "broken on purpose" not in page.html
    assert page.root.all("a", href="/")
