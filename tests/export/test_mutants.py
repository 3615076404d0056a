"""What is printed of mutants: counts by claim, and every survivor with its explanation."""

import json

from boundkit.checking.mutation import NOT_TIGHT, REFUTED, SURVIVED, Outcome
from boundkit.commands.falsify import Examined
from boundkit.export.mutants import mutants_document, mutants_text

FOUND = (
    Outcome("a.b", "upper", "the bound -1", "E - 1", REFUTED, "witness"),
    Outcome("a.b", "upper", "the bound times 99/100", "99*E/100", NOT_TIGHT, "ratio 0.5"),
    Outcome("a.b", "lower", "the bound +1", "E + 1", SURVIVED, "undecided at E=2"),
)


def test_the_table_counts_by_claim_and_explains_survivors():
    *table, _, total, survivor = mutants_text(FOUND).splitlines()
    assert table[2:] == ["| a.b:upper | 2 | 1 | 1 | 0 |", "| a.b:lower | 1 | 0 | 0 | 1 |"]
    assert total == "1 of 3 mutants survived."
    assert survivor == "- a.b:lower, the bound +1: `E + 1`; undecided at E=2"


def test_the_document_says_when_it_was_interrupted():
    document = json.loads(json.dumps(mutants_document(Examined(FOUND))))
    assert document["summary"] == {REFUTED: 1, NOT_TIGHT: 1, SURVIVED: 1}
    assert [row["outcome"] for row in document["mutants"]] == [REFUTED, NOT_TIGHT, SURVIVED]
    assert "interrupted" not in document
    assert mutants_document(Examined(FOUND, interrupted=True))["interrupted"] is True
