"""The theme and the language: chosen once, remembered by the browser."""

import pytest

from questions.tests.factories import published
from questions.tests.views.visitors import newcomer, start, text_of, user

pytestmark = pytest.mark.django_db


def choose(client, theme, **more):
    return client.post("/theme/", {"theme": theme, "next": "/decks/?q=x"} | more)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_on_every_page_from_the_first_byte(theme):
    client = newcomer()

    response = choose(client, theme)

    assert response["Location"] == "/decks/?q=x"
    for address in ("/", "/decks/", "/nowhere/"):
        page = text_of(client.get(address))
        assert f'<html lang="en" data-theme="{theme}">' in page
        assert f'<meta name="color-scheme" content="{theme}">' in page


def test_the_theme_is_kept_for_a_year_and_no_script_reads_it():
    cookie = choose(newcomer(), "dark").cookies["theme"]

    assert (cookie["max-age"], cookie["samesite"]) == (365 * 24 * 3600, "Lax")
    assert cookie["httponly"]


def test_the_systems_theme_is_the_default_and_can_be_had_back():
    client = newcomer()
    assert '<html lang="en">' in text_of(client.get("/"))
    choose(client, "dark")

    choose(client, "system")

    assert '<html lang="en">' in text_of(client.get("/"))
    assert '<meta name="color-scheme" content="light dark">' in text_of(client.get("/"))


def test_a_theme_that_is_none_of_ours_is_as_if_none_was_chosen():
    client = newcomer()
    client.cookies["theme"] = '"><script>'

    assert '<html lang="en">' in text_of(client.get("/"))


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "", "javascript:1"]
)
def test_no_form_leads_to_another_site(address):
    assert choose(newcomer(), "dark", next=address)["Location"] == "/"


def test_a_link_changes_no_theme():
    assert newcomer().get("/theme/?theme=dark").status_code == 405


# --- The language ---------------------------------------------------------------------


def test_a_browser_that_asks_for_spanish_gets_it():
    response = newcomer().get("/", headers={"accept-language": "es-MX,es;q=0.9"})

    assert '<html lang="es">' in text_of(response)
    assert "Mazos" in text_of(response)
    assert "Accept-Language" in response["Vary"]


def test_a_chosen_language_stays_whatever_the_browser_asks_for():
    client = newcomer()

    response = client.post("/language/", {"language": "es", "next": "/decks/"})

    assert response["Location"] == "/decks/"
    assert int(response.cookies["django_language"]["max-age"]) == 365 * 24 * 3600
    page = text_of(client.get("/decks/", headers={"accept-language": "en"}))
    assert '<html lang="es">' in page


def test_dates_numbers_and_plurals_follow_the_language():
    published()
    client = user()
    start(client, 1)

    english = text_of(client.get("/quizzes/"))
    client.post("/language/", {"language": "es"})
    spanish = text_of(client.get("/quizzes/"))

    assert " de 20" in spanish
    assert " de 20" not in english


def test_a_language_that_there_is_not_changes_nothing():
    client = newcomer()

    client.post("/language/", {"language": "xx"})

    assert '<html lang="en">' in text_of(client.get("/"))
