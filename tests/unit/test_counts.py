"""Nothing is lost in reading: records and attributes are counted apart, and are as many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provgraph.errors import ReadError
from tests.support.corpus import corpus, name_of
from tests.support.counts.compare import difference
from tests.support.counts.files import all_files, differing_digests, reading
from tests.support.counts.refused import REFUSED

if TYPE_CHECKING:
    from pathlib import Path

FILES = all_files()


@pytest.mark.parametrize("file", [pytest.param(file, id=name_of(file)) for file in FILES])
def test_as_many_as_counted_apart(file: Path) -> None:
    """Relations by kind, elements by kind, and values by attribute; a refusal names the file."""
    document = reading(file)
    if isinstance(document, ReadError):
        assert str(document).startswith(f"{file}: ")
    else:
        assert difference(file, document) == {}


def test_which_files_are_refused() -> None:
    """Those that are no PROV, or that leave something out, and no others."""
    refused = {name_of(file) for file in corpus() if isinstance(reading(file), ReadError)}
    assert refused == set(REFUSED)


def test_the_same_under_every_hash_seed() -> None:
    """What is read of a file, its notes and the graph's rows do not depend on the process."""
    assert differing_digests(FILES) == set()


def test_the_counts_can_differ() -> None:
    """A relation or a value that is missing, or too many, is seen."""
    by_name = {file.name: file for file in FILES}
    document = reading(by_name["association7.ttl"])
    assert not isinstance(document, ReadError)
    assert difference(by_name["association7.ttl"], document) == {}
    assert difference(by_name["association8.ttl"], document) != {}
