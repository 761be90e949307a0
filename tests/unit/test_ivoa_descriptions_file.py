"""Descriptions files: contradictions are errors with line and field, doubts are notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from provgraph.errors import ReadError
from provgraph.ivoa import vocabularies
from provgraph.ivoa.descriptions import definition_text, description_objects, parse_definition
from provgraph.ivoa.file import Descriptions, read, read_with_notes
from provgraph.ivoa.model import ParameterDescription
from provgraph.ivoa.prov_mapping import document_of, ivoa_objects

CASES = Path(__file__).parents[1] / "data" / "cases" / "ivoa"


def described(fields: str) -> str:
    """Return a file with one parameter of these fields, in line 4."""
    return f"activities:\n  - name: a\n    parameters:\n      - {{name: p, {fields}}}\n"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ("valueType: float, min: 5, max: 1", "min", "5 is more than max, which is 1"),
        ("valueType: float, min: low", "min", "'low' is not a value of type float"),
        ("valueType: int, max: '1.5'", "max", "'1.5' is not a value of type int"),
        ("valueType: float, max: 5, default: 9", "default", "9 is more than max, which is 5"),
        ("valueType: float, min: 5, default: 1", "default", "1 is less than min, which is 5"),
        ("valueType: int, default: x", "default", "'x' is not a value of type int"),
        ("valueType: int, options: '1,2,3', default: 7", "default", "'7' is not one of 1, 2, 3"),
        ("valueType: string, options: [a, 'b,c'], default: b", "default", "not one of a, b,c"),
        ("valueType: int, options: [1, two]", "options", "'two' is not a value of type int"),
        ("valueType: int, options: [1, 9], max: 5", "options", "9 is more than max, which is 5"),
        ("valueType: fl0at", "valueType", "'fl0at' is not a type of VOTable"),
        ("valueType: 'float[many]'", "valueType", "the arraysize is written as 3, *, 8* or 2x3"),
        ("valueType: 'float[2]', default: '1'", "default", "'1' is not a value of type float[2]"),
        ("valueType: string, options: []", "options", "must not be empty"),
        ("valueType: string, options: {a: b}", "options", "must be a text or a list of texts"),
    ],
)
def test_a_contradiction_is_an_error_at_its_line(fields: str, field: str, said: str) -> None:
    """What a description cannot mean is refused, with line and field."""
    with pytest.raises(ReadError) as caught:
        read(described(fields).encode(), "d.yaml")
    place = f"d.yaml: line 4: activities[0].parameters[0].{field}: "
    assert str(caught.value).startswith(place)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        "valueType: float, min: 1, max: 5, default: 5",
        "valueType: 'float[3]', min: 0, max: 9, default: '1 2 3'",
        "valueType: 'int[2]', options: [1, 2], default: 1 2",
        "valueType: string, min: b, max: a",
        "valueType: datetime, min: 2020-01-01, max: 2020-01-01T00:00:00Z",
        "valueType: string, options: 'mean, median', default: median",
    ],
)
def test_what_does_not_contradict_itself_is_read(fields: str) -> None:
    """Limits are inclusive, those of arrays are of their items, texts have no order."""
    assert read(described(fields).encode(), "d.yaml").activities


def test_a_value_s_type_must_exist() -> None:
    """The same holds for the values that activities use and generate."""
    with pytest.raises(ReadError, match=r"line 2: values\[0\].valueType: .* is not a type"):
        read(b"values:\n  - {name: v, valueType: nothing}\n", "d.yaml")


def test_the_contradictory_file_names_all_its_faults() -> None:
    """Each field is named once; what is only doubtful is named as a warning."""
    with pytest.raises(ReadError) as caught:
        read((CASES / "descr_contradictory_accepted.yaml").read_bytes(), "d.yaml")
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[1:3] for line in lines] == [
        ["line 4", "activities[0].parameters[0].default"],
        ["line 4", "activities[0].parameters[0].min"],
        ["line 5", "activities[0].parameters[1].min"],
        ["line 6", "activities[0].parameters[2].default"],
        ["line 7", "activities[0].parameters[3].ucd"],
        ["line 7", "activities[0].parameters[3].unit"],
        ["line 7", "activities[0].parameters[3].valueType"],
    ]
    assert [line.endswith("(a warning)") for line in lines] == [False] * 4 + [True] * 2 + [False]


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ("unit: parsecs", "unit: 'parsecs' is not a unit of VOUnits"),
        ("unit: km/s", None),
        ("ucd: 'em;;foo'", "ucd: 'em;;foo' is not a UCD of UCD1+"),
        ("ucd: phys.angSize;pos.eq", None),
    ],
)
def test_units_and_ucds_are_noted(fields: str, note: str | None) -> None:
    """They are warnings with line and field: an archive may have its own."""
    content = read_with_notes(described(f"valueType: float, {fields}").encode(), "d.yaml")
    place = "line 4: activities[0].parameters[0]."
    assert content.notes == (() if note is None else (place + note,))


def test_without_astropy_one_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units are then not checked, and a message says so if there are any."""
    monkeypatch.setattr(vocabularies, "can_check_units", lambda: False)
    vocabularies.is_unit.cache_clear()
    with_unit = read_with_notes(described("valueType: int, unit: parsecs").encode(), "d.yaml")
    assert with_unit.notes == (vocabularies.WITHOUT_ASTROPY,)
    assert not read_with_notes(described("valueType: int").encode(), "d.yaml").notes
    vocabularies.is_unit.cache_clear()


def test_terms_and_urls_are_noted() -> None:
    """A term of the standard in another spelling, and a text that is not a URL."""
    text = b"""
activities:
  - {name: a, type: reconstruction, docurl: see wiki, uses: [{role: r, type: main}]}
  - {name: b, type: Mosaicing, docurl: "https://example.org/b"}
agents:
  - {id: x, name: X, url: nowhere}
"""
    assert read_with_notes(text, "d.yaml").notes == (
        "line 3: activities[0].docurl: 'see wiki' is not a URL",
        "line 3: activities[0].type: the standard writes 'reconstruction' as 'Reconstruction'",
        "line 3: activities[0].uses[0].type: the standard writes 'main' as 'Main'",
        "line 6: agents[0].url: 'nowhere' is not a URL",
    )


def test_options_are_kept_as_they_were_written() -> None:
    """A list or one text, in the definition as in the record."""
    descriptions = read((CASES / "options_list.yaml").read_bytes(), "d.yaml")
    (parameter,) = descriptions.activities[0].parameters
    assert parameter.options == ("mean", "median", "weighted, clipped")
    assert _through_prov(descriptions).options == parameter.options
    text = read(described("valueType: string, options: 'a, b'").encode(), "d.yaml")
    assert _through_prov(text).options == "a, b"
    reading = read(described("valueType: string, options: ['a, b']").encode(), "d.yaml")
    assert _through_prov(reading).options == '["a, b"]'
    for each in (descriptions, text, reading):
        activity = each.activities[0]
        assert parse_definition(definition_text(activity)) == activity


def _through_prov(descriptions: Descriptions) -> ParameterDescription:
    objects = ivoa_objects(document_of(description_objects(descriptions)))
    (found,) = (each for each in objects if isinstance(each, ParameterDescription))
    return found
