"""Configuration and software: which activities ran with what, and where two differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import NotFoundError
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
RUN101, RUN102 = "e2ca3949", "41692cc3"


@pytest.fixture
def chain(store: Store) -> Store:
    """Return a store with the chain and the versions' files."""
    for file in sorted(DATA.iterdir()):
        store.load(file)
    return store


def test_every_parameter_is_there(chain: Store) -> None:
    """All leaves of the log's configuration, by path, with their JSON values."""
    config = json.loads(next(DATA.glob("*run101*")).read_text())[0]["config"]
    found = {parameter.path: json.loads(parameter.value) for parameter in chain.parameters(RUN101)}
    assert len(found) > 100
    tool = config["ProcessorTool"]
    assert found["ProcessorTool.log_level"] == tool["log_level"]
    assert found["ProcessorTool.log_config"] == {}
    cleaner = tool["ImageProcessor"]["TailcutsImageCleaner"]
    path = "ProcessorTool.ImageProcessor.TailcutsImageCleaner"
    assert found[f"{path}.picture_threshold_pe"] == cleaner["picture_threshold_pe"]


def test_two_runs_differ_in_their_files(chain: Store) -> None:
    """Runs of one pipeline have the same settings but for number and output."""
    differences = chain.differing_parameters(RUN101, RUN102)
    names = {one.path.rpartition(".")[2]: (one.first, one.second) for one in differences}
    assert names.keys() == {"override_obs_id", "output_path", "provenance_log"}
    assert names["override_obs_id"] == ("101", "102")
    assert chain.differing_parameters(RUN101, RUN101) == []


def test_one_side_may_lack_a_parameter(chain: Store) -> None:
    """Merge and process share no parameter: each is on one side only."""
    differences = chain.differing_parameters(RUN101, "e80a120c")
    assert {one.first is None or one.second is None for one in differences} == {True}
    assert differences


@pytest.mark.parametrize(
    ("path", "value", "count"),
    [
        ("override_obs_id", "101", 1),
        ("SimTelEventSource.override_obs_id", "101", 1),
        ("ThresholdGainSelector.threshold", "4000", 6),
        ("ThresholdGainSelector.threshold", "4000.0", 6),
        ("gain_selector_type", "ThresholdGainSelector", 6),
        ("gain_selector_type", '"ThresholdGainSelector"', 6),
    ],
)
def test_who_ran_with_a_value(chain: Store, path: str, value: str, count: int) -> None:
    """By name or ending of the path; a value is JSON or a text; 4000 is 4000.0."""
    activities = chain.configured_with(path, value)
    assert len({one.id for one in activities}) == count
    starts = [str(one.start) for one in activities]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("name", "version", "count"),
    [
        ("ctapipe", "0.19.0", 3),
        ("ctapipe", "0.19", 3),
        ("ctapipe", "", 28),
    ],
)
def test_who_ran_with_a_software(chain: Store, name: str, version: str, count: int) -> None:
    """Ctapipe and the packages alike; a version's beginning ends at a dot."""
    assert len({activity.id for activity in chain.ran_with(name, version)}) == count


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("overide_obs_id", "101", "no parameter is called 'overide_obs_id': did you mean overr"),
        ("Source.override_obs_id", "101", "no parameter has the path .* did you mean Proc"),
        ("override_obs_id", "999", "no activity ran with override_obs_id=999: .*101"),
        ("force_recompute_dl2", "no", "no activity ran with force_recompute_dl2=no: .*false"),
    ],
)
def test_nobody_ran_with_a_value(chain: Store, path: str, value: str, reason: str) -> None:
    """The error says what is unknown, the name, the path or the value, and what is like it."""
    with pytest.raises(NotFoundError, match=reason):
        chain.configured_with(path, value)


@pytest.mark.parametrize(
    ("name", "version", "reason"),
    [
        ("ctapip", "", "no software is called 'ctapip': did you mean ctapipe"),
        ("ctapipe", "0.1", "no software is ctapipe 0.1: did you mean .*0.11.0"),
        ("nothing", "", "no software is called 'nothing': the store has"),
    ],
)
def test_nobody_ran_with_a_software(chain: Store, name: str, version: str, reason: str) -> None:
    """The error says whether the name or the version is unknown, and what is like it."""
    with pytest.raises(NotFoundError, match=reason):
        chain.ran_with(name, version)


def test_packages_are_agents_shared_by_all(chain: Store, cypher: Cypher) -> None:
    """One node a name and version; a job has one relation to its whole list."""
    record = json.loads(next(DATA.glob("*run101*")).read_text())[0]
    expected = {f"{p['name']} {p['version']}" for p in record["system"]["python"]["packages"]}
    assert {one.label for one in chain.software(RUN101)} == expected | {"ctapipe 0.28.0"}
    numpy = next(text for text in expected if text.startswith("numpy "))
    name, version = numpy.split()
    assert len({one.id for one in chain.ran_with(name, version)}) >= 9
    assert cypher("MATCH (s:SoftwareAgent {label: $label}) RETURN count(s) AS n", label=numpy) == [
        {"n": 1}
    ]
    assert cypher(
        "MATCH (:Activity {key: $key})-[r]->(e) WHERE e:SoftwareAgent OR e.uri CONTAINS $env"
        " RETURN count(r) AS n",
        key=f"urn:uuid:{record['activity_uuid']}",
        env=":environment:",
    ) == [{"n": 2}]


def test_nothing_is_left_when_all_is_deleted(chain: Store, cypher: Cypher) -> None:
    """Settings, packages and environments go with the last job that has them."""
    for document in chain.documents():
        if document.id.startswith("urn:uuid:"):
            chain.delete(document.id)
    assert (
        cypher("MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN labels(n) AS labels")
        == []
    )


def test_a_file_stands_for_the_activity_that_made_it(chain: Store) -> None:
    """Parameters, software and records are those of the activity; an input has none."""
    made = "gamma_run101.dl2.h5"
    assert chain.parameters(made) == chain.parameters(RUN101)
    assert chain.software(made) == chain.software(RUN101)
    assert chain.differing_parameters(made, RUN102) == chain.differing_parameters(RUN101, RUN102)
    assert list(chain.records(made)) == list(chain.records(RUN101))
    with pytest.raises(NotFoundError, match="is not an activity, and no known activity generated"):
        chain.parameters("base_config.yaml")


@pytest.mark.usefixtures("environment", "chain")
def test_the_commands() -> None:
    """For people and for programs, and wrong usage."""
    assert (
        "ProcessorTool.SimTelEventSource.override_obs_id = 101" in run("parameters", RUN101).stdout
    )
    text = run("parameters", RUN101, RUN102).stdout
    assert "- ProcessorTool.SimTelEventSource.override_obs_id = 101\n" in text
    assert "+ ProcessorTool.SimTelEventSource.override_obs_id = 102\n" in text
    assert RUN101 in run("parameters", "--where", "override_obs_id=101").stdout
    assert answer("parameters", "parameters", RUN101)["parameters"]
    assert answer("parameter-differences", "parameters", RUN101, RUN102)["differences"]
    assert answer("runs", "parameters", "--where", "override_obs_id=101")["activities"]
    assert len(answer("runs", "software", "ctapipe", "0.22")["activities"]) == 3
    assert answer("software", "software", "--of", RUN101)["software"]
    assert "ctapipe 0.28.0" in run("software", "--of", RUN101).stdout
    for words in (["parameters"], ["parameters", "--where", "x"], ["software"]):
        assert run(*words).exit_code == 2
