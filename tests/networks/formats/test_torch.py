"""Networks from the objects of torch and scikit-learn, neither of which is imported."""

import subprocess
import sys

import numpy as np
import pytest

from boundkit.errors import MalformedInputError, ShapeError
from boundkit.networks import Affine, ReLUNetwork, from_state_dict, prelu_network

W0, W1 = np.array([[1.0, -1], [0.1, 2]]), np.array([[3.0, 0.5]])
NETWORK = ReLUNetwork.of([W0, W1], [np.array([0.5, 0]), np.zeros(1)])


class Tensor:
    """What from_state_dict asks of a torch tensor."""

    def __init__(self, array):
        self.array = array

    def detach(self):
        return self

    def cpu(self):
        return self

    def numpy(self):
        if self.array is None:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array


@pytest.mark.parametrize(
    "names",
    [
        *[
            ("0.", "2."),
            ("9.", "10."),
            ("net.0.", "net.2."),
            ("fc1.", "fc2."),
            ("a1.layers.3.lin.", "a1.layers.4.lin."),
        ],
        *[("layer0.", "layer1."), ("hidden_layers.0.", "hidden_layers.1."), ("fcLayer_1.", "fcLayer_2.")],
        *[("Dense_0.", "Dense_1."), ("actor.0.", "actor.2."), ("pi.policy_net.0.", "pi.policy_net.2.")],
        *[("0.linear.", "1.linear."), ("module.mlp.4.", "module.mlp.9."), ("model.linear1.", "model.linear2.")],
    ],
)
@pytest.mark.parametrize("wrap", [np.asarray, Tensor, np.ndarray.tolist])
def test_state_dict(names, wrap):
    first, last = names
    state = {f"{last}weight": W1, f"{first}bias": np.array([0.5, 0]), f"{first}weight": W0}
    assert from_state_dict({name: wrap(array) for name, array in state.items()}) == NETWORK


PARALLEL = [
    *["experts.{}", "expert_{}", "expert{}", "heads.{}", "members.{}", "attn.{}", "moe.experts.{}.fc", "Experts.{}"],
    *["experts.expert_{}.wi", "branches.{}", "branch{}.fc", "towers.{}", "blocks.{}.fc", "ensemble.{}", "models.{}"],
    *[
        "layers.{}.lora_A",
        "lora_{}",
        "adapters.{}",
        "w{}",
        "wi_{}",
        "linears.{}",
        "nets.{}",
        "net{}",
        "critic{}",
        "q{}",
    ],
    *[
        "expert_layers.{}",
        "expert_net.{}",
        "experts.layers.{}",
        "moe.fc{}",
        "switch_mlp.{}",
        "layers.{}.gate",
        "layers.{}.q_proj",
        "x.{}",
    ],
    *[
        "parallel_layers.{}",
        "output_layers.{}",
        "mlp{}",
        "encoders.{}",
        "_{}",
        ".{}",
        "экспертfc{}",
        "fcэксперт{}",
        "{}.w",
    ],
    *["resblock.fc{}", "residual.layers.{}", "swiglu.fc{}", "highway.linear{}", "block.shortcut.layers.{}"],
    *["wide.{}", "modality.{}", "gates.{}", "routers.layers.{}", "0.experts.{}", "head_layers.{}", "MoE.layers.{}"],
]


@pytest.mark.parametrize("form", PARALLEL)
@pytest.mark.parametrize("numbers", [range(4), range(1, 3), (0, 2)], ids=str)
def test_numbers_that_may_tell_parts_side_by_side_are_no_order(form, numbers):
    state = {form.format(number) + kind: W0[0] if kind == ".bias" else W0 for number in numbers
             for kind in (".weight", ".bias")}  # fmt: skip
    with pytest.raises(MalformedInputError, match=r"read when they are named 0\.weight.*a mixture .* layer0\.gate\.W"):
        from_state_dict(state)


@pytest.mark.parametrize("word", ["critic", "discriminator", "decoder", "classifier", "actor_critic", "net", "0.mlp"])
def test_numbers_after_a_network_are_no_order_where_networks_side_by_side_have_the_same_shapes(word):
    """As the twin critics of a ModuleList; a Sequential leaves out the numbers of its activations."""
    twins = {f"{word}.{number}.weight": W0 for number in range(2)}
    heads = {f"{word}.0.weight": W0, f"{word}.1.weight": W1}
    for state in (twins, heads):
        with pytest.raises(MalformedInputError, match="may tell parts side by side"):
            from_state_dict(state)
    one = {f"{word}.0.weight": W0}
    series = {f"{word}.0.weight": W0, f"{word}.1.weight": W1, f"{word}.2.weight": np.array([[2.0]])}
    spaced = {f"{word}.0.weight": W0, f"{word}.2.weight": W1}
    assert [len(from_state_dict(state).layers) for state in (one, series, spaced)] == [1, 3, 2]


@pytest.mark.parametrize("part", ["mlp", "net", "encoder", "ffn"])
def test_a_part_of_a_layer_may_have_more_beside_it(part):
    """As the residual connection around the mlp of a transformer layer."""
    with pytest.raises(MalformedInputError, match="may tell parts side by side"):
        from_state_dict({f"layers.{number}.{part}.weight": W0 for number in range(2)})


@pytest.mark.parametrize("numbers", [(1, 3), (2, 3), (21, 22), (1, 21, 22)], ids=str)
def test_numbers_of_single_layers_have_no_gaps(numbers):
    """As fc21 and fc22, two heads of an autoencoder."""
    with pytest.raises(MalformedInputError, match="named 'fc<number>'; such a number may tell parts side by side"):
        from_state_dict({f"fc{number}.weight": W0 for number in numbers})


@pytest.mark.parametrize("gate", ["gate.weight", "moe.gate.weight", "router.bias"])
def test_experts_with_a_gate_are_refused_with_the_names_of_a_mixture(gate):
    with pytest.raises(MalformedInputError, match=r"a mixture when it is named layer0\.gate\.W"):
        from_state_dict({"experts.0.weight": W0, "experts.1.weight": W0, gate: W0})


@pytest.mark.parametrize("name", ["{}.weight", "{}.fc.weight"])
def test_numbers_alone_tell_no_order_of_parts_that_have_one_shape(name):
    """The experts of a list, as its own state dict names them."""
    with pytest.raises(MalformedInputError, match="may tell parts side by side"):
        from_state_dict({name.format(number): W0 for number in range(4)})
    left_out = {name.format(number): W0 for number in (0, 2)}
    assert from_state_dict(left_out) == ReLUNetwork.of([W0, W0], [np.zeros(2)] * 2)


def test_state_dict_takes_float32_exactly():
    weight = np.array([[0.1]], np.float32)
    assert from_state_dict({"0.weight": weight}) == ReLUNetwork((Affine([[float(weight[0, 0])]], [0]),))


def test_slopes():
    state = {"0.weight": W0, "0.bias": np.array([0.5, 0]), "2.weight": W1}
    biases = [np.array([0.5, 0]), np.zeros(1)]
    assert from_state_dict(state, slopes="1/10") == prelu_network([W0, W1], biases, ["1/10"])
    assert from_state_dict(state, slopes=[np.array([0.25, 0])]) == prelu_network([W0, W1], biases, [[0.25, 0]])
    assert from_state_dict(state, slopes=[0]) == NETWORK
    with pytest.raises(ShapeError, match="1 hidden layers but slopes for 2"):
        from_state_dict(state, slopes=[0, 0])


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ({}, MalformedInputError, "the layers are named nothing"),
        ({"weight": W0}, MalformedInputError, "'weight' is not of the form <number>.weight"),
        ({0: W0}, MalformedInputError, "'0' is not of the form"),
        ({"1.running_mean": W0}, MalformedInputError, "leave out what is no part"),
        ({"net.0.weight": W0, "head.0.weight": W1}, MalformedInputError, "'head.<number>', 'net.<number>'"),
        ({"0.weight": W0, "00.weight": W0}, MalformedInputError, "two entries are the weight of layer 0"),
        ({"0.weight": W0, "1.bias": W0}, MalformedInputError, "layer 1 has a bias but no weight"),
        ({"0.weight": W0, "1.weight": np.ones(2)}, ShapeError, r"layer 1 has shape \(2,\).*slopes of PReLU"),
        ({"0.weight": np.ones((1, 2, 3, 3))}, ShapeError, "only fully connected layers"),
        ({"0.weight": W0, "1.weight": W0[:, :1]}, ShapeError, "layer 1 takes 1 inputs"),
        ({"0.weight": W0, "0.bias": np.ones(3)}, ShapeError, "layer 0: the weight has 2 rows and the bias 3"),
        ({"0.weight": W0 * np.inf}, MalformedInputError, "layer 0: a weight or bias is NaN"),
        ({"0.weight": Tensor(None)}, MalformedInputError, "cannot be read as an array: .*BFloat16"),
        ({"0.weight": [[1], [2, 3]]}, MalformedInputError, "cannot be read as an array"),
        ({"0.weight": np.array([[NETWORK]])}, MalformedInputError, "numbers of type object"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in multiply")
def test_refused_state_dicts(state, error, words):
    with pytest.raises(error, match=words):
        from_state_dict(state)


def test_no_library_is_imported_with_the_networks():
    code = (
        "import sys, boundkit.networks; print({'onnx', 'safetensors', 'torch', 'sklearn', 'google'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
