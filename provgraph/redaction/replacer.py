"""The replacer: learns names from texts and fields, and replaces them there by pseudonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.redaction import patterns
from provgraph.redaction.patterns import NO_HOSTS, Span
from provgraph.redaction.people import is_responsible, kind_of_field, normalised
from provgraph.redaction.pseudonyms import KINDS, Pseudonyms
from provgraph.redaction.words import DIGITS_OF_PHONE, Words, is_name
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEAST_LETTERS_OF_HOST = 4
_FOUND_ANYWHERE = frozenset({"e-mail", "orcid"})
"""What has a form of its own: `mailto:` and `https://orcid.org/` before it stay."""
_PHONE_SCHEME = "tel:"
_SERVICES = frozenset(["data", "grid", "login", "mail", "storage", "www", "xrootd"])


class Replacer:
    """The learned names, and their pseudonyms.

    With `words_only`, it replaces the words that it was given, and recognises nothing else.
    """

    def __init__(self, key: bytes | None = None, *, words_only: bool = False) -> None:
        """Take the key of the pseudonyms."""
        self.words_only = words_only
        self.pseudonyms = Pseudonyms(key)
        self.words = Words()
        self.persons: set[str] = set()
        """The URIs of persons."""
        self.variables = 0
        """How many environment variables were left out."""
        self._logins: set[tuple[str, str]] = set()

    def learn_text(self, text: str) -> None:
        """Learn the users and hosts that a text names."""
        for start, end, kind in patterns.spans(text):
            word = text[start:end]
            if kind == "host":
                self.learn_host(word)
            elif kind == "name":
                self.words.add_name(word)
            elif kind == "user":
                self.words.add(kind, word)
        self._logins.update(patterns.logins(text))

    def learn_host(self, name: str) -> None:
        """Learn a host, and its name without the domain."""
        if name.lower() in NO_HOSTS:
            return
        self.words.add("host", name)
        first, _, domain = name.partition(".")
        has_digit = any(character.isdigit() for character in first)
        if (
            domain
            and first not in _SERVICES
            and (has_digit or len(first) >= _LEAST_LETTERS_OF_HOST)
        ):
            self.words.add("host", first)

    def learn_field(self, name: str, value: str, *, of_person: bool = False) -> None:
        """Learn the names in a field's value."""
        kind = _kind(name, value, of_person=of_person)
        if kind == "host":
            self.learn_host(value)
        elif kind == "name" or (is_responsible(name) and is_name(value)):
            self.words.add_name(value)
        elif kind and kind not in _FOUND_ANYWHERE:
            self.words.add(kind, value.removeprefix(_PHONE_SCHEME))
        self.learn_text(value)

    def text(self, text: str, *, addresses: bool = True) -> str:
        """Return a text with pseudonyms; without IP `addresses` where it may be a version."""
        self._settle_logins()
        parts, end = [], 0
        recognised = () if self.words_only else patterns.spans(text, addresses=addresses)
        for span in _apart((*recognised, *self.words.spans(text))):
            parts += [text[end : span.start], self._pseudonym(span, text)]
            end = span.end
        return "".join((*parts, text[end:]))

    def field(self, name: str, value: str, *, of_person: bool = False) -> str:
        """Return a field's value with pseudonyms, or the pseudonym of all of it."""
        kind = None if self.words_only else _kind(name, value, of_person=of_person)
        before = self.pseudonyms.places
        if kind is None or kind in _FOUND_ANYWHERE:
            replaced = self.text(value, addresses="version" not in normalised(name))
            if kind is None or self.pseudonyms.places > before:
                return replaced
        whole = value.removeprefix(_PHONE_SCHEME)
        return value[: -len(whole)] + self.pseudonyms.of(self.words.kind(whole) or kind, whole)

    def summary(self) -> str:
        """Return in one line what was replaced and left out, and at how many places."""
        counts = self.pseudonyms.counts()
        replaced = [f"replaced {', '.join(counts)}"] if counts else []
        variables = plural(self.variables, "environment variable")
        left_out = [f"left out {variables}"] if self.variables else []
        return "; ".join((*replaced, *left_out)) or "recognised nothing to replace"

    def _pseudonym(self, span: Span, text: str) -> str:
        return self.pseudonyms.of(span.kind, text[span.start : span.end])

    def _settle_logins(self) -> None:
        """Learn of each `user@host` the side that is not known, if the other one is."""
        for user, host in sorted(self._logins):
            if "." not in host and (self.words.kind(user) or self.words.kind(host)):
                self.words.add("user", user)
                self.words.add("host", host)
        self._logins.clear()


def _kind(name: str, value: str, *, of_person: bool) -> str | None:
    """Return what the whole value of a field is."""
    kind = kind_of_field(name, of_person=of_person)
    words = len(value.split())
    if not words or value.lower() in NO_HOSTS:
        return None
    if kind == "user" and words > 1:
        return "name" if is_name(value) else None
    if kind == "user" and not patterns.is_user(value):
        return None
    if kind == "host" and (words > 1 or not any(map(str.isalpha, value))):
        return None
    digits = sum(character.isdigit() for character in value)
    return None if kind == "phone" and not of_person and digits < DIGITS_OF_PHONE else kind


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans that do not overlap: the first, of those the longest, of those by its kind."""
    end = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end, KINDS.index(s.kind))):
        if span.start >= end:
            yield span
            end = span.end
