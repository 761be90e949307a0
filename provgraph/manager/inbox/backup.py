"""Backup: the inbox and the text logs of jobs, copied while they are in use, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from provgraph.errors import InboxError
from provgraph.manager import job_logs
from provgraph.manager.inbox.database import FILE, connect
from provgraph.manager.inbox.worker import LOCK

if TYPE_CHECKING:
    from provgraph.manager.inbox.inbox import Inbox

_BESIDE = ("", "-wal", "-shm")
"""A database, and the files that SQLite has beside it."""
_NEW, _REPLACED = ".new", ".replaced"


def back_up(inbox: Inbox, folder: Path) -> None:
    """Copy an inbox and its text logs, each as it is at one moment, into a new folder.

    Raises:
        InboxError: the folder is there already, or cannot be written.

    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise InboxError(f"{folder} already exists: name a new folder") from None
    except OSError as error:
        raise InboxError(f"{folder} cannot be made: {error.strerror}") from error
    try:
        inbox.back_up(folder / FILE)
        _copy_logs(inbox.folder / job_logs.FILE, folder / job_logs.FILE)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def restore(source: Path, folder: Path) -> list[Path]:
    """Put a backup into the folder of an inbox that is not in use; return what was there before.

    Databases that were there keep their content under other names.

    Raises:
        InboxError: it is no backup, a manager uses the inbox, or the folder cannot be written.

    """
    copies = [source / name for name in (FILE, job_logs.FILE) if (source / name).is_file()]
    if source / FILE not in copies:
        raise InboxError(f"{source} holds no {FILE}: it is not what 'provgraph inbox backup' made")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        with lock.acquire(timeout=0):
            return [old for copy in copies for old in _replace(copy, folder / copy.name)]
    except Timeout:
        raise InboxError(f"a manager uses the inbox in {folder}: stop it first") from None
    except OSError as error:
        raise InboxError(f"the inbox in {folder} cannot be restored: {error.strerror}") from error


def _copy_logs(file: Path, target: Path) -> None:
    if not file.exists():
        return
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(file)) as logs, closing(sqlite3.connect(target)) as copy:
            logs.backup(copy)
    except sqlite3.Error as error:
        raise InboxError(f"the text logs cannot be copied to {target}: {error}") from error


def _replace(copy: Path, file: Path) -> list[Path]:
    """Let a copy replace a database; return the new name of the old one, if there was one."""
    new, old = (file.with_name(f"{file.name}{ending}") for ending in (_NEW, _REPLACED))
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(copy, new)
    if file.name == FILE:
        # It is checked before it replaces anything, and on the disk when it is closed.
        connect(new).close()
    # What SQLite has beside a database belongs to its name.
    for ending in _BESIDE:
        Path(f"{old}{ending}").unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            Path(f"{file}{ending}").replace(f"{old}{ending}")
    new.replace(file)
    return [old] if old.exists() else []
