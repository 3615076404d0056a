"""ONNX models built in tests, and their programs beside onnx's own reference evaluation."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from boundkit.networks import from_onnx

DRAW = np.random.default_rng(0)
POINTS = DRAW.uniform(-2, 2, (20, 120))


def model(nodes, shape=(1, 3), kind=TensorProto.DOUBLE, opset=14, **constants):
    """A model from x to y; a node is (operator, inputs, outputs, attributes), names in one string, _ for none."""
    made = [
        helper.make_node(operator, names(inputs), names(output), **attributes)
        for operator, inputs, output, attributes in (node if len(node) == 4 else (*node, {}) for node in nodes)
    ]
    tensors = [
        value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), name)
        for name, value in constants.items()
    ]
    ends = helper.make_tensor_value_info("x", kind, shape), helper.make_tensor_value_info("y", kind, None)
    graph = helper.make_graph(made, "g", ends[:1], ends[1:], tensors)
    domains = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 1)]
    return helper.make_model(graph, opset_imports=domains, ir_version=8)


def names(text):
    return ["" if name == "_" else name for name in text.split()]


def reference(proto, points, shape):
    run = ReferenceEvaluator(proto)
    return np.array([run.run(None, {"x": point.reshape(shape)})[0].ravel() for point in points])


def agrees(proto, shape=(1, 3), points=20):
    """The program, after comparing it with the reference at random points."""
    program = from_onnx(proto)
    points = POINTS[:points, : int(np.prod(shape))]
    np.testing.assert_allclose(program.floats(points), reference(proto, points, shape), rtol=1e-12, atol=1e-12)
    return program


def normal(*shape):
    return np.random.default_rng(len(shape)).normal(size=shape)
