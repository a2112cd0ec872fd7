"""The exercises of lesson 10, handwritten digits."""

import numpy as np

from .record import Exercise, Mistake, add

# 10.1 to 10.3: recall ---------------------------------------------------------------------------

add(Exercise(
    name="recall_10_1",
    number="10.1",
    title="From lesson 09: twenty samples",
    difficulty=1,
    minutes=2,
    options={
        "a": "twenty samples are too few to learn from",
        "b": "it overfits",
        "c": "something is wrong with the code or the settings",
        "d": "it needs a second hidden layer",
    },
    solution="c",
    why="A healthy network knows twenty samples by heart after a few hundred steps. If it does not, there "
        "is no point in giving it more of them.",
    hints=("How hard is it to learn twenty answers by heart, with thousands of weights?",
           "Is a training loss of 2.0 a sign of learning too much, or of learning nothing?"),
    mistakes=(
        Mistake("a", "Too few for what: for new samples, or for these twenty?",
                "For new samples, yes. But the loss is that of the twenty themselves, and few samples are "
                "easier to learn by heart than many."),
        Mistake("b", "What does the training loss of a network that overfits look like?",
                "Overfitting means a training loss near zero and a high loss on other data. Here the "
                "training loss itself is high."),
        Mistake("d", "Has a network with one hidden layer of 128 units too few weights for twenty answers?",
                "It has thousands of weights for twenty answers. Size is not what it lacks."),
    ),
))

add(Exercise(
    name="recall_10_2",
    number="10.2",
    title="From lesson 08: which one, which number",
    difficulty=1,
    minutes=2,
    options={
        "a": "network A, and 98.3 %",
        "b": "network A, and 98.0 %",
        "c": "network B, and 98.2 %",
        "d": "network B, and 98.1 %",
    },
    solution="d",
    why="The validation data choose B, and the test data say how good it is: one number from each, for "
        "two different jobs.",
    hints=("Which of the two columns may choose?",
           "The chosen network has been asked about both piles. Which of its two numbers had no part in "
           "the choice?"),
    mistakes=(
        Mistake("a", "Which pile has chosen A?",
                "98.3 is the highest test accuracy, and so the test data have chosen. Then nobody is left "
                "to say how good the choice is."),
        Mistake("b", "98.0 is the validation accuracy of A. Which network has the higher one?",
                "If the validation data choose, they choose B. And what they choose with, they should "
                "not report."),
        Mistake("c", "The choice is right. Has 98.2 had a part in it?",
                "98.2 is why B was chosen: the higher of two numbers, which is a little too good. The test "
                "accuracy has not been used for anything yet."),
    ),
))

add(Exercise(
    name="recall_10_3",
    number="10.3",
    title="From lesson 06: the gradient of a first layer",
    difficulty=1,
    minutes=2,
    options={
        "a": "dZ.T @ X, of shape (128, 784)",
        "b": "X.T @ dZ, of shape (784, 128)",
        "c": "dZ @ W, of shape (100, 784)",
        "d": "dZ * X, of shape (100, 784)",
    },
    solution="a",
    why="A gradient has the shape of what it belongs to: W has one row of 784 weights for each of 128 "
        "neurons, and dW too.",
    hints=("Which shape has W in this course: one row per what?",
           "dW has the shape of W. Which product of a (100, 128) and a (100, 784) gives it?"),
    mistakes=(
        Mistake("b", "Would W − η·dW be possible with this shape?",
                "The numbers are right, but W is (128, 784): one row per neuron. This is its transpose."),
        Mistake("c", "That has one row per picture. Does a weight belong to a picture?",
                "dZ @ W is dX, what goes back to the pixels. The weights want to know what went in, and "
                "that is X."),
        Mistake("d", "Can numbers of shapes (100, 128) and (100, 784) be multiplied one by one?",
                "The shapes do not fit, and the sum over the pictures is missing. A matrix product does "
                "both, multiply and add."),
    ),
))

# 10.4: bytes ------------------------------------------------------------------------------------


def ink_together(a, b):
    """Return the picture of two digits on top of each other: their ink adds up, to 255 at most.

    a, b: uint8 arrays of the same shape, from 0 (paper) to 255 (ink).
    together: the same shape, whole numbers from 0 to 255.
    """
    together = a.astype(int) + b                             # up to 510
    return np.minimum(together, 255).astype(np.uint8)


def ink_in_decimals(a, b):
    return np.clip(a.astype(float) + b.astype(float), 0, 255)


def ink_where_there_is_room(a, b):
    return np.where(a > 255 - b, 255, a + b)


def ink_in_sixteen_bits(a, b):
    total = np.add(a, b, dtype=np.uint16)
    total[total > 255] = 255
    return total


def clipped_too_late(a, b):
    return np.minimum(a + b, 255)


def never_clipped(a, b):
    return a.astype(int) + b


def the_darker_one(a, b):
    return np.maximum(a, b)


def the_mean_of_both(a, b):
    return (a.astype(int) + b) // 2


def scaled_to_one(a, b):
    return np.minimum(a / 255 + b / 255, 1)


def mean_of_wrapped(a, b):
    return (a + b) / 2


def cut_back_to_bytes(a, b):
    return (a.astype(int) + b).clip(255)


def shared_ink(a, b):
    return np.minimum(a, b)


def divided_by_the_largest(a, b):
    together = a.astype(float) + b
    return 255 * together / together.max()


def _cases_ink():
    rng = np.random.default_rng(104)
    first = (np.array([[0, 200, 30], [120, 250, 0]], dtype=np.uint8),
             np.array([[0, 100, 40], [0, 250, 90]], dtype=np.uint8))
    return [first, *((rng.integers(0, 256, size=shape, dtype=np.uint8),
                      rng.integers(0, 256, size=shape, dtype=np.uint8)) for shape in ((4, 5), (3, 4, 2)))]


add(Exercise(
    name="ink_together",
    number="10.4",
    title="Two digits on one sheet",
    difficulty=1,
    minutes=3,
    solution=ink_together,
    alternatives=(ink_in_decimals, ink_where_there_is_room, ink_in_sixteen_bits),
    cases=_cases_ink,
    why="Bytes first become numbers with room to grow; then one computes. Forgetting it gives no error, "
        "only strange pictures.",
    hints=("What is 200 + 100, when both are bytes?",
           "When is the sum cut off at 255: before or after it has started again at 0?",
           "a.astype(int) makes an array of whole numbers that have room for 510. np.minimum(Z, 255) cuts off."),
    mistakes=(
        Mistake(clipped_too_late, "Take 200 and 100 from the first case. What has become of their sum?",
                "Where the ink should be blackest, yours is pale: the sum of two bytes started again at 0, "
                "and 300 became 44. Cutting off at 255 afterwards comes too late; the sum itself needs "
                "room."),
        Mistake(never_clipped, "How dark can a pixel be?",
                "There are sums above 255 in your result. A byte ends there, and so does ink."),
        Mistake(the_darker_one, "100 on top of 120: which of the two do you see, or both?",
                "Yours shows the darker of the two. The ink of both should add up."),
        Mistake(the_mean_of_both, "Does a second digit make the first one paler?",
                "That is the mean. Each digit alone would come out at half its darkness."),
        Mistake(mean_of_wrapped, "Two steps to think over: what is the sum of two bytes, and what is "
                                 "the 2 for?",
                "The sums above 255 have started again at 0, and then all of them were halved. Ink adds "
                "up, and needs room for it."),
        Mistake(scaled_to_one, "Where does your scale end?",
                "Yours ends at 1. That is how a network wants it, but here bytes are asked for, from 0 "
                "to 255."),
        Mistake(cut_back_to_bytes, "Look at the paper, where both pictures are 0. What is it in yours?",
                "Everything is at least 255. The first number that clip takes is the lower limit."),
        Mistake(shared_ink, "Is a pixel white as soon as one of the two has no ink there?",
                "Yours shows the ink that both have in common. Where only one digit has ink, the sheet is "
                "not white."),
        Mistake(divided_by_the_largest, "Does a grey line become paler because two others cross elsewhere?",
                "You have scaled the whole picture by its darkest point. Only what goes beyond 255 is cut "
                "off; everything else stays."),
    ),
))

# 10.5: numbers before training ------------------------------------------------------------------


def _is_number(key, wanted):
    return lambda value: isinstance(value, dict) and np.ndim(value.get(key)) == 0 and \
        not isinstance(value.get(key), str) and value.get(key) == wanted


add(Exercise(
    name="before_training",
    number="10.5",
    title="Count before you train",
    difficulty=1,
    minutes=4,
    solution={"weights and biases": 109_386, "steps": 5_000},
    own_stub="""
    # Python may do the arithmetic:  784 * 128
    before_training = {
        "weights and biases": ...,    # of all layers together
        "steps": ...,                 # updates in the whole training
    }
    """,
    why="109,386 numbers, each moved 5,000 times. That is what the next few seconds are spent on.",
    hints=("How many layers with weights has [784, 128, 64, 10]? Between which sizes does each lie?",
           "Each neuron has one weight per input and one bias. 784 · 128 + 128 for the first layer.",
           "Which pile is trained on, how many batches of 100 has it, and how often is it gone through?"),
    mistakes=(
        Mistake({"weights and biases": 109_184, "steps": 5_000},
                "Each neuron has weights, and what else?",
                "109,184 are the weights alone. Every neuron has a bias besides: 128 + 64 + 10.",
                recognise=_is_number("weights and biases", 109_184)),
        Mistake({"weights and biases": 986, "steps": 5_000},
                "You have added up the sizes of the layers. What lies between two layers?",
                "986 counts units, not weights. Between 784 inputs and 128 units there are 784 · 128 weights.",
                recognise=_is_number("weights and biases", 986)),
        Mistake({"weights and biases": 108_736, "steps": 5_000},
                "Where do the ten scores come from?",
                "The last layer is missing: 64 inputs, 10 neurons.",
                recognise=_is_number("weights and biases", 108_736)),
        Mistake({"weights and biases": 110_170, "steps": 5_000},
                "Have the pixels biases too?",
                "Inputs are given; they have no bias. You have added 784 too many.",
                recognise=_is_number("weights and biases", 110_170)),
        Mistake({"weights and biases": 109_386, "steps": 6_000},
                "Is it trained on all 60,000?",
                "10,000 of them are put aside for validation, and never trained on.",
                recognise=_is_number("steps", 6_000)),
        Mistake({"weights and biases": 109_386, "steps": 500},
                "For how many epochs?",
                "500 steps are one epoch. The training has ten.",
                recognise=_is_number("steps", 500)),
        Mistake({"weights and biases": 109_386, "steps": 500_000},
                "Is there an update after every picture?",
                "One step is taken after each batch of 100 pictures, not after each picture.",
                recognise=_is_number("steps", 500_000)),
        Mistake({"weights and biases": 109_386, "steps": 10},
                "Is there one update per epoch?",
                "10 is the number of epochs. A step is taken after each batch of 100 pictures, and an epoch "
                "has many batches.",
                recognise=_is_number("steps", 10)),
        Mistake({"weights and biases": 109_386, "steps": 1_000},
                "How many pictures are in a batch, and how many are in an epoch?",
                "1,000 is batches of 100 times ten epochs. An epoch has as many batches as it takes to go "
                "through all 50,000 pictures.",
                recognise=_is_number("steps", 1_000)),
    ),
))

# 10.6: the pair that is confused most -----------------------------------------------------------


def worst_pair(C):
    """Return (true, taken_for): the most frequent confusion in a confusion matrix.

    C (K, K): C[i, j] counts the samples of class i that were taken for class j.
    true, taken_for: two different classes.
    """
    errors = C.copy()
    np.fill_diagonal(errors, 0)
    true, taken_for = np.unravel_index(errors.argmax(), errors.shape)
    return true, taken_for


def pair_by_loops(C):
    best = (-1, None, None)
    for i in range(len(C)):
        for j in range(len(C)):
            if i != j and C[i, j] > best[0]:
                best = C[i, j], i, j
    return best[1:]


def pair_from_one_list(C):
    errors = C * (1 - np.eye(len(C), dtype=int))
    return divmod(int(np.argmax(errors)), len(C))


def right_ones_counted(C):
    true, taken_for = np.unravel_index(C.argmax(), C.shape)
    return true, taken_for


def place_in_one_list(C):
    errors = C - np.diag(np.diag(C))
    return errors.argmax()


def taken_for_first(C):
    errors = C - np.diag(np.diag(C))
    true, taken_for = np.unravel_index(errors.argmax(), errors.shape)
    return taken_for, true


def both_ways_together(C):
    errors = C + C.T - 2 * np.diag(np.diag(C))
    true, taken_for = np.unravel_index(errors.argmax(), errors.shape)
    return true, taken_for


def share_of_the_row(C):
    errors = (C - np.diag(np.diag(C))) / C.sum(axis=1, keepdims=True)
    true, taken_for = np.unravel_index(errors.argmax(), errors.shape)
    return true, taken_for


def worst_row_and_worst_column(C):
    errors = C - np.diag(np.diag(C))
    return errors.sum(axis=1).argmax(), errors.sum(axis=0).argmax()


def table_spoilt(C):
    np.fill_diagonal(C, 0)
    true, taken_for = np.unravel_index(C.argmax(), C.shape)
    return true, taken_for


def rarest_pair(C):
    errors = C + np.diag(np.full(len(C), C.max() + 1))
    true, taken_for = np.unravel_index(errors.argmin(), errors.shape)
    return true, taken_for


def how_many(C):
    errors = C - np.diag(np.diag(C))
    return errors.max()


def row_with_most_errors(C):
    errors = C - np.diag(np.diag(C))
    true = errors.sum(axis=1).argmax()
    return true, errors[true].argmax()


def place_of_the_right_ones(C):
    return C.argmax()


def diagonal_taken_from_every_row(C):
    errors = C - np.diag(C)
    true, taken_for = np.unravel_index(errors.argmax(), errors.shape)
    return true, taken_for


def largest_of_each_row_and_column(C):
    errors = C - np.diag(np.diag(C))
    return errors.argmax(axis=1), errors.argmax(axis=0)


def largest_of_each_column_and_row(C):
    errors = C - np.diag(np.diag(C))
    return errors.argmax(axis=0), errors.argmax(axis=1)


def largest_of_each_row(C):
    errors = C - np.diag(np.diag(C))
    return errors.argmax(axis=1)


def diagonal_of_each_row_and_column(C):
    return C.argmax(axis=1), C.argmax(axis=0)


def _cases_pair():
    first = np.array([[50, 1, 4, 3],
                      [6, 40, 2, 0],
                      [5, 7, 30, 1],
                      [2, 4, 0, 9]])
    second = np.array([[90, 3, 0], [11, 60, 1], [2, 4, 10]])
    third = np.array([[200, 2, 9, 0, 3], [4, 150, 0, 12, 1], [11, 3, 170, 2, 8], [5, 9, 0, 30, 13],
                      [1, 0, 14, 6, 220]])
    fourth = np.array([[70, 12, 3, 1], [8, 900, 13, 5], [11, 2, 80, 4], [6, 0, 7, 20]])
    return [(C,) for C in (first, second, third, fourth)]


add(Exercise(
    name="worst_pair",
    number="10.6",
    title="The pair that is confused most",
    difficulty=2,
    minutes=6,
    solution=worst_pair,
    alternatives=(pair_by_loops, pair_from_one_list),
    cases=_cases_pair,
    returns=("true", "taken_for"),
    why="An accuracy says how many mistakes there are. This says where to begin.",
    hints=("Where in the table are the right answers? They must not win.",
           "C.copy() is a table that you may change. What should stand on its diagonal?",
           "With errors = C.copy() and np.fill_diagonal(errors, 0), the largest number is at "
           "errors.argmax(), counted in one line. Which function makes row and column of it?"),
    mistakes=(
        Mistake(right_ones_counted, "Can a class be confused with itself?",
                "Both of your classes are the same: the largest numbers stand on the diagonal, and they "
                "count the right answers. Those must be left out."),
        Mistake(place_in_one_list, "You returned one number. Which row and which column is it?",
                "argmax of a whole table counts its numbers row after row, as if they stood in one line. "
                "Row and column have to be made of it."),
        Mistake(place_of_the_right_ones, "You returned one number, and it belongs to the diagonal. What is "
                                         "counted there?",
                "Two things: the diagonal counts the right answers and must be left out, and the place in one "
                "long line has to be made into row and column."),
        Mistake(taken_for_first, "Which of your two numbers is the row?",
                "The two classes are right, but exchanged: the true class is the row, and comes first."),
        Mistake(both_ways_together, "Is a 4 taken for a 9 the same confusion as a 9 taken for a 4?",
                "You have added both directions. The task asks for one entry of the table."),
        Mistake(share_of_the_row, "Do you compare how many, or which share of the row?",
                "You have divided each row by its sum. The most frequent confusion is the largest count."),
        Mistake(worst_row_and_worst_column, "You add up rows and columns. Do the two winners meet in the "
                                            "largest entry?",
                "The class with most errors and the class that errors most often end in need not belong "
                "together. Look for the largest single number."),
        Mistake(row_with_most_errors, "Must the largest number stand in the row with the most errors?",
                "A class can have many different errors, each of them rare. Look for the largest single "
                "number in the whole table."),
        Mistake(table_spoilt, "The pair is right. What does the table look like after your function?",
                "Your zeros stand in the table that was handed in: whoever uses it afterwards finds no right "
                "answers in it. Change a copy."),
        Mistake(rarest_pair, "Is that the most frequent one?",
                "That is the rarest confusion. Look for the largest number, not the smallest."),
        Mistake(diagonal_taken_from_every_row, "You answer that 0 is taken for 0. If the right answers have been "
                                               "taken away: from which numbers?",
                "np.diag(C) alone is one row of numbers: taken away from C, it is taken from every row, and the "
                "diagonal becomes 0 while most other numbers become negative. Only the diagonal is to be 0."),
        Mistake(largest_of_each_row_and_column, "One place, or one for each row and each column?",
                "With axis=…, argmax searches each row or each column for itself and returns many places. Wanted "
                "is one place in the whole table."),
        Mistake(largest_of_each_column_and_row, "One place, or one for each column and each row?",
                "With axis=…, argmax searches each column or each row for itself and returns many places. Wanted "
                "is one place in the whole table."),
        Mistake(largest_of_each_row, "One place, or one for each row?",
                "You say for every class what it is taken for most often. Wanted is one place in the whole table: "
                "its row and its column."),
        Mistake(diagonal_of_each_row_and_column, "One place, or one for each row? And what is counted on the "
                                                 "diagonal?",
                "Two things: with axis=…, argmax searches each row or column for itself, while one place in the "
                "whole table is wanted. And what it finds are the right answers, which must be left out."),
        Mistake(how_many, "That says how often. Between which two classes?",
                "You have returned the largest count itself. Wanted is where it stands: row and column."),
    ),
))

# 10.7: the surest mistakes ----------------------------------------------------------------------


def surest_mistakes(P, y, n):
    """Return the rows of the n wrong answers with the highest probability, the surest first.

    P (N, K): one probability per class, a sample a row.  y (N,): the right classes.
    rows (n,): row numbers of P; fewer, if there are fewer than n mistakes.
    """
    predicted = P.argmax(axis=1)                             # (N,)
    wrong = np.flatnonzero(predicted != y)                   # the rows of the mistakes
    surest_first = np.argsort(-P.max(axis=1)[wrong])         # places in `wrong`
    return wrong[surest_first[:n]]


def surest_sorted_first(P, y, n):
    order = np.argsort(P.max(axis=1))[::-1]
    order = order[P.argmax(axis=1)[order] != y[order]]
    return order[:n]


def surest_by_loop(P, y, n):
    found = [(P[i].max(), i) for i in range(len(y)) if P[i].argmax() != y[i]]
    return [i for _, i in sorted(found, reverse=True)][:n]


def surest_of_all(P, y, n):
    return np.argsort(-P.max(axis=1))[:n]


def places_among_the_mistakes(P, y, n):
    wrong = P.argmax(axis=1) != y
    return np.argsort(-P.max(axis=1)[wrong])[:n]


def least_sure_first(P, y, n):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(P.max(axis=1)[wrong])[:n]]


def surest_last(P, y, n):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(P.max(axis=1)[wrong])[-n:]]


def first_mistakes(P, y, n):
    return np.flatnonzero(P.argmax(axis=1) != y)[:n]


def by_the_right_class(P, y, n):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(P[wrong, y[wrong]])[:n]]


def probabilities_returned(P, y, n):
    wrong = P.argmax(axis=1) != y
    return np.sort(P.max(axis=1)[wrong])[::-1][:n]


def mask_of_another_order(P, y, n):
    order = np.argsort(-P.max(axis=1))
    return order[P.argmax(axis=1) != y][:n]


def filled_up_with_right_ones(P, y, n):
    sure = P.max(axis=1) * (P.argmax(axis=1) != y)
    return np.argsort(-sure, kind="stable")[:n]


def surest_of_all_last(P, y, n):
    return np.argsort(P.max(axis=1))[-n:]


def confidence_in_place_of_mistakes(P, y, n):
    return np.sort(P.max(axis=1))[::-1][:n]


def classes_returned(P, y, n):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return P.argmax(axis=1)[wrong[np.argsort(-P.max(axis=1)[wrong])[:n]]]


def rows_of_probabilities(P, y, n):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return P[wrong[np.argsort(-P.max(axis=1)[wrong])[:n]]]


def probabilities_as_they_come(P, y, n):
    wrong = P.argmax(axis=1) != y
    return P.max(axis=1)[wrong][:n]


def _cases_surest():
    rng = np.random.default_rng(107)
    first = (np.array([[0.1, 0.9, 0.0], [0.55, 0.3, 0.15], [0.0, 0.2, 0.8], [0.7, 0.1, 0.2],
                       [0.05, 0.0, 0.95], [0.3, 0.6, 0.1]]), np.array([1, 2, 1, 2, 2, 0]), 2)
    cases = [first]
    for N, K, n in ((12, 4, 3), (15, 3, 20), (30, 5, 6)):
        scores = rng.normal(size=(N, K)) * 1.5
        P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        y = np.where(rng.random(N) < 0.4, P.argmax(axis=1), rng.integers(0, K, size=N))
        if n > N:    # one right answer alone, so that those who fill up do it in the same order
            y = np.where(np.arange(N) == 4, P.argmax(axis=1), P.argsort(axis=1)[:, rng.integers(0, K - 1)])
        cases.append((P, y, n))
    return cases


add(Exercise(
    name="surest_mistakes",
    number="10.7",
    title="Wrong, and sure of it",
    difficulty=2,
    minutes=10,
    solution=surest_mistakes,
    alternatives=(surest_sorted_first, surest_by_loop),
    cases=_cases_surest,
    why="The surest mistakes are the first to look at: bugs, wrong labels and strange digits gather there.",
    hints=("Which rows are wrong? Compare two arrays, and let np.flatnonzero say where.",
           "How sure was it in each of these rows only? np.argsort sorts from small to large: what do you "
           "sort, if the largest is to come first?",
           "argsort gives places in what you handed it. If that was a selection of rows, which rows of P "
           "are meant?"),
    mistakes=(
        Mistake(surest_of_all, "Are all of your rows mistakes?",
                "There are right answers among them. First the mistakes have to be picked out."),
        Mistake(surest_of_all_last, "Are all of your rows mistakes? And which comes first?",
                "There are right answers among them, so the mistakes have to be picked out first. And the "
                "surest one comes last in yours."),
        Mistake(confidence_in_place_of_mistakes, "Are these rows? And are they those of the mistakes?",
                "You have returned the highest probabilities of all answers, right ones included. Wanted are "
                "the rows where wrong answers stand."),
        Mistake(places_among_the_mistakes, "Your smallest row numbers are suspiciously small. What do they "
                                           "count?",
                "They count among the mistakes only: place 0 is the first mistake, wherever it stands in P. "
                "Use them to pick from the row numbers of the mistakes."),
        Mistake(least_sure_first, "Which way round does argsort sort?",
                "From small to large: yours are the mistakes of which it was least sure."),
        Mistake(surest_last, "The rows are right. And their order?",
                "The surest mistake should come first; yours comes last."),
        Mistake(first_mistakes, "Where do the probabilities come in?",
                "These are mistakes in the order in which they stand in P, sure or not."),
        Mistake(by_the_right_class, "By which probability do you sort: that of the given answer, or that of "
                                    "the right one?",
                "You have asked where the right class got least. That is often the same mistake, but not "
                "always: the rest may be spread over several wrong classes."),
        Mistake(probabilities_returned, "Row numbers, or probabilities?",
                "You have returned how sure it was. Wanted are the rows, so that the pictures can be looked "
                "at."),
        Mistake(probabilities_as_they_come, "Row numbers, or probabilities? And in which order?",
                "You have returned how sure it was of its mistakes, as they stand in P. Wanted are the numbers "
                "of their rows, the surest first."),
        Mistake(rows_of_probabilities, "Row numbers, or the rows themselves?",
                "You have returned all the probabilities of these rows. Wanted are the numbers of the rows, so "
                "that the pictures can be looked at."),
        Mistake(mask_of_another_order, "The mask has one entry per row of P. In which order are your row "
                                       "numbers when you apply it?",
                "After sorting, place 0 is the surest row, but the mask still speaks of row 0 of P. Both "
                "must be in the same order."),
        Mistake(filled_up_with_right_ones, "Are there n mistakes?",
                "Where there are fewer than n, yours is filled up with rows that are right. Fewer rows should "
                "come back."),
        Mistake(classes_returned, "Are these rows, or classes?",
                "You have returned what the samples were taken for. Wanted is where they stand in P."),
    ),
))

# 10.8: calibration ------------------------------------------------------------------------------


def sure_and_right(confidence, right, edges):
    """Return how sure the answers of each bin are, and how many of them are right.

    confidence (N,): the probability of the given answer.  right (N,): True where it is right.
    edges (B + 1,): bin k holds those with edges[k] < confidence <= edges[k + 1]; none is empty.
    sure (B,): the mean confidence in each bin.  share (B,): the share of right answers in it.
    """
    sure, share = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)   # (N,)
        sure.append(confidence[inside].mean())
        share.append(right[inside].mean())
    return np.array(sure), np.array(share)


def sure_by_counting(confidence, right, edges):
    bins = np.searchsorted(edges, confidence, side="left") - 1
    inside = (bins >= 0) & (bins < len(edges) - 1)
    n = np.bincount(bins[inside])
    return (np.bincount(bins[inside], confidence[inside]) / n, np.bincount(bins[inside], right[inside]) / n)


def middles_of_the_bins(confidence, right, edges):
    _, share = sure_and_right(confidence, right, edges)
    return (edges[:-1] + edges[1:]) / 2, share


def other_end_closed(confidence, right, edges):
    inside = [(confidence >= low) & (confidence < high) for low, high in zip(edges[:-1], edges[1:])]
    return (np.array([confidence[mask].mean() for mask in inside]),
            np.array([right[mask].mean() for mask in inside]))


def all_below(confidence, right, edges):
    inside = [confidence <= high for high in edges[1:]]
    return (np.array([confidence[mask].mean() for mask in inside]),
            np.array([right[mask].mean() for mask in inside]))


def all_above(confidence, right, edges):
    inside = [confidence > low for low in edges[:-1]]
    return (np.array([confidence[mask].mean() for mask in inside]),
            np.array([right[mask].mean() for mask in inside]))


def share_of_all(confidence, right, edges):
    inside = [(confidence > low) & (confidence <= high) for low, high in zip(edges[:-1], edges[1:])]
    return (np.array([confidence[mask].mean() for mask in inside]),
            np.array([right[mask].sum() / len(right) for mask in inside]))


def counts_of_right(confidence, right, edges):
    inside = [(confidence > low) & (confidence <= high) for low, high in zip(edges[:-1], edges[1:])]
    return (np.array([confidence[mask].mean() for mask in inside]),
            np.array([right[mask].sum() for mask in inside]))


def sure_of_the_right_ones(confidence, right, edges):
    inside = [(confidence > low) & (confidence <= high) for low, high in zip(edges[:-1], edges[1:])]
    return (np.array([confidence[mask & right].mean() for mask in inside]),
            np.array([right[mask].mean() for mask in inside]))


def the_two_exchanged(confidence, right, edges):
    sure, share = sure_and_right(confidence, right, edges)
    return share, sure


def share_of_wrong(confidence, right, edges):
    sure, share = sure_and_right(confidence, right, edges)
    return sure, 1 - share


def brackets_forgotten(confidence, right, edges):
    sure, share = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = confidence > low & confidence <= high
        sure.append(confidence[inside].mean())
        share.append(right[inside].mean())
    return np.array(sure), np.array(share)


def and_between_masks(confidence, right, edges):
    sure, share = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) and (confidence <= high)
        sure.append(confidence[inside].mean())
        share.append(right[inside].mean())
    return np.array(sure), np.array(share)


def two_comparisons_in_a_chain(confidence, right, edges):
    sure, share = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = low < confidence <= high
        sure.append(confidence[inside].mean())
        share.append(right[inside].mean())
    return np.array(sure), np.array(share)


def _cases_calibration():
    rng = np.random.default_rng(108)
    first = (np.array([0.55, 0.95, 0.75, 0.65, 1.0, 0.7, 0.9]),
             np.array([True, True, False, False, True, True, True]), np.array([0.5, 0.7, 0.9, 1.0]))
    cases = [first]
    for N, edges in ((60, [0.2, 0.4, 0.6, 0.8, 1.0]), (45, [0.3, 0.5, 0.9])):
        confidence = np.round(rng.uniform(edges[0] + 0.01, 1, size=N), 3)
        confidence[:len(edges) - 1] = edges[1:]    # some lie on an edge
        confidence[-(len(edges) - 1):] = np.array(edges[:-1]) + 0.01
        right = rng.random(N) < confidence
        for low, high in zip(edges[:-1], edges[1:]):    # in each bin some are right
            right[np.flatnonzero((confidence > low) & (confidence < high))[0]] = True
        cases.append((confidence, right, np.array(edges)))
    return cases


add(Exercise(
    name="sure_and_right",
    number="10.8",
    title="Does 90 % mean 90 %?",
    difficulty=2,
    minutes=10,
    core=False,
    solution=sure_and_right,
    alternatives=(sure_by_counting,),
    cases=_cases_calibration,
    returns=("sure", "share"),
    why="A weather report is judged in this way too: of all days with a 70 % chance of rain, it should rain "
        "on 70 %.",
    hints=("Which samples are in the first bin? Write a mask with two conditions.",
           "Two masks are combined with &, each in its own brackets: (c > low) & (c <= high).",
           "confidence[inside].mean() is one number for each bin. What is right[inside].mean()?"),
    mistakes=(
        Mistake(middles_of_the_bins, "Is the mean confidence of a bin its middle?",
                "The answers are not spread evenly: between 0.9 and 1 most are close to 1. Take the mean of "
                "those that are there."),
        Mistake(other_end_closed, "In which bin is an answer with a confidence of exactly 1?",
                "Yours counts the lower edge in and leaves the upper one out, so that a confidence of exactly "
                "1 is in no bin. Wanted: low < confidence <= high."),
        Mistake(all_below, "Is an answer with 0.55 in every one of your bins?",
                "Each of your bins holds everything below its upper edge. The lower edge has a say too."),
        Mistake(all_above, "Is an answer with 0.95 in every one of your bins?",
                "Each of your bins holds everything above its lower edge. The upper edge has a say too."),
        Mistake(share_of_all, "The share of what: of all answers, or of those in the bin?",
                "You have divided by all answers. The question is how many of those in the bin are right."),
        Mistake(counts_of_right, "How many are right, or which share?",
                "These are counts. To compare them with a confidence, divide by how many are in the bin."),
        Mistake(sure_of_the_right_ones, "Of which answers do you take the mean confidence?",
                "Only of the right ones. How sure it was of its mistakes counts as well."),
        Mistake(brackets_forgotten, "Is each comparison in its own brackets?",
                "& binds more tightly than > and <=. Without brackets Python first tries to combine the numbers "
                "beside the &, and decimals cannot be combined so."),
        Mistake(and_between_masks, "Which sign combines two masks?",
                "`and` wants to know whether a whole array is true, and there is no one answer. & goes "
                "through them element by element; each comparison stands in its own brackets."),
        Mistake(two_comparisons_in_a_chain, "Are these one condition, or two masks?",
                "a < b < c asks whether a whole array is true, and there is no one answer. Write two "
                "comparisons, each in its own brackets, and combine them by &."),
        Mistake(the_two_exchanged, "Which of the two comes first?",
                "They are exchanged: first how sure, then how often right."),
        Mistake(share_of_wrong, "Right, or wrong?",
                "That is the share of wrong answers."),
    ),
))

# 10.9: moved digits -----------------------------------------------------------------------------

add(Exercise(
    name="prediction_10_9",
    number="10.9",
    title="Predict: four pixels to the right",
    difficulty=1,
    minutes=2,
    options={
        "a": "nearly all, as before",
        "b": "nine of ten",
        "c": "fewer than half",
        "d": "one of ten, as if guessed",
    },
    solution="c",
    why="To the network a moved digit is another list of 784 numbers. Nothing in it knows that pixel 300 "
        "is the neighbour of pixel 301.",
    hints=("Has the network ever seen a digit that was not in the middle?",
           "What meets the weights of the first layer, when every digit is moved: the ink that they have "
           "learned, or paper?"),
    mistakes=(
        Mistake("a", "You would not even notice. But how does the network know that it is the same digit?",
                "For you a moved 3 is a 3. The network has one weight for each place, learned from digits "
                "in the middle; moved by a stroke's width, ink falls where paper was."),
        Mistake("b", "How wide is a stroke, and how far are four pixels?",
                "A stroke is two or three pixels wide. After four pixels hardly any ink meets the weights "
                "that expect it. One pixel costs little; four cost most of it."),
        Mistake("d", "Is there really nothing left that it could go by?",
                "Some digits are still recognised, by their width or by a stroke that is long enough. With "
                "six pixels it would be near one in ten."),
    ),
))

# 10.10: shifting --------------------------------------------------------------------------------


def my_shift(images, down, right):
    """Return the pictures moved by whole pixels; what moves in from outside is paper, 0.

    images (N, H, W): one picture after the other.
    down, right: whole numbers; negative ones move up and left. Smaller than the picture.
    moved (N, H, W): ink that leaves a picture is lost.
    """
    N, H, W = images.shape
    moved = np.zeros_like(images)
    to_rows = slice(max(down, 0), H + min(down, 0))
    from_rows = slice(max(-down, 0), H + min(-down, 0))
    to_columns = slice(max(right, 0), W + min(right, 0))
    from_columns = slice(max(-right, 0), W + min(-right, 0))
    moved[:, to_rows, to_columns] = images[:, from_rows, from_columns]
    return moved


def shifted_on_a_larger_sheet(images, down, right):
    N, H, W = images.shape
    sheet = np.zeros((N, 3 * H, 3 * W))
    sheet[:, H + down:2 * H + down, W + right:2 * W + right] = images
    return sheet[:, H:2 * H, W:2 * W]


def shifted_and_wiped(images, down, right):
    moved = np.roll(images, (down, right), axis=(1, 2))
    if down > 0:
        moved[:, :down] = 0
    elif down < 0:
        moved[:, down:] = 0
    if right > 0:
        moved[:, :, :right] = 0
    elif right < 0:
        moved[:, :, right:] = 0
    return moved


def shifted_pixel_by_pixel(images, down, right):
    moved = 0 * images
    N, H, W = images.shape
    for i in range(H):
        for j in range(W):
            if 0 <= i - down < H and 0 <= j - right < W:
                moved[:, i, j] = images[:, i - down, j - right]
    return moved


def shifted_padded(images, down, right):
    N, H, W = images.shape
    padded = np.pad(images, ((0, 0), (H, H), (W, W)))
    return padded[:, H - down:2 * H - down, W - right:2 * W - right]


def rolled_round(images, down, right):
    return np.roll(images, (down, right), axis=(1, 2))


def rolled_without_axes(images, down, right):
    return np.roll(images, (down, right))


def rolled_over_the_pictures(images, down, right):
    return np.roll(images, (down, right), axis=(0, 1))


def down_and_right_exchanged(images, down, right):
    return my_shift(images, right, down)


def the_other_way(images, down, right):
    return my_shift(images, -down, -right)


def up_instead_of_down(images, down, right):
    return my_shift(images, -down, right)


def forwards_only(images, down, right):
    moved = np.zeros_like(images)
    moved[:, down:, right:] = images[:, :images.shape[1] - down, :images.shape[2] - right]
    return moved


def cut_by_minus_zero(images, down, right):
    moved = np.zeros_like(images)
    moved[:, down:, right:] = images[:, :-down, :-right]
    return moved


def smeared_edges(images, down, right):
    N, H, W = images.shape
    padded = np.pad(images, ((0, 0), (H, H), (W, W)), mode="edge")
    return padded[:, H - down:2 * H - down, W - right:2 * W - right]


def only_to_the_right(images, down, right):
    return my_shift(images, 0, right)


def only_down(images, down, right):
    return my_shift(images, down, 0)


def black_from_outside(images, down, right):
    N, H, W = images.shape
    padded = np.pad(images, ((0, 0), (H, H), (W, W)), constant_values=1)
    return padded[:, H - down:2 * H - down, W - right:2 * W - right]


def wiped_for_positive_alone(images, down, right):
    moved = np.roll(images, (down, right), axis=(1, 2))
    moved[:, :down] = 0
    moved[:, :, :right] = 0
    return moved


def grown(images, down, right):
    return np.pad(images, ((0, 0), (abs(down), 0), (abs(right), 0)))


def cropped_at_the_start(images, down, right):
    return images[:, down:, right:]


def wiped_only(images, down, right):
    moved = np.zeros_like(images)
    moved[:, down:, right:] = images[:, down:, right:]
    return moved


def mirrored_in(images, down, right):
    rolled = np.roll(images, down, axis=1)
    return my_shift(rolled, 0, right)


def wiped_before_it_was_read(images, down, right):
    moved = images
    moved[:] = 0
    return moved


def wiped_and_sliced_from_the_same(images, down, right):
    moved = images
    moved[:] = 0
    moved[:, down:, right:] = images[:, :-down, :-right]
    return moved


def read_from_what_is_overwritten(images, down, right):
    N, H, W = images.shape
    for i in range(H):
        for j in range(W):
            if 0 <= i - down < H and 0 <= j - right < W:
                images[:, i, j] = images[:, i - down, j - right]
            else:
                images[:, i, j] = 0
    return images


def left_empty(images, down, right):
    return np.zeros_like(images)


def wrapped_sideways(images, down, right):
    rolled = np.roll(images, right, axis=2)
    return my_shift(rolled, down, 0)


def rolled_down_only(images, down, right):
    return np.roll(images, down, axis=1)


def only_down_and_forwards(images, down, right):
    moved = np.zeros_like(images)
    moved[:, down:] = images[:, :images.shape[1] - down]
    return moved


def _cases_shift():
    rng = np.random.default_rng(110)
    first = (np.array([[[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]]), 1, 2)
    more = [(np.round(rng.uniform(0.1, 1, size=shape), 3), down, right)
            for shape, down, right in (((2, 5, 4), 2, 1), ((3, 4, 6), -1, 2), ((2, 6, 5), 1, -2),
                                       ((2, 5, 7), -2, -3), ((4, 5, 4), 0, 1), ((2, 4, 5), -1, 0),
                                       ((2, 4, 3), 0, 0))]
    return [first, *more]


add(Exercise(
    name="my_shift",
    number="10.10",
    title="Move the digits",
    difficulty=3,
    minutes=15,
    solution=my_shift,
    alternatives=(shifted_on_a_larger_sheet, shifted_and_wiped, shifted_pixel_by_pixel, shifted_padded),
    cases=_cases_shift,
    why="One picture has become many, all with the same label. Of all the ways to a better network, more "
        "data is still the surest.",
    hints=("Draw a picture of 3×4 squares and move it by one down and two right. Which rows and columns of "
           "the old picture are still seen, and where?",
           "In the large sheet the pictures fill rows H to 2·H. If you look one row higher up, at rows H − 1 "
           "to 2·H − 1: have they moved up or down in what you see?",
           "Put them at rows H to 2·H, and look at rows H − down to 2·H − down. And the columns?"),
    mistakes=(
        Mistake(rolled_round, "What has left on one side, and where is it now?",
                "It has come in again on the other side, as np.roll does. A stroke at the edge of a 7 then "
                "appears at its left. What comes from outside should be paper."),
        Mistake(rolled_without_axes, "Has anything moved down?",
                "Without an axis, all numbers are moved along as one long line, from row to row and from "
                "picture to picture."),
        Mistake(rolled_over_the_pictures, "Which axis counts the pictures?",
                "Axis 0 is the picture, axis 1 the row, axis 2 the column. You have moved whole pictures "
                "to other places in the batch."),
        Mistake(down_and_right_exchanged, "Which axis is down?",
                "Down and right are exchanged. The rows are axis 1: down moves along them."),
        Mistake(the_other_way, "Your pictures have moved, but where to?",
                "Up for down and left for right. If the picture stays and you move where you look, signs "
                "turn round."),
        Mistake(up_instead_of_down, "Row 0 is at the top. Which way is down?",
                "Right is right, but down has become up: rows are counted from the top, so moving down makes "
                "row numbers larger."),
        Mistake(forwards_only, "What does a slice mean that begins at −1?",
                "For positive numbers yours is right. A negative start counts from the end: [-1:] is the last "
                "row alone, and the sizes of the two sides no longer fit."),
        Mistake(cut_by_minus_zero, "Try it with down = −1: what does a slice mean that begins at −1?",
                "A negative start counts from the end: [-1:] is the last row alone. A 0 will be the next to "
                "stumble over: [:-0] is [:0], nothing at all. Say where the slices begin and end, counted from "
                "the front, for all signs."),
        Mistake(smeared_edges, "What comes in from outside?",
                "Your edges are smeared: the last row or column is repeated. From outside comes paper, 0."),
        Mistake(only_to_the_right, "What does down do?",
                "The pictures have moved to the side only."),
        Mistake(only_down, "And to the right?",
                "The pictures have moved down only. The columns are to be moved too."),
        Mistake(rolled_down_only, "And to the right? And what has left on one side?",
                "The pictures have moved down only, and what left below has come in again above. What comes "
                "from outside should be paper, and the columns are to be moved too."),
        Mistake(only_down_and_forwards, "And to the right? And what does a slice mean that begins at −1?",
                "The pictures have moved down only; and a negative start counts from the end: [-1:] is the "
                "last row alone."),
        Mistake(wrapped_sideways, "Up and down all is well. And to the right?",
                "What leaves at the right comes in again at the left. It should be paper there too."),
        Mistake(wiped_before_it_was_read, "Did you still need what you have overwritten?",
                "There is no ink left, neither in your result nor in the pictures that were handed in. If both "
                "are the same array, zeros written into one are in the other."),
        Mistake(wiped_and_sliced_from_the_same, "Look at the ink: did you still need what you have overwritten?",
                "There is no ink left, neither in your result nor in the pictures that were handed in. Both "
                "are the same array, so zeros written into one are in the other."),
        Mistake(read_from_what_is_overwritten, "Did you still need some of what you have overwritten?",
                "You write into the pictures that you read from, so that zeros written in one step are read in "
                "a later one. Write into an array of its own."),
        Mistake(left_empty, "Has any ink arrived?",
                "All is paper: the new array is there, but nothing has been put into it."),
        Mistake(black_from_outside, "Which number is paper?",
                "Yours fills up with 1, which is ink. Paper is 0."),
        Mistake(wiped_for_positive_alone, "What does [:, :down] = 0 wipe, when down is −1?",
                "All but the last row. For negative numbers, what has come round stands at the other end."),
        Mistake(mirrored_in, "To the sides all is well. What comes in from above and below?",
                "What leaves below comes in again above. It should be paper there too."),
        Mistake(cropped_at_the_start, "Your pictures have another shape. What happened to the pixels that are "
                                      "missing?",
                "A piece has been cut off, and the rest is all that is left. The picture keeps its size; the "
                "rest belongs further down and to the right in it, and paper fills the gap."),
        Mistake(wiped_only, "Has any ink moved, or has some only vanished?",
                "Every pixel is where it was; those at the edges are wiped. On the two sides of = the rows and "
                "columns should differ: from where, to where."),
        Mistake(grown, "How large are your pictures?",
                "They have grown by the shift. A network that expects 784 pixels can do nothing with them: "
                "what leaves the picture is cut off."),
    ),
))

# 10.11: two numbers in one paper ----------------------------------------------------------------

add(Exercise(
    name="choice_10_11",
    number="10.11",
    title="Two numbers in one paper",
    difficulty=2,
    minutes=3,
    options={
        "a": "99.68 %, because it is what the network reached",
        "b": "99.65 %, because the test data had no part in choosing the epoch",
        "c": "99.65 %, because it is the lower one, and one should be modest",
        "d": "either of them: the difference is three pictures",
    },
    solution="b",
    why="The authors print both, and say which is which. That is how it should be done.",
    hints=("Who has chosen the epoch of the first number, and who that of the second?",
           "If somebody used this network tomorrow: how would they know at which epoch to stop?"),
    mistakes=(
        Mistake("a", "How would you have known at which epoch to stop, without looking at the test data?",
                "At one of many epochs the test accuracy was highest, partly by luck. To stop there, one has "
                "to look; and what has been looked for is no test any more."),
        Mistake("c", "The number is right. Would it still be, if the higher one had been chosen by the "
                     "validation data?",
                "Modesty is not the point. If the validation data had chosen the epoch with 99.68 %, that would "
                "be the number to report. What counts is who chose."),
        Mistake("d", "Small, yes. But would it be as small with noisier data, or a thousand epochs?",
                "Here it is three pictures. The habit can cost much more elsewhere: the best of twenty coins "
                "in lesson 08 had 60 %. The rule does not depend on how much it happened to matter."),
    ),
))

# 10.12: plus or minus ---------------------------------------------------------------------------


def plus_minus(p, n):
    """Return the standard deviation of an accuracy that was measured on n samples.

    p: the accuracy, between 0 and 1.  n: on how many samples.  Both are numbers.
    """
    return np.sqrt(p * (1 - p) / n)


def plus_minus_of_a_count(p, n):
    return (n * p * (1 - p))**0.5 / n


def variance_for_deviation(p, n):
    return p * (1 - p) / n


def of_one_answer(p, n):
    return np.sqrt(p * (1 - p))


def divided_outside_the_root(p, n):
    return np.sqrt(p * (1 - p)) / n


def root_of_n_alone(p, n):
    return p * (1 - p) / np.sqrt(n)


def of_the_count(p, n):
    return np.sqrt(n * p * (1 - p))


def wrong_share_forgotten(p, n):
    return np.sqrt(p / n)


def right_share_forgotten(p, n):
    return np.sqrt((1 - p) / n)


def in_percent(p, n):
    return 100 * np.sqrt(p * (1 - p) / n)


def one_over_root_n(p, n):
    return 1 / np.sqrt(n)


def share_minus_one(p, n):
    return np.sqrt(abs(p * (p - 1)) / (n - 1))


def variance_of_one_answer(p, n):
    return p * (1 - p)


def power_before_division(p, n):
    return (p * (1 - p) / n)**1 / 2


def spread_of_half(p, n):
    return 0.5 / np.sqrt(n)


def variance_of_the_count(p, n):
    return n * p * (1 - p)


def squared_for_a_root(p, n):
    return (p * (1 - p) / n)**2


def variance_over_n_squared(p, n):
    return p * (1 - p) / n**2


add(Exercise(
    name="plus_minus",
    number="10.12",
    title="Plus or minus how much?",
    difficulty=2,
    minutes=6,
    solution=plus_minus,
    alternatives=(plus_minus_of_a_count,),
    cases=lambda: [(0.5, 100), (0.98, 10_000), (0.9, 359), (0.7, 50), (0.993, 10_000)],
    why="A hundred times as many pictures make it ten times as exact. For 10,000 and 98 % it is ± 0.14 %.",
    hints=("What is the variance of one answer?",
           "The variance of a sum of n answers is n times as large. And that of the mean, the sum divided "
           "by n?",
           "Dividing by n divides the variance by n². The standard deviation is its root."),
    mistakes=(
        Mistake(variance_for_deviation, "Is that the variance, or the standard deviation?",
                "The variance counts in squares. Its root is in the units of the accuracy itself."),
        Mistake(variance_of_one_answer, "That is the variance of one answer. How many answers are there?",
                "Two steps are left: the variance of a mean over n answers, and the root that makes a standard "
                "deviation of it."),
        Mistake(variance_of_the_count, "Sum or mean? Variance or its root?",
                "That is the variance of the number of right answers. The accuracy is this number divided by n, "
                "and its standard deviation is a root."),
        Mistake(variance_over_n_squared, "The variance of the sum is n times p·(1 − p). Has yours this n? And "
                                         "is it a variance, or its root?",
                "Dividing by n divides the variance of the sum by n², but that variance is n·p·(1 − p), not "
                "p·(1 − p). And a root is missing."),
        Mistake(squared_for_a_root, "A variance is a square. How does one come back from it?",
                "You have squared the variance of the mean. Its root is wanted."),
        Mistake(power_before_division, "Is your result a root, or a half?",
                "It is half of the variance. If you wrote **1/2: powers come before divisions, so that is "
                "(…**1) / 2."),
        Mistake(of_one_answer, "Where does n come in?",
                "That is the spread of one single answer, right or wrong. A mean over n answers spreads "
                "less."),
        Mistake(divided_outside_the_root, "With a hundred times as many pictures: a hundred times as exact, "
                                          "or ten times?",
                "The variance of the mean is divided by n. Its root is then divided by √n, not by n."),
        Mistake(root_of_n_alone, "Your n is under a root. And the rest?",
                "p·(1 − p) is a variance too: both it and n belong under the root."),
        Mistake(of_the_count, "That grows with n. Does an accuracy get less exact with more pictures?",
                "That is the spread of the number of right answers. The accuracy is this number divided "
                "by n."),
        Mistake(wrong_share_forgotten, "What should come out for a network that is always right, p = 1?",
                "Yours gives a spread for p = 1, where nothing can vary. Which factor is 0 there?"),
        Mistake(right_share_forgotten, "What should come out for a network that is always wrong, p = 0?",
                "Yours gives a spread for p = 0, where nothing can vary. Which factor is 0 there?"),
        Mistake(in_percent, "The accuracy is a number between 0 and 1. In which unit is your result?",
                "Yours is in percent, a hundred times as large. It should be in the unit of p."),
        Mistake(one_over_root_n, "Does your result know p?",
                "The root of n is right, but an accuracy near 1 varies much less than one near 0.5."),
        Mistake(spread_of_half, "Is that right for every p, or for one?",
                "It is the spread for p = 0.5, the largest there is. An accuracy near 1 varies much less."),
        Mistake(share_minus_one, "How many answers go into the mean: n, or n − 1?",
                "n − 1 is used when a variance is estimated from its own samples. Here it is known from p: "
                "p·(1 − p)."),
    ),
))

# 10.13: is it a difference? ---------------------------------------------------------------------

add(Exercise(
    name="choice_10_13",
    number="10.13",
    title="98.3 against 98.2",
    difficulty=2,
    minutes=2,
    options={
        "a": "A is better: it was measured on the same pictures, so chance has no part in it",
        "b": "A is better, by 0.1 %",
        "c": "this does not say which is better: chance alone makes such differences",
        "d": "they are equally good, that is now proved",
    },
    solution="c",
    why="The difference of two independent numbers has a larger ± than each: √2 · 13 ≈ 18 digits here, and "
        "it is ten. On the same pictures, what counts is where only one of the two errs; if that is 110 of them, "
        "the ± is √110 ≈ 10, still as much as the difference. Another seed moves each result by about as many.",
    hints=("How large is the ± of each of the two?",
           "If A were trained once more, with another seed: would 98.3 come out again?"),
    mistakes=(
        Mistake("a", "Would other 10,000 pictures give the same order? And another seed?",
                "The same pictures make the comparison fairer, but not free of chance: which pictures are in "
                "the pile, and which seed each network started from, still decide about ten pictures."),
        Mistake("b", "0.1 %, plus or minus how much?",
                "The difference is ten pictures, and its ± is as large or larger: each of the two numbers alone "
                "has thirteen. Nobody could say which comes first on the next 10,000."),
        Mistake("d", "Could A be better by 0.1 % all the same?",
                "It could: this measurement is too coarse to see it. That nothing was seen does not prove that "
                "nothing is there."),
    ),
))

# 10.14: the centre of mass ----------------------------------------------------------------------


def ink_centre(picture):
    """Return (row, column): the centre of mass of the ink, counted from 0.

    picture (H, W): 0 is paper; the larger a number, the more ink. There is some ink on it.
    row, column: two numbers, seldom whole ones.
    """
    H, W = picture.shape
    ink = picture.sum()
    row = (picture.sum(axis=1) * np.arange(H)).sum() / ink
    column = (picture.sum(axis=0) * np.arange(W)).sum() / ink
    return row, column


def centre_by_loops(picture):
    total = row = column = 0.0
    for i in range(picture.shape[0]):
        for j in range(picture.shape[1]):
            total += picture[i, j]
            row += i * picture[i, j]
            column += j * picture[i, j]
    return row / total, column / total


def centre_by_average(picture):
    rows, columns = np.indices(picture.shape)
    return np.average(rows, weights=picture), np.average(columns, weights=picture)


def centre_of_the_box(picture):
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    return (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2


def every_inked_pixel_alike(picture):
    rows, columns = np.nonzero(picture)
    return rows.mean(), columns.mean()


def column_first(picture):
    row, column = ink_centre(picture)
    return column, row


def never_divided(picture):
    H, W = picture.shape
    return (picture.sum(axis=1) * np.arange(H)).sum(), (picture.sum(axis=0) * np.arange(W)).sum()


def divided_by_pixels(picture):
    H, W = picture.shape
    return ((picture.sum(axis=1) * np.arange(H)).sum() / picture.size,
            (picture.sum(axis=0) * np.arange(W)).sum() / picture.size)


def counted_from_one(picture):
    row, column = ink_centre(picture)
    return row + 1, column + 1


def darkest_pixel(picture):
    return np.unravel_index(picture.argmax(), picture.shape)


def middle_of_the_sheet(picture):
    H, W = picture.shape
    return (H - 1) / 2, (W - 1) / 2


def axes_mixed_up(picture):
    H, W = picture.shape
    ink = picture.sum()
    return (picture.sum(axis=0) * np.arange(H)).sum() / ink, (picture.sum(axis=1) * np.arange(W)).sum() / ink


def mean_of_the_means(picture):
    H, W = picture.shape
    return (picture.mean(axis=1) * np.arange(H)).sum(), (picture.mean(axis=0) * np.arange(W)).sum()


def inked_rows_and_columns(picture):
    return np.flatnonzero(picture.any(axis=1)).mean(), np.flatnonzero(picture.any(axis=0)).mean()


def divided_by_inked_pixels(picture):
    H, W = picture.shape
    n = np.count_nonzero(picture)
    return (picture.sum(axis=1) * np.arange(H)).sum() / n, (picture.sum(axis=0) * np.arange(W)).sum() / n


def rounded_to_pixels(picture):
    row, column = ink_centre(picture)
    return int(round(row)), int(round(column))


def one_number_for_each_row(picture):
    H, W = picture.shape
    ink = picture.sum()
    return picture.sum(axis=1) * np.arange(H) / ink, picture.sum(axis=0) * np.arange(W) / ink


def undivided_for_each_row(picture):
    H, W = picture.shape
    return picture.sum(axis=1) * np.arange(H), picture.sum(axis=0) * np.arange(W)


def balance_of_each_line(picture):
    rows, columns = np.indices(picture.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (picture * rows).sum(axis=0) / picture.sum(axis=0), \
            (picture * columns).sum(axis=1) / picture.sum(axis=1)


def ink_of_each_line(picture):
    return picture.sum(axis=1), picture.sum(axis=0)


def _cases_centre():
    rng = np.random.default_rng(114)
    first = np.array([[0.0, 0, 0, 0], [0, 1, 0, 3], [0, 0, 0, 4]])
    second = np.zeros((6, 5))
    second[1:4, 0], second[4, 1:4] = 0.5, 1.0
    third = np.where(rng.random((7, 9)) < 0.4, np.round(rng.random((7, 9)), 2), 0)
    third[1] = third[:, 1] = 0    # a gap, so that the rows with ink are not all of them
    third[0, 0] = 0.9
    return [(first,), (second,), (third,)]


add(Exercise(
    name="ink_centre",
    number="10.14",
    title="Where is the middle of a digit?",
    difficulty=2,
    minutes=7,
    solution=ink_centre,
    alternatives=(centre_by_loops, centre_by_average),
    cases=_cases_centre,
    returns=("row", "column"),
    package_name="datasets.handwriting.centre_of_mass",
    why="Every digit of MNIST has this point at pixel (14, 14), to the nearest whole pixel. That is half a pixel "
        "off the true middle of 28 rows counted from 0, which is 13.5; MNIST does it so.",
    hints=("Three weights of 1 kg lie at 0 and one of 1 kg lies at 4: where is the balance point? Which "
           "numbers did you add, and by what did you divide?",
           "picture.sum(axis=1) is the ink of each row. Which row number belongs to each of these sums?",
           "(picture.sum(axis=1) * np.arange(H)).sum() adds up ink times row number. What is missing?"),
    mistakes=(
        Mistake(centre_of_the_box, "Does a heavier side pull the centre towards itself?",
                "Yours is the middle of the box around the ink, wherever in it the ink lies. A 7 has its ink "
                "at the top, and so its centre of mass."),
        Mistake(every_inked_pixel_alike, "Does a grey pixel weigh as much as a black one?",
                "You count each pixel with ink once. A dark pixel should pull more than a pale one."),
        Mistake(inked_rows_and_columns, "Does a row with one grey pixel weigh as much as a black one?",
                "You take the mean of the row numbers in which there is any ink. Each should count with the "
                "ink that it holds."),
        Mistake(column_first, "Which comes first?",
                "They are exchanged: first the row, then the column, as in picture[row, column]."),
        Mistake(never_divided, "Is that a place on the picture?",
                "You have the sum of ink times place. To make a mean of it, divide by all the ink."),
        Mistake(one_number_for_each_row, "One number per axis, or one for each row and each column?",
                "You have many numbers where one row and one column are asked for: each is the share of one "
                "line. Add them up."),
        Mistake(undivided_for_each_row, "One number per axis, or many? And divided by what?",
                "You have ink times place for each line. Two steps are left: add up, and divide by all the ink."),
        Mistake(balance_of_each_line, "One number per axis, or one for each line?",
                "You have balanced every row and every column for itself. The whole picture has one balance "
                "point."),
        Mistake(ink_of_each_line, "One number per axis? And where do the places come in?",
                "That is the ink of each row and of each column. Each sum pulls at its own place, and all of "
                "them together have one balance point."),
        Mistake(divided_by_pixels, "A mean with weights: by what is it divided?",
                "By the sum of the weights, which is all the ink. You have divided by the number of pixels, "
                "paper included."),
        Mistake(divided_by_inked_pixels, "A mean with weights: is it divided by how many there are, or by how "
                                         "much they weigh?",
                "You have divided by the number of pixels with ink. The weights are the ink, so divide by "
                "their sum."),
        Mistake(counted_from_one, "What is the number of the first row?",
                "Both of yours are one too large: rows and columns are counted from 0."),
        Mistake(darkest_pixel, "Do the other pixels have no say?",
                "That is where the darkest pixel is. The centre of mass is a mean over all of them."),
        Mistake(middle_of_the_sheet, "Would your answer change if the digit moved?",
                "That is the middle of the sheet, with any digit on it or none."),
        Mistake(axes_mixed_up, "picture.sum(axis=0) has how many numbers: one per row, or one per column?",
                "axis=0 adds up along the rows and leaves one number per column. Row numbers belong to the "
                "sums over axis=1."),
        Mistake(mean_of_the_means, "You have multiplied row numbers by means. What do your weights add up to?",
                "The means of the rows are weights, but they do not add up to 1. A mean with weights is divided "
                "by the sum of the weights."),
        Mistake(rounded_to_pixels, "Must a centre of mass lie on a pixel?",
                "You have rounded. The exact place is asked for; rounding comes when the digit is moved."),
    ),
))
