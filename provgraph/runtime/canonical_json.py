"""Canonical JSON: equal values give equal texts, so that texts and hashes can be compared."""

from __future__ import annotations

import json

canonical_json = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
"""Return a JSON value as text; NaN and Infinity are written as Python reads them."""
