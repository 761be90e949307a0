"""Every file of the corpora: read under several hash seeds, loaded, and counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import provgraph
from provgraph.errors import ReadError
from tests.support.corpus import name_of
from tests.support.counts import in_store
from tests.support.counts.compare import difference
from tests.support.counts.files import SEEDS, all_files, differing_digests, reading
from tests.support.counts.refused import REFUSED
from tests.support.report import Report

if TYPE_CHECKING:
    from tests.support.server import Server


def measure(server: Server) -> tuple[Report, list[str]]:
    """Return the figures, the refused files with their reasons, and what was lost or added."""
    report = Report("counts: every file of the corpora, counted apart")
    files = all_files()
    report.note("files", f"{len(files):,}")
    refused = {file: each for file in files if isinstance(each := reading(file), ReadError)}
    wrong = [
        f"{name_of(file)}: {differing}"
        for file in files
        if not isinstance(document := reading(file), ReadError)
        if (differing := difference(file, document))
    ]
    report.note("read and counted", f"{len(files) - len(refused):,}, {len(wrong)} differ")
    seeds = sorted(differing_digests(files))
    report.note(f"hash seeds {', '.join(SEEDS)}", f"{len(seeds)} files differ")
    held = _store_faults(server, [file for file in files if file not in refused])
    report.note("loaded together and counted", f"{len(held)} differ")
    for file, error in refused.items():
        report.note(f"refused: {name_of(file)}", REFUSED.get(name_of(file), str(error)))
    return report, [*wrong, *seeds, *held]


def _store_faults(server: Server, files: list[Any]) -> list[str]:
    target = server.target
    with provgraph.connect(target.uri, username=target.username, password=target.password) as store:
        ids = {file: store.load(file).documents[0] for file in files}
        return list(in_store.faults(store, _rows(server), ids))


def _rows(server: Server) -> Any:  # noqa: ANN401  # a function of a statement
    return lambda text: [dict(record) for record in server.run(text)]
