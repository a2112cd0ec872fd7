"""Wrong use is answered with one or two sentences: which, word for word, stands in this table."""

import numpy as np
import pytest

from mlp_lessons import (
    MLP,
    SGD,
    Adam,
    BinaryCrossEntropy,
    DivergenceError,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    ReLU,
    ShapeError,
    Sigmoid,
    SoftmaxCrossEntropy,
    confusion_matrix,
    evaluate,
    fit,
    gradient_check,
    softmax,
)

nan, inf = float("nan"), float("inf")
X = np.linspace(-1, 1, 12).reshape(6, 2)
y = np.array([0, 1, 2, 0, 1, 2])


def network(dtype=np.float64):
    return MLP([2, 4, 3], dtype=dtype)


def run_fit(X=X, y=y, network=None, optimizer=None, loss=None, **more):
    network = network or MLP([2, 4, 3])
    settings = {"epochs": 2, "batch_size": 4, "progress": False} | more
    return fit(network, X, y, loss=loss or SoftmaxCrossEntropy(),
               optimizer=optimizer or SGD(network, 0.1), **settings)


def with_value(array, index, value):
    array = array.copy()
    array[index] = value
    return array


def whole_number_weights():
    layer = Linear(2, 3)
    layer.W = np.ones((3, 2), dtype=int)
    net = MLP.from_layers([layer])
    layer.forward(X), layer.backward(np.ones((6, 3)))
    SGD(net, 0.1).step()


def bias_gradient_of_a_wrong_shape():
    net = MLP.from_layers([Linear(2, 3)])
    net.forward(X), net.backward(np.ones((6, 3)))
    net.layers[0].db = np.ones((6, 3))
    SGD(net, 0.1).step()


class NoBackward:
    def forward(self, X):
        return X


WRONG_USE = {
    # shapes: the layer, and both shapes
    "columns": (
        lambda: MLP([64, 32, 10]).forward(np.zeros((10, 63))), ShapeError,
        "network.layers[0]: Linear(64 → 32) got X of shape (10, 63). "
        "Its second number must be 64, one per input."),
    "X on its side": (
        lambda: MLP([64, 32, 10]).forward(np.zeros((64, 10))), ShapeError,
        "network.layers[0]: Linear(64 → 32) got X of shape (64, 10). Its second number must be 64, "
        "one per input. Rows are samples; yours seem to be columns: X.T has shape (10, 64)."),
    "a single sample": (
        lambda: MLP([64, 32, 10]).forward(np.zeros(64)), ShapeError,
        "network.layers[0]: Linear(64 → 32) got X of shape (64,). X must be (N, 64): one sample a "
        "row, one column per input. For a single sample x, write x[None, :]."),
    "images": (
        lambda: Linear(64, 32).forward(np.zeros((5, 8, 8))), ShapeError,
        "Linear(64 → 32) got X of shape (5, 8, 8). X must be (N, 64): one sample a row, one column "
        "per input."),
    "layers that do not fit": (
        lambda: MLP.from_layers([Linear(2, 5), ReLU(), Linear(4, 3)]).forward(X), ShapeError,
        "network.layers[2]: Linear(4 → 3) got X of shape (6, 5). "
        "Its second number must be 4, one per input."),
    "fit, columns": (
        lambda: run_fit(X=np.zeros((6, 3))), ShapeError,
        "network.layers[0]: Linear(2 → 4) got X of shape (1, 3). "
        "Its second number must be 2, one per input."),
    "gradient of a wrong shape": (
        lambda: (net := network()).forward(X) is None or net.backward(np.zeros((6, 2))), ShapeError,
        "Linear(4 → 3) got dZ of shape (6, 2) in backward. A gradient has the shape of what it "
        "belongs to: forward returned (6, 3)."),
    "gradient of a wrong shape for an activation": (
        lambda: (relu := ReLU()).forward(X) is None or relu.backward(np.zeros(6)), ShapeError,
        "ReLU() got dA of shape (6,) in backward. A gradient has the shape of what it belongs to: "
        "forward returned (6, 2)."),
    "softmax of one row": (
        lambda: softmax([1.0, 2.0]), ShapeError,
        "softmax got scores of shape (2,). Scores must be (N, K): one sample a row, one score per "
        "class."),
    "a step with a gradient of a wrong shape": (
        bias_gradient_of_a_wrong_shape, ShapeError,
        "network.layers[0].db has shape (6, 3), but b has shape (3,). A gradient has the shape of "
        "what it belongs to."),

    # backward before forward, a step before backward
    "layer": (lambda: Linear(2, 3).backward(np.zeros((6, 3))), RuntimeError,
              "Linear(2 → 3): backward was called before forward. Call forward first; backward "
              "needs what forward keeps."),
    "activation": (lambda: Sigmoid().backward(X), RuntimeError,
                   "Sigmoid(): backward was called before forward. Call forward first; backward "
                   "needs what forward keeps."),
    "leaky": (lambda: LeakyReLU().backward(X), RuntimeError,
              "LeakyReLU(slope=0.01): backward was called before forward. Call forward first; "
              "backward needs what forward keeps."),
    "network": (lambda: network().backward(np.zeros((6, 3))), RuntimeError,
                "Linear(4 → 3): backward was called before forward. Call forward first; backward "
                "needs what forward keeps."),
    "softmax loss": (lambda: SoftmaxCrossEntropy().backward(), RuntimeError,
                     "SoftmaxCrossEntropy(): backward was called before forward. Call forward "
                     "first; backward needs what forward keeps."),
    "binary loss": (lambda: BinaryCrossEntropy().backward(), RuntimeError,
                    "BinaryCrossEntropy(): backward was called before forward. Call forward first; "
                    "backward needs what forward keeps."),
    "squared error": (lambda: MeanSquaredError().backward(), RuntimeError,
                      "MeanSquaredError(): backward was called before forward. Call forward first; "
                      "backward needs what forward keeps."),
    "step": (lambda: SGD(network(), 0.1).step(), RuntimeError,
             "network.layers[0] has no gradients yet. Call network.backward before "
             "optimizer.step."),

    # labels
    "label too large": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), y + 1), ValueError,
        "SoftmaxCrossEntropy() got the label 3, but with 3 scores per sample the labels must be 0 "
        "to 2."),
    "label negative": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), y - 1), ValueError,
        "SoftmaxCrossEntropy() got the label -1, but with 3 scores per sample the labels must be 0 "
        "to 2."),
    "fit, label too large": (
        lambda: run_fit(y=y + 1), ValueError,
        "SoftmaxCrossEntropy() got the label 3, but with 3 scores per sample the labels must be 0 "
        "to 2."),
    "labels with decimals": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), y.astype(float)), TypeError,
        "SoftmaxCrossEntropy() needs labels that are whole numbers, got y of type float64. If they "
        "are class numbers, use y.astype(int)."),
    "one-hot": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), np.eye(3)[y]), ShapeError,
        "SoftmaxCrossEntropy() got y of shape (6, 3), which looks one-hot. It needs the classes "
        "themselves, shape (6,): use y.argmax(axis=1)."),
    "a column of labels": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), y[:, None]), ShapeError,
        "SoftmaxCrossEntropy() got scores of shape (6, 3) and y of shape (6, 1). It needs one "
        "label per sample: y of shape (6,). Write y[:, 0]."),
    "too few labels": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 3)), y[:4]), ShapeError,
        "SoftmaxCrossEntropy() got scores of shape (6, 3) and y of shape (4,). It needs one label "
        "per sample: y of shape (6,)."),
    "one score for classes": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((6, 1)), y), ShapeError,
        "SoftmaxCrossEntropy() got scores of shape (6, 1), a single class. For two classes from "
        "one score, use BinaryCrossEntropy."),
    "a row of scores": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros(3), y), ShapeError,
        "SoftmaxCrossEntropy() got scores of shape (3,). Scores must be (N, K): one sample a row, "
        "one score per class."),
    "labels 1 and 2": (
        lambda: BinaryCrossEntropy().forward(np.zeros((6, 1)), y), ValueError,
        "BinaryCrossEntropy() needs labels that are 0 or 1, but y contains 2."),
    "labels between 0 and 1": (
        lambda: BinaryCrossEntropy().forward(np.zeros((2, 1)), [0.5, 1.0]), ValueError,
        "BinaryCrossEntropy() needs labels that are 0 or 1, but y contains 0.5."),
    "two scores for two classes": (
        lambda: BinaryCrossEntropy().forward(np.zeros((6, 2)), y), ShapeError,
        "BinaryCrossEntropy() got scores of shape (6, 2). Scores must be (N, 1): one sample a row, "
        "one score each."),
    "too many labels": (
        lambda: BinaryCrossEntropy().forward(np.zeros((4, 1)), y), ShapeError,
        "BinaryCrossEntropy() got scores of shape (4, 1) and y of shape (6,). It needs one label "
        "per sample: y of shape (4,)."),
    "predict with two scores": (
        lambda: BinaryCrossEntropy().predict(np.zeros((6, 2))), ShapeError,
        "BinaryCrossEntropy() got scores of shape (6, 2). Scores must be (N, 1): one sample a row, "
        "one score each."),

    # targets
    "(N, 1) against (N,)": (
        lambda: MeanSquaredError().forward(np.zeros((6, 1)), np.zeros(6)), ShapeError,
        "MeanSquaredError() got scores of shape (6, 1) and y of shape (6,). They must have the "
        "same shape. Write y[:, None]: from (N, 1) and (N,) NumPy would make (N, N), every score "
        "minus every target."),
    "other targets": (
        lambda: MeanSquaredError().forward(np.zeros((6, 2)), np.zeros((6, 3))), ShapeError,
        "MeanSquaredError() got scores of shape (6, 2) and y of shape (6, 3). They must have the "
        "same shape."),
    "probabilities of numbers": (
        lambda: MeanSquaredError().probabilities(X), TypeError,
        "MeanSquaredError predicts numbers, not classes: it has no probabilities."),

    # numbers that are none
    "NaN in X": (
        lambda: run_fit(X=with_value(X, (3, 1), nan)), ValueError,
        "X must hold finite numbers, but X[3, 1] is nan. Remove or replace such values first."),
    "infinity in X": (
        lambda: run_fit(X=with_value(X, (0, 0), -inf)), ValueError,
        "X must hold finite numbers, but X[0, 0] is -inf. Remove or replace such values first."),
    "NaN in validation": (
        lambda: run_fit(validation=(with_value(X, (5, 0), nan), y)), ValueError,
        "Xv must hold finite numbers, but Xv[5, 0] is nan. Remove or replace such values first."),
    "NaN in y": (
        lambda: run_fit(network=MLP([2, 1]), loss=MeanSquaredError(),
                        y=np.array([[1.0], [2], [nan], [3], [4], [5]])), ValueError,
        "y must hold finite numbers, but y[2, 0] is nan. Remove or replace such values first."),
    "NaN in X of evaluate": (
        lambda: evaluate(network(), with_value(X, (1, 1), nan), y, loss=SoftmaxCrossEntropy()),
        ValueError,
        "X must hold finite numbers, but X[1, 1] is nan. Remove or replace such values first."),
    "NaN in X of gradient_check": (
        lambda: gradient_check(network(), SoftmaxCrossEntropy(), with_value(X, (1, 1), nan), y),
        ValueError,
        "X must hold finite numbers, but X[1, 1] is nan. Remove or replace such values first."),
    "NaN among the targets": (
        lambda: MeanSquaredError().forward(np.zeros((2, 1)), [[0.0], [nan]]), ValueError,
        "y must hold finite numbers, but y[1, 0] is nan. Remove or replace such values first."),
    "infinite scores": (
        lambda: MeanSquaredError().forward(np.array([[1.0], [inf]]), np.zeros((2, 1))),
        DivergenceError,
        "The loss is inf, because the largest score is inf. The weights or the inputs have become "
        "too large, or hold NaN."),
    "scores that are no numbers": (
        lambda: SoftmaxCrossEntropy().forward(np.array([[1.0, nan]]), [0]), DivergenceError,
        "The loss is nan, because the largest score is nan. The weights or the inputs have become "
        "too large, or hold NaN."),

    # unequal lengths, empty batches
    "unequal lengths": (
        lambda: run_fit(y=y[:5]), ShapeError,
        "X and y must be equally long, one row and one label per sample, got shapes (6, 2) and "
        "(5,)."),
    "unequal lengths in validation": (
        lambda: run_fit(validation=(X[:2], y)), ShapeError,
        "Xv and yv must be equally long, one row and one label per sample, got shapes (2, 2) and "
        "(6,)."),
    "no samples": (
        lambda: run_fit(X=X[:0], y=y[:0]), ShapeError,
        "X is empty: there must be at least one sample."),
    "no samples to evaluate": (
        lambda: evaluate(network(), X[:0], y[:0], loss=SoftmaxCrossEntropy()), ShapeError,
        "X is empty: there must be at least one sample."),
    "empty batch, softmax": (
        lambda: SoftmaxCrossEntropy().forward(np.zeros((0, 3)), y[:0]), ShapeError,
        "SoftmaxCrossEntropy() got an empty batch: scores of shape (0, 3). It needs at least one "
        "sample."),
    "empty batch, binary": (
        lambda: BinaryCrossEntropy().forward(np.zeros((0, 1)), y[:0]), ShapeError,
        "BinaryCrossEntropy() got an empty batch: scores of shape (0, 1). It needs at least one "
        "sample."),
    "empty batch, squared": (
        lambda: MeanSquaredError().forward(np.zeros((0, 1)), np.zeros((0, 1))), ShapeError,
        "MeanSquaredError() got an empty batch: scores of shape (0, 1). It needs at least one "
        "sample."),
    "validation is no pair": (
        lambda: run_fit(validation=X), TypeError,
        "validation must be a pair (Xv, yv), got an array of float64, shape (6, 2)."),

    # text and the like where numbers belong
    "text for X": (
        lambda: network().forward([["a", "b"]]), TypeError,
        "X must be an array of numbers, got a list of 1, the first of them a list of 2, the first "
        "of them text ('a')."),
    "an array of text": (
        lambda: run_fit(y=np.array(list("abcabc"))), TypeError,
        "y must be an array of numbers, got an array of text, shape (6,)."),
    "None": (lambda: network().forward(None), TypeError,
             "X must be an array of numbers, got None."),
    "ragged": (lambda: network().forward([[1, 2], [3]]), TypeError,
               "X must be an array of numbers, but its rows differ in length."),
    "objects": (lambda: Sigmoid().forward(np.array([None])), TypeError,
                "Z must be an array of numbers, got an array of Python objects, shape (1,)."),
    "complex": (lambda: ReLU().forward(np.array([1j])), TypeError,
                "Z must be an array of numbers, got an array of complex numbers, shape (1,)."),
    "text for scores": (lambda: softmax("high"), TypeError,
                        "scores must be an array of numbers, got text ('high')."),

    # settings
    "learning rate 0": (lambda: SGD(network(), 0), ValueError,
                        "learning_rate must be above 0 and finite, got 0."),
    "learning rate negative": (lambda: Adam(network(), -0.1), ValueError,
                               "learning_rate must be above 0 and finite, got -0.1."),
    "learning rate nan": (lambda: SGD(network(), nan), ValueError,
                          "learning_rate must be above 0 and finite, got nan."),
    "learning rate infinite": (lambda: SGD(network(), inf), ValueError,
                               "learning_rate must be above 0 and finite, got inf."),
    "learning rate as text": (
        lambda: SGD(network(), "0.1"), TypeError,
        "learning_rate must be a number, above 0 and finite, got text ('0.1')."),
    "learning rate changed": (
        lambda: setattr(SGD(network(), 0.1), "learning_rate", 0), ValueError,
        "learning_rate must be above 0 and finite, got 0."),
    "momentum 1": (lambda: SGD(network(), 0.1, momentum=1), ValueError,
                   "momentum must be at least 0 and below 1, got 1."),
    "momentum negative": (lambda: SGD(network(), 0.1, momentum=-0.5), ValueError,
                          "momentum must be at least 0 and below 1, got -0.5."),
    "weight decay": (lambda: Adam(network(), weight_decay=-1), ValueError,
                     "weight_decay must be at least 0 and finite, got -1."),
    "slope": (lambda: LeakyReLU(1.5), ValueError,
              "slope must be at least 0 and below 1, got 1.5."),
    "epochs": (lambda: run_fit(epochs=0), ValueError, "epochs must be at least 1, got 0."),
    "half epochs": (lambda: run_fit(epochs=1.5), TypeError,
                    "epochs must be a whole number, at least 1, got the number 1.5."),
    "batch size": (lambda: run_fit(batch_size=0), ValueError,
                   "batch_size must be at least 1, got 0."),
    "batch size as text": (lambda: run_fit(batch_size="all"), TypeError,
                           "batch_size must be a whole number, at least 1, got text ('all')."),
    "early stopping": (lambda: run_fit(early_stopping=True, validation=(X, y)), TypeError,
                       "early_stopping must be a whole number, at least 1, got the number True."),
    "early stopping without validation": (
        lambda: run_fit(early_stopping=3), ValueError,
        "early_stopping watches the validation loss: give validation=(Xv, yv)."),
    "size 0": (lambda: MLP([2, 0, 3]), ValueError, "sizes[1] must be at least 1, got 0."),
    "size 2.5": (lambda: MLP([2, 2.5, 3]), TypeError,
                 "sizes[1] must be a whole number, at least 1, got the number 2.5."),
    "one size": (lambda: MLP([2]), TypeError,
                 "sizes must be a list of at least two whole numbers, such as [64, 32, 10], got a "
                 "list of 1, the first of them the number 2."),
    "sizes as text": (lambda: MLP("2, 3"), TypeError,
                      "sizes must be a list of at least two whole numbers, such as [64, 32, 10], "
                      "got text ('2, 3')."),
    "negative inputs": (lambda: Linear(-2, 3), ValueError, "n_in must be at least 1, got -2."),
    "activation by another name": (
        lambda: MLP([2, 3], activation="rectifier"), ValueError,
        "activation 'rectifier' is unknown. Known are: 'relu', 'leaky_relu', 'sigmoid', 'tanh', "
        "'identity'."),
    "activation as a list": (
        lambda: MLP([2, 3], activation=["relu"]), ValueError,
        "activation ['relu'] is unknown. Known are: 'relu', 'leaky_relu', 'sigmoid', 'tanh', "
        "'identity'."),
    "initialization": (
        lambda: Linear(2, 3, initialization="random"), ValueError,
        "initialization 'random' is unknown. Known are: 'he', 'xavier', 'normal', 'zeros'."),
    "whole-number type": (lambda: MLP([2, 3], dtype=int), TypeError,
                          "dtype must be np.float64 or np.float32, got int64."),
    "h": (lambda: gradient_check(network(), SoftmaxCrossEntropy(), X, y, h=0), ValueError,
          "h must be above 0 and finite, got 0."),
    "at_most": (lambda: gradient_check(network(), SoftmaxCrossEntropy(), X, y, at_most=0),
                ValueError, "at_most must be at least 1, got 0."),

    # the wrong thing
    "foreign optimizer": (
        lambda: run_fit(network=network(), optimizer=SGD(network(), 0.1)), ValueError,
        "The optimizer belongs to another network. Make one for this network, for example "
        "SGD(network, learning_rate=0.1)."),
    "parameters for the network": (
        lambda: SGD(network().parameters(), 0.1), TypeError,
        "An optimizer needs the network itself, got a list of 4, the first of them a tuple of 2, "
        "the first of them text ('layers[0].W')."),
    "loss as a class": (
        lambda: run_fit(loss=SoftmaxCrossEntropy), TypeError,
        "loss is the class SoftmaxCrossEntropy itself. Make an object of it first, with brackets: "
        "SoftmaxCrossEntropy(…)."),
    "loss as text": (
        lambda: evaluate(network(), X, y, loss="softmax"), TypeError,
        "loss needs forward, but text ('softmax') has no method forward."),
    "optimizer as text": (
        lambda: run_fit(optimizer="sgd"), TypeError,
        "optimizer needs step, but text ('sgd') has no method step."),
    "a list of layers as a network": (
        lambda: gradient_check([Linear(2, 3)], SoftmaxCrossEntropy(), X, y), TypeError,
        "network needs forward and backward, but a list of 1, the first of them a Linear has no "
        "method forward."),
    "a layer as a network": (
        lambda: gradient_check(Linear(2, 3), SoftmaxCrossEntropy(), X, y), TypeError,
        "gradient_check needs a network with layers, got a Linear. Try MLP.from_layers([…])."),
    "no layers": (lambda: MLP.from_layers([]), ValueError,
                  "A network needs at least one layer, got an empty list."),
    "a layer as a class": (
        lambda: MLP.from_layers([Linear(2, 3), ReLU]), TypeError,
        "layers[1] is the class ReLU itself. Make an object of it first, with brackets: ReLU(…)."),
    "a layer without backward": (
        lambda: MLP.from_layers([NoBackward()]), TypeError,
        "layers[0] needs forward and backward, but a NoBackward has no method backward."),
    "a layer that cannot be saved": (
        lambda: MLP.from_layers([type("Mine", (ReLU,), {})()]).save("unused.npz"), TypeError,
        "network.layers[0] is a Mine. Only layers of mlp_lessons can be saved; keep the arrays of "
        "your own with np.savez."),
    "whole-number weights": (
        whole_number_weights, TypeError,
        "network.layers[0].W holds whole numbers, and a step would be cut off. Make them decimals "
        "first, with .astype(float)."),

    # the confusion matrix
    "scores for classes": (
        lambda: confusion_matrix(y, np.zeros((6, 3))), ValueError,
        "predicted must hold one class number per sample, 0 or more, got an array of float64, "
        "shape (6, 3)."),
    "unequal classes": (
        lambda: confusion_matrix(y, y[:2]), ShapeError,
        "y and predicted must be equally long and not empty, got 6 and 2 labels."),
    "too few classes": (
        lambda: confusion_matrix(y, y, n_classes=2), ValueError,
        "There is a label above 1, but n_classes is 2."),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", WRONG_USE)
def test_wrong_use_is_answered_with_these_words(case):
    call, kind, words = WRONG_USE[case]
    with pytest.raises(Exception) as caught:
        call()
    assert str(caught.value) == words
    assert type(caught.value) is kind


def test_the_sentences_are_short():
    for _, _, words in WRONG_USE.values():
        assert words.endswith(".") and len(words) <= 200, words


def test_no_weight_has_moved_when_fit_refuses():
    """One bad label at the very end must not be found after half an epoch of learning."""
    net = network()
    before = [array.copy() for _, array in net.parameters()]
    labels = np.tile(y, 100)
    labels[-1] = 3
    with pytest.raises(ValueError, match="the label 3"):
        run_fit(np.tile(X, (100, 1)), labels, net)
    assert all((now == then).all() for (_, now), then in zip(net.parameters(), before, strict=True))


def test_errors_are_pythons_own():
    assert issubclass(ShapeError, ValueError) and issubclass(DivergenceError, ValueError)
