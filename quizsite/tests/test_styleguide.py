"""The style guide shows every component, and only to whoever develops."""

import re

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import path

from questions.tests.views.visitors import user
from quizsite.styleguide import styleguide
from quizsite.tests import html
from quizsite.urls import urlpatterns as real_urlpatterns

# As with DEBUG on; this file is then the ROOT_URLCONF.
urlpatterns = [*real_urlpatterns, path("styleguide/", styleguide, name="styleguide")]

# Set by scripts while something is on its way.
BY_SCRIPTS = {"is-loading"}


@pytest.fixture
def guide(db, settings):
    settings.ROOT_URLCONF = __name__
    return html.page_of(user().get("/styleguide/"))


def test_the_guide_is_not_on_a_real_site(client, db):
    assert client.get("/styleguide/").status_code == 404


def test_every_component_is_in_the_guide(guide):
    css = (settings.BASE_DIR / "static" / "css" / "components.css").read_text()
    components = set(
        re.findall(r"\.(-?[a-z][\w-]*)", re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.S))
    )
    shown = {name for element in guide for name in element.attrs.get("class", "").split()}

    assert components - shown - BY_SCRIPTS == set()


def test_the_guide_needs_no_database(settings):
    settings.ROOT_URLCONF = __name__

    assert styleguide(RequestFactory().get("/styleguide/")).status_code == 200
