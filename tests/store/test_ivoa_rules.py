"""The rules of the standard: each is found where it is broken, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from provgraph.checks.rules import RULES
from provgraph.cli import main
from provgraph.errors import NotFoundError
from tests.support.rule_examples import EXAMPLES, FOLDER, table

if TYPE_CHECKING:
    from provgraph.store import Store

DOCS = Path(__file__).parents[2] / "docs" / "ivoa.md"


@pytest.mark.parametrize(("name", "broken"), EXAMPLES.items(), ids=EXAMPLES)
def test_a_document_breaks_these_rules(store: Store, name: str, broken: tuple[str, ...]) -> None:
    """What its name says is found once, with the rule's severity and clause; nothing else is."""
    store.load(FOLDER / f"{name}.provn")
    answer = store.check(all=True)
    assert sorted(finding.rule for finding in answer.findings) == sorted(broken)
    for finding in answer.findings:
        rule = RULES[finding.rule]
        assert (finding.severity, finding.clause) == (rule.severity, rule.clause)
    assert answer.conforms is all(RULES[rule].severity == "warning" for rule in broken)


def test_each_rule_is_broken_and_documented() -> None:
    """Each has a document that breaks it, and docs/ivoa.md shows the table of both."""
    assert {rule for rules in EXAMPLES.values() for rule in rules} == set(RULES)
    assert table() in DOCS.read_text()


@pytest.mark.parametrize("name", ["S_value_novalue", "S_entity_otherdesc", "S_bad_unit"])
def test_an_activity_is_checked_with_what_belongs_to_it(store: Store, name: str) -> None:
    """By its id alone, its entities and descriptions are checked, too."""
    store.load(FOLDER / f"{name}.provn")
    answer = store.check(f"http://example.org/{name}/a")
    assert tuple(finding.rule for finding in answer.findings) == EXAMPLES[name]


@pytest.mark.usefixtures("environment")
def test_severities_can_be_set(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule can be an error, a warning, or ignored: by option, environment, or in Python."""
    store.load(FOLDER / "generated_twice.provn")
    severities = {"generated-once": "warning"}
    answer = store.check(all=True, severities=severities)
    assert ([f.severity for f in answer.findings], answer.conforms) == (["warning"], True)
    assert not store.check(all=True, severities={"generated-once": "ignore"}).findings
    run = CliRunner().invoke
    assert run(main, ["check", "--all"]).exit_code == 1
    by_option = run(main, ["check", "--all", "--severity", "generated-once=ignore"])
    assert (by_option.exit_code, "all conform" in by_option.stdout) == (0, True)
    monkeypatch.setenv("PROVGRAPH_SEVERITIES", "generated-once=warning unit=ignore")
    assert "all conform, 1 warning" in run(main, ["check", "--all"]).stdout


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("generated-once", "write RULE=SEVERITY"),
        ("generated-never=error", "no rule 'generated-never'; the rules are agent-name,"),
        ("unit=fatal", "rule unit: no severity 'fatal'; it can be error, warning, ignore"),
    ],
)
def test_a_wrong_severity_is_said(store: Store, word: str, said: str) -> None:
    """An unknown rule or severity is an error that lists what there is."""
    assert store is not None
    result = CliRunner().invoke(main, ["check", "--all", "--severity", word])
    assert result.exit_code != 0
    assert said in " ".join(result.stderr.split())
    if "=" in word:
        rule, _, severity = word.partition("=")
        with pytest.raises(NotFoundError):
            store.check(all=True, severities={rule: severity})
