"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""

from provgraph.ctapipe.filesystems import absolute, filesystem
from provgraph.ctapipe.load import ActivityLog, load_all, load_in_turn
from provgraph.ctapipe.log.reader import read_activities, read_log
from provgraph.ctapipe.relocation import (
    add_filesystem,
    add_moved_files,
    remove_clock_tolerance,
    remove_declaration,
    remove_filesystem,
    remove_moved_files,
    set_clock_tolerance,
)
from provgraph.ctapipe.removal import remove
from provgraph.ctapipe.site import clock_tolerance, moved_files, read_site

__all__ = [
    "ActivityLog",
    "absolute",
    "add_filesystem",
    "add_moved_files",
    "clock_tolerance",
    "filesystem",
    "load_all",
    "load_in_turn",
    "moved_files",
    "read_activities",
    "read_log",
    "read_site",
    "remove",
    "remove_clock_tolerance",
    "remove_declaration",
    "remove_filesystem",
    "remove_moved_files",
    "set_clock_tolerance",
]
