"""The rules: what each finds, the clause that it comes from, and how severe a breach is.

The clauses are sections and tables of IVOA's Provenance Data Model 1.0. docs/ivoa.md shows this
table, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from provgraph.errors import NotFoundError
from provgraph.results.checks import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Setting = Severity | Literal["ignore"]
"""What a user makes of a rule."""
SETTINGS: tuple[str, ...] = ("error", "warning", "ignore")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; its breach is a warning where the standard says *should*, or lists terms."""

    name: str
    clause: str
    meaning: str
    severity: Severity = "error"


Breach = tuple[str, str]
"""The name of a rule, and how it is broken."""

_RULES = (
    Rule("mandatory", "tables 1 to 23", "an attribute that the standard prints in bold is missing"),
    Rule("agent-name", "table 5", "an agent has no name; many PROV documents give none", "warning"),
    Rule("agent-type", "table 6", "an agent's type is not one of the three"),
    Rule("datetime", "table 1", "a time is not a date and time"),
    Rule(
        "description",
        "tables 18 and 20",
        "a description contradicts itself: its type is unknown, a limit, an option or the default "
        "is not a value of it, or outside of the others",
    ),
    Rule("unit", "table 18", "a unit is not in VOUnits (with astropy)", "warning"),
    Rule("ucd", "table 18", "a UCD is not in UCD1+ (with astropy)", "warning"),
    Rule("url", "tables 5 and 10", "a link is not a URL", "warning"),
    Rule(
        "term",
        "tables 9, 11 and 15",
        "a role or type is a term of the standard in another spelling",
        "warning",
    ),
    Rule(
        "description-class",
        "sections 2.5 to 2.7",
        "something is described by a description of another class",
    ),
    Rule("one-description", "section 2.5.1", "something has more than one description"),
    Rule(
        "other-activity",
        "sections 2.5.1 and 2.7.4",
        "the description of a role, parameter or configuration file belongs to another activity's",
    ),
    Rule("collection", "section 2.2.1", "something has members but is not a collection", "warning"),
    Rule("invalidated-first", "table 1", "an entity was invalidated before it was generated"),
    Rule("end-before-start", "table 2", "an activity ended before it started"),
    Rule("used-in-time", "section 2.3.1", "something was used while the activity was not running"),
    Rule("used-too-early", "section 2.3.2", "something was used before it was generated"),
    Rule("used-too-late", "table 1", "something was used after it was invalidated"),
    Rule(
        "generated-in-time",
        "section 2.3.2",
        "something was generated while the activity was not running",
    ),
    Rule("generated-once", "section 2.3.2", "several activities generated one entity"),
    Rule(
        "role-missing",
        "table 13",
        "nothing was used or generated in a role whose minimum multiplicity is not 0",
    ),
    Rule(
        "role-unknown",
        "section 2.5.1",
        "something was used or generated in a role that the description does not have",
    ),
    Rule(
        "role-absent",
        "section 2.3.3",
        "something was used or generated without a role, and no role alone can be meant",
        "warning",
    ),
    Rule("multiplicity", "table 13", "too few or too many entities in a role"),
    Rule(
        "role-description",
        "section 2.5.3",
        "an entity is described otherwise than its role expects",
    ),
    Rule("role-name", "section 2.5.3", "a role differs from its description's"),
    Rule(
        "content-type",
        "table 16",
        "a file's name clearly belongs to another format than its description's contentType",
    ),
    Rule(
        "value-type", "table 17", "a value entity's value does not have its description's valueType"
    ),
    Rule("name", "sections 2.7.2 and 2.7.3", "a name differs from its description's"),
    Rule("artefact-type", "table 23", "an artefactType is not the class of what it leads to"),
    Rule(
        "undescribed",
        "section 2.7.1",
        "a parameter or file has no description, though the activity's description has some",
        "warning",
    ),
    Rule("parameter-type", "table 19", "a parameter's value does not have its valueType"),
    Rule("parameter-min", "table 20", "a parameter, or an item of its array, is less than min"),
    Rule("parameter-max", "table 20", "a parameter, or an item of its array, is more than max"),
    Rule("parameter-options", "table 20", "a parameter is not one of the options"),
    Rule(
        "reference-value",
        "section 2.7.4",
        "a parameter has another value than the entity that it refers to, in the same unit",
        "warning",
    ),
    Rule(
        "same-path",
        "none; by provgraph",
        "one path under several authorities counts as several files",
        "warning",
    ),
    Rule(
        "read-before-written",
        "none; by provgraph",
        "by their clocks, a host read a file before another had written it",
        "warning",
    ),
    Rule(
        "clocks-differ", "none; by provgraph", "the clocks of two hosts seem to differ", "warning"
    ),
)
RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in _RULES})
"""All rules by their names."""


def finding(of: str, label: str, breach: Breach) -> Finding:
    """Return the finding of a breach, by an element of that id and label."""
    rule = RULES[breach[0]]
    return Finding(of, label, rule.name, rule.severity, breach[1], rule.clause)


def judged(findings: Iterable[Finding], settings: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings with the severities that the user gives; without those to be ignored."""
    for each in findings:
        severity = settings.get(each.rule, each.severity)
        if severity in get_args(Severity):
            yield Finding(
                each.id,
                each.label,
                each.rule,
                "error" if severity == "error" else "warning",
                each.message,
                each.clause,
            )


def check_settings(settings: Mapping[str, str]) -> None:
    """Check what a user gives as severities.

    Raises:
        NotFoundError: there is no such rule or severity.

    """
    for rule, severity in settings.items():
        if rule not in RULES:
            raise NotFoundError(f"no rule {rule!r}; the rules are {', '.join(sorted(RULES))}")
        if severity not in SETTINGS:
            raise NotFoundError(
                f"rule {rule}: no severity {severity!r}; it can be {', '.join(SETTINGS)}"
            )
