"""Terms: every PROV value survives the way into JSON and properties, and back."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prov.constants import PROV, XSD
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import Literal

from provgraph.errors import LoadError
from provgraph.model.terms import from_property, text_of, to_property
from provgraph.model.values import Namer, decode, encode

EX = Namespace("ex", "http://example.org/")
NAMER = Namer([("ex", EX.uri)], None)
MINUTES = timezone(timedelta(hours=5, minutes=45))
SECONDS = timezone(timedelta(minutes=19, seconds=32))

VALUES = [
    "plain",
    "",
    '"quoted"',
    "<tagged>",
    'a "quote" inside',
    "back\\slash",
    "nul \0",
    "half a pair \ud800",
    '"half a pair \ud800"',
    True,
    False,
    0,
    -1,
    2**63 - 1,
    -(2**63),
    1.0,
    -0.0,
    math.inf,
    EX["a"],
    Identifier("http://example.org/iri"),
]
LITERALS = [
    Literal("1.10", XSD["decimal"]),
    Literal("chat", langtag="fr"),
    Literal("chat", langtag="EN-gb"),
    Literal("x", langtag=None, datatype=EX["type"]),
    Literal('with "quotes" and \\', EX["type"]),
    Literal("5", XSD["long"]),
    Literal("not a time", XSD["dateTime"]),
    Literal("a@b^^<c>", PROV["InternationalizedString"], "en"),
]


@pytest.mark.parametrize("value", [*VALUES, *LITERALS], ids=repr)
def test_a_value_comes_back_exactly(value: object) -> None:
    """A value is the same, of the same type, after the way through JSON."""
    term = json.loads(json.dumps(encode(value)))
    back = decode(term, NAMER.name)
    assert type(back) is type(value)
    assert back == value
    if isinstance(value, Literal):
        assert isinstance(back, Literal)
        assert (back.value, back.datatype, back.langtag) == (
            value.value,
            value.datatype,
            value.langtag,
        )


def test_nan_and_minus_zero_come_back() -> None:
    """Not-a-number stays one, and a zero keeps its sign."""
    assert math.isnan(float(str(decode(json.loads(json.dumps(encode(math.nan))), NAMER.name))))
    assert math.copysign(1, float(str(decode(encode(-0.0), NAMER.name)))) == -1


def test_a_large_integer_becomes_a_literal_of_the_same_digits() -> None:
    """An integer beyond 64 bits is a tagged string; prov makes the integer of it again."""
    back = decode(encode(10**30), NAMER.name)
    assert isinstance(back, Literal)
    assert (back.value, back.datatype) == ("1" + "0" * 30, XSD["integer"])


def test_a_python_object_without_a_prov_form_is_refused() -> None:
    """A value that PROV cannot express is an error in words."""
    with pytest.raises(LoadError, match="has no PROV form"):
        encode(object())


@pytest.mark.parametrize(
    "time",
    [
        datetime(2026, 11, 23, 8, 0, 0, 123456),  # noqa: DTZ001  # naive on purpose
        datetime(2026, 11, 23, 8, tzinfo=UTC),
        datetime(2026, 11, 23, 8, tzinfo=MINUTES),
    ],
    ids=str,
)
def test_times_that_neo4j_holds_are_native(time: datetime) -> None:
    """Such a time is a native property, with its offset or without one."""
    assert to_property([encode(time)]) == time


@pytest.mark.parametrize(
    "time",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
        datetime(1890, 1, 1, tzinfo=SECONDS),
    ],
    ids=str,
)
def test_other_times_are_tagged(time: datetime) -> None:
    """A time at the ends of the calendar or with seconds in its offset is a tagged string."""
    prop = to_property([encode(time)])
    assert isinstance(prop, str)
    assert text_of(prop) == time.isoformat()


def test_several_values_of_one_type_are_a_list() -> None:
    """The list is sorted, and equal values stand in it once."""
    assert to_property(["b", "a", "b"]) == ["a", "b"]
    assert to_property([2, 1]) == [1, 2]


def test_values_of_several_types_are_all_tagged() -> None:
    """Neo4j's lists hold one type, so tags distinguish 1, 1.0, "1" and true."""
    prop = to_property([1, 1.0, "1", True])
    assert isinstance(prop, list)
    assert len(prop) == 4
    assert all(isinstance(item, str) and item.startswith('"') for item in prop)


@given(
    st.lists(
        st.one_of(
            st.text(alphabet=st.characters(exclude_categories=[])),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_nan=False),
            st.booleans(),
            st.builds(lambda local: QualifiedName(EX, f"n{local}"), st.integers(0, 9)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_properties_are_read_back_as_the_same_terms(values: list[object]) -> None:
    """Uniting a property with nothing new gives the very same property."""
    once = to_property([encode(value) for value in values])
    assert repr(to_property(from_property(once))) == repr(once)


def test_the_longest_namespace_names_a_uri() -> None:
    """Of two namespaces the longer one is taken; of two equal ones the default."""
    inner = "http://example.org/inner/"
    namer = Namer([("ex", EX.uri), ("in", inner)], inner)
    assert str(namer.name(EX.uri + "a")) == "ex:a"
    assert str(namer.name(inner + "a")) == "a"
    assert namer.name("urn:x:y").uri == "urn:x:y"


def test_another_spelling_is_noticed_and_kept() -> None:
    """A name that its author wrote with a shorter namespace is spelled so again."""
    namer = Namer([("ex", EX.uri), ("in", EX.uri + "inner/")], None)
    name = EX["inner/a"]
    spelling = namer.spelling(name)
    assert spelling is not None
    assert str(namer.spelled(name.uri, spelling)) == "ex:inner/a"
    assert namer.spelling(EX["a"]) is None


def dated(text: str) -> str:
    """Return the term of a time as its author wrote it."""
    return f'"{text}"^^<{XSD.uri}dateTime>'


def test_times_with_and_without_an_offset_are_one_list_of_instants() -> None:
    """What has no offset is in UTC; the earliest comes first; equal ones stand in it once."""
    terms = [dated(f"2026-04-01T{rest}") for rest in ("12:00:00", "09:00:00", "12:00:00+02:00")]
    prop = to_property(terms)
    assert isinstance(prop, list)
    assert [text_of(term) for term in from_property(prop)] == [
        "2026-04-01T09:00:00+00:00",
        "2026-04-01T12:00:00+02:00",
        "2026-04-01T12:00:00+00:00",
    ]
    assert to_property(from_property(prop)) == prop
    same = [dated("2026-04-01T10:00:00"), dated("2026-04-01T10:00:00+00:00")]
    assert to_property(same) == datetime(2026, 4, 1, 10, tzinfo=UTC)
    naive = [dated("2026-04-01T10:00:00"), dated("2026-04-01T09:00:00")]
    prop = to_property(naive)
    assert isinstance(prop, list)
    assert [time.tzinfo for time in prop] == [None, None]
    assert prop == sorted(prop)


@pytest.mark.parametrize("offset", ["", "+00:00", "+02:00"])
def test_nanoseconds_are_native_and_exact(offset: str) -> None:
    """Neo4j's own times hold nine digits; what has more is a text."""
    prop = to_property([dated(f"2026-04-01T10:00:00.123456789{offset}")])
    assert not isinstance(prop, str)
    assert from_property(prop) == [dated(f"2026-04-01T10:00:00.123456789{offset}")]
    assert to_property(from_property(prop)) == prop
    assert isinstance(to_property([dated(f"2026-04-01T10:00:00.1234567891{offset}")]), str)


def test_lists_of_times_are_ordered_to_the_nanosecond() -> None:
    """An instant that is a nanosecond later comes later, whatever its offset is."""
    later, earlier = "2026-04-01T12:00:00.000000002+02:00", "2026-04-01T10:00:00.000000001"
    prop = to_property([dated(later), dated(earlier)])
    assert [text_of(term) for term in from_property(prop)] == [f"{earlier}+00:00", later]
