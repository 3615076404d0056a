"""What the documentation shows runs as it stands there, page by page, and says what is printed beside it."""

import re
import shlex
from pathlib import Path

import pytest

from boundkit.cli import main

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [
    "tutorial.md",
    *(f"howto/{name}.md" for name in ("reviewer", "architect", "trained_network", "runs", "tables")),
]
_BLOCK = re.compile(
    r"^```(?:\{code-block\} )?(console|python|json)\n(?::caption: (\S+)\n)?(.*?)^```$", re.DOTALL | re.MULTILINE
)


def blocks(page):
    """Kind, name of the file that it is, and text of each block of a page."""
    return [found.groups() for found in _BLOCK.finditer((DOCS / page).read_text(encoding="utf-8"))]


def commands(text):
    """Each command of a block of the console with its exit code and the lines that are shown of what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        words = shlex.split(line, comments=True)
        code = re.search(r"# exit code (\d)", line)
        yield words, int(code[1]) if code else 0, [said for said in shown.splitlines() if said.strip()]


def test_every_page_that_shows_commands_is_run():
    shown = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "```console" in path.read_text()}
    assert shown - {"index.md"} == set(PAGES)
    assert [words for _, _, text in blocks("index.md") for words, _, _ in commands(text)] == [
        ["pip", "install", "."],
        ["boundkit", "check"],
    ]


@pytest.mark.heavy
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_runs(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    assert blocks(page)
    for kind, file, text in blocks(page):
        if file:
            Path(file).write_text(text.lstrip("\n"), encoding="utf-8")
        elif kind == "python":
            exec(compile(text, page, "exec"), names)
        else:
            for words, code, shown in commands(text):
                assert words[0] == "boundkit"
                capsys.readouterr()
                assert main(words[1:]) == code, words
                captured = capsys.readouterr()
                said = " ".join((captured.out + captured.err).split())
                for line in shown:
                    assert " ".join(line.split()) in said, f"{' '.join(words)} does not say: {line}\n{said}"
