"""The description of the API in OpenAPI, as generators of clients take it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

_SIDE = re.compile(r'("#/components/schemas/[^"]+)-(?:Input|Output)"')
_INPUT, _OUTPUT = "-Input", "-Output"


def describe(app: FastAPI) -> None:
    """Let an application describe each type once.

    FastAPI describes a type that is asked for and answered twice, under one title, and generators
    of clients make no class of either. What is sent is an earlier answer: it has all members.
    """
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _once(described())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _once(description: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = description["components"]["schemas"]
    description["components"]["schemas"] = {
        name.removesuffix(_OUTPUT): schema
        for name, schema in schemas.items()
        if not (name.endswith(_INPUT) and name.replace(_INPUT, _OUTPUT) in schemas)
    }
    once: dict[str, Any] = json.loads(_SIDE.sub(r'\1"', json.dumps(description)))
    return once
