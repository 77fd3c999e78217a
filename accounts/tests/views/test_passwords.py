"""Changing a password, and a new one for those who forgot it."""

import re

import pytest
from django.core import mail

from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.views.entering import is_logged_in, log_in
from questions.tests.views.visitors import newcomer, text_of

pytestmark = pytest.mark.django_db

CHANGE, RESET = "/accounts/password_change/", "/accounts/password_reset/"
NEW = "an even longer one, never used"


@pytest.fixture
def ada():
    return UserFactory(username="ada", email="ada@example.org")


@pytest.fixture
def mail_is_set_up(settings):
    settings.EMAIL_ENABLED = True


# --- Changing -----------------------------------------------------------------------


def change(client, old=PASSWORD, new=NEW, again=None):
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(CHANGE, form, follow=True)


@pytest.mark.usefixtures("ada")
def test_a_changed_password_logs_out_elsewhere_and_stays_here():
    here, elsewhere = newcomer(), newcomer()
    log_in(here)
    log_in(elsewhere)

    response = change(here)

    assert "<h1>Your password is changed</h1>" in text_of(response)
    assert here.get("/accounts/settings/").status_code == 200
    assert elsewhere.get("/accounts/settings/").status_code == 302
    assert log_in(newcomer(), password=PASSWORD).status_code == 200
    assert log_in(newcomer(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"old": "wrong"}, "Your old password was entered incorrectly."),
        ({"new": "short"}, "This password is too short."),
        ({"new": "password1"}, "This password is too common."),
        ({"again": "something else"}, "The two password fields didn\u2019t match."),
    ],
)
def test_a_wrong_form_changes_nothing(wrong, message, ada, client):
    log_in(client)

    response = change(client, **wrong)

    ada.refresh_from_db()
    assert message in text_of(response)
    assert ada.check_password(PASSWORD)


# --- Without e-mail -------------------------------------------------------------------


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_e_mail_the_page_says_whom_to_ask(method, client, settings):
    settings.EMAIL_ENABLED = False

    response = getattr(client, method)(RESET, {"email": "ada@example.org"})

    assert response.status_code == 200
    assert "Ask whoever runs it for you" in text_of(response)
    assert "<form" not in text_of(response).split("<main")[1]
    assert mail.outbox == []


# --- By e-mail --------------------------------------------------------------------------


def ask(client, email="ada@example.org"):
    response = client.post(RESET, {"email": email}, follow=True)
    assert "<h1>Look into your mail</h1>" in text_of(response)


def link_in(message):
    (link,) = re.findall(r"http://testserver(/accounts/reset/\S+)", message.body)
    return link


def choose(client, link, password=NEW):
    """Open the link and send the form to which it leads."""
    page = client.get(link, follow=True)
    form = {"new_password1": password, "new_password2": password}
    return client.post(page.request["PATH_INFO"], form, follow=True)


@pytest.mark.usefixtures("mail_is_set_up", "ada")
def test_a_link_comes_by_mail_and_sets_a_new_password_once(client):
    ask(client)

    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert message.subject == "Your new Flipside password"
    assert "Hello ada," in message.body
    response = choose(client, link_in(message))
    assert "<h1>Your new password is set</h1>" in text_of(response)
    assert log_in(newcomer(), password=NEW).status_code == 302
    assert log_in(newcomer(), password=PASSWORD).status_code == 200

    again = choose(newcomer(), link_in(message), "a third one, and long enough")

    assert "This link has been used already or is too old." in text_of(again)
    assert log_in(newcomer(), password=NEW).status_code == 302


@pytest.mark.usefixtures("mail_is_set_up", "ada")
def test_the_link_does_not_stay_in_the_address(client):
    ask(client)

    page = client.get(link_in(mail.outbox[0]), follow=True)

    assert page.request["PATH_INFO"].endswith("/set-password/")


@pytest.mark.usefixtures("mail_is_set_up", "ada")
def test_a_weak_new_password_is_refused_and_the_link_still_works(client):
    ask(client)
    link = link_in(mail.outbox[0])

    assert "This password is too common." in text_of(choose(client, link, "password1"))
    assert "Your new password is set" in text_of(choose(client, link))


@pytest.mark.usefixtures("mail_is_set_up", "ada")
@pytest.mark.parametrize("email", ["nobody@example.org", "ADA@example.com", "ada"])
def test_who_asks_for_somebody_else_learns_nothing(email, client):
    response = client.post(RESET, {"email": email}, follow=True)

    assert response.status_code == 200
    assert "ada@example.org" not in text_of(response)
    assert mail.outbox == []


@pytest.mark.usefixtures("mail_is_set_up", "ada")
@pytest.mark.parametrize("link", ["/accounts/reset/MQ/set-password/", "/accounts/reset/x/y-z/"])
def test_a_made_up_link_sets_nothing(link, client):
    response = choose(client, link)

    assert "This link has been used already or is too old." in text_of(response)
    assert log_in(newcomer()).status_code == 302


@pytest.mark.usefixtures("mail_is_set_up", "ada")
def test_an_old_link_is_too_old(client, settings):
    ask(client)
    settings.PASSWORD_RESET_TIMEOUT = -1

    response = client.get(link_in(mail.outbox[0]), follow=True)

    assert "too old" in text_of(response)
    assert not is_logged_in(client)
