"""The folder that neo4j-admin imports: sheets with their headers, and its arguments.

It takes 0.1 s for each file, whatever is in it: sheets with the same columns become one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.bulk.csv import BETWEEN, LONGEST, header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from provgraph.bulk.csv import Header
    from provgraph.graph.rows import PropertyNames

ARGUMENTS = "arguments.txt"
COMMAND = f"neo4j-admin database import full neo4j --overwrite-destination @{ARGUMENTS}"
"""What imports the folder into a server, run in the folder, the server stopped."""

# Room for one value, and Neo4j's own default. Each reader takes eight times as many bytes.
_LEAST_BUFFER = 4 * 1024 * 1024
_CHUNK = 1 << 20
_OPTIONS = (
    "--id-type=string",
    f"--array-delimiter=U+{ord(BETWEEN):04X}",
    "--multiline-fields=true",
    "--report-file=import.report",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Nodes or relationships of one kind: their labels or type, and their first columns."""

    leading: tuple[str, ...]
    labels: str | None = None
    type: str | None = None

    def argument(self, file: str) -> str:
        """Return neo4j-admin's argument for a file of this kind."""
        if self.labels is not None:
            return f"--nodes={self.labels and f'{self.labels}='}{file}"
        return f"--relationships={self.type and f'{self.type}='}{file}"


def _node(labels: str, *leading: str) -> Sheet:
    return Sheet(leading, labels=labels)


def _edge(kind: str, start: str, end: str, *further: str) -> Sheet:
    return Sheet((f":START_ID({start})", f":END_ID({end})", *further), type=kind)


SHEETS: Mapping[str, Sheet] = {
    "elements": _node("", "key:ID(Element)", "record", ":LABEL"),
    "ends": _node("Element", "key:ID(Element)", "uri", "name", "names"),
    "missing": _node("Element:Unknown", "key:ID(Element)"),
    "documents": _node("Document:Store", "id:ID(Document)"),
    "scopes": _node("Scope:Store", "key:ID(Scope)"),
    "prefixes": _node("Prefix:Store", "namespace", "prefix"),
    "declared_prefixes": _node("DeclaredPrefix:Store", "key", "prefix", "namespace"),
    "records": _node("Record:Job:Store", "id:ID(Record)"),
    "claims": _node("Claim:Store", "key:ID(Claim)"),
    "sessions": _node("Session:Store", "id:ID(Session)"),
    "contents": _node("Content:Store", "sha256:ID(Content)", "text"),
    "settings": _node("Setting:Store", "key:ID(Setting)", "path", "name", "value"),
    "setting_groups": _node("SettingGroup:Store", "key:ID(SettingGroup)"),
    "relations": Sheet(
        ("documents:long[]", ":START_ID(Element)", ":END_ID(Element)", ":TYPE", "key"), type=""
    ),
    "asserts": _edge("ASSERTS", "Document", "Element", "scope", "kind"),
    "otherwise": _edge("ASSERTS_OTHERWISE", "Document", "Element", "scope", "kind", "record"),
    "references": _edge("REFERS_TO", "Document", "Element"),
    "has_scope": _edge("HAS_SCOPE", "Document", "Scope"),
    "reads": _edge("READS", "Record", "Claim"),
    "writes": _edge("WRITES", "Record", "Claim"),
    "links": _edge("LINKS", "Record", "Claim", "with"),
    "logged_in": _edge("LOGGED_IN", "Record", "Session"),
    "needs": _edge("NEEDS", "Record", "Document"),
    "holds": _edge("HOLDS", "Record", "Content"),
    "sets": _edge("SETS", "Document", "Setting"),
    "sets_group": _edge("SETS", "Document", "SettingGroup"),
    "group_sets": _edge("SETS", "SettingGroup", "Setting"),
    "group_sets_group": _edge("SETS", "SettingGroup", "SettingGroup"),
    "content_holds": _edge("HOLDS", "Content", "Content"),
}


def finish(folder: Path, columns: Mapping[str, Header], names: PropertyNames) -> None:
    """Write headers and arguments; `columns` are those of the sheets that have their own."""
    alike: dict[tuple[str, str], list[Path]] = {}
    for name in (*sorted(SHEETS.keys() - _with_columns(columns)), *sorted(columns)):
        kind = name.partition("-")[0]
        text = header(SHEETS[kind].leading, columns.get(name, ()), names)
        alike.setdefault((kind, text), []).extend(sorted(folder.glob(f"{name}-*.csv")))
    arguments = []
    for number, ((kind, text), files) in enumerate(alike.items()):
        if files:
            name = f"{kind}_{number}.csv"
            _join(folder / name, text, files)
            arguments.append(SHEETS[kind].argument(name))
    buffer = max(_LEAST_BUFFER, _longest_row(folder))
    lines = [*arguments, *_OPTIONS, f"--read-buffer-size={buffer}"]
    (folder / ARGUMENTS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _join(joined: Path, head: str, files: Iterable[Path]) -> None:
    """Make one sheet of several, which go."""
    with joined.open("wb") as out:
        out.write(head.encode())
        for file in files:
            with file.open("rb") as rows:
                shutil.copyfileobj(rows, out, _CHUNK)
            file.unlink()


def _longest_row(folder: Path) -> int:
    """Return the bytes of the longest row, as the processes have written them down."""
    longest = 0
    for file in folder.glob(f"*{LONGEST}"):
        longest = max(longest, *map(int, file.read_text(encoding="ascii").split()))
        file.unlink()
    return longest


def _with_columns(columns: Iterable[str]) -> set[str]:
    return {name.partition("-")[0] for name in columns}
