"""ONNX models built here, against onnx's own reference evaluation and against exact values."""

import struct
import sys
import tracemalloc

import numpy as np
import onnx
import pytest
from flint import fmpq
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnx_models import POINTS, agrees, model, normal

from boundkit.arithmetic.rational import rational
from boundkit.errors import FileAccessError, MalformedInputError, MissingExtraError, ShapeError, UnsupportedError
from boundkit.networks import (
    Affine,
    LinearGate,
    Program,
    Rectifier,
    ReLUNetwork,
    from_onnx,
    load,
    prelu_network,
    residual,
    save,
    stack,
    to_onnx,
)
from boundkit.networks.formats.onnx import expression

OPERATORS = {
    "gemm": ([("Gemm", "x w", "y")], {"w": normal(3, 2)}),
    "gemm bias": ([("Gemm", "x w b", "y", {"alpha": 0.5, "beta": -2.0})], {"w": normal(3, 2), "b": normal(1, 1)}),
    "gemm transposed": ([("Gemm", "x w b", "y", {"transB": 1})], {"w": normal(2, 3), "b": normal(2)}),
    "gemm transposes the input": ([("Gemm", "x w", "y", {"transA": 1})], {"w": normal(1, 2)}),
    "gemm transposes a tensor": (
        [("Reshape", "x s", "t"), ("Relu", "t", "u"), ("Gemm", "u w", "y", {"transA": 1})],
        {"s": np.array([3, 1]), "w": normal(3, 2)},
    ),
    "gemm transposes a matrix": (
        [("Gemm", "c x", "t"), ("Gemm", "t w", "y", {"transA": 1, "transB": 1})],
        {"c": normal(2, 1), "w": normal(4, 2)},
    ),
    "gemm odd factors": ([("Gemm", "x w b", "y", {"alpha": 0.1, "beta": 0.3})], {"w": normal(3, 2), "b": normal(2)}),
    "gemm from the left": ([("Gemm", "w x", "y")], {"w": normal(4, 1)}),
    "gemm adds a tensor": ([("Gemm", "x w x", "y", {"beta": 2.0})], {"w": normal(3, 3)}),
    "matmul": ([("MatMul", "x w", "y")], {"w": normal(3, 2)}),
    "matmul vector": ([("MatMul", "x w", "y")], {"w": normal(3)}),
    "matmul left": ([("MatMul", "w x", "y")], {"w": normal(2, 1)}),
    "matmul left vector": ([("MatMul", "w x", "y")], {"w": normal(1)}),
    "add": ([("Add", "x b", "y")], {"b": normal(3)}),
    "add first": ([("Add", "b x", "y")], {"b": normal(1, 1, 3)}),
    "add widens": ([("Add", "x b", "y")], {"b": normal(2, 3)}),
    "add itself": ([("Add", "x x", "t"), ("Add", "t x", "y")], {}),
    "sub": ([("Sub", "x b", "y")], {"b": normal(1)}),
    "sub first": ([("Sub", "b x", "y")], {"b": normal(3)}),
    "relu": ([("Relu", "x", "y")], {}),
    "leaky": ([("LeakyRelu", "x", "y", {"alpha": 0.25})], {}),
    "leaky default": ([("LeakyRelu", "x", "y")], {}),
    "prelu": ([("PRelu", "x s", "y")], {"s": np.array([0.5, -1, 3])}),
    "prelu one": ([("PRelu", "x s", "y")], {"s": np.array([0.1])}),
    "flatten": ([("Flatten", "x", "y")], {}),
    "flatten all": ([("Flatten", "x", "t", {"axis": 0}), ("Flatten", "t", "y", {"axis": -1})], {}),
    "reshape": ([("Reshape", "x s", "t"), ("MatMul", "t w", "y")], {"s": np.array([3, -1]), "w": normal(1, 2)}),
    "reshape keeps": ([("Reshape", "x s", "t"), ("Relu", "t", "y")], {"s": np.array([0, 3, -1])}),
    "identity": ([("Identity", "x", "t"), ("Relu", "t", "y")], {}),
    "several rows": (
        [("Add", "x b", "t"), ("MatMul", "t w", "u"), ("PRelu", "u s", "v"), ("MatMul", "c v", "y")],
        {"b": normal(4, 3), "w": normal(3, 2), "s": np.array([0.5, 2]), "c": normal(2, 4)},
    ),
}


@pytest.mark.parametrize("name", OPERATORS)
def test_each_operator(name):
    nodes, constants = OPERATORS[name]
    agrees(model(nodes, **constants))


@pytest.mark.parametrize(
    ("attribute", "bias"),
    [
        ({"value": numpy_helper.from_array(np.array([1.5, 2, 3]))}, ["3/2", 2, 3]),
        ({"value_float": 0.5}, ["1/2"] * 3),
        ({"value_floats": [0.5, 1, 2]}, ["1/2", 1, 2]),
    ],
    ids=["tensor", "float", "floats"],
)
def test_constants(attribute, bias):
    program = from_onnx(model([("Constant", "", "b", attribute), ("Add", "x b", "y")]))
    assert program == ReLUNetwork((Affine(np.eye(3), bias),))


def test_constant_shapes():
    assert agrees(model([("Constant", "", "s", {"value_ints": [3, 1]}), ("Reshape", "x s", "y")])).outputs == 3
    assert from_onnx(model([("Constant", "", "s", {"value_int": 4}), ("Add", "x s", "y")]))([1, 2, 3]) == [5, 6, 7]


def test_constants_are_folded():
    nodes = [
        ("MatMul", "a b", "t"), ("Sub", "t c", "u"), ("Relu", "u", "v"), ("Gemm", "v e", "w", {"transA": 1}),
        ("MatMul", "x w", "y"),
    ]  # fmt: skip
    a, b, c, e = np.array([[1.0, 2]]), np.array([[3.0, 1], [1, -4]]), np.array([[2.0, 1]]), np.array([[1.0, 2]])
    program = agrees(model(nodes, shape=(1, 2), a=a, b=b, c=c, e=e), (1, 2))
    assert program == ReLUNetwork.of([[[3, 0], [6, 0]]], [[0, 0]])


def test_a_constant_whose_fold_would_round_stays_apart():
    tiny = np.array([2.0**-80])
    program = from_onnx(model([("Add", "a b", "t"), ("Add", "x t", "y")], a=np.ones(3), b=tiny))
    assert program([0, 0, 0]) == [1 + fmpq(1, 2**80)] * 3
    program = from_onnx(
        model([("Add", "a b", "t"), ("LeakyRelu", "t", "u"), ("Add", "x u", "y")], a=-np.ones(3), b=tiny)
    )
    slope = fmpq(*float(np.float32(0.01)).as_integer_ratio())
    assert program([1, 1, 1]) == [1 + slope * (fmpq(1, 2**80) - 1)] * 3


def test_an_output_that_ignores_the_input():
    program = from_onnx(model([("Sub", "x x", "t"), ("Add", "c c", "y")], c=np.array([2.0, 3])))
    assert (program.inputs, program([1, 2, 3])) == (3, [4, 6])


def test_consecutive_affine_maps_merge_when_that_is_exact():
    nodes = [("Sub", "x m", "t"), ("Gemm", "t w b", "u"), ("Add", "u c", "v"), ("Relu", "v", "y")]
    w, b, c = np.array([[0.5, 3], [1, 2], [4, 0.25]]), np.array([1.0, 1]), np.array([0.5, 0])
    program = agrees(model(nodes, m=np.array([1.0, 2, 3]), w=w, b=b, c=c))
    assert program.steps == (Affine([["1/2", 1, 4], [3, 2, "1/4"]], [-13, "-27/4"]), Rectifier.relu(2))


def test_consecutive_affine_maps_stay_apart_when_merging_would_round():
    m, w, b = np.full(3, 0.1), normal(3, 2), normal(2)
    program = agrees(model([("Sub", "x m", "t"), ("Gemm", "t w b", "u"), ("Relu", "u", "y")], m=m, w=w, b=b))
    assert program.steps == (Affine(np.eye(3), -m), Affine(w.T, b), Rectifier.relu(2))
    point = [fmpq(1, 3), fmpq(2), fmpq(-5)]
    shifted = Affine(np.eye(3), -m)(point)
    assert program(point) == [max(value, fmpq(0)) for value in Affine(w.T, b)(shifted)]


@pytest.mark.parametrize(
    ("inner", "outer", "joint"),
    [(0, 0, 0), (0.5, 0, 0), (0.5, 0.25, 0.125), (-2, 0, -2), (-2, 3, -2), (1, 0.5, 0.5), (0.5, 2, None), (0, 1, 0)],
)
def test_a_rectifier_of_a_rectified_value_is_one_rectifier(inner, outer, joint):
    """Unless that hides a bend: slopes 1/2 and 2 give the identity, of which one unit bends."""
    slopes = {name: np.full((1, 3), slope) for name, slope in (("p", inner), ("q", outer))}
    program = agrees(model([("PRelu", "x p", "t"), ("PRelu", "t q", "y")], **slopes))
    rectifiers = [step for step in program.steps if isinstance(step, Rectifier)]
    assert rectifiers == ([Rectifier((rational(joint),) * 3)] if joint is not None else [
        Rectifier((fmpq(1, 2),) * 3), Rectifier((fmpq(2),) * 3)
    ])  # fmt: skip


def test_a_long_chain_of_rectifiers_is_one():
    nodes = [("Relu", f"t{number}" if number else "x", f"t{number + 1}") for number in range(2000)]
    program = from_onnx(model([*nodes, ("Identity", "t2000", "y")]))
    assert [step for step in program.steps if isinstance(step, Rectifier)] == [Rectifier.relu(3)]


def test_skip_connection():
    w, v = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, -1], [2, 1]])
    nodes = [
        ("Gemm", "x w", "t", {"transB": 1}),
        ("Relu", "t", "u"),
        ("Gemm", "u v", "z", {"transB": 1}),
        ("Add", "z x", "y"),
    ]
    program = agrees(model(nodes, shape=(1, 2), w=w, v=v), (1, 2))
    block = Program((Affine(w, np.zeros(2)), Rectifier.relu(2), Affine(v, np.zeros(2))))
    for point in ([1, -1], ["1/3", "-2/7"], [-5, 4]):
        assert program(point) == residual(block)(point)
    assert [type(step) for step in program.steps] == [Affine, Rectifier, Affine]
    assert program.steps[1].kinks == (2, 3)


def test_branches_that_split_and_meet():
    nodes = [
        ("Gemm", "x a", "p"), ("Relu", "p", "q"), ("Gemm", "x b", "r"), ("LeakyRelu", "r", "s", {"alpha": 0.5}),
        ("Add", "q s", "t"), ("Relu", "t", "u"), ("Gemm", "u c q", "v"), ("Sub", "v s", "w"), ("Relu", "w", "z"),
        ("Add", "z u", "zu"), ("Gemm", "zu a x", "y"),
    ]  # fmt: skip
    program = agrees(model(nodes, a=normal(3, 3), b=normal(3, 3) / 2, c=normal(3, 3)[::-1]))
    bends = [step.kinks for step in program.steps if isinstance(step, Rectifier)]
    assert [len(kinks) for kinks in bends] == [6, 3, 3]


def test_units_that_the_output_does_not_need_are_left_out():
    program = from_onnx(model([("Relu", "x", "t"), ("Gemm", "x w", "y")], w=normal(3, 1)))
    assert program == ReLUNetwork((Affine(normal(3, 1).T, np.zeros(1)),))


def random_model(draw):
    shapes, nodes, constants = {"x": (1, 3)}, [], {}
    for number in range(draw.integers(2, 12)):
        names = list(shapes)
        source = names[max(0, len(names) - int(draw.integers(1, 4)))]
        rows, columns = shapes[source]
        name, size = f"t{number}", int(draw.integers(1, 4))
        kind = draw.choice(["Gemm", "MatMul", "Bias", "Sub", "Relu", "PRelu", "Add"])
        entry = f"c{number}"
        if kind in ("Gemm", "MatMul"):
            constants[entry] = (
                draw.integers(-8, 9, (columns, size)) / 4 if draw.random() < 0.6 else draw.normal(size=(columns, size))
            )
            nodes.append((kind, f"{source} {entry}", name))
            shapes[name] = rows, size
            continue
        others = [other for other in names if shapes[other] == (rows, columns)]
        partner = others[int(draw.integers(len(others)))]
        if kind in ("Bias", "PRelu", "Sub"):
            constants[entry], partner = draw.normal(size=columns), entry
        inputs = source if kind == "Relu" else f"{source} {partner}"
        nodes.append(("Add" if kind == "Bias" else kind, inputs, name))
        shapes[name] = rows, columns
    return model([*nodes, ("Identity", list(shapes)[-1], "y")], **constants)


@pytest.mark.parametrize("seed", range(60))
def test_random_graphs(seed):
    program = agrees(random_model(np.random.default_rng(seed)))
    assert all(step.rounded.exact for step in program.steps if isinstance(step, Affine))


@pytest.mark.parametrize(
    ("shape", "inputs"), [((3,), 3), ((1, 3), 3), (("batch", 3), 3), ((None, 3), 3), ((1, 1, 1, 3), 3)]
)
def test_shapes_of_the_input(shape, inputs):
    program = from_onnx(model([("MatMul", "x w", "t"), ("Relu", "t", "y")], shape=shape, w=normal(3, 2)))
    assert (program.inputs, program.outputs) == (inputs, 2 * inputs // 3)


ENTRIES = np.array([0.1, -1 / 3, 2.0**-14], np.float32)
BITS = (ENTRIES.view(np.uint32) >> 16).astype(np.uint16)
STORED = {
    "FLOAT": ("float_data", ENTRIES, ENTRIES),
    "DOUBLE": ("double_data", ENTRIES.astype("f8") / 3, ENTRIES.astype("f8") / 3),
    "FLOAT16": ("int32_data", ENTRIES.astype("f2").view(np.uint16), ENTRIES.astype("f2")),
    "BFLOAT16": ("int32_data", BITS, (BITS.astype(np.uint32) << 16).view(np.float32)),
}


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("raw", [True, False])
def test_stored_numbers_are_exact(kind, raw):
    field, stored, numbers = STORED[kind]
    tensor = TensorProto(name="w", data_type=getattr(TensorProto, kind), dims=[3, 1])
    if raw:
        tensor.raw_data = stored.tobytes()
    else:
        getattr(tensor, field).extend(stored.tolist())
    program = from_onnx(model([("MatMul", "x w", "y")], kind=tensor.data_type, w=tensor))
    assert program.steps[0].weight.entries() == [fmpq(*float(number).as_integer_ratio()) for number in numbers]


def test_initialisers_listed_as_inputs():
    proto = model([("MatMul", "x w", "y")], w=normal(3, 2))
    proto.graph.input.add().CopyFrom(helper.make_tensor_value_info("w", TensorProto.DOUBLE, [3, 2]))
    assert from_onnx(proto).inputs == 3


W = np.eye(3)


@pytest.mark.parametrize(
    ("proto", "error", "words"),
    [
        (model([("Tanh", "x", "y")]), UnsupportedError, "'Tanh' is not supported; supported: Abs, Add, Av"),
        (model([("Sigmoid", "x", "t"), ("Mul", "t t", "y")]), UnsupportedError, "'Sigmoid' is not supported"),
        (model([("Relu", "x", "y")], shape=(2, 3)), UnsupportedError, r"batch of 2, shape \(2, 3\); export"),
        (model([("Relu", "x", "y", {"domain": "my.ops"})]), UnsupportedError, "'Relu' of domain 'my.ops'"),
        (model([("Relu\x1b[2J", "x", "y")]), UnsupportedError, r"operator 'Relu\\x1b\[2J'"),
        (model([("MatMul", "x x", "y")], shape=(1, 1)), UnsupportedError, "both factors depend on the input"),
        (model([("PRelu", "x x", "y")]), UnsupportedError, "PRelu node 'y': the slope depends"),
        (model([("MatMul", "x w", "y")], w=np.ones((2, 3, 3))), UnsupportedError, "constant factor of shape"),
        (model([("MatMul", "w x", "y")], w=np.ones((2, 3, 1))), UnsupportedError, "constant factor of shape"),
        (model([("MatMul", "x w", "y")], w=np.ones((2, 2))), ShapeError, r"\(1, 3\) and \(2, 2\) have no product"),
        (model([("Gemm", "x w", "y")], shape=(3,), w=W), ShapeError, "put a Flatten before it"),
        (model([("Gemm", "x w b", "y")], w=W, b=np.ones((2, 3))), ShapeError, "C has shape"),
        (model([("Add", "x b", "y")], b=np.ones(2)), ShapeError, "do not fit"),
        (model([("PRelu", "x s", "y")], s=np.ones((2, 3))), ShapeError, "slope has shape"),
        (model([("Reshape", "x s", "y")], s=np.array([2, 2])), ShapeError, r"cannot take the shape \[2, 2\]"),
        (model([("Reshape", "x s", "y")], s=np.array([2, -1])), ShapeError, "cannot take the shape"),
        (model([("Reshape", "x s", "y")], s=np.array([-1, -1])), ShapeError, "cannot take the shape"),
        (model([("Reshape", "x s", "y", {"allowzero": 1})], s=np.array([0, 3])), ShapeError, "cannot take the shape"),
        (model([("Reshape", "x s", "y")], s=np.array([1.5, 2])), UnsupportedError, "list of integers"),
        (model([("Reshape", "x x", "y")]), UnsupportedError, "no constant list of integers"),
        (model([("Flatten", "x", "y", {"axis": 5})]), ShapeError, "allowed: -2 to 2"),
        (model([("Add", "x b", "y", {"axis": 1})], b=np.ones(3)), UnsupportedError, "attribute 'axis'"),
        (model([("Gemm", "x w", "y", {"alpha": 1})], w=W), UnsupportedError, "attribute 'alpha', or its type"),
        (model([("LeakyRelu", "x", "y", {"alpha": float("nan")})]), MalformedInputError, "'alpha' is NaN or infinite"),
        (model([("Constant", "", "b", {"value_string": "1"}), ("Add", "x b", "y")]), UnsupportedError, "value_string"),
        (model([("Add", "x", "y")]), MalformedInputError, "Add takes 2 to 2 inputs; 1 are given"),
        (model([("Relu", "x x", "y")]), MalformedInputError, "Relu takes 1 to 1 inputs; 2 are given"),
        (model([("Add", "x z", "y")]), MalformedInputError, "'z' is used before anything makes it"),
        (model([("Relu", "x", "x")]), MalformedInputError, "two tensors of the model are named 'x'"),
        (model([("Relu", "x", "z")]), MalformedInputError, "no node makes the output 'y'"),
        (model([("Relu", "x", "y")], shape=None), MalformedInputError, "'x' has no fixed shape"),
        (model([("Relu", "x", "y")], shape=("n",)), MalformedInputError, "'x' has no fixed shape"),
        (model([("Relu", "x", "y")], shape=(1, "n")), MalformedInputError, "only the first of several axes"),
        (model([("Relu", "x", "y")], shape=(1, 2**40)), MalformedInputError, "more than 134217728 entries"),
        (model([("Add", "x c", "y")], shape=(1, 2**12), c=np.ones((2**12, 1))), MalformedInputError, "entries in all"),
        (model([("Relu", "x", "y")], kind=TensorProto.INT64), UnsupportedError, "'x' is no tensor of floats"),
        (model([("Add", "x b", "y")], b=np.array([1, np.nan, 2])), MalformedInputError, "'b' has entries that are NaN"),
        (model([("Add", "x b", "y")], b=np.ones(3, np.complex64)), UnsupportedError, "type 14; allowed: FLOAT"),
        (model([("Add", "x b", "y")], b=np.array([2**60])), UnsupportedError, r"integers beyond 2\^53"),
        (model([("Add", "x b", "y")], b=np.ones((3, 0))), ShapeError, "sizes must be positive"),
        (model([("Add", "x b", "y")], opset=6, b=np.ones(3)), UnsupportedError, "opset 6; opsets 7 and newer"),
    ],
)  # fmt: skip
def test_refused_models(proto, error, words):
    with pytest.raises(error, match=words):
        from_onnx(proto)


def test_refused_graphs():
    proto = model([("Add", "x z", "y")])
    proto.graph.input.add().CopyFrom(helper.make_tensor_value_info("z", TensorProto.DOUBLE, [1]))
    with pytest.raises(MalformedInputError, match=r"2 inputs \('x', 'z'\); a program has one"):
        from_onnx(proto)
    proto = model([("Relu", "x", "y")])
    proto.graph.output.add().CopyFrom(proto.graph.input[0])
    with pytest.raises(MalformedInputError, match="2 outputs"):
        from_onnx(proto)
    proto = model([("Dropout", "x", "t"), ("Sub", "x mask", "y")])
    proto.graph.node[0].output.append("mask")
    with pytest.raises(UnsupportedError, match="Dropout node 't': the output 'mask' is not supported"):
        from_onnx(proto)
    proto = model([("Add", "x b", "y")], b=np.ones(3))
    proto.graph.initializer[0].dims[:] = [-3]
    with pytest.raises(ShapeError, match=r"shape \[-3\]"):
        from_onnx(proto)
    proto = model([("Add", "x s", "y")])
    proto.graph.sparse_initializer.add().values.name = "s"
    with pytest.raises(UnsupportedError, match="sparse"):
        from_onnx(proto)
    proto = model([("Add", "x b", "y")], b=np.ones(3))
    proto.graph.initializer[0].data_location = TensorProto.EXTERNAL
    with pytest.raises(MalformedInputError, match="only files inside the model's own folder"):
        from_onnx(proto)


def test_a_network_that_grows_without_bound(monkeypatch):
    monkeypatch.setattr(expression, "MOST_ENTRIES", 1000)
    w = np.ones((3, 3))
    nodes = [("Gemm", f"t{n} w", f"t{n + 1}") for n in range(1, 200)]
    with pytest.raises(MalformedInputError, match="more than 1000 entries in all"):
        from_onnx(model([("Relu", "x", "t1"), *nodes, ("Relu", "t200", "y")], w=w))


NETWORKS = {
    "float32": ReLUNetwork.of(
        [normal(4, 3).astype("f4"), normal(2, 4).astype("f4")], [np.zeros(4, "f4"), np.ones(2, "f4")]
    ),
    "float64": ReLUNetwork.of([normal(4, 3), normal(2, 4)], [np.zeros(4), np.ones(2)]),
    "prelu": prelu_network([normal(2, 3), normal(2, 2)], [np.zeros(2), np.ones(2)], [[0.25, 0.0]]),
    "ends with a rectifier": Program((Affine(normal(2, 3), np.ones(2)), Rectifier.of([0, 0.1]))),
    "residual": residual(
        Program((Affine(normal(2, 3), np.ones(2)), Rectifier.relu(2), Affine(normal(3, 2), np.ones(3))))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_written_models(name, tmp_path):
    network, path = NETWORKS[name], tmp_path / "net.onnx"
    save(network, path)
    proto = onnx.load(path)
    onnx.checker.check_model(proto, full_check=True)
    kind = np.float32 if name == "float32" else np.float64
    points = POINTS[:, :3].astype(kind)
    values = ReferenceEvaluator(proto).run(None, {"input": points})[0]
    np.testing.assert_allclose(values, network.floats(points), rtol=1e-5 if kind == np.float32 else 1e-12, atol=1e-6)
    assert proto.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"


@pytest.mark.parametrize("name", NETWORKS)
def test_onnx_gives_back_the_network(name, tmp_path):
    network = NETWORKS[name]
    save(network, tmp_path / "net.onnx")
    again = load(tmp_path / "net.onnx")
    if name != "residual":
        assert (type(again), again.steps) == (type(network), network.steps)
    for point in (["1/3", "-2/7", 5], [-1, 0, 0]):
        assert again(point) == network(point)


def test_what_onnx_has_no_place_for():
    third = Affine([["1/3"]], [0])
    with pytest.raises(UnsupportedError, match=r"rational that float64 does not hold.*save as \.npz"):
        to_onnx(ReLUNetwork((third,)))
    with pytest.raises(UnsupportedError, match=r"no place for a MixtureLayer; save as \.npz"):
        to_onnx(stack((LinearGate([[1]], [0]), [third])))


def test_without_the_library(tmp_path, monkeypatch):
    save(NETWORKS["prelu"], tmp_path / "net.onnx")
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.setitem(sys.modules, "onnx.helper", None)
    with pytest.raises(MissingExtraError, match=r"net\.onnx: .*library onnx: pip install 'boundkit\[io\]'"):
        load(tmp_path / "net.onnx")
    with pytest.raises(MissingExtraError, match="library onnx"):
        to_onnx(NETWORKS["prelu"])


def peak(path):
    """The greatest memory in use while a refused file is read."""
    tracemalloc.start()
    try:
        with pytest.raises(MalformedInputError) as caught:
            load(path)
        return tracemalloc.get_traced_memory()[1], str(caught.value)
    finally:
        tracemalloc.stop()


def onnx_file(folder, edit, name="net.onnx"):
    """A model of one Gemm, with the weight edited."""
    tensors = [numpy_helper.from_array(np.eye(2), "W"), numpy_helper.from_array(np.ones(2), "b")]
    edit(tensors[0])
    ends = [helper.make_tensor_value_info(end, onnx.TensorProto.DOUBLE, [1, 2]) for end in "xy"]
    nodes = [helper.make_node("Gemm", ["x", "W", "b"], ["y"])]
    model = helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:], tensors))
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(model.SerializeToString())
    return folder / name


def elsewhere(location, **entries):
    def edit(tensor):
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in {"location": location, **entries}.items():
            tensor.external_data.add(key=key, value=value)

    return edit


def test_external_data_inside_the_folder(tmp_path):
    folder = tmp_path / "model"
    path = onnx_file(folder, elsewhere("data/W.bin", offset="8", length="32"))
    (folder / "data").mkdir()
    (folder / "data" / "W.bin").write_bytes(bytes(8) + struct.pack("<4d", 1, 2, 3, 4) + bytes(8))
    assert load(path) == ReLUNetwork((Affine([[1, 3], [2, 4]], [1, 1]),))
    (folder / "link.bin").symlink_to(folder / "data" / "W.bin")
    assert load(onnx_file(folder, elsewhere("link.bin", offset="8"))) == load(path)


def test_external_data_outside_the_folder(tmp_path):
    folder, secret = tmp_path / "model", tmp_path / "secret.bin"
    secret.write_bytes(struct.pack("<4d", 1, 2, 3, 4))
    onnx_file(folder, lambda tensor: None)
    (folder / "link.bin").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    locations = [str(secret), "../secret.bin", "data/../../secret.bin", "..\\secret.bin", "C:\\secret.bin"]
    locations += ["link.bin", "up/secret.bin", "\\\\host\\secret.bin", "", "a\0b"]
    for location in locations:
        with pytest.raises(MalformedInputError, match="only files inside the model's own folder"):
            load(onnx_file(folder, elsewhere(location)))
    for location in ("none.bin", ".", "loop", "x" * 5000):
        with pytest.raises(
            (FileAccessError, MalformedInputError), match=r"no such file|no regular file|own folder|long"
        ):
            load(onnx_file(folder, elsewhere(location)))


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"offset": "1"}, "does not have the 32 bytes"),
        ({"length": "8"}, "model says that 8 of them"),
        ({"length": "1000000000000000"}, "model says that 1000000000000000 of them"),
        ({"offset": "-8"}, "give integers"),
        ({"length": "1e9"}, "give integers"),
        ({"offset": "9" * 30}, "give integers"),
    ],
)
def test_external_data_of_another_size(entries, words, tmp_path):
    path = onnx_file(tmp_path, elsewhere("W.bin", **entries))
    (tmp_path / "W.bin").write_bytes(bytes(32))
    with pytest.raises(MalformedInputError, match=words):
        load(path)


def test_a_model_that_declares_more_than_it_has(tmp_path):
    def edit(tensor):
        tensor.dims[:] = [2**30, 2**30]

    memory, message = peak(onnx_file(tmp_path, edit))
    assert "does not have" in message
    assert memory < 2**23
