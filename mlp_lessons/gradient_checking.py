"""The gradient check: what backpropagation computed, compared with what wiggling measures.

Every parameter w is moved to w + h and to w − h. The slope (L(w + h) − L(w − h)) / 2h must agree
with the gradient that `backward` left. That costs two forward passes per parameter.
"""

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .errors import (
    as_numbers,
    describe,
    require_finite,
    require_methods,
    require_number,
    require_positive_integer,
)
from .network import layers_that_learn

RIGHT = 1e-5       # a relative error below this is rounding; a wrong formula is off by far more
VISIBLE = 1e-2     # a slope is visible if it is known to this part of itself
UNSEEN = "too small to see"


@dataclass
class ParameterCheck:
    """What was found for one array of parameters, such as layers[0].W."""

    name: str
    shape: tuple
    ok: bool
    worst_error: float       # relative error |a − b| / max(|a|, |b|), the largest one
    at: tuple                # its index
    yours: float             # the gradient there by backpropagation
    by_wiggling: float       # and by wiggling
    verdict: str
    advice: str = ""         # what to look for, if it is wrong
    near_kinks: int = 0      # how many of its numbers needed a smaller h, or a place beside
    checked: int = 0         # how many of its numbers were wiggled


@dataclass
class GradientReport:
    """The result of `gradient_check`: `ok`, and one `ParameterCheck` per array in `parameters`."""

    parameters: list
    forward_passes: int

    @property
    def ok(self):
        """True if no gradient is wrong."""
        return all(parameter.ok for parameter in self.parameters)

    @property
    def summary(self):
        """The verdict in words, with no digits that could vary from machine to machine."""
        wrong = [parameter for parameter in self.parameters if not parameter.ok]
        unseen = [parameter.name for parameter in self.parameters if parameter.verdict == UNSEEN]
        near_kinks = sum(parameter.near_kinks for parameter in self.parameters)
        lines = []
        if not wrong and not unseen:
            checked = sum(parameter.checked for parameter in self.parameters)
            size = sum(int(np.prod(parameter.shape)) for parameter in self.parameters)
            numbers = f"{checked} numbers" if checked == size else f"{checked} of {size} numbers"
            lines.append(f"All {len(self.parameters)} parameters are right ({numbers}).")
        if wrong:
            lines.append(f"{len(wrong)} of {len(self.parameters)} parameters "
                         f"{'is' if len(wrong) == 1 else 'are'} wrong.")
            lines += [f"{parameter.name}: {parameter.advice}" for parameter in wrong]
        if len(wrong) > 1:
            layer = wrong[-1].name.split(".")[0]
            lines.append(f"The gradient comes from the loss, through the last layer first. On this "
                         f"way {layer} is the first with a wrong gradient: look there, and in what "
                         f"comes after it. Those before it may only inherit its fault.")
        if unseen:
            lines.append(f"Not judged: {', '.join(unseen)}. All slopes there are so small that the "
                         f"loss, with its sixteen digits, does not show them.")
        if near_kinks:
            lines.append(f"{near_kinks} {'number was' if near_kinks == 1 else 'numbers were'} "
                         f"measured with a smaller h, or a little beside: as a rule, because a "
                         f"unit switched on or off (a kink) between w − h and w + h.")
        return "\n".join(lines)

    def __str__(self):
        rows = [("parameter", "shape", "worst error", "at", "yours", "by wiggling", "verdict")]
        rows += [(p.name, str(p.shape), f"{p.worst_error:.1e}", str(list(p.at)), f"{p.yours: .4g}",
                  f"{p.by_wiggling: .4g}", p.verdict) for p in self.parameters]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                 for row in rows]
        return "\n".join(line.rstrip() for line in lines) + "\n\n" + self.summary

    __repr__ = __str__


def gradient_check(network, loss, X, y, *, h=1e-5, at_most=None, seed=0):
    """Compare every gradient of `network` with wiggling, and return a `GradientReport`.

    Works on any network with `layers`, `forward` and `backward`, on layers of your own too. All is
    done in float64 on a copy: the network, its gradients and the loss stay as they were.
    `at_most=20` checks only 20 numbers of each array, drawn with `seed`, where all would take long.

    The relative error is |a − b| / max(|a|, |b|), 0 for two zeros, and below 1e-5 it counts as
    right. Where it is larger, other h are tried before the gradient is called wrong: larger ones,
    because a very small slope drowns in the rounding of the loss, and smaller ones, because a kink
    of a ReLU may lie between w − h and w + h. Exactly at a kink the slope is a convention, and the
    gradient is judged for weights a little beside.
    """
    require_number(h, "h", "above 0 and finite", lambda value: value > 0)
    if at_most is not None:
        require_positive_integer(at_most, "at_most")
    require_methods(network, "network", "forward", "backward")
    require_methods(loss, "loss", "forward", "backward")
    if not hasattr(network, "layers"):
        raise TypeError(f"gradient_check needs a network with layers, got {describe(network)}. "
                        f"Try MLP.from_layers([…]).")
    network, loss = _in_float64(network), copy.deepcopy(loss)
    X = as_numbers(X, "X", np.float64)
    require_finite(X, "X")

    wiggler = _Wiggler(network, loss, X, y)
    rng = np.random.default_rng(seed)
    checks = [_check_one(name, wiggler, h, at_most, rng) for name in wiggler.parameters]
    return GradientReport(checks, wiggler.forward_passes)


def _in_float64(network):
    """Return a copy of the network that computes in float64, whatever its own type is."""
    network = copy.deepcopy(network)
    for _, layer in layers_that_learn(network):
        layer.W, layer.b = layer.W.astype(np.float64), layer.b.astype(np.float64)
        for name in ("dW", "db"):    # so that nothing of an earlier backward is judged
            if isinstance(getattr(layer, name, None), np.ndarray):
                setattr(layer, name, np.zeros(getattr(layer, name).shape))
    network.dtype = np.dtype(np.float64)
    return network


class _Wiggler:
    """The gradients of a network, and slopes of its loss, one number of a parameter at a time."""

    def __init__(self, network, loss, X, y, original=None):
        self.original = original    # the wiggler that this one stands beside
        self.network, self.loss, self.X, self.y = network, loss, X, y
        self.forward_passes = 0
        self.here = self.loss_now()
        network.backward(loss.backward())
        self.parameters, self.gradients = {}, {}
        for index, layer in layers_that_learn(network):
            for name in ("W", "b"):
                self.parameters[f"layers[{index}].{name}"] = getattr(layer, name)
                self.gradients[f"layers[{index}].{name}"] = copy.copy(getattr(layer, "d" + name))

    def loss_now(self):
        (self.original or self).forward_passes += 1
        return self.loss.forward(self.network.forward(self.X), self.y)

    def slopes(self, name, index, h):
        """Return the slope of the loss to the left of a number, and to the right."""
        parameter = self.parameters[name]
        w = parameter[index]
        parameter[index] = w - h
        left = self.loss_now()
        parameter[index] = w + h
        right = self.loss_now()
        parameter[index] = w
        return (self.here - left) / h, (right - self.here) / h

    @cached_property
    def rounding(self):
        """How far the loss may be off: how far it moves when all weights move in the last digit."""
        eps, rng = np.finfo(np.float64).eps, np.random.default_rng(0)
        kept = {name: parameter.copy() for name, parameter in self.parameters.items()}
        moved = [eps * max(1.0, abs(self.here))]
        for _ in range(4):
            for name, parameter in self.parameters.items():
                parameter[...] = kept[name] * (1 + eps * rng.choice([-1, 1], parameter.shape))
            moved.append(abs(self.loss_now() - self.here))
        for name, parameter in self.parameters.items():
            parameter[...] = kept[name]
        return 10 * max(moved)

    @cached_property
    def beside(self):
        """The same for weights a little beside, where no unit stands exactly at its kink."""
        network, rng = _in_float64(self.network), np.random.default_rng(0)
        for _, layer in layers_that_learn(network):
            layer.W += 1e-4 * rng.normal(size=layer.W.shape)
            layer.b += 1e-4 * rng.normal(size=layer.b.shape)
        return _Wiggler(network, copy.deepcopy(self.loss), self.X, self.y, original=self)


@dataclass
class _Found:
    """What wiggling one number found."""

    slope: float
    error: float               # relative, against yours
    visible: bool = True       # False if the slope drowns in rounding, whatever h is
    near_kink: bool = False


def _relative_error(a, b, doubt=0.0):
    """Return |a − b| / max(|a|, |b|), with the measurement's doubt taken off; 0 for two zeros."""
    difference = abs(a - b) - doubt
    return difference / max(abs(a), abs(b)) if difference > 0 else 0.0


def _measure(name, index, wiggler, h):
    """Wiggle one number, and with other h too if the first does not agree with the gradient."""
    yours = float(wiggler.gradients[name][index])
    left, right = wiggler.slopes(name, index, h)
    slope = (left + right) / 2    # which is (L(w + h) − L(w − h)) / 2h
    error = _relative_error(yours, slope)
    if error <= RIGHT:
        return _Found(slope, error)

    # Which h measures best? One with little rounding, and no kink between left and right.
    best = None
    for step in (100 * h, 10 * h, h, h / 10, h / 100, h / 1000):
        left, right = wiggler.slopes(name, index, step)
        doubt = wiggler.rounding / step + abs(right - left)
        if best is None or doubt < best[0]:
            best = doubt, (left + right) / 2, step
    doubt, slope, step = best
    error = _relative_error(yours, slope, doubt)
    visible = doubt <= VISIBLE * max(abs(yours), abs(slope))
    if (error > RIGHT or not visible) and not wiggler.original:    # then a little beside decides
        beside = _measure(name, index, wiggler.beside, h)
        if error <= RIGHT or beside.error <= RIGHT:
            return _Found(slope, beside.error, beside.visible, near_kink=beside.visible)
    return _Found(slope, error, visible, near_kink=step < h)


def _check_one(name, wiggler, h, at_most, rng):
    """Compare one array of gradients with wiggling, and say what is wrong with it."""
    shape = wiggler.parameters[name].shape
    refused = _refuse(wiggler.gradients[name], shape)
    if refused:
        return ParameterCheck(name, shape, False, np.inf, (), np.nan, np.nan, *refused)

    indices = list(np.ndindex(shape))
    if at_most is not None and at_most < len(indices):
        indices = [indices[k] for k in sorted(rng.choice(len(indices), at_most, replace=False))]
    found = {index: _measure(name, index, wiggler, h) for index in indices}
    at = max(indices, key=lambda index: found[index].error)
    gradient = np.asarray(wiggler.gradients[name], dtype=np.float64)
    ok = found[at].error <= RIGHT
    verdict, advice = "right", ""
    if not ok:
        verdict, advice = _diagnose(name, gradient, found, len(wiggler.X))
    elif not all(one.visible for one in found.values()) \
            and not any(one.visible and one.slope for one in found.values()):
        verdict = UNSEEN    # not even the largest slope is visible
    near_kinks = sum(one.near_kink for one in found.values() if one.error <= RIGHT)
    return ParameterCheck(name, shape, ok, found[at].error, at, float(gradient[at]),
                          found[at].slope, verdict, advice, near_kinks, len(indices))


def _refuse(gradient, shape):
    """Return (verdict, advice) for a gradient that cannot be compared at all, or None."""
    if gradient is None:
        return "missing", "backward left no gradient here."
    try:
        gradient = np.asarray(gradient, dtype=np.float64)
    except (TypeError, ValueError):
        return "not numbers", f"backward left {describe(gradient)} here."
    if gradient.shape != shape:
        advice = f"its gradient has shape {gradient.shape}, it must have {shape}, as the parameter."
        if gradient.shape == shape[::-1]:
            advice += " Is it transposed?"
        return "wrong shape", advice
    if not np.isfinite(gradient).all():
        return "not finite", "its gradient holds NaN or infinity."
    return None


def _diagnose(name, gradient, found, N):
    """Return (verdict, advice) for a gradient that differs from what wiggling measured."""
    yours = np.array([gradient[index] for index in found])
    measured = np.array([one.slope for one in found.values()])
    layer, letter = name.split(".")
    quantity = f"{layer}.d{letter}"
    if not yours.any():
        return "wrong: zero", (f"{quantity} is zero everywhere, but wiggling moves the loss. "
                               f"Is something not passed on?")

    factor = (yours @ measured) / (measured @ measured) if measured.any() else 0.0
    if factor != 0 and _alike(yours, factor * measured):
        if abs(factor + 1) <= 1e-3:
            return ("wrong: the sign, everywhere",
                    f"{quantity} points the wrong way: look for a missing minus.")
        named = _name_factor(factor, N)
        if named or np.count_nonzero(measured) > 2:    # one or two numbers can be so by chance
            return (f"wrong: {named or f'{factor:.3g} times'} what it should be, everywhere",
                    f"by a constant factor {factor:.3g}. Look for a missing or doubled factor in "
                    f"{quantity} or on the way to it (1/N stands in the loss and nowhere else), "
                    f"not for a transpose.")

    if len(found) == gradient.size and gradient.shape == gradient.T.shape:
        if _alike(gradient, measured.reshape(gradient.shape).T):
            return "wrong: transposed", f"{quantity} is the transpose of what it should be."

    wrong = [index for index, one in found.items() if one.error > RIGHT]
    advice = f"{len(wrong)} of {len(found)} numbers are wrong, and not by one common factor."
    rows = sorted({index[0] for index in wrong})
    if gradient.ndim == 2 and len(rows) < len(gradient):
        where = "row" if len(rows) == 1 else "rows"
        advice += f" They are in the {where} {', '.join(map(str, rows))}."
    return f"wrong in {len(wrong)} of {len(found)} numbers", advice


def _alike(a, b):
    return np.allclose(a, b, rtol=1e-4, atol=1e-4 * np.abs(a).max())


def _name_factor(factor, N):
    """Return a factor in words if it is one of the usual ones, or None."""
    names = {N: f"N = {N} times", 1 / N: f"1/N = 1/{N} of", 1 / N**2: "1/N² of",
             -N: f"−N = −{N} times", -1 / N: f"−1/N = −1/{N} of", 2: "twice", 1 / 2: "half"}
    for value, said in names.items():
        if abs(factor - value) <= 1e-3 * abs(value):
            return said
    return None
