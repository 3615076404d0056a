"""Shapes of published models: totals from the shape against the published totals."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq

from boundkit import theorem
from boundkit.errors import UnknownNameError
from boundkit.models import Model, model, models

BILLION = 10**9
PRESETS = sorted(models())
PUBLISHED = [name for name in PRESETS if models()[name].published_total is not None]


def test_the_table_is_complete():
    assert len(PRESETS) == 15
    assert set(PRESETS) - set(PUBLISHED) == {"phi-3.5-moe"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_totals_are_the_published_ones(name):
    """Within 1 %, or within the rounding of the printed figure where that is coarser."""
    shape = model(name)
    difference = abs(fmpq(shape.total_parameters, BILLION) - shape.published_total)
    assert difference <= max(shape.published_total / 100, shape.rounding)


@pytest.mark.parametrize("name", PUBLISHED)
def test_active_parameters_are_near_the_published_ones(name):
    """Two conventions are in use, with and without the input embedding; one of them lies within 3 %."""
    shape = model(name)
    counts = [shape.active_parameters, shape.active_parameters - shape.vocabulary * shape.hidden]
    differences = [abs(fmpq(count, BILLION) - shape.published_active) for count in counts]
    assert min(differences) <= fmpq(3, 100) * shape.published_active


@pytest.mark.parametrize(
    ("name", "total", "active"),
    [
        ("mixtral-8x7b", "46.70", "12.9"),
        ("mixtral-8x22b", "140.6", "39.2"),
        ("deepseek-v2-lite", "15.7", "2.7"),
        ("deepseek-v2", "235.7", "21.4"),
        ("deepseek-v3", "671.0", "37.6"),
        ("qwen1.5-moe-a2.7b", "14.32", "2.7"),
        ("qwen3-30b-a3b", "30.53", "3.4"),
        ("qwen3-235b-a22b", "235.1", "22.2"),
        ("olmoe-1b-7b", "6.92", "1.3"),
        ("gpt-oss-20b", "20.9", "4.2"),
        ("gpt-oss-120b", "116.8", "5.7"),
        ("dbrx", "131.6", "36.5"),
        ("grok-1", "315.7", "83.8"),
        ("phi-3.5-moe", "41.9", "6.6"),
        ("kimi-k2", "1026", "32.9"),
    ],
)
def test_counts(name, total, active):
    """Counts made once by hand, to the digits given."""
    for count, text in ((model(name).total_parameters, total), (model(name).active_parameters, active)):
        assert f"{count / BILLION:.{len(text.partition('.')[2])}f}" == text


def test_mixtral_term_by_term():
    shape = model("mixtral-8x7b")
    expert, attention, router = 3 * 4096 * 14336, 2 * 4096 * 128 * (32 + 8), 4096 * 8
    assert shape.expert_parameters == expert
    assert shape.attention_parameters == attention
    assert shape.shared_parameters == attention + router
    assert shape.embedding_parameters == 2 * 32000 * 4096
    assert shape.total_parameters == 32 * (8 * expert + attention + router) + 2 * 32000 * 4096
    assert shape.active_parameters == 32 * (2 * expert + attention + router) + 2 * 32000 * 4096
    assert shape.total_parameters - shape.active_parameters == 32 * 6 * expert


def test_latent_attention_term_by_term():
    shape = model("deepseek-v3")
    query = 7168 * 1536 + 1536 * 128 * (128 + 64)
    keys_and_values = 7168 * (512 + 64) + 512 * 128 * (128 + 128)
    assert shape.attention_parameters == query + keys_and_values + 128 * 128 * 7168
    plain = model("deepseek-v2-lite")
    assert plain.attention_parameters == (
        2048 * 16 * 192 + 2048 * (512 + 64) + 512 * 16 * (128 + 128) + 16 * 128 * 2048
    )


def test_tied_embeddings_count_once():
    assert model("grok-1").embedding_parameters == 131072 * 6144


@pytest.mark.parametrize("name", PRESETS)
def test_values_of_symbols(name):
    shape = model(name)
    values = shape.values
    assert all(isinstance(value, int) and value > 0 for value in values.values())
    assert values["k"] <= values["E"]
    assert values["L"] == shape.layers - shape.dense
    assert shape.active_parameters < shape.total_parameters
    assert values["P"] == 3 * values["D"] * values["W"]
    assert shape.source


def test_names():
    assert model("Mixtral-8x7B") is model("mixtral-8x7b")
    with pytest.raises(UnknownNameError, match=r"unknown model 'mixtral-8x7'; did you mean mixtral-8x7b\?"):
        model("mixtral-8x7")
    assert all(isinstance(shape, Model) and shape.name == name for name, shape in models().items())


def test_published_figures_are_printed_with_their_rounding():
    """The rounding is half a unit of the last digit of the printed total (kimi-k2 is printed as 1T)."""
    import boundkit

    text = (Path(boundkit.__file__).parent / "models" / "presets.toml").read_text(encoding="utf-8")
    figures = re.findall(r'total = "([\d.]+)", active = "[\d.]+", rounding = "([\d.]+)"', text)
    assert len(figures) == len(PUBLISHED)
    for total, rounding in figures:
        digits = len(total.partition(".")[2])
        assert rounding in (f"{0.5 * 10**-digits:g}", "50")


@pytest.mark.parametrize("name", PRESETS)
def test_the_parameters_of_one_token_are_not_those_of_a_pattern_of_many(name):
    covering, budget = theorem("mayaki2026.covering_number"), theorem("mayaki2026.active_budget")
    many = {"T": 4096, "B": 1, "Lambda": 1, "delta": Fraction(1, 10)}
    used = {n: v for n, v in model(name).values.items() if n in covering.claim("fixed_pattern").symbols}
    most = budget.claim("active_budget").evaluate(
        T=4096, **{n: model(name).values[n] for n in ("E", "k", "L", "P", "S_shared")}
    )
    assert int(most.exact) > model(name).active_parameters
    value = covering.claim("fixed_pattern").evaluate(**many, **used)
    assert value.number is None
    assert value.free == ("S",)
