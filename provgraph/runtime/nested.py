"""Nested JSON objects, such as configurations, as the paths and values in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Path = tuple[str, ...]


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield each value in nested objects with its path, objects before what is in them.

    A list is one value.
    """
    if isinstance(value, Mapping):
        for name, item in value.items():
            inner = (*path, name)
            yield inner, item
            yield from walk(item, inner)


def leaves(value: object) -> Iterator[tuple[Path, object]]:
    """Yield each value that holds no others with its path; an empty object is one."""
    return ((path, item) for path, item in walk(value) if not (isinstance(item, Mapping) and item))


def section(value: object, *path: str) -> Mapping[str, object]:
    """Return the object at a path in nested objects, an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
