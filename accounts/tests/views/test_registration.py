"""Signing up, logging in and out."""

import re

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import pre_save

from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.learning import remembered
from accounts.tests.views.entering import is_logged_in, log_in, sign_up
from questions.tests.factories import published
from questions.tests.views.visitors import messages_of, newcomer, person_of, rate, text_of, user

pytestmark = pytest.mark.django_db


# --- Signing up ------------------------------------------------------------------


def test_a_name_and_a_password_are_enough(client):
    response = sign_up(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_logged_in(client)
    assert messages_of(response) == ["Welcome!"]
    ada = User.objects.get()
    assert (ada.username, ada.email, ada.profile.timezone) == ("ada", "", "UTC")
    assert ada.check_password(PASSWORD)
    assert not ada.is_staff


def test_the_form_asks_for_no_more_than_it_needs(client):
    text = text_of(client.get("/accounts/signup/"))

    required = [tag for tag in re.findall(r"<input [^>]*>", text) if " required" in tag]
    names = [re.search(r'name="(\w+)"', tag)[1] for tag in required]
    assert names == ["username", "password1", "password2"]
    # Password managers know these.
    assert text.count('autocomplete="new-password"') == 2
    assert 'autocomplete="username"' in text


def test_a_name_taken_at_the_same_moment_is_an_error_in_the_form(client):
    def take_the_name(instance, **kwargs):
        # Another request's twin, stored after the form had looked for the name.
        User.objects.bulk_create([User(username=instance.username)])

    pre_save.connect(take_the_name, sender=User)
    try:
        response = sign_up(client, username="ada")
    finally:
        pre_save.disconnect(take_the_name, sender=User)

    assert response.status_code == 422
    assert "A user with that username already exists." in text_of(response)
    assert not is_logged_in(client)


def test_an_email_address_is_kept_for_those_who_give_one(client):
    sign_up(client, email="ada@example.org")

    assert User.objects.get().email == "ada@example.org"


@pytest.mark.parametrize(
    ("zone", "kept"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("", "UTC"),
        ("Mars/Olympus_Mons", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("Europe/Madrid\0", "Europe/Madrid"),
    ],
)
def test_the_browsers_time_zone_is_taken_if_there_is_such_a_zone(zone, kept, client):
    sign_up(client, timezone=zone)

    assert User.objects.get().profile.timezone == kept


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"password": "Xy7-q"}, "This password is too short."),
        ({"password": "password1"}, "This password is too common."),
        ({"password": "8237465092"}, "This password is entirely numeric."),
        ({"name": "adalovelace", "password": "adalovelace1"}, "too similar to the username"),
        ({"password2": "something else"}, "The two password fields didn\u2019t match."),
        ({"name": ""}, "This field is required."),
        ({"name": "a b"}, "Enter a valid username."),
        ({"name": "x" * 151}, "at most 150 characters"),
        ({"email": "nonsense"}, "Enter a valid email address."),
    ],
)
def test_a_wrong_form_says_why_and_keeps_the_name(wrong, message, client):
    response = sign_up(client, **wrong)

    text = text_of(response)
    assert response.status_code == 422
    assert message in text
    assert f'value="{wrong.get("name", "ada")}"' in text or wrong.get("name") == ""
    assert not User.objects.exists()
    assert not is_logged_in(client)


@pytest.mark.parametrize("name", ["ada", "ADA", "Ada"])
def test_a_name_that_is_taken_is_refused_in_any_case(name, client):
    UserFactory(username="ada")

    response = sign_up(client, name=name)

    assert response.status_code == 422
    assert "A user with that username already exists." in text_of(response)
    assert User.objects.count() == 1


HERE = "/decks/?topic=python&q=a"
NEXT = pytest.mark.parametrize(
    ("target", "location"),
    [
        (HERE, HERE),
        ("http://testserver/decks/", "http://testserver/decks/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("http:///evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example/", "/"),
        ("", "/"),
    ],
)


@NEXT
def test_sign_up_leads_back_to_our_own_pages_only(target, location, client):
    assert sign_up(client, next=target)["Location"] == location


@NEXT
def test_log_in_leads_back_to_our_own_pages_only(target, location, client):
    UserFactory(username="ada")

    assert log_in(client, next=target)["Location"] == location


@pytest.mark.parametrize("page", ["signup", "login"])
def test_the_way_back_is_handed_on_between_the_two_forms(page, client):
    text = text_of(client.get(f"/accounts/{page}/", {"next": "/decks/?topic=a"}))

    other = "login" if page == "signup" else "signup"
    assert 'name="next" value="/decks/?topic=a"' in text
    assert f'href="/accounts/{other}/?next=/decks/%3Ftopic%3Da"' in text


def test_who_is_logged_in_needs_neither_form():
    client = user()

    assert client.get("/accounts/signup/")["Location"] == "/"
    assert sign_up(client)["Location"] == "/"
    assert client.get("/accounts/login/")["Location"] == "/"
    assert User.objects.count() == 1


# --- Logging in and out -----------------------------------------------------------------


def test_a_wrong_password_says_so_and_keeps_the_name(client):
    UserFactory(username="ada")

    response = log_in(client, password="wrong")

    assert "Please enter a correct username and password." in text_of(response)
    assert 'value="ada"' in text_of(response)
    assert not is_logged_in(client)


def test_an_inactive_account_stays_out(client):
    UserFactory(username="ada", is_active=False)

    log_in(client)

    assert not is_logged_in(client)


def test_logging_out_takes_a_post():
    client = user()

    assert client.get("/accounts/logout/").status_code == 405
    assert is_logged_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_logged_in(client)


def test_after_log_out_one_is_a_new_guest(client):
    first = newcomer()
    card = published()
    rate(first, card)
    old_key = first.session["guest_key"]
    sign_up(first)
    owner = person_of(first)

    first.post("/accounts/logout/")
    rate(first, card, 1)

    assert first.session["guest_key"] not in ("", old_key)
    assert {pk: row[0] for pk, row in remembered(owner).items()} == {card.pk: 3}
    assert {pk: row[0] for pk, row in remembered(person_of(first)).items()} == {card.pk: 1}
