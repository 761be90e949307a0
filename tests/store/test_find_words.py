"""The words of find: conditions as a lineage takes them, and what the store does not know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import SelectorError
from provgraph.queries import completion, suggestions

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples" / "ctapipe"
UNKNOWN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "DatsetEntity"}, "no element is of the type 'DatsetEntity': did you mean Datase"),
    ({"role": "statsu"}, "no role is 'statsu': did you mean status?"),
    ({"status": "complet"}, "no status is 'complet': did you mean completed?"),
    ({"production": "night"}, "no production is 'night': the store has none"),
    ({"software": "ctapipe=9"}, "no software is ctapipe 9: the store has 0.28.0"),
    ({"parameter": "overide_obs_id=1"}, "no parameter is called 'overide_obs_id': did you"),
    ({"where": ["sttus=completed"]}, "no element has the attribute 'sttus': did you mean"),
    ({"where": ["level=DL9"]}, "no level is 'DL9': did you mean DL2?"),
    ({"where": ["type=Datset"]}, "no element is of the type 'Datset'"),
    ({"parameter": "wrong.overwrite=true"}, "no parameter has the path 'wrong.overwrite': did"),
    ({"parameter": "overwrite=perhaps"}, "no activity ran with overwrite=perhaps: the store has"),
    ({"name": "gama_applied.DL2.h5"}, "did you mean gamma_applied.DL2.h5"),
)
"""Conditions that name something unknown, and what the answer notes."""

KNOWN: tuple[dict[str, Any], ...] = (
    {"type": "DatasetEntity"},
    {"role": "status"},
    {"status": "completed"},
    {"software": "ctapipe=0.28"},
    {"where": ["level=DL2", "type=DatasetEntity", "label=status", "status=completed"]},
)
"""Conditions that name what the chain of jobs has."""

REFUSED = ("kind=file", "kind!=entity", "kind>a", "software!=x", "software=", "software<2", "kind")

WORDS = (
    (["level=DL2"], 8),
    (["level=DL1_PARAMETERS", "level=DL2"], 8),
    (["level!=DL2", "type=DatasetEntity"], 0),
    (["activity"], 9),
    (["kind=activity", "status=completed", "software=ctapipe=0.28"], 9),
    (["type=DatasetEntity", "name=energy_model.pkl"], 1),
    (["status=error", "activity"], 0),
)
"""Conditions of `where`, and how many elements meet them."""


@pytest.fixture
def chain(store: Store) -> Store:
    """Return a store that holds the chain of jobs."""
    for file in sorted(EXAMPLES.glob("*")):
        store.load(file)
    return store


def test_what_the_store_does_not_know_is_noted(chain: Store) -> None:
    """An empty answer says which condition names something unknown, and what is like it."""
    for conditions, note in UNKNOWN:
        page = chain.find(**conditions)
        assert (page.found, len(page.notes)) == ((), 1), conditions
        assert note in page.notes[0]


def test_what_exists_is_never_noted(chain: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up itself: the lists that propose what is like it end at a limit."""
    monkeypatch.setattr(suggestions, "column", lambda *_, **__: [])
    for conditions in KNOWN:
        page = chain.find(**conditions, name="nothing*")
        assert (page.found, page.notes) == ((), ()), conditions


def test_software_is_what_a_search_finds(store: Store, connection: Connection) -> None:
    """An agent of a document without a version is not proposed for its own name, nor completed."""
    agent = b"document\nprefix e <http://e/>\nagent(e:a, [prov:type='prov:SoftwareAgent', "
    store.load(agent + b'prov:label="ctapipe"])\nendDocument', name="a.provn")
    assert store.find(software="ctapipe").notes == (
        "no software is called 'ctapipe': the store has none",
    )
    assert completion.software(connection, "cta") == []


def test_where_takes_the_conditions_of_a_lineage(chain: Store) -> None:
    """Kinds, types by label, each level of several, statuses and software."""
    for conditions, count in WORDS:
        assert chain.find(where=conditions).count == count, conditions


def test_a_condition_that_cannot_hold(chain: Store) -> None:
    """Two kinds, or two software, are refused; so is an attribute that a lineage cannot know."""
    with pytest.raises(SelectorError, match="the kind cannot be both entity and activity"):
        chain.find(kind="entity", where=["activity"])
    with pytest.raises(SelectorError, match="the software cannot be both"):
        chain.find(software="ctapipe", where=["software=numpy"])
    for text in REFUSED:
        with pytest.raises(SelectorError, match="is not a condition: write"):
            chain.find(where=[text])
    with pytest.raises(SelectorError, match="is not a condition: use one of"):
        chain.lineage("gamma_applied.DL2.h5", until=["software=ctapipe"])
    for options in ({"until": ["levl=DL2"]}, {"only": ["levl=DL2"]}):
        with pytest.raises(SelectorError, match="no element has the attribute 'levl': did you"):
            chain.lineage("gamma_applied.DL2.h5", **options)  # type: ignore[arg-type]
