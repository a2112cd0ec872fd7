"""The benchmark of MNIST keeps its word: nothing is chosen by the test set, and the log tells all.

Tiny recipes on a few hundred digits; the accuracies are what the logs beside the script say.
"""

import dataclasses
import math
import re
import subprocess
import sys
from pathlib import Path

import benchmark_mnist as benchmark
import numpy as np
import pytest

from mlp_lessons import MLP
from mlp_lessons.datasets import distort, load_mnist

SCRIPT = Path(benchmark.__file__)


@pytest.fixture(scope="module")
def few():
    """The training and the test data of a small MNIST."""
    (X, y), (X_test, y_test) = load_mnist()
    return (X[:600].copy(), y[:600].copy()), (X_test[:200].copy(), y_test[:200].copy())


@pytest.fixture
def tiny(monkeypatch, tmp_path, few):
    """Two epochs on 500 digits, a log elsewhere; returns the folder of the log."""
    recipe = dataclasses.replace(benchmark.RECIPES["short"], sizes=[784, 16, 10], epochs=2,
                                 batch_size=64, gentle_epochs=1)
    monkeypatch.setitem(benchmark.RECIPES, "short", recipe)
    monkeypatch.setattr(benchmark, "load_mnist", lambda: few)
    monkeypatch.setattr(benchmark, "VALIDATION", 100)
    monkeypatch.setattr(benchmark, "LOGS", tmp_path)
    return tmp_path


def test_a_run_prints_its_log_and_keeps_it(tiny, capsys):
    benchmark.main(["short", "--seed", "3"])
    log = (tiny / "benchmark_mnist_short.log").read_text(encoding="utf-8")
    assert capsys.readouterr().out == log
    assert log.startswith("MNIST, the recipe 'short' with seed 3\n")
    for setting in ("machine: ", "versions: Python ", "sizes: [784, 16, 10]\n", "batch_size: 64\n",
                    "distortions: shift ", "500 digits to train on, 100 for validation\n"):
        assert setting in log
    epochs = re.findall(r"^ +([12])  +[\d.]+  +[\d.]+  +\S+e-\d+  +\d\.\d{5}  +\d+\.\d\d %$", log,
                        re.MULTILINE)
    assert epochs == ["1", "2"]
    assert re.search(r"^training and validation took \d+ seconds \(\d+ of CPU\), load", log,
                     re.MULTILINE)
    assert re.search(r"^validation: \d+\.\d\d % right, \d+ of 100 wrong$", log, re.MULTILINE)
    assert re.search(r"^test set, read once, now: \d+\.\d\d % right, \d+ of 200 wrong\n\Z", log,
                     re.MULTILINE)


def test_it_refuses_to_overwrite_a_log(tiny, capsys):
    log = tiny / "benchmark_mnist_short.log"
    log.write_text("an earlier run\n")
    with pytest.raises(SystemExit):
        benchmark.main(["short"])
    assert "is there already" in capsys.readouterr().err
    assert log.read_text() == "an earlier run\n"
    benchmark.main(["short", "--force"])
    assert log.read_text(encoding="utf-8").startswith("MNIST")


class TouchedTooEarly(Exception):
    pass


def test_the_test_set_is_read_once_when_training_is_over(tiny, monkeypatch):
    said, read = [], []
    load_test = benchmark.load_test

    def watched():
        read.append(len(said))
        return load_test()

    monkeypatch.setattr(benchmark, "load_test", watched)
    benchmark.run("short", 0, said.append)
    assert read == [len(said) - 1]    # everything but the last line had been said


def test_until_then_nothing_depends_on_the_test_set(tiny, monkeypatch):
    train, _ = benchmark.load_mnist()
    monkeypatch.setattr(benchmark, "load_mnist", lambda: (train, Forbidden()))
    said = []
    with pytest.raises(TouchedTooEarly):
        benchmark.run("short", 0, said.append)
    assert said[-1].startswith("validation: ")


class Forbidden:
    """A test set that nobody may look at."""

    def __getattribute__(self, name):
        raise TouchedTooEarly(name)

    def __iter__(self):
        raise TouchedTooEarly

    def __getitem__(self, item):
        raise TouchedTooEarly


def test_choosing_neither_reads_the_test_set_nor_writes_a_log(tiny, monkeypatch, capsys):
    train, _ = benchmark.load_mnist()
    monkeypatch.setattr(benchmark, "load_mnist", lambda: (train, Forbidden()))
    benchmark.main(["short", "--choose"])
    assert capsys.readouterr().out.splitlines()[-1].startswith("validation: ")
    assert list(tiny.iterdir()) == []


def test_training_and_validation_share_no_digit_and_lose_none(monkeypatch):
    whole = np.arange(60_000, dtype=np.float32)[:, None], np.arange(60_000) % 10
    monkeypatch.setattr(benchmark, "load_mnist", lambda: (whole, Forbidden()))
    (X, y), (Xv, yv) = benchmark.load_training()
    assert (len(X), len(Xv)) == (50_000, 10_000)
    assert np.array_equal(np.sort(np.concatenate([X, Xv])[:, 0]), whole[0][:, 0])
    assert np.array_equal(X[:, 0] % 10, y) and np.array_equal(Xv[:, 0] % 10, yv)
    assert np.array_equal(benchmark.load_training()[1][0], Xv)    # the same split every time


def test_the_cosine_starts_at_the_rate_and_ends_at_nothing():
    assert benchmark.cosine(0.1, 0, 20) == pytest.approx(0.1)
    assert benchmark.cosine(0.1, 10, 20) == pytest.approx(0.05)
    assert benchmark.cosine(0.1, 5, 20) == pytest.approx(0.05 * (1 + math.sqrt(0.5)))
    assert benchmark.cosine(0.1, 20, 20) == pytest.approx(0, abs=1e-12)
    assert benchmark.cosine(1.5e-3, 1000 - 1 / 1000, 1000) > 0    # Adam wants more than 0


def test_the_rate_falls_at_every_step_and_is_what_the_optimizer_gets(tiny, monkeypatch):
    rates = []

    class Watched(benchmark.Adam):
        def step(self):
            rates.append(self.learning_rate)
            super().step()

    monkeypatch.setattr(benchmark, "Adam", Watched)
    benchmark.run("short", 0, lambda line: None, choose=True)
    steps = 2 * math.ceil(500 / 64)
    expected = [benchmark.cosine(benchmark.RECIPES["short"].learning_rate, k, steps)
                for k in range(steps)]
    np.testing.assert_allclose(rates, expected)


def test_every_batch_is_distorted_once_in_its_turn(few):
    X, y = few[0][0][:100], few[0][1][:100]
    batches = np.split(np.random.default_rng(1).permutation(100), [32, 64, 96])
    distortions = benchmark.RECIPES["short"].distortions
    given = list(benchmark.prepared(X, y, batches, distortions, np.random.default_rng(2)))
    rng = np.random.default_rng(2)
    assert len(given) == 4
    for rows, (X_batch, y_batch) in zip(batches, given):
        np.testing.assert_array_equal(X_batch, distort(X[rows], rng, **distortions))
        np.testing.assert_array_equal(y_batch, y[rows])
    for rows, (X_batch, _) in zip(batches, benchmark.prepared(X, y, batches, {}, rng)):
        np.testing.assert_array_equal(X_batch, X[rows])


def test_what_goes_wrong_in_the_second_thread_is_told(tiny, monkeypatch):
    def fail(*arguments, **strengths):
        raise MemoryError("no room")

    monkeypatch.setattr(benchmark, "distort", fail)
    with pytest.raises(MemoryError, match="no room"):
        benchmark.run("short", 0, lambda line: None, choose=True)


def test_the_same_seed_gives_the_same_network_and_another_seed_another(tiny):
    def weights(seed):
        return benchmark.run("short", seed, lambda line: None, choose=True).layers[0].W

    first = weights(1)
    np.testing.assert_allclose(weights(1), first, atol=1e-5)
    assert np.abs(weights(2) - first).max() > 0.01


def test_the_seed_chooses_the_first_weights_too(tiny, monkeypatch):
    monkeypatch.setattr(benchmark, "train", lambda *arguments: None)
    network = benchmark.run("short", 7, lambda line: None, choose=True)
    first = MLP([784, 16, 10], seed=7, dtype=np.float32)
    np.testing.assert_array_equal(network.layers[0].W, first.layers[0].W)


def test_the_last_epochs_are_gentle(tiny, monkeypatch):
    strengths = []

    def watched(X, rng, **distortions):
        strengths.append(distortions)
        return X

    monkeypatch.setattr(benchmark, "distort", watched)
    benchmark.run("short", 0, lambda line: None, choose=True)
    full = benchmark.RECIPES["short"].distortions
    half = {name: value if name == "smoothness" else value / 2 for name, value in full.items()}
    assert strengths == [full] * 8 + [half] * 8


@pytest.mark.parametrize("name", list(benchmark.RECIPES))
def test_every_recipe_makes_a_network_for_digits(name):
    recipe = benchmark.RECIPES[name]
    assert recipe.sizes[0] == 784 and recipe.sizes[-1] == 10
    assert 0 <= recipe.gentle_epochs < recipe.epochs
    distort(np.zeros((1, 784), np.float32), np.random.default_rng(0), **recipe.distortions)
    MLP(recipe.sizes[-2:], dtype=np.float32)


@pytest.mark.parametrize("name", list(benchmark.RECIPES))
def test_the_log_beside_the_script_is_of_the_recipe_as_it_is_now(name):
    log = SCRIPT.with_name(f"benchmark_mnist_{name}.log").read_text(encoding="utf-8")
    for setting, value in dataclasses.asdict(benchmark.RECIPES[name]).items():
        assert f"{setting}: {benchmark.describe(value)}\n" in log
    assert log.count("test set, read once, now: ") == 1


def test_help_says_what_there_is():
    ran = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True,
                         check=True)
    for word in ("plain", "short", "long", "--seed", "--choose", "--force", "validation"):
        assert word in ran.stdout
