"""The run: files are read, their rows merged, by several processes at once."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from provgraph.bulk import import_layout
from provgraph.bulk.csv import Sheets, quoted
from provgraph.bulk.jobs import Describer, identify
from provgraph.bulk.merge import DocumentMerger, Merger
from provgraph.bulk.read import Reader
from provgraph.bulk.spill import PARTS
from provgraph.graph.prefixes import FIXED, assigned
from provgraph.graph.rows import PropertyNames
from provgraph.ingest.parallel import worker_lost
from provgraph.results.documents import BulkResult
from provgraph.runtime.plural import plural
from provgraph.runtime.pool import worker_pool
from provgraph.runtime.progress import count_in, counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provgraph.bulk.csv import Header
    from provgraph.bulk.worker_result import WorkerResult
    from provgraph.ingest.discover import InputFile

Item = TypeVar("Item")
Result = TypeVar("Result")


def write(
    files: Sequence[InputFile],
    folder: Path,
    processes: int,
    report: Callable[[str], None],
    into: str,
) -> BulkResult:
    """Write what `files` say into `folder`, ready to be imported.

    Raises:
        LoadError: a process was ended from outside.

    """
    with _spilled(folder) as spilled, _mapped(processes) as run:
        report(f"reading {plural(len(files), 'file')}")
        numbered = list(enumerate(files))
        # Standard input and pipes are this process's own.
        own = [entry for entry in numbered if not entry[1].is_readable_elsewhere]
        hands = _balance([entry for entry in numbered if entry not in own], processes)
        shares = [_read(spilled, (processes, own))] if own else []
        shares += run(partial(_read, spilled), enumerate(hands))
        if any(share.activities for share in shares):
            report("identifying the files of activities")
            count, notes = identify(spilled, folder)
            shares += run(partial(_describe, spilled, folder), enumerate(_ranges(count, processes)))
            shares[0].notes += ((0, note) for note in notes)
        report("merging")
        merged = list(run(partial(_merge, spilled, folder), enumerate(_parts(processes))))
        now = datetime.now(UTC).isoformat()
        documents = list(
            run(partial(_documents, spilled, folder, now), enumerate(_parts(processes)))
        )
    columns = [*(share.columns for share in shares), *(c for _, c in (*merged, *documents))]
    names = _prefixes(shares, folder)
    import_layout.finish(folder, {k: v for headers in columns for k, v in headers.items()}, names)
    counts = sum((counted for counted, _ in (*merged, *documents)), Counter())
    return _written(into, len(files), shares, counts)


def _written(into: str, files: int, shares: list[WorkerResult], counts: Counter[str]) -> BulkResult:
    return BulkResult(
        into=into,
        files=files,
        loaded=sum(share.loaded for share in shares),
        skipped=sum(share.skipped for share in shares),
        documents=counts["documents"],
        elements=counts["elements"],
        relations=counts["relations"],
        failed=tuple(line for _, line in sorted(e for share in shares for e in share.failed)),
        notes=tuple(line for _, line in sorted(n for share in shares for n in share.notes)),
    )


def _prefixes(shares: list[WorkerResult], folder: Path) -> PropertyNames:
    """Give prefixes in the order of the files, as loading them would."""
    first: dict[str, tuple[int, int, str]] = {}
    for share in shares:
        for uri, use in share.namespaces.items():
            first[uri] = min(first.get(uri, use), use)
    preferred = {uri: use[2] for uri, use in sorted(first.items(), key=lambda item: item[1])}
    added = assigned(FIXED, preferred)
    sheets = Sheets(folder, "0")
    for uri, prefix in added.items():
        sheets.write("prefixes", f"{quoted(uri)},{quoted(prefix)}")
    for prefix, uri in sorted(set().union(*(share.prefixes for share in shares))):
        line = ",".join(map(quoted, (f"{prefix} {uri}", prefix, uri)))
        sheets.write("declared_prefixes", line)
    sheets.close()
    return PropertyNames({**added, **FIXED})


def _read(spilled: Path, share: tuple[int, list[tuple[int, InputFile]]]) -> WorkerResult:
    number, files = share
    return Reader(spilled, f"r{number}").read(files)


def _describe(spilled: Path, folder: Path, share: tuple[int, range]) -> WorkerResult:
    number, places = share
    return Describer(spilled, folder, f"j{number}").describe(places)


def _merge(
    spilled: Path, folder: Path, share: tuple[int, range]
) -> tuple[Counter[str], dict[str, Header]]:
    number, parts = share
    merger = Merger(spilled, folder, f"m{number}")
    return merger.merge(parts), merger.columns.headers()


def _documents(
    spilled: Path, folder: Path, loaded: str, share: tuple[int, range]
) -> tuple[Counter[str], dict[str, Header]]:
    number, parts = share
    merger = DocumentMerger(spilled, folder, f"d{number}", loaded)
    return merger.merge(parts), merger.columns.headers()


def _parts(processes: int) -> list[range]:
    return [range(number, PARTS, processes) for number in range(processes)]


def _ranges(count: int, processes: int) -> list[range]:
    bounds = [count * number // processes for number in range(processes + 1)]
    return [range(start, stop) for start, stop in pairwise(bounds)]


def _balance(
    numbered: Sequence[tuple[int, InputFile]], processes: int
) -> list[list[tuple[int, InputFile]]]:
    """Deal the files out, the largest first, each to whom has least."""
    hands: list[list[tuple[int, InputFile]]] = [[] for _ in range(processes)]
    sizes = [0] * processes
    for size, number, file in sorted(((f.size, n, f) for n, f in numbered), key=_largest):
        hand = sizes.index(min(sizes))
        hands[hand].append((number, file))
        sizes[hand] += size
    return [sorted(hand, key=lambda entry: entry[0]) for hand in hands]


def _largest(entry: tuple[int, int, InputFile]) -> tuple[int, int]:
    return -entry[0], entry[1]


@contextmanager
def _spilled(folder: Path) -> Iterator[Path]:
    """Return a folder beside the sheets for what is put aside meanwhile."""
    parts = Path(tempfile.mkdtemp(prefix="reading-", dir=folder))
    try:
        yield parts
    finally:
        shutil.rmtree(parts, ignore_errors=True)


@contextmanager
def _mapped(
    processes: int,
) -> Iterator[Callable[[Callable[[Item], Result], Iterator[Item]], Iterator[Result]]]:
    """Return `map` over processes; one alone is this one."""
    if processes == 1:
        yield map
        return
    with worker_pool(processes, worker_lost, partial(count_in, counter())) as run:
        yield run
