"""Cards whose every secret part can be told from the rest of a page."""

import re
from typing import Any

from questions.domain import publishing
from questions.models import Question
from questions.tests.factories import QuestionFactory, ReferenceFactory

# What only an answered question's page may say, in words or in class names.
TELLTALES = (
    "is_correct", "correct", "choice--right", "choice--wrong", "badge--right", "badge--wrong",
    "Right answer", "Your choice:", "verdict", "feedback", "Accepted",
)  # fmt: skip


def secret_card(name: str, form: str) -> Question:
    """A card whose every secret part holds the word `secret_<name>_<part>`."""

    def secret(part: str) -> str:
        return f"secret_{name}_{part}"

    card = QuestionFactory(
        slug=name,
        form=form,
        prompt=f"The prompt of {name}?",
        answer=f"{secret('answer')}.\n\n```python\n{secret('code')}\n```",
        key_points=[secret("point_1"), secret("point_2")],
        accepted_answers=[secret("accepted")] if form == "typed" else [],
        verified_with=secret("versions"),
    )
    for choice in card.choices.all():
        choice.feedback = secret(f"feedback_{choice.key}")
        choice.is_correct = choice.key == "a" or (form == "several" and choice.key == "b")
        choice.save()
    ReferenceFactory(
        question=card, url=f"https://example.org/{secret('url')}", title=secret("title")
    )
    publishing.publish(card, author=None, now=card.edited_at)
    return card


def body_of(response: Any) -> str:
    body: bytes = response.getvalue() if response.streaming else response.content
    return body.decode()


def secrets_in(response: Any, name: str = "") -> set[str]:
    """The secret words that anything of the response tells: body, headers, cookies."""
    told = [
        body_of(response), *(f"{key}: {value}" for key, value in response.headers.items()),
        response.cookies.output(),
    ]  # fmt: skip
    return set(re.findall(rf"secret_{name}\w*", " ".join(told)))
