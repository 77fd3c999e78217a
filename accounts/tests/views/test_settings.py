"""Settings, and leaving."""

import zoneinfo
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from accounts.models import Memory, Profile, Review
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.views.entering import is_logged_in
from questions.models import Answer, Attempt
from questions.tests.factories import published
from questions.tests.views.visitors import (
    finish,
    guest,
    messages_of,
    newcomer,
    person_of,
    rate,
    save,
    start,
    text_of,
    user,
)
from quizsite.tests.html import fields_of, page_of

pytestmark = pytest.mark.django_db

SETTINGS, DELETE = "/accounts/settings/", "/accounts/delete/"


def profile_of(client):
    return Profile.objects.get(user_id=person_of(client).owner_id)


# --- Settings -------------------------------------------------------------------


def test_settings_are_shown_and_saved():
    client = user(username="ada", email="old@example.org")
    form = page_of(client.get(SETTINGS))
    (email,) = form.all("input", name="email")
    assert email.attrs["value"] == "old@example.org"

    response = client.post(SETTINGS, {"timezone": "Asia/Tokyo", "email": "new@example.org"})

    assert response["Location"] == SETTINGS
    assert messages_of(response) == ["Your settings are saved."]
    profile = profile_of(client)
    assert (profile.timezone, profile.keyboard_shortcuts) == ("Asia/Tokyo", False)
    assert profile.user.email == "new@example.org"


def test_saving_what_is_shown_changes_nothing():
    client = user(username="ada", email="ada@example.org")
    Profile.objects.update(timezone="America/Caracas")
    (form,) = [one for one in page_of(client.get(SETTINGS)).all("form") if one.all("select")]

    client.post(SETTINGS, fields_of(form))

    profile = profile_of(client)
    assert (profile.timezone, profile.keyboard_shortcuts) == ("America/Caracas", True)
    assert profile.user.email == "ada@example.org"


@pytest.mark.parametrize(
    "wrong",
    [{"timezone": "Mars/Olympus_Mons"}, {"timezone": ""}, {"timezone": "UTC", "email": "nonsense"}],
)
def test_a_wrong_setting_is_refused_and_nothing_is_saved(wrong):
    client = user(email="ada@example.org")
    Profile.objects.update(timezone="Asia/Tokyo")

    response = client.post(SETTINGS, {"email": "new@example.org"} | wrong)

    assert response.status_code == 422
    assert 'class="error-summary" role="alert"' in text_of(response)
    profile = profile_of(client)
    assert (profile.timezone, profile.keyboard_shortcuts) == ("Asia/Tokyo", True)
    assert profile.user.email == "ada@example.org"


@pytest.mark.parametrize("zone", ["Etc/GMT+5", "EST5EDT", "US/Pacific"])
def test_a_zone_that_is_not_offered_but_stored_can_stay(zone):
    client = user()
    Profile.objects.update(timezone=zone)

    assert f'<option value="{zone}" selected>' in text_of(client.get(SETTINGS))
    assert client.post(SETTINGS, {"timezone": zone}).status_code == 302
    assert profile_of(client).timezone == zone


def test_every_zone_that_is_offered_can_be_chosen():
    client = user()
    (select,) = page_of(client.get(SETTINGS)).all("select", name="timezone")

    offered = {option.attrs["value"] for option in select.all("option")}

    assert {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Ushuaia"} <= offered
    assert offered <= zoneinfo.available_timezones()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "March 2, 2026, noon"),
        ("Asia/Tokyo", "March 2, 2026, 9 p.m."),
        ("America/Los_Angeles", "March 2, 2026, 4 a.m."),
        ("Pacific/Kiritimati", "March 3, 2026, 2 a.m."),
    ],
)
def test_pages_show_times_in_the_persons_own_zone(zone, shown):
    published()
    client = user()
    Profile.objects.update(timezone=zone)
    start(client)
    Attempt.objects.update(started_at=datetime(2026, 3, 2, 12, tzinfo=UTC))

    assert shown in text_of(client.get("/quizzes/"))


def test_one_persons_zone_does_not_reach_the_next_visitor():
    published()
    abroad, here = user(), guest()
    Profile.objects.update(timezone="Asia/Tokyo")
    start(here)
    Attempt.objects.update(started_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    abroad.get("/quizzes/")

    assert "March 2, 2026, noon" in text_of(here.get("/quizzes/"))


def test_shortcuts_can_be_switched_off_for_every_page():
    client = user()
    assert "data-no-keys" not in text_of(client.get("/"))

    client.post(SETTINGS, {"timezone": "UTC"})

    assert " data-no-keys " in text_of(client.get("/"))
    assert " data-no-keys " in text_of(client.get("/decks/"))


def test_a_user_without_a_profile_gets_one():
    client = user()
    Profile.objects.all().delete()

    assert client.get("/").status_code == 200
    assert client.get(SETTINGS).status_code == 200
    assert profile_of(client).timezone == "UTC"


@pytest.mark.parametrize(
    "address", [SETTINGS, DELETE, "/accounts/plan/", "/accounts/password_change/"]
)
@pytest.mark.parametrize("visitor", [newcomer, guest])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_account_pages_ask_for_a_log_in(address, visitor, method):
    response = getattr(visitor(), method)(address)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


# --- Leaving -----------------------------------------------------------------------


@pytest.fixture
def two_people():
    """Two users who have each rated a card, finished a quiz and begun another."""
    people, card, asked = (user(username="ada"), user(username="grace")), published(), published()
    for client in people:
        rate(client, card)
        attempt = start(client, topic=[asked.topic.slug])
        save(client, attempt, 1, "a")
        finish(client, attempt)
        start(client)
    return people


def test_the_right_password_deletes_the_account_and_all_that_was_in_it(two_people):
    ada, grace = two_people
    owner = person_of(grace).owner_id

    response = ada.post(DELETE, {"password": PASSWORD})

    assert response["Location"] == "/"
    assert messages_of(response) == ["Your account and everything in it is deleted."]
    assert not is_logged_in(ada)
    assert list(User.objects.values_list("username", flat=True)) == ["grace"]
    for model, count in ((Attempt, 2), (Review, 2), (Memory, 2)):
        assert list(model.objects.values_list("owner", flat=True)) == [owner] * count
    assert Answer.objects.count() == 2
    assert grace.get("/progress/").status_code == 200


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD + " "])
def test_without_the_right_password_nothing_is_deleted(password, two_people):
    ada, _grace = two_people

    response = ada.post(DELETE, {"password": password})

    assert response.status_code == 422
    assert is_logged_in(ada)
    assert (User.objects.count(), Attempt.objects.count(), Review.objects.count()) == (2, 4, 4)


def test_the_page_never_shows_the_password_again(two_people):
    ada, _grace = two_people

    assert "secret-try" not in text_of(ada.post(DELETE, {"password": "secret-try"}))


def test_looking_at_the_page_deletes_nothing_and_offers_the_export(two_people):
    ada, _grace = two_people

    response = ada.get(DELETE)

    assert response.status_code == 200
    assert "your notes and your bookmarks" in text_of(response)
    assert page_of(response).all("a", href="/accounts/export/")
    assert User.objects.count() == 2


def test_every_session_of_a_deleted_account_ends():
    one = user(username="ada")
    other = newcomer()
    other.force_login(User.objects.get(), backend="accounts.backends.ProfileBackend")

    one.post(DELETE, {"password": PASSWORD})

    assert "Log in" in text_of(other.get("/"))
    assert other.get(SETTINGS).status_code == 302
    assert UserFactory(username="ada")
