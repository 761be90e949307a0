"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""

from provgraph.ctapipe.load import load, remove
from provgraph.ctapipe.reader import read_activities

__all__ = ["load", "read_activities", "remove"]
