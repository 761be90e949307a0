"""What answers can do in a notebook and for other libraries; the work is in `render.notebook`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from provgraph.queries.lineage import Lineage
    from provgraph.render.notebook import Frames


class GraphResult:
    """An answer of nodes and relations: a lineage."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return what it is an answer to, and how many there are of each kind."""
        from provgraph.render import notebook  # noqa: PLC0415  # only who looks needs it

        return notebook.said(cast("Lineage", self))

    def _repr_html_(self) -> str:
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.lineage(cast("Lineage", self))

    def to_networkx(self) -> Any:  # noqa: ANN401  # networkx has no types
        """Return it as a `networkx.MultiDiGraph`, relations from effect to cause.

        Raises:
            ExportError: networkx is not installed.

        """
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.to_networkx(cast("Lineage", self))

    def to_pandas(self) -> Frames:
        """Return it as two tables of pandas, `nodes` and `relations`.

        Raises:
            ExportError: pandas is not installed.

        """
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.to_pandas(cast("Lineage", self))

    def to_prov(self) -> ProvDocument:
        """Return what it says itself as PROV; `Store.export_lineage` has the loaded records."""
        from provgraph import exporter  # noqa: PLC0415  # prov takes 0.1 s

        return exporter.lineage_to_prov(cast("Lineage", self))


class ListResult:
    """An answer that is mainly a list, of which `LISTED` is the name in its JSON."""

    __slots__ = ()
    LISTED: ClassVar[str]

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Return how many there are, and the first of them."""
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.said_list(self)

    def _repr_html_(self) -> str:
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.listed(self)

    def to_pandas(self) -> Any:  # noqa: ANN401  # pandas need not be installed
        """Return the list as a `pandas.DataFrame`, its columns those of the JSON.

        Raises:
            ExportError: pandas is not installed.

        """
        from provgraph.render import notebook  # noqa: PLC0415

        return notebook.to_frame(self)
