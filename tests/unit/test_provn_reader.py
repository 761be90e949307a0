"""PROV-N beyond the Recommendation: what ProvToolbox and its tutorials write is read."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph import readers
from provgraph.errors import ReadError
from provgraph.readers.source import of_bytes

if TYPE_CHECKING:
    from prov.model import ProvDocument

HEAD = "document\n  prefix ex <http://example.org/>\n"
CASES = Path(__file__).parents[1] / "data" / "cases" / "prov"
ACCEPTED = {
    "used(ex:a, ex:e)": "used(ex:a, ex:e, -)",
    "wasGeneratedBy(ex:e, ex:a)": "wasGeneratedBy(ex:e, ex:a, -)",
    "wasGeneratedBy(ex:e)": "wasGeneratedBy(ex:e, -, -)",
    "wasAssociatedWith(ex:a, ex:who)": "wasAssociatedWith(ex:a, ex:who, -)",
    "wasStartedBy(ex:a, ex:e, ex:b)": "wasStartedBy(ex:a, ex:e, ex:b, -)",
    "wasDerivedFrom(ex:e, ex:f, ex:a)": "wasDerivedFrom(ex:e, ex:f, ex:a, -, -)",
    "activity(ex:a, 2024-05-01T10:00:00)": "activity(ex:a, 2024-05-01T10:00:00, -)",
    "entity(ex:e, [prov:type='prov:Plan' %% prov:QUALIFIED_NAME])": (
        "entity(ex:e, [prov:type='prov:Plan'])"
    ),
    'entity(ex:e, [ex:a="x"@en %% prov:InternationalizedString])': 'entity(ex:e, [ex:a="x"@en])',
    'entity(ex:e, [ex:a="x" %% <http://example.org/T>])': 'entity(ex:e, [ex:a="x" %% ex:T])',
    'entity(ex:e, [ex:a="5" %% xsd:int])': "entity(ex:e, [ex:a=5])",
    'entity(ex:e, [ex:a="""two\nlines""" ])': 'entity(ex:e, [ex:a="""two\nlines"""])',
    'entity(ex:e, [ex:a="a {brace} \\" (x)"]) // { ( [\n': (
        'entity(ex:e, [ex:a="a {brace} \\" (x)"])'
    ),
    "wasRevisionOf(ex:r; ex:e, ex:f, -, -, -)": (
        "wasDerivedFrom(ex:r; ex:e, ex:f, -, -, -, [prov:type='prov:Revision'])"
    ),
    "wasQuotedFrom(ex:e, ex:f)": (
        "wasDerivedFrom(ex:e, ex:f, -, -, -, [prov:type='prov:Quotation'])"
    ),
    "hadPrimarySource(ex:e, ex:f, [ex:n=1])": (
        "wasDerivedFrom(ex:e, ex:f, -, -, -, [ex:n=1, prov:type='prov:PrimarySource'])"
    ),
    "prov:specializationOf(ex:e, ex:f)": "specializationOf(ex:e, ex:f)",
    "prov:mentionOf(ex:e, ex:f, ex:b)": "mentionOf(ex:e, ex:f, ex:b)",
}


def read(text: str) -> readers.Reading:
    """Return the reading of a document of these statements."""
    return readers.read(readers.Source("file", f"{HEAD}{text}\nendDocument".encode(), ""))


@pytest.mark.parametrize("statement", ACCEPTED)
def test_statement_is_read(statement: str) -> None:
    """Without a note: nothing is lost."""
    reading = read(statement)
    (record,) = reading.document.get_records()
    assert record.get_provn() == ACCEPTED[statement]
    assert reading.notes == ()


@pytest.mark.parametrize(
    "uri", ["http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema#"]
)
def test_the_prefix_xsd_may_be_declared(uri: str) -> None:
    """ProvToolbox declares it without the `#`, in the document and in bundles."""
    declared = f"prefix xsd <{uri}>"
    text = f'{declared}\n bundle ex:b {declared} entity(ex:e, [ex:a="5" %% xsd:int]) endBundle'
    (bundle,) = read(text).document.bundles
    assert "ex:a=5" in bundle.get_provn()
    with pytest.raises(ReadError, match="reserved"):
        read("prefix xsd <http://www.w3.org/2000/XMLSchema>")


def test_prov_json_and_prov_n_take_the_same_prefix() -> None:
    """The small case, and its equal in PROV-JSON."""
    provn = readers.read(readers.open_source(CASES / "xsdprefix.provn")).document
    text = """{"prefix": {"xsd": "http://www.w3.org/2001/XMLSchema",
      "x": "http://example.org/xsdp/"},
      "entity": {"x:e": {"x:v": {"$": "5", "type": "xsd:int"}}}}"""
    json = readers.read(readers.Source("file", text.encode(), "")).document
    assert json.get_provn() == provn.get_provn()


def test_relations_of_provtoolbox_have_ids_and_attributes() -> None:
    """Its namespace has what the standard leaves bare."""
    declared = "prefix provext <http://openprovenance.org/provtoolbox/ext#>\n"
    (record,) = read(
        f"{declared}provext:hadMember(ex:m; ex:c, ex:e, [ex:n=1])"
    ).document.get_records()
    assert record.get_provn() == "hadMember(ex:m; ex:c, ex:e, [ex:n=1])"


def test_extensions_are_left_out_with_a_note() -> None:
    """PROV-N, section 3.7.5: the rest of the document is read."""
    reading = read('ex:custom(ex:i; ex:e, {1, ")", (ex:b, -)}, [ex:a="("])\nentity(ex:e)')
    (record,) = reading.document.get_records()
    assert record.get_provn() == "entity(ex:e)"
    assert reading.notes == (
        "line 3, column 1: ex:custom(…) is a statement that PROV does not define; left out",
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("ex:custom(ex:e", r"line 3, column 1: 'ex:custom\(' is not closed"),
        ("sentence(ex:e)", "unknown statement keyword 'sentence'"),
        ("used(ex:a, ex:e, -, -)", "takes 1 or 2 or 3 arguments, got 4"),
        ('entity(ex:e, [ex:a="x"@en %% xsd:int])', "xsd:int is not the type of what precedes it"),
        ("used(ex:a, ex:e, ex:t)", "expected a time"),
    ],
)
def test_faults_have_their_place(statement: str, reason: str) -> None:
    """What is no PROV-N in anyone's dialect is refused with line and column."""
    with pytest.raises(ReadError, match=reason):
        read(statement)


@pytest.mark.parametrize("unit", ["x", "two words ", '\\"', "\\\\t", "\\n", "{a}"])
@pytest.mark.parametrize("quotes", ['"', '"""'])
def test_a_long_text_is_read_in_bounded_memory(unit: str, quotes: str) -> None:
    """A text takes a few times its size; patterns that step back took 138 bytes a character."""
    count = 300_000 // len(unit)
    tracemalloc.start()
    try:
        value = _value_of(f"{quotes}{unit * count}{quotes}")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert value == _value_of(f"{quotes}{unit}{quotes}") * count
    assert peak < 30 * 300_000


def _value_of(literal: str) -> str:
    (record,) = _read(f"entity(ex:e, [ex:a={literal}])").get_records()
    return str(record.attributes[0][1])


def test_a_name_of_a_million_characters_is_refused() -> None:
    """Its line and column are named, before a pattern tries to step back in it."""
    with pytest.raises(ReadError, match="more than 1,000,000 characters") as refusal:
        _read(f"entity(ex:{'n' * 1_000_000})")
    assert "line 3, column 8" in str(refusal.value)


def test_lines_are_counted_through_long_texts() -> None:
    """The place of a fault after a text of many lines is its line, whatever ends the lines."""
    lines = "a\r\nb\rc\n" * 5
    with pytest.raises(ReadError) as refusal:
        _read(f'entity(ex:e, [ex:a="""{lines}"""])\n  entity(§)')
    assert "line 19, column 10" in str(refusal.value)


def _read(statements: str) -> ProvDocument:
    text = f"{HEAD}{statements}\nendDocument"
    return readers.read(of_bytes("long.provn", text.encode()), "provn").document
