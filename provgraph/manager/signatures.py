"""The signatures of `Store`, as parameters of an API."""

from __future__ import annotations

import collections.abc
import inspect
import types
import typing
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args, get_origin

from provgraph import results
from provgraph.results.base import Result
from provgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.manager.operations import Operation

_SELECTORS = frozenset({"selectors", "selector", "activity"})
_LOCAL = frozenset({"progress"})
"""Parameters that mean something only in the process of the store."""
_LISTS = (collections.abc.Iterable, collections.abc.Sequence, collections.abc.Mapping)


@dataclass(frozen=True, slots=True)
class StoreParameter:
    """A parameter of a method of `Store`.

    `wire` is its name in the API: selectors are called `id`. `kind` is its type; `several` says
    that the method takes any number of it as positional arguments. `default` is
    `inspect.Parameter.empty` where it must be given.
    """

    name: str
    wire: str
    kind: Any
    default: object
    several: bool

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping, sent as `name=value` texts."""
        return any(get_origin(part) is collections.abc.Mapping for part in _parts(self.kind))

    @property
    def is_answer(self) -> bool:
        """Whether it is an earlier answer, which only a body can hold."""
        return any(
            isinstance(part, type) and issubclass(part, Result) for part in _parts(self.kind)
        )

    @property
    def is_list(self) -> bool:
        """Whether several values are sent."""
        return self.several or any(get_origin(part) in _LISTS for part in _parts(self.kind))

    @property
    def has_many(self) -> bool:
        """Whether it may be more than fits into a URL."""
        return self.several or (self.is_list and self.default is inspect.Parameter.empty)

    @property
    def takes_text(self) -> bool:
        """Whether it may be one text, or a list of them."""
        return self.is_list and not self.several and str in _parts(self.kind)


def parameters(operation: Operation) -> list[StoreParameter]:
    """Return the parameters of an operation, in the order of the method."""
    signature = inspect.signature(method(operation))
    shared = [each for name, each in signature.parameters.items() if name not in _LOCAL]
    return [_parameter(each) for each in shared if each.name != "self"]


def method(operation: Operation) -> Callable[..., Any]:
    """Return the method of `Store`."""
    function: Callable[..., Any] = getattr(Store, operation.method)
    return function


def purpose(operation: Operation) -> tuple[str, str]:
    """Return the first line of the method's docstring, and what follows, without its errors."""
    text = inspect.getdoc(method(operation)) or ""
    summary, _, description = text.partition("\n")
    return summary, description.partition("Raises:")[0].strip()


def _parameter(parameter: inspect.Parameter) -> StoreParameter:
    return StoreParameter(
        name=parameter.name,
        wire="id" if parameter.name in _SELECTORS else parameter.name,
        kind=eval(parameter.annotation, _names()),  # noqa: S307  # our own source
        default=parameter.default,
        several=parameter.kind is inspect.Parameter.VAR_POSITIONAL,
    )


@cache
def _names() -> dict[str, Any]:
    """Return what the annotations of `Store` name: it imports them for type checkers alone."""
    names: dict[str, Any] = {**vars(typing), **vars(collections.abc)}
    for module in results.MODULES:
        names.update(vars(import_module(f"{results.__name__}.{module}")))
    return names


def _parts(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
