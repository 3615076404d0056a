"""Results and a theorem file to run, for the tests of checks."""

from dataclasses import dataclass, field, fields, replace

from boundkit.checking.journal import Journal
from boundkit.checking.report import Result
from boundkit.checking.runner import check
from boundkit.discovery.discover import Entry
from boundkit.evidence import decided, derives, instances
from boundkit.evidence.kinds import STEPS, Derives
from boundkit.evidence.proof import Proof
from boundkit.evidence.scope import Scope
from boundkit.proofs import HOLE, apply, chain, premise, unknown
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

THEOREM = """
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
N = quantity("N", "the size again", measure=int)
RUNS = []

def build(n):
    RUNS.append(n)
    {body}
    return n

THEOREM = Theorem(
    id="{name}.x",
    title="a size",
    source=cite("folklore", "everywhere"),
    claims=(Claim("upper", UPPER, N <= n),),
    evidence=tuple(instances("upper", build, name=f"size {{size}}", n=(size,)) for size in (1, 2, 3)),
)
"""


def theorem_file(folder, name, body="pass"):
    path = folder / f"{name}.py"
    path.write_text(THEOREM.format(name=name, body=body))
    return path


ALL, ONE_STEP, SEEN = Scope(whole=True), Scope(one_step=True), Scope(instances=3)
PART = Scope(instances=4, conditions=("E = 2",), assumes=(ClaimId("b.y", "upper"),), stated=("a lemma",))


def result(verdict, scope=SEEN, *, expected=None, id="a.b", claim="upper"):
    wanted = verdict if expected is None else expected
    return Result(id, claim, "item", "instances", verdict, scope, wanted, verdict is wanted, 0.0, "")


def size(number):
    """The result of the item of a number in the theorem file."""
    return replace(result(Verdict.CERTIFIED, PART, id="a.x"), evidence=f"size {number}")


def written(path, count=3):
    """A journal with some results."""
    with Journal(path, {}) as journal:
        for number in range(count):
            journal.write(f"key {number}", size(number))
    return path


def true():
    yield decided("it holds", True)


@dataclass(frozen=True)
class Whole(Derives):
    """Steps that speak of the whole claim, in the place of a proof of the kernel; or of a fact that denies it."""

    shows: Verdict = field(default=Verdict.CERTIFIED, kw_only=True)

    def run(self, theorem, context):
        found = super().run(theorem, context)
        if found.scope.conditions != (STEPS,):
            return found
        return replace(found, verdict=self.shows, scope=replace(found.scope, whole=True, conditions=()))


def proved(claim, steps, *, shows=Verdict.CERTIFIED, **options):
    """As ``derives``, for the whole claim."""
    made = derives(claim, steps, expects=shows, **options)
    return Whole(**{field.name: getattr(made, field.name) for field in fields(made)}, shows=shows)


n = natural("n", "size")
pieces = quantity("N", "pieces", measure=lambda thing: thing.value)


class Pieces:
    """An object with one number more than its proofs know of."""

    def __init__(self, value, layers):
        self.value, self.layers = value, layers


def by_layers(power):
    """A proof of N <= n**power from premises of which one speaks of all objects with one layer."""
    v = unknown("v", "layers", measure=lambda thing: thing.layers)
    rest = n ** (power - 1)
    few = premise("there are no more layers than the size", v <= n)
    return chain(premise(f"a layer has n^{power - 1} pieces", pieces <= v * rest), apply(rest * HOLE, few))


def of_powers(layers):
    """Two claims with proofs that share a premise; objects are built for the first alone."""
    claims = tuple(Claim(f"power{k}", UPPER, pieces <= n**k, given=()) for k in (2, 3))
    evidence = (
        *(Proof(f"power{k}", f"proof {k}", Verdict.DERIVED, argument=lambda k=k: by_layers(k)) for k in (3, 2)),
        instances("power2", lambda n: Pieces(1, layers(n)), n=(2, 3)),
    )
    return Theorem("test.powers", "Powers", cite("wang2025", "a test"), claims, evidence=evidence)


def headlines_of(*theorems):
    """The headlines of a check by their ids, and the report."""
    report = check([Entry(theorem, "") for theorem in theorems])
    return {f"{c.id}:{c.claim}": c for c in report.claims}, report
