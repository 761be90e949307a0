"""Renew the tables of the page on reading RDF, docs/prov-o.md, from `model.prov_o`.

Run from the root of a checkout:

    python -m tools.generate_prov_o
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.model import prov_o
from provgraph.model.namespaces import PROV, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE = Path(__file__).parents[1] / "docs" / "prov-o.md"

_TABLES = "\n## Relations\n"
"""Where the tables begin; what stands before is written by hand."""


def page() -> str:
    """Return the page as it is with the tables renewed."""
    rules = PAGE.read_text(encoding="utf-8").partition(_TABLES)[0]
    return "\n".join([rules, *_relations(), *_node_properties(), *_attributes(), *_classes()])


def _relations() -> Iterator[str]:
    yield "## Relations\n"
    yield (
        "The names are those of the namespace `prov:`. The inverse and the property that leads to "
        "the qualified\nnode are read, too; the node leads to the cause by the influencer property "
        "or by `influencer`.\n"
    )
    yield from _table(
        ("property", "record", "from", "to", "inverse", "qualified by", "node, influencer"),
        (
            (
                f"`{term.name}`",
                f"{term.relation} `prov:{term.type}`" if term.type else term.relation,
                ", ".join(term.domain),
                ", ".join(term.range),
                f"`{term.inverse}`",
                _code(term.qualified),
                f"{term.node}, `{term.influencer}`" if term.node else "",
            )
            for term in prov_o.RELATIONS
        ),
    )


def _node_properties() -> Iterator[str]:
    yield "## Properties of qualified nodes\n"
    influencers = (
        (f"`{term.name}`", f"the cause, of a node of class {term.domain}", _code(term.inverse))
        for term in prov_o.INFLUENCERS
    )
    arguments = (
        (f"`{term.name}`", _argument(term.arguments.items()), _code(term.inverse))
        for term in prov_o.ARGUMENTS
    )
    yield from _table(("property", "meaning", "inverse"), [*influencers, *arguments])
    yield (
        f"`{prov_o.AS_IN_BUNDLE}` (inverse `{prov_o.CONTEXT_OF}`) is the bundle of a `mentionOf`, "
        "stated of the entity.\n"
    )


def _argument(arguments: Iterable[tuple[str, str]]) -> str:
    names: dict[str, list[str]] = {}
    for relation, argument in arguments:
        names.setdefault(argument, []).append(relation)
    return "; ".join(f"{name} of {', '.join(each)}" for name, each in names.items())


def _attributes() -> Iterator[str]:
    yield "## Attributes\n"
    rows = (
        (
            f"`{_short(term.uri)}`",
            f"`prov:{term.attribute}`",
            ", ".join(term.domain) or "any",
            _code(term.inverse),
        )
        for term in prov_o.ATTRIBUTES
    )
    yield from _table(("property", "attribute", "of", "inverse"), rows)
    yield "All other properties of a record are attributes under their own name.\n"


def _classes() -> Iterator[str]:
    yield "## Classes\n"
    rows = (
        (f"`{each.name}`", ", ".join(each.parents), each.record or "none")
        for each in prov_o.CLASSES.values()
    )
    yield from _table(("class", "below", "record"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = [head, ("---",) * len(head), *rows]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def _short(uri: str) -> str:
    for prefix, namespace in (("prov", PROV), ("rdf", RDF), ("rdfs", RDFS)):
        if uri.startswith(namespace):
            return f"{prefix}:{uri.removeprefix(namespace)}"
    return uri


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
