"""PROV-O in RDF: every statement becomes a record, whatever its spelling, or is reported.

Sources: PROV-O (W3C Recommendation, 2013), sections 3 and 4; small documents that went wrong.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import rdflib

from provgraph.errors import ReadError
from provgraph.readers import Reading, Source, open_source, read
from tests.support.canonical import canonical
from tests.support.corpus import CORPUS

CASES = Path(__file__).parents[1] / "data" / "cases" / "prov"
PREFIXES = """@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://example.org/> .
@prefix ex: <http://example.com/> .
"""


_GENID = re.compile(r"genid:[0-9a-f]{32}")


def read_text(text: str, form: str | None = "turtle", **options: object) -> Reading:
    """Return the reading of a document; Turtle and TriG have the prefixes."""
    whole = PREFIXES + text if form in {"turtle", "trig"} else text
    return read(Source("file", whole.encode(), "0" * 64, is_path=False, **options), form)  # type: ignore[arg-type]


def records(reading: Reading) -> list[str]:
    """Return the records in PROV-N, sorted, those of bundles with its name before them."""
    scopes = [("", reading.document), *((f"{b.identifier} ", b) for b in reading.document.bundles)]
    return sorted(
        f"{name}{record.get_provn()}" for name, scope in scopes for record in scope.get_records()
    )


def relations(text: str, form: str = "turtle") -> list[str]:
    """Return the relations of a document."""
    elements = ("entity(", "activity(", "agent(")
    return [each for each in records(read_text(text, form)) if not each.startswith(elements)]


# The cases --------------------------------------------------------------------------------

CASES_READ = {
    "twoagents.ttl": [
        "activity(t:run, -, -)",
        "agent(t:engine)",
        "agent(t:user)",
        "wasAssociatedWith(t:run, t:engine, t:recipe)",
        "wasAssociatedWith(t:run, t:user, -)",
    ],
    "threeauthors.ttl": [
        "entity(t:paper)",
        "wasAttributedTo(t:paper, t:ann)",
        "wasAttributedTo(t:paper, t:bob, [prov:role='t:editor'])",
        "wasAttributedTo(t:paper, t:cid)",
    ],
    "both.ttl": [
        "activity(b:run, -, -)",
        "entity(b:in)",
        "entity(b:out)",
        "used(b:run, b:in, -, [prov:role='b:raw'])",
        "wasGeneratedBy(b:out, b:run, -, [prov:role='b:result'])",
    ],
    "iri.ttl": [
        "entity(i:report)",
        "wasAttributedTo(i:report, ns1:0000-0001-2345-6789)",
        "wasGeneratedBy(i:report, ns2:11111111-2222-3333-4444-555555555555, -)",
    ],
    "kinds.ttl": [
        "activity(k:run, -, -)",
        "entity(k:book)",
        "entity(k:draft)",
        "entity(k:report)",
        "entity(k:survey)",
        "entity(k:table)",
        "used(k:run, k:survey, -)",
        "wasDerivedFrom(k:report, k:book, -, -, -, [prov:type='prov:Quotation'])",
        "wasDerivedFrom(k:report, k:draft, -, -, -, [prov:type='prov:Revision'])",
        "wasDerivedFrom(k:report, k:survey, -, -, -, [prov:type='prov:PrimarySource'])",
        "wasGeneratedBy(k:table, k:run, -)",
    ],
    "person.ttl": [
        "activity(p:run, -, -)",
        'agent(p:jo, [prov:type=\'prov:Person\', prov:label="Jo", p:institute="IX"])',
        "agent(p:tool, [prov:type='prov:SoftwareAgent', p:version=\"1.2\"])",
        "entity(p:report)",
        "entity(p:set, [prov:type='prov:Collection', prov:label=\"my set\"])",
        "hadMember(p:set, p:report)",
        "wasAssociatedWith(p:run, p:tool, -)",
        "wasAttributedTo(p:report, p:jo)",
        "wasGeneratedBy(p:report, p:run, -)",
    ],
    "planonly.ttl": [
        (
            "entity(pl:b, [prov:type='prov:Bundle', prov:generatedAtTime="
            '"2024-01-01T00:00:00+00:00" %% xsd:dateTime])'
        ),
        "entity(pl:p, [prov:type='prov:Plan', prov:label=\"protocol\"])",
        "wasDerivedFrom(pl:b, pl:a, -, -, -)",
    ],
    "implied.ttl": [
        "activity(m:fit, 2024-01-01T10:00:00+00:00, -, [prov:type='m:ModelFit'])",
        "entity(m:design, [prov:type='m:Design', prov:label=\"design\"])",
        (
            "entity(m:map, [prov:type='m:StatisticMap', prov:label=\"t-map\", "
            "prov:location='ns1:t.nii.gz', m:sha512=\"abc\"])"
        ),
        "used(m:fit, m:design, -)",
        "wasGeneratedBy(m:map, m:fit, -)",
    ],
    "untypedq.ttl": [
        "activity(q:run, -, -)",
        "entity(q:out)",
        "wasGeneratedBy(q:out, q:run, -, [prov:role='q:result'])",
    ],
    "influence.ttl": [
        "entity(f:in)",
        "entity(f:out)",
        "wasInfluencedBy(f:out, f:in, [prov:type='prov:EntityInfluence'])",
    ],
    "influence2.ttl": [
        "entity(f:out)",
        (
            "wasInfluencedBy(f:out, f:in, [prov:type='prov:EntityInfluence', "
            'f:k="1" %% xsd:integer])'
        ),
    ],
    "bothkinds.ttl": [
        "activity(bk:job, 2024-01-01T00:00:00+00:00, -)",
        'agent(bk:svc, [prov:label="service"])',
        "entity(bk:job)",
        'entity(bk:svc, [prov:label="service"])',
        "used(bk:job, bk:in, -)",
    ],
    "bnode.ttl": [
        'agent(genid:a06fbe44468cec29da809a0cdde70a6e, [foaf:name="Jo"])',
        "entity(b:doc)",
        "wasAttributedTo(b:doc, genid:a06fbe44468cec29da809a0cdde70a6e)",
    ],
    "oldctx.jsonld": ["activity(o:run, 2023-09-09T00:12:45.109000+00:00, -)"],
}


@pytest.mark.parametrize("name", CASES_READ)
def test_case_is_read_as_it_says(name: str) -> None:
    """Each small document that went wrong has its records, and no note."""
    reading = read(open_source(CASES / name))
    assert records(reading) == CASES_READ[name]
    assert reading.notes == ()


CASES_NOTED = {
    "bnodeattr.ttl": (
        "activity(b:fit, -, -, [b:parameter=",
        "a nested value is kept as text, of type provgraph:node (2 times)",
    ),
    "stringtime.ttl": (
        "activity(s:run, 2026-03-20T21:24:55.254343+00:00, -)",
        "a time is not typed as xsd:dateTime, and is taken for one",
    ),
    "stringtime.jsonld": (
        "activity(s:run, 2024-01-01T00:00:00+00:00, -)",
        "a time is not typed as xsd:dateTime, and is taken for one",
    ),
    "noctx.jsonld": (
        "entity(n:file)",
        "keys that no context defines are left out: activity 1, entity 1",
    ),
}


@pytest.mark.parametrize("name", CASES_NOTED)
def test_case_is_read_with_a_note(name: str) -> None:
    """Notes report what is changed or left out."""
    record, note = CASES_NOTED[name]
    reading = read(open_source(CASES / name))
    (line,) = records(reading)
    assert line.startswith(record)
    assert any(note in each for each in reading.notes)


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_every_hash_seed_gives_the_same(form: str) -> None:
    """The same bytes are the same records, in the same order, in every process."""
    script = (
        "import sys; from provgraph.readers import open_source, read\n"
        "for name in sys.argv[1:]:\n"
        "    reading = read(open_source(name))\n"
        "    print(reading.document.get_provn(), reading.notes)"
    )
    names = [str(file) for file in sorted(CASES.glob(f"*.{form}"))]
    outputs = {
        subprocess.run(  # noqa: S603  # our own script
            [sys.executable, "-c", script, *names],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(names) > 2
    assert len(outputs) == 1


# Direct statements, inverses and qualified nodes ------------------------------------------

DIRECT = {
    ":e prov:wasGeneratedBy :a .": "wasGeneratedBy(e, a, -)",
    ":a prov:used :e .": "used(a, e, -)",
    ":a prov:wasInformedBy :b .": "wasInformedBy(a, b)",
    ":a prov:wasStartedBy :e .": "wasStartedBy(a, e, -, -)",
    ":a prov:wasEndedBy :e .": "wasEndedBy(a, e, -, -)",
    ":e prov:wasInvalidatedBy :a .": "wasInvalidatedBy(e, a, -)",
    ":e prov:wasDerivedFrom :f .": "wasDerivedFrom(e, f, -, -, -)",
    ":e prov:wasRevisionOf :f .": ("wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Revision'])"),
    ":e prov:wasQuotedFrom :f .": ("wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Quotation'])"),
    ":e prov:hadPrimarySource :f .": (
        "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:PrimarySource'])"
    ),
    ":d prov:derivedByInsertionFrom :c .": (
        "wasDerivedFrom(d, c, -, -, -, [prov:type='prov:Insertion'])"
    ),
    ":d prov:derivedByRemovalFrom :c .": (
        "wasDerivedFrom(d, c, -, -, -, [prov:type='prov:Removal'])"
    ),
    ":e prov:wasAttributedTo :g .": "wasAttributedTo(e, g)",
    ":a prov:wasAssociatedWith :g .": "wasAssociatedWith(a, g, -)",
    ":g prov:actedOnBehalfOf :h .": "actedOnBehalfOf(g, h, -)",
    ":e prov:wasInfluencedBy :f .": "wasInfluencedBy(e, f)",
    ":e prov:alternateOf :f .": "alternateOf(e, f)",
    ":e prov:specializationOf :f .": "specializationOf(e, f)",
    ":c prov:hadMember :e .": "hadMember(c, e)",
    ":e prov:mentionOf :f ; prov:asInBundle :b .": "mentionOf(e, f, b)",
    ":e prov:mentionOf :f .": "mentionOf(e, f, -)",
}


@pytest.mark.parametrize("text", DIRECT)
def test_direct_statement_is_a_record(text: str) -> None:
    """Each property of PROV-O between two elements is its relation."""
    assert records(read_text(text)) == [DIRECT[text]]


INVERSE = {
    ":a prov:generated :e .": ":e prov:wasGeneratedBy :a .",
    ":e prov:wasUsedBy :a .": ":a prov:used :e .",
    ":b prov:informed :a .": ":a prov:wasInformedBy :b .",
    ":e prov:started :a .": ":a prov:wasStartedBy :e .",
    ":e prov:ended :a .": ":a prov:wasEndedBy :e .",
    ":a prov:invalidated :e .": ":e prov:wasInvalidatedBy :a .",
    ":f prov:hadDerivation :e .": ":e prov:wasDerivedFrom :f .",
    ":f prov:hadRevision :e .": ":e prov:wasRevisionOf :f .",
    ":f prov:quotedAs :e .": ":e prov:wasQuotedFrom :f .",
    ":f prov:wasPrimarySourceOf :e .": ":e prov:hadPrimarySource :f .",
    ":g prov:contributed :e .": ":e prov:wasAttributedTo :g .",
    ":g prov:wasAssociateFor :a .": ":a prov:wasAssociatedWith :g .",
    ":h prov:hadDelegate :g .": ":g prov:actedOnBehalfOf :h .",
    ":f prov:influenced :e .": ":e prov:wasInfluencedBy :f .",
    ":f prov:generalizationOf :e .": ":e prov:specializationOf :f .",
    ":e prov:wasMemberOf :c .": ":c prov:hadMember :e .",
    ":f prov:hadMention :e . :b prov:contextOf :e .": (
        ":e prov:mentionOf :f ; prov:asInBundle :b ."
    ),
}


@pytest.mark.parametrize("text", INVERSE)
def test_inverse_is_turned_round(text: str) -> None:
    """PROV-O, appendix B: the name of each inverse; both spellings together are one record."""
    assert records(read_text(text)) == [DIRECT[INVERSE[text]]]
    assert records(read_text(text + INVERSE[text])) == [DIRECT[INVERSE[text]]]


QUALIFIED = {
    ":a prov:qualifiedUsage [ a prov:Usage ; prov:entity :e ; prov:atTime"
    ' "2011-07-14T03:03:03Z"^^xsd:dateTime ; prov:hadRole :r ] .': (
        "used(a, e, 2011-07-14T03:03:03+00:00, [prov:role='r'])"
    ),
    ":e prov:qualifiedGeneration [ a prov:Generation ; prov:activity :a ; prov:atLocation :l ] .": (
        "wasGeneratedBy(e, a, -, [prov:location='l'])"
    ),
    ":e prov:qualifiedInvalidation [ a prov:Invalidation ; prov:activity :a ; ex:why 'old' ] .": (
        'wasInvalidatedBy(e, a, -, [ex:why="old"])'
    ),
    ":a prov:qualifiedCommunication [ a prov:Communication ; prov:activity :b ; ex:k 'x' ] .": (
        'wasInformedBy(a, b, [ex:k="x"])'
    ),
    ":a prov:qualifiedStart [ a prov:Start ; prov:entity :e ; prov:hadActivity :b ;"
    ' prov:atTime "2011-07-14T03:03:03Z"^^xsd:dateTime ] .': (
        "wasStartedBy(a, e, b, 2011-07-14T03:03:03+00:00)"
    ),
    ":a prov:qualifiedStart [ a prov:Start ; prov:entity :e ;"
    ' prov:startedAtTime "2011-07-14T03:03:03Z"^^xsd:dateTime ] .': (
        "wasStartedBy(a, e, -, 2011-07-14T03:03:03+00:00)"
    ),
    ":a prov:qualifiedEnd [ a prov:End ; prov:entity :e ; prov:activity :b ] .": (
        "wasEndedBy(a, e, b, -)"
    ),
    ":e prov:qualifiedDerivation [ a prov:Derivation ; prov:entity :f ; prov:hadActivity :a ;"
    " prov:hadGeneration :gen ; prov:hadUsage :use ] .": "wasDerivedFrom(e, f, a, gen, use)",
    ":e prov:qualifiedRevision [ prov:entity :f ] .": (
        "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Revision'])"
    ),
    ":e prov:qualifiedDerivation [ a prov:Quotation ; prov:entity :f ] .": (
        "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Quotation'])"
    ),
    ":e prov:qualifiedPrimarySource [ a prov:PrimarySource ; prov:entity :f ] .": (
        "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:PrimarySource'])"
    ),
    ":e prov:qualifiedAttribution [ a prov:Attribution ; prov:agent :g ; prov:hadRole :r ] .": (
        "wasAttributedTo(e, g, [prov:role='r'])"
    ),
    ":a prov:qualifiedAssociation [ a prov:Association ; prov:agent :g ; prov:hadPlan :p ] .": (
        "wasAssociatedWith(a, g, p)"
    ),
    ":g prov:qualifiedDelegation [ a prov:Delegation ; prov:agent :h ; prov:hadActivity :a ] .": (
        "actedOnBehalfOf(g, h, a)"
    ),
    ":e prov:qualifiedInfluence [ a prov:Influence ; prov:influencer :f ; ex:k 'x' ] .": (
        'wasInfluencedBy(e, f, [ex:k="x"])'
    ),
    ":e prov:qualifiedInfluence [ a prov:AgentInfluence ; prov:agent :g ] .": (
        "wasInfluencedBy(e, g, [prov:type='prov:AgentInfluence'])"
    ),
    ":a prov:qualifiedInfluence [ a prov:ActivityInfluence ; prov:activity :b ] .": (
        "wasInfluencedBy(a, b, [prov:type='prov:ActivityInfluence'])"
    ),
    ":a prov:qualifiedInfluence [ a prov:Usage ; prov:entity :e ; prov:hadRole :r ] .": (
        "used(a, e, -, [prov:role='r'])"
    ),
    ":a prov:qualifiedUsage [ prov:influencer :e ; prov:hadRole :r ] .": (
        "used(a, e, -, [prov:role='r'])"
    ),
    ":a prov:qualifiedUsage :u . :u a prov:Usage ; prov:entity :e .": "used(u; a, e, -)",
    ":a prov:qualifiedUsage :u .": "used(u; a, -, -)",
    ":u prov:qualifiedUsingActivity :a ; prov:entity :e .": "used(u; a, e, -)",
    ":e prov:entityOfInfluence :u . :a prov:qualifiedUsage :u .": "used(u; a, e, -)",
    ":n prov:revisedEntity :e ; prov:entity :f .": (
        "wasDerivedFrom(n; e, f, -, -, -, [prov:type='prov:Revision'])"
    ),
    ":u a prov:Usage ; prov:activity :a ; prov:entity :e .": "used(u; a, e, -)",
    "[] a prov:Generation ; prov:entity :e ; prov:activity :a .": "wasGeneratedBy(e, a, -)",
    ":u a prov:Usage ; prov:entity :e .": "used(u; -, e, -)",
}


@pytest.mark.parametrize("text", QUALIFIED)
def test_qualified_node_is_a_record(text: str) -> None:
    """Typed or not, named or not, by its own class or by the property that leads to it."""
    assert records(read_text(text)) == [QUALIFIED[text]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            # The direct statement belongs to the node with the same ends.
            ":a prov:used :e, :f ; prov:qualifiedUsage [ prov:entity :e ; prov:hadRole :r ] .",
            ["used(a, e, -, [prov:role='r'])", "used(a, f, -)"],
        ),
        (
            # Several nodes with the same ends are several records.
            (
                ":a prov:used :e ; prov:qualifiedUsage [ prov:entity :e ; prov:hadRole :r ],"
                " [ prov:entity :e ; prov:hadRole :s ] ."
            ),
            ["used(a, e, -, [prov:role='r'])", "used(a, e, -, [prov:role='s'])"],
        ),
        (
            # Two nodes that say the same are two records.
            ":a prov:used :e ; prov:qualifiedUsage [ prov:entity :e ], [ prov:entity :e ] .",
            ["used(a, e, -)", "used(a, e, -)"],
        ),
        (
            # One node for two subjects is a record of each.
            ":a prov:qualifiedUsage :u . :b prov:qualifiedUsage :u . :u prov:entity :e .",
            ["used(u; a, e, -)", "used(u; b, e, -)"],
        ),
        (
            # One node with two causes is a record of each.
            ":a prov:qualifiedUsage [ prov:entity :e, :f ; prov:hadRole :r ] .",
            ["used(a, e, -, [prov:role='r'])", "used(a, f, -, [prov:role='r'])"],
        ),
        (
            # A node with two plans is two records, as each has one.
            ":a prov:qualifiedAssociation [ prov:agent :g ; prov:hadPlan :p, :q ] .",
            ["wasAssociatedWith(a, g, p)", "wasAssociatedWith(a, g, q)"],
        ),
        (
            # wasRevisionOf implies wasDerivedFrom.
            ":e prov:wasDerivedFrom :f ; prov:wasRevisionOf :f .",
            ["wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Revision'])"],
        ),
        (
            # Two subproperties are two derivations.
            ":e prov:wasQuotedFrom :f ; prov:wasRevisionOf :f .",
            [
                "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Quotation'])",
                "wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Revision'])",
            ],
        ),
        (
            # A general node says more of the special statement.
            (
                ":e prov:wasRevisionOf :f ; prov:qualifiedDerivation"
                " [ a prov:Derivation ; prov:entity :f ; prov:hadActivity :a ] ."
            ),
            ["wasDerivedFrom(e, f, a, -, -, [prov:type='prov:Revision'])"],
        ),
        (
            # A special node says more of the general statement.
            ":e prov:wasDerivedFrom :f ; prov:qualifiedRevision [ prov:entity :f ] .",
            ["wasDerivedFrom(e, f, -, -, -, [prov:type='prov:Revision'])"],
        ),
        (
            # Another relation with the same ends is a record of its own.
            ":a prov:used :e ; prov:wasStartedBy :e ; prov:wasInfluencedBy :e .",
            ["used(a, e, -)", "wasInfluencedBy(a, e)", "wasStartedBy(a, e, -, -)"],
        ),
        (
            # A relation to itself, and both directions of alternateOf.
            ":e prov:wasDerivedFrom :e ; prov:alternateOf :f . :f prov:alternateOf :e .",
            ["alternateOf(e, f)", "alternateOf(f, e)", "wasDerivedFrom(e, e, -, -, -)"],
        ),
        (
            # A derivation's generation has a name, even if the document gives it none.
            (
                ":e prov:qualifiedGeneration _:g ; prov:qualifiedDerivation"
                " [ prov:entity :f ; prov:hadGeneration _:g ] . _:g prov:activity :a ."
            ),
            [
                "wasDerivedFrom(e, f, -, genid:0, -)",
                "wasGeneratedBy(genid:0; e, a, -)",
            ],
        ),
    ],
)
def test_statements_and_nodes_together(text: str, expected: list[str]) -> None:
    """Never a relation that nobody stated, never one lost."""
    assert _numbered(relations(text)) == expected


def _numbered(lines: list[str]) -> list[str]:
    """Return the lines with the hashes of blank nodes numbered."""
    hashes: dict[str, str] = {}
    return [
        _GENID.sub(lambda match: f"genid:{hashes.setdefault(match[0], str(len(hashes)))}", line)
        for line in lines
    ]


def test_dictionary_has_members_with_keys() -> None:
    """PROV-Dictionary, section 5: members, insertions and removals."""
    pair = "[ a prov:KeyEntityPair ; prov:pairKey 'k1' ; prov:pairEntity :e ]"
    text = (
        f":d a prov:Dictionary ; prov:hadDictionaryMember {pair} ."
        f":d2 prov:qualifiedInsertion [ a prov:Insertion ; prov:dictionary :d ;"
        f" prov:insertedKeyEntityPair {pair} ] ; prov:derivedByInsertionFrom :d ."
        ":d3 prov:qualifiedRemoval [ a prov:Removal ; prov:dictionary :d ; prov:removedKey 'k' ] ."
    )
    assert records(read_text(text)) == [
        "entity(d, [prov:type='prov:Dictionary'])",
        'hadMember(d, e, [prov:pairKey="k1"])',
        'hadMember(d2, e, [prov:pairKey="k1"])',
        "wasDerivedFrom(d2, d, -, -, -, [prov:insertedKey=\"k1\", prov:type='prov:Insertion'])",
        "wasDerivedFrom(d3, d, -, -, -, [prov:type='prov:Removal', prov:removedKey=\"k\"])",
    ]


# Elements ---------------------------------------------------------------------------------

ELEMENTS = {
    ":x a prov:Person .": ["agent(x, [prov:type='prov:Person'])"],
    ":x a prov:Organization, prov:Agent .": ["agent(x, [prov:type='prov:Organization'])"],
    ":x a prov:EmptyCollection .": ["entity(x, [prov:type='prov:EmptyCollection'])"],
    ":x a prov:Publish .": ["activity(x, -, -, [prov:type='prov:Publish'])"],
    ":x a prov:Entity, prov:Agent, prov:Plan, prov:Person .": [
        "agent(x, [prov:type='prov:Person'])",
        "entity(x, [prov:type='prov:Plan'])",
    ],
    ":x a ex:Run . ex:Run rdfs:subClassOf ex:Job . ex:Job rdfs:subClassOf prov:Activity .": [
        "activity(x, -, -, [prov:type='ex:Run'])"
    ],
    ":x rdfs:label 'x' . :a prov:used :x .": ['entity(x, [prov:label="x"])', "used(a, x, -)"],
    ":x ex:k 'x' ; prov:actedOnBehalfOf :y .": [
        "actedOnBehalfOf(x, y, -)",
        'agent(x, [ex:k="x"])',
    ],
    ":x ex:k 'x' . :a prov:qualifiedAssociation [ prov:agent :y ; prov:hadPlan :x ] .": [
        'entity(x, [ex:k="x"])',
        "wasAssociatedWith(a, y, x)",
    ],
    ":x prov:value 5 .": ['entity(x, [prov:value="5" %% xsd:integer])'],
    ":x a prov:Activity ; prov:startedAtTime '2024-01-01T00:00:00'^^xsd:dateTime,"
    " '2024-01-02T00:00:00'^^xsd:dateTime ;"
    " prov:endedAtTime '2024-01-03T00:00:00'^^xsd:dateTime .": [
        "activity(x, 2024-01-01T00:00:00, 2024-01-03T00:00:00)",
        "activity(x, 2024-01-02T00:00:00, -)",
    ],
    ":a prov:qualifiedUsage :u . :u a prov:Usage, prov:Plan ; prov:entity :e ; ex:k 'x' .": [
        "entity(u, [prov:type='prov:Plan'])",
        'used(u; a, e, -, [ex:k="x"])',
    ],
    ":x a prov:Agent . :a prov:used :x .": ["agent(x)", "used(a, x, -)"],
}


@pytest.mark.parametrize("text", ELEMENTS)
def test_kinds_follow_from_classes_or_properties(text: str) -> None:
    """The class tree first, PROV-O's and the document's; without a class, domain and range."""
    assert records(read_text(text)) == ELEMENTS[text]


def test_element_that_is_only_referred_to_is_not_declared() -> None:
    """As in every other format, without a note."""
    assert records(read_text(":e prov:wasAttributedTo :g .")) == ["wasAttributedTo(e, g)"]


NOTED = {
    ":x prov:startedAtTime '2024-01-01'^^xsd:date .": (
        "activity(x, 2024-01-01T00:00:00, -)",
        "'2024-01-01': a time is not an xsd:dateTime, and is taken for 2024-01-01T00:00:00",
    ),
    ":x prov:startedAtTime ' 2024-01-01 10:00:00Z ' .": (
        "activity(x, 2024-01-01T10:00:00+00:00, -)",
        "is taken for 2024-01-01T10:00:00Z",
    ),
    ":x prov:startedAtTime 'noon' .": (
        'activity(x, -, -, [prov:startedAtTime="noon"])',
        "a value is not a time, and is kept as an attribute",
    ),
    ":e prov:generatedAtTime '2024-01-01T10:00:00Z' .": (
        'entity(e, [prov:generatedAtTime="2024-01-01T10:00:00+00:00" %% xsd:dateTime])',
        "a time is not typed as xsd:dateTime",
    ),
    ":e a prov:Entity ; prov:wasAttributedTo 'Jo' .": (
        'entity(e, [prov:wasAttributedTo="Jo"])',
        "a relation's object is a literal, and is kept as an attribute",
    ),
    ":x a prov:Location ; rdfs:label 'Paris' .": (
        "entity(x, [prov:type='prov:Location', prov:label=\"Paris\"])",
        "an element of no stated kind is taken for an entity",
    ),
    ":a prov:qualifiedUsage [ prov:entity :e ; prov:atTime 'noon' ] .": (
        'used(a, e, -, [prov:atTime="noon"])',
        "a value is not a time, and is kept as an attribute",
    ),
    ":x a prov:Activity ; ex:at [ ex:b () ; ex:c 'x'@en ] .": (
        (
            'activity(x, -, -, [ex:at="{\\"http://example.com/b\\": {\\"@list\\": []},'
            ' \\"http://example.com/c\\": {\\"@language\\": \\"en\\", \\"@value\\": \\"x\\"}}"'
            " %% provgraph:node])"
        ),
        "a nested value is kept as text, of type provgraph:node",
    ),
    ":x a prov:Activity ; ex:l ( 1 [ ex:b true ] :y ) .": (
        (
            'activity(x, -, -, [ex:l="{\\"@list\\": [1, {\\"http://example.com/b\\": true},'
            ' {\\"@id\\": \\"http://example.org/y\\"}]}" %% provgraph:node])'
        ),
        "a nested value is kept as text, of type provgraph:node",
    ),
}


@pytest.mark.parametrize("text", NOTED)
def test_what_is_changed_is_noted(text: str) -> None:
    """Nothing is lost, and each change is reported once."""
    record, words = NOTED[text]
    reading = read_text(text)
    assert records(reading) == [record]
    (note,) = reading.notes
    assert words in note


def test_what_is_not_prov_is_counted_by_predicate() -> None:
    """One note has the number of statements, their properties and an example."""
    text = ":e a prov:Entity . :p ex:n 1, 2 ; ex:m 3 . :q ex:n 4 ."
    (note,) = read_text(text).notes
    assert note == (
        "4 statements are about no PROV record and left out: ex:n 3, ex:m 1; such as "
        "<http://example.org/p> <http://example.com/m>"
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (":e a prov:Entity . :p ex:n 1 .", "turtle"),
        (
            '{"@context": {}, "@id": "x:e", "@type": "http://www.w3.org/ns/prov#Entity", "k": 1}',
            "jsonld",
        ),
    ],
)
def test_strict_refuses_what_is_not_prov(text: str, form: str) -> None:
    """The error has the words of the note, and says how to load it."""
    (note,) = read_text(text, form).notes
    with pytest.raises(ReadError) as caught:
        read_text(text, form, strict=True)
    assert caught.value.reason == f"{note}; without --strict it is loaded without them"
    read_text(":e a prov:Entity ; ex:n 1 .", strict=True)


# Names ------------------------------------------------------------------------------------

IRIS = {
    "http://example.net": "ns1:example.net",
    "http://example.net/": "ns1:/",
    "http://example.net/a/b#c": "ns1:c",
    "http://example.net/a?b=c&d=e": "ns1:a?b\\=c&d\\=e",
    "urn:uuid:1234": "ns1:1234",
    "mailto:jo@example.net": "ns1:jo@example.net",
    "file:///data/x.fits": "ns1:x.fits",
    "http://example.org/": "ns1:/",
    "http://example.com/": "ex:",
    "doi:10.1/2": "ns1:2",
}


@pytest.mark.parametrize("iri", IRIS)
def test_any_iri_is_an_identifier(iri: str) -> None:
    """A prefix is made where none is declared; the IRI is the same."""
    reading = read_text(f"<{iri}> a prov:Entity .")
    (record,) = reading.document.get_records()
    assert record.identifier is not None
    assert record.identifier.uri == iri
    assert records(reading) == [f"entity({IRIS[iri]})"]


def test_a_made_prefix_is_no_other_ones() -> None:
    """It keeps clear of the author's prefixes."""
    text = "@prefix ns1: <http://one/> . <http://two/a> a prov:Entity . ns1:a a prov:Entity ."
    assert records(read_text(text)) == ["entity(ns1:a)", "entity(ns2:a)"]


def test_a_thousand_namespaces_are_made_quickly() -> None:
    """Each file in its own folder, as workflow systems name them."""
    text = " ".join(f"<file:///data/{number}/x> a prov:Entity ." for number in range(2000))
    assert len({space.prefix for space in read_text(text).document.namespaces}) > 2000


def test_base_of_the_user_is_for_relative_iris() -> None:
    """The document's own base comes first; a note names what a relative IRI became."""
    reading = read_text("<e1> prov:wasDerivedFrom <../e2> .", base="http://base/a/b/c")
    (note,) = reading.notes
    assert "<e1>" in note
    assert note.endswith("--base: http://base/a/b/c")
    (record,) = reading.document.get_records()
    uris = [value.uri for _, value in record.attributes]
    assert uris == ["http://base/a/b/e1", "http://base/a/e2"]
    own = read_text("@base <http://own/> . <e1> a prov:Entity .", base="http://base/")
    assert own.notes == ()
    assert [
        str(each.identifier and each.identifier.uri) for each in own.document.get_records()
    ] == ["http://own/e1"]


def test_base_of_a_file_is_its_location(tmp_path: Path) -> None:
    """RFC 3986, section 5.1.3; the note says it, and how to give another."""
    file = tmp_path / "a.ttl"
    file.write_text(PREFIXES + "<e1> a prov:Entity .")
    reading = read(open_source(file))
    (note,) = reading.notes
    assert f"the file's location (--base IRI gives another base): {file.as_uri()}" in note
    (record,) = reading.document.get_records()
    assert record.identifier is not None
    assert record.identifier.uri == f"{tmp_path.as_uri()}/e1"


@pytest.mark.parametrize("base", ["base", "http//base", "urn:base", "http://a b/", ""])
def test_base_is_an_absolute_iri(base: str) -> None:
    """Any other is refused, even where no IRI is relative."""
    with pytest.raises(ReadError, match=r"is not an absolute IRI, such as https://"):
        read_text(":e a prov:Entity .", base=base)


def test_document_with_another_base_is_another_document() -> None:
    """The same bytes say other things with another base."""
    sources = [Source("x", b"y", "0" * 64, base=base) for base in (None, "http://a/", "http://b/")]
    assert len({source.id for source in sources}) == 3


# Blank nodes ------------------------------------------------------------------------------

JO = "prov:wasAttributedTo [ a prov:Agent ; ex:name 'Jo' ]"


def _uris(text: str, form: str = "turtle") -> set[str]:
    document = read_text(text, form).document
    return {record.identifier.uri for record in document.get_records() if record.identifier}


def test_blank_node_has_the_same_name_at_every_load() -> None:
    """Whatever its label, its place and the syntax; another node has another."""
    jo = _uris(f":doc {JO} .")
    assert len(jo) == 1
    assert jo == _uris(f":x a prov:Entity . :doc {JO} .") - {"http://example.org/x"}
    assert jo == _uris("_:j ex:name 'Jo' ; a prov:Agent . :doc prov:wasAttributedTo _:j .")
    lines = (
        "<http://example.org/doc> <http://www.w3.org/ns/prov#wasAttributedTo> _:q .\n"
        "_:q <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://www.w3.org/ns/prov#Agent> .\n"
        '_:q <http://example.com/name> "Jo" .\n'
    )
    assert jo == _uris(lines, "ntriples")
    assert jo.isdisjoint(_uris(f":other {JO} ."))
    assert jo.isdisjoint(_uris(f":doc {JO.replace('Jo', 'Al')} ."))


def test_blank_nodes_that_are_alike_stay_two() -> None:
    """Two authors without statements are two agents, also with agents that act for them."""
    author = "[ a prov:Agent ; prov:actedOnBehalfOf [ a prov:Agent ] ]"
    text = f":doc prov:wasAttributedTo {author}, {author} ."
    reading = read_text(text)
    kinds = Counter(line.split("(")[0] for line in records(reading))
    assert kinds == {"agent": 4, "wasAttributedTo": 2, "actedOnBehalfOf": 2}
    assert len(_uris(text)) == 4
    delegates = {
        str(record.args[0])
        for record in reading.document.get_records()
        if record.get_type().localpart == "Delegation"
    }
    authors = {
        str(record.args[1])
        for record in reading.document.get_records()
        if record.get_type().localpart == "Attribution"
    }
    assert delegates == authors


def test_many_blank_nodes_take_no_long_time() -> None:
    """A chain of 1,000 blank entities without other statements."""
    chain = " ".join(f"_:n{n} prov:wasDerivedFrom _:n{n + 1} ." for n in range(1000))
    text = chain.replace("_:n0 ", ":start ") + " _:n5 a prov:Entity ."
    reading = read_text(text)
    assert len(relations(text)) == 1000
    names = {str(value) for record in reading.document.get_records() for value in record.args}
    assert len(names - {"None"}) == 1001


def test_nested_value_can_be_a_circle_or_deep() -> None:
    """Blank nodes that refer to each other are text with labels of their own."""
    reading = read_text(":x a prov:Entity ; ex:p _:a . _:a ex:q _:b . _:b ex:q _:a ; ex:n 1 .")
    (record,) = records(reading)
    assert '{\\"@id\\": \\"_:b0\\"}' in record
    deep = "".join(f"_:n{n} ex:p _:n{n + 1} . " for n in range(5000))
    with pytest.raises(ReadError, match="nested too deeply"):
        read_text(f":x a prov:Entity ; ex:p _:n0 . {deep}")
    items = " ".join(map(str, range(5000)))
    assert "4999]" in records(read_text(f":x a prov:Entity ; ex:p ( {items} ) ."))[0]


# Bundles ----------------------------------------------------------------------------------


def test_graphs_are_bundles_each_with_its_own_records() -> None:
    """The same element in two graphs is a record in each; its kind is known in all."""
    text = """
      :e a prov:Entity .
      :one { :e rdfs:label "one" ; prov:wasAttributedTo :g }
      :two { :e rdfs:label "two" . :a prov:qualifiedUsage [ prov:entity :e ; prov:hadRole :r ] }
      :one a prov:Bundle .
      GRAPH :empty { }
      :foreign { :p ex:n 1 }
    """
    reading = read_text(text, "trig")
    assert records(reading) == [
        "entity(e)",
        "entity(one, [prov:type='prov:Bundle'])",
        'one entity(e, [prov:label="one"])',
        "one wasAttributedTo(e, g)",
        'two entity(e, [prov:label="two"])',
        "two used(a, e, -, [prov:role='r'])",
    ]
    assert {str(bundle.identifier) for bundle in reading.document.bundles} == {
        "one", "two", "empty",
    }  # fmt: skip
    (note,) = reading.notes
    assert note.startswith("1 statements")


def test_graph_without_a_name_gets_one() -> None:
    """A blank node as a graph's name is a skolem IRI, the same inside and outside."""
    reading = read_text("_:g { :e a prov:Entity } _:g a prov:Bundle .", "trig")
    (bundle,) = reading.document.bundles
    (record,) = reading.document.get_records()
    assert bundle.identifier == record.identifier
    assert str(bundle.identifier).startswith("genid:")


def test_quads_are_bundles() -> None:
    """N-Quads, detected by their content, with a default graph too."""
    prov = "http://www.w3.org/ns/prov#"
    text = (
        "# a comment\n"
        f"<http://e/a> <{prov}used> <http://e/b> <http://e/g> .\n\n"
        f"<http://e/c> <{prov}used> <http://e/d> . # another\n"
    )
    reading = read_text(text, None)
    assert reading.format == "nquads"
    assert records(reading) == ["ns1:g used(ns1:a, ns1:b, -)", "used(ns1:c, ns1:d, -)"]
    assert read_text(text.replace(" <http://e/g>", ""), None).format == "ntriples"


def test_fault_in_lines_has_its_line() -> None:
    """N-Triples and N-Quads: the number of the line, and what stands there."""
    with pytest.raises(ReadError) as caught:
        read_text("<http://e/a> <http://e/b> <http://e/c> .\n<http://e/a> b .\n", "nquads")
    assert caught.value.place == "line 2"
    assert "<http://e/a> b ." in caught.value.reason


# RDF/XML and JSON-LD ----------------------------------------------------------------------


def test_rdfxml_in_its_spellings() -> None:
    """Typed nodes, nested ones, parseType Resource and Collection, xml:base and xml:lang."""
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:ex="http://example.com/"
      xmlns:prov="http://www.w3.org/ns/prov#" xml:base="http://example.org/x">
     <prov:Activity rdf:ID="run" prov:startedAtTime="2024-01-01T00:00:00Z">
      <prov:used><prov:Entity rdf:about="raw" rdfs:label="raw"/></prov:used>
      <prov:qualifiedUsage rdf:parseType="Resource">
       <prov:entity rdf:resource="raw"/><prov:hadRole rdf:resource="http://example.com/in"/>
      </prov:qualifiedUsage>
      <ex:note xml:lang="en">good</ex:note>
      <ex:list rdf:parseType="Collection"><rdf:Description rdf:about="raw"/></ex:list>
     </prov:Activity></rdf:RDF>"""
    assert records(read_text(text, "rdfxml")) == [
        (
            'activity(ns1:run, 2024-01-01T00:00:00+00:00, -, [ex:note="good"@en, '
            'ex:list="{\\"@list\\": [{\\"@id\\": \\"http://example.org/raw\\"}]}"'
            " %% provgraph:node])"
        ),
        'entity(ns2:raw, [prov:label="raw"])',
        "used(ns1:run, ns2:raw, -, [prov:role='ex:in'])",
    ]


JSONLD = {
    """{"@context": {"prov": "http://www.w3.org/ns/prov#", "ex": "http://example.com/",
        "used": {"@id": "prov:used", "@type": "@id"},
        "made": {"@reverse": "prov:wasGeneratedBy", "@type": "@id"}},
      "@graph": [{"@id": "ex:a", "@type": "prov:Activity", "used": ["ex:e", "ex:f"],
                  "made": "ex:o"},
                 {"@id": "ex:o", "@type": "prov:Entity", "ex:n": [5, true, 0.5, "x"],
                  "@reverse": {"prov:used": {"@id": "ex:b"}}}]}""": [
        "activity(ex:a, -, -)",
        (
            'entity(ex:o, [ex:n="5" %% xsd:integer, ex:n="true" %% xsd:boolean, '
            'ex:n="0.5" %% xsd:double, ex:n="x"])'
        ),
        "used(ex:a, ex:e, -)",
        "used(ex:a, ex:f, -)",
        "used(ex:b, ex:o, -)",
        "wasGeneratedBy(ex:o, ex:a, -)",
    ],
    """{"@context": {"@vocab": "http://www.w3.org/ns/prov#", "ex": "http://example.com/",
        "wasDerivedFrom": {"@type": "@id"}, "inner": "@nest"},
      "@id": "ex:e", "@type": "Entity", "inner": {"wasDerivedFrom": "ex:f"},
      "ex:list": {"@list": ["x", "y"]}}""": [
        'entity(ex:e, [ex:list="{\\"@list\\": [\\"x\\", \\"y\\"]}" %% provgraph:node])',
        "wasDerivedFrom(ex:e, ex:f, -, -, -)",
    ],
    """{"@context": [{"ex": "http://example.com/"},
                     "https://openprovenance.org/prov-jsonld/context.jsonld"],
      "@graph": [{"@type": ["Entity", "ex:File"], "@id": "ex:e", "ex:n": 5},
                 {"@type": "prov:Usage", "activity": "ex:a", "entity": "ex:e", "role": "ex:r"},
                 {"@type": "Derivation", "generatedEntity": "ex:e", "usedEntity": "ex:f"},
                 {"@type": "Specialization", "specificEntity": "ex:e", "generalEntity": "ex:g"},
                 {"@type": "Membership", "collection": "ex:c", "entity": ["ex:e", "ex:f"]},
                 {"@type": "Alternate", "alternate1": "ex:e", "alternate2": "ex:h"}]}""": [
        "alternateOf(ex:e, ex:h)",
        "entity(ex:e, [prov:type='ex:File', ex:n=\"5\" %% xsd:integer])",
        "hadMember(ex:c, ex:e)",
        "hadMember(ex:c, ex:f)",
        "specializationOf(ex:e, ex:g)",
        "used(ex:a, ex:e, -, [prov:role='ex:r'])",
        "wasDerivedFrom(ex:e, ex:f, -, -, -)",
    ],
    """{"@context": ["https://w3id.org/ro/crate/1.1/context", {"ex": "http://example.com/"}],
      "@graph": [{"@id": "ex:e", "@type": ["File", "prov:Entity"], "name": "e",
                  "wasDerivedFrom": {"@id": "ex:f"}},
                 {"@id": "ex:p", "@type": "Person", "name": "Jo"}]}""": [
        "entity(ex:e, [prov:type='schema:MediaObject', schema:name=\"e\"])",
        "wasDerivedFrom(ex:e, ex:f, -, -, -)",
    ],
    """{"@context": {"prov": "http://www.w3.org/ns/prov#", "ex": "http://example.com/"},
      "@id": "ex:b", "@type": "prov:Bundle",
      "@graph": [{"@id": "ex:a", "prov:used": {"@id": "ex:e"}}]}""": [
        "entity(ex:b, [prov:type='prov:Bundle'])",
        "ex:b used(ex:a, ex:e, -)",
    ],
}


@pytest.mark.parametrize("text", JSONLD, ids=range(len(JSONLD)))
def test_jsonld_in_its_spellings(text: str) -> None:
    """@reverse, @nest, @list, @vocab, @graph; the contexts that are known by name."""
    assert records(read_text(text, "jsonld")) == JSONLD[text]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.2-DRAFT"])
def test_ro_crate_is_known_in_its_versions(version: str) -> None:
    """What is PROV in a crate is read, its relative IRIs against the base."""
    text = (
        f'{{"@context": "https://w3id.org/ro/crate/{version}/context", "@graph": '
        '[{"@id": "a.fits", "wasDerivedFrom": {"@id": "./raw/b.fits"}, "name": "a"}]}'
    )
    reading = read_text(text, "jsonld", base="https://data.example/crate/")
    derived = [line for line in records(reading) if line.startswith("wasDerivedFrom")]
    assert len(derived) == 1
    uris = {value.uri for record in reading.document.get_records()
            for name, value in record.attributes if name.localpart.endswith("Entity")}  # fmt: skip
    assert uris == {"https://data.example/crate/a.fits", "https://data.example/crate/raw/b.fits"}


def test_unknown_context_is_refused_with_what_to_do() -> None:
    """Its IRI, and which ones are known."""
    with pytest.raises(ReadError) as caught:
        read_text('{"@context": "https://schema.example/c.jsonld", "@id": "x:e"}', "jsonld")
    assert caught.value.place == "@context"
    assert "https://schema.example/c.jsonld is not fetched: put the context" in caught.value.reason
    assert "RO-Crate's 1.0 to 1.2" in caught.value.reason


# Together ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_order_of_statements_means_nothing(seed: int) -> None:
    """Some of the small documents as one, its statements as lines in any order."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    parts = chance.sample([*DIRECT, *INVERSE, *QUALIFIED, *ELEMENTS], 6)
    text = PREFIXES + " ".join(parts)
    graph = rdflib.Graph()
    graph.parse(data=text, format="turtle")
    lines = graph.serialize(format="nt").splitlines()
    expected = _of_records(canonical(read_text(" ".join(parts)).document, spelling=False))
    assert expected
    for _ in range(3):
        chance.shuffle(lines)
        shuffled = read_text("\n".join(lines), "ntriples").document
        assert _of_records(canonical(shuffled, spelling=False)) == expected


# The corpus -------------------------------------------------------------------------------

MIXED = {f"scruffy-{kind}{number}-{way}" for kind in ("start", "end") for number in (2, 3, 4)
         for way in "MS"} | {f"scruffy-usage2-{way}" for way in "MS"}  # fmt: skip
MIXED |= {f"scruffy-{kind}2-{way}" for kind in ("generation", "invalidation") for way in "MS"}
"""Two records with one id: in RDF they are one node, whose attributes are of both."""

TWINS = sorted(
    file.stem
    for file in (CORPUS / "rdf").iterdir()
    if (CORPUS / "json" / f"{file.stem}.json").exists() and file.stem not in MIXED
)


@pytest.mark.parametrize("name", TWINS)
def test_corpus_is_read_as_its_twin_in_prov_json(name: str) -> None:
    """The same document in PROV-JSON has the same records, names and values."""
    (file,) = (CORPUS / "rdf").glob(f"{name}.*") if name not in TRIG else [_trig(name)]
    read_rdf = read(open_source(file)).document
    read_json = read(open_source(CORPUS / "json" / f"{name}.json")).document
    assert _of_records(canonical(read_rdf, spelling=False)) == _of_records(
        canonical(read_json, spelling=False)
    )


TRIG = {name for name in TWINS if len(list((CORPUS / "rdf").glob(f"{name}.*"))) > 1}


def _trig(name: str) -> Path:
    return CORPUS / "rdf" / f"{name}.trig"


def _of_records(form: tuple[tuple[object, ...], ...]) -> list[tuple[object, ...]]:
    return [each for each in form if "prefix" not in each and "default" not in each]


# Long texts -------------------------------------------------------------------------------

LONG_TEXTS = {
    "turtle": ":e a prov:Entity ; :v {} .",
    "trig": ":e a prov:Entity ; :v {} .",
    "ntriples": (
        "<http://a.b/e> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/ns/prov#Entity> .\n<http://a.b/e> <http://a.b/v> {} ."
    ),
    "rdfxml": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:prov="http://www.w3.org/ns/prov#" xmlns:x="http://a.b/">'
        '<prov:Entity rdf:about="http://a.b/e"><x:v>{}</x:v></prov:Entity></rdf:RDF>'
    ),
}


@pytest.mark.parametrize("form", LONG_TEXTS)
def test_a_long_text_is_read_in_time_that_grows_with_it(form: str) -> None:
    """Quotes, escapes and lines in a text of 3 million characters: ten seconds, it was minutes."""
    text = 'a "b"\n\\u0041\t' * 230_000
    literal = text if form == "rdfxml" else json.dumps(text)
    begin = time.process_time()
    (record,) = read_text(LONG_TEXTS[form].format(literal), form).document.get_records()
    assert str(record.attributes[0][1]) == text
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'"\u0041\U0001F600\\\n"', "A\U0001f600\\\n"),
        (r'"""a""b\""" c"""', 'a""b""" c'),
        ('"""a"""""', 'a""'),
        ("'''a''''", "a'"),
        (r"'\\u0041'", r"\u0041"),
    ],
)
def test_texts_end_and_escape_as_turtle_says(literal: str, value: str) -> None:
    """Turtle, section 6.4; rdflib reads a quote before the closing ones as part of the text."""
    (record,) = read_text(f":e a prov:Entity ; :v {literal} .").document.get_records()
    assert str(record.attributes[0][1]) == value


def test_lines_are_counted_through_texts_of_turtle() -> None:
    """The place of a fault after a text of many lines is its line."""
    with pytest.raises(ReadError, match="line 11"):
        read_text(':e a prov:Entity ; :v """a\n\nb\n\n""" .\n:e § :f .')
