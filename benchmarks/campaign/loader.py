"""`python -m benchmarks.campaign.loader FILE…`: provgraph load, with steps for small documents."""

from __future__ import annotations

import sys

from provgraph import loader
from provgraph.__main__ import main
from provgraph.graph import parts

LARGE = 400
"""Records from which on a document is written in steps, which takes 50,000 otherwise."""

if __name__ == "__main__":
    loader.ONE_TRANSACTION = LARGE
    parts.SIZES = (150, 40)  # type: ignore[assignment]
    sys.argv.insert(1, "load")
    main()
