"""Shortened ids: as many characters as name one element of the store, as git does of commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import run

if TYPE_CHECKING:
    from provgraph.store import Store

ALIKE = ("0123abcd-1000-4000-8000-000000000001", "0123abcd-1020-4000-8000-000000000002")
ALONE = "0123abce-1000-4000-8000-000000000003"


@pytest.mark.usefixtures("environment")
def test_ids_are_as_long_as_they_need_be(store: Store) -> None:
    """Those that begin alike are longer, and each can be selected as it is shown."""
    names = [f"urn:uuid:{uuid}" for uuid in (*ALIKE, ALONE)]
    declared = "".join(f'entity(u:{uuid}, [prov:label="file"])\n' for uuid in (*ALIKE, ALONE))
    related = (
        f"wasDerivedFrom(u:{ALIKE[0]}, u:{ALIKE[1]})\nwasDerivedFrom(u:{ALIKE[0]}, u:{ALONE})\n"
    )
    text = f"document\nprefix u <urn:uuid:>\n{declared}{related}endDocument"
    store.load(text.encode(), name="alike.provn")
    assert store.longer_beginnings(name[9:17] for name in names) == {"0123abcd": 12}
    shown = run("lineage", names[0]).stdout
    assert "[entity 0123abcd-100]" in shown
    assert "[entity 0123abcd-102]" in shown
    assert "[entity 0123abce]" in shown
    for short, name in (("0123abcd-100", names[0]), ("0123abcd-102", names[1])):
        assert store.show(short).id == name
