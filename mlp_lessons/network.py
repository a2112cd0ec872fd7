"""The multilayer perceptron: linear layers with an activation between them.

`forward` goes through the layers in order, `backward` through the same layers in reverse.
"""

import copy
import os

import numpy as np

from .activations import ACTIVATIONS, LeakyReLU
from .errors import (
    MissingFileError,
    ShapeError,
    as_numbers,
    describe,
    require_choice,
    require_methods,
    require_positive_integer,
)
from .initialization import INITIALIZATIONS
from .layers import Linear


class MLP:
    """A network such as `MLP([64, 32, 10])`: 64 inputs, 32 hidden units, 10 scores.

    `activation` ("relu", "leaky_relu", "sigmoid", "tanh", "identity") stands after every linear
    layer but the last, whose scores go to the loss as they are. `initialization` is "he",
    "xavier", "normal" or "zeros"; None chooses He for the two ReLUs, and Xavier otherwise. The
    same `seed` gives the same weights. `dtype` is the type of all numbers in the network.
    """

    def __init__(self, sizes, activation="relu", initialization=None, seed=0, dtype=np.float64):
        if not isinstance(sizes, (list, tuple)) or len(sizes) < 2:
            raise TypeError(f"sizes must be a list of at least two whole numbers, such as "
                            f"[64, 32, 10], got {describe(sizes)}.")
        for position, size in enumerate(sizes):
            require_positive_integer(size, f"sizes[{position}]")
        require_choice(activation, "activation", ACTIVATIONS)
        if initialization is None:
            initialization = "he" if activation in ("relu", "leaky_relu") else "xavier"
        require_choice(initialization, "initialization", INITIALIZATIONS)

        seeds = np.random.SeedSequence(seed).spawn(len(sizes) - 1)    # one per layer, independent
        self.dtype = np.dtype(dtype)
        self.layers = []
        for n_in, n_out, layer_seed in zip(sizes[:-1], sizes[1:], seeds, strict=True):
            self.layers.append(Linear(n_in, n_out, initialization, layer_seed, dtype))
            self.layers.append(ACTIVATIONS[activation]())
        self.layers.pop()    # no activation after the last linear layer

    @classmethod
    def from_layers(cls, layers):
        """Return a network of these layers, in this order.

        Anything with `forward(X) -> Z` and `backward(dZ) -> dX` is a layer, your own classes too.
        """
        layers = list(layers)
        if not layers:
            raise ValueError("A network needs at least one layer, got an empty list.")
        for index, layer in enumerate(layers):
            require_methods(layer, f"layers[{index}]", "forward", "backward")
        network = cls.__new__(cls)
        network.layers = layers
        types = [layer.W.dtype for _, layer in layers_that_learn(network)]
        network.dtype = types[0] if types and types[0].kind == "f" else np.dtype(np.float64)
        return network

    def forward(self, X):
        """Return the scores (N, K) for a batch X (N, D)."""
        A = as_numbers(X, "X", self.dtype)
        for index, layer in enumerate(self.layers):
            try:
                A = layer.forward(A)
            except ShapeError as error:
                raise ShapeError(f"network.layers[{index}]: {error}") from None
        return A

    def backward(self, dscores, input_gradient=False):
        """Fill dW and db of every layer from the gradient of the scores (N, K).

        Returns the gradient of the input, dX (N, D), only with `input_gradient=True`: training
        does not need it, and it costs a matrix product.
        """
        gradient = dscores
        for layer in reversed(self.layers[1:]):
            gradient = layer.backward(gradient)
        first = self.layers[0]
        if type(first) is Linear:    # a class of your own has no such switch
            return first.backward(gradient, input_gradient)
        gradient = first.backward(gradient)
        return gradient if input_gradient else None

    def parameters(self):
        """Return a list of (name, array), such as ("layers[0].W", array of shape (out, in))."""
        return [(f"layers[{index}].{name}", getattr(layer, name))
                for index, layer in layers_that_learn(self) for name in ("W", "b")]

    def save(self, path):
        """Write layers, weights and biases to `path`, a NumPy .npz file without pickle."""
        for index, layer in enumerate(self.layers):
            if type(layer) not in LAYERS.values():
                raise TypeError(f"network.layers[{index}] is a {type(layer).__name__}. Only layers "
                                f"of mlp_lessons can be saved; keep the arrays of your own with "
                                f"np.savez.")
        arrays = {"layers": np.array([type(layer).__name__ for layer in self.layers])}
        arrays |= dict(self.parameters())
        arrays |= {f"layers[{index}].slope": layer.slope
                   for index, layer in enumerate(self.layers) if isinstance(layer, LeakyReLU)}
        path = os.fspath(path)
        with open(path + ".unfinished", "wb") as file:
            np.savez(file, **arrays)
        os.replace(path + ".unfinished", path)    # a save cut short leaves the old file as it was

    @classmethod
    def load(cls, path):
        """Return the network that `save` wrote to `path`.

        Raises FileNotFoundError if there is no such file, ValueError if it is something else.
        """
        path = os.fspath(path)
        if not os.path.isfile(path):
            raise MissingFileError(f"There is no file {path!r} to load a network from.")
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = dict(file)
        except Exception:    # a damaged zip file can fail in many ways
            raise ValueError(f"{path!r} is damaged, or not a file that network.save "
                             f"wrote.") from None
        try:
            return cls.from_layers([_layer_from(arrays, index, str(kind))
                                    for index, kind in enumerate(arrays["layers"])])
        except (KeyError, IndexError, TypeError, ValueError):
            raise ValueError(f"{path!r} does not hold a network that network.save wrote.") from None

    def __repr__(self):
        return f"MLP({', '.join(map(repr, self.layers))})"


def layers_that_learn(network):
    """Return a list of (index, layer) of the layers with weights."""
    return [(index, layer) for index, layer in enumerate(network.layers)
            if getattr(layer, "W", None) is not None]


def forward_only(network, X):
    """Return `network.forward(X)`, and leave all that is kept for a backward pass as it was.

    Copies of the layers do the work; they share the weights, so nothing large is copied.
    """
    twin = copy.copy(network)
    twin.layers = [copy.copy(layer) for layer in network.layers]
    return twin.forward(X)


LAYERS = {"Linear": Linear} | {kind.__name__: kind for kind in ACTIVATIONS.values()}


def _layer_from(arrays, index, kind):
    """Return the layer that `save` wrote under `layers[index]`."""
    if kind == "LeakyReLU":
        return LeakyReLU(float(arrays[f"layers[{index}].slope"]))
    if kind != "Linear":
        return LAYERS[kind]()
    W, b = arrays[f"layers[{index}].W"], arrays[f"layers[{index}].b"]
    n_out, n_in = W.shape
    if b.shape != (n_out,) or W.dtype.kind != "f" or b.dtype != W.dtype:
        raise ValueError("W and b do not belong together.")
    layer = Linear(n_in, n_out, "zeros", dtype=W.dtype)
    layer.W, layer.b = W, b
    return layer
