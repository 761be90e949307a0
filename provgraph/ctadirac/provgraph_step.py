#!/usr/bin/env python3
"""Hand in a job's provenance: the last step of a job.

This file stands alone: it needs Python 3.9 or later and its standard library, so that it can be
copied to any worker node::

    python3 provgraph_step.py --exit-code $?

It takes what the job left in its folder: provenance logs (`provDict.txt`, `*.prov.log`,
`*.provenance.log`, `*log_and_prov.tgz`), lists of LFNs (`input_lfns.txt`, `output_lfns.txt`), text
logs (`std.out`, `std.err`, `*_Log.txt`); the job's id and site from DIRAC, Slurm or HTCondor; a few
variables of the environment (`ENVIRONMENT`); and, where DIRAC can be imported, the file catalogue's
answers. All of it is one JSON document, the job package.

It is sent to the Provenance Manager at `$PROVGRAPH_MANAGER` with `$PROVGRAPH_TOKEN`, or the token
in the file `$PROVGRAPH_TOKEN_FILE`. Before it is sent, the package is written to
`ProvenancePending_<id>.json`; if the disk is full, it is sent nevertheless. The file is deleted
when the manager has accepted the package. What stays is sent later by `provgraph push`. Whatever
happens, the exit status is 0, and `AddProvData_Log.txt` has one more line.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import os
import re
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Package = dict[str, Any]

Result = TypeVar("Result")

VERSION = 1
"""The version of the job package."""
PATH = "/api/v1/documents"
LOG = "AddProvData_Log.txt"
PENDING = "ProvenancePending_"
ENVIRONMENT = (
    "APPTAINER_CONTAINER",
    "APPTAINER_NAME",
    "CONDA_DEFAULT_ENV",
    "CONDA_PREFIX",
    "CTAPIPE_CACHE",
    "CTAPIPE_SVC_PATH",
    "DIRAC_JOB_PROCESSORS",
    "OMP_NUM_THREADS",
    "PYTHONPATH",
    "SINGULARITY_CONTAINER",
    "SINGULARITY_NAME",
    "SLURM_CPUS_PER_TASK",
    "TZ",
    "VIRTUAL_ENV",
)
"""The variables that are handed in: software, its data and resources; none holds a secret."""
PROVENANCE = ("provDict.txt", "*.prov.log", "*.provenance.log", "*log_and_prov.tgz")
TEXT_LOGS = ("std.out", "std.err", "*_Log.txt")
MAX_TEXT_LOG = 10 * 1024**2
"""So many bytes of a text log are handed in, its last ones: errors stand at the end."""
MAX_PROVENANCE = 256 * 1024**2
SECONDS = 120.0
"""Time limit of the step; a third of it is the catalogue's."""
_ATTEMPT = 30.0
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 507))
_SHOWN = 300
_CATALOGUE_METHODS = ("getFileMetadata", "getReplicas")


class SendError(Exception):
    """The package was not accepted; `passing` says that the same may succeed later."""

    def __init__(self, reason: str, *, passing: bool = False, wait: float | None = None) -> None:
        """Keep whether it passes, and after how many seconds the server wants to be asked again."""
        super().__init__(reason)
        self.passing = passing
        self.wait = wait


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand in what the job left; return 0 whatever happens."""
    folder = Path()
    try:
        options, unknown = _parser().parse_known_args(arguments)
        folder = options.folder
        options.notes = [f"the argument {word} is not known" for word in unknown]
        message = run(options)
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001  # a job goes on
        if isinstance(error, SystemExit) and not error.code:  # --help
            return 0
        message = f"nothing was handed in: {type(error).__name__}: {error}"
    _log(folder, message)
    return 0


def run(options: argparse.Namespace) -> str:
    """Hand in what the job left in a folder; return a line that says what happened."""
    end = time.monotonic() + options.time_limit
    notes: list[str] = options.notes
    package = package_of(options, notes, end)
    pending = options.folder / f"{PENDING}{_id(package)}.json"
    kept = _written(pending, package)
    counts = f"provenance logs: {len(package['provenance'])}, text logs: {len(package['logs'])}"
    details = "; ".join([counts, *notes])
    try:
        manager, token = destination(options.manager, options.token_file)
        receipt = _within(lambda: send(package, manager, token, end), end)
    except SendError as failure:
        return f"not sent: {failure}; {kept} ({details})"
    with suppress(OSError):  # what stays is sent once more, which changes nothing
        pending.unlink()
    return f"accepted by {manager}, receipt {receipt} ({details})"


def destination(
    manager: str | None = None,
    token_file: str | None = None,
    saved: Callable[[str], str | None] = lambda _: None,
) -> tuple[str, str]:
    """Return the manager's URL and the token, from arguments or the environment.

    `saved` returns the token that is kept for a URL, for want of another.

    Raises:
        SendError: one of them is missing, or cannot be used.

    """
    url = (manager or os.environ.get("PROVGRAPH_MANAGER") or "").strip().rstrip("/")
    if not url:
        raise SendError("no manager is named: set PROVGRAPH_MANAGER to its URL")
    if not _is_address(url):
        raise SendError("PROVGRAPH_MANAGER is not the URL of a manager (https://…)")
    token = os.environ.get("PROVGRAPH_TOKEN") or ""
    file = token_file or os.environ.get("PROVGRAPH_TOKEN_FILE")
    if file:
        try:
            token = Path(file).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise SendError(f"the token file {file} cannot be read: {_reason(error)}") from None
    token = token.strip() or saved(url) or ""
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise SendError("there is no token: set PROVGRAPH_TOKEN or PROVGRAPH_TOKEN_FILE")
    return url, token


def _is_address(url: str) -> bool:
    with suppress(ValueError):
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    return False


def package_of(options: argparse.Namespace, notes: list[str], end: float) -> Package:
    """Return the job package of a folder; `notes` takes what could not be read."""
    folder, environ = options.folder, os.environ
    batch = batch_of(environ)
    inputs = _lines(folder, options.inputs, notes)
    outputs = _lines(folder, options.outputs, notes)
    limit = time.monotonic() + (end - time.monotonic()) / 3
    return {
        "format": "provgraph-job",
        "version": VERSION,
        "created": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "job_id": batch.pop("job_id", None),
        "site": batch.pop("site", None),
        "production": options.production or environ.get("PROVGRAPH_PRODUCTION") or None,
        "exit_code": options.exit_code,
        "batch": batch,
        "environment": {name: environ[name] for name in ENVIRONMENT if environ.get(name)},
        "provenance": list(_provenance(folder, options.prov, notes)),
        "inputs": inputs,
        "outputs": outputs,
        "catalogue": _catalogue(inputs + outputs, notes, limit) if options.catalogue else None,
        "logs": list(_text_logs(folder, options.logs, notes)),
    }


def batch_of(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what the batch system calls the job: id, site, name, owner and others.

    A pilot of DIRAC can be a job of Slurm or HTCondor: DIRAC's names come first.
    """
    if environ.get("JOBID") or environ.get("DIRACSITE"):
        found = {
            "system": "dirac",
            "job_id": environ.get("JOBID"),
            "site": environ.get("DIRACSITE"),
        }
    elif environ.get("SLURM_JOB_ID"):
        found = _slurm(environ)
    elif environ.get("_CONDOR_JOB_AD"):
        found = _condor(environ)
    else:
        found = {"system": "none"}
    return {key: value for key, value in found.items() if value}


def _slurm(environ: Mapping[str, str]) -> dict[str, str | None]:
    array, task = environ.get("SLURM_ARRAY_JOB_ID"), environ.get("SLURM_ARRAY_TASK_ID")
    return {
        "system": "slurm",
        "job_id": f"{array}_{task}" if array and task else environ.get("SLURM_JOB_ID"),
        "site": environ.get("SLURM_CLUSTER_NAME"),
        "name": environ.get("SLURM_JOB_NAME"),
        "owner": environ.get("SLURM_JOB_USER"),
        "group": environ.get("SLURM_JOB_ACCOUNT"),
        "queue": environ.get("SLURM_JOB_PARTITION"),
    }


def _condor(environ: Mapping[str, str]) -> dict[str, str | None]:
    """Return what HTCondor's job ad says: lines of `Name = value`, texts in quotes."""
    try:
        text = Path(environ["_CONDOR_JOB_AD"]).read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    pairs = [line.partition(" = ") for line in text.splitlines()]
    ad = {name.strip(): value.strip().strip('"') for name, _, value in pairs}
    cluster, process = ad.get("ClusterId"), ad.get("ProcId")
    return {
        "system": "htcondor",
        "job_id": f"{cluster}.{process}" if cluster and process else None,
        "site": environ.get("GLIDEIN_Site") or ad.get("MachineAttrGLIDEIN_Site0"),
        "name": ad.get("JobBatchName"),
        "owner": ad.get("Owner"),
        "group": ad.get("AcctGroup") or ad.get("AccountingGroup"),
        "schedd_id": ad.get("GlobalJobId"),
    }


def send(package: Package, manager: str, token: str, end: float) -> str:
    """Send a package until it is accepted; return the id of its receipt.

    Raises:
        SendError: it is refused, or the time is up.

    """
    body = json.dumps(package).encode()
    name = f"job {package.get('job_id') or hashlib.sha256(body).hexdigest()[:12]}"
    query = {"name": name, "production": package.get("production")}
    words = urllib.parse.urlencode({key: value for key, value in query.items() if value})
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Idempotency-Key": hashlib.sha256(body).hexdigest(),
        "User-Agent": f"provgraph-step/{VERSION}",
    }
    request = urllib.request.Request(  # noqa: S310  # `destination` checks the scheme
        f"{manager}{PATH}?{words}", gzip.compress(body, mtime=0), headers, method="POST"
    )
    return _until_accepted(request, end)


def _until_accepted(request: urllib.request.Request, end: float) -> str:
    number = 0
    while True:
        try:
            return _sent_once(request, max(1.0, min(_ATTEMPT, end - time.monotonic())))
        except SendError as failure:
            pause = _PAUSES[min(number, len(_PAUSES) - 1)]
            pause = max(pause, failure.wait or 0.0)
            if not failure.passing or time.monotonic() + pause >= end:
                raise
        time.sleep(pause)
        number += 1


def _sent_once(request: urllib.request.Request, seconds: float) -> str:
    try:
        with _opener().open(request, timeout=seconds) as response:
            receipt = json.loads(response.read(1024**2))
            return str(receipt["id"])
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error) from None
    except ssl.SSLCertVerificationError as error:
        raise SendError(f"the manager's certificate is not accepted: {_reason(error)}") from None
    except (OSError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise SendError(f"the manager's certificate is not accepted: {reason}") from None
        raise SendError(f"the manager does not answer: {_reason(reason)}", passing=True) from None
    except (ValueError, KeyError, TypeError):
        raise SendError("what answers is not a Provenance Manager") from None
    except Exception as error:  # noqa: BLE001  # http.client raises errors of its own
        raise SendError(f"the connection failed: {_reason(error)}", passing=True) from None


def _refusal(error: urllib.error.HTTPError) -> SendError:
    """Return the failure that an answer is, with its reason (RFC 9457) as far as it has one."""
    try:
        problem = json.loads(error.read(1024**2))
        reason = str(problem.get("detail") or problem.get("title") or "")
    except (ValueError, OSError, AttributeError):
        reason = ""
    wait = error.headers.get("Retry-After") or ""
    text = f"the manager answers {error.code} {error.reason}"
    return SendError(
        f"{text}: {_one_line(reason)}" if reason else text,
        passing=error.code in _PASSING,
        wait=float(wait) if wait.isdecimal() else None,
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects are refused: the token is for one server, and a POST would become a GET."""

    def redirect_request(self, *_: object) -> None:
        """Return no further request."""


def _opener() -> urllib.request.OpenerDirector:
    context = ssl.create_default_context()
    folder = os.environ.get("X509_CERT_DIR")
    if folder and Path(folder).is_dir():  # the certificates of the grid
        context.load_verify_locations(capath=folder)
    return urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))


def _provenance(folder: Path, named: Sequence[str], notes: list[str]) -> Iterator[Package]:
    for path in _files(folder, named or PROVENANCE, notes, required=bool(named)):
        raw = _read(path, notes, MAX_PROVENANCE)
        if raw is None:
            continue
        try:
            yield {"name": path.name, "text": raw.decode()}
        except UnicodeDecodeError:
            yield {"name": path.name, "base64": base64.b64encode(raw).decode()}


def _text_logs(folder: Path, named: Sequence[str], notes: list[str]) -> Iterator[Package]:
    for path in _files(folder, named or TEXT_LOGS, notes, required=bool(named)):
        if path.name == LOG:
            continue
        try:
            with path.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                stream.seek(max(0, size - MAX_TEXT_LOG))
                packed = gzip.compress(stream.read(MAX_TEXT_LOG), mtime=0)
        except OSError as error:
            notes.append(f"{path.name} cannot be read: {_reason(error)}")
            continue
        yield {"name": path.name, "size": size, "base64": base64.b64encode(packed).decode()}


def _files(
    folder: Path, patterns: Iterable[str], notes: list[str], *, required: bool
) -> Iterator[Path]:
    """Yield the files that patterns name, in a fixed order, each once."""
    seen: set[Path] = set()
    for pattern in patterns:
        named = Path(folder, pattern)
        paths = [named] if named.is_file() else sorted(_matching(folder, pattern))
        if required and not paths:
            notes.append(f"{pattern}: no such file")
        for path in paths:
            if path not in seen:
                seen.add(path)
                yield path


def _matching(folder: Path, pattern: str) -> Iterator[Path]:
    if not os.path.isabs(pattern):  # noqa: PTH117  # a Path of nothing is refused
        yield from (path for path in folder.glob(pattern) if path.is_file())


def _lines(folder: Path, files: Sequence[str], notes: list[str]) -> list[str]:
    """Return the lines of lists of LFNs that say something."""
    lines: list[str] = []
    for path in (folder / file for file in files):
        raw = _read(path, notes, MAX_PROVENANCE) if path.exists() else None
        codec = "utf-16" if (raw or b"").startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        text = (raw or b"").decode(codec, "replace")
        lines += [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith("#")]


def _read(path: Path, notes: list[str], most: int) -> bytes | None:
    try:
        if path.stat().st_size > most:
            notes.append(f"{path.name} is left out: it has more than {most} bytes")
            return None
        return path.read_bytes()
    except OSError as error:
        notes.append(f"{path.name} cannot be read: {_reason(error)}")
        return None


def _catalogue(lines: Sequence[str], notes: list[str], end: float) -> Package | None:
    """Return the answers of DIRAC's file catalogue, `None` where DIRAC is not to be had."""
    lfns = list(dict.fromkeys(lfn for line in lines for lfn in _lfns(line)))
    if not lfns or _import_dirac() is None:
        return None
    try:
        answers: Package = _within(lambda: _asked(lfns), end)
    except Exception as error:  # noqa: BLE001  # DIRAC can raise anything
        notes.append(f"the file catalogue gave no answer: {_reason(error)}")
        return None
    return answers


def _lfns(line: str) -> Iterator[str]:
    """Yield the LFNs in a line: the manager reads the lines again, and more strictly."""
    for word in re.split(r"[\s,;\[\]()'\"]+", line):
        name = word[4:] if word[:4].lower() == "lfn:" else word
        if name.startswith("/"):
            yield os.path.normpath(name).replace("//", "/", 1)


def _import_dirac() -> Any:  # noqa: ANN401  # DIRAC is not there where this is checked
    try:
        import DIRAC  # noqa: PLC0415  # few workers have it
    except Exception:  # noqa: BLE001  # a broken DIRAC is none
        return None
    return DIRAC


def _asked(lfns: Sequence[str]) -> Package:
    dirac = _import_dirac()
    if hasattr(dirac, "initialize"):
        dirac.initialize()
    from DIRAC.Resources.Catalog.FileCatalogClient import FileCatalogClient  # noqa: PLC0415

    client = FileCatalogClient()
    answers = {method: getattr(client, method)(list(lfns)) for method in _CATALOGUE_METHODS}
    for answer in answers.values():
        answer.pop("rpcStub", None)
        answer.pop("CallStack", None)
        if not answer.get("OK"):
            raise SendError(_one_line(str(answer.get("Message", "no reason given"))))
    plain: Package = json.loads(json.dumps(answers, default=str, sort_keys=True))
    return plain


def _within(work: Callable[[], Result], end: float) -> Result:
    """Return what `work` returns, or fail at a time: a name server can hang without a limit."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def worker() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001  # raised below
            errors.append(error)

    thread = threading.Thread(target=worker, daemon=True)
    thread.start()
    thread.join(max(0.1, end - time.monotonic()) + 1)
    if errors:
        raise errors[0]
    if not results:
        raise SendError("the time limit was exceeded", passing=True)
    return results[0]


def _id(package: Package) -> str:
    """Return what tells a package from others of the same folder."""
    digest = hashlib.sha256(json.dumps(package, sort_keys=True).encode()).hexdigest()[:8]
    job = re.sub(r"[^A-Za-z0-9._-]+", "_", str(package["job_id"] or ""))[:60]
    return f"{job}-{digest}" if job else digest


def _written(path: Path, package: Package) -> str:
    """Write a package; return where it is kept. On a full disk it is sent nevertheless."""
    part = path.with_suffix(".part")
    try:
        _write(path, part, package)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        return f"{path.name} cannot be written: {_reason(error)}"
    return f"kept in {path.name}"


def _write(path: Path, part: Path, package: Package) -> None:
    """Write a package, whole or not at all, for its owner's eyes."""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(package, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _log(folder: Path, message: str) -> None:
    """Add a line to the log, and print it; a full disk changes nothing."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    line = f"{now} provgraph_step: {_one_line(message)}\n"
    try:
        with (folder / LOG).open("a", encoding="utf-8", errors="replace") as stream:
            stream.write(line)
    except OSError as error:
        line = f"{line.rstrip()}; {LOG} cannot be written: {_reason(error)}\n"
    with suppress(OSError, ValueError):
        sys.stdout.write(line.encode("ascii", "replace").decode())
        sys.stdout.flush()


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _one_line(str(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]


def _exit_code(text: str) -> int | None:
    """Return an exit code; a wrong one does not keep the rest from being handed in."""
    with suppress(ValueError):
        return int(text)
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Hand in the provenance of a job.")
    add = parser.add_argument
    add("--manager", metavar="URL", help="the manager (default: $PROVGRAPH_MANAGER)")
    add("--token-file", metavar="FILE", help="file with the token (default: $PROVGRAPH_TOKEN)")
    add(
        "--folder",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where the job ran (default: here)",
    )
    add("--prov", nargs="+", default=[], metavar="FILE", help="provenance logs, or patterns")
    add(
        "--inputs",
        nargs="+",
        default=["input_lfns.txt"],
        metavar="FILE",
        help="lists of input LFNs",
    )
    add("--outputs", nargs="+", default=["output_lfns.txt"], metavar="FILE", help="of output LFNs")
    add("--logs", nargs="+", default=[], metavar="FILE", help="text logs, or patterns")
    add("--exit-code", type=_exit_code, metavar="N", help="exit code of the job's program")
    add("--production", metavar="NAME", help="production (default: $PROVGRAPH_PRODUCTION)")
    add("--no-catalogue", dest="catalogue", action="store_false", help="do not ask DIRAC")
    add("--time-limit", type=float, default=SECONDS, metavar="SECONDS", help="default: 120")
    return parser


if __name__ == "__main__":
    os._exit(main())  # a thread that hangs in a library does not keep the job
