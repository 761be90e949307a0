"""The JSON of results, and its schema: both derived from the types by pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from provgraph.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import core_schema

ResultType = TypeVar("ResultType")


def as_json(result: object) -> dict[str, Any]:
    """Return a result as JSON's values."""
    value: dict[str, Any] = _adapter(type(result)).dump_python(result, mode="json", by_alias=True)
    return value


def as_json_bytes(result: object) -> bytes:
    """Return a result as the text of its JSON, in UTF-8."""
    return _adapter(type(result)).dump_json(result, by_alias=True)


def from_json(kind: type[ResultType], value: Mapping[str, Any]) -> ResultType:
    """Return the result of that type that `as_json` wrote.

    Raises:
        SelectorError: it is not one.

    """
    try:
        result: ResultType = _adapter(kind).validate_python(value, by_alias=True)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise SelectorError(
            f"this is not an answer of 'provgraph {kind.__name__.lower()} --json': "
            f"{place}: {fault['msg']}"
        ) from error
    return result


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a result's JSON."""
    schema = _adapter(kind).json_schema(mode="serialization", schema_generator=_Schema)
    return {"$schema": _Schema.schema_dialect, **schema}


class _Schema(GenerateJsonSchema):
    """Schemas without a title for each member; what may be left out is not required."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # pydantic's own
        """Leave out titles, which only repeat the names."""
        return False

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,  # noqa: FBT001  # pydantic's own signature
    ) -> bool:
        """Return whether the member is always there."""
        if "serialization_exclude_if" in field:
            return False
        return super().field_is_required(field, total)


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return the adapter of a type; making one takes milliseconds."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
