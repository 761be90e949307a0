"""Campaigns: faults by the thousand, and whether anything was lost by them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[3]
