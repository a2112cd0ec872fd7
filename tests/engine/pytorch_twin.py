"""The same network in PyTorch: what `test_against_pytorch.py` and the stored results compare with.

Everything of PyTorch is imported inside the functions, so that the cases can be read without it.
"""

import numpy as np

from mlp_lessons import (
    MLP,
    SGD,
    Adam,
    BinaryCrossEntropy,
    Linear,
    MeanSquaredError,
    SoftmaxCrossEntropy,
)

LOSSES = {"squared error": MeanSquaredError, "binary": BinaryCrossEntropy,
          "softmax": SoftmaxCrossEntropy}
OPTIMIZERS = {
    "sgd": {"kind": SGD, "learning_rate": 0.1},
    "momentum": {"kind": SGD, "learning_rate": 0.02, "momentum": 0.9},
    "decay": {"kind": SGD, "learning_rate": 0.05, "momentum": 0.5, "weight_decay": 0.01},
    "adam": {"kind": Adam, "learning_rate": 0.01},
    "adam with decay": {"kind": Adam, "learning_rate": 0.01, "weight_decay": 0.01},
}


def draw(sizes, activation, loss, N, seed, scale=1.0):
    """Return (network, loss, X, y), all numbers from N(0, 1); `scale` multiplies X."""
    rng = np.random.default_rng(seed)
    sizes = list(sizes)
    if loss == "binary":
        sizes[-1] = 1
    if loss == "softmax":
        sizes[-1] = max(sizes[-1], 2)
    network = MLP(sizes, activation=activation, seed=seed)
    for layer in network.layers:
        if isinstance(layer, Linear):
            layer.b[...] = 0.3 * rng.normal(size=layer.b.shape)
    X = scale * rng.normal(size=(N, sizes[0]))
    y = {"squared error": rng.normal(size=(N, sizes[-1])), "binary": rng.integers(0, 2, N),
         "softmax": rng.integers(0, sizes[-1], N)}[loss]
    return network, LOSSES[loss](), X, y


def smallest_distance_to_a_kink(network, X):
    """Return the smallest |z| that any activation of the network is given."""
    A, smallest = X, np.inf
    for layer in network.layers:
        if not isinstance(layer, Linear):
            smallest = min(smallest, np.abs(A).min())
        A = layer.forward(A)
    return smallest


def ours(network, loss, X, y):
    """Return scores, loss and all gradients, with the names of the code paths."""
    scores = network.forward(X)
    found = {"scores": scores, "loss": loss.forward(scores, y)}
    found["dscores"] = loss.backward()
    found["dX"] = network.backward(found["dscores"], input_gradient=True)
    for index, layer in enumerate(network.layers):
        if isinstance(layer, Linear):
            found[f"layers[{index}].dW"], found[f"layers[{index}].db"] = layer.dW, layer.db
    return found


def ours_after(network, loss, X, y, optimizer, steps=100):
    """Return all parameters after so many steps on the whole of X."""
    optimizer = dict(optimizer)
    optimizer = optimizer.pop("kind")(network, **optimizer)
    for _ in range(steps):
        loss.forward(network.forward(X), y)
        network.backward(loss.backward())
        optimizer.step()
    return dict(network.parameters())


def as_torch(network):
    """Return the network as a torch.nn.Sequential with the same numbers (no transpose)."""
    import torch

    kinds = {"ReLU": torch.nn.ReLU, "Sigmoid": torch.nn.Sigmoid, "Tanh": torch.nn.Tanh,
             "Identity": torch.nn.Identity}
    modules = []
    for layer in network.layers:
        if isinstance(layer, Linear):
            linear = torch.nn.Linear(layer.W.shape[1], layer.W.shape[0], dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(layer.W))
                linear.bias.copy_(torch.from_numpy(layer.b))
            modules.append(linear)
        elif type(layer).__name__ == "LeakyReLU":
            modules.append(torch.nn.LeakyReLU(layer.slope))
        else:
            modules.append(kinds[type(layer).__name__]())
    return torch.nn.Sequential(*modules)


def torch_loss(loss, y):
    """Return PyTorch's loss of the same name, and y as it wants it."""
    import torch

    if isinstance(loss, MeanSquaredError):
        return torch.nn.MSELoss(), torch.from_numpy(y)
    if isinstance(loss, BinaryCrossEntropy):
        return torch.nn.BCEWithLogitsLoss(), torch.from_numpy(y.reshape(-1, 1).astype(float))
    return torch.nn.CrossEntropyLoss(), torch.from_numpy(y)


def theirs(network, loss, X, y):
    """Return what `ours` returns, computed by PyTorch."""
    import torch

    module = as_torch(network)
    criterion, target = torch_loss(loss, y)
    X = torch.from_numpy(X).requires_grad_()
    scores = module(X)
    scores.retain_grad()
    value = criterion(scores, target)
    value.backward()
    found = {"scores": scores.detach().numpy(), "loss": value.item(),
             "dscores": scores.grad.numpy(), "dX": X.grad.numpy()}
    for index, layer in enumerate(module):
        if isinstance(layer, torch.nn.Linear):
            found[f"layers[{index}].dW"] = layer.weight.grad.numpy()
            found[f"layers[{index}].db"] = layer.bias.grad.numpy()
    return found


def theirs_after(network, loss, X, y, optimizer, steps=100):
    """Return what `ours_after` returns, computed by PyTorch."""
    import torch

    module = as_torch(network)
    criterion, target = torch_loss(loss, y)
    X = torch.from_numpy(X)
    settings = {key: value for key, value in optimizer.items() if key != "kind"}
    settings["lr"] = settings.pop("learning_rate")
    optimizer = getattr(torch.optim, optimizer["kind"].__name__)(module.parameters(), **settings)
    for _ in range(steps):
        optimizer.zero_grad()
        criterion(module(X), target).backward()
        optimizer.step()
    found = {}
    for index, layer in enumerate(module):
        if isinstance(layer, torch.nn.Linear):
            found[f"layers[{index}].W"] = layer.weight.detach().numpy()
            found[f"layers[{index}].b"] = layer.bias.detach().numpy()
    return found


# What is stored in fixtures/pytorch_results.npz, for machines without PyTorch.
STORED = {
    "relu, softmax": {"sizes": [5, 7, 6, 4], "activation": "relu", "loss": "softmax", "N": 9},
    "leaky, softmax": {"sizes": [4, 6, 3], "activation": "leaky_relu", "loss": "softmax", "N": 8},
    "sigmoid, binary": {"sizes": [3, 5, 1], "activation": "sigmoid", "loss": "binary", "N": 10},
    "tanh, squared": {"sizes": [3, 6, 4, 2], "activation": "tanh", "loss": "squared error", "N": 7},
    "identity, squared": {"sizes": [4, 3, 2], "activation": "identity", "loss": "squared error",
                          "N": 5},
    "relu, binary": {"sizes": [2, 8, 1], "activation": "relu", "loss": "binary", "N": 1},
}
