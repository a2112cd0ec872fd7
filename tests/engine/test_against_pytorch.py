"""The same numbers as PyTorch, in float64: scores, losses, gradients, and a hundred steps.

Hypothesis draws shapes, activations, losses and a seed; the numbers come from N(0, 1).
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlp_lessons.network import layers_that_learn

from .pytorch_twin import (
    LOSSES,
    OPTIMIZERS,
    STORED,
    draw,
    ours,
    ours_after,
    smallest_distance_to_a_kink,
    theirs,
    theirs_after,
)

try:
    import torch
except ImportError:
    torch = None
else:
    torch.set_num_threads(1)    # the networks are tiny

needs_pytorch = pytest.mark.skipif(
    torch is None, reason="PyTorch is not installed: pip install -r requirements-pytorch.txt")
FIXTURE = Path(__file__).parent / "fixtures" / "pytorch_results.npz"

architectures = st.fixed_dictionaries({
    "sizes": st.lists(st.integers(1, 12), min_size=2, max_size=5),
    "activation": st.sampled_from(["relu", "leaky_relu", "sigmoid", "tanh", "identity"]),
    "loss": st.sampled_from(list(LOSSES)),
    "N": st.integers(1, 40),
    "seed": st.integers(0, 2**32 - 1),
})


def assert_close(found, expected, relative=1e-10, floor=1e-15):
    """Compare two dictionaries of arrays: max|a − b| against the largest number of each array."""
    assert found.keys() == expected.keys()
    for name in expected:
        a, b = np.asarray(found[name]), np.asarray(expected[name])
        assert a.shape == b.shape, name
        worst = np.abs(a - b).max()
        assert worst <= relative * np.abs(b).max() + floor, f"{name}: off by {worst:.2g}"


@needs_pytorch
@given(architectures)
@settings(deadline=None, derandomize=True, max_examples=150)
def test_scores_loss_and_every_gradient_are_those_of_pytorch(architecture):
    network, loss, X, y = draw(**architecture)
    if "relu" in architecture["activation"]:
        assume(smallest_distance_to_a_kink(network, X) > 1e-9)
    assert_close(ours(network, loss, X, y), theirs(network, loss, X, y))


@needs_pytorch
@given(architectures)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_the_same_with_inputs_thirty_times_larger(architecture):
    network, loss, X, y = draw(**architecture, scale=30.0)
    if "relu" in architecture["activation"]:
        assume(smallest_distance_to_a_kink(network, X) > 1e-9)
    # Probabilities within a rounding of 0 or 1 leave gradients that are rounding alone.
    assert_close(ours(network, loss, X, y), theirs(network, loss, X, y), floor=1e-13)


@needs_pytorch
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@given(architectures)
@settings(deadline=None, derandomize=True, max_examples=6)
def test_a_hundred_steps_lead_where_those_of_pytorch_lead(optimizer, architecture):
    network, loss, X, y = draw(**architecture)
    expected = theirs_after(network, loss, X, y, OPTIMIZERS[optimizer])
    assume(all(np.abs(value).max() < 100 for value in expected.values()))    # it has not diverged
    found = ours_after(network, loss, X, y, OPTIMIZERS[optimizer])
    assert_close(found, expected, relative=0, floor=1e-8)


@pytest.fixture(scope="module")
def stored():
    with np.load(FIXTURE) as file:
        return dict(file)


def stored_case(stored, case):
    """Return (network, loss, X, y) with the numbers of the file."""
    network, loss, _, _ = draw(**STORED[case], seed=0)
    for index, layer in layers_that_learn(network):
        layer.W[...] = stored[f"{case}/start/layers[{index}].W"]
        layer.b[...] = stored[f"{case}/start/layers[{index}].b"]
    return network, loss, stored[f"{case}/X"], stored[f"{case}/y"]


@pytest.mark.parametrize("case", STORED)
def test_gradients_are_those_that_pytorch_once_gave(stored, case):
    found = ours(*stored_case(stored, case))
    assert_close(found, {name: stored[f"{case}/{name}"] for name in found})


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("case", STORED)
def test_a_hundred_steps_lead_where_pytorch_once_went(stored, case, optimizer):
    found = ours_after(*stored_case(stored, case), OPTIMIZERS[optimizer])
    expected = {name: stored[f"{case}/{optimizer}/{name}"] for name in found}
    assert_close(found, expected, relative=0, floor=1e-8)


@needs_pytorch
@pytest.mark.parametrize("case", STORED)
def test_the_stored_numbers_are_what_pytorch_gives_today(stored, case):
    network, loss, X, y = stored_case(stored, case)
    expected = theirs(network, loss, X, y)
    assert_close({name: stored[f"{case}/{name}"] for name in expected}, expected)
    for optimizer in OPTIMIZERS:
        expected = theirs_after(network, loss, X, y, OPTIMIZERS[optimizer])
        assert_close({name: stored[f"{case}/{optimizer}/{name}"] for name in expected}, expected,
                     relative=0, floor=1e-8)
