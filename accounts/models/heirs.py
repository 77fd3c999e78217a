"""Where a guest's work went."""

from django.conf import settings
from django.db import models


class Heir(models.Model):
    """The account into which a guest's work was carried, for what comes in late."""

    guest_key = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.owner_id}"
