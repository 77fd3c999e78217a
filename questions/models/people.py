"""Who something belongs to: an account, or a guest known by a random key."""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Person:
    """Whoever uses the site: `owner_id` of an account, or a `guest_key`, or neither.

    A visitor who has done nothing yet is neither; nothing belongs to them.
    """

    owner_id: int | None = None
    guest_key: str = ""

    def __bool__(self) -> bool:
        return self.owner_id is not None or bool(self.guest_key)

    def fields(self) -> dict[str, Any]:
        """The two fields with which a row of this person's is made."""
        if not self:
            raise ValueError("Nothing can belong to a visitor without a key.")
        if self.owner_id is not None:
            return {"owner_id": self.owner_id, "guest_key": ""}
        return {"owner_id": None, "guest_key": self.guest_key}


class PersonalQuerySet(models.QuerySet):
    def of(self, person: Person) -> Self:
        """Rows that belong to `person`; none for a visitor who is nobody yet."""
        if not person:
            return self.none()
        # Each field alone says it, by the constraint below; an index that begins with it
        # then has all that is asked for.
        if person.owner_id is not None:
            return self.filter(owner_id=person.owner_id)
        return self.filter(guest_key=person.guest_key)


class Personal(models.Model):
    """A row that belongs to exactly one account or one guest."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
    )
    guest_key = models.CharField(_("guest key"), max_length=32, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, guest_key="")
                | (Q(owner__isnull=True) & ~Q(guest_key="")),
                name="%(app_label)s_%(class)s_owner_or_guest",
            ),
        ]

    @property
    def person(self) -> Person:
        """Whose row this is."""
        return Person(self.owner_id, self.guest_key)
