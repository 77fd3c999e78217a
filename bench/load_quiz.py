"""How many people can take a timed quiz at once, and is every answer kept?

Simulated candidates, each a guest in a browser of their own, take sixteen-question
quizzes on the real server, thinking 30 to 90 s, unscaled; then as many others start at
the same moment. At the end every acknowledged answer is compared with the database.

A request is timed from the moment it was meant to be sent: what waits for a busy server
or a late generator has waited (else there is what Gil Tene calls coordinated omission).
"""

import argparse
import asyncio
import time
from dataclasses import dataclass

import _trial
from _candidates import Candidate, Manner, until
from _http import Traffic
from _ledger import Ledger
from _measure import Meter, Watch, percentile, watching

# Seconds, for 95 of 100 requests: what feels immediate with a network on top.
LIMIT = 0.25
# Seconds from a common start to the last first question.
BURST_LIMIT = 15
# Seconds between two of those who then start together, as they open the set-up page.
ARRIVAL = 0.03


@dataclass(frozen=True)
class Plan:
    """What to do; times are seconds."""

    candidates: int
    burst: int
    spread: float
    manner: Manner
    is_timed: bool


class Load:
    """One run against one server."""

    def __init__(self, place: _trial.Place, plan: Plan) -> None:
        self.plan = plan
        self.ledger = Ledger()
        self.problems: list[str] = []
        self._place = place
        self._traffic = Traffic()

    async def run(self) -> None:
        if self.plan.candidates:
            await self._take_quizzes()
        if self.plan.burst:
            await self._start_together()

    async def _take_quizzes(self) -> None:
        meter, count = Meter(), self.plan.candidates
        begun, step = time.monotonic(), self.plan.spread / count
        people = [self._candidate(number, meter) for number in range(count)]
        async with watching(self._place.server.group, self._place.cores) as watch:
            await asyncio.gather(
                *(come(one, begun + number * step) for number, one in enumerate(people))
            )
        took = time.monotonic() - begun
        print(
            f"{count} candidates, {took:.0f} s: {meter.count('start')} starts,"
            f" {meter.count('save')} saves, {meter.count('finish')} finishes;"
            f" {len(meter.done_at) / took:.1f} requests/s, at most {meter.highest_rate():.1f}"
        )
        self._report(meter, watch)
        if self.ledger.finished != count:
            self.problems.append(f"{count - self.ledger.finished} quizzes were not finished")
        p95 = percentile(meter.all_taken, 0.95)
        if self.plan.is_timed and p95 >= LIMIT:
            self.problems.append(f"p95 is {1000 * p95:.0f} ms, not below {1000 * LIMIT:.0f}")

    async def _start_together(self) -> None:
        """All have the set-up page open, and press the button at once."""
        arriving, meter, count = Meter(), Meter(), self.plan.burst
        numbers = range(self.plan.candidates, self.plan.candidates + count)
        people = [self._candidate(number, arriving) for number in numbers]
        begun = time.monotonic()
        await asyncio.gather(*(arrive(one, begun + n * ARRIVAL) for n, one in enumerate(people)))
        async with watching(self._place.server.group, self._place.cores) as watch:
            begun = time.monotonic()
            await asyncio.gather(*(begin(one, begun, meter) for one in people))
            took = time.monotonic() - begun
        print(f"{count} starts at once: the last first question was there after {took:.1f} s")
        self._report(meter, watch)
        self._count_failures(arriving)
        if self.plan.is_timed and took > BURST_LIMIT:
            self.problems.append(f"the burst took {took:.1f} s, not {BURST_LIMIT} at most")

    def _candidate(self, number: int, meter: Meter) -> Candidate:
        return Candidate(
            number,
            address=self._place.server.address,
            manner=self.plan.manner,
            meter=meter,
            ledger=self.ledger,
            traffic=self._traffic,
        )

    def _report(self, meter: Meter, watch: Watch) -> None:
        print(f"{meter.table()}\n{watch.summary()}", flush=True)
        self._count_failures(meter)

    def _count_failures(self, meter: Meter) -> None:
        for kind, count in (meter.errors + meter.unanswered).items():
            self.problems.append(f"{count} times {kind}")


async def come(candidate: Candidate, meant: float) -> None:
    await until(meant)
    await candidate.take_quiz(meant=meant)


async def arrive(candidate: Candidate, meant: float) -> None:
    await until(meant)
    await candidate.arrive(meant=meant)


async def begin(candidate: Candidate, meant: float, meter: Meter) -> None:
    candidate.meter = meter
    await candidate.begin(meant=meant)


def planned(options: argparse.Namespace) -> Plan:
    think = options.think or ((0.2, 0.6) if options.short else Manner.think)
    candidates, burst, spread = (40, 40, 5) if options.short else (1000, 1000, 60)
    minutes = options.minutes_of_answering
    return Plan(
        candidates=candidates if options.candidates is None else options.candidates,
        burst=burst if options.burst is None else options.burst,
        spread=spread if options.spread is None else options.spread,
        manner=Manner(
            questions=options.questions or (8 if options.short else Manner.questions),
            think=tuple(think),
            answering=None if minutes is None else spread + 60 * minutes,
        ),
        is_timed=not options.short,
    )


def main() -> None:
    parser = _trial.parser(__doc__)
    parser.add_argument("--spread", type=float, help="seconds over which they start")
    parser.add_argument("--burst", type=int, help="how many start at once after that")
    parser.add_argument(
        "--minutes-of-answering",
        type=float,
        help="all answer for so long, then finish, one after the other as they came",
    )
    options = parser.parse_args()
    with _trial.place(options) as place:
        load = Load(place, planned(options))
        asyncio.run(load.run())
        load.problems += _trial.compare(load.ledger, place.database_url)
    _trial.end(load.problems)


if __name__ == "__main__":
    main()
