"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""

from provgraph.ctapipe.filesystems import Filesystem, filesystem
from provgraph.ctapipe.load import (
    add_filesystem,
    filesystems,
    load,
    remove,
    remove_filesystem,
)
from provgraph.ctapipe.reader import read_activities

__all__ = [
    "Filesystem",
    "add_filesystem",
    "filesystem",
    "filesystems",
    "load",
    "read_activities",
    "remove",
    "remove_filesystem",
]
