"""The application: puts routes, problems and services together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from provgraph.manager import endpoints, problems
from provgraph.manager.audit import Audited
from provgraph.manager.description import describe
from provgraph.manager.guard import Guard
from provgraph.manager.head import HeadAsGet
from provgraph.manager.metrics import Observed
from provgraph.manager.routes import (
    descriptions,
    dirac_jobs,
    documents,
    export,
    health,
    job_logs,
    questions,
    receipts,
    tables,
    tokens,
)
from provgraph.version import __version__

if TYPE_CHECKING:
    from provgraph.manager.services import Services

API = "/api/v1"
_SUMMARY = "A provenance store over HTTP."


def create_app(services: Services) -> FastAPI:
    """Return the application of a manager."""
    app = FastAPI(
        title="Provenance Manager",
        summary=_SUMMARY,
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    describe(app)
    problems.add_handlers(app)
    app.include_router(endpoints.router(), prefix=API)
    app.include_router(documents.router, prefix=API)
    app.include_router(export.router, prefix=API)
    app.include_router(receipts.router, prefix=API)
    app.include_router(job_logs.router, prefix=API)
    app.include_router(dirac_jobs.router, prefix=API)
    app.include_router(tokens.router, prefix=API)
    app.include_router(questions.router, prefix=API)
    app.include_router(tables.router, prefix=API)
    app.include_router(descriptions.router, prefix=API)
    app.include_router(health.router)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Guard, settings=services.settings)
    app.add_middleware(Audited, audit=services.audit)
    app.add_middleware(Observed, metrics=services.metrics, prefix=API)
    return app
