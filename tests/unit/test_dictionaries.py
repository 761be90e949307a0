"""PROV-Dictionary: loaded as members and derivations with their keys, and back as it was."""

from __future__ import annotations

import pytest

from provgraph import readers, serialisers
from provgraph.errors import ReadError
from tests.support.canonical import canonical, difference

PROVN = """document
  prefix ex <http://example.org/>
  entity(ex:d, [prov:type='prov:EmptyDictionary'])
  prov:derivedByInsertionFrom(ex:i; ex:d1, ex:d, {("k1", ex:e), ("k2", ex:f)}, [ex:why="new"])
  prov:derivedByInsertionFrom(ex:d2, ex:d1, {(1, ex:e)})
  prov:derivedByRemovalFrom(ex:d3, ex:d2, {"k1", 1})
  prov:hadDictionaryMember(ex:d3, ex:f, "k2")
  prov:hadDictionaryMember(ex:d1, ex:e, "k1")
  hadMember(ex:d3, ex:f)
  wasDerivedFrom(ex:d3, ex:d, -, -, -, [prov:type='prov:Insertion'])
endDocument
"""
RECORDS = [
    "entity(ex:d, [prov:type='prov:EmptyDictionary'])",
    'hadMember(ex:d1, ex:e, [prov:pairKey="k1"])',
    'hadMember(ex:d1, ex:e, [prov:pairKey="k1"])',
    'hadMember(ex:d1, ex:f, [prov:pairKey="k2"])',
    "hadMember(ex:d2, ex:e, [prov:pairKey=1])",
    "hadMember(ex:d3, ex:f)",
    'hadMember(ex:d3, ex:f, [prov:pairKey="k2"])',
    "wasDerivedFrom(ex:d2, ex:d1, -, -, -, [prov:type='prov:Insertion', prov:insertedKey=1])",
    "wasDerivedFrom(ex:d3, ex:d, -, -, -, [prov:type='prov:Insertion'])",
    (
        "wasDerivedFrom(ex:d3, ex:d2, -, -, -, [prov:type='prov:Removal', prov:removedKey=\"k1\", "
        "prov:removedKey=1])"
    ),
    (
        "wasDerivedFrom(ex:i; ex:d1, ex:d, -, -, -, [prov:type='prov:Insertion', "
        'prov:insertedKey="k1", prov:insertedKey="k2", ex:why="new"])'
    ),
]
JSON = """{"prefix": {"ex": "http://example.org/"},
 "hadDictionaryMember": {"_:a": {"prov:dictionary": "ex:d",
   "prov:key-entity-set": [{"key": "k", "$": "ex:e"}, {"key": {"$": "1", "type": "xsd:int"},
                                                        "$": "ex:f"}]}},
 "derivedByInsertionFrom": {"ex:i": {"prov:after": "ex:d2", "prov:before": "ex:d",
   "prov:key-entity-set": {"$datatype": "xsd:int", "3": "ex:e"}, "prov:label": "more"}},
 "derivedByRemovalFrom": {"_:c": {"prov:after": "ex:d3", "prov:before": "ex:d2",
   "prov:key-set": ["k"]}}}"""
XML = """<prov:document xmlns:prov="http://www.w3.org/ns/prov#" xmlns:ex="http://example.org/"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema">
 <prov:emptyDictionary prov:id="ex:d0"/><prov:dictionary prov:id="ex:d1"/>
 <prov:derivedByInsertionFrom prov:id="ex:i"><prov:newDictionary prov:ref="ex:d1"/>
  <prov:oldDictionary prov:ref="ex:d0"/><prov:keyEntityPair><prov:entity prov:ref="ex:e"/>
  <prov:key xsi:type="xsd:int">1</prov:key></prov:keyEntityPair><prov:label>more</prov:label>
 </prov:derivedByInsertionFrom>
 <prov:derivedByRemovalFrom><prov:newDictionary prov:ref="ex:d2"/>
  <prov:oldDictionary prov:ref="ex:d1"/><prov:key>k</prov:key></prov:derivedByRemovalFrom>
 <prov:hadDictionaryMember><prov:dictionary prov:ref="ex:d2"/><prov:keyEntityPair>
  <prov:key>x</prov:key><prov:entity prov:ref="ex:e"/></prov:keyEntityPair>
 </prov:hadDictionaryMember></prov:document>"""


def read(text: str) -> readers.Reading:
    """Return the reading of a document."""
    return readers.read(readers.Source("file", text.encode(), "0" * 64))


def records(text: str) -> list[str]:
    """Return a document's records in PROV-N, sorted."""
    reading = read(text)
    assert reading.notes == ()
    return sorted(record.get_provn() for record in reading.document.get_records())


def test_statements_become_members_and_derivations() -> None:
    """Lineage follows them, and the keys are attributes."""
    assert records(PROVN) == RECORDS


def test_provtoolboxs_sections_of_prov_json() -> None:
    """Pairs as a list of objects, or as one object from key to entity."""
    assert records(JSON) == [
        'hadMember(ex:d, ex:e, [prov:pairKey="k"])',
        "hadMember(ex:d, ex:f, [prov:pairKey=1])",
        "hadMember(ex:d2, ex:e, [prov:pairKey=3])",
        "wasDerivedFrom(ex:d3, ex:d2, -, -, -, [prov:type='prov:Removal', prov:removedKey=\"k\"])",
        (
            'wasDerivedFrom(ex:i; ex:d2, ex:d, -, -, -, [prov:label="more", '
            "prov:type='prov:Insertion', prov:insertedKey=3])"
        ),
    ]


def test_elements_of_prov_xml() -> None:
    """Statements, and the two classes as elements."""
    assert records(XML) == [
        "entity(ex:d0, [prov:type='prov:EmptyDictionary'])",
        "entity(ex:d1, [prov:type='prov:Dictionary'])",
        "hadMember(ex:d1, ex:e, [prov:pairKey=1])",
        'hadMember(ex:d2, ex:e, [prov:pairKey="x"])',
        "wasDerivedFrom(ex:d2, ex:d1, -, -, -, [prov:type='prov:Removal', prov:removedKey=\"k\"])",
        (
            "wasDerivedFrom(ex:i; ex:d1, ex:d0, -, -, -, [prov:type='prov:Insertion', "
            'prov:insertedKey=1, prov:label="more"])'
        ),
    ]


@pytest.mark.parametrize("form", ["provn", "json", "xml"])
@pytest.mark.parametrize("text", [PROVN, JSON, XML], ids=["provn", "json", "xml"])
def test_statements_come_back(text: str, form: str) -> None:
    """Each format writes the statements as such, and what is read again is the same."""
    document = read(text).document
    written = serialisers.serialise(document, form)
    assert written.notes == ()
    for name in ("derivedByInsertionFrom", "derivedByRemovalFrom", "hadDictionaryMember"):
        assert name in written.text
    back = readers.read(readers.Source("back", written.text.encode(), "0" * 64), form).document
    assert canonical(back) == canonical(document), difference(document, back)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('{("k1", ex:e)', '{("k1" ex:e)', "line 4, column 57: expected ','"),
        ('"k1", 1}', '"k1", 1', "line 7"),
        ("ex:d2, {", "-, {", "line 6, column 36: expected an identifier"),
    ],
)
def test_faults_have_their_place(old: str, new: str, place: str) -> None:
    """As for every other statement."""
    with pytest.raises(ReadError, match=place):
        read(PROVN.replace(old, new))
