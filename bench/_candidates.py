"""Simulated candidates: what a browser with our scripts sends while somebody takes a quiz.

Once a choice is made, `saving.js` sends the form in the background; "Next" sends it once
more, as a form, and the redirect leads to the next question. Style sheets and scripts
are in the browser's cache.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from _http import Client, Reply, Traffic, Unreachable
from _ledger import Ledger, Quiz, Said
from _measure import Meter

NEW = "/quizzes/new/"
MINUTES = 30  # sixteen questions of 90 s take 24
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ATTEMPT = re.compile(r'name="attempt" value="([\w-]+)"')
SEQ = re.compile(r'name="seq" value="(\d+)"')
CHOICE = re.compile(r'<input type="(radio|checkbox)" name="choice" value="(\w+)"')
QUESTION = re.compile(r"/quizzes/([0-9a-f-]{36})/(\d+)/")
# One answer in so many gets a second save: a flag, a confidence or another choice.
SECOND_THOUGHTS = 4
# Most people are decided, or change their mind, in this share of the thinking.
SECOND_THOUGHT_AFTER = 0.1


class CantGoOn(Exception):
    """The server's replies leave the candidate no way on."""


@dataclass(frozen=True)
class Manner:
    """How the candidates behave; times are seconds."""

    questions: int = 16
    think: tuple[float, float] = (30, 90)
    # They finish so long after the first question was there; None: after the last answer.
    answering: float | None = None
    # A save or page without a reply is sent again after `retry`, as saving.js does...
    retry: float = 3
    # ...until so long after the first time.
    patience: float = 30


class Candidate:
    """One guest in one browser, at an address of their own; takes one quiz."""

    def __init__(
        self,
        number: int,
        *,
        address: str,
        manner: Manner,
        meter: Meter,
        ledger: Ledger,
        traffic: Traffic,
    ) -> None:
        # 198.18.0.0/15 is for benchmarks (RFC 2544).
        own = f"198.{18 + number // 65536 % 2}.{number // 256 % 256}.{number % 256}"
        self._browser = Client(address, forwarded_for=own, traffic=traffic)
        self._manner = manner
        # Whoever sends the candidates may exchange it between two of their doings.
        self.meter = meter
        self._ledger = ledger
        self._random = random.Random(number)
        self._token = ""
        self._attempt_to_be = ""
        self._attempt = ""
        self._quiz = Quiz(0)
        self._html = ""

    async def take_quiz(self, *, meant: float) -> None:
        """Take one, from the set-up page, meant to be asked for then, to the results."""
        with self._trouble_counted():
            await self._set_up(meant=meant)
            await self._start(meant=time.monotonic())
            await self._answer_all()
            await self._finish()
        self._browser.close()

    async def arrive(self, *, meant: float) -> None:
        """Only open the set-up page."""
        with self._trouble_counted():
            await self._set_up(meant=meant)

    async def begin(self, *, meant: float) -> None:
        """Having arrived, start, and leave it at the first question."""
        with self._trouble_counted():
            await self._start(meant=meant)
        self._browser.close()

    @contextmanager
    def _trouble_counted(self) -> Iterator[None]:
        """Count what can't go on; a missing finish shows in the ledger, too."""
        try:
            yield
        except CantGoOn as error:
            self.meter.errors[str(error)] += 1

    async def _set_up(self, *, meant: float) -> None:
        """Read the page that starts a quiz."""
        page = await self._ask("set-up page", lambda: self._browser.get(NEW), meant=meant)
        self._token = _found(TOKEN, page.text)
        self._attempt_to_be = _found(ATTEMPT, page.text)

    async def _start(self, *, meant: float) -> None:
        """Start the quiz and read its first question."""
        fields = [
            ("csrfmiddlewaretoken", self._token),
            ("attempt", self._attempt_to_be),
            ("tag", ""),
            ("deck", ""),
            ("count", str(self._manner.questions)),
            ("minutes", str(MINUTES)),
            ("pace", "1"),
            ("mode", "exam"),
        ]
        reply = await self._ask(
            "start", lambda: self._browser.post_form(NEW, fields), meant=meant, status=302
        )
        if not (match := QUESTION.fullmatch(reply.location)):
            raise CantGoOn(f"start: leads to {reply.location}")
        self._attempt = match[1]
        self._quiz = self._ledger.start(self._attempt, questions=self._manner.questions)
        await self._read_question(1)

    async def _answer_all(self) -> None:
        manner = self._manner
        end = None if manner.answering is None else time.monotonic() + manner.answering
        for position in range(1, manner.questions + 1):
            meant = time.monotonic() + self._random.uniform(*manner.think)
            if end is not None and meant > end:
                await until(end)
                break
            await until(meant)
            said, seq = await self._answer(position, meant=meant)
            is_last = position == manner.questions
            await self._go_on(position, said, seq, to="finish" if is_last else str(position + 1))
            if not is_last:
                await self._read_question(position + 1)

    async def _answer(self, position: int, *, meant: float) -> tuple[Said, int]:
        """Choose; some change their mind soon after. Return what was acknowledged last."""
        said = Said(self._choose())
        seq = int(_found(SEQ, self._html))
        seq = await self._save(position, said, seq, meant=meant)
        if self._random.randrange(SECOND_THOUGHTS):
            return said, seq
        meant = time.monotonic() + SECOND_THOUGHT_AFTER * self._random.uniform(*self._manner.think)
        await until(meant)
        thoughts = [
            Said(said.response, confidence=self._random.randint(1, 3)),
            Said(said.response, is_flagged=True),
            Said(self._choose()),
        ]
        said = self._random.choice(thoughts)
        return said, await self._save(position, said, seq, meant=meant)

    def _choose(self) -> list[str] | str:
        choices = CHOICE.findall(self._html)
        if not choices:
            # Beyond ASCII, with what must be escaped: it must come back as it was.
            return f'no idea <{self._random.randrange(1000)}> & "weiß nicht"'
        keys = [key for _kind, key in choices]
        most = len(keys) if choices[0][0] == "checkbox" else 1
        return self._random.sample(keys, self._random.randint(1, most))

    async def _save(self, position: int, said: Said, seq: int, *, meant: float) -> int:
        """Save in the background until it is acknowledged; return the new seq."""
        fields = self._fields(said, seq)
        self._quiz.send(position, said)
        path = self._question_path(position)
        reply = await self._ask(
            "save", lambda: self._browser.post_data(path, fields), meant=meant, is_json=True
        )
        new_seq = int(re.findall(r'"seq": (\d+)', reply.text)[0])
        self._quiz.acknowledge(position, said, new_seq)
        return new_seq

    async def _go_on(self, position: int, said: Said, seq: int, *, to: str) -> None:
        """Press a button of the form: what is saved already, sent as a form."""
        fields = [*self._fields(said, seq), ("go", to)]
        path = self._question_path(position)
        reply = await self._ask(
            "go on",
            lambda: self._browser.post_form(path, fields),
            meant=time.monotonic(),
            status=302,
        )
        if reply.location != f"/quizzes/{self._attempt}/{to}/":
            raise CantGoOn(f"go on: leads elsewhere, {reply.location}")

    def _fields(self, said: Said, seq: int) -> list[tuple[str, str]]:
        fields = [("csrfmiddlewaretoken", self._token), ("seq", str(seq))]
        if isinstance(said.response, str):
            fields.append(("typed", said.response))
        else:
            fields += [("choice", key) for key in said.response or []]
        if said.confidence:
            fields.append(("confidence", str(said.confidence)))
        if said.is_flagged:
            fields.append(("flagged", "1"))
        return fields

    async def _read_question(self, position: int) -> None:
        path = self._question_path(position)
        page = await self._ask("question", lambda: self._browser.get(path), meant=time.monotonic())
        self._html = page.text
        self._token = _found(TOKEN, self._html)

    async def _finish(self) -> None:
        path = f"/quizzes/{self._attempt}/finish/"
        page = await self._ask(
            "finish page", lambda: self._browser.get(path), meant=time.monotonic()
        )
        fields = [("csrfmiddlewaretoken", _found(TOKEN, page.text))]
        reply = await self._ask(
            "finish",
            lambda: self._browser.post_form(path, fields),
            meant=time.monotonic(),
            status=302,
        )
        self._quiz.is_finished = reply.location.endswith("/results/")
        await self._ask(
            "results", lambda: self._browser.get(reply.location), meant=time.monotonic()
        )

    def _question_path(self, position: int) -> str:
        return f"/quizzes/{self._attempt}/{position}/"

    async def _ask(
        self,
        kind: str,
        send: Callable[[], Awaitable[Reply]],
        *,
        meant: float,
        status: int = 200,
        is_json: bool = False,
    ) -> Reply:
        """Send until there is a reply, as saving.js and patient people do."""
        give_up = time.monotonic() + self._manner.patience
        while True:
            try:
                reply = await send()
            except Unreachable as error:
                self.meter.unanswered[f"{kind}: {error}"] += 1
            else:
                if reply.status == status and is_json == reply.is_json:
                    self.meter.record(kind, meant=meant)
                    return reply
                if reply.status < 500:
                    raise CantGoOn(f"{kind}: status {reply.status}")
                self.meter.errors[f"{kind}: status {reply.status}"] += 1
            if time.monotonic() > give_up:
                raise CantGoOn(f"{kind}: given up")
            await asyncio.sleep(self._manner.retry)


async def until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


def _found(pattern: re.Pattern[str], html: str) -> str:
    match = pattern.search(html)
    if match is None:
        raise CantGoOn(f"a page without {pattern.pattern}")
    return match[1]
