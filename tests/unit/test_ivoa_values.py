"""Values and types of IVOA descriptions."""

from __future__ import annotations

import pytest

from provgraph.errors import IvoaError
from provgraph.ivoa import contenttype, datatypes


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-12", "1.5"),
        ("ivoa:integer", "12", "twelve"),
        ("nonnegativeinteger", "0", "-1"),
        ("unsignedByte", "255", "256"),
        ("short", "-32768", "32768"),
        ("int", "0x1F", "1_000"),
        ("int", "2147483647", "2147483648"),
        ("long", "9223372036854775807", "9223372036854775808"),
        ("long", "+5", "1.0"),
        ("xs:byte", "-128", "128"),
        ("double", "1e-5", "1,5"),
        ("double", "+Inf", "infinite"),
        ("float", ".5", "1_0.5"),
        ("real", "NaN", "none"),
        ("xs:double", "1.5", "abc"),
        ("rational", "1/3", "1/0"),
        ("ivoa:complex", "1 -2", "1 2 3"),
        ("floatComplex", "1 2", "1 x"),
        ("boolean", "False", "no"),
        ("boolean", "T", "yes"),
        ("bit", "1", "true"),
        ("datetime", "2020-01-01T00:00:00", "noon"),
        ("ivoa:datetime", "2016-12-31T23:59:60Z", "2026-13-01"),
        ("timestamp", "2020-01-01", "20200101"),
        ("ivoa:anyURI", "http://example.org/a", "not a uri"),
        ("uuid", "93fc2206-59de-4852-868d-ec045ec25d1d", "93fc2206"),
        ("char", "x", "too long"),
        ("char", "2026-01-01T00:00:00", "2026-01-01 or so"),
        ("char[3]", "ab", "abcd"),
        ("char[8*]", "abc", "too long a text"),
        ("float[3]", "[1, 2.5, 3]", "[1, x]"),
        ("float[3]", "1 2 3", "1 2"),
        ("float[3]", "[1, 2, 3]", "[1, 2]"),
        ("float[*]", "[]", "x"),
        ("double[2x3]", "1 2 3 4 5 6", "1 2 3 4 5"),
        ("double[2x*]", "1 2 3 4", "1 2 3"),
        ("double[2x2]", "[[1, 2], [3, 4]]", "[[1, 2], [3]]"),
        ("int[2*]", "", "1 2 3"),
        ("bit[4]", "1010", "1 0 1"),
        ("floatComplex[2]", "1 2 3 4", "1 2 3"),
        ("string[2]", '["a b", "c"]', '["a b"]'),
        ("circle", "10.5 -3 0.1", "10.5 -3"),
        ("int*", "[1]", '["a"]'),
        ("datatype=float arraysize=2", "1 2", "1"),
        ("datatype='char', arraysize='*', xtype='timestamp'", "2026-01-01", "soon"),
        ('datatype="double" xtype="my:own"', "1", "one"),
    ],
)
def test_types(kind: str, good: str, bad: str) -> None:
    """VOTable's, VO-DML's, XML Schema's and DALI's types."""
    assert datatypes.is_type(kind, good)
    assert not datatypes.is_type(kind, bad)


@pytest.mark.parametrize("kind", ["string", "char[*]", "unicodeChar[*]", "ivoa:string"])
def test_every_text_is_a_string(kind: str) -> None:
    """Strings have no length, unless one is given."""
    assert datatypes.is_type(kind, "any text, of whatever length")


@pytest.mark.parametrize("kind", ["nosuchtype", "my:own", "fl0at", "int[a]", "int[]", "int[3", ""])
def test_an_unknown_type_is_refused(kind: str) -> None:
    """No text is a value of it, and asking for it is an error that names it."""
    assert not datatypes.is_type(kind, "x")
    with pytest.raises(IvoaError, match="valueType"):
        datatypes.value_type(kind)


def test_what_has_no_order_has_no_limits() -> None:
    """Texts, NaN, times with and without offset: nothing is below or above."""
    assert not datatypes.below("string", "a", "b")
    assert not datatypes.above("real", "3", "many")
    assert not datatypes.above("real", "NaN", "3")
    assert not datatypes.below("datetime", "2019-12-31", "2020-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ("a, b", ("a", "b")),
        ("a", ("a",)),
        (("a,b", "c"), ("a,b", "c")),
        ('["a,b"]', ("a,b",)),
        ("[1, 2]", ("1", "2")),
        ("[a, b", ("[a", "b")),
    ],
)
def test_options_are_a_list(written: str | tuple[str, ...], options: tuple[str, ...]) -> None:
    """Several values, or one text with commas, or a JSON array."""
    assert datatypes.options_of(written) == options


def test_limits_and_options_are_values() -> None:
    """Numbers compare as numbers, in arrays each."""
    assert datatypes.above("real", "10", "9.5")
    assert datatypes.above("float[3]", "1 NaN 5", "4")
    assert not datatypes.above("integer", "10", "10")
    assert datatypes.below("float[2]", "[1, -1]", "0")
    assert datatypes.below("datetime", "2019-12-31", "2020-01-01T00:00:00")
    assert datatypes.among("real", "1.0", "1, 2")
    assert not datatypes.among("real", "3", "1, 2")
    assert datatypes.among("string", "b", "a,b")
    assert datatypes.among("string", "a,b", ("a,b", "c"))
    assert datatypes.among("int[2]", "1 3", ("1", "2", "3"))


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("application/x-hdf5", "a.h5", True),
        ("application/x-hdf5", "a.DL2.h5", True),
        ("application/x-hdf5", "a.fits", False),
        ("application/fits", "a.fits.gz", True),
        ("FITS", "a.simtel.zst", False),
        ("application/x-hdf5; version=1", "a.unknown", True),
        ("application/octet-stream", "a.fits", True),
        ("text/x-muons", "a.fits", True),
        ("application/x-votable+xml", "a.vot", True),
    ],
)
def test_content_types(kind: str, name: str, fits: bool) -> None:  # noqa: FBT001
    """A name that is certainly of another format does not fit; all others do."""
    assert contenttype.fits(kind, name) is fits
