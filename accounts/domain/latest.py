"""What a person did last today, as the study page offers to take it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain import progress
from accounts.domain.planning import Plan
from accounts.models import Rating, Review
from questions.models import Person, Question, Revision


@dataclass(frozen=True)
class Last:
    """What was done last and can be taken back."""

    review: Review
    prompt: str
    lang: str
    label: str
    interval: timedelta | None


def read(person: Person, *, now: datetime, plan: Plan) -> Last | None:
    """The latest event of the day; None where nothing stands."""
    last = progress.undoable(person=person, now=now, plan=plan) if person else None
    if last is None:
        return None
    label = Rating(last.rating).label if last.rating else Review.Kind(last.kind).label
    return Last(
        review=last,
        prompt=_prompt(last.question),
        lang=last.question.lang,
        label=str(label),
        interval=last.due_at - last.reviewed_at if last.due_at else None,
    )


def _prompt(question: Question) -> str:
    """As plain text; a card that was retired since has it in its revision alone."""
    if entry := getattr(question, "search_entry", None):
        return str(entry.prompt)
    return str(Revision.objects.get(current_of=question).document["prompt"])
