"""Values of described parameters, from a configuration or from arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provgraph.ivoa.execution import ExecutionSettings

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("events", ["a"]),
        ("Tool.events", ["a"]),
        ("threshold", ["0.5"]),
        ("deep", ["1"]),
        ("twice", ["1", "2"]),
        ("list", ["[1, 2]"]),
        ("outfile", ["b c"]),
        ("n", ["3"]),
        ("overwrite", ["true"]),
        ("absent", []),
        ("unset", []),
    ],
)
def test_where_a_parameter_s_value_stands(name: str, values: Sequence[str]) -> None:
    """The least nested key of the configuration, else an argument; contradictions are shown."""
    config = {
        "Tool": {
            "events": "a",
            "threshold": 0.5,
            "Part": {"deep": 2},
            "list": [1, 2],
            "unset": None,
        },
        "deep": 1,
        "A": {"twice": 1},
        "B": {"twice": 2},
    }
    arguments = ["tool", "--outfile=b c", "-n", "3", "--overwrite", "--events", "other"]
    assert ExecutionSettings(None, config, arguments).values(name) == values
