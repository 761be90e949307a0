"""Redaction: names of persons and machines in documents and job logs become pseudonyms.

`docs/personal-data.md` lists what is recognised.
"""

from provgraph.redaction.pseudonyms import Pseudonyms
from provgraph.redaction.redaction import Redaction

__all__ = ["Pseudonyms", "Redaction"]
