"""voprov's forms: each that it writes is read, and what is ambiguous in them is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prov.model import ProvInfluence, ProvRelation

from provgraph import readers, serialisers
from provgraph.errors import ReadError, UnknownFormatError
from provgraph.ivoa.model import ActivityDescription, Agent, Parameter, ValueEntity
from provgraph.ivoa.prov_mapping import document_of, ivoa_objects
from provgraph.model.namespaces import VOPROV
from provgraph.readers import voprov_xml
from provgraph.readers.voprov import ASSUMED
from tests.support.ivoa_objects import ALL

if TYPE_CHECKING:
    from prov.model import ProvDocument

DATA = Path(__file__).parents[1] / "data"
CASES, TUTORIAL = DATA / "cases" / "ivoa", DATA / "ivoa" / "voprov"
HEAD = f"document\nprefix voprov <{VOPROV}>\nprefix ex <http://example.org/>\n"


def read(path: Path) -> readers.Reading:
    """Return what a file holds."""
    return readers.read(readers.open_source(str(path)))


def of_statement(statement: str, tmp_path: Path, head: str = HEAD) -> ProvDocument:
    """Return the document of a statement in PROV-N."""
    path = tmp_path / "one.provn"
    path.write_text(f"{head}{statement}\nendDocument\n")
    return read(path).document


def records(document: ProvDocument) -> set[str]:
    """Return all records, with their bundles."""
    return {
        f"{scope.identifier} {record}"
        for scope in (document, *document.bundles)
        for record in scope.get_records()
    }


@pytest.mark.parametrize("name", ["voprov_all.provn", "voprov_all.xml"])
def test_its_own_forms_say_the_same(name: str) -> None:
    """PROV-N, with bare arguments, and XML with its own root: the records of PROV-JSON."""
    expected = {str(each) for each in ivoa_objects(read(CASES / "voprov_all.json").document)}
    assert {str(each) for each in ivoa_objects(read(CASES / name).document)} == expected


@pytest.mark.parametrize("form", ["json", "provn", "xml"])
def test_the_tutorial_is_read_with_its_bundles(form: str) -> None:
    """Descriptions and parameters are in bundles whose ids have no prefix."""
    document = read(TUTORIAL / f"tutorial.{form}").document
    assert len(list(document.bundles)) == 6
    names = {str(bundle.identifier and bundle.identifier.uri) for bundle in document.bundles}
    assert f"{VOPROV}#description#stack" in names
    assert len(records(document)) == len(records(read(TUTORIAL / "tutorial.json").document))


@pytest.mark.parametrize("name", ["tutorial_w3c.json", "tutorial_w3c.provn", "tutorial_w3c.xml"])
def test_the_w3c_form_is_one_document_in_every_format(name: str) -> None:
    """What it does not declare is assumed, with a note: its prefix, or that of bundles' ids."""
    reading = read(TUTORIAL / name)
    assert reading.notes == (voprov_xml.ASSUMED if name.endswith("xml") else ASSUMED,)
    own = read(TUTORIAL / "tutorial.json").document
    uris = {str(b.identifier and b.identifier.uri) for b in reading.document.bundles}
    assert uris == {str(b.identifier and b.identifier.uri) for b in own.bundles}
    assert len(records(reading.document)) == len(records(own))


@pytest.mark.parametrize("form", ["json", "provn"])
def test_a_declared_prefix_gives_no_note(form: str) -> None:
    """Nothing is assumed where the author declares it."""
    name = "voprov_w3c_declared.json" if form == "json" else "options_with_comma_ok.provn"
    assert read(CASES / name).notes == ()


@pytest.mark.parametrize(
    ("statement", "cls", "expected"),
    [
        ("activityDescription(ex:d, step 1, then 2)", ActivityDescription, "step 1, then 2"),
        ('activityDescription(ex:d, f(x), [voprov:version="1"])', ActivityDescription, "f(x)"),
        ('activityDescription(ex:d, say "hi")', ActivityDescription, 'say "hi"'),
        ('activityDescription(ex:d, "a \\"b\\"")', ActivityDescription, 'a "b"'),
        ("parameter(ex:p, sigma, 3)", Parameter, "sigma=3"),
        ("parameter(ex:p, sigma, 3) // a comment", Parameter, "sigma=3"),
        ('parameter(ex:p, "a, b", "3, 4", [prov:label="x (y), [z]"])', Parameter, "a, b=3, 4"),
        ("parameter(ex:p, path, /a/b c.txt)", Parameter, "path=/a/b c.txt"),
        ("parameter(ex:p, a\\b, 3)", Parameter, "a\\b=3"),
        ('valueEntity(ex:v, [voprov:value="1.5"])', ValueEntity, "1.5"),
    ],
)
def test_bare_arguments(statement: str, cls: type, expected: str, tmp_path: Path) -> None:
    """A text without quotes is read as it is, whatever characters it has."""
    (found,) = (each for each in ivoa_objects(of_statement(statement, tmp_path)))
    assert isinstance(found, cls)
    shown = f"{found.name}={found.value}" if isinstance(found, Parameter) else None
    assert expected in {shown, getattr(found, "name", None), getattr(found, "value", None)}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "parameter(ex:p, list, 1, 2, 3)",
            "parameter ex:p has 4 arguments after its id, but takes 2",
        ),
        ("configFile(ex:c, a,b, /c)", "a comma in one is ambiguous"),
        ("datasetEntity(ex:e, name)", "takes 0 (none)"),
        ("hadReference(ex:p)", "HadReference has 1 arguments, not 2"),
        ("parameter(ex:p, sigma, 3", "parameter(…) is not closed on its line"),
    ],
)
def test_what_is_ambiguous_is_refused(statement: str, said: str, tmp_path: Path) -> None:
    """The error names the line, the reason, and what to do."""
    with pytest.raises(ReadError) as caught:
        of_statement(statement, tmp_path)
    assert "line 4: " in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "head",
    [
        f"document\nprefix vo <{VOPROV}>\nprefix ex <http://example.org/>\n",
        f"document\ndefault <{VOPROV}>\nprefix ex <http://example.org/>\n",
        "document\nprefix ex <http://example.org/>\n",
    ],
    ids=["another prefix", "the default namespace", "no prefix"],
)
def test_the_prefix_is_the_document_s(head: str, tmp_path: Path) -> None:
    """Statements have no prefix: the type that they become is IVOA's by any."""
    (found,) = ivoa_objects(of_statement("parameter(ex:p, sigma, 3)", tmp_path, head))
    assert isinstance(found, Parameter)


def test_lines_are_kept(tmp_path: Path) -> None:
    """An error behind voprov's statements is at the line where the author sees it."""
    text = 'parameter(ex:p, s, 3,\n  [prov:label="a",\n   prov:label="b"])\nentity(nowhere:x)'
    with pytest.raises(ReadError, match="line 7"):
        of_statement(text, tmp_path)


def test_a_keyword_in_a_string_or_comment_stays(tmp_path: Path) -> None:
    """Only statements are converted."""
    statement = '// parameter(ex:p, a, 1)\nentity(ex:e, [prov:label="parameter(ex:p, a, 1)"])'
    assert len(of_statement(statement, tmp_path).records) == 1


def test_its_words_are_understood() -> None:
    """prov:name, voprov:value and voprov:type are what the model calls name, value and type."""
    objects = ivoa_objects(read(CASES / "voprov_all.json").document)
    agents = {each.name: each.type for each in objects if isinstance(each, Agent)}
    assert agents == {"Max Smith": "Person", "Obs": "Organization"}
    (value,) = (each for each in objects if isinstance(each, ValueEntity))
    assert (value.value, value.location) == ("1.2", "/somewhere")


@pytest.mark.parametrize("name", ["voprov_all.json", "voprov_w3c_declared.json"])
def test_voprov_json_is_what_voprov_writes(name: str) -> None:
    """Its PROV-JSON, read and written for it, is the same; the W3C form becomes it."""
    document = read(CASES / name).document
    written = json.loads(serialisers.serialise(document, "voprov-json").text)
    own = json.loads((CASES / "voprov_all.json").read_text())
    sections = own.keys() - {"prefix"}
    assert sections <= written.keys()
    if name == "voprov_all.json":
        assert written.keys() == own.keys()
        for kind in (
            "activityDescription",
            "usageDescription",
            "valueEntity",
            "agent",
            "parameter",
        ):
            assert written[kind] == own[kind]
    ends = {json.dumps(each, sort_keys=True) for each in written["isRelatedTo"].values()}
    assert ends == {json.dumps(each, sort_keys=True) for each in own["isRelatedTo"].values()}


def test_the_model_travels_through_voprov_json(tmp_path: Path) -> None:
    """All classes, written for voprov and read again, are the same."""
    path = tmp_path / "model.json"
    path.write_text(serialisers.serialise(document_of(ALL), "voprov-json").text)
    objects = ivoa_objects(read(path).document)
    assert sorted(map(repr, objects)) == sorted(map(repr, ALL))


def test_its_yaml_is_refused_with_the_reason() -> None:
    """It is a summary: of what an activity used it keeps the last entity only."""
    with pytest.raises(UnknownFormatError, match="keeps one input and one output of each activity"):
        read(TUTORIAL / "tutorial.yaml")


def relations_in(document: ProvDocument) -> set[tuple[str, ...]]:
    """Return the kind, the IVOA types and the ends of all relations, in whichever bundle."""
    return {
        (
            record.get_type().localpart,
            *sorted(t.uri for t in record.get_asserted_types() if "Relation" in t.uri),
            *(value.uri for _, value in record.formal_attributes[:2]),
        )
        for scope in (document, *document.bundles)
        for record in scope.get_records(ProvRelation)
    }


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("cases/ivoa/voprov_w3c.ttl", "cases/ivoa/voprov_w3c.json"),
        ("cases/ivoa/voprov_w3c.trig", "cases/ivoa/voprov_w3c.json"),
        ("ivoa/voprov/tutorial_w3c.ttl", "ivoa/voprov/tutorial_w3c.json"),
        ("ivoa/voprov/tutorial_w3c.trig", "ivoa/voprov/tutorial_w3c.json"),
    ],
)
def test_relations_without_a_second_end_are_joined(name: str, same: str) -> None:
    """Its W3C form in RDF: all relations, as its PROV-JSON has them; a note says how many."""
    reading = read(DATA / name)
    assert relations_in(reading.document) == relations_in(read(DATA / same).document)
    assert any("of voprov without a second end: joined" in note for note in reading.notes)


NODES = """@prefix prov: <http://www.w3.org/ns/prov#> . @prefix ex: <http://example.org/> .
@prefix v: <http://www.ivoa.net/documents/ProvenanceDM/index.html#> .
ex:p a v:Parameter, prov:Entity . ex:c a v:ConfigFile, prov:Entity .
ex:d a v:ActivityDescription, prov:Entity . ex:x a prov:Entity . ex:y a prov:Entity .
ex:a a prov:Activity ; """
CONFIGURATION, DESCRIPTION = (
    f"prov:qualifiedInfluence [ a v:{name}Relation, prov:Influence ]"
    for name in ("Configuration", "Description")
)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (f"{CONFIGURATION} ; prov:wasInfluencedBy ex:p", {"p": "ConfigurationRelation"}),
        (f"{CONFIGURATION} ; prov:wasInfluencedBy ex:x", {"x": "ConfigurationRelation"}),
        (
            f"{CONFIGURATION}, [ a v:DescriptionRelation ] ; prov:wasInfluencedBy ex:d, ex:c",
            {"c": "ConfigurationRelation", "d": "DescriptionRelation"},
        ),
        # Another class, another number, or two of unknown class: nothing is guessed.
        (f"{CONFIGURATION} ; prov:wasInfluencedBy ex:d", {}),
        (f"{CONFIGURATION} ; prov:wasInfluencedBy ex:p, ex:c", {}),
        (f"{CONFIGURATION} ; {DESCRIPTION} ; prov:wasInfluencedBy ex:x, ex:y", {}),
        (CONFIGURATION, {}),
    ],
)
def test_an_end_follows_from_the_classes_or_is_not_guessed(
    text: str, joined: dict[str, str], tmp_path: Path
) -> None:
    """What stays without its second end is a relation with one end, and a note says so."""
    path = tmp_path / "influences.ttl"
    path.write_text(f"{NODES}{text} .")
    reading = read(path)
    types = {
        record.formal_attributes[1][1].localpart: type_.localpart
        for record in reading.document.get_records(ProvInfluence)
        for type_ in record.get_asserted_types()
        if record.formal_attributes[1][1] is not None
    }
    assert types == joined
    assert any("which its RDF does not tell" in note for note in reading.notes) is not bool(joined)


def test_a_plain_influence_is_left_alone(tmp_path: Path) -> None:
    """Qualified nodes without voprov's types are those of any document: nothing is joined."""
    path = tmp_path / "plain.ttl"
    plain = "prov:qualifiedInfluence [ a prov:Influence ] ; prov:wasInfluencedBy ex:x ."
    path.write_text(f"{NODES}{plain}")
    reading = read(path)
    assert len(list(reading.document.get_records(ProvInfluence))) == 2
    assert reading.notes == ()
