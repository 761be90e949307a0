"""The report: medians of repeated runs, and their ratios to a floor of the same run."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.table import Table

from provgraph.neo4j_local import jars

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement: seconds (the median, the first run apart), what came out, the ratio.

    A row without runs is not a time.
    """

    what: str
    seconds: float
    first: float
    runs: int
    result: str
    ratio: float | None = None
    floor: str | None = None


@dataclass(slots=True)
class Report:
    """The rows of one subject."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def measure(
        self,
        what: str,
        work: Callable[[], Result],
        *,
        runs: int = 5,
        floor: str | None = None,
        result: Callable[[Result], object] = str,
    ) -> Result:
        """Time `work`: one first run, then `runs`; the ratio is to the row called `floor`."""
        first, value = _timed(work)
        times = []
        for _ in range(runs):
            seconds, value = _timed(work)
            times.append(seconds)
        median = statistics.median(times or [first])
        self.add(what, median, str(result(value)), first=first, runs=runs, floor=floor)
        return value

    def add(  # noqa: PLR0913  # one keyword a column
        self,
        what: str,
        seconds: float,
        result: str,
        *,
        first: float | None = None,
        runs: int = 1,
        floor: str | None = None,
    ) -> None:
        """Add a measurement that was taken elsewhere."""
        base = next((row.seconds for row in self.rows if row.what == floor), None)
        ratio = seconds / base if base else None
        began = seconds if first is None else first
        self._append(Row(what, seconds, began, runs, result, ratio, floor))

    def note(self, what: str, result: str) -> None:
        """Add what has no time: memory, an error."""
        self._append(Row(what, 0, 0, 0, result))

    def _append(self, row: Row) -> None:
        """Keep a row, and say it at once: what fails later does not cost it."""
        self.rows.append(row)
        time_ = f"{_seconds(row.seconds)}  " if row.runs else ""
        print(f"{row.what}: {time_}{row.result}", file=sys.stderr)  # noqa: T201  # its place

    def show(self) -> None:
        """Print the table."""
        table = Table(title=self.title, title_justify="left")
        for name, side in (("what", "left"), ("median", "right"), ("first", "right")):
            table.add_column(name, justify=side)  # type: ignore[arg-type]
        table.add_column("ratio", justify="right", no_wrap=True)
        table.add_column("result")
        for row in self.rows:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f} of {row.floor}"
            times = (_seconds(row.seconds), _seconds(row.first)) if row.runs else ("", "")
            table.add_row(row.what, *times, ratio, row.result)
        Console(width=140).print(table, machine_line())

    def write(self, folder: Path) -> None:
        """Write the rows and the machine as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        answer = {"title": self.title, "machine": machine(), "rows": [asdict(r) for r in self.rows]}
        name = self.title.split(":")[0].replace(" ", "-")
        (folder / f"{name}.json").write_text(json.dumps(answer, indent=2), encoding="utf-8")


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "load": os.getloadavg(),
        "cpus": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "neo4j": jars.locked().neo4j,
        "packages": {name: metadata.version(name) for name in ("neo4j", "neo4j-rust-ext", "prov")},
    }


def machine_line() -> str:
    """Return day and machine in a line, as they stand beside each figure."""
    about = machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{about['day']}, {about['cpus']} cores, {memory:.0f} GB, Python {about['python']}, "
        f"Neo4j {about['neo4j']}, load of the machine {os.getloadavg()[0]:.1f}"
    )


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    value = work()
    return time.perf_counter() - start, value


def _seconds(value: float) -> str:
    if value < 0.001:
        return f"{value * 1e6:.0f} µs"
    return f"{value * 1000:.0f} ms" if value < 10 else f"{value:.1f} s"
