"""Explorables, pictures that you move: `from mlp_lessons import explore`, then `explore.neuron()`.

One file each. A name is loaded when it is first used, because ipywidgets is slow to load. No file
bears the name of what it holds, or importing the one would hide the other.
"""

from importlib import import_module

_FILE_OF = {
    "activations": "curves_and_tangents",
    "backpropagation": "back_and_forth",
    "chain": "chain_and_fork",
    "depth": "deep_stack",
    "digit_pad": "drawing_pad",
    "digit_watcher": "watching_digits",
    "forward_pass": "layer_by_layer",
    "gradient_descent": "descent",
    "loss_landscape": "landscape",
    "neuron": "decision_line",
    "playground": "workbench",
}
__all__ = sorted(_FILE_OF)


def __getattr__(name):
    if name not in _FILE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_FILE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
