"""Redaction: what tells of persons and machines is left out of an export.

Left out of activity records: the environment variables, the node's name and all fields of
the contact. In all other texts, and in PROV documents, the same things get a number in their
place, one for each, so that what was one stays one: host names (the node's, and those of
addresses like `root://host//path`), user names, home directories, names of contacts, e-mail
addresses. Which words are such is learned from the records themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EMAIL = re.compile(r"(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"\b((?:x?roots?|xrootd|srm|gsiftp|davs?|dcap|gsidcap):/+)([\w.-]+)")
_HOME = re.compile(
    r"(?<![\w.])(/(?:net/|export/)?(?:home|Users|lustre/home|fefs/home)/)([\w.-]+)(?=/|\W|$)"
)
_CONTACT = re.compile(r"contact|e-?mail", re.IGNORECASE)
_LOGGED = re.compile(r"/ns/logprov#system\.(?:(environment\.)|platform\.node\b)")
_USER_VARIABLES = ("USER", "LOGNAME", "USERNAME")
_NO_USERS = frozenset(
    {"", "root", "cta", "ctapipe", "prov", "provgraph", "voprov", "file", "lfn", "uuid", "relative"}
)
"""Names of accounts that are no person's, or can't be told from the words of the vocabulary."""


class Redaction:
    """What was learned of the texts to leave out, and how much was."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers: dict[str, dict[str, str]] = {}
        self._words: re.Pattern[str] | None = None
        self.left_out: Counter[str] = Counter()

    def learn(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Learn from activity records who ran them, where, and whose files they are."""
        for record in records:
            system = _mapping(record.get("system"))
            node = _mapping(system.get("platform")).get("node")
            self._know("host", [node, *(urls.parse(url).host for url in _urls(record))])
            environment = _mapping(system.get("environment"))
            users = [environment.get(name) for name in _USER_VARIABLES]
            home = environment.get("HOME")
            users += [home.rstrip("/").rpartition("/")[2]] if isinstance(home, str) else []
            self._know("user", [user for user in users if user not in _NO_USERS])
            self._know("contact", _contacts(record))
        words = {word for kind in self._numbers.values() for word in kind}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        pattern = "|".join(map(re.escape, longest_first))
        self._words = re.compile(rf"(?<![\w-])(?<!\w\.)(?:{pattern})(?![\w-])") if words else None

    def record(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return an activity record without what tells of persons and machines."""
        kept = {name: self._field((name,), item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not _GONE}

    def text(self, text: str) -> str:
        """Return a text with numbers in place of persons and machines."""
        text = _EMAIL.sub(lambda found: self._numbered("e-mail", found[0]), text)
        text = _HOME.sub(lambda found: found[1] + self._numbered("user", found[2]), text)
        text = _ADDRESS.sub(lambda found: found[1] + self._numbered("host", found[2]), text)
        return self._words.sub(self._word, text) if self._words else text

    def value(self, value: object) -> Any:  # noqa: ANN401  # any JSON value
        """Return a JSON value whose texts are redacted; keys are words of a vocabulary."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value if not self._logged(item)]
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return value

    def _logged(self, item: object) -> bool:
        """Whether this is an attribute, a list of name and values, that logprov logs of a node."""
        name = item[0] if isinstance(item, list) and item else None
        found = _LOGGED.search(name) if isinstance(name, str) else None
        if found:
            self.left_out["environment variable" if found[1] else "host"] += 1
        return found is not None

    def said(self) -> str:
        """Say in one line what was left out."""
        counts = sorted(self.left_out.items())
        listed = ", ".join(f"{what} ({count})" for what, count in counts)
        return f"left out: {listed}" if listed else "nothing was found to leave out"

    def _field(self, path: tuple[str, ...], value: object) -> Any:  # noqa: ANN401
        if path == ("system", "environment"):
            self.left_out["environment variable"] += len(_mapping(value))
            return _GONE
        if path == ("system", "platform", "node"):
            self.left_out["host"] += 1
            return _GONE
        if "reference_meta" in path and _CONTACT.search(path[-1]):
            self.left_out["contact"] += 1
            return _GONE
        if isinstance(value, dict):
            kept = {self.text(k): self._field((*path, k), item) for k, item in value.items()}
            return {name: item for name, item in kept.items() if item is not _GONE}
        if isinstance(value, list):
            return [self._field(path, item) for item in value]
        return self.value(value)

    def _know(self, kind: str, words: Iterable[object]) -> None:
        known = self._numbers.setdefault(kind, {})
        for word in words:
            if isinstance(word, str) and word:
                known.setdefault(word, f"{kind}-{len(known) + 1}")

    def _word(self, found: re.Match[str]) -> str:
        kind = next(kind for kind, words in self._numbers.items() if found[0] in words)
        return self._numbered(kind, found[0])

    def _numbered(self, kind: str, word: str) -> str:
        known = self._numbers.setdefault(kind, {})
        if word in known.values():  # it has been replaced already
            return word
        self.left_out[kind] += 1
        return known.setdefault(word, f"{kind}-{len(known) + 1}")


_GONE = object()


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _files(record: Mapping[str, Any]) -> list[object]:
    listed = (record.get(name) for name in ("input", "output"))
    return [file for files in listed if isinstance(files, list) for file in files]


def _urls(record: Mapping[str, Any]) -> list[str]:
    found = (
        file if isinstance(file, str) else _mapping(file).get("url") for file in _files(record)
    )
    return [url for url in found if isinstance(url, str)]


def _contacts(record: Mapping[str, Any]) -> list[str]:
    """Return the texts of all contacts in a record's reference metadata, nested ones too."""
    rest = [(False, _mapping(file).get("reference_meta")) for file in _files(record)]
    found = []
    while rest:
        inside, value = rest.pop()
        if isinstance(value, dict):
            rest += [(inside or bool(_CONTACT.search(key)), item) for key, item in value.items()]
        elif isinstance(value, list):
            rest += [(inside, item) for item in value]
        elif inside and isinstance(value, str):
            found.append(value)
    return sorted(set(found))
