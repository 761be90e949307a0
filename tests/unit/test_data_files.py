"""Provenance inside HDF5 files: read as a log, merged with the activity's own record."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tarfile
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from provgraph.ctapipe.log.merging import merge
from provgraph.ctapipe.log.reader import LogReading, latest, read_log
from provgraph.ctapipe.log.record import ActivityRecord, record_of
from provgraph.errors import ReadError, UnknownFormatError
from provgraph.readers import detect, is_binary, open_source
from provgraph.readers.bundle import unpack
from tests.support.ctapipe_logs import UUID, activity
from tests.support.data_files import data_file, products

LOGS = Path(__file__).parents[1] / "data" / "ctapipe"
RUN101 = products(LOGS / "10_chain_process_run101.DL2.prov.log")["gamma_run101.dl2.h5"]
APPLIED = products(LOGS / "13_chain_apply_models.provenance.log")["gamma_applied.DL2.h5"]
PRODUCT = "5a0611a0-b057-4594-a73c-97c520de5bd4"
RUNNING: dict[str, Any] = {
    **activity(status="running", start={"time_utc": "2026-01-01T00:00:00"}, stop={}),
    "output": [{"url": "/fefs/dl2.h5", "role": "dl2 output file", "reference_meta": None}],
}
"""What lstchain embeds."""


def reading_of(file: Path) -> LogReading:
    """Return what is read from a file, which is told to be a log."""
    source = open_source(file)
    assert detect(source) == "ctapipe"
    return read_log(source.data, source.name)


def record_in(file: Path) -> ActivityRecord:
    """Return the only record in a file, of which there is nothing to say."""
    reading = reading_of(file)
    assert reading.notes == ()
    (record,) = reading.records
    return record


def header(**changed: str) -> dict[str, Any]:
    """Return a header of the activity `UUID`, with these values by their keys' last words."""
    values = {"CTA ACTIVITY ID": UUID, "CTA PRODUCT ID": PRODUCT}
    return {**RUN101, **values} | {f"CTA {k.replace('_', ' ')}": v for k, v in changed.items()}


def refusal(file: Path) -> ReadError:
    """Return the error of a file."""
    with pytest.raises(ReadError) as caught:
        open_source(file)
    assert caught.value.file == str(file)
    return caught.value


def test_a_header_is_a_record_of_its_activity(tmp_path: Path) -> None:
    """Id, name, times, software, and as its output this file with all of its metadata."""
    file = data_file(tmp_path / "x.h5", RUN101)
    record = record_in(file)
    assert record.id == "urn:uuid:e2ca3949-5d8e-446d-9dab-99f298fe50d0"
    assert (record.name, record.completed) == ("ctapipe-process", True)
    assert (str(record.start), str(record.stop)) == (
        "2026-11-22 06:13:40.871000+00:00",
        "2026-11-22 06:13:43.073000+00:00",
    )
    assert record.software == ("ctapipe", "0.28.0")
    (output,) = record.outputs
    assert (output.url, output.role, output.meta) == (str(file), None, RUN101)


def test_compressed_and_streamed_files_are_read(tmp_path: Path) -> None:
    """The same header, of a file in gzip, from bytes and from a stream."""
    data = data_file(tmp_path / "x.h5", RUN101).read_bytes()
    packed = tmp_path / "x.h5.gz"
    packed.write_bytes(gzip.compress(data))
    assert record_in(packed).outputs[0].meta == RUN101
    for content in (data, io.BytesIO(data)):
        source = open_source("x.h5", content)
        (record,) = read_log(source.data, source.name).records
        assert record.outputs[0].url == "x.h5"


def test_data_files_in_an_archive_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also compressed; one without provenance is named, as all are where h5py is missing."""
    good, bare = data_file(tmp_path / "x.h5", RUN101), data_file(tmp_path / "bare.h5")
    contents = {
        "out/x.h5": good.read_bytes(),
        "y.h5.gz": gzip.compress(good.read_bytes()),
        "bare.h5": bare.read_bytes(),
    }
    archive = tmp_path / "job.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    unpacked = unpack(open_source(archive))
    first, second = (read_log(each.data, each.name).records[0] for each in unpacked.members)
    assert (first.outputs[0].url, first.outputs[0].meta) == (f"{archive}!/out/x.h5", RUN101)
    assert second.outputs[0].meta == RUN101
    (note,) = unpacked.notes
    assert note.startswith(
        f"{archive}!bare.h5 is left out: this is an HDF5 file without provenance"
    )
    monkeypatch.setitem(sys.modules, "h5py", None)
    assert len(unpack(open_source(archive)).notes) == 3


def test_only_the_header_of_a_large_file_is_read(tmp_path: Path) -> None:
    """The source has what the header says for its bytes, however large the file is."""
    file = data_file(tmp_path / "x.h5", RUN101)
    with file.open("ab") as stream:
        stream.truncate(3 * 1024**3)
    assert len(open_source(file).data) < 3000


def test_an_embedded_record_is_read_as_from_a_log(tmp_path: Path) -> None:
    """Each data set of the group is a record; what another tool keeps there is ignored."""
    other = activity(activity_uuid=PRODUCT, config={"x": float("nan")})
    file = data_file(tmp_path / "x.h5", dl1_to_dl2=RUNNING, r0_to_dl1=other, notes="by hand")
    first, second = reading_of(file).records
    assert (first.value, first.sessions) == (RUNNING, frozenset())
    assert second.id == f"urn:uuid:{PRODUCT}"


def test_embedded_record_and_header_of_one_activity_are_one(tmp_path: Path) -> None:
    """The header's metadata are those of the output that the record lists."""
    file = data_file(tmp_path / "dl2.h5", header(), dl1_to_dl2=RUNNING)
    records, _ = latest(reading_of(file).records)
    (record,) = records.values()
    assert record.status == "running"
    (output,) = record.outputs
    assert (output.url, output.role) == ("/fefs/dl2.h5", "dl2 output file")
    assert output.meta == header()


def test_a_copied_header_names_no_maker(tmp_path: Path) -> None:
    """What ctapipe-apply-models wrote has the merge's header: it is no output of the merge."""
    reading = reading_of(data_file(tmp_path / "x.h5", APPLIED))
    (record,) = reading.records
    assert (record.name, record.outputs) == ("ctapipe-merge", ())
    (note,) = reading.notes
    assert note.startswith(f"{tmp_path / 'x.h5'}: its header names ctapipe-merge (urn:uuid:")
    assert note.endswith("load the log of the job that made the file")


def test_a_header_without_stop_time_ends_with_the_product(tmp_path: Path) -> None:
    """A pickled None, as PyTables writes it, is no value, and is not read as a pickle."""
    meta = {**RUN101, "CTA ACTIVITY STOP TIME": None}
    record = record_in(data_file(tmp_path / "x.h5", meta))
    assert str(record.stop) == "2026-11-22 06:13:43.075000+00:00"
    assert "CTA ACTIVITY STOP TIME" not in (record.outputs[0].meta or {})


def test_other_software_is_named(tmp_path: Path) -> None:
    """A header of another program says which, and has no package list."""
    meta = header(ACTIVITY_SOFTWARE_NAME="calibpipe", ACTIVITY_SOFTWARE_VERSION="0.4")
    record = record_in(data_file(tmp_path / "x.h5", meta))
    assert (record.software, record.system) == (("calibpipe", "0.4"), {})


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "an HDF5 file without provenance: it has neither reference metadata"),
    "no activity": (header(ACTIVITY_ID=""), "'CTA ACTIVITY ID' is empty or missing"),
    "no uuid": (header(ACTIVITY_ID="7"), "attribute 'CTA ACTIVITY ID': expected a UUID, not '7'"),
    "no time": (
        header(ACTIVITY_START_TIME="noon"),
        "attribute 'CTA ACTIVITY START TIME': expected a date and time, not 'noon'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_header_that_says_nothing_is_refused(tmp_path: Path, fault: str) -> None:
    """The error names the file and the attribute, and says what to load instead."""
    meta, message = FAULTS[fault]
    error = refusal(data_file(tmp_path / "x.h5", meta))
    assert message in str(error)
    assert "load the log of the job that wrote" in str(error)


def test_files_without_provenance_are_skipped_in_directories(tmp_path: Path) -> None:
    """They are in no known format, which is no failure of a file that nobody named."""
    for meta in ({}, header(ACTIVITY_ID="")):
        assert isinstance(refusal(data_file(tmp_path / "x.h5", meta)), UnknownFormatError)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    """Cut anywhere behind its first bytes, it is said to be truncated."""
    file = data_file(tmp_path / "x.h5", RUN101)
    data = file.read_bytes()
    for size in (8, 100, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:size])
        error = refusal(file)
        assert "an HDF5 file that is truncated, damaged or not closed yet" in error.reason


def test_a_broken_embedded_record_is_refused(tmp_path: Path) -> None:
    """The error names the data set."""
    error = refusal(data_file(tmp_path / "x.h5", RUN101, dl1_to_dl2='{"activity_name": "a"'))
    assert error.place == "/provenance/dl1_to_dl2"
    assert error.reason.startswith("it is not JSON (")


def test_without_h5py_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named file is refused with what to install; in a directory it is any binary file."""
    file = data_file(tmp_path / "x.h5", RUN101)
    assert not is_binary(str(file))
    monkeypatch.setitem(sys.modules, "h5py", None)
    assert is_binary(str(file))
    assert "pip install 'provgraph[hdf5]'" in refusal(file).reason


def test_the_command_line_can_import_h5py(tmp_path: Path) -> None:
    """Its start hides numpy from other imports; a file is read after that in a new process."""
    file = data_file(tmp_path / "x.h5", RUN101)
    code = (
        "import sys; from provgraph.runtime.hidden_modules import hidden_modules\n"
        "from provgraph.readers import open_source\n"
        "with hidden_modules('numpy'): print(len(open_source(sys.argv[1]).data))"
    )
    command = [sys.executable, "-c", code, str(file)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert int(output) > 0


def of(value: dict[str, Any]) -> ActivityRecord:
    """Return the record of a value."""
    return record_of(value, "x", "y")


def test_the_record_does_not_depend_on_the_order(tmp_path: Path) -> None:
    """Snapshot, last record, headers of two products and of a copy of one, in all orders."""
    done = RUNNING | {
        "status": "completed",
        "stop": {"time_utc": "2026-01-01T01:00:00"},
        "system": {"ctapipe_version": "0.21"},
    }
    other = header(PRODUCT_ID="11111111-0000-4000-8000-000000000000")
    headers = [
        record_in(data_file(tmp_path / name, meta))
        for name, meta in {"dl2.h5": header(), "copy.h5": header(), "other.h5": other}.items()
    ]
    made = set()
    for records in permutations([of(RUNNING), of(done), *headers]):
        (record,) = latest(records)[0].values()
        assert all(merge(each, record).sha256 == record.sha256 for each in records)
        made.add((record.sha256, repr(record.outputs), record.status, str(record.stop)))
    ((_, outputs, status, stop),) = made
    assert (status, stop) == ("completed", "2026-01-01 01:00:00+00:00")
    assert outputs.count("LoggedFile(") == 2
    assert outputs.count(PRODUCT) == 1


def test_a_record_that_lists_the_product_needs_no_header(tmp_path: Path) -> None:
    """Its own record is kept as it was, with its role, path and times; nothing is said of it."""
    log = LOGS / "10_chain_process_run101.DL2.prov.log"
    (own,) = read_log(log.read_bytes(), str(log)).records
    head = record_in(data_file(tmp_path / "x.h5", RUN101))
    for records in ((own, head), (head, own)):
        merged, notes = latest(records)
        assert ([*merged.values()], notes) == ([own], [])
