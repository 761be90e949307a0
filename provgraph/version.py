"""The version of provgraph, stated here and read by the build."""

__version__ = "0.1.0"
