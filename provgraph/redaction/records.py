"""Records of job logs, JSON values: names are learned in them and replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.redaction.people import is_responsible, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.redaction.replacer import Replacer

_ENVIRONMENT = ("system", "environment")
_USERS = frozenset({"USER", "LOGNAME", "USERNAME"})
_HOMES = frozenset({"HOME", "USERPROFILE"})
_HOSTS = frozenset({"HOST", "HOSTNAME", "NODENAME", "COMPUTERNAME"})
_OPEN = frozenset({"config", "reference_meta"})
"""Sections whose keys are words of users."""

Path = tuple[str, ...]


def learn(replacer: Replacer, value: object, path: Path = ()) -> None:
    """Learn the names in a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            replacer.learn_text(key)
            learn(replacer, item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            learn(replacer, item, path)
    elif isinstance(value, str):
        name = path[-1] if path else ""
        if path[:2] == _ENVIRONMENT:
            learn_variable(replacer, name, value)
        else:
            field, of_person = _field(path)
            replacer.learn_field(field, value, of_person=of_person)


def learn_variable(replacer: Replacer, name: str, value: str) -> None:
    """Learn the user or host that an environment variable names."""
    ending = name.upper().rpartition("_")[2]
    if ending in _USERS:
        replacer.learn_field("user", value)
    elif ending in _HOMES:
        home = value.replace("\\", "/").rstrip("/").rpartition("/")[2]
        replacer.learn_field("user", home)
    elif ending in _HOSTS:
        replacer.learn_field("host", value)
    replacer.learn_text(value)


def redacted(
    replacer: Replacer, value: Mapping[str, object], *, all_keys: bool = False
) -> dict[str, object]:
    """Return a record with pseudonyms, and without environment variables."""
    return _object(replacer, (), value, has_open_keys=all_keys or replacer.words_only)


def _object(
    replacer: Replacer, path: Path, value: Mapping[str, object], *, has_open_keys: bool
) -> dict[str, object]:
    is_open = has_open_keys or bool(_OPEN.intersection(path))
    return {
        replacer.text(key) if is_open else key: _value(
            replacer, (*path, key), item, has_open_keys=has_open_keys
        )
        for key, item in _kept(replacer, path, value)
    }


def _value(replacer: Replacer, path: Path, value: object, *, has_open_keys: bool) -> object:
    if isinstance(value, dict):
        return _object(replacer, path, value, has_open_keys=has_open_keys)
    if isinstance(value, list):
        return [_value(replacer, path, item, has_open_keys=has_open_keys) for item in value]
    if not isinstance(value, str):
        return value
    field, of_person = _field(path)
    return replacer.field(field, value, of_person=of_person)


def _field(path: Path) -> tuple[str, bool]:
    """Return the name of a field, and whether it is a person's: `contact.name`, `author.name`."""
    *sections, name = path or ("",)
    if any("contact" in normalised(section) for section in sections):
        return f"contact {name}", True
    return name, any(map(is_responsible, sections))


def _kept(replacer: Replacer, path: Path, value: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return the fields of an object without environment variables."""
    kept = []
    for key, item in value.items():
        if (*path, key) == _ENVIRONMENT and not replacer.words_only:
            replacer.variables += len(item) if isinstance(item, dict) else 1
        else:
            kept.append((key, item))
    return kept
