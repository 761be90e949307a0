"""A job: what it read, wrote and ran with, and its logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from provgraph.errors import NotFoundError
from provgraph.manager.app import API
from provgraph.manager.services import services_of
from provgraph.pages.asking import Reader
from provgraph.pages.elements import PROV_FORMATS
from provgraph.pages.job_conditions import AT_ONCE
from provgraph.pages.neighbours import Neighbours, neighbours
from provgraph.pages.rendering import page, url_of

if TYPE_CHECKING:
    from provgraph.results.configuration import ConfigurationParameter, SoftwareVersion
    from provgraph.results.element import ElementDetails
    from provgraph.results.jobs import Job
    from provgraph.results.why import Why
    from provgraph.store import Store

router = APIRouter()
_PARAMETERS_SHOWN = 500
_IN_FACTS = frozenset(
    {
        *("ctapipe:exit_code", "ctapipe:status", "provgraph:names"),
        *("provgraph:jobId", "provgraph:site", "provgraph:production"),
    }
)
"""Attributes that the page of a job shows in other places."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows of one execution."""

    shown: ElementDetails
    made: Why
    neighbours: Neighbours
    parameters: tuple[ConfigurationParameter, ...]
    software: tuple[SoftwareVersion, ...]
    row: Job | None


@router.get("/job")
async def job(visit: Reader, id: str, text: str = "") -> HTMLResponse:
    """Show one execution; `text` chooses among its parameters."""
    facts = await visit.ask(lambda store: _facts(store, id))
    logs = services_of(visit.request).logs
    wanted = text.strip().lower()
    parameters = [
        parameter
        for parameter in facts.parameters
        if wanted in f"{parameter.path}={parameter.value}".lower()
    ]
    return page(
        visit.request,
        "job.html",
        twin=url_of(f"{API}/why", {"id": facts.shown.id}),
        facts=facts,
        row=facts.row,
        hidden=_IN_FACTS,
        inputs=facts.neighbours.files("used"),
        outputs=facts.neighbours.files("wasGeneratedBy"),
        step=next((step for step in facts.made.makers if step.id == facts.shown.id), None),
        parameters=parameters[:_PARAMETERS_SHOWN],
        number_of_parameters=len(parameters),
        text=text,
        logs=(await to_thread.run_sync(logs.of_job, facts.shown.id)).logs,
        prov_formats=PROV_FORMATS,
    )


def _facts(store: Store, selector: str) -> _Facts:
    shown = store.show(selector)
    if shown.kind != "activity":
        raise NotFoundError(f"{shown.id} is not an execution, its kind is {shown.kind}")
    return _Facts(
        shown=shown,
        made=store.why(shown.id),
        neighbours=neighbours(store, shown.id),
        parameters=tuple(store.parameters(shown.id)),
        software=tuple(store.software(shown.id)),
        row=row_of(store, shown.id),
    )


def row_of(store: Store, activity: str) -> Job | None:
    """Return an execution as the list of jobs has it, with what DIRAC knows of it."""
    listed = store.jobs(text=activity, limit=AT_ONCE).jobs
    return next((job for job in listed if job.id == activity), None)
