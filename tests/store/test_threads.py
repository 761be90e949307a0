"""One store in eight threads: the answers are those of one, and the process is left as it was."""

from __future__ import annotations

import copy
import gc
import json
import logging
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import prov.model
import pytest
import rdflib

from provgraph import readers, serialisers
from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from provgraph.store import Store

THREADS = 8
EXAMPLES = Path(__file__).parents[2] / "examples"
LOGS = sorted((EXAMPLES / "ctapipe").iterdir())
FINAL = "gamma_applied.DL2.h5"
RDF = (
    "@prefix prov: <http://www.w3.org/ns/prov#> . @prefix x: <http://x/{n}/> ."
    " @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    ' x:e a prov:Entity ; x:n "0010"^^xsd:integer ; prov:wasDerivedFrom x:f .'
    " x:f a prov:Entity ; prov:label {language} ."
    " x:other x:says x:nothing ."
)


def state() -> dict[str, object]:
    """Return what a library must not change in the process that calls it."""
    loggers = [logging.getLogger(name) for name in ("", "prov", "prov.model", "rdflib", "neo4j")]
    return {
        "collector": (gc.isenabled(), gc.get_threshold()),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "rdflib": (rdflib.NORMALIZE_LITERALS, rdflib.DAWG_LITERAL_COLLATION),
        "prov": (copy.copy(prov.model.XSD_DATATYPE_PARSERS), dict(prov.model.PROV_REC_CLS)),
        "loggers": [
            (log.level, log.disabled, log.propagate, list(log.handlers)) for log in loggers
        ],
        "hidden modules": sorted(name for name, module in sys.modules.items() if module is None),
        "recursion": sys.getrecursionlimit(),
    }


def rounds(store: Store, number: int) -> Any:  # noqa: ANN401  # JSON
    """Load, read, export and ask, under names that only this `number` uses; return the answers."""
    content = RDF.format(n=number, language='"a"@en').encode()
    loaded = store.load(content, name=f"rdf {number}", format="turtle")
    reading = readers.read(readers.open_source("rdf", content), "turtle")
    bare = RDF.format(n=f"{number}x", language='"b"').encode()
    documents = [store.load(bare, name=f"bare {number}").status]
    exported = store.export(documents=[f"rdf {number}"])
    again = readers.read(readers.open_source(str(LOGS[0].parents[1] / "primer.provn")))
    lineage = store.lineage(FINAL)
    answers = {
        "loaded": (loaded.status, loaded.elements, loaded.new_elements, loaded.notes, *documents),
        "notes": reading.notes,
        "primer": (len(list(again.document.get_records())), again.notes),
        "same": exported == reading.document,
        "texts": [
            serialisers.serialise(exported, form).text
            for form in ("provn", "json", "xml", "turtle", "trig")
        ],
        "lineage": sorted((node.id, node.depth) for node in lineage.nodes),
        "why": len(str(store.why(FINAL))),
        "show": store.show(FINAL).id,
        "logs": [each.status for each in store.load_all(LOGS, rehash=True)],
    }
    return json.loads(json.dumps(answers).replace(f"/{number}/", "/n/"))


def test_eight_threads_answer_as_one(store: Store) -> None:
    """What each gets is what one thread alone gets; collector, filters and switches are kept."""
    for result in store.load_all(LOGS):
        assert result.status == "loaded"
    store.load(EXAMPLES / "primer.provn")
    before = state()
    alone = rounds(store, 100)
    assert alone["same"] is True
    assert "statements are about no PROV record" in str(alone["notes"])
    assert state() == before
    together = threading.Barrier(THREADS)

    def work(number: int) -> list[Any]:
        together.wait()
        return [rounds(store, number * 10 + again) for again in range(2)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(work, range(1, THREADS + 1)))
    assert [answer for each in answers for answer in each] == [alone] * (2 * THREADS)
    assert state() == before


def test_a_load_that_nobody_finishes_leaves_the_collector_on(store: Store) -> None:
    """Between two results the collector runs: the caller may never ask for the next."""
    results = store.load_all(LOGS)
    next(results)
    assert gc.isenabled()
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert gc.isenabled()


def test_pauses_that_overlap() -> None:
    """The collector is back when the last of several threads has left its pause, not before."""
    first, second = threading.Event(), threading.Event()

    def short() -> None:
        with gc_paused():
            first.set()
            second.wait()

    thread = threading.Thread(target=short)
    thread.start()
    first.wait()
    with gc_paused():
        second.set()
        thread.join()
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_stays_off_for_who_turned_it_off(*, on: bool) -> None:
    """A pause restores what was, not what is usual."""
    (gc.enable if on else gc.disable)()
    try:
        with gc_paused():
            assert not gc.isenabled()
        assert gc.isenabled() is on
    finally:
        gc.enable()
