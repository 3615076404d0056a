"""What the README teaches works as it stands there."""

import re
from pathlib import Path

from boundkit.checking.runner import check
from boundkit.discovery.discover import load

README = Path(__file__).parents[1] / "README.md"
LONGEST = 40  # lines of the section that teaches proofs


def section(title):
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## )", README.read_text(encoding="utf-8"), re.S | re.M)
    return found


def test_the_theorem_with_a_proof_is_derived_from_premises_that_are_all_tried(tmp_path):
    text = section("Add a theorem with a proof")
    assert len(text.strip().splitlines()) <= LONGEST
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    file = tmp_path / "depth.py"
    file.write_text(code, encoding="utf-8")
    report = check(load(str(file)))
    assert all(result.as_expected for result in report.results)
    (claim,) = report.claims
    assert (claim.headline, claim.scope) == ("DERIVED", "all")
    assert [bool(premise.tested_by) for premise in claim.premises if premise.relation] == [True] * 3
