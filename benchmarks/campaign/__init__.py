"""Campaigns: faults by the hundred, and whether anything was lost by them.

Each module has a function `run` that injects faults at random moments of a seed and returns an
`Outcome`. The tests run each with few cases, `python -m benchmarks campaign` with all.
"""
