"""Activity records: read from logs, distinguished, kept in parts, described in PROV."""

from __future__ import annotations

import gc
import json
import math
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prov.constants import XSD_INT, XSD_STRING
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import PROV, PROV_LABEL, PROV_ROLE, PROV_TYPE, Literal, ProvDocument, ProvException

from provgraph.ctapipe import deduplication
from provgraph.ctapipe import prov_names as voc
from provgraph.ctapipe.configuration_settings import GroupedSettings
from provgraph.ctapipe.document import JobDocument, describe
from provgraph.ctapipe.identity.claims import Surroundings, facts_of
from provgraph.ctapipe.job_files import CatalogueEntry, JobFiles
from provgraph.ctapipe.log.reader import latest, read_activities
from provgraph.ctapipe.log.record import record_of
from provgraph.ctapipe.software import environment
from provgraph.errors import ReadError
from provgraph.model import urls
from provgraph.runtime.canonical_json import canonical_json
from tests.support.ctapipe_index import Loader

if TYPE_CHECKING:
    from prov.model import ProvRecord

    from provgraph.ctapipe.log.record import ActivityRecord

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
UUID = "93fc2206-59de-4852-868d-ec045ec25d1d"
OTHER = "5dc245d2-aa16-4026-9da9-8c763b148a2c"
PRODUCT = "1c1a6113-481a-c0e9-adf3-26a9e3f19ac6"


def activity(**fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON values
    """Return an activity of a log that completed, with these fields changed."""
    return {
        "activity_name": "ctapipe-process",
        "activity_uuid": UUID,
        "status": "completed",
        "start": {"time_utc": "2026-01-01T00:00:00.000"},
        "stop": {"time_utc": "2026-01-01T00:01:00.000"},
        "system": {"ctapipe_version": "0.28.0", "platform": {"node": "worker01"}},
        **fields,
    }


def record(**fields: Any) -> ActivityRecord:  # noqa: ANN401  # any JSON values
    """Return the record of such an activity."""
    return record_of(activity(**fields), "x.log", "activity 1")


def log(*arrays: list[Any]) -> bytes:
    """Return arrays as ctapipe appends them to a log: without a separator."""
    return "".join(map(json.dumps, arrays)).encode()


def meta(product: str | None = PRODUCT, made_by: str = UUID) -> dict[str, Any]:
    """Return reference metadata as ctapipe 0.22 to 0.32 write them."""
    return {"CTA PRODUCT ID": product, "CTA ACTIVITY ID": made_by}


def claims(**fields: Any) -> list[tuple[str, ...]]:  # noqa: ANN401  # any JSON values
    """Return the claims on each file of such an activity."""
    return [file.claims for file in facts_of(record(**fields)).files]


# Reading


def test_arrays_follow_one_another_without_separator() -> None:
    """Three runs appended to one log are three activities, in order, with their times."""
    data = (DATA / "21_three_dl1_dl2_runs_one_log.provenance.log").read_bytes()
    records = read_activities(data, "three.log")
    assert [one.id[9:17] for one in records] == ["9f858a90", "d14acf99", "c0d4a245"]
    assert str(records[0].stop) == "2026-11-22 06:12:46.824000+00:00"
    assert all(one.completed and not one.sessions for one in records)


def test_an_activity_that_failed_did_not_complete() -> None:
    """Its log has no configuration, no output and status error, and is read all the same."""
    data = (DATA / "30_error_no_config.provenance.log").read_bytes()
    (record,) = read_activities(data, "error.log")
    assert (record.finished, record.completed, record.outputs) == (True, False, ())


@pytest.mark.parametrize(
    ("fields", "finished", "completed"),
    [
        ({}, True, True),
        ({"status": "ctapipe-process"}, True, True),
        ({"status": None}, True, True),
        ({"status": "interrupted", "exit_code": 130}, True, False),
        ({"status": "on fire"}, True, False),
        ({"status": "running", "stop": {}}, False, False),
        ({"status": None, "stop": None}, False, False),
    ],
)
def test_the_status_says_whether_an_activity_completed(
    fields: dict[str, Any], *, finished: bool, completed: bool
) -> None:
    """It is completed or (from the context manager) the name; all else did not complete."""
    found = record(**fields)
    assert (found.finished, found.completed) == (finished, completed)


def test_bare_nan_and_infinity_are_read() -> None:
    """Configurations hold them, though JSON has no such numbers; equal values hash alike."""
    text = json.dumps([activity(config={"a": math.nan, "b": -math.inf, "c": 1})])
    (found,), (again,) = (read_activities(text.encode(), name) for name in ("a", "b"))
    assert math.isnan(found.value["config"]["a"])
    assert found.sha256 == again.sha256


def test_the_hash_of_a_record_is_free_of_the_order_of_keys() -> None:
    """Fields in another order are the same record; an integer isn't a float."""
    fields = activity()
    turned = dict(reversed(fields.items()))
    assert record_of(turned, "x", "y").sha256 == record_of(fields, "x", "y").sha256
    assert record(exit_code=0).sha256 != record(exit_code=0.0).sha256


def test_a_record_without_uuid_gets_an_id_of_its_own() -> None:
    """The id is made from name, start, node, arguments and files, and from nothing else."""
    first = record(activity_uuid=None, input=["/a"])
    assert first.id.startswith("urn:provgraph:activity:")
    assert first.id == record(activity_uuid=None, input=["/a"], status="error").id
    assert first.id != record(activity_uuid=None, input=["/b"]).id


def test_files_may_be_plain_texts() -> None:
    """As ctapipe 0.3.4 and 0.5.0 logged them: the urls alone."""
    (file,) = record(input=["/a/b"]).inputs
    assert (file.url, file.role, file.meta) == ("/a/b", None, None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.log: the file is empty"),
        (b"<html>", "x.log: array 1, line 1 column 1: expected a list '['"),
        (b"[\n{", "x.log: array 1, activity 1, line 2 column 2: the log ends inside an activity"),
        (log([activity()])[:-1], "the log ends inside a list"),
        (
            log([activity()]) + b"[3]",
            "x.log: array 2, activity 1: expected an activity, a JSON object, not 3",
        ),
        (
            log([activity(), activity(activity_uuid="?", activity_name="ctapipe-merge")]),
            "x.log: array 1, activity 2 (ctapipe-merge, ?): activity_uuid: expected a UUID",
        ),
        (
            log([activity(start={"time_utc": "noon"})]),
            "start.time_utc: expected a date and time, not",
        ),
        (
            log([activity(output=[{"role": "x"}])]),
            "output[0].url: expected a string, it is missing",
        ),
        (log([activity(input={})]), "input: expected a list of files, not {}"),
        (log([{}]), "activity_name: expected a string, it is missing"),
        (b"\xff[]", "x.log: byte 0: not UTF-8 text"),
        (b"[" * 100_000, "nested deeper than 200 levels"),
        (b'[{"a":' + b"[" * 300 + b"]" * 300 + b"}]", "nested deeper than 200 levels"),
        (b'[{"a":' + b"9" * 5000 + b"}]", "an integer of more than 4,300 digits"),
    ],
)
def test_a_broken_log_is_refused_with_its_place(data: bytes, message: str) -> None:
    """File, array, activity and field stand in the message; nothing is half read."""
    with pytest.raises(ReadError) as caught:
        read_activities(data, "x.log")
    assert message in str(caught.value)


# Repeated records


def test_one_record_counts_where_a_log_repeats_it() -> None:
    """A process logs a growing list: the last state counts, and where it was seen adds up."""
    running = activity(activity_uuid=OTHER, status="running", stop={})
    done = activity(activity_uuid=OTHER)
    data = log(
        [activity()], [activity(), running], [activity(), activity(activity_uuid=PRODUCT), done]
    )
    records, notes = latest(read_activities(data, "x.log"))
    assert [one.completed for one in records.values()] == [True, True, True]
    assert records[f"urn:uuid:{OTHER}"].sessions == {
        (f"urn:uuid:{UUID}", 1),
        (f"urn:uuid:{UUID}", 2),
    }
    assert not notes


def test_records_that_contradict_each_other_are_reported() -> None:
    """Neither is later: both are kept, one counts whatever the order, and a note says so."""
    texts = [[activity(exit_code=0)], [activity(exit_code=1)]]
    for arrays in (texts, texts[::-1]):
        records, notes = latest(read_activities(log(*arrays), "x"))
        (record,) = records.values()
        assert record.value["exit_code"] == 1
        assert [part.value["exit_code"] for part in record.logged] == [0, 1]
        (note,) = notes
        assert note.startswith(
            f"activity urn:uuid:{UUID} (ctapipe-process): the inputs and outputs"
        )
        assert note.endswith("of 2 records of it are joined; exit_code is that of the last one")


# Content


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text() | st.just("$ref"), children),
    max_leaves=60,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(VALUES)
def test_any_value_comes_back_from_its_parts(value: object) -> None:
    """Split and join give an equal JSON value, whatever its keys look like."""
    whole = {"$ref": value, "$ref!": [value] * 3, "long": [value] * 40}
    parts = deduplication.deduplicate(whole)
    restored = deduplication.restore(parts.skeleton, parts.blobs)
    assert canonical_json(restored) == canonical_json(whole)
    texts = {parts.skeleton: parts.references}
    texts |= {blob.text: blob.references for blob in parts.contents.values()}
    assert all(sorted(refs) == deduplication.references(text) for text, refs in texts.items())
    assert deduplication.part_of(whole).canonical == canonical_json(whole)


def test_what_jobs_repeat_is_kept_once() -> None:
    """Six processing jobs of 9.7 kB: each after the first adds less than 1.5 kB, and no blob."""
    kept: dict[str, str] = {}
    added = []
    for path in sorted(DATA.glob("10_*")):
        (record,) = read_activities(path.read_bytes(), path.name)
        parts = deduplication.deduplicate(record.value)
        assert deduplication.restore(parts.skeleton, parts.blobs) == record.value
        new = parts.blobs.keys() - kept.keys()
        added.append((len(new), len(parts.skeleton) + sum(len(parts.blobs[n]) for n in new)))
        kept |= parts.blobs
    assert added[0][1] > 10_000
    assert all(count == 0 and size < 1_500 for count, size in added[1:])


def test_nan_comes_back_from_its_parts() -> None:
    """Also inside a part of its own, where the text is not JSON by the letter."""
    parts = deduplication.deduplicate({"a": [math.nan, math.inf] * 40})
    assert len(parts.blobs) == 1
    assert canonical_json(deduplication.restore(parts.skeleton, parts.blobs)) == canonical_json(
        {"a": [math.nan, math.inf] * 40}
    )


def test_parts_name_the_parts_that_they_need() -> None:
    """All blobs are reached from the skeleton, so that unused ones can be found."""
    parts = deduplication.deduplicate({"a": {"b": ["x" * 300], "c": "y" * 300}})
    reached, rest = set(), deduplication.references(parts.skeleton)
    while rest:
        name = rest.pop()
        reached.add(name)
        rest += deduplication.references(parts.blobs[name])
    assert reached == parts.blobs.keys()
    assert len(reached) == 2


@pytest.mark.parametrize(
    "value",
    [
        *("/data/x.h5", "a/b", "run102.h5", "8601ecd7-c2fe-4126-9bad-7ed7a697b2f2"),
        *("102", "2026-11-22T06:16:01.988", 102, 0.0803833333, -1e-300, 10**30),
    ],
)
def test_individual_values_leave_the_parts_equal(value: object) -> None:
    """Records that differ in a path, identifier, time or long number have all blobs in common."""
    filler = ["x" * 300]
    parts = deduplication.deduplicate({"a": {"b": value, "c": filler}, "d": {"e": value}})
    other = deduplication.deduplicate({"a": {"b": "/y", "c": filler}, "d": {"e": 999}})
    assert parts.blobs == other.blobs
    restored = deduplication.restore(parts.skeleton, parts.blobs)
    assert restored == {"a": {"b": value, "c": filler}, "d": {"e": value}}


def test_other_values_stay_in_their_parts() -> None:
    """Words, versions, small numbers, and long texts are not individual."""
    values = ["completed", "3.12.1", "int32", "x86_64", "DL0/Event", 42, 4.25, True, None]
    values.append("/" + "x" * 300)
    assert not any(deduplication.is_individual(value, json.dumps(value)) for value in values)


def test_numbers_of_an_array_are_stored_once() -> None:
    """A spectrum that all jobs share is a part of them, not a value of each."""
    record = {"name": "a", "spectrum": [n + 0.123456789 for n in range(100)], "ids": [*range(999)]}
    parts = deduplication.deduplicate(record)
    assert len(parts.skeleton) < 300
    assert deduplication.restore(parts.skeleton, parts.blobs) == record


def test_settings_with_a_path_at_any_depth_are_individual() -> None:
    """Ctapipe has them by telescope; the group of all others is that of another run."""
    config = {"Tool": {"size": 4, "files": [["type", "*", "/data/run1.h5"]]}}
    grouped = GroupedSettings.of(config)
    other = GroupedSettings.of({"Tool": {"size": 4, "files": [["type", "*", "/data/run2.h5"]]}})
    assert [setting.path for setting in grouped.individual] == ["Tool.files"]
    assert grouped.group == other.group
    assert grouped.individual != other.individual


def test_records_of_earlier_stores_come_back() -> None:
    """A skeleton without gaps, as stores of schema version 3 have, is still understood."""
    blobs = {"a" * 64: '{"x":[1,"/data"]}'}
    skeleton = '{"a":{"$ref":"' + "a" * 64 + '"},"$refs!":{"$ref!":0}}'
    expected = {"a": {"x": [1, "/data"]}, "$refs": {"$ref": 0}}
    assert deduplication.restore(skeleton, blobs) == expected


# Urls and claims


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("/data/x.h5", "file://worker01/data/x.h5"),
        ("/data/a b#1%.h5", "file://worker01/data/a%20b%231%25.h5"),
        ("/fefs/x.h5", "file://lst-onsite/fefs/x.h5"),
        ("/fefsx/x.h5", "file://worker01/fefsx/x.h5"),
        ("/cwd/root:/se.example.org/pnfs/x", "root://se.example.org//pnfs/x"),
        ("/cwd/https:/example.org/x", "https://example.org/x"),
        ("file:///data/x.h5", "file://worker01/data/x.h5"),
        ("x.h5", f"urn:provgraph:file:{UUID}/x.h5"),
    ],
)
def test_a_url_is_a_place(url: str, place: str) -> None:
    """What abspath mangled is undone; a shared file system has one name on all nodes."""
    mounts = (urls.Mount("/fefs/", "lst-onsite", "/fefs/"),)
    facts = facts_of(record(input=[url]), Surroundings(mounts))
    assert (facts.files[0].location, facts.files[0].claims) == (place, ())


@pytest.mark.parametrize("url", ["lfn:/vo/x.h5", "LFN:/vo/x.h5", "/cwd/lfn:/vo/x.h5"])
def test_a_logical_file_name_is_a_claim_and_no_place(url: str) -> None:
    """However the log spells it."""
    (file,) = facts_of(record(input=[url])).files
    assert (file.location, file.claims) == (None, ("lfn:/vo/x.h5",))
    assert urls.parse(url).name == "x.h5"


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (meta(), (f"pid:{PRODUCT}",)),
        (meta(PRODUCT.upper()), (f"pid:{PRODUCT}",)),
        (meta(made_by=""), ()),
        (meta("42"), ()),
        (meta(None), ()),
        (None, ()),
    ],
    ids=["a product id", "in capitals", "made up", "no UUID", "none", "no metadata"],
)
def test_a_product_id_is_a_claim(
    metadata: dict[str, Any] | None, expected: tuple[str, ...]
) -> None:
    """Unless it is no UUID, or made up at reading: an empty CTA ACTIVITY ID says so."""
    assert claims(input=[{"url": "/x", "reference_meta": metadata}]) == [expected]


@pytest.mark.parametrize("status", ["error", "interrupted", "running"])
def test_the_product_id_of_an_unfinished_output_is_no_claim(status: str) -> None:
    """The activity did not complete, so the file need not be what its metadata say."""
    output = [{"url": "/x", "reference_meta": meta()}]
    assert claims(status=status, output=output) == [()]
    assert claims(output=output) == [(f"pid:{PRODUCT}",)]


def test_a_nested_product_id_is_tentative_where_it_was_read_once() -> None:
    """Newer metadata don't tell a made-up id; an output's, or one read twice, is real."""
    nested = {"url": "/x", "reference_meta": {"instance": {"id": PRODUCT}}}
    assert [f.tentative for f in facts_of(record(input=[nested])).files] == [True]
    assert [f.tentative for f in facts_of(record(input=[nested] * 2)).files] == [False, False]
    assert [f.tentative for f in facts_of(record(output=[nested])).files] == [False]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            CatalogueEntry("LFN:/vo/x", {"GUID": PRODUCT.upper(), "Size": 7}),
            (f"guid:{PRODUCT}", "lfn:/vo/x"),
        ),
        (CatalogueEntry("/vo/x", {"GUID": PRODUCT, "Size": 0}), ("lfn:/vo/x",)),
        (CatalogueEntry("/vo/x", {"GUID": "D41D8CD9-8F00-B204-E980-0998ECF8427E"}), ("lfn:/vo/x",)),
    ],
    ids=["known", "size 0", "the GUID of nothing"],
)
def test_the_catalogue_adds_guid_and_lfn(known: CatalogueEntry, expected: tuple[str, ...]) -> None:
    """All empty files share one GUID, which says nothing."""
    job = JobFiles(inputs={"/scratch/x": known})
    (file,) = facts_of(replace(record(input=["/scratch/x"]), job=job)).files
    assert file.claims == expected


# Documents


def described(*records: ActivityRecord) -> list[JobDocument]:
    """Return the documents of records, resolved together."""
    loader = Loader()
    facts = {record.id: facts_of(record) for record in records}
    loader.load(*facts.values())
    return [describe(record, facts[record.id], loader.resolutions[record.id]) for record in records]


def logged(name: str) -> list[ActivityRecord]:
    """Return the records of a log among the samples."""
    (path,) = DATA.glob(f"{name}*")
    return read_activities(path.read_bytes(), path.name)


def relations(document: ProvDocument, name: str) -> list[tuple[str, ...]]:
    """Return ends and roles of the document's relations of one kind."""
    found = [r for r in document.records if r.get_type() == PROV[name]]
    return [(*_ends(r), *map(str, r.get_attribute(PROV_ROLE))) for r in found]


def _ends(relation: ProvRecord) -> tuple[str, ...]:
    return tuple(value.uri for _, value in relation.formal_attributes if value is not None)[:2]


def test_a_job_says_what_it_read_and_wrote_in_which_role() -> None:
    """Apply-models read the merged file in two roles and the model; it wrote the applied file."""
    (activity,) = described(*logged("13_"))
    uses = [
        (end.rpartition("/")[2], role) for _, end, role in relations(activity.document, "Usage")
    ]
    assert uses == [
        ("urn:uuid:963093ad-a2bb-4598-b5a5-d022ea36ffba", "data product to merge"),
        ("urn:uuid:963093ad-a2bb-4598-b5a5-d022ea36ffba", "Event data"),
        ("energy_model.pkl", "reconstructor"),
    ]
    (made, _) = relations(activity.document, "Generation")
    assert made[0] == "urn:uuid:c66222ec-4b09-413d-8f77-fbe3a556ead3"
    assert len(made) == 2, "its role is null in the log"


def test_a_file_twice_in_one_role_is_one_usage() -> None:
    """The log repeats itself; the graph does not."""
    twice = [{"url": "/x", "role": "a"}, {"url": "/x", "role": "a"}, {"url": "/x", "role": None}]
    (found,) = described(record(input=twice))
    assert [found[2:] for found in relations(found.document, "Usage")] == [("a",), ()]


def test_the_status_is_a_value_that_the_activity_generated() -> None:
    """Kept beside the activity's own attribute, as the predecessor's tables had it."""
    (activity,) = described(*logged("30_"))
    identifier = "urn:uuid:0c8a34d2"
    (status,) = [r for r in activity.document.records if str(r.identifier).endswith("_status")]
    assert status.identifier
    assert status.identifier.uri.startswith(identifier)
    assert {str(value) for value in status.get_attribute(PROV["value"])} == {"error"}
    (made,) = relations(activity.document, "Generation")
    assert made[0].endswith("_status")
    assert made[2] == "status"


def test_configuration_and_software_are_not_used() -> None:
    """They hang on the activity by wasInfluencedBy and wasAssociatedWith, shared by content."""
    one, two = (described(found)[0] for found in logged("21_")[:2])
    assert len(relations(one.document, "Usage")) == 3
    influences = [r for r in one.document.records if r.get_type() == PROV["Influence"]]
    assert [r.get_attribute(PROV_TYPE) for r in influences] == [{voc.CONFIGURED}] * 2
    software = relations(one.document, "Association")[0]
    assert software[1:] == ("urn:provgraph:software:ctapipe-0.28.0", "software")
    same = {shared.id: shared.document for shared in one.shared}
    assert [same[s.id] == s.document for s in two.shared if s.id in same] == [True] * 3
    assert {shared.id.split(":")[2] for shared in one.shared} == {
        "software",
        "environment",
        "configuration",
        "contact",
    }


def test_writer_and_reader_describe_a_file_alike() -> None:
    """The record of an entity depends on neither who loads it nor when."""
    processed, merged = described(*logged("10_chain_process_run101"), *logged("11_"))
    (name,) = {ends[0] for ends in relations(processed.document, "Generation")} & {
        ends[1] for ends in relations(merged.document, "Usage")
    }
    one, other = (
        next(r for r in each.document.records if r.identifier and r.identifier.uri == name)
        for each in (processed, merged)
    )
    assert one == other


def test_unfinished_and_unversioned_files_say_so() -> None:
    """By their types, so that a query can leave them out."""
    (activity,) = described(record(status="error", input=["/in"], output=["/out"]))
    types = {
        str(value)
        for r in activity.document.records
        if r.identifier
        for value in r.get_attribute(PROV_TYPE)
    }
    assert {"provgraph:UnversionedFile", "provgraph:Unfinished"} <= types


def test_nesting_is_a_communication_of_its_own_type() -> None:
    """The inner activity's document says: the outer was informed by it."""
    data = log([activity(activity_uuid=OTHER), activity(stop={"time_utc": "2026-01-01T01:00:00"})])
    inner, outer = described(*read_activities(data, "x.log"))
    assert relations(inner.document, "Communication") == [(f"urn:uuid:{UUID}", f"urn:uuid:{OTHER}")]
    assert not relations(outer.document, "Communication")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of how prov uses rdflib
@pytest.mark.parametrize("form", ["json", "xml", "rdf"])
def test_documents_come_back_from_every_serialisation(form: str) -> None:
    """Names with blanks, hashes and letters of any alphabet are valid in all of them."""
    odd = record(input=["/data/a b#1 (ü),'x';=&%.h5"], output=["/cwd/root:/se/x:y"])
    for each in described(odd, *logged("13_")):
        for document in (each.document, *(shared.document for shared in each.shared)):
            text = document.serialize(format=form)
            assert ProvDocument.deserialize(content=text, format=form) == document


def test_a_version_that_is_no_text_is_no_software() -> None:
    """It stays in the record; the packages beside it count."""
    system = {
        "ctapipe_version": {"major": 1},
        "python": {
            "packages": [{"name": "numpy", "version": "1.26"}, {"name": "x", "version": []}]
        },
    }
    assert environment(system).packages == (("numpy", "1.26"),)


@pytest.mark.parametrize(
    ("path", "name", "place"),
    [
        (r"C:\data\x.h5", "x.h5", "file://pc/C:/data/x.h5"),
        ("C:/data/x.h5", "x.h5", "file://pc/C:/data/x.h5"),
        ("C:\\data\\", "data", "file://pc/C:/data/"),
        (r"\\nas\prod 6\x.h5", "x.h5", "file://nas/prod%206/x.h5"),
        (r"odd\name.h5", r"odd\name.h5", r"urn:provgraph:file:1/odd%5Cname.h5"),
    ],
)
def test_paths_of_windows(path: str, name: str, place: str) -> None:
    """Absolute ones belong to the node, or to the server that they name; others are as on POSIX."""
    url = urls.parse(path)
    assert (url.name, urls.location(url, (), "pc", "urn:uuid:1")) == (name, place)


# Documents


def _declare(document: ProvDocument) -> ProvDocument:
    """Declare one of each kind of name, and two namespaces with one prefix."""
    activity = document.activity(voc.named(f"urn:uuid:{UUID}"), None, None, {voc.NAME: "a"})
    for prefix in ("http://a/", "http://b/"):
        document.entity(Namespace("same", prefix)["e"], {voc.reference_name(("CTA X",)): 1})
    document.used(activity, voc.named("file://w01/data/x.h5"), None, None, {PROV_ROLE: "r"})
    document.entity(QualifiedName(Namespace("", "http://default/"), "e"))
    return document


def test_names_of_an_own_document_are_those_of_any_other() -> None:
    """Taking namespaces as they are changes no name, no prefix and no order of them."""
    own, other = _declare(voc.OwnDocument()), _declare(ProvDocument())
    assert own == other
    assert own.get_provn() == other.get_provn()
    assert list(own.namespaces) == list(other.namespaces)


class _Text(str):
    """A text of another type than `str`."""

    __slots__ = ()


_VALUES = [
    "text",
    _Text("text"),
    *(1, True, 1.0, float("inf"), None),
    datetime(2026, 1, 1, tzinfo=UTC),
    Identifier("http://example.org/x"),
    voc.DATASET,
    QualifiedName(Namespace("provgraph", "http://another/"), "x"),
    Literal("1", XSD_INT),
    Literal("1", XSD_STRING),
    Literal("chat", langtag="fr"),
]


def _declare_values(document: ProvDocument) -> ProvDocument:
    """Give each value to attributes of several kinds, one alone and all together."""
    names = [voc.NAME, PROV_TYPE, PROV_LABEL, QualifiedName(Namespace("", "http://x/"), "y")]
    for number, value in enumerate(_VALUES):
        document.entity(voc.named(f"lfn:/{number}"), [(name, value) for name in names])
    document.entity(voc.named("lfn:/all"), {name: value for name in names for value in _VALUES})
    document.entity(voc.named("lfn:/each"), [(name, v) for name in names for v in _VALUES * 2])
    return document


def test_values_of_an_own_document_are_those_of_any_other() -> None:
    """What is put into a record without `prov` is what `prov` would put there."""
    own, other = _declare_values(voc.OwnDocument()), _declare_values(ProvDocument())
    assert own == other
    assert [*map(_attributes, own.get_records())] == [*map(_attributes, other.get_records())]


def _attributes(record: ProvRecord) -> list[tuple[str, str, str]]:
    return sorted(
        (str(name), type(value).__name__, repr(value)) for name, value in record.attributes
    )


def test_what_is_no_time_is_refused_in_an_own_document() -> None:
    """A record's own attributes are still `prov`'s to check."""
    with pytest.raises(ProvException):
        voc.OwnDocument().activity(voc.named("lfn:/a"), None, None, {PROV["startTime"]: "soon"})


def test_a_released_document_needs_no_collector() -> None:
    """Its records refer to it and it to them: without the release they would stay."""
    gc.collect()
    gc.disable()
    try:
        document = voc.OwnDocument()
        record = weakref.ref(document.entity(voc.named("lfn:/a")))
        document.release()
        assert record() is None
    finally:
        gc.enable()
