"""Campaigns: faults by the thousand, and whether anything was lost by them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The strict comparison, and the corpus, are the tests' own; those are no package.
sys.path.append(str(ROOT / "tests"))
