"""What commands on networks read: the network, and where its inputs lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from boundkit.arithmetic.rational import rational
from boundkit.commands.effort import Listener
from boundkit.errors import MalformedInputError, MissingValueError, UnsupportedError

if TYPE_CHECKING:
    from boundkit.networks.program import PiecewiseAffine
    from boundkit.regions.domain import Domain
    from boundkit.regions.flats import Flat


_OF_A_PLANE = ("origin", "u", "v")


@dataclass(frozen=True)
class Where:
    """A domain, the flat whose coordinates it is in where that is not all inputs, and what is left of a budget."""

    domain: Domain
    flat: Flat | None
    budget: float | None

    def restricted(self, network: PiecewiseAffine, *, decision: bool = False) -> PiecewiseAffine:
        """The network, or its decision, on the flat. Raises UnsupportedError for the decision of a router alone."""
        from boundkit.networks import decision as decision_of
        from boundkit.networks.mixture import RouterAlone

        if decision and isinstance(network, RouterAlone):
            raise UnsupportedError("the experts were not read, so there is no decision; leave --decision out")
        program = network if self.flat is None else self.flat.restricted(network)
        return decision_of(program) if decision else program


@dataclass(frozen=True)
class Part:
    """What of a file is meant: a layer of a checkpoint with so many experts a token, or its router alone."""

    layer: str | None = None
    top: int | None = None
    router_only: bool = False


def read_network(file: Path, progress: Listener, part: Part = Part()) -> PiecewiseAffine:
    """The network of a file, or the part that is meant. Raises the errors of ``networks.load`` and ``load_layer``."""
    from boundkit.networks import load
    from boundkit.networks.formats.checkpoint import load_layer

    progress.begin(f"reading {file}")
    if part.layer is not None:
        top = part.top or _top_beside(file)
        return load_layer(file, part.layer, top, router_only=part.router_only)
    if part.top is not None or part.router_only:
        raise MissingValueError("--top and --router-only are of a layer of a checkpoint; give --layer")
    return load(file)


def _top_beside(file: Path) -> int:
    """How many experts serve a token, by the config.json beside a checkpoint."""
    from boundkit.models.config import read_config

    config = file.parent / "config.json"
    if not config.is_file():
        raise MissingValueError(f"there is no config.json beside {file}; say with --top how many experts serve a token")
    return read_config(config).active


def read_where(
    box: tuple[str, str] | None,
    file: Path | None,
    progress: Listener,
    budget: float | None,
    through: Sequence[Path] = (),
    section: Flat | None = None,
) -> Where:
    """The domain, on a section or the flat through points: of points without a domain what lies between them.

    Of a VNN-LIB file that fixes inputs the flat is that of the others. Raises MissingValueError for two domains, and
    for none without points, MalformedInputError for two flats.
    """
    if through and section is not None:
        raise MalformedInputError("--through and --section say twice on which plane; leave one of them out")
    if (box is not None and file is not None) or (box is None and file is None and not through):
        raise MissingValueError("give the domain with --box LO HI, such as --box -1 1, or with --domain FILE, not both")
    from boundkit.regions.limit import Limit
    from boundkit.values import read_box

    limit = Limit(budget)
    flat = _flat(through) if through else section
    if flat is not None and box is None and file is None:
        return Where(([0] * flat.dimension, [1] * flat.dimension), flat, budget)
    if box is not None:
        given: Any = read_box(*box)
    else:
        assert file is not None
        given, flat = _described(file, flat, progress)
    progress.begin("vertices of the domain")
    domain = _domain(given, flat, limit.watch)
    return Where(domain, flat, limit.stop() if file is not None or flat is not None else budget)


def _described(file: Path, flat: Flat | None, progress: Listener) -> tuple[Any, Flat | None]:
    from boundkit.regions.domain_file import describe
    from boundkit.regions.flats import free_inputs

    said = describe(file)
    if said.constraints_on_outputs:
        progress.note(f"{file}: {said.constraints_on_outputs} constraints on outputs are left aside")
    if flat is None and file.suffix.lower() == ".vnnlib" and isinstance(said.domain, tuple):
        flat = free_inputs(*said.domain)
        if flat is not None:
            fixed = len(flat.origin) - flat.dimension
            progress.note(f"{file} fixes {fixed} of {len(flat.origin)} inputs; counted over the others")
    return said.domain, flat


def _domain(given: Any, flat: Flat | None, watch: Any) -> Domain:
    from boundkit.errors import UnboundedDomainError
    from boundkit.regions.domain import Everywhere
    from boundkit.regions.double_description import halfspaces
    from boundkit.regions.flats import HalfSpaces

    if flat is not None:
        if isinstance(given, Everywhere):
            raise UnboundedDomainError("a line or plane without ends; give a box, or --through points alone")
        return flat.part(given, watch)
    return halfspaces(given.normals, given.offsets, watch=watch) if isinstance(given, HalfSpaces) else given


def _flat(files: Sequence[Path]) -> Flat:
    from boundkit.regions.flats import Flat

    points = [_vector(file) for file in files]
    if len(points) < 2:
        raise MissingValueError("a line needs two points and a plane three; give --through A.npy B.npy C.npy")
    return Flat.through(*points)


def _vector(file: Path) -> list[Any]:
    from boundkit.networks.formats import npz
    from boundkit.networks.formats.files import read_bytes

    return npz.array(read_bytes(file), str(file), axes=8).ravel().tolist()


def read_section(words: Sequence[str]) -> Flat | None:
    """The plane origin + s u + t v, or the line without v, of words NAME=VALUES; None where none of them names one.

    Values are exact numbers between commas, or an npy file; an origin that is left out is 0. Raises
    MalformedInputError for anything beside them, and the errors of ``Flat``.
    """
    names = [word.partition("=")[0] for word in words]
    if not set(names) & set(_OF_A_PLANE):
        return None
    if "u" not in names or not set(names) <= set(_OF_A_PLANE) or len(set(names)) < len(names):
        raise MalformedInputError(
            "a plane is --section origin=0,0,1/2 --section u=1,0,1 --section v=0,1,0, each once and nothing beside; "
            "without v it is a line, without origin through 0"
        )
    from boundkit.regions.flats import Flat

    given = {name: tuple(map(rational, _entries(word))) for name, word in zip(names, words, strict=True)}
    directions = tuple(given[name] for name in ("u", "v") if name in given)
    return Flat(given.get("origin", (rational(0),) * len(directions[0])), directions)


def _entries(word: str) -> list[Any]:
    from boundkit.values import read_assignments

    name, _, text = word.partition("=")
    return _vector(Path(text)) if text.endswith(".npy") else read_assignments([word])[name]


def read_data(file: Path, through: Sequence[Path] | None = None) -> list[list[float]]:
    """The points of an npy file of shape (points, inputs). Raises MalformedInputError, also beside points of a flat."""
    from boundkit.networks.formats import npz
    from boundkit.networks.formats.files import read_bytes

    if through:
        raise MalformedInputError("--data are inputs of the whole network; leave --through out")
    array = npz.array(read_bytes(file), str(file))
    if array.ndim != 2 or array.dtype.kind not in "fiu" or array.size == 0 or not np.isfinite(array).all():
        raise MalformedInputError(f"{file} has shape {array.shape}; give finite numbers of shape (points, inputs)")
    return array.tolist()


def box_around(points: Sequence[Sequence[float]]) -> tuple[str, str]:
    """The smallest box that has the points, as the words of --box; a coordinate that does not vary gets width 2."""
    columns = list(zip(*points, strict=True))
    lower, upper = [min(column) for column in columns], [max(column) for column in columns]
    ends = [(low - 1, high + 1) if low == high else (low, high) for low, high in zip(lower, upper, strict=True)]
    low, high = (",".join(str(rational(end[side])) for end in ends) for side in (0, 1))
    return low, high
