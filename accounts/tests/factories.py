"""The least that is a valid account."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.contrib.auth.models import User

from accounts.domain.progress import parameters_of
from accounts.domain.scheduling import DEFAULT_PARAMETERS

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PASSWORD = "long enough, and not a common one"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    password = factory.django.Password(PASSWORD)


def review_fields(**fields: Any) -> dict[str, Any]:
    """The least that a rating needs: Good, in study, by FSRS's own parameters."""
    at = fields.get("reviewed_at", NOW)
    values = {
        "rating": 3,
        "source": "study",
        "reviewed_at": at,
        "day": at.date(),
        "parameters": parameters_of(DEFAULT_PARAMETERS),
        "desired_retention": 0.9,
        "seed": 1,
        "due_at": at + timedelta(days=1),
    }
    return values | fields


def memory_fields(**fields: Any) -> dict[str, Any]:
    """The least that a memory needs: rated Good once, and due in two days."""
    at = fields.get("last_reviewed_at", NOW)
    values = {
        "last_rating": 3,
        "last_reviewed_at": at,
        "review_count": 1,
        "phase": 2,
        "stability": 2.3,
        "difficulty": 2.1,
        "due_at": at + timedelta(days=2),
        "band": 1,
    }
    return values | fields
