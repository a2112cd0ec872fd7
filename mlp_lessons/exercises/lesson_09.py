"""The exercises of lesson 09, debugging: twenty patients and more. Each patient has a diagnosis and a cure.

Where a record has a diagnosis, its first mistake is the patient as it came in. What is measured of
each one stands in the notebook; `tests/test_patients.py` measures it again, over several seeds.
"""

from functools import cache

import numpy as np

from ..activations import ReLU, softmax
from ..datasets import load_digits
from ..instruments import CRAWLS, update_ratios
from ..layers import Linear
from ..losses import MeanSquaredError, SoftmaxCrossEntropy
from ..network import MLP
from ..optimizers import SGD
from ..training import fit
from .record import Diagnosis, Exercise, Mistake, Tool, add

# 9.1 to 9.3: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_9_1",
    number="9.1",
    title="From lesson 08: two curves",
    difficulty=1,
    minutes=1,
    options={
        "a": "it underfits: it needs more units",
        "b": "it overfits: it learns the training data by heart",
        "c": "its learning rate is too large",
        "d": "X was shuffled without y",
    },
    solution="b",
    why="It learns, and too well. That is no illness of the code, so it will not come to the clinic.",
    hints=("Does this network learn? Which of the four can learn at all?",),
    mistakes=(
        Mistake("a", "Would a network that is too small reach 0.01 on the training data?",
                "Underfitting means that not even the training loss gets low. Here it is 0.01."),
        Mistake("c", "What does the training loss do when the steps are too large?",
                "Steps that are too large make the training loss jump or rise. Here it falls to 0.01."),
        Mistake("d", "Where did the training loss stay when pictures and labels had lost each other?",
                "Without a connection between X and y the loss stays near the logarithm of the number "
                "of classes, for training and validation data alike, for small networks at least."),
    ),
))

add(Exercise(
    name="recall_9_2",
    number="9.2",
    title="From lesson 07: a step on a bowl",
    difficulty=1,
    minutes=2,
    options={
        "a": "it crawls towards the bottom",
        "b": "it lands on the bottom with the first step",
        "c": "it jumps from side to side, and comes closer",
        "d": "it jumps from side to side, further away each time",
    },
    solution="d",
    why="The step is η·λ = 3 times the distance to the bottom. Beyond 2 it leads away.",
    hints=("The slope at w is 10·w. From w = 1, where does a step with η = 0.3 lead?",),
    mistakes=(
        Mistake("a", "From w = 1 the slope is 10. How far is the step 0.3 · 10?",
                "Crawling needs η·λ below 1. Here it is 0.3 · 10 = 3."),
        Mistake("b", "From w = 1, where does a step of 0.3 · 10 end?",
                "One step to the bottom is the case η·λ = 1, that is η = 0.1."),
        Mistake("c", "From w = 1 the first step leads to −2. Is that closer?",
                "It does jump from side to side, but from 1 to −2 to 4: each place is twice as far away."),
    ),
))

add(Exercise(
    name="recall_9_3",
    number="9.3",
    title="From lesson 05: a function inside a function",
    difficulty=1,
    minutes=2,
    options={"a": "−12", "b": "4", "c": "6", "d": "−4"},
    solution="a",
    why="∂L/∂u = 2u = 6 at u = 3, times ∂u/∂x = −2. A layer does the same on the way back.",
    hints=("How large is u at x = 1? How steep is u² there?",
           "A step in x moves u, and u moves L. Are the two slopes added or multiplied?"),
    mistakes=(
        Mistake("b", "If u moves twice as far as x, and L moves six times as far as u: how far does L move?",
                "6 and −2 were added. Along a path the slopes are multiplied."),
        Mistake("c", "That is how steep L is in u. How far does u move when x does?",
                "The slope of the inner function is missing: ∂u/∂x = −2."),
        Mistake("d", "At which place is the slope of u² taken: at x, or at u?",
                "The outer slope 2u belongs to the place u = 3, not to x = 1."),
    ),
))

# 9.4: a column minus a row ----------------------------------------------------------------------


class ColumnAgainstRow(MeanSquaredError):
    def forward(self, scores, y):
        self.difference = scores - y              # scores (N, 1), y (N,)
        return float(np.mean(self.difference**2))

    def backward(self):
        N = len(self.difference)
        return 2 / N * self.difference.mean(axis=1, keepdims=True)    # (N, 1)


class ColumnAgainstColumn(MeanSquaredError):
    def forward(self, scores, y):
        self.difference = scores - y[:, None]     # scores (N, 1), y as a column (N, 1)
        return float(np.mean(self.difference**2))

    def backward(self):
        N = len(self.difference)
        return 2 / N * self.difference.mean(axis=1, keepdims=True)    # (N, 1)


class ColumnReshaped(MeanSquaredError):
    def forward(self, scores, y):
        self.difference = scores - y.reshape(scores.shape)
        return np.mean(self.difference**2)

    def backward(self):
        return 2 / len(self.difference) * self.difference


class ColumnTurned(ColumnAgainstRow):
    def forward(self, scores, y):
        self.difference = scores.T - y            # (1, N)
        return float(np.mean(self.difference**2))


class ColumnFlattened(ColumnAgainstRow):
    def forward(self, scores, y):
        self.difference = scores[:, 0] - y        # (N,)
        return float(np.mean(self.difference**2))

    def backward(self):
        N = len(self.difference)
        return 2 / N * self.difference.mean(axis=1, keepdims=True)


class ColumnDiagonal(ColumnAgainstRow):
    def forward(self, scores, y):
        self.difference = scores - y
        return float(np.mean(np.diagonal(self.difference)**2))


class ColumnAgainstMean(ColumnAgainstRow):
    def forward(self, scores, y):
        self.difference = scores - y.mean()
        return float(np.mean(self.difference**2))


class ColumnSummed(ColumnAgainstColumn):
    def forward(self, scores, y):
        super().forward(scores, y)
        return float(np.sum(self.difference**2))


class ColumnSummedBack(ColumnAgainstRow):
    def backward(self):
        N = len(self.difference)
        return 2 / N * self.difference.sum(axis=1, keepdims=True)


def _cases_column():
    rng = np.random.default_rng(94)
    first = [("new",), ("forward", np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 0.0, 3.0])),
             ("backward",)]
    return [first, *([("new",), ("forward", rng.normal(size=(N, 1)), rng.normal(size=N)), ("backward",)]
                     for N in (5, 8))]


add(Exercise(
    name="patient_1",
    number="9.4",
    title="Patient 1: always the same answer",
    difficulty=1,
    minutes=7,
    target="PatientLoss",
    solution=ColumnAgainstColumn,
    alternatives=(ColumnReshaped,),
    cases=_cases_column,
    why="A column minus a row is a whole table, and NumPy does not ask whether you meant it. That is "
        "why MeanSquaredError refuses two shapes that differ.",
    hints=("What is the shape of PatientLoss().forward's difference, for 3 scores and 3 targets?",
           "Which of the two has to change its shape, so that each score meets its own target?",
           "y[:, None] is y as a column."),
    diagnosis=Diagnosis(
        options={
            "a": "backward is wrong: its formula does not belong to this loss",
            "b": "the learning rate is too small",
            "c": "every score is compared with every target, not with its own",
            "d": "the network is too small for this curve",
        },
        right="c",
        mistakes=(
            Mistake("a", "What did the gradient check say?",
                    "The gradient check compares backward with wiggling this very loss, and they agree. "
                    "The gradient is right, of a loss that nobody wanted."),
            Mistake("b", "What was the verdict on the batch: still falling, or stuck?",
                    "With steps that are too small, the loss still falls when one stops. Here it "
                    "has stopped by itself, at 0.452."),
            Mistake("d", "With how few samples does it fail? And what did the same network do with the "
                         "package's loss?",
                    "The same network learns the same points with another loss. The network is not ill."),
        ),
    ),
    mistakes=(
        Mistake(ColumnAgainstRow, "Which shape has scores - y, for scores (N, 1) and y (N,)?",
                "From a column (N, 1) and a row (N,) NumPy makes a table (N, N). Its mean is as small as "
                "it can be when all scores are the mean of y. Give y the shape of the scores."),
        Mistake(ColumnTurned, "The loss is right now. Which shape does backward return?",
                "A row of scores minus a row of targets gives the right loss, but the difference is a row "
                "then. The gradient must have the shape of the scores, (N, 1)."),
        Mistake(ColumnFlattened, "The loss is right now. How many axes has the difference that backward uses?",
                "backward takes the mean over axis 1, and a flat difference has no axis 1. Either both "
                "become columns, or backward changes too; the smaller change is in one place."),
        Mistake(ColumnDiagonal, "The loss has been cured. What about its gradient?",
                "The diagonal of the table holds the right pairs, so the loss is right. But backward still "
                "averages whole rows of the table. Cure the difference itself."),
        Mistake(ColumnAgainstMean, "Which target does the first score meet now?",
                "All scores are compared with one number, the mean of y. That is the illness in another "
                "form: the best that a score can do is to be that mean."),
        Mistake(ColumnSummed, "Is this loss a mean or a sum?",
                "The pairs are right now, but the loss has become a sum. Leave the mean as it was."),
        Mistake(ColumnSummedBack,
                "The loss is as it was. Which shape has its scores - y, for scores (N, 1) and y (N,)?",
                "forward still makes a table (N, N) of a column and a row, so its loss is still the wrong one. "
                "backward belongs to forward: cure forward, and it fits.",
                recognise=lambda value: np.isclose(value[1], 37 / 9)),    # the table's, in the first case
    ),
))

# 9.5: the wrong axis ----------------------------------------------------------------------------


class SoftmaxDownward(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=0, keepdims=True)               # (N, K)
        exponentials = np.exp(shifted)                                     # (N, K)
        self.P = exponentials / exponentials.sum(axis=0, keepdims=True)    # (N, K)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxAcross(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1, keepdims=True)               # (N, K)
        exponentials = np.exp(shifted)                                     # (N, K)
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)    # (N, K)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxSumAcross(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max(axis=0, keepdims=True))
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxMaxAcross(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.P = exponentials / exponentials.sum(axis=0, keepdims=True)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxOfAll(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max())
        self.P = exponentials / exponentials.sum()
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxWithoutKeepdims(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1)
        exponentials = np.exp(shifted)
        self.P = exponentials / exponentials.sum(axis=1)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxWholeMax(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max()
        exponentials = np.exp(shifted)
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(-np.mean(np.log(self.P[np.arange(len(y)), y])))


class SoftmaxByAxisMinusOne(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        P = np.exp(scores - np.max(scores, -1, keepdims=True))
        self.P = P / np.sum(P, -1)[:, None]
        self.scores, self.y = scores, y
        return -np.log(self.P[np.arange(len(y)), y]).mean()


class SoftmaxUnshifted(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores)
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return -np.log(self.P[np.arange(len(y)), y]).mean()


def _cases_scores(seed, shapes=((4, 3), (6, 5))):
    rng = np.random.default_rng(seed)
    first = [("new",), ("forward", np.array([[1.0, 3.0, 0.0], [2.0, 0.0, 1.0]]), np.array([1, 2])),
             ("backward",)]
    return [first, *([("new",), ("forward", 2 * rng.normal(size=(N, K)), rng.integers(0, K, N)),
                      ("backward",)] for N, K in shapes)]


add(Exercise(
    name="patient_2",
    number="9.5",
    title="Patient 2: worse with more samples",
    difficulty=1,
    minutes=5,
    target="PatientSoftmax",
    solution=SoftmaxAcross,
    alternatives=(SoftmaxByAxisMinusOne,),
    cases=lambda: [*_cases_scores(95), [
        ("new",), ("forward", np.array([[0.0, 1.0], [1000.0, 1001.0], [2.0, 0.0]]), np.array([0, 1, 0])),
        ("backward",)]],
    why="A sample's probabilities add up to 1 along its row. The first loss told you: log N came out, "
        "where log K belongs.",
    hints=("Over which numbers should the probabilities of one sample add up to 1?",
           "In a table (N, K), does axis=0 run down the samples or across the classes?",
           "Two lines speak of an axis. Do both need the cure?"),
    diagnosis=Diagnosis(
        options={
            "a": "the first weights are too large",
            "b": "the 1/N is missing in backward",
            "c": "the labels do not belong to the pictures",
            "d": "softmax runs over the samples, not over the classes",
        },
        right="d",
        mistakes=(
            Mistake("a", "With all scores equal, the loss was 3 and 4.61. What have the weights to do with that?",
                    "The first loss gives the value for equal scores too, and it is off already. Where "
                    "the scores come from plays no part there."),
            Mistake("b", "Which part of the code computes the first loss, forward or backward?",
                    "The first loss is measured before any backward, and it is wrong already."),
            Mistake("c", "With all scores equal, does it matter which label a picture has?",
                    "With equal scores every class has the same probability, whatever the labels are. The "
                    "loss is off all the same."),
        ),
    ),
    mistakes=(
        Mistake(SoftmaxDownward, "Add up the probabilities of one sample. Is it 1?",
                "axis=0 runs down the samples: for each class, the samples share out 1 among them. So N "
                "equal samples have 1/N each, and the loss is log N."),
        Mistake(SoftmaxSumAcross, "The sum goes across now. And the maximum?",
                "Each column is still lowered by its own maximum, which changes the probabilities within "
                "a row. Subtract one number per row."),
        Mistake(SoftmaxMaxAcross, "The maximum goes across now. And the sum?",
                "Subtracting is only there to prevent overflow. The sum decides what adds up to 1, and it "
                "still runs down the samples."),
        Mistake(SoftmaxOfAll, "How many ones should there be, in the whole table of probabilities?",
                "All N·K probabilities together add up to 1 now. Each row should."),
        Mistake(SoftmaxWithoutKeepdims, "Which shape has the sum, without keepdims?",
                "Without keepdims the maximum and the sum have the shape (N,), a row. They meet the table "
                "column by column, or not at all."),
        Mistake(SoftmaxWholeMax, "Are the probabilities right if one row has scores near 0 and another near 1000?",
                "One number is subtracted from the whole table. A row that lies far below it becomes exp(−1000) = 0 "
                "everywhere, and 0 is divided by 0. Each row needs its own maximum."),
        Mistake(SoftmaxUnshifted, "The axis is right. What is e to the 1000, for a computer?",
                "Nothing is subtracted before exp any more, so that large scores overflow. The maximum of each row "
                "was there for that."),
    ),
))

# 9.6: the transposed weight ---------------------------------------------------------------------


class SquareTransposed(Linear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X       # (out, in)
        self.db = dZ.sum(axis=0)      # (out,)
        return dZ @ self.W.T          # (N, in)


class SquareCured(Linear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X       # (out, in)
        self.db = dZ.sum(axis=0)      # (out,)
        return dZ @ self.W            # (N, in)


class SquareByEinsum(Linear):
    def backward(self, dZ):
        self.dW = np.einsum("no,ni->oi", dZ, self.X)
        self.db = dZ.sum(axis=0)
        return (self.W.T @ dZ.T).T


class SquareForwardToo(SquareTransposed):
    def forward(self, X):
        self.X = X
        return X @ self.W + self.b


class SquareAllTurned(SquareTransposed):
    def backward(self, dZ):
        super().backward(dZ)
        self.dW = self.X.T @ dZ
        return dZ @ self.W.T


class SquareOnlydW(SquareTransposed):
    def backward(self, dZ):
        super().backward(dZ)
        self.dW = self.X.T @ dZ
        return dZ @ self.W


class SquareGradientSent(SquareTransposed):
    def backward(self, dZ):
        super().backward(dZ)
        return dZ @ self.dW


class SquarePassedOn(SquareTransposed):
    def backward(self, dZ):
        super().backward(dZ)
        return dZ


class SquareUnfinished(SquareTransposed):
    def backward(self, dZ):
        super().backward(dZ)
        return self.W.T @ dZ.T


def _cases_square(make=("new", 3, 3)):
    rng = np.random.default_rng(96)
    W = np.array([[1.0, 2.0], [0.0, 3.0]])
    scripts = [((make[0], 2, 2), W, np.array([0.0, 1.0]), np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]),
                np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))]
    for n, N in ((3, 4), (4, 6)):
        scripts.append(((make[0], n, n), rng.normal(size=(n, n)), rng.normal(size=n),
                        rng.normal(size=(N, n)), rng.normal(size=(N, n))))
    return [[new, ("set", "W", W), ("set", "b", b), ("forward", X), ("backward", dZ),
             ("get", "dW"), ("get", "db")] for new, W, b, X, dZ in scripts]


add(Exercise(
    name="patient_3",
    number="9.6",
    title="Patient 3: every shape fits",
    difficulty=2,
    minutes=5,
    target="SquareLayer",
    solution=SquareCured,
    alternatives=(SquareByEinsum,),
    cases=_cases_square,
    why="With 16 inputs and 32 outputs NumPy would have stopped. In a square layer a transpose has the "
        "right shape and the wrong numbers: check gradients with layers that are not square.",
    hints=("The gradient check names the first layer, from behind, with a wrong gradient. Who sent it what "
           "it got?",
           "In forward, W[i, j] carries input j to output i. What carries the gradient of output i back to "
           "input j?"),
    diagnosis=Diagnosis(
        options={
            "a": "dX: the gradient goes back through the wrong weights",
            "b": "dW: the gradient of the weights is transposed",
            "c": "the ReLUs between the layers: they let the gradient through where they should not",
            "d": "the loss: its gradient is wrong from the start",
            "e": "nothing is ill: it needs more epochs",
        },
        right="a",
        mistakes=(
            Mistake("b", "What did the gradient check say about layers[8].W?",
                    "A wrong dW line would spoil the W of all four square layers. The last one, "
                    "layers[8].W, is right: what goes on from there is wrong."),
            Mistake("c", "On its way to layers[8] the gradient has passed a ReLU. Is it right there?",
                    "A ReLU stands behind layers[8], too, and its gradient is right. And the network with the "
                    "package's Linear has the same ReLUs."),
            Mistake("d", "Which gradients are right?",
                    "All that comes back comes from the loss. If that were wrong, layers[10] would be wrong too."),
            Mistake("e", "How far does the package's Linear come in as many epochs?",
                    "The twin with the package's layers has half the loss after the same epochs. And "
                    "eight arrays of gradients are wrong: that does not wear off."),
        ),
    ),
    mistakes=(
        Mistake(SquareTransposed, "Which row or column of W belongs to one output, in forward and in backward?",
                "Forward uses X @ W.T: output i has row i of W. On the way back, the gradient of output i is "
                "spread over row i again, so that no transpose is left."),
        Mistake(SquareForwardToo, "Was forward ill?",
                "Changing forward makes backward's dX fit, but this layer then computes something else, and "
                "its dW no longer fits. The smallest cure is where the wrong gradient leaves."),
        Mistake(SquareAllTurned, "Was dW wrong? What did the check say of the last square layer's W?",
                "dW was right, and now it is transposed, and dX is as it was."),
        Mistake(SquareOnlydW, "dX is right now. Why did dW have to change?",
                "dW was right before: dZᵀX, one row per output. Change only the line that the check led you to."),
        Mistake(SquareGradientSent, "Through which numbers did the forward pass go: W, or its gradient?",
                "The signal went forward through W, so its gradient goes back through W."),
        Mistake(SquarePassedOn, "What does this layer do to a signal on its way back?",
                "dZ is passed on as it came, as if the layer had no weights."),
        Mistake(SquareUnfinished, "Which shape must dX have?",
                "The numbers are right, but one column per sample has come out. dX has the shape of X, one row "
                "per sample."),
    ),
))

# 9.7: the missing 1/N ---------------------------------------------------------------------------


class SumGradient(SoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()                        # (N, K)
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores


class MeanGradient(SoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()                        # (N, K)
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / len(self.y)


class MeanByOneHot(SoftmaxCrossEntropy):
    def backward(self):
        N, K = self.P.shape
        return (self.P - np.eye(K)[self.y]) * (1 / N)


class DividedByClasses(SumGradient):
    def backward(self):
        return super().backward() / self.P.shape[1]


class DividedTooEarly(SumGradient):
    def backward(self):
        dscores = self.P / len(self.y)
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores


class DividedTwice(SumGradient):
    def backward(self):
        return super().backward() / len(self.y)**2


class DividedByAll(SumGradient):
    def backward(self):
        return super().backward() / self.P.size


class SumInForward(SumGradient):
    def forward(self, scores, y):
        return super().forward(scores, y) * len(y)


class DividedByTwenty(SumGradient):
    def backward(self):
        return super().backward() / 20


class DividedByTen(SumGradient):
    def backward(self):
        return super().backward() / 10


class AveragedAway(SumGradient):
    def backward(self):
        return super().backward().mean(axis=0)


class SmallerByHand(SumGradient):
    def backward(self):
        return 0.01 * super().backward()


add(Exercise(
    name="patient_4",
    number="9.7",
    title="Patient 4: small batches only",
    difficulty=1,
    minutes=3,
    target="PatientGradient",
    solution=MeanGradient,
    alternatives=(MeanByOneHot,),
    cases=lambda: _cases_scores(97),
    why="Without the 1/N every batch size would need a learning rate of its own. A smaller learning rate "
        "hides this illness, until somebody changes the batch size.",
    hints=("With which batch size is a factor N hardly noticed?",
           "The loss is a mean over the batch. What does that do to each sample's share in the gradient?"),
    diagnosis=Diagnosis(
        options={
            "a": "the learning rate is too large",
            "b": "the gradient is the one of a sum, while the loss is a mean",
            "c": "the network is too small for large batches",
            "d": "the scores overflow",
        },
        right="b",
        mistakes=(
            Mistake("a", "Does a gradient check depend on the learning rate?",
                    "The steps are too large, that is true. But the gradient check takes no steps, and it "
                    "finds all gradients 20 times too large, and 10 times with 10 samples. Why is that?"),
            Mistake("c", "Does the size of a batch change what a network can express?",
                    "The same network learns the same digits in batches of 4. And the gradient check found all "
                    "gradients too large."),
            Mistake("d", "At which point of a training would an overflow show, and what would it leave behind?",
                    "An overflow ends in NaN or infinity. The gradient check found something else: one common "
                    "factor, everywhere, before any training."),
        ),
    ),
    mistakes=(
        Mistake(SumGradient, "How many samples were there when the factor was 20, and when it was 10?",
                "The factor is the number of samples. The loss is the mean of N losses, so each score's "
                "gradient must be divided by N once."),
        Mistake(DividedByClasses, "By what did you divide: by the samples or by the classes?",
                "You have divided by K, the number of classes. The mean is taken over the samples."),
        Mistake(DividedTooEarly, "Which part of P − onehot(y) did you divide?",
                "P is divided, and the 1 of the right class is not. Both belong to the same loss."),
        Mistake(DividedTwice, "How often does the mean divide by N?",
                "You have divided by N², once too often. The steps become tiny with large batches."),
        Mistake(DividedByAll, "Over how many losses is the mean: N, or N·K?",
                "There is one loss per sample, so N of them. N·K belongs to the squared error."),
        Mistake(SumInForward, "Which was ill, the loss or its gradient?",
                "Now the loss is a sum as well, so the gradient check is content. But the steps still grow with "
                "the batch, and the loss of two batches of different size cannot be compared any more."),
        Mistake(DividedByTwenty, "How many samples are there now? Are there always 20?",
                "20 was the size of one batch. The check uses batches of other sizes, and so will you: take the "
                "number of samples from the data."),
        Mistake(DividedByTen, "How many samples are there now? Are there always 10?",
                "10 was the size of one batch, and is the number of classes. Wanted is the number of samples, "
                "whatever it is."),
        Mistake(AveragedAway, "Which shape must the gradient of the scores have?",
                "Averaged over the samples, one row is left. Each score has a gradient of its own, so the shape "
                "stays (N, K); the mean only makes each of them smaller.",
                recognise=lambda value: np.size(value[2]) == 3),    # of (2, 3), in the first case
        Mistake(SmallerByHand, "Is this factor right for every size of the batch?",
                "A fixed number is right for one batch size only. It acts like a smaller learning rate, and hides "
                "the illness."),
    ),
))

# 9.8: the forgotten derivative ------------------------------------------------------------------


class TanhWithoutSlope:
    def forward(self, Z):
        self.A = np.tanh(Z)       # (N, units)
        return self.A

    def backward(self, dA):
        return dA                 # (N, units)


class TanhWithSlope:
    def forward(self, Z):
        self.A = np.tanh(Z)            # (N, units)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)    # (N, units)


class TanhKeepingZ:
    def forward(self, Z):
        self.Z = Z
        return np.tanh(Z)

    def backward(self, dA):
        return dA / np.cosh(self.Z)**2


class TanhUnsquared(TanhWithoutSlope):
    def backward(self, dA):
        return dA * (1 - self.A)


class TanhAsSigmoid(TanhWithoutSlope):
    def backward(self, dA):
        return dA * self.A * (1 - self.A)


class TanhTimesValue(TanhWithoutSlope):
    def backward(self, dA):
        return dA * self.A


class TanhSlopeAlone(TanhWithoutSlope):
    def backward(self, dA):
        return 1 - self.A**2


class TanhTwice(TanhWithoutSlope):
    def backward(self, dA):
        return dA * (1 - np.tanh(self.A)**2)


class TanhSlopeOfGradient(TanhWithoutSlope):
    def backward(self, dA):
        return 1 - np.tanh(dA)**2


class TanhAtGradient(TanhWithoutSlope):
    def backward(self, dA):
        return dA * (1 - np.tanh(dA)**2)


class TanhGradientSquared(TanhWithoutSlope):
    def backward(self, dA):
        return dA * (1 - dA**2)


class TanhOfGradient(TanhWithoutSlope):
    def backward(self, dA):
        return np.tanh(dA)


class TanhAsReLU(TanhWithoutSlope):
    def backward(self, dA):
        return dA * (self.A > 0)


def _cases_tanh():
    rng = np.random.default_rng(98)
    first = [("new",), ("forward", np.array([[1.0, 0.0], [-2.0, 0.5]])),
             ("backward", np.array([[1.0, 2.0], [-1.0, 1.0]]))]
    return [first, *([("new",), ("forward", rng.normal(size=shape)), ("backward", rng.normal(size=shape))]
                     for shape in ((4, 3), (5, 2)))]


add(Exercise(
    name="patient_5",
    number="9.8",
    title="Patient 5: deaf in the depth",
    difficulty=2,
    minutes=5,
    target="PatientTanh",
    solution=TanhWithSlope,
    alternatives=(TanhKeepingZ,),
    cases=_cases_tanh,
    why="A layer multiplies what comes back by its own slope. Each forgotten slope spoils all layers "
        "before it, and none behind it.",
    hints=("All Linear layers are the package's own. Which lines are left to suspect?",
           "How does a change of z arrive in a = tanh(z)? What did lesson 05 measure as the slope?",
           "σ′ = a(1 − a) was the slope of the sigmoid. Which one belongs to tanh?"),
    diagnosis=Diagnosis(
        options={
            "a": "tanh is saturated: its slopes are too small",
            "b": "a sign is wrong",
            "c": "the 1/N is counted twice",
            "d": "the slope of the activation is left out on the way back",
        },
        right="d",
        mistakes=(
            Mistake("a", "Would saturation make a gradient wrong, or small?",
                    "Where tanh is saturated the gradient is small, and wiggling finds the same small number. The "
                    "check found gradients that differ from wiggling."),
            Mistake("b", "Which words would the gradient check use if every number had the wrong sign?",
                    "A wrong sign would be the common factor −1. The check found no common factor."),
            Mistake("c", "Which words did the gradient check use in the case of patient 4?",
                    "A wrong 1/N is one common factor everywhere. Here the check found none, and the "
                    "last layer is right."),
        ),
    ),
    mistakes=(
        Mistake(TanhWithoutSlope, "By what does tanh multiply a small change of z?",
                "What comes back is passed on unchanged, as if the slope were 1 everywhere. The slope of tanh "
                "is 1 only at z = 0."),
        Mistake(TanhUnsquared, "What is the slope of tanh at a = −0.5? Can it be above 1?",
                "1 − a is above 1 for negative a. The slope of tanh is the same on both sides, so a comes in squared."),
        Mistake(TanhAsSigmoid, "Whose slope is a(1 − a)?",
                "That is the slope of the sigmoid. At z = 0, where tanh is steepest, it would be 0."),
        Mistake(TanhTimesValue, "At z = 0 the value is 0. Is the slope 0 there, too?",
                "You multiplied by the value a. Wanted is the slope, which is largest where a is 0."),
        Mistake(TanhSlopeAlone, "What has become of dA?",
                "That is the slope of this layer alone. The chain rule multiplies it with what comes from behind."),
        Mistake(TanhTwice, "Is self.A z, or already tanh(z)?",
                "forward has kept a = tanh(z). Taking tanh of it once more gives the slope at another place."),
        Mistake(TanhSlopeOfGradient, "At which place do you want the slope: at dA, or at the z of forward?",
                "The slope belongs to the place where forward was. dA is not a place but what comes back."),
        Mistake(TanhAtGradient, "Of which number did you take the tanh? Which one went through it in forward?",
                "You took the slope at dA. Wanted is the slope at the z of the way forward; what forward has kept "
                "tells it."),
        Mistake(TanhGradientSquared, "Whose square belongs into 1 − a²?",
                "You squared dA, what came back. The a of 1 − a² is what came out of forward.",
                recognise=lambda value: np.allclose(value[2], [[0, -3], [0, 0]])),
        Mistake(TanhOfGradient, "Does the gradient go through the activation, or through its slope?",
                "Going back, nothing is sent through tanh again. Each number is multiplied by the slope at its place."),
        Mistake(TanhAsReLU, "Whose slope is 0 on one side and 1 on the other?",
                "That is ReLU's mask. Tanh lets changes through on both sides, less and less further out."),
    ),
))

# 9.9: the path overwritten ----------------------------------------------------------------------


class ShortcutOverwritten(Linear):
    def forward(self, X):
        return X + super().forward(X)

    def backward(self, dZ):
        dX = dZ
        dX = super().backward(dZ)    # fills dW and db
        return dX


class ShortcutAdded(ShortcutOverwritten):
    def backward(self, dZ):
        dX = dZ
        dX = dX + Linear.backward(self, dZ)
        return dX


class ShortcutBothWays(Linear):
    def forward(self, X):
        return X + super().forward(X)

    def backward(self, dZ):
        dX = dZ
        dX = dX + super().backward(dZ)    # fills dW and db
        return dX


class ShortcutOnlyPast(ShortcutOverwritten):
    def backward(self, dZ):
        super().backward(dZ)
        return dZ


class ShortcutMultiplied(ShortcutOverwritten):
    def backward(self, dZ):
        return dZ * super().backward(dZ)


class ShortcutAveraged(ShortcutOverwritten):
    def backward(self, dZ):
        return (dZ + super().backward(dZ)) / 2


class ShortcutInPlace(ShortcutOverwritten):
    def backward(self, dZ):
        dX = dZ
        dX += Linear.backward(self, dZ)
        return dX


class ShortcutInsideOut(ShortcutOverwritten):
    def backward(self, dZ):
        return super().backward(dZ + dZ)


class ShortcutSubtracted(ShortcutOverwritten):
    def backward(self, dZ):
        return dZ - super().backward(dZ)


class ShortcutInputAdded(ShortcutOverwritten):
    def backward(self, dZ):
        return self.X + super().backward(dZ)


class ShortcutForwardCut(ShortcutOverwritten):
    def forward(self, X):
        return Linear.forward(self, X)


add(Exercise(
    name="patient_6",
    number="9.9",
    title="Patient 6: two terms",
    difficulty=2,
    minutes=5,
    target="PatientLayer",
    solution=ShortcutBothWays,
    alternatives=(ShortcutAdded,),
    cases=_cases_square,
    why="Two ways forward are two ways back, and they add. A second `=` where a `+` belongs forgets the "
        "first. Such shortcuts past the weights, with all paths added, are what makes networks of a hundred layers train.",
    hints=("In how many ways does X reach Z?",
           "What does the variable dX hold after its first line, and after its second?",
           "Take care: `+=` changes the array that it finds. Whose array would that be?"),
    diagnosis=Diagnosis(
        options={
            "a": "one of two paths is lost on the way back",
            "b": "the sum makes the values explode on the way forward",
            "c": "dW leaves out the term X",
            "d": "the weights are transposed on the way back",
            "e": "nothing is ill: the check stumbles over the kinks of ReLU",
        },
        right="a",
        mistakes=(
            Mistake("b", "Does the gradient check complain of large numbers?",
                    "Large values have large gradients, and wiggling measures them too. The check "
                    "found a difference between the two."),
            Mistake("c", "Is there a weight in the term X?",
                    "The term X has no weight, so it adds nothing to dW. And the check found the W of layers[4] "
                    "right, which is such a layer."),
            Mistake("d", "Who computes what comes back through the weights?",
                    "What comes back through the weights is computed by backward of the package's Linear, which is right."),
            Mistake("e", "What does the check do where a kink is in the way?",
                    "The check tries other steps where a kink is in the way (lesson 06). The same ReLUs "
                    "stand in the healthy networks above, and there it found nothing."),
        ),
    ),
    mistakes=(
        Mistake(ShortcutOverwritten, "What is left of the first line after the second?",
                "The second line gives dX a new value, and the first is forgotten. X reaches Z in two ways, "
                "and the gradients of both add up."),
        Mistake(ShortcutOnlyPast, "Which of the two paths is lost now?",
                "The path through the weights is computed and thrown away. Both are wanted."),
        Mistake(ShortcutMultiplied, "Do the two paths follow one another, or run side by side?",
                "Slopes are multiplied along a path. Two paths side by side are added."),
        Mistake(ShortcutAveraged, "Does each path carry its whole effect, or half?",
                "A wiggle of X arrives on both paths in full, so their effects are added, not averaged."),
        Mistake(ShortcutInPlace, "Whose array is changed by `+=`?",
                "dX and dZ are the same array under two names. The numbers that you return are right, but the "
                "caller's dZ has changed on the way."),
        Mistake(ShortcutInsideOut, "Does the path past the weights go through them?",
                "Both paths are sent through the weights now. One of them has to go past."),
        Mistake(ShortcutSubtracted, "Which sign stands between X and the rest, in forward?",
                "Both paths enter Z with a plus, so both come back with a plus."),
        Mistake(ShortcutInputAdded, "What comes back along the path past the weights: X, or a gradient?",
                "X went forward. What comes back along that path is the gradient of Z, unchanged."),
        Mistake(ShortcutForwardCut, "Was forward ill?",
                "Without the term X in forward, backward is right. But this layer is meant to have it."),
    ),
))

# 9.10: overflow in the loss ---------------------------------------------------------------------


class LogOfExp(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores)                                      # (N, K)
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)    # (N, K)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y])))


class LogSumExp(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1, keepdims=True)               # (N, K)
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)                     # (N, 1)
        self.P = exponentials / sums
        self.scores, self.y = scores, y
        return float(np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]))


class LogSumExpByNumpy(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        log_P = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
        self.P, self.scores, self.y = np.exp(log_P), scores, y
        return -log_P[np.arange(len(y)), y].mean()


class LogOnlyShifted(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y])))


class LogWithEpsilon(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y] + 1e-12)))


class LogEpsilonOnly(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores)
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y] + 1e-12)))


class LogWholeMaximum(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max()
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)
        self.P = exponentials / sums
        self.scores, self.y = scores, y
        return float(np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]))


class LogClipped(LogOfExp):
    def forward(self, scores, y):
        return super().forward(np.clip(scores, -300, 300), y)


class LogDivided(LogOfExp):
    def forward(self, scores, y):
        return super().forward(scores / np.abs(scores).max(), y)


class LogSumUnshifted(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores)
        sums = exponentials.sum(axis=1, keepdims=True)
        self.P = exponentials / sums
        self.scores, self.y = scores, y
        return float(np.mean(np.log(sums[:, 0]) - scores[np.arange(len(y)), y]))


class LogOfWholeMaximum(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max())
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y])))


class LogColumnMaximum(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        exponentials = np.exp(scores - scores.max(axis=0))
        self.P = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.scores, self.y = scores, y
        return float(np.mean(-np.log(self.P[np.arange(len(y)), y])))


class LogForgetsShift(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)
        self.P = exponentials / sums
        self.scores, self.y = scores, y
        return float(np.mean(np.log(sums[:, 0]) - scores[np.arange(len(y)), y]))


def _cases_overflow():
    rng = np.random.default_rng(910)
    tables = [(np.array([[1.0, 3.0, 0.0], [2.0, 0.0, 1.0]]), np.array([1, 2])),
              (2 * rng.normal(size=(5, 4)), rng.integers(0, 4, 5)),
              (np.array([[1000.0, 0.0], [3.0, 5.0], [998.0, 1000.0]]), np.array([0, 0, 0])),
              (np.array([[0.0, 1000.0, 2.0], [-1000.0, -1002.0, -1001.0]]), np.array([0, 1]))]
    return [[("new",), ("forward", scores, y), ("backward",)] for scores, y in tables]


add(Exercise(
    name="patient_7",
    number="9.10",
    title="Patient 7: well until it is sure",
    difficulty=3,
    minutes=9,
    target="PatientLog",
    solution=LogSumExp,
    alternatives=(LogSumExpByNumpy,),
    cases=_cases_overflow,
    quiet=True,
    why="exp must not see large positive numbers, and log must not see zeros. The logarithm of the sum, "
        "with the row's maximum taken out first, avoids both.",
    hints=("At 300 times the scores the loss is inf, at 1000 times nan. Which comes from a log of 0, and which "
           "from an exp that is too large?",
           "Subtracting the row's maximum changes no probability. Which of the two dangers is gone then?",
           "log P of the right class is s_y − log Σ eˢ. Which number never needs to be written as exp any "
           "more?"),
    diagnosis=Diagnosis(
        options={
            "a": "the gradient of the loss is wrong",
            "b": "exp overflows, and log meets a 0",
            "c": "a label is outside 0 to K − 1",
            "d": "the learning rate is too large",
        },
        right="b",
        mistakes=(
            Mistake("a", "Is a gradient needed for the table of losses?",
                    "The table was made with forward alone. And at factor 1 the gradient check was content."),
            Mistake("c", "What does NumPy do with an index that does not exist?",
                    "A label that does not exist stops with an error, at any size of the scores. Here the "
                    "same labels went well at factor 1 and 10."),
            Mistake("d", "How many steps were taken between the rows of the table?",
                    "No step was taken at all. A large learning rate can produce large scores, but a loss has to "
                    "stand them."),
        ),
    ),
    mistakes=(
        Mistake(LogOfExp, "What is e to the 1000, for a computer?",
                "Beyond about e⁷⁰⁹ the result counts as infinite, and infinity divided by infinity is NaN. Far "
                "below zero a probability becomes exactly 0, whose logarithm is minus infinity."),
        Mistake(LogOnlyShifted, "The exp is safe now. What does log get when the right class has no chance?",
                "After the shift the smallest exponentials become exactly 0, and log(0) is minus infinity. Do "
                "not take the logarithm of a quotient: it is a difference of two numbers that you have.",
                recognise=lambda value: np.isinf(value[1]) and np.isfinite(value[2]).all()),
        Mistake(LogWithEpsilon, "Which loss do you get for a right class that is 1000 behind? Which should it be?",
                "What keeps log from 0 also puts a lid on the loss: −log of 10⁻¹², for example, is 27.6. The true "
                "value here is 1000.",
                recognise=lambda value: 8 < value[1] < 450),
        Mistake(LogEpsilonOnly, "Which of the two dangers is still there: an exp that is too large, or a log of 0?",
                "Whatever becomes of the log, exp still overflows at scores of 1000, and infinity divided by "
                "infinity is NaN.",
                recognise=lambda value: np.isnan(value[1])),
        Mistake(LogWholeMaximum, "Is one maximum right for all rows?",
                "If one row has large scores and another has not, the second becomes 0 everywhere after the "
                "shift, and is divided by 0. Each row needs its own maximum."),
        Mistake(LogOfWholeMaximum, "Row by row: what is left of a row that lies 1000 below the largest score?",
                "One maximum was taken for the whole table. A row far below it becomes 0 everywhere, and is divided "
                "by 0. And log still meets zeros. Each row needs its own maximum."),
        Mistake(LogColumnMaximum, "Which numbers may be lowered by the same amount, without changing a probability?",
                "The maximum was taken down the columns, so that the scores of one sample are lowered by different "
                "amounts, and its probabilities change. Each row needs its own maximum."),
        Mistake(LogSumUnshifted, "The log of a quotient has gone. Which number goes into exp now?",
                "log Σ eˢ − s is right on paper, but exp still gets the scores as they are, and overflows at 1000. "
                "Subtract the row's maximum first, in both places."),
        Mistake(LogClipped, "Which loss should a score of 1000 give, and which does it give now?",
                "The scores are cut off, so beyond the lid the loss no longer knows them. The true value is finite "
                "and can be had."),
        Mistake(LogDivided, "Are these the probabilities of the scores that were given?",
                "Scores divided by something have other probabilities. Adding or subtracting changes nothing, "
                "multiplying and dividing does."),
        Mistake(LogForgetsShift, "You shifted the scores in the sum. And the score of the right class?",
                "The maximum was subtracted in one of two places. Both must be shifted alike, or neither."),
    ),
))

# 9.11: softmax twice ----------------------------------------------------------------------------


class SoftmaxLayer:
    def forward(self, Z):
        self.P = softmax(Z)                                             # (N, K)
        return self.P

    def backward(self, dP):
        return self.P * (dP - (dP * self.P).sum(axis=1, keepdims=True))


def reader_with_softmax(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), ReLU(),
                            Linear(32, 10, seed=seed + 1), SoftmaxLayer()])


def reader_without_softmax(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), ReLU(),
                            Linear(32, 10, seed=seed + 1)])


def reader_without_scores(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), ReLU()])


def reader_relu_last(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), ReLU(), Linear(32, 10, seed=seed + 1), ReLU()])


def reader_softmax_inside(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), SoftmaxLayer(), Linear(32, 10, seed=seed + 1)])


def reader_without_relu(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), Linear(32, 10, seed=seed + 1)])


def reader_softmax_for_relu(seed):
    return MLP.from_layers([Linear(64, 32, seed=seed), SoftmaxLayer(), Linear(32, 10, seed=seed + 1),
                            SoftmaxLayer()])


def _scores_of(network, arguments):
    X = np.random.default_rng(911).random((4, 64))
    return network.forward(X)


add(Exercise(
    name="patient_8",
    number="9.11",
    title="Patient 8: right, and never sure",
    difficulty=2,
    minutes=3,
    target="build_reader",
    solution=reader_without_softmax,
    cases=lambda: [(0,), (7,), (8,)],
    extract=_scores_of,
    why="The loss takes scores and applies softmax itself. Of numbers between 0 and 1, a second softmax can make "
        "10 classes at best e/(e + 9) = 0.23, and −log 0.23 is the 1.46 below which the loss never came.",
    hints=("Between which two numbers did the scores lie?",
           "What does SoftmaxCrossEntropy do with the scores before it takes a logarithm?"),
    diagnosis=Diagnosis(
        options={
            "a": "the learning rate is too small",
            "b": "labels and pictures have come apart",
            "c": "softmax is applied twice: in the network and in the loss",
            "d": "the gradient of the softmax layer is wrong",
            "e": "nothing is ill: all answers are right",
        },
        right="c",
        mistakes=(
            Mistake("a", "All are right, and the loss has stopped. Would larger steps lower it?",
                    "It is stuck, not slow. Try a larger rate in the cell: the loss still does not go "
                    "below 1.46."),
            Mistake("b", "Could it get all twenty right, by heart, and still have a loss of 1.46?",
                    "A network can learn wrong labels by heart as well, down to a loss of zero. Here the answers "
                    "are right and the loss is high."),
            Mistake("d", "What did the gradient check say?",
                    "The check found all gradients right, also those that came through this layer."),
            Mistake("e", "Which loss has a network that is right, and sure of it?",
                    "Twenty digits by heart should leave a loss near zero. This one is right, and "
                    "something keeps it from becoming sure."),
        ),
    ),
    mistakes=(
        Mistake(reader_with_softmax, "What goes into the loss: scores, or probabilities already?",
                "The loss applies softmax to whatever it gets. It got probabilities, all between 0 and 1, and "
                "with differences so small it cannot become sure."),
        Mistake(reader_without_scores, "How many numbers per sample does the network return now?",
                "One Linear layer too many has gone. The loss needs ten scores, one per class."),
        Mistake(reader_relu_last, "Can a score still be negative?",
                "An activation stands after the last layer again. Scores go to the loss as they are."),
        Mistake(reader_softmax_inside, "The last layer is a Linear now. What stands in the middle?",
                "Softmax in the place of the hidden activation lets the 32 hidden values share out 1 among them. "
                "ReLU was right there."),
        Mistake(reader_without_relu, "What is a network of two linear layers in a row worth?",
                "The softmax has gone, and the ReLU with it. Two linear layers in a row are one."),
        Mistake(reader_softmax_for_relu, "Which layer did you take away?",
                "You exchanged the ReLU. The layer that turns scores into probabilities is still the last one."),
    ),
))

# 9.12: X shuffled without y ---------------------------------------------------------------------


def shuffled_apart(X, y, rng):
    X_new = X[rng.permutation(len(X))]    # (N, D)
    y_new = y[rng.permutation(len(y))]    # (N,)
    return X_new, y_new


def shuffled_together(X, y, rng):
    order = rng.permutation(len(X))       # (N,)
    return X[order], y[order]


def shuffled_by_sorting(X, y, rng):
    order = np.argsort(rng.random(len(y)))
    return X[order], y[order]


def shuffled_X_only(X, y, rng):
    return X[rng.permutation(len(X))], y


def shuffled_y_only(X, y, rng):
    return X, y[rng.permutation(len(y))]


def not_shuffled(X, y, rng):
    return X, y


def shuffled_by_label(X, y, rng):
    order = np.argsort(y, kind="stable")
    return X[order], y[order]


def shuffled_with_repeats(X, y, rng):
    order = rng.integers(0, len(X), len(X))
    return X[order], y[order]


def shuffled_reversed(X, y, rng):
    return X[::-1], y[::-1]


def shuffled_from_elsewhere(X, y, rng):
    order = np.random.default_rng(0).permutation(len(X))
    return X[order], y[order]


def shuffled_in_place(X, y, rng):
    rng.shuffle(X)
    rng.shuffle(y)
    return X, y


def _make_rng():
    return np.random.default_rng(912)


def _word(yes):
    return "yes" if yes else "no"


def _look_at_order(returned, arguments):
    """Return what became of the rows: their first column is a number of their own, and so is y."""
    X_after, y_after, rng = arguments
    X, y = next(case[:2] for case in _cases_order() if len(case[1]) == len(y_after))
    changed = not (np.array_equal(X, X_after) and np.array_equal(y, y_after))
    found = {"shapes": "no", "X": "", "y": "", "pairs": "", "drawn": "", "N": len(y),
             "inputs": "changed" if changed else "as they were"}
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        return found if returned is not None else None
    X_new, y_new = np.asarray(returned[0]), np.asarray(returned[1])
    if X_new.shape != X.shape or y_new.shape != y.shape:
        return found
    rows, labels = X_new[:, 0], y_new
    found["shapes"] = "yes"
    found["X"], found["y"] = _order_of(rows, X[:, 0]), _order_of(labels, y)
    found["pairs"] = _word(np.array_equal(rows, labels) and np.array_equal(X_new[:, 1], -labels))
    found["drawn"] = _word(rng.bit_generator.state != _make_rng().bit_generator.state)
    return found


def _order_of(new, old):
    if sorted(new.tolist()) != sorted(old.tolist()):
        return "lost"
    if np.array_equal(new, old):
        return "as it was"
    return "sorted" if np.array_equal(new, np.sort(old)) else \
        "backwards" if np.array_equal(new, old[::-1]) else "new"


def _accept_order(found, arguments):
    if found["shapes"] != "yes" or found["N"] != len(arguments[1]):
        return "it should return X and y, in the shapes that they had."
    if found["pairs"] != "yes":
        return "rows and labels do not belong together any more."
    if "lost" in (found["X"], found["y"]):
        return "some rows are there twice, and others are missing."
    if found["X"] != "new":
        return f"rows and labels belong together, but the order is not a random one: {found['X']}."
    if found["drawn"] != "yes":
        return "nothing was drawn from rng: your order cannot be repeated with its seed."
    return None


def _cases_order():
    rng = np.random.default_rng(12)
    cases = []
    for N in (8, 30, 41):
        y = rng.permutation(N) + 1
        cases.append((np.stack([y, -y], axis=1).astype(float), y, Tool("rng")))
    return cases


add(Exercise(
    name="patient_9",
    number="9.12",
    title="Patient 9: all but one content",
    difficulty=2,
    minutes=5,
    target="new_order",
    solution=shuffled_together,
    alternatives=(shuffled_by_sorting,),
    cases=_cases_order,
    tools={"rng": _make_rng},
    extract=_look_at_order,
    accept=_accept_order,
    why="One order for both. No instrument that looks at the network can find this: it does what it is told, "
        "with the wrong labels. Look at the data as they arrive.",
    hints=("Are the labels in the picture those of the digits?",
           "How many random orders are drawn, and how many should there be?"),
    diagnosis=Diagnosis(
        options={
            "a": "overfitting: the network is too large",
            "b": "each row has lost its own label: X and y have different orders",
            "c": "the classes are unevenly filled",
            "d": "X is not scaled",
        },
        right="b",
        mistakes=(
            Mistake("a", "Would a smaller network tell a 3 from a 7 here?",
                    "With these labels there is nothing to be learned, for no network. Look at the picture: is it "
                    "the network that is wrong?"),
            Mistake("c", "How many samples has each class, in the data check?",
                    "Each class has about as many samples as the others."),
            Mistake("d", "From where to where do the numbers of X go, in the data check?",
                    "X goes from 0 to 1. That is the scale that a network likes."),
        ),
    ),
    mistakes=(
        Mistake(shuffled_apart, "Where does row 5 go, and where does label 5 go?",
                "Two orders are drawn, one for the rows and another for the labels. Both need the same one."),
        Mistake(shuffled_in_place, "What has become of the X and y outside the function, which the caller still needs?",
                "The caller's own arrays were put into a new order, so that all later measurements get them so. "
                "Make new arrays. And both need the same order.",
                recognise=lambda found: found["inputs"] == "changed"),
        Mistake(shuffled_X_only, "y stays where it is now. Does it still belong to X?",
                "The rows move and the labels stay. Whatever is done to one must be done to the other."),
        Mistake(shuffled_y_only, "X stays where it is now. Does it still belong to y?",
                "The labels move and the rows stay. Whatever is done to one must be done to the other."),
        Mistake(not_shuffled, "Rows and labels belong together again. What was the function for?",
                "They do, because nothing moves. But without a new order sorted data stay sorted, and lesson 08 showed "
                "what that does."),
        Mistake(shuffled_by_label, "Is this order random?",
                "Rows and labels stay together, but they are sorted by class now, the worst of all orders."),
        Mistake(shuffled_with_repeats, "Is every row there exactly once?",
                "Row numbers were drawn with repetition: some rows are there twice, and others not at all."),
        Mistake(shuffled_reversed, "Is it a new order each time?",
                "Turned round, the pairs stay together. But there is no chance in it, and the second time brings "
                "back the first."),
        Mistake(shuffled_from_elsewhere, "Where does the chance come from? Is it the rng that was handed in?",
                "The pairs stay together, but nothing is drawn from rng. Whoever hands one in, made with a seed, "
                "wants to get the same order again.",
                recognise=lambda found: found["pairs"] == "yes" and found["X"] == "new"
                and found["drawn"] == "no"),
    ),
))

# 9.13: labels one row off -----------------------------------------------------------------------


def labels_one_late(pictures, labels):
    X = pictures[1:]      # the first picture shows no digit, so it is left out
    y = labels[:-1]       # as many labels as pictures
    return X, y


def labels_of_their_rows(pictures, labels):
    X = pictures[1:]      # the first picture shows no digit, so it is left out
    y = labels[1:]        # and its label with it
    return X, y


def labels_deleted(pictures, labels):
    return np.delete(pictures, 0, axis=0), np.delete(labels, 0)


def everything_kept(pictures, labels):
    return pictures, labels


def last_dropped(pictures, labels):
    return pictures[:-1], labels[:-1]


def one_early(pictures, labels):
    return pictures[:-1], labels[1:]


def both_shorter(pictures, labels):
    return pictures[2:], labels[1:-1]


def labels_rolled(pictures, labels):
    return pictures[1:], np.roll(labels, -1)[1:]


def labels_rolled_back(pictures, labels):
    return pictures[1:], np.roll(labels[:-1], -1)


def labels_rolled_on(pictures, labels):
    return pictures[1:], np.roll(labels[:-1], 1)


def labels_left_long(pictures, labels):
    return pictures[1:], labels


def _cases_rows():
    rng = np.random.default_rng(913)
    first = (np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0], [0.0, 2.0]]), np.array([0, 3, 7, 8]))
    return [first, *((rng.random((N, 4)), rng.integers(0, 10, N)) for N in (6, 9))]


add(Exercise(
    name="patient_10",
    number="9.13",
    title="Patient 10: the test picture",
    difficulty=2,
    minutes=3,
    core=False,
    target="read_pictures",
    solution=labels_of_their_rows,
    alternatives=(labels_deleted,),
    returns=("X", "y"),
    cases=_cases_rows,
    why="The lengths agreed, so nothing complained. When you leave rows out, leave them out of X and y with the "
        "same slice.",
    hints=("Which picture does the second label belong to, before and after?",
           "The first picture goes. Which label must go with it?"),
    diagnosis=Diagnosis(
        options={
            "a": "X and y were shuffled in different orders",
            "b": "some labels are wrong by chance",
            "c": "the test picture is still among the data",
            "d": "every label has slipped to the next picture",
        },
        right="d",
        mistakes=(
            Mistake("a", "How well do they agree when the labels are moved by one row?",
                    "Moving the labels by one row brings nearly all of them back to their pictures. Of two random "
                    "orders no shift could do that."),
            Mistake("b", "How well do they agree when the labels are moved by one row?",
                    "Moving all labels by one row sets nearly all of them right. Chance does not move in step."),
            Mistake("c", "Would one picture in a thousand bring the agreement down to chance?",
                    "One wrong picture spoils one pair. Here nearly all pairs are spoilt."),
        ),
    ),
    mistakes=(
        Mistake(labels_one_late, "Which label comes first now, and whose is it?",
                "The first picture is left out, but its label is kept, and the last label is dropped to make the "
                "lengths agree. So every picture has the label of the one before it."),
        Mistake(everything_kept, "Is the test picture still there?",
                "Pictures and labels belong together again, but the first picture shows no digit and had to go."),
        Mistake(last_dropped, "Which picture did you leave out?",
                "The pairs are right, but the last picture is gone in place of the first."),
        Mistake(one_early, "Is the first label left that of the first picture left?",
                "Now every picture has the label of the one after it: the same illness, the other way round."),
        Mistake(both_shorter, "Both are shorter now. Do they belong together?",
                "One more is gone at each end, and the labels are still one row off."),
        Mistake(labels_rolled, "Rolled by how many, and then cut by how many?",
                "Rolling moves the labels by one, and cutting moves them by one more. Now they are off the other way."),
        Mistake(labels_left_long, "How many pictures, and how many labels?",
                "X and y must be equally long, one label for each picture.",
                recognise=lambda value: len(value[0]) != len(value[1])),
        Mistake(labels_rolled_back, "Which label has come to the last picture?",
                "All but the last have their own label again. Rolling moves the first one to the end, and that is "
                "the label of the test picture; the last picture's own was cut off before."),
        Mistake(labels_rolled_on, "In which direction did the labels have to move?",
                "Rolled on by one more, every picture has the label of the one two places before it."),
    ),
))

# 9.14: data not scaled --------------------------------------------------------------------------


def left_as_they_are(X_train, X_new):
    return X_train, X_new


def scaled_by_columns(X_train, X_new):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)    # (D,) each
    return (X_train - mean) / std, (X_new - mean) / std


def scaled_in_a_loop(X_train, X_new):
    X_train, X_new = X_train.copy(), X_new.copy()
    for column in range(X_train.shape[1]):
        mean, std = np.mean(X_train[:, column]), np.std(X_train[:, column])
        for X in (X_train, X_new):
            X[:, column] = (X[:, column] - mean) / std
    return X_train, X_new


def scaled_each_by_itself(X_train, X_new):
    return ((X_train - X_train.mean(axis=0)) / X_train.std(axis=0),
            (X_new - X_new.mean(axis=0)) / X_new.std(axis=0))


def scaled_as_one(X_train, X_new):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_new - mean) / std


def scaled_not_moved(X_train, X_new):
    std = X_train.std(axis=0)
    return X_train / std, X_new / std


def moved_not_scaled(X_train, X_new):
    mean = X_train.mean(axis=0)
    return X_train - mean, X_new - mean


def scaled_training_only(X_train, X_new):
    return (X_train - X_train.mean(axis=0)) / X_train.std(axis=0), X_new


def scaled_by_rows(X_train, X_new):
    return tuple((X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True) for X in (X_train, X_new))


def scaled_without_brackets(X_train, X_new):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return X_train - mean / std, X_new - mean / std


def scaled_with_both(X_train, X_new):
    X_all = np.vstack([X_train, X_new])
    mean, std = X_all.mean(axis=0), X_all.std(axis=0)
    return (X_train - mean) / std, (X_new - mean) / std


def scaled_along_rows(X_train, X_new):
    mean, std = X_train.mean(axis=1), X_train.std(axis=1)
    return (X_train - mean) / std, (X_new - mean) / std


def scaled_along_kept_rows(X_train, X_new):
    mean, std = X_train.mean(axis=1, keepdims=True), X_train.std(axis=1, keepdims=True)
    return (X_train - mean) / std, (X_new - mean) / std


def unit_undone(X_train, X_new):
    return X_train / [1, 1000], X_new / [1, 1000]


def scaled_in_place(X_train, X_new):
    X_train -= X_train.mean(axis=0)
    X_train /= X_train.std(axis=0)
    X_new -= X_train.mean(axis=0)
    X_new /= X_train.std(axis=0)
    return X_train, X_new


def _cases_scale():
    rng = np.random.default_rng(914)
    first = (np.array([[0.0, 100.0], [2.0, 300.0], [4.0, 800.0]]), np.array([[2.0, 400.0], [6.0, 500.0]]))
    return [first, *((rng.normal(size=(N, 3)) * [1, 100, 0.1] + [3, 50, 1],
                      rng.normal(size=(M, 3)) * [1, 100, 0.1] + [3, 50, 1]) for N, M in ((6, 4), (9, 5)))]


add(Exercise(
    name="patient_11",
    number="9.14",
    title="Patient 11: two columns",
    difficulty=2,
    minutes=4,
    core=False,
    target="prepare",
    solution=scaled_by_columns,
    alternatives=(scaled_in_a_loop,),
    returns=("training", "new"),
    cases=_cases_scale,
    why="A weight moves by η times its gradient, and that grows with the input: one column threw its weights "
        "about, the other hardly moved them. Scaled, one learning rate suits both.",
    hints=("What does the data check say about the two columns?",
           "Each column needs a mean and a standard deviation. Whose: of the training data, or of all data?",),
    diagnosis=Diagnosis(
        options={
            "a": "the columns of X have very different sizes",
            "b": "the labels have come apart from their rows",
            "c": "the first weights are too large",
            "d": "one class is far more frequent than the other",
        },
        right="a",
        mistakes=(
            Mistake("b", "How often do neighbours agree, in the data check?",
                    "Nearly all samples have the label of their nearest neighbour. Rows and labels belong together."),
            Mistake("c", "Which weights does MLP draw, and did they give a good first loss for other data?",
                    "The weights are He's. They keep the size of what comes in, and what came in was large."),
            Mistake("d", "How many samples has each class?",
                    "There are nearly as many of one class as of the other."),
        ),
    ),
    mistakes=(
        Mistake(left_as_they_are, "How far does each of the two columns spread, in the data check?",
                "The two columns differ by a factor of hundreds, and nothing has been done about it. Give each "
                "column the mean 0 and the standard deviation 1."),
        Mistake(scaled_each_by_itself, "Is the same point sent to the same place, in training and as new data?",
                "The new data were scaled by their own mean and spread, so the same point lands elsewhere. Use "
                "the numbers of the training data for both."),
        Mistake(scaled_as_one, "Do both columns have the same spread now?",
                "One mean and one spread for the whole table leaves the columns as different as they were."),
        Mistake(scaled_not_moved, "Where is the middle of each column now?",
                "The spread is 1, but the mean is not 0. Subtract it first."),
        Mistake(moved_not_scaled, "How far does each column spread now?",
                "The mean is 0, but the columns still differ in spread, and that was the illness."),
        Mistake(scaled_training_only, "Compare the new data before and after. What has happened to them?",
                "Nothing. They must go through the same scaling, with the mean and the spread that the training data had "
                "before they were scaled, or the network sees points from another world."),
        Mistake(scaled_by_rows, "Which axis runs down the samples?",
                "You scaled each sample by itself. What differs is the columns."),
        Mistake(scaled_without_brackets, "What is divided by the spread?",
                "Only the mean is divided, since / comes before −. Brackets are missing."),
        Mistake(scaled_with_both, "Whose mean is this: of the training data, or of both piles?",
                "The mean and the spread were taken from both piles, so that the new data have had a say in the "
                "training: the leak of lesson 08. Take them from the training data alone."),
        Mistake(scaled_along_rows, "How many means are there: one for each column, or one for each sample?",
                "axis=1 runs along a row, so that each sample has a mean of its own. What differs is the columns."),
        Mistake(scaled_along_kept_rows, "Whose means are these: the columns', or the samples'?",
                "axis=1 runs along a row: each training sample has a mean of its own, which means nothing to a new "
                "one. What differs is the columns."),
        Mistake(unit_undone, "Has each column the mean 0 now, and the spread 1, for other data as well?",
                "Dividing by 1000 fits these two columns alone, and leaves the mean where it was. Let the training data "
                "say what to subtract, and by what to divide.",
                recognise=lambda value: np.allclose(value[0], [[0, 0.1], [2, 0.3], [4, 0.8]])),
        Mistake(scaled_in_place, "Whose array does −= change? And what is the mean of X_train afterwards?",
                "The caller's own arrays are changed. And when X_new comes, the mean of X_train is 0 and its spread 1 "
                "already. Keep both numbers first, and make new arrays."),
    ),
))

# 9.15: all zeros --------------------------------------------------------------------------------


def starting_with_zeros(n_in, n_out, rng):
    return np.zeros((n_out, n_in))


def starting_with_he(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


def starting_uniform(n_in, n_out, rng):
    width = np.sqrt(6 / n_in)
    return rng.uniform(-width, width, size=(n_out, n_in))


def starting_with_xavier(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / (n_in + n_out))


def starting_with_ones(n_in, n_out, rng):
    return np.ones((n_out, n_in))


def starting_equal(n_in, n_out, rng):
    return np.full((n_out, n_in), 0.1)


def starting_with_one_draw(n_in, n_out, rng):
    return np.full((n_out, n_in), rng.normal(0, np.sqrt(2 / n_in)))


def starting_normal(n_in, n_out, rng):
    return rng.normal(0, 1, size=(n_out, n_in))


def starting_by_outputs(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_out), size=(n_out, n_in))


def starting_large(n_in, n_out, rng):
    return rng.normal(0, 0.5, size=(n_out, n_in))


def starting_tiny(n_in, n_out, rng):
    return rng.normal(0, 1e-4, size=(n_out, n_in))


def starting_exchanged(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))


def starting_elsewhere(n_in, n_out, rng):
    return np.random.default_rng(0).normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


def starting_twins(n_in, n_out, rng):
    row = rng.normal(0, np.sqrt(2 / n_in), size=n_in)
    return np.tile(row, (n_out, 1))


def starting_positive(n_in, n_out, rng):
    return rng.random((n_out, n_in)) * np.sqrt(2 / n_in)


def _look_at_weights(returned, arguments):
    n_in, n_out, rng = arguments
    if returned is None:
        return None
    found = {"shape": "other", "drawn": "", "rows": "", "size": "", "middle": "", "like": "",
             "for": [n_in, n_out]}
    W = np.asarray(returned)
    if W.dtype.kind not in "fiu" or not np.isfinite(W).all():
        return found
    if W.shape != (n_out, n_in):
        found["shape"] = "exchanged" if W.shape == (n_in, n_out) else "other"
        return found
    size = np.sqrt(np.mean(W**2)) / np.sqrt(2 / n_in)
    found["shape"] = "right"
    found["drawn"] = _word(rng.bit_generator.state != _make_rng().bit_generator.state)
    found["rows"] = "equal" if (W == W[0]).all() else "different"
    found["size"] = "zero" if size == 0 else "small" if size < 0.4 else "large" if size > 2 else "right"
    found["middle"] = "zero" if abs(W.mean()) <= 0.3 * np.sqrt(np.mean(W**2)) else "not zero"
    for name, std in (("N(0, 1)", 1), ("n_out", np.sqrt(2 / n_out))):
        if found["middle"] == "zero" and abs(W.std() / std - 1) < 0.1:
            found["like"] = name
    return found


def _accept_start(found, arguments):
    n_in, n_out = arguments[:2]
    for_what = f"for n_in = {n_in}, n_out = {n_out}"
    if found["shape"] != "right" or found["for"] != [n_in, n_out]:
        return f"{for_what} it should return an array of shape {(n_out, n_in)}, one row per neuron."
    if found["size"] == "zero":
        return f"{for_what} all weights are still zero."
    if found["rows"] == "equal":
        return f"{for_what} all rows are the same: the neurons start as twins."
    if found["drawn"] != "yes":
        return "the numbers do not come from rng: every layer would start alike."
    if found["middle"] != "zero":
        return f"{for_what} the mean of the weights is far from 0."
    if found["size"] != "right":
        return f"{for_what} the weights are too {found['size']} for their number of inputs."
    return None


def _first_case_is(**wanted):
    return lambda found: all(found[key] == value for key, value in wanted.items())


add(Exercise(
    name="patient_12",
    number="9.15",
    title="Patient 12: nobody says a word",
    difficulty=1,
    minutes=4,
    target="first_weights",
    solution=starting_with_he,
    alternatives=(starting_uniform, starting_with_xavier),
    cases=lambda: [(100, 50, Tool("rng")), (400, 30, Tool("rng")), (40, 90, Tool("rng"))],
    tools={"rng": _make_rng},
    extract=_look_at_weights,
    accept=_accept_start,
    why="Zeros forward and zeros backward: only the output bias ever heard anything. Random weights break the "
        "silence, and of the right size they keep it broken through many layers.",
    hints=("Which gradient std is not zero? Which array of that layer can learn from it without an input?",
           "What must first weights be, apart from not zero? Lesson 08 had two answers.",),
    diagnosis=Diagnosis(
        options={
            "a": "the learning rate is too small",
            "b": "the ReLUs have died during the training",
            "c": "the first weights are all zero",
            "d": "the activations are saturated",
            "e": "nothing is ill: the first loss is as expected",
        },
        right="c",
        mistakes=(
            Mistake("a", "By what is the learning rate multiplied in a step?",
                    "The norm of dW is exactly 0 in every layer. No learning rate makes a step of it."),
            Mistake("b", "How many steps had been taken when the table was made?",
                    "The table shows the network before its first step, and also the Linear layers give exactly "
                    "0 for every sample."),
            Mistake("d", "Is ReLU saturated at z = 0? And what does the column say?",
                    "The column of saturated values says 0 %. And what comes out of the Linear layers, before any "
                    "activation, is exactly 0."),
            Mistake("e", "The first loss looks at the scores alone. What comes back to the first layer?",
                    "Equal scores are what the first loss expects. But the table shows that no weight "
                    "gets any gradient, so the scores will stay equal."),
        ),
    ),
    mistakes=(
        Mistake(starting_with_zeros, "What is 0 times any input?",
                "With weights of zero every neuron says 0, and sends 0 back. Draw them by chance, with the variance "
                "that keeps the size of the values."),
        Mistake(starting_with_ones, "No zeros any more. In what do two neurons of a layer differ?",
                "All neurons of a layer start equal, get equal gradients and stay equal. And ones are far too large."),
        Mistake(starting_equal, "In what do two neurons of a layer differ at the start?",
                "In nothing. They have the same inputs, the same weights and the same gradient, and stay twins. "
                "Something random has to part them."),
        Mistake(starting_with_one_draw, "How many random numbers were drawn for a layer?",
                "One, and it is used for every weight. The neurons are twins of each other."),
        Mistake(starting_normal, "How large does z become with 100 inputs and N(0, 1)?",
                "The spread 1 is too large for many inputs: each layer multiplies the size of the values. The "
                "more inputs, the smaller the weights must be.",
                recognise=_first_case_is(like="N(0, 1)", rows="different", drawn="yes")),
        Mistake(starting_by_outputs, "2/n_out: what does one neuron add up, its inputs or its outputs?",
                "z is a sum over the inputs, so the size of the weights depends on their number, n_in. Where a layer "
                "has many inputs and few outputs, these weights are far too large.",
                recognise=lambda found: found["like"] == "n_out" and found["for"] == [400, 30]
                and found["size"] == "large"),
        Mistake(starting_large, "By how much does a layer with these weights multiply the size of what comes in?",
                "The weights are too large for their number of inputs: each layer makes the values larger. Which size "
                "keeps them as they are?",
                recognise=_first_case_is(size="large", middle="zero", rows="different", drawn="yes")),
        Mistake(starting_tiny, "What is left of the signal after two layers of such weights?",
                "They differ, but they are so small that each layer shrinks the values, forward and backward. That is "
                "nearly as silent as zero.",
                recognise=_first_case_is(size="small", middle="zero", rows="different", drawn="yes")),
        Mistake(starting_exchanged, "Which comes first in the shape of W: inputs or outputs?",
                "One row per neuron: the shape is (n_out, n_in)."),
        Mistake(starting_elsewhere, "What do two layers of the same size get from this function?",
                "The numbers do not come from the rng that was handed in, so that each call starts afresh: equal "
                "layers get equal weights.",
                recognise=_first_case_is(drawn="no", size="right", rows="different", middle="zero")),
        Mistake(starting_twins, "Compare the rows of W: in what do two neurons differ?",
                "One random row is used for every neuron. The inputs have different weights, but the neurons are "
                "twins of each other."),
        Mistake(starting_positive, "What is the mean of these weights? Do they cancel in a sum over many inputs?",
                "The mean of the weights is far from 0, so every neuron adds everything up with the same sign, and z "
                "grows with the number of inputs. The mean must be 0.",
                recognise=_first_case_is(middle="not zero", rows="different", drawn="yes")),
    ),
))

# 9.16: exploding start --------------------------------------------------------------------------


def _growth(size):
    """The factor by which six ReLU layers of 64 units multiply the size of the values."""
    return (np.sqrt(64 / 2) * size) ** 6


def _accept_size(value, arguments):
    factor = _growth(float(value))
    if not value > 0:
        return f"the weights must spread around 0, with a standard deviation above 0; yours is {value:g}."
    if not 0.25 <= factor <= 4:
        return (f"with a standard deviation of {value:g}, six layers multiply the size of the values by about "
                f"{factor:.4g}. It should stay between 1/4 and 4.")
    return None


add(Exercise(
    name="patient_13",
    number="9.16",
    title="Patient 13: a quarter of a million",
    difficulty=2,
    minutes=5,
    target="number_13",
    solution=0.1768,
    alternatives=(0.18, 0.17, 0.2),
    tolerance=1e-3,
    accept=_accept_size,
    why="He's rule, √(2/n_in) = √(2/64) ≈ 0.177: each layer then hands on values of the size that it got.",
    hints=("Divide the std of layers[4] by that of layers[2]. By which factor does one layer multiply?",
           "If a standard deviation of 1 multiplies by 5 to 7, which one would multiply by 1?",
           "In lesson 08 the mean of the squares was multiplied by n·s²/2. What is n here?"),
    diagnosis=Diagnosis(
        options={
            "a": "the inputs are not scaled",
            "b": "the first weights are too large, and layer by layer the values explode",
            "c": "the learning rate is too large",
            "d": "the units have died",
        },
        right="b",
        mistakes=(
            Mistake("a", "From where to where do the pixels go?",
                    "The pixels go from 0 to 1, and after the first layer the values are still small. They grow in each "
                    "layer that follows."),
            Mistake("c", "How many steps had been taken when the first loss was measured?",
                    "None. The first loss is measured before the first step."),
            Mistake("d", "Would dead units make the values large?",
                    "A dead unit gives 0. Values that grow in each layer do not come from units that are silent."),
        ),
    ),
    mistakes=(
        Mistake(1.0, "By which factor does the std grow from layer to layer, in the list?",
                "A spread of 1 adds up 64 inputs to something about 5.7 times as large, in every layer. Find "
                "the spread for which that factor is 1."),
        Mistake(0.03125, "Is 2/64 a variance or a standard deviation?",
                "2/n is the variance of He's rule. The standard deviation is its root.",
                recognise=lambda value: 0.025 < value < 0.035),
        Mistake(0.125, "What does ReLU do to half of the values?",
                "1/8 is the root of 1/64, which keeps the size through a linear layer. ReLU takes half of the squares "
                "away, and after six layers an eighth of the size is left.",
                recognise=lambda value: 0.11 < value < 0.15),
        Mistake(0.0, "What does a network of zeros say?",
                "Nothing, and nothing comes back: that was the last patient.",
                recognise=lambda value: value == 0),
        Mistake(0.3, "The values grow more slowly now. How much is it after six layers?",
                "Each layer still multiplies by more than 1, and six such factors multiply each other.",
                recognise=lambda value: 0.22 < value < 1),
        Mistake(0.01, "What is left of the values after six layers?",
                "Now each layer makes the values much smaller, and the sixth gets nearly nothing. Exploding has "
                "become vanishing.",
                recognise=lambda value: 0 < value <= 0.11),
        Mistake(5.7, "You have found the factor by which a layer multiplies. What is to be done with it?",
                "That is how much too large the weights are. Weights of this size would explode even faster.",
                recognise=lambda value: value > 1),
    ),
))

# 9.17: sigmoids in the depth --------------------------------------------------------------------


def deep_with_sigmoid(seed):
    sizes = [64, 32, 32, 32, 32, 32, 32, 10]
    return MLP(sizes, activation="sigmoid", seed=seed)


def deep_with_relu(seed):
    sizes = [64, 32, 32, 32, 32, 32, 32, 10]
    return MLP(sizes, activation="relu", seed=seed)


def deep_with_tanh(seed):
    return MLP([64, 32, 32, 32, 32, 32, 32, 10], "tanh", seed=seed)


def deep_with_leaks(seed):
    return MLP([64] + 6 * [32] + [10], "leaky_relu", seed=seed)


def deep_without_bends(seed):
    sizes = [64, 32, 32, 32, 32, 32, 32, 10]
    return MLP(sizes, activation="identity", seed=seed)


def deep_with_large_weights(seed):
    sizes = [64, 32, 32, 32, 32, 32, 32, 10]
    return MLP(sizes, activation="sigmoid", initialization="normal", seed=seed)


def deep_sigmoid_he(seed):
    sizes = [64, 32, 32, 32, 32, 32, 32, 10]
    return MLP(sizes, activation="sigmoid", initialization="he", seed=seed)


def shallow_sigmoid(seed):
    return MLP([64, 32, 10], activation="sigmoid", seed=seed)


def wider_sigmoid(seed):
    return MLP([64] + 6 * [64] + [10], activation="sigmoid", seed=seed)


def deep_relu_normal(seed):
    return MLP([64, 32, 32, 32, 32, 32, 32, 10], activation="relu", initialization="normal", seed=seed)


def _look_at_depth(network, arguments):
    """Return what passes through a network: 20 random pictures, and the gradients that come back."""
    if network is None:
        return None
    rng = np.random.default_rng(917)
    X, y = rng.random((20, 64)), rng.integers(0, 10, 20)
    loss = SoftmaxCrossEntropy()
    ends, middle = network.forward(X[:2]), network.forward(X[:2].mean(axis=0, keepdims=True))
    first = float(loss.forward(network.forward(X), y))
    network.backward(loss.backward())
    Ws = [layer for layer in network.layers if hasattr(layer, "W")]
    norms = [float(np.sqrt(np.mean(layer.dW**2))) for layer in Ws]
    return {"sizes": [int(Ws[0].W.shape[1]), *(len(layer.W) for layer in Ws)],
            "seed": arguments[0], "straight": _word(np.allclose(ends.mean(axis=0), middle, atol=1e-9)),
            "loss": first, "share": norms[0] / max(norms[-1], 1e-300)}


def _accept_depth(found, arguments):
    if found["sizes"] != [64] + 6 * [32] + [10] or found["seed"] != arguments[0]:
        return "the sizes have changed: it should keep its six hidden layers of 32 units."
    if found["straight"] == "yes":
        return "the network has become a straight line: no activation bends it any more."
    if found["loss"] > 10:
        return f"its first loss is {found['loss']:.3g}; for ten classes it should be near 2.3."
    if found["share"] < 0.05:
        return (f"the gradient of the first weights is {found['share']:.2g} times that of the last ones: it is "
                f"lost on the way back.")
    return None


add(Exercise(
    name="patient_14",
    number="9.17",
    title="Patient 14: the whisper",
    difficulty=2,
    minutes=5,
    target="deep_reader",
    solution=deep_with_relu,
    alternatives=(deep_with_tanh, deep_with_leaks),
    cases=lambda: [(0,), (1,), (2,)],
    extract=_look_at_depth,
    accept=_accept_depth,
    why="The slope of the sigmoid is at most 1/4, and six of them leave less than a four-thousandth. ReLU has slope "
        "1 where it is on, tanh near 0.",
    hints=("By which factor does the gradient's spread change from one Sigmoid to the one before it?",
           "How steep is the sigmoid at its steepest place? And the other activations?"),
    diagnosis=Diagnosis(
        options={
            "a": "the gradient vanishes on its way back through the sigmoids",
            "b": "all sigmoids are saturated",
            "c": "backward of the sigmoid is wrong",
            "d": "the first weights are zero",
        },
        right="a",
        mistakes=(
            Mistake("b", "What does the line about saturated values say?",
                    "No value is saturated: the sigmoids work near their steepest place. Even there the slope is only "
                    "1/4, six times in a row."),
            Mistake("c", "What did the gradient check say?",
                    "Tiny is not wrong: wiggling measures the same tiny gradients."),
            Mistake("d", "What comes out of the Linear layers: zeros, or different numbers?",
                    "What comes out of every Linear layer has a spread of about 0.5. With zeros it would have none."),
        ),
    ),
    mistakes=(
        Mistake(deep_with_sigmoid, "By what does each sigmoid multiply the gradient, at best?",
                "By 1/4 at best. After six of them next to nothing arrives at the first layer. Which activation "
                "lets a gradient through?"),
        Mistake(deep_without_bends, "The gradient arrives now. What is a network without bends worth?",
                "Without an activation the seven layers collapse into one. The gradient is well, but the network can "
                "draw straight lines only."),
        Mistake(deep_with_large_weights, "Larger weights: where on their curves do the sigmoids stand now?",
                "Larger weights make the gradient larger, but they push the sigmoids to their flat ends, where the slope "
                "is smaller still."),
        Mistake(deep_sigmoid_he, "He's weights are a little larger. Is the slope of the sigmoid?",
                "A little larger weights do not make up for a slope of 1/4. The activation itself is the "
                "obstacle."),
        Mistake(shallow_sigmoid, "Was the depth the illness, or what stands between the layers?",
                "With one hidden layer the gradient has less to pass, but this network was to have six. Keep the sizes."),
        Mistake(wider_sigmoid, "Does the number of units change the slope of a sigmoid?",
                "Wider layers have as many slopes of 1/4 in a row as narrow ones. Keep the sizes, and change what is ill."),
        Mistake(deep_relu_normal, "The gradient arrives now. What about the first loss?",
                "These weights have a spread of 1, and through six ReLU layers the values explode: that was the patient "
                "before."),
    ),
))

# 9.18: dead ReLUs -------------------------------------------------------------------------------


def biased_down(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = -4.0    # only what is important should get through
    return network


def biased_at_zero(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = 0.0     # as MLP makes them
    return network


def unbiased(seed):
    return MLP([64, 32, 32, 10], seed=seed)


def biased_a_little(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    network.layers[0].b[:] = network.layers[2].b[:] = 0.01
    return network


def biased_up(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = 4.0
    return network


def biased_first_cured(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    network.layers[2].b[:] = -4.0
    return network


def biased_second_cured(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    network.layers[0].b[:] = -4.0
    return network


def biased_leaky(seed):
    network = MLP([64, 32, 32, 10], activation="leaky_relu", seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = -4.0
    return network


def biased_tanh(seed):
    network = MLP([64, 32, 32, 10], activation="tanh", seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = -4.0
    return network


def biased_half(seed):
    network = MLP([64, 32, 32, 10], seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = -0.5
    return network


def biased_loud(seed):
    network = MLP([64, 32, 32, 10], initialization="normal", seed=seed)
    for index in (0, 2):
        network.layers[index].b[:] = -4.0
    return network


def _look_at_units(network, arguments):
    if network is None:
        return None
    A, hidden = load_digits()[0][0][:100], 0    # as in the notebook
    found = {"seed": arguments[0], "bends": type(network.layers[1]).__name__}
    for layer in network.layers[:-1]:
        A = layer.forward(A)
        if hasattr(layer, "W"):
            hidden += 1
            found[f"z {hidden}"] = float(A.mean())
            found[f"off {hidden}"] = float((A <= 0).all(axis=0).mean())
            found[f"on {hidden}"] = float((A > 0).all(axis=0).mean())
    scores = network.layers[-1].forward(A)
    return found | {"scores": float(np.abs(scores).max()), "hidden": hidden}


def _accept_units(found, arguments):
    if found["hidden"] != 2 or found["seed"] != arguments[0]:
        return "the network should keep its two hidden layers."
    for number, name in ((1, "first"), (2, "second")):
        if found[f"off {number}"] > 0.5:
            return (f"in the {name} hidden layer {100 * found[f'off {number}']:.0f} % of the units have z below zero "
                    f"for every sample: careful_network({found['seed']}), with the 100 digits of the table.")
    if found["on 1"] > 0.8 and found["on 2"] > 0.8:
        return "nearly all units are on for every sample, so that nothing bends."
    if found["scores"] > 30:
        return f"the first scores reach {found['scores']:.2g}: the network is sure before it knows anything."
    return None


add(Exercise(
    name="patient_15",
    number="9.18",
    title="Patient 15: only what is important",
    difficulty=2,
    minutes=4,
    core=False,
    target="careful_network",
    solution=biased_at_zero,
    alternatives=(unbiased, biased_a_little),
    cases=lambda: [(0,), (1,), (2,)],
    extract=_look_at_units,
    accept=_accept_units,
    why="A unit that is off for every sample gets the gradient 0 for every sample, so nothing ever switches it "
        "on again. Start with biases at 0, where each unit is on for some samples.",
    hints=("What is the mean of what comes out of layers[0], before the ReLU? And its std?",
           "Which number in the code could push all z below zero?"),
    diagnosis=Diagnosis(
        options={
            "a": "the weights are all zero",
            "b": "the gradient vanishes in the depth",
            "c": "the inputs are too small",
            "d": "the ReLUs are dead: z is negative for every sample",
        },
        right="d",
        mistakes=(
            Mistake("a", "What is the std of layers[0], and what would it be with weights of zero?",
                    "What comes out of layers[0] differs from sample to sample, so its weights are not zero. It is only "
                    "always far below zero."),
            Mistake("b", "Is the gradient in the first layers small, or exactly 0? And how deep is the network?",
                    "It is exactly 0, after two hidden layers. A gradient that vanishes in the depth becomes smaller "
                    "from layer to layer."),
            Mistake("c", "From where to where do the pixels go, and what were they before, in patients who were well?",
                    "The pixels go from 0 to 1, as always. With the usual start, this network reads them well."),
        ),
    ),
    mistakes=(
        Mistake(biased_down, "How far below zero do the biases push z, and how far do the weights lift it?",
                "The weights lift z by about 0.6, and the biases push it down by 4. So every unit is off for every "
                "sample, and its gradient is 0."),
        Mistake(biased_up, "Now every unit is on for every sample. Where does anything bend?",
                "A ReLU that is always on is a straight line. With all units on, the layers collapse into one."),
        Mistake(biased_first_cured, "The first hidden layer lives. And the second?",
                "The loop had two layers in it, and one of them still has its biases at −4."),
        Mistake(biased_second_cured, "Which hidden layer is still dead, and what can the other one learn from it?",
                "The first hidden layer is still off for every sample, so that the second one gets only zeros."),
        Mistake(biased_leaky, "A hundredth leaks through now. On which side of the bend are all samples?",
                "All samples are still on the left side of every unit, where it is a straight line of slope 0.01. "
                "They learn, very slowly, and nothing bends."),
        Mistake(biased_tanh, "Where on its curve does the new activation stand, with biases of −4?",
                "Far out on the left, where it is flat: the units are not dead but saturated, and hardly any gradient "
                "comes through. Look at the column of saturated values.",
                recognise=lambda found: found["bends"] in ("Tanh", "Sigmoid")),
        Mistake(biased_half, "Fewer units are dead than before. How many are, for other first weights too?",
                "A smaller push downwards still switches off a good part of the units for every sample, in some "
                "networks more than half. What do the biases gain by it?",
                recognise=lambda found: found["bends"] == "ReLU" and -3 < found["z 1"] < -0.1),
        Mistake(biased_loud, "Some units are on again. How large are the first scores?",
                "Large weights lift some z above zero, but what comes out is far too large. Cure the cause."),
    ),
))

# 9.19 and 9.20: learning rates ------------------------------------------------------------------


_WELL = 1.5    # the loss after 20 epochs


def _host(name):
    return MLP([64, 32, 10]) if name == "a" else MLP([64, 32, 32, 10], activation="tanh")


@cache
def _loss_after_training(name, rate):
    """The loss of a host after training with this learning rate; infinite if it diverges."""
    (X, y), _, _ = load_digits()
    X, y, network = X[:200], y[:200], _host(name)
    try:
        history = fit(network, X, y, loss=SoftmaxCrossEntropy(), optimizer=SGD(network, rate), epochs=20,
                      batch_size=20, progress=False)
    except ValueError:
        return np.inf
    return float(np.mean(history.loss[-3:]))


@cache
def _ratio(name, rate):
    """The smallest ratio of update to weight in the first step, as the notebook measures it."""
    (X, y), _, _ = load_digits()
    return float(min(update_ratios(_host(name), SoftmaxCrossEntropy(), X[:20], y[:20], rate).ratios))


def _accept_rate(name):
    def accept(value, arguments):
        if not (np.isfinite(value) and value > 0):
            return f"a learning rate is a number above 0, got {value:g}."
        reached = _loss_after_training(name, float(value))
        if reached > _WELL:
            shown = f"{reached:.2f}" if np.isfinite(reached) else "infinite"
            return (f"with a learning rate of {value:g} the smallest ratio is {_ratio(name, float(value)):.2g}, and "
                    f"the loss after 20 epochs is {shown}; below {_WELL} is well.")
        return None
    return accept


def _steps(name, least, most):
    """Recognise learning rates whose ratio is at least `least` and below `most`."""
    return lambda value: value > 0 and least <= _ratio(name, float(value)) < most


add(Exercise(
    name="patient_16",
    number="9.19",
    title="Patient 16: thrown about",
    difficulty=1,
    minutes=3,
    target="rate_16",
    solution=0.1,
    alternatives=(0.03, 0.05, 0.2, 0.3),
    accept=_accept_rate("a"),
    tolerance=1e-6,
    why="Steps as large as the weights themselves throw away what the step before has learned. A step of about "
        "a thousandth to a hundredth of the weights is a good beginning.",
    hints=("How large is a step of this patient, in parts of the weights?",
           "By which factor would you have to change the learning rate to reach about 0.01?"),
    diagnosis=Diagnosis(
        options={
            "a": "the gradient has the wrong sign",
            "b": "the learning rate is too small",
            "c": "the learning rate is too large",
            "d": "the first weights are too large",
        },
        right="c",
        mistakes=(
            Mistake("a", "What did the gradient check say?",
                    "The gradient check found every gradient right, with its sign. The direction is good, "
                    "the length is not."),
            Mistake("b", "How large is one step, in parts of the weights?",
                    "One step is as large as half of the weights. Steps that are too small would be a "
                    "millionth."),
            Mistake("d", "What was the first loss?",
                    "The first loss is as expected, so the network starts well. It is spoilt by its steps."),
        ),
    ),
    mistakes=(
        Mistake(3.0, "How large is a step, in parts of the weights?",
                "Each step changes the weights by about half of themselves. Ten or a hundred times less would be a "
                "beginning."),
        Mistake(1e-3, "What does the measurement say of these steps now?",
                "Now it crawls: 20 epochs of such steps lead nowhere. There is room between the two.",
                recognise=_steps("a", 0, CRAWLS)),
        Mistake(0.01, "Healthy steps, but are 20 epochs enough of them? Aim at a ratio of 0.003 to 0.05.",
                "Nothing is wrong with these steps, and with more epochs they would get there. For 20 epochs they may "
                "be a few times larger.",
                recognise=_steps("a", CRAWLS, 0.01)),
        Mistake(30.0, "In which direction did you change it?",
                "Larger steps throw the weights about even more.",
                recognise=lambda value: value > 3),
        Mistake(1.5, "Smaller than the patient's rate. Is a step still a large part of the weights?",
                "The steps are smaller and still so large that they throw the weights about. Think in factors of ten.",
                recognise=lambda value: 0.5 < value < 3),
        Mistake(-0.1, "Which way does a negative learning rate walk?",
                "With a negative learning rate each step goes uphill. The sign is in the update already.",
                recognise=lambda value: value < 0),
    ),
))

add(Exercise(
    name="patient_17",
    number="9.20",
    title="Patient 17: a flat line",
    difficulty=1,
    minutes=3,
    target="rate_17",
    solution=0.1,
    alternatives=(0.03, 0.05, 0.2),
    accept=_accept_rate("b"),
    tolerance=1e-6,
    why="The same flat line as with zero weights or with labels that have come apart. The ratio of update to "
        "weight tells them apart: here it was about a millionth.",
    hints=("How many steps of this size would it take to change the weights by a tenth?",
           "Which factor brings the ratio near 0.001 or 0.01?"),
    diagnosis=Diagnosis(
        options={
            "a": "the gradient vanishes on its way back",
            "b": "the learning rate is too small",
            "c": "the first weights are zero",
            "d": "the gradient check would find a wrong gradient",
            "e": "nothing is ill: it has found its minimum",
        },
        right="b",
        mistakes=(
            Mistake("a", "Are the ratios smaller in the first layer than in the last?",
                    "All three layers have about the same ratio. A vanishing gradient would leave the first layer far "
                    "behind the last."),
            Mistake("c", "What is the size of the weights, in the table?",
                    "The column shows weights of a usual size, and gradients arrive in each layer."),
            Mistake("d", "What did it say?",
                    "The cell did ask it: every gradient is right. What is missing is the length of the steps."),
            Mistake("e", "Is the gradient zero, in the table? How long is the step, and what is it made of?",
                    "At a minimum the gradient is zero and no learning rate matters. Here the step is the"
                    " gradient times a hundred-thousandth: the gradient is there."),
        ),
    ),
    mistakes=(
        Mistake(1e-5, "How many steps of a millionth does it take to go anywhere?",
                "Each step changes the weights by about a millionth of themselves. Make the steps thousands of times "
                "larger, not ten times."),
        Mistake(1e-4, "Larger steps, but what does the measurement call them?",
                "Better, and still a crawl: the ratio is far below 0.001.",
                recognise=lambda value: value > 1e-5 and _steps("b", 0, CRAWLS)(value)),
        Mistake(0.01, "Healthy steps, but are 20 epochs enough of them? Aim at a ratio of 0.003 to 0.01.",
                "Nothing is wrong with these steps, and with more epochs they would get there. For 20 epochs they may "
                "be a few times larger.",
                recognise=_steps("b", CRAWLS, 0.01)),
        Mistake(10.0, "Have a look at the ratio: how large are the steps now, in parts of the weights?",
                "Now the steps are so large that they throw the weights about. There is room between the two.",
                recognise=lambda value: value > 0.5),
        Mistake(1e-7, "In which direction did you change it?",
                "Smaller steps make the crawl slower.",
                recognise=lambda value: 0 < value < 1e-5),
        Mistake(-0.1, "Which way does a negative learning rate walk?",
                "With a negative learning rate each step goes uphill. The sign is in the update already.",
                recognise=lambda value: value < 0),
    ),
))

# 9.21: which instrument? -------------------------------------------------------------------------

_INSTRUMENTS = {"A": "first_loss", "B": "gradient_check", "C": "data_check", "D": "layer_statistics",
                "E": "update_ratios", "F": "overfit_one_batch"}


def _first_wrong(value):
    """Return the first letter whose instrument is not the right one; None if all are."""
    for letter, right in _INSTRUMENTS.items():
        if letter in value and _instrument(value[letter]) != right:
            return letter
    return None


def _instrument(answer):
    return answer.strip().casefold() if isinstance(answer, str) else answer


def _accept_instruments(value, arguments):
    if set(value) != set(_INSTRUMENTS):
        return "it should have the six letters A to F, each with the name of an instrument."
    letter = _first_wrong(value)
    if letter is None:
        return None
    if not isinstance(value[letter], str):
        return (f'at {letter} a name in quotation marks is expected, such as "gradient_check", and not '
                f"the instrument itself.")
    return f"your {letter} is {value[letter]!r}."


def _wrong_at(letter):
    return lambda value: _first_wrong(value) == letter


def _no_instrument(value):
    answer = value.get(_first_wrong(value))
    return isinstance(answer, str) and _instrument(answer) not in _INSTRUMENTS.values()


def _no_text(value):
    return not isinstance(value.get(_first_wrong(value), ""), str)


add(Exercise(
    name="which_instrument",
    number="9.21",
    title="Which instrument first?",
    difficulty=2,
    minutes=3,
    target="instruments",
    solution=_INSTRUMENTS,
    accept=_accept_instruments,
    own_stub="""
        instruments = {
            "A": ...,
            "B": ...,
            "C": ...,
            "D": ...,
            "E": ...,
            "F": ...,
        }
    """,
    why="The instrument that answers the question which is asked, and no other, saves you the other five.",
    hints=("Each of the six is the answer once.",
           "Which of the six need no step and no backward pass? They answer the first questions.",
           "Which one does not believe the labels?"),
    mistakes=(
        Mistake(_INSTRUMENTS | {"C": 1}, "Text stands between quotation marks. Which of your six are text?",
                "Not the instrument itself is wanted, but its name, as text.",
                recognise=_no_text),
        Mistake(_INSTRUMENTS | {"D": "layer_stats"}, "Is this one of the six names, letter by letter?",
                "The names stand in the text above the cell. Copy them from there.",
                recognise=_no_instrument),
        Mistake(_INSTRUMENTS | {"A": "overfit_one_batch", "F": "first_loss"},
                "A: does yours look at the weights, the loss and the inputs, and does it need no step?",
                "A wants to know whether all three are right before the first step. One number tells it, from a single "
                "forward pass.",
                recognise=_wrong_at("A")),
        Mistake(_INSTRUMENTS | {"B": "layer_statistics", "D": "gradient_check"},
                "B: could a wrong formula leave numbers of a good size, and a loss that falls?",
                "A wrong backward can send back gradients of quite usual size. Only wiggling tells whether they "
                "are the right ones.",
                recognise=_wrong_at("B")),
        Mistake(_INSTRUMENTS | {"C": "layer_statistics", "D": "data_check"},
                "C: code and steps are well, says the complaint. What is left?",
                "A network that learns a batch by heart has a working gradient. If it then reads nothing new, ask "
                "what it has been told.",
                recognise=_wrong_at("C")),
        Mistake(_INSTRUMENTS | {"D": "update_ratios", "E": "layer_statistics"},
                "D: which instrument shows every layer, activations included, on both ways?",
                "Where on its way the signal gets lost is seen where each layer has a row of its own, for what comes "
                "out of it and for what comes back.",
                recognise=_wrong_at("D")),
        Mistake(_INSTRUMENTS | {"E": "overfit_one_batch", "F": "update_ratios"},
                "E: what has to be compared with the size of a step?",
                "“Too small for these weights”: the size of a step has to be compared with the size of the weights.",
                recognise=_wrong_at("E")),
        Mistake(_INSTRUMENTS | {"F": "gradient_check"},
                "F: which single test uses forward, loss, backward and step together?",
                "All the parts have to work together, many steps long, and something simple has to come of it.",
                recognise=_wrong_at("F")),
    ),
))

# 9.22: emergency room, weights that are never moved ----------------------------------------------


def step_beside(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):                          # ReLU layers have none
            W, b = layer.W, layer.b
            W = W - learning_rate * layer.dW
            b = b - learning_rate * layer.db


def step_stored(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):                          # ReLU layers have none
            layer.W = layer.W - learning_rate * layer.dW
            layer.b = layer.b - learning_rate * layer.db


def step_in_place(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            W, b = layer.W, layer.b
            W -= learning_rate * layer.dW
            b -= learning_rate * layer.db


def step_only_W(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W = layer.W - learning_rate * layer.dW


def step_uphill(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W = layer.W + learning_rate * layer.dW
            layer.b = layer.b + learning_rate * layer.db


def step_forgets_weights(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W = -learning_rate * layer.dW
            layer.b = -learning_rate * layer.db


def step_returns_first(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W = layer.W - learning_rate * layer.dW
            layer.b = layer.b - learning_rate * layer.db
            return


def step_exchanged(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.dW = layer.W - learning_rate * layer.dW
            layer.db = layer.b - learning_rate * layer.db


def step_without_rate(network, learning_rate):
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.W = layer.W - layer.dW
            layer.b = layer.b - layer.db


def _with_gradients(sizes, seed):
    network, loss = MLP(sizes, seed=seed), SoftmaxCrossEntropy()
    rng = np.random.default_rng(seed)
    for layer in network.layers:
        if hasattr(layer, "W"):
            layer.b[:] = rng.normal(size=layer.b.shape)
    y = rng.integers(0, sizes[-1], 6)
    loss.forward(network.forward(rng.normal(size=(6, sizes[0]))), y)
    network.backward(loss.backward())
    return network


def _small_network():
    return _with_gradients([3, 4, 2], 1)


def _deep_network():
    return _with_gradients([4, 5, 3, 3], 2)


def _weights_of(returned, arguments):
    network = arguments[0]
    return {f"layers[{index}].{name}": getattr(layer, name) for index, layer in enumerate(network.layers)
            if hasattr(layer, "W") for name in ("W", "b", "dW", "db")}


add(Exercise(
    name="patient_18",
    number="9.22",
    title="Patient 18: not one digit",
    difficulty=2,
    minutes=4,
    target="step_all",
    solution=step_stored,
    alternatives=(step_in_place,),
    cases=lambda: [(Tool("small_network"), 0.5), (Tool("deep_network"), 0.1)],
    tools={"small_network": _small_network, "deep_network": _deep_network},
    extract=_weights_of,
    why="`W = W − …` makes a new array and calls it W; the layer keeps the old one. Store the new one in the "
        "layer, or change the old one in place with `-=`.",
    hints=("The loss has not changed in its sixteenth digit. What does that say about the weights?",
           "Print layer.W[0, 0] before and after a step. Now print W[0, 0] inside the function.",
           "After the line W = W − …, how many arrays are there, and which of them has the layer?"),
    diagnosis=Diagnosis(
        options={
            "a": "the gradients are zero",
            "b": "the learning rate is too small",
            "c": "the new weights are computed and never reach the network",
            "d": "the loss is computed from other data than the gradient",
            "e": "nothing is ill: it has found its minimum",
        },
        right="c",
        mistakes=(
            Mistake("a", "What are the norms of dW?",
                    "The gradients are there, in each layer, and the check found them right."),
            Mistake("b", "Would a small step leave all sixteen digits of the loss as they were, a hundred times?",
                    "With a rate of 0.1 and these gradients the loss would move at once. It has not moved in any "
                    "digit."),
            Mistake("d", "Which X and y go into forward and loss, in the cell?",
                    "Both use the same X and y. And even the wrong gradient would move the weights somewhere."),
            Mistake("e", "What are the norms of dW at a minimum?",
                    "At a minimum the gradients are zero. Here they are as large as those of a fresh "
                    "network."),
        ),
    ),
    mistakes=(
        Mistake(step_beside, "Whose W is changed by `W = W − …`: the layer's?",
                "The name W is given to a new array. The layer still has the old one. Either the new array is "
                "stored in the layer, or the old one is changed in place."),
        Mistake(step_only_W, "The weights move now. What about the biases?",
                "The biases are still as they were. They had the same illness."),
        Mistake(step_uphill, "The weights move now. In which direction?",
                "Against the gradient, please: with a plus the loss rises."),
        Mistake(step_forgets_weights, "What has become of the old weights?",
                "The new weights are the step alone. A step starts from where one stands."),
        Mistake(step_returns_first, "How many layers make a step?",
                "The function is left after the first layer. Look at where the return stands."),
        Mistake(step_exchanged, "Where do you keep the new weights?",
                "They are stored in dW and db, so that the gradients are lost and the weights stay."),
        Mistake(step_without_rate, "Where has the learning rate gone?",
                "The step is the whole gradient. It should be η times the gradient."),
    ),
))

# 9.23: emergency room, a healthy patient ---------------------------------------------------------

_HEALTHY = {"learning_rate": 0.02, "batch_size": 2}


def _settings(**wanted):
    """Recognise settings that were changed so: "less", "same" or "more"."""
    def recognise(value):
        for key, how in wanted.items():
            change = value[key] - _HEALTHY[key]
            if how != ("same" if change == 0 else "more" if change > 0 else "less"):
                return False
        return True
    return recognise


add(Exercise(
    name="patient_19",
    number="9.23",
    title="Patient 19: a wild curve",
    difficulty=2,
    minutes=3,
    target="settings_19",
    solution=_HEALTHY,
    why="A curve of single batches of two must jump: the digits differ. What counts is where it goes, and the "
        "validation accuracy. Not everything that looks ill is, and a good network can be spoilt by a cure.",
    hints=("Does the mean of the curve go down? Which accuracy does it reach on digits that it has not seen?",
           "How many digits are in the batch of one step? How much do two digits say about all?"),
    diagnosis=Diagnosis(
        options={
            "a": "the learning rate is too large",
            "b": "X was shuffled without y",
            "c": "nothing is wrong: the noise comes from small batches",
            "d": "the loss has a wrong gradient",
        },
        right="c",
        healthy=True,
        mistakes=(
            Mistake("a", "What are the ratios, and does the mean of the curve fall?",
                    "The ratios are healthy, and the mean over the last fifth of the steps is less than half of that over "
                    "the first fifth. With a rate that is too large it would not fall."),
            Mistake("b", "Can a network with exchanged labels read digits that it has never seen?",
                    "On the validation data it gets most digits right. With labels that have come apart it would "
                    "get one in ten."),
            Mistake("d", "What did the gradient check say?",
                    "All gradients are right, and the network learns."),
        ),
    ),
    mistakes=(
        Mistake({"learning_rate": 0.002, "batch_size": 2},
                "Does it learn better with this rate than it did before?",
                "You slowed down a network that was learning well.",
                recognise=_settings(learning_rate="less", batch_size="same")),
        Mistake({"learning_rate": 0.2, "batch_size": 2},
                "What does a larger learning rate do to a curve that jumps?",
                "It jumps more. And nothing was wrong before.",
                recognise=_settings(learning_rate="more", batch_size="same")),
        Mistake({"learning_rate": 0.02, "batch_size": 64},
                "The curve is smoother now. Has the network become better?",
                "A larger batch makes the curve smooth, and an epoch has fewer steps, so that the network learns less "
                "in it. The jumping did no harm.",
                recognise=_settings(learning_rate="same", batch_size="more")),
        Mistake({"learning_rate": 0.002, "batch_size": 64},
                "Two cures at once. Against what?",
                "The network learned well. With fewer and smaller steps it will not learn as much.",
                recognise=_settings(learning_rate="less", batch_size="more")),
        Mistake({"learning_rate": 0.2, "batch_size": 64},
                "Both are larger now. What did you want to cure?",
                "This may train as well as before, but nothing was ill.",
                recognise=_settings(learning_rate="more", batch_size="more")),
    ),
))

# 9.24: emergency room, one layer three times ------------------------------------------------------


def stack_of_one(seed):
    block = [Linear(32, 32, seed=seed), ReLU()]
    hidden = block * 3                                   # three hidden layers
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden,
                            Linear(32, 10, seed=seed + 2)])


def stack_of_three(seed):
    hidden = []
    for k in range(3):                                   # three hidden layers
        hidden += [Linear(32, 32, seed=seed + 10 * k), ReLU()]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden,
                            Linear(32, 10, seed=seed + 2)])


def stack_copied(seed):
    import copy

    block = [Linear(32, 32, seed=seed), ReLU()]
    hidden = [copy.deepcopy(layer) for layer in block * 3]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def stack_by_mlp(seed):
    return MLP([64, 32, 32, 32, 32, 10], seed=seed)


def stack_one_relu(seed):
    relu, hidden = ReLU(), []
    for k in range(3):
        hidden += [Linear(32, 32, seed=seed + 10 * k), relu]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def stack_one_linear(seed):
    linear, hidden = Linear(32, 32, seed=seed), []
    for _ in range(3):
        hidden += [linear, ReLU()]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def stack_shortened(seed):
    hidden = [Linear(32, 32, seed=seed), ReLU()]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def stack_shallow_copies(seed):
    import copy

    block = [Linear(32, 32, seed=seed), ReLU()]
    hidden = [copy.copy(layer) for layer in block * 3]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def stack_without_relu(seed):
    hidden = [Linear(32, 32, seed=seed + 10 * k) for k in range(3)]
    return MLP.from_layers([Linear(64, 32, seed=seed + 1), ReLU(), *hidden, Linear(32, 10, seed=seed + 2)])


def _look_at_stack(network, arguments):
    if network is None:
        return None
    learning = [layer for layer in network.layers if hasattr(layer, "W")]
    others = [layer for layer in network.layers if not hasattr(layer, "W")]
    return {"seed": arguments[0], "layers": len(network.layers), "with weights": len(learning),
            "different": len({id(layer) for layer in learning}),
            "arrays": len({layer.W.__array_interface__["data"][0] for layer in learning}),
            "activations": len({id(layer) for layer in others})}


def _accept_stack(found, arguments):
    if [found["layers"], found["with weights"], found["seed"]] != [9, 5, arguments[0]]:
        return (f"it should keep nine layers, five of them with weights; yours has {found['layers']} and "
                f"{found['with weights']}.")
    if found["different"] < 5:
        return f"five layers with weights are in the list, but there are only {found['different']} of them."
    if found["arrays"] < 5:
        return f"the five layers share their weights: there are only {found['arrays']} different arrays."
    if found["activations"] < 4:
        return f"four activations are in the list, but there are only {found['activations']} of them."
    return None


add(Exercise(
    name="patient_20",
    number="9.24",
    title="Patient 20: nine layers",
    difficulty=3,
    minutes=7,
    core=False,
    target="build_stack",
    solution=stack_of_three,
    alternatives=(stack_copied, stack_by_mlp),
    cases=lambda: [(0,), (5,)],
    extract=_look_at_stack,
    accept=_accept_stack,
    why="Multiplying a list repeats the same objects. One layer in three places keeps only the last X, and writes "
        "its gradient three times over itself.",
    hints=("Compare the three rows of the table for layers[2], layers[4] and layers[6].",
           "What is [[]] * 3, and what happens to it when you append to its first list?",
           "network.layers[2] is network.layers[4]: what does Python say?"),
    diagnosis=Diagnosis(
        options={
            "a": "a transposed weight in the square layers",
            "b": "the same layer object stands in three places",
            "c": "the gradient vanishes in nine layers",
            "d": "the three layers were drawn with the same seed, which makes them twins",
        },
        right="b",
        mistakes=(
            Mistake("a", "Whose backward do the layers use?",
                    "They are the package's own Linear layers, and their backward is right. Then why do layers[2] "
                    "and layers[6] have the same gradient?"),
            Mistake("c", "How large is the gradient's spread in the first layers?",
                    "It hardly changes from layer to layer. And a vanishing gradient would be small, not wrong."),
            Mistake("d", "Would layers that start equal, one after another, get the same gradient and keep the same input?",
                    "Layers in a row with equal weights get different inputs and different gradients, so they would "
                    "differ in the table. These are equal in every column."),
        ),
    ),
    mistakes=(
        Mistake(stack_of_one, "How many times is Linear(32, 32) called?",
                "Once. `block * 3` repeats the names of the same two objects. Make each layer where it is needed."),
        Mistake(stack_one_relu, "The Linear layers are three now. And the activations?",
                "One ReLU stands in three places. It keeps one A, the last, and uses it on the way back for all three."),
        Mistake(stack_one_linear, "The activations are three now. And the layers with weights?",
                "One Linear layer stands in three places. It keeps one X and one dW for all three."),
        Mistake(stack_shortened, "How many hidden layers were there to be?",
                "Every layer is there only once now, but two hidden layers are missing."),
        Mistake(stack_shallow_copies, "Each layer is an object of its own now. And its W?",
                "A shallow copy is a new layer with the same arrays inside. When one is changed in place, all are."),
        Mistake(stack_without_relu, "What has become of the activations?",
                "The layers are different now, but nothing stands between them, and linear layers in a row collapse."),
    ),
))
