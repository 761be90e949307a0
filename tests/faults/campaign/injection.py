"""Injection: hostile strings through every input, and an eye on every output."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
import warnings
from contextlib import chdir, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

import provgraph
from provgraph import readers, serialisers
from provgraph.cli import main
from provgraph.errors import ExportError, ProvgraphError
from tests.faults.campaign import channels, hostile, hostile_documents, stored
from tests.support.canonical import canonical
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prov.model import ProvDocument

    from provgraph.store import Store
    from tests.support.server import Server

    Check = Callable[[str], list[str]]

_PLAIN = "plain"
_COUNTS = """
MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix OPTIONAL MATCH (n)-[r]->()
RETURN count(DISTINCT n) AS nodes, count(r) AS relations
"""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_CSV = "MATCH (n:Element) RETURN n.uri AS uri, n.label AS label, n.name AS name ORDER BY uri"


_TABBED = partial(channels.of_text, extra="\t")
"""The check of answers in columns that tabs part."""


@dataclass(slots=True)
class Trial:
    """The checks that were made, and the faults that they found."""

    server: Server
    store: Store
    checks: int = 0
    faults: list[str] = field(default_factory=list)

    def note(self, subject: str, problems: Sequence[str]) -> None:
        """Count one check."""
        self.checks += 1
        self.faults += [f"{subject}: {problem}" for problem in problems]

    def run(self, *words: str, check: Check = channels.of_text) -> str:
        """Run a command; check how it ends and what it says; return its answer."""
        result = _run(*words)
        command = f"{words!r:.200}"
        if result.exception and not isinstance(result.exception, SystemExit):
            self.note(command, [f"{type(result.exception).__name__}: {result.exception!r:.200}"])
        self.note(command, [] if result.exit_code in {0, 1, 2} else [f"exit {result.exit_code}"])
        if result.exit_code == 0:
            self.note(command, check(result.stdout))
        if result.exit_code != 2:  # usage is click's own words
            self.note(f"{command}, stderr", channels.of_text(result.stderr))
        return result.stdout if result.exit_code == 0 else ""

    def empty(self) -> None:
        """Take everything out."""
        self.server.driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")

    def counts(self) -> dict[str, int]:
        """Return how many nodes and relationships there are."""
        return self.server.driver.execute_query(_COUNTS)[0][0].data()


def _run(*words: str) -> Result:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CliRunner().invoke(main, list(words))


def measure(server: Server, strings: Sequence[str] = hostile.ALL) -> tuple[Report, list[str]]:
    """Send strings through everything; return the table, and the faults."""
    report = Report(f"campaign-injection: {len(strings)} strings")
    target = server.target
    names = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD")
    os.environ.update(
        zip(names, (target.uri, target.username or "", target.password or ""), strict=True)
    )
    connected = provgraph.connect(target.uri, username=target.username, password=target.password)
    faults = []
    with connected as store, tempfile.TemporaryDirectory() as folder, chdir(folder):
        for step in (documents, jobs, command_line, file_names):
            trial = Trial(server, store)
            began = time.perf_counter()
            step(trial, strings)
            trial.note("files", [f"{name} was made" for name in sorted(map(str, Path().iterdir()))])
            seconds = time.perf_counter() - began
            result = f"{trial.checks} checks, {len(trial.faults)} faults"
            report.add(step.__name__.replace("_", " "), seconds, result)
            faults += trial.faults
        trial.empty()
    return report, faults


def documents(trial: Trial, strings: Sequence[str]) -> None:
    """Load PROV documents with the string at every place: counts, pictures, answers, exports."""
    for make in (hostile_documents.prov, hostile_documents.prefixed):
        plain = _loaded(trial, make, _PLAIN)
        expected, pictures = (
            trial.counts(),
            _pictures(trial) if make is hostile_documents.prov else {},
        )
        for text in strings:
            documents = _loaded(trial, make, text)
            if not documents:
                continue
            trial.note(f"{text!r} in the store", _other(trial.counts(), expected))
            _exports(trial, text, documents)
            if pictures:
                _shown(trial, text, pictures)
        trial.note("plain", [] if plain else ["it is not loaded"])


def _other(counts: dict[str, int], expected: dict[str, int]) -> list[str]:
    return [] if counts == expected else [f"{counts} instead of {expected}"]


def _loaded(trial: Trial, make: Callable[[str], Any], text: str) -> tuple[str, ...]:
    """Load what is made of a text into the empty store; a refusal leaves it empty."""
    trial.empty()
    before = stored.digest(trial.server.driver)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "document"
        file.write_bytes(hostile_documents.written(make(text)))
        try:
            return trial.store.load(file).documents
        except ProvgraphError as error:
            trial.note(f"{text!r} refused", channels.of_text(str(error)))
            changed = stored.digest(trial.server.driver) != before
            trial.note(f"{text!r} refused", ["the store is changed"] * changed)
        except Exception as error:  # noqa: BLE001  # what the campaign is there to find
            trial.note(f"{text!r}", [f"{type(error).__name__} from load: {error!r:.200}"])
    return ()


def _pictures(trial: Trial) -> dict[str, str]:
    """Return the plain pictures with which those of hostile strings are compared."""
    forms = ("html", "svg", "dot")
    return {
        form: trial.run("lineage", hostile_documents.PRODUCT, "--format", form) for form in forms
    }


def _shown(trial: Trial, text: str, pictures: dict[str, str]) -> None:
    checks = {"html": channels.of_html, "svg": channels.of_svg, "dot": channels.of_dot}
    for form, plain in pictures.items():
        check = partial(checks[form], plain=plain)
        trial.run("lineage", hostile_documents.PRODUCT, "--format", form, check=check)
    _answers(trial, hostile_documents.PRODUCT, hostile_documents.ACTIVITY)
    trial.note(f"{text!r} completed", channels.of_words(_completed("http://e/")))
    trial.run("path", hostile_documents.PRODUCT, f"http://e/id{text}")


def _answers(trial: Trial, product: str, activity: str) -> None:
    for words in (
        ("lineage", product),
        ("lineage", product, "--format", "table"),
        ("show", product),
        ("show", activity),
        ("find",),
        ("why", product),
        ("impact", product),
        ("roots", product),
        ("check", "--all"),
        ("stats",),
        ("documents", "list"),
        ("diff", product, activity),
        ("parameters", activity),
        ("table", "activities"),
    ):
        trial.run(*words)
    for words in (("lineage", product), ("show", product), ("find",), ("why", product), ("stats",)):
        trial.run("--json", *words, check=channels.of_json)
    trial.run("cypher", _CSV, check=_TABBED)
    trial.run("cypher", _CSV, "--format", "csv", check=channels.of_csv)
    trial.run("cypher", _CSV, "--format", "jsonl", check=channels.of_json)
    trial.run("table", "entities", "--csv", check=channels.of_csv)


def _completed(word: str) -> str:
    environment = {"COMP_WORDS": f"provgraph show {word}", "COMP_CWORD": "2"}
    environment["_PROVGRAPH_COMPLETE"] = "bash_complete"
    return CliRunner().invoke(main, [], prog_name="provgraph", env=environment).stdout


def _exports(trial: Trial, text: str, documents: tuple[str, ...]) -> None:
    """Write the document in every format and read it back: equal, refused, never more."""
    document = trial.store.export(documents=documents)
    for form in serialisers.FORMATS:
        try:
            written = serialisers.serialise(document, form)
        except ExportError as error:
            trial.note(f"{text!r} as {form}", channels.of_text(str(error)))
            continue
        except Exception as error:  # noqa: BLE001  # what the campaign is there to find
            trial.note(f"{text!r} as {form}", [f"{type(error).__name__}: {error!r:.200}"])
            continue
        source = readers.source.of_bytes("export", written.text.encode("utf-8", "surrogatepass"))
        trial.note(f"{text!r} as {form}", list(_changed(document, source, form, written.notes)))


def _changed(
    document: ProvDocument, source: readers.Source, form: str, notes: Sequence[str]
) -> Iterator[str]:
    try:
        back = readers.read(source, form).document
    except ProvgraphError as error:
        yield f"what was written is not read: {error}"
        return
    ids, others = ({str(record.identifier) for record in side.records} for side in (document, back))
    if len(others) > len(ids) or len(back.records) > len(document.records):
        yield f"there is more in it: {sorted(others - ids)!r:.200}"
    elif form == "json" and canonical(back) != canonical(document) and not notes:
        yield "it is not equal"


def jobs(trial: Trial, strings: Sequence[str]) -> None:
    """Load logs of ctapipe with the string at every place: the script, tables, answers, records."""
    _loaded(trial, hostile_documents.job, _PLAIN)
    plain, rows = trial.run("lineage", "product.h5", "--format", "html"), _rows(trial)
    for text in strings:
        documents = _loaded(trial, hostile_documents.job, text)
        if not documents:
            continue
        back = list(trial.store.records(documents=documents))
        trial.note(
            f"{text!r}, its record",
            [] if back == hostile_documents.job(text) else [f"is {back!r:.300}"],
        )
        steps = [step.command for step in trial.store.why("product.h5").recipe]
        trial.run("why", "product.h5", "--script", check=partial(channels.of_shell, commands=steps))
        html = partial(channels.of_html, plain=plain)
        trial.run("lineage", "product.h5", "--format", "html", check=html)
        _answers(trial, "product.h5", documents[0])
        trial.run("export", "--all", "--format", "ctapipe", "--redact", check=lambda _: [])
        trial.run("describe", "--from-jobs", check=channels.of_yaml)
        more = [f"{n} rows in {name}" for name, n in _rows(trial).items() if n > rows[name]]
        trial.note(f"{text!r} in tables", more)


def _rows(trial: Trial) -> dict[str, int]:
    """Return how many rows the tables in a database have."""
    with tempfile.TemporaryDirectory() as folder:
        trial.run("tables", "export", "--to", f"sqlite:///{folder}/tables.db")
        with closing(sqlite3.connect(f"{folder}/tables.db")) as database:
            names = [n for (n,) in database.execute(_TABLES)]
            return {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}


def command_line(trial: Trial, strings: Sequence[str]) -> None:
    """Give the string as selector, condition, parameter and file: nothing changes."""
    _loaded(trial, hostile_documents.prov, _PLAIN)
    trial.store.tables()  # a row gets its internal key when it is first asked for
    before = stored.digest(trial.server.driver)
    for text in strings:
        for words in (
            ("show", "--", text),
            ("lineage", "--", text, "@-"),
            ("lineage", hostile_documents.PRODUCT, "--until", text),
            ("lineage", hostile_documents.PRODUCT, "--follow", text),
            ("lineage", hostile_documents.PRODUCT, "--bundle", text),
            ("path", "--", text, text),
            ("why", "--", text),
            ("impact", "--", text),
            ("find", "--name", text),
            ("find", "--where", text),
            ("find", "--where", f"{text}={text}"),
            ("find", "--type", text),
            ("find", "--where", f"label={text}"),
            ("find", "--agent", text),
            ("find", "--since", text),
            ("find", "--software", text),
            ("find", "--parameter", f"{text}={text}"),
            ("find", "--role", text),
            ("query", "made_by", f"name={text}"),
            ("query", "--", text),
            ("query", "made_by", f"{text}={text}"),
            ("cypher", "RETURN 1 AS n, $x AS x", f"x={text}"),
            ("documents", "show", "--", text),
            ("diff", "--", text, text),
            ("export", "--", text),
            ("export", "--document", text),
            ("load", "--", f"no{text}"),
            ("table", "--", text),
            ("describe", "--", f"no{text}"),
            ("documents", "delete", "--", text),
            ("check", "--", text),
            ("find", "--status", text),
            ("parameters", "--", text),
        ):
            trial.run(*words, check=_TABBED)
        changed = stored.digest(trial.server.driver) != before
        trial.note(f"{text!r} on the command line", ["the store is changed"] * changed)


def file_names(trial: Trial, strings: Sequence[str]) -> None:
    """Give the string as the name of a file that is loaded, by itself and from its directory."""
    trial.empty()
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(strings):
            name = text.replace("\ud800", "\udcfe").replace("\udc00", "\udcfd")
            if not _can_be_a_file(name):
                continue
            file = Path(folder) / name
            file.write_bytes(hostile_documents.written(hostile_documents.prov(f"file{number}")))
            trial.run("load", "--", str(file))
            with chdir(folder):
                trial.run("load", "--rehash", "--", name)
                trial.run("documents", "show", "--", name)
        trial.run("load", "--rehash", folder)
        trial.run("documents", "list")
        trial.run("--json", "documents", "list", check=channels.of_json)


def _can_be_a_file(name: str) -> bool:
    return (
        name not in {"", ".", ".."}
        and not {"/", "\0"} & set(name)
        and len(os.fsencode(name)) <= 255  # Linux's limit
    )
