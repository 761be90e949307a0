"""The urls of a log: what a path was before ctapipe made it absolute, and its place.

ctapipe passes every file name through `os.path.abspath`, addresses too: `lfn:/vo/x` becomes
`/cwd/lfn:/vo/x`, `root://host//x` becomes `/cwd/root:/host/x`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEMES = "lfn|file|x?roots?|xrootd|srm|gsiftp|davs?|https?|dcap|gsidcap|s3s?"
_ADDRESS = re.compile(rf"(?:.*?/)?({_SCHEMES}):(/.*)", re.IGNORECASE | re.DOTALL)
_HOST_AND_PATH = re.compile(r"/*([^/]*)(/*)(.*)", re.DOTALL)

# '#' stays quoted: it separates a path from the activity that wrote this version of it.
_SAFE = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Url:
    """A file name of a log in parts: a logical file name, a remote or a local path."""

    path: str
    scheme: str = ""
    host: str = ""

    @property
    def lfn(self) -> str | None:
        """The logical file name, if the url is one."""
        return self.path if self.scheme == "lfn" else None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2] or self.path


def parse(url: str) -> Url:
    """Return what `url` was before it was made absolute."""
    address = _ADDRESS.fullmatch(url)
    if address is None:
        return Url(url)
    scheme, place = address[1].lower(), address[2]
    if scheme in ("lfn", "file"):
        return Url("/" + place.lstrip("/"), "lfn" if scheme == "lfn" else "")
    parts = _HOST_AND_PATH.fullmatch(place)
    host, path = (parts[1], parts[3]) if parts else ("", place)
    return Url(f"/{path}", scheme, host)


def location(url: Url, authorities: Iterable[tuple[str, str]], node: str, activity: str) -> str:
    """Return the URI of the place that `url` names.

    `authorities` are path prefixes with the name of the file system below them; the first match
    counts. Without a match a path belongs to the `node`. A relative path belongs to the
    `activity` alone, since its working directory is not known.
    """
    path = quoted(url.path)
    if url.scheme:
        slash = "/" if url.scheme.startswith(("root", "xroot")) else ""
        return f"{url.scheme}://{quote(url.host, safe=_SAFE)}{slash}{path}"
    if not url.path.startswith("/"):
        return f"urn:provgraph:file:{activity.rpartition(':')[2]}/{path}"
    names = (name for prefix, name in authorities if _below(url.path, prefix))
    return f"file://{quote(next(names, node), safe=_SAFE)}{path}"


def quoted(path: str) -> str:
    """Return a path as it is written in the URI of a place."""
    return quote(path, safe=_SAFE)


def lfn_uri(lfn: str) -> str:
    """Return the URI of a logical file name, with or without the prefix `LFN:`."""
    bare = lfn[4:] if lfn[:4].lower() == "lfn:" else lfn
    return f"lfn:/{quote(bare.lstrip('/'), safe=_SAFE)}"


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")
