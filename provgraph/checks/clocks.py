"""Clocks: files that one host read before another had written them, by the times of both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.checks.rules import finding
from provgraph.model.times import instant
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.checks import Finding


@dataclass(frozen=True, slots=True)
class EarlyRead:
    """A file that an activity read, and what two hosts say of the time."""

    reader: str
    label: object
    host: str
    start: str
    file: str
    name: object
    writer_host: str
    stop: str

    @property
    def seconds(self) -> float:
        """How much later the writer stopped than the reader started."""
        start, stop = instant(self.start), instant(self.stop)
        if start is None or stop is None:
            return 0.0
        fractions = (float(f"0.{time.fraction or 0}") for time in (stop, start))
        return stop.seconds - start.seconds + next(fractions) - next(fractions)


def early_reads(connection: Connection, keys: Sequence[str]) -> list[EarlyRead]:
    """Return what these activities read before it was written."""
    reads = connection.fetch("check/reads_between_hosts", EarlyRead, keys=list(keys))
    return [read for read in reads if read.seconds > 0]


def clock_findings(reads: Iterable[EarlyRead]) -> Iterator[Finding]:
    """Yield a warning for each early read, then one for each two hosts."""
    by_hosts: defaultdict[tuple[str, str], list[EarlyRead]] = defaultdict(list)
    for read in reads:
        by_hosts[read.host, read.writer_host].append(read)
        message = (
            f"{read.host} read {read.name} {read.seconds:.10g} s before {read.writer_host} had "
            f"written it: started at {read.start}, written until {read.stop}"
        )
        label = str(read.label or read.reader)
        yield finding(read.reader, label, ("read-before-written", message))
    for (host, writer_host), early in sorted(by_hosts.items()):
        worst = max(early, key=lambda read: read.seconds)
        message = (
            f"the clock of {host} seems to be at least {worst.seconds:.10g} s behind that of "
            f"{writer_host} ({plural(len(early), 'file')}): see provgraph config clock"
        )
        yield finding(worst.reader, host, ("clocks-differ", message))
