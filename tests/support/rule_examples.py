"""One document for each way to break a rule, and what is found in it.

The documents are in tests/data/cases/ivoa/rules. `python -m tests.support.rule_examples` prints
the table of docs/ivoa.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.checks.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "data" / "cases" / "ivoa" / "rules"

_BROKEN = {
    "S_ad_noname": "mandatory",
    "S_agent_noname": "agent-name",
    "S_agent_role_case": "term",
    "S_agent_type": "agent-type",
    "S_artefact_none": "mandatory",
    "S_artefact_other": "artefact-type",
    "S_artefact_wrong": "artefact-type",
    "S_bad_datetime": "datetime",
    "S_bad_ucd": "ucd",
    "S_bad_unit": "unit",
    "S_config_nolocation": "mandatory",
    "S_dataset_by_valuedesc": "description-class",
    "S_dd_nocontent": "mandatory",
    "S_default_outside": "description",
    "S_docurl_bad": "url",
    "S_end_before_start": "end-before-start",
    "S_entity_otherdesc": "role-description",
    "S_entity_twodesc": "one-description",
    "S_generated_outside_activity": "generated-in-time",
    "S_hadmember_noncoll": "collection",
    "S_hadref_same_unit": "reference-value",
    "S_invalid_before_generated": "invalidated-first",
    "S_min_gt_max": "description",
    "S_min_nottype": "description",
    "S_param_noname": "mandatory",
    "S_param_novalue": "mandatory",
    "S_param_of_other_activity": "other-activity",
    "S_param_twodesc": "one-description",
    "S_param_undescribed": "undescribed",
    "S_pd_novaluetype": "mandatory",
    "S_clocks": "clocks-differ read-before-written",
    "S_same_path": "same-path",
    "S_ud_norole": "mandatory",
    "S_used_after_invalidated": "used-too-late",
    "S_used_before_generated": "used-too-early",
    "S_value_by_datasetdesc": "description-class",
    "S_value_novalue": "mandatory",
    "S_vd_novaluetype": "mandatory",
    "content_type": "content-type",
    "generated_twice": "generated-once",
    "multiplicity": "multiplicity",
    "multiplicity_syntax": "multiplicity",
    "name_config": "name",
    "name_param": "name",
    "param_max": "parameter-max",
    "param_min": "parameter-min",
    "param_options": "parameter-options",
    "param_options_multi": "parameter-options",
    "param_type": "parameter-type",
    "role_absent": "role-absent",
    "role_missing": "role-missing",
    "role_name": "role-name",
    "role_unknown": "role-missing role-unknown",
    "two_descriptions": "one-description",
    "used_early": "used-in-time",
    "used_late": "used-in-time",
    "value_type": "value-type",
    **{f"T_bad_{number:02}": "parameter-type" for number in range(16)},
    "T_bad_11": "description",
}
"""Documents that break a rule. In `T_bad_11` the type is unknown."""


def _expected(name: str) -> tuple[str, ...]:
    return tuple(_BROKEN.get(name, "").split())


EXAMPLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {path.stem: _expected(path.stem) for path in sorted(FOLDER.glob("*.provn"))}
)
"""Each document, and the rules that it breaks; those of the others break none."""


def table() -> str:
    """Return the table of docs/ivoa.md: each rule, with the documents that break it."""
    head = "| rule | clause | severity | a breach is | examples that break it |"
    rows = [
        (f"`{rule.name}`", rule.clause, rule.severity, rule.meaning, _broken_by(rule.name))
        for rule in RULES.values()
    ]
    return "\n".join(
        [head, "|---|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows), ""]
    )


def _broken_by(rule: str) -> str:
    names = [name for name, rules in EXAMPLES.items() if rule in rules]
    short = [name for name in names if not re.match("T_bad_", name)]
    numbered = len(names) - len(short)
    return ", ".join([*short, *([f"T_bad_* ({numbered})"] if numbered else [])])


if __name__ == "__main__":
    sys.stdout.write(table())
