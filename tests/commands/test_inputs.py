"""What commands on networks read: the domain is told once, and reading it takes from the budget."""

import pytest

from boundkit.commands.inputs import read_network, read_where
from boundkit.errors import FileAccessError, MissingValueError


class Silent:
    def begin(self, text):
        self.text = text
        return self


@pytest.mark.parametrize(("box", "name"), [(None, None), (("-1", "1"), "domain.json")])
def test_the_domain_is_given_once(tmp_path, box, name):
    with pytest.raises(MissingValueError, match=r"--box LO HI, .* or with --domain FILE, not both"):
        read_where(box, name and tmp_path / name, Silent(), None)


def test_a_box_takes_nothing_from_the_budget():
    assert read_where(("-1", "1/3"), None, Silent(), 7.0)[1] == 7.0


def test_a_file_takes_its_time_from_the_budget(tmp_path):
    path = tmp_path / "domain.json"
    path.write_text('{"lower": [0, 0], "upper": [1, "1/2"]}')
    domain, left = read_where(None, path, Silent(), 7.0)
    assert 0 < left <= 7
    assert domain is not None


def test_what_is_read_is_said_before(tmp_path):
    listener = Silent()
    with pytest.raises(FileAccessError):
        read_network(tmp_path / "none.npz", listener)
    assert listener.text == f"reading {tmp_path / 'none.npz'}"
