from pathlib import Path

import pytest

from boundkit.cli import main
from boundkit.commands.new import theorem_file

FALSE = '''
"""False on purpose: a doubled number is at most itself."""

from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "a <number>")
THEOREM = Theorem(
    id="mine.doubled",
    title="<script>alert(1)</script> & 2 n <= n",
    source=cite("folklore", "false on purpose"),
    claims=(Claim("upper", UPPER, quantity("v", "twice n", measure=lambda thing: 2 * thing) <= n),),
).supported_by(instances("upper", lambda n: n, name="numbers", n=(1, 2, 3)))
'''


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site of a theorem with a proof and of a false one."""
    folder = tmp_path_factory.mktemp("site")
    files = {"pieces.py": theorem_file("mine.pieces"), "doubled.py": FALSE}
    for name, text in files.items():
        Path(folder / name).write_text(text, encoding="utf-8")
    names = [str(folder / name) for name in files]
    assert main(["report", *names, "-o", str(folder / "out"), "--jobs", "1"]) == 1
    return folder / "out"
