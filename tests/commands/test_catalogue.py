"""The rows of ``boundkit list``."""

import pytest

from boundkit.commands.catalogue import listed
from boundkit.errors import NothingMatchedError


def test_a_paper_is_a_part_of_all():
    rows = listed("wang2025")
    assert {row["paper"] for row in rows} == {"wang2025"}
    assert [row for row in listed() if row["paper"] == "wang2025"] == list(rows)
    assert len(listed()) > len(rows)


def test_an_unknown_paper_is_refused_with_the_nearest():
    with pytest.raises(NothingMatchedError, match="wang2025"):
        listed("wang2024")


def test_results_are_found_by_words_of_id_title_and_claims():
    found = listed(words="Serra UPPER")
    assert [row["id"] for row in found] == ["classical.serra_upper"]
    assert listed("wang2025", "cells") == tuple(row for row in listed(words="cells") if row["paper"] == "wang2025")
    with pytest.raises(NothingMatchedError, match="holds all of 'spline crossover'"):
        listed(words="spline crossover")
