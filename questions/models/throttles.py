"""How often something was done lately, so that nobody can do it without end."""

from django.db import models
from django.db.models import Q


class Throttle(models.Model):
    """A count for one person or address in one stretch of time."""

    # What is counted and for whom, as a keyed hash: no address is stored.
    key = models.CharField(max_length=64)
    # The beginning of the stretch.
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "since"], name="questions_throttle_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="questions_throttle_counts"),
        ]
        # Lets old rows be removed without reading the others.
        indexes = [models.Index(fields=["since"], name="throttle_since")]

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
