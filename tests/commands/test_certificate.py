"""Certificates in a folder, verified in a process of its own that imports nothing of boundkit."""

import pytest
from samples import theorem_file

from boundkit.checking.runner import check
from boundkit.commands.certificate import verified, verifier
from boundkit.discovery.discover import load
from boundkit.errors import MalformedInputError, NothingMatchedError


def test_a_folder_without_certificates_and_one_with_a_broken_index(tmp_path):
    with pytest.raises(NothingMatchedError, match="check -o"):
        verified(tmp_path)
    (tmp_path / "index.json").write_text("{}")
    with pytest.raises(MalformedInputError, match="index"):
        verified(tmp_path)


def test_what_is_not_verified_is_listed_and_counted(tmp_path):
    check(load(str(theorem_file(tmp_path, "b"))), certificates=tmp_path / "certificates")
    found = verified(tmp_path)
    assert found.exit_code == 0
    assert found.document["failed"] == 0
    assert found.text.splitlines()[-1].startswith(f"{found.document['verified']} verified, 0 failed")


def test_a_change_of_a_file_is_found(tmp_path):
    check(load(str(theorem_file(tmp_path, "b"))), certificates=tmp_path)
    changed = next(path for path in tmp_path.glob("*.json") if path.name != "index.json")
    changed.write_text(changed.read_text() + " ")
    found = verified(tmp_path)
    assert found.exit_code == 1
    assert "digest" in found.text


def test_the_verifier_imports_nothing_of_boundkit():
    text = verifier().read_text()
    assert "import boundkit" not in text
    assert "from boundkit" not in text
