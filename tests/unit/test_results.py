"""Results: each is frozen, public, and what its JSON Schema says."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from pkgutil import iter_modules

import jsonschema
import pytest

import provgraph
from provgraph import results
from provgraph.errors import SelectorError
from provgraph.results.base import Answer, ListResult, Result
from provgraph.results.json_form import schema_of
from provgraph.results.nodes import Mark
from tests.support.answers import chain
from tools.generate_reference import PAGE, reference
from tools.generate_schemas import FOLDER, answers, schemas


def result_types() -> list[type[Result]]:
    """Return all classes of results that the room defines."""
    names = [f"{results.__name__}.{module.name}" for module in iter_modules(results.__path__)]
    members = (member for name in names for member in vars(import_module(name)).items())
    kinds = {
        kind
        for name, kind in members
        if isinstance(kind, type) and issubclass(kind, Result) and not name.startswith("_")
    }
    return sorted(kinds, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", result_types(), ids=lambda kind: kind.__name__)
def test_a_result_is_public_frozen_and_documented(kind: type[Result]) -> None:
    """Its name is one of provgraph's, none of its fields can be assigned, it has a docstring."""
    assert getattr(provgraph, kind.__name__) is kind
    assert kind.__name__ in provgraph.__all__
    assert kind.__doc__
    if dataclasses.is_dataclass(kind):
        assert "__setattr__" in vars(kind), "it is not frozen"


def test_what_is_listed_is_a_field() -> None:
    """`LISTED` names a list of the JSON."""
    for kind in answers():
        if issubclass(kind, ListResult):
            assert schema_of(kind)["properties"][kind.LISTED]["type"] == "array"


def test_the_schemas_are_generated() -> None:
    """The files are what the types make, and there are no others."""
    generated = dict(schemas())
    assert set(generated) == set(FOLDER.glob("*.json"))
    for path, text in generated.items():
        assert path.read_text() == text, "run python -m tools.generate_schemas"


def test_a_schema_can_be_violated() -> None:
    """A member that is missing, unknown or of another type is noticed."""
    schema = schema_of(provgraph.Lineage)
    value = chain(1).as_json()
    jsonschema.validate(value, schema)
    for change in ({"complete": "yes"}, {"more": 1}, {"nodes": [{"id": "x"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value | change, schema)
    del value["direction"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, schema)


def test_json_is_read_back() -> None:
    """`from_json` is the inverse of `as_json`; what is not an answer is refused with its place."""
    answer = chain(3)
    assert provgraph.Lineage.from_json(answer.as_json()) == answer
    value = answer.as_json()
    value["nodes"][1]["depth"] = "deep"
    with pytest.raises(SelectorError, match=r"nodes\.1\.depth"):
        provgraph.Lineage.from_json(value)


def test_marks_of_earlier_answers_are_read() -> None:
    """An answer that was saved before marks had labels names what is marked by its id."""
    answer = chain(1)
    mark = Mark("m", "ex:a", "clouds", "ann", None, label="a.fits")
    nodes = tuple(dataclasses.replace(node, mark=mark) for node in answer.nodes)
    marked = dataclasses.replace(answer, nodes=nodes)
    value = marked.as_json()
    assert provgraph.Lineage.from_json(value) == marked
    for node in value["nodes"]:
        del node["mark"]["label"]
    labels = {node.mark and node.mark.label for node in provgraph.Lineage.from_json(value).nodes}
    assert labels == {"ex:a"}


def test_every_answer_has_its_own_schema() -> None:
    """No two answers share a file."""
    names = [kind.SCHEMA for kind in answers()]
    assert len(names) == len(set(names))
    assert all(issubclass(kind, Answer) for kind in answers())


def test_the_reference_is_generated() -> None:
    """The page of the Python API is what docstrings and types make, and names everything."""
    text = reference()
    assert PAGE.read_text() == text, "run python -m tools.generate_reference"
    for name in set(provgraph.__all__) - {"__version__", "connect", "errors", "LineageFrames"}:
        assert name in text
