"""Points on a plane with known classes, so that everything a network does to them can be seen.

Every set is made in the same way: place the points exactly, push each one a little in a random
direction, shuffle. The random numbers come from the seed: same arguments, same points.
"""

from numbers import Integral

import numpy as np

from ..errors import describe, require_number


def make_moons(n=200, noise=0.1, seed=0):
    """Make two half circles of radius 1 that reach into each other.

    Class 0 is the upper one, round (-0.5, -0.25); class 1 the lower one, round (0.5, 0.25).

    Args:
        n: how many points in all, at least 2; the classes differ by one point at most.
        noise: standard deviation of the random push, 0 for none.
        seed: a whole number, 0 or larger; another seed, other random pushes.
    Returns:
        X: float64, (n, 2), the points. y: int64, (n,), their classes, 0 or 1.
    Raises:
        TypeError, ValueError: an argument is not such a number.
    """
    _check_arguments(n, noise, seed, at_least=2)
    upper, lower = (np.linspace(0, np.pi, size) for size in _class_sizes(n, 2))  # angles
    points = [
        np.column_stack([np.cos(upper) - 0.5, np.sin(upper) - 0.25]),
        np.column_stack([0.5 - np.cos(lower), 0.25 - np.sin(lower)]),
    ]
    return _push_and_shuffle(points, noise, seed)


def make_circles(n=200, noise=0.1, seed=0):
    """Make two circles round the origin, one inside the other: no line can part them.

    Class 0 is the inner circle, of radius 0.75; class 1 the outer one, of radius 1.5.

    Args:
        n: how many points in all, at least 2; the classes differ by one point at most.
        noise: standard deviation of the random push, 0 for none.
        seed: a whole number, 0 or larger; another seed, other random pushes.
    Returns:
        X: float64, (n, 2), the points. y: int64, (n,), their classes, 0 or 1.
    Raises:
        TypeError, ValueError: an argument is not such a number.
    """
    _check_arguments(n, noise, seed, at_least=2)
    points = []
    for radius, size in zip([0.75, 1.5], _class_sizes(n, 2), strict=True):
        angle = np.linspace(0, 2 * np.pi, size, endpoint=False)  # (size,)
        points.append(_on_circle(radius, angle))
    return _push_and_shuffle(points, noise, seed)


def make_xor(n=200, noise=0.1, seed=0):
    """Make four clouds at the corners of a square, opposite corners of the same class.

    The corners are the four inputs of "exclusive or": class 0 at (0, 0) and (1, 1), where both
    inputs agree, and class 1 at (0, 1) and (1, 0). With n=4 and noise=0 there are these four
    points and nothing else.

    Args:
        n: how many points in all, at least 4; the classes differ by one point at most.
        noise: standard deviation of each cloud, 0 for none.
        seed: a whole number, 0 or larger; another seed, other random pushes.
    Returns:
        X: float64, (n, 2), the points. y: int64, (n,), their classes, 0 or 1.
    Raises:
        TypeError, ValueError: an argument is not such a number.
    """
    _check_arguments(n, noise, seed, at_least=4, one_for_each="corner")
    corners = [
        np.array([[0.0, 0.0], [1.0, 1.0]]),  # class 0
        np.array([[0.0, 1.0], [1.0, 0.0]]),  # class 1
    ]
    points = [
        own[np.arange(size) % 2]  # (size, 2): the two corners by turns
        for own, size in zip(corners, _class_sizes(n, 2), strict=True)
    ]
    return _push_and_shuffle(points, noise, seed)


def make_blobs(n=200, classes=2, noise=0.4, seed=0):
    """Make one round cloud for each class, spaced evenly round the origin.

    The first centre is (1, 1); the others lie on the same circle. Two classes sit at (1, 1) and
    (-1, -1), four at the corners of a square.

    Args:
        n: how many points in all, at least one for each class, spread evenly over the classes.
        classes: how many classes, at least 2.
        noise: standard deviation of each cloud, 0 for none.
        seed: a whole number, 0 or larger; another seed, other random pushes.
    Returns:
        X: float64, (n, 2), the points. y: int64, (n,), their classes, 0 to classes - 1.
    Raises:
        TypeError, ValueError: an argument is not such a number.
    """
    _check_whole(classes, "classes", at_least=2)
    _check_arguments(n, noise, seed, at_least=classes)
    points = []
    for k, size in enumerate(_class_sizes(n, classes)):
        angle = np.pi / 4 + 2 * np.pi * k / classes
        points.append(_on_circle(np.sqrt(2), np.full(size, angle)))
    return _push_and_shuffle(points, noise, seed)


def make_spirals(n=300, classes=3, noise=0.1, seed=0):
    """Make one spiral arm for each class, wound into each other: hard for a small network.

    Each arm makes one turn while its distance from the origin grows evenly from 0.4 to 2. Class 0
    starts on the first axis; the others are the same arm, turned.

    Args:
        n: how many points in all, at least one for each class, spread evenly over the classes.
        classes: how many classes, at least 2.
        noise: standard deviation of the random push, 0 for none.
        seed: a whole number, 0 or larger; another seed, other random pushes.
    Returns:
        X: float64, (n, 2), the points. y: int64, (n,), their classes, 0 to classes - 1.
    Raises:
        TypeError, ValueError: an argument is not such a number.

    Source: two such spirals are a classic test of networks, from K. Lang and M. Witbrock,
    Learning to tell two spirals apart, 1988.
    """
    _check_whole(classes, "classes", at_least=2)
    _check_arguments(n, noise, seed, at_least=classes)
    points = []
    for k, size in enumerate(_class_sizes(n, classes)):
        way = np.linspace(0, 1, size)  # (size,): 0 at the inner end of the arm, 1 at the outer
        angle = 2 * np.pi * (way + k / classes)
        points.append(_on_circle(0.4 + 1.6 * way, angle))
    return _push_and_shuffle(points, noise, seed)


def _on_circle(radius, angle):
    """Return the points (M, 2) at these angles (M,) and this distance from the origin."""
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _class_sizes(n, classes):
    """Divide n points among the classes; if that leaves a rest, the first ones get one more."""
    return [n // classes + (k < n % classes) for k in range(classes)]


def _push_and_shuffle(points, noise, seed):
    """Turn exact points, one array (M, 2) a class, into a noisy, shuffled X (n, 2) and y (n,).

    The pushes are drawn before they are scaled, so that turning up the noise moves the same
    points further along the same way.
    """
    rng = np.random.default_rng(seed)
    X = np.concatenate(points)
    X = X + float(noise) * rng.standard_normal(X.shape)
    y = np.repeat(np.arange(len(points), dtype=np.int64), [len(own) for own in points])
    order = rng.permutation(len(y))
    return X[order], y[order]  # the same order for both: point and class stay together


def _check_arguments(n, noise, seed, at_least, one_for_each="class"):
    """Refuse what is not a number of points, a noise or a seed, and say what it should be."""
    _check_whole(n, "n", at_least, why=f", one point for each {one_for_each}")
    require_number(noise, "noise", "at least 0 and finite", lambda spread: spread >= 0)
    _check_whole(seed, "seed", at_least=0)


def _check_whole(value, name, at_least, why=""):
    """Refuse what is not a whole number, or too small; True is a whole number to Python alone."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(
            f"{name} must be a whole number, at least {at_least}{why}, got {describe(value)}."
        )
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}{why}, got {value}.")
