"""Domain files: three forms, exact numbers, and nothing else."""

import pytest
from flint import fmpq

from boundkit.errors import FileAccessError, MalformedInputError, ShapeError, UnboundedDomainError
from boundkit.regions import EVERYWHERE
from boundkit.regions.domain import cell_of
from boundkit.regions.domain_file import read_domain


@pytest.fixture
def read(tmp_path):
    def call(text):
        file = tmp_path / "domain.json"
        file.write_text(text, encoding="utf-8")
        return read_domain(file)

    return call


def test_a_box_is_exact(read):
    cell = cell_of(2, read('{"lower": [0.1, -1], "upper": ["1/3", 1e-1]}'))
    assert sorted(cell.vertices)[0] == [fmpq(1, 10), fmpq(-1)]
    assert cell.volume == (fmpq(1, 3) - fmpq(1, 10)) * fmpq(11, 10)


def test_half_spaces(read):
    assert read('{"normals": [[-1, 0], [0, -1], [0.5, 1]], "offsets": [0, 0, "1/3"]}').volume == fmpq(1, 9)


def test_everywhere(read):
    assert read('{"everywhere": true}') == EVERYWHERE


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", MalformedInputError, "no JSON file"),
        ("{", MalformedInputError, "no JSON file"),
        ("[" * 100_000, MalformedInputError, "no JSON file"),
        ('{"lower": [0], "lower": [1], "upper": [2]}', MalformedInputError, "no JSON file"),
        ("[]", MalformedInputError, "holds no domain"),
        ('{"everywhere": false}', MalformedInputError, "holds no domain"),
        ('{"lower": [0]}', MalformedInputError, "holds no domain"),
        ('{"lower": [true], "upper": [2]}', MalformedInputError, "holds no domain"),
        ('{"lower": [0], "upper": [1], "normals": [[1]], "offsets": [1]}', MalformedInputError, "holds no domain"),
        ('{"normals": [1], "offsets": [1]}', MalformedInputError, "holds no domain"),
        ('{"normals": [[NaN]], "offsets": [1]}', MalformedInputError, "'NaN' is not a number"),
        ('{"normals": [["x"]], "offsets": [1]}', MalformedInputError, "'x' is not a number"),
        ('{"normals": [], "offsets": []}', ShapeError, "rows of one positive length"),
        ('{"normals": [[1], [-1]], "offsets": [1]}', ShapeError, "one bias per row"),
        ('{"normals": [[1], [-1]], "offsets": [1, -1]}', UnboundedDomainError, "no common interior"),
        ('{"normals": [[1]], "offsets": [1]}', UnboundedDomainError, "unbounded"),
    ],
    ids=range(16),
)
def test_what_is_no_domain(read, text, error, said):
    with pytest.raises(error, match=said):
        read(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileAccessError, match="there is no such file"):
        read_domain(tmp_path / "none.json")
