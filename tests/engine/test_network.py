"""The network: forward and backward through its layers, and its file."""

import os
import pickle
import zipfile

import numpy as np
import pytest

from mlp_lessons import MLP, LeakyReLU, Linear, ReLU, SoftmaxCrossEntropy, Tanh
from mlp_lessons.activations import ACTIVATIONS
from mlp_lessons.network import forward_only

X = np.random.default_rng(0).normal(size=(7, 4))


class MyScale:
    """A layer of a learner's own: the protocol, and nothing else."""

    def forward(self, X):
        self.X = X
        return 2 * X

    def backward(self, dZ):
        return 2 * dZ


class MyLinear(Linear):
    """A learner's own backward, without the switch that only ours has."""

    def backward(self, dZ):
        return super().backward(dZ)


def test_layers_stand_in_order_without_an_activation_at_the_end():
    network = MLP([4, 5, 6, 3], activation="tanh")
    assert [type(layer) for layer in network.layers] == [Linear, Tanh, Linear, Tanh, Linear]
    assert repr(network) == "MLP(Linear(4 → 5), Tanh(), Linear(5 → 6), Tanh(), Linear(6 → 3))"
    assert [name for name, _ in network.parameters()] == [
        "layers[0].W", "layers[0].b", "layers[2].W", "layers[2].b", "layers[4].W", "layers[4].b"]
    assert network.parameters()[2][1] is network.layers[2].W


def test_forward_is_one_layer_after_the_other():
    network = MLP([4, 5, 3], seed=1)
    first, relu, second = network.layers
    expected = np.maximum(X @ first.W.T + first.b, 0) @ second.W.T + second.b
    assert network.forward(X) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("first", [Linear(4, 4, seed=0), MyLinear(4, 4, seed=0), MyScale(), ReLU()],
                         ids=lambda layer: type(layer).__name__)
def test_the_gradient_of_the_input_comes_only_when_asked_for(first):
    network = MLP.from_layers([first, Linear(4, 3, seed=1)])
    network.forward(X)
    assert network.backward(np.ones((7, 3))) is None
    assert network.backward(np.ones((7, 3)), input_gradient=True).shape == X.shape


def test_x_is_cast_to_the_networks_type_once():
    network = MLP([4, 5, 3], dtype=np.float32)
    assert network.forward(X).dtype == np.float32
    assert network.layers[0].X.dtype == np.float32
    narrow = X.astype(np.float32)
    network.forward(narrow)
    assert network.layers[0].X is narrow    # no copy where none is needed
    assert MLP([4, 3]).forward(np.ones((2, 4), dtype=int)).dtype == np.float64


def test_whole_number_weights_do_not_cut_the_inputs_off():
    layer = Linear(2, 1)
    layer.W = np.array([[1, 1]])
    assert MLP.from_layers([layer]).forward([[0.5, 0.25]]) == 0.75


def test_forward_only_leaves_the_caches_alone():
    network = MLP([4, 5, 3], seed=1)
    scores = network.forward(X)
    kept = [vars(layer).copy() for layer in network.layers]
    assert (forward_only(network, X[:3]) == scores[:3]).all()
    for layer, then in zip(network.layers, kept, strict=True):
        assert vars(layer).keys() == then.keys()
        assert all(getattr(layer, name) is value for name, value in then.items())


def saved(tmp_path, **settings):
    network = MLP([4, 5, 3], seed=2, **settings)
    network.layers[0].b[...] = 0.3
    path = tmp_path / "net.npz"
    network.save(path)
    return network, path


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_comes_back_as_it_was(tmp_path, activation, dtype):
    network, path = saved(tmp_path, activation=activation, dtype=dtype)
    back = MLP.load(str(path))
    assert repr(back) == repr(network) and back.dtype == dtype
    assert (back.forward(X) == network.forward(X)).all()
    for (name, a), (same, b) in zip(network.parameters(), back.parameters(), strict=True):
        assert name == same and a.dtype == b.dtype == dtype and (a == b).all()
    loss = SoftmaxCrossEntropy()
    loss.forward(back.forward(X), np.zeros(7, int))
    back.backward(loss.backward())    # and it can learn on


def test_the_slope_of_a_leaky_relu_is_kept(tmp_path):
    network = MLP.from_layers([Linear(4, 3, seed=0), LeakyReLU(0.3), LeakyReLU()])
    network.save(tmp_path / "net.npz")
    assert [layer.slope for layer in MLP.load(tmp_path / "net.npz").layers[1:]] == [0.3, 0.01]


def test_the_file_has_exactly_the_name_that_was_given(tmp_path):
    MLP([2, 3]).save(tmp_path / "mine")
    assert os.listdir(tmp_path) == ["mine"]


def test_nothing_in_the_file_is_pickled(tmp_path):
    _, path = saved(tmp_path, activation="leaky_relu")
    with np.load(path, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "fU" for name in file)


class Trap:
    """Would leave a trace if it were ever unpickled."""

    def __reduce__(self):
        return os.mkdir, (os.environ["TRAP"],)


def test_nothing_is_ever_unpickled(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAP", str(tmp_path / "sprung"))
    np.savez(tmp_path / "object.npz", layers=np.array([Trap()], dtype=object))
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(Trap()))
    for name in ("object.npz", "pickle.npz"):
        with pytest.raises(ValueError, match=name):
            MLP.load(tmp_path / name)
    assert not (tmp_path / "sprung").exists()


def refused(path):
    """Load a bad file, and return what was said."""
    with pytest.raises(ValueError) as caught:
        MLP.load(path)
    assert type(caught.value) is ValueError and repr(str(path)) in str(caught.value)
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "nothing.npz"
    with pytest.raises(FileNotFoundError) as caught:
        MLP.load(path)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value) == f"There is no file {str(path)!r} to load a network from."


def test_a_file_cut_short_is_refused(tmp_path):
    _, path = saved(tmp_path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 41):
        path.write_bytes(whole[:length])
        assert "is damaged, or not a file that network.save wrote." in refused(path)


def test_flipped_bytes_are_refused_or_harmless(tmp_path):
    network, path = saved(tmp_path, activation="leaky_relu")
    whole = path.read_bytes()
    refusals = 0
    for position in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        try:
            back = MLP.load(path)
        except ValueError as error:
            assert repr(str(path)) in str(error)
            refusals += 1
        else:    # a byte that says nothing, such as a date in the zip file
            assert (back.forward(X) == network.forward(X)).all()
    assert refusals > len(whole) / 7 / 2


@pytest.mark.parametrize("arrays", [
    {"X": X}, {"layers": np.array(["Linear"])}, {"layers": np.array(["Dropout"])},
    {"layers": np.array([], dtype=str)}, {"layers": np.array(3)}, {"layers": np.array([1, 2])},
    {"layers": np.array(["Linear"]), "layers[0].W": np.ones((3, 2)), "layers[0].b": np.ones(2)},
    {"layers": np.array(["Linear"]), "layers[0].W": np.ones(3), "layers[0].b": np.ones(3)},
    {"layers": np.array(["Linear"]), "layers[0].W": np.ones((3, 2), int),
     "layers[0].b": np.ones(3, int)},
    {"layers": np.array(["Linear"]), "layers[0].W": np.array([["a"]]), "layers[0].b": np.ones(1)},
    {"layers": np.array(["LeakyReLU"])},
    {"layers": np.array(["LeakyReLU"]), "layers[0].slope": np.array(7.0)},
], ids=lambda arrays: ", ".join(f"{name} {value.shape}" for name, value in arrays.items()))
def test_an_npz_file_of_something_else_is_refused(tmp_path, arrays):
    np.savez(tmp_path / "other.npz", **arrays)
    assert "does not hold a network that network.save wrote." in refused(tmp_path / "other.npz")


def test_other_files_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("not a network")
    (tmp_path / "empty.npz").write_bytes(b"")
    np.save(tmp_path / "array.npy", X)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("notes.txt", "not a network")
    for name in ("notes.txt", "empty.npz", "array.npy", "other.zip"):
        refused(tmp_path / name)


def test_a_save_cut_short_leaves_the_old_file(tmp_path, monkeypatch):
    _, path = saved(tmp_path)
    whole = path.read_bytes()

    def stop_half_way(file, **arrays):
        file.write(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", stop_half_way)
    with pytest.raises(KeyboardInterrupt):
        MLP([4, 9, 3]).save(path)
    assert path.read_bytes() == whole


def test_what_is_saved_does_not_follow_the_network(tmp_path):
    network, path = saved(tmp_path)
    back = MLP.load(path)
    before = back.forward(X)
    network.layers[0].W += 1
    assert (back.forward(X) == before).all()
