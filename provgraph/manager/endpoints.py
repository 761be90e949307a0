"""Endpoints: each row of `OPERATIONS` as a typed route, from the signature of `Store`."""

from __future__ import annotations

import inspect
from dataclasses import field, make_dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import Response  # noqa: TC002  # FastAPI resolves it at run time
from starlette.requests import Request

from provgraph.errors import SelectorError
from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.answering import answered, as_json
from provgraph.manager.operations import OPERATIONS, Operation, Verb
from provgraph.manager.prov_aq import provenance_link
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.manager.signatures import StoreParameter, parameters, purpose
from provgraph.results.element import ElementDetails

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from provgraph.results.base import Answer
    from provgraph.store import Store

_REQUIRED = inspect.Parameter.empty
_WITHIN = "Time limit for the answer in seconds; the manager may have a shorter one."
_SECONDS = Annotated[float | None, Query(gt=0, description=_WITHIN)]
_BY_POST = "The same question with a body, for more selectors than fit into a URL."


def router() -> APIRouter:
    """Return the routes of all operations."""
    routes = APIRouter(route_class=CheckedRoute)
    for operation in OPERATIONS:
        _add(routes, operation, operation.verb)
        if operation.verb == "GET" and any(each.has_many for each in parameters(operation)):
            _add(routes, operation, "POST")
    return routes


def ask(store: Store, operation: Operation, values: Mapping[str, Any]) -> Answer:
    """Return a store's answer to an operation."""
    several = next((each.name for each in parameters(operation) if each.several), None)
    named = {name: value for name, value in values.items() if name != several}
    value = getattr(store, operation.method)(*values.get(several or "", ()), **named)
    return wrapped(operation, value)


def wrapped(operation: Operation, value: Any) -> Answer:  # noqa: ANN401  # what the method returns
    """Return what a method of `Store` returned as the operation's answer."""
    if operation.member is None:
        answer: Answer = value
        return answer
    if operation.item is not None:
        value = list(starmap(operation.item, value.items()))
    members: dict[str, Any] = {operation.member: tuple(value) if isinstance(value, list) else value}
    return operation.answer(**members)


def _add(routes: APIRouter, operation: Operation, verb: Verb) -> None:
    summary, description = purpose(operation)
    if verb != operation.verb:
        description = f"{description}\n\n{_BY_POST}".strip()
    routes.add_api_route(
        operation.path,
        _endpoint(operation, verb),
        methods=[verb],
        response_model=operation.answer,
        operation_id=operation.method + ("" if verb == operation.verb else "_by_post"),
        summary=summary,
        description=description,
    )


def _endpoint(operation: Operation, verb: Verb) -> Callable[..., Any]:
    """Return the function that answers an operation, with the parameters of its method."""
    in_body = verb == "POST"
    sent = [each for each in parameters(operation) if in_body or not each.is_answer]
    reads = operation.verb == "GET"
    names = {each.wire for each in sent if not in_body} | ({"within"} if reads else set())

    async def endpoint(
        request: Request,
        principal: Principal,
        **values: Any,  # noqa: ANN401  # as the signature below has them
    ) -> Response:
        check_names(request, names)
        asked = _asked(sent, values)
        if not reads:
            running = services_of(request).running
            changed = await running.run(
                request, principal, lambda store: ask(store, operation, asked), None
            )
            return as_json(changed)
        return await answered(
            request,
            principal,
            lambda store: _response(request, ask(store, operation, asked)),
            Limit(values["within"]),
            has_state=operation.has_state,
        )

    keywords = [
        _keyword("request", Request),
        _keyword("principal", Annotated[Principal, Depends(require(operation.role))]),
        *([_body(operation, sent)] if in_body else map(_query, sent)),
        *([_keyword("within", _SECONDS, None)] if reads else []),
    ]
    endpoint.__name__ = operation.method
    endpoint.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]  # for FastAPI
    return endpoint


def _response(request: Request, answer: Answer) -> Response:
    """Return an answer as a response; from one element a link leads to its provenance."""
    if isinstance(answer, ElementDetails):
        return as_json(answer, {"Link": provenance_link(request, answer.id)})
    return as_json(answer)


def _keyword(name: str, kind: object, default: object = _REQUIRED) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _query(parameter: StoreParameter) -> inspect.Parameter:
    kind: object = Annotated[_wire_type(parameter), Query()]
    return _keyword(parameter.wire, kind, _wire_default(parameter))


def _wire_type(parameter: StoreParameter) -> Any:  # noqa: ANN401  # any type
    return list[str] if parameter.is_list else parameter.kind


def _body_type(parameter: StoreParameter) -> Any:  # noqa: ANN401  # any type
    return list[str] | str if parameter.takes_text else _wire_type(parameter)


def _wire_default(parameter: StoreParameter) -> object:
    if not parameter.is_list:
        return parameter.default
    if isinstance(parameter.default, str):
        return [parameter.default]
    # The query cannot say that a list is empty; the method says whether it may be.
    return []


def _body(operation: Operation, sent: Iterable[StoreParameter]) -> inspect.Parameter:
    """Return the parameter that is a JSON object with those of the method as members."""
    members = [(each.wire, _body_type(each), _member(each)) for each in sent]
    name = "".join(part.capitalize() for part in operation.method.split("_"))
    config = {"__pydantic_config__": {"extra": "forbid"}}
    kind = make_dataclass(f"{name}Request", members, namespace=config, kw_only=True)
    return _keyword("body", Annotated[kind, Body()])


def _member(parameter: StoreParameter) -> Any:  # noqa: ANN401  # what field() returns
    default = _wire_default(parameter)
    if default is _REQUIRED:
        return field()
    return field(default_factory=lambda: default)


def _asked(sent: Iterable[StoreParameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the method."""
    body = values.get("body")
    return {
        each.name: _of_wire(each, getattr(body, each.wire) if body else values[each.wire])
        for each in sent
    }


def _of_wire(parameter: StoreParameter, value: Any) -> Any:  # noqa: ANN401  # any type
    if parameter.is_mapping:
        return dict(map(_pair, value))
    if parameter.takes_text and not isinstance(value, str) and len(value) == 1:
        return value[0]
    return value


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SelectorError(f"{text!r} is not of the form name=value")
    return name, value


def check_names(request: Request, names: Collection[str]) -> None:
    """Refuse what would be ignored: a misspelt limit must not be none."""
    unknown = sorted(request.query_params.keys() - set(names))
    if unknown:
        raise SelectorError(
            f"there is no parameter {unknown[0]!r}; there are {', '.join(sorted(names))}"
        )
