"""Proofs from files, run again in a process that reads no theorem file."""

import json
import subprocess
import sys

import pytest

import boundkit
from boundkit.commands.proof import replayed
from boundkit.errors import FileAccessError, MalformedInputError, ProofError
from boundkit.export.proof import proofs_document


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proofs_document(boundkit.theorem("wang2025.piece_count"))))
    return path


def test_a_fresh_process_reads_no_theorem_file(written):
    code = (
        "import sys; from boundkit.cli import main; code = main(['proof', 'replay', sys.argv[1]]);"
        "print([name for name in sys.modules if name.startswith('boundkit.theorems')], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(written)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "wang2025.piece_count:upper follows in 9 steps from 4 premises and 0 lemmas: N <= E**L" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_file_that_was_changed_is_refused(written):
    written.write_text(written.read_text().replace('"op": "<="', "").replace('["Pow", ', '["Mul", ', 1))
    with pytest.raises(ProofError):
        replayed(written)


def test_files_without_proofs(tmp_path):
    with pytest.raises(FileAccessError):
        replayed(tmp_path / "nothing.json")
    for text in ("", "[]", "{}", '{"proofs": [{}]}', '{"proofs": [[]]}', '{"proofs": 3}'):
        (tmp_path / "wrong.json").write_text(text)
        with pytest.raises(MalformedInputError):
            replayed(tmp_path / "wrong.json")
