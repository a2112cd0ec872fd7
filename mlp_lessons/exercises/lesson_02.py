"""The exercises of lesson 02, activations."""

import numpy as np

from ..activations import sigmoid
from .record import Exercise, Mistake, add

# 2.1 and 2.2: recall ----------------------------------------------------------------------------

add(Exercise(
    name="recall_2_1",
    number="2.1",
    title="From lesson 01: the shape of Z",
    difficulty=1,
    minutes=1,
    options={
        "a": "(4, 3)",
        "b": "(10, 3)",
        "c": "(3, 10)",
        "d": "(10, 4)",
    },
    solution="b",
    why="One row per sample, one column per neuron: (10, 4) @ (4, 3) gives (10, 3).",
    hints=("How many samples go in, and how many must come out?",
           "Each neuron gives one number per sample. How many neurons has a W of shape (3, 4)?"),
    mistakes=(
        Mistake("a", "That is the shape of Wᵀ. How many samples are in the batch?",
                "Z has one row per sample, and the batch has 10. Wᵀ (4, 3) only says what happens "
                "to each row: 4 numbers go in, 3 come out."),
        Mistake("c", "Which of the two numbers counts the samples here?",
                "In this course a sample is a row, in Z as in X. Ten samples make ten rows."),
        Mistake("d", "That is the shape of X. How many numbers does the layer give for one sample?",
                "Four numbers go in per sample, but one number comes out per neuron, and W has "
                "three rows, one per neuron."),
    ),
))

add(Exercise(
    name="recall_2_2",
    number="2.2",
    title="From lesson 01: what moves the line",
    difficulty=1,
    minutes=1,
    options={
        "a": "the line turns",
        "b": "the line slides, and keeps its direction",
        "c": "the line stays, and z grows faster on both sides of it",
        "d": "the line becomes a curve",
    },
    solution="b",
    why="The weights set the direction. With them fixed, the bias can only slide the line.",
    hints=("The line is where w·x + b is zero. Which part of that says how the line is tilted?",),
    mistakes=(
        Mistake("a", "What would have to change in w·x + b for the line to point another way?",
                "The direction of the line comes from the weights alone. The bias moves it to where "
                "w·x equals −b."),
        Mistake("c", "That is what happens when w and b are both doubled. Is that the case here?",
                "If only b changes, the points with w·x + b = 0 are other points: the line cannot "
                "stay where it was."),
        Mistake("d", "Is z = w₁x₁ + w₂x₂ + b ever zero along a curve?",
                "The points where w₁x₁ + w₂x₂ + b = 0 always form a straight line, for any w and b."),
    ),
))

# 2.3 and 2.4: linear layers collapse ------------------------------------------------------------

add(Exercise(
    name="prediction_2_3",
    number="2.3",
    title="Predict: two layers, no activation",
    difficulty=1,
    minutes=1,
    options={
        "a": "three straight lines, one per hidden unit",
        "b": "one bent line: a bend for each hidden unit",
        "c": "one straight line",
        "d": "a smooth curve",
    },
    solution="c",
    why="A weighted sum of weighted sums is a weighted sum. The hidden units have changed nothing.",
    hints=("Take x = 0, 1, 2, 3 and compute 2x + 1, then three times that minus 5. What is the step "
           "from each result to the next?",),
    mistakes=(
        Mistake("a", "The class is decided by one number, the output z. Where is that one number zero?",
                "Each hidden unit has its line, but nobody looks at them: only the output is "
                "compared with zero, and the output is one weighted sum of x₁ and x₂."),
        Mistake("b", "What in 2·(3x + 1) − 4 could make a bend?",
                "Multiplying and adding keeps straight things straight. A bend needs something "
                "that treats some numbers differently from others."),
        Mistake("d", "A curve needs a product of inputs, x₁·x₂ or x₁². Does one appear anywhere?",
                "Inputs are only multiplied with fixed weights and added up, in both layers. No "
                "product of two inputs ever appears, so the line stays straight."),
    ),
))


def collapse(W1, b1, W2, b2):
    """Return (W, b) of the one layer that does the same as two layers in a row.

    W1 (hidden, in), b1 (hidden,): the first layer.  W2 (out, hidden), b2 (out,): the second.
    W (out, in), b (out,): the one layer, with no activation anywhere.
    """
    return W2 @ W1, W2 @ b1 + b2


def neuron_by_neuron(W1, b1, W2, b2):
    W, b = np.zeros((len(W2), W1.shape[1])), np.zeros(len(W2))
    for i in range(len(W2)):
        b[i] = b2[i]
        for h in range(len(W1)):
            W[i] += W2[i, h] * W1[h]
            b[i] += W2[i, h] * b1[h]
    return W, b


def probed(first_W, first_b, second_W, second_b):
    zero = second_W.dot(first_b) + second_b
    columns = [second_W.dot(first_W.dot(x)) for x in np.eye(first_W.shape[1])]
    return [np.array(columns).T, zero]


def biases_added(W1, b1, W2, b2):
    return W2 @ W1, b1 + b2


def first_biases_added_up(W1, b1, W2, b2):
    return W2 @ W1, b1.sum() + b2


def both_through_second(W1, b1, W2, b2):
    return W2 @ W1, W2 @ (b1 + b2)


def through_the_first(W1, b1, W2, b2):
    return W2 @ W1, W1 @ b1 + b2


def star_for_the_bias(W1, b1, W2, b2):
    return W2 @ W1, W2 * b1 + b2


def first_bias_forgotten(W1, b1, W2, b2):
    return W2 @ W1, b2


def second_bias_forgotten(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1


def wrong_order(W1, b1, W2, b2):
    return W1 @ W2, W2 @ b1 + b2


def transposed_product(W1, b1, W2, b2):
    return (W2 @ W1).T, W2 @ b1 + b2


def _cases_collapse():
    rng = np.random.default_rng(24)
    first = (np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]), np.array([1.0, 0.0, 2.0]),
             np.array([[1.0, -1.0, 2.0]]), np.array([3.0]))
    shapes = [(2, 3, 1), (4, 3, 2), (3, 5, 4)]
    return [first] + [(rng.normal(size=(hidden, n_in)), rng.normal(size=hidden),
                       rng.normal(size=(n_out, hidden)), rng.normal(size=n_out))
                      for n_in, hidden, n_out in shapes]


add(Exercise(
    name="collapse",
    number="2.4",
    title="Two layers into one",
    difficulty=2,
    minutes=6,
    solution=collapse,
    alternatives=(neuron_by_neuron, probed),
    returns=("W", "b"),
    cases=_cases_collapse,
    why="However many linear layers you stack, one does the same work.",
    hints=("Write the second layer with the first one put in: W₂(W₁x + b₁) + b₂. What do you get when "
           "you multiply out the bracket?",
           "In W₂W₁x + W₂b₁ + b₂, which part is multiplied by x, and which part is not?",
           "W is W2 @ W1. What is left over when x is zero?"),
    mistakes=(
        Mistake(biases_added, "Where does b₁ go on its way to the output?",
                "b₁ is added before the second layer, so it passes through W₂ like everything else. "
                "Its numbers do not all arrive with weight 1."),
        Mistake(first_biases_added_up, "Do all numbers of b₁ arrive at the output with weight 1?",
                "b₁ passes through the second layer like everything else, so each of its numbers is "
                "multiplied by a weight of W₂ before it is added up."),
        Mistake(both_through_second, "Which of the two biases is added before W₂, and which after?",
                "Only b₁ stands inside the bracket that W₂ multiplies. b₂ is added at the very end."),
        Mistake(through_the_first, "Which layer does b₁ meet after it was added?",
                "b₁ is added at the end of the first layer. What it still has to pass is the second: W₂."),
        Mistake(star_for_the_bias, "How many numbers should the second layer give for h = b₁?",
                "W₂ meets b₁ as it meets any hidden values: each row times b₁, added up. That is `@`."),
        Mistake(first_bias_forgotten, "Put x = 0 into the two layers. What comes out?",
                "At x = 0 the hidden values are b₁, not zero. The second layer sends W₂b₁ on."),
        Mistake(second_bias_forgotten, "Put x = 0 and b₁ = 0 into the two layers. What comes out?",
                "The second layer adds its own bias b₂ at the end, whatever came before."),
        Mistake(wrong_order, "Which layer does x meet first? That one stands next to it.",
                "In W₂(W₁x), W₁ meets x first, so it stands on the right: W₂ @ W₁. The other order "
                "does not even fit, unless the shapes agree by accident."),
        Mistake(transposed_product, "Which shape must W have: one row per what?",
                "W has one row per output neuron, (out, in). W₂ @ W₁ is (out, hidden) @ (hidden, in) "
                "and already has it; no transpose is needed."),
    ),
))

# 2.5: ReLU --------------------------------------------------------------------------------------


def my_relu(Z):
    """Return A = max(z, 0) for every number z of Z.

    Z: array of any shape.  A: a new array of the same shape; Z stays as it was.
    """
    return np.maximum(Z, 0)


def number_by_number(Z):
    A = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        if Z[place] > 0:
            A[place] = Z[place]
    return A


def with_where(sums):
    return np.where(sums >= 0, sums, 0)


def with_a_mask(Z):
    return Z * (Z > 0)


def half_of_both(Z):
    return (Z + abs(Z)) / 2


def on_a_copy(Z):
    A = Z.copy()
    A[A < 0] = 0
    return A


def clipped(Z):
    return Z.clip(0, None)


def absolute_value(Z):
    return np.abs(Z)


def python_max(Z):
    return max(Z, 0)


def largest_of_all(Z):
    return np.max(Z, 0)


def in_place(Z):
    Z[Z < 0] = 0
    return Z


def only_the_switch(Z):
    return (Z > 0) * 1.0


def wrong_side(Z):
    return np.minimum(Z, 0)


def _cases_relu():
    rng = np.random.default_rng(25)
    return [(np.array([[1.0, -2.0, 0.0], [-0.5, 3.0, 4.0]]),), (rng.normal(size=(4, 3)),),
            (10 * rng.normal(size=(7,)),), (-1 - rng.random((3, 2)),), (np.zeros((2, 2)),)]


add(Exercise(
    name="my_relu",
    number="2.5",
    title="ReLU on a whole array",
    difficulty=1,
    minutes=3,
    solution=my_relu,
    alternatives=(number_by_number, with_where, with_a_mask, half_of_both, on_a_copy, clipped),
    cases=_cases_relu,
    package_name="activations.ReLU",
    why="It is a switch and a wire in one: negative sums are switched off, positive ones pass unchanged.",
    hints=("For z = −2 the answer is 0, for z = 3 it is 3. Which of the two numbers, z or 0, is it "
           "each time?",
           "max(3, 0) takes two numbers. Which NumPy function takes the larger of two, place by place?",
           "Look at np.maximum."),
    mistakes=(
        Mistake(absolute_value, "What should become of −2?",
                "In your result −2 has become 2. ReLU switches negative numbers off: −2 becomes 0."),
        Mistake(python_max, "“Is Z above 0?” How many answers has that question for this Z?",
                "Python's max and if want one yes or no, and an array has an answer for every number. "
                "np.maximum and np.where choose place by place."),
        Mistake(largest_of_all, "You got one number per column. Was Z compared with 0, or searched?",
                "You found the largest number of each column. np.max(Z, 0), for example, takes the 0 as "
                "an axis to search along; np.maximum(Z, 0) compares every number with 0."),
        Mistake(in_place, "Is your result a new array, or Z itself under another name?",
                "You wrote zeros into the array that was handed in, and whoever called your function "
                "may still need it. Make a new array: np.maximum and np.where do, and so does Z.copy()."),
        Mistake(only_the_switch, "Your result tells on from off. What should a positive z become?",
                "That is the step function: 1 for every positive z. ReLU lets the number itself "
                "through, so 3 stays 3."),
        Mistake(wrong_side, "Which numbers should survive, the positive or the negative ones?",
                "You kept the negative numbers and switched off the positive ones. ReLU does the opposite."),
    ),
))

# 2.6: flat ends ---------------------------------------------------------------------------------

add(Exercise(
    name="prediction_2_6",
    number="2.6",
    title="Predict: who still reacts?",
    difficulty=1,
    minutes=1,
    options={
        "a": "sigmoid",
        "b": "tanh",
        "c": "ReLU",
        "d": "all three alike: the input changed by the same amount",
    },
    solution="c",
    why="At z = 6 ReLU still has slope 1. Sigmoid and tanh have flattened out: they are saturated.",
    hints=("Which of the curves is still rising at z = 6?",),
    mistakes=(
        Mistake("a", "How high is sigmoid at z = 6, and how high can it ever get?",
                "At z = 6 sigmoid is already at 0.9975 and can only creep up to 1."),
        Mistake("b", "How high is tanh at z = 6, and how high can it ever get?",
                "At z = 6 tanh is at 0.99999: even flatter there than sigmoid."),
        Mistake("d", "The same change goes in. Look at z = 6 in the picture: does every curve still rise there?",
                "How much comes out depends on how steep the curve is at that place, and at z = 6 the "
                "curves are very differently steep."),
    ),
))

# 2.7: sigmoid -----------------------------------------------------------------------------------


def my_sigmoid(Z):
    """Return 1 / (1 + e^−z) for every number z of Z, without a warning for any z.

    Z: array of any shape.  A: an array of the same shape, with numbers from 0 to 1.
    """
    e = np.exp(-np.abs(Z))                    # never above 1, so it cannot overflow
    return np.where(Z >= 0, 1, e) / (1 + e)


def with_masks(Z):
    A = np.zeros(Z.shape)
    positive = Z > 0
    A[positive] = 1 / (1 + np.exp(-Z[positive]))
    e = np.exp(Z[~positive])
    A[~positive] = e / (1 + e)
    return A


def in_a_loop(values):
    result = []
    for z in values.ravel():
        if z >= 0:
            result.append(1 / (1 + np.exp(-z)))
        else:
            result.append(np.exp(z) / (np.exp(z) + 1))
    return np.array(result).reshape(values.shape)


def both_ends_clipped(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -700, 700)))


def by_tanh(Z):
    return (1 + np.tanh(Z / 2)) / 2


def as_written(Z):
    return 1 / (1 + np.exp(-Z))


def other_form(Z):
    return np.exp(Z) / (1 + np.exp(Z))


def both_branches(Z):
    return np.where(Z >= 0, 1 / (1 + np.exp(-Z)), np.exp(Z) / (1 + np.exp(Z)))


def one_question_for_all(Z):
    if Z >= 0:
        return 1 / (1 + np.exp(-Z))
    return np.exp(Z) / (1 + np.exp(Z))


def sign_of_z_lost(Z):
    return 1 / (1 + np.exp(Z))


def sign_lost(Z):
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, e, 1) / (1 + e)


def one_side_only(Z):
    return 1 / (1 + np.exp(-np.abs(Z)))


def _cases_sigmoid():
    rng = np.random.default_rng(26)
    return [(np.array([0.0, 1.0, -1.0, 2.0]),), (3 * rng.normal(size=(4, 3)),),
            (np.array([[-1000.0, 1000.0], [-30.0, 30.0], [800.0, -745.0]]),)]


add(Exercise(
    name="my_sigmoid",
    number="2.7",
    title="A sigmoid that never overflows",
    difficulty=3,
    minutes=15,
    solution=my_sigmoid,
    alternatives=(with_masks, in_a_loop, both_ends_clipped, by_tanh),
    cases=_cases_sigmoid,
    quiet=True,
    package_name="activations.sigmoid",
    why="No warning, and the right number at both ends: this one can be trusted with any z.",
    hints=("For which z does e^−z overflow, for very large or for very negative ones?",
           "1 / (1 + e^−z) and e^z / (1 + e^z) are the same number. Which of the two is safe for "
           "z = 1000, and which for z = −1000?",
           "np.where computes both branches for every number, also where it throws one away. Can you "
           "find one exponential that is safe on both sides? Think of |z|.",
           "Let e = np.exp(-np.abs(Z)); it is never above 1. Then the denominator is 1 + e on both sides. What is the "
           "numerator for z ≥ 0, and for z < 0?"),
    mistakes=(
        Mistake(as_written, "For which z on the list does e^−z become too large to write down?",
                "At z = −1000, e^−z is e^1000, and the largest number that fits is about e^709. The "
                "quotient comes out right, by luck, but the warning tells that a number was lost."),
        Mistake(other_form, "What does your formula compute at z = 1000, above and below the line?",
                "At z = 1000 it is infinity divided by infinity, and that is nan, not 1."),
        Mistake(both_branches, "Each branch is right where it is used. Where is it computed?",
                "np.where does not skip anything: both branches are computed for every number, then "
                "one is chosen. The branch that is thrown away still overflows."),
        Mistake(one_question_for_all, "“Is Z at least 0?” How many answers has that question for this Z?",
                "`if` wants one yes or no, and an array has an answer for every number. np.where "
                "chooses place by place."),
        Mistake(sign_of_z_lost, "Should the curve rise or fall from left to right?",
                "Yours falls, because the minus in e⁻ᶻ is missing."),
        Mistake(sign_lost, "At z = 2, should the result be above or below one half?",
                "The two numerators have changed places: for z ≥ 0 it is 1, for z < 0 it is e."),
        Mistake(one_side_only, "Compare your results at z = 1 and at z = −1. Should they be equal?",
                "With |z| alone, −1 and 1 give the same. The negative side must come out as one "
                "minus the positive one."),
    ),
))

# 2.8: tanh from sigmoid -------------------------------------------------------------------------


def tanh_from_sigmoid(Z):
    """Return tanh(z) for every number z of Z, made from the sigmoid curve.

    Z: array of any shape.  A: an array of the same shape, with numbers from −1 to 1.
    `sigmoid(Z)` is there for you to use.
    """
    return 2 * sigmoid(2 * Z) - 1


def difference_of_two(Z):
    return sigmoid(2 * Z) - sigmoid(-2 * Z)


def not_steep_enough(Z):
    return 2 * sigmoid(Z) - 1


def not_shifted(Z):
    return 2 * sigmoid(2 * Z)


def not_stretched(Z):
    return sigmoid(2 * Z) - 0.5


def shifted_twice(Z):
    return 2 * (sigmoid(2 * Z) - 1)


def too_fast(Z):
    return 2 * sigmoid(4 * Z) - 1


def squeezed_the_wrong_way(Z):
    return 2 * sigmoid(Z / 2) - 1


def _cases_tanh():
    rng = np.random.default_rng(27)
    return [(np.array([0.0, 0.5, -0.5, 1.0]),), (2 * rng.normal(size=(4, 3)),),
            (np.array([[-50.0, 50.0]]),)]


add(Exercise(
    name="tanh_from_sigmoid",
    number="2.8",
    title="Tanh is a stretched sigmoid",
    difficulty=2,
    minutes=6,
    solution=tanh_from_sigmoid,
    alternatives=(difference_of_two,),
    cases=_cases_tanh,
    why="One curve in two costumes: from 0 to 1 as sigmoid, from −1 to 1 as tanh.",
    hints=("Sigmoid runs from 0 to 1, tanh from −1 to 1. How do you stretch and shift the heights?",
           "With the heights right, look at the slopes at zero in the picture. Sigmoid's is 1/4; twice "
           "as high, it is 1/2. Tanh has slope 1. What must happen to z?",
           "If you put 2z in place of z, a curve runs through everything in half the width. How much "
           "steeper is it then?"),
    mistakes=(
        Mistake(not_steep_enough, "The ends are right. How steep is yours at zero, and how steep is tanh?",
                "2·sigmoid(z) − 1 has slope 1/2 at zero, tanh has slope 1. It must run through z "
                "twice as fast: sigmoid(2z)."),
        Mistake(not_shifted, "What is tanh(0), and what is yours?",
                "Yours runs from 0 to 2. Tanh runs from −1 to 1: slide it down by 1."),
        Mistake(not_stretched, "How far apart are the two ends of tanh, and of yours?",
                "Yours runs from −1/2 to 1/2. Tanh has twice that height."),
        Mistake(shifted_twice, "Tanh runs from −1 to 1. From where to where does yours run?",
                "Yours is −1 at zero: the 1 is subtracted before doubling, so it counts twice."),
        Mistake(too_fast, "The ends are right. Compare the slopes at zero.",
                "Tanh has slope 1 at zero, yours is twice as steep."),
        Mistake(squeezed_the_wrong_way, "Should z run faster or slower to make the curve steeper?",
                "sigmoid(z/2) is flatter than sigmoid(z). To be steeper, z must be doubled."),
    ),
))

# 2.9: XOR by hand -------------------------------------------------------------------------------

_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_XOR = np.array([0, 1, 1, 0])


def _xor_scores(answer):
    total = _CORNERS.sum(axis=1)
    h1, h2 = np.maximum(total, 0), np.maximum(total - 1, 0)
    return float(answer["v1"]) * h1 + float(answer["v2"]) * h2 + float(answer["c"])


def _accept_xor(answer, arguments):
    if not isinstance(answer, dict) or set(answer) != {"v1", "v2", "c"}:
        return 'xor_output must stay a dictionary with the keys "v1", "v2" and "c".'
    for key, value in answer.items():
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            return f"{key} must be a number."
    scores = _xor_scores(answer)
    for x, score, wanted in zip(_CORNERS, scores, _XOR):
        if score == 0 or (score > 0) != wanted:
            where = "exactly zero" if score == 0 else f"{'above' if score > 0 else 'below'} zero"
            corner = tuple(int(number) for number in x)
            return (f"at the corner {corner} your z is {score:g}, {where}. It belongs to class {wanted}, "
                    f"so z must be {'above' if wanted else 'below'} zero.")
    return None


def _scores_match(pattern):
    """Return a function: do the four scores have these signs?"""
    return lambda answer: tuple(np.sign(_xor_scores(answer)).astype(int)) == pattern


add(Exercise(
    name="xor_output",
    number="2.9",
    title="XOR by hand",
    difficulty=2,
    minutes=8,
    solution={"v1": 1.0, "v2": -2.0, "c": -0.5},
    alternatives=({"v1": 2, "v2": -4.0, "c": -1}, {"v1": 10, "v2": -25, "c": -1e-3}),
    accept=_accept_xor,
    own_stub="""
        xor_output = {
            "v1": ...,    # weight of h1
            "v2": ...,    # weight of h2
            "c": ...,     # bias of the output neuron
        }""",
    why="Two bends were enough. No single neuron can do this, with any weights.",
    hints=("In the picture on the right, the two orange corners lie on the same point. Which line "
           "separates that point from the two blue ones?",
           "At (0, 1) the hidden values are h1 = 1 and h2 = 0, at (1, 1) they are 2 and 1, at (0, 0) both "
           "are 0. Which score do you want at each of the three?",
           "Take v1 = 1. Then (1, 1) already has 2 from h1. How strongly must h2 pull down to undo "
           "that? And what must the bias be, for (0, 0) to fall below zero too?"),
    mistakes=(
        Mistake({"v1": 1.0, "v2": -2.0, "c": 0.0}, "Where exactly are (0, 0) and (1, 1) now, above zero "
                                                   "or below?",
                "Both have z = 0, exactly on the line. A small negative bias pushes them to the side "
                "of class 0, as long as (0, 1) stays above.",
                recognise=_scores_match((0, 1, 1, 0))),
        Mistake({"v1": 1.0, "v2": -1.0, "c": -0.5}, "Is the second hidden unit pulling strongly enough?",
                "At (1, 1) h1 is 2 and h2 is 1, so z is 2·v1 + v2 + c, and that must be below zero. At "
                "(0, 1) z is v1 + c, and that must be above.",
                recognise=_scores_match((-1, 1, 1, 1))),
        Mistake({"v1": 1.0, "v2": -1.0, "c": 0.0}, "What pulls z below zero at (0, 0), where both hidden "
                                                  "values are 0?",
                "At (0, 0) z is the bias alone, so c must be negative. And at (1, 1) h2 must pull more "
                "strongly, to undo what h1 brings.",
                recognise=_scores_match((0, 1, 1, 1))),
        Mistake({"v1": 1.0, "v2": 0.0, "c": -1.5}, "That finds one of the corners. Which function of two "
                                                  "inputs is it?",
                "Only (1, 1) is above zero: that is AND. For XOR the corners with exactly one 1 must "
                "be above, and h2 is there to pull (1, 1) down.",
                recognise=_scores_match((-1, -1, -1, 1))),
        Mistake({"v1": 1.0, "v2": -2.0, "c": -1.0}, "At (0, 1) only h1 is not zero. What is left of it after "
                                                   "the bias?",
                "At (0, 1) z is v1 + c. The bias takes away as much as h1 brings, or more: make it "
                "smaller.",
                recognise=lambda answer: _scores_match((-1, 0, 0, -1))(answer)
                or _scores_match((-1, -1, -1, -1))(answer)),
        Mistake({"v1": -1.0, "v2": 2.0, "c": 0.5}, "Every corner is on the wrong side. What is the smallest "
                                                  "change?",
                "You have found the right line, with the sides exchanged. Change the sign of all three.",
                recognise=_scores_match((1, -1, -1, 1))),
    ),
))

# 2.10: from a graph -----------------------------------------------------------------------------


def from_graph(Z):
    """Return the activation of the picture above for every number z of Z.

    Z: array of any shape.  A: an array of the same shape.
    """
    return np.clip((Z + 1) / 2, 0, 1)


def two_relus(Z):
    return (np.maximum(Z + 1, 0) - np.maximum(Z - 1, 0)) / 2


def low_and_high(Z):
    A = 0.5 * Z + 0.5
    return np.minimum(1, np.maximum(0, A))


def three_pieces(Z):
    return np.where(Z < -1, 0, np.where(Z > 1, 1, (Z + 1) / 2))


def too_steep(Z):
    return np.clip(Z, 0, 1)


def starts_at_zero(Z):
    return np.clip(Z / 2, 0, 1)


def no_upper_end(Z):
    return np.maximum((Z + 1) / 2, 0)


def no_lower_end(Z):
    return np.minimum((Z + 1) / 2, 1)


def slope_and_place(Z):
    return np.clip(Z + 1, 0, 1)


def one_question_for_the_array(Z):
    if Z < -1:
        return 0.0
    return np.minimum((Z + 1) / 2, 1)


def goes_below_zero(Z):
    return np.clip((Z + 1) / 2, -1, 1)


def smooth_instead(Z):
    return sigmoid(2 * Z)


def _cases_graph():
    rng = np.random.default_rng(210)
    return [(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]),), (np.array([[-0.5, 0.5], [3.0, -4.0]]),),
            (2 * rng.normal(size=(5, 4)),)]


add(Exercise(
    name="from_graph",
    number="2.10",
    title="An activation from its picture",
    difficulty=2,
    minutes=6,
    core=False,
    solution=from_graph,
    alternatives=(two_relus, low_and_high, three_pieces),
    cases=_cases_graph,
    why="Any bend will do. You have read a function off its picture and built it from straight pieces.",
    hints=("Read off three things: where the ramp begins, where it ends, and how steep it is.",
           "Between −1 and 1 it climbs from 0 to 1. Which straight line goes through (−1, 0) and (1, 1)?",
           "np.clip(values, low, high) cuts off what lies below low and above high."),
    mistakes=(
        Mistake(too_steep, "How far does the ramp run to the side while it climbs by 1?",
                "It climbs 1 over a width of 2, from −1 to 1, so its slope is 1/2. Yours has slope 1."),
        Mistake(starts_at_zero, "Where does the ramp begin, and what is its height at z = 0?",
                "At z = 0 the picture shows 1/2. Yours starts to climb only there: slide it to the left."),
        Mistake(no_upper_end, "What does the picture show to the right of 1?",
                "It is flat at 1 there. Yours goes on climbing."),
        Mistake(no_lower_end, "What does the picture show to the left of −1?",
                "It is flat at 0 there. Yours goes on falling."),
        Mistake(slope_and_place, "The ramp begins at the right place. Where does it reach 1?",
                "It reaches 1 at z = 1, two steps to the right of where it began. Yours is there after one."),
        Mistake(one_question_for_the_array, "“Is Z below −1?” How many answers has that for this Z?",
                "`if` wants one yes or no, and an array has an answer for every number. np.where or "
                "np.clip decide place by place."),
        Mistake(goes_below_zero, "What is the lowest value in the picture?",
                "It never falls below 0. Yours goes on down to −1."),
        Mistake(smooth_instead, "Are the corners of the picture round?",
                "Sigmoid is a smooth cousin of it. The picture is made of three straight pieces."),
    ),
))
