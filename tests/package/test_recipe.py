"""The recipe of the conda package asks for what pyproject.toml asks for."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from packaging.requirements import Requirement

import provgraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
RECIPE: dict[str, Any] = yaml.safe_load((ROOT / "conda" / "recipe.yaml").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())

CONDA_NAMES = {"neo4j": "neo4j-python-driver"}
"""Package of the Python index → its name on conda-forge, where that is another."""

NOT_ON_CONDA = {"neo4j-rust-ext"}
"""What makes the driver faster, and is not needed."""


def _of_python(requirements: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield names and bounds; what an extra of a requirement brings is a requirement, too."""
    for requirement in map(Requirement, requirements):
        if requirement.name not in NOT_ON_CONDA:
            name = CONDA_NAMES.get(requirement.name, requirement.name)
            yield name, _bounds(str(requirement.specifier))
            yield from _of_python(_of_extras(requirement))


def _of_extras(requirement: Requirement) -> Iterator[str]:
    for extra in requirement.extras:
        for text in metadata.requires(requirement.name) or ():
            marker = Requirement(text).marker
            if marker and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""}):
                yield text.partition(";")[0]


def _of_conda(requirements: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in requirements:
        name, _, bounds = text.partition(" ")
        if name != "python":
            yield name, _bounds(bounds)


def _bounds(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.replace(" ", "").split(",")))


def test_the_requirements_are_the_same() -> None:
    """Names and bounds, also of what the extras of prov bring; nothing is missing or more."""
    required = dict(_of_python(PROJECT["project"]["dependencies"]))
    assert dict(_of_conda(RECIPE["requirements"]["run"])) == required
    assert {"rdflib", "lxml"} <= required.keys()
    hook = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["dependencies"]
    built = dict(_of_python([*PROJECT["build-system"]["requires"], *hook]))
    assert dict(_of_conda(RECIPE["requirements"]["host"])) == built | {"pip": frozenset()}


@pytest.mark.parametrize(
    "planted", ["click>=9", "unknown", "prov[rdf]>=3.2.3,<3.3", "neo4j>=6.0"], ids=str
)
def test_a_difference_is_noticed(planted: str) -> None:
    """The comparison can fail: for another bound, another package, and an extra less."""
    name = Requirement(planted).name
    others = [text for text in PROJECT["project"]["dependencies"] if Requirement(text).name != name]
    assert dict(_of_conda(RECIPE["requirements"]["run"])) != dict(_of_python([*others, planted]))


def test_what_it_says_of_the_package_agrees() -> None:
    """Version, oldest Python, licence, summary and program are the package's."""
    project = PROJECT["project"]
    assert RECIPE["context"]["version"] == provgraph.__version__
    assert f">={RECIPE['context']['python_min']}" == project["requires-python"]
    about = RECIPE["about"]
    assert about["license"] == project["license"]
    assert about["license_file"] == project["license-files"]
    assert about["summary"] == project["description"]
    program, _, target = RECIPE["build"]["python"]["entry_points"][0].partition(" = ")
    assert project["scripts"] == {program: target}
