"""Exercises made up for the tests of the mechanism: a function, a pair, a class, variables."""

import numpy as np

from mlp_lessons.exercises.record import Exercise, Mistake


def bias_gradient(dZ):
    """Return db, the gradient of the biases.

    dZ: array (N, out).  db: array (out,).
    """
    return dZ.sum(axis=0)


def over_the_neurons(dZ):
    return dZ.sum(axis=1)


def averaged(dZ):
    return dZ.mean(axis=0)


def first_sample_only(dZ):
    return dZ[0]


def batches(seed=0, shapes=((2, 3), (5, 3), (4, 2), (1, 3))):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=shape),) for shape in shapes]


def make(**fields):
    """Return a well-formed exercise; the fields given replace those of `bias_gradient`."""
    mistakes = fields.pop("mistakes", None)
    if mistakes is None:
        mistakes = (Mistake(over_the_neurons, "How many biases are there?", "One per neuron."),
                    Mistake(averaged, "Who has already divided by N?", "The loss has."),
                    Mistake(first_sample_only, "How many samples pull?", "All of them."))
    solution = fields.setdefault("solution", bias_gradient)
    defaults = {
        "name": getattr(solution, "__name__", "answer"), "number": "6.4", "title": "A title",
        "difficulty": 1, "minutes": 5, "why": "It matters.", "hints": ("Which axis?",),
        "mistakes": mistakes, "cases": batches if solution is bias_gradient else lambda: [()],
    }
    return Exercise(**(defaults | fields))


class MyLayer:
    def __init__(self, n_in, n_out):
        self.W = np.zeros((n_out, n_in))
        self.b = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W


LAYER_STUB = '''
    class MyLayer:
        def __init__(self, n_in, n_out):
            self.W = np.zeros((n_out, n_in))
            self.b = np.zeros(n_out)

        def forward(self, X):
            raise NotImplementedError("your turn")

        def backward(self, dZ):
            raise NotImplementedError("your turn")
'''


def layer_scripts():
    rng = np.random.default_rng(3)
    return [[("new", n_in, n_out), ("set", "W", rng.normal(size=(n_out, n_in))),
             ("forward", rng.normal(size=(N, n_in))), ("backward", rng.normal(size=(N, n_out))),
             ("get", "dW"), ("get", "db")] for N, n_in, n_out in [(2, 3, 2), (5, 2, 4), (3, 4, 3)]]


class OverwrittenBias(MyLayer):
    def backward(self, dZ):
        dX = super().backward(dZ)
        self.db = dZ[-1]
        return dX


class NoGradient(MyLayer):
    def backward(self, dZ):
        return dZ @ self.W


class BiasForgotten(MyLayer):
    def forward(self, X):
        self.X = X
        return X @ self.W.T + 1


def make_layer(**fields):
    mistakes = (Mistake(OverwrittenBias, "Which samples reach db?", "All of them do."),
                Mistake(NoGradient, "What does the optimizer need?", "dW and db."),
                Mistake(BiasForgotten, "What is added?", "The bias."))
    return make(**({"solution": MyLayer, "cases": layer_scripts, "own_stub": LAYER_STUB,
                    "mistakes": mistakes} | fields))


def make_pair(**fields):
    """Return an exercise whose solution returns a tuple, (dW, db)."""
    return make(**({"solution": pair, "cases": pair_cases, "returns": ("dW", "db"),
                    "mistakes": three_wrong((np.ones(1), np.ones(1)))} | fields))


def pair(dZ, X):
    """Return (dW, db)."""
    return dZ.T @ X, dZ.sum(axis=0)


def pair_cases():
    rng = np.random.default_rng(5)
    return [(rng.normal(size=(N, n_out)), rng.normal(size=(N, n_in)))
            for N, n_in, n_out in [(2, 3, 2), (5, 2, 4), (3, 3, 3)]]


def three_wrong(value):
    """Return three mistakes that no test makes."""
    return tuple(Mistake(lambda *given, k=k: (value, k), f"Really {k}?", f"No {k}.")
                 for k in range(3))


def make_value(solution, **fields):
    fields.setdefault("mistakes", tuple(
        Mistake(f"wrong {k}", f"Really {k}?", f"No {k}.") for k in range(3)))
    return make(solution=solution, **fields)


def make_choice(**fields):
    options = {"a": "it turns", "b": "it slides", "c": "it stays"}
    mistakes = (Mistake("a", "What turns it?", "The weights turn it."),
                Mistake("c", "Where is zero now?", "Zero has moved."))
    return make(**({"solution": "b", "name": "prediction_6_4", "options": options,
                    "mistakes": mistakes} | fields))
