"""The package: what the wheel holds, and what importing it costs."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import date
from importlib import metadata
from pathlib import Path

import yaml
from packaging.licenses import canonicalize_license_expression

import provgraph
from tools import jar_licences
from tools.man_pages import pages

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_all_that_runs(wheel: Path) -> None:
    """Its version is the package's; code, statements, page, jars, types and licence are in it."""
    assert wheel.name.startswith(f"provgraph-{provgraph.__version__}-")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name for name in names if "cypher/" in name} == {
        f"provgraph/{path.relative_to(ROOT)}"
        for path in ROOT.joinpath("cypher").rglob("*.*")
        if "templates" not in path.parts
    }
    modules = {str(path.relative_to(ROOT)) for path in ROOT.joinpath("provgraph").rglob("*.py")}
    assert modules <= names
    assert {"provgraph/py.typed", "provgraph/neo4j_local/neo4j.lock.toml"} <= names
    assert {f"provgraph/render/page.{kind}" for kind in ("html", "css")} <= names
    scripts = ROOT.joinpath("provgraph").rglob("*.js")
    assert {str(path.relative_to(ROOT)) for path in scripts} <= names
    examples = (file for file in ROOT.joinpath("examples").rglob("*") if file.is_file())
    assert {f"provgraph/{file.relative_to(ROOT)}" for file in examples} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith("tests/") for name in names)
    data = {name.partition("/data/share/")[2] for name in names if ".data/data/share/" in name}
    assert {f"man/man1/{name}" for name in pages()} <= data
    assert {
        "bash-completion/completions/provgraph",
        "zsh/site-functions/_provgraph",
        "fish/vendor_completions.d/provgraph.fish",
    } <= data


def test_what_is_said_of_the_package_agrees() -> None:
    """Version, licence and keywords are the same for installers, citations and catalogues."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    catalogue = json.loads((ROOT / "codemeta.json").read_text())
    assert citation["version"] == catalogue["version"] == provgraph.__version__
    assert citation["license"] == catalogue["license"].rpartition("/")[2] == project["license"]
    assert citation["keywords"] == catalogue["keywords"] == project["keywords"]
    assert catalogue["description"] == project["description"]


def test_the_citation_is_valid(tmp_path: Path) -> None:
    """CITATION.cff has the form of the Citation File Format; without authors it has not."""
    text = (ROOT / "CITATION.cff").read_text()
    assert "ok -- validation done" in validation(tmp_path / "a.cff", text)
    assert "'authors' is a required property" in validation(
        tmp_path / "b.cff", text.replace("authors:", "writers:")
    )


def validation(file: Path, text: str) -> str:
    """Return what check-jsonschema says of a text in the Citation File Format."""
    file.write_text(text)
    schema = ("--builtin-schema", "vendor.citation-file-format", "--default-filetype", "yaml")
    return subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "check_jsonschema", *schema, str(file)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def releases(changelog: str) -> list[tuple[tuple[int, ...], date]]:
    """Return version and day of each release in a changelog; no other heading is allowed."""
    headings = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    matches = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\S+)", each) for each in headings[1:]]
    return [
        (tuple(map(int, match.groups()[:3])), date.fromisoformat(match[4]))
        if match
        else ((), date.min)
        for match in matches
    ]


def test_the_changelog_gives_the_version() -> None:
    """The version is that of the latest release, and the first one before any release."""
    listed = releases((ROOT / "CHANGELOG.md").read_text())
    assert listed == sorted(listed, reverse=True)
    assert all(version for version, _ in listed)
    latest = listed[0][0] if listed else (0, 1, 0)
    assert provgraph.__version__ == ".".join(map(str, latest))


def test_releases_are_recognised() -> None:
    """Versions and days are read; a heading in another form is a release without a version."""
    text = "## [Unreleased]\n## [0.10.0] - 2027-02-01\n## [0.9.1] - 2027-01-01\n## 0.1\n"
    assert [version for version, _ in releases(text)] == [(0, 10, 0), (0, 9, 1), ()]


def test_the_licence_of_each_jar_is_listed() -> None:
    """Each locked jar is on the page once, with an SPDX expression; no other is."""
    text = jar_licences.PAGE.read_text()
    rows = dict(re.findall(r"^\| (\S+:\S+:\S+) \| (.*) \|$", text, re.MULTILINE))
    assert sorted(rows) == jar_licences.coordinates(), "run python -m tools.jar_licences"
    for expression in {*rows.values(), *jar_licences.SPDX.values()}:
        assert canonicalize_license_expression(expression) == expression


def test_the_public_names_are_there() -> None:
    """What `__all__` promises can be had."""
    for name in provgraph.__all__:
        assert getattr(provgraph, name)


def test_importing_is_cheap() -> None:
    """`import provgraph` brings neither the driver nor prov."""
    code = "import sys, provgraph; print([m for m in ('neo4j', 'prov') if m in sys.modules])"
    result = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_python_dash_m(tmp_path: Path) -> None:
    """`python -m provgraph` is the command line; it says on which versions it runs."""
    result = subprocess.run(  # our own interpreter
        [sys.executable, "-m", "provgraph", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    lines = result.stdout.splitlines()
    assert lines[0] == f"provgraph, version {provgraph.__version__}"
    assert lines[1].startswith(f"Python {platform.python_version()} on ")
    assert f"neo4j {metadata.version('neo4j')}, " in lines[2]
    assert re.fullmatch(r"local server: Neo4j 5\.26\.\d+, Java 21\..*", lines[3])
