"""Patterns: what is recognised in any text as the name of a person or machine.

A match's group `word` is the name; what is around it stays.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Span(NamedTuple):
    """A part of a text that is a name, and of which kind."""

    start: int
    end: int
    kind: str


VOCABULARY = frozenset(
    {"cta", "ctapipe", "prov", "provgraph", "voprov", "file", "lfn", "uuid", "relative"}
)
"""Names of accounts that are words of a vocabulary: they are replaced in home directories alone."""

_SHARED = frozenset(
    (
        *("admin", "administrator", "all", "api", "common", "conda", "data", "default", "docker"),
        *("guest", "jovyan", "linuxbrew", "list", "me", "nobody", "opt", "public", "root"),
        *("runner", "scratch", "shared", "software", "test", "tmp", "ubuntu", "vagrant"),
        "www-data",
    )
)
"""Directories beside those of users, and accounts that are not a person's."""

NO_HOSTS = frozenset({"", "localhost", "unknown", "none", "null", "n/a", "127.0.0.1", "::1"})

_NAME = r"[\w.%+-]*[\w%]"
_HOST = r"[\w-]+(?:\.[\w-]+)*"
_TRANSFER = r"(?:x?roots?|xrootd|srm|gsiftp|davs?|s3s?|dcap|gsidcap|ssh|sftp|scp|rsync|ftps?|file)"

_EMAIL = re.compile(r"(?<![\w.%+-])(?P<word>[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+)")
_ORCID = re.compile(r"(?<![\w-])(?P<word>\d{4}-\d{4}-\d{4}-\d{3}[\dXx])(?![\w-])")
_PHONE = re.compile(r"\btel:(?P<word>\+?[\d().%-]{5,}\d)")
_HOMES = (
    # /home/jdoe, /afs/cern.ch/user/j/jdoe, /vo.example/user/j/jdoe of DIRAC
    re.compile(
        rf"(?<=/)(?:homes?|[Uu]sers?)/(?:([A-Za-z])/(?=\1))?(?P<word>{_NAME})", re.IGNORECASE
    ),
    re.compile(
        r"\b[A-Za-z]:[\\/]+(?:Users|Documents and Settings)[\\/]+"
        r"(?P<word>[^\\/:*?\"<>|\s]+(?: [^\\/:*?\"<>|\s]+)*(?=[\\/])|[^\\/:*?\"<>|\s]+)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w~.])~(?P<word>[A-Za-z_]{_NAME})(?=/)"),
    re.compile(r"/(?:CN|UID)=(?P<word>[A-Za-z_][\w.-]*)(?=/|$)"),
)
_SUBJECT_NAME = re.compile(r"/(?:CN)=(?P<word>[^/=]*[^\W\d_][^/=]*? [^/=]+)(?=/|$)")
_REMOTE = re.compile(rf"\b{_TRANSFER}:/+(?:[\w.%+-]+(?::[^@/\s]*)?@)?(?P<word>{_HOST})")
_REMOTE_USER = re.compile(r"\b[A-Za-z][\w+.-]*://(?P<word>[\w.%+-]+)(?::[^@/\s]*)?@")
_LOGIN = re.compile(
    rf"\b(?:ssh|scp|sftp|rsync|mosh)\b[^\n@]*?(?<![\w.+-])(?P<user>[\w.+-]+)@(?P<host>{_HOST})"
)
_AT = re.compile(rf"(?<![\w.+-])(?P<user>[\w.+-]+)@(?P<host>{_HOST})")
_PROSE = re.compile(
    r"\b(?:host(?:name)?|machine|node|computer)[ :=]+(?P<word>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
_IPV4 = re.compile(r"(?<![\w.-])(?<!==)(?P<word>(?:\d{1,3}\.){3}\d{1,3})(?![\w-]|\.\w)")
_IPV6 = re.compile(r"(?<![\w:.])(?P<word>[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]+)(?![\w:])")
_LEAST_COLONS = 3

_SIMPLE = (
    ("e-mail", _EMAIL),
    ("orcid", _ORCID),
    ("phone", _PHONE),
    ("name", _SUBJECT_NAME),
    ("user", _REMOTE_USER),
    ("host", _PROSE),
)


def spans(text: str, *, addresses: bool = True) -> Iterator[Span]:
    """Yield the names in a text; without IP `addresses` where it may be a version."""
    for kind, pattern in _SIMPLE:
        for match in pattern.finditer(text):
            yield _span(match, kind)
    for pattern in _HOMES:
        for match in pattern.finditer(text):
            if match["word"].lower() not in _SHARED:
                yield _span(match, "user")
    for match in _REMOTE.finditer(text):
        if match["word"].lower() not in NO_HOSTS:
            yield _span(match, "host")
    for match in _LOGIN.finditer(text):
        yield _span(match, "user", "user")
        yield _span(match, "host", "host")
    if addresses:
        yield from _addresses(text)


def logins(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs `user@host`, of which one side alone may be known."""
    return ((match["user"], match["host"]) for match in _AT.finditer(text))


def is_user(word: str) -> bool:
    """Whether a word can be the name of a person's account."""
    return word.lower() not in _SHARED


def _span(match: re.Match[str], kind: str, group: str = "word") -> Span:
    return Span(match.start(group), match.end(group), kind)


def _addresses(text: str) -> Iterator[Span]:
    for match in (*_IPV4.finditer(text), *_IPV6.finditer(text)):
        word = match["word"]
        is_short = ":" in word and word.count(":") < _LEAST_COLONS and "::" not in word
        if not is_short and word not in NO_HOSTS and _is_address(word):
            yield _span(match, "host")


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return any(character.isdigit() for character in word)
