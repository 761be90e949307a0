"""The inbox: what it accepts is on the disk, once, within limits, and can be looked at."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import (
    InboxError,
    InboxFullError,
    KeyReuseError,
    NotFoundError,
    ReadError,
    ReceiptError,
    TooLargeError,
)
from provgraph.manager.inbox.database import FILE
from provgraph.manager.inbox.delivery import Delivery, ReadingOptions
from provgraph.manager.inbox.inbox import Inbox
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.results.receipts import Receipt

ME = Delivery.of("a.provn", by="me", caller="token-1")
LOADED = FileResult("a.provn", "provn", "loaded", ("sha256:1",), 1)
FAILED = FileResult("a.provn", None, "failed", error="a.provn: line 1: not PROV")


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """Return an empty inbox."""
    with Inbox(tmp_path / "inbox") as opened:
        yield opened


def small(tmp_path: Path, **limits: int) -> Inbox:
    """Return an inbox with other limits."""
    return Inbox(tmp_path / "inbox", replace(InboxLimits(), **limits))


def ended(inbox: Inbox, receipt: Receipt, result: FileResult = LOADED) -> Receipt:
    """Do the worker's work for a document that waits."""
    inbox.finish([(work, result) for work in inbox.claim()])
    return inbox.receipt(receipt.id)


def test_a_receipt_says_what_was_accepted(inbox: Inbox) -> None:
    """It has the document's hash and size, who handed it in for what, and that it waits."""
    delivery = Delivery.of("a.provn", by="token-1", format="provn", production="prod6")
    receipt = inbox.accept(b"document endDocument", delivery)
    assert (receipt.name, receipt.by, receipt.production) == ("a.provn", "token-1", "prod6")
    assert (receipt.size, receipt.format, receipt.status) == (20, "provn", "waiting")
    assert receipt.sha256 == hashlib.sha256(b"document endDocument").hexdigest()
    assert receipt.received.endswith("Z")
    assert not receipt.is_finished
    assert inbox.receipt(receipt.id) == receipt


def test_the_same_document_is_one_receipt(inbox: Inbox) -> None:
    """Compressed or not, by whomever, at whatever time; other options make another one."""
    first = inbox.accept(b"document", ME)
    assert inbox.accept(b"document", ME).id == first.id
    assert inbox.accept(gzip.compress(b"document", mtime=1), ME).id == first.id
    assert inbox.accept(gzip.compress(b"document", mtime=2), replace(ME, by="other")).id == first.id
    others = [
        inbox.accept(b"document", replace(ME, name="b")),
        inbox.accept(b"document", replace(ME, format="json")),
        inbox.accept(b"document", replace(ME, isolated=True)),
        inbox.accept(b"document", replace(ME, production="p")),
        inbox.accept(b"document", replace(ME, reading=ReadingOptions(redact=True))),
        inbox.accept(b"document", replace(ME, reading=ReadingOptions(base="http://e/"))),
        inbox.accept(b"documents", ME),
    ]
    assert len({first.id, *(receipt.id for receipt in others)}) == 8
    assert inbox.status().waiting == 8


def test_a_receipt_names_all_who_handed_it_in(inbox: Inbox) -> None:
    """Each once, the first apart; the worker learns of them, too."""
    receipt = inbox.accept(b"document", ME)
    for name in ("bob", ME.by, "ann", "bob"):
        receipt = inbox.accept(b"document", replace(ME, by=name))
    assert (receipt.by, receipt.others) == (ME.by, ("bob", "ann"))
    (work,) = inbox.claim()
    assert work.delivery.others == ("bob", "ann")


def test_what_is_redacted_is_not_kept(inbox: Inbox) -> None:
    """Once it is loaded with pseudonyms, its bytes with the names are gone; what failed stays."""
    private = replace(ME, reading=ReadingOptions(redact=True))
    loaded = ended(inbox, inbox.accept(b"1", private))
    failed = ended(inbox, inbox.accept(b"2", private), FAILED)
    with pytest.raises(ReceiptError, match="does not keep it any more"):
        inbox.retry(loaded.id)
    assert inbox.retry(failed.id).status == "waiting"


def test_an_inbox_of_the_version_before_is_read(tmp_path: Path) -> None:
    """Its receipts and documents stay, and get what receipts have now."""
    with Inbox(tmp_path) as inbox:
        receipt = inbox.accept(b"document", ME)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        for column in ("others", "options"):
            database.execute(f"ALTER TABLE item DROP COLUMN {column}")
        database.execute("PRAGMA user_version = 1")
    with Inbox(tmp_path) as inbox:
        assert inbox.receipt(receipt.id) == receipt
        assert inbox.claim()[0].delivery == ME
    with Inbox(tmp_path) as inbox:
        assert inbox.receipt(receipt.id).status == "loading"


def test_the_document_comes_back_as_it_was(inbox: Inbox) -> None:
    """What the worker takes is what was handed in, with its options."""
    delivery = replace(ME, isolated=True, format="json", production="p")
    inbox.accept(b"plain text", delivery)
    (work,) = inbox.claim()
    assert gzip.decompress(inbox.data(work)) == b"plain text"
    assert work.delivery == delivery
    assert inbox.claim() == []


@pytest.mark.parametrize("status", ["loaded", "failed", "discarded"])
def test_handed_in_again_after_its_end_it_is_loaded_again(inbox: Inbox, status: str) -> None:
    """The document may have been deleted from the store meanwhile, or its fault be mended."""
    receipt = inbox.accept(b"document", ME)
    if status == "discarded":
        inbox.discard(receipt.id)
    else:
        ended(inbox, receipt, LOADED if status == "loaded" else FAILED)
    assert inbox.receipt(receipt.id).status == status
    again = inbox.accept(b"document", ME)
    assert (again.id, again.status, again.error) == (receipt.id, "waiting", None)
    assert gzip.decompress(inbox.data(inbox.claim()[0])) == b"document"


def test_an_idempotency_key_stands_for_one_request(inbox: Inbox) -> None:
    """The same request again changes nothing; another document with the key is refused."""
    receipt = inbox.accept(b"document", ME, key="k")
    ended(inbox, receipt)
    assert inbox.accept(b"document", ME, key="k").status == "loaded"
    with pytest.raises(KeyReuseError, match=r"a\.provn: the idempotency key 'k' came with another"):
        inbox.accept(b"documents", ME, key="k")
    others = inbox.accept(b"documents", replace(ME, caller="token-2"), key="k")
    assert others.id != receipt.id  # a key is that of a token: several may have one name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a.provn: the file is empty"),
        (b" \n", "a.provn: the file is empty"),
        (gzip.compress(b" \n"), "a.provn: the file is empty"),
        (gzip.compress(b"document")[:-9], "a.provn: the gzip data are damaged"),
        (b"\x1f\x8bnothing", "a.provn: the gzip data are damaged"),
    ],
)
def test_what_is_no_document_is_refused(inbox: Inbox, data: bytes, reason: str) -> None:
    """The client learns it at once; nothing is kept."""
    with pytest.raises(ReadError, match=reason):
        inbox.accept(data, ME)
    assert inbox.status().accepted == 0


def test_too_large_a_document_is_refused(tmp_path: Path) -> None:
    """By its bytes as they come, and by those that it unpacks to."""
    with small(tmp_path, document=1_000, expanded=5_000) as inbox:
        with pytest.raises(TooLargeError, match=r"a\.provn: it is larger than 1,000 bytes"):
            inbox.accept(os.urandom(1_001), ME)
        with pytest.raises(TooLargeError, match=r"a\.provn: it unpacks to more than 5,000 bytes"):
            inbox.accept(gzip.compress(b"x" * 5_001), ME)
        assert inbox.accept(gzip.compress(b"x" * 5_000), ME).size == 5_000


def test_a_full_inbox_refuses_and_recovers(tmp_path: Path) -> None:
    """By number and by bytes; the same document is not another one; an end makes room."""
    with small(tmp_path, waiting=2) as inbox:
        first = inbox.accept(b"1", ME)
        inbox.accept(b"2", ME)
        with pytest.raises(InboxFullError, match="2 documents wait, and it takes 2") as raised:
            inbox.accept(b"3", ME)
        assert raised.value.retry_after > 0
        assert inbox.accept(b"1", ME) == first
        ended(inbox, first)
        assert inbox.accept(b"3", ME).status == "waiting"
    with small(tmp_path / "bytes", total=10_000) as inbox:
        failed = inbox.accept(os.urandom(9_000), ME)
        ended(inbox, failed, FAILED)
        with pytest.raises(InboxFullError, match="retry or discard failed ones"):
            inbox.accept(os.urandom(2_000), ME)
        inbox.discard(failed.id)
        assert inbox.accept(os.urandom(2_000), ME).status == "waiting"


def test_a_disk_that_is_nearly_full_is_left_alone(tmp_path: Path) -> None:
    """Nothing is accepted that would leave less than is to stay free."""
    with (
        small(tmp_path, free=10**18) as inbox,
        pytest.raises(InboxFullError, match="nearly full"),
    ):
        inbox.accept(b"document", ME)


def test_a_full_disk_leaves_no_half_of_a_document(tmp_path: Path) -> None:
    """SQLite's own limit stands for the disk: what fits is there, the rest is refused whole."""
    inbox = Inbox(tmp_path)
    database = inbox._writer._db  # noqa: SLF001  # the limit is one of a connection
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages + 40}")
    accepted, refused = [], 0
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(inbox.accept, os.urandom(9_000), ME) for _ in range(40)]:
            try:
                accepted.append(future.result())
            except InboxFullError:
                refused += 1
    assert accepted
    assert refused
    database.execute("PRAGMA max_page_count = 1000000")
    later = inbox.accept(b"when there is room", ME)
    inbox.close()
    with Inbox(tmp_path) as again:
        assert again.status().waiting == len(accepted) + 1
        for receipt in (*accepted, later):
            assert again.receipt(receipt.id) == receipt
        assert all(again.data(work) for work in again.claim())


def test_many_threads_at_once(inbox: Inbox) -> None:
    """Each gets its own receipt; the same document by several is one."""
    with ThreadPoolExecutor(50) as pool:
        receipts = list(pool.map(lambda n: inbox.accept(str(n % 100).encode(), ME), range(400)))
    assert len({receipt.id for receipt in receipts}) == 100
    assert inbox.status().waiting == 100


_ACCEPTING = """
import os, sys
from pathlib import Path
from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.inbox import Inbox

inbox = Inbox(Path(sys.argv[1]))
while True:
    print(inbox.accept(os.urandom(5000), Delivery.of("x", by="me")).id, flush=True)
"""


def test_what_was_answered_outlives_a_kill(tmp_path: Path) -> None:
    """A process is killed while it accepts: each receipt that it printed is there, whole."""
    command = [sys.executable, "-c", _ACCEPTING, str(tmp_path)]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # ours
            assert process.stdout
            ids = [process.stdout.readline().strip() for _ in range(20)]
            process.send_signal(signal.SIGKILL)
            # The last line may be cut.
            ids += [line.strip() for line in process.stdout if line.endswith("\n")]
        with Inbox(tmp_path) as inbox:
            assert all(inbox.receipt(name).status == "waiting" for name in ids)
            while works := inbox.claim():
                assert all(len(gzip.decompress(inbox.data(work))) == 5000 for work in works)
                inbox.finish([(work, LOADED) for work in works])


def test_several_processes_share_an_inbox(tmp_path: Path) -> None:
    """Two that accept, and this one, which reads: nobody fails or is locked out."""
    command = [sys.executable, "-c", _ACCEPTING, str(tmp_path)]
    with Inbox(tmp_path) as inbox:
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in "ab"]  # noqa: S603  # ours
        ids = [process.stdout.readline().strip() for process in processes for _ in range(20)]  # type: ignore[union-attr]
        for process in processes:
            assert process.poll() is None
            process.kill()
            process.communicate()
        assert len({inbox.receipt(name).id for name in ids}) == 40


def test_pages_of_receipts(inbox: Inbox) -> None:
    """Newest first, by status, each once, while others come in."""
    receipts = [inbox.accept(str(n).encode(), ME) for n in range(5)]
    first = inbox.receipts(limit=2)
    inbox.accept(b"later", ME)
    second = inbox.receipts(cursor=first.next, limit=2)
    third = inbox.receipts(cursor=second.next, limit=2)
    listed = [*first.receipts, *second.receipts, *third.receipts]
    assert listed == receipts[::-1]
    assert third.next is None
    inbox.discard(receipts[0].id)
    assert [r.id for r in inbox.receipts("discarded").receipts] == [receipts[0].id]
    with pytest.raises(NotFoundError, match="there is no status 'lost'"):
        inbox.receipts("lost")
    with pytest.raises(NotFoundError, match="'-1' is not a cursor"):
        inbox.receipts(cursor="-1")


def test_the_result_of_a_load_is_kept(inbox: Inbox) -> None:
    """A receipt has the load's result, or the reason of the failure."""
    loaded = ended(inbox, inbox.accept(b"1", ME))
    assert (loaded.status, loaded.result, loaded.error) == ("loaded", LOADED, None)
    failed = ended(inbox, inbox.accept(b"2", ME), FAILED)
    assert (failed.status, failed.result, failed.error) == ("failed", FAILED, FAILED.error)
    assert loaded.is_finished
    assert failed.finished


def test_a_failed_document_is_retried_or_discarded(inbox: Inbox) -> None:
    """Retried it waits again with its bytes; discarded its receipt says so."""
    receipt = inbox.accept(b"1", ME)
    ended(inbox, receipt, FAILED)
    again = inbox.retry(receipt.id)
    assert (again.status, again.result, again.error) == ("waiting", None, None)
    assert gzip.decompress(inbox.data(inbox.claim()[0])) == b"1"
    with pytest.raises(InboxError, match=r"a\.provn is being loaded: it cannot be discarded"):
        inbox.discard(receipt.id)
    inbox.recover()
    assert inbox.discard(receipt.id).status == "discarded"
    assert inbox.status().bytes == 0
    with pytest.raises(InboxError, match=r"a\.provn: the inbox does not keep it any more"):
        inbox.retry(receipt.id)
    for change in (inbox.retry, inbox.discard, inbox.receipt):
        with pytest.raises(NotFoundError, match="there is no receipt 'nothing'"):
            change("nothing")


def test_all_failed_ones_are_retried(inbox: Inbox) -> None:
    """And all that were loaded since a time, as after the restore of an older store."""
    failed = ended(inbox, inbox.accept(b"1", ME), FAILED)
    loaded = ended(inbox, inbox.accept(b"2", ME))
    assert inbox.retry_all("failed") == [failed.id]
    assert inbox.retry_all("loaded", since="2100-01-01") == []
    assert inbox.retry_all("loaded", since=str(loaded.finished)) == [loaded.id]
    assert inbox.status().waiting == 2


def test_what_a_dead_worker_had_taken_waits_again(inbox: Inbox) -> None:
    """After others, in smaller groups, at last alone; five deaths set it aside."""
    suspects = [inbox.accept(str(n).encode(), ME).id for n in range(30)]
    assert len(inbox.claim()) == 30
    inbox.recover()
    fresh = inbox.accept(b"fresh", ME)
    assert len(inbox.claim()) == 1
    assert inbox.receipt(fresh.id).status == "loading"
    assert len(inbox.claim()) == 20
    assert len(inbox.claim()) == 10
    inbox.recover()
    assert [len(inbox.claim()) for _ in range(3)] == [1, 1, 1]
    for _ in range(3):
        while inbox.claim():
            pass
        inbox.recover()
    assert {inbox.receipt(name).status for name in suspects} == {"failed"}
    assert inbox.receipt(fresh.id).status == "waiting"
    assert "the worker ended 5 times" in str(inbox.receipt(suspects[0]).error)


def test_large_documents_are_taken_a_few_at_once(inbox: Inbox) -> None:
    """The worker holds so much unpacked at once as fits into memory."""
    for n in range(5):
        inbox.accept(gzip.compress(bytes(30_000_000) + bytes([n])), ME)
    assert [len(inbox.claim()) for _ in range(4)] == [2, 2, 1, 0]


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    """Of loaded documents the oldest bodies go first, then the oldest receipts."""
    with small(tmp_path, kept=25_000, receipts=3, free=0) as inbox:
        receipts = []
        for _ in range(5):
            receipts.append(inbox.accept(os.urandom(10_000), ME))
            ended(inbox, receipts[-1])
        waiting = inbox.accept(b"waits", ME)
        inbox.tidy()
        assert [r.id for r in inbox.receipts("loaded").receipts] == [r.id for r in receipts[:1:-1]]
        assert inbox.status().bytes < 25_000
        with pytest.raises(InboxError, match="does not keep it any more"):
            inbox.retry(receipts[2].id)
        assert inbox.retry(receipts[4].id).status == "waiting"
        assert inbox.receipt(waiting.id) == waiting


def test_space_is_given_back(tmp_path: Path) -> None:
    """After a large backlog, the file becomes small again."""
    with small(tmp_path, kept=0) as inbox:
        for _ in range(40):
            ended(inbox, inbox.accept(os.urandom(500_000), ME))
        for _ in range(4):
            inbox.tidy()
    assert (tmp_path / "inbox" / FILE).stat().st_size < 12_000_000


def test_waiting_for_the_worker(inbox: Inbox) -> None:
    """The receipt comes when the load is done, or as it is when the time is over."""
    receipt = inbox.accept(b"1", ME)
    assert inbox.wait(receipt.id, 0.1).status == "waiting"
    assert asyncio.run(inbox.finished(receipt.id, 0.1)).status == "waiting"
    threading.Timer(0.2, ended, [inbox, receipt]).start()
    assert inbox.wait(receipt.id, 20).status == "loaded"
    assert asyncio.run(inbox.finished(receipt.id, 20)).status == "loaded"


def test_a_backup_is_an_inbox(inbox: Inbox, tmp_path: Path) -> None:
    """Taken while documents come in, it has all that were answered before it began."""
    receipts = [inbox.accept(os.urandom(5_000), ME) for _ in range(50)]
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            inbox.accept(os.urandom(5_000), ME)

    thread = threading.Thread(target=go_on)
    thread.start()
    (tmp_path / "copy").mkdir()
    inbox.back_up(tmp_path / "copy" / FILE)
    stop.set()
    thread.join()
    with pytest.raises(InboxError, match="already exists"):
        inbox.back_up(tmp_path / "copy" / FILE)
    assert (tmp_path / "copy" / FILE).stat().st_mode & 0o777 == 0o600
    with Inbox(tmp_path / "copy") as copy:
        assert all(copy.receipt(receipt.id) == receipt for receipt in receipts)
        assert len(copy.claim()) >= 50


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Another database, a newer inbox, a text, a folder that cannot be made."""
    for name, statement in (("a", "CREATE TABLE t (x)"), ("b", "PRAGMA user_version = 99")):
        (tmp_path / name).mkdir()
        database = sqlite3.connect(tmp_path / name / FILE)
        database.execute(statement)
        database.commit()
        database.close()
        with pytest.raises(InboxError, match="is not the database of an inbox"):
            Inbox(tmp_path / name)
    Inbox(tmp_path / "c").close()
    database = sqlite3.connect(tmp_path / "c" / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(InboxError, match="upgrade provgraph"):
        Inbox(tmp_path / "c")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / FILE).write_text("nothing of the kind" * 100)
    with pytest.raises(InboxError, match="file is not a database"):
        Inbox(tmp_path / "d")
    (tmp_path / "e").write_text("")
    with pytest.raises(InboxError, match="cannot be made"):
        Inbox(tmp_path / "e" / "f")


def test_a_closed_inbox_refuses(tmp_path: Path) -> None:
    """What is handed in after its end is an error, never a wait without end."""
    inbox = Inbox(tmp_path)
    inbox.close()
    with pytest.raises(InboxError, match="is closed"):
        inbox.accept(b"1", ME)


def test_names_of_any_kind(inbox: Inbox) -> None:
    """Half a character, control characters, ten thousand letters, nothing: all have receipts."""
    for name in ("\ud800", "a\nb\x00c", "x" * 10_000, "", "ünï"):
        receipt = inbox.accept(b"1", Delivery.of(name, by="me", production=name))
        assert inbox.receipt(receipt.id).name
    assert inbox.status().waiting == 5


def test_the_durability_of_a_commit(inbox: Inbox) -> None:
    """SQLite writes each commit to the disk: journal mode WAL, synchronous FULL."""
    database = inbox._writer._db  # noqa: SLF001  # the setting is one of a connection
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.execute("PRAGMA synchronous").fetchone()[0] == 2
