"""Pseudonyms: a keyed hash for each text, so that equal texts have equal pseudonyms.

With a random key they cannot be linked with those of another key. Anyone who has the key can test
whether a pseudonym stands for a text that they guess.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections import Counter, defaultdict

from provgraph.runtime.plural import plural

KINDS = ("e-mail", "orcid", "phone", "person", "name", "contact", "user", "host")
"""The kinds of what is replaced; a text of several kinds counts as the first of them."""

_NOUNS = {
    "e-mail": ("e-mail address", "e-mail addresses"),
    "orcid": ("ORCID", "ORCIDs"),
    "phone": ("phone number", "phone numbers"),
    "person": ("id of a person", "ids of persons"),
    "name": ("name of a person", "names of persons"),
    "contact": ("contact", "contacts"),
    "user": ("user", "users"),
    "host": ("host", "hosts"),
}
_CHARACTERS = 8
_PSEUDONYM = re.compile(rf"(?:{'|'.join(KINDS)})-[a-z2-7]{{{_CHARACTERS}}}")
_KEY_BYTES = 32


class Pseudonyms:
    """Makes pseudonyms, and counts the places where they stand."""

    def __init__(self, key: bytes | None = None) -> None:
        """Take the key; a random one if there is none."""
        self._key = key or secrets.token_bytes(_KEY_BYTES)
        self._places: Counter[str] = Counter()
        self._texts: defaultdict[str, set[str]] = defaultdict(set)

    def of(self, kind: str, text: str) -> str:
        """Return the pseudonym of a text at one more place; a pseudonym stays as it is."""
        if _PSEUDONYM.fullmatch(text):
            return text
        self._places[kind] += 1
        self._texts[kind].add(text)
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"{kind}-{base64.b32encode(digest).decode().lower()[:_CHARACTERS]}"

    @property
    def places(self) -> int:
        """At how many places a pseudonym stands."""
        return self._places.total()

    def counts(self) -> list[str]:
        """Return for each kind how many texts were replaced, and at how many places."""
        return [
            f"{plural(len(self._texts[kind]), *_NOUNS[kind])} "
            f"({plural(self._places[kind], 'place')})"
            for kind in KINDS
            if self._places[kind]
        ]
