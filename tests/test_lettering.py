"""Names of files in any script and any bytes: pages, Markdown and LaTeX that compiles."""

import subprocess

import pytest

from boundkit.export.tables import Table
from boundkit.lettering import latex_text
from boundkit.streams import printable

NAMES = (
    "netz ü ζ.npz", "l1_\udce9.npz", "中文 नेट 한글 ру.npz", "emoji 😀.npz", "ß æ Ø ł ı Ő ç ą Å ñ ě — ≤ “x”.npz",
    "ΑΒΓ ά ϑ ο ω",
    "a\x1b[31m\u202eb\x07", "%$#&_{}~^\\ |<>\"'`!?-- ,,<<", "[x] *", "İ ď ĳ ŋ Đ ½ € ¿", "e\u0301 \u0301",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["latex", "markdown", "html", "csv"])
def test_a_table_with_any_name_can_be_written(name, format):
    text = Table(name, ("file", "x"), (0.5, 0.5), ((name, "1"),), (name,)).render(format)
    assert text.encode("utf-8")
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    if format == "latex":
        assert text.isascii()


def test_escapes():
    assert printable("l1_\udce9.npz") == r"l1_\xe9.npz"
    assert latex_text("ü ζ 中") == r"\"{u} $\zeta$ [U+4E2D]"
    shown = Table("c", ("f",), (1.0,), (("<script> `x` [l](u) $y$ _z_ a_b |",),)).render("markdown")
    assert r"\<script> \`x\` \[l\](u) \$y\$ \_z\_ a_b \|" in shown


@pytest.mark.latex
def test_latex_with_any_name_compiles(tmp_path):
    rows = tuple((name, "1") for name in NAMES)
    (tmp_path / "names.tex").write_text(Table("ü ζ 中", ("file", "x"), (0.7, 0.3), rows).render("latex"), "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "names.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
