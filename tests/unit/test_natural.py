"""Natural order: what people expect of names with numbers."""

from __future__ import annotations

from provgraph.runtime.natural import natural_key


def test_numbers_in_names_are_compared_as_numbers() -> None:
    """A number that is smaller stands first, with or without zeros before it, anywhere."""
    names = ["run", "run٣", "run005", "run5", "run50.a2", "run50.a10", "run500", "x"]
    mixed = sorted(names)
    assert mixed != names
    assert sorted(mixed, key=natural_key) == names
