"""The table of tokens, and models from files, on the command line."""

import csv
import io
import json

import pytest
from console import document

from boundkit.api import theorem
from boundkit.commands.tokens import TokensFound
from boundkit.errors import DomainError, MalformedInputError, UnknownNameError
from boundkit.models import models

MIXTRAL = {
    "model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2, "intermediate_size": 14336,
    "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
    "vocab_size": 32000, "tie_word_embeddings": False,
}  # fmt: skip


@pytest.fixture
def config(tmp_path):
    (path := tmp_path / "mixtral.json").write_text(json.dumps(MIXTRAL))
    return str(path)


@pytest.mark.parametrize("name", sorted(models()))
def test_the_advantage_is_gone_where_all_parameters_may_be_in_use(name):
    shape = models()[name]
    counts = [shape.used_by(T) for T in range(1, shape.gone_at + 3)]
    assert counts[0] == shape.active_parameters
    assert counts[shape.gone_at - 2] < counts[shape.gone_at - 1] == counts[-1] == shape.total_parameters
    routers = shape.routed_layers * shape.hidden * shape.experts
    assert shape.used_by(2, router=False) == shape.used_by(2) - routers


def test_counts_are_those_of_the_theorem():
    """Beside embeddings and layers without experts."""
    shape, budget = models()["deepseek-v2"], theorem("mayaki2026.active_budget").claim("active_budget")
    at = {name: shape.values[name] for name in ("E", "k", "L", "P", "S_shared")}
    rest = shape.dense_parameters + shape.embedding_parameters
    for T in (1, 2, 26, 27, 1000):
        assert shape.used_by(T) == int(budget.evaluate(T=T, **at).exact) + rest


def test_the_table_in_all_formats(run, config):
    words = ["table", "tokens", "T=1,2,4:8:4", "--model", f"dbrx,{config}"]
    shown = document(run(*words, "--json"))
    assert shown["columns"] == [
        "model",
        "layers",
        "E",
        "k",
        "P",
        "T = 1",
        "T = 2",
        "T = 4",
        "T = 8",
        "all",
        "gone at T",
    ]
    assert [row[-1] for row in shown["rows"]] == [4, 4]
    assert shown["rows"][1][5] == models()["mixtral-8x7b"].active_parameters
    assert any("routers" in note and "are counted" in note for note in shown["notes"])
    assert any(note.startswith("mixtral: head_dim is not in the file") for note in shown["notes"])
    for format in ("markdown", "html", "latex"):
        code, out, _ = run(*words, "--format", format)
        assert code == 0
        assert "dbrx" in out
    code, out, _ = run(*words, "--format", "csv", "--no-router")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert int(rows[1]["T = 1"]) == shown["rows"][1][5] - 32 * 4096 * 8


def test_the_picture(run, tmp_path, config):
    picture = tmp_path / "tokens.svg"
    assert run("table", "tokens", "--model", f"{config},kimi-k2", "--plot", str(picture))[0] == 0
    text = picture.read_text()
    assert "mixtral: 4" in text
    assert "kimi-k2: 48" in text


def test_what_is_not_known_stays_so(run, tmp_path):
    (path := tmp_path / "half.json").write_text(json.dumps({**MIXTRAL, "num_key_value_heads": "8"}))
    assert "num_key_value_heads" in run("table", "tokens", "--model", str(path))[2]
    path.write_text(json.dumps({name: value for name, value in MIXTRAL.items() if name != "num_key_value_heads"}))
    (row,) = document(run("table", "tokens", "--model", str(path), "--json"))["rows"]
    assert row[5:] == ["not known"] * 4 + [4]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["T=0"], DomainError),
        (["T=1/2"], MalformedInputError),
        (["E=3"], UnknownNameError),
        (["T"], MalformedInputError),
        (["T=1:17"], MalformedInputError),
    ],
)
def test_bad_tokens_are_refused(words, error):
    with pytest.raises(error):
        TokensFound.of(words, "dbrx")


def test_a_file_is_a_model_wherever_one_is_named(run, config):
    budget = ["mayaki2026.active_budget"]
    at_file, at_name = (
        document(run("eval", *budget, "--claim", "active_budget", "T=2", "--model", name, "--json"))
        for name in (config, "mixtral-8x7b")
    )
    assert at_file["exact"] == at_name["exact"]
    assert at_file["model"] == "mixtral"
    assert "S_shared counts the router, 32768 weights" in at_file["note"]
    assert "head_dim is not in the file and taken as 128" in at_file["note"]
    relation = "active_budget >= L*(S_shared + E*P)"
    for name in (config, "mixtral-8x7b"):
        solved = document(run("solve", *budget, relation, "--for", "T", "--model", name, "--json"))
        assert solved["value"] == "4"
    over = ["--over", "T", "--subject-to", "T <= 8", "--model", config]
    least = document(run("minimise", *budget, "--claim", "active_budget", *over, "--json"))
    assert (least["model"], least["note"]) == ("mixtral", at_file["note"])
    table = run("table", "bounds", "--result", "mayaki2026.active_budget", "T=2", "--model", config)[1]
    assert "mixtral: head_dim is not in the file" in table


@pytest.mark.parametrize("text", ["{}", "not json", '{"model_type": "llama", "hidden_size": 4}'])
def test_a_wrong_file_is_one_clear_line(run, tmp_path, text):
    (path := tmp_path / "config.json").write_text(text)
    for words in (["eval", "mayaki2026.active_budget", "--claim", "active_budget", "T=2"], ["table", "tokens"]):
        code, out, err = run(*words, "--model", str(path))
        assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
        assert "config.json" in err
