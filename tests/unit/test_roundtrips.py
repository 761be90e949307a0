"""Round trips without a store: a document, each format, and the same document again.

Where a format cannot express one, the export says so in a note.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph import readers, serialisers
from provgraph.errors import ExportError, ReadError
from tests.support.canonical import canonical, difference
from tests.support.corpus import corpus, name_of, real_files
from tests.support.plain import content

if TYPE_CHECKING:
    from prov.model import ProvDocument

CASES = sorted((Path(__file__).parents[1] / "data" / "cases" / "prov").iterdir())
SAMPLE = 150
"""So many documents of the corpus for each format; all of them take four minutes."""

EXACT = ("provn", "json")
"""The formats that keep prefixes and spellings of names, too."""


@cache
def readable() -> dict[Path, ProvDocument]:
    """Return a sample of the corpus, all small cases and the real documents, as read."""
    chance = random.Random(5)  # noqa: S311  # not for secrets
    documents = {}
    for file in [*CASES, *real_files(), *chance.sample(corpus(), SAMPLE)]:
        try:
            documents[file] = readers.read(readers.open_source(str(file))).document
        except ReadError:
            continue
    return documents


@pytest.mark.parametrize("form", serialisers.FORMATS)
def test_a_document_comes_back_or_a_note_says_why_not(form: str) -> None:
    """No kind, end, argument, attribute, value, id or bundle is lost silently."""
    wrong = {name_of(file): _fault(document, form) for file, document in readable().items()}
    assert not {name: fault for name, fault in wrong.items() if fault}


def test_most_of_the_corpus_is_expressible() -> None:
    """Otherwise the test above would prove nothing."""
    documents = readable().values()
    for form in serialisers.FORMATS:
        written = [_written(document, form) for document in documents]
        assert sum(each is not None and not each.notes for each in written) > len(written) * 0.8


def _written(document: ProvDocument, form: str) -> serialisers.Serialised | None:
    try:
        return serialisers.serialise(document, form)
    except ExportError:
        return None


def _fault(document: ProvDocument, form: str) -> str:
    """Return what a round trip loses silently, nothing if it loses nothing."""
    written = _written(document, form)
    if written is None or written.notes:
        return ""
    source = readers.Source("back", written.text.encode(), "0" * 64)
    back = readers.read(source, form).document
    compared = canonical if form in EXACT else content
    if compared(back) == compared(document):
        return ""
    return difference(document, back, spelling=form in EXACT) or "prefixes"
