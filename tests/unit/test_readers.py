"""Readers: every document is recognised and read as it says, or refused in clear words."""

from __future__ import annotations

import gc
import gzip
import hashlib
import io
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NoReturn

import prov
import pytest
import rdflib
from prov.constants import PROV_MEMBERSHIP
from prov.identifier import Identifier
from prov.model import ProvDocument

from provgraph.errors import ReadError, UnknownFormatError
from provgraph.model import voprov
from provgraph.model.namespaces import VOPROV
from provgraph.readers import FORMATS, Source, detect, open_source, read
from provgraph.readers import source as sources
from tests.support.canonical import canonical, difference
from tests.support.corpus import CORPUS, corpus, name_of, real

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.readers import Reading

FORMAT_OF = {
    ".json": "json",
    ".jsonld": "jsonld",
    ".provn": "provn",
    ".provx": "xml",
    ".rdf": "rdfxml",
    ".trig": "trig",
    ".ttl": "turtle",
    ".xml": "xml",
}
"""What the corpus' suffixes say; the readers don't look at them."""

FOREIGN = {"malformed/empty_root.xml", "malformed/foreign_vocabulary.ttl"}
"""Documents in which `prov` finds nothing, and says nothing."""

WIDER = re.compile(r"rdf/(?:scruffy-|bundle2\.ttl)")
"""PROV-O that `prov` refuses, or whose two kinds it makes one of."""

SPLIT = {"xml/example_33.xml"}
"""A hadMember of two members, which is two records here."""

_PROV_DM = ("03", "04", "16", "24", "34", "52", "53", "55", "56", "63")
_PROV_XML = (11, 12, 17, 22, 23, 24, 25, 27, 28, 37, 38, 39)
READ_HERE_ONLY = {
    "provn/provtoolbox/container2.provn",
    "provn/provtoolbox/prov-family-graphics.provn",
    "provn/provtoolbox/prov-family.provn",
    *(f"provn/spec/prov-dm/prov-dm-example-{n}.provn" for n in _PROV_DM),
    *(f"provn/spec/prov-n/prov-n-example-{n}.provn" for n in (37, 63, 64)),
    *(f"xml/example_{n}.xml" for n in _PROV_XML),
    *(f"unification/constraints/bundle-{n}.xml" for n in ("fail1", "success1", "success2")),
}
"""Examples of W3C and ProvToolbox that `prov` refuses.

They leave arguments away, extend PROV-N, have names without a prefix as types, or bundles as a
draft of PROV-XML wrote them.
"""

EX = '"prefix": {"ex": "http://example.org/"}'
TURTLE = "@prefix prov: <http://www.w3.org/ns/prov#> . @prefix ex: <http://example.org/> .\n"
RDFXML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:prov="http://www.w3.org/ns/prov#" xmlns:ex="http://example.org/">{}</rdf:RDF>'
)
PROVX = (
    '<prov:document xmlns:prov="http://www.w3.org/ns/prov#" xmlns:ex="http://example.org/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema">{}</prov:document>'
)
CONTEXT = "https://openprovenance.org/prov-jsonld/context.jsonld"


def source_of(content: str | bytes) -> Source:
    """Return a source as a file of that content gives it."""
    data = content.encode() if isinstance(content, str) else content
    return Source("file", data, hashlib.sha256(data).hexdigest(), is_path=False)


def read_text(content: str | bytes, form: str | None = None) -> Reading:
    """Read a document from its text."""
    return read(source_of(content), form)


def provn_of(content: str | bytes) -> str:
    """Return the records of a document in PROV-N, a record a line, without prefixes."""
    lines = read_text(content).document.get_provn().splitlines()
    return "\n".join(line.strip() for line in lines if "(" in line or "undle" in line)


def refused(content: str | bytes, form: str | None = None) -> ReadError:
    """Return the error with which a document is refused."""
    with pytest.raises(ReadError) as caught:
        read_text(content, form)
    assert str(caught.value).isprintable()
    return caught.value


def jsonld(*statements: object, context: object = CONTEXT) -> str:
    """Return a JSON-LD document with these statements."""
    prefixes = {"ex": "http://example.org/", "prov": "http://www.w3.org/ns/prov#"}
    return json.dumps({"@context": [prefixes, context], "@graph": statements})


# The corpus ------------------------------------------------------------------------------


def read_by_prov(file: Path) -> ProvDocument | None:
    """Return what `prov` reads from a file, `None` if it refuses it."""
    form = FORMAT_OF[file.suffix]
    rdf = {"turtle": "turtle", "trig": "trig", "rdfxml": "xml"}.get(form)
    options = {"format": "rdf", "rdf_format": rdf} if rdf else {"format": form}
    try:
        return ProvDocument.deserialize(content=file.read_bytes(), **options)
    except Exception:  # noqa: BLE001  # any of its exceptions is a refusal
        return None


@pytest.fixture
def plain_prov(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Let `prov` read in peace: its warnings unheard, lexical forms as they were written."""
    warnings.simplefilter("ignore")
    caplog.set_level("CRITICAL")
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.usefixtures("plain_prov")
@pytest.mark.parametrize("file", corpus(), ids=name_of)
def test_corpus_file_is_read_as_prov_reads_it_or_refused(file: Path) -> None:
    """A file is recognised and read as `prov` reads it in the given format, or refused."""
    if WIDER.match(name_of(file)):
        assert read(open_source(file)).document.get_records()
        return
    expected = None if name_of(file) in FOREIGN else read_by_prov(file)
    if name_of(file) in READ_HERE_ONLY:
        assert expected is None
        here = read(open_source(file))
        assert here.notes or here.document.get_records()
        return
    if expected is None:
        with pytest.raises(ReadError) as caught:
            read(open_source(file))
        assert caught.value.file == str(file)
        return
    reading = read(open_source(file))
    assert reading.format == FORMAT_OF[file.suffix]
    assert comparable(file, reading.document) == form_here(file, expected), difference(
        expected, reading.document
    )


def comparable(file: Path, document: ProvDocument) -> object:
    """Return a document's form; of XML, `prov` reads the prefixes that are used only."""
    form = canonical(document)
    if FORMAT_OF[file.suffix] != "xml":
        return form
    return tuple(line for line in form if not {"prefix", "default"} & {*line[1:3]})


def form_here(file: Path, document: ProvDocument) -> object:
    """Return the form of what `prov` read, as it should be here."""
    if name_of(file) in SPLIT:
        document = with_a_record_a_member(document)
    text = file.read_text()
    for namespace in [*document.namespaces]:
        # rdflib adds 28 prefixes of its own to every document.
        if FORMAT_OF[file.suffix] in ("turtle", "trig") and namespace.uri not in text:
            del document._namespaces._namespaces[namespace.prefix]  # noqa: SLF001
    return comparable(file, document)


def with_a_record_a_member(document: ProvDocument) -> ProvDocument:
    """Return a copy in which a hadMember of several members is several records."""
    found = ProvDocument(namespaces=document.namespaces)
    for record in document.get_records():
        if record.get_type() == PROV_MEMBERSHIP:
            collection, *members = (value for _, value in record.attributes)
            for member in members:
                found.membership(collection, member)
        else:
            found.add_record(record)
    return found


def test_corpus_is_whole() -> None:
    """The corpus has the documents that the figures in the documentation are about."""
    assert len(corpus()) == 1564


@pytest.mark.parametrize("file", real())
def test_real_document_is_read_without_a_note(file: Path) -> None:
    """Documents of real producers are read, and nothing of them is left out."""
    reading = read(open_source(file))
    assert reading.format == FORMAT_OF[file.suffix]
    assert reading.document.get_records()
    assert reading.notes == ()


# Detection -------------------------------------------------------------------------------

RECOGNISED = {
    "{}": "json",
    '\ufeff \n {"prefix": {}}': "json",
    '{"note": 1, "entity": {}}': "json",
    '{"activityDescription": {}}': "json",
    '{"@graph": [], "@context": {}}': "jsonld",
    '{"id": "x", "@context": {}}': "jsonld",
    '[{"@id": "http://e/"}]': "jsonld",
    '[{"activity_name": "a"}]': "ctapipe",
    '[{"status": "running", "x": NaN, "activity_name": "a"}][{"activity_name": "b"}]': "ctapipe",
    '[\n{"activity_name": "a", "config": {"x": -Infinity}}]\n[]': "ctapipe",
    "[]": "ctapipe",
    "document\nendDocument": "provn",
    "// one\n/* two\n */ document endDocument": "provn",
    "\ufeffdocument endDocument": "provn",
    PROVX.format(""): "xml",
    "<!-- a -->\n<?a b?>" + PROVX.format(""): "xml",
    RDFXML.format(""): "rdfxml",
    '<prov:Entity xmlns:prov="http://www.w3.org/ns/prov#" rdf:about="http://e/"'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>': "rdfxml",
    "# a comment\n" + TURTLE: "turtle",
    "PREFIX ex: <http://e/>\nex:a a ex:B .": "turtle",
    "<http://e/a> a <http://e/B> .": "turtle",
    "<urn:a> a <urn:b> .": "turtle",
    "[] a <http://e/B> .": "turtle",
    "[ a <http://e/B> ] .": "turtle",
    "_:a a <http://e/B> .": "turtle",
    TURTLE + "ex:a ex:b '{', \"{\", <http://e/{> . # {": "turtle",
    TURTLE + 'ex:a ex:b """ " { \n""" .': "turtle",
    TURTLE + "ex:g { ex:a a ex:B }": "trig",
    TURTLE + "GRAPH ex:g { }": "trig",
    "{ <http://e/a> a <http://e/B> }": "trig",
    "{ [] a <http://e/B> }": "trig",
}


@pytest.mark.parametrize("content", RECOGNISED)
def test_format_is_told_by_content(content: str) -> None:
    """Content tells the format, after byte order marks, blank space and comments too."""
    assert detect(source_of(content)) == RECOGNISED[content]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_xml_is_recognised_in_every_encoding(codec: str) -> None:
    """PROV-XML and RDF/XML are recognised and read in other encodings than UTF-8."""
    declared = f'<?xml version="1.0" encoding="{codec.removesuffix("-le").removesuffix("-be")}"?>'
    entity = PROVX.format('<prov:entity prov:id="ex:\xe9"/>')
    assert provn_of((declared + entity).encode(codec)) == "entity(ex:\xe9)"
    entity = RDFXML.format('<prov:Entity rdf:about="http://example.org/\xe9"/>')
    assert provn_of((declared + entity).encode(codec)) == "entity(ex:\xe9)"


UNKNOWN = {
    "an HTML page": b"<!DOCTYPE html><html><body>404</body></html>",
    "XML with the root element <svg>": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "an HDF5 file": b"\x89HDF\r\n\x1a\n\0\0\0",
    "a FITS file": b"SIMPLE  =                    T",
    "a ZIP archive": b"PK\x03\x04\0",
    "a tar archive": b"a.log".ljust(257, b"\0") + b"ustar\0",
    "a gzip file inside a gzip file": gzip.compress(b"{}"),
    "binary data": bytes(range(128, 256)) * 4,
    "text that begins with 'INFO provLogger'": b"INFO provLogger",
    "a Python list without activity records": b"[{'name': 'a'}]",
    "a JSON array without activity records": b"[1, 2]",
    "neither PROV-JSON nor JSON-LD (keys 'a', 'b')": b'{"a": 1, "b": 2}',
}


@pytest.mark.parametrize("seen", UNKNOWN)
def test_unknown_content_is_named(seen: str) -> None:
    """What is in no known format is called what it is, with the formats that are read."""
    with pytest.raises(UnknownFormatError) as caught:
        detect(source_of(UNKNOWN[seen]))
    assert seen in caught.value.reason
    assert "PROV-JSON" in caught.value.reason


def test_unknown_format_name_lists_the_known_ones() -> None:
    """A format that does not exist is refused with those that do."""
    assert str(refused("{}", "yaml")).endswith(f"use one of {', '.join(FORMATS)}")


def test_forced_format_wins() -> None:
    """A format given is taken, whatever the content looks like: the fault has its place."""
    assert refused("{}", "provn").place == "line 1, column 1"
    assert refused(PROVX.format(""), "json").place == "line 1, column 1"


def test_ctapipe_logs_are_recognised_and_not_read_here() -> None:
    """An activity log has its name in the table and its reader elsewhere."""
    assert FORMATS["ctapipe"].module is None
    assert "activity records" in refused('[{"activity_name": "a"}]').reason


# Sources ---------------------------------------------------------------------------------


def test_gzip_is_transparent(tmp_path: Path) -> None:
    """A gzipped file gives the bytes and the sum of its content, whatever its name."""
    plain, packed = tmp_path / "a.json", tmp_path / "b.json"
    plain.write_bytes(b"{}" * 1000)
    packed.write_bytes(gzip.compress(b"{}" * 600) + gzip.compress(b"{}" * 400))
    assert open_source(packed).data == b"{}" * 1000
    assert open_source(packed).sha256 == open_source(plain).sha256
    assert open_source(plain).sha256 == hashlib.sha256(b"{}" * 1000).hexdigest()


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input, gzipped or not."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"{}"))))
    assert open_source("-").data == b"{}"
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(ReadError, match="standard input is closed"):
        open_source("-")


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """No file, a directory, an empty file, a name that is none: each in its own words."""
    empty, blank = tmp_path / "empty", tmp_path / "blank"
    empty.write_bytes(b"")
    blank.write_bytes(gzip.compress(b" \n"))
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    names: dict[Path | str, str] = {
        tmp_path / "none": "no such file",
        tmp_path: "it is a directory",
        empty: "the file is empty",
        blank: "the file is empty",
        loop: "the file cannot be read",
        "a\0b": "this is not a file's name",
    }
    for name, words in names.items():
        with pytest.raises(ReadError, match=words):
            open_source(name)


def test_damaged_gzip_is_refused(tmp_path: Path) -> None:
    """Cut or changed gzip data are refused, never half read."""
    packed = gzip.compress(b'{"entity": {}}' * 100)
    for damaged in (packed[:-9], packed[:-4] + b"abcd", packed[:20] + b"\xff" * 9 + packed[29:]):
        file = tmp_path / "damaged"
        file.write_bytes(damaged)
        with pytest.raises(ReadError, match="the gzip data are damaged"):
            open_source(file)


def test_what_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device, and a pipe that nobody writes into, which would be waited for for ever."""
    monkeypatch.setattr(sources, "PIPE_SECONDS", 0.1)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ReadError, match=r"nothing was written to this pipe for 0\.1 seconds"):
        open_source(pipe)
    with pytest.raises(ReadError, match="it is a device"):
        open_source("/dev/zero")


def test_a_slow_pipe_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds a pipe open may take his time, as in `provgraph load <(command)`."""
    monkeypatch.setattr(sources, "PIPE_SECONDS", 0.1)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    script = f"exec 3>{pipe}; sleep 0.5; echo document endDocument >&3"
    with subprocess.Popen(["/bin/bash", "-c", script]):  # noqa: S603  # of our own
        time.sleep(0.2)
        # Opening a pipe to write waits for one who reads.
        assert open_source(pipe).data == b"document endDocument\n"


def test_quotes_without_end_take_no_time() -> None:
    """Telling TriG from Turtle is linear: this took the square of the length, for minutes."""
    began = time.perf_counter()
    detect(source_of('@prefix a: <http://e/> . """' + '\\"' * 300_000 + "{"))
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32"])
def test_half_a_surrogate_pair_is_refused_in_every_encoding(codec: str) -> None:
    """In UTF-16 too, where the escape is other bytes."""
    data = f'{{{EX}, "entity": {{"ex:a": {{"ex:n": "\\ud800"}}}}}}'.encode(codec)
    assert "half of a surrogate pair" in str(refused(data))


def test_file_names_are_one_line_of_words() -> None:
    """A file's name is text of others: it forges no line, and commands no terminal."""
    with pytest.raises(ReadError) as caught:
        open_source("no\nprovgraph: done\x1b[2J\udcff")
    assert str(caught.value).isprintable()
    assert caught.value.file == "no\nprovgraph: done\x1b[2J\udcff"


def test_gzip_bomb_is_refused(tmp_path: Path) -> None:
    """What unpacks to hundreds of times its size is refused before it fills the memory."""
    file = tmp_path / "bomb.gz"
    file.write_bytes(gzip.compress(b" " * (sources.FREE_BYTES * 3), 9))
    with pytest.raises(ReadError, match="is a bomb"):
        open_source(file)


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document beyond the limit is refused, plain or gzipped."""
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    for data in (b"x" * 11, gzip.compress(b"x" * 11)):
        file = tmp_path / "large"
        file.write_bytes(data)
        with pytest.raises(ReadError, match="the document is larger than"):
            open_source(file)


# Faults and their places -----------------------------------------------------------------

FAULTS = {
    '{"entity": {},\n "used": }': ("line 2, column 10", "this is not JSON"),
    '{"prefix": []}': ("prefix", "not a JSON object of strings"),
    '{"prefix": {"ex": 1}}': ("prefix", "not a JSON object of strings"),
    '{"prefix": {"ex": ""}}': ("prefix ex", "Not a valid URI"),
    '{"entity": []}': ("entity", "must be a JSON object"),
    '{"entity": {"ex:e": {}}}': ("entity ex:e", "not a name with a declared prefix"),
    f'{{{EX}, "entity": {{"ex:e": {{"ex:a": [[1]]}}}}}}': ("entity ex:e", "right shape"),
    f'{{{EX}, "entity": {{"ex:e": {{"x:a": 1}}}}}}': ("entity ex:e", "x:a"),
    f'{{{EX}, "used": {{"_:u1": {{"prov:time": 5}}}}}}': (
        "used _:u1",
        "prov:time: expected an xsd",
    ),
    f'{{{EX}, "bundle": {{"ex:b": {{"used": {{"_:u": {{"prov:time": 5}}}}}}}}}}': (
        "bundle ex:b, used _:u",
        "prov:time",
    ),
    '{"bundle": {"ex:b": {}}}': ("bundle ex:b", "not a name with a declared prefix"),
    f'{{{EX}, "bundle": {{"ex:b": {{}}, "http://example.org/b": {{}}}}}}': (
        "bundle http://example.org/b",
        "already exists",
    ),
    '{"bundle": []}': ("bundle", "not a JSON object"),
    f'{{{EX}, "parameter": {{"ex:p": 1}}}}': (None, "parameter ex:p is not a JSON object"),
    '{"prefix": {"voprov": "http://x/"}, "parameter": {"ex:p": {}}}': (None, "none of IVOA's"),
    f'{{{EX}, "entity": {{"ex:e": {{"ex:a": "\\ud800"}}}}}}': ("ex:e", "surrogate"),
    f'{{{EX}, "entity": {{"ex:e": {{"ex:a": {"9" * 5000}}}}}}}': (None, "more than 4,300 digits"),
    "[" * 100_000 + "1": (None, "nested too deeply"),
    '{"entity":' * 100_000: (None, "nested too deeply"),
    "document\n  entity(e1)\nendDocument": ("line 2, column 10", "no default namespace"),
    "document\n  used(a)\n": ("line 2, column 8", "cannot resolve 'a'"),
    PROVX.format("\n<prov:used prov:id='ex:u'>\n<prov:time>noon</prov:time></prov:used>"): (
        "line 2, prov:used ex:u",
        "prov:time",
    ),
    PROVX.format("<prov:entity>"): ("line 1, column 215", "mismatch"),
    PROVX.format("<prov:sentence/>"): ("line 1, prov:sentence", "not known there"),
    PROVX.format("<prov:bundleContent/>"): ("line 1, prov:bundleContent", "no prov:id"),
    PROVX.format("<prov:bundleContent prov:id='ex:b'><prov:bundleContent/></prov:bundleContent>"): (
        "line 1, prov:bundleContent",
        "inside a bundle",
    ),
    PROVX.replace("prov:document", "prov:bundle").format(""): (None, "not prov:document"),
    PROVX.format("<ex:a>" * 300): ("line 1, column 1721", "Excessive depth"),
    TURTLE + "ex:a a ex:B\nex:c a ex:D .": ("line 3", "expected '.'"),
    TURTLE + "ex:a a x:B .": ("line 2", "not bound"),
    TURTLE + "ex:a ex:b 'c": (None, "the syntax is wrong"),
    TURTLE + "ex:a ex:b " + "[ ex:b " * 5000: (None, "nested too deeply"),
    TURTLE + "<e1> a prov:Entity .": (None, "the IRI <e1> is relative"),
    TURTLE + "ex:a a ex:B .": (None, "contains no PROV"),
    TURTLE + "ex:a a prov:Entity ; ex:b '\\uD800' .": ("ex:a", "surrogate"),
    RDFXML.format("<prov:Entity"): ("line 1, column 148", "not well-formed"),
    RDFXML.format("<rdf:li/>"): ("line 1, column 136", "Invalid node element"),
    RDFXML.format('<prov:Entity rdf:about="e1"/>'): (None, "the IRI <e1> is relative"),
    jsonld({"@type": "Entity", "@id": "ex:e"}, {"@type": "Usage", "activity": "x:a"}): (
        "statement 2, Usage",
        "'x:a'",
    ),
    jsonld({"@type": "Usage", "@id": "ex:u", "time": 5}): ("statement 1, Usage ex:u", "shape"),
    jsonld(5): ("statement 1", "must be a JSON object"),
    '{"entity": {"x:\\u001b[31m": {}}}': ("entity x:\\x1b[31m", "not a name"),
}


@pytest.mark.parametrize("content", FAULTS, ids=lambda content: content[:60])
def test_fault_has_its_place_and_words(content: str) -> None:
    """A malformed document is refused with the line or the record, and the reason."""
    place, words = FAULTS[content]
    error = refused(content)
    assert error.place == place
    assert words in error.reason
    assert str(error) == ": ".join(part for part in ("file", place, error.reason) if part)


@pytest.mark.parametrize("form", ["json", "provn", "turtle", "trig", "jsonld"])
def test_text_that_is_not_utf8_is_refused(form: str) -> None:
    """Bytes of another encoding are refused with the line and the byte."""
    error = refused(b'{"entity":\n {"\xe9": {}}}', form)
    assert (error.place, error.reason) == ("line 2, byte 14", "the text is not UTF-8")


def test_whatever_happens_is_a_read_error() -> None:
    """Documents damaged in random ways are read or refused, and never a traceback."""
    chance = random.Random(20)  # noqa: S311  # no secret
    kinds = ("json", "jsonld", "provn", "rdf", "xml")
    files = {
        kind: [f for f in corpus() if f.relative_to(CORPUS).parts[0] == kind] for kind in kinds
    }
    outcomes: list[str] = []
    for number in range(600):
        file = chance.choice(files[kinds[number % len(kinds)]])
        source = source_of(damaged(chance, file.read_bytes()))
        try:
            read(source, chance.choice([None, FORMAT_OF[file.suffix]]))
            outcomes.append("")
        except ReadError as error:
            outcomes.append(str(error))
    assert all(words.isprintable() for words in outcomes)
    assert 50 < outcomes.count("") < 550


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes with some flipped, cut, doubled, or strange ones put in."""
    strange = [b'"', b"{", b"]", b"\0", b"\xff", b"null", b"<", b"&a;", b"_:", b"1e999", b"\\ud800"]
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(len(found))
        to = at + chance.choice([1, 5, 40])
        piece = chance.choice(
            [b"", found[at:to] * 2, chance.choice(strange), b"%c" % chance.randrange(256)]
        )
        found[at:to] = piece
        found = found or bytearray(b"x")
    return bytes(found)


# What could reach out, or blow up --------------------------------------------------------

LAUGHS = "<!DOCTYPE a [<!ENTITY a '{}'>{}]>".format(
    "a" * 10,
    "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
)
OUTSIDE = "<!DOCTYPE a [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be", "latin-1"])
@pytest.mark.parametrize(
    "dtd", [LAUGHS, OUTSIDE, "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM 'http://a/'>"]
)
@pytest.mark.parametrize("form", [None, "xml", "rdfxml"])
def test_every_dtd_is_refused(form: str | None, dtd: str, codec: str) -> None:
    """No document type declaration is read, in whatever encoding it hides."""
    declared = f'<?xml version="1.0" encoding="{codec.removesuffix("-be")}"?>'
    inner = '<prov:entity prov:id="ex:e"><ex:a>&i;</ex:a></prov:entity>'
    for document in (PROVX, RDFXML):
        data = (declared + dtd + document.format(inner)).encode(codec)
        assert "DTD" in refused(data, form).reason


@pytest.mark.parametrize("codec", ["utf-7", "utf-32", "cp037", "hz"])
def test_odd_encodings_hide_no_dtd(codec: str) -> None:
    """An encoding that the check for DTDs cannot read is refused."""
    declared = f'<?xml version="1.0" encoding="{codec}"?>'
    refused((declared + LAUGHS + PROVX.format("")).encode(codec), "xml")


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when anything opens a connection, or a file outside of the libraries."""

    def refuse(*target: object, **_options: object) -> NoReturn:
        pytest.fail(f"this reaches out: {target}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)


@pytest.mark.usefixtures("no_way_out")
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/c", "file:///etc/hostname", "c.jsonld", "../c"]
)
@pytest.mark.parametrize(
    "context", ["{}", {"@import": "{}"}, {"p": {"@id": "ex:p", "@context": "{}"}}, [["{}"]]]
)
def test_contexts_are_not_fetched(context: object, url: str) -> None:
    """A JSON-LD context by reference is refused by its name, wherever it stands."""
    filled = json.loads(json.dumps(context).replace("{}", url, 1)) if context != {} else url
    error = refused(jsonld({"@id": "ex:e", "@type": "prov:Entity"}, context=filled))
    assert (error.place, url in error.reason) == ("@context", True)


@pytest.mark.usefixtures("no_way_out")
def test_context_of_prov_jsonld_is_known() -> None:
    """PROV-JSONLD names its context by URL, and is read without asking for it."""
    assert provn_of(jsonld({"@id": "ex:e", "@type": "Entity"})) == "entity(ex:e)"


# Nothing is lost without being said ------------------------------------------------------

NOTED = {
    f'{{{EX}, "used": {{"x:u1": {{"prov:activity": "ex:a"}}}}}}': (
        "used x:u1: the id has no declared"
    ),
    f'{{{EX}, "used": {{"_:u": {{"prov:activity": "ex:a", "prov:time": "noon"}}}}}}': "'noon'",
    f'{{{EX}, "used": {{"_:u": {{"prov:activity": "x:a"}}}}}}': "'x:a' does not resolve",
    f'{{{EX}, "entity": {{"ex:e": {{"ex:a": {{"$": "1", "type": "x:T"}}}}}}}}': "'x:T'",
    f'{{{EX}, "entity": {{"ex:e": {{"ex:a": null}}}}}}': "null",
    PROVX.format("<prov:other><ex:a/></prov:other>"): "prov:other",
    PROVX.format("<prov:entity prov:id='ex:e'><ex:a>b<ex:c/>d</ex:a></prov:entity>"): (
        "line 1, prov:entity ex:e: the elements inside of ex:a are left out"
    ),
    TURTLE + "ex:e a prov:Entity . ex:p a ex:P ; ex:n 'x' .": "2 statements",
    TURTLE + "ex:e a prov:Entity . [] ex:n 'x' .": "1 statements",
    jsonld({"@type": "Usage", "activity": "ex:a", "time": "noon"}): "time is not a valid time",
    jsonld({"@type": "Usage", "@id": "x:u", "activity": "ex:a"}): "the id x:u has no declared",
}


@pytest.mark.parametrize("content", NOTED, ids=lambda content: content[:60])
def test_what_is_left_out_is_noted(
    content: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """What a `ProvDocument` cannot hold is in the notes, and is printed nowhere."""
    (note,) = read_text(content).notes
    assert NOTED[content] in note
    assert "prov 3" not in note
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_notes_are_bounded() -> None:
    """A document full of faults has a hundred notes, and the number of the others."""
    used = {f"x:u{i}": {"prov:activity": "ex:a"} for i in range(1000)}
    notes = read_text(json.dumps({"prefix": {"ex": "http://e/"}, "used": used})).notes
    assert len(notes) == 101
    assert notes[-1] == "and 900 more notes"


def test_repeated_keys_of_json_are_all_kept() -> None:
    """Sections, ids and attributes that an object has twice are joined, and noted."""
    content = f"""{{{EX}, "prefix": {{"ex": "http://example.org/"}},
        "entity": {{"ex:a": {{"ex:x": 1, "ex:x": 2}}, "ex:a": {{"ex:y": 3}}}},
        "entity": {{"ex:a": {{"ex:z": 4}}, "ex:b": {{}}}},
        "bundle": {{"ex:c": {{"agent": {{"ex:d": {{}}}}}},
                    "ex:c": {{"agent": {{"ex:e": {{}}}}}}}}}}"""
    assert provn_of(content).splitlines() == [
        "entity(ex:a, [ex:x=1, ex:x=2])",
        "entity(ex:a, [ex:y=3])",
        "entity(ex:a, [ex:z=4])",
        "entity(ex:b)",
        "bundle ex:c",
        "agent(ex:d)",
        "agent(ex:e)",
        "endBundle",
    ]
    assert {note.split("'")[1] for note in read_text(content).notes} == {
        "prefix", "ex", "entity", "ex:a", "ex:x", "ex:c", "agent",
    }  # fmt: skip


def test_repeated_key_with_one_value_only_is_refused() -> None:
    """A formal attribute that an object has twice cannot have both values."""
    content = f'{{{EX}, "used": {{"_:u": {{"prov:entity": "ex:a", "prov:entity": "ex:b"}}}}}}'
    assert refused(content).place == "used _:u"


def test_text_around_comments_is_kept() -> None:
    """Comments and processing instructions in PROV-XML take no text with them."""
    inner = "<prov:entity prov:id='ex:e'><ex:a>b<!-- x -->c<?y?>d</ex:a></prov:entity>"
    assert provn_of(PROVX.format(f"<?z?>{inner}<!-- x -->")) == 'entity(ex:e, [ex:a="bcd"])'


def test_members_are_a_record_each() -> None:
    """A hadMember of several members in PROV-XML is several records, as in PROV-JSON."""
    inner = "<prov:hadMember><prov:collection prov:ref='ex:c'/>{}</prov:hadMember>".format(
        "".join(f"<prov:entity prov:ref='ex:{name}'/>" for name in "abc")
    )
    expected = ["hadMember(ex:c, ex:a)", "hadMember(ex:c, ex:b)", "hadMember(ex:c, ex:c)"]
    assert provn_of(PROVX.format(inner)).splitlines() == expected
    bundle = f"<prov:bundleContent prov:id='ex:x'>{inner}</prov:bundleContent>"
    assert provn_of(PROVX.format(bundle)).splitlines()[1:-1] == expected


def test_turtle_keeps_lexical_forms_and_datatypes() -> None:
    """Datatypes of undeclared namespaces, leading zeros and language tags stay as written."""
    text = TURTLE + (
        "ex:e a prov:Entity ; ex:a '1'^^<http://types/T> ; ex:b 'x'@en-GB ;"
        " ex:c '0010'^^<http://www.w3.org/2001/XMLSchema#unsignedInt> ."
    )
    (record,) = read_text(text).document.get_records()
    values = {str(name): value for name, value in record.attributes}
    assert values["ex:a"].datatype.uri == "http://types/T"
    assert values["ex:b"].langtag == "en-GB"
    assert values["ex:c"].value == "0010"


def test_rdf_has_the_authors_prefixes_only() -> None:
    """The prefixes of an RDF document are those that it declares, the default one too."""
    document = read_text("@prefix : <http://default/> . " + TURTLE + ":e a prov:Entity .").document
    assert [space.prefix for space in document.namespaces] == ["ex"]
    assert document.default_ns_uri == "http://default/"
    assert [str(record.identifier) for record in document.get_records()] == ["e"]


def test_base_resolves_relative_names() -> None:
    """With a base of its own, a document may have relative IRIs."""
    text = "@base <http://base/> . " + TURTLE + "<e1> a prov:Entity ."
    (record,) = read_text(text).document.get_records()
    assert record.identifier == Identifier("http://base/e1")


def test_trig_graphs_are_bundles() -> None:
    """A named graph of TriG, or of JSON-LD, is a bundle."""
    assert provn_of(TURTLE + "ex:g { ex:e a prov:Entity }").startswith("bundle ex:g")
    graph = {"@id": "ex:g", "@graph": [{"@id": "ex:e", "@type": "prov:Entity"}]}
    assert provn_of(jsonld(graph, context={})).startswith("bundle ex:g")


@pytest.mark.parametrize(
    "empty",
    [
        "{}",
        "document endDocument",
        PROVX.format(""),
        TURTLE,
        RDFXML.format(""),
        jsonld(),
        f'{{"@context": "{CONTEXT}"}}',
    ],
)
def test_empty_documents_are_documents(empty: str) -> None:
    """A document that says nothing, in PROV's own words, is read as an empty one."""
    reading = read_text(empty)
    assert not reading.document.get_records()
    assert not reading.notes


# IVOA ------------------------------------------------------------------------------------


@pytest.mark.parametrize("namespace", voprov.NAMESPACES)
@pytest.mark.parametrize("name", voprov.CLASSES)
def test_ivoa_class_is_a_typed_entity(name: str, namespace: str) -> None:
    """Each class of voprov's PROV-JSON is an entity of that type, in the author's namespace."""
    kind = name[0].lower() + name[1:]
    prefixes = {"ex": "http://example.org/", "vo": namespace}
    content = {"prefix": prefixes, kind: {"ex:e": {"prov:name": "n", "prov:type": "t"}}}
    (record,) = read_text(json.dumps(content)).document.get_records()
    assert record.get_type().localpart == "Entity"
    assert {getattr(kind, "uri", kind) for kind in record.get_asserted_types()} == {
        "t",
        namespace + name,
    }
    assert [str(value) for key, value in record.attributes if str(key) == "prov:name"] == ["n"]
    assert voprov.label_of(namespace + name) == name


@pytest.mark.parametrize("namespace", voprov.NAMESPACES)
@pytest.mark.parametrize("relation", voprov.RELATIONS, ids=lambda relation: relation.name)
def test_ivoa_relation_is_a_typed_influence(
    relation: voprov.VoprovRelation, namespace: str
) -> None:
    """Each relation is a wasInfluencedBy of that type, its ends in order, its attributes kept."""
    kind = relation.name[0].lower() + relation.name[1:]
    first, second = relation.ends
    ends = {f"vo:{first}": "ex:a", f"vo:{second}": "ex:b", "vo:artefactType": "Parameter"}
    content = {"prefix": {"ex": "http://example.org/", "vo": namespace}, kind: {"ex:i": ends}}
    assert provn_of(json.dumps(content)) == (
        "wasInfluencedBy(ex:i; ex:a, ex:b,"
        f" [vo:artefactType=\"Parameter\", prov:type='vo:{relation.name}'])"
    )
    for name in (relation.name, relation.other_name):
        assert voprov.relationship_type_of(namespace + name) == relation.type


def test_ivoa_kinds_join_the_entities_and_need_no_prefix() -> None:
    """One id as an entity and as a parameter is two records; its prefix goes without saying."""
    content = f'{{{EX}, "entity": {{"ex:e": {{}}}}, "parameter": {{"ex:e": [{{}}, {{}}]}}}}'
    document = read_text(content).document
    assert len(document.get_record("ex:e")) == 3
    assert {space.prefix: space.uri for space in document.namespaces}["voprov"] == VOPROV


def test_ivoa_kinds_in_a_bundle_use_the_documents_prefix() -> None:
    """In a bundle without prefixes, the type is in the namespace that the document declares."""
    other = voprov.NAMESPACES[1]
    inner = '{"isDescribedBy": {"_:d": {"described": "ex:a", "v:descriptor": "ex:b"}}}'
    content = (
        f'{{"prefix": {{"ex": "http://example.org/", "v": "{other}", "default": "{other}"}},'
        f' "bundle": {{"ex:b": {inner}}}}}'
    )
    (bundle,) = read_text(content).document.bundles
    (record,) = bundle.get_records()
    assert [str(name) for name in record.args] == ["ex:a", "ex:b"]
    assert {kind.uri for kind in record.get_asserted_types()} == {f"{other}IsDescribedBy"}


# What reading leaves behind --------------------------------------------------------------


@pytest.mark.parametrize("content", ["{}", "nothing", '{"entity": 5}'])
@pytest.mark.parametrize("on", [True, False])
def test_collector_is_as_it_was(content: str, on: bool) -> None:  # noqa: FBT001  # both states
    """The garbage collector is on after a reading if it was before, also when it fails."""
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        read_text(content)
    except ReadError:
        pass
    finally:
        after = gc.isenabled()
        (gc.enable if before else gc.disable)()
    assert after == on


def test_readers_in_threads_keep_their_notes_apart() -> None:
    """Documents read at once have their own notes, and warnings are heard afterwards."""
    noted = next(iter(NOTED))
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(read_text, [noted, "{}"] * 50))
    assert [len(reading.notes) for reading in readings] == [1, 0] * 50
    assert gc.isenabled()
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", stacklevel=1)


def test_importing_the_readers_is_cheap() -> None:
    """The table of formats and the detection import neither `prov` nor what it needs."""
    code = (
        "import sys, provgraph.readers;"
        "print([name for name in ('prov', 'lxml', 'rdflib') if name in sys.modules])"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert process.stdout == b"[]\n"


def test_prov_is_the_version_that_was_examined() -> None:
    """The hazards closed here are those of prov 3.2; another version must be looked at again."""
    assert prov.__version__.startswith("3.2.")
