"""Every ONNX operator that is read, with its attributes, against onnx's own reference evaluation at random points."""

import contextlib

import numpy as np
import pytest
from flint import fmpq
from onnx import TensorProto, helper, numpy_helper
from onnx_models import agrees, model, normal

from boundkit.errors import BoundkitError, BoundkitWarning, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks import from_onnx
from boundkit.networks.formats.onnx.operators import OPERATORS

IMAGE, LINE = (1, 2, 5, 4), (1, 2, 7)
REDUCTIONS = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"]


def ints(*numbers):
    return np.array(numbers, dtype=np.int64)


CASES = {
    "abs": ([("Abs", "x", "y")], {}),
    "mul": ([("Mul", "x c", "y")], {"c": normal(3)}),
    "mul first": ([("Mul", "c x", "y")], {"c": normal(4, 1)}),
    "mul of constants": ([("Mul", "c c", "t"), ("Mul", "t x", "y")], {"c": normal(3)}),
    "div by odd numbers": ([("Div", "x c", "y")], {"c": np.array([3.0, 0.1, -7.0])}),
    "div by powers of two": ([("Div", "x c", "y")], {"c": np.array([2.0, -0.5, 4.0])}),
    "div of constants": ([("Div", "c d", "t"), ("Add", "x t", "y")], {"c": normal(3), "d": np.array([3.0, 0.7, 2.0])}),
    "div of rectified": (
        [("Relu", "x", "t"), ("Div", "t c", "u"), ("Relu", "u", "v"), ("Sub", "v x", "y")],
        {"c": np.array(-3.0)},
    ),
    "neg": ([("Neg", "x", "y")], {}),
    "sum": ([("Sum", "x c x", "y")], {"c": normal(2, 3)}),
    "sum of one": ([("Sum", "x", "y")], {}),
    "mean": ([("Mean", "x c x", "y")], {"c": normal(1, 3)}),
    "max": ([("Max", "x c", "y")], {"c": normal(3)}),
    "max of several": ([("Neg", "x", "t"), ("Max", "x t c d x", "y")], {"c": normal(3), "d": normal(2, 3)}),
    "min": ([("Neg", "x", "t"), ("Min", "x t c", "y")], {"c": normal(1, 3)}),
    "clip": ([("Clip", "x a b", "y")], {"a": np.array(-0.5), "b": np.array(0.7)}),
    "clip below": ([("Clip", "x a", "y")], {"a": np.array(-0.5)}),
    "clip above": ([("Clip", "x _ b", "y")], {"b": np.array(0.1)}),
    "clip upside down": ([("Clip", "x a b", "t"), ("Add", "t x", "y")], {"a": np.array(1.0), "b": np.array(-1.0)}),
    "clip of a constant": (
        [("Clip", "c a b", "t"), ("Add", "t x", "y")],
        {"c": normal(3), "a": np.array(-0.3), "b": np.array(0.3)},
    ),
    "hard sigmoid": ([("HardSigmoid", "x", "y")], {}),
    "hard sigmoid steep": ([("HardSigmoid", "x", "y", {"alpha": 2.0, "beta": 0.25})], {}),
    "cast": ([("Cast", "x", "t", {"to": TensorProto.DOUBLE}), ("Relu", "t", "y")], {}),
    "cast of a constant": (
        [("Cast", "c", "t", {"to": TensorProto.DOUBLE}), ("Mul", "x t", "y")],
        {"c": normal(3).astype(np.float32)},
    ),
    "cast to integers": (
        [("Cast", "c", "t", {"to": TensorProto.INT64}), ("Reshape", "x t", "y")],
        {"c": np.array([3.7, 1.2])},
    ),
    "cast of truths": (
        [("Cast", "c", "t", {"to": TensorProto.DOUBLE}), ("Mul", "x t", "y")],
        {"c": np.array([True, False, True])},
    ),
    "dropout": ([("Dropout", "x", "y")], {}),
    "dropout with ratio": ([("Dropout", "x r m", "y _")], {"r": np.array(0.3), "m": np.array(False)}),
    "scaler": (
        [("Scaler", "x", "y", {"domain": "ai.onnx.ml", "offset": [0.5, 0.25, 1.0], "scale": [2.0, 3.0, 0.5]})],
        {},
    ),
    "transpose": ([("Transpose", "w", "t"), ("MatMul", "x t", "y")], {"w": normal(2, 3)}),
    "squeeze": ([("Squeeze", "x a", "t"), ("MatMul", "t w", "y")], {"a": ints(0), "w": normal(3, 2)}),
    "squeeze all": ([("Squeeze", "x", "y")], {}),
    "unsqueeze": ([("Unsqueeze", "x a", "t"), ("Add", "t c", "y")], {"a": ints(-1, 0), "c": normal(1, 1, 1, 2)}),
    "concat": ([("Neg", "x", "t"), ("Concat", "x t c", "y", {"axis": 1})], {"c": normal(1, 2)}),
    "concat rows": ([("Relu", "x", "t"), ("Concat", "x t c", "y", {"axis": -2})], {"c": normal(2, 3)}),
    "gather": ([("Gather", "x i", "y", {"axis": 1})], {"i": ints(2, 0, -1, 2)}),
    "gather one": ([("Gather", "x i", "y", {"axis": 1})], {"i": np.array(1)}),
    "gather of a matrix": ([("Gather", "x i", "y", {"axis": -1})], {"i": np.array([[0, 1], [2, 0]])}),
    "slice": ([("Slice", "x a b", "y")], {"a": ints(0, 1), "b": ints(1, 3)}),
    "slice to the end": ([("Slice", "x a b c", "y")], {"a": ints(1), "b": ints(2**63 - 1), "c": ints(1)}),
    "slice backwards": (
        [("Slice", "x a b c d", "y")],
        {"a": ints(-1), "b": ints(-(2**63)), "c": ints(1), "d": ints(-2)},
    ),
    "split": ([("Split", "x s", "t u", {"axis": 1}), ("Add", "t u", "y")], {"s": ints(1, 2)}),
    "split evenly": (
        [
            ("Concat", "x x", "v", {"axis": 1}),
            ("Split", "v", "t u", {"axis": 1}),
            ("Sub", "t u", "w"),
            ("Add", "w x", "y"),
        ],
        {},
    ),
    "pad": ([("Pad", "x p", "y")], {"p": ints(0, 1, 1, 2)}),
    "pad with a value": ([("Pad", "x p v", "y")], {"p": ints(0, 2, 0, 0), "v": np.array(0.3)}),
    "expand": ([("Expand", "x s", "y")], {"s": ints(2, 2, 1)}),
    "tile": ([("Tile", "x s", "y")], {"s": ints(2, 3)}),
    "where": ([("Neg", "x", "t"), ("Where", "c x t", "y")], {"c": np.array([True, False, True])}),
    "constant of shape": (
        [("ConstantOfShape", "s", "t", {"value": numpy_helper.from_array(np.array([0.5]))}), ("Add", "x t", "y")],
        {"s": ints(2, 3)},
    ),
    "shapes computed on the way": (
        [
            ("Shape", "x", "s"),
            ("Gather", "s i", "n", {"axis": 0}),
            ("Mul", "n two", "m"),
            ("Div", "m four", "q"),
            ("Concat", "q n", "r", {"axis": 0}),
            ("Reshape", "x r", "y"),
        ],
        {"i": ints(1), "two": ints(2), "four": ints(4)},
    ),
    "batch norm": (
        [("BatchNormalization", "x s b m v", "y", {"epsilon": 1e-3})],
        {"s": normal(3), "b": normal(3) / 2, "m": normal(3) * 2, "v": np.array([0.5, 2.0, 1.0])},
    ),
}
SHAPED = {
    "transpose": (IMAGE, [("Transpose", "x", "y", {"perm": [0, 2, 3, 1]})], {}),
    "batch norm of channels": (
        IMAGE,
        [("BatchNormalization", "x s b m v", "y")],
        {"s": normal(2), "b": normal(2) / 2, "m": normal(2) * 2, "v": np.array([0.5, 2.0])},
    ),
    "conv": (IMAGE, [("Conv", "x w b", "y")], {"w": normal(3, 2, 3, 2), "b": normal(3)}),
    "conv strides": (
        IMAGE,
        [("Conv", "x w", "y", {"strides": [2, 1], "pads": [1, 0, 2, 1]})],
        {"w": normal(3, 2, 2, 2)},
    ),
    "conv dilations": (
        IMAGE,
        [("Conv", "x w", "y", {"dilations": [2, 1], "pads": [1, 1, 1, 1]})],
        {"w": normal(1, 2, 2, 3)},
    ),
    "conv groups": (IMAGE, [("Conv", "x w", "y", {"group": 2, "kernel_shape": [2, 2]})], {"w": normal(4, 1, 2, 2)}),
    "conv same": (
        IMAGE,
        [("Conv", "x w", "y", {"auto_pad": "SAME_UPPER", "strides": [2, 2]})],
        {"w": normal(2, 2, 3, 2)},
    ),
    "conv same lower": (IMAGE, [("Conv", "x w", "y", {"auto_pad": "SAME_LOWER"})], {"w": normal(2, 2, 2, 2)}),
    "conv valid": (LINE, [("Conv", "x w", "y", {"auto_pad": "VALID"})], {"w": normal(2, 2, 3)}),
    "conv of a line": (
        LINE,
        [("Conv", "x w b", "t", {"pads": [1, 1]}), ("Relu", "t", "y")],
        {"w": normal(2, 2, 3), "b": normal(2)},
    ),
    "average": (IMAGE, [("AveragePool", "x", "y", {"kernel_shape": [2, 2], "strides": [2, 2]})], {}),
    "average padded": (IMAGE, [("AveragePool", "x", "y", {"kernel_shape": [3, 2], "pads": [1, 1, 1, 0]})], {}),
    "average counts pads": (
        IMAGE,
        [("AveragePool", "x", "y", {"kernel_shape": [3, 2], "pads": [1, 1, 1, 0], "count_include_pad": 1})],
        {},
    ),
    "average ceil": (
        IMAGE,
        [("AveragePool", "x", "y", {"kernel_shape": [2, 3], "strides": [2, 2], "ceil_mode": 1})],
        {},
    ),
    "max pool": (IMAGE, [("MaxPool", "x", "y", {"kernel_shape": [2, 2], "strides": [2, 2]})], {}),
    "max pool padded": (
        IMAGE,
        [("MaxPool", "x", "y", {"kernel_shape": [3, 2], "pads": [1, 0, 1, 1], "strides": [2, 2]})],
        {},
    ),
    "max pool ceil": (IMAGE, [("MaxPool", "x", "y", {"kernel_shape": [2, 3], "strides": [2, 2], "ceil_mode": 1})], {}),
    "max pool dilated": (LINE, [("MaxPool", "x", "y", {"kernel_shape": [2], "dilations": [3]})], {}),
    "global average": (IMAGE, [("GlobalAveragePool", "x", "y")], {}),
    "global max": (IMAGE, [("GlobalMaxPool", "x", "y")], {}),
    "split of channels": (IMAGE, [("Split", "x", "t u", {"axis": 1}), ("Max", "t u", "y")], {}),
    "concat of channels": (LINE, [("Relu", "x", "t"), ("Concat", "x t", "y", {"axis": 1})], {}),
    "gather of channels": (IMAGE, [("Gather", "x i", "y", {"axis": 3})], {"i": np.array([[0, 3], [1, 1]])}),
    "slice of axes": (
        IMAGE,
        [("Slice", "x a b c d", "y")],
        {"a": ints(4, 0), "b": ints(0, 9), "c": ints(2, -1), "d": ints(-2, 3)},
    ),
}
OLD = {  # operators whose inputs were attributes
    "squeeze": (7, [("Squeeze", "x", "y", {"axes": [0]})], {}),
    "unsqueeze": (7, [("Unsqueeze", "x", "y", {"axes": [0, 3]})], {}),
    "clip": (7, [("Clip", "x", "y", {"min": -0.5, "max": 0.5})], {}),
    "clip by default": (7, [("Clip", "x", "t"), ("Relu", "t", "y")], {}),
    "slice": (7, [("Slice", "x", "y", {"starts": [1], "ends": [3], "axes": [1]})], {}),
    "pad": (7, [("Pad", "x", "y", {"pads": [0, 1, 0, 2], "value": 0.5})], {}),
    "sum": (7, [("ReduceSum", "x", "y", {"axes": [1], "keepdims": 0})], {}),
    "split": (7, [("Split", "x", "t u", {"axis": 1, "split": [2, 1]}), ("Add", "t u", "y")], {}),
    "split uneven": (18, [("Split", "x", "t u", {"axis": 1, "num_outputs": 2}), ("Add", "t u", "y")], {}),
    "max": (18, [("ReduceMax", "x a", "y")], {"a": ints(1)}),
    "pad along axes": (18, [("Pad", "x p _ a", "y")], {"p": ints(1, 2), "a": ints(1)}),
}


@pytest.mark.filterwarnings("ignore:the factors:boundkit.errors.BoundkitWarning")
@pytest.mark.parametrize("name", CASES)
def test_each_operator(name):
    nodes, constants = CASES[name]
    agrees(model(nodes, **constants))


@pytest.mark.filterwarnings("ignore:the factors:boundkit.errors.BoundkitWarning")
@pytest.mark.parametrize("name", SHAPED)
def test_operators_of_images_and_lines(name):
    shape, nodes, constants = SHAPED[name]
    agrees(model(nodes, shape=shape, **constants), shape)


@pytest.mark.parametrize("name", OLD)
def test_attributes_that_became_inputs(name):
    opset, nodes, constants = OLD[name]
    agrees(model(nodes, opset=opset, **constants))


@pytest.mark.parametrize("operator", REDUCTIONS)
@pytest.mark.parametrize("axes", [None, [1], [0, -1], [2, 3]])
@pytest.mark.parametrize("keepdims", [0, 1])
def test_reductions(operator, axes, keepdims):
    opset = 13 if operator == "ReduceSum" else 12
    given = {"keepdims": keepdims} if axes is None or opset == 13 else {"keepdims": keepdims, "axes": axes}
    inputs, constants = ("x a", {"a": ints(*axes)}) if opset == 13 and axes else ("x", {})
    agrees(model([(operator, inputs, "y", given)], shape=IMAGE, opset=opset, **constants), IMAGE)


def test_every_operator_has_a_case():
    cases = [
        *(case[0] for case in CASES.values()),
        *(case[1] for case in SHAPED.values()),
        *(case[1] for case in OLD.values()),
    ]
    named = {node[0] for nodes in cases for node in nodes} | set(REDUCTIONS)
    elsewhere = {"Add", "Flatten", "Gemm", "Identity", "LeakyRelu", "PRelu", "Sub"}
    assert {name.rpartition(".")[2] for name in OPERATORS} - named - elsewhere == set()


def test_quotients_are_exact():
    program = from_onnx(model([("Div", "x c", "y")], c=np.array([3.0, 0.1, -7.0])))
    assert program([1, 1, 1]) == [fmpq(1, 3), 1 / fmpq(*(0.1).as_integer_ratio()), fmpq(-1, 7)]
    program = from_onnx(model([("Div", "x c", "t"), ("Mean", "t x t", "y")], c=np.array(3.0)))
    assert program([9, 0, 1]) == [5, 0, fmpq(5, 9)]


def test_a_pad_that_cuts():
    assert from_onnx(model([("Pad", "x p", "y")], p=ints(0, -1, 1, 1)))([1, 2, 3]) == [2, 3, 0, 0, 0, 0]


def test_factors_of_a_batch_norm():
    constants = {"b": np.zeros(3), "m": np.zeros(3), "v": np.array([3.0, 15.0, 63.0]), "s": np.ones(3)}
    node = ("BatchNormalization", "x s b m v", "y", {"epsilon": 1.0})
    assert from_onnx(model([node], **constants))([1, 1, 1]) == [fmpq(1, 2), fmpq(1, 4), fmpq(1, 8)]
    with pytest.warns(BoundkitWarning, match="rounded to float64"):
        from_onnx(model([node], **{**constants, "v": np.ones(3)}))
    with pytest.raises(MalformedInputError, match="not positive"):
        from_onnx(model([node], **{**constants, "v": -np.ones(3)}))


def test_functions_of_the_model():
    body = [helper.make_node("Abs", ["a"], ["t"]), helper.make_node("Add", ["t", "b"], ["c"])]
    function = helper.make_function("mine", "f", ["a", "b"], ["c"], body, [helper.make_opsetid("", 14)])
    proto = model([("f", "x c", "t", {"domain": "mine"}), ("f", "t x", "y", {"domain": "mine"})], c=normal(3))
    proto.functions.add().CopyFrom(function)
    proto.opset_import.add().CopyFrom(helper.make_opsetid("mine", 1))
    agrees(proto)


@pytest.mark.parametrize(
    ("nodes", "constants", "error", "words"),
    [
        ([("Mul", "x x", "y")], {}, UnsupportedError, "both factors depend"),
        ([("Div", "c x", "y")], {"c": normal(3)}, UnsupportedError, "the divisor depends"),
        ([("Div", "x c", "y")], {"c": np.array([1.0, 0, 2])}, MalformedInputError, "a divisor is zero"),
        ([("Cast", "x", "y", {"to": TensorProto.INT64})], {}, UnsupportedError, "cast to ONNX type 7"),
        (
            [("Abs", "i", "t"), ("Cast", "t", "u", {"to": 11}), ("Mul", "x u", "y")],
            {"i": ints(-7)},
            UnsupportedError,
            "a constant of integers; allowed: floats",
        ),
        (
            [("Mul", "i i", "t"), ("Cast", "t", "u", {"to": 11}), ("Mul", "x u", "y")],
            {"i": ints(2**20)},
            UnsupportedError,
            "may wrap around",
        ),
        (
            [("Cast", "i", "u", {"to": 11}), ("Mul", "x u", "y")],
            {"i": np.array([3], np.uint8)},
            UnsupportedError,
            "ONNX type 2",
        ),
        ([("Shape", "x", "t", {"start": 0, "end": 0}), ("Reshape", "x t", "y")], {}, ShapeError, "no axis"),
        ([("Cast", "x", "y")], {}, MalformedInputError, "attribute 'to' is not given"),
        ([("Clip", "x x", "y")], {}, UnsupportedError, "an end of the interval is no constant"),
        ([("Where", "x x x", "y")], {}, UnsupportedError, "the condition depends on the input"),
        ([("Dropout", "x r m", "y")], {"r": np.array(0.5), "m": np.array(True)}, UnsupportedError, "training mode"),
        ([("Squeeze", "x a", "y")], {"a": ints(1)}, ShapeError, "only axes of size 1"),
        ([("Unsqueeze", "x a", "y")], {"a": ints(0, 0)}, ShapeError, "name one twice"),
        ([("Transpose", "x", "y", {"perm": [0, 0]})], {}, ShapeError, "every axis must stand in it once"),
        ([("Concat", "x c", "y", {"axis": 0})], {"c": normal(1, 2)}, ShapeError, "cannot be joined along axis 0"),
        ([("Split", "x s", "t y", {"axis": 1})], {"s": ints(1, 1)}, ShapeError, "cannot be split into 2 parts"),
        ([("Slice", "x a b", "y")], {"a": ints(1), "b": ints(1)}, ShapeError, "a tensor must have an entry"),
        ([("Gather", "x i", "y", {"axis": 1})], {"i": ints(3)}, ShapeError, "allowed: -3 to 2"),
        ([("Pad", "x p", "y", {"mode": "reflect"})], {"p": ints(0, 1, 0, 1)}, UnsupportedError, "'reflect'"),
        ([("Pad", "x p", "y")], {"p": ints(0, 2**40, 0, 1)}, MalformedInputError, "entries in all"),
        ([("Tile", "x s", "y")], {"s": ints(1, 2**40)}, MalformedInputError, "entries in all"),
        (
            [("ConstantOfShape", "s", "t"), ("Add", "x t", "y")],
            {"s": ints(2**30, 3)},
            MalformedInputError,
            "entries in",
        ),
        ([("Conv", "x w", "y")], {"w": normal(1, 2, 2)}, ShapeError, r"must be \(1, channels, sizes"),
        ([("Sum", "x _", "y")], {}, MalformedInputError, "takes 1 to any number of inputs"),
    ],
)
def test_refusals(nodes, constants, error, words):
    with pytest.raises(error, match=words):
        from_onnx(model(nodes, **constants))


@pytest.mark.parametrize(
    "node",
    [
        ("AveragePool", "x", "y"),
        ("MaxPool", "x", "y", {"kernel_shape": [9, 9]}),
        ("MaxPool", "x", "y", {"kernel_shape": [2, 2], "strides": [0, 1]}),
        ("MaxPool", "x", "y", {"kernel_shape": [1, 1], "pads": [2, 0, 2, 0]}),
        ("AveragePool", "x", "y", {"kernel_shape": [1, 1], "pads": [2, 0, 2, 0]}),
        ("AveragePool", "x", "y", {"kernel_shape": [2, 2], "pads": [0, 2, 0, 0]}),
        ("MaxPool", "x", "y", {"kernel_shape": [2, 2], "auto_pad": "SOME"}),
        ("MaxPool", "x", "y", {"kernel_shape": [2, 2], "strides": [3, 3], "auto_pad": "VALID", "ceil_mode": 1}),
        ("MaxPool", "x", "y", {"kernel_shape": [2, 2], "pads": [2**40, 0, 0, 0]}),
        ("Conv", "x w", "y", {"group": 3}),
        ("Conv", "x w", "y", {"kernel_shape": [2, 2]}),
        ("Conv", "x w c", "y"),
    ],
)
def test_refused_windows(node):
    with pytest.raises(BoundkitError):
        from_onnx(model([node], shape=IMAGE, w=normal(2, 2, 3, 3), c=normal(3)))


@pytest.mark.parametrize("seed", range(1, 13))
def test_random_windows(seed):
    draw = np.random.default_rng(seed)
    sizes = draw.integers(3, 7, 2)
    kernel, strides = draw.integers(1, 4, 2).tolist(), draw.integers(1, 4, 2).tolist()
    dilations = [int(draw.integers(1, 3)) if size >= 5 else 1 for size in sizes]
    pads = [int(draw.integers(0, taps)) for taps in (*kernel, *kernel)]
    shape, groups = (1, 2, *sizes.tolist()), int(draw.integers(1, 3))
    given = {"strides": strides, "pads": pads, "dilations": dilations}
    weight = draw.normal(size=(2, 2 // groups, *kernel))
    pool = {**given, "kernel_shape": kernel}
    for node in (
        ("Conv", "x w", "y", {**given, "group": groups}),
        ("MaxPool", "x", "y", pool),
        ("AveragePool", "x", "y", {**pool, "count_include_pad": int(draw.integers(0, 2))}),
    ):
        with contextlib.suppress(ShapeError):  # a window that does not fit, or lies in the padding alone
            agrees(model([node], shape=shape, opset=19, w=weight), shape, points=3)
