"""`python -m benchmarks SUBJECT`: a table for each subject, and its figures as JSON."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks import concurrency as of_concurrency
from benchmarks import growth as of_growth
from benchmarks import jobs as of_jobs
from benchmarks import lineage as of_lineage
from benchmarks import load as of_load
from benchmarks import long_work as of_long_work
from benchmarks import manager as of_manager
from benchmarks import pages as of_pages
from benchmarks import peers as of_peers
from benchmarks import questions as of_questions
from benchmarks import rdf as of_rdf
from benchmarks import shapes as of_shapes
from benchmarks import startup as of_startup
from tests.support import postgres
from tests.support.history import History
from tests.support.server import server

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.group(invoke_without_command=True)
@click.option("--results", type=click.Path(path_type=Path), default=Path("benchmarks/results"))
@click.pass_context
def main(ctx: click.Context, results: Path) -> None:
    """Compare provgraph with raw statements and with other stores.

    Without a subject, all run at a small size.
    """
    ctx.obj = results
    if ctx.invoked_subcommand is None:
        ctx.invoke(everything)


@main.command()
@click.option("--layers", default=30, show_default=True)
@click.option("--skips", default=0, show_default=True, help="Uses of files from earlier layers.")
@click.option("--start", default="e27-0", show_default=True)
@click.pass_obj
def lineage(results: Path, layers: int, skips: int, start: str) -> None:
    """Measure lineage of a generated history of shared files.

    Layers above that of the start do not change its lineage, only the size of the store: 30
    layers take half a minute to write, 100 layers two minutes.
    """
    history = History(layers=layers, skips=skips)
    with server() as running, _postgres() as url:
        of_lineage.fill(running, history)
        report = of_lineage.measure(running, history, start, url)
    report.show()
    report.write(results)


@main.command()
@click.option("--layers", default=30, show_default=True)
@click.option("--start", default="e27-0", show_default=True)
@click.pass_obj
def questions(results: Path, layers: int, start: str) -> None:
    """Measure the other questions on the same history."""
    history = History(layers=layers)
    with server() as running:
        of_lineage.fill(running, history)
        report = of_questions.measure(running, history, start)
    report.show()
    report.write(results)


@main.command()
@click.pass_obj
def shapes(results: Path) -> None:
    """Run every question on graphs with very many or very long paths."""
    with server() as running:
        report = of_shapes.measure(running)
    report.show()
    report.write(results)


@main.command()
@click.option("--sizes", default="1000,10000", show_default=True, help="Numbers of jobs.")
@click.pass_obj
def jobs(results: Path, sizes: str) -> None:
    """Measure how fast job logs load, and how much space a job takes."""
    with server() as running, tempfile.TemporaryDirectory() as folder:
        report = of_jobs.measure(running, Path(folder), [int(size) for size in sizes.split(",")])
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=120, show_default=True)
@click.option("--loaders", default="1,2,4,8", show_default=True, help="Numbers of processes.")
@click.pass_obj
def concurrency(results: Path, jobs: int, loaders: str) -> None:
    """Measure several processes that load single jobs, and how long they wait for each other."""
    with server() as running, tempfile.TemporaryDirectory() as folder:
        numbers = [int(number) for number in loaders.split(",")]
        report = of_concurrency.measure(running, Path(folder), jobs, numbers)
    report.show()
    report.write(results)


@main.command()
@click.option("--sizes", default="100000,1000000,10000000", show_default=True, help="Elements.")
@click.option("--pagecache", default="8g", show_default=True)
@click.option("--chart", type=click.Path(path_type=Path), help="Where to draw it as SVG.")
@click.pass_obj
def growth(results: Path, sizes: str, pagecache: str, chart: Path | None = None) -> None:
    """Measure loads and questions as the store grows."""
    with server(pagecache=pagecache) as running:
        report = of_growth.measure(running, [int(size) for size in sizes.split(",")])
    if chart:
        chart.write_text(of_growth.drawn(report), encoding="utf-8")
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=1000, show_default=True)
@click.option("--documents", default="1000,100000", show_default=True, help="Their records.")
@click.option("--files", default=500, show_default=True, help="Small documents.")
@click.option("--runs", default=3, show_default=True)
@click.pass_obj
def load(results: Path, jobs: int, documents: str, files: int, runs: int) -> None:
    """Compare loads with the raw driver writing the same graph, and with the smallest one.

    Where PostgreSQL's programs are installed, also with the predecessor's design.
    """
    records = tuple(map(int, documents.split(",")))
    with server() as running, _postgres() as url, tempfile.TemporaryDirectory() as folder:
        sizes = of_load.Sizes(jobs, records, files, runs, url)
        report = of_load.measure(running, Path(folder), sizes)
    report.show()
    report.write(results)


@main.command("long-work")
@click.option("--jobs", default=100_000, show_default=True)
@click.pass_obj
def long_work(results: Path, jobs: int) -> None:
    """Measure what concerns all jobs of a store, on a server with the default heap."""
    with server(heap="512m", pagecache="512m") as running, tempfile.TemporaryDirectory() as folder:
        report = of_long_work.measure(running, Path(folder), jobs)
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=2000, show_default=True, help="Jobs that hand in a log.")
@click.option("--seconds", default=10.0, show_default=True, help="For each question.")
@click.pass_obj
def manager(results: Path, jobs: int, seconds: float) -> None:
    """Measure how fast a manager accepts, loads and answers."""
    with server() as running:
        report = of_manager.measure(running, of_manager.Sizes(jobs, seconds))
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=1_000_000, show_default=True)
@click.pass_obj
def pages(results: Path, jobs: int) -> None:
    """Measure the pages of a store with very many jobs."""
    with server() as running:
        report = of_pages.measure(running, jobs)
    report.show()
    report.write(results)


@main.command()
@click.pass_obj
def startup(results: Path) -> None:
    """Measure how fast commands start, on an idle store."""
    with server() as running, tempfile.TemporaryDirectory() as folder:
        report = of_startup.measure(running, Path(folder))
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=1000, show_default=True)
@click.option("--records", default=1000, show_default=True, help="Of the document for them.")
@click.option("--prov2neo-python", metavar="PYTHON", help="One that has prov2neo.")
@click.option("--prov-db-connector-python", metavar="PYTHON", help="One that has it.")
@click.option("--neo4j44", default="127.0.0.1:7687", show_default=True, help="Their server.")
@click.pass_obj
def peers(  # noqa: PLR0913, PLR0917  # one an option
    results: Path,
    jobs: int,
    records: int,
    prov2neo_python: str | None,
    prov_db_connector_python: str | None,
    neo4j44: str,
) -> None:
    """Measure other provenance stores with the same input."""
    pythons = {"prov2neo": prov2neo_python, "prov-db-connector": prov_db_connector_python}
    packages = [of_peers.Package(n, python, neo4j44) for n, python in pythons.items() if python]
    with server() as running, _postgres() as url, tempfile.TemporaryDirectory() as folder:
        report = of_peers.measure(running, Path(folder), jobs, url)
        if packages:
            of_peers.add_packages(report, running, Path(folder), records, packages)
    report.show()
    report.write(results)


@main.command()
@click.option("--jobs", default=3000, show_default=True, help="Jobs in the document.")
@click.pass_obj
def rdf(results: Path, jobs: int) -> None:
    """Measure how fast PROV-O is read, in each syntax, beside prov's own reader."""
    report = of_rdf.measure(jobs)
    report.show()
    report.write(results)


@main.command("all")
@click.pass_context
def everything(ctx: click.Context) -> None:
    """Run every subject at a small size, to see that it works."""
    small: dict[click.Command, dict[str, object]] = {
        load: {"jobs": 200, "documents": "1000", "files": 100, "runs": 1},
        peers: {"jobs": 100},
        rdf: {"jobs": 100},
        manager: {"jobs": 100, "seconds": 1.0},
        pages: {"jobs": 1_000},
        long_work: {"jobs": 100},
        startup: {},
        jobs: {"sizes": "200"},
        concurrency: {"jobs": 20, "loaders": "1,2"},
        lineage: {"layers": 30, "start": "e7-0"},
        questions: {"layers": 30, "start": "e7-0"},
        shapes: {},
        growth: {"sizes": "10000,20000", "pagecache": "1g"},
    }
    for command, options in small.items():
        ctx.invoke(command, **options)


@contextmanager
def _postgres() -> Iterator[str | None]:
    """Start a PostgreSQL, if its programs are installed; yield its URL."""
    programs = postgres.programs()
    if programs is None:
        yield None
        return
    with postgres.running(programs) as url:
        yield url


if __name__ == "__main__":
    main()
