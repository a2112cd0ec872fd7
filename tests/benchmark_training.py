"""How long one training epoch takes, side by side with PyTorch, scikit-learn and the bare products.

    python tests/benchmark_training.py              the whole table, about ten minutes
    python tests/benchmark_training.py --quick      three rounds instead of nine

Everybody gets the same network, weights, data and batches: plain SGD in float32, no momentum. In
every round the contestants take turns, in one order and then in the other, each with one thread
and with two, after 0.25 s of rest (threads that still spin would slow the next one down). What
counts is the median of the rounds at the better number of threads. Seconds differ from machine to
machine; look at the ratios, and take them when nothing else runs.
"""

import argparse
import math
import os
import statistics
import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mlp_lessons import MLP, SGD, SoftmaxCrossEntropy, fit
from mlp_lessons.datasets import load_mnist

NETWORKS = [[784, 30, 10], [784, 128, 64, 10], [784, 512, 512, 10]]
BATCH_SIZES = [16, 64, 256, 1024]
LEARNING_RATE = 0.01
REST = 0.25     # seconds before every timing


# The contestants: each function takes the data of a race and returns a function that trains one
# epoch. What it needs is imported inside, so that a race can be run without the others.

def ours(sizes, X, y, batches):
    """The loop of lesson 08, with the layers as they stand in the package."""
    network, loss = starting_network(sizes), SoftmaxCrossEntropy()
    optimizer = SGD(network, LEARNING_RATE)

    def epoch():
        for rows in batches:
            scores = network.forward(X[rows])
            loss.forward(scores, y[rows])
            network.backward(loss.backward())
            optimizer.step()
    return epoch


def our_fit(sizes, X, y, batches):
    """`fit` itself, which also shuffles, checks the data, and counts what is right."""
    network = starting_network(sizes)
    optimizer = SGD(network, LEARNING_RATE)

    def epoch():
        fit(network, X, y, loss=SoftmaxCrossEntropy(), optimizer=optimizer, epochs=1,
            batch_size=len(batches[0]), progress=False)
    return epoch


def pytorch(sizes, X, y, batches):
    """The same in PyTorch: eager, on the CPU, as its tutorials write it."""
    import torch

    modules = []
    for layer in starting_network(sizes).layers:
        if hasattr(layer, "W"):
            linear = torch.nn.Linear(layer.W.shape[1], layer.W.shape[0])
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(layer.W))
                linear.bias.copy_(torch.from_numpy(layer.b))
            modules.append(linear)
        else:
            modules.append(torch.nn.ReLU())
    network, criterion = torch.nn.Sequential(*modules), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    batches = [torch.from_numpy(rows) for rows in batches]

    def epoch():
        for rows in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(network(X[rows]), y[rows])
            loss.backward()
            optimizer.step()
    return epoch


def scikit_learn(sizes, X, y, batches):
    """`MLPClassifier`, which shuffles by itself; one call of `partial_fit` is one epoch."""
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier(sizes[1:-1], solver="sgd", alpha=0.0, batch_size=len(batches[0]),
                               learning_rate_init=LEARNING_RATE, momentum=0.0, shuffle=True,
                               nesterovs_momentum=False, random_state=0)
    first = slice(len(batches[0]))
    classifier.partial_fit(X[first], y[first], classes=np.arange(sizes[-1]))
    learning = [layer for layer in starting_network(sizes).layers if hasattr(layer, "W")]
    for k, layer in enumerate(learning):
        classifier.coefs_[k][...] = layer.W.T
        classifier.intercepts_[k][...] = layer.b

    def epoch():
        classifier.partial_fit(X, y)
    return epoch


def bare_products(sizes, X, y, batches):
    """Only the matrix products of these shapes, into arrays that are there already."""
    N, rng = len(batches[0]), np.random.default_rng(0)
    pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
    A = [rng.normal(size=(N, size)).astype(np.float32) for size in sizes]
    dZ = [rng.normal(size=(N, size)).astype(np.float32) for size in sizes]
    W = [rng.normal(size=(n_out, n_in)).astype(np.float32) for n_in, n_out in pairs]
    dW = [np.empty_like(w) for w in W]

    def epoch():
        for _ in batches:
            for k in range(len(W)):
                np.matmul(A[k], W[k].T, out=dZ[k + 1])
            for k in reversed(range(len(W))):
                np.matmul(dZ[k + 1].T, A[k], out=dW[k])
                if k > 0:
                    np.matmul(dZ[k + 1], W[k], out=A[k])
    return epoch


CONTESTANTS = {"ours": ours, "fit": our_fit, "PyTorch": pytorch, "scikit-learn": scikit_learn,
               "products": bare_products}


def starting_network(sizes):
    return MLP(sizes, seed=0, dtype=np.float32)


def set_threads(number):
    """Let everybody's matrix products use so many threads; NumPy's, if threadpoolctl is there."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        pass
    else:
        threadpool_limits(number)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(number)


def fair_threads():
    """Return [1] if everybody can be held to one thread, else how many NumPy takes anyway."""
    try:
        import threadpoolctl  # noqa: F401
    except ImportError:
        return [os.cpu_count()]
    return [1]


def race(sizes, batch_size, X, y, *, names=tuple(CONTESTANTS), rounds=9, threads=(1, 2),
         seconds=0.08, steps=None, rest=REST):
    """Return {name: {threads: list of seconds for one epoch, one number a round}}.

    `X`, `y` are training data, of which an epoch takes as many batches as ours trains on in about
    `seconds`, or `steps` of them. `names` are contestants; `rounds`, `threads` and `rest` make a
    race shorter.
    """
    rng = np.random.default_rng(0)
    if steps is None:
        steps = steps_within(seconds, sizes, batch_size, X, y, rng)
    steps = min(steps, len(X) // batch_size)
    X, y = np.ascontiguousarray(X[:steps * batch_size]), y[:steps * batch_size]
    batches = list(rng.permutation(len(X)).reshape(steps, batch_size))

    epochs = {name: CONTESTANTS[name](sizes, X, y, batches) for name in names}
    found = {name: {number: [] for number in threads} for name in names}
    turns = [(name, number) for number in threads for name in names]
    for name, number in turns:    # everybody is warm before the first round
        set_threads(number)
        epochs[name]()
    for turn in range(rounds):
        for name, number in turns if turn % 2 == 0 else reversed(turns):
            set_threads(number)
            time.sleep(rest)
            start = time.perf_counter()
            epochs[name]()
            found[name][number].append(time.perf_counter() - start)
    return found


def steps_within(seconds, sizes, batch_size, X, y, rng):
    """Return how many batches ours trains on in about so many seconds, at least 2; one thread."""
    set_threads(1)
    trial = ours(sizes, X, y, np.array_split(rng.permutation(len(X))[:4 * batch_size], 4))
    trials = []
    for _ in range(6):
        start = time.perf_counter()
        trial()
        trials.append(time.perf_counter() - start)
    return max(2, math.ceil(seconds / min(trials) * 4))


def best(by_threads):
    """Return (median, spread) at the better number of threads: half of the middle half."""
    times = min(by_threads.values(), key=statistics.median)
    quartiles = statistics.quantiles(times, n=4) if len(times) > 1 else [times[0]] * 3
    return statistics.median(times), (quartiles[2] - quartiles[0]) / 2


def geometric_mean(ratios):
    return math.exp(statistics.fmean(map(math.log, ratios)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="three rounds instead of nine")
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=list(CONTESTANTS))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")    # scikit-learn's, on what has not converged
    if hasattr(os, "getloadavg"):
        print(f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors")
    (X, y), _ = load_mnist()
    names = [name for name in CONTESTANTS if name in arguments.only]
    others = [name for name in names if name != "ours"]
    print("milliseconds for one epoch ± spread, and the ratio of ours to each")
    print(f"{'network':>20} {'batch':>5}" + "".join(f"{name:>15}" for name in names)
          + "".join(f"{'/ ' + name:>15}" for name in others), flush=True)
    ratios = {name: [] for name in others}
    for sizes in NETWORKS:
        for batch_size in BATCH_SIZES:
            found = race(sizes, batch_size, X, y, names=names, rounds=3 if arguments.quick else 9)
            times = {name: best(found[name]) for name in names}
            for name in others:
                ratios[name].append(times["ours"][0] / times[name][0])
            print(f"{'-'.join(map(str, sizes)):>20} {batch_size:>5}"
                  + "".join(f"{1e3 * median:>9.1f} ±{1e3 * spread:4.1f}"
                            for median, spread in times.values())
                  + "".join(f"{ratios[name][-1]:>15.2f}" for name in others), flush=True)
    for name in others:
        print(f"ours / {name}: geometric mean {geometric_mean(ratios[name]):.3f}, "
              f"from {min(ratios[name]):.2f} to {max(ratios[name]):.2f}")
    if hasattr(os, "getloadavg"):
        print(f"load after: {os.getloadavg()[0]:.2f} (this script's own work included)")


if __name__ == "__main__":
    main()
