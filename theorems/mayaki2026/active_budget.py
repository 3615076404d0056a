"""How many parameters T tokens use.  (mayaki2026 speaks of them; the count is ours)

Every token uses k of E experts in every layer. Without a common pattern T tokens may use min(E, k T) of them, so from
T >= E/k on the active budget is the whole model; one pattern for all tokens keeps k.
"""

from dataclasses import dataclass
from functools import cached_property
from random import Random

from flint import fmpq
from sympy import Min

from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.networks import Affine, LinearGate
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

# symbols ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TokenBatch:
    """T tokens through L layers; every token adds up the ``serving`` best-scored affine experts of a layer."""

    layers: tuple  # (gate, experts) pairs
    tokens: tuple
    serving: int

    @cached_property
    def pattern(self):
        """For every layer and token the set of experts that it uses, exactly."""
        states, used = list(self.tokens), []
        for gate, experts in self.layers:
            chosen = []
            for place, token in enumerate(states):
                scores = gate.scores(token)
                best = sorted(range(len(experts)), key=lambda i, s=scores: -s[i])[: self.serving]
                chosen.append(frozenset(best))
                outputs = [experts[i](token) for i in best]
                states[place] = [sum(values, fmpq(0)) for values in zip(*outputs, strict=True)]
            used.append(chosen)
        return used

    def witness(self):
        return {"pattern": [[sorted(experts) for experts in layer] for layer in self.pattern]}


def active_parameters(batch):
    """Router weights of every layer, and the parameters of every expert that some token uses."""
    return sum(
        len(gate.scores.entries) + sum(len(experts[i].entries) for i in frozenset().union(*used))
        for (gate, experts), used in zip(batch.layers, batch.pattern, strict=True)
    )


S_shared = natural("S_shared", "parameters of a layer outside its experts: attention, norms and the router", least=0)
P = natural("P", "parameters of one expert")
L = natural("L", "MoE layers")
T = natural("T", "tokens per input")
E = natural("E", "experts per layer")
k = natural("k", "active experts per token", at_most=E)
S_pi = quantity("S_pi", "active parameters of a realised pattern: each layer's union over the tokens",
                measure=active_parameters)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("L layers, each with E experts of P parameters and S_shared parameters outside; T tokens")
def equal(batch, at):
    return (len(batch.layers), len(batch.tokens)) == (at["L"], at["T"]) and all(
        (len(experts), len(gate.scores.entries)) == (at["E"], at["S_shared"])
        and {len(expert.entries) for expert in experts} == {at["P"]}
        for gate, experts in batch.layers
    )


@hypothesis("a token uses k experts in every layer")
def top_k(batch, at):
    return all(len(used) == at["k"] for layer in batch.pattern for used in layer)


@hypothesis("all tokens of a layer use the same experts", of_inputs=True)
def shared(batch):
    return all(len(set(layer)) == 1 for layer in batch.pattern)


STATEMENT = Theorem(
    id="mayaki2026.active_budget",
    title="Active parameters of T tokens: the union of their experts",
    source=cite("mayaki2026", "active parameters", "abstract"),
    notes="The source speaks of active parameters; the union over T tokens is our count, and S in "
          "mayaki2026.covering_number. S_shared counts the router, E (D + 1) weights a layer.",
    given=(equal, top_k, shared),
    claims=(
        Claim("active_budget", UPPER, S_pi <= L * (S_shared + Min(E, k * T) * P), given=(equal, top_k),
              proof="T tokens with k experts each use at most min(E, k T) experts of a layer."),
        Claim("active_budget_shared", UPPER, S_pi <= L * (S_shared + k * P), given=(equal, top_k, shared),
              proof="One pattern for all tokens of a layer uses k experts."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def batch(layers, tokens, k, serving=None):
    gate, experts = layers[0]
    values = {"E": gate.experts, "k": k, "L": len(layers), "T": len(tokens),
              "P": len(experts[0].entries), "S_shared": len(gate.scores.entries)}  # fmt: skip
    return Case(TokenBatch(tuple(layers), tuple(tokens), serving or k), values)


def random_batch(E, k, L, T, seed, serving=None):
    """Integer tokens, gates and experts drawn with a seed, two coordinates."""
    draw = Random(f"{E} {k} {L} {T} {seed}")
    row = lambda size: [draw.randint(-9, 9) for _ in range(size)]  # noqa: E731
    layers = [
        (LinearGate([row(2) for _ in range(E)], row(E)), [Affine([row(2), row(2)], row(2)) for _ in range(E)])
        for _ in range(L)
    ]
    return batch(layers, [row(2) for _ in range(T)], k, serving)


def disjoint_tokens(E, k, L, T):
    """Token t is the t-th unit vector and uses the experts t k, .., t k + k - 1 (mod E); experts are multiples of x."""
    owners = [{(t * k + i) % E for i in range(k)} for t in range(T)]
    gate = LinearGate([[int(i in owned) for owned in owners] for i in range(E)], [0] * E)
    scale = Affine([[int(a == b) for b in range(T)] for a in range(T)], [0] * T)
    return batch([(gate, [scale] * E)] * L, [[int(a == t) for a in range(T)] for t in range(T)], k)


def equal_tokens(E, k, L, T, seed):
    """The same token T times: one pattern for all."""
    found = random_batch(E, k, L, 1, seed).object
    return batch(found.layers, found.tokens * T, k)


def dense_routing(E, k, L, T, seed):
    """Every token uses every expert."""
    return random_batch(E, k, L, T, seed, serving=E)


def wider_second_layer(E, k):
    """The experts of the second layer have four outputs and 8 parameters, those of the first 2."""
    gate = LinearGate([[i] for i in range(E)], [0] * E)
    return batch([(gate, [Affine([[1]] * outputs, [0] * outputs)] * E) for outputs in (1, 4)], [[1]], k)


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances("active_budget", random_batch, E=(2, 4, 8), k=(1, 2), L=(1, 2), T=(1, 2, 5), seed=range(3),
              full={"seed": range(30)}),
    attained("active_budget", disjoint_tokens, E=(2, 5, 8), k=(1, 2), L=(1, 3), T=(1, 2, 3, 6)),
    fails_without(top_k, "active_budget", dense_routing, E=6, k=2, L=1, T=2, seed=0),
    fails_without(equal, "active_budget", wider_second_layer, E=3, k=1),
    too_strong("active_budget", S_pi <= L * (S_shared + k * P), disjoint_tokens, name="too strong: T dropped",
               E=4, k=1, L=1, T=2),
    attained("active_budget_shared", equal_tokens, E=(2, 5), k=(1, 2), L=(1, 2), T=(1, 4), seed=range(2)),
    fails_without(shared, "active_budget_shared", disjoint_tokens, name="without a shared pattern",
                  E=4, k=1, L=1, T=2),
    fails_without(top_k, "active_budget_shared", dense_routing, name="dense routing, one token",
                  E=6, k=2, L=1, T=1, seed=0),
    fails_without(equal, "active_budget_shared", wider_second_layer, name="a wider second layer", E=3, k=1),
    too_strong("active_budget_shared", S_pi <= L * k * P, equal_tokens, name="too strong: no shared parameters",
               E=2, k=1, L=1, T=4, seed=0),
)  # fmt: skip
