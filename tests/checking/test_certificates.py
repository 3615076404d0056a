"""Certificates of a check: one for each item that decides something, kept as long as they are as they were written."""

import hashlib
import json

from samples import size, theorem_file

from boundkit.checking.certificates import Certificates
from boundkit.checking.runner import check
from boundkit.discovery.discover import load


def read(folder):
    index = json.loads((folder / "index.json").read_text())
    return index, [json.loads((folder / each["file"]).read_text()) for each in index["certificates"]]


def test_what_is_decided_has_a_certificate_and_an_index_names_it(tmp_path):
    folder = tmp_path / "certificates"
    check(load(str(theorem_file(tmp_path, "b", "n += n == 3"))), certificates=folder)
    index, documents = read(folder)
    assert [(each["claim"], each["verdict"]) for each in index["certificates"]] == [
        ("b.x:upper", "CERTIFIED"),
        ("b.x:upper", "CERTIFIED"),
        ("b.x:upper", "REFUTED"),
    ]
    for each, document in zip(index["certificates"], documents, strict=True):
        text = (folder / each["file"]).read_bytes()
        assert hashlib.sha256(text).hexdigest() == each["digest"]
        assert document["evidence"] == each["evidence"]
    item = documents[2]["item"]
    assert (item["sense"], item["bound"], item["count"]) == ("<=", 0, 1)
    assert item["instances"] == [
        {"symbols": [[0, "3"]], "functions": [], "value": ["4", "4"], "measured": {"by": "measurement"}}
    ]


def test_a_certificate_that_was_changed_or_lost_is_made_again(tmp_path):
    entries = load(str(theorem_file(tmp_path, "b")))
    journal, folder = tmp_path / "check.jsonl", tmp_path / "certificates"
    check(entries, journal=journal, certificates=folder)
    whole = read(folder)
    first, second = (folder / each["file"] for each in whole[0]["certificates"][:2])
    first.unlink()
    second.write_text("{}")
    (folder / "left over.json").write_text("{}")
    ran = []
    check(entries, journal=journal, resume=journal, certificates=folder, progress=lambda r, done, total: ran.append(r))
    assert [each and each.evidence for each in ran] == [None, "size 1", "size 2"]
    assert read(folder) == whole
    assert not (folder / "left over.json").exists()


def test_a_result_without_a_certificate_runs_again_unless_it_says_why(tmp_path):
    kept = Certificates(tmp_path)
    assert not kept.has(size(1))
    object.__setattr__(left_out := size(1), "certificate", {"left out": "too long"})
    assert kept.has(left_out)
