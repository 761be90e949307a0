"""Redaction: what is recognised as a name of a person or machine, and what is left alone."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from prov.identifier import Identifier, Namespace
from prov.model import PROV, Literal, ProvDocument

from provgraph import readers, serialisers
from provgraph.model.namespaces import PROVGRAPH, XSD
from provgraph.readers.source import of_bytes
from provgraph.redaction import Redaction
from tests.support.canonical import canonical

CASES = Path(__file__).parents[1] / "data" / "cases" / "safety"
EX = Namespace("ex", "http://example.org/")
KEY = b"a key for these tests"
FORMATS = ("provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld", "nquads")

EXACT = ("provn", "json", "xml")
"""Formats that keep all, prefixes too."""

SECRETS = {
    "redact.json": [
        *("Erika", "Musterfrau", "emuster", "pc17", "192.168.17.4", "0000-0002-1825-0097"),
        *("1234567", "astro.example"),
    ],
    "person.json": ["Erika", "Musterfrau", "zqx9.example"],
}

PERSON_TYPES = ["prov:Person", "foaf:Person", "schema:Person", "schemas:Person", "vcard:Individual"]

TURTLE = """\
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix schemas: <https://schema.org/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <http://example.org/> .
"""


def redacted(document: ProvDocument, key: bytes | None = KEY) -> tuple[str, str]:
    """Return a document redacted, as PROV-N, and what was replaced."""
    redaction = Redaction(key)
    redaction.learn_document(document)
    return redaction.document(document).get_provn(), redaction.summary()


def of_turtle(text: str) -> ProvDocument:
    """Return the document of a Turtle text."""
    return readers.read(of_bytes("x.ttl", (TURTLE + text).encode()), "turtle").document


def entity(**attributes: object) -> ProvDocument:
    """Return a document with one entity."""
    document = ProvDocument()
    document.add_namespace(EX)
    document.entity(EX["e"], [(EX[name], value) for name, value in attributes.items()])
    return document


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_nothing_of_the_cases_is_left(name: str, form: str) -> None:
    """Neither names nor addresses are in any format, and what is written is read again."""
    document = readers.read(readers.open_source(str(CASES / name)), "json").document
    redaction = Redaction()
    redaction.learn_document(document)
    text = serialisers.serialise(redaction.document(document), form).text
    assert [secret for secret in SECRETS[name] if secret.lower() in text.lower()] == []
    back = readers.read(of_bytes("x", text.encode()), form).document
    assert form not in EXACT or canonical(back) == canonical(redaction.document(document))


def test_the_summary_counts_what_was_replaced() -> None:
    """The summary has each kind with its number of texts and places, and no name."""
    document = readers.read(readers.open_source(str(CASES / "redact.json")), "json").document
    _, summary = redacted(document)
    assert "1 e-mail address (1 place)" in summary
    assert "1 user (5 places)" in summary
    assert "emuster" not in summary
    assert redacted(entity(n=1))[1] == "recognised nothing to replace"


@pytest.mark.parametrize("person", PERSON_TYPES)
@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("foaf:name", "Zoe Quist"),
        ("foaf:givenName", "Zoe"),
        ("foaf:firstName", "Zoe"),
        ("foaf:family_name", "Quist"),
        ("foaf:nick", "zq"),
        ("foaf:mbox", "<mailto:z.quist@example.org>"),
        ("foaf:mbox_sha1sum", "e0c9035898dd52fc65c41454cec9c4d2611bfb37"),
        ("foaf:phone", "<tel:+49-30-1234567>"),
        ("foaf:homepage", "<http://people.example.org/quist>"),
        ("schema:name", "Zoe Quist"),
        ("schemas:givenName", "Zoe"),
        ("schema:email", "z.quist@example.org"),
        ("schema:telephone", "030 1234567"),
        ("schema:identifier", "https://orcid.org/0000-0002-1825-0097"),
        ("schema:sameAs", "<https://orcid.org/0000-0002-1825-0097>"),
        ("vcard:fn", "Zoe Quist"),
        ("vcard:given-name", "Zoe"),
        ("vcard:hasEmail", "<mailto:z.quist@example.org>"),
        ("vcard:hasTelephone", "<tel:+49301234567>"),
        ("ex:orcid", "0000-0002-1825-009X"),
        ("ex:full_name", "Zoe Quist"),
        ("rdfs:label", "Zoe Quist"),
        ("ex:mobile", 49301234567),
    ],
)
def test_terms_of_persons_are_replaced(person: str, attribute: str, value: object) -> None:
    """Each term of FOAF, schema.org and vCard, on a person of any vocabulary's type."""
    shown = value if str(value).startswith("<") else json.dumps(value)
    text, summary = redacted(of_turtle(f"ex:zq a prov:Agent, {person} ; {attribute} {shown} ."))
    plain = str(value).strip("<>").rpartition(":")[2].rpartition("/")[2]
    assert plain not in text
    assert "replaced" in summary
    assert "person-" in text


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.org/Zoe_Quist",
        "http://example.org/quist",
        "http://example.org/people/quist#me",
        "http://example.org/quist/card#i",
        "https://orcid.org/0000-0002-1825-0097",
        "mailto:quist@example.org",
        "urn:uuid:0ba0e1b4-62e5-4a3c-8e5a-c5f0a3a0a1ce",
        "http://example.org/7",
        "http://example.org/author",
    ],
)
def test_ids_of_persons_are_replaced(uri: str) -> None:
    """The id of a person is replaced where it stands and where others refer to it."""
    document = of_turtle(
        f"<{uri}> a prov:Person . ex:e a prov:Entity ; prov:wasAttributedTo <{uri}> ."
    )
    redaction = Redaction(KEY)
    redaction.learn_document(document)
    new = redaction.document(document)
    names = {str(record.identifier.uri) for record in new.get_records() if record.identifier}
    relations = [record for record in new.get_records() if record.is_relation()]
    assert uri not in names
    assert names >= {str(value.uri) for r in relations for _, value in r.attributes}
    assert "quist" not in new.get_provn().lower()
    assert "0000-0002" not in new.get_provn()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("see /home/zquist/x", "zquist"),
        ("see /home/zquist.", "zquist"),
        ("/net/home/zquist/run_1", "zquist"),
        ("/Users/zquist/Documents", "zquist"),
        ("/afs/cern.ch/user/z/zquist/w", "zquist"),
        ("/vo.cta.in2p3.fr/user/z/zquist/prod/a.h5", "zquist"),
        ("lfn:/vo/user/z/zquist/a.h5", "zquist"),
        ("/data/users/zquist/a", "zquist"),
        ("C:\\Users\\zquist\\x", "zquist"),
        ("C:\\Users\\Zoe Quist\\x", "Quist"),
        ("c:/users/zquist/x", "zquist"),
        ("~zquist/x", "zquist"),
        ("http://host.example/~zquist/x", "zquist"),
        ("ssh zquist@wn17", "zquist"),
        ("ssh zquist@wn17", "wn17"),
        ("scp -r /a zquist@wn17.example.org:/b", "wn17"),
        ("sftp://zquist@store.example.org/x", "zquist"),
        ("https://zquist:secret@store.example.org/x", "zquist"),
        ("root://se01.example.org//store/a.h5", "se01"),
        ("file://wn17/tmp/a", "wn17"),
        ("on host wn17.example.org at night", "wn17"),
        ("mail z.quist@example.org", "quist"),
        ("z.quist%40example.org", "quist"),
        ("<mailto:zoe@example.org>", "zoe@"),
        ("from 192.168.17.4 in", "192.168.17.4"),
        ("http://10.0.0.1:8080/x", "10.0.0.1"),
        ("at 2001:db8::ff00:42:8329", "ff00"),
        ("ORCID 0000-0002-1825-0097", "1825"),
        ("tel:+49-30-1234567", "1234567"),
        ("/DC=org/DC=terena/O=INFN/CN=Zoe Quist zquist@infn.it", "Quist"),
        ("/C=DE/O=GermanGrid/CN=zquist", "zquist"),
    ],
)
def test_texts_are_searched(text: str, secret: str) -> None:
    """A name in any text is found by its form, in values, names of elements and namespaces."""
    assert secret not in redacted(entity(note=text))[0]
    assert secret not in redacted(entity(note=Literal(text, langtag="en")))[0]
    assert secret not in redacted(entity(note=Identifier(text)))[0]


@pytest.mark.parametrize(
    ("learned", "text"),
    [
        ({"user": "zquist"}, "zquist_out.fits"),
        ({"user": "zquist"}, "/scratch/zquist/x"),
        ({"user": "zquist"}, "run.zquist-2"),
        ({"user": "zquist"}, "ZQUIST"),
        ({"host": "wn17"}, "log of wn17_a"),
        ({"hostname": "wn17.example.org"}, "wn17"),
        ({"node": "wn17.example.org"}, "wn17.example.org"),
        ({"user": "zquist"}, "zquist@wn17"),
        ({"author": "Zoe Quist"}, "by Quist, Zoe"),
        ({"author": "Zoe Quist"}, "zoe_quist.yaml"),
        ({"author": "Zoe Quist"}, "Zoe%20Quist"),
        ({"author": "Zoe Quist"}, "ZoeQuist"),
        ({"creator": "Quist, Zoe"}, "Zoe Quist"),
        ({"familyName": "Müller"}, "Mueller and M%C3%BCller"),
        ({"given_name": "Jörg"}, "JÖRG"),
        ({"phone": "+49 30 1234567"}, "call +49-30-1234567"),
        ({"path": "/home/zquist/x"}, "/scratch/zquist/y"),
    ],
)
def test_what_is_learned_is_found_everywhere(learned: dict[str, str], text: str) -> None:
    """A name that one element tells is replaced in all others, in ids and keys as well."""
    document = entity(**learned)
    document.entity(EX["other"], [(EX["note"], text), (PROV["label"], text)])
    written, _ = redacted(document)
    words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w.lower() not in {"scratch", "call"}]
    for word in set(words) & {"zquist", "ZQUIST", "Quist", "Zoe", "Müller", "Mueller", "wn"}:
        assert word not in written
    assert "wn17" not in written
    assert "1234567" not in written
    assert "BCller" not in written


def test_names_are_found_in_ids_and_keys_and_namespaces() -> None:
    """Ids of other elements, attributes, roles, bundles and namespaces hold no name."""
    document = ProvDocument()
    document.add_namespace("zquist", "http://wn17.example.org/~zquist/ns#")
    own = Namespace("zquist", "http://wn17.example.org/~zquist/ns#")
    document.activity(own["run"], other_attributes={own["zquist_note"]: 1, EX["host"]: "wn17"})
    document.used(own["run"], EX["zquist-in.fits"], other_attributes={PROV["role"]: "zquist's"})
    bundle = document.bundle(own["b"])
    bundle.entity(EX["zquist-in.fits"])
    text, _ = redacted(document)
    assert "zquist" not in text
    assert "wn17" not in text


@pytest.mark.parametrize(
    "value",
    [
        "opencv-python==4.5.5.64",
        "opencv_python-4.5.5.64",
        "2026-11-01T12:30:45",
        "12:30:45",
        "prov:Person",
        "std::vector",
        "a/b/c.fits",
        "/usr/share/data",
        "1234-5678",
        "http://example.org/x#y",
        "/home/",
        "root",
        "3.14",
    ],
)
def test_other_texts_stay(value: str) -> None:
    """Versions, times, paths and URLs that name nobody stay as they are."""
    document = entity(note=value)
    text, summary = redacted(document)
    assert text == document.get_provn()
    assert summary == "recognised nothing to replace"


def test_a_version_is_no_address() -> None:
    """Four numbers are an IP address, but not in a field that is a version."""
    assert "4.5.5.64" in redacted(entity(package_version="4.5.5.64"))[0]
    assert "4.5.5.64" not in redacted(entity(peer="4.5.5.64"))[0]


def test_names_of_other_things_stay() -> None:
    """The name of an organisation, of software or of a dataset is not a person's."""
    document = of_turtle(
        'ex:org a prov:Organization ; foaf:name "CTAO" .'
        'ex:tool a prov:SoftwareAgent ; schema:name "ctapipe" ; rdfs:label "ctapipe 0.19" .'
        'ex:data a prov:Entity ; schema:name "Crab" ; dcterms:creator "the pipeline" .'
    )
    assert canonical(_document(document)) == canonical(document)


def test_names_that_prov_warns_of_are_kept_silently() -> None:
    """A name that PROV-N cannot write was noted when it was read; it is not warned of again."""
    text = '{"prefix":{"ex":"http://example.org/"},"entity":{"ex:e":{"ex:x(y){z}":"zquist"}}}'
    document = readers.read(of_bytes("x.json", text.encode()), "json").document
    (record,) = _document(document).get_records()
    assert [name.localpart for name, _ in record.attributes] == ["x(y){z}"]


def test_values_keep_their_types() -> None:
    """Numbers, times, booleans, types and languages are as they were."""
    document = entity(n=1, f=1.5, b=True, t=datetime(2026, 1, 1))  # noqa: DTZ001  # PROV allows it
    document.entity(EX["l"], {EX["v"]: Literal("/home/zquist", EX["path"], None)})
    new = _document(document)
    (record,) = new.get_record(EX["e"])
    assert {type(value) for _, value in record.attributes} == {int, float, bool, datetime}
    (literal,) = (value for _, value in next(iter(new.get_record(EX["l"]))).attributes)
    assert literal.datatype == EX["path"]


def test_nested_values_are_read() -> None:
    """What a person consists of, kept as JSON-LD, is replaced by its keys."""
    text = json.dumps({"@type": "http://schema.org/Person", "http://schema.org/name": "zoe"})
    document = entity(author=Literal(text, Namespace("provgraph", PROVGRAPH)["node"]))
    written, _ = redacted(document)
    assert "zoe" not in written
    assert "schema.org/Person" in written


def test_pseudonyms_are_stable_in_one_redaction_and_of_one_key() -> None:
    """Equal names have equal pseudonyms; other exports have others, unless they share a key."""
    document = entity(user="zquist", note="/home/zquist/x")
    pseudonyms = [set(re.findall(r"user-\w+", redacted(document, key)[0])) for key in (KEY, None)]
    assert [len(each) for each in pseudonyms] == [1, 1]
    assert pseudonyms[0] != pseudonyms[1]
    assert redacted(document)[0] == redacted(document)[0]
    assert redacted(document, None)[0] != redacted(document, None)[0]


def test_different_names_stay_different() -> None:
    """No two elements become one, though their ids differ in a name alone."""
    document = ProvDocument()
    for user in ("zquist", "Zquist", "zoe", "z_quist"):
        document.entity(Namespace("f", "file://wn17/home/")[f"{user}/x"])
    names = {record.identifier for record in _document(document).get_records()}
    assert len(names) == 4


def test_a_redacted_document_is_not_redacted_again() -> None:
    """Pseudonyms stay what they are."""
    once = _document(entity(user="zquist", path="/home/zquist/x", mail="z@example.org"))
    assert canonical(_document(once, b"another key, as long")) == canonical(once)


def test_a_shared_account_is_no_person() -> None:
    """`root`, `data` and the like stay; the name of a vocabulary goes in home directories alone."""
    assert "/home/data/x" in redacted(entity(path="/home/data/x"))[0]
    text, _ = redacted(entity(path="/home/cta/x", note="cta pipeline"))
    assert "/home/cta" not in text
    assert "cta pipeline" in text


RECORD = {
    "activity_name": "ctapipe-process",
    "start": {"time_utc": "2026-01-01T00:00:00.000"},
    "system": {
        "platform": {"node": "wn042.example.org", "machine": "x86_64"},
        "environment": {
            "USER": "jdoe",
            "SUDO_USER": "rootbeer",
            "SLURM_SUBMIT_HOST": "front3",
            "PATH": "/home/bdoe/bin",
        },
        "arguments": ["tool", "--note=rootbeer", "/data/bdoe/x", "front3:/x"],
        "version": "1.2.3.4",
    },
    "config": {"jdoe": {"owner": "maxm", "wn042": 1}, "note": "maxm"},
    "output": [{"url": "/d/x", "reference_meta": {"contact": {"name": "Jane Roe"}}}],
}


def test_records_of_jobs_are_redacted() -> None:
    """Users and hosts of the environment are replaced in arguments, keys and values."""
    redaction = Redaction(KEY)
    redaction.learn([RECORD])
    record = redaction.record(RECORD)
    text = json.dumps(record)
    for secret in ("jdoe", "bdoe", "rootbeer", "front3", "wn042", "maxm", "Jane", "Roe"):
        assert secret not in text
    assert "1.2.3.4" in text
    assert '"machine": "x86_64"' in text
    assert "left out 4 environment variables" in redaction.summary()


def test_the_order_of_learning_does_not_matter() -> None:
    """Records and documents in any order give the same pseudonyms."""
    document = entity(author="jdoe", label="Jane Roe", contact="Jane Roe")
    results = []
    for turned in (False, True):
        redaction = Redaction(KEY)
        steps = [
            lambda r=redaction: r.learn([RECORD]),
            lambda r=redaction: r.learn_document(document),
        ]
        for step in reversed(steps) if turned else steps:
            step()
        results.append((redaction.document(document).get_provn(), redaction.record(RECORD)))
    assert results[0] == results[1]


def test_datatypes_of_xml_schema_stay() -> None:
    """A user named as a datatype, such as `string`, changes no datatype."""
    text, _ = redacted(entity(user="decimal", v=Literal("1.5", Namespace("xsd", XSD)["decimal"])))
    assert "%% xsd:decimal" in text


def _document(document: ProvDocument, key: bytes = KEY) -> ProvDocument:
    redaction = Redaction(key)
    redaction.learn_document(document)
    return redaction.document(document)
