"""Three recipes for MNIST: seconds, minutes, and most of an hour.

    python tests/benchmark_mnist.py plain     98 % in seconds, from the digits as they are
    python tests/benchmark_mnist.py short     past 99.3 % in under 4 minutes, every batch distorted
    python tests/benchmark_mnist.py long      as far as two hidden layers go in most of an hour

Of the 60,000 training digits 10,000 are put aside for validation; every setting below was chosen by
them, with `--choose`, which trains and stops before the test set. Without it, the test set is
read once, when training is over, and the whole run is kept in a log beside this file. Whoever looks
at the test set, changes a setting and looks again has chosen by it, and its number means no more.

One core trains while the other distorts the next batch.
"""

import argparse
import math
import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

if __name__ == "__main__":    # before NumPy is loaded: the other core has its own work
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mlp_lessons import MLP, Adam, SoftmaxCrossEntropy, evaluate
from mlp_lessons.datasets import distort, load_mnist

LOGS = Path(__file__).resolve().parent
VALIDATION = 10_000     # digits put aside
SPLIT_SEED = 0          # of the split alone: another --seed trains another network on the same data


@dataclass(frozen=True)
class Recipe:
    """All settings of a run."""

    sizes: list
    epochs: int
    batch_size: int
    learning_rate: float    # at the start; it falls along a cosine, to almost 0 at the end
    distortions: dict = field(default_factory=dict)    # arguments of `distort`; empty: none
    gentle_epochs: int = 0  # the last ones, with distortions half as strong


STRONG = {"shift": 1, "degrees": 15, "scale": 0.15, "shear": 0.15, "elastic": 1.5, "smoothness": 5}

RECIPES = {
    "plain": Recipe(sizes=[784, 128, 64, 10], epochs=12, batch_size=64, learning_rate=3e-3),
    "short": Recipe(sizes=[784, 800, 400, 10], epochs=50, batch_size=256, learning_rate=1.5e-3,
                    distortions=STRONG, gentle_epochs=10),
    "long": Recipe(sizes=[784, 1200, 800, 10], epochs=260, batch_size=256, learning_rate=1e-3,
                   distortions=STRONG, gentle_epochs=52),
}


def train(network, X, y, recipe, seed, on_epoch):
    """Train `network`, and call `on_epoch(epoch, learning_rate, loss)` after every epoch."""
    order_rng, distortion_rng = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    loss, optimizer = SoftmaxCrossEntropy(), Adam(network, recipe.learning_rate)
    steps = math.ceil(len(X) / recipe.batch_size)    # an epoch
    for epoch in range(recipe.epochs):
        total = 0.0
        order = order_rng.permutation(len(X))
        batches = np.split(order, range(recipe.batch_size, len(X), recipe.batch_size))
        gentle = epoch >= recipe.epochs - recipe.gentle_epochs
        distortions = halved(recipe.distortions) if gentle else recipe.distortions
        for step, (X_batch, y_batch) in enumerate(
                prepared(X, y, batches, distortions, distortion_rng)):
            optimizer.learning_rate = cosine(recipe.learning_rate, epoch + step / steps,
                                             recipe.epochs)
            total += loss.forward(network.forward(X_batch), y_batch) * len(X_batch)
            network.backward(loss.backward())
            optimizer.step()
        on_epoch(epoch, optimizer.learning_rate, total / len(X))


def cosine(start, done, whole):
    """The learning rate after so much of the whole: slow to fall at first, and again at the end."""
    return start * (1 + math.cos(math.pi * done / whole)) / 2


def halved(distortions):
    """The same distortions, half as strong and as smooth as before."""
    return {name: value if name == "smoothness" else value / 2
            for name, value in distortions.items()}


def prepared(X, y, batches, distortions, rng):
    """Yield (X, y) of every batch, distorted; a second thread is always one batch ahead."""
    def prepare(rows):
        return distort(X[rows], rng, **distortions) if distortions else X[rows]

    with ThreadPoolExecutor(max_workers=1) as second_thread:
        coming = second_thread.submit(prepare, batches[0])
        for rows, next_rows in zip(batches, [*batches[1:], None]):
            X_batch = coming.result()
            if next_rows is not None:
                coming = second_thread.submit(prepare, next_rows)
            yield X_batch, y[rows]


def load_training():
    """Return the digits to learn from and those put aside, each a pair (X, y)."""
    (X, y), _ = load_mnist()
    order = np.random.default_rng(SPLIT_SEED).permutation(len(X))
    validation, training = order[:VALIDATION], order[VALIDATION:]
    return (X[training], y[training]), (X[validation], y[validation])


def load_test():
    """Return the test digits. Called once, when nothing is left to be chosen."""
    _, test = load_mnist()
    return test


def run(name, seed, say, *, choose=False):
    """Train by the recipe called `name`; `say` each line of the log. Return the network."""
    recipe, load_before = RECIPES[name], load_average()
    training, validation = load_training()
    say(f"MNIST, the recipe '{name}' with seed {seed}")
    say(f"machine: {processor()}, {os.cpu_count()} cores, load average {load_before} at the start")
    say(f"versions: Python {platform.python_version()}, NumPy {np.__version__}, float32")
    for setting, value in asdict(recipe).items():
        say(f"{setting}: {describe(value)}")
    say(f"data: {len(training[0]):,} digits to train on, {len(validation[0]):,} for validation")
    say("")
    say("epoch  seconds  of CPU  learning rate  training loss  validation accuracy")

    network = MLP(recipe.sizes, seed=seed, dtype=np.float32)
    start, cpu_start = time.perf_counter(), time.process_time()

    def on_epoch(epoch, learning_rate, loss):
        accuracy = evaluate(network, *validation, loss=SoftmaxCrossEntropy()).accuracy
        say(f"{epoch + 1:5d}  {time.perf_counter() - start:7.1f}  "
            f"{time.process_time() - cpu_start:6.1f}  {learning_rate:13.2e}  {loss:13.5f}  "
            f"{100 * accuracy:17.2f} %")

    train(network, *training, recipe, seed, on_epoch)
    say("")
    say(f"training and validation took {time.perf_counter() - start:.0f} seconds "
        f"({time.process_time() - cpu_start:.0f} of CPU), load average {load_average()} at the end")
    say(f"validation: {result(network, *validation)}")
    if not choose:
        say(f"test set, read once, now: {result(network, *load_test())}")
    return network


def result(network, X, y):
    accuracy = evaluate(network, X, y, loss=SoftmaxCrossEntropy()).accuracy
    return f"{100 * accuracy:.2f} % right, {round((1 - accuracy) * len(X))} of {len(X):,} wrong"


def describe(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {number:g}" for name, number in value.items()) or "none"
    return str(value)


def processor():
    """The name of the processor, as well as this system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def load_average():
    """How many processes wanted a core in the last minute, this one included."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", choices=list(RECIPES))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--choose", action="store_true",
                        help="stop before the test set and write no log: to try settings")
    parser.add_argument("--force", action="store_true", help="overwrite the log of an earlier run")
    options = parser.parse_args(arguments)
    if options.choose:
        run(options.recipe, options.seed, lambda line: print(line, flush=True), choose=True)
        return
    path = LOGS / f"benchmark_mnist_{options.recipe}.log"
    if path.exists() and not options.force:
        parser.error(f"{path} is there already, with the result of an earlier run. "
                     f"--force overwrites it.")
    with open(path, "w", encoding="utf-8", newline="\n") as log:
        def say(line):
            print(line, flush=True)
            print(line, file=log, flush=True)
        run(options.recipe, options.seed, say)


if __name__ == "__main__":
    main()
