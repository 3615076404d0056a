"""Sealed documents: every edit shows, and what JSON does to a document does not."""

import json

import pytest

from boundkit.seal import is_sealed, sealed

DOCUMENT = {"claims": [{"headline": "SUPPORTED", "at": {10: "a", 9: (1, 0.1)}}], "complete": True}


def test_what_is_read_back_is_sealed():
    assert is_sealed(json.loads(json.dumps(sealed(DOCUMENT), indent=1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("SUPPORTED", "CERTIFIED"), ("true", "false"), ("0.1", "0.10000000000000002"), ("claims", "claim")],
)
def test_an_edit_shows(old, new):
    text = json.dumps(sealed(DOCUMENT))
    assert old in text
    assert not is_sealed(json.loads(text.replace(old, new)))


def test_a_document_without_a_seal_has_none():
    assert not is_sealed(json.loads(json.dumps(DOCUMENT)))
