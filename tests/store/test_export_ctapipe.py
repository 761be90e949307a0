"""Export of activities as ctapipe logged them, and without what tells of persons and machines."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import NotFoundError
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from provgraph.store import Store

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
FILES = sorted(DATA.iterdir())
PRIMER = Path(__file__).parents[2] / "examples" / "primer.provn"
UUID = "93fc2206-59de-4852-868d-ec045ec25d1d"
PERSONAL: dict[str, Any] = {
    "activity_name": "ctapipe-process",
    "activity_uuid": UUID,
    "status": "completed",
    "start": {"time_utc": "2026-01-01T00:00:00.000"},
    "stop": {"time_utc": "2026-01-01T00:01:00.000"},
    "system": {
        "executable": "/home/jdoe/env/bin/python",
        "platform": {"node": "wn042.example.org", "machine": "x86_64"},
        "environment": {
            "PATH": "/home/jdoe/bin:/usr/bin",
            "HOME": "/home/jdoe",
            "USER": "jdoe",
            "LOGNAME": "johnd",
        },
        "arguments": ["ctapipe-process", "--mail=jane.doe@example.org", "-o", "/scratch/jdoe/x.h5"],
    },
    "config": {"ProcessorTool": {"note": "for Jane Doe, on wn042.example.org", "owner": "johnd"}},
    "input": [{"url": "/cwd/root:/se01.example.org/store/a.h5", "role": "DL0/Event"}],
    "output": [
        {
            "url": "/scratch/jdoe/x.h5",
            "role": "DL1/Event",
            "reference_meta": {
                "CTA CONTACT NAME": "Jane Doe",
                "CTA CONTACT EMAIL": "jane.doe@example.org",
                "CTA CONTACT ORGANIZATION": "Institute of Doe",
                "contact": {"name": "Max Muster"},
                "CTA PRODUCT ID": "1c1a6113-481a-c0e9-adf3-26a9e3f19ac6",
                "CTA ACTIVITY ID": UUID,
            },
        }
    ],
}
SECRETS = ("jdoe", "johnd", "Jane", "Doe", "Muster", "wn042", "se01", "@example", "/usr/bin")


def texts(values: list[Any]) -> list[str]:
    """Return JSON values as texts that are equal where the values are."""
    return sorted(map(canonical_json, values))


def export(*words: str) -> str:
    """Run `provgraph export` and return what it writes."""
    result = CliRunner().invoke(main, ["export", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def logged(file: Path) -> list[Any]:
    """Return all activities of a log of ours, each once."""
    found: list[Any] = []
    text, decoder = file.read_text().strip(), json.JSONDecoder()
    while text:
        values, end = decoder.raw_decode(text)
        found += values
        text = text[end:].strip()
    return list({canonical_json(value): value for value in found}.values())


@pytest.mark.usefixtures("environment")
def test_all_comes_back_as_it_was(store: Store) -> None:
    """Every activity of every version, put together from its parts, equals the loaded one."""
    for file in FILES:
        store.load(file)
    store.load(PRIMER)
    expected = texts([value for file in FILES for value in logged(file)])
    assert texts(json.loads(export("--all", "--format", "ctapipe"))) == expected
    assert texts(list(store.records(all=True))) == expected


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_document_is_its_activities(store: Store, file: Path) -> None:
    """`--document FILE` gives the activities of that file."""
    store.load(file)
    found = json.loads(export("--document", file.name, "--format", "ctapipe"))
    assert texts(found) == texts(logged(file))


@pytest.mark.usefixtures("environment")
def test_odd_values_come_back(store: Store, tmp_path: Path) -> None:
    """NaN, Infinity, long integers, floats that are whole, keys like our own references."""
    odd = {
        **PERSONAL,
        "config": {"a": math.nan, "b": [math.inf, -math.inf], "c": 10**40, "d": 1.0, "e": -0.0},
        "$ref": {"$ref": "x", "long": ["y" * 300] * 2},
        "unknown": [None, True, "\U0001f52d\t\u2028"],
    }
    (tmp_path / "x.log").write_text(json.dumps([odd]))
    store.load(tmp_path / "x.log")
    (found,) = json.loads(export(UUID[:8], "--format", "ctapipe"))
    assert canonical_json(found) == canonical_json(odd)
    assert isinstance(found["config"]["d"], float)
    assert isinstance(found["config"]["c"], int)


def test_the_last_record_of_an_activity_comes_back(store: Store, tmp_path: Path) -> None:
    """A running activity that finished later is exported as finished."""
    running = {**PERSONAL, "status": "running", "stop": {}}
    for name, value in (("a", running), ("b", PERSONAL)):
        (tmp_path / name).write_text(json.dumps([value]))
        store.load(tmp_path / name)
    assert list(store.records(UUID)) == [PERSONAL]


def test_only_logged_activities_are_exported(store: Store) -> None:
    """Neither a file that no activity made, nor an activity of another format, is a record."""
    store.load(FILES[0])
    store.load(PRIMER)
    with pytest.raises(NotFoundError, match="not an activity, and no known activity generated it"):
        list(store.records("base_config.yaml"))
    with pytest.raises(NotFoundError, match="hold no activity"):
        store.records(documents=[str(PRIMER)])


@pytest.fixture
def personal(store: Store, tmp_path: Path) -> Store:
    """Return a store that holds one job that tells of persons and machines."""
    (tmp_path / "x.log").write_text(json.dumps([PERSONAL]))
    store.load(tmp_path / "x.log")
    return store


@pytest.mark.usefixtures("environment", "personal")
@pytest.mark.parametrize(
    "form", ["ctapipe", "provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld"]
)
@pytest.mark.parametrize("choice", [["--all"], [UUID]], ids=["all", "one"])
def test_redaction_leaves_nothing_personal(form: str, choice: list[str]) -> None:
    """No user, host, contact, e-mail address or PATH is in any format; it says how many are."""
    plain = export(*choice, "--format", form)
    assert "jdoe" in plain
    result = CliRunner().invoke(main, ["export", *choice, "--format", form, "--redact"])
    assert result.exit_code == 0, result.output
    assert [secret for secret in SECRETS if secret in result.stdout] == []
    assert "replaced " in result.stderr
    assert re.search(r"\d hosts \(\d+ places\)", result.stderr)
    assert "docs/personal-data.md" in result.stderr
    assert "ctapipe-process" in result.stdout


@pytest.mark.usefixtures("environment", "personal")
def test_what_is_redacted_stays_a_log(store: Store, tmp_path: Path) -> None:
    """All else is there, what was one stays one, and it loads again."""
    text = export(UUID, "--format", "ctapipe", "--redact")
    (found,) = json.loads(text)
    assert found["start"] == PERSONAL["start"]
    assert "environment" not in found["system"]
    assert found["system"]["platform"]["machine"] == "x86_64"
    assert re.fullmatch(r"host-\w{8}", found["system"]["platform"]["node"])
    (url,) = {found["output"][0]["url"], found["system"]["arguments"][-1]}
    assert re.fullmatch(r"/scratch/user-\w{8}/x.h5", url)
    meta, before = found["output"][0]["reference_meta"], PERSONAL["output"][0]["reference_meta"]
    kept = {name for name in meta if meta[name] == before.get(name)}
    assert kept == {"CTA PRODUCT ID", "CTA ACTIVITY ID"}
    store.delete(f"urn:uuid:{UUID}")
    (tmp_path / "redacted.log").write_text(text)
    assert store.load(tmp_path / "redacted.log").status == "loaded"


@pytest.mark.usefixtures("environment", "personal")
def test_exports_of_one_key_can_be_linked(tmp_path: Path) -> None:
    """Two exports have other pseudonyms, and the same with the same key; a short key is refused."""
    key = tmp_path / "key"
    key.write_bytes(b"0123456789abcdef")
    plain = [export("--all", "--redact") for _ in range(2)]
    keyed = [export("--all", "--redact", "--redact-key", str(key)) for _ in range(2)]
    assert plain[0] != plain[1]
    assert keyed[0] == keyed[1]
    key.write_bytes(b"short\n")
    words = ["export", "--all", "--redact", "--redact-key", str(key)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "16 or more" in result.stderr


@pytest.mark.usefixtures("environment")
def test_redaction_leaves_the_vocabulary_alone(store: Store) -> None:
    """The chain's home is /home/cta: the attributes of the namespace cta keep their names."""
    for file in FILES:
        store.load(file)
    result = CliRunner().invoke(main, ["export", "--all", "--redact", "--format", "json"])
    assert "https://provgraph.readthedocs.io/ns/cta#" in result.stdout
    assert "worker01" not in result.stdout
    assert "jane.doe" not in result.stdout
    assert "Jane Doe" not in result.stdout
