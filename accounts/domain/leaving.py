"""Delete an account with everything in it."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.db import transaction

from accounts.models import Memory, Note, PointMemory, Review, StudyDay
from questions.models import Attempt, Person


def delete(*, user: User) -> None:
    """Delete the account, what belongs to it, and the traces of its log-ins."""
    person = Person(owner_id=user.pk)
    with transaction.atomic():
        # Django would load every review first, to look for the undo of each; a long
        # log doesn't fit into memory. An undo and what it undoes are one person's.
        reviews = Review.objects.of(person)
        reviews._raw_delete(reviews.db)
        for model in (Memory, PointMemory, StudyDay, Note, Attempt):
            model.objects.of(person).delete()
        for trace in (AccessAttempt, AccessFailureLog, AccessLog):
            trace.objects.filter(username=user.username).delete()
        user.delete()
