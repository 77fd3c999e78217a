"""The two ways into an account."""

from typing import Any

from django.test import Client

from accounts.tests.factories import PASSWORD
from questions.tests.views.visitors import person_of


def sign_up(client: Client, name: str = "ada", password: str = PASSWORD, **fields: Any) -> Any:
    form = {"username": name, "password1": password, "password2": password}
    return client.post("/accounts/signup/", form | fields)


def log_in(client: Client, name: str = "ada", password: str = PASSWORD, **fields: Any) -> Any:
    return client.post("/accounts/login/", {"username": name, "password": password} | fields)


def is_logged_in(client: Client) -> bool:
    return bool(person_of(client).owner_id)
