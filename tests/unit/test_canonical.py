"""The strict canonical form tells apart all that PROV tells apart, and nothing else."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from prov.constants import XSD
from prov.identifier import Identifier, Namespace
from prov.model import Literal, ProvDocument

from tests.support.canonical import canonical, difference

if TYPE_CHECKING:
    from collections.abc import Callable

EX = Namespace("ex", "http://example.org/")
NOON = datetime(2020, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))

DIFFERENT_VALUES = {
    "true and 1": (True, 1),
    "1 and 1.0": (1, 1.0),
    "1 and '1'": (1, "1"),
    "0.0 and -0.0": (0.0, -0.0),
    "an integer and its float": (2**53, float(2**53)),
    "a large integer and the next": (10**30, 10**30 + 1),
    "infinity and a large number": (math.inf, 1e308),
    "a time and the same instant elsewhere": (NOON, NOON.astimezone(UTC)),
    "a time with and without offset": (NOON, NOON.replace(tzinfo=None)),
    "a time and its text": (NOON, NOON.isoformat()),
    "a name and a URI": (EX["a"], Identifier(EX["a"].uri)),
    "a URI and a text": (Identifier("http://a/"), "http://a/"),
    "a name and a text": (EX["a"], "ex:a"),
    "two lexical forms": (Literal("1.0", XSD["decimal"]), Literal("1.00", XSD["decimal"])),
    "two datatypes": (Literal("1", XSD["decimal"]), Literal("1", XSD["byte"])),
    "a literal and its text": (Literal("1", XSD["decimal"]), "1"),
    "two cases of a language": (Literal("a", langtag="en"), Literal("a", langtag="EN")),
    "a language and none": (Literal("a", langtag="en"), "a"),
}
EQUAL_FOR_PROV = {
    "0.0 and -0.0",
    "a time and the same instant elsewhere",
    "two lexical forms",
    "two cases of a language",
}


def with_value(value: object) -> ProvDocument:
    """Return a document with that value; a literal and a name is taken as it stands."""
    document = ProvDocument(namespaces=[EX])
    document.entity("ex:e")._attributes[EX["a"]].add(value)  # noqa: SLF001  # prov would convert it
    return document


@pytest.mark.parametrize("name", DIFFERENT_VALUES)
@pytest.mark.filterwarnings("ignore::prov.model.ProvWarning")
def test_values_that_differ_make_different_forms(name: str) -> None:
    """Values of other types, offsets, forms or tags differ; `prov` does not always say so."""
    first, second = (with_value(value) for value in DIFFERENT_VALUES[name])
    assert canonical(first) != canonical(second)
    assert (first == second) == (name in EQUAL_FOR_PROV)


@pytest.mark.parametrize("value", [math.nan, float("nan")])
def test_not_a_number_equals_itself(value: float) -> None:
    """A document with NaN equals its copy; for `prov` it never does."""
    first, second = with_value(value), with_value(float("nan"))
    assert canonical(first) == canonical(second)
    assert first != second


def base() -> ProvDocument:
    """Return a document with a record, a relation and a bundle."""
    document = ProvDocument(namespaces=[EX])
    document.entity("ex:e", {"ex:a": 1})
    document.used("ex:a", "ex:e", identifier="ex:u")
    document.bundle("ex:b").entity("ex:e")
    return document


CHANGES: dict[str, Callable[[ProvDocument], Any]] = {
    "a prefix more": lambda document: document.add_namespace("x", "http://x/"),
    "a default namespace": lambda document: document.set_default_namespace("http://x/"),
    "a record twice": lambda document: document.entity("ex:e", {"ex:a": 1}),
    "another kind": lambda document: document.agent("ex:e", {"ex:a": 1}),
    "another id": lambda document: document.used("ex:a", "ex:e", identifier="ex:v"),
    "no id": lambda document: document.used("ex:a", "ex:e"),
    "another end": lambda document: document.used("ex:a", None, identifier="ex:u"),
    "a value more": lambda document: document.get_record("ex:e")[0].add_attributes({"ex:a": 2}),
    "an attribute more": lambda document: document.get_record("ex:e")[0].add_attributes(
        {"ex:b": 1}
    ),
    "an empty bundle": lambda document: document.bundle("ex:c"),
    "a record in the bundle": lambda document: next(iter(document.bundles)).entity("ex:f"),
    "a prefix in the bundle": lambda document: next(iter(document.bundles)).add_namespace(
        "x", "http://x/"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_shows(change: str) -> None:
    """Whatever is added to a document changes its form, and the difference names only that."""
    changed = base()
    CHANGES[change](changed)
    assert canonical(changed) != canonical(base())
    assert 1 <= len(difference(base(), changed).splitlines()) <= 2


def test_prefixes_are_part_of_the_form() -> None:
    """A prefix with another URI, and a name spelled with another prefix, differ."""
    forms = set()
    for prefix, uri in (("ex", "http://a/"), ("ex", "http://b/"), ("fx", "http://a/")):
        document = ProvDocument(namespaces=[Namespace(prefix, uri)])
        document.entity(f"{prefix}:e")
        forms.add(canonical(document))
    assert len(forms) == 3


def test_spelling_can_be_left_out() -> None:
    """Without spelling, names with the same URI are the same."""
    forms = set()
    for name in ("ex:e", "e"):
        document = ProvDocument(namespaces=[EX])
        document.set_default_namespace(EX.uri)
        document.entity(name)
        forms.add((canonical(document), canonical(document, spelling=False)))
    assert len({spelled for spelled, _ in forms}) == 2
    assert len({plain for _, plain in forms}) == 1


def test_order_means_nothing() -> None:
    """Records, attributes, values, prefixes and bundles in another order: the same form."""
    first = ProvDocument(namespaces=[EX, Namespace("x", "http://x/")])
    first.entity("ex:e", [("ex:a", 1), ("ex:a", 2), ("ex:b", 3)])
    first.agent("ex:g")
    first.bundle("ex:b1")
    first.bundle("ex:b2")
    second = ProvDocument(namespaces=[Namespace("x", "http://x/"), EX])
    second.bundle("ex:b2")
    second.bundle("ex:b1")
    second.agent("ex:g")
    second.entity("ex:e", [("ex:b", 3), ("ex:a", 2), ("ex:a", 1)])
    assert canonical(first) == canonical(second)
    assert not difference(first, second)


def test_the_same_record_elsewhere_is_another_document() -> None:
    """A record in a bundle is not the record at the top level."""
    first, second = ProvDocument(namespaces=[EX]), ProvDocument(namespaces=[EX])
    first.bundle("ex:b").entity("ex:e")
    second.bundle("ex:b")
    second.entity("ex:e")
    assert canonical(first) != canonical(second)


def test_difference_is_readable() -> None:
    """The difference shows what each side says alone, with the number of times."""
    first, second = base(), base()
    second.agent("ex:g")
    second.agent("ex:g")
    assert difference(first, second) == ("+ document Agent (name http://example.org/g ex:g) (x 2)")
