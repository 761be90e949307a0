"""Nothing is lost: every document of the corpus comes back from the store as it was read."""

from __future__ import annotations

import random
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument, ProvWarning

from provgraph import exporter, loader, readers, serialisers
from provgraph.errors import ReadError
from provgraph.ingest import batch
from provgraph.ingest.batch import LoadOptions
from provgraph.loader import DocumentInfo
from tests.support.canonical import canonical, difference
from tests.support.corpus import corpus, name_of, real, real_files
from tests.support.graphs import assertions, elements, graph, relations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provgraph.graph.connection import Connection

    Cypher = Callable[..., list[dict[str, Any]]]

FILES = corpus() + real_files()
WIPE = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n"


@cache
def reading(file: Path) -> ProvDocument | None:
    """Return a file's document, `None` where it is refused."""
    try:
        return readers.read(readers.open_source(str(file))).document
    except ReadError:
        return None


@cache
def readable() -> list[Path]:
    """Return the files that can be read."""
    return [file for file in FILES if reading(file) is not None]


@pytest.fixture(scope="module", autouse=True)
def _release() -> Iterator[None]:
    """Forget the documents with the last test."""
    yield
    reading.cache_clear()
    readable.cache_clear()


def document(file: Path) -> ProvDocument:
    """Return the document of a readable file."""
    found = reading(file)
    assert found is not None
    return found


def load(connection: Connection, file: Path) -> str:
    """Load a file's document under the file's name, and return that."""
    described = DocumentInfo(name_of(file), name_of(file), "0", "json")
    return loader.load(connection, document(file), described).id


def test_all_but_broken_documents_are_read() -> None:
    """33 are refused: malformed ones, fragments of the specifications, undeclared prefixes."""
    of_corpus = [file for file in readable() if file in set(corpus())]
    assert len(corpus()) == 1564
    assert len(of_corpus) == 1531


@pytest.mark.parametrize("file", [*(pytest.param(f, id=name_of(f)) for f in corpus()), *real()])
def test_alone_in_the_store(file: Path, connection: Connection, cypher: Cypher) -> None:
    """What is loaded and exported is strictly equal; what is refused leaves the store empty."""
    if reading(file) is None:
        with pytest.raises(ReadError, match=r".+: .+"):
            batch.load_file(connection, str(file), LoadOptions())
        assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]
        return
    name = load(connection, file)
    back = exporter.documents(connection, [name])
    assert canonical(back) == canonical(document(file)), difference(document(file), back)
    batch.delete(connection, name)
    rows = cypher("MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN count(n) AS n")
    assert rows == [{"n": 0}]


def test_all_together_in_the_store(connection: Connection, cypher: Cypher) -> None:
    """With every sixth document in one store, each still comes back as it was read.

    Deleting all in random order leaves the store empty.
    """
    files = readable()[::6]
    for file in files:
        load(connection, file)
    wrong = {
        name_of(file): difference(document(file), exporter.documents(connection, [name_of(file)]))
        for file in files
    }
    assert not {name: found for name, found in wrong.items() if found}
    order = list(files)
    random.Random(11).shuffle(order)  # noqa: S311  # not for secrets
    for file in order:
        batch.delete(connection, name_of(file))
    rows = cypher(
        "MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN labels(n) AS l LIMIT 3"
    )
    assert rows == []


def test_deleting_one_after_another(connection: Connection, cypher: Cypher) -> None:
    """In random order, what stays is at every checked step exactly what the others assert."""
    chance = random.Random(7)  # noqa: S311  # not for secrets
    files = chance.sample(readable(), 150)
    checked = {120, 60, 20, 3, 0}
    for file in files:
        load(connection, file)
    seen = {}
    order = list(files)
    while order:
        batch.delete(connection, name_of(order.pop()))
        if len(order) in checked:
            seen[len(order)] = graph(cypher)
    cypher(WIPE)
    for count, file in enumerate(files):
        if count in seen:
            assert graph(cypher) == seen[count]
        load(connection, file)
    assert seen.keys() == checked
    assert seen[0] == (set(), set(), [])


@pytest.mark.parametrize("form", ["json", "provn", "xml", "trig"])
def test_the_formats_make_one_graph(
    form: str, connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """PROV-JSON, PROV-N, PROV-XML and TriG of one document make the same nodes and relations."""
    for seed, file in enumerate(sample(form)):
        original = document(file)
        written = tmp_path / f"{seed}.{form}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ProvWarning)
            written.write_text(serialisers.serialise(original, form).text, encoding="utf-8")
        load(connection, file)
        first = elements(cypher), relations(cypher, documents=False), _what(cypher)
        cypher(WIPE)
        batch.load_file(connection, str(written), LoadOptions())
        assert (elements(cypher), relations(cypher, documents=False), _what(cypher)) == first, file
        cypher(WIPE)


def sample(form: str) -> list[Path]:
    """Return documents of the corpus that the format expresses exactly."""
    chance = random.Random(3)  # noqa: S311  # not for secrets
    found = []
    for file in chance.sample(readable(), 400):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ProvWarning)
            text = serialisers.serialise(document(file), form).text
            back = readers.read(readers.Source("it", text.encode(), ""), form).document
        if canonical(back) == canonical(document(file)):
            found.append(file)
    assert len(found) > 40
    return found[:40]


def _what(cypher: Cypher) -> list[str]:
    return [line.partition("'key'")[2] for line in assertions(cypher)]
