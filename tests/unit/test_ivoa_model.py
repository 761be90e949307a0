"""The IVOA model: every class is a PROV record, and comes back through every format."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prov.model import PROV_LABEL, ProvAgent

from provgraph import readers, serialisers
from provgraph.errors import IvoaError
from provgraph.ivoa import file, names
from provgraph.ivoa import model as ivoa
from provgraph.ivoa.prov_mapping import document_of, ivoa_objects
from provgraph.model import voprov
from provgraph.model.namespaces import VOPROV
from tests.support.ivoa_objects import ALL, example

if TYPE_CHECKING:
    from collections.abc import Callable


ROOT = Path(__file__).parents[2]
PACKAGE, DOCS = ROOT / "provgraph", ROOT / "docs" / "ivoa.md"
VOPROV_FULL = Path(__file__).parents[1] / "data" / "ivoa" / "voprov_full.json"
A, B = "urn:uuid:93fc2206-59de-4852-868d-ec045ec25d1d", "http://example.org/data/b%20c"


@pytest.mark.parametrize("kind", ivoa.CLASSES, ids=lambda kind: kind.__name__)
def test_a_class_comes_back_from_its_record(kind: type[ivoa.IvoaObject]) -> None:
    """What is written of each class, with all attributes, is read as the same object."""
    thing = next(instance for instance in ALL if type(instance) is kind)
    assert ivoa_objects(document_of([thing])) == [thing]


@pytest.mark.parametrize("form", serialisers.FORMATS)
def test_the_model_travels_through_every_format(form: str, tmp_path: Path) -> None:
    """All classes, written in a PROV format and read by provgraph's reader, are the same."""
    written = serialisers.serialise(document_of(ALL), form)
    path = tmp_path / "model"
    path.write_text(written.text)
    read = readers.read(readers.open_source(str(path)), form).document
    assert sorted(map(repr, ivoa_objects(read))) == sorted(map(repr, ALL))


def test_voprov_s_own_document_is_understood() -> None:
    """The package's example: names as prov:name, in bundles; its agents lack a name, and get it."""
    document = readers.read(readers.open_source(str(VOPROV_FULL))).document
    with pytest.raises(IvoaError, match=r"staff:Emma: Agent .*: name must not be empty"):
        ivoa_objects(document)
    for agent in document.get_records(ProvAgent):
        agent.add_attributes({PROV_LABEL: str(agent.identifier)})
    instances = ivoa_objects(document)
    described = {one.name for one in instances if isinstance(one, ivoa.ActivityDescription)}
    assert {"bias_subtraction", "stack"} <= described
    parameters = [one for one in instances if isinstance(one, ivoa.Parameter)]
    assert ("method", "mean") in {(one.name, one.value) for one in parameters}
    assert sum(isinstance(one, ivoa.IsDescribedBy) for one in instances) >= 11


MANDATORY = [
    (kind, field.name)
    for kind in ivoa.CLASSES
    for field in fields(kind)
    if field.default is MISSING
]


@pytest.mark.parametrize(("kind", "name"), MANDATORY, ids=lambda x: getattr(x, "__name__", x))
def test_what_is_mandatory_must_be_there(kind: type[ivoa.IvoaObject], name: str) -> None:
    """Without a mandatory attribute, or with an empty one, there is no object."""
    given = {f.name: getattr(example(kind, 0), f.name) for f in fields(kind)}
    for value in (None, "") if name != "value" else (None,):
        with pytest.raises(IvoaError, match=f"{ivoa.to_camel(name)} must not be empty"):
            kind(**{**given, name: value})


def test_the_standard_s_bold_attributes_are_mandatory() -> None:
    """The attributes printed in bold in the standard's tables, and the ends of relations."""
    bold = {(kind.__name__, ivoa.to_camel(name)) for kind, name in MANDATORY}
    assert bold >= {
        ("Agent", "name"),
        ("ActivityDescription", "name"),
        ("EntityDescription", "name"),
        ("DatasetDescription", "contentType"),
        ("ValueDescription", "valueType"),
        ("ValueEntity", "value"),
        ("UsageDescription", "role"),
        ("GenerationDescription", "role"),
        ("Parameter", "value"),
        ("ParameterDescription", "valueType"),
        ("ConfigFile", "location"),
        ("ConfigFileDescription", "contentType"),
        ("WasConfiguredBy", "artefactType"),
    }


def test_the_graph_and_the_model_have_the_same_classes() -> None:
    """What the graph knows by name has a class here, and no two classes are the same record."""
    typed = {kind.__name__ for kind in ivoa.CLASSES if kind.prov_type}
    relations = {relation.name for relation in voprov.RELATIONS}
    assert typed == {*voprov.CLASSES, *relations, "Collection"}
    assert len({(kind.record, kind.prov_type) for kind in ivoa.CLASSES}) == len(ivoa.CLASSES)


def test_the_fields_of_a_class_are_stated_once() -> None:
    """No other class of the package has, by itself, all attributes of a class of the model."""
    stated = {
        kind.__name__: {a.name for a in kind.attributes[kind.identifiers :]}
        for kind in ivoa.CLASSES
    }
    again = [
        (path.name, node.name, name)
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "ivoa" / "model.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for name, attributes in stated.items()
        if len(attributes) > 2 and attributes <= _fields(node)
    ]
    assert not again


def _fields(node: ast.ClassDef) -> set[str]:
    """Return the annotated names of a class's body."""
    lines = [line.target for line in node.body if isinstance(line, ast.AnnAssign)]
    return {target.id for target in lines if isinstance(target, ast.Name)}


def test_the_documentation_names_the_fields_of_description_files() -> None:
    """docs/ivoa.md lists the fields of each part, the mandatory ones in bold."""
    rows = re.findall(r"^\| (?:… )?`(\w+)`.*? \| (\*\*.*) \|$", DOCS.read_text(), re.MULTILINE)
    documented = {
        part: set(re.findall(r"[*\w]+", re.sub(r"\(.*?\)|, and .*", "", text)))
        for part, text in rows
    }
    roles = file.RolePart
    parts = {"uses": roles, "parameters": file.ParameterPart, "configFiles": file.ConfigFilePart}
    parts |= {"activities": file.ActivityPart, "agents": file.AgentPart}
    parts |= {"datasets": file.DatasetPart, "values": file.ValuePart, "entities": file.EntityPart}
    for name, part in parts.items():
        expected = {
            ("**{}**" if field.default is MISSING else "{}").format(ivoa.to_camel(field.name))
            for field in fields(part)
            if field.name not in {"uses", "generates", "parameters", "config_files"}
        }
        assert documented[name] == expected


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ivoa.Agent(id=A, name="x", type="Robot"), "type is 'Robot'; it can be Person"),  # type: ignore[arg-type]
        (lambda: ivoa.ActivityDescription(id=A, name="x", version=0.6), "version must be a str"),  # type: ignore[arg-type]
        (lambda: ivoa.Activity(id=A, start_time="noon"), "startTime must be a datetime"),  # type: ignore[arg-type]
        (lambda: ivoa.UsageDescription(id=A, role="x", multiplicity="few"), "write it as 1, "),
        (lambda: ivoa.UsageDescription(id=A, role="x", multiplicity="3..1"), "smaller"),
        (lambda: ivoa.WasConfiguredBy(activity=A, artefact=B, artefact_type="X"), "ConfigFile"),  # type: ignore[arg-type]
        (lambda: document_of([ivoa.Entity(id="no uri")]), "'no uri' is not a URI"),
    ],
    ids=["agent type", "number", "time", "multiplicity", "order", "artefact", "id"],
)
def test_a_wrong_value_is_said(make: Callable[[], object], said: str) -> None:
    """A value of another kind or outside the standard's list is an error that names it."""
    with pytest.raises(IvoaError, match=said):
        make()


def test_a_record_without_what_is_mandatory_is_said() -> None:
    """Reading a parameter without value names the record and the attribute."""
    document = document_of([ivoa.Entity(id=A, name="x")])
    document.entity("uuid:p", {"prov:type": document.valid_qualified_name("voprov:Parameter")})
    document.add_namespace("voprov", VOPROV)
    document.entity("uuid:q", {"prov:type": document.valid_qualified_name("voprov:Parameter")})
    with pytest.raises(IvoaError, match=r"uuid:q: Parameter .*: name must not be empty"):
        ivoa_objects(document)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [("1", (1, 1)), ("*", (0, None)), ("3..*", (3, None)), ("0..1", (0, 1)), (None, (1, None))],
)
def test_multiplicities(text: str | None, allowed: tuple[int, int | None]) -> None:
    """A multiplicity is a number, a range, or unbounded; none given: once or more."""
    assert ivoa.bounds(text) == allowed


def test_a_name_is_not_kept() -> None:
    """`prov` keeps the names that a namespace was asked for: of 10^6 jobs, more than a gigabyte."""
    name = names.named("urn:uuid:00000000-0000-0000-0000-000000000001")
    assert name.uri == "urn:uuid:00000000-0000-0000-0000-000000000001"
    assert sys.getrefcount(name) == 2
