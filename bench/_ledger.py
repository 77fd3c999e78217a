"""What the server has acknowledged, and whether the database still says the same."""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# Both are pure: values in, values out, and no Django.
from questions.domain.document import CardDocument
from questions.domain.scoring import Response, points


@dataclass(frozen=True)
class Said:
    """The state of one question's form, as it was sent."""

    response: Response = None
    confidence: int | None = None
    is_flagged: bool = False


@dataclass(frozen=True)
class StoredAnswer:
    said: Said
    seq: int
    revision: int


@dataclass(frozen=True)
class StoredAttempt:
    state: str
    score: float | None
    answers: dict[int, StoredAnswer]  # by position


@dataclass(frozen=True)
class Stored:
    """What the database holds: attempts by the hexadecimal digits of their key."""

    attempts: dict[str, StoredAttempt]
    documents: dict[int, CardDocument]  # by revision


@dataclass
class Quiz:
    """What one candidate was told about one attempt."""

    questions: int
    # By position: (seq, what was acknowledged), in the order of the replies.
    acknowledged: dict[int, list[tuple[int, Said]]] = field(default_factory=dict)
    # What was sent and not acknowledged yet: it may be stored or not.
    pending: dict[int, Said] = field(default_factory=dict)
    is_finished: bool = False

    def send(self, position: int, said: Said) -> None:
        self.pending[position] = said

    def acknowledge(self, position: int, said: Said, seq: int) -> None:
        self.pending.pop(position, None)
        self.acknowledged.setdefault(position, []).append((seq, said))


class Ledger:
    """All quizzes of a run, by the hexadecimal digits of their attempt's key."""

    def __init__(self) -> None:
        self.quizzes: dict[str, Quiz] = {}

    def start(self, attempt: str, *, questions: int) -> Quiz:
        return self.quizzes.setdefault(attempt.replace("-", ""), Quiz(questions))

    @property
    def acknowledged(self) -> int:
        return sum(
            len(each) for quiz in self.quizzes.values() for each in quiz.acknowledged.values()
        )

    @property
    def finished(self) -> int:
        return sum(quiz.is_finished for quiz in self.quizzes.values())

    def strangers(self, stored: Stored) -> list[StoredAttempt]:
        """Attempts whose start nobody was told of: their request was cut off."""
        return [one for key, one in stored.attempts.items() if key not in self.quizzes]

    def compare(self, stored: Stored) -> list[str]:
        """What differs from the database, one line each; [] when nothing does."""
        return [
            f"attempt {key}: {problem}"
            for key, quiz in self.quizzes.items()
            for problem in _compare(quiz, stored.attempts.get(key), stored.documents)
        ]


def _compare(
    quiz: Quiz, stored: StoredAttempt | None, documents: dict[int, CardDocument]
) -> Iterator[str]:
    if stored is None:
        yield "its start was acknowledged, and it is not there"
        return
    if set(stored.answers) != set(range(1, quiz.questions + 1)):
        yield f"has positions {sorted(stored.answers)}, not 1 to {quiz.questions}"
        return
    for position, answer in sorted(stored.answers.items()):
        for problem in _compare_answer(quiz, position, answer):
            yield f"question {position}: {problem}"
    if quiz.is_finished:
        yield from _compare_score(quiz, stored, documents)


def _compare_answer(quiz: Quiz, position: int, stored: StoredAnswer) -> Iterator[str]:
    acknowledged = quiz.acknowledged.get(position, [])
    seqs = [seq for seq, _said in acknowledged]
    if seqs != sorted(seqs):
        yield f"acknowledged out of order: {seqs}"
    # An earlier answer was overtaken by the last one; that one must be there.
    seq, said = acknowledged[-1] if acknowledged else (0, Said())
    is_same = (stored.seq, _plain(stored.said)) == (seq, _plain(said))
    pending = quiz.pending.get(position)
    is_pending = pending is not None and (
        (stored.seq, _plain(stored.said)) == (seq + 1, _plain(pending))
    )
    if not is_same and not is_pending:
        yield f"acknowledged as {said} with seq {seq}, stored as {stored.said} with {stored.seq}"


def _compare_score(
    quiz: Quiz, stored: StoredAttempt, documents: dict[int, CardDocument]
) -> Iterator[str]:
    if stored.state != "finished":
        yield f"its finish was acknowledged, and it is {stored.state}"
        return
    due = math.fsum(
        points(documents[answer.revision], _last_response(quiz, position))
        for position, answer in stored.answers.items()
    )
    if stored.score != due:
        yield f"the acknowledged answers give {due} points, the stored score is {stored.score}"


def _last_response(quiz: Quiz, position: int) -> Response:
    acknowledged = quiz.acknowledged.get(position)
    return acknowledged[-1][1].response if acknowledged else None


def _plain(said: Said) -> tuple[object, ...]:
    """In the shape for comparing: several choices are stored in the order they were offered."""
    response = said.response
    plain = tuple(sorted(response)) if isinstance(response, list) else response
    return plain, said.confidence, said.is_flagged
