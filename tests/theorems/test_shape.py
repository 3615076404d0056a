"""A theorem file begins with the theorem and is short; steps and proofs stand beside it."""

import ast
from pathlib import Path

import pytest

import boundkit.theorems

LONGEST, FIRST = 250, 120  # lines of a file, and those within which the statement ends
FILES = sorted(
    path
    for root in boundkit.theorems.__path__
    for path in Path(root).rglob("[!_]*.py")
    if not path.stem.endswith("_proofs")
)


BESIDE = [path.with_name(f"{path.stem}_proofs.py") for path in FILES]


def assigned(tree, name):
    """The top-level statements that bind a name."""
    return [node for node in tree.body if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_theorem_file_begins_with_its_statement_and_ends_with_its_evidence(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    (statement,), (theorem,) = assigned(tree, "STATEMENT"), assigned(tree, "THEOREM")
    assert statement.value.func.id == "Theorem"
    assert "evidence" not in {keyword.arg for keyword in statement.value.keywords}
    assert statement.end_lineno <= FIRST
    assert theorem.value.func.attr == "supported_by"
    assert tree.body[-1] is theorem
    assert text.count("\n") <= LONGEST


@pytest.mark.parametrize("path", [*FILES, *filter(Path.is_file, BESIDE)], ids=lambda path: path.stem)
def test_no_name_is_given_twice(path):
    """Proofs and steps are found by their names, so that the second of a name would hide the first."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names += [part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    assert [name for name in names if names.count(name) > 1] == []
