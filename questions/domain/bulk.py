"""Long work on many cards, a chunk for each request, so that none runs into a time limit.

What is still to do is kept in a row of its own in the session table, not in the
editor's session: that one is read with each page, goes at log-out, and is written
whole by whichever request ends last, so a chunk of some seconds would undo what
another tab stored meanwhile. A row of its own can be locked, holds tens of thousands
of ids (a few hundred kB, less with each chunk), and `clearsessions`, which runs daily,
removes it once it has expired. Its key is derived from the editor and the run's id:
nobody else's request finds it, and the address that names the run shows no session's key.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac

from questions.domain.publishing import NotPublishable
from questions.models import Question

# An editor who leaves on Friday finds it on Monday.
KEPT = timedelta(days=7)
# One query reads them, and without scripts one presses the button for each so many.
CHUNK = 50
# Seconds: far below any proxy's limit, and Stop is heard within them.
SECONDS = 2.0
# How many cards that can't be published are named with what they miss; the rest are counted.
NAMED = 50


@dataclass(frozen=True)
class Refusal:
    """A card that can't be published; `problems` are pairs of field and message."""

    card: int
    name: str
    problems: list[tuple[str, str]]


@dataclass
class Run:
    """`waiting` are the cards still to do, in their order; the others are counted by outcome."""

    id: UUID
    action: str
    total: int
    waiting: list[int]
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    refused: int = 0
    named: list[Refusal] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.total - len(self.waiting)

    @property
    def is_finished(self) -> bool:
        return not self.waiting


def start(*, editor: User, action: str, cards: Collection[int], now: datetime) -> Run:
    """Remember what is to be done with which cards; nothing is done yet."""
    run = Run(id=uuid4(), action=action, total=len(cards), waiting=list(cards))
    Session.objects.create(
        session_key=_key(editor, run.id), session_data=_encode(run), expire_date=now + KEPT
    )
    return run


def find(*, editor: User, run_id: UUID, now: datetime) -> Run | None:
    """The editor's own run as it stands; None for anybody else's, or an expired one."""
    row = Session.objects.filter(session_key=_key(editor, run_id), expire_date__gt=now).first()
    return _decode(run_id, row) if row else None


def advance(
    run: Run,
    work: Callable[[Question], bool],
    *,
    editor: User,
    now: datetime,
    most: int,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Run:
    """Do the next cards, at most `most`, the last begun before `seconds` are over.

    At least one is done, so that slow cards don't stop the run. `work` returns whether
    anything changed for candidates, and may raise NotPublishable or DoesNotExist. Returns
    the run as it stands then.
    """
    began_at, end = run.done, clock() + seconds
    chunk = run.waiting[:most]
    cards = Question.objects.select_related("topic").in_bulk(chunk)
    for pk in chunk:
        if run.done > began_at and clock() >= end:
            break
        _do(run, cards.get(pk), work)
        del run.waiting[0]
    return _store(run, editor=editor, began_at=began_at, now=now)


def _do(run: Run, card: Question | None, work: Callable[[Question], bool]) -> None:
    """Do one card and count its outcome."""
    if card is None:
        run.deleted += 1
        return
    try:
        is_changed = work(card)
    except Question.DoesNotExist:
        run.deleted += 1
    except NotPublishable as error:
        run.refused += 1
        if len(run.named) < NAMED:
            problems = [(problem.field, problem.message) for problem in error.problems]
            run.named.append(Refusal(card.pk, str(card), problems))
    else:
        run.changed += is_changed
        run.unchanged += not is_changed


def _store(run: Run, *, editor: User, began_at: int, now: datetime) -> Run:
    """Keep how far the run is now, unless another tab has brought it on meanwhile.

    Then that one's count holds: both began with the same cards, and doing a card twice
    changes nothing. No lock is held while cards are done, so neither tab waits.
    """
    with transaction.atomic():
        rows = Session.objects.select_for_update()
        row = rows.filter(session_key=_key(editor, run.id)).first()
        if row is None:  # expired and swept meanwhile: what is done is done
            return run
        stored = _decode(run.id, row)
        if stored is None or stored.done != began_at:
            return stored or run
        row.session_data, row.expire_date = _encode(run), now + KEPT
        row.save(update_fields=["session_data", "expire_date"])
    return run


def _key(editor: User, run_id: UUID) -> str:
    """Forty hexadecimal digits: what fits a session's key."""
    return salted_hmac("questions.domain.bulk", f"{editor.pk} {run_id}").hexdigest()


def _encode(run: Run) -> str:
    data = asdict(run)
    del data["id"]
    encoded: str = Session.objects.encode(data)
    return encoded


def _decode(run_id: UUID, row: Session) -> Run | None:
    """None when the row was signed with a secret key that has been changed."""
    data = row.get_decoded()
    if not data:
        return None
    data["named"] = [
        Refusal(named["card"], named["name"], [(name, why) for name, why in named["problems"]])
        for named in data["named"]
    ]
    return Run(id=run_id, **data)
