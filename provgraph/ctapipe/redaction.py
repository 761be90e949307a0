"""Redaction: personal and host information is removed from an export.

Environment variables, the name of the node and all fields of the contact are removed from
activity records. In all other texts, and in PROV documents, numbers replace such words, the same
number for the same word: host names (the node's, and those of addresses like
`root://host//path`), user names, home directories, names of contacts, e-mail addresses. The words
are learned from the records themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from provgraph.model import urls
from provgraph.runtime import nested

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
"""Accounts that are not a person's, or that have the name of a word of the vocabulary."""


class Redaction:
    """The words to replace, as learned from records, and counts of what was removed."""

    def __init__(self) -> None:
        """Start without words."""
        self._numbers: dict[str, dict[str, str]] = {}
        self._words: re.Pattern[str] | None = None
        self.removed: Counter[str] = Counter()

    def learn(self, records: Iterable[Mapping[str, object]]) -> None:
        """Learn the users, hosts and contacts in activity records."""
        for record in records:
            node = nested.section(record, "system", "platform").get("node")
            self._add_words("host", [node, *(urls.parse(url).host for url in _urls(record))])
            environment = nested.section(record, "system", "environment")
            users = [environment.get(name) for name in _USER_VARIABLES]
            home = environment.get("HOME")
            users += [home.rstrip("/").rpartition("/")[2]] if isinstance(home, str) else []
            self._add_words("user", [user for user in users if user not in _NO_USERS])
            self._add_words("contact", _contacts(record))
        words = {word for kind in self._numbers.values() for word in kind}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        pattern = "|".join(map(re.escape, longest_first))
        self._words = re.compile(rf"(?<![\w-])(?<!\w\.)(?:{pattern})(?![\w-])") if words else None

    def record(self, value: Mapping[str, object]) -> dict[str, object]:
        """Return an activity record without personal and host information."""
        return self._fields((), {name: (name, item) for name, item in value.items()})

    def text(self, text: str) -> str:
        """Return a text with numbers instead of the names of persons and hosts."""
        text = _EMAIL.sub(lambda match: self._number("e-mail", match[0]), text)
        text = _HOME.sub(lambda match: match[1] + self._number("user", match[2]), text)
        text = _ADDRESS.sub(lambda match: match[1] + self._number("host", match[2]), text)
        return self._words.sub(self._replace_word, text) if self._words else text

    def value(self, value: object) -> object:
        """Return a JSON value with redacted texts; keys are words of the vocabulary."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value if not self._is_removed(item)]
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return value

    def _is_removed(self, item: object) -> bool:
        """Whether this is an attribute (its name and values) in which logprov logs the node."""
        name = item[0] if isinstance(item, list) and item else None
        match = _LOGGED.search(name) if isinstance(name, str) else None
        if match:
            self.removed["environment variable" if match[1] else "host"] += 1
        return match is not None

    def summary(self) -> str:
        """Return in one line what was removed."""
        counts = ", ".join(f"{kind} ({count})" for kind, count in sorted(self.removed.items()))
        return f"removed: {counts}" if counts else "nothing to remove"

    def _fields(
        self, path: tuple[str, ...], items: Mapping[str, tuple[str, object]]
    ) -> dict[str, object]:
        """Return the redacted values of items, by their new names, without those removed."""
        values = {new: self._field((*path, name), value) for new, (name, value) in items.items()}
        return {name: value for name, value in values.items() if value is not _GONE}

    def _field(self, path: tuple[str, ...], value: object) -> object:
        if path == ("system", "environment"):
            self.removed["environment variable"] += len(nested.section(value))
            return _GONE
        if path == ("system", "platform", "node"):
            self.removed["host"] += 1
            return _GONE
        if "reference_meta" in path and _CONTACT.search(path[-1]):
            self.removed["contact"] += 1
            return _GONE
        if isinstance(value, dict):
            return self._fields(path, {self.text(k): (k, item) for k, item in value.items()})
        if isinstance(value, list):
            return [self._field(path, item) for item in value]
        return self.value(value)

    def _add_words(self, kind: str, words: Iterable[object]) -> None:
        numbers = self._numbers.setdefault(kind, {})
        for word in words:
            if isinstance(word, str) and word:
                numbers.setdefault(word, f"{kind}-{len(numbers) + 1}")

    def _replace_word(self, match: re.Match[str]) -> str:
        kind = next(kind for kind, words in self._numbers.items() if match[0] in words)
        return self._number(kind, match[0])

    def _number(self, kind: str, word: str) -> str:
        numbers = self._numbers.setdefault(kind, {})
        if word in numbers.values():  # it is a replacement itself
            return word
        self.removed[kind] += 1
        return numbers.setdefault(word, f"{kind}-{len(numbers) + 1}")


_GONE = object()


def _files(record: Mapping[str, object]) -> list[object]:
    lists = (record.get(name) for name in ("input", "output", "copied_to"))
    return [file for files in lists if isinstance(files, list) for file in files]


def _urls(record: Mapping[str, object]) -> list[str]:
    urls = (
        file if isinstance(file, str) else nested.section(file).get("url")
        for file in _files(record)
    )
    return [url for url in urls if isinstance(url, str)]


def _contacts(record: Mapping[str, object]) -> list[str]:
    """Return the texts of all contacts in a record's reference metadata, nested ones too."""
    values: list[tuple[bool, object]] = [
        (False, nested.section(file).get("reference_meta")) for file in _files(record)
    ]
    contacts = set()
    while values:
        in_contact, value = values.pop()
        if isinstance(value, dict):
            values += [(in_contact or bool(_CONTACT.search(k)), item) for k, item in value.items()]
        elif isinstance(value, list):
            values += [(in_contact, item) for item in value]
        elif in_contact and isinstance(value, str):
            contacts.add(value)
    return sorted(contacts)
