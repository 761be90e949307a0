"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""

from provgraph.ctapipe.filesystems import filesystem
from provgraph.ctapipe.load import (
    ActivityLog,
    add_filesystem,
    filesystems,
    load,
    load_all,
    remove,
    remove_filesystem,
)
from provgraph.ctapipe.log.reader import read_activities
from provgraph.results.settings import Filesystem

__all__ = [
    "ActivityLog",
    "Filesystem",
    "add_filesystem",
    "filesystem",
    "filesystems",
    "load",
    "load_all",
    "read_activities",
    "remove",
    "remove_filesystem",
]
