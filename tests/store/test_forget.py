"""Forgetting: a person's names are in no property any more, and all lineage stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import NotFoundError, SelectorError
from provgraph.forgetting import steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provgraph.store import Store

CASES = Path(__file__).parents[1] / "data" / "cases" / "safety"
WRITER, READER = (f"93fc2206-59de-4852-868d-ec045ec25d1{n}" for n in range(2))
LONG = "of the Institute for Long Names " * 10
NAMES = ("Jane Doe", "jdoe", "jane@example.org")
SECRETS = ("jdoe", "Jane", "Doe", "jane@")

Cypher = "Callable[..., list[dict[str, Any]]]"


def job(uuid: str | None, hour: int, **files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the record of a job, which names its user in many places."""
    return {
        "activity_name": "ctapipe-process",
        **({"activity_uuid": uuid} if uuid else {}),
        "status": "completed",
        "start": {"time_utc": f"2026-01-01T{hour:02}:00:00.000"},
        "stop": {"time_utc": f"2026-01-01T{hour:02}:30:00.000"},
        "system": {
            "platform": {"node": "wn042"},
            "environment": {"USER": "jdoe", "LANG": "C"},
            "arguments": ["tool", "--out=/data/jdoe/x.h5"],
        },
        "config": {"Tool": {"jdoe": {"owner": "jdoe"}, "note": f"for Jane Doe {LONG}"}},
        "input": [],
        "output": [],
        **files,
    }


META = {"CTA CONTACT NAME": "Jane Doe", "CTA CONTACT EMAIL": "jane@example.org"}
FILE = "/data/jdoe/x.h5"
LOGS = {
    "writer.log": [job(WRITER, 1, output=[{"url": FILE, "reference_meta": META}])],
    "reader.log": [job(READER, 2, input=[{"url": FILE}]), job(None, 3, input=[{"url": FILE}])],
}
DOCUMENT = """document
  prefix ex <http://example.org/>
  prefix jdoe <http://example.org/~jdoe/>
  entity(ex:paper, [prov:label="by Jane Doe", jdoe:note="x"])
  agent(jdoe:me, [prov:type='prov:Person', ex:name="Jane Doe", ex:email="jane@example.org"])
  wasAttributedTo(ex:paper, jdoe:me)
  wasDerivedFrom(ex:paper, ex:data)
  bundle jdoe:b
    entity(ex:data, [ex:owner="jdoe"])
  endBundle
endDocument
"""


def everything(cypher: Callable[..., list[dict[str, Any]]]) -> str:
    """Return all properties of all nodes and relationships."""
    rows = cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
    rows += cypher("MATCH ()-[r]->() RETURN type(r) AS l, properties(r) AS p")
    return "\n".join(sorted(map(str, rows)))


@pytest.fixture
def files(store: Store, tmp_path: Path) -> list[Path]:
    """Load logs and a document from the home of a user, and return the files."""
    folder = tmp_path / "home" / "jdoe"
    folder.mkdir(parents=True)
    texts = {name: json.dumps(records) for name, records in LOGS.items()}
    paths = []
    for name, text in {**texts, "paper.provn": DOCUMENT}.items():
        (folder / name).write_text(text)
        paths.append(folder / name)
    assert {result.status for result in store.load_all(paths)} == {"loaded"}
    store.add_filesystem("/data/jdoe", name="jdoe-files")
    store.set_clock_tolerance(3, host="jdoe-laptop")
    return paths


def shape(store: Store) -> list[tuple[int, int]]:
    """Return how many nodes and relations the lineages of all elements have, upwards and down."""
    ids = [element.id for element in store.find(limit=500).found]
    found = [
        store.lineage(name, direction=direction, follow="all")
        for name in ids
        for direction in ("up", "down")
    ]
    return sorted((len(answer.nodes), len(answer.relations)) for answer in found)


def test_names_are_in_no_property(
    store: Store, files: list[Path], cypher: Callable[..., list[dict[str, Any]]]
) -> None:
    """All names go, also those that only an agent tells; the lineage has the same shape."""
    before, document = shape(store), store.documents("paper.provn")[0]
    answer = store.forget(*NAMES[:2])
    assert (answer.records, answer.documents) == (3, 1)
    assert "jane@example.org" in answer.names
    text = everything(cypher)
    assert [secret for secret in SECRETS if secret in text] == []
    assert shape(store) == before
    assert len(files) == 3
    nodes = {node.id for node in store.lineage(READER).nodes}
    assert f"urn:uuid:{WRITER}" in nodes
    exported = store.export(documents=[document.id]).get_provn()
    assert len(set(re.findall(r"e-mail-\w+", exported))) == 1
    assert len(list(store.records(all=True))) == 3
    assert cypher("MATCH (p:PendingForgetting) RETURN p") == []
    (mount,) = store.filesystems()
    assert "jdoe" not in mount.prefix
    assert store.forget(*NAMES).replaced == ()


def test_the_graph_is_that_of_the_changed_logs(
    store: Store, files: list[Path], tmp_path: Path, cypher: Callable[..., list[dict[str, Any]]]
) -> None:
    """After forgetting, the graph equals that of logs with the pseudonyms, loaded anew."""
    store.forget(*NAMES)
    records = list(store.records(all=True))
    exported = store.export(all=True)
    cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    (tmp_path / "new.log").write_text(json.dumps([r for r in records if "activity_uuid" in r]))
    store.load(tmp_path / "new.log")
    wanted = {str(r) for r in store.export(all=True).get_records() if "environment" not in str(r)}
    assert len(files) == 3
    assert {r for r in wanted if "file:" not in r} <= {str(r) for r in exported.get_records()}


def test_the_same_files_do_not_bring_the_names_back(
    store: Store, files: list[Path], cypher: Callable[..., list[dict[str, Any]]]
) -> None:
    """Files that were loaded before are unchanged, with a note; another log is new."""
    store.forget(*NAMES)
    results = list(store.load_all(files, rehash=True))
    assert {result.status for result in results} == {"unchanged"}
    assert all(any("forgotten" in note for note in result.notes) for result in results)
    text = "\n".join(line for line in everything(cypher).splitlines() if "'sources'" not in line)
    text = "\n".join(line for line in text.splitlines() if "'File'" not in line)
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("killed_at", ["_forget_records", "documents", "remaining"])
def test_an_interrupted_command_is_finished(
    store: Store,
    files: list[Path],
    cypher: Callable[..., list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    killed_at: str,
) -> None:
    """Killed in any step, the next call without names finishes it, with the same pseudonyms.

    Its progress counts what is left to do.
    """

    class KilledError(Exception):
        """The process ends here."""

    def kill(*_: object, **__: object) -> int:
        raise KilledError

    with monkeypatch.context() as patch:
        if killed_at == "_forget_records":
            patch.setattr(steps, killed_at, kill)
        else:
            patch.setattr(getattr(steps, killed_at), "forget", kill)
        with pytest.raises(KilledError):
            store.forget(*NAMES)
    done: list[int] = []

    def progress(numbers: Iterable[int], total: int) -> Iterable[int]:
        seen = list(numbers)
        done.extend((len(seen), total))
        return seen

    store.forget(progress=progress)
    assert done[0] == done[1]
    assert bool(done[0]) is (killed_at != "remaining")
    text = everything(cypher)
    assert [secret for secret in SECRETS if secret in text] == []
    users = set(re.findall(r"/data/(user-\w+)/x.h5", text))
    assert len(users) == 1
    assert len(files) == 3
    with pytest.raises(NotFoundError, match="interrupted"):
        store.forget()


def test_others_keep_their_names(store: Store, files: list[Path]) -> None:
    """Another user, another person and words that hold the name as a part stay."""
    lines = ("prefix ex <http://example.org/>", 'entity(ex:jdoel, [ex:by="Jane Roe"])')
    other = "\n".join(("document", *lines, "endDocument"))
    loaded = store.load(other.encode(), name="other.provn")
    store.forget(*NAMES)
    text = store.export(documents=loaded.documents).get_provn()
    assert "ex:jdoel" in text
    assert "Jane Roe" in text
    assert len(files) == 3


def test_the_cases_are_forgotten(store: Store, cypher: Callable[..., list[dict[str, Any]]]) -> None:
    """The person of the cases is known by what the agent tells of her, ORCID and phone too."""
    store.load(str(CASES / "redact.json"))
    answer = store.forget("erika@musterfrau.example", "emuster")
    assert {"Erika Musterfrau", "Musterfrau", "0000-0002-1825-0097"} <= set(answer.names)
    text = everything(cypher)
    for secret in ("Erika", "Musterfrau", "emuster", "1825-0097", "1234567"):
        assert secret not in text


@pytest.mark.usefixtures("environment", "files")
def test_the_command_says_what_it_does() -> None:
    """A dry run lists the names; then the numbers of places are shown, and what to do next."""
    dry = CliRunner().invoke(main, ["forget", "--dry-run", "jdoe", "Jane Doe"])
    assert dry.exit_code == 0
    assert "jane@example.org" in dry.stdout.splitlines()
    result = CliRunner().invoke(main, ["forget", "jdoe", "Jane Doe"])
    assert result.exit_code == 0
    assert re.search(r"\d+ users? \(\d+ places\)", result.stdout)
    assert "neo4j compact" in result.stderr
    short = CliRunner().invoke(main, ["forget", "jd"])
    assert short.exit_code == 1
    assert "longer name" in short.stderr


def test_a_short_name_is_refused(store: Store) -> None:
    """Two letters, and words of the vocabulary, stand for too much."""
    for name in ("jd", "cta", "prov"):
        with pytest.raises(SelectorError, match="longer name"):
            store.forget(name)
