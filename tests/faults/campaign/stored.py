"""The store's side of bad input: as it was after a refusal, exact after a load."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from provgraph import readers
from provgraph.ctapipe.log.reader import latest, read_activities
from provgraph.errors import ProvgraphError
from provgraph.readers import bundle
from tests.support.canonical import canonical, difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from neo4j import Driver

    from provgraph.store import Store

_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_RELATIONS = """
MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties,
  [labels(a), properties(a), labels(b), properties(b)] AS ends
"""
_BLANK = re.compile(r"\bn[0-9a-f]{32}b\d+")
_FOUND = "MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN count(n) AS n"


def digest(driver: Driver) -> str:
    """Return a hash of all nodes and relationships of the store, whatever they are."""
    rows = [row.data() for text in (_NODES, _RELATIONS) for row in driver.execute_query(text)[0]]
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def faults_of(store: Store, driver: Driver, file: str) -> list[str]:
    """Load a file; say what is wrong with the store after it, and after its deletion."""
    before, count = digest(driver), driver.execute_query(_FOUND)[0]
    try:
        loaded = store.load(file)
    except ProvgraphError as error:
        changed = ["the store is changed by a load that failed"] * (digest(driver) != before)
        return changed + [f"{error!r} is not a line"] * (not str(error).isprintable())
    except Exception as error:  # noqa: BLE001  # what the campaign is there to find
        return [f"{type(error).__name__} from load: {error!r:.200}"]
    faults = _kept(store, file, loaded.documents)
    for document in loaded.documents:
        store.delete(document)
    left = driver.execute_query(_FOUND)[0]
    return faults + ["something is left after deletion"] * (left != count)


def _kept(store: Store, file: str, documents: tuple[str, ...]) -> list[str]:
    source = readers.open_source(file)
    if bundle.is_bundle(source) or not documents:
        return []
    compare: Callable[..., list[str]] = _document
    if readers.detect(source) == "ctapipe":
        compare = _records
    return compare(store, source, documents)


def _document(store: Store, source: readers.Source, documents: tuple[str, ...]) -> list[str]:
    read = readers.read(source).document
    back = store.export(documents=documents)
    # rdflib gives a blank node another name at each reading.
    if _BLANK.sub("b", repr(canonical(read))) == _BLANK.sub("b", repr(canonical(back))):
        return []
    return [f"it comes back otherwise: {difference(read, back)[:300]}"]


def _records(store: Store, source: readers.Source, documents: tuple[str, ...]) -> list[str]:
    """Compare the records as JSON texts, in which NaN is equal to itself."""
    chosen, _ = latest(read_activities(source.data, source.name))
    logged = [part.value for record in chosen.values() for part in record.parts]
    expected = sorted(json.dumps(value, sort_keys=True) for value in logged)
    records = store.records(documents=documents)
    back = sorted(json.dumps(record, sort_keys=True) for record in records)
    return [] if back == expected else ["its records come back otherwise"]
