"""Pages from templates: what all of them know, and how values are written in them."""

from __future__ import annotations

import hashlib
import re
import shlex
import signal
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import jinja2
from fastapi.responses import HTMLResponse

from provgraph.manager.locations import path_of, root_of
from provgraph.manager.services import services_of
from provgraph.render.html import picture_script
from provgraph.render.times import to_the_second
from provgraph.runtime.escape import escape_line, escape_terminal
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from provgraph.manager.access import Principal
    from provgraph.results.access import Role

_GOOD = frozenset({"completed", "done", "complete", "loaded", "success"})
_BAD = frozenset({"failed", "error", "killed", "aborted", "stalled", "interrupted"})
_ERROR = re.compile(r"\b(error|exception|traceback|fatal|critical|killed)\b", re.IGNORECASE)
WEB = re.compile(r"https?://[^\s\x00-\x20]+", re.IGNORECASE)
"""What may become a link: no other scheme, such as `javascript:`."""
_SIGNALS = 128
"""A shell adds it to the number of the signal that ended a program."""
_SIGNAL_NAMES = {each.value: each.name for each in signal.Signals}
_EXITS = {
    2: "the command line was not understood",
    126: "the command could not be executed",
    127: "the command was not found",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to."""

    path: str
    name: str
    role: Role = "reader"


NAVIGATION = (
    Place("/", "Start"),
    Place("/jobs", "Jobs"),
    Place("/find", "Find"),
    Place("/lineage", "Lineage"),
    Place("/documents", "Documents"),
    Place("/questions", "Questions"),
    Place("/descriptions", "Descriptions"),
    Place("/stats", "Statistics"),
    Place("/inbox", "Inbox"),
    Place("/tokens", "Tokens", "admin"),
)


def page(
    request: Request, template: str, *, status: int = 200, twin: str | None = None, **values: object
) -> HTMLResponse:
    """Return a page; `twin` is the URL of its JSON in the API."""
    root = root_of(request)

    def url(path: str, **parameters: object) -> str:
        return root + url_of(path, parameters)

    principal: Principal | None = getattr(request.state, "principal", None)
    text = (
        _environment()
        .get_template(template)
        .render(
            root=root,
            url=url,
            here=path_of(request),
            principal=principal,
            csrf=services_of(request).sessions.csrf_token(request),
            navigation=[place for place in NAVIGATION if principal and principal.may(place.role)],
            version=__version__,
            twin=root + twin if twin else None,
            static=lambda name: f"{root}/static/{name}?{version_of(name)}",
            **values,
        )
    )
    # A page may show half of a surrogate pair that a document held; UTF-8 has none.
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), status)


def url_of(path: str, parameters: Mapping[str, object]) -> str:
    """Return a path with parameters; those that are `None` or empty are left out."""
    given = {name: value for name, value in parameters.items() if value not in (None, "", (), [])}
    query = urlencode(given, doseq=True, quote_via=quote, errors="surrogatepass")
    return f"{path}?{query}" if query else path


@cache
def static_file(name: str) -> bytes | None:
    """Return the content of a static file, or `None` if there is none of that name."""
    if name == "lineage.js":
        return picture_script().encode()
    files = {
        file.name: file for file in resources.files("provgraph.pages").joinpath("static").iterdir()
    }
    return files[name].read_bytes() if name in files else None


@cache
def version_of(name: str) -> str:
    """Return what changes in the URL of a static file when its content does."""
    return hashlib.sha256(static_file(name) or b"").hexdigest()[:12]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("provgraph.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = escape_line
    environment.filters["visible_lines"] = escape_terminal
    environment.filters["moment"] = _moment
    environment.filters["short_name"] = _short_name
    environment.filters["words"] = _words
    environment.filters["duration"] = _duration
    environment.filters["command"] = shlex.join
    environment.filters["status_class"] = status_class
    environment.filters["reports_error"] = _ERROR.search
    environment.filters["is_web"] = WEB.fullmatch
    environment.filters["exit_meaning"] = exit_meaning
    return environment


def _moment(time: str) -> str:
    """Return a time to the second, with a space before the time of day."""
    return to_the_second(time).replace("T", " ", 1)


def _short_name(uri: str) -> str:
    """Return the end of a URI, such as the name of a type."""
    return re.split(r"[/#:]", uri.rstrip("/#:"))[-1] or uri


def _words(name: str) -> str:
    """Return the name of a column or an attribute as words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_.]", " ", name).lower()
    return {"id": "ID", "job id": "Job ID"}.get(words, words[:1].upper() + words[1:])


def _duration(seconds: float) -> str:
    """Return seconds as hours, minutes and seconds."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:d}:{minutes:02d}:{left:02d}"


def status_class(status: str) -> str:
    """Return whether a status is `good`, `bad`, or another that is worth a look: `warn`."""
    word = status.lower()
    return "good" if word in _GOOD else "bad" if word in _BAD else "warn"


def exit_meaning(code: int) -> str:
    """Return what an exit code says, as shells and Python's `subprocess` number signals."""
    number = -code if code < 0 else code - _SIGNALS
    if code == 0:
        return "success"
    if number in _SIGNAL_NAMES:
        return f"ended by the signal {_SIGNAL_NAMES[number]}"
    return _EXITS.get(code, "the program reported a failure")
