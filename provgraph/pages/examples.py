"""The example data, which a first visit to an empty store can load."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import Response

from provgraph.manager.access import CheckedRoute
from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.services import services_of
from provgraph.pages.asking import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.manager.inbox.inbox import Inbox

router = APIRouter(route_class=CheckedRoute)


def examples() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of the logs of nine jobs; a wheel holds them, as does a checkout."""
    packaged = resources.files("provgraph").joinpath("examples", "ctapipe")
    checkout = Path(__file__).parents[2] / "examples" / "ctapipe"
    folder = packaged if packaged.is_dir() else checkout
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        yield file.name, file.read_bytes()


@router.post("/examples")
async def load(visit: Writer) -> Response:
    """Hand in the example data; the inbox shows how they are loaded."""
    principal = visit.principal
    inbox = services_of(visit.request).inbox
    await to_thread.run_sync(_hand_in, inbox, principal.name, principal.production)
    return visit.redirect("/inbox")


def _hand_in(inbox: Inbox, by: str, production: str | None) -> None:
    for name, content in examples():
        inbox.accept(content, Delivery.of(name, by=by, production=production))
