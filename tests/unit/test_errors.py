"""The exceptions: the tree that errors.py draws is the one that its classes make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRANCH = re.compile(r"([│ ]*)[├└]── (\w+)")
_INDENT = 4


def drawn(docstring: str) -> list[tuple[str, str]]:
    """Return each exception of the drawing with its parent, from top to bottom."""
    path = ["ProvgraphError"]
    pairs = []
    for line in docstring.splitlines():
        if branch := _BRANCH.match(line):
            depth = len(branch[1]) // _INDENT + 1
            path[depth:] = [branch[2]]
            pairs.append((branch[2], path[depth - 1]))
    return pairs


def subclasses(parent: type[Exception]) -> Iterator[tuple[str, str]]:
    """Yield each exception of the module below a class with its parent, in order of definition."""
    for child in parent.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child.__name__, parent.__name__
            yield from subclasses(child)


def test_the_tree_is_drawn_as_it_is() -> None:
    """Every exception stands in the drawing below its parent, in the order of the module."""
    assert errors.__doc__ is not None
    assert "\nProvgraphError\n" in errors.__doc__
    assert drawn(errors.__doc__) == list(subclasses(errors.ProvgraphError))


def test_every_exception_of_the_module_is_in_the_tree() -> None:
    """No class stands beside it."""
    classes = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert classes == {"ProvgraphError"} | {name for name, _ in drawn(errors.__doc__ or "")}
