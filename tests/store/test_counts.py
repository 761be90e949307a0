"""Nothing is lost in the store: it holds as many relations and attributes as files state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.counts.files import all_files, reading
from tests.support.counts.in_store import faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]


def test_the_store_holds_what_files_state(store: Store, cypher: Cypher) -> None:
    """Each kind of relation, and each attribute, counted apart; every eighth file, all together."""
    files = [file for file in all_files()[::8] if not isinstance(reading(file), Exception)]
    ids: dict[Path, str] = {file: store.load(file).documents[0] for file in files}
    assert list(faults(store, cypher, ids)) == []
