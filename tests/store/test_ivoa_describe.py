"""Descriptions: written by people, attached to jobs, the same graph in whatever order."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import provgraph
from provgraph import serialisers
from provgraph.descriptions import describe, jobs
from provgraph.errors import IvoaError, LoadError, ReadError
from provgraph.ivoa.descriptions import description_objects
from provgraph.ivoa.file import ActivityPart, DatasetPart, Descriptions, RolePart, read
from provgraph.ivoa.prov_mapping import ivoa_objects
from tests.support.described_jobs import EXAMPLE, NAME, job, written
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provgraph.graph.connection import Connection, Target
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

CHAIN = Path(__file__).parents[1] / "data" / "ctapipe"
WIPE = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n"
OTHER = """
activities:
  - name: ctapipe-display-muons
    uses:
      - {role: dl0.sub.evt, entity: protons_events}
    generates:
      - {role: status}
    parameters:
      - {name: threshold, valueType: real}
    configFiles:
      - {name: camera.yaml, contentType: text/yaml}
  - name: other-tool
    version: 0.6.2
datasets:
  - name: protons_events
    description: Simulated proton events
    contentType: application/x-simtel
"""


def take(store: Store, path: Path) -> None:
    """Describe a descriptions file, load any other."""
    if path.suffix == ".yaml":
        store.describe(path)
    else:
        store.load(path)


def bookkeeping(cypher: Cypher) -> list[str]:
    """Return the definitions, and which documents make them."""
    rows = cypher(
        "MATCH (v:Definition) WHERE v.content IS NOT NULL OPTIONAL MATCH (n)-[r]->(v)"
        " RETURN v.key AS key, v.content AS content, coalesce(n.id, n.key) AS from, type(r) AS type"
    )
    return sorted(map(repr, rows))


def linked(cypher: Cypher) -> set[tuple[str, str, str]]:
    """Return the descriptions of things, as their names: start, description, role."""
    rows = cypher(
        "MATCH (x:Element)-[r:IS_DESCRIBED_BY]->(y:Element)"
        " RETURN coalesce(x.name, x.uri) AS x, y.uri AS y, r.role AS role"
    )
    return {(row["x"], row["y"].removeprefix("urn:provgraph:"), row["role"] or "") for row in rows}


def muons(store: Store, tmp_path: Path, *, first: bool) -> None:
    """Put the example's description and one job, in either order."""
    steps = [EXAMPLE, written(tmp_path, "job.json", [job(1)])]
    for path in steps if first else reversed(steps):
        take(store, path)


@pytest.mark.parametrize("first", [True, False], ids=["description first", "job first"])
def test_a_job_is_tied_to_its_description(
    store: Store, cypher: Cypher, tmp_path: Path, *, first: bool
) -> None:
    """Activity, usage, generation, entities and parameters have their descriptions."""
    muons(store, tmp_path, first=first)
    version = f"{NAME}/0.6.2"
    assert linked(cypher) == {
        (NAME, f"activity-description:{version}", ""),
        (NAME, f"usage-description:{version}/dl0.sub.evt/protons_events", "dl0.sub.evt"),
        (NAME, f"generation-description:{version}/dl1.tel.evt.muon/muons", "dl1.tel.evt.muon"),
        (NAME, f"generation-description:{version}/status/status", "status"),
        ("proton.simtel.gz", "entity-description:protons_events", ""),
        ("muons.hdf5", "entity-description:muons", ""),
        ("status", "entity-description:status", ""),
        ("events", f"parameter-description:{version}/events", ""),
        ("outfile", f"parameter-description:{version}/outfile", ""),
    }
    rows = cypher(
        "MATCH (:Activity)-[r:WAS_CONFIGURED_BY]->(p:Parameter)"
        " RETURN p.name AS name, p.value AS value, r.`voprov:artefactType` AS type"
    )
    assert {(row["name"], row["value"], row["type"]) for row in rows} == {
        ("events", "proton.simtel.gz", "Parameter"),
        ("outfile", "muons.hdf5", "Parameter"),
    }


def test_the_graph_is_as_the_issue_writes_it(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """`(:Activity)-[:IS_DESCRIBED_BY]->(:ActivityDescription)`, with the description's fields."""
    muons(store, tmp_path, first=True)
    rows = cypher(
        "MATCH (:Activity)-[:IS_DESCRIBED_BY]->(d:ActivityDescription)"
        " RETURN d.name AS name, d.`voprov:version` AS version, d.`voprov:type` AS type"
    )
    assert rows == [{"name": NAME, "version": "0.6.2", "type": "Reconstruction"}]
    (agent,) = cypher("MATCH (a:Agent:Organization) RETURN a.uri AS uri, a.label AS label")
    assert agent == {"uri": "urn:provgraph:agent:CTAO", "label": "CTA Observatory"}


def test_every_order_makes_the_same_graph(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Descriptions and jobs in 20 random orders, some of them twice: one graph."""
    paths = [
        EXAMPLE,
        written(tmp_path, "other.yaml", OTHER),
        written(tmp_path, "one.json", [job(1), job(2)]),
        written(tmp_path, "two.json", [job(3, "0.7.0"), job(4, "0.8", config={})]),
        written(tmp_path, "three.json", [job(5, activity_name="other-tool"), job(1)]),
    ]
    orders = random.Random(4)  # noqa: S311  # a test must be repeatable
    found = []
    for _ in range(20):
        cypher(WIPE)
        for path in [*orders.sample(paths, len(paths)), orders.choice(paths)]:
            take(store, path)
        found.append((graph(cypher), bookkeeping(cypher)))
    for one in found:
        assert one == found[0]
    assert len(linked(cypher)) == 15


def test_links_follow_the_identity_of_files(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Jobs that are joined later through better evidence are described under the new names."""
    logs = sorted(CHAIN.glob("1*"))
    for log in logs:
        store.load(log)
    draft = written(tmp_path, "draft.yaml", store.draft())
    orders = random.Random(7)  # noqa: S311  # a test must be repeatable
    found = []
    for _ in range(4):
        cypher(WIPE)
        for path in orders.sample([*logs, draft], len(logs) + 1):
            take(store, path)
        found.append(graph(cypher))
    for one in found:
        assert one == found[0]
    rows = cypher(
        "MATCH (:Element {name: 'gamma_merged6.DL2.h5'})-[:IS_DESCRIBED_BY]->(d)"
        " RETURN d.name AS name"
    )
    assert "data product to merge" in {row["name"] for row in rows}
    assert store.check(all=True).conforms


def test_deleting_the_description_leaves_the_jobs(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """Without description the graph is that of the jobs alone; describing brings it back."""
    path = written(tmp_path, "job.json", [job(1), job(2)])
    store.load(path)
    alone = graph(cypher)
    store.describe(EXAMPLE)
    both = graph(cypher)
    store.delete(str(EXAMPLE))
    assert graph(cypher) == alone
    assert not cypher("MATCH (n:Definition) RETURN n")
    store.describe(EXAMPLE)
    assert graph(cypher) == both


def test_deleting_the_jobs_leaves_the_description(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """With the jobs go their links, parameters included."""
    store.describe(EXAMPLE)
    alone = graph(cypher)
    path = written(tmp_path, "job.json", [job(1), job(2)])
    store.load(path)
    store.delete(str(path))
    assert graph(cypher) == alone


def test_links_go_with_their_ends_only(store: Store, tmp_path: Path) -> None:
    """The derived document cannot be deleted by itself."""
    muons(store, tmp_path, first=True)
    (derived,) = [document.id for document in store.documents() if document.format == "described"]
    with pytest.raises(LoadError, match="delete the job or the description"):
        store.delete(derived)


def test_describing_again_changes_nothing(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """The same file twice: unchanged, the same graph, the jobs counted."""
    muons(store, tmp_path, first=False)
    before = graph(cypher)
    again = store.describe(EXAMPLE)
    assert (again.status, again.changes, again.jobs) == ("unchanged", (), 1)
    assert graph(cypher) == before


def test_an_updated_file_replaces_what_it_said(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """Changes are reported, and links to removed definitions are deleted."""
    path = written(tmp_path, "muons.yaml", EXAMPLE.read_text())
    store.describe(path)
    store.load(written(tmp_path, "job.json", [job(1)]))
    text = EXAMPLE.read_text().replace("Muon reconstruction", "Rings").replace("outfile", "output")
    answer = store.describe(written(tmp_path, "muons.yaml", text.partition("agents:")[0]))
    assert answer.status == "updated"
    assert answer.changes == (
        f"changed activity {NAME} 0.6.2: description, parameters",
        "removed agent CTAO",
    )
    (row,) = cypher("MATCH (d:ActivityDescription) RETURN d.`voprov:description` AS text")
    assert row["text"] == "Rings"
    assert {x for x, y, _ in linked(cypher) if y.startswith("parameter")} == {"events"}
    assert not cypher("MATCH (p:Parameter {name: 'outfile'}) RETURN p")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "Muon reconstruction",
            "Rings",
            f"activity {NAME} 0.6.2 conflicts with the description in",
        ),
        ("Reconstructed muons", "Rings", "dataset muons conflicts with the description in"),
        ("CTA Observatory", "CTA", "agent CTAO conflicts with the description in"),
    ],
)
def test_a_second_definition_is_an_error(  # noqa: PLR0913, PLR0917
    store: Store, cypher: Cypher, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Another file that says otherwise is refused, names the first, and changes nothing."""
    store.describe(EXAMPLE)
    before = graph(cypher), bookkeeping(cypher)
    other = EXAMPLE.read_text().replace(old, new)
    with pytest.raises(IvoaError, match=said) as caught:
        store.describe(written(tmp_path, "other.yaml", other))
    assert str(EXAMPLE) in str(caught.value)
    assert (graph(cypher), bookkeeping(cypher)) == before


def test_an_equal_definition_is_shared(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Two files may say the same; it goes with the last of them."""
    store.describe(EXAMPLE)
    before = len(bookkeeping(cypher))
    other = written(tmp_path, "copy.yaml", EXAMPLE.read_text())
    assert store.describe(other).status == "loaded"
    store.delete(str(EXAMPLE))
    assert len(bookkeeping(cypher)) == before
    store.delete(str(other))
    assert not bookkeeping(cypher)


def test_descriptions_are_a_document(store: Store, tmp_path: Path) -> None:
    """They are exported as PROV, and loaded elsewhere they are the same objects."""
    store.describe(EXAMPLE)
    written_out = serialisers.serialise(store.export(documents=[str(EXAMPLE)]), "provn").text
    store.delete(str(EXAMPLE))
    store.load(written(tmp_path, "descriptions.provn", written_out))
    instances = ivoa_objects(store.export(all=True))
    expected = description_objects(read(EXAMPLE.read_bytes(), str(EXAMPLE)))
    assert sorted(map(repr, instances)) == sorted(map(repr, expected))
    kinds = {type(one).__name__ for one in instances}
    assert kinds >= {"ActivityDescription", "UsageDescription", "ValueDescription", "Agent"}


def test_python_objects_describe(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Objects say what a file says; the same source again replaces them."""
    store.load(written(tmp_path, "job.json", [job(1)]))
    role = RolePart(role="dl0.sub.evt", entity="events", multiplicity="0..1")
    activity = ActivityPart(name=NAME, version="0.6.2", uses=(role,))
    events = DatasetPart(name="events", content_type="application/x-simtel")
    answer = store.describe(Descriptions(activities=(activity,), datasets=(events,)))
    assert (answer.status, answer.jobs) == ("loaded", 1)
    assert ("proton.simtel.gz", "entity-description:events", "") in linked(cypher)
    again = store.describe(Descriptions(activities=(ActivityPart(name=NAME),)))
    assert again.changes[0] == f"added activity {NAME}"
    with pytest.raises(IvoaError, match=r"uses\[0\].entity: 'events' is not described"):
        store.describe(Descriptions(activities=(activity,)))


def test_a_job_without_description_loads_and_is_said(store: Store, tmp_path: Path) -> None:
    """Only where the name is described in another version, or without that role."""
    path = written(tmp_path, "job.json", [job(1)])
    assert store.load(path).notes == ()
    store.describe(EXAMPLE)
    other = store.load(written(tmp_path, "two.json", [job(2, "0.7.0")]))
    assert other.status == "loaded"
    (note,) = other.notes
    assert note.endswith(f"{NAME} is described in version 0.6.2, not in version 0.7.0")
    (note,) = store.load(written(tmp_path, "three.json", [job(3)])).notes
    assert note.endswith(f"{NAME}: a usage in role 'resource' is not described")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("activities:\n  - version: 1\n", "line 2: activities[0].name: this field is required"),
        ("activities:\n  - name: a\n    nmae: b\n", "line 3: activities[0].nmae: unknown field"),
        ("datasets:\n  - name: a\n", "line 2: datasets[0].contentType: this field is required"),
        ("values:\n- name: a\n  valueType:\n", "line 3: values[0].valueType: must be a string"),
        ("agents:\n- {id: a, name: b, type: c}\n", "line 2: agents[0].type: Input should be"),
        (
            "activities:\n- name: a\n  uses:\n  - role: x\n    entity: y\n",
            "line 5: activities[0].uses[0].entity: 'y' is not described in this file",
        ),
        (
            "activities:\n- name: a\n  uses:\n  - role: x\n  - role: x\n",
            "line 5: activities[0].uses[1]: already described above",
        ),
        (
            "activities:\n- name: a\n  uses:\n  - role: x\n    multiplicity: few\n",
            "line 5: activities[0].uses[0].multiplicity: multiplicity 'few'",
        ),
        ("activities:\n- {name: a, version: 1}\n- {name: a, version: 1}\n", "already described"),
        ("entities: [{name: a}]\nvalues: [{name: a, valueType: b}]\n", "more than once: a"),
        ("activities:\n- name: a\n  name: b\n", "line 3: 'name' is repeated"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: [1", "line 1: neither YAML nor JSON"),
        ("- 1", "not a descriptions file"),
        ("", "the file is empty"),
        ("# nothing", "not a descriptions file"),
        ("[" * 5000, "neither YAML nor JSON"),
        ('{"agents": [\n\t{"id": "a"}]}', "line 2: agents[0].name: this field is required"),
    ],
)
def test_a_bad_file_is_said_with_line_and_field(
    store: Store, cypher: Cypher, tmp_path: Path, text: str, said: str
) -> None:
    """What is against the schema is one line an error, and nothing is written."""
    with pytest.raises(ReadError) as caught:
        store.describe(written(tmp_path, "bad.yaml", text))
    assert said in str(caught.value)
    assert not cypher("MATCH (n:Document) RETURN n")


def test_json_is_read_as_well(store: Store, tmp_path: Path) -> None:
    """Numbers are the texts that were written, null is nothing, tabs may indent."""
    text = '{\n\t"activities": [{"name": "caf\\u00e9 \\ud83d\\ude00", "version": 0.10,\n'
    text += '\t"docurl": null}]}'
    answer = store.describe(written(tmp_path, "a.json", text))
    assert answer.status == "loaded"
    element = store.show("urn:provgraph:activity-description:caf%C3%A9%20%F0%9F%98%80/0.10")
    assert element.properties["voprov:version"] == ("0.10",)
    assert element.label == "café \U0001f600"


def test_loaders_and_describers_at_once_miss_nothing(
    store: Store, target: Target, cypher: Cypher, tmp_path: Path
) -> None:
    """Jobs loaded while their description is written get their links, whichever was first."""
    logs = [written(tmp_path, f"{n}.json", [job(n)]) for n in range(8)]
    for _ in range(3):
        cypher(WIPE)
        with ThreadPoolExecutor(5) as pool:
            steps = [*logs[:4], EXAMPLE, *logs[4:]]
            list(pool.map(lambda path: _alone(target, path), steps))
        found = graph(cypher)
        rows = cypher("MATCH (a)-[:IS_DESCRIBED_BY]->(:ActivityDescription) RETURN a.uri AS uri")
        assert len(rows) == len(logs)
        store.describe(EXAMPLE)
        assert graph(cypher) == found


def _alone(target: Target, path: Path) -> None:
    with provgraph.connect(target.uri, username=target.username, password=target.password) as own:
        take(own, path)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page be two jobs, and link one in a transaction."""
    monkeypatch.setattr(jobs, "JOBS", 2)
    monkeypatch.setattr(describe, "_JOBS", (1,))


def interrupted(numbers: Iterable[int], total: int) -> Iterator[int]:
    """Show progress until Ctrl-C, after the third job."""
    assert total == 5
    yield from islice(numbers, 3)
    raise KeyboardInterrupt


def counting(seen: list[int]) -> Callable[[Iterable[int], int], Iterator[int]]:
    """Return a progress that notes of how many jobs it is told."""

    def progress(numbers: Iterable[int], total: int) -> Iterator[int]:
        done = list(numbers)
        seen.extend((len(done), total))
        yield from done

    return progress


def test_a_page_of_jobs_has_a_limited_size(
    store: Store, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five hundred merges of a thousand files are no page: their files' facts count, too."""
    store.load(written(tmp_path, "jobs.json", [job(number) for number in range(5)]))
    whole = [*jobs.job_pages(connection, None, 5)]
    assert [len(page) for page in whole] == [5]
    monkeypatch.setattr(jobs, "FACTS_PER_PAGE", 1)
    single = [*jobs.job_pages(connection, None, 5)]
    named = [*jobs.job_pages(connection, set(whole[0].values()), 5)]
    assert [len(page) for page in single] == [len(page) for page in named] == [1] * 5
    assert {id_: name for page in single for id_, name in page.items()} == whole[0]
    assert "Drafted from 5 jobs" in store.draft()


@pytest.mark.usefixtures("small_pages")
def test_an_interrupted_description_goes_on(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Ctrl-C leaves the links of some jobs; the second run looks at the others alone."""
    store.load(written(tmp_path, "jobs.json", [job(number) for number in range(5)]))
    with pytest.raises(KeyboardInterrupt):
        store.describe(EXAMPLE, progress=interrupted)
    assert len(links_of_jobs(cypher)) == 3
    seen: list[int] = []
    answer = store.describe(EXAMPLE, progress=counting(seen))
    assert (answer.status, answer.jobs, seen) == ("unchanged", 5, [2, 2])
    resumed = graph(cypher)
    seen.clear()
    assert store.describe(EXAMPLE, progress=counting(seen)).jobs == 5
    assert seen == [5, 5]
    store.delete(str(EXAMPLE))
    store.describe(EXAMPLE)
    assert graph(cypher) == resumed


@pytest.mark.usefixtures("small_pages")
def test_an_interrupted_update_takes_links_away(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """What the file no longer describes loses its links, though only the first run knew it."""
    path = written(tmp_path, "muons.yaml", EXAMPLE.read_text())
    store.load(written(tmp_path, "jobs.json", [job(number) for number in range(5)]))
    store.describe(path)
    written(tmp_path, "muons.yaml", "activities: [{name: other-tool}]")
    with pytest.raises(KeyboardInterrupt):
        store.describe(path, progress=interrupted)
    assert len(links_of_jobs(cypher)) == 2
    assert store.describe(path).status == "unchanged"
    assert not links_of_jobs(cypher)


@pytest.mark.usefixtures("small_pages")
def test_an_interrupted_deletion_of_a_description_goes_on(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """Deleted again, the jobs are as they were without it."""
    store.load(written(tmp_path, "jobs.json", [job(number) for number in range(5)]))
    alone = graph(cypher)
    store.describe(EXAMPLE)
    with pytest.raises(KeyboardInterrupt):
        store.delete(str(EXAMPLE), progress=interrupted)
    assert len(links_of_jobs(cypher)) == 2
    store.delete(str(EXAMPLE))
    assert graph(cypher) == alone


def test_pages_make_the_same_draft(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether jobs come on one page or on several, and with which progress."""
    configs = ["0.5", "1", "true", "x", "1"]
    records = [job(n, config={"T": {"a": text}}) for n, text in enumerate(configs)]
    store.load(written(tmp_path, "jobs.json", records))
    whole = store.draft()
    seen: list[int] = []
    monkeypatch.setattr(jobs, "JOBS", 2)
    assert store.draft(progress=counting(seen)) == whole
    assert store.draft(NAME) == whole
    assert seen == [5, 5]


def links_of_jobs(cypher: Cypher) -> list[dict[str, Any]]:
    """Return the jobs that are described."""
    return cypher("MATCH (a:Activity)-[:IS_DESCRIBED_BY]->() RETURN DISTINCT a.uri AS uri")


def test_the_python_in_the_docs_runs(
    store: Store,
    cypher: Cypher,
    environment: None,  # noqa: ARG001
) -> None:
    """docs/ivoa.md's objects describe."""
    text = (EXAMPLE.parents[2] / "docs" / "ivoa.md").read_text()
    code = text.partition("```python\n")[2].partition("```")[0]
    exec(compile(code, "docs/ivoa.md", "exec"), {})  # noqa: S102
    assert store.documents()
    assert cypher("MATCH (d:ActivityDescription {name: 'muons'}) RETURN d")


def test_config_files_are_configuration(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """An input with the name of a described configuration file is one of the activity's."""
    store.describe(written(tmp_path, "other.yaml", OTHER))
    store.load(written(tmp_path, "job.json", [job(1)]))
    (row,) = cypher(
        "MATCH (:Activity)-[r:WAS_CONFIGURED_BY]->(f:ConfigFile)-[:IS_DESCRIBED_BY]->"
        "(d:ConfigFileDescription) RETURN f.location AS place, d.`voprov:contentType` AS type"
    )
    assert row["place"].endswith("/scratch/camera.yaml")
    assert row["type"] == "text/yaml"


CASES = Path(__file__).parents[1] / "data" / "cases" / "ivoa"


def test_the_draft_is_described_beside_the_example(store: Store, tmp_path: Path) -> None:
    """What is described already is left out or named otherwise, in whichever order they come."""
    for log in sorted(CHAIN.glob("1*")):
        store.load(log)
    events = {"url": "/scratch/proton.simtel.gz", "role": "dl0.sub.evt"}
    store.load(written(tmp_path, "job.json", [job(1, input=[events])]))
    store.describe(EXAMPLE)
    text = store.draft()
    assert f"# Left out: {NAME} 0.6.2, described in {EXAMPLE}." in text
    drafted = {activity.name for activity in read(text.encode(), "draft").activities}
    assert NAME not in drafted
    store.describe(written(tmp_path, "draft.yaml", text))
    assert store.check(all=True).conforms
    store.delete(str(EXAMPLE))
    store.describe(EXAMPLE)
    named = read(store.draft(NAME).encode(), "draft")
    assert [activity.name for activity in named.activities] == [NAME]


def test_a_name_that_is_taken_gets_a_number(store: Store, tmp_path: Path) -> None:
    """A kind of entity that another file defines otherwise is not defined again."""
    other = "datasets:\n  - {name: resource, contentType: application/fits}\n"
    store.describe(written(tmp_path, "other.yaml", other))
    same = "datasets:\n  - {name: dl0.sub.evt, contentType: application/x-simtel, type: x}\n"
    store.describe(written(tmp_path, "same.yaml", same))
    store.load(written(tmp_path, "job.json", [job(1)]))
    text = store.draft()
    datasets = {d.name: d for d in read(text.encode(), "draft").datasets}
    assert datasets["resource 2"].content_type == "application/yaml"
    assert datasets["dl0.sub.evt"].type == "x"
    assert store.describe(written(tmp_path, "draft.yaml", text)).jobs == 1
    assert store.check(all=True).findings == ()


def test_the_status_is_not_held_against_a_description(store: Store) -> None:
    """Each job gets one, which provgraph adds: no description has to mention it."""
    result = [store.load(log) for log in sorted(CHAIN.glob("10_*"))]
    assert result
    described = store.describe(CASES / "status_unexpected.yaml")
    assert described.jobs > 0
    assert not [note for note in described.notes if "status" in note]
    answer = store.check(all=True)
    assert "status" not in " ".join(finding.message for finding in answer.findings)


def test_an_entity_without_role_has_the_one_that_can_be_meant(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """Old logs give no roles: a file is that of the only role with its content type."""
    description = """
activities:
  - name: ctapipe-display-muons
    uses: [{role: events, entity: events, multiplicity: 1}]
    generates:
      - {role: muons, entity: muons, multiplicity: 1}
      - {role: plot, entity: plot, multiplicity: 0..1}
datasets:
  - {name: events, contentType: application/x-simtel}
  - {name: muons, contentType: application/x-hdf5}
  - {name: plot, contentType: image/png}
"""
    store.describe(written(tmp_path, "roles.yaml", description))
    record = job(1, input=[{"url": "/x/a.simtel.gz"}], output=[{"url": "/x/m.h5"}])
    result = store.load(written(tmp_path, "job.json", [record]))
    assert result.notes == ()
    pairs = {(x, y) for x, y, _ in linked(cypher)}
    assert ("a.simtel.gz", "entity-description:events") in pairs
    assert ("m.h5", "entity-description:muons") in pairs
    assert store.check(all=True).findings == ()
    odd = job(2, input=[{"url": "/x/b.simtel.gz"}], output=[{"url": "/x/odd.txt"}])
    store.load(written(tmp_path, "odd.json", [odd]))
    found = {finding.rule for finding in store.check(all=True).findings}
    assert found == {"role-absent", "role-missing"}


@pytest.mark.usefixtures("environment")
def test_the_command_checks_units(tmp_path: Path) -> None:
    """In a process of its own, which hides numpy from the driver, astropy is found."""
    parameters = "[{name: p, valueType: float, unit: parsecs, ucd: meta.id}]"
    text = f"activities:\n  - name: a\n    parameters: {parameters}\n"
    path = written(tmp_path, "units.yaml", text)
    command = [sys.executable, "-m", "provgraph", "describe", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (result.returncode, result.stdout) == (0, f"{path}: loaded; it describes 0 jobs\n")
    assert "unit: 'parsecs' is not a unit of VOUnits" in result.stderr
    assert "ucd" not in result.stderr


def test_descriptions_of_nothing_are_put_again(store: Store) -> None:
    """A source that describes nothing yet, or nothing any more, is a document as others are."""
    something = b"activities: [{name: a}]"
    put = [store.describe(text, source="mine") for text in (b"{}", b"{}", something, b"{}")]
    assert [answer.status for answer in put] == ["loaded", "unchanged", "updated", "updated"]
    assert len(store.documents()) == 1
