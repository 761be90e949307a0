"""RDF export: every relation, role, plan, time and bundle is read back, or a note names it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from prov.identifier import Namespace
from prov.model import Literal, ProvDocument

from provgraph import readers, serialisers
from provgraph.errors import ExportError
from tests.support.canonical import canonical
from tests.support.plain import content

FORMATS = ("turtle", "trig", "ntriples", "nquads", "rdfxml")
WITH_BUNDLES = ("trig", "nquads")
HEAD = "document\n  prefix ex <http://example.org/>\n"
TWO_AGENTS = """
  activity(ex:run, -, -)
  agent(ex:user)
  agent(ex:engine)
  entity(ex:recipe, [prov:type='prov:Plan'])
  wasAssociatedWith(ex:run, ex:user, -)
  wasAssociatedWith(ex:run, ex:engine, ex:recipe)
"""
EVERYTHING = """
  entity(ex:e, [prov:label="an e", prov:label="un e"@fr, prov:location="here", prov:value=5,
    prov:type="a text", prov:type='ex:Type', ex:d="0010" %% xsd:integer, ex:f="1.0" %% xsd:decimal,
    ex:x="2.5" %% xsd:double, ex:b="true" %% xsd:boolean, ex:u="http://x/?a=b" %% xsd:anyURI,
    ex:at="2024-05-01T10:00:00.123456789Z" %% xsd:dateTime, ex:own="o" %% ex:kind,
    ex:ref='ex:other', ex:odd="quote \\" back \\\\ and \\n line\\ttab"])
  activity(ex:a, 2024-05-01T10:00:00Z, 2024-05-01T10:00:01.25+02:00, [prov:type='ex:Job'])
  agent(ex:who, [prov:type='prov:Person'])
  wasGeneratedBy(ex:g; ex:e, ex:a, 2024-05-01T10:00:01Z, [prov:role="out", ex:n=1])
  used(ex:a, ex:in, -, [prov:role='ex:input'])
  used(ex:a, ex:in, -, [prov:role='ex:mask'])
  used(ex:a, ex:in, -)
  used(ex:a, ex:bare, -)
  used(ex:a, ex:twice, -)
  used(ex:a, ex:twice, -)
  used(ex:u; ex:a, -, 2024-05-01T10:00:00.5)
  wasInformedBy(ex:a, ex:b)
  wasStartedBy(ex:a, ex:trigger, ex:starter, 2024-05-01T10:00:00Z)
  wasStartedBy(ex:s; ex:a, -, ex:starter, -)
  wasEndedBy(ex:a, -, ex:ender, -)
  wasInvalidatedBy(ex:e, -, 2024-05-01T10:00:00Z)
  wasDerivedFrom(ex:e, ex:in, ex:a, ex:g, ex:u, [prov:type='prov:Revision', ex:why="new"])
  wasDerivedFrom(ex:e, ex:in, -, -, -)
  wasDerivedFrom(ex:e, ex:quoted, -, -, -, [prov:type='prov:Quotation'])
  wasDerivedFrom(ex:e, ex:src, -, -, -, [prov:type='prov:PrimarySource',
    prov:type='prov:Quotation'])
  wasAttributedTo(ex:e, ex:who, [prov:role="author"])
  wasAttributedTo(ex:e, ex:who)
  actedOnBehalfOf(ex:robot, ex:who, ex:a)
  wasInfluencedBy(ex:e, ex:who, [prov:type='ex:Taste'])
  alternateOf(ex:e, ex:f)
  specializationOf(ex:e, ex:f)
  mentionOf(ex:e, ex:f, ex:bundle)
  hadMember(ex:c, ex:e)
"""
BUNDLES = """
  bundle ex:b1
    entity(ex:e, [ex:n=1])
    used(ex:a, ex:e, -, [prov:role="in"])
  endBundle
  bundle ex:b2
    prefix other <http://other.org/>
    entity(other:e)
    wasDerivedFrom(ex:e, other:e, -, -, -)
  endBundle
"""
LOSSES = {
    "entity(ex:e, [ex:n=1])\n entity(ex:e, [ex:n=2])": "declared several times",
    "entity(ex:e, [ex:n=1])\n agent(ex:e)": "element of several kinds",
    "entity(ex:e, [prov:type='prov:Organization'])": "also makes it of the kind agent",
    "entity(ex:e, [prov:type='prov:Entity'])": "its kind implies is not repeated",
    "used(ex:u; ex:a, ex:e, -)\n used(ex:u; ex:a, ex:f, -)": "id of several records",
    "entity(ex:u)\n used(ex:u; ex:a, ex:e, -)": "id of several records",
    "used(-, ex:e, -)": "without its first argument",
    "hadMember(ex:c, -)": "a hadMember without one of its ends is left out",
    "alternateOf(ex:e, ex:f)\n alternateOf(ex:e, ex:f)": "is stated several times is one",
    "specializationOf(ex:s; ex:e, ex:f)": "no node for a specializationOf: its id",
    "mentionOf(ex:e, ex:f, ex:b)\n mentionOf(ex:e, ex:g, ex:c)": "several mentionOf",
    "hadMember(ex:c, ex:e)\n prov:hadDictionaryMember(ex:c, ex:e, 1)": "several times is one",
    "bundle ex:b\n endBundle": "RDF has no empty graph for an empty bundle",
}


def document(text: str) -> readers.Reading:
    """Return the reading of a PROV-N document of these statements."""
    return readers.read(readers.Source("file", f"{HEAD}{text}\nendDocument".encode(), "0" * 64))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", [TWO_AGENTS, EVERYTHING], ids=["two agents", "everything"])
def test_every_relation_comes_back(form: str, text: str) -> None:
    """Equal ends with and without roles, ids, times, third arguments, missing ends, values."""
    original = document(text).document
    written = serialisers.serialise(original, form)
    assert written.notes == ()
    back = readers.read(readers.Source("back", written.text.encode(), ""), form).document
    assert content(back) == content(original)


@pytest.mark.parametrize("form", WITH_BUNDLES)
def test_bundles_come_back(form: str) -> None:
    """Each is a named graph, with records of the same names as the document's."""
    original = document(EVERYTHING + BUNDLES).document
    written = serialisers.serialise(original, form)
    assert written.notes == ()
    back = readers.read(readers.Source("back", written.text.encode(), ""), form).document
    assert content(back) == content(original)


@pytest.mark.parametrize("form", sorted({*FORMATS} - {*WITH_BUNDLES}))
def test_formats_without_graphs_say_so(form: str) -> None:
    """Their records stand beside the document's, and the note names the formats that can."""
    (note,) = serialisers.serialise(document(BUNDLES).document, form).notes
    assert note == (
        "http://example.org/b1: a bundle has no name in this format, and its records stand "
        "beside the document's; trig and nquads keep them apart (2 times)"
    )


@pytest.mark.parametrize("text", LOSSES)
def test_what_rdf_cannot_express_is_said(text: str) -> None:
    """Each loss is a note that names the record."""
    written = serialisers.serialise(document(text).document, "trig")
    assert [note for note in written.notes if LOSSES[text] in note and "ex" in note]


def test_a_dictionary_is_provo_s_own() -> None:
    """Pairs of key and entity are nodes, within the insertion that made them."""
    original = document(
        'prov:derivedByInsertionFrom(ex:d1, ex:d, {("k", ex:e)})\n'
        'prov:derivedByRemovalFrom(ex:i; ex:d2, ex:d1, {"k"})\n'
        'prov:hadDictionaryMember(ex:d, ex:f, "other")'
    ).document
    text = serialisers.serialise(original, "turtle").text
    for name in ("insertedKeyEntityPair", "removedKey", "hadDictionaryMember", "pairEntity"):
        assert f"prov:{name}" in text
    back = readers.read(readers.Source("back", text.encode(), ""), "turtle").document
    assert content(back) == content(original)
    assert canonical(original)


def test_direct_statements_are_there_for_every_relation() -> None:
    """Tools that know no qualified nodes see each relation whose ends are known."""
    lines = serialisers.serialise(document(TWO_AGENTS).document, "ntriples").text.splitlines()
    associated = "<http://example.org/run> <http://www.w3.org/ns/prov#wasAssociatedWith> "
    assert sum(line.startswith(associated) for line in lines) == 2


@pytest.mark.parametrize("form", FORMATS)
def test_the_text_is_the_same_in_every_process(form: str) -> None:
    """No hash seed and no order of records changes it."""
    program = (
        "import sys; from provgraph import readers, serialisers\n"
        "source = readers.Source('file', sys.stdin.buffer.read(), '')\n"
        "sys.stdout.write(serialisers.serialise(readers.read(source).document, sys.argv[1]).text)"
    )
    lines = EVERYTHING.replace(",\n    ", ", ").strip().splitlines()
    texts = set()
    for seed, body in enumerate((lines, lines[::-1], lines)):
        text = "\n".join([HEAD, *body, "endDocument"])
        texts.add(
            subprocess.run(  # noqa: S603  # our own Python
                [sys.executable, "-c", program, form],
                input=text,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
            ).stdout
        )
    assert len(texts) == 1


def test_rdf_xml_needs_names_of_xml() -> None:
    """A property whose name is none, and a control character, are refused with the formats."""
    odd = document('entity(ex:e, [ex:1="x"])').document
    with pytest.raises(ExportError, match="does not end in an XML name; turtle and trig can"):
        serialisers.serialise(odd, "rdfxml")
    assert "ex:1" in serialisers.serialise(odd, "turtle").text


@pytest.mark.filterwarnings("ignore::prov.model.ProvWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_names_with_other_characters_are_encoded(form: str) -> None:
    """Nothing of a name becomes a statement; the rest of the document is written."""
    space = Namespace("p> .\n<http://evil/> a <x", 'http://e/ "> <b')
    original = ProvDocument()
    original.entity(space["a b/\nc"], {space["attribute"]: Literal("1", space["T"])})
    original.entity(Namespace("ex", "http://example.org/")["e"])
    written = serialisers.serialise(original, form)
    (note,) = written.notes
    assert "RDF does not allow some characters: they are percent-encoded (3 times)" in note
    back = readers.read(readers.Source("back", written.text.encode(), ""), form).document
    names = sorted(
        str(record.identifier and record.identifier.uri) for record in back.get_records()
    )
    assert names == ["http://e/%20%22%3E%20%3Cba%20b/%0Ac", "http://example.org/e"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("prefix", ["_", "1a", "xml", "xmlns", "é", "a.b", "a-b", "rdf"])
def test_any_prefix_can_be_written(form: str, prefix: str) -> None:
    """One that a syntax does not take is left away: the names are IRIs then."""
    original = ProvDocument()
    space = original.add_namespace(prefix, "http://example.org/")
    original.entity(space["e"], {space["a"]: "x"})
    written = serialisers.serialise(original, form)
    back = readers.read(readers.Source("back", written.text.encode(), ""), form).document
    assert content(back) == content(original)


@pytest.mark.filterwarnings("ignore::prov.model.ProvWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_a_language_tag_is_one(form: str) -> None:
    """What is none would be a statement; an underscore is a hyphen."""
    original = ProvDocument()
    original.add_namespace("ex", "http://example.org/")
    original.entity("ex:a", {"ex:b": Literal("text", langtag="en_GB")})
    written = serialisers.serialise(original, form).text
    assert "en-GB" in written
    original.entity("ex:c", {"ex:b": Literal("text", langtag="en . <http://evil/> a")})
    with pytest.raises(ExportError, match="is not a valid language tag there"):
        serialisers.serialise(original, form)
