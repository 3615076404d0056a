"""A reader's own relation on the command line."""

import json

from console import answer


def test_a_refutation_is_an_answer_in_sentences(run):
    code, out, err = run("try", "classical.kuhn_c2:upper", "error <= D*M*h**2/9", "-v")
    assert (code, err) == (0, "")
    first, verdict, stand, effort, thing = out.splitlines()
    assert first == "classical.kuhn_c2 upper: error <= D*M*h**2/9"
    assert verdict.startswith("Refuted. The object that ")
    assert "the relation says at most " in verdict
    assert stand.startswith("Where it holds, so does the claim upper")
    assert effort.startswith("Effort: ")
    assert thing.startswith("the object: ")


def test_the_document_and_the_picture(run, tmp_path):
    words = ("try", "classical.kuhn_c2:upper", "error <= upper", "D=2", "--evaluations", "5")
    code, found = answer(run, *words, "--plot", str(tmp_path / "tried.svg"))
    assert code == 0
    assert b"<svg" in (tmp_path / "tried.svg").read_bytes()
    assert (found["verdict"], found["stands"], found["witness"]) == ("SUPPORTED", "the same", None)
    assert found["objects"] > 0
    assert found["closest"]["at"]["D"] == 2
    assert found["said"][0].startswith("Not refuted by ")
    json.dumps(found)


def test_bad_questions_are_one_line(run):
    for words, said in (
        (["wang2025.piece_count", "N <= 1"], "name a claim as wang2025.piece_count:CLAIM"),
        (["classical.kuhn_c2:uper", "error <= 1"], "did you mean upper?"),
        (["classical.kuhn_c2:upper", "error < 1"], "write <=, >= or ="),
        (["dar2025.one_dimensional:minimum", "c <= 1", "beta=x**2"], "beta stands for a function"),
        (["classical.kuhn_c2:upper", "error <= 1", "--without", "nothing"], "unknown hypothesis"),
    ):
        code, out, err = run("try", *words)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert said in err
