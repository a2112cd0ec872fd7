"""The finished code of the course: a multilayer perceptron in NumPy, and what the lessons need.

Names are loaded when they are first used, so that `check_setup` can speak before NumPy is there.
"""

from importlib import import_module

__version__ = "0.1.0"

_PUBLIC = {
    "setup_check": ["check_setup"],
    "errors": ["ShapeError", "DivergenceError"],
    "activations": ["ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Identity", "sigmoid", "softmax"],
    "layers": ["Linear"],
    "losses": ["MeanSquaredError", "BinaryCrossEntropy", "SoftmaxCrossEntropy"],
    "network": ["MLP"],
    "optimizers": ["SGD", "Adam"],
    "gradient_checking": ["gradient_check"],
    "training": ["fit", "evaluate", "confusion_matrix"],
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names}
__all__ = sorted(_MODULE_OF)


def __getattr__(name):
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
