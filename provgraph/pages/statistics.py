"""Statistics: how much there is, and how executions went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.pages.asking import Reader
from provgraph.pages.charts import lying, standing
from provgraph.pages.rendering import page, url_of
from provgraph.results.stats import Period  # FastAPI resolves it at run time

if TYPE_CHECKING:
    from provgraph.results.stats import ActivityStats

router = APIRouter()
_PERIODS = 60
_ROWS = 15


@router.get("/stats")
async def stats(visit: Reader, per: Period = "day") -> HTMLResponse:
    """Show the numbers of the store."""
    answer = await visit.ask(lambda store: store.stats(per=per))
    return page(
        visit.request,
        "stats.html",
        twin=url_of(f"{API}/stats", {"per": per}),
        answer=answer,
        starts=standing(list(answer.starts.items())[-_PERIODS:]),
        failures=lying([_failures(row) for row in answer.activities[:_ROWS]]),
        durations=lying([_duration(row) for row in answer.activities[:_ROWS] if row.median]),
        per=per,
    )


def _failures(row: ActivityStats) -> tuple[str, float, float, str]:
    return _name(row), row.count, row.failed, f"{row.failed:,} of {row.count:,}"


def _duration(row: ActivityStats) -> tuple[str, float, float, str]:
    return _name(row), row.median or 0, 0, f"{row.median or 0:,.1f} s"


def _name(row: ActivityStats) -> str:
    return f"{row.name or 'unknown'} {row.version or ''}".strip()
