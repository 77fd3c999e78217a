"""Does an acknowledged answer outlive the server's sudden death?

Under the load of candidates who think for a moment only, the server's whole process
group is killed with SIGKILL at random moments and started again on its database.
Candidates send again what was not acknowledged, as saving.js does. In the end every
quiz must be finished over HTTP, and every acknowledged answer be in the database.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Iterator

import _trial
from _candidates import Candidate, Manner
from _http import Traffic
from _ledger import Ledger
from _measure import Meter, percentile

# Seconds for which the server lives, each time; long enough for a quiz's every part.
LIFE = (1.0, 6.0)
# Then it is killed in the midst of a request: so many seconds are waited for one at most.
WAIT = 2.0
# Seconds over which the candidates come.
SPREAD = 2.0


class Crashes:
    """One run: candidates who take quiz after quiz until the last kill is over."""

    def __init__(self, place: _trial.Place, manner: Manner) -> None:
        self.ledger, self.meter = Ledger(), Meter()
        # At each kill: the requests in flight, and the seconds until the server was back.
        self.in_flight: list[int] = []
        self.downtimes: list[float] = []
        self._place = place
        self._manner = manner
        self._traffic = Traffic()
        self._numbers: Iterator[int] = itertools.count()
        self._is_over = False

    async def run(self, *, candidates: int, kills: int) -> None:
        people = (self._take_quizzes(n * SPREAD / candidates) for n in range(candidates))
        await asyncio.gather(self._kill(kills), *people)

    async def _take_quizzes(self, delay: float) -> None:
        await asyncio.sleep(delay)
        while not self._is_over:
            # Somebody new each time, as starts are counted by address.
            candidate = Candidate(
                next(self._numbers),
                address=self._place.server.address,
                manner=self._manner,
                meter=self.meter,
                ledger=self.ledger,
                traffic=self._traffic,
            )
            await candidate.take_quiz(meant=time.monotonic())

    async def _kill(self, kills: int) -> None:
        server, rng = self._place.server, random.Random()
        try:
            for number in range(1, kills + 1):
                await asyncio.sleep(rng.uniform(*LIFE))
                await self._until_busy(rng)
                self.in_flight.append(self._traffic.in_flight)
                server.kill()
                killed = time.monotonic()
                await asyncio.to_thread(server.start)
                self.downtimes.append(time.monotonic() - killed)
                print(
                    f"  kill {number}: {self.in_flight[-1]} requests in flight;"
                    f" back after {self.downtimes[-1]:.1f} s",
                    flush=True,
                )
        finally:
            # Each finishes the quiz at hand: none may be stuck.
            self._is_over = True

    async def _until_busy(self, rng: random.Random) -> None:
        """Look at random moments until a request is in flight."""
        begun = time.monotonic()
        while not self._traffic.in_flight and time.monotonic() < begun + WAIT:
            await asyncio.sleep(rng.uniform(0.001, 0.005))

    def report(self, took: float) -> list[str]:
        """Print what happened; return the problems."""
        quizzes, unanswered = len(self.ledger.quizzes), self.meter.unanswered.total()
        print(
            f"{len(self.in_flight)} kills in {took:.0f} s, with {sum(self.in_flight)} requests"
            f" in flight; {unanswered} times no reply, and sent again;"
            f" back after {percentile(self.downtimes, 0.5):.1f} s (median)\n"
            f"{quizzes} quizzes started, {self.ledger.finished} finished;"
            f" {self.ledger.acknowledged} answers acknowledged\n"
            f"{self.meter.table()}"
        )
        problems = [f"{count} times {kind}" for kind, count in self.meter.errors.items()]
        if quizzes != self.ledger.finished:
            problems.append(f"{quizzes - self.ledger.finished} quizzes are stuck")
        if not any(self.in_flight):
            problems.append("every kill hit an idle server, which proves nothing")
        return problems


def main() -> None:
    parser = _trial.parser(__doc__)
    parser.add_argument("--kills", type=int, help="how many times the server is killed")
    options = parser.parse_args()
    candidates, kills = (20, 3) if options.short else (40, 20)
    manner = Manner(
        questions=options.questions or (8 if options.short else 16),
        think=tuple(options.think or (0.1, 0.9)),
        # A tenth of saving.js's, as the thinking is far shorter, too.
        retry=0.3,
        # A start takes a while on a slow machine.
        patience=120,
    )
    with _trial.place(options) as place:
        crashes, begun = Crashes(place, manner), time.monotonic()
        asyncio.run(
            crashes.run(
                candidates=options.candidates or candidates,
                kills=kills if options.kills is None else options.kills,
            )
        )
        problems = crashes.report(time.monotonic() - begun)
        problems += _trial.compare(crashes.ledger, place.database_url, may_be_strangers=True)
    _trial.end(problems)


if __name__ == "__main__":
    main()
