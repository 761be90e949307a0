"""Growth: what a load and a question cost when the store holds ever more, and has hubs.

The store is filled by neo4j-admin with a history of shared files. All its activities hang on
one agent and one environment, those of the example's jobs: a job that is loaded meets hubs of
as many relations as there are activities. At last, one relation that very many documents assert.
"""

from __future__ import annotations

import itertools
import json
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import jobs
from provgraph.ctapipe import software
from provgraph.ingest import batch
from provgraph.model.keys import software_uri
from provgraph.neo4j_local.fill import fill
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.lineage import depths, lineage
from provgraph.queries.path import path
from tests.support import job_logs
from tests.support.chart import Chart
from tests.support.history import URI, History
from tests.support.report import Report, machine_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sized

    from tests.support.server import Server

LAYERS, START = 50, 8
DOCUMENTS, RECORDS, JOBS = 20, 500, 200
RUNS, WARMING = 5, 3
_LATE = 7
"""Of so many jobs, one is loaded after the merges that read its file."""
ASSERTED = (1, 1_000, 100_000)
_FIND = "MATCH (:Element {key: $name})<-[:ASSERTS]-(d:Document) RETURN d.id AS id"
_ASSERT = """
MATCH ()-[r:ACTED_ON_BEHALF_OF]->()
SET r.documents = [r.documents[0]] + range(1 - $count, -1)
"""
_FILLED = "filled by neo4j-admin, indexes made"
_NODES = "key:ID,uri,name,record,:LABEL"
_RELATIONS = ":START_ID,:END_ID,:TYPE,key,scope,documents:long[]"


def sized(elements: int) -> History:
    """Return a history of about this number of activities and files."""
    return History(layers=LAYERS, width=max(10, elements // (1 + 3 * LAYERS)), chain=0)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one size, with their ratios to those of the first."""

    report: Report
    size: int
    first: int

    def add(self, what: str, seconds: float, result: str = "") -> None:
        floor = None if self.size == self.first else f"{self.first:,}: {what}"
        self.report.add(f"{self.size:,}: {what}", seconds, result, floor=floor)


def measure(server: Server, sizes: list[int]) -> Report:
    """Measure loads, deletions and questions beside stores of all sizes; floors: the first."""
    report = Report("growth: cost beside what is there already")
    for size in sizes:
        rows = _Rows(report, size, sizes[0])
        history = sized(size)
        rows.add(_FILLED, _fill(server, history))
        for turn in range(WARMING):
            _loads(_Rows(Report("warming up"), size, size), server, history, turn)
        _loads(rows, server, history, WARMING)
        _questions(rows, server)
    server.empty()
    _asserted(report, server)
    return report


def drawn(report: Report) -> str:
    """Return a chart of what a load and a question cost, beside the smallest store."""
    ratios: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in report.rows:
        size, _, what = row.what.partition(": ")
        ratios[what].append((float(size.replace(",", "")), row.ratio or 1.0))
    sizes = [size for size, _ in ratios.pop(_FILLED)]
    return Chart(
        title="What a load and a question cost as the store grows",
        subtitle=machine_line(),
        across="elements in the store",
        up="time, as the ratio to the smallest store",
        lines={w: points for w, points in ratios.items() if [x for x, _ in points] == sizes},
    ).svg()


def _fill(server: Server, history: History) -> float:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), history)
        fill(Path(folder), "arguments.txt", lambda: None, server.home)
    # Opening makes the indexes.
    server.reopen()
    return time.perf_counter() - start


def _write(folder: Path, history: History) -> None:
    agent, environment = _hubs()
    with (folder / "nodes.csv").open("w", encoding="utf-8") as file:
        print(_NODES, file=file)
        print(f"{agent},{agent},,,Element;Agent;SoftwareAgent", file=file)
        print(f"{environment},{environment},,,Element;Entity;Collection", file=file)
        for label, ids in (("Activity", history.activities()), ("Entity", history.entities())):
            file.writelines(f"{URI}{i},{URI}{i},{i},a record,Element;{label}\n" for i in ids)
    with (folder / "relations.csv").open("w", encoding="utf-8") as file:
        print(_RELATIONS, file=file)
        for reltype, pairs in (
            ("USED", history.used()),
            ("WAS_GENERATED_BY", history.generated()),
        ):
            file.writelines(
                f"{URI}{a},{URI}{b},{reltype},{a} {n},,1\n" for n, (a, b) in enumerate(pairs)
            )
        for hub, reltype in ((agent, "WAS_ASSOCIATED_WITH"), (environment, "WAS_CONFIGURED_BY")):
            file.writelines(f"{URI}{a},{hub},{reltype},{a},,1\n" for a in history.activities())
    (folder / "arguments.txt").write_text(
        "--nodes=nodes.csv\n--relationships=relations.csv\n--id-type=string\n", encoding="utf-8"
    )


def _hubs() -> tuple[str, str]:
    system = job_logs.example()["system"]
    agent = software_uri("ctapipe", system["ctapipe_version"])
    return agent, software.environment(system).uri


def _loads(rows: _Rows, server: Server, history: History, turn: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        documents, logs, late = (Path(folder, name) for name in ("w3c", "jobs", "late"))
        for each in (documents, logs, late):
            each.mkdir()
        _write_documents(documents, history, turn)
        job_logs.write(logs, JOBS, turn * JOBS)
        some = sorted(logs.glob("process-*"))[: (RUNS + 1) * _LATE : _LATE]
        late_logs = [log.rename(late / log.name) for log in some]
        seconds = jobs.load(server, documents)
        records = DOCUMENTS * RECORDS
        rows.add("load, a record of PROV-JSON", seconds / records, f"{records / seconds:.0f}/s")
        seconds = jobs.load(server, logs)
        loaded = JOBS - len(late_logs)
        rows.add("load, a job", seconds / loaded, f"{loaded / seconds:.0f}/s")
        # The first is left out: Neo4j plans its statements anew after a load of many.
        _, *runs = [_late(server, log) for log in late_logs]
        for what, times in zip(("load", "delete"), zip(*runs, strict=True), strict=True):
            rows.add(f"{what} a late job", statistics.median(times))


def _late(server: Server, log: Path) -> tuple[float, float]:
    """Load the log of a job whose file a merge reads, and delete the job; return the seconds."""
    start = time.perf_counter()
    result = batch.load_file(server.connection, str(log), batch.LoadOptions())
    loaded = time.perf_counter()
    batch.delete(server.connection, result.documents[0])
    return loaded - start, time.perf_counter() - loaded


def _write_documents(folder: Path, history: History, turn: int) -> None:
    """Write documents that use files of the history and make new ones."""
    used = (file for _, file in itertools.cycle([*itertools.islice(history.used(), 100_000)]))
    for number in range(DOCUMENTS):
        activities = {
            f"h:n{turn}-{number}-{n}": {"prov:label": "step"} for n in range(RECORDS // 5)
        }
        files = {f"{name}.h5": {"h:size": n} for n, name in enumerate(activities)}
        document = {
            "prefix": {"h": URI},
            "activity": activities,
            "entity": files,
            "used": {
                f"_:u{n}": {"prov:activity": name, "prov:entity": f"h:{next(used)}"}
                for n, name in enumerate([*activities, *activities])
            },
            "wasGeneratedBy": {
                f"_:g{n}": {"prov:entity": f"{name}.h5", "prov:activity": name}
                for n, name in enumerate(activities)
            },
        }
        (folder / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")


def _asserted(report: Report, server: Server) -> None:
    """Load and delete one more document of a relation that many documents assert."""
    with tempfile.TemporaryDirectory() as folder:
        jobs.load(server, _sharing(Path(folder), "first"))
        for turn in range(WARMING):
            _one_more(server, Path(folder), f"warming-{turn}")
        for size in ASSERTED:
            rows = _Rows(report, size, ASSERTED[0])
            server.run(_ASSERT, count=size)
            runs = [_one_more(server, Path(folder), f"{size}-{n}") for n in range(RUNS)]
            for what, times in zip(("load", "delete"), zip(*runs, strict=True), strict=True):
                rows.add(f"documents of one relation, {what} one more", statistics.median(times))


def _one_more(server: Server, folder: Path, name: str) -> tuple[float, float]:
    file = _sharing(folder, name)
    seconds = jobs.load(server, file)
    rows = server.run(_FIND, name=f"{URI}{name}")
    start = time.perf_counter()
    batch.delete(server.connection, rows[0]["id"])
    return seconds, time.perf_counter() - start


def _sharing(folder: Path, name: str) -> Path:
    """Write a document with an entity of its own, and the relation that all have."""
    ends = {"prov:delegate": "h:operator", "prov:responsible": "h:observatory"}
    document = {
        "prefix": {"h": URI},
        "agent": {"h:operator": {}, "h:observatory": {}},
        "actedOnBehalfOf": {"_:d": ends},
        "entity": {f"h:{name}": {}},
    }
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def _questions(rows: _Rows, server: Server) -> None:
    connection, start = server.connection, f"{URI}e{START}-0"
    far = max(lineage(connection, [start], depth=2 * START).nodes, key=lambda node: node.depth)
    sets: dict[str, Callable[[], Sized]] = {
        "6 relations": lambda: lineage(connection, [start], depth=6).nodes,
        "12 relations": lambda: lineage(connection, [start], depth=12).nodes,
        "the 500 nearest": lambda: lineage(connection, [start], bounds=Bounds(limit=500)).nodes,
        "ids and depths": lambda: depths(connection, [start]),
        "whole": lambda: lineage(connection, [start]).nodes,
        f"path of {far.depth} relations": lambda: path(connection, start, far.id).nodes,
    }
    for what, ask in sets.items():
        seconds, size = _median(ask)
        rows.add(f"{what}, a node", seconds / size, f"{size} nodes")


def _median(ask: Callable[[], Sized]) -> tuple[float, int]:
    """Return the median time of several runs after a first one, and the answer's size."""
    times, size = [], len(ask())
    for _ in range(RUNS):
        begun = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begun)
    return statistics.median(times), size
