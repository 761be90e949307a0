"""PROV-XML export: a kind never changes, and what XML cannot hold is refused in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prov.constants import PROV_BASE_CLS

from provgraph import readers, serialisers
from provgraph.errors import ExportError
from provgraph.readers import notes
from tests.support.canonical import difference

if TYPE_CHECKING:
    from prov.model import ProvDocument

CASES = Path(__file__).parents[1] / "data" / "cases" / "prov"
HEAD = "document\n  prefix ex <http://example.org/>\n"
STATEMENTS = (
    "entity(ex:e, [{}])",
    "activity(ex:a, -, -, [{}])",
    "agent(ex:ag, [{}])",
    "wasGeneratedBy(ex:e, ex:a, -, [{}])",
    "used(ex:u; ex:a, ex:e, -, [{}])",
    "wasInformedBy(ex:a, ex:b, [{}])",
    "wasStartedBy(ex:a, ex:e, -, -, [{}])",
    "wasEndedBy(ex:a, ex:e, -, -, [{}])",
    "wasInvalidatedBy(ex:e, ex:a, -, [{}])",
    "wasDerivedFrom(ex:e, ex:f, -, -, -, [{}])",
    "wasAttributedTo(ex:e, ex:ag, [{}])",
    "wasAssociatedWith(ex:a, ex:ag, -, [{}])",
    "actedOnBehalfOf(ex:ag, ex:ah, -, [{}])",
    "wasInfluencedBy(ex:e, ex:f, [{}])",
    "hadMember(ex:c, ex:e, [{}])",
)
TYPES = tuple(sorted(str(name) for name in PROV_BASE_CLS))
PAIRS = (("prov:Organization", "prov:Plan"), ("prov:Revision", "prov:Quotation"))


def round_trip(document: ProvDocument) -> ProvDocument:
    """Return the document after PROV-XML."""
    written = serialisers.serialise(document, "xml")
    return readers.read(readers.Source("back", written.text.encode(), ""), "xml").document


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_type_changes_the_kind(statement: str) -> None:
    """Of whatever classes of PROV a record is, it stays what it is."""
    for types in (*((name,) for name in TYPES), *PAIRS):
        attributes = ", ".join(f"prov:type='{name}'" for name in types)
        text = f"{HEAD}{statement.format(attributes)}\nendDocument"
        document = readers.read(readers.Source("file", text.encode(), "")).document
        assert not difference(document, round_trip(document)), types


def test_an_element_of_the_right_name_is_still_written() -> None:
    """A plan is a prov:plan, a revision a prov:wasRevisionOf: PROV-XML, section 3."""
    text = f"{HEAD}entity(ex:e, [prov:type='prov:Plan'])\nwasRevisionOf(ex:e, ex:f)\nendDocument"
    document = readers.read(readers.Source("file", text.encode(), "")).document
    written = serialisers.serialise(document, "xml").text
    assert "<prov:plan prov:id" in written
    assert "<prov:wasRevisionOf>" in written


def test_the_small_case_keeps_its_kinds() -> None:
    """An entity of type Organization, an agent with Plan, an activity with Collection."""
    document = readers.read(readers.open_source(CASES / "orgentity.json")).document
    assert not difference(document, round_trip(document))


def test_a_bundle_may_declare_a_prefix_anew() -> None:
    """Names mean what they meant in their scope."""
    text = (
        "document prefix ex <http://one/> entity(ex:e)\n"
        "bundle ex:b prefix ex <http://two/> entity(ex:e) endBundle endDocument"
    )
    document = readers.read(readers.Source("file", text.encode(), "")).document
    assert not difference(document, round_trip(document))


@pytest.mark.parametrize("form", ["xml", "rdfxml"])
@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ('entity(ex:log, [ex:text="a\\u0000b"])', "entity ex:log: its attribute ex:text"),
        (
            'used(ex:a, ex:e, -, [prov:role="\\u001b[31m"])',
            "used(ex:a, ex:e): its attribute prov:role",
        ),
    ],
)
def test_a_control_character_is_refused_with_its_place(
    statement: str, place: str, form: str
) -> None:
    """The message names the record, the character and the formats that can hold it."""
    text = f"{HEAD}{statement}\nendDocument"
    document = readers.read(readers.Source("file", text.encode(), "")).document
    with pytest.raises(ExportError) as caught:
        serialisers.serialise(document, form)
    message = str(caught.value)
    assert f"cannot be written as {form}: {place} holds the character U+00" in message
    assert "which XML cannot hold; provn, json, turtle, trig and jsonld can" in message
    for able in ("provn", "json", "turtle", "trig", "jsonld"):
        assert serialisers.serialise(document, able).text


def test_messages_show_nothing_of_the_library() -> None:
    """Not how `prov` writes a text without a type, nor what its next version will do."""
    with notes.collected() as said:
        notes.add_note('Invalid value for attribute prov:time: "noon" %% None. Expected a time')
        notes.add_note("<prov:other> is ignored in this package")
    assert said[0] == 'Invalid value for attribute prov:time: "noon". Expected a time'
    gitlab = readers.read(readers.open_source(CASES / "gitlab.json"))
    assert gitlab.notes == ()
