"""The exercises of lesson 04, loss."""

import numpy as np

from .record import Exercise, Mistake, Tool, add

# 4.1 and 4.2: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_4_1",
    number="4.1",
    title="From lesson 03: along which axis?",
    difficulty=1,
    minutes=2,
    options={
        "a": "A.sum()",
        "b": "A.sum(axis=0)",
        "c": "A.sum(axis=1)",
        "d": "A[1].sum()",
    },
    solution="c",
    why="The axis that you name is the one that disappears: (5, 3) loses its 3, and (5,) is left.",
    hints=("The result must have the shape (5,). Which of the two numbers in (5, 3) has to disappear?",),
    mistakes=(
        Mistake("a", "How many numbers does that give?",
                "Without an axis everything is added up, over samples and scores: one number."),
        Mistake("b", "Which shape does that give, and what does each of its numbers belong to?",
                "axis=0 adds up over the rows, which are the samples. It gives (3,), one number for "
                "each column."),
        Mistake("d", "How many samples does A[1] hold?",
                "A[1] is one row, the second sample. Its sum is one number, for this sample alone."),
    ),
))

add(Exercise(
    name="recall_4_2",
    number="4.2",
    title="From lesson 02: which one is safe?",
    difficulty=1,
    minutes=2,
    options={
        "a": "np.exp(z)",
        "b": "np.exp(-z)",
        "c": "np.exp(-np.abs(z))",
        "d": "np.exp(np.abs(z))",
    },
    solution="c",
    why="Its exponent is never above zero, so the result is never above 1. You will need that idea again.",
    hints=("Put in z = 1000 and z = −1000. What is the exponent each time?",),
    mistakes=(
        Mistake("a", "What is the exponent at z = 1000?", "e¹⁰⁰⁰ is far beyond what the computer can hold."),
        Mistake("b", "What is the exponent at z = −1000?",
                "At z = −1000 it asks for e¹⁰⁰⁰, far beyond what the computer can hold."),
        Mistake("d", "Is the exponent ever below zero?",
                "|z| is 1000 at both ends, so it asks for e¹⁰⁰⁰ at both ends."),
    ),
))

# 4.3: squared error -----------------------------------------------------------------------------


def my_squared_error(scores, y):
    """Return the mean of (score − y)² over all N·K numbers, one number.

    scores (N, K): what the network said.  y (N, K): what it should have said.
    """
    return np.mean((scores - y)**2)


def squared_with_loops(scores, y):
    N, K = scores.shape
    total = 0.0
    for n in range(N):
        for k in range(K):
            total = total + (scores[n, k] - y[n, k])**2
    return total / (N * K)


def squared_sum(scores, y):
    return np.sum((scores - y)**2)


def squared_per_sample(scores, y):
    return np.sum((scores - y)**2) / len(scores)


def not_squared(scores, y):
    return np.mean(scores - y)


def absolute_error(scores, y):
    return np.mean(np.abs(scores - y))


def with_a_root(scores, y):
    return np.sqrt(np.mean((scores - y)**2))


def squared_at_the_end(scores, y):
    return np.mean(scores - y)**2


def doubled_for_squared(scores, y):
    return np.mean((scores - y) * 2)


def divided_and_multiplied(scores, y):
    N, K = scores.shape
    return np.sum((scores - y)**2) / N * K


def total_overwritten(scores, y):
    N, K = scores.shape
    for n in range(N):
        for k in range(K):
            total = (scores[n, k] - y[n, k])**2
    return total / (N * K)


def difference_of_squares(scores, y):
    return np.mean(scores**2 - y**2)


def no_mean_at_all(scores, y):
    return (scores - y)**2


def one_mean_per_sample(scores, y):
    return np.mean((scores - y)**2, axis=1)


def one_mean_per_column(scores, y):
    return np.mean((scores - y)**2, axis=0)


def _cases_squared_error():
    rng = np.random.default_rng(44)
    first = (np.array([[1.0, 2.0], [0.0, 4.0], [3.0, 3.0]]),
             np.array([[1.0, 0.0], [2.0, 4.0], [0.0, 3.0]]))
    return [first] + [(2 * rng.normal(size=shape), rng.normal(size=shape) + 0.3)
                      for shape in ((4, 3), (5, 1), (2, 4))]


add(Exercise(
    name="my_squared_error",
    number="4.3",
    title="Squared error",
    difficulty=1,
    minutes=4,
    solution=my_squared_error,
    alternatives=(squared_with_loops,),
    cases=_cases_squared_error,
    package_name="losses.MeanSquaredError",
    why="One number for a whole batch: 0 if every prediction is right, and larger the further they are off.",
    hints=("Say the formula aloud in three steps, from the inside out. Which NumPy operation is each?",
           "scores − y has shape (N, K). Squaring keeps it. Which step makes one number of it?",
           "np.mean without an axis takes the mean of everything."),
    mistakes=(
        Mistake(squared_sum, "What happens to your number if the same batch is given twice, one below the "
                             "other?",
                "That is the sum. It grows with the size of the batch, so that two batches cannot be "
                "compared. Take the mean."),
        Mistake(squared_per_sample, "How many squares did you add up, and by how many did you divide?",
                "You added N·K squares and divided by N. The mean over all of them divides by N·K."),
        Mistake(not_squared, "What does an error of +2 together with an error of −2 give?",
                "Without the square, errors of opposite sign cancel, and a bad batch can get the loss 0."),
        Mistake(absolute_error, "An error of 3: does yours count it as 3 or as 9?",
                "That is the mean absolute error. It is used too, but here each error is squared."),
        Mistake(with_a_root, "Which last step is not in the formula?",
                "The root of it is often reported to people, because it has the unit of y. The loss "
                "itself has no root."),
        Mistake(squared_at_the_end, "What comes first in the formula, the square or the mean?",
                "First every error is squared, then comes the mean. The other way round, errors cancel "
                "before they are squared."),
        Mistake(difference_of_squares, "Is (3 − 1)² the same as 3² − 1²?",
                "(3 − 1)² is 4, but 3² − 1² is 8. Subtract first, then square."),
        Mistake(doubled_for_squared, "An error of 3: does yours count it as 6 or as 9?",
                "Twice the error is not its square: * 2 doubles, and ** 2 squares."),
        Mistake(divided_and_multiplied, "What does K do in your result: divide, or multiply?",
                "Your squares are divided by N and multiplied by K. If you wrote / N * K: Python works from "
                "left to right, so the product needs brackets."),
        Mistake(total_overwritten, "After the loop, how many of the squares are in your total?",
                "Only the last one is left: each round has written over the one before. Add to the total "
                "instead."),
        Mistake(no_mean_at_all, "How many numbers should come out for a whole batch?",
                "Those are the squared errors, one for each prediction. Their mean is still to be taken."),
        Mistake(one_mean_per_sample, "That is one number for each sample. What is still to be done?",
                "You have one mean for each sample. The loss is one number for the batch: the mean of "
                "all N·K squares."),
        Mistake(one_mean_per_column, "That is one number for each column. What is still to be done?",
                "You have one mean for each column. The loss is one number for the batch: the mean of "
                "all N·K squares."),
    ),
))

# 4.4 and 4.5: a column minus a row --------------------------------------------------------------

add(Exercise(
    name="prediction_4_4",
    number="4.4",
    title="Predict: a perfect network",
    difficulty=1,
    minutes=2,
    options={
        "a": "0, since every prediction is right",
        "b": "an error, since the shapes differ",
        "c": "a number above 0, although every prediction is right",
        "d": "three numbers, one for each walk",
    },
    solution="c",
    why="NumPy took every score minus every target, also those of different walks. It did so without a word.",
    hints=("What did NumPy do in lesson 01 when you added b of shape (3,) to a matrix with three columns?",
           "Write the three scores as a column and the three targets as a row above it. Which subtractions "
           "can be made?"),
    mistakes=(
        Mistake("a", "Which target is subtracted from the first score? Only the first?",
                "A column of three and a row of three do not meet number by number. NumPy stretches "
                "both, and subtracts every target from every score."),
        Mistake("b", "Did NumPy complain when you added a bias (3,) to a matrix (5, 3)?",
                "NumPy only complains if two different lengths meet and neither is 1. Here a 1 meets a "
                "3, and the 1 is stretched."),
        Mistake("d", "What does np.mean without an axis return?",
                "np.mean without an axis makes one number of whatever it gets."),
    ),
))


def column_error(scores, y):
    """Return the mean squared error, one number.

    scores (N, 1): one score per sample, in a column.  y (N,): the targets.
    """
    difference = scores[:, 0] - y    # (N,): each score minus its own target
    return np.mean(difference**2)


def with_a_column_of_targets(scores, y):
    difference = scores - y[:, None]
    return np.mean(difference**2)


def with_reshape(scores, y):
    difference = scores.reshape(-1) - y
    return np.mean(difference**2)


def with_transposed_scores(scores, y):
    difference = scores.T - y
    return np.mean(difference**2)


def every_pair(scores, y):
    difference = scores - y
    return np.mean(difference**2)


def first_score_for_all(scores, y):
    difference = scores[0] - y
    return np.mean(difference**2)


def first_target_for_all(scores, y):
    difference = scores[:, 0] - y[0]
    return np.mean(difference**2)


def sum_of_scores_for_all(scores, y):
    difference = np.sum(scores) - y
    return np.mean(difference**2)


def column_of_targets(scores, y):
    difference = scores[:, 0] - y[:, 0]
    return np.mean(difference**2)


def mean_score_for_all(scores, y):
    difference = np.mean(scores) - y
    return np.mean(difference**2)


def all_targets_together(scores, y):
    difference = scores - np.mean(y)
    return np.mean(difference**2)


def errors_added_up(scores, y):
    difference = np.sum(scores) - np.sum(y)
    return np.mean(difference**2)


def _cases_column_error():
    rng = np.random.default_rng(46)
    return [(np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 3.0])),
            (rng.normal(size=(5, 1)), rng.normal(size=5)),
            (3 * rng.normal(size=(4, 1)), rng.normal(size=4) + 1)]


add(Exercise(
    name="column_error",
    number="4.5",
    title="The smallest repair",
    difficulty=1,
    minutes=3,
    solution=column_error,
    alternatives=(with_a_column_of_targets, with_reshape, with_transposed_scores),
    cases=_cases_column_error,
    own_stub='''
        def column_error(scores, y):
            """Return the mean squared error, one number.

            scores (N, 1): one score per sample, in a column.  y (N,): the targets.
            """
            difference = ...    # each score minus its own target
            return np.mean(difference**2)''',
    why="Equal shapes first, then the subtraction. This slip has cost people days, because nothing complains.",
    hints=("What must the shapes of the two be, so that number meets number?",
           "You can make a plain array of the column, or a column of the plain array. Which is easier for you?",
           "The box above says how to take a column out of a matrix as a plain array."),
    mistakes=(
        Mistake(every_pair, "Which shape has difference here: (N,), or (N, N)?",
                "The shapes (N, 1) and (N,) are both stretched to (N, N). Bring them to one shape before "
                "you subtract."),
        Mistake(first_score_for_all, "How many scores are left in your difference?",
                "Only the first sample's score is left, and every target is compared with that one."),
        Mistake(first_target_for_all, "How many targets are left in your difference?",
                "Only the first target is left, and every score is compared with that one."),
        Mistake(sum_of_scores_for_all, "Is the score of each sample still there, or only their sum?",
                "Every target is compared with the sum of all scores. Each has its own score."),
        Mistake(column_of_targets, "How many axes does y have?",
                "y is a plain array, (N,). It has no columns to choose from; only scores has."),
        Mistake(mean_score_for_all, "Is each score still compared with its own target?",
                "Every target is compared with the mean of all scores. Each has its own score."),
        Mistake(all_targets_together, "Is each score still compared with the target of its own sample?",
                "Every score is compared with the mean of all targets. Each has its own target."),
        Mistake(errors_added_up, "How many numbers does your difference hold, and how many should it?",
                "Adding up first leaves one number. There are N differences, one for each sample."),
    ),
))

# 4.6 and 4.7: softmax ---------------------------------------------------------------------------

add(Exercise(
    name="prediction_4_6",
    number="4.6",
    title="Predict: a hundred more for everyone",
    difficulty=1,
    minutes=2,
    options={
        "a": "all three come close to 1/3, since 102, 101 and 99 are nearly the same",
        "b": "the first class takes nearly everything, since e¹⁰² is gigantic",
        "c": "nothing changes",
        "d": "they no longer add up to 1",
    },
    solution="c",
    why="All three exponentials grow by the same factor, e¹⁰⁰, and in the shares that factor cancels.",
    hints=("e^(2 + 100) is e² · e¹⁰⁰. By which factor has each of the three exponentials grown? And their sum?",),
    mistakes=(
        Mistake("a", "Does softmax look at how large 102/101 is, or at how large e¹⁰²/e¹⁰¹ is?",
                "The scores are close to each other in proportion, but softmax shares out by e to the "
                "power of the score, and e¹⁰²/e¹⁰¹ is still e."),
        Mistake("b", "How gigantic are the other two?",
                "e¹⁰² is gigantic, but e¹⁰¹ is only 2.7 times smaller, as e¹ was beside e²."),
        Mistake("d", "By what is each exponential divided, whatever the scores are?",
                "Each is divided by the sum of all three. Shares of a sum always add up to 1."),
    ),
))


def my_softmax(scores):
    """Return the probabilities P (N, K): positive, and every row adds up to 1.

    scores (N, K): one sample a row, one score per class.  No score is too large or too small.
    """
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))    # (N, K)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def row_by_row(scores):
    P = np.zeros(scores.shape)
    for n in range(len(scores)):
        e = np.exp(scores[n] - np.max(scores[n]))
        P[n] = e / np.sum(e)
    return P


def with_none(scores):
    e = np.exp(scores - np.max(scores, axis=-1)[:, None])
    return e / np.sum(e, axis=-1)[:, None]


def transposed_there_and_back(scores):
    e = np.exp(scores.T - scores.max(axis=1))
    return (e / e.sum(axis=0)).T


def over_axis_0(scores):
    exponentials = np.exp(scores - scores.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=0, keepdims=True)


def maximum_without_keepdims(scores):
    exponentials = np.exp(scores - scores.max(axis=1))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def sum_without_keepdims(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1)


def maximum_of_the_batch(scores):
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def maximum_of_the_column(scores):
    exponentials = np.exp(scores - scores.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def nothing_subtracted(scores):
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def a_fixed_number_subtracted(scores):
    exponentials = np.exp(scores - 1000)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def sum_of_the_batch(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum()


def not_shared_out(scores):
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def half_shifted(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.exp(shifted) / np.exp(scores).sum(axis=1, keepdims=True)


def mean_subtracted(scores):
    exponentials = np.exp(scores - scores.mean(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def scores_cut_off(scores):
    exponentials = np.exp(np.clip(scores, -700, 700))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def max_of_python(scores):
    m = max(scores)
    exponentials = np.exp(scores - m)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def first_row_only(scores):
    for n in range(len(scores)):
        exponentials = np.exp(scores[n] - scores[n].max())
        return exponentials / exponentials.sum()


def shares_of_the_scores(scores):
    return scores / scores.sum(axis=1, keepdims=True)


def divided_by_the_maximum(scores):
    exponentials = np.exp(scores / scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def smallest_subtracted(scores):
    exponentials = np.exp(scores - scores.min(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def turned_round(scores):
    exponentials = np.exp(scores.min(axis=1, keepdims=True) - scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_with_absolutes(scores):
    exponentials = np.exp(-np.abs(scores))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _cases_softmax():
    rng = np.random.default_rng(48)
    first = np.array([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]])
    extreme = np.array([[1000.0, 1001.0, 999.0], [-1001.0, -1000.0, -999.0], [0.0, 5.0, 1.0],
                        [2000.0, 1.0, -2000.0]])
    return [(first,), (rng.normal(size=(4, 3)) + 0.5,), (3 * rng.normal(size=(3, 5)),), (extreme,),
            (np.array([[1.0, 2.5, 0.5, -1.0]]),)]


def _whole_batch_is_shared(P):
    """Say whether all numbers together add up to 1, as each row should."""
    P = np.asarray(P, float)
    return P.ndim == 2 and len(P) > 1 and abs(P.sum() - 1) < 1e-8


def _was_cut_off(P):
    """Say whether scores far from zero have become equal, as if they had been cut off."""
    P = np.asarray(P, float)
    return P.shape == (4, 3) and np.allclose(P[:2], 1 / 3) and not np.allclose(P[2], 1 / 3, atol=0.1)


def _columns_are_shares(P):
    """Say whether every column adds up to 1, as the rows should."""
    P = np.asarray(P, float)
    return P.ndim == 2 and len(P) > 1 and np.allclose(P.sum(axis=0), 1)


add(Exercise(
    name="my_softmax",
    number="4.7",
    title="Softmax that never overflows",
    difficulty=2,
    minutes=8,
    solution=my_softmax,
    alternatives=(row_by_row, with_none, transposed_there_and_back),
    cases=_cases_softmax,
    quiet=True,
    package_name="activations.softmax",
    why="Every row adds up to 1, and no exponent is ever above zero: nothing can overflow, and no sum is zero.",
    hints=("You may subtract any number you like from all scores of a sample. Which one makes sure that no "
           "exponent is above zero?",
           "Each sample has its own such number. What shape must these N numbers have, so that "
           "(N, K) minus them does what you want?",
           "The box above shows how to get a sum of each row in the shape (N, 1). max can do the same.",
           "Two lines: exponentials of scores minus the row's maximum, then each divided by its row's sum. "
           "Both need axis=1, and both need to stay a column."),
    mistakes=(
        Mistake(over_axis_0, "Add up a row of your result, then a column. Which of the two should be 1?",
                "Your columns add up to 1: the samples share one class among them. A sample is a row, and "
                "its classes lie along axis 1.",
                recognise=_columns_are_shares),
        Mistake(maximum_without_keepdims, "scores is (N, K). Which shape has its maximum along axis 1?",
                "The maximum has shape (N,), and (N, K) minus (N,) does not fit; or worse, it fits if N "
                "happens to be K. It must stay a column, (N, 1)."),
        Mistake(sum_without_keepdims, "The exponentials are (N, K). Which shape has their sum along axis 1?",
                "The sum has shape (N,), and (N, K) divided by (N,) does not fit; or worse, it fits if N "
                "happens to be K. It must stay a column, (N, 1)."),
        Mistake(maximum_of_the_batch, "One sample has scores near 1000, another near −1000. What is left of "
                                      "the second one after your subtraction?",
                "One number was subtracted from the whole batch. In a row far below it every exponential "
                "becomes 0, and 0/0 is nan. Each row needs its own maximum."),
        Mistake(maximum_of_the_column, "Did every score of one sample lose the same number?",
                "Each column lost its own maximum, so the scores of one sample lost different numbers. "
                "That changes the shares. It must be one number for each row."),
        Mistake(nothing_subtracted, "What is e to the power of 1000?",
                "It overflows to infinity, and infinity divided by infinity is nan. Subtract from each row "
                "a number that makes its exponents small."),
        Mistake(a_fixed_number_subtracted, "Your number suits some rows. What happens to a row around −1000?",
                "With one fixed number, rows far below it end as 0/0, and rows far above it overflow. "
                "The number must come from the row itself."),
        Mistake(sum_of_the_batch, "What do the numbers of one row add up to?",
                "You divided by the sum over the whole batch. Each row is shared out on its own.",
                recognise=_whole_batch_is_shared),
        Mistake(not_shared_out, "Are these shares of something, or not yet?",
                "These are exponentials, not yet shares. Divide each by the sum of its row."),
        Mistake(half_shifted, "Above the line something was subtracted. And below it?",
                "The factor cancels only if it stands above and below the line. Divide by the sum of the "
                "same exponentials."),
        Mistake(mean_subtracted, "A row with the scores 2000, 1 and −2000: what is its largest exponent now?",
                "With the mean subtracted, the largest score of a row can still be far above zero. Which "
                "number makes the largest exponent exactly zero?"),
        Mistake(scores_cut_off, "What is left of the difference between 1000 and 1001?",
                "Cut off at a limit, 1000 and 1001 become the same. Only differences count, so they must "
                "not be changed: subtract instead.",
                recognise=_was_cut_off),
        Mistake(max_of_python, "Does Python's max know what to do with an array of rows?",
                "It asks whether one row is larger than another, and for rows there is no single answer. "
                "An array has a max of its own, which takes an axis."),
        Mistake(first_row_only, "How many rows went in, and how many came out?",
                "Only the first row came back. A return inside a loop, for example, ends the function in "
                "its first round. Collect the rows, or do all of them at once with axis=1."),
        Mistake(shares_of_the_scores, "Can your result be negative?",
                "Scores can be negative, so their shares can too. First make them positive with e to the "
                "power of the score."),
        Mistake(divided_by_the_maximum, "Do the scores 2 and 1 still differ by 1 after your first step?",
                "Subtracting a number keeps the differences between scores, and only they count. Dividing "
                "changes them."),
        Mistake(smallest_subtracted, "After your subtraction, is the largest exponent of a row small?",
                "With the smallest subtracted, the exponents are all zero or more, and a large one still "
                "overflows. Which number makes them all zero or less?"),
        Mistake(turned_round, "Which class gets the largest share, the one with the highest score?",
                "A minus has turned the scores round: the lowest score gets the largest share."),
        Mistake(softmax_with_absolutes, "Which gets more with yours, a score of 3 or a score of 0?",
                "−|s| is safe, but it is another number than s: 3 and −3 become equal. Softmax needs the "
                "differences between the scores unchanged."),
    ),
))

# 4.8: the loss of the 2-2-2 network on paper ----------------------------------------------------


def _is_near(key, *wrong):
    """Return a function: is this entry of the learner's dictionary one of these numbers?"""
    def look(value):
        return any(abs(value[key] - number) <= 0.004 for number in wrong)
    return look


def _either(*looks):
    """Return a function: does one of these say yes? An entry that is still missing says no."""
    def look(value):
        for one in looks:
            try:
                if one(value):
                    return True
            except (KeyError, TypeError):
                continue
        return False
    return look


_TINY_LOSS = {"p_first": 0.1192, "p_second": 0.5, "loss_first": 2.1269, "loss_second": 0.6931,
              "loss": 1.4100}

add(Exercise(
    name="tiny_loss",
    number="4.8",
    title="The loss of the 2-2-2 network, on paper",
    difficulty=2,
    minutes=6,
    solution=_TINY_LOSS,
    tolerance=4e-3,
    own_stub="""
        tiny_loss = {
            "p_first": ...,        # probability that the first sample gives to its right class
            "p_second": ...,       # the same for the second sample
            "loss_first": ...,     # the price of the first sample
            "loss_second": ...,    # the price of the second sample
            "loss": ...,           # the loss of the batch of two
        }""",
    why="A coin toss costs 0.69. The first sample costs three times as much: it leaned the wrong way.",
    hints=("Which of the two scores belongs to the right class of the first sample? y says it.",
           "The second sample needs no calculator for its p: both scores are the same. So what is each "
           "class's share?",
           "For the first sample subtract 3 from both scores: −2 and 0. So p is e^−2 / (e^−2 + e^0).",
           "The price is −log p. np.log works on paper too, in a cell of your own. The loss of the batch "
           "is the mean of both."),
    mistakes=(
        Mistake(_TINY_LOSS | {"p_first": 0.8808, "loss_first": 0.1269, "loss": 0.41},
                "The first sample is of class 0. Whose probability did you take?",
                "0.8808 is what it gives to class 1, the wrong one. The price is set by the probability "
                "of the right class.",
                recognise=_either(_is_near("p_first", 0.8808), _is_near("loss_first", 0.1269))),
        Mistake(_TINY_LOSS | {"p_first": 0.25, "loss_first": 1.3863, "loss": 1.0397},
                "You shared out the scores themselves, 1 of 4. What makes a score positive before it is shared?",
                "Softmax shares out e to the power of each score, not the scores.",
                recognise=_either(_is_near("p_first", 0.25))),
        Mistake(_TINY_LOSS | {"p_first": 0.1353, "loss_first": 2.0, "loss": 1.3466},
                "That is e⁻². Into how many shares is the whole divided?",
                "e⁻² is what stands above the line. Below it stands the sum over both classes, e⁻² + e⁰.",
                recognise=_either(_is_near("p_first", 0.1353))),
        Mistake(_TINY_LOSS | {"p_first": 0.0759, "p_second": 0.6225, "loss_first": 2.5789,
                              "loss_second": 0.4741, "loss": 1.5265},
                "With which scores did you share: with those of the same sample, or of the same class?",
                "The scores of one sample stand in one row. You shared out along a column.",
                recognise=_either(_is_near("p_first", 0.0759), _is_near("p_second", 0.6225, 0.3775))),
        Mistake(_TINY_LOSS | {"loss_first": 0.9237, "loss_second": 0.3010, "loss": 0.6124},
                "Which logarithm did you take? It should undo e to the power of.",
                "That is the logarithm to the base 10. Here log is the one to the base e, np.log; on a "
                "pocket calculator the key is often called ln.",
                recognise=_either(_is_near("loss_first", 0.9237), _is_near("loss_second", 0.3010))),
        Mistake(_TINY_LOSS | {"loss_first": -2.1269, "loss_second": -0.6931, "loss": -1.41},
                "Can a price be negative?",
                "The logarithm of a number below 1 is negative. The price is minus the logarithm.",
                recognise=_either(_is_near("loss_first", -2.1269), _is_near("loss_second", -0.6931),
                                  _is_near("loss", -1.41))),
        Mistake(_TINY_LOSS | {"loss_first": 0.8808, "loss_second": 0.5, "loss": 0.6904},
                "You took 1 − p. Which of the two prices did we choose?",
                "1 − p is the other price in the picture, the one that hardly tells bad from terrible. "
                "The loss uses −log p.",
                recognise=_either(_is_near("loss_first", 0.8808), _is_near("loss_second", 0.5))),
        Mistake(_TINY_LOSS | {"loss": 2.8200}, "Is that the sum of the two prices, or their mean?",
                "2.82 is the sum. The loss of a batch is the mean over its samples.",
                recognise=_either(_is_near("loss", 2.82))),
        Mistake(_TINY_LOSS | {"loss": 1.1725}, "What did you take the mean of, the prices or the "
                                               "probabilities?",
                "You took the mean of the two probabilities, and then the logarithm. First each sample "
                "gets its price, then comes the mean.",
                recognise=_either(_is_near("loss", 1.1725))),
    ),
))

# 4.9: cross-entropy from probabilities ---------------------------------------------------------


def my_cross_entropy(P, y):
    """Return the mean of −log p, where p is what each sample gives to its right class: one number.

    P (N, K): probabilities, one sample a row.  y (N,): the right classes, whole numbers.
    """
    p = P[np.arange(len(y)), y]    # (N,)
    return -np.mean(np.log(p))


def cross_entropy_with_a_loop(P, y):
    total = 0.0
    for n in range(len(y)):
        total = total - np.log(P[n, y[n]])
    return total / len(y)


def cross_entropy_with_one_hot(P, y):
    one_hot = np.eye(P.shape[1])[y]
    return -np.sum(one_hot * np.log(P)) / len(P)


def cross_entropy_of_the_picked(P, y):
    one_hot = np.eye(P.shape[1])[y]
    return np.mean(-np.log((P * one_hot).sum(axis=1)))


def all_rows_all_classes(P, y):
    return -np.mean(np.log(P[:, y]))


def rows_numbered_y(P, y):
    return -np.mean(np.log(P[y]))


def row_and_column_exchanged(P, y):
    return -np.mean(np.log(P[y, np.arange(len(y))]))


def sum_for_mean(P, y):
    return -np.sum(np.log(P[np.arange(len(y)), y]))


def minus_forgotten(P, y):
    return np.mean(np.log(P[np.arange(len(y)), y]))


def log_of_the_mean(P, y):
    return -np.log(np.mean(P[np.arange(len(y)), y]))


def without_log(P, y):
    return np.mean(1 - P[np.arange(len(y)), y])


def only_minus_p(P, y):
    return -np.mean(P[np.arange(len(y)), y])


def log_of_all_classes(P, y):
    return -np.mean(np.log(P))


def base_10(P, y):
    return -np.mean(np.log10(P[np.arange(len(y)), y]))


def one_hot_of_the_wrong_width(P, y):
    one_hot = np.eye(len(y))[y]
    return -np.mean(np.log((one_hot * P).sum(axis=1)))


def one_over_the_log(P, y):
    return np.mean(1 / np.log(P[np.arange(len(y)), y]))


def first_row_for_all(P, y):
    return -np.mean(np.log(P[0, y]))


def one_hot_over_all(P, y):
    one_hot = np.eye(P.shape[1])[y]
    return -np.mean(one_hot * np.log(P))


def log_of_one_hot_product(P, y):
    one_hot = np.eye(P.shape[1])[y]
    return -np.mean(np.log(one_hot * P))


def the_largest_p(P, y):
    return -np.mean(np.log(P.max(axis=1)))


def one_price_per_sample(P, y):
    return -np.log(P[np.arange(len(y)), y])


def softmax_of_probabilities(P, y):
    e = np.exp(P)
    return -np.mean(np.log((e / e.sum(axis=1, keepdims=True))[np.arange(len(y)), y]))


def kept_away_from_zero(P, y):
    return -np.mean(np.log(P[np.arange(len(y)), y] + 1e-12))


def _cases_cross_entropy():
    rng = np.random.default_rng(410)

    def some(N, K):
        P = rng.random((N, K)) + 0.05
        return P / P.sum(axis=1, keepdims=True), rng.integers(0, K, size=N)

    first = (np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]]), np.array([0, 1]))
    tiny = np.array([[1e-100, 1.0], [0.5, 0.5], [1.0, 1e-200]]), np.array([0, 1, 1])
    return [first, some(5, 3), some(4, 6), some(7, 2), tiny]


def _tiny_p_is_capped(value):
    """Say whether p = 1e-100 and p = 1e-200 cost the same, as they do if no p can become 0."""
    if np.ndim(value):
        return False
    digits = (3 * value - np.log(2)) / 2 / np.log(10)    # the cap is 10 to the power of −digits
    return 5.9 < digits < 40 and (abs(digits - round(digits)) < 1e-3 or
                                  abs(digits + np.log10(np.finfo(float).eps)) < 1e-3)


add(Exercise(
    name="my_cross_entropy",
    number="4.9",
    title="Cross-entropy",
    difficulty=2,
    minutes=5,
    solution=my_cross_entropy,
    alternatives=(cross_entropy_with_a_loop, cross_entropy_with_one_hot, cross_entropy_of_the_picked),
    cases=_cases_cross_entropy,
    why="That is the loss of nearly every network that tells classes apart.",
    hints=("From each row one number counts. Which one, and how does the box above pick it?",
           "After picking you have N probabilities. What is the price of each, and how do N prices become "
           "one loss?",
           "Pick p with P[np.arange(len(y)), y], then take the mean of −log p."),
    mistakes=(
        Mistake(all_rows_all_classes, "Which shape has what you picked from P: (N,), or (N, N)?",
                "P[:, y] takes from every row the columns of all labels: (N, N). Only one number per row "
                "belongs to that row's own label."),
        Mistake(rows_numbered_y, "y holds classes. Which axis of P are the classes on?",
                "P[y] takes whole rows, those numbered by y. The classes are the columns."),
        Mistake(row_and_column_exchanged, "Which comes first in the brackets, the row or the column?",
                "The rows are numbered 0, 1, 2, … one for each sample. The labels in y number the columns."),
        Mistake(sum_for_mean, "What happens to your number if the same batch is given twice, one below the "
                              "other?",
                "That is the sum of the prices. It grows with the batch; the loss is the mean."),
        Mistake(minus_forgotten, "Can a price be negative?",
                "The logarithm of a number below 1 is negative. The price is minus the logarithm."),
        Mistake(log_of_the_mean, "What comes first, the price of each sample or the mean?",
                "You took the mean of the probabilities, then the logarithm. The other way round: one "
                "sample that is terribly wrong must not be hidden by the others."),
        Mistake(without_log, "Which price did we choose, 1 − p or −log p?",
                "1 − p can hardly tell bad from terrible. The loss uses −log p."),
        Mistake(only_minus_p, "Where is the logarithm?",
                "That is minus the mean probability of the right classes. The price of p is −log p."),
        Mistake(log_of_all_classes, "Does y make any difference to your result?",
                "You took the logarithms of all probabilities. Only the one of the right class counts."),
        Mistake(one_hot_over_all, "Over how many numbers did you take the mean, and how many of them are "
                                  "prices?",
                "Of the N·K numbers, all but N are zero. The mean over all N·K divides by K too often: "
                "there are N prices, one for each sample."),
        Mistake(log_of_one_hot_product, "What is the logarithm of the zeros?",
                "The zeros of the one-hot array went into the logarithm, and log(0) is minus infinity. "
                "Pick first, or take the logarithm first."),
        Mistake(base_10, "Which logarithm undoes e to the power of?",
                "Yours is the logarithm to the base 10. The one to the base e is np.log."),
        Mistake(one_hot_of_the_wrong_width, "How wide must a one-hot array be that goes with P, N or K?",
                "np.eye(N) makes rows of length N. There are K classes, as many as P has columns."),
        Mistake(one_over_the_log, "Is −log p the same as 1 / log p?",
                "The minus in −log p is a sign, not a division."),
        Mistake(first_row_for_all, "From how many rows of P did you pick?",
                "P[0, y] picks all N numbers from the first row. Each sample has its own row."),
        Mistake(the_largest_p, "If the network is sure of a wrong class, what does it pay with yours?",
                "The largest probability is that of the network's own answer. It would pay little for "
                "being sure, right or wrong. The right class is in y."),
        Mistake(one_price_per_sample, "How many numbers should come out for a whole batch?",
                "Those are the prices, one for each sample. The loss is their mean."),
        Mistake(kept_away_from_zero, "Where P shows a right class as 0, its p is really 10⁻¹⁰⁰ or 10⁻²⁰⁰. What "
                                     "should each of the two cost, and what does it cost with yours?",
                "They should cost 230 and 461. A p that is kept away from 0, by a small number added to it "
                "for example, puts a cap on the price: beyond it every error costs the same.",
                recognise=_tiny_p_is_capped),
        Mistake(softmax_of_probabilities, "P already holds probabilities. What did you make of them?",
                "Your result is what comes out if softmax is applied to P once more. The rows of P "
                "already add up to 1."),
    ),
))

# 4.10: the first loss ---------------------------------------------------------------------------

add(Exercise(
    name="prediction_4_10",
    number="4.10",
    title="Predict: the first loss",
    difficulty=1,
    minutes=3,
    options={
        "a": "0: nothing has been learned",
        "b": "about 0.1: each class gets a tenth",
        "c": "about 2.3",
        "d": "about 100: nearly every answer is wrong",
    },
    solution="c",
    why="Scores near zero share out 1 evenly: p = 1/10 for every class, and −log(1/10) = log 10 ≈ 2.30.",
    hints=("What does softmax make of ten equal scores?",
           "So the right class gets 1/10, whichever it is. What is the price of that? The picture of "
           "the two prices shows it roughly."),
    mistakes=(
        Mistake("a", "For which p is the price 0? Does an untrained network give that p to the right class?",
                "The price is 0 only for p = 1, a network that is sure and right. An untrained one has "
                "no reason to be."),
        Mistake("b", "0.1 is the probability. What is its price?",
                "Each class does get about a tenth, but that is p. The price is −log 0.1."),
        Mistake("d", "How does softmax share out 1 among ten scores that are nearly equal?",
                "Most answers are wrong, but none is sure of itself. Guessing evenly costs −log 0.1, "
                "and only a network that is sure of wrong classes pays more."),
    ),
))

# 4.11: the loss of my network -------------------------------------------------------------------


class MySoftmaxCrossEntropy:
    """The mean over the batch of logsumexp(s) − s_y, one loss per sample."""

    def forward(self, scores, y):
        """Return the loss, a number, and keep P and y.

        scores (N, K): no softmax yet.  y (N,): the right classes, whole numbers.
        """
        shifted = scores - scores.max(axis=1, keepdims=True)           # (N, K)
        exponentials = np.exp(shifted)                                 # (N, K)
        sums = exponentials.sum(axis=1, keepdims=True)                 # (N, 1)
        self.P, self.y = exponentials / sums, y                        # (N, K), (N,)
        losses = np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]    # (N,)
        return float(losses.mean())


class MaximumAddedBack:
    def forward(self, scores, y):
        m = scores.max(axis=1, keepdims=True)
        e = np.exp(scores - m)
        total = e.sum(axis=1, keepdims=True)
        self.P = e / total
        self.y = y
        log_sum = m + np.log(total)
        return np.mean(log_sum[:, 0] - scores[np.arange(len(y)), y])


class LogarithmOfEveryP:
    def forward(self, scores, y):
        shifted = scores - np.max(scores, axis=1)[:, None]
        log_P = shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None]
        self.P, self.y = np.exp(log_P), y
        return -sum(log_P[n, y[n]] for n in range(len(y))) / len(y)


def _safe_parts(scores):
    """Return scores minus the row's maximum, their exponentials, and the sums of the rows."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    return shifted, exponentials, exponentials.sum(axis=1, keepdims=True)


class WithASmallNumber:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return -np.mean(np.log(self.P[np.arange(len(y)), y] + 1e-12))


class LogarithmOfZero:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return -np.mean(np.log(self.P[np.arange(len(y)), y]))


class NothingSubtracted:
    def forward(self, scores, y):
        exponentials = np.exp(scores)
        self.P, self.y = exponentials / exponentials.sum(axis=1, keepdims=True), y
        return -np.mean(np.log(self.P[np.arange(len(y)), y]))


class OverflowInTheLogarithm:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y])


class SoftmaxTwice:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        _, again, sums_again = _safe_parts(exponentials / sums)
        self.P, self.y = again / sums_again, y
        return -np.mean(np.log(self.P[np.arange(len(y)), y]))


class SoftmaxTwiceInTheLoss:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        _, again, sums_again = _safe_parts(self.P)
        return -np.mean(np.log((again / sums_again)[np.arange(len(y)), y]))


class OverAxis0:
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=0, keepdims=True)
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=0, keepdims=True)
        self.P, self.y = exponentials / sums, y
        return -np.mean(np.log(self.P[np.arange(len(y)), y]))


class MaximumWithoutKeepdims:
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1)
        sums = np.exp(shifted).sum(axis=1, keepdims=True)
        self.P, self.y = np.exp(shifted) / sums, y
        return np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])


class SumWithoutKeepdims:
    def forward(self, scores, y):
        shifted = scores - scores.max(axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        self.P, self.y = exponentials / exponentials.sum(axis=1), y
        return np.mean(np.log(exponentials.sum(axis=1)) - shifted[np.arange(len(y)), y])


class MaximumOfTheBatch:
    def forward(self, scores, y):
        shifted = scores - scores.max()
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])


class EveryPairOfSamples:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums) - shifted[:, y])


class SumForMean:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.sum(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])


class DividedByAllNumbers:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.sum(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]) / scores.size


class MaximumOnOneSideOnly:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums[:, 0]) - scores[np.arange(len(y)), y])


class MaximumBackOnOneSideOnly:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        log_sum = np.log(sums[:, 0]) + scores.max(axis=1)
        return np.mean(log_sum - shifted[np.arange(len(y)), y])


class TurnedRound:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(shifted[np.arange(len(y)), y] - np.log(sums[:, 0]))


class ScoreOfTheRightClassForgotten:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums[:, 0]) + scores.max(axis=1))


class EveryClassCounts:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums) - shifted)


class ProbabilityForTheScore:
    def forward(self, scores, y):
        _, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.mean(np.log(sums[:, 0]) - self.P[np.arange(len(y)), y])


class NotOneNumber:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials / sums, y
        return np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]


class KeepsTheExponentials:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = exponentials, y
        return np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])


class KeepsOnlyTheRightP:
    def forward(self, scores, y):
        shifted, exponentials, sums = _safe_parts(scores)
        self.P, self.y = (exponentials / sums)[np.arange(len(y)), y], y
        return np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])


# The prices are 1000, 0 and log(1 + e^−1).
_FAR_APART = np.array([[0.0, 1000.0], [1000.0, 0.0], [1.0, 2.0]]), np.array([0, 0, 1])


def _cases_my_cross_entropy_forward():
    rng = np.random.default_rng(412)

    def script(scores, y):
        return [("new",), ("forward", scores, y), ("get", "P"), ("get", "y")]

    first = script(np.array([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]]), np.array([0, 2]))
    far = [("new",), ("forward", *first[1][1:]), ("forward", *_FAR_APART), ("get", "P"), ("get", "y")]
    twice = [("new",), ("forward", rng.normal(size=(4, 3)) + 0.5, np.array([2, 0, 1, 1])),
             ("forward", 2 * rng.normal(size=(3, 5)), np.array([4, 0, 2])), ("get", "P"), ("get", "y")]
    levels = np.array([[1000.0, 1001.0, 999.0], [-1001.0, -1000.0, -999.0], [0.0, 5.0, 1.0],
                       [2.0, 1.0, -1.0]])
    return [first, twice, script(levels, np.array([0, 1, 1, 2])), far]


_FIRST_LOSS, _FAR_P = 1.2594290, np.array([[0.0, 1.0], [1.0, 0.0], [0.2689414, 0.7310586]])


def _is_far_and_right_before(results):
    """Say whether this is the script with the scores far apart, all being right but the last loss."""
    return len(results) == 5 and np.shape(results[3]) == (3, 2) and \
        abs(results[1] - _FIRST_LOSS) < 1e-6 and np.allclose(results[3], _FAR_P)


def _loss_is_capped(results):
    """Say whether the scores far apart cost what a p costs that cannot become 0, for any such p."""
    return _is_far_and_right_before(results) and 5 < 3 * results[2] - np.log(1 + np.exp(-1)) < 120


def _loss_is_infinite(results):
    return _is_far_and_right_before(results) and results[2] == np.inf


def _first_loss_is(*wrong):
    """Return a function: does forward return one of these for the first batch?"""
    def look(results):
        return np.shape(results[2]) == (2, 3) and any(
            abs(results[1] - number) < 1e-5 for number in wrong)
    return look


def _lost_rows_are(*expected):
    """Return a function: are these the rows of P that are nan, in the batch with large scores?"""
    def look(results):
        P = np.asarray(results[2], float)
        return P.shape == (4, 3) and np.isnan(P).any(axis=1).tolist() == list(expected)
    return look


def _columns_are_shares_in(results):
    return any(_columns_are_shares(result) for result in results
               if isinstance(result, np.ndarray) and result.shape == (4, 3))


add(Exercise(
    name="my_cross_entropy_forward",
    number="4.11",
    title="My network: the loss",
    difficulty=3,
    minutes=10,
    target="MySoftmaxCrossEntropy",
    solution=MySoftmaxCrossEntropy,
    alternatives=(MaximumAddedBack, LogarithmOfEveryP),
    cases=_cases_my_cross_entropy_forward,
    quiet=True,
    package_name="losses.SoftmaxCrossEntropy",
    part=True,
    own_stub='''
        class MySoftmaxCrossEntropy:
            """The mean over the batch of logsumexp(s) − s_y, one loss per sample."""

            def forward(self, scores, y):
                """Return the loss, a number, and keep P and y.

                scores (N, K): no softmax yet.  y (N,): the right classes, whole numbers.
                self.P (N, K): their softmax.  self.y (N,): y as it came in.
                """
                raise NotImplementedError("your turn")''',
    why="No score is too large for it, it is exact where log(p) breaks, and it keeps what the way back needs.",
    hints=("Which two arrays do both the probabilities and the loss need? Compute them first.",
           "With the row's maximum m subtracted: Σ of the exponentials is one number per row. What is its "
           "logarithm, and what has to be subtracted from it?",
           "The losses are log(Σ) minus the shifted score of the right class. The shift must be in both or "
           "in none of the two. And look at the shapes: (N, 1) or (N,)?",
           "shifted = scores - scores.max(axis=1, keepdims=True), then exponentials, then their sums (N, 1). "
           "P is a quotient of these. The losses use np.log(sums[:, 0]) and shifted[np.arange(len(y)), y]."),
    mistakes=(
        Mistake(OverAxis0, "Add up a row of your P, then a column. Which of the two should be 1?",
                "Your columns add up to 1: the samples share one class among them. A sample is a row, and "
                "its classes lie along axis 1.",
                recognise=_columns_are_shares_in),
        Mistake(EveryPairOfSamples, "Which shape has what you picked with y: (N,), or (N, N)?",
                "A pick such as [:, y] takes from every row the columns of all labels, (N, N). Only one "
                "number per row belongs to that row's own label."),
        Mistake(SoftmaxTwice, "How often has softmax been applied to your P?",
                "Your P is the softmax of a softmax. scores come straight from the last layer: apply "
                "softmax to them once."),
        Mistake(SoftmaxTwiceInTheLoss, "P is right. What did you hand to the second half of the work, scores "
                                       "or probabilities?",
                "Your loss is what comes out if softmax is applied to P once more. log-sum-exp works on "
                "the scores; it contains the softmax already."),
        Mistake(WithASmallNumber, "Scores 0 and 1000, and class 0 is right. What should the loss be, and what "
                                  "is yours?",
                "It should be 1000. A p that is kept away from 0 (by a small number added, say) caps "
                "the price, and beyond the cap every error costs the same. Write the loss without p.",
                recognise=_loss_is_capped),
        Mistake(LogarithmOfZero, "What is p for scores 0 and 1000, if class 0 is right? And its logarithm?",
                "p is e^−1000, which the computer holds as 0, and log(0) is minus infinity. The formula "
                "log Σ − s never has to take the logarithm of p.",
                recognise=_loss_is_infinite),
        Mistake(NothingSubtracted, "What is e to the power of 1000?",
                "It overflows to infinity. Subtract the row's maximum first, as in softmax.",
                recognise=_lost_rows_are(True, True, False, False)),
        Mistake(OverflowInTheLogarithm, "P is right. Which sum of exponentials does your loss use?",
                "P comes from shifted scores, but the sum in the logarithm does not: there e^1000 "
                "still overflows."),
        Mistake(MaximumWithoutKeepdims, "scores is (N, K). Which shape has its maximum along axis 1?",
                "The maximum has shape (N,), and (N, K) minus (N,) does not fit; or worse, it fits if N "
                "happens to be K. It must stay a column, (N, 1)."),
        Mistake(SumWithoutKeepdims, "The exponentials are (N, K). Which shape has their sum along axis 1?",
                "The sum has shape (N,), and (N, K) divided by (N,) does not fit; or worse, it fits if N "
                "happens to be K. For P it must stay a column, (N, 1)."),
        Mistake(MaximumOfTheBatch, "One sample has scores near 1000, another near −1000. What is left of the "
                                   "second one after your subtraction?",
                "One number was subtracted from the whole batch. In a row far below it every exponential "
                "becomes 0. Each row needs its own maximum.",
                recognise=_lost_rows_are(False, True, True, True)),
        Mistake(SumForMean, "Yours is N times what it should be. Over how many numbers did you add up, and by "
                            "how many did you divide?",
                "The loss is the mean of N prices: their sum divided by N. If you have divided, look at the "
                "shape before: a column (N, 1) minus an array (N,) has N·N numbers."),
        Mistake(DividedByAllNumbers, "How many prices are there in a batch of N samples, N or N·K?",
                "You divided by N·K. There is one price for each sample, so the mean divides by N."),
        Mistake(MaximumOnOneSideOnly, "You subtracted the maximum inside the logarithm. And from the score of "
                                      "the right class?",
                "The sum in the logarithm is made of shifted scores, but the score that is subtracted is "
                "not shifted. It must be both or none."),
        Mistake(MaximumBackOnOneSideOnly, "You have added the maximum back to the logarithm. Does the score "
                                          "of the right class have it too?",
                "The logarithm has its maximum back, but the score that is subtracted is still shifted. "
                "It must be both or none."),
        Mistake(TurnedRound, "Can the loss be negative?",
                "log Σ is never smaller than the score of the right class. Which of the two is subtracted?"),
        Mistake(ScoreOfTheRightClassForgotten, "Does y make any difference to your loss?",
                "That is the logarithm of the sum alone. The score of the right class still has to be "
                "subtracted.",
                recognise=_first_loss_is(2.7594290, 0.2594290)),
        Mistake(EveryClassCounts, "How many scores of each sample did you subtract from its logarithm?",
                "You subtracted the scores of all classes in turn, and took the mean over them too. Only "
                "the score of the right class counts."),
        Mistake(ProbabilityForTheScore, "log Σ minus what: the score of the right class, or its "
                                        "probability?",
                "You subtracted the probability. In the formula it is the score, shifted as in the sum."),
        Mistake(NotOneNumber, "How many numbers should come out for a whole batch?",
                "Those are the prices, one for each sample. The loss is their mean."),
        Mistake(KeepsTheExponentials, "The loss is right. What do the rows of self.P add up to?",
                "self.P holds exponentials, not yet shares. Divide each row by its sum."),
        Mistake(KeepsOnlyTheRightP, "The loss is right. How many probabilities per sample has self.P?",
                "self.P holds one probability per sample. The way back will need those of all classes, "
                "(N, K)."),
    ),
))

# 4.12: two classes, one score -------------------------------------------------------------------


def my_binary_cross_entropy(scores, y):
    """Return the mean of log(1 + e^s) − y·s, one number, without a warning for any score.

    scores (N, 1): one score per sample.  y (N,): the classes, 0 or 1.
    """
    s = scores[:, 0]    # (N,)
    log_sum = np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s)))
    return np.mean(log_sum - y * s)


def with_logaddexp(scores, y):
    return np.mean(np.logaddexp(0, scores) - y[:, None] * scores)


def with_two_scores(scores, y):
    pair = np.concatenate([np.zeros(scores.shape), scores], axis=1)
    m = pair.max(axis=1, keepdims=True)
    log_sum = m + np.log(np.exp(pair - m).sum(axis=1, keepdims=True))
    return np.mean(log_sum[:, 0] - pair[np.arange(len(y)), y])


def binary_as_written(scores, y):
    s = scores[:, 0]
    return np.mean(np.log(1 + np.exp(s)) - y * s)


def binary_every_pair(scores, y):
    log_sum = np.maximum(scores, 0) + np.log(1 + np.exp(-np.abs(scores)))
    return np.mean(log_sum - y * scores)


def binary_labels_exchanged(scores, y):
    s = scores[:, 0]
    return np.mean(np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s))) - (1 - y) * s)


def binary_plus_for_minus(scores, y):
    s = scores[:, 0]
    return np.mean(np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s))) + y * s)


def binary_without_labels(scores, y):
    s = scores[:, 0]
    return np.mean(np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s))))


def binary_sum(scores, y):
    s = scores[:, 0]
    return np.sum(np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s))) - y * s)


def binary_without_the_maximum(scores, y):
    s = scores[:, 0]
    return np.mean(np.log(1 + np.exp(-np.abs(s))) - y * s)


def binary_one_not_shifted(scores, y):
    s = scores[:, 0]
    m = np.maximum(s, 0)
    return np.mean(m + np.log(1 + np.exp(s - m)) - y * s)


def binary_with_where(scores, y):
    s = scores[:, 0]
    log_sum = np.where(s > 0, s + np.log(1 + np.exp(-s)), np.log(1 + np.exp(s)))
    return np.mean(log_sum - y * s)


def _probability(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1, e) / (1 + e)


def binary_log_of_zero(scores, y):
    p = _probability(scores[:, 0])
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_picked_log_of_zero(scores, y):
    p = _probability(scores[:, 0])
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


def binary_with_a_small_number(scores, y):
    p = _probability(scores[:, 0])
    return -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))


def binary_only_class_1(scores, y):
    s = scores[:, 0]
    log_sum = np.maximum(s, 0) + np.log(1 + np.exp(-np.abs(s)))
    return np.mean(y * (log_sum - s))


def _cases_binary():
    rng = np.random.default_rng(413)
    return [(np.array([[2.0], [-1.0], [0.5]]), np.array([1, 0, 0])),
            (2 * rng.normal(size=(5, 1)), np.array([1, 0, 1, 1, 0])),
            (rng.normal(size=(4, 1)) - 1, np.array([1, 0, 0, 1])),
            (np.array([[1000.0], [-1000.0], [-950.0], [1000.0], [900.0], [-1000.0], [800.0], [3.0]]),
             np.array([0, 1, 1, 0, 0, 0, 1, 0]))]


def _is_capped(value):
    """Say whether five scores of about ±1000 cost what a p costs that cannot become 0."""
    return np.ndim(value) == 0 and 6 < (8 * value - np.log(1 + np.exp(3))) / 5 < 120


def _is_nan(value):
    return np.ndim(value) == 0 and bool(np.isnan(value))


def _is_of_every_pair(value):
    """Say whether this is what the first batch gives if every label meets every score."""
    return np.ndim(value) == 0 and abs(value - 0.9714222) < 1e-5


add(Exercise(
    name="my_binary_cross_entropy",
    number="4.12",
    title="Two classes, one score",
    difficulty=3,
    minutes=10,
    core=False,
    solution=my_binary_cross_entropy,
    alternatives=(with_logaddexp, with_two_scores),
    cases=_cases_binary,
    quiet=True,
    package_name="losses.BinaryCrossEntropy",
    why="It is log-sum-exp of the two scores 0 and s, minus the score of the right class.",
    hints=("Where can this overflow: for large positive s, or for large negative ones?",
           "log(1 + e^s) is log-sum-exp of the two scores 0 and s. What is the larger of the two, written "
           "with np.maximum?",
           "With the larger one taken out, 1 + e^s becomes 1 + e^(−something that is never negative). "
           "Exercise 2.7 had the same something.",
           "log(1 + e^s) = max(s, 0) + log(1 + e^−|s|). What is left is the shapes: one is (N, 1), the other "
           "(N,)."),
    mistakes=(
        Mistake(binary_as_written, "What is 1 + e^s at s = 1000?",
                "e^1000 overflows. The sum in the logarithm has two terms, e^0 and e^s: take the larger "
                "of 0 and s out of it, as in log-sum-exp."),
        Mistake(binary_every_pair, "Which shape does y·s have: (N,), or (N, N)?",
                "(N,) and (N, 1) are both stretched to (N, N): every label met every score. Bring them to "
                "one shape first.",
                recognise=_is_of_every_pair),
        Mistake(binary_labels_exchanged, "A high score speaks for class 1. Does your loss fall for class 1 "
                                         "when s grows?",
                "The two classes have changed places: −s belongs to the samples with y = 1."),
        Mistake(binary_plus_for_minus, "For y = 1 a high score should be cheap. Is it, with yours?",
                "y·s must be subtracted: for class 1 the loss falls when the score rises."),
        Mistake(binary_without_labels, "Does y make any difference to your result?",
                "That is log(1 + e^s) alone, the price as if every label were 0."),
        Mistake(binary_sum, "What happens to your number if the same batch is given twice, one below the "
                            "other?",
                "That is the sum of the prices. It grows with the batch; the loss is the mean."),
        Mistake(binary_without_the_maximum, "At s = 1000 and y = 0, what should the price be?",
                "It should be 1000. With log(1 + e^−|s|) alone, the large part of log(1 + e^s) is lost."),
        Mistake(binary_with_where, "The numbers are right. What overflows on the way, and is then thrown away?",
                "np.where, for example, computes both of its branches for every number, and then chooses. "
                "The one that is thrown away still overflows."),
        Mistake(binary_log_of_zero, "With which of these scores does the nan come in? Follow it by hand.",
                "At s = 1000 something is held as exactly 0, 1 or infinity, and 0 times infinity is nan, as "
                "is infinity divided by infinity. Write the loss with s, not with p.",
                recognise=_is_nan),
        Mistake(binary_one_not_shifted, "With m taken out of the sum, what becomes of the 1?",
                "The sum has two terms, e^0 and e^s. If m = max(s, 0) is taken out, both are shifted: "
                "e^(0 − m) and e^(s − m)."),
        Mistake(binary_picked_log_of_zero, "At s = 1000 the probability of class 0 is held as 0. What is its "
                                           "logarithm?",
                "sigmoid(1000) is exactly 1 for the computer, so 1 − p is 0, and its logarithm is minus "
                "infinity. Write the loss with s, not with p."),
        Mistake(binary_with_a_small_number, "At s = 1000 and y = 0, what should the price be, and what is "
                                            "yours?",
                "It should be 1000. A p that is kept away from 0 caps the price, and beyond the cap every "
                "error costs the same. Write the loss with s, not with p.",
                recognise=_is_capped),
        Mistake(binary_only_class_1, "What does a sample of class 0 pay, with yours?",
                "Multiplying everything by y makes all samples of class 0 free. They pay log(1 + e^s)."),
    ),
))

# 4.13 and 4.14: the loss as a landscape ---------------------------------------------------------

add(Exercise(
    name="accuracy_as_loss",
    number="4.13",
    title="Why is accuracy not the loss?",
    difficulty=2,
    minutes=3,
    options={
        "a": "it takes longer to compute",
        "b": "it does not depend on the weights",
        "c": "a small change of a weight nearly never changes it, so it does not say which way to go",
        "d": "nothing speaks against it: where the loss is lowest, the accuracy is highest",
    },
    solution="c",
    why="Accuracy counts, and a count jumps. Between two jumps it is flat, and a flat ground shows no way down.",
    hints=("w₁ grows from 0.500 to 0.501. How many of the 30 points will change sides?",),
    mistakes=(
        Mistake("a", "Counting right answers: is that harder than logarithms?",
                "It is quicker to compute than the loss. Speed is not the trouble."),
        Mistake("b", "If a weight changes a lot, can a point come to lie on the other side of the line?",
                "It does depend on the weights, but in jumps: only when a point crosses the line."),
        Mistake("d", "Is one point that is terribly wrong the same to both?",
                "The two disagree: accuracy does not care how wrong a wrong answer is. In the picture "
                "below they have their best places at different weights."),
    ),
))

add(Exercise(
    name="reading_a_map",
    number="4.14",
    title="Reading the map",
    difficulty=1,
    minutes=2,
    options={
        "a": "at A",
        "b": "at B",
        "c": "at C",
        "d": "it changes by the same amount everywhere: the step is equally long",
    },
    solution="a",
    why="Around A the lines lie close together, so a short step crosses from one height to the next.",
    hints=("How far is it at each of the three places from one line to the next?",),
    mistakes=(
        Mistake("b", "B lies lowest. Is the ground there steep?",
                "There is no line near B: the bottom of a valley is flat."),
        Mistake("c", "How far is it from C to the next line, and how far from A?",
                "At C the next line is further away than at A, so the same step changes the height less."),
        Mistake("d", "Two steps of one metre: one on stairs, one on a meadow. Do both change your height alike?",
                "How much the height changes depends on how steep the ground is, and the distance between "
                "lines shows that."),
    ),
))

# 4.15: wiggling ---------------------------------------------------------------------------------


def wiggled_slopes(loss, w, h):
    """Return one slope for each weight: how fast the loss rises when this weight alone grows.

    loss: a function; loss(w) is one number for the weights w, an array.  h: how far to wiggle.
    slopes: an array as long as w.  w stays as it was.
    """
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up, down = w.copy(), w.copy()
        up[k] += h
        down[k] -= h
        slopes[k] = (loss(up) - loss(down)) / (2 * h)
    return slopes


def there_and_back(loss, w, h):
    slopes = []
    for k in range(len(w)):
        old = w[k]
        w[k] = old + h
        up = loss(w)
        w[k] = old - h
        down = loss(w)
        w[k] = old
        slopes.append((up - down) / (2 * h))
    return np.array(slopes)


def with_rows_of_ones(loss, w, h):
    return np.array([(loss(w + h * e) - loss(w - h * e)) / (2 * h) for e in np.eye(len(w))])


def two_names_for_one(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up, down = w, w
        up[k] += h
        down[k] -= h
        slopes[k] = (loss(up) - loss(down)) / (2 * h)
    return slopes


def never_put_back(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        w[k] += h
        up = loss(w)
        w[k] -= 2 * h
        down = loss(w)
        slopes[k] = (up - down) / (2 * h)
    return slopes


def copied_once(loss, w, h):
    slopes = np.zeros(len(w))
    up, down = w.copy(), w.copy()
    for k in range(len(w)):
        up[k] += h
        down[k] -= h
        slopes[k] = (loss(up) - loss(down)) / (2 * h)
    return slopes


def all_at_once(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        slopes[k] = (loss(w + h) - loss(w - h)) / (2 * h)
    return slopes


def up_only(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up = w.copy()
        up[k] += h
        slopes[k] = (loss(up) - loss(w)) / h
    return slopes


def up_only_over_2h(loss, w, h):
    return up_only(loss, w, h) / 2


def divided_by_h(loss, w, h):
    return 2 * wiggled_slopes(loss, w, h)


def not_divided(loss, w, h):
    return 2 * h * wiggled_slopes(loss, w, h)


def downhill_sign(loss, w, h):
    return -wiggled_slopes(loss, w, h)


def half_a_bracket(loss, w, h):
    return h * h * wiggled_slopes(loss, w, h)


def one_weight_alone(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up = w[k] + h
        down = w[k] - h
        slopes[k] = (loss(up) - loss(down)) / (2 * h)
    return slopes


def replaced_by_h(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up, down = w.copy(), w.copy()
        up[k] = h
        down[k] = -h
        slopes[k] = (loss(up) - loss(down)) / (2 * h)
    return slopes


def bracket_missing(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up, down = w.copy(), w.copy()
        up[k] += h
        down[k] -= h
        slopes[k] = loss(up) - loss(down) / (2 * h)
    return slopes


def loss_not_asked(loss, w, h):
    slopes = np.zeros(len(w))
    for k in range(len(w)):
        up, down = w.copy(), w.copy()
        up[k] += h
        down[k] -= h
        slopes[k] = (up - down) / (2 * h)
    return slopes


def first_weight_only(loss, w, h):
    slopes = np.zeros(len(w))
    slopes[0] = wiggled_slopes(loss, w, h)[0]
    return slopes


def returned_too_early(loss, w, h):
    return wiggled_slopes(loss, w, h)[:1]


def the_step_already(loss, w, h):
    return w - wiggled_slopes(loss, w, h)


def make_bowl():
    """Return a loss of any number of weights: a bowl, the steeper the later the weight."""
    def bowl(w):
        w = np.atleast_1d(w)    # a single weight gives a wrong loss, not an error in here
        return float(np.sum(np.arange(1, len(w) + 1) * w**2))
    return bowl


def make_dented_bowl():
    """Return a loss in which the weights are entangled, and slopes change quickly."""
    def dented_bowl(w):
        w = np.atleast_1d(w)
        return float(np.sum(np.cosh(w)) + 0.5 * np.sum(w[1:] * w[:-1]**2) + 0.3 * w[0])
    return dented_bowl


def _cases_wiggled():
    rng = np.random.default_rng(416)
    return [(Tool("bowl"), np.array([1.0, -2.0, 0.5]), 0.1),
            (Tool("dented bowl"), np.array([0.5, 1.0, -1.5, 0.25]), 0.2),
            (Tool("dented bowl"), rng.normal(size=5), 0.01), (Tool("bowl"), rng.normal(size=2), 0.5)]


add(Exercise(
    name="wiggled_slopes",
    number="4.15",
    title="Wiggle every weight",
    difficulty=2,
    minutes=8,
    solution=wiggled_slopes,
    alternatives=(there_and_back, with_rows_of_ones),
    cases=_cases_wiggled,
    tools={"bowl": make_bowl, "dented bowl": make_dented_bowl},
    tolerance=1e-6,
    own_stub='''
        def wiggled_slopes(loss, w, h):
            """Return one slope for each weight: how fast the loss rises when this weight alone grows.

            loss: a function; loss(w) is one number for the weights w, an array.  h: how far to wiggle.
            slopes: an array as long as w.  w stays as it was.
            """
            slopes = np.zeros(len(w))
            for k in range(len(w)):
                up = ...        # the weights, with number k larger by h
                down = ...      # the weights, with number k smaller by h
                slopes[k] = ...
            return slopes''',
    why="With this you can improve any network, of any kind, without knowing a single rule of calculus.",
    hints=("Rise over run: how much higher is the loss at w + h than at w − h, and how far are the two apart?",
           "Only number k may differ from w. How do you get an array of your own that you may write into?",
           "Two lines for up: up = w.copy(), then up[k] += h. The same for down with −."),
    mistakes=(
        Mistake(two_names_for_one, "How many different arrays are there in your code when loss is called?",
                "A line such as up = w makes no copy, but a second name for the same array. What one name "
                "adds, the other takes away, and both losses are the same."),
        Mistake(never_put_back, "What is w after your code has run?",
                "The weights that were wiggled have stayed where they were put, so the later slopes belong "
                "to another place. Work on copies, or put each weight back."),
        Mistake(copied_once, "When the second weight is wiggled, where is the first one?",
                "The first weight is still wiggled when the second one's turn comes. Start from a fresh "
                "copy of w for each weight."),
        Mistake(all_at_once, "How many weights move when you ask for the slope of one?",
                "w + h adds h to every weight. For slope number k only weight number k may move."),
        Mistake(up_only, "You went up by h. Did you also go down by h?",
                "From w to w + h the slope is that of one side only. From w − h to w + h the errors of both "
                "sides cancel, which is far more exact for the same h."),
        Mistake(up_only_over_2h, "From w to w + h: how far is that?",
                "The two places are h apart, not 2h. Or take w − h for the lower one, then 2h is right."),
        Mistake(divided_by_h, "How far is it from w − h to w + h?",
                "The two places are 2h apart. You divided by h, so all slopes are twice too steep."),
        Mistake(not_divided, "That is how much the loss rises. Over which distance?",
                "A slope is rise over run. The run, 2h, is missing."),
        Mistake(half_a_bracket, "What does h do in your result: divide, or multiply?",
                "You divide by 2 and multiply by h. If you wrote / 2 * h: Python works from left to right, "
                "so the 2h needs brackets."),
        Mistake(bracket_missing, "What exactly is divided by 2h?",
                "Only the second loss is divided. The difference of both losses needs brackets."),
        Mistake(one_weight_alone, "How many numbers does loss want to be told?",
                "loss takes all weights, an array as long as w. Hand it a copy of w in which number k is changed."),
        Mistake(replaced_by_h, "Where does weight number k stand after your change: near its old value, or "
                               "near 0?",
                "It has become h itself. It should be larger by h than it was."),
        Mistake(loss_not_asked, "How much higher are the weights, or how much higher is the loss?",
                "up and down are arrays of weights. The slope compares the losses there: ask loss for both."),
        Mistake(downhill_sign, "If the loss rises when the weight grows, is its slope positive or negative?",
                "Your slopes have the wrong sign: the loss at w + h comes first, the one at w − h is "
                "subtracted. That we want to go down comes later."),
        Mistake(first_weight_only, "Which of your slopes are not zero?",
                "Only the first weight gets a slope. Does the loop come to its second round?"),
        Mistake(returned_too_early, "How many slopes came out, and how many weights went in?",
                "One slope came out. Does the loop come to its second round?"),
        Mistake(the_step_already, "You returned new weights. What was asked for?",
                "Only the slopes are wanted. The step w − slope comes after the exercise."),
    ),
))

# 4.16: what it costs ----------------------------------------------------------------------------


def _is_one_of(*numbers):
    """Return a function: is the answer one of these numbers?"""
    def look(value):
        return value in numbers
    return look


add(Exercise(
    name="forward_passes",
    number="4.16",
    title="What does it cost?",
    difficulty=2,
    minutes=4,
    solution=482_000,
    own_stub="""
        forward_passes = ...    # for the network [64, 32, 10] and 100 steps""",
    why="Nearly half a million passes for a hundred steps of a small network. There must be a cheaper way.",
    hints=("How many parameters does the network have? Exercise 1.9 counted them: weights and biases.",
           "64·32 weights and 32 biases, then 32·10 weights and 10 biases. How many passes does each of them "
           "need in one step?",
           "Parameters times 2 times steps."),
    mistakes=(
        Mistake(241_000, "How many passes does one slope need?",
                "One pass at w + h and one at w − h: two for each parameter and step."),
        Mistake(473_600, "Which parameters does the network have besides the weights?",
                "The 42 biases are wiggled too: 32 in the hidden layer and 10 at the output."),
        Mistake(480_000, "How many biases has the output, and are they in your number?",
                "The ten units at the output have biases too: 32 + 10 in all."),
        Mistake(475_600, "How many biases has the hidden layer, and are they in your number?",
                "The 32 hidden units have biases too: 32 + 10 in all."),
        Mistake(236_800, "How many passes does one slope need? And are the weights all there is?",
                "Two passes for each parameter and step; and the 42 biases are parameters too."),
        Mistake(4_820, "That is the price of one step. How many steps are there?",
                "One step costs 4,820 passes, and there are 100 steps."),
        Mistake(2_410, "That is how many parameters there are. How many passes does each need, and how often?",
                "Each of the 2,410 parameters needs two passes in each of the 100 steps."),
        Mistake(520_078_000, "Does a forward pass take one sample, or all of them?",
                "One pass sends all 1,079 samples through at once. Do not multiply by them."),
        Mistake(200, "That would be right for one weight. How many are there?",
                "Two passes for each step are what a single weight costs. This network has thousands."),
        Mistake(8_800, "Which network has 22 weights, and takes 200 steps?",
                "That is the price of the network for XOR. The one for digits is larger, and takes 100 steps.",
                recognise=_is_one_of(4_400)),
        Mistake(4_096_000, "How many lines run from the 64 inputs to the 32 hidden units? And from these to "
                           "the 10 outputs?",
                "64·32·10 multiplies both layers with each other. Each layer has its own weights, 64·32 and "
                "32·10, and they are added up.",
                recognise=_is_one_of(2_048_000, 40_960, 20_480)),
        Mistake(21_200, "You counted units. How many weights does each unit have?",
                "106 is the number of inputs and units. Each line between two units is a weight of its own."),
    ),
))
