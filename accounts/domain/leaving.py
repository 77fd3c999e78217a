"""Delete an account with everything in it."""

from collections.abc import Sequence
from contextlib import suppress

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from accounts.domain import scheduling
from accounts.models import Memory, Note, Parameters, PointMemory, Review, StudyDay
from questions.models import Attempt, Person


def delete(*, user: User) -> None:
    """Delete the account, what belongs to it, and the traces of its log-ins."""
    person = Person(owner_id=user.pk)
    with transaction.atomic():
        # Django would load every review first, to look for the undo of each; a long
        # log doesn't fit into memory. An undo and what it undoes are one person's.
        reviews = Review.objects.of(person)
        named = reviews.order_by().values_list("parameters_id", flat=True).distinct()
        weights = [pk for pk in named if pk is not None]
        reviews._raw_delete(reviews.db)
        for model in (Memory, PointMemory, StudyDay, Note, Attempt):
            model.objects.of(person).delete()
        for trace in (AccessAttempt, AccessFailureLog, AccessLog):
            trace.objects.filter(username=user.username).delete()
        user.delete()
    _delete_weights(weights)


def _delete_weights(pks: Sequence[int]) -> None:
    """Delete the sets of weights that an import brought, unless somebody else uses them."""
    default = list(scheduling.DEFAULT_PARAMETERS)
    for row in Parameters.objects.filter(pk__in=pks):
        if row.values == default or Review.objects.filter(parameters=row).exists():
            continue
        # In a transaction of its own: an import that names them at this very moment keeps
        # them, and the account goes all the same.
        with suppress(IntegrityError), transaction.atomic():
            row.delete()
