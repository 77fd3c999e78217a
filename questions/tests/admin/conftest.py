"""Editors, and what their browser sends."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from accounts.tests.factories import UserFactory

EDITED = ("question", "choice", "reference", "related", "topic", "tag", "deck", "deckentry")


def make_editor(username: str = "edith") -> User:
    editor = UserFactory(username=username, is_staff=True)
    editor.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="questions", content_type__model__in=EDITED
        )
    )
    return editor


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.ProfileBackend")
    return client


@pytest.fixture
def editor(db: Any) -> User:
    return make_editor()


@pytest.fixture
def client(editor: User) -> Client:
    """The browser of an editor who has logged in."""
    return client_of(editor)
