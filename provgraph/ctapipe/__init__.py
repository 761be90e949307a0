"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""

from provgraph.ctapipe.filesystems import filesystem
from provgraph.ctapipe.load import ActivityLog, load, load_all, load_in_turn
from provgraph.ctapipe.log.reader import read_activities, read_log
from provgraph.ctapipe.relocation import add_filesystem, filesystems, remove_filesystem
from provgraph.ctapipe.removal import remove
from provgraph.results.settings import Filesystem

__all__ = [
    "ActivityLog",
    "Filesystem",
    "add_filesystem",
    "filesystem",
    "filesystems",
    "load",
    "load_all",
    "load_in_turn",
    "read_activities",
    "read_log",
    "remove",
    "remove_filesystem",
]
