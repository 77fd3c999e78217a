"""How long requests took, how often they failed, and who used the processor meanwhile."""

import asyncio
import itertools
import math
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

# Seconds between two looks at the generator's lag, and at the processor.
LAG_STEP = 0.1
CPU_STEP = 5.0
# Seconds of the window in which the highest rate is counted.
RATE_WINDOW = 10
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Meter:
    """Each request by its kind; times are `time.monotonic()`'s."""

    # Seconds from the moment the request was *meant* to be sent to the whole reply: one
    # that waited for a late generator or a free connection has waited all the same.
    took: dict[str, list[float]] = field(default_factory=dict)
    done_at: list[float] = field(default_factory=list)
    # Replies that should not be, and requests without one.
    errors: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)

    def record(self, kind: str, *, meant: float) -> None:
        now = time.monotonic()
        self.took.setdefault(kind, []).append(now - meant)
        self.done_at.append(now)

    @property
    def all_taken(self) -> list[float]:
        return [one for each in self.took.values() for one in each]

    def count(self, kind: str) -> int:
        return len(self.took.get(kind, ()))

    def highest_rate(self) -> float:
        """Requests a second in the busiest RATE_WINDOW."""
        most, first, times = 0, 0, sorted(self.done_at)
        for last, moment in enumerate(times):
            while times[first] < moment - RATE_WINDOW:
                first += 1
            most = max(most, last - first + 1)
        return most / RATE_WINDOW

    def table(self) -> str:
        rows = [f"  {'request':22} {'count':>7} {'p50':>7} {'p95':>7} {'p99':>7} {'max':>7}  ms"]
        for kind, taken in [*self.took.items(), ("all", self.all_taken)]:
            shown = " ".join(
                f"{1000 * percentile(taken, share):7.0f}" for share in (0.5, 0.95, 0.99, 1)
            )
            rows.append(f"  {kind:22} {len(taken):7} {shown}")
        return "\n".join(rows)


def percentile(values: Collection[float], share: float) -> float:
    """The smallest value that at least `share` of all don't exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0.0


@dataclass
class Watch:
    """The load of the processor, and the generator's own lag."""

    # The server's process group, and the cores that are its.
    group: int
    cores: Collection[int]
    # Seconds by which the generator woke late.
    lags: list[float] = field(default_factory=list)
    # Processor seconds of the server, the generator and all on the server's cores: at
    # the beginning, and after each CPU_STEP.
    seen: list[tuple[float, float, float, float]] = field(default_factory=list)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            due = time.monotonic() + LAG_STEP
            await asyncio.sleep(LAG_STEP)
            now = time.monotonic()
            self.lags.append(now - due)
            if now - self.seen[-1][0] >= CPU_STEP:
                self.look()

    def look(self) -> None:
        used = (group_seconds(self.group), time.process_time(), core_seconds(self.cores))
        self.seen.append((time.monotonic(), *used))

    def summary(self) -> str:
        late = [1000 * percentile(self.lags, share) for share in (0.99, 1)]
        return (
            f"  processor: server {self._shown(1)}, generator {self._shown(2)},"
            f" all on the server's cores {self._shown(3)}\n"
            f"  the generator woke late by {late[0]:.0f} ms (p99), {late[1]:.0f} ms (max)"
        )

    def _shown(self, column: int) -> str:
        """The mean share of one core, and the highest in a CPU_STEP."""
        steps = [
            (after[column] - before[column]) / (after[0] - before[0])
            for before, after in itertools.pairwise(self.seen)
        ]
        first, last = self.seen[0], self.seen[-1]
        mean = (last[column] - first[column]) / (last[0] - first[0])
        return f"{mean:.0%} (at most {max(steps):.0%})"


@asynccontextmanager
async def watching(group: int, cores: Collection[int]) -> AsyncIterator[Watch]:
    """Watch until the end of the block."""
    watch = Watch(group, cores)
    watch.look()
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        watch.look()


def group_seconds(group: int) -> float:
    """Processor seconds that the live processes of a group have used; 0 where unknown."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything, in its brackets.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def core_seconds(cores: Collection[int]) -> float:
    """Seconds for which these cores were busy or taken away by the host; 0 where unknown."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return 0.0
    ticks = 0
    for name, *numbers in (line.split() for line in lines if line.startswith("cpu")):
        if name[3:].isdigit() and int(name[3:]) in cores:
            user, nice, system, _idle, _waiting, irq, softirq, stolen = map(int, numbers[:8])
            ticks += user + nice + system + irq + softirq + stolen
    return ticks / TICKS


def split_cores(for_server: int) -> tuple[set[int] | None, set[int] | None, str]:
    """Cores for the server, cores for the generator, and how to say it."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None, "server and generator on any core: this system can't pin them"
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) <= for_server:
        return set(cores), set(cores), f"server and generator share all cores ({len(cores)})"
    server, generator = set(cores[:for_server]), set(cores[for_server:])
    text = f"server on core {shown_cores(server)}, generator on {shown_cores(generator)}"
    return server, generator, f"{text}; the server has {for_server} of {len(cores)}"


def shown_cores(cores: Collection[int]) -> str:
    return ", ".join(map(str, sorted(cores)))
