"""Conformance: each rule is found when it is broken, and only then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.ivoa.file import read
from tests.support.described_jobs import EXAMPLE, NAME, job, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.results.checks import CheckResult
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
TOOL = """
activities:
  - name: ctapipe-display-muons
    version: 0.6.2
    uses:
      - {role: dl0.sub.evt, entity: events, multiplicity: 1..2}
      - {role: resource, multiplicity: "*"}
    generates:
      - {role: dl1.tel.evt.muon, entity: muons, multiplicity: 1}
      - {role: status, entity: status}
    parameters:
      - {name: events, valueType: string, options: "proton.simtel.gz, gamma.simtel.gz"}
      - {name: threshold, valueType: real, min: 0, max: 1.0}
datasets:
  - {name: events, contentType: application/x-simtel}
  - {name: muons, contentType: application/x-hdf5}
values:
  - {name: status, valueType: string}
"""

OUTPUT = {"url": "/scratch/x/muons.hdf5", "role": "dl1.tel.evt.muon"}
EVENTS = {"url": "/scratch/proton.simtel.gz", "role": "dl0.sub.evt"}


def checked(
    store: Store,
    tmp_path: Path,
    description: str = TOOL,
    **changes: Any,  # noqa: ANN401
) -> CheckResult:
    """Describe, load one job, and check all."""
    store.describe(written(tmp_path, "tool.yaml", description))
    store.load(written(tmp_path, "job.json", [job(1, **changes)]))
    return store.check(all=True)


def config(**values: object) -> dict[str, Any]:
    """Return a configuration of the tool."""
    return {"MuonDisplayerTool": {"events": "proton.simtel.gz", "threshold": 0.5, **values}}


def test_what_conforms_conforms(store: Store, tmp_path: Path) -> None:
    """The job as it is described: nothing is found."""
    answer = checked(store, tmp_path)
    assert (answer.conforms, answer.checked, answer.described) == (True, 1, 1)
    assert answer.findings == ()


@pytest.mark.parametrize(
    ("changes", "rule", "said"),
    [
        (
            {"input": []},
            "role-missing",
            "no entity was used in role 'dl0.sub.evt'; expected 1",
        ),
        ({"output": []}, "role-missing", "no entity was generated in role 'dl1.tel.evt.muon'"),
        (
            {"input": [EVENTS, {"url": "/a/b.yaml", "role": "new"}]},
            "role-unknown",
            "used in role 'new', which ctapipe-display-muons 0.6.2 does not have",
        ),
        ({"input": [EVENTS, {"url": "/a/b.yaml"}]}, "role-absent", "used without role"),
        (
            {"input": [{**EVENTS, "url": f"/{n}.simtel.gz"} for n in range(3)]},
            "multiplicity",
            "3 entities were used in role 'dl0.sub.evt'; expected 1 to 2",
        ),
        (
            {"output": [OUTPUT, {**OUTPUT, "url": "/b.hdf5"}]},
            "multiplicity",
            "2 entities were generated in role 'dl1.tel.evt.muon'; expected 1",
        ),
        (
            {"output": [{**OUTPUT, "url": "/scratch/muons.fits"}]},
            "content-type",
            "muons.fits is not of type application/x-hdf5 (muons)",
        ),
        (
            {"config": config(threshold="much")},
            "parameter-type",
            "parameter threshold is 'much', which is not of type real",
        ),
        ({"config": config(threshold=-0.1)}, "parameter-min", "is '-0.1', less than 0"),
        ({"config": config(threshold=1.5)}, "parameter-max", "is '1.5', more than 1.0"),
        (
            {"config": config(events="electron.simtel.gz")},
            "parameter-options",
            "'electron.simtel.gz', which is not one of proton.simtel.gz, gamma.simtel.gz",
        ),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_broken_rule_is_found(
    store: Store, tmp_path: Path, changes: dict[str, Any], rule: str, said: str
) -> None:
    """One change of the job breaks one rule of its description, and only that is found."""
    (finding,) = checked(store, tmp_path, **changes).findings
    severity = "warning" if rule == "role-absent" else "error"
    assert (finding.rule, finding.severity) == (rule, severity)
    assert said in finding.message
    assert finding.id.startswith("urn:uuid:5dc245d2")
    assert finding.label == NAME


PROV = """\
document
  prefix voprov <http://www.ivoa.net/documents/ProvenanceDM/index.html#>
  prefix provgraph <https://provgraph.readthedocs.io/ns#>
  prefix ex <http://example.org/>
  activity(ex:a, 2020-01-01T10:00:00Z, 2020-01-01T11:00:00Z, [prov:label="stack"])
  entity(ex:e, [prov:label="image"])
  %s
endDocument
"""

DESCRIBED = """
  entity(ex:d, [prov:type='voprov:ActivityDescription', prov:label="stack"])
  entity(ex:u, [prov:type='voprov:UsageDescription', voprov:role="image"])
  wasInfluencedBy(ex:u, ex:d, [prov:type='voprov:IsRelatedTo'])
  wasInfluencedBy(ex:a, ex:d, [prov:type='voprov:IsDescribedBy'])
"""

PARAMETER = """
  entity(ex:p, [prov:type='voprov:Parameter', provgraph:name="sigma", prov:value="3"])
  entity(ex:q, [prov:type='voprov:ParameterDescription', provgraph:name="%s",
    voprov:valueType="integer"])
  wasInfluencedBy(ex:a, ex:p,
    [prov:type='voprov:WasConfiguredBy', voprov:artefactType="Parameter"])
  wasInfluencedBy(ex:p, ex:q, [prov:type='voprov:IsDescribedBy'])
"""


@pytest.mark.parametrize(
    ("good", "bad", "rule", "said"),
    [
        (
            "used(ex:a, ex:e, 2020-01-01T10:30:00Z)",
            "used(ex:a, ex:e, 2020-01-01T12:00:00Z)",
            "used-in-time",
            "image was used at 2020-01-01 12:00:00+00:00, outside of its run time",
        ),
        (
            "used(ex:a, ex:e, 2020-01-01T11:30:00+01:00)",
            "used(ex:a, ex:e, 2020-01-01T09:59:59.9Z)",
            "used-in-time",
            "outside of its run time",
        ),
        (
            "wasGeneratedBy(ex:e, ex:a, -)",
            "wasGeneratedBy(ex:e, ex:a, -)\nwasGeneratedBy(ex:e, ex:b, -)\nactivity(ex:b)",
            "generated-once",
            "2 activities generated it; only one may: http://example.org/a,",
        ),
        (
            f'{DESCRIBED} used(ex:a, ex:e, -, [prov:role="image"])',
            f"""{DESCRIBED} used(ex:a, ex:e, -, [prov:role="image"])
            entity(ex:d2, [prov:type='voprov:ActivityDescription', prov:label="other"])
            wasInfluencedBy(ex:a, ex:d2, [prov:type='voprov:IsDescribedBy'])""",
            "one-description",
            "it has 2 activity descriptions; only one is allowed",
        ),
        (
            f"""{DESCRIBED} used(ex:a, ex:e, -, [prov:role="image"])
            wasInfluencedBy(ex:a, ex:u, [prov:type='voprov:IsDescribedBy', prov:role="image"])""",
            f"""{DESCRIBED} used(ex:a, ex:e, -, [prov:role="image"])
            wasInfluencedBy(ex:a, ex:u, [prov:type='voprov:IsDescribedBy', prov:role="flat"])""",
            "role-name",
            "role 'flat' is described by http://example.org/u, whose role is 'image'",
        ),
        (
            PARAMETER % "sigma",
            PARAMETER % "threshold",
            "name",
            "'sigma' is described under the name 'threshold'",
        ),
        (
            PARAMETER % "sigma",
            (PARAMETER % "sigma").replace('"3"', '"many"'),
            "parameter-type",
            "parameter sigma is 'many', which is not of type integer",
        ),
    ],
)
def test_the_standard_s_rules(  # noqa: PLR0913, PLR0917
    store: Store, tmp_path: Path, good: str, bad: str, rule: str, said: str
) -> None:
    """Any PROV document is held against the IVOA model's own rules."""
    for text, wanted in ((good, []), (bad, [rule])):
        path = written(tmp_path, f"{rule}{len(wanted)}.provn", PROV % text)
        store.load(path)
        answer = store.check(all=True)
        assert [finding.rule for finding in answer.findings] == wanted
        assert answer.conforms is not bool(wanted)
        assert said in "".join(finding.message for finding in answer.findings) or not wanted
        store.delete(str(path))


def test_a_value_is_of_its_description_s_type(store: Store, tmp_path: Path) -> None:
    """The status is a text; described as a number, it is none."""
    number = TOOL.replace("{name: status, valueType: string}", "{name: status, valueType: int}")
    (finding,) = checked(store, tmp_path, number).findings
    assert (finding.rule, finding.message) == (
        "value-type",
        "status is 'completed', which is not of type int",
    )


def test_equal_paths_under_several_authorities_are_a_warning(store: Store, tmp_path: Path) -> None:
    """Two nodes, one path: perhaps one file. It conforms all the same."""
    other = job(2)
    other["system"]["platform"]["node"] = "wn102"
    store.load(written(tmp_path, "one.json", [job(1)]))
    assert store.check(all=True).findings == ()
    store.load(written(tmp_path, "two.json", [other]))
    answer = store.check(all=True)
    assert {(finding.rule, finding.severity) for finding in answer.findings} == {
        ("same-path", "warning")
    }
    assert answer.conforms
    assert "wn101, wn102" in answer.findings[0].message


def test_single_elements_are_checked(store: Store, tmp_path: Path) -> None:
    """What is named is checked, with a file the activity that made it, and nothing else."""
    store.describe(written(tmp_path, "tool.yaml", TOOL))
    store.load(written(tmp_path, "jobs.json", [job(1), job(2, output=[])]))
    assert store.check(job(1)["activity_uuid"]).findings == ()
    (finding,) = store.check(job(2)["activity_uuid"]).findings
    assert finding.rule == "role-missing"
    (finding,) = store.check(f"urn:uuid:{job(2)['activity_uuid']}_status").findings
    assert finding.rule == "role-missing"


def test_jobs_without_description_are_not_held_against_any(store: Store, tmp_path: Path) -> None:
    """They are counted, and nothing is found."""
    store.load(written(tmp_path, "jobs.json", [job(1, output=[])]))
    answer = store.check(all=True)
    assert (answer.checked, answer.described, answer.findings) == (1, 0, ())


@pytest.mark.usefixtures("environment")
def test_the_command_answers_people_and_programs(store: Store, tmp_path: Path) -> None:
    """What, where, which rule; the schema holds; the exit status is 1, 0 when all conform."""
    checked(store, tmp_path, output=[])
    result = CliRunner().invoke(main, ["check", "--all"])
    assert result.exit_code == 1
    first, second, *_, last = result.stdout.splitlines()
    assert first == f"{NAME}  [urn:uuid:{job(1)['activity_uuid']}]"
    assert second.startswith("  error role-missing: no entity was generated in role 'dl1.tel")
    assert last == "1 activity, 1 with a description: 1 error"
    result = CliRunner().invoke(main, ["check", "--all", "--json"])
    schema = json.loads((ROOT / "docs/schemas/check.json").read_text())
    jsonschema.validate(json.loads(result.stdout), schema)
    assert (result.exit_code, json.loads(result.stdout)["conforms"]) == (1, False)
    store.load(written(tmp_path, "good.json", [job(2)]))
    good = CliRunner().invoke(main, ["check", job(2)["activity_uuid"]])
    assert good.exit_code == 0
    assert good.stdout == "1 activity, 1 with a description: all conform\n"
    assert CliRunner().invoke(main, ["check"]).exit_code == 2


@pytest.mark.usefixtures("environment")
def test_describe_answers_people_and_programs(store: Store, tmp_path: Path) -> None:
    """A line on the file, changes below it, notes on stderr; the schema holds."""
    store.load(written(tmp_path, "job.json", [job(1), job(2, "0.5")]))
    result = CliRunner().invoke(main, ["describe", str(EXAMPLE)])
    assert result.stdout == f"{EXAMPLE}: loaded; it describes 1 job\n"
    assert "not in version 0.5" in result.stderr
    result = CliRunner().invoke(main, ["describe", str(EXAMPLE), "--json"])
    schema = json.loads((ROOT / "docs/schemas/describe.json").read_text())
    jsonschema.validate(json.loads(result.stdout), schema)
    assert CliRunner().invoke(main, ["describe"]).exit_code == 2
    bad = CliRunner().invoke(main, ["describe", str(written(tmp_path, "b.yaml", "x: 1\n"))])
    assert (bad.exit_code, bad.stdout) == (1, "")
    assert "b.yaml: line 1: x: unknown field" in bad.stderr


@pytest.mark.usefixtures("environment")
def test_a_draft_can_be_described_as_it_is(store: Store, tmp_path: Path) -> None:
    """What jobs have done, as YAML; described unchanged, they all conform to it."""
    other = job(4, activity_name="other", input=[EVENTS, {**EVENTS, "url": "/b.fits"}])
    jobs = [job(1), job(2, output=[]), job(3, "0.10"), other]
    store.load(written(tmp_path, "jobs.json", jobs))
    text = CliRunner().invoke(main, ["describe", "--from-jobs"]).stdout
    reading = read(text.encode(), "draft")
    assert {(activity.name, activity.version) for activity in reading.activities} == {
        (NAME, "0.6.2"),
        (NAME, "0.10"),
        ("other", "0.6.2"),
    }
    mine = next(
        activity
        for activity in reading.activities
        if (activity.name, activity.version) == (NAME, "0.6.2")
    )
    assert {(r.role, r.multiplicity) for r in mine.generates} == {
        ("dl1.tel.evt.muon", "0..1"),
        ("status", "1"),
    }
    assert {(p.name, p.value_type) for p in mine.parameters} == {
        ("MuonDisplayerTool.events", "string"),
        ("MuonDisplayerTool.threshold", "real"),
    }
    assert store.describe(written(tmp_path, "draft.yaml", text)).jobs == len(jobs)
    answer = store.check(all=True)
    assert (answer.described, answer.findings) == (len(jobs), ())
    only = CliRunner().invoke(main, ["describe", "--from-jobs", "other"]).stdout
    assert [activity.name for activity in read(only.encode(), "draft").activities] == ["other"]
    assert CliRunner().invoke(main, ["describe", "--from-jobs", "nobody"]).exit_code == 1
