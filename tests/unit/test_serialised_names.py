"""Names that would be statements: refused where a format has no way to write them."""

from __future__ import annotations

import pytest
from prov.identifier import Namespace
from prov.model import Literal, ProvDocument

from provgraph import serialisers
from provgraph.errors import ExportError

EVIL = "x])\nentity(ex:evil, [ex:a=1"


@pytest.mark.filterwarnings("ignore::prov.model.ProvWarning")
def test_a_datatype_is_no_statement() -> None:
    """`prov` writes a datatype as it is: in PROV-N it could declare an entity."""
    document = ProvDocument()
    ex = document.add_namespace("ex", "http://e/")
    document.entity("ex:a", {"ex:b": Literal("1", Namespace("d", "http://d/")[EVIL])})
    assert ex.uri == "http://e/"
    with pytest.raises(ExportError, match="is not a valid datatype there") as caught:
        serialisers.serialise(document, "provn")
    assert str(caught.value).isprintable()
    assert EVIL.split("\n")[1] in serialisers.serialise(document, "json").text


@pytest.mark.parametrize(
    ("prefix", "uri"),
    [
        ("p <http://p/>\nentity(p:evil)\nprefix q", "http://e/"),
        ("p", "http://e/> entity(p:evil) <"),
    ],
)
def test_a_prefix_is_no_statement(prefix: str, uri: str) -> None:
    """Nor are a prefix and what it stands for."""
    document = ProvDocument()
    document.add_namespace(prefix, uri)
    with pytest.raises(ExportError, match=r"is not a valid (prefix|namespace) there"):
        serialisers.serialise(document, "provn")


@pytest.mark.filterwarnings("ignore::prov.model.ProvWarning")
def test_a_language_tag_is_one() -> None:
    """What is none would not be read again, or be a statement."""
    document = ProvDocument()
    document.add_namespace("ex", "http://e/")
    document.entity("ex:a", {"ex:b": Literal("text", langtag="en])\nentity(ex:evil")})
    with pytest.raises(ExportError, match="is not a valid language tag there"):
        serialisers.serialise(document, "provn")
