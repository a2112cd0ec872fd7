"""The exercises of lesson 01, weights and biases."""

import numpy as np

from .record import Exercise, Mistake, add

# 1.1: one neuron --------------------------------------------------------------------------------


def neuron(x, w, b):
    """Return z, the weighted sum of the inputs plus the bias.

    x: array (in,), one sample.  w: array (in,), one weight per input.  b: a number.
    """
    return w @ x + b


def with_a_loop(inputs, weights, bias):
    z = bias
    for k in range(len(inputs)):
        z = z + inputs[k] * weights[k]
    return z


def with_sum(x, w, b):
    return np.sum(x * w) + b


def not_added_up(x, w, b):
    return w * x + b


def bias_forgotten(x, w, b):
    return w @ x


def bias_before_weights(x, w, b):
    return w @ (x + b)


def added_instead(x, w, b):
    return np.sum(w + x) + b


def bias_subtracted(x, w, b):
    return w @ x - b


def two_inputs_only(x, w, b):
    return w[0] * x[0] + w[1] * x[1] + b


def yes_or_no(x, w, b):
    return w @ x + b > 0


def bias_per_input(x, w, b):
    return np.sum(w * x + b)


def _cases_neuron():
    rng = np.random.default_rng(11)
    return [(np.array([3.0, 2.0]), np.array([0.5, 1.0]), -3.0),
            (np.array([1.0, -2.0, 4.0]), np.array([2.0, 0.5, -1.0]), 0.5),
            (rng.normal(size=5), rng.normal(size=5), 1.25), (np.zeros(3), rng.normal(size=3), -2.0)]


add(Exercise(
    name="neuron",
    number="1.1",
    title="One neuron",
    difficulty=1,
    minutes=3,
    solution=neuron,
    alternatives=(with_a_loop, with_sum),
    cases=_cases_neuron,
    why="Everything that follows is many of these, with something in between.",
    hints=("Which sign multiplies two arrays place by place and adds up the products?",
           "What is still missing after w @ x?"),
    mistakes=(
        Mistake(not_added_up, "How many numbers should one neuron say?",
                "`*` multiplies the pairs and leaves them side by side. The products must also be "
                "added up, and `@` does both."),
        Mistake(bias_forgotten, "Put x = 0 into your neuron. What should it say then?",
                "With all inputs zero a neuron says its bias. Yours says zero."),
        Mistake(bias_before_weights, "Is the bias multiplied by the weights?",
                "You added b to every input before weighing. The bias comes once, at the end, "
                "after the sum."),
        Mistake(added_instead, "What happens between each weight and its input?",
                "Each input is multiplied by its weight. You added the two."),
        Mistake(bias_subtracted, "The bias of the first neuron is −3. What happens to the sum?",
                "The bias is added, with its sign: adding −3 makes the sum smaller."),
        Mistake(two_inputs_only, "What does your neuron do with a third input?",
                "It looks at two inputs only. It should take any number of them, all with the same line."),
        Mistake(yes_or_no, "Should the neuron say how much, or only yes or no?",
                "You compared z with zero. The neuron says z itself; the comparison comes later."),
        Mistake(bias_per_input, "How often is the bias added?",
                "You added b to every product, so it came in once per input. It is added once, to "
                "the sum."),
    ),
))

# 1.2 and 1.3: what moves the line ---------------------------------------------------------------

add(Exercise(
    name="prediction_1_2",
    number="1.2",
    title="Predict: one weight grows",
    difficulty=1,
    minutes=2,
    options={
        "a": "it slides to the right and stays parallel",
        "b": "it turns and becomes steeper, more upright",
        "c": "it turns and becomes flatter",
        "d": "it stays, and z only grows faster",
    },
    solution="b",
    why="With w₁ = 3 a small step in x₁ makes up for a large one in x₂: the line stands more upright.",
    hints=("On the line, 3x₁ + x₂ = 0. If x₁ goes from 0 to 1, what must x₂ do?",),
    mistakes=(
        Mistake("a", "Take the line w₁x₁ + x₂ = 0. Does (0, 0) leave it when w₁ changes?",
                "The origin stays on the line, for any w₁, since b = 0. A line that keeps one point "
                "can only turn."),
        Mistake("c", "On the line x₂ = −w₁x₁. How steep is that for w₁ = 1, and for w₁ = 3?",
                "The line is x₂ = −w₁x₁. With w₁ = 3 it falls three times as steeply."),
        Mistake("d", "Only one of the two weights grows. Is (1, −1) still on the line?",
                "For (1, −1) z was 1 − 1 = 0 and becomes 3 − 1 = 2. The point has left the line, so "
                "the line has moved."),
    ),
))

add(Exercise(
    name="prediction_1_3",
    number="1.3",
    title="Predict: everything doubled",
    difficulty=1,
    minutes=2,
    options={
        "a": "the line moves twice as far from the origin",
        "b": "the line turns",
        "c": "nothing changes at all",
        "d": "the line stays, and z changes twice as fast across it",
    },
    solution="d",
    why="Only the ratios of w₁, w₂ and b place the line. Their size says how steep z is.",
    hints=("Take a point on the line, where z = 0. What is z there after the doubling?",
           "And a point where z was 1?"),
    mistakes=(
        Mistake("a", "b has doubled. But what else has?",
                "Take a point on the line: z = 0 there. Everything doubled, z is two times 0, still 0. The "
                "line has not moved."),
        Mistake("b", "Where does the arrow (w₁, w₂) point before, and after?",
                "(1, 1) and (2, 2) point the same way, so the line that lies across them has the "
                "same direction."),
        Mistake("c", "What does the neuron say at the point (2, 2), before and after?",
                "At (2, 2) z was 3 and is now 6. The line is the same, but away from it every z has "
                "doubled."),
    ),
))

# 1.4: distance ----------------------------------------------------------------------------------


def line_distance(w, b):
    """Return how far the decision line of a neuron is from the origin, |b| / ‖w‖.

    w: array (in,), the weights.  b: a number.
    """
    return np.abs(b) / np.sqrt(w @ w)


def with_norm(weights, bias):
    return abs(bias) / np.linalg.norm(weights)


def two_weights_only(w, b):
    return np.abs(b) / np.sqrt(w[0] ** 2 + w[1] ** 2)


def by_each_weight(w, b):
    return np.abs(b) / np.abs(w)


def times_length(w, b):
    return np.abs(b) * np.sqrt(w @ w)


def with_sign(w, b):
    return b / np.sqrt(w @ w)


def no_root(w, b):
    return np.abs(b) / (w @ w)


def sum_of_weights(w, b):
    return np.abs(b) / np.sum(np.abs(w))


def upside_down(w, b):
    return np.sqrt(w @ w) / np.abs(b)


def _cases_distance():
    rng = np.random.default_rng(14)
    return [(np.array([3.0, 4.0]), -10.0), (np.array([0.6, -0.8]), 2.5), (rng.normal(size=4), -1.5),
            (np.array([-2.0]), 3.0)]


add(Exercise(
    name="line_distance",
    number="1.4",
    title="How far is the line?",
    difficulty=2,
    minutes=8,
    core=False,
    solution=line_distance,
    alternatives=(with_norm,),
    cases=_cases_distance,
    why="Double w and b together and it stays the same, as you saw.",
    hints=("Which sign multiplies w with itself, place by place, and adds up?",
           "A distance is never negative. Which of w and b can spoil that?"),
    mistakes=(
        Mistake(two_weights_only, "What does your function do with three weights, or with one?",
                "It looks at the first two weights only. The length is the root of the sum of all squares."),
        Mistake(by_each_weight, "How many distances should come out?",
                "You divided by every weight and got one number for each. First make one number of the weights: "
                "their length."),
        Mistake(times_length, "If the weights grow and b stays, does the line come closer?",
                "It does: with heavier weights a smaller step makes up for b. So divide by the length."),
        Mistake(with_sign, "What does your function say for b = −10?",
                "A distance is not negative. Take |b|, the size of b without its sign."),
        Mistake(no_root, "For w = (3, 4), is ‖w‖ equal to 5 or to 25?",
                "w·w is the sum of the squares, 25. Its root, 5, is the length of w."),
        Mistake(sum_of_weights, "For w = (3, 4), is ‖w‖ equal to 5 or to 7?",
                "You added the sizes of the weights, 3 + 4. The length goes the direct way: the root of "
                "the sum of the squares."),
        Mistake(upside_down, "If the bias grows, should the line come closer or go away?",
                "You divided ‖w‖ by |b|. The bias pushes the line away, so it stands above."),
    ),
))

# 1.5: OR and AND --------------------------------------------------------------------------------

_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_GATES = {"OR": np.array([0, 1, 1, 1]), "AND": np.array([0, 0, 0, 1])}


def _gate_scores(answer, gate):
    w1, w2, b = [float(number) for number in answer[gate]]
    return _CORNERS @ [w1, w2] + b


def _accept_or_and(answer, arguments):
    if not isinstance(answer, dict) or set(answer) != set(_GATES):
        return 'or_and must stay a dictionary with the keys "OR" and "AND".'
    for gate, classes in _GATES.items():
        try:
            scores = _gate_scores(answer, gate)
        except (TypeError, ValueError):
            return f"{gate} needs three numbers, [w1, w2, b]."
        for corner, score, wanted in zip(_CORNERS, scores, classes):
            if score == 0 or (score > 0) != wanted:
                where = "exactly on the line" if score == 0 else \
                    f"{'above' if score > 0 else 'below'} zero"
                x = tuple(int(number) for number in corner)
                return (f"{gate}: at the corner {x} your z is {score:g}, {where}. "
                        f"It must be {'above' if wanted else 'below'} zero.")
    return None


def _signs(answer, gate):
    return tuple(np.sign(_gate_scores(answer, gate)).astype(int))


def _or_has(*patterns):
    """Return a function: has the neuron for OR one of these signs at the four corners?"""
    return lambda answer: _signs(answer, "OR") in patterns


def _and_has(*patterns):
    """Return a function: is OR right, and has the neuron for AND one of these signs?"""
    return lambda answer: _signs(answer, "OR") == (-1, 1, 1, 1) and _signs(answer, "AND") in patterns


add(Exercise(
    name="or_and",
    number="1.5",
    title="OR and AND by hand",
    difficulty=2,
    minutes=8,
    solution={"OR": [1.0, 1.0, -0.5], "AND": [1.0, 1.0, -1.5]},
    accept=_accept_or_and,
    own_stub="""
        or_and = {
            "OR": ...,     # [w1, w2, b]
            "AND": ...,    # [w1, w2, b]
        }""",
    why="Weights of 1 do for both: then the bias alone decides how many ones it takes.",
    hints=("Which corners must lie on the same side for OR? Draw a line that cuts off the others.",
           "With w₁ = w₂ = 1 the weighted sum is 0, 1, 1 and 2 at the four corners. Where must zero "
           "come to lie for OR, and where for AND?",
           "For OR the line should run between the sums 0 and 1. Which bias lifts 1 above zero and "
           "leaves 0 below?"),
    mistakes=(
        Mistake({"OR": [1.0, 1.0, 0.0], "AND": [1.0, 1.0, -1.5]},
                "What is z for OR at (0, 0)? Above, below, or neither?",
                "At (0, 0) z is the bias alone. A small negative bias pushes it below zero, as long as "
                "the other corners stay above.",
                recognise=_or_has((0, 1, 1, 1), (1, 1, 1, 1))),
        Mistake({"OR": [1.0, 1.0, -1.5], "AND": [1.0, 1.0, -1.5]},
                "You gave OR what AND needs. How many ones does it take for OR?",
                "With this bias it takes two ones to come above zero. For OR one must be enough: the "
                "bias must be less negative.",
                recognise=_or_has((-1, -1, -1, 1))),
        Mistake({"OR": [1.0, 1.0, -1.0], "AND": [1.0, 1.0, -1.5]},
                "For OR, what is z where exactly one input is 1?",
                "At (0, 1) and (1, 0) z is exactly 0, on the line. One 1 must be enough to come above it: the "
                "bias must be less negative.",
                recognise=_or_has((-1, 0, 0, 1))),
        Mistake({"OR": [1.0, 1.0, -0.5], "AND": [1.0, 1.0, -0.5]},
                "You gave AND what OR needs. How many ones does it take for AND?",
                "With this bias one 1 is enough to come above zero. For AND only two ones together "
                "may do it: the bias must be more negative.",
                recognise=_and_has((-1, 1, 1, 1))),
        Mistake({"OR": [1.0, 1.0, -0.5], "AND": [1.0, 1.0, -1.0]},
                "For AND, what is z where exactly one input is 1?",
                "At (0, 1) and (1, 0) z is exactly 0, on the line. It must be below: the bias must "
                "be a little more negative.",
                recognise=_and_has((-1, 0, 0, 1))),
        Mistake({"OR": [1.0, 1.0, -0.5], "AND": [1.0, 1.0, -2.0]},
                "For AND, is anything above zero?",
                "Two ones together make 2, and the bias takes all of it away, or more. It must leave a little.",
                recognise=_and_has((-1, -1, -1, 0), (-1, -1, -1, -1))),
    ),
))

# 1.6: importance --------------------------------------------------------------------------------

add(Exercise(
    name="important_weight",
    number="1.6",
    title="Which input matters more?",
    difficulty=2,
    minutes=3,
    options={
        "a": "the size hardly matters: its weight is close to zero",
        "b": "the balconies do not matter: their weight is negative",
        "c": "the size can move z by 3.6 from one flat to another, the balconies by 2.7",
        "d": "the balconies matter 45 times as much as the size",
    },
    solution="c",
    why="A weight means nothing without the range of its input: weight times range is what it can move.",
    hints=("How much does z change when the size goes from 20 to 200?",
           "And when the number of balconies goes from 0 to 3?"),
    mistakes=(
        Mistake("a", "By how much does z change between a flat of 20 and one of 200 square metres?",
                "180 square metres times 0.02 is 3.6. The weight is small because the input is large."),
        Mistake("b", "What does z do when a flat has three balconies instead of none?",
                "It falls by 2.7. A negative weight pulls as hard as a positive one, in the other "
                "direction."),
        Mistake("d", "45 is 0.9 / 0.02. Does a balcony compare with a single square metre?",
                "Measured in square centimetres, the size of the same flat would be 10,000 times larger and its weight "
                "10,000 times smaller. Weights of inputs on different scales cannot be compared as they are."),
    ),
))

# 1.7 and 1.8: a layer ---------------------------------------------------------------------------


def layer_one_sample(x, W, b):
    """Return z, what every neuron of the layer says about one sample.

    x: array (in,).  W: array (out, in), one row per neuron.  b: array (out,).  z: array (out,).
    """
    return W @ x + b


def row_by_row(x, W, b):
    z = np.zeros(len(W))
    for i, row in enumerate(W):
        z[i] = np.sum(row * x) + b[i]
    return z


def with_einsum(x, W, b):
    return np.einsum("oi,i->o", W, x) + b


def star_for_at(x, W, b):
    return W * x + b


def transposed_weights(x, W, b):
    return W.T @ x + b


def no_bias(x, W, b):
    return W @ x


def sample_first(x, W, b):
    return x @ W + b


def one_bias_for_all(x, W, b):
    return W @ x + b[0]


def biases_added_up(x, W, b):
    return W @ x + b.sum()


def _cases_one_sample():
    rng = np.random.default_rng(17)
    return [(np.array([3.0, 2.0]), np.array([[1.0, 0.0], [0.5, -1.0], [2.0, 1.0]]),
             np.array([0.0, 1.0, -5.0])),
            (rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2)),
            (rng.normal(size=3), rng.normal(size=(5, 3)), rng.normal(size=5))]


add(Exercise(
    name="layer_one_sample",
    number="1.7",
    title="A layer, one sample",
    difficulty=1,
    minutes=3,
    solution=layer_one_sample,
    alternatives=(row_by_row, with_einsum),
    cases=_cases_one_sample,
    why="One row, one neuron, one number: (out, in) @ (in,) gives (out,).",
    hints=("W is (out, in) and x is (in,). In which order do the inner numbers agree?",
           "Each neuron has its own bias. What shape is W @ x, and what shape is b?"),
    mistakes=(
        Mistake(star_for_at, "Is anything added up in your line?",
                "`*` multiplies and leaves the products where they are. `@` multiplies each row with "
                "x and adds up."),
        Mistake(transposed_weights, "Which shape has W, and does its second number fit x?",
                "W has one row per neuron, (out, in), and x is (in,): in this order they fit as they are, and W "
                "needs no turning."),
        Mistake(sample_first, "In `A @ b`, the rows of A meet b. Do the rows of W meet x in your line?",
                "With x on the left, x meets the columns of W. One neuron is a row of W, so W must stand on the left."),
        Mistake(no_bias, "What should the layer say for x = 0?",
                "For x = 0 every neuron says its bias. Yours says 0."),
        Mistake(one_bias_for_all, "Whose bias did you add to the second neuron?",
                "You gave all neurons the first bias. b has one for each, so add the whole array."),
        Mistake(biases_added_up, "How many biases does one neuron have?",
                "You gave every neuron the sum of all biases. Each has one of its own."),
    ),
))


def layer_batch(X, W, b):
    """Return Z, what every neuron says about every sample.

    X: array (N, in), one sample a row.  W: array (out, in), one row per neuron.  b: array (out,).
    Z: array (N, out).
    """
    return X @ W.T + b


def sample_by_sample(X, W, b):
    rows = []
    for x in X:
        rows.append(W @ x + b)
    return np.array(rows)


def batch_einsum(batch, weights, biases):
    return np.einsum("ni,oi->no", batch, weights) + biases


def not_transposed(X, W, b):
    return X @ W + b


def columns_are_samples(X, W, b):
    return W @ X.T + b[:, None]


def weights_first(X, W, b):
    return W @ X + b


def turned_result(X, W, b):
    return W @ X.T + b


def both_turned(X, W, b):
    return W.T @ X + b


def first_bias_for_all(X, W, b):
    return X @ W.T + b[0]


def biases_subtracted(X, W, b):
    return X @ W.T - b


def without_bias(X, W, b):
    return X @ W.T


def bias_per_sample(X, W, b):
    return X @ W.T + b[:, None]


def one_column_per_neuron(X, W, b):
    return X @ W.reshape(W.shape[::-1]) + b


def only_the_first(X, W, b):
    return W @ X[0] + b


def _cases_batch():
    rng = np.random.default_rng(18)
    first = (np.array([[3.0, 2.0], [0.0, 4.0], [1.0, -1.0], [2.0, 0.0]]),
             np.array([[1.0, 0.0], [0.5, -1.0], [2.0, 1.0]]), np.array([0.0, 1.0, -5.0]))
    return [first] + [(rng.normal(size=(N, n_in)), rng.normal(size=(n_out, n_in)),
                       rng.normal(size=n_out)) for N, n_in, n_out in [(5, 3, 2), (1, 4, 3), (3, 2, 6)]]


add(Exercise(
    name="layer_batch",
    number="1.8",
    title="A layer, many samples",
    difficulty=2,
    minutes=4,
    solution=layer_batch,
    alternatives=(sample_by_sample, batch_einsum),
    cases=_cases_batch,
    package_name="layers.Linear",
    why="Row n of Z is sample n, column i is neuron i. Every layer of every network here is this line.",
    hints=("X is (N, in) and Z must be (N, out). Which shape must stand between them for `@`?",
           "W is (out, in). How do you turn it into (in, out)?",
           "What happens when you add b of shape (out,) to a matrix with `out` columns?"),
    mistakes=(
        Mistake(not_transposed, "Write down the two shapes you multiply. Do the inner numbers agree?",
                "X is (N, in) and W is (out, in): `in` stands last in both. Turn W on its side, W.T is "
                "(in, out)."),
        Mistake(columns_are_samples, "Your numbers are right. What does a row of your Z stand for?",
                "In yours a row is a neuron, and a column a sample. In this course samples are rows, "
                "in Z as in X: put X on the left."),
        Mistake(weights_first, "You multiply (out, in) by (N, in). Do the inner numbers agree?",
                "Samples are rows, in Z as in X, so X stands on the left. Then `in` must come first in what "
                "stands on the right."),
        Mistake(turned_result, "What does a row of your W @ X.T stand for?",
                "There a row is a neuron and a column a sample, so b does not fit to it. In this course samples are "
                "rows: put X on the left."),
        Mistake(both_turned, "You multiply (in, out) by (N, in). Do the inner numbers agree?",
                "X must stand on the left, with its N rows, and `in` must come first in what stands on the right."),
        Mistake(first_bias_for_all, "Whose bias did you add for the second neuron?",
                "You gave all neurons the first bias. b has one for each, so add the whole array."),
        Mistake(biases_subtracted, "Is the bias added or taken away?",
                "The bias is added, with its sign."),
        Mistake(without_bias, "What should Z be where X is all zeros?",
                "Then every row of Z is b. In yours it is 0."),
        Mistake(bias_per_sample, "b[:, None] has one bias for each what?",
                "b[:, None] puts the biases into a column, one per row, so one per sample. But there "
                "is one per neuron, and neurons are columns of Z. b as it is fits."),
        Mistake(one_column_per_neuron, "reshape and .T give the same shape. Do they put the numbers in the "
                                       "same places?",
                "reshape only cuts the same sequence of numbers into other rows. The transpose turns "
                "rows into columns, and that is what you want: W.T."),
        Mistake(only_the_first, "How many rows should Z have?",
                "You computed the first sample only. Z has one row for every row of X."),
    ),
))

# 1.9: counting ----------------------------------------------------------------------------------


def count_parameters(sizes):
    """Return how many weights and biases a network has.

    sizes: a list such as [2, 3, 1]: inputs, then the neurons of each layer.
    """
    total = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        total += n_in * n_out + n_out
    return total


def in_one_line(sizes):
    return sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes) - 1))


def weights_only(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))


def biases_for_inputs(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:])) + sum(sizes)


def one_bias_per_layer(sizes):
    return sum(n_in * n_out + 1 for n_in, n_out in zip(sizes[:-1], sizes[1:]))


def biases_of_the_inputs(sizes):
    return sum(n_in * n_out + n_in for n_in, n_out in zip(sizes[:-1], sizes[1:]))


def one_step_too_far(sizes):
    total = 0
    for k in range(len(sizes)):
        total += sizes[k] * sizes[k + 1] + sizes[k + 1]
    return total


def back_after_the_first(sizes):
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        return n_in * n_out + n_out


def neurons_counted(sizes):
    return sum(sizes)


def everything_multiplied(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product + sum(sizes[1:])


add(Exercise(
    name="count_parameters",
    number="1.9",
    title="Count the parameters",
    difficulty=2,
    minutes=10,
    solution=count_parameters,
    alternatives=(in_one_line,),
    cases=lambda: [([2, 3, 1],), ([4, 2],), ([3, 5, 4, 2],), ([784, 128, 64, 10],)],
    why="Neighbours in the list make a layer, and every neuron brings its bias.",
    hints=("Which pairs of neighbouring numbers in the list make one layer?",
           "A layer from n_in to n_out: what is the shape of its W, and of its b?",
           "zip(sizes[:-1], sizes[1:]) gives you the pairs: (2, 3), then (3, 1)."),
    mistakes=(
        Mistake(weights_only, "For [4, 2] yours says 8. What does each of the two neurons have besides its "
                              "four weights?",
                "Every neuron has a bias too. They are parameters as well."),
        Mistake(biases_for_inputs, "Do the inputs have biases?",
                "The first number of the list counts inputs, and inputs are not neurons: they have "
                "no bias."),
        Mistake(one_bias_per_layer, "How many biases does a layer of five neurons have?",
                "One per neuron, not one per layer."),
        Mistake(biases_of_the_inputs, "Does a layer have one bias per input, or one per neuron?",
                "A layer from 4 to 2 has two neurons, so two biases. You counted four."),
        Mistake(one_step_too_far, "How many layers are there between three sizes?",
                "Three sizes make two layers. Your loop goes one step too far, and looks for a neighbour behind "
                "the last size."),
        Mistake(back_after_the_first, "At which moment does your function return?",
                "It returns inside the loop, after the first layer. Add up all layers, and return behind the loop."),
        Mistake(neurons_counted, "You counted circles. Where are the lines between them?",
                "That is the number of inputs and neurons. Each neuron has one weight for each of its inputs, and a bias."),
        Mistake(everything_multiplied, "Is there a weight from the first layer straight to the third?",
                "Weights run only between neighbouring layers. Multiply neighbours, and add up the "
                "layers."),
    ),
))
