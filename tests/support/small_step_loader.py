"""`python -m tests.support.small_step_loader FILE…`: provgraph load in steps for small documents.

Processes that it deals files to import this module, too, and are set up alike.
"""

from __future__ import annotations

import sys

from provgraph import loader
from provgraph.__main__ import main
from provgraph.graph import batching
from provgraph.ingest import parallel

loader.ONE_TRANSACTION = 400  # records, which is 50,000 otherwise
batching.ROWS_PER_TRANSACTION = (150, 40)  # type: ignore[assignment]
parallel._FILES = 4  # noqa: SLF001  # so that 30 files are several shares

if __name__ == "__main__":
    sys.argv.insert(1, "load")
    main()
