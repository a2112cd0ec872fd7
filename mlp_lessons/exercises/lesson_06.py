"""The exercises of lesson 06, backpropagation."""

import numpy as np

from ..activations import sigmoid, softmax
from .record import Exercise, Mistake, Tool, add

# 6.1 to 6.3: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_6_1",
    number="6.1",
    title="From lesson 05: two paths",
    difficulty=1,
    minutes=2,
    options={
        "a": "0.6",
        "b": "0.8",
        "c": "−0.2",
        "d": "−0.12",
    },
    solution="b",
    why="Along a path slopes multiply, and paths add: 0.5·0.4 + (−1)·(−0.6) = 0.2 + 0.6.",
    hints=("How much does the loss change through s₁ alone, if a grows by 1?",
           "Do the two changes happen one or the other, or both at once?"),
    mistakes=(
        Mistake("a", "That is what goes through s₂. Does a reach the loss in another way too?",
                "When a changes, both scores change. The path through s₁ brings 0.5·0.4 more."),
        Mistake("c", "You added the slopes of the two scores. How strongly does a act on each of "
                     "them?",
                "Each path also passes through a weight. Its slope is weight times slope of the "
                "score; only then are the two paths added."),
        Mistake("d", "What is done along one path, and what is done between two paths?",
                "Multiplying belongs to steps that follow each other. The two paths lie side by "
                "side: their slopes are added."),
    ),
))

add(Exercise(
    name="recall_6_2",
    number="6.2",
    title="From lesson 04: the loss of a batch",
    difficulty=1,
    minutes=2,
    options={
        "a": "by 1.6",
        "b": "by 0.4",
        "c": "by 0.1",
        "d": "not at all: the other three outvote it",
    },
    solution="c",
    why="The loss is the mean. One of four samples moves it by a quarter of its own change.",
    hints=("Write the loss of the batch as a sum, divided by something.",),
    mistakes=(
        Mistake("a", "Would the mean of four numbers change by more than any of them?",
                "The mean divides by the number of samples. You have multiplied by it."),
        Mistake("b", "Is the loss of a batch the sum or the mean over its samples?",
                "The sum would rise by 0.4. The loss is the mean, a quarter of the sum."),
        Mistake("d", "Four numbers, one of them grows. Can their mean stay?",
                "A mean is no vote. Every sample counts, each with the weight 1/N."),
    ),
))

add(Exercise(
    name="recall_6_3",
    number="6.3",
    title="From lesson 02: a unit that is off",
    difficulty=1,
    minutes=2,
    options={
        "a": "it grows by 0.1",
        "b": "it grows, but by less than 0.1",
        "c": "it falls",
        "d": "nothing",
    },
    solution="d",
    why="The unit is switched off: ReLU is flat there, and small changes of z get lost.",
    hints=("What is ReLU(−3), and what is ReLU(−2.9)?",),
    mistakes=(
        Mistake("a", "That is so where ReLU is a plain wire. On which side is z = −3?",
                "ReLU passes changes on only where z is positive. Here it is flat."),
        Mistake("b", "Which curve leaks a little on the left? Is it ReLU?",
                "Leaky ReLU would pass on a hundredth. ReLU is exactly 0 for every negative z."),
        Mistake("c", "Can max(z, 0) fall while z grows?",
                "ReLU never falls when z grows. Left of zero it stays where it is, at 0."),
    ),
))

# 6.4: softmax with cross-entropy ----------------------------------------------------------------


def score_gradient(scores, y):
    """Return dscores (N, K): how the mean cross-entropy of the batch changes with each score.

    scores (N, K): one sample a row.  y (N,): the right classes.
    """
    dscores = softmax(scores)                    # (N, K)
    dscores[np.arange(len(y)), y] -= 1
    return dscores / len(y)


def score_gradient_onehot(scores, y):
    return (softmax(scores) - np.eye(scores.shape[1])[y]) / len(scores)


def score_gradient_loop(scores, y):
    P = softmax(scores)
    dscores = np.zeros_like(P)
    for n in range(P.shape[0]):
        for k in range(P.shape[1]):
            dscores[n, k] = (P[n, k] - (k == y[n])) / P.shape[0]
    return dscores


def not_divided(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(len(y)), y] -= 1
    return dscores


def only_the_ones_divided(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(len(y)), y] -= 1 / len(y)
    return dscores


def only_P_divided(scores, y):
    dscores = softmax(scores) / len(y)
    dscores[np.arange(len(y)), y] -= 1
    return dscores


def ones_forgotten(scores, y):
    return softmax(scores) / len(y)


def other_way_round(scores, y):
    return (np.eye(scores.shape[1])[y] - softmax(scores)) / len(y)


def in_every_row(scores, y):
    dscores = softmax(scores)
    dscores[:, y] -= 1
    return dscores / len(y)


def divided_by_all_numbers(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(len(y)), y] -= 1
    return dscores / scores.size


def class_number_taken_away(scores, y):
    return (softmax(scores) - y[:, None]) / len(y)


def whole_rows(scores, y):
    dscores = softmax(scores)
    dscores[y] -= 1
    return dscores / len(y)


def right_classes_only(scores, y):
    return (softmax(scores)[np.arange(len(y)), y] - 1) / len(y)


def everywhere(scores, y):
    return (softmax(scores) - 1) / len(y)


def labels_for_onehot(scores, y):
    P = softmax(scores)
    dscores = P - y
    return dscores / len(y)


def always_by_two(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(len(y)), y] -= 1
    return dscores / 2


def rows_of_two_samples(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(2), y] -= 1
    return dscores / 2


def divided_by_the_classes(scores, y):
    dscores = softmax(scores)
    dscores[np.arange(len(y)), y] -= 1
    return dscores / scores.shape[1]


def _cases_scores():
    rng = np.random.default_rng(64)
    first = (np.array([[1.0, 3.0, 1.0], [2.0, 2.0, 2.0]]), np.array([0, 2]))
    shapes = [(4, 3), (5, 2), (6, 3)]
    return [first] + [(2 * rng.normal(size=(N, K)), rng.integers(0, K, size=N)) for N, K in shapes]


add(Exercise(
    name="score_gradient",
    number="6.4",
    title="What the loss sends back",
    difficulty=2,
    minutes=8,
    solution=score_gradient,
    alternatives=(score_gradient_onehot, score_gradient_loop),
    cases=_cases_scores,
    package_name="losses.SoftmaxCrossEntropy.backward",
    own_stub='''
        def score_gradient(scores, y):
            """Return dscores (N, K): how the mean cross-entropy of the batch changes with each score.

            scores (N, K): one sample a row.  y (N,): the right classes.
            """
            P = softmax(scores)    # (N, K), what the network said
            raise NotImplementedError("your turn")''',
    why="What was said, minus what should have been said, divided by N. Everything else on the way "
        "back starts from this array.",
    hints=("In the derivation, what is the slope for a score that does not belong to the right "
           "class? And what is added for the one that does?",
           "P[np.arange(N), y] is one number per row, that of the right class. What has to happen "
           "to it?",
           "The loss is the mean over the samples. Which one division puts that in?"),
    mistakes=(
        Mistake(not_divided, "By how much does the mean of N losses change when one of them "
                             "changes by 1?",
                "That would be the gradient of the sum of the losses. The loss of the batch is "
                "their mean, so every slope gets a 1/N, here and nowhere else."),
        Mistake(only_the_ones_divided, "Which part of p − onehot belongs to the mean?",
                "The whole slope of a sample counts 1/N: the probabilities as well as the ones."),
        Mistake(only_P_divided, "You have divided the probabilities. Are the ones no part of the "
                                "slope?",
                "You have divided the probabilities by N, but not the ones. The whole slope of a "
                "sample counts 1/N."),
        Mistake(ones_forgotten, "Yours would push down every score, the right one too. Which "
                                "second path has the score of the right class?",
                "The loss is logsumexp(s) − s_y. The score of the right class appears twice, and "
                "the second time its slope is −1."),
        Mistake(other_way_round, "If the score of the right class grows, does the loss rise or "
                                 "fall? Which sign must its slope have?",
                "The slope for the right class is p − 1, below zero: the loss falls when that "
                "score grows. Yours has all signs the other way round."),
        Mistake(in_every_row, "Add up a row of your result: is it 0? How many numbers in it were "
                              "lowered?",
                "In each row one number must be lowered, that of its own right class: y[0] in row "
                "0, y[1] in row 1. An index such as [:, y] picks the columns y in every row."),
        Mistake(class_number_taken_away, "y says which class is right. Is that the number to take "
                                         "away?",
                "You have taken the class number itself from every score of the row. y only says "
                "at which place of its row 1 is taken away."),
        Mistake(whole_rows, "Does y pick rows or columns?",
                "In your result whole rows are lowered. y[n] names a column, the one to change in "
                "row n: an index needs both, the row and the column."),
        Mistake(right_classes_only, "How many numbers should come back, one per sample or one per "
                                    "score?",
                "You have the slopes for the right classes alone. The other scores move the loss "
                "too, with the slope p."),
        Mistake(everywhere, "Did every class deserve the 1?",
                "1 is taken away at the right class only. The other scores reach the loss on one "
                "path, and keep p."),
        Mistake(divided_by_all_numbers, "Over how many losses is the mean taken: one per score, or "
                                        "one per sample?",
                "Cross-entropy has one loss per sample, so the mean divides by N. Dividing by N·K "
                "belongs to squared error."),
        Mistake(labels_for_onehot, "P has the shape (N, K), and y only (N,). Which array of shape "
                                   "(N, K) says what the network should have said?",
                "y holds one class number per sample, and P one probability per sample and class. "
                "The row that belongs to a label is one-hot: 1 at the right class, else 0."),
        Mistake(always_by_two, "For two samples it is right. What is N for five?",
                "Whatever the batch, your result is divided by 2. N is the number of samples, the "
                "number of rows of scores."),
        Mistake(rows_of_two_samples, "For two samples it runs. Which rows do you pick when there "
                                     "are four?",
                "One place is wanted in every row: as many row numbers as there are labels. Yours "
                "are fewer, whatever the batch."),
        Mistake(divided_by_the_classes, "Does the mean run over the samples or over the classes?",
                "You divide by K, the number of classes. The loss is the mean over N samples."),
    ),
))

# 6.5 to 6.9: one layer at a time ----------------------------------------------------------------


def _close(key, numbers):
    """Return a function: does the answer have these numbers under `key`?"""
    return lambda answer: np.shape(answer[key]) == np.shape(numbers) and \
        np.allclose(np.array(answer[key], float), numbers, atol=2e-3)


_BY_HAND = {"dW2, row 0": [-0.1788, 2.2509], "dW2, row 1": [0.1788, -2.2509],
            "db2": [0.4025, -0.4025]}


def _row_is(*numbers):
    """Return a function: is row 0 of dW2 these numbers, or row 1 the same with the other sign?"""
    row_0, row_1 = np.array(numbers), -np.array(numbers)
    return lambda answer: ("dW2, row 0" in answer and _close("dW2, row 0", row_0)(answer)) or (
        _right_row_0(answer) and _close("dW2, row 1", row_1)(answer))


def _right_row_0(answer):
    return "dW2, row 0" not in answer or _close("dW2, row 0", _BY_HAND["dW2, row 0"])(answer)


add(Exercise(
    name="last_layer_by_hand",
    number="6.5",
    title="On paper: dW2 and db2",
    difficulty=1,
    minutes=5,
    solution=_BY_HAND,
    tolerance=1e-3,
    own_stub="""
        last_layer_by_hand = {
            "dW2, row 0": [..., ...],     # the weights into score 0
            "dW2, row 1": [..., ...],     # the weights into score 1
            "db2": [..., ...],
        }""",
    why="Each weight was used by both samples, so both have their say. For a bias what came in is "
        "always 1.",
    hints=("For dW2[0, 0]: which number came into this weight in sample 0, and which in sample 1? "
           "Look at the first column of A.",
           "dW2[1, 0] belongs to score 1 and hidden unit 0: take column 1 of dscores and column 0 "
           "of A.",
           "db2[0] is the same sum with 1 in place of what came in."),
    mistakes=(
        Mistake({"dW2, row 0": [-0.1788, 0.1788], "dW2, row 1": [2.2509, -2.2509],
                 "db2": [0.4025, -0.4025]},
                "Which index of W2[i, j] names the score, and which the hidden unit?",
                "W2 has one row per score: dW2[0, 1] belongs to score 0 and hidden unit 1. Yours "
                "stands at [1, 0].",
                recognise=_close("dW2, row 0", [-0.1788, 0.1788])),
        Mistake({"dW2, row 0": [-0.1788, -0.0596], "dW2, row 1": [0.1788, 0.0596],
                 "db2": [0.4025, -0.4025]},
                "That is what sample 1 says. What has become of sample 0?",
                "Both samples pull at the same weights. What the one says must not replace what "
                "the other has said.",
                recognise=_row_is(-0.1788, -0.0596)),
        Mistake({"dW2, row 0": [0.0, 2.3105], "dW2, row 1": [0.0, -2.3105],
                 "db2": [0.4025, -0.4025]},
                "That is what sample 0 says. Has sample 1 no say?",
                "Both samples pull at the same weights: their two tables are added.",
                recognise=_row_is(0.0, 2.3105)),
        Mistake({"dW2, row 0": [-0.0894, 1.1255], "dW2, row 1": [0.0894, -1.1255],
                 "db2": [0.4025, -0.4025]},
                "Yours is half of it. Who has already divided by N = 2?",
                "The 1/N of the mean is in dscores. From there on contributions are added, and "
                "nobody divides again.",
                recognise=_row_is(-0.0894, 1.1255)),
        Mistake({"dW2, row 0": [-0.1788, 2.3701], "dW2, row 1": [0.1788, -2.3701],
                 "db2": [0.4025, -0.4025]},
                "In one of the two samples the slope for score 0 is negative. Is it in yours?",
                "The contributions are added with their signs: 0.4621 · 5 from sample 0, and "
                "−0.0596 · 1 from sample 1.",
                recognise=_row_is(-0.1788, 2.3701)),
        Mistake({"dW2, row 0": [-0.1788, 2.2509], "dW2, row 1": [-0.1788, 2.2509],
                 "db2": [0.4025, -0.4025]},
                "Which column of dscores belongs to score 1?",
                "Row 1 belongs to score 1: it takes its slopes from the second column of dscores, "
                "and there the signs are the other way round.",
                recognise=lambda answer: _right_row_0(answer)
                and _close("dW2, row 1", [-0.1788, 2.2509])(answer)),
        Mistake({"dW2, row 0": [-0.1788, 2.2509], "dW2, row 1": [0.1788, -2.2509],
                 "db2": [0.0, 0.0]},
                "You have added up along the rows of dscores. To whom does a bias belong, to a "
                "sample or to a score?",
                "A row of dscores belongs to one sample. A bias belongs to one score and is used "
                "by every sample: add up its column.",
                recognise=_close("db2", [0.0, 0.0])),
        Mistake({"dW2, row 0": [-0.1788, 2.2509], "dW2, row 1": [0.1788, -2.2509],
                 "db2": [0.2013, -0.2013]},
                "That is the mean of each column of dscores. Who has divided by N already?",
                "The loss has put its 1/N into dscores. The contributions to a bias are added, and "
                "that is all.",
                recognise=_close("db2", [0.2013, -0.2013])),
        Mistake({"dW2, row 0": [0.1788, 2.2509], "dW2, row 1": [0.1788, -2.2509],
                 "db2": [0.4025, -0.4025]},
                "The size is right. Which sign has the slope of score 0 in sample 1?",
                "It is −0.0596. Hidden unit 0 gave out 3 there, so dW2[0, 0] is negative.",
                recognise=_close("dW2, row 0", [0.1788, 2.2509])),
        Mistake({"dW2, row 0": [-0.1788, 2.2509], "dW2, row 1": [0.1788, -2.2509],
                 "db2": [3.0, 6.0]},
                "Is a bias multiplied with what the hidden units gave out?",
                "3 and 6 are the column sums of A. What comes in through a bias is 1, in every "
                "sample, so db2 is made of dscores alone.",
                recognise=_close("db2", [3.0, 6.0])),
    ),
))

add(Exercise(
    name="prediction_6_6",
    number="6.6",
    title="Predict: which product?",
    difficulty=2,
    minutes=4,
    options={
        "a": "dZ @ X.T",
        "b": "dZ * X",
        "c": "X.T @ dZ",
        "d": "dZ.T @ X",
    },
    solution="d",
    why="(dZᵀX)[i, j] = Σₙ dZᵀ[i, n] X[n, j] = Σₙ dZ[n, i] X[n, j]: the sum over the samples, "
        "nothing else.",
    hints=("In a product M @ X the number [i, j] is Σₙ M[i, n] X[n, j]. Which M has M[i, n] = "
           "dZ[n, i]?",
           "Try shapes that differ: N = 5, in = 3, out = 2. Which of the four gives (2, 3)?"),
    mistakes=(
        Mistake("a", "Write out its number [i, j]. What is added up there, the samples or the "
                     "neurons?",
                "(dZ Xᵀ)[i, j] multiplies row i of dZ, sample i, with row j of X, sample j. It "
                "mixes samples, and it runs here only because all shapes are (2, 2)."),
        Mistake("b", "Where in dZ * X is anything added up?",
                "* multiplies place by place: sample n stays sample n, and only i = j meets. The "
                "sum over the samples is missing."),
        Mistake("c", "Its sum runs over the samples, as it should. Which index has become the row?",
                "(XᵀdZ)[j, i] is the right sum, but at the place of the other index: one row per "
                "input. W has one row per neuron, and so has dW."),
    ),
))

add(Exercise(
    name="prediction_6_7",
    number="6.7",
    title="Predict: every sample twice",
    difficulty=1,
    minutes=2,
    options={
        "a": "it doubles",
        "b": "it is halved",
        "c": "it stays as it is",
        "d": "it becomes four times as large",
    },
    solution="c",
    why="Twice as many terms, each half as large, because the loss divides by 4 and not by 2.",
    hints=("How many terms has the sum over n now? And what has become of each number of "
           "dscores?",),
    mistakes=(
        Mistake("a", "The sum has twice as many terms. Has each term stayed as large?",
                "In dscores stands 1/N, and N has doubled: every term is half as large."),
        Mistake("b", "Each term is half as large. How many terms are there?",
                "N stands in dscores, so each term is halved. But there are twice as many of "
                "them."),
        Mistake("d", "Does the loss of the batch, a mean, change at all when every sample comes "
                     "twice?",
                "The mean of the losses is the same as before, for any weights. So its slopes are "
                "too."),
    ),
))


def input_gradient(dZ, W):
    """Return dX (N, in): how the loss changes with every number that went into the layer.

    dZ (N, out): the same for what came out.  W (out, in).
    """
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):    # every neuron that input j feeds
                dX[n, j] += dZ[n, i] * W[i, j]
    return dX


def input_gradient_product(dZ, W):
    return dZ @ W


def overwritten(dZ, W):
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):
                dX[n, j] = dZ[n, i] * W[i, j]
    return dX


def only_the_first_path(dZ, W):
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            dX[n, j] = dZ[n, 0] * W[0, j]
    return dX


def paths_multiplied(dZ, W):
    dX = np.ones((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):
                dX[n, j] *= dZ[n, i] * W[i, j]
    return dX


def multiplied_into_zero(dZ, W):
    return np.zeros((dZ.shape[0], W.shape[1]))


def weights_forgotten(dZ, W):
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):
                dX[n, j] += dZ[n, i]
    return dX


def mean_of_the_paths(dZ, W):
    return dZ @ W / W.shape[0]


def indices_exchanged(dZ, W):
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):
                dX[n, j] += dZ[n, i] * W[j, i]
    return dX


def weight_added(dZ, W):
    dX = np.zeros((dZ.shape[0], W.shape[1]))
    for n in range(dX.shape[0]):
        for j in range(dX.shape[1]):
            for i in range(W.shape[0]):
                dX[n, j] += dZ[n, i] + W[i, j]
    return dX


def _cases_input_gradient():
    rng = np.random.default_rng(68)
    first = (np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 1.0]]))
    return [first] + [(rng.normal(size=(N, n_out)), rng.normal(size=(n_out, n_in)))
                      for N, n_in, n_out in [(4, 2, 3), (3, 5, 4)]]


add(Exercise(
    name="input_gradient",
    number="6.8",
    title="Repair: the last path wins",
    difficulty=2,
    minutes=4,
    solution=input_gradient,
    alternatives=(input_gradient_product,),
    cases=_cases_input_gradient,
    own_stub='''
        def input_gradient(dZ, W):
            """Return dX (N, in): how the loss changes with every number that went into the layer.

            dZ (N, out): the same for what came out.  W (out, in).
            """
            raise NotImplementedError("your turn")    # mend the code below, then delete this line
            dX = np.zeros((dZ.shape[0], W.shape[1]))
            for n in range(dX.shape[0]):
                for j in range(dX.shape[1]):
                    for i in range(W.shape[0]):    # every neuron that input j feeds
                        dX[n, j] = dZ[n, i] * W[i, j]
            return dX''',
    why="Every path but the last was lost. Now they add.",
    hints=("Follow the innermost loop for n = 0, j = 0 by hand. What stands in dX[0, 0] after i = "
           "0, and what after i = 1?",
           "Paths add. Where does the code add?"),
    mistakes=(
        Mistake(overwritten, "Follow the innermost loop by hand: what happens to the first path "
                             "when the second one comes?",
                "Each round of the innermost loop overwrites what the round before has written. "
                "Only the last neuron's path is left."),
        Mistake(only_the_first_path, "How many neurons does input j feed, and how many of them do "
                                     "you ask?",
                "Only the path through neuron 0 is counted. Input j feeds every neuron of the "
                "layer."),
        Mistake(paths_multiplied, "What is done with slopes along one path, and what between two "
                                  "paths?",
                "The paths lie side by side, they do not follow each other. Between paths slopes "
                "are added."),
        Mistake(multiplied_into_zero, "Everything is 0. With which number does dX begin, and what "
                                      "do you do with it?",
                "dX begins with zeros, and zero times anything stays zero. Paths are not "
                "multiplied with each other."),
        Mistake(weights_forgotten, "If input j grows by 1, by how much does neuron i grow?",
                "Neuron i grows by W[i, j]. So the slope of each path is dZ[n, i] times that "
                "weight."),
        Mistake(indices_exchanged, "Which index of W counts the neurons, the first or the second? "
                                   "And which of your loops does?",
                "W has one row per neuron: its first index runs over the neurons, i, its second "
                "over the inputs, j. The other way round you ask for rows that do not exist."),
        Mistake(weight_added, "Along one path, from the input through the weight to the neuron: "
                              "are slopes added or multiplied?",
                "The path has two steps in a row, and in a row slopes multiply. The sum comes "
                "between the paths only."),
        Mistake(mean_of_the_paths, "Are the paths averaged, or do they all act at once?",
                "When an input grows, it acts on all neurons at once. What they do is added, not "
                "averaged."),
    ),
))

add(Exercise(
    name="prediction_6_9",
    number="6.9",
    title="Predict: back through a ReLU",
    difficulty=1,
    minutes=2,
    options={
        "a": "(0, −4)",
        "b": "(5, 0)",
        "c": "(5, −4)",
        "d": "(0, −12)",
    },
    solution="a",
    why="Z decides who is let through, dA only says what comes. A negative slope passes like any "
        "other.",
    hints=("Which of the two units was on when the values went forward?",
           "The slope of ReLU at z = 3 is 1, and at z = −2 it is 0."),
    mistakes=(
        Mistake("b", "You have looked at the sign of dA. On which number does the slope of ReLU "
                     "depend?",
                "Whether a unit is on was decided on the way forward, by z. A gradient may well be "
                "negative: it only says that the loss falls when a grows."),
        Mistake("c", "What does the unit with z = −2 pass on, when its z changes a little?",
                "The activation has a slope too, and here it is 0 for one unit. You have left it "
                "out."),
        Mistake("d", "You have multiplied by what came out, 3. By what does a change, if z changes "
                     "by 1?",
                "At z = 3 ReLU has the value 3, but the slope 1. The chain rule asks for the "
                "slope."),
    ),
))

# 6.10: all lines --------------------------------------------------------------------------------


def network_gradients(X, Z1, A, dscores, W2):
    """Return (dW1, db1, dW2, db2) of a network Linear, ReLU, Linear.

    X (N, in), Z1 and A (N, hidden): kept on the way forward.  W2 (out, hidden).
    dscores (N, out): what the loss sends back, with its 1/N.
    """
    dW2 = dscores.T @ A            # (out, hidden)
    db2 = dscores.sum(axis=0)      # (out,)
    dA = dscores @ W2              # (N, hidden)
    dZ1 = dA * (Z1 > 0)            # (N, hidden)
    dW1 = dZ1.T @ X                # (hidden, in)
    db1 = dZ1.sum(axis=0)          # (hidden,)
    return dW1, db1, dW2, db2


def network_gradients_einsum(X, Z1, A, dscores, W2):
    dZ1 = np.where(A > 0, np.einsum("nk,kh->nh", dscores, W2), 0)
    return (np.einsum("nh,nd->hd", dZ1, X), dZ1.sum(axis=0), np.einsum("nk,nh->kh", dscores, A),
            dscores.sum(axis=0))


def slope_forgotten(X, Z1, A, dscores, W2):
    dA = dscores @ W2
    return dA.T @ X, dA.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def mask_from_the_gradient(X, Z1, A, dscores, W2):
    dA = dscores @ W2
    dZ1 = dA * (dA > 0)
    return dZ1.T @ X, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def value_for_slope(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * A
    return dZ1.T @ X, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def divided_once_more(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * (Z1 > 0)
    return dZ1.T @ X / len(X), dZ1.sum(axis=0) / len(X), dscores.T @ A, dscores.sum(axis=0)


def bias_over_neurons(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * (Z1 > 0)
    return dZ1.T @ X, dZ1.sum(axis=1), dscores.T @ A, dscores.sum(axis=0)


def bias_as_mean(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * (Z1 > 0)
    return dZ1.T @ X, dZ1.mean(axis=0), dscores.T @ A, dscores.sum(axis=0)


def hidden_values_for_inputs(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * (Z1 > 0)
    return dZ1.T @ A, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def came_back_forgotten(X, Z1, A, dscores, W2):
    dZ1 = (Z1 > 0) * 1.0
    return dZ1.T @ X, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def rows_are_inputs(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * (Z1 > 0)
    return X.T @ dZ1, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def W2_transposed(X, Z1, A, dscores, W2):
    dA = dscores @ W2.T
    dZ1 = dA * (Z1 > 0)
    return dZ1.T @ X, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def last_layer_first(X, Z1, A, dscores, W2):
    dW1, db1, dW2, db2 = network_gradients(X, Z1, A, dscores, W2)
    return dW2, db2, dW1, db1


def weights_then_biases(X, Z1, A, dscores, W2):
    dW1, db1, dW2, db2 = network_gradients(X, Z1, A, dscores, W2)
    return dW1, dW2, db1, db2


def times_z(X, Z1, A, dscores, W2):
    dZ1 = dscores @ W2 * Z1
    return dZ1.T @ X, dZ1.sum(axis=0), dscores.T @ A, dscores.sum(axis=0)


def _cases_network():
    rng = np.random.default_rng(610)
    Z1 = np.array([[-1.0, 2.0, 0.5], [3.0, -2.0, 1.0]])
    cases = [(np.array([[2.0], [-1.0]]), Z1, np.maximum(Z1, 0), np.array([[1.0, -1.0], [0.5, 2.0]]),
              np.array([[1.0, -1.0, 2.0], [3.0, 0.5, -1.0]]))]
    for N, n_in, hidden, n_out in [(5, 3, 4, 2), (7, 2, 5, 3)]:
        Z1 = rng.normal(size=(N, hidden))
        cases.append((np.round(2 * rng.normal(size=(N, n_in)), 1), np.round(Z1, 1),
                      np.maximum(np.round(Z1, 1), 0), np.round(rng.normal(size=(N, n_out)), 1),
                      np.round(rng.normal(size=(n_out, hidden)), 1)))
    return cases


add(Exercise(
    name="network_gradients",
    number="6.10",
    title="The whole way back",
    difficulty=2,
    minutes=12,
    solution=network_gradients,
    alternatives=(network_gradients_einsum,),
    returns=("dW1", "db1", "dW2", "db2"),
    cases=_cases_network,
    own_stub='''
        def network_gradients(X, Z1, A, dscores, W2):
            """Return (dW1, db1, dW2, db2) of a network Linear, ReLU, Linear.

            X (N, in), Z1 and A (N, hidden): kept on the way forward.  W2 (out, hidden).
            dscores (N, out): what the loss sends back, with its 1/N.
            """
            dW2 = dscores.T @ A            # (out, hidden)
            db2 = dscores.sum(axis=0)      # (out,)
            raise NotImplementedError("your turn")''',
    why="Every slope of the network, whatever its sizes, from one trip back.",
    hints=("Name what you need, from the back to the front: dA, dZ1, dW1, db1. Which shape must "
           "each have?",
           "dA is what the last layer sends back to what came into it. Each hidden value feeds all "
           "scores, so the sum runs over the scores: dscores (N, out) meets W2 (out, hidden).",
           "Between A and Z1 stands the ReLU. Then the first layer has the same two lines as the "
           "last, with X for what came in."),
    mistakes=(
        Mistake(slope_forgotten, "What stands between Z1 and A on the way forward? What is its "
                                 "slope?",
                "Your gradient passes through the ReLU as if it were not there. Units that were "
                "off must pass on nothing."),
        Mistake(mask_from_the_gradient, "Whose sign decides whether a unit was on, that of Z1 or "
                                        "that of dA?",
                "A unit is on if its z was positive on the way forward. The gradient that comes "
                "back may have either sign."),
        Mistake(value_for_slope, "If z grows by 1 at a unit that is on, does a grow by a, or by 1?",
                "The chain rule multiplies by the slope of the ReLU, 0 or 1, not by its value."),
        Mistake(times_z, "How steep is ReLU at z = 3? And at z = −2?",
                "You have multiplied by z itself. The slope of the ReLU is 1 where z is above 0 "
                "and 0 where it is below, however large z may be."),
        Mistake(last_layer_first, "In which order does the first line of the docstring name the "
                                  "results?",
                "You return the gradients of the last layer first. They come out first, but "
                "whoever calls expects dW1, db1, dW2, db2."),
        Mistake(weights_then_biases, "Which of the four results is wanted in second place?",
                "You return both dW and then both db. Each layer's dW and db stand together: dW1, "
                "db1, dW2, db2."),
        Mistake(divided_once_more, "In the first layer yours is divided by N. What is in dscores "
                                   "already?",
                "The loss has divided by N, and everything that comes after it carries that along. "
                "Nobody divides again."),
        Mistake(bias_over_neurons, "How many biases has the hidden layer, and how many numbers has "
                                   "your db1?",
                "You have added up the neurons, and one number per sample is left. A bias belongs "
                "to a neuron, and every sample pulls at it."),
        Mistake(bias_as_mean, "Who has divided by N already?",
                "You have taken the mean over the samples. The 1/N came in with dscores; from "
                "there on the samples are added."),
        Mistake(came_back_forgotten, "Your dZ1 knows which units were on. Does it know what the "
                                     "loss wants?",
                "0 and 1 are the slopes of the ReLU alone. The chain rule multiplies them by what "
                "has come back through the last layer."),
        Mistake(rows_are_inputs, "Which shape has W1: one row per hidden unit, or one row per "
                                 "input?",
                "Your dW1 has one row per input. W1 has one row per hidden unit, and a gradient "
                "has the shape of what it belongs to."),
        Mistake(W2_transposed, "dscores is (N, out), W2 is (out, hidden). Is a transpose needed "
                               "for the two to meet?",
                "On the way forward A (N, hidden) met W2 transposed. On the way back dscores has "
                "one column per score, and W2 one row per score."),
        Mistake(hidden_values_for_inputs, "What came into the first layer?",
                "dW1 needs what the first layer was given, and that is X. A is what came out "
                "behind the ReLU, and goes into the last layer."),
    ),
))

# 6.11: two hidden layers on paper ---------------------------------------------------------------

_x, _a1 = np.array([1.0, 2.0]), np.array([3.0, 0.0])
_W2 = np.array([[1.0, 1.0], [4.0, -2.0]])
_ON1 = np.array([1.0, 0.0])                     # which units of hidden layer 1 are on


def _carry_back(answer):
    """Return the right numbers, each computed from the learner's own one before it."""
    def taken(key, otherwise):
        try:
            numbers = np.array(answer[key], dtype=float)
        except (KeyError, TypeError, ValueError):
            return otherwise
        return numbers if numbers.shape == otherwise.shape else otherwise

    dA2 = np.array([6.0, -2.0])
    dZ2 = taken("dA2", dA2)
    dA1 = taken("dZ2", dZ2) @ _W2
    dZ1 = taken("dA1", dA1) * _ON1
    right = {"dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1,
             "dW2": np.outer(taken("dZ2", dZ2), _a1), "dW1": np.outer(taken("dZ1", dZ1), _x)}
    return {key: (array + 0.0).tolist() for key, array in right.items()}


def _after(**changed):
    """Return a complete answer in which some steps are wrong, and the others follow from them."""
    answer = dict(changed)
    for key in ("dA2", "dZ2", "dA1", "dZ1", "dW2", "dW1"):
        answer.setdefault(key, _carry_back(answer)[key])
    return {key: answer[key] for key in ("dA2", "dZ2", "dA1", "dZ1", "dW2", "dW1")}


def _slip(key, numbers=None, change=None):
    """Return a function: is `key` the first wrong entry, and wrong in this way?

    It has these numbers, or those that `change` makes of the right ones.
    """
    def recognise(answer):
        right = _carry_back(answer)
        wrong = [name for name in right if name in answer and not _close(name, right[name])(answer)]
        expected = numbers if change is None else change(np.array(right[key]))
        return wrong[:1] == [key] and _close(key, expected)(answer)
    return recognise


add(Exercise(
    name="two_layers_by_hand",
    number="6.11",
    title="On paper: two hidden layers",
    difficulty=3,
    minutes=12,
    solution=_after(),
    expected=_carry_back,
    tolerance=1e-3,
    own_stub="""
        two_layers_by_hand = {
            "dA2": [..., ...],
            "dZ2": [..., ...],
            "dA1": [..., ...],
            "dZ1": [..., ...],
            "dW2": [[..., ...], [..., ...]],
            "dW1": [[..., ...], [..., ...]],
        }""",
    why="However deep the network is: through W, through the ReLU, through W, through the ReLU, "
        "and at every layer the same product for dW.",
    hints=("dA2: the output has the slope 2, and its weights are 3 and −1.",
           "dZ2: which of the two units of hidden layer 2 are on?",
           "dA1[0]: hidden unit 0 of layer 1 feeds both units of layer 2, with the weights 1 and "
           "4. Two paths, and they add.",
           "dW1[i, j] is dZ1[i] times what came in, x[j]. For one sample the sum has one term."),
    mistakes=(
        Mistake(_after(dZ2=[6.0, 0.0]), "Whose sign decides whether a unit of hidden layer 2 is "
                                        "on, its z or its dA?",
                "Both units of layer 2 are on, since z is 2 and 4. A negative gradient passes a "
                "unit that is on like any other.",
                recognise=_slip("dZ2", [6.0, 0.0])),
        Mistake(_after(dA1=[4.0, 28.0]), "For dA1[0]: which two weights lead away from unit 0 of "
                                         "layer 1?",
                "You have gone along the rows of W2, which are the weights that lead into a unit. "
                "The weights that lead away from unit 0 stand in column 0.",
                recognise=_slip("dA1", [4.0, 28.0])),
        Mistake(_after(dA1=[-8.0, 4.0]), "Yours has only the path through unit 1 of layer 2. Which "
                                         "other path is there?",
                "The second path must not replace the first: a unit of layer 1 feeds both units of "
                "layer 2, and the two paths add.",
                recognise=_slip("dA1", [-8.0, 4.0])),
        Mistake(_after(dA1=[6.0, 6.0]), "Yours has only the path through unit 0 of layer 2. Which "
                                        "other path is there?",
                "A unit of layer 1 feeds both units of layer 2. The path through unit 1 is "
                "missing.",
                recognise=_slip("dA1", [6.0, 6.0])),
        Mistake(_after(dZ1=[-2.0, 10.0]), "Unit 1 of layer 1 has z = −2. What does it pass on?",
                "You have left the slope of the ReLU out. Where z is negative it is 0, however "
                "large dA may be.",
                recognise=_slip("dZ1", [-2.0, 10.0])),
        Mistake(_after(dZ1=[0.0, 10.0]), "Whose sign decides whether a unit of hidden layer 1 is "
                                         "on, its z or its dA?",
                "Unit 0 is on, with z = 3, and unit 1 is off, with z = −2. You have looked at the "
                "signs of dA1.",
                recognise=_slip("dZ1", [0.0, 10.0])),
        Mistake(_after(dA2=[-2.0, 6.0]), "Which weight leads away from unit 0 of hidden layer 2?",
                "Unit 0 of layer 2 goes into the output with the weight 3, unit 1 with −1.",
                recognise=_slip("dA2", [-2.0, 6.0])),
        Mistake(_after(dA2=[3.0, -1.0]), "These are the weights. What comes back from the loss?",
                "The slope of the loss for the output is 2, and each path multiplies it by its "
                "weight.",
                recognise=_slip("dA2", [3.0, -1.0])),
        Mistake(_after(dZ2=[12.0, -8.0]), "How steep is ReLU at z = 2, and at z = 4?",
                "You have multiplied by z, the height. Where a unit is on, ReLU has slope 1.",
                recognise=_slip("dZ2", [12.0, -8.0])),
        Mistake(_after(dZ1=[-6.0, 0.0]), "How steep is ReLU at z = 3?",
                "You have multiplied by the height, 3. Where a unit is on, ReLU has slope 1.",
                recognise=_slip("dZ1", [-6.0, 0.0])),
        Mistake(_after(dW2=[[18.0, -6.0], [0.0, 0.0]]),
                "Row i of W2 belongs to unit i of layer 2. For which unit do you have a row of "
                "zeros, and did nothing come back to it?",
                "Your dW2 has one row for each unit of layer 1. It has the shape of W2: one row "
                "per unit of layer 2, one column per unit of layer 1.",
                recognise=_slip("dW2", change=np.transpose)),
        Mistake(_after(dW2=[[6.0, 12.0], [-2.0, -4.0]]), "What came into the second layer?",
                "You have multiplied by the inputs x. Layer 2 got what layer 1 gave out, its two "
                "values a.",
                recognise=_slip("dW2", [[6.0, 12.0], [-2.0, -4.0]])),
        Mistake(_after(dW1=[[-2.0, 0.0], [-4.0, 0.0]]),
                "Row i of W1 belongs to unit i of layer 1. Which row must be all zero, as its unit "
                "is off?",
                "Your dW1 has one row per input. It has the shape of W1, one row per unit: row 1, "
                "of the unit that is off, is all zero.",
                recognise=_slip("dW1", change=np.transpose)),
    ),
))

# 6.12: a function for a layer -------------------------------------------------------------------


def linear_backward(dZ, X, W):
    """Return (dW, db, dX) of a linear layer Z = X Wᵀ + b.

    dZ (N, out): how the loss changes with each number that came out.
    X (N, in): what went in.  W (out, in).
    """
    dW = dZ.T @ X           # (out, N) @ (N, in) -> (out, in)
    db = dZ.sum(axis=0)     # (out,)
    dX = dZ @ W             # (N, out) @ (out, in) -> (N, in)
    return dW, db, dX


def linear_backward_loops(dZ, X, W):
    dW, db, dX = np.zeros(W.shape), np.zeros(len(W)), np.zeros(X.shape)
    for n in range(len(X)):
        dW += np.outer(dZ[n], X[n])
        db += dZ[n]
        for i in range(len(W)):
            dX[n] += dZ[n, i] * W[i]
    return dW, db, dX


def linear_backward_einsum(dZ, X, W):
    return np.einsum("ni,nj->ij", dZ, X), np.einsum("ni->i", dZ), np.einsum("ni,ij->nj", dZ, W)


def one_over_N_in_the_layer(dZ, X, W):
    return dZ.T @ X / len(X), dZ.sum(axis=0) / len(X), dZ @ W


def db_over_axis_1(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=1), dZ @ W


def db_as_mean(dZ, X, W):
    return dZ.T @ X, dZ.mean(axis=0), dZ @ W


def db_over_everything(dZ, X, W):
    return dZ.T @ X, dZ.sum(), dZ @ W


def dW_one_row_per_input(dZ, X, W):
    return X.T @ dZ, dZ.sum(axis=0), dZ @ W


def dX_transposed_back(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), W.T @ dZ.T


def last_sample_only(dZ, X, W):
    return np.outer(dZ[-1], X[-1]), dZ[-1], dZ @ W


def dX_with_W_transposed(dZ, X, W):
    dX = dZ @ W.T
    return dZ.T @ X, dZ.sum(axis=0), dX


def dW_without_transpose(dZ, X, W):
    dW = dZ @ X
    return dW, dZ.sum(axis=0), dZ @ W


def dX_comes_first(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def db_comes_last(dZ, X, W):
    return dZ.T @ X, dZ @ W, dZ.sum(axis=0)


def db_as_a_row(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0, keepdims=True), dZ @ W


def _cases_linear():
    rng = np.random.default_rng(612)
    first = (np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]),
             np.array([[1.0, 2.0, 0.0, 1.0], [3.0, -1.0, 1.0, 0.0], [0.0, 1.0, -2.0, 1.0]]),
             np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 3.0, 1.0, 1.0]]))
    return [first] + [(rng.normal(size=(N, n_out)), rng.normal(size=(N, n_in)),
                       rng.normal(size=(n_out, n_in))) for N, n_in, n_out in [(5, 3, 2), (4, 2, 6)]]


add(Exercise(
    name="linear_backward",
    number="6.12",
    title="One function for every linear layer",
    difficulty=2,
    minutes=5,
    solution=linear_backward,
    alternatives=(linear_backward_loops, linear_backward_einsum),
    returns=("dW", "db", "dX"),
    cases=_cases_linear,
    package_name="layers.Linear.backward",
    why="It serves every linear layer of every network, and need not know where the layer stands.",
    hints=("A gradient has the shape of what it belongs to. Write the three shapes down first.",
           "For dW and db the samples are added up. For dX the neurons are.",
           "Which two of dZ, X and W go into dW, and which two into dX?"),
    mistakes=(
        Mistake(one_over_N_in_the_layer, "You divide by the number of samples. Who has done that "
                                         "already?",
                "The 1/N lives in the loss. dZ carries it along, and a layer that divides again "
                "makes its gradients N times too small."),
        Mistake(db_over_axis_1, "How many biases has the layer, and how many numbers has your db?",
                "You have added up the neurons, and one number per sample is left. Every neuron "
                "has one bias, and all samples pull at it."),
        Mistake(db_as_mean, "Is your db a sum or a mean? Which of the two does a sum over paths "
                            "give?",
                "The paths through the samples are added. The mean's 1/N is in dZ already."),
        Mistake(db_over_everything, "How many numbers should db have?",
                "You have added up all of dZ. Only the samples are added up: each neuron keeps its "
                "own sum."),
        Mistake(dW_one_row_per_input, "Which shape has W, and which has your dW?",
                "Yours has one row per input. W has one row per neuron, and a gradient has the "
                "shape of what it belongs to."),
        Mistake(dX_transposed_back, "Which shape has X, and which has your dX?",
                "Yours has one column per sample. Samples are rows, in dX as in X."),
        Mistake(dX_with_W_transposed, "dZ has one column per neuron. Does W have one row or one "
                                      "column per neuron?",
                "W (out, in) has one row per neuron, so dZ (N, out) meets it as it is. The "
                "transpose belongs to the way forward."),
        Mistake(dW_without_transpose, "Which index is added up in dW? Do the inner sizes of your "
                                      "product count that?",
                "In a product the inner sizes are added up, and for dW these must be the samples. "
                "In dZ (N, out) they stand on the outside."),
        Mistake(dX_comes_first, "In which order does the docstring name the three results?",
                "You return dX first. Whoever calls expects dW, db, dX."),
        Mistake(db_comes_last, "Which of the three results is wanted in second place?",
                "You return db last. Whoever calls expects dW, db, dX."),
        Mistake(db_as_a_row, "Which shape has b: a row of a table, or a list of numbers?",
                "Your db has the shape (1, out). A gradient has the shape of what it belongs to, "
                "and b is (out,)."),
        Mistake(last_sample_only, "Do all samples have a say in your dW?",
                "Yours holds what the last sample says. The contributions of all samples are "
                "added."),
    ),
))

# 6.13 to 6.15: the gradient check ---------------------------------------------------------------


def numeric_gradient(loss_of, W, h):
    """Return dW, measured by wiggling: one centred difference for every number of W.

    loss_of: a function; loss_of(W) is the loss with these weights.
    W: an array of any shape; it must be afterwards what it was before.  h: how far to wiggle.
    """
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        kept = W[index]
        W[index] = kept + h
        right = loss_of(W)
        W[index] = kept - h
        left = loss_of(W)
        W[index] = kept
        dW[index] = (right - left) / (2 * h)
    return dW


def numeric_gradient_copies(loss_of, W, h):
    slopes = []
    for k in range(W.size):
        wiggle = np.zeros(W.size)
        wiggle[k] = h
        wiggle = wiggle.reshape(W.shape)
        slopes.append((loss_of(W + wiggle) - loss_of(W - wiggle)) / (2 * h))
    return np.array(slopes).reshape(W.shape)


def to_one_side_only(loss_of, W, h):
    dW = np.zeros(W.shape)
    here = loss_of(W)
    for index in np.ndindex(W.shape):
        kept = W[index]
        W[index] = kept + h
        dW[index] = (loss_of(W) - here) / h
        W[index] = kept
    return dW


def divided_by_h(loss_of, W, h):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        kept = W[index]
        W[index] = kept + h
        right = loss_of(W)
        W[index] = kept - h
        dW[index] = (right - loss_of(W)) / h
        W[index] = kept
    return dW


def divided_without_brackets(loss_of, W, h):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        kept = W[index]
        W[index] = kept + h
        right = loss_of(W)
        W[index] = kept - h
        dW[index] = (right - loss_of(W)) / 2 * h
        W[index] = kept
    return dW


def all_at_once(loss_of, W, h):
    slope = (loss_of(W + h) - loss_of(W - h)) / (2 * h)
    return np.full(W.shape, slope)


def never_put_back(loss_of, W, h):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        W[index] = W[index] + h
        right = loss_of(W)
        W[index] = W[index] - 2 * h
        dW[index] = (right - loss_of(W)) / (2 * h)
    return dW


def one_array_two_names(loss_of, W, h):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        plus = minus = W
        plus[index] += h
        minus[index] -= h
        dW[index] = (loss_of(plus) - loss_of(minus)) / (2 * h)
    return dW


def left_minus_right(loss_of, W, h):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        kept = W[index]
        W[index] = kept + h
        right = loss_of(W)
        W[index] = kept - h
        dW[index] = (loss_of(W) - right) / (2 * h)
        W[index] = kept
    return dW


def _make_loss():
    return lambda W: float((W**3).sum() + W.sum() ** 2)


def _cases_numeric():
    rng = np.random.default_rng(613)
    return [(Tool("loss_of"), np.array([[1.0, -2.0, 0.5], [0.0, 1.0, 2.0]]), 1e-5),
            (Tool("loss_of"), rng.normal(size=(4, 2)), 1e-5),
            (Tool("loss_of"), rng.normal(size=3), 1e-2)]


add(Exercise(
    name="numeric_gradient",
    number="6.13",
    title="A whole gradient by wiggling",
    difficulty=3,
    minutes=10,
    solution=numeric_gradient,
    alternatives=(numeric_gradient_copies,),
    cases=_cases_numeric,
    tools={"loss_of": _make_loss},
    tolerance=1e-6,
    why="Slow, and it needs no thought. That makes it the best witness against a formula.",
    hints=("For one number of W, which two losses do you need, and how far apart are the two "
           "places?",
           "np.ndindex(W.shape) runs through all places: for index in np.ndindex(W.shape): … "
           "W[index] …",
           "Keep the number before you wiggle it, and put it back before you go on to the next."),
    mistakes=(
        Mistake(to_one_side_only, "Nearly right. Which two places does a centred difference "
                                  "compare?",
                "You compare w + h with w. The curve bends between them, and the error is "
                "thousands of times that of comparing w + h with w − h."),
        Mistake(divided_by_h, "How far apart are w − h and w + h?",
                "From w − h to w + h it is two steps of h. You divide by one."),
        Mistake(divided_without_brackets, "In which order does Python compute a / 2 * h?",
                "From left to right: (a / 2) · h, so yours was multiplied by h. What you divide by "
                "needs brackets."),
        Mistake(all_at_once, "All your slopes are equal. How many numbers of W moved at a time?",
                "All weights were moved at once, as W + h does, for example. That gives one slope "
                "for all of them together. Each number must move alone."),
        Mistake(one_array_two_names, "All your slopes are 0. Were the weights really different "
                                     "when the two losses were computed?",
                "plus = W makes no copy, for example: it is a second name for the same array, so "
                "that +h and −h end up in one place and cancel."),
        Mistake(never_put_back, "Is W after your function what it was before?",
                "Each number stays h below its old value, so the next slopes are measured at "
                "another place, and whoever called you gets changed weights back."),
        Mistake(left_minus_right, "If the loss is higher at w + h than at w − h, which sign must "
                                  "the slope have?",
                "You subtract the right loss from the left one. A curve that rises then gets a "
                "negative slope."),
    ),
))


def worst_error(a, b):
    """Return the largest relative error |a − b| / max(|a|, |b|) of two arrays, one number.

    a, b: arrays of one shape, such as a gradient and what wiggling measured.
    Where a and b are both 0, the error is 0. No warning, please.
    """
    size = np.maximum(np.abs(a), np.abs(b))
    return np.max(np.abs(a - b) / np.where(size > 0, size, 1))


def worst_error_loop(a, b):
    worst = 0.0
    for x, y in zip(np.ravel(a), np.ravel(b)):
        if x != y:
            worst = max(worst, abs(x - y) / max(abs(x), abs(y)))
    return worst


def zero_by_zero(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))


def absolute_error(a, b):
    return np.max(np.abs(a - b))


def divided_by_the_second(a, b):
    size = np.abs(b)
    return np.max(np.abs(a - b) / np.where(size > 0, size, 1))


def divided_by_both(a, b):
    size = np.abs(a) + np.abs(b)
    return np.max(np.abs(a - b) / np.where(size > 0, size, 1))


def sign_kept(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return np.max((a - b) / np.where(size > 0, size, 1))


def mean_error(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return np.mean(np.abs(a - b) / np.where(size > 0, size, 1))


def one_error_for_each(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(size > 0, size, 1)


def with_pythons_max(a, b):
    size = max(abs(a), abs(b))
    return np.max(np.abs(a - b) / size)


def with_an_if(a, b):
    if a == 0 and b == 0:
        return 0.0
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))


def chosen_too_late(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return np.max(np.where(size == 0, 0, np.abs(a - b) / size))


def nan_ignored(a, b):
    return np.nanmax(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))


def worst_over_largest(a, b):
    size = np.max(np.maximum(np.abs(a), np.abs(b)))
    return np.max(np.abs(a - b)) / (size if size > 0 else 1)


def bars_forgotten_below(a, b):
    size = np.maximum(a, b)
    return np.max(np.abs(a - b) / np.where(size != 0, size, 1))


def a_little_added(a, b):
    return np.max(np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + 1e-8))


def _cases_error():
    rng = np.random.default_rng(614)
    a = rng.normal(size=(4, 3))
    b = a * (1 + 1e-3 * rng.normal(size=(4, 3)))
    return [(np.array([2.0, 0.0, -4.0]), np.array([2.5, 0.0, -4.0])),
            (np.array([-2.0, 1.0]), np.array([-4.0, 1.6])), (a, b), (-a, b),
            (np.array([0.0, 1e-3, 5.0]), np.array([3e-5, 1e-3, 5.0])), (np.zeros(3), np.zeros(3))]


add(Exercise(
    name="worst_error",
    number="6.14",
    title="How wrong is wrong?",
    difficulty=2,
    minutes=8,
    solution=worst_error,
    alternatives=(worst_error_loop,),
    cases=_cases_error,
    quiet=True,
    why="One number for a whole array, whatever the size of its gradients: 0 is perfect agreement.",
    hints=("np.abs and np.maximum work place by place. What is the largest of an array?",
           "What does NumPy say to 0 / 0? You may divide by anything there, since the numerator is "
           "0.",
           "np.where(size > 0, size, 1) has no zero in it."),
    mistakes=(
        Mistake(zero_by_zero, "What is max(|a|, |b|) where both are 0?",
                "0 / 0 gives nan, “not a number”, and a warning, and one nan spoils the maximum. "
                "Two zeros agree perfectly: their error is 0."),
        Mistake(chosen_too_late, "Your result is right. But is 0 still divided by 0 on the way?",
                "Whatever is done with it afterwards, by np.where for example: the quotient 0 / 0 "
                "has been computed, and NumPy has warned. Divide by another number there."),
        Mistake(nan_ignored, "Is 0 still divided by 0? And what is left of two arrays of zeros, "
                             "if every nan is passed over?",
                "0 / 0 gives nan and a warning. Passing over the nan afterwards does not undo the "
                "warning, and where all are nan nothing is left. Do not divide by 0 at all."),
        Mistake(worst_over_largest, "Which two numbers does your quotient compare? Do they stand "
                                    "in the same place?",
                "You divide the largest difference by the largest number of all. Each difference "
                "must be measured against the two numbers of its own place.",
                recognise=lambda error: abs(error - 0.125) < 1e-9),
        Mistake(bars_forgotten_below, "What is the larger one of −2 and −4? And of |−2| and |−4|?",
                "Below the line too the numbers go without their signs: the larger one of |a| and "
                "|b|, not of a and b.",
                recognise=lambda error: abs(error - 0.375) < 1e-9),
        Mistake(a_little_added, "Your errors are a little too small where the numbers are tiny. "
                                "What else is in your denominator?",
                "A small number added to every denominator is not small beside a gradient of "
                "3e-5. Only where both are 0 another denominator is needed.",
                recognise=lambda error: 0.99 < error < 1 - 1e-7),
        Mistake(absolute_error, "Is a difference of 0.001 large? Between which numbers?",
                "|a − b| alone cannot tell: 0.001 is nothing between gradients of 5, and "
                "everything between gradients of 0.001. Relative to what is it?"),
        Mistake(divided_by_the_second, "What comes out if b is 0 and a is not, or if a is far "
                                       "larger than b?",
                "Divided by |b| alone, the error depends on which of the two is called b. Take the "
                "larger one of |a| and |b|."),
        Mistake(divided_by_both, "Is your denominator the larger of the two, or both together?",
                "|a| + |b| is about twice the larger one, so your errors come out at about half."),
        Mistake(sign_kept, "What if a is smaller than b everywhere?",
                "Without the bars a − b can be negative, and the maximum then overlooks it."),
        Mistake(mean_error, "If one of a thousand gradients is wrong, what does the mean say? And "
                            "the maximum?",
                "The mean hides a single wrong gradient among many right ones. The worst one is "
                "asked for."),
        Mistake(with_pythons_max, "Does max know which of two whole arrays is larger?",
                "Python's max asks once which is larger, and two arrays have no single answer. "
                "np.maximum asks at every place."),
        Mistake(with_an_if, "a == 0 is an array. Is it true or false?",
                "An if wants one True or False, and an array has one for each place. np.where "
                "chooses at every place."),
        Mistake(one_error_for_each, "How many numbers should come out?",
                "You return one error for each place. The largest of them is asked for, one "
                "number."),
    ),
))

add(Exercise(
    name="reading_6_15",
    number="6.15",
    title="Where is the fault?",
    difficulty=2,
    minutes=3,
    options={
        "a": "in the loss: everything comes from there",
        "b": "in layers[0]: the data meet it first",
        "c": "in what layers[2] returns, its dX",
        "d": "in the dW line of the last layer, layers[2]",
    },
    solution="d",
    why="layers[0] got its gradient through layers[2], and it is right. So the loss, the dX of "
        "layers[2] and the ReLU must be right as well.",
    hints=("The gradients of layers[0] are right. Through which places did they come?",),
    mistakes=(
        Mistake("a", "If the loss sent a wrong dscores, could db of layers[2] be right?",
                "db of layers[2] is nothing but the column sums of dscores, and it is right. So is "
                "all that came after it."),
        Mistake("b", "Which rows of the report say “right”?",
                "Both gradients of layers[0] are right. On the way back it comes last, so a fault "
                "there could not spoil layers[2] anyway."),
        Mistake("c", "Who lives on the dX of layers[2]? Are its gradients right?",
                "layers[0] gets what layers[2] returns, through the ReLU. Its gradients are right, "
                "so that dX was right too."),
    ),
))

# 6.16 to 6.19: the layers of my network ---------------------------------------------------------


class MyLinear:
    """A layer of n_out neurons with n_in inputs each: Z = X Wᵀ + b."""

    def __init__(self, n_in, n_out, seed=0):
        rng = np.random.default_rng(seed)
        self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))    # why so: lesson 08
        self.b = np.zeros(n_out)                                         # (out,)

    def forward(self, X):
        """Return Z (N, out) for a batch X (N, in)."""
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        """Fill dW (out, in) and db (out,) from dZ (N, out), and return dX (N, in)."""
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W


class LinearInLoops(MyLinear):
    def backward(self, dZ):
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)
        for n in range(len(dZ)):
            self.dW += np.outer(dZ[n], self.X[n])
            self.db += dZ[n]
        return np.dot(dZ, self.W)


class LinearDividesByN(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X / len(dZ)
        self.db = dZ.sum(axis=0) / len(dZ)
        return dZ @ self.W


class LinearBiasPerSample(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=1)
        return dZ @ self.W


class LinearBiasMean(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.mean(axis=0)
        return dZ @ self.W


class LinearKeepsNothing(MyLinear):
    def backward(self, dZ):
        dW = dZ.T @ self.X                   # noqa: F841  (that is the mistake)
        db = dZ.sum(axis=0)                  # noqa: F841
        return dZ @ self.W


class LinearReturnsNothing(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)


class LinearAccumulates(MyLinear):
    def __init__(self, n_in, n_out, seed=0):
        super().__init__(n_in, n_out, seed)
        self.dW = np.zeros((n_out, n_in))
        self.db = np.zeros(n_out)

    def backward(self, dZ):
        self.dW = self.dW + dZ.T @ self.X
        self.db = self.db + dZ.sum(axis=0)
        return dZ @ self.W


class LinearTransposesW(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W.T


class LinearTakesAnotherX(MyLinear):
    def backward(self, dZ):
        X = np.array([[1.0, 2.0], [4.0, 1.0]])    # as a cell of the notebook has left it
        self.dW = dZ.T @ X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W


class _Forgetful:
    """Classes that bear the learner's own name, which is part of the error's message."""

    class MyLinear:
        def __init__(self, n_in, n_out, seed=0):
            rng = np.random.default_rng(seed)
            self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
            self.b = np.zeros(n_out)

        def forward(self, X):
            return X @ self.W.T + self.b

        def backward(self, dZ):
            self.dW = dZ.T @ self.X
            self.db = dZ.sum(axis=0)
            return dZ @ self.W

    class MyReLU:
        def forward(self, Z):
            return np.maximum(Z, 0)

        def backward(self, dA):
            return dA * (self.Z > 0)


class _Adding:
    class MyLinear:    # see _Forgetful
        def __init__(self, n_in, n_out, seed=0):
            rng = np.random.default_rng(seed)
            self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
            self.b = np.zeros(n_out)

        def forward(self, X):
            self.X = X
            return X @ self.W.T + self.b

        def backward(self, dZ):
            self.dW += dZ.T @ self.X
            self.db += dZ.sum(axis=0)
            return dZ @ self.W


class _AddingMistake(Mistake):
    """Two wrong classes called MyLinear must not be taken for the same mistake."""

    name = "LinearAddsToNothing"


class LinearReturnsTheGradientOfW(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return self.dW


def _cases_my_linear():
    rng = np.random.default_rng(616)
    scripts = []
    for n_in, n_out, sizes in [(3, 2, (2, 4)), (2, 5, (4, 3))]:
        W, b = np.round(rng.normal(size=(n_out, n_in)), 1), np.round(rng.normal(size=n_out), 1)
        script = [("new", n_in, n_out, 0), ("set", "W", W), ("set", "b", b)]
        for N in sizes:
            script += [("forward", np.round(rng.normal(size=(N, n_in)), 1)),
                       ("backward", np.round(rng.normal(size=(N, n_out)), 1)),
                       ("get", "dW"), ("get", "db")]
        scripts.append(script)
    return scripts


add(Exercise(
    name="my_linear",
    number="6.16",
    title="My network: the linear layer",
    difficulty=2,
    minutes=6,
    target="MyLinear",
    solution=MyLinear,
    alternatives=(LinearInLoops,),
    cases=_cases_my_linear,
    package_name="layers.Linear",
    part=True,
    own_stub='''
        class MyLinear:
            """A layer of n_out neurons with n_in inputs each: Z = X Wᵀ + b."""

            def __init__(self, n_in, n_out, seed=0):
                rng = np.random.default_rng(seed)
                self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))    # why so: lesson 08
                self.b = np.zeros(n_out)                                         # (out,)

            def forward(self, X):
                """Return Z (N, out) for a batch X (N, in)."""
                # what will backward need? keep it here
                return X @ self.W.T + self.b

            def backward(self, dZ):
                """Fill dW (out, in) and db (out,) from dZ (N, out), and return dX (N, in)."""
                self.dW = ...
                self.db = ...
                return ...''',
    why="It keeps what came in, and turns what comes back into dW, db and dX.",
    hints=("backward is called with dZ alone. What else does dZᵀX need, and who had it last?",
           "self.X = X in forward keeps it until backward asks for it.",
           "The three lines are those of exercise 6.12, with self. before what belongs to the "
           "layer."),
    mistakes=(
        Mistake(LinearDividesByN, "Your dW shrinks with the number of samples. Who has divided by "
                                  "N already?",
                "The 1/N lives in the loss and nowhere else. A layer that divides again makes its "
                "own gradients N times too small, and leaves the others right."),
        Mistake(LinearBiasPerSample, "How many biases has the layer, and how many numbers has your "
                                     "db?",
                "You have added up the neurons, and one number per sample is left. Each neuron has "
                "one bias, and every sample pulls at it."),
        Mistake(LinearBiasMean, "Is your db a sum or a mean over the samples?",
                "That is the mean. The 1/N is in dZ already, because the loss put it there."),
        Mistake(LinearKeepsNothing, "After backward, where will somebody else find dW and db?",
                "Names without self. are forgotten when the method ends. The optimizer of lesson "
                "07 will look for them on the layer."),
        Mistake(LinearReturnsNothing, "What does the layer before this one need from you?",
                "dW and db are there. But the layers before this one are still waiting: backward "
                "must also hand back how the loss changes with X."),
        Mistake(LinearAccumulates, "The first trip is right. What do dW and db still hold when the "
                                   "second one begins?",
                "Yours adds to what was there from the batch before. In this course backward "
                "writes dW and db anew each time."),
        Mistake(_Forgetful.MyLinear, "Which method gets X, and what is left of it when that method "
                                     "has ended?",
                "forward was given X, and backward asks for it as self.X. It is there only if "
                "forward has put it on self before."),
        _AddingMistake(_Adding.MyLinear, "What is self.dW the very first time, before anything has "
                                         "been added to it?",
                "+= adds to what is there already, and on the first trip nothing is. In this "
                "course backward writes dW and db anew each time."),
        Mistake(LinearTakesAnotherX, "Which X is in your dW: the one that this layer was given, or "
                                     "one that the notebook happens to have?",
                "The result has the numbers of the notebook's own X. A layer must work with what "
                "came into its forward: keep that on self."),
        Mistake(LinearTransposesW, "dZ is (N, out). Does it meet W (out, in) as it is?",
                "With W transposed the inner sizes do not fit: the transpose belongs to the way "
                "forward. On the way back, one column of dZ meets one row of W."),
        Mistake(LinearReturnsTheGradientOfW, "Who receives what backward returns, and which shape "
                                             "do they expect?",
                "dW stays with the layer. What goes back to the layer before has the shape of X."),
    ),
))


class MyReLU:
    """max(z, 0), place by place."""

    def forward(self, Z):
        """Return A = max(Z, 0), of the shape of Z."""
        self.Z = Z
        return np.maximum(Z, 0)

    def backward(self, dA):
        """Return dZ, of the shape of Z, from dA."""
        return dA * (self.Z > 0)


class ReLUWithAMask:
    def forward(self, Z):
        self.mask = Z > 0
        return Z * self.mask

    def backward(self, dA):
        return np.where(self.mask, dA, 0.0)


class ReLUKeepsA:
    def forward(self, Z):
        self.A = np.maximum(Z, 0)
        return self.A

    def backward(self, dA):
        dZ = dA.copy()
        dZ[self.A <= 0] = 0
        return dZ


class ReLUWithoutSlope(MyReLU):
    def backward(self, dA):
        return dA


class ReLUMaskFromGradient(MyReLU):
    def backward(self, dA):
        return dA * (dA > 0)


class ReLUOfTheGradientAndZ(MyReLU):
    def backward(self, dA):
        return dA * np.maximum(self.Z, 0)


class ReLUTimesZ(MyReLU):
    def backward(self, dA):
        return dA * self.Z


class ReLUAsksForAName(MyReLU):
    def backward(self, dA):
        return dA * (Z > 0)              # noqa: F821  (that is the mistake)


class ReLUOtherSide(MyReLU):
    def backward(self, dA):
        return dA * (self.Z < 0)


class ReLUSlopeOnly(MyReLU):
    def backward(self, dA):
        return (self.Z > 0) * 1.0


class ReLUWritesIntoTheGradient(MyReLU):
    def backward(self, dA):
        dA[self.Z <= 0] = 0
        return dA


class ReLUWithAnIf(MyReLU):
    def backward(self, dA):
        if self.Z > 0:
            return dA
        return 0


def _cases_my_relu():
    rng = np.random.default_rng(617)
    first = [("new",), ("forward", np.array([[-2.0, 3.0, 1.0], [4.0, -1.0, 0.5]])),
             ("backward", np.array([[5.0, -4.0, 1.0], [2.0, 3.0, -1.0]])),
             ("forward", rng.normal(size=(3, 2))), ("backward", rng.normal(size=(3, 2)))]
    second = [("new",), ("forward", rng.normal(size=(4, 5))), ("backward", rng.normal(size=(4, 5)))]
    return [first, second]


add(Exercise(
    name="my_relu_layer",
    number="6.17",
    title="My network: the activation",
    difficulty=1,
    minutes=3,
    target="MyReLU",
    solution=MyReLU,
    alternatives=(ReLUWithAMask, ReLUKeepsA),
    cases=_cases_my_relu,
    package_name="activations.ReLU",
    part=True,
    own_stub='''
        class MyReLU:
            """max(z, 0), place by place."""

            def forward(self, Z):
                """Return A = max(Z, 0), of the shape of Z."""
                # what will backward need? keep it here
                return np.maximum(Z, 0)

            def backward(self, dA):
                """Return dZ, of the shape of Z, from dA."""
                return ...''',
    why="Units that are on let the gradient through as it is, those that are off stop it.",
    hints=("Which numbers decide whether a unit was on, and when were they known?",
           "Z > 0 is an array of True and False. Multiplied by it, True counts as 1 and False as "
           "0."),
    mistakes=(
        Mistake(ReLUWithoutSlope, "What does your layer do with a unit that was off?",
                "You hand on what you got. The chain rule wants the slope of the ReLU in between, "
                "and for z below zero it is 0."),
        Mistake(ReLUMaskFromGradient, "Whose sign do you look at, that of z or that of the "
                                      "gradient?",
                "Whether a unit was on was decided on the way forward. Negative gradients are "
                "welcome where it was."),
        Mistake(ReLUOfTheGradientAndZ, "You multiply by the value of the ReLU. What does the chain "
                                       "rule multiply by?",
                "Where z is positive the curve has the height z, but the slope 1. The slope is "
                "wanted."),
        Mistake(ReLUTimesZ, "How steep is ReLU at z = 3, and at z = −2?",
                "You have multiplied by z itself. The slope of the ReLU is 1 where z is above 0, "
                "and 0 where it is below."),
        Mistake(_Forgetful.MyReLU, "Which method gets Z, and what is left of it when that method "
                                   "has ended?",
                "forward was given Z, and backward asks for it as self.Z. It is there only if "
                "forward has put it on self before."),
        Mistake(ReLUAsksForAName, "Whose name is Z, inside backward?",
                "Z is a name inside forward alone, and gone when forward has ended. What backward "
                "needs must be kept on self."),
        Mistake(ReLUOtherSide, "Which units let the gradient through, those that were on or those "
                               "that were off?",
                "Yours lets through what was switched off. On the left ReLU is flat, and nothing "
                "passes there."),
        Mistake(ReLUSlopeOnly, "That is the slope of the ReLU itself. What has come back from the "
                               "loss?",
                "You return 0 and 1 whatever arrives. The chain rule multiplies the slope with "
                "dA."),
        Mistake(ReLUWithAnIf, "Z > 0 is an array. Is it true or false?",
                "An if wants one True or False, and Z > 0 has one for each place. Multiplying by "
                "it, or np.where, decides at every place."),
        Mistake(ReLUWritesIntoTheGradient, "The numbers are right. To whom does the array dA "
                                           "belong?",
                "You write zeros into the array you were given, and whoever computed it finds it "
                "changed. Make a new array."),
    ),
))


class MySoftmaxCrossEntropy:
    """The mean over the batch of logsumexp(s) − s_y, one loss per sample."""

    def forward(self, scores, y):
        """Return the loss, a number, for scores (N, K) and right classes y (N,)."""
        shifted = scores - scores.max(axis=1, keepdims=True)           # (N, K)
        exponentials = np.exp(shifted)                                 # (N, K)
        sums = exponentials.sum(axis=1, keepdims=True)                 # (N, 1)
        self.P, self.y = exponentials / sums, y                        # (N, K), (N,)
        losses = np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]    # (N,)
        return float(losses.mean())

    def backward(self):
        """Return dscores, the gradient of the scores, shape (N, K)."""
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / len(self.y)


class LossWithOneHot(MySoftmaxCrossEntropy):
    def backward(self):
        N, K = self.P.shape
        return (self.P - (np.arange(K) == self.y[:, None])) / N


class LossNotDivided(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores


class LossDividedTwice(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / len(self.y) / len(self.y)


class LossWithoutTheOnes(MySoftmaxCrossEntropy):
    def backward(self):
        return self.P / len(self.y)


class LossTheOtherWayRound(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = -self.P
        dscores[np.arange(len(self.y)), self.y] += 1
        return dscores / len(self.y)


class LossDestroysP(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / len(self.y)


class LossInEveryRow(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[:, self.y] -= 1
        return dscores / len(self.y)


class LossMinusLabels(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P - self.y
        return dscores / len(self.y)


class LossAlwaysByTwo(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / 2


class LossForTwoSamples(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(2), self.y] -= 1
        return dscores / 2


class LossDividedByTheClasses(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores / self.P.shape[1]


class LossWithASigmoidSlope(MySoftmaxCrossEntropy):
    def backward(self):
        dscores = self.P.copy()
        dscores[np.arange(len(self.y)), self.y] -= 1
        return dscores * self.P * (1 - self.P) / len(self.y)


def _cases_my_loss():
    rng = np.random.default_rng(618)
    first = [("new",), ("forward", np.array([[1.0, 3.0, 1.0], [2.0, 2.0, 2.0]]), np.array([0, 2])),
             ("backward",), ("backward",),
             ("forward", rng.normal(size=(5, 4)), rng.integers(0, 4, size=5)), ("backward",)]
    second = [("new",), ("forward", 3 * rng.normal(size=(3, 2)), np.array([1, 0, 0])), ("backward",)]
    return [first, second]


add(Exercise(
    name="my_loss",
    number="6.18",
    title="My network: the loss",
    difficulty=2,
    minutes=4,
    target="MySoftmaxCrossEntropy",
    solution=MySoftmaxCrossEntropy,
    alternatives=(LossWithOneHot,),
    cases=_cases_my_loss,
    package_name="losses.SoftmaxCrossEntropy.backward",
    part=True,
    own_stub='''
        class MySoftmaxCrossEntropy:
            """The mean over the batch of logsumexp(s) − s_y, one loss per sample."""

            def forward(self, scores, y):
                """Return the loss, a number, for scores (N, K) and right classes y (N,)."""
                shifted = scores - scores.max(axis=1, keepdims=True)           # (N, K)
                exponentials = np.exp(shifted)                                 # (N, K)
                sums = exponentials.sum(axis=1, keepdims=True)                 # (N, 1)
                self.P, self.y = exponentials / sums, y                        # (N, K), (N,)
                losses = np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]    # (N,)
                return float(losses.mean())

            def backward(self):
                """Return dscores, the gradient of the scores, shape (N, K)."""
                return ...''',
    why="Here the way back begins, and here the 1/N lives.",
    hints=("self.P and self.y are kept. Which array of exercise 6.4 do they make?",
           "Somebody may call backward twice. Does your code leave self.P as it was?"),
    mistakes=(
        Mistake(LossNotDivided, "forward returns the mean over the samples. Is your backward the "
                                "slope of a mean?",
                "Yours is the slope of the sum. Nobody after you will divide by N: that is the "
                "work of the loss."),
        Mistake(LossDividedTwice, "How often is N in your result?",
                "You divide by N twice. The loss is a mean, and a mean divides once."),
        Mistake(LossWithoutTheOnes, "Does y appear anywhere in your result?",
                "Yours is the same whatever the right classes are. At the right class 1 must be "
                "taken away."),
        Mistake(LossTheOtherWayRound, "If the score of the right class grows, does the loss rise "
                                      "or fall?",
                "It falls, so that slope is negative. Yours has every sign the other way round."),
        Mistake(LossDestroysP, "The first call is right. What is in self.P when backward is called "
                               "again?",
                "Your backward changes what forward had kept. A line such as dscores = self.P "
                "makes no copy: both names mean the same array."),
        Mistake(LossInEveryRow, "How many numbers of each row have you lowered?",
                "In each row one number must be lowered, that of its own right class. An index "
                "such as [:, self.y] picks the columns y in every row."),
        Mistake(LossMinusLabels, "self.P has the shape (N, K), and self.y only (N,). Which array "
                                 "of shape (N, K) belongs in the place of the labels?",
                "y holds class numbers. What the network should have said is one-hot: 1 at the "
                "right class of each row, else 0."),
        Mistake(LossAlwaysByTwo, "For two samples it is right. What is N for five?",
                "Whatever the batch, your result is divided by 2. N is the number of samples."),
        Mistake(LossForTwoSamples, "For two samples it runs. Which rows do you pick when there are "
                                   "five?",
                "One place is wanted in every row: as many row numbers as there are labels. Yours "
                "are fewer, whatever the batch."),
        Mistake(LossDividedByTheClasses, "Does the mean run over the samples or over the classes?",
                "You divide by K, the number of classes. The loss is the mean over N samples."),
        Mistake(LossWithASigmoidSlope, "Yours is p(1 − p) times the expected one. Which slopes are "
                                       "in p − onehot already?",
                "p − onehot is the slope of the loss for the scores, softmax included. There is no "
                "step left whose slope could be missing."),
    ),
))


class MyMLP:
    """A network: layers, one after the other."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, X):
        """Return the scores (N, K) for a batch X (N, D)."""
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, dscores):
        """Send dscores (N, K) back through all layers, so that each fills its dW and db."""
        gradient = dscores
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient


class NetworkWithoutReturn(MyMLP):
    def backward(self, dscores):
        for layer in self.layers[::-1]:
            dscores = layer.backward(dscores)


class NetworkByIndex(MyMLP):
    def backward(self, dscores):
        dX = dscores
        for k in range(len(self.layers) - 1, -1, -1):
            dX = self.layers[k].backward(dX)


class NetworkWhile(MyMLP):
    def backward(self, dscores):
        waiting = list(self.layers)
        while waiting:
            dscores = waiting.pop().backward(dscores)
        return dscores


class NetworkForwardsAgain(MyMLP):
    def backward(self, dscores):
        gradient = dscores
        for layer in self.layers:
            gradient = layer.backward(gradient)
        return gradient


class NetworkPassesNothingOn(MyMLP):
    def backward(self, dscores):
        for layer in reversed(self.layers):
            layer.backward(dscores)


class NetworkReturnsTooEarly(MyMLP):
    def backward(self, dscores):
        for layer in reversed(self.layers):
            dscores = layer.backward(dscores)
            return dscores


class NetworkTurnsItsList(MyMLP):
    def backward(self, dscores):
        self.layers.reverse()
        for layer in self.layers:
            dscores = layer.backward(dscores)
        return dscores


class NetworkLeavesOutTheFirst(MyMLP):
    def backward(self, dscores):
        for layer in reversed(self.layers[1:]):
            dscores = layer.backward(dscores)
        return dscores


class NetworkLeavesOutTheLast(MyMLP):
    def backward(self, dscores):
        for layer in reversed(self.layers[:-1]):
            dscores = layer.backward(dscores)
        return dscores


class NetworkCallsForward(MyMLP):
    def backward(self, dscores):
        for layer in reversed(self.layers):
            dscores = layer.forward(dscores)
        return dscores


class NetworkReverseGivesNothing(MyMLP):
    def backward(self, dscores):
        for layer in self.layers.reverse():
            dscores = layer.backward(dscores)
        return dscores


class _Watched:
    """A layer that multiplies by a number on both ways, and notes what it is given."""

    def __init__(self, place, factor):
        self.place, self.factor = place, factor
        self.forward_got, self.backward_got = [], []

    def forward(self, X):
        self.forward_got.append(np.array(X))
        return self.factor * X + 1

    def backward(self, dZ):
        self.backward_got.append(np.array(dZ))
        return self.factor * dZ

    def notes(self):
        return {"place": self.place, "forward": self.forward_got, "backward": self.backward_got}


_FACTORS = {"three layers": (2.0, -0.5, 3.0), "two layers": (-1.5, 4.0)}


def _three_layers():
    return [_Watched(place, factor) for place, factor in enumerate(_FACTORS["three layers"])]


def _two_layers():
    return [_Watched(place, factor) for place, factor in enumerate(_FACTORS["two layers"])]


def _notes_of_layers(value, given):
    """Return what the layers noted; what forward and backward return is not judged."""
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, _Watched) for item in value):
        return [layer.notes() for layer in value]
    return None


def _accept_trips(results, script):
    """Say what is wrong with what the layers were given, trip by trip."""
    factors = _FACTORS[script[0][1].name]
    X = dscores = None
    trips = 0
    for (step, *given), result in zip(script, results):
        if step == "forward":
            X, trips = given[0], trips + 1
        elif step == "backward":
            dscores = given[0]
        elif step == "get":
            complaint = _one_trip(result, factors, X, dscores, trips)
            if complaint:
                return complaint
    return None


def _one_trip(notes, factors, X, dscores, trips):
    kept = isinstance(notes, list) and all(isinstance(note, dict) for note in notes)
    if not kept or [note.get("place") for note in notes] != list(range(len(factors))):
        return ("after backward, self.layers does not hold the same layers in the same order as "
                "before. The next forward pass needs them as they were.")
    gradient = dscores
    for place in reversed(range(len(factors))):
        calls = notes[place]["backward"]
        if len(calls) != trips:
            how_often = "was not called" if len(calls) < trips else "was called more than once"
            return f"layers[{place}].backward {how_often} on trip {trips} through {len(factors)} layers."
        if not (calls[-1].shape == gradient.shape and np.allclose(calls[-1], gradient)):
            source = "what backward was given, dscores" if place == len(factors) - 1 else \
                f"what layers[{place + 1}].backward had returned"
            return (f"layers[{place}].backward got {_inline(calls[-1])}. It should get {source}: "
                    f"{_inline(gradient)}.")
        gradient = factors[place] * gradient
    value = X
    for place, factor in enumerate(factors):
        calls = notes[place]["forward"]
        if len(calls) != trips or not np.allclose(calls[-1], value):
            return f"layers[{place}].forward was not called as it should be. Has forward been changed?"
        value = factor * value + 1
    return None


def _inline(array):
    return str(np.round(array, 4).tolist())


def _cases_my_network():
    rng = np.random.default_rng(619)
    scripts = []
    for name, K in (("three layers", 2), ("two layers", 3)):
        script = [("new", Tool(name))]
        for N in (2, 3):
            script += [("forward", np.round(rng.normal(size=(N, K)), 1)),
                       ("backward", np.round(rng.normal(size=(N, K)), 1)), ("get", "layers")]
        scripts.append(script)
    return scripts


add(Exercise(
    name="my_network",
    number="6.19",
    title="My network: all layers in a row",
    difficulty=2,
    minutes=4,
    target="MyMLP",
    solution=MyMLP,
    alternatives=(NetworkWithoutReturn, NetworkByIndex, NetworkWhile),
    cases=_cases_my_network,
    tools={"three layers": _three_layers, "two layers": _two_layers},
    extract=_notes_of_layers,
    accept=_accept_trips,
    package_name="network.MLP.backward",
    part=True,
    own_stub='''
        class MyMLP:
            """A network: layers, one after the other."""

            def __init__(self, layers):
                self.layers = layers

            def forward(self, X):
                """Return the scores (N, K) for a batch X (N, D)."""
                for layer in self.layers:
                    X = layer.forward(X)
                return X

            def backward(self, dscores):
                """Send dscores (N, K) back through all layers, so that each fills its dW and db."""
                for layer in ...:
                    ...''',
    why="That is backpropagation: every layer does its own small step, and the network only passes "
        "on.",
    hints=("Which layer must be asked first on the way back?",
           "forward gives each layer what the one before has returned. What is the same on the way "
           "back?",
           "reversed(some_list) runs through a list from its end, and leaves the list as it is."),
    mistakes=(
        Mistake(NetworkForwardsAgain, "In which order did you ask the layers?",
                "You went from the first layer to the last, as on the way forward. dscores belongs "
                "to what the last layer gave out, so the last is asked first."),
        Mistake(NetworkPassesNothingOn, "What does each layer do with what it returns? Who "
                                        "receives it?",
                "You give dscores to every layer. Each one must get what the layer behind it has "
                "returned."),
        Mistake(NetworkReturnsTooEarly, "How many layers were asked before backward came to its "
                                        "end?",
                "Only the last layer was asked. A return ends the whole method at once, also in "
                "the middle of a loop."),
        Mistake(NetworkReverseGivesNothing, "What does list.reverse() hand back?",
                "It hands back None: it turns the list itself round, for good. You need the layers "
                "in the other order without touching the list."),
        Mistake(NetworkTurnsItsList, "What does self.layers look like when the next forward pass "
                                     "begins?",
                "Your backward turns the list itself round, and leaves it so, as list.reverse() "
                "does, for example. The next forward pass begins at the wrong end."),
        Mistake(NetworkLeavesOutTheFirst, "Which layer has been left without its gradients?",
                "Nobody needs the dX of the first layer, that is true. But it also fills its own "
                "dW and db in backward, and those are needed."),
        Mistake(NetworkLeavesOutTheLast, "With which layer does the way back begin?",
                "The last layer has been left out. The scores came from it, so dscores must go to "
                "it first."),
        Mistake(NetworkCallsForward, "Which method of the layers did you call?",
                "You went through the layers in the right order, but called forward. It would take "
                "the gradient for a batch of data."),
    ),
))

# 6.20 to 6.22: what a gradient is not -----------------------------------------------------------

add(Exercise(
    name="prediction_6_20",
    number="6.20",
    title="A gradient of exactly zero",
    difficulty=1,
    minutes=2,
    options={
        "a": "the loss has reached its minimum in this weight",
        "b": "near its present value, small changes of this weight do not change the loss",
        "c": "the weight is useless and could be removed",
        "d": "backward has forgotten this weight",
    },
    solution="b",
    why="A slope speaks of here, and only of here. Here the ground is flat; that is all it says.",
    hints=("For which reasons have you seen a slope of 0 in this course? Think of a unit that is "
           "off.",),
    mistakes=(
        Mistake("a", "Is the ground flat only at the bottom of a valley?",
                "It is flat at the bottom, on a summit, and on a plain. Where a ReLU is off for "
                "every sample, all weights into it have slope 0, however bad the loss is."),
        Mistake("c", "Would the weight also do nothing after a large change, or with other data?",
                "The slope is about small changes with this batch. A large step, or another batch, "
                "can switch the unit on, and then the weight matters."),
        Mistake("d", "What would wiggling say about it?",
                "Wiggling measures 0 here as well: a unit that is off does not pass anything on. "
                "The gradient is right."),
    ),
))

add(Exercise(
    name="prediction_6_21",
    number="6.21",
    title="A large gradient",
    difficulty=2,
    minutes=2,
    options={
        "a": "the loss reacts a thousand times as strongly to the first weight, in the units it "
             "has",
        "b": "the first weight is a thousand times further from its best value",
        "c": "the first input matters a thousand times as much as the second",
        "d": "the second weight can be removed",
    },
    solution="a",
    why="A gradient is change of loss per change of weight. In other units it is another number.",
    hints=("If the first input were given in kilometres, not in metres, what would become of its "
           "weight, and of the gradient?",),
    mistakes=(
        Mistake("b", "Does a slope say how far it is to the bottom?",
                "A steep valley can be short, and a gentle one long. The slope is about here, not "
                "about the way that is left."),
        Mistake("c", "What would the two gradients be, if the first input were given in "
                     "kilometres?",
                "Inputs a thousand times smaller need weights a thousand times larger, and the "
                "gradient shrinks by the same factor. The network computes the same as before."),
        Mistake("d", "What would happen to z, if the second weight were suddenly 0?",
                "A small slope says that small changes do little. Taking the weight out is a large "
                "change, and in other units its slope would be large."),
    ),
))

add(Exercise(
    name="prediction_6_22",
    number="6.22",
    title="After backward",
    difficulty=1,
    minutes=2,
    options={
        "a": "the weights have moved a little downhill",
        "b": "the loss is smaller than before",
        "c": "every layer that learns has a dW and a db; all weights are as they were",
        "d": "the weights are replaced by their gradients",
    },
    solution="c",
    why="Backpropagation computes. Moving is another step, and the subject of lesson 07.",
    hints=("In your own MyLinear.backward, which arrays are written? Is W among them?",),
    mistakes=(
        Mistake("a", "Which line of backward writes into W?",
                "None does. backward finds out which way is downhill, and takes no step."),
        Mistake("b", "The loss depends on the weights. Has anything changed them?",
                "As long as the weights stay, so does the loss. You could call backward a hundred "
                "times."),
        Mistake("d", "Where does backward put the gradients, into W or beside it?",
                "dW is an array of its own, of the same shape as W. W is still needed."),
    ),
))

# 6.23 and 6.24: stretch -------------------------------------------------------------------------


def binary_score_gradient(scores, y):
    """Return dscores (N, 1), the gradient of the mean binary cross-entropy for the scores.

    scores (N, 1): one score per sample.  y (N,): the right classes, 0 or 1.
    `sigmoid(scores)` is there for you to use.
    """
    return (sigmoid(scores) - y[:, None]) / len(y)


def binary_reshaped(scores, y):
    return ((sigmoid(scores[:, 0]) - y) / y.size).reshape(-1, 1)


def every_score_minus_every_label(scores, y):
    return (sigmoid(scores) - y) / len(y)


def binary_not_divided(scores, y):
    return sigmoid(scores) - y[:, None]


def slope_of_sigmoid_too(scores, y):
    p = sigmoid(scores)
    return (p - y[:, None]) * p * (1 - p) / len(y)


def binary_other_way_round(scores, y):
    return (y[:, None] - sigmoid(scores)) / len(y)


def flat_result(scores, y):
    return (sigmoid(scores[:, 0]) - y) / len(y)


def score_minus_label(scores, y):
    return (scores - y[:, None]) / len(y)


def _cases_binary():
    rng = np.random.default_rng(623)
    first = (np.array([[0.0], [2.0], [-1.0]]), np.array([1, 0, 0]))
    return [first] + [(2 * rng.normal(size=(N, 1)), rng.integers(0, 2, size=N)) for N in (5, 8)]


add(Exercise(
    name="binary_score_gradient",
    number="6.23",
    title="The same with one score",
    difficulty=2,
    minutes=6,
    core=False,
    solution=binary_score_gradient,
    alternatives=(binary_reshaped,),
    cases=_cases_binary,
    package_name="losses.BinaryCrossEntropy.backward",
    why="Once more: what was said, minus what should have been said, divided by N.",
    hints=("What is the slope of log(u), with u = 1 + e^s? And the slope of u for s?",
           "e^s / (1 + e^s) has a name since lesson 02.",
           "scores is (N, 1) and y is (N,). What does NumPy make of their difference? y[:, None] "
           "is (N, 1)."),
    mistakes=(
        Mistake(every_score_minus_every_label, "How many numbers did you get for N scores?",
                "(N, 1) minus (N,) gives (N, N): every score minus every label, the trap of lesson "
                "04. Both must have the same shape."),
        Mistake(binary_not_divided, "Is the loss the sum or the mean over the samples?",
                "Yours is the slope of the sum. The loss is the mean, and nobody else will "
                "divide."),
        Mistake(slope_of_sigmoid_too, "You have multiplied by p(1 − p) as well. Is there a step "
                                      "left that it would belong to?",
                "p − y is already the slope for the score, sigmoid included: going through the "
                "logarithm has used it up. With p(1 − p) a confident error would hardly be "
                "corrected."),
        Mistake(binary_other_way_round, "If y is 1 and the score grows, does the loss rise or "
                                        "fall?",
                "It falls, so the slope is negative there. Yours has the signs the other way "
                "round."),
        Mistake(flat_result, "Which shape had the scores?",
                "A gradient has the shape of what it belongs to: (N, 1), as the scores."),
        Mistake(score_minus_label, "Which number should be compared with the label, the score or "
                                   "the probability?",
                "Score minus label is the slope of half the squared error. Here the score goes "
                "through a sigmoid first."),
    ),
))


def scale_backward(dZ, X, g):
    """Return (dg, dX) of a layer that multiplies column j of X by g[j]: Z = X * g.

    dZ (N, K): how the loss changes with each number that came out.
    X (N, K): what went in.  g (K,): one factor per column.
    """
    return (dZ * X).sum(axis=0), dZ * g


def scale_backward_loops(dZ, X, g):
    dg, dX = np.zeros(len(g)), np.zeros(X.shape)
    for n in range(X.shape[0]):
        for j in range(X.shape[1]):
            dg[j] += dZ[n, j] * X[n, j]
            dX[n, j] = dZ[n, j] * g[j]
    return dg, dX


def factor_per_number(dZ, X, g):
    return dZ * X, dZ * g


def what_came_in_forgotten(dZ, X, g):
    return dZ.sum(axis=0), dZ * g


def mean_over_samples(dZ, X, g):
    return (dZ * X).mean(axis=0), dZ * g


def factors_forgotten(dZ, X, g):
    return (dZ * X).sum(axis=0), dZ


def summed_over_columns(dZ, X, g):
    return (dZ * X).sum(axis=1), dZ * g


def as_a_linear_layer(dZ, X, g):
    return dZ.T @ X, dZ * g


def X_and_g_exchanged(dZ, X, g):
    return (dZ * g).sum(axis=0), dZ * X


def dX_before_dg(dZ, X, g):
    return dZ * g, (dZ * X).sum(axis=0)


def _cases_scale():
    rng = np.random.default_rng(624)
    first = (np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]]), np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 2.0]]),
             np.array([2.0, 0.5, -1.0]))
    return [first] + [(rng.normal(size=(N, n)), rng.normal(size=(N, n)), rng.normal(size=n))
                      for N, n in [(5, 2), (4, 6)]]


add(Exercise(
    name="scale_backward",
    number="6.24",
    title="A layer you have never seen",
    difficulty=3,
    minutes=8,
    core=False,
    solution=scale_backward,
    alternatives=(scale_backward_loops,),
    returns=("dg", "dX"),
    cases=_cases_scale,
    why="No formula to remember: follow one number's paths, multiply along them, add them up.",
    hints=("Take one factor, g[0]. Which numbers of Z does it touch, and how strongly?",
           "g[j] touches Z[n, j] for every sample n, each with the slope X[n, j]. The paths add.",
           "X[n, j] touches one number only, Z[n, j]. What is the slope?"),
    mistakes=(
        Mistake(factor_per_number, "How many factors has the layer, and how many numbers has your "
                                   "dg?",
                "Each sample has its own contribution to g[j], and there is one g[j]: the "
                "contributions are added up."),
        Mistake(what_came_in_forgotten, "If g[j] grows by 1, by how much does Z[n, j] grow?",
                "It grows by X[n, j]: g is a factor, not a bias."),
        Mistake(mean_over_samples, "Who has divided by N already?",
                "The 1/N lives in the loss. Contributions of samples are added."),
        Mistake(factors_forgotten, "If X[n, j] grows by 1, by how much does Z[n, j] grow?",
                "It grows by g[j]. Your dX passes through the layer as if it were not there."),
        Mistake(summed_over_columns, "Does a factor belong to a sample or to a column?",
                "g[j] belongs to column j and is used by every sample: add up along the samples."),
        Mistake(as_a_linear_layer, "Does g[0] touch the second column of Z?",
                "dZᵀX has a slope for every pair of columns. Here each column has a factor of its "
                "own, and no column mixes with another.",
                recognise=lambda value: np.shape(value[0]) == (3, 3)),
        Mistake(X_and_g_exchanged, "If g[j] grows a little, is the change of Z[n, j] so many times "
                                   "g[j], or so many times X[n, j]?",
                "In a product the slope for one factor is the other factor: X for g, and g for X. "
                "You have them the other way round."),
        Mistake(dX_before_dg, "In which order does the docstring name the two results?",
                "You return dX first. Whoever calls expects dg, dX."),
    ),
))
