"""What all results share: their JSON, and how a notebook shows a list of them.

A result is a frozen dataclass, and its type is its JSON: each field is a member of the same
name, in `docs/schemas` too. Where the two differ, the field's `metadata` says so, in the words
of `pydantic.Field`: `alias`, `exclude`, `exclude_if`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pydantic import ConfigDict


class Result:
    """An answer, or a part of one."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = {
        "extra": "forbid",
        "json_schema_serialization_defaults_required": True,
        "ser_json_inf_nan": "constants",
    }

    def as_json(self) -> dict[str, Any]:
        """Return the result as `--json` shows it."""
        from provgraph.results import json_form  # noqa: PLC0415  # pydantic takes 0.1 s

        return json_form.as_json(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the result that `as_json` wrote.

        Raises:
            SelectorError: it is not one.

        """
        from provgraph.results import json_form  # noqa: PLC0415  # pydantic takes 0.1 s

        return json_form.from_json(cls, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Result):
    """What a question returns.

    `schema` is the version of its JSON, `docs/schemas/<SCHEMA>.json` its schema.
    """

    SCHEMA: ClassVar[str]

    schema: Literal[1] = field(default=1, repr=False)


class ListResult(Result):
    """An answer that is mainly a list: the field that `LISTED` names."""

    __slots__ = ()
    LISTED: ClassVar[str]

    def __repr__(self) -> str:
        """Return how many there are, and the first of them."""
        from provgraph.results.html import list_summary  # noqa: PLC0415

        return list_summary(type(self).__name__, self.LISTED, self._rows())

    def _repr_html_(self) -> str:
        from provgraph.results.html import list_html  # noqa: PLC0415  # only a notebook needs it

        return list_html(repr(self), self._rows())

    def to_pandas(self) -> pd.DataFrame:
        """Return the list as a `pandas.DataFrame`, its columns those of the JSON.

        Raises:
            ExportError: pandas is not installed.

        """
        from provgraph.results.frames import list_frame  # noqa: PLC0415

        return list_frame(self._rows())

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.as_json()[self.LISTED]
        return rows


def is_none(value: object) -> bool:
    """Say whether a value is `None`: such a member is left out of the JSON where the type says."""
    return value is None
