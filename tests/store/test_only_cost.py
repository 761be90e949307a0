"""Only and cost: what is shown of an answer, and what a history took."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import SelectorError
from provgraph.model.times import seconds_between

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples" / "ctapipe"
PRODUCT = "gamma_applied.DL2.h5"


@pytest.fixture
def loaded(store: Store) -> Store:
    """Return a store that holds the chain of jobs."""
    for file in sorted(EXAMPLES.glob("*")):
        store.load(file)
    return store


def labels(answer: Lineage) -> list[str]:
    """Return the labels of the nodes, without that of the start."""
    return sorted(node.label for node in answer.nodes if node.depth)


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        (["activity", "ctapipe:node=none"], []),
        (["activity", "status=completed", "name=ctapipe-merge"], ["ctapipe-merge"]),
        (["software=ctapipe", "name=ctapipe-apply-models"], ["ctapipe-apply-models"]),
        (["level=DL2", "name=gamma_merged6.DL2.h5"], ["gamma_merged6.DL2.h5"]),
        (["entity", "name=energy_model.pkl"], ["energy_model.pkl"]),
        (["entity", "activity"], []),
    ],
)
def test_only_what_meets_all_conditions_is_shown(
    conditions: list[str], names: list[str], loaded: Store
) -> None:
    """The start stays; relations are those between the shown nodes."""
    whole = loaded.lineage(PRODUCT)
    shown = loaded.filtered(whole, *conditions)
    assert labels(shown) == names
    assert [node.label for node in shown.nodes if not node.depth] == [PRODUCT]
    ids = {node.id for node in shown.nodes}
    assert set(shown.relations) == {r for r in whole.relations if {r.start, r.end} <= ids}


def test_what_is_walked_stays(loaded: Store) -> None:
    """What lies behind a hidden element is shown, too, at its own depth."""
    whole, shown = loaded.lineage(PRODUCT), loaded.filtered(loaded.lineage(PRODUCT), "activity")
    depths = {node.id: node.depth for node in whole.nodes if node.kind == "activity"}
    assert {node.id: node.depth for node in shown.nodes if node.depth} == depths
    assert max(depths.values()) == 5


def test_an_impact_counts_what_is_shown(loaded: Store) -> None:
    """Kinds, levels and final products are those of the elements that remain."""
    whole = loaded.impact("history_meta_75.simtel.zst")
    shown = loaded.filtered(whole, "activity")
    assert shown.kinds == {"activity": whole.kinds["activity"]}
    assert shown.levels == {}
    assert shown.leaves == ()
    products = loaded.filtered(whole, f"name={PRODUCT}")
    assert [leaf.label for leaf in products.leaves] == [PRODUCT]


def test_an_unknown_condition_is_refused(loaded: Store) -> None:
    """The message lists the possible ones."""
    with pytest.raises(SelectorError, match="'activty' is not a condition"):
        loaded.filtered(loaded.lineage(PRODUCT), "activty")


def test_each_activity_costs_once(loaded: Store) -> None:
    """Two products of one history cost as much as the later one alone."""
    alone, both = loaded.cost(PRODUCT), loaded.cost(PRODUCT, "gamma_merged6.DL2.h5")
    assert (both.count, both.seconds, both.names) == (alone.count, alone.seconds, alone.names)
    assert {name.name: name.count for name in alone.names}["ctapipe-process"] == 6
    assert alone.count == sum(name.count for name in alone.names) == 9
    assert alone.seconds == pytest.approx(sum(name.seconds for name in alone.names))
    assert alone.names[0].seconds == max(name.seconds for name in alone.names)
    assert len(both.start) == 2


def test_the_cost_is_that_of_the_times(store: Store, tmp_path: Path) -> None:
    """An activity without an end, or that ends before it starts, is counted without times."""
    file = tmp_path / "times.provn"
    file.write_text(
        "document\n prefix e <http://e/>\n entity(e:x)\n"
        " activity(e:a, 2026-01-01T00:00:00.25, 2026-01-01T00:01:00.75)\n"
        " activity(e:b, 2026-01-01T00:00:00, -)\n"
        " activity(e:c, 2026-01-02T00:00:00, 2026-01-01T00:00:00)\n"
        " wasGeneratedBy(e:x, e:a, -)\n wasGeneratedBy(e:x, e:b, -)\n"
        " wasGeneratedBy(e:x, e:c, -)\nendDocument\n"
    )
    store.load(file)
    answer = store.cost("http://e/x")
    assert (answer.count, answer.seconds, answer.unknown) == (3, 60.5, 2)


def test_seconds_between_times() -> None:
    """With offsets and fractions; what is not known or negative has none."""
    assert seconds_between("2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.5Z") == 0.5
    assert seconds_between("2026-01-01T00:00:01.9", "2026-01-01T00:00:02.1") == pytest.approx(0.2)
    assert seconds_between("2026-01-01T00:00:02", "2026-01-01T00:00:01") is None
    assert seconds_between(None, "2026-01-01T00:00:01") is None
