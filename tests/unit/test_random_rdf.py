"""Random documents as PROV-O: each relation comes back, in whichever form it was written."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from provgraph import readers
from tests.support.random_prov.ask_export import plain, statements_of
from tests.support.random_prov.generator import random_history
from tests.support.random_prov.turtle import trig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.random_prov.statements import Statement

_COUNT = 150


@pytest.mark.parametrize("seed", range(_COUNT))
def test_what_is_written_is_read(seed: int) -> None:
    """As a direct property, an inverse, a qualified node or both: no more, and no less.

    Elements are declared once. Those that only relations tell may be there, too.
    """
    stated = _once(random_history(seed).resolved(0))
    text = trig(stated, random.Random(seed))  # noqa: S311  # not for secrets
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = readers.read(readers.open_source("random.trig", text)).document
    given = Counter(statements_of(document))
    expected = Counter(plain(stated))
    assert _relations(expected) == _relations(given), text.decode()
    assert not _kinds(expected) - _kinds(given), text.decode()
    assert _said(expected) == _said(given), text.decode()


def _once(statements: Iterable[Statement]) -> list[Statement]:
    """Leave out what RDF cannot say apart: an element or a relation that is stated again."""
    seen: set[tuple[object, ...]] = set()
    once = []
    for statement in statements:
        first = statement.arguments[0]
        key: tuple[object, ...] = (statement.bundle, statement.kind, first)
        if not statement.is_element:
            key = (statement.bundle, statement.kind, *statement.ends, statement.id)
            if statement.kind == "mentionOf":
                key = (statement.bundle, statement.kind, first)
        if key not in seen:
            once.append(statement)
        seen.add(key)
    return once


def _relations(statements: Counter[Statement]) -> Counter[Statement]:
    return Counter({s: n for s, n in statements.items() if not s.is_element})


def _kinds(statements: Iterable[Statement]) -> set[tuple[str, str, str | None]]:
    return {(s.bundle, s.kind, s.arguments[0]) for s in statements if s.is_element}


def _said(statements: Iterable[Statement]) -> set[tuple[object, ...]]:
    """Return the statements about elements; RDF does not tell to which of two kinds one belongs."""
    return {
        (s.bundle, s.arguments[0], said)
        for s in statements
        if s.is_element
        for said in (*s.attributes, *(("time", time) for time in s.arguments[1:] if time))
    }
