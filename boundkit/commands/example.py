"""``boundkit example``: small files to try the other commands on, made here, the same each time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.whole_file import put

if TYPE_CHECKING:
    from boundkit.networks.program import PiecewiseAffine

_SEED = 0


def write_example(name: str, output: Path | None = None) -> tuple[Path, str]:
    """Write the example and give its file and a command to try on it.

    A network or mixture is written in the format of the suffix. Raises MalformedInputError for a name that is none,
    FileAccessError where a file is there already or cannot be written, MissingExtraError for a format of an extra.
    """
    if name not in EXAMPLES:
        raise MalformedInputError(f"no example {name!r}; allowed: {', '.join(EXAMPLES)}")
    standard, make, command = EXAMPLES[name]
    path = output or Path(standard)
    if path.exists():
        raise FileAccessError(f"{path} exists already; choose another name with -o")
    content = make()
    if isinstance(content, bytes):
        try:
            put(path, content)
        except OSError as error:
            raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    else:
        from boundkit.networks import save

        save(content, path)
    return path, command.format(path)


def _network() -> PiecewiseAffine:
    """Two inputs, two hidden layers of 16."""
    from boundkit.constructions.gaussian import gaussian_network

    return gaussian_network("2-16-16-1", _SEED)


def _mixture() -> PiecewiseAffine:
    """Two layers of four experts of eight units on the plane, each chosen by the largest of four linear scores."""
    from boundkit.constructions.gaussian import gaussian_layers
    from boundkit.networks import LinearGate, stack

    draw = np.random.default_rng(_SEED)
    layers = []
    for outputs in (2, 1):
        gate = LinearGate(draw.normal(size=(4, 2)), draw.normal(size=4) / 2)
        layers.append((gate, [gaussian_layers(draw, (2, 8, outputs)) for _ in range(4)]))
    return stack(*layers)


def _domain() -> bytes:
    """A triangle."""
    return (json.dumps({"normals": [[-1, 0], [0, -1], [1, 1]], "offsets": [0, 0, 1]}, indent=1) + "\n").encode()


def _property() -> bytes:
    """A box with a condition on the output, as verifiers write it."""
    inputs = "".join(
        f"(declare-const X_{n} Real)\n(assert (>= X_{n} -0.5))\n(assert (<= X_{n} 0.5))\n" for n in range(2)
    )
    return f"; the inputs of a property\n{inputs}(declare-const Y_0 Real)\n(assert (<= Y_0 0.0))\n".encode()


def _config() -> bytes:
    """A model of the family of Mixtral, smaller than any that was published."""
    fields = {
        "model_type": "mixtral",
        "hidden_size": 512,
        "intermediate_size": 1024,
        "num_attention_heads": 8,
        "num_experts_per_tok": 2,
        "num_hidden_layers": 8,
        "num_key_value_heads": 4,
        "num_local_experts": 16,
        "tie_word_embeddings": False,
        "vocab_size": 32000,
    }
    return (json.dumps(fields, indent=1) + "\n").encode()


def _point(number: int) -> Callable[[], bytes]:
    def made() -> bytes:
        file = io.BytesIO()
        np.save(file, np.random.default_rng(number).uniform(-1, 1, 2))
        return file.getvalue()

    return made


def _runs() -> bytes:
    """Training runs whose loss is 1.7 + 60 A^(-0.3) + 40 A/n in the active parameters, but for 0.5% of noise."""
    draw = np.random.default_rng(4)
    active = np.geomspace(2e7, 2e9, 24).round()
    experts = np.tile([1, 4, 8, 16], 6)
    tokens = (active * 10 ** draw.uniform(0.8, 3, 24)).round()
    loss = (1.7 + 60 * active**-0.3 + 40 * active / tokens) * np.exp(0.005 * draw.standard_normal(24))
    lines = [f"{a:.0f},{a * e:.0f},{e},{n:.0f},{v:.4f}" for a, e, n, v in
             zip(active, experts, tokens, loss, strict=True)]  # fmt: skip
    return "\n".join(["active,total,experts,tokens,loss", *lines, ""]).encode()


EXAMPLES: Mapping[str, tuple[str, Callable[[], PiecewiseAffine | bytes], str]] = {
    "network": ("network.npz", _network, "boundkit regions {} --box -1 1"),
    "mixture": ("mixture.npz", _mixture, "boundkit routing {} --box -1 1"),
    "domain": ("domain.json", _domain, "boundkit regions network.npz --domain {}"),
    "property": ("property.vnnlib", _property, "boundkit regions network.npz --domain {}"),
    "point-a": ("a.npy", _point(1), "boundkit regions network.npz --through {} b.npy"),
    "point-b": ("b.npy", _point(2), "boundkit regions network.npz --through a.npy {}"),
    "config": ("config.json", _config, "boundkit table tokens T=1,8,64 --model {}"),
    "runs": ("runs.csv", _runs, "boundkit fit {}"),
}
"""By name: the standard file, what makes it, and a command to try on it."""
