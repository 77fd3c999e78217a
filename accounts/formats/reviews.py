"""The log of reviews in a document: each event by itself, and how they hang together."""

import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.formats import reading
from accounts.formats.reading import Reader, list_of, moment, number, one_of, text, whole, wrong
from accounts.formats.record import AttemptRecord, ParametersRecord, ReviewRecord

KINDS = ("rating", "queue", "undo", "reset", "suspend", "resume", "bury")
AGAIN = 1
# A rating says all that its schedule was made from.
NEEDED_TO_RATE = ("rating", "parameters", "desired_retention", "seed", "due_at")
# A day of study begins at 04:00 somewhere between UTC-12 and UTC+14.
MOST_DAYS_APART = timedelta(days=2)
# The curve never foresees less, however long ago the last review was.
LEAST_FORESEEN = 1e-6
# FSRS-6's own bounds (fsrs.scheduler): it refuses weights outside of them.
LOWEST = (0.001,) * 4 + (1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0,
                         0.1)  # fmt: skip
HIGHEST = (100,) * 4 + (10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8,
                        0.8)  # fmt: skip


def weights(value: Any) -> tuple[float, ...]:
    """A set of FSRS's parameters."""
    values = list_of(number(0, 100), len(LOWEST))(value)
    if len(values) < len(LOWEST):
        raise wrong(_("must have %(count)s entries.") % {"count": len(LOWEST)})
    for place, (one, low, high) in enumerate(zip(values, LOWEST, HIGHEST, strict=True)):
        if not low <= one <= high:
            raise wrong(
                _("must be a number from %(low)s to %(high)s.") % {"low": low, "high": high},
                f"[{place}]",
            )
    return tuple(float(one) for one in values)


def _points(value: Any) -> dict[str, list[str]]:
    keys = list_of(text(16, 1), 100)
    return reading.mapping(value, {"covered": keys, "missed": keys}, ())


def _slug(value: Any) -> str:
    # One object for each card, however often it is named.
    return sys.intern(text(80, 1)(value))


def _readers(latest: datetime) -> dict[str, Reader]:
    return {
        "id": whole(1, reading.MOST_LONG),
        "card": _slug,
        "kind": one_of(*KINDS),
        "source": one_of("study", "quiz"),
        "reviewed_at": moment(latest),
        "day": reading.day,
        "rating": whole(1, 4),
        "attempt": reading.uuid,
        "voids": whole(1, reading.MOST_LONG),
        "until": moment(),
        "is_sure_but_wrong": reading.yes_no,
        "points": _points,
        "is_first": reading.yes_no,
        "spent_ms": whole(0, reading.MOST_WHOLE),
        "parameters": whole(0, reading.MOST_WHOLE),
        "desired_retention": number(0.05, 0.999),
        "horizon": moment(),
        "seed": whole(0, reading.MOST_WHOLE),
        "due_at": moment(),
        "foreseen": number(LEAST_FORESEEN, 1),
    }


class Log:
    """The reviews that were read, in their order."""

    def __init__(self, latest: datetime) -> None:
        self.reviews: list[ReviewRecord] = []
        self._readers = _readers(latest)
        self._voided: set[int] = set()
        self._asked: set[tuple[UUID, str]] = set()

    def take(
        self,
        value: Any,
        parameters: Sequence[ParametersRecord],
        attempts: Mapping[UUID, AttemptRecord],
    ) -> None:
        """Read one more; what it refers to must have come before."""
        fields = reading.mapping(
            value, self._readers, ("id", "card", "kind", "source", "reviewed_at", "day")
        )
        if (place := fields.get("parameters")) is not None:
            if place >= len(parameters):
                raise wrong(_("names nothing that stands before it."), "parameters")
            fields["parameters"] = parameters[place]
        review = ReviewRecord(**fields)
        if self.reviews and review.id <= self.reviews[-1].id:
            raise wrong(_("must be greater than the one before."), "id")
        _check_alone(review)
        self._check_attempt(review, attempts)
        self._check_undo(review)
        self.reviews.append(review)

    def _check_attempt(self, review: ReviewRecord, attempts: Mapping[UUID, AttemptRecord]) -> None:
        if review.attempt is None:
            return
        attempt = attempts.get(review.attempt)
        if attempt is None:
            raise wrong(_("names nothing that stands before it."), "attempt")
        if attempt.state != "finished":
            raise wrong(_("names a quiz that was not finished."), "attempt")
        if (review.attempt, review.card) in self._asked:
            raise wrong(_("names a quiz that has told of this card already."), "attempt")
        self._asked.add((review.attempt, review.card))

    def _check_undo(self, review: ReviewRecord) -> None:
        if review.voids is None:
            return
        place = bisect_left(self.reviews, review.voids, key=attrgetter("id"))
        if place == len(self.reviews) or self.reviews[place].id != review.voids:
            raise wrong(_("names nothing that stands before it."), "voids")
        undone = self.reviews[place]
        if undone.card != review.card:
            raise wrong(_("names a review of another card."), "voids")
        if undone.kind == "undo" or undone.id in self._voided:
            raise wrong(_("names what can't be undone."), "voids")
        self._voided.add(undone.id)


def _check_alone(review: ReviewRecord) -> None:
    """What must hold between the fields of one review."""
    is_rating = review.kind == "rating"
    for name in NEEDED_TO_RATE:
        if is_rating and getattr(review, name) is None:
            raise wrong(_("is missing."), name)
    for name, belongs in (
        ("rating", is_rating),
        ("voids", review.kind == "undo"),
        ("until", review.kind == "bury"),
        ("attempt", review.source == "quiz"),
    ):
        given = getattr(review, name) is not None
        if belongs and not given:
            raise wrong(_("is missing."), name)
        if given and not belongs:
            raise wrong(_("doesn't belong to this kind of review."), name)
    # Only what was wrong is flagged.
    if review.is_sure_but_wrong and review.rating != AGAIN:
        raise wrong(_("doesn't belong to this kind of review."), "is_sure_but_wrong")
    if abs(review.day - review.reviewed_at.date()) > MOST_DAYS_APART:
        raise wrong(_("is not the day on which it was reviewed."), "day")
    if review.horizon is not None and review.horizon <= review.reviewed_at:
        raise wrong(_("must come after the review."), "horizon")
