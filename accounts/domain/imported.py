"""What an import stored and what it left out, in numbers and in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Of what was left out, so many are named.
EXAMPLES = 5


@dataclass(frozen=True)
class Imported:
    reviews: int
    cards: int
    attempts: int
    notes: int
    # Slugs of cards, in the document's order, and how much was about them.
    missing_cards: tuple[str, ...] = ()
    missing_reviews: int = 0
    missing_notes: int = 0
    # Quizzes that were still running, and those with a card that is not here as it was.
    open_attempts: int = 0
    missing_attempts: int = 0
    # Reviews of such quizzes: they count as study.
    loosened_reviews: int = 0
    missing_topics: tuple[str, ...] = ()
    # The zone of the document, if nobody here knows it.
    missing_timezone: str = ""

    @property
    def summary(self) -> str:
        return _("Your data is here: %(what)s.") % {
            "what": ", ".join(
                [
                    _count(self.reviews, ngettext("%(n)s review", "%(n)s reviews", self.reviews)),
                    _count(self.cards, ngettext("%(n)s card", "%(n)s cards", self.cards)),
                    _count(self.attempts, ngettext("%(n)s quiz", "%(n)s quizzes", self.attempts)),
                    _count(
                        self.notes,
                        ngettext("%(n)s note or bookmark", "%(n)s notes and bookmarks", self.notes),
                    ),
                ]
            )
        }

    @property
    def left_out(self) -> list[str]:
        """A sentence for each kind of thing that could not be taken over."""
        return list(self._left_out())

    def _left_out(self) -> Iterator[str]:
        if count := len(self.missing_cards):
            names = ", ".join(self.missing_cards[:EXAMPLES])
            about = {"reviews": self.missing_reviews, "notes": self.missing_notes}
            text = ngettext(
                "%(n)s card is not on this site, so what was about it is left out"
                " (reviews: %(reviews)s, notes: %(notes)s): %(names)s.",
                "%(n)s cards are not on this site, so what was about them is left out"
                " (reviews: %(reviews)s, notes: %(notes)s). Among them: %(names)s.",
                count,
            )
            yield text % (about | {"n": count, "names": names})
        if count := self.missing_attempts:
            yield _count(
                count,
                ngettext(
                    "%(n)s quiz was left out, as a question of it is not on this site as it was"
                    " asked.",
                    "%(n)s quizzes were left out, as questions of theirs are not on this site as"
                    " they were asked.",
                    count,
                ),
            )
        if count := self.loosened_reviews:
            yield _count(
                count,
                ngettext(
                    "What its other questions taught you is kept: %(n)s review counts as study.",
                    "What their other questions taught you is kept: %(n)s reviews count as study.",
                    count,
                ),
            )
        if count := self.open_attempts:
            yield _count(
                count,
                ngettext(
                    "%(n)s quiz that you had not finished was left out.",
                    "%(n)s quizzes that you had not finished were left out.",
                    count,
                ),
            )
        if self.missing_topics:
            names = ", ".join(self.missing_topics[:EXAMPLES])
            yield _("Topics of your plan that are not on this site: %(names)s.") % {"names": names}
        if self.missing_timezone:
            zone = {"zone": self.missing_timezone}
            yield _("This site doesn't know the time zone %(zone)s: set yours.") % zone


def _count(count: int, text: str) -> str:
    return text % {"n": count}
