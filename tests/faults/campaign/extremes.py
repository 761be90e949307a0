"""Extremes: files made to hang, to blow up, or to reach what is not theirs."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING

from tests.faults.campaign.seeds import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

_TTL = (
    "@prefix prov: <http://www.w3.org/ns/prov#> . @prefix ex: <http://e/> ."
    " @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . ex:a a prov:Entity "
)
_JSON = '{"prefix":{"e":"http://e/"},"entity":{"e:a":{"e:n":%s}}}'
_PROVN = "document\nprefix e <http://e/>\nentity(e:a,[e:n=%s])\nendDocument"
_XML = '<prov:document xmlns:prov="http://www.w3.org/ns/prov#">%s</prov:document>'
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:prov="http://www.w3.org/ns/prov#" xmlns:ex="http://e/">%s</rdf:RDF>'
)
_LOG = "x__PROV__2020-01-01T00:00:00__PROV__{'session_id': %s}"
_PYTHON = "[{'activity_name': 'a', 'x': %s}]"
_CTAPIPE = '[{"activity_name": "a", "x": %s}]'
_CONTEXT = '{"@context":%s,"@graph":[]}'
_ENTITIES = (
    '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 9)).replace("&a0;", "&a;")
    + "]>"
)
_DTDS = (
    _ENTITIES,
    '<!DOCTYPE l [<!ENTITY a8 SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
    '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<!DOCTYPE l PUBLIC "-//X//Y//EN" "file:///etc/hostname" [<!ATTLIST l a CDATA "b">]>',
)
_CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "latin-1")
_DECLARED = (
    *_CODECS,
    "cp037",
    "cp500",
    "iso-2022-jp",
    "hz",
    "shift_jis",
    "big5",
    "x-none",
    "rot13",
)
_PLACES = (
    "file:///etc/passwd",
    "http://127.0.0.1:9/x",
    "ftp://127.0.0.1/x",
    "//127.0.0.1/x",
    "../../x",
    "/etc/passwd",
    "data:application/json,{}",
    "jar:file:///x!/y",
    "",
)


def extremes() -> list[Seed]:
    """Return them all, each with its name."""
    parts = (
        _deep(),
        _numbers(),
        _long(),
        _halves(),
        _entities(),
        _contexts(),
        _packed(),
        _described(),
    )
    return [seed for part in parts for seed in part]


def _text(name: str, text: str, family: str = "document") -> Seed:
    return Seed(name, family, text.encode("utf-8", "surrogatepass"))


def _deep() -> Iterator[Seed]:
    for depth in (50, 95, 150, 240, 400, 950, 5_000, 100_000):
        brackets = "[" * depth, "]" * depth
        objects = '{"a":' * depth, "}" * depth
        for opening, closing in (brackets, objects, ("(" * depth, ")" * depth)):
            for form in (
                _JSON,
                _PROVN,
                _LOG,
                _PYTHON,
                _CTAPIPE,
                _CONTEXT,
                "%s",
                _TTL + "; ex:b %s .",
            ):
                yield _text("deep", form % (opening + "1" + closing))
        yield _text("deep", _XML % ("<a>" * depth + "</a>" * depth))
        inner = '<prov:Entity rdf:about="http://e/x"><prov:wasDerivedFrom>'
        yield _text("deep", _RDF % (inner * depth))
        yield _text("deep", _RDF % (inner * depth + "</prov:wasDerivedFrom></prov:Entity>" * depth))
        yield _text(
            "deep", _TTL + "; prov:wasDerivedFrom " + "[ prov:used " * depth + "ex:b" + "]" * depth
        )
        for word in ("-", "not ", "lambda: ", "a.", "1+"):
            yield _text("deep", _PYTHON % (word * depth + "1"))
            yield _text("deep", _LOG % (word * depth + "1"))
        yield _text("deep", "document\n" + "bundle e:a\n" * depth)
        yield _text("deep", "a: " + "[" * depth, "descriptions")
        yield _text("deep", "[" * depth + "]" * depth, "catalogue")


def _numbers() -> Iterator[Seed]:
    nines = "9" * 10_000
    words = (
        nines,
        "9" * 4_300,
        "9" * 4_301,
        "1e999",
        "-1e999",
        "NaN",
        "0x" + "f" * 9_000,
        "1e-999",
    )
    years = ("9999999999-01-01T00:00:00", "0000-01-01T00:00:00", "-0001-01-01T00:00:00Z")
    for word in words:
        for form in (_JSON, _PROVN, _LOG, _PYTHON, _CTAPIPE, _TTL + "; ex:n %s ."):
            yield _text("number", form % word)
        for kind in ("int", "integer", "double", "decimal", "boolean", "dateTime", "nosuch"):
            yield _text("number", _JSON % json.dumps({"$": word, "type": f"xsd:{kind}"}))
            yield _text("number", _PROVN % f'"{word}" %% xsd:{kind}')
            yield _text("number", f'{_TTL}; ex:n "{word}"^^xsd:{kind} .')
    for year in years:
        yield _text("year", json.dumps({"activity": {"_:a": {"prov:startTime": year}}}))
        yield _text("year", f"document\nprefix e <http://e/>\nactivity(e:a,{year},-)\nendDocument")
        yield _text(
            "year", f'{_TTL}. ex:b a prov:Activity ; prov:startedAtTime "{year}"^^xsd:dateTime .'
        )
        yield _text("year", _CTAPIPE.replace('"x"', '"start"') % f'{{"time_utc": "{year}"}}')


def _long() -> Iterator[Seed]:
    words = (
        '{"',
        "[",
        '"',
        "'",
        '\\"',
        '"""',
        "<",
        "<a ",
        "<a b=",
        "@prefix ",
        "/*",
        "//\n",
        "#\n",
        "__PROV__2",
        "PROVENANCE: '[",
        "\n[",
        "\n[{'",
        " ",
        "\t\n",
        "{",
        "document ",
        "<http://",
        "_:",
        "PROVENANCE: '[" + " " * 1000,
        "\ufeff",
        "\0",
        "&a;",
        "prefix x",
        "\\",
        "\\u",
        "((",
        "a" * 99,
    )
    heads = (
        "",
        "{",
        "[",
        '{"a": "',
        _TTL + '; ex:b """',
        "document\n",
        "<a ",
        "[{'a': ",
        "a__PROV__",
    )
    for word in words:
        for head in heads:
            yield _text("long", head + word * (400_000 // len(word)) + "{x")
    yield _text("prefixes", "".join(f"@prefix a{i}: <http://e/{i}> .\n" for i in range(3_000)))


def _halves() -> Iterator[Seed]:
    for word in ("\\ud800", "\\udc00\\ud800", "\\u0000", "\ud800", "\0", "\x1b[2J", "\u202e"):
        texts = (
            _JSON % f'"{word}"',
            _JSON.replace("e:n", word) % 1,
            _JSON.replace("e:a", "e:" + word) % 1,
            _JSON.replace('"e"', f'"{word}"') % 1,
            _JSON.replace("http://e/", "http://e/" + word) % 1,
            _PROVN % f'"{word}"',
            _TTL + f'; ex:b "{word}" .',
            _TTL + f"; ex:b <http://e/{word}> .",
            _LOG % f"'{word}'",
            _PYTHON % f"'{word}'",
            f"[{{'activity_name': '{word}'}}]",
            _CTAPIPE % f'"{word}"',
            f'[{{"activity_name": "{word}"}}]',
            _XML % word,
            f'[{{"activity_name": "a", "input": [{{"url": "{word}"}}], "status": "{word}"}}]',
        )
        for text in texts:
            yield _text("half", text)
            yield Seed("half", "document", text.encode("utf-16", "surrogatepass"))
        yield _text("half", f'activities: [{{name: "{word}"}}]', "descriptions")
        yield _text("half", f'{{"{word}": 1}}', "catalogue")


def _entities() -> Iterator[Seed]:
    for form, inner in ((_XML, "&a8;"), (_RDF, "<ex:a>&a8;</ex:a>")):
        for dtd in _DTDS:
            for codec in (*_CODECS, "cp037"):
                yield Seed("dtd", "document", (dtd + form % inner).encode(codec))
            for codec in _DECLARED:
                head = f'<?xml version="1.0" encoding="{codec}"?>'
                for real in (codec, "utf-8"):
                    try:
                        data = (head + dtd + form % inner).encode(real)
                    except (LookupError, UnicodeError):
                        continue
                    yield Seed("dtd", "document", data)
        yield _text(
            "xinclude",
            form % '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>',
        )


def _contexts() -> Iterator[Seed]:
    for place in _PLACES:
        named = json.dumps(place)
        for context in (
            named,
            f"[{named}]",
            f"[[{named}]]",
            f'{{"@import": {named}}}',
            f'{{"a": {{"@context": {named}}}}}',
            f'{{"a": {{"@id": "http://e/", "@context": [{named}]}}}}',
            f'{{"@base": {named}}}',
            f'{{"@vocab": {named}}}',
            f'{{"@propagate": true, "@import": {named}}}',
            f'{{"a": {named}}}',
        ):
            yield _text("context", _CONTEXT % context)
            yield _text("context", f'{{"@graph": [{{"@context": {context}, "a": {{"a": 1}}}}]}}')
    yield _text("context", '{"@context":{"a":"b","b":"a"},"@graph":[{"a":"x"}]}')
    for line in ("@base <{}> . <x> a prov:Entity .", "BASE <{}>", "<{}> a prov:Entity ."):
        for place in _PLACES:
            yield _text("base", _TTL + ".\n" + line.format(place))


def _packed() -> Iterator[Seed]:
    for size in (1_000_000, 100_000_000, 500_000_000):
        bomb = gzip.compress(b" " * size, mtime=0)
        yield Seed("bomb", "document", bomb)
        yield Seed("bomb", "document", gzip.compress(bomb, mtime=0))
        yield Seed("bomb", "document", _tar([("a.prov.log", bomb)] * 20))
    yield Seed("concatenated", "document", gzip.compress(b"[]") * 5_000)
    for name in (
        "../x",
        "/etc/x",
        "a/../../x",
        "..",
        "c:\\x",
        "a\\..\\..\\x",
        "x\n\x1b[2J",
        "x" * 5_000,
        "",
    ):
        yield Seed("tar", "document", _tar([("a.prov.log", b"[]"), (name, b"[]")]))
    yield Seed("tar", "document", _tar([(f"{i}.prov.log", b"[]") for i in range(5_000)]))
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, b"S"):
        yield Seed("tar", "document", _tar([("a.prov.log", b"[]"), ("b.prov.log", b"")], kind))
    whole = bytearray(_tar([("a.prov.log", b"[]")]))
    whole[124:135] = b"77777777777"  # a size of 8 GiB
    yield Seed("tar", "document", bytes(whole))
    whole[124:136] = b"\x80" + b"\xff" * 11
    yield Seed("tar", "document", bytes(whole))


def _tar(members: list[tuple[str, bytes]], last: bytes = tarfile.REGTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for number, (name, data) in enumerate(members, 1):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            if number == len(members):
                member.type, member.linkname = last, "/etc/passwd"
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _described() -> Iterator[Seed]:
    laughs = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{f'*a{i - 1}, ' * 9}]\n" for i in range(1, 12)
    )
    texts = (
        laughs,
        "&a [*a]",
        "activities: !!python/object/apply:os.system [id]",
        "? [a]\n: b",
        "a: *b",
        "activities: [{name: a, version: 1e999}]",
        "\ud800: a",
        "a: \0",
        "%YAML 9.9\n---\na",
        "---\n---",
        "activities: {" + "a: " * 300,
        "!" * 10_000,
        "? " * 10_000,
        "- " * 10_000,
        "a: |\n" + " " * 99_999,
    )
    for text in texts:
        yield _text("yaml", text, "descriptions")
    for text in (
        "{}",
        "[]",
        "null",
        "1e999",
        "9" * 10_000,
        '{"getFileMetadata": {"OK": true}}',
        "\0",
    ):
        yield _text("answers", text, "catalogue")
