"""Training: the loop, what stops it, what it leaves alone, and that it learns."""

import numpy as np
import pytest

from mlp_lessons import (
    MLP,
    SGD,
    Adam,
    BinaryCrossEntropy,
    DivergenceError,
    Linear,
    MeanSquaredError,
    ReLU,
    SoftmaxCrossEntropy,
    confusion_matrix,
    evaluate,
    fit,
)

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 4))
y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
Xv = rng.normal(size=(30, 4))
yv = (Xv[:, 0] > 0).astype(int) + (Xv[:, 1] > 0)


def train(network=None, X=X, y=y, loss=None, learning_rate=0.1, **settings):
    network = network or MLP([4, 8, 3], seed=1)
    settings = {"epochs": 3, "batch_size": 16, "progress": False} | settings
    optimizer = settings.pop("optimizer", None) or SGD(network, learning_rate)
    history = fit(network, X, y, loss=loss or SoftmaxCrossEntropy(), optimizer=optimizer,
                  **settings)
    return network, history


def parameters(network):
    return [array.copy() for _, array in network.parameters()]


def equal(a, b):
    return all((one == other).all() for one, other in zip(a, b, strict=True))


class Recorder(SoftmaxCrossEntropy):
    """Keeps what it is shown while training."""

    def __init__(self):
        self.batches = []

    def backward(self):
        self.batches.append((self.scores.copy(), self.y.copy()))
        return super().backward()


def test_the_loop_is_forward_loss_backward_step():
    """`fit` does what the lesson's own loop does, number for number."""
    network, history = train(seed=5)

    same = MLP([4, 8, 3], seed=1)
    loss, optimizer, order_of = SoftmaxCrossEntropy(), SGD(same, 0.1), np.random.default_rng(5)
    for epoch in range(3):
        order, total = order_of.permutation(50), 0.0
        for start in (0, 16, 32, 48):    # the last batch has two samples
            rows = order[start:start + 16]
            total += len(rows) * loss.forward(same.forward(X[rows]), y[rows])
            same.backward(loss.backward())
            optimizer.step()
        assert history.loss[epoch] == pytest.approx(total / 50, rel=1e-12)
    for a, b in zip(parameters(network), parameters(same), strict=True):
        assert a == pytest.approx(b, rel=1e-12)


def test_every_sample_is_shown_once_an_epoch_with_its_own_label():
    loss = Recorder()
    numbers = np.arange(50.0)[:, None]
    network = MLP.from_layers([Linear(1, 60, "zeros")])
    network.layers[0].W[0] = 1.0    # the first score is the sample's number
    train(network, numbers, np.arange(50), loss, learning_rate=1e-300, epochs=2)
    assert [len(y) for _, y in loss.batches] == [16, 16, 16, 2] * 2
    for epoch in (loss.batches[:4], loss.batches[4:]):
        shown = np.concatenate([scores[:, 0] for scores, _ in epoch])
        assert (shown.round() == np.concatenate([y for _, y in epoch])).all()    # together
        assert sorted(shown.round()) == list(range(50)) != list(shown.round())
    assert (loss.batches[0][1] != loss.batches[4][1]).any()    # a new order every epoch


def test_the_mean_over_an_epoch_is_weighted_by_the_size_of_the_batch():
    network = MLP([4, 3], seed=0)
    _, history = train(network, learning_rate=1e-300, epochs=1, batch_size=49)
    result = evaluate(network, X, y, loss=SoftmaxCrossEntropy())
    assert history.loss == [pytest.approx(result.loss, rel=1e-12)]
    assert history.accuracy == [pytest.approx(result.accuracy)]


def test_the_same_seed_gives_the_same_result():
    (one, first), (same, second), (other, third) = (train(seed=seed) for seed in (1, 1, 2))
    assert equal(parameters(one), parameters(same)) and first == second
    assert not equal(parameters(one), parameters(other)) and first != third


def test_nothing_given_is_changed():
    X_before, y_before = X.copy(), y.copy()
    train(validation=(Xv, yv))
    assert (X == X_before).all() and (y == y_before).all()


@pytest.mark.parametrize(("sizes", "loss", "labels"), [
    ([4, 16, 3], SoftmaxCrossEntropy(), y), ([4, 16, 1], BinaryCrossEntropy(), y > 0),
    ([4, 16, 1], BinaryCrossEntropy(), (y > 0)[:, None].astype(float))])
def test_it_learns_classes(sizes, loss, labels):
    network = MLP(sizes, seed=1)
    _, history = train(network, y=labels, loss=loss, optimizer=Adam(network, 0.02), epochs=60,
                       validation=(X, labels))
    assert history.loss[-1] < 0.2 * history.loss[0] and history.accuracy[-1] > 0.95
    assert history.validation_accuracy[-1] == evaluate(network, X, labels, loss=loss).accuracy
    assert [len(numbers) for numbers in (history.loss, history.accuracy, history.validation_loss,
                                         history.validation_accuracy)] == [60] * 4


def test_it_learns_numbers_and_then_there_is_no_accuracy():
    network, targets = MLP([4, 16, 2], activation="tanh", seed=1), np.sin(X[:, :2])
    _, history = train(network, y=targets, loss=MeanSquaredError(), learning_rate=0.2, epochs=80,
                       validation=(X, targets))
    assert history.loss[-1] < 0.05 * history.loss[0]
    assert history.accuracy == history.validation_accuracy == []
    assert evaluate(network, X, targets, loss=MeanSquaredError()).accuracy is None


@pytest.mark.parametrize("batch_size", [1, 50, 1000])
def test_any_batch_size(batch_size):
    steps = []
    train(batch_size=batch_size, epochs=2, on_batch=lambda step, value: steps.append(step))
    assert steps == 2 * list(range(50 if batch_size == 1 else 1))


def test_what_is_called_on_the_way():
    values, lengths = [], []
    _, history = train(on_batch=lambda step, value: values.append((step, value)),
                       on_epoch=lambda epoch, history: lengths.append((epoch, len(history.loss))))
    assert [step for step, _ in values] == [0, 1, 2, 3] * 3
    assert lengths == [(0, 1), (1, 2), (2, 3)]
    weighted = [value * n for (_, value), n in zip(values[:4], [16, 16, 16, 2], strict=True)]
    assert history.loss[0] == pytest.approx(sum(weighted) / 50)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_x_is_cast_once_and_all_stays_in_the_networks_type(dtype):
    network = MLP([4, 8, 3], dtype=dtype)
    seen = []
    train(network, epochs=1, optimizer=Adam(network),
          on_batch=lambda step, value: seen.append({array.dtype for layer in network.layers[::2]
                                                    for array in (layer.X, layer.W, layer.dW)}))
    assert all(types == {np.dtype(dtype)} for types in seen)
    targets = np.zeros((50, 3))    # float64, whatever the network is
    train(network, y=targets, loss=MeanSquaredError(), epochs=1)
    assert network.layers[0].dW.dtype == dtype


# A look at the validation data changes nothing

def test_validation_between_forward_and_backward_does_not_change_the_gradient():
    def gradients(look):
        network, loss = MLP([4, 8, 3], seed=1), SoftmaxCrossEntropy()
        loss.forward(network.forward(X), y)
        look(network, loss)
        network.backward(loss.backward())
        return [network.layers[0].dW, network.layers[0].db, network.layers[2].dW]

    undisturbed = gradients(lambda network, loss: None)
    assert equal(undisturbed, gradients(lambda network, loss: evaluate(network, Xv, yv, loss=loss)))
    assert equal(undisturbed, gradients(lambda network, loss: loss.predict(np.zeros((2, 3)))))


def test_evaluate_is_the_loss_and_the_share_of_right_classes():
    network, loss = MLP([4, 8, 3], seed=1), SoftmaxCrossEntropy()
    scores = network.forward(Xv)
    result = evaluate(network, Xv, yv, loss=loss)
    assert result.loss == SoftmaxCrossEntropy().forward(scores, yv)
    assert result.accuracy == (scores.argmax(axis=1) == yv).mean()
    assert loss.scores is None


def test_validation_does_not_change_training():
    (one, _), (same, _) = train(), train(validation=(Xv, yv))
    assert equal(parameters(one), parameters(same))


# Stopping

def test_an_interrupt_keeps_what_was_learned_and_the_history():
    def stop(step, value):
        calls.append(parameters(network))
        if len(calls) == 6:    # in the second epoch
            raise KeyboardInterrupt

    network, calls = MLP([4, 8, 3], seed=1), []
    _, history = train(network, on_batch=stop, validation=(Xv, yv), early_stopping=1)
    assert history.interrupted
    assert len(history.loss) == len(history.validation_loss) == len(history.accuracy) == 1
    assert equal(parameters(network), calls[-1])


def test_an_interrupt_of_the_validation_leaves_lists_of_equal_length(monkeypatch):
    def stop(*arguments, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr("mlp_lessons.training.evaluate", stop)
    _, history = train(validation=(Xv, yv))
    assert history.interrupted and history.loss == history.validation_loss == []


@pytest.mark.filterwarnings("error")
def test_a_loss_that_explodes_stops_training_and_says_what_to_try():
    network = MLP([4, 8, 1], seed=1)
    with pytest.raises(DivergenceError) as caught:
        train(network, y=1e3 * X[:, :1], loss=MeanSquaredError(), learning_rate=1e4, epochs=50,
              batch_size=50)
    error = caught.value
    assert isinstance(error, ValueError)
    assert 0 < len(error.history.loss) < 50 and np.isfinite(error.history.loss).all()
    epoch = len(error.history.loss)
    assert str(error).startswith(f"Training stopped in epoch {epoch}: The loss is ")
    assert str(error).endswith("Try a learning rate ten times smaller, inputs scaled to about -1 "
                               "to 1, or smaller initial weights.")


@pytest.mark.filterwarnings("error")
def test_an_explosion_that_the_validation_sees_first_is_told_too():
    network = MLP([4, 8, 1], seed=1)
    with pytest.raises(DivergenceError) as caught:
        train(network, X[:1], 1e3 * X[:1, :1], MeanSquaredError(), learning_rate=1e250, epochs=9,
              validation=(X[:1], X[:1, :1]))
    history = caught.value.history
    assert len(history.loss) == len(history.validation_loss)


def test_a_loss_of_ones_own_that_is_not_finite_stops_training_too():
    class Odd(MeanSquaredError):
        def _finished(self, value):
            return float("nan")

    with pytest.raises(DivergenceError, match=r"epoch 0: The loss is nan\."):
        network = MLP([4, 1])
        odd = Odd()
        train(network, y=X[:, :1], loss=odd)


def test_early_stopping_goes_back_to_the_best_weights():
    kept = []
    network = MLP([4, 64, 3], seed=1)
    noise = np.random.default_rng(1).integers(0, 3, 50)    # nothing to learn: it must overfit
    _, history = train(network, y=noise, optimizer=Adam(network, 0.02), epochs=200,
                       validation=(Xv, yv), early_stopping=4,
                       on_epoch=lambda epoch, history: kept.append(parameters(network)))
    best = int(np.argmin(history.validation_loss))
    assert history.best_epoch == best
    assert len(history.loss) == best + 5 < 200
    assert equal(parameters(network), kept[best])
    result = evaluate(network, Xv, yv, loss=SoftmaxCrossEntropy())
    assert result.loss == min(history.validation_loss)


def test_early_stopping_that_never_stops_goes_back_to_the_best_weights_too():
    network, history = train(validation=(Xv, yv), early_stopping=100, learning_rate=2.0, epochs=25)
    result = evaluate(network, Xv, yv, loss=SoftmaxCrossEntropy())
    assert len(history.loss) == 25 and result.loss == min(history.validation_loss)


def test_weights_stay_the_same_arrays():
    network = MLP([4, 8, 3], seed=1)
    held = network.layers[0].W
    train(network, validation=(Xv, yv), early_stopping=1)
    assert network.layers[0].W is held


# What else

def test_the_progress_bar_can_be_silent(capsys):
    train(progress=False)
    assert capsys.readouterr() == ("", "")


def test_the_progress_bar_shows_the_losses(capsys):
    train(progress=True, validation=(Xv, yv))
    assert "validation_loss" in capsys.readouterr().err


def test_layers_of_ones_own_train():
    class Mine:
        def __init__(self):
            self.W, self.b = 0.1 * np.ones((3, 8)), np.zeros(3)

        def forward(self, X):
            self.X = X
            return X @ self.W.T + self.b

        def backward(self, dZ):
            self.dW, self.db = dZ.T @ self.X, dZ.sum(axis=0)
            return dZ @ self.W

    network = MLP.from_layers([Linear(4, 8, seed=1), ReLU(), Mine()])
    _, history = train(network, epochs=30, validation=(Xv, yv), early_stopping=30)
    assert history.loss[-1] < 0.8 * history.loss[0]


def test_an_optimizer_of_ones_own_trains():
    class MySGD:
        def __init__(self, layers):
            self.layers = layers

        def step(self):
            for layer in self.layers:
                layer.W -= 0.1 * layer.dW
                layer.b -= 0.1 * layer.db

    network, same = MLP([4, 8, 3], seed=1), MLP([4, 8, 3], seed=1)
    train(network, optimizer=MySGD(network.layers[::2]))
    train(same, learning_rate=0.1)
    assert equal(parameters(network), parameters(same))


def test_confusion_matrix_by_hand():
    counts = confusion_matrix([0, 1, 1, 2, 2, 2], [0, 1, 0, 2, 2, 1])
    assert (counts == [[1, 0, 0], [1, 1, 0], [0, 1, 2]]).all()
    assert confusion_matrix([0], [1], n_classes=4).shape == (4, 4)


def test_confusion_matrix_against_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is missing")
    true, taken = (np.random.default_rng(seed).integers(0, 6, 500) for seed in (0, 1))
    assert (confusion_matrix(true, taken) == metrics.confusion_matrix(true, taken)).all()
