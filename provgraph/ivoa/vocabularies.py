"""Vocabularies: terms that the standard lists, and texts that must be units, UCDs or URLs.

Where a text is free, the standard says of its terms: "if one of the terms applies, it should be
used". Only a term in another spelling is known to apply.

Source: Provenance Data Model 1.0, tables 6, 9, 11 and 15; VOUnits 1.0; UCD1+ 1.3.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from provgraph.ivoa import datatypes
from provgraph.runtime.hidden_modules import show_hidden_modules
from provgraph.runtime.shared import caught_warnings

if TYPE_CHECKING:
    from collections.abc import Collection

AGENT_ROLES = frozenset(
    {"Author", "Contributor", "Coordinator", "Creator", "Curator", "Editor", "Funder"}
    | {"Investigator", "Observer", "Operator", "Provider", "Publisher"}
)
ACTIVITY_TYPES = frozenset(
    {"Observation", "Simulation", "Reduction", "Calibration", "Reconstruction", "Selection"}
    | {"Analysis"}
)
USAGE_TYPES = frozenset({"Main", "Calibration", "Preview", "Setup", "Quality", "Log", "Context"})

_TYPES = {
    "Activity": ACTIVITY_TYPES,
    "Role": USAGE_TYPES,
    "Usage": USAGE_TYPES,
    "Generation": USAGE_TYPES,
}
WITHOUT_ASTROPY = "units and UCDs are not checked: pip install 'provgraph[units]'"


def doubt(part: str, field: str, text: str) -> str | None:
    """Return what is doubtful in a field of a class or part of a file, `None` if nothing is."""
    if field == "unit" and not is_unit(text):
        return f"{text!r} is not a unit of VOUnits"
    if field == "ucd" and not is_ucd(text):
        return f"{text!r} is not a UCD of UCD1+"
    if field in {"docurl", "url"} and not is_url(text):
        return f"{text!r} is not a URL"
    if field == "type":
        terms = next((terms for name, terms in _TYPES.items() if part.startswith(name)), ())
        term = respelled(text, terms)
        return f"the standard writes {text!r} as {term!r}" if term else None
    return None


def respelled(text: str, terms: Collection[str]) -> str | None:
    """Return the term that a text is in another spelling, `None` if it is not."""
    if text in terms:
        return None
    plain = _plain(text)
    return next((term for term in sorted(terms) if _plain(term) == plain), None)


def is_url(text: str) -> bool:
    """Return whether a text is a URI, as XML Schema's anyURI with a scheme."""
    return datatypes.is_type("anyURI", text)


@cache
def can_check_units() -> bool:
    """Return whether astropy, which knows the units and the UCDs, can be imported."""
    # The command line hides numpy from the driver.
    show_hidden_modules()
    try:
        import_module("astropy.units")
        import_module("astropy.io.votable.ucd")
    except ImportError:
        return False
    return True


@cache
def is_unit(text: str) -> bool:
    """Return whether a text is a unit of VOUnits; all are where astropy is not installed."""
    if not can_check_units():
        return True
    from astropy import units  # noqa: PLC0415  # an extra; it takes a second to import

    with caught_warnings():
        try:
            units.Unit(text, format="vounit", parse_strict="raise")
        except ValueError:
            return False
    return True


@cache
def is_ucd(text: str) -> bool:
    """Return whether a text is a UCD of UCD1+; all are where astropy is not installed."""
    if not can_check_units():
        return True
    from astropy.io.votable import ucd  # noqa: PLC0415  # an extra; it takes a second to import

    with caught_warnings():
        return bool(ucd.check_ucd(text, check_controlled_vocabulary=True, has_colon=True))


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
