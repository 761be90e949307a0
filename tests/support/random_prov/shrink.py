"""A smaller history with the same fault: documents and statements are left out one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.random_prov.statements import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.random_prov.statements import History


def shrunk(history: History, fails: Callable[[History], bool]) -> History:
    """Return the smallest history that still fails, by removing statements."""
    smaller = True
    while smaller:
        smaller = False
        for candidate in _candidates(history):
            if fails(candidate):
                history, smaller = candidate, True
                break
    return history


def _candidates(history: History) -> Iterator[History]:
    places = range(len(history.documents))
    plain = tuple(Step("load", place) for place in history.loaded())
    if history.steps != plain:
        yield replace(history, steps=plain)
    for place in places:
        steps = tuple(step for step in history.steps if step.document != place)
        if steps != history.steps:
            yield replace(history, steps=steps)
    for place in places:
        if any(step.document == place for step in history.steps):
            yield from _without_statements(history, place)


def _without_statements(history: History, place: int) -> Iterator[History]:
    statements = history.documents[place].statements
    size = len(statements)
    while size:
        size //= 2
        for start in range(0, len(statements), max(size, 1)):
            kept = statements[:start] + statements[start + max(size, 1) :]
            document = replace(history.documents[place], statements=kept)
            documents = list(history.documents)
            documents[place] = document
            yield replace(history, documents=tuple(documents))
