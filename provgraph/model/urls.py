"""URLs of files in logs: what a URL was before ctapipe made it absolute, and its location.

ctapipe passes every file name through `os.path.abspath`, and so also URLs: `lfn:/vo/x` becomes
`/cwd/lfn:/vo/x`, `root://host//x` becomes `/cwd/root:/host/x`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SCHEMES = "lfn|file|x?roots?|xrootd|srm|gsiftp|davs?|https?|dcap|gsidcap|s3s?"
_ADDRESS = re.compile(rf"(?:.*?/)?({_SCHEMES}):(/.*)", re.IGNORECASE | re.DOTALL)
# "Naming Files, Paths, and Namespaces" (learn.microsoft.com): a drive's letter, or a server's name.
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\]")
_HOST_AND_PATH = re.compile(r"/*([^/]*)(/*)(.*)", re.DOTALL)

# '#' stays quoted: it separates a path from the activity that wrote this version of it.
_SAFE = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Mount:
    """A tree of files below `prefix`, which is the tree below `root` of `authority`."""

    prefix: str
    authority: str
    root: str


@dataclass(frozen=True, slots=True)
class Move:
    """Files that were moved or copied from below `source` to below `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Url:
    """A file name from a log in its parts: a logical file name, a remote or a local path."""

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
        path = self.path.replace("\\", "/") if self.of_windows else self.path
        return path.rstrip("/").rpartition("/")[2] or self.path

    @property
    def of_windows(self) -> bool:
        """Whether it is an absolute Windows path: of a drive, or of a server."""
        return bool(_WINDOWS.match(self.path))


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


def location(url: Url, mounts: Iterable[Mount], node: str, activity: str) -> str:
    """Return the URI of the location that `url` names.

    The first mount that contains the path counts. Without one, a path belongs to the `node`.
    A relative path belongs to the `activity` alone, since its working directory is not known.
    """
    path = quoted(url.path.rstrip("/") or "/")
    if url.scheme:
        slash = "/" if url.scheme.startswith(("root", "xroot")) else ""
        return f"{url.scheme}://{quote(url.host, safe=_SAFE)}{slash}{path}"
    if url.of_windows:
        path = quoted(url.path.replace("\\", "/"))
        server = "" if path.startswith("//") else f"//{quote(node, safe=_SAFE)}/"
        return f"file:{server}{path}"
    if not url.path.startswith("/"):
        return f"urn:provgraph:file:{activity.rpartition(':')[2]}/{path}"
    mount = next((mount for mount in mounts if _below(url.path, mount.prefix)), None)
    if mount:
        replaced = _replaced(url.path.rstrip("/"), mount.prefix, mount.root)
        node, path = mount.authority, quoted(replaced)
    return f"file://{quote(node, safe=_SAFE)}{path}"


def directories(location: str) -> list[str]:
    """Return the directories that contain a location, the outermost first."""
    scheme, separator, path = location.partition("://")
    parts = path.split("/") if separator else []
    return [f"{scheme}://{'/'.join(parts[:number])}" for number in range(2, len(parts))]


def former_urls(url: Url, moves: Sequence[Move]) -> list[Url]:
    """Return where a file was before the moves, the latest location first."""
    urls = [] if url.scheme else [url]
    for later in urls:
        earlier = (
            replace(later, path=_replaced(later.path, move.target, move.source))
            for move in moves
            if _below(later.path, move.target)
        )
        urls += [url for url in earlier if url not in urls]
    return urls[1:]


def quoted(path: str) -> str:
    """Return a path as it is written in the URI of a location."""
    return quote(path, safe=_SAFE)


def lfn_uri(lfn: str) -> str:
    """Return the URI of a logical file name, with or without the prefix `LFN:`."""
    bare = lfn[4:] if lfn[:4].lower() == "lfn:" else lfn
    return f"lfn:/{quote(bare.lstrip('/'), safe=_SAFE)}"


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")


def _replaced(path: str, prefix: str, root: str) -> str:
    return root.rstrip("/") + path[len(prefix.rstrip("/")) :]
