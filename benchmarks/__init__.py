"""Measurements: `python -m benchmarks` says how fast provgraph is beside floors and peers."""
