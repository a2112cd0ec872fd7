"""The patients of lesson 09: each is ill in the way that the lesson says, and well once cured.

Each symptom is measured over five seeds, on the patient as it came in and on the stored cure, in
the same host; wherever the illness spoils a training, against a training of the healthy twin.
"""

import difflib
import math
from functools import cache

import numpy as np
import pytest

from mlp_lessons import (
    MLP,
    SGD,
    DivergenceError,
    Linear,
    MeanSquaredError,
    ReLU,
    SoftmaxCrossEntropy,
    evaluate,
    fit,
    gradient_check,
)
from mlp_lessons.datasets import load_digits, make_moons, make_spirals
from mlp_lessons.exercises import all_exercises
from mlp_lessons.instruments import (
    data_check,
    first_loss,
    layer_statistics,
    overfit_one_batch,
    update_ratios,
)

SEEDS = range(5)
PATIENTS = {exercise.name: exercise for exercise in all_exercises(lesson=9) if exercise.diagnosis}
loss = SoftmaxCrossEntropy()


@cache
def digits():
    return load_digits()[0]


@cache
def spirals(seed):
    return make_spirals(300, seed=seed)


def some_digits(seed, n):
    """Return n digits, others for each seed."""
    X, y = digits()
    rows = np.random.default_rng(seed).permutation(len(X))[:n]
    return X[rows], y[rows]


def trained(network, X, y, rate, loss=loss, epochs=60, **options):
    """Return the loss of the last epoch; infinite if the training diverges."""
    try:
        return fit(network, X, y, loss=loss, optimizer=SGD(network, rate), epochs=epochs,
                   progress=False, **options).loss[-1]
    except DivergenceError:
        return math.inf


def wrong_gradients(network, X, y, loss=loss):
    report = gradient_check(network, loss, X[:20], y[:20], at_most=10)
    return {found.name for found in report.parameters if not found.ok}


# Each measures one symptom, and says whether the patient has it ---------------------------------

def column_against_row(patient, seed):
    """Stuck at the variance of y, all answers nearly equal, and the gradient check is content."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-2, 2, size=(16, 1)), axis=0)
    heights = np.sin(2 * x[:, 0])
    network = MLP([1, 32, 1], activation="tanh", seed=seed)
    assert gradient_check(network, patient(), x, heights).ok
    reached = overfit_one_batch(network, patient(), x, heights, steps=2000).losses[-1]
    twin = overfit_one_batch(network, MeanSquaredError(), x, heights[:, None], steps=2000)
    assert twin.losses[-1] < 0.1 * heights.var()
    return abs(reached / heights.var() - 1) < 0.02


def softmax_over_samples(patient, seed):
    """The first loss is log N, and changes with the size of the batch."""
    network, found = MLP([64, 32, 10], seed=seed), []
    for N in (20, 100):
        X, y = some_digits(seed, N)
        report = first_loss(network, patient(), X, y)
        equal = patient().forward(np.zeros((N, 10)), y)
        found.append(not report.ok and math.isclose(equal, math.log(N)))
    assert found[0] == found[1]
    return found[0]


def transposed_in_a_square(patient, seed):
    """Wrong gradients before the last square layer, right ones from there on; it learns less."""
    def make(kind):
        layers = [Linear(2, 16, seed=seed), ReLU()]
        for k in range(4):
            layers += [kind(16, 16, seed=seed + 10 + 10 * k), ReLU()]
        return MLP.from_layers([*layers, Linear(16, 3, seed=seed + 90)])

    X, y = spirals(0)
    wrong = wrong_gradients(make(patient), X, y)
    reached, twin = (trained(make(kind), X, y, rate=0.05) for kind in (patient, Linear))
    expected = {f"layers[{index}].{name}" for index in (0, 2, 4, 6) for name in "Wb"}
    assert wrong in (set(), expected)
    assert (reached > 1.2 * twin) == bool(wrong)
    return bool(wrong)


def missing_one_over_n(patient, seed):
    """All gradients N times too large; batches of 4 go well, batches of 64 do not."""
    X, y = some_digits(seed, 20)
    network = MLP([64, 8, 10], seed=seed)
    report = gradient_check(network, patient(), X, y, at_most=20)
    verdicts = {found.verdict for found in report.parameters}
    small, large = (trained(MLP([64, 32, 10], seed=seed), *digits(), rate=0.1, loss=patient(),
                            epochs=3, batch_size=size) for size in (4, 64))
    twin = trained(MLP([64, 32, 10], seed=seed), *digits(), rate=0.1, epochs=3, batch_size=64)
    ill = not report.ok
    assert small < 0.6
    assert not ill or all("20 times" in verdict for verdict in verdicts)
    assert (large > 1.2 * twin) == ill
    return ill


def activation_without_slope(patient, seed):
    """Wrong gradients in all layers before the last activation; the training stays at log 3."""
    X, y = spirals(0)
    network = MLP([2, 32, 32, 32, 3], activation="tanh", seed=seed)
    twin = trained(MLP([2, 32, 32, 32, 3], activation="tanh", seed=seed), X, y, rate=0.1)
    for index in (1, 3, 5):
        network.layers[index] = patient()
    wrong = wrong_gradients(network, X, y)
    expected = {f"layers[{index}].{name}" for index in (0, 2, 4) for name in "Wb"}
    assert wrong in (set(), expected)
    assert (trained(network, X, y, rate=0.1) > max(1.05, 1.2 * twin)) == bool(wrong)
    return bool(wrong)


def path_overwritten(patient, seed):
    """Wrong gradients before the last shortcut; the healthy twin learns more."""
    def make():
        layers = [Linear(2, 16, seed=seed), ReLU(), patient(16, 16, seed=seed + 1), ReLU(),
                  patient(16, 16, seed=seed + 2), ReLU(), Linear(16, 3, seed=seed + 3)]
        for index in (2, 4):
            layers[index].W *= 0.5
        return MLP.from_layers(layers)

    X, y = spirals(0)
    wrong = wrong_gradients(make(), X, y)
    assert wrong in (set(), {f"layers[{index}].{name}" for index in (0, 2) for name in "Wb"})
    return bool(wrong)


def overflowing_logarithm(patient, seed):
    """Right for usual scores; infinite for a label far behind, not a number for large scores."""
    X, y = some_digits(seed, 20)
    scores = MLP([64, 32, 10], seed=seed).forward(X)
    assert math.isclose(patient().forward(scores, y), loss.forward(scores, y), rel_tol=1e-9)
    behind, large = scores.copy(), 1000 * scores
    behind[np.arange(20), y] = -800
    with np.errstate(all="ignore"):
        values = [patient().forward(extreme, y) for extreme in (behind, large)]
    if all(map(math.isfinite, values)):
        assert values == pytest.approx([loss.forward(extreme, y) for extreme in (behind, large)])
        return False
    return math.isinf(values[0]) and math.isnan(values[1])


def softmax_twice(patient, seed):
    """Nearly all right and a loss that stays above 1.46; the gradient check is content."""
    X, y = some_digits(seed, 20)
    network = patient(seed)
    assert not wrong_gradients(network, X, y)
    found = overfit_one_batch(network, loss, X, y, learning_rate=1.0, steps=1000)
    assert found.accuracy >= 0.8
    floor = math.log(math.e + 9) - 1
    return floor - 1e-9 < found.losses[-1] < floor + 0.4


def rows_and_labels_apart(patient, seed):
    """All instruments but the data check are content; no training helps on other data."""
    X, y = patient(*digits(), np.random.default_rng(seed))
    network = MLP([64, 32, 10], seed=seed)
    assert first_loss(network, loss, X, y).ok and layer_statistics(network, loss, X, y).ok
    assert overfit_one_batch(network, loss, X[:20], y[:20], steps=600).ok
    ill = not data_check(X, y).ok
    trained(network, X, y, rate=0.1, epochs=5)
    right = evaluate(network, *load_digits()[1], loss=loss).accuracy
    assert right < 0.35 if ill else right > 0.8
    return ill


def labels_one_row_off(patient, seed):
    """The neighbours agree by chance; the labels moved back by one row, nearly all agree."""
    X, y = some_digits(seed, 1079)
    X, y = patient(np.vstack([np.zeros((1, 64)), X]), np.append(0, y))
    as_it_is, moved = (data_check(X, np.roll(y, shift)).neighbours_agree for shift in (0, -1))
    assert {as_it_is > 0.9, moved > 0.9} == {True, False}
    return moved > 0.9


def not_scaled(patient, seed):
    """The data check finds the scales; the first loss is too high, and one batch is not learned."""
    X, y = make_moons(300, seed=seed)
    X = X * [1, 1000]
    X, _ = patient(X[:200], X[200:])
    network = MLP([2, 16, 2], seed=seed)
    ill = not data_check(X, y[:200]).ok
    assert first_loss(network, loss, X, y[:200]).ok != ill
    assert (trained(network, X, y[:200], rate=0.1, epochs=40) > 0.3) == ill
    return ill


def silent_start(patient, seed):
    """The first loss is exactly log 10, and no weight gets a gradient."""
    network, rng = MLP([64, 32, 32, 10]), np.random.default_rng(seed)
    for index in (0, 2, 4):
        n_out, n_in = network.layers[index].W.shape
        network.layers[index].W = patient(n_in, n_out, rng)
    X, y = some_digits(seed, 100)
    norms = layer_statistics(network, loss, X, y).dW_norm[[0, 2, 4]]
    ill = not norms.any()
    assert (first_loss(network, loss, X, y).value == pytest.approx(math.log(10), rel=1e-12)) == ill
    assert overfit_one_batch(network, loss, X[:20], y[:20], steps=500).ok != ill
    return ill


def exploding_start(patient, seed):
    """Each layer multiplies the spread, and the first loss is in the thousands."""
    network = MLP([64] * 7 + [10], initialization="normal", seed=seed)
    for index in range(0, 13, 2):
        network.layers[index].W *= patient
    X, y = some_digits(seed, 100)
    growth = layer_statistics(network, loss, X, y).std[[0, 12]]
    ill = not first_loss(network, loss, X, y).ok
    assert growth[1] > 10_000 * growth[0] if ill else 0.2 < growth[1] / growth[0] < 5
    return ill


def vanishing_sigmoids(patient, seed):
    """The gradient shrinks to a ten-thousandth, nothing is saturated, no gradient is wrong."""
    network = patient(seed)
    X, y = some_digits(seed, 100)
    statistics = layer_statistics(network, loss, X, y)
    share = statistics.gradient_std[0] / statistics.gradient_std[-1]
    assert not np.nan_to_num(statistics.saturated).any() and not wrong_gradients(network, X, y)
    ill = share < 1e-3
    assert overfit_one_batch(network, loss, X[:20], y[:20], steps=500).ok != ill
    return ill


def dead_units(patient, seed):
    """All hidden units are zero for every sample, though the weights are not."""
    network = patient(seed)
    X, y = some_digits(seed, 100)
    statistics = layer_statistics(network, loss, X, y)
    assert all(np.any(layer.W) for layer in network.layers if hasattr(layer, "W"))
    ill = bool((statistics.dead[[1, 3]] == 1).all())
    assert overfit_one_batch(network, loss, X[:20], y[:20], steps=500).ok != ill
    return ill


def rate_too_large(patient, seed):
    """A good start, right gradients, and steps as large as a good part of the weights."""
    X, y = some_digits(seed, 200)
    network = MLP([64, 32, 10], seed=seed)
    assert first_loss(network, loss, X, y).ok and not wrong_gradients(network, X, y)
    ratios = update_ratios(network, loss, X[:20], y[:20], patient).ratios
    ill = min(ratios) > 0.2
    assert ill or max(ratios) < 0.1
    assert (trained(network, X, y, rate=patient, epochs=20, batch_size=20) > 1.5) == ill
    return ill


def rate_too_small(patient, seed):
    """A flat line, right gradients, and steps of a millionth of the weights, in every layer."""
    X, y = some_digits(seed, 200)
    network = MLP([64, 32, 32, 10], activation="tanh", seed=seed)
    assert not wrong_gradients(network, X, y)
    ratios = update_ratios(network, loss, X[:20], y[:20], patient).ratios
    before = evaluate(network, X, y, loss=loss).loss
    after = trained(network, X, y, rate=patient, epochs=20, batch_size=20)
    ill = max(ratios) < 1e-5
    assert abs(after - before) < 0.01 if ill else after < 0.5 * before
    return ill


def step_that_moves_nothing(patient, seed):
    """Gradients are there and right, and a hundred steps change no digit of the loss."""
    X, y = some_digits(seed, 100)
    network, losses = MLP([64, 32, 10], seed=seed), []
    for _ in range(100):
        losses.append(loss.forward(network.forward(X), y))
        network.backward(loss.backward())
        patient(network, 0.1)
    assert not wrong_gradients(network, X, y)
    assert np.linalg.norm(network.layers[0].dW) > 0.1
    assert len(set(losses)) == 1 or losses[-1] < 0.5 * losses[0]
    return len(set(losses)) == 1


def wild_and_healthy(patient, seed):
    """Single batches jump, yet the mean falls, other digits are read, and the rest is well."""
    network, batches = MLP([64, 32, 10], seed=seed), []
    X, y = digits()
    assert update_ratios(network, loss, X[:20], y[:20], patient["learning_rate"]).ok
    trained(network, X, y, rate=patient["learning_rate"], epochs=1, seed=seed,
            batch_size=patient["batch_size"], on_batch=lambda step, value: batches.append(value))
    n = len(batches) // 5
    jumps = np.mean(np.abs(np.diff(batches[-n:])))
    assert jumps > 0.3 * np.mean(batches[-n:])
    better = np.mean(batches[-n:]) < 0.5 * np.mean(batches[:n])
    return not (better and evaluate(network, *load_digits()[1], loss=loss).accuracy > 0.75)


def one_layer_three_times(patient, seed):
    """Wrong gradients before the last layer, and three layers alike in every number."""
    network = patient(seed)
    X, y = some_digits(seed, 100)
    found = layer_statistics(network, loss, X, y)
    alike = all(len(set(column[[2, 4, 6]])) == 1
                for column in (found.mean, found.std, found.gradient_std, found.dW_norm))
    wrong = wrong_gradients(network, X, y)
    assert wrong in (set(), {f"layers[{index}].{name}" for index in (0, 2, 4, 6) for name in "Wb"})
    assert bool(wrong) == alike
    return alike


SYMPTOMS = dict(zip(PATIENTS, [
    column_against_row, softmax_over_samples, transposed_in_a_square, missing_one_over_n,
    activation_without_slope, path_overwritten, overflowing_logarithm, softmax_twice,
    rows_and_labels_apart, labels_one_row_off, not_scaled, silent_start, exploding_start,
    vanishing_sigmoids, dead_units, rate_too_large, rate_too_small, step_that_moves_nothing,
    wild_and_healthy, one_layer_three_times,
]))


@pytest.mark.parametrize("name", PATIENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_patient_is_ill_as_stated(name, seed):
    exercise = PATIENTS[name]
    assert SYMPTOMS[name](exercise.as_found, seed) == (not exercise.diagnosis.healthy)


@pytest.mark.parametrize("name", PATIENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_stored_cure_makes_it_well(name, seed):
    exercise = PATIENTS[name]
    for cure in (exercise.solution, *exercise.alternatives):
        assert not SYMPTOMS[name](cure, seed)


@pytest.mark.parametrize("name", PATIENTS)
def test_the_cure_is_a_small_change(name):
    """One or two lines, as a rule; the loss that overflows needs more."""
    exercise = PATIENTS[name]
    before, after = (exercise.source_of(answer).split("\n")
                     for answer in (exercise.as_found, exercise.solution))
    changed = [line for line in difflib.ndiff(before, after) if line.startswith("+ ")]
    assert len(changed) <= {"patient_7": 6, "patient_18": 2, "patient_20": 3}.get(name, 2), changed
    assert bool(changed) != exercise.diagnosis.healthy


def test_the_clinic_is_complete():
    """At least twelve patients, one of them healthy; the right letter is not always the same."""
    assert len(PATIENTS) == len(SYMPTOMS) >= 12
    assert sum(exercise.core for exercise in PATIENTS.values()) >= 12
    assert sum(exercise.diagnosis.healthy for exercise in PATIENTS.values()) == 1
    right = [exercise.diagnosis.right for exercise in PATIENTS.values()]
    assert all(right.count(letter) >= 2 for letter in "abcd")
