"""The gradient check: what backpropagation computed, compared with what wiggling measures.

Every parameter w is moved to w + h and to w − h. The slope (L(w + h) − L(w − h)) / 2h must agree
with the gradient that `backward` left. That costs two forward passes per parameter.
"""

import copy
from dataclasses import dataclass

import numpy as np

from .errors import (
    ShapeError,
    as_numbers,
    describe,
    require_finite,
    require_number,
    require_positive_integer,
)

RIGHT = 1e-5    # a relative error below this is rounding; a wrong formula is off by far more


@dataclass
class ParameterCheck:
    """What was found for one array of parameters, such as layers[0].W."""

    name: str
    shape: tuple
    ok: bool
    worst_error: float       # symmetric relative error |a − b| / max(|a|, |b|), the largest one
    at: tuple                # its index
    yours: float             # the gradient there by backpropagation
    by_wiggling: float       # and by wiggling
    verdict: str
    advice: str = ""         # what to look for, if it is wrong
    kinks: int = 0           # for how many numbers ±h crossed a kink, so that h was made smaller


@dataclass
class GradientReport:
    """The result of `gradient_check`: `ok`, and one `ParameterCheck` per array in `parameters`."""

    parameters: list
    forward_passes: int

    @property
    def ok(self):
        """True if every gradient is right."""
        return all(parameter.ok for parameter in self.parameters)

    @property
    def summary(self):
        """The verdict in words, with no digits that could vary from machine to machine."""
        wrong = [parameter for parameter in self.parameters if not parameter.ok]
        if not wrong:
            numbers = sum(int(np.prod(parameter.shape)) for parameter in self.parameters)
            lines = [f"All {len(self.parameters)} parameters are right ({numbers} numbers)."]
        else:
            lines = [f"{len(wrong)} of {len(self.parameters)} parameters "
                     f"{'is' if len(wrong) == 1 else 'are'} wrong."]
            lines += [f"{parameter.name}: {parameter.advice}" for parameter in wrong]
            if len(wrong) > 1:
                lines.append(f"Going back from the loss, the first wrong one is {wrong[-1].name}: start "
                             f"there, or behind it. All before it may only inherit its fault.")
        kinks = sum(parameter.kinks for parameter in self.parameters)
        if kinks:
            lines.append(f"At {kinks} {'number' if kinks == 1 else 'numbers'} ±h crossed a kink "
                         f"(a ReLU switched on or off in between): measured there with a smaller h.")
        return "\n".join(lines)

    def __str__(self):
        rows = [("parameter", "shape", "worst error", "at", "yours", "by wiggling", "verdict")]
        rows += [(p.name, str(p.shape), f"{p.worst_error:.1e}", str(list(p.at)), f"{p.yours: .4g}",
                  f"{p.by_wiggling: .4g}", p.verdict) for p in self.parameters]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ["   ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                 for row in rows]
        return "\n".join(lines) + "\n\n" + self.summary

    __repr__ = __str__


def gradient_check(network, loss, X, y, *, h=1e-5, at_most=None, seed=0):
    """Compare every gradient of `network` with wiggling, and return a `GradientReport`.

    Works on any network with `layers`, `forward` and `backward`, on layers of your own too. All is
    done in float64 on a copy: the network, its gradients and the loss stay as they were.
    `at_most=20` checks only 20 numbers of each array, drawn with `seed`, where all would take long.

    The relative error is |a − b| / max(|a|, |b|), and below 1e-5 it counts as right. So do two
    numbers whose difference is smaller than wiggling can see, 0 and 0 among them. Where the slopes
    to the left and to the right differ, h is made smaller, until no kink of a ReLU lies between;
    at the kink itself every slope from the left one to the right one is right.
    """
    require_number(h, "h", "above 0 and finite", lambda value: value > 0)
    if at_most is not None:
        require_positive_integer(at_most, "at_most")
    for method in ("layers", "forward", "backward"):
        if not hasattr(network, method):
            raise TypeError(f"gradient_check needs a network with layers, forward and backward; "
                            f"{describe(network)} has no {method}. Try MLP.from_layers([…]).")
    network, loss = _in_float64(network), copy.deepcopy(loss)
    X = as_numbers(X, "X", np.float64)
    require_finite(X, "X")
    rng = np.random.default_rng(seed)

    wiggler = _Wiggler(network, loss, X, y)
    network.backward(loss.backward())
    gradients = [(f"layers[{index}].{name}", getattr(layer, name),
                  copy.copy(getattr(layer, "d" + name, None)))
                 for index, layer in enumerate(network.layers) if hasattr(layer, "W")
                 for name in ("W", "b")]
    return GradientReport([_check_one(name, parameter, gradient, wiggler, h, at_most, rng)
                           for name, parameter, gradient in gradients], wiggler.forward_passes)


def _in_float64(network):
    network = copy.deepcopy(network)
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W, layer.b = layer.W.astype(np.float64), layer.b.astype(np.float64)
    if hasattr(network, "dtype"):
        network.dtype = np.dtype(np.float64)
    return network


class _Wiggler:
    """Measures slopes of the loss, one number of a parameter array at a time."""

    def __init__(self, network, loss, X, y):
        self.network, self.loss, self.X, self.y = network, loss, X, y
        self.forward_passes = 0
        self.here = self.loss_now()
        self.N = len(X)

    def loss_now(self):
        self.forward_passes += 1
        return self.loss.forward(self.network.forward(self.X), self.y)

    def noise(self, h):
        """Return what wiggling by h cannot see: the rounding of two losses, divided by 2h."""
        return 50 * np.finfo(np.float64).eps * max(1.0, abs(self.here)) / h

    def slopes(self, parameter, index, h):
        """Return the centred slope, the slope to the left and the slope to the right."""
        w = parameter[index]
        parameter[index] = w + h
        right = self.loss_now()
        parameter[index] = w - h
        left = self.loss_now()
        parameter[index] = w
        return (right - left) / (2 * h), (self.here - left) / h, (right - self.here) / h


def _relative_error(a, b, noise):
    """Return |a − b| / max(|a|, |b|), never more than `RIGHT` where |a − b| is only noise."""
    return abs(a - b) / max(abs(a), abs(b), noise / RIGHT)


def _check_one(name, parameter, gradient, wiggler, h, at_most, rng):
    """Compare one array of gradients with wiggling, and say what is wrong with it."""
    refused = _refuse(parameter, gradient)
    if refused:
        verdict, advice = refused
        return ParameterCheck(name, parameter.shape, False, np.inf, (), np.nan, np.nan, verdict, advice)

    gradient = np.asarray(gradient, dtype=np.float64)
    indices = list(np.ndindex(parameter.shape))
    if at_most is not None and at_most < len(indices):
        indices = [indices[k] for k in sorted(rng.choice(len(indices), at_most, replace=False))]
    measured = np.full(parameter.shape, np.nan)
    errors, kinks = {}, 0
    for index in indices:
        measured[index], errors[index], kink = _measure(parameter, index, gradient[index], wiggler, h)
        kinks += kink
    at = max(errors, key=errors.get)
    verdict, advice = "right", ""
    if not errors[at] <= RIGHT:
        wrong = [index for index in indices if not errors[index] <= RIGHT]
        verdict, advice = _diagnose(name, gradient, measured, wrong, len(indices), wiggler.N)
    return ParameterCheck(name, parameter.shape, verdict == "right", float(errors[at]), at,
                          float(gradient[at]), float(measured[at]), verdict, advice, kinks)


def _refuse(parameter, gradient):
    """Return (verdict, advice) for a gradient that cannot be compared at all, or None."""
    if gradient is None:
        return "missing", "backward left no gradient here."
    try:
        gradient = np.asarray(gradient, dtype=np.float64)
    except (TypeError, ValueError):
        return "not numbers", f"backward left {describe(gradient)} here."
    if gradient.shape != parameter.shape:
        advice = f"its gradient has shape {gradient.shape}; it must have {parameter.shape}, as the parameter."
        if gradient.shape == parameter.shape[::-1]:
            advice += " Is it transposed?"
        return "wrong shape", advice
    if not np.isfinite(gradient).all():
        return "not finite", "its gradient holds NaN or infinity."
    return None


def _measure(parameter, index, yours, wiggler, h):
    """Return (slope by wiggling, relative error, whether ±h crossed a kink)."""
    slope, left, right = wiggler.slopes(parameter, index, h)
    error = _relative_error(yours, slope, wiggler.noise(h))
    if error <= RIGHT:
        return slope, error, False
    # Left and right slope of a smooth loss differ by about h. A kink between them makes them differ
    # by far more; a smaller h then no longer reaches it, unless it lies exactly here.
    for smaller in (h / 10, h / 100, h / 1000):
        if abs(right - left) <= 1e-3 * max(abs(left), abs(right)):
            break
        closer, left, right = wiggler.slopes(parameter, index, smaller)
        noise = wiggler.noise(smaller)
        between = min(left, right) - noise <= yours <= max(left, right) + noise
        if _relative_error(yours, closer, noise) <= RIGHT or (smaller == h / 1000 and between):
            return (closer if abs(closer - yours) <= noise else yours), 0.0, True
    return slope, error, False


def _diagnose(name, gradient, measured, wrong, checked, N):
    """Return (verdict, advice) for a gradient that differs from what wiggling measured."""
    seen = ~np.isnan(measured)
    a, b = gradient[seen], measured[seen]
    quantity = "layers" + name.split("layers")[1].replace(".", ".d")
    if not a.any():
        return "wrong: zero", f"{quantity} is zero everywhere, but wiggling moves the loss. Is something not passed on?"
    factor = (a @ b) / (b @ b) if b.any() else np.inf
    if np.isfinite(factor) and factor != 0 and np.allclose(a, factor * b, rtol=1e-4, atol=1e-4 * np.abs(a).max()):
        if abs(factor + 1) <= 1e-3:
            return "wrong: the sign, everywhere", f"{quantity} points the wrong way: look for a missing minus."
        said = _name_factor(factor, N)
        return (f"wrong: {said} what it should be, everywhere",
                f"by a constant factor {factor:.2f}. Look for a missing or doubled factor in {quantity} "
                f"or on the way to it, not for a transpose.")
    if gradient.ndim == 2 and seen.all() and gradient.shape[0] == gradient.shape[1] \
            and np.allclose(gradient, measured.T, rtol=1e-4, atol=1e-4 * np.abs(b).max()):
        return "wrong: transposed", f"{quantity} is the transpose of what it should be."
    advice = f"{len(wrong)} of {checked} numbers are wrong, and not by one common factor."
    rows = sorted({index[0] for index in wrong})
    if gradient.ndim == 2 and len(rows) < gradient.shape[0]:
        advice += f" They are in the {'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows))}."
    return f"wrong in {len(wrong)} of {checked} numbers", advice


def _name_factor(factor, N):
    for value, said in ((2, "twice"), (0.5, "half"), (N, f"N = {N} times"),
                        (1 / N, f"1/N = 1/{N} of"), (-N, f"−N = −{N} times"),
                        (-1 / N, f"−1/N = −1/{N} of"), (1 / N**2, "1/N² of")):
        if abs(factor - value) <= 1e-3 * abs(value):
            return said
    return f"{factor:.3g} times"
