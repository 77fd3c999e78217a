"""What one does on the page of study, in a test's browser."""

from typing import Any

from django.test import Client

from accounts.tests.learning import remembered
from questions.tests.views.visitors import person_of
from quizsite.tests.html import form_to


def shown(response: Any) -> str | None:
    """The slug of the card on the page."""
    card = response.context["page"].card
    return card.question.slug if card else None


def press(client: Client, response: Any, follow: bool = True, **button: Any) -> Any:
    """Press a button of the form on the page that is shown."""
    return client.post("/study/", form_to(response, "/study/") | button, follow=follow)


def rate_shown(
    client: Client, response: Any, rating: Any, follow: bool = True, **ticks: Any
) -> Any:
    return press(client, response, follow, rating=rating, **ticks)


def undo_shown(client: Client, response: Any) -> Any:
    return client.post("/study/undo/", form_to(response, "/study/undo/"), follow=True)


def ratings(client: Client) -> dict[int, int]:
    return {pk: row[0] for pk, row in remembered(person_of(client)).items()}
