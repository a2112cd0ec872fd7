"""The exercises of lesson 03, forward pass."""

import numpy as np

from .. import MLP, Linear, ReLU
from ..datasets import make_circles, tiny_example
from .record import Exercise, Mistake, Tool, add

# 3.1 and 3.2: recall ----------------------------------------------------------------------------

add(Exercise(
    name="recall_3_1",
    number="3.1",
    title="From lesson 02: switched off",
    difficulty=1,
    minutes=1,
    options={
        "a": "x₁ = 2 and x₂ = 0",
        "b": "x₁ = −1 and x₂ = 3",
        "c": "x₁ = 0.5 and x₂ = 0.25",
        "d": "x₁ = 1 and x₂ = 1",
    },
    solution="c",
    why="0.5 + 0.25 − 1 is −0.25, below zero: off. Only the sum counts, not the sign of one input.",
    hints=("Work out x₁ + x₂ − 1 for each point. What does ReLU make of a negative number?",),
    mistakes=(
        Mistake("a", "What is 2 + 0 − 1?",
                "One input is 0, but the unit looks at the whole sum, which is 1. ReLU lets it through."),
        Mistake("b", "What is −1 + 3 − 1?",
                "One input is negative, but the unit looks at the whole sum, which is 1. ReLU lets it "
                "through."),
        Mistake("d", "What is 1 + 1 − 1?", "The sum is 1, above zero, so the unit is on."),
    ),
))

add(Exercise(
    name="recall_3_2",
    number="3.2",
    title="From lesson 01: how many parameters?",
    difficulty=1,
    minutes=1,
    options={
        "a": "9",
        "b": "20",
        "c": "26",
        "d": "29",
    },
    solution="c",
    why="3·4 + 4 in the first layer, 4·2 + 2 in the second: 16 + 10.",
    hints=("A layer has one weight for each pair of input and neuron, and one bias for each neuron. How "
           "many layers of weights does [3, 4, 2] have?",),
    mistakes=(
        Mistake("a", "What do you count: circles of the drawing, or numbers to be learned?",
                "3 + 4 + 2 counts inputs and neurons. Parameters are their weights and biases."),
        Mistake("b", "What does a neuron have besides its weights?",
                "3·4 + 4·2 counts the weights. Each of the six neurons also has a bias."),
        Mistake("d", "Do the inputs have biases?",
                "The three inputs are given numbers, nobody computes them. Biases belong to neurons: 4 + 2."),
    ),
))

# 3.3: by hand -----------------------------------------------------------------------------------


def _by_hand(seed=None):
    """Return (the example, Z1, A, scores) of the 2-2-2 network."""
    tiny = tiny_example(seed)
    Z1 = tiny.X @ tiny.W1.T + tiny.b1
    A = np.maximum(Z1, 0)
    return tiny, Z1, A, A @ tiny.W2.T + tiny.b2


def _right_by_hand(seed=None):
    _, Z1, A, scores = _by_hand(seed)
    return {"seed": seed, "Z1": Z1.tolist(), "A": A.tolist(), "scores": scores.tolist()}


def _slip_by_hand(entry, slip, question, explanation):
    """Return the Mistake of a learner whose entry is slip(tiny, Z1, A, scores), for any seed."""

    def recognise(answer):
        numbers = np.asarray(answer[entry], dtype=float)
        wrong = slip(*_by_hand(answer.get("seed")))
        return numbers.shape == wrong.shape and np.allclose(numbers, wrong, atol=1e-3)

    answer = _right_by_hand() | {entry: slip(*_by_hand()).tolist()}
    return Mistake(answer, question, explanation, recognise=recognise)


def _of_another_network(answer):
    """Say whether a seed was given, and the numbers are those of the network without one."""
    numbers = np.asarray(answer["Z1"], dtype=float)
    return answer["seed"] is not None and np.array_equal(numbers, _by_hand()[1])


add(Exercise(
    name="forward_by_hand",
    number="3.3",
    title="A whole forward pass on paper",
    difficulty=2,
    minutes=8,
    solution=_right_by_hand(),
    expected=lambda answer: _right_by_hand(answer.get("seed")),
    tolerance=1e-3,
    own_stub="""
        forward_by_hand = {
            "seed": None,                          # another number: another network
            "Z1": [[..., ...], [..., ...]],        # hidden sums: first sample, second sample
            "A": [[..., ...], [..., ...]],         # hidden values, after ReLU
            "scores": [[..., ...], [..., ...]],    # what comes out, two for each sample
        }""",
    why="That was all a network ever does with its inputs. The rest of this lesson is about doing it "
        "for any size.",
    hints=("Take the first sample and the first hidden unit: row 1 of W1, times the sample, plus the "
           "first number of b1. What is it?",
           "A row of Z1 belongs to one sample. Which numbers of Z1 are below zero, and what does ReLU "
           "make of them?",
           "The second layer never sees X. Row 1 of W2 meets a row of A: multiply, add up, add the "
           "first number of b2."),
    mistakes=(
        Mistake(_right_by_hand() | {"seed": 1}, "Which network do these numbers belong to?",
                "They are those of tiny_example() without a number. The seed in your answer asks for "
                "another network: draw it with the same number in tiny_example.",
                recognise=_of_another_network),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: Z1.T,
                      "What belongs to one row of Z1: one sample, or one hidden unit?",
                      "The numbers are right, but rows and columns are exchanged. A row is a sample, as "
                      "in X; its columns are the hidden units."),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: tiny.X @ tiny.W1 + tiny.b1,
                      "Where are the weights of the first hidden unit: in a row of W1, or in a column?",
                      "You went down the columns of W1. In this course a row holds the weights of one "
                      "neuron."),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: tiny.X @ tiny.W1.T,
                      "What does each neuron add after its weighted sum?",
                      "The sums are right, the biases are missing. Each hidden unit adds its own number "
                      "of b1."),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: tiny.X @ tiny.W1.T + tiny.b1[:, None],
                      "Who has a bias, the hidden units or the samples?",
                      "You added the first bias to the first sample and the second to the second. A "
                      "bias belongs to a unit, and every sample gets both."),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: tiny.X @ np.abs(tiny.W1).T + tiny.b1,
                      "Which weights of the first layer are negative?",
                      "A minus sign was lost: a negative weight takes away."),
        _slip_by_hand("Z1", lambda tiny, Z1, A, scores: A,
                      "Is Z1 before or after the activation?",
                      "Z1 holds the sums themselves, and they can be negative. The zeros come one line "
                      "later, in A."),
        _slip_by_hand("A", lambda tiny, Z1, A, scores: Z1,
                      "What does ReLU do with a sum below zero?",
                      "A is still Z1. ReLU puts 0 in the place of every negative number."),
        _slip_by_hand("A", lambda tiny, Z1, A, scores: np.abs(Z1),
                      "Is −2 switched off in your A, or turned round?",
                      "The sign was dropped. ReLU makes 0 of every negative number."),
        _slip_by_hand("scores", lambda tiny, Z1, A, scores: Z1 @ tiny.W2.T + tiny.b2,
                      "What does the second layer get, Z1 or A?",
                      "These scores come from Z1. What the hidden units hand on is A: a unit that is off "
                      "hands on 0."),
        _slip_by_hand("scores", lambda tiny, Z1, A, scores: tiny.X @ tiny.W2.T + tiny.b2,
                      "Do the output units look at the inputs?",
                      "X went into both layers. The second layer looks only at what the first one "
                      "found, at A."),
        _slip_by_hand("scores", lambda tiny, Z1, A, scores: A @ tiny.W2.T,
                      "Has each output added its bias?",
                      "The sums are right, the biases b2 are missing."),
        _slip_by_hand("scores", lambda tiny, Z1, A, scores: A @ tiny.W2 + tiny.b2,
                      "Where are the weights of the first output: in a row of W2, or in a column?",
                      "You went down the columns of W2. A row holds the weights of one output."),
        _slip_by_hand("scores", lambda tiny, Z1, A, scores: scores.T,
                      "What belongs to one row of the scores?",
                      "Rows and columns are exchanged. A row belongs to one sample and holds its two "
                      "scores."),
    ),
))

# 3.4 and 3.5: scores ----------------------------------------------------------------------------

add(Exercise(
    name="prediction_3_4",
    number="3.4",
    title="Predict: ReLU on the scores too",
    difficulty=1,
    minutes=1,
    options={
        "a": "class 0, as before",
        "b": "class 1",
        "c": "neither: both scores are equal now",
        "d": "class 0, more clearly than before",
    },
    solution="c",
    why="ReLU makes 0 of both, and what set them apart is lost. Scores go out as they are.",
    hints=("What are ReLU(−1) and ReLU(−3)?",),
    mistakes=(
        Mistake("a", "What does ReLU make of −1, and what of −3?",
                "Among positive numbers ReLU keeps the order. Both of these are negative, so both become 0."),
        Mistake("b", "Does ReLU drop the sign, or the number?",
                "Without their signs they would be 1 and 3, but that is |z|. ReLU makes 0 of both."),
        Mistake("d", "How far apart are the two scores after ReLU?",
                "They were 2 apart. After ReLU both are 0."),
    ),
))


def chosen_class(scores):
    """Return for every sample the class with the highest score.

    scores: array (N, K), one row per sample, one column per class.
    Returns an array (N,) of class numbers, counted from 0.
    """
    return scores.argmax(axis=1)


def class_in_a_loop(scores):
    chosen = []
    for row in scores:
        best = 0
        for k in range(len(row)):
            if row[k] > row[best]:
                best = k
        chosen.append(best)
    return np.array(chosen)


def best_sample(scores):
    return scores.argmax(axis=0)


def one_for_all(scores):
    return scores.argmax()


def highest_score(scores):
    return scores.max(axis=1)


def lowest_score(scores):
    return scores.argmin(axis=1)


def counted_from_one(scores):
    return scores.argmax(axis=1) + 1


def farthest_from_zero(scores):
    return np.abs(scores).argmax(axis=1)


def two_classes_only(scores):
    return (scores[:, 1] > scores[:, 0]) * 1


def above_zero(scores):
    return scores > 0


def first_sample_only(scores):
    return scores[0].argmax()


def pythons_max(scores):
    return max(scores)


def _cases_chosen_class():
    rng = np.random.default_rng(35)
    return [(np.array([[1.0, 3.0, -5.0], [2.0, 0.0, 1.0]]),), (rng.normal(size=(5, 3)),),
            (np.array([[-4.0, -1.0, -2.0, -6.0], [-3.0, -2.0, -7.0, -1.0], [0.5, 0.0, 0.25, -9.0]]),),
            (rng.normal(size=(7, 2)),)]


add(Exercise(
    name="chosen_class",
    number="3.5",
    title="Which class wins?",
    difficulty=1,
    minutes=3,
    solution=chosen_class,
    alternatives=(class_in_a_loop,),
    cases=_cases_chosen_class,
    why="The classes disappear, the samples stay: (N, K) becomes (N,). This is how a network answers.",
    hints=("The result has one number per sample. Which of the two directions of (N, K) has to disappear?",
           "max gives the largest number itself. Which method gives its place?",
           "Look at argmax, and at the axis that disappears."),
    mistakes=(
        Mistake(best_sample, "How many numbers did you get: one per sample, or one per class?",
                "You asked for each class which sample scores highest. The samples disappeared, and "
                "the classes should have."),
        Mistake(one_for_all, "How many samples are there, and how many answers did you give?",
                "Without an axis all numbers count as one long row, and you get one place in it."),
        Mistake(highest_score, "Is your result a class number, or a score?",
                "That is how high the best score is. Asked is which column it stands in."),
        Mistake(lowest_score, "Should the highest score win, or the lowest?",
                "You chose the class that the network believes in least."),
        Mistake(counted_from_one, "Which number has the first class?",
                "Classes are counted from 0, as columns are: the first column is class 0."),
        Mistake(farthest_from_zero, "Which is higher, −4 or 1?",
                "You dropped the signs. A score far below zero speaks against its class."),
        Mistake(two_classes_only, "How many classes can there be?",
                "You compare columns 0 and 1. With three columns, class 2 never gets a chance."),
        Mistake(above_zero, "Can a sample belong to two classes, or to none?",
                "With several scores none needs to be above zero, and several can be. The highest of "
                "the row wins, whatever its sign."),
        Mistake(pythons_max, "“Is this row larger than that one?” How many answers has that question?",
                "Python's max compares whole rows, and rows of numbers have no order. The arrays' own "
                "methods look inside."),
        Mistake(first_sample_only, "How many samples does scores hold?",
                "That is the class of the first sample. Each row needs its own answer."),
    ),
))

# 3.6: any number of layers ----------------------------------------------------------------------


def network_scores(X, weights, biases):
    """Return the scores (N, K) of a network with any number of layers.

    X (N, in): one sample per row.
    weights: a list of matrices W (out, in), in the order in which they are used.
    biases: a list of arrays b (out,), in the same order.
    ReLU after every layer but the last.
    """
    A = X                                            # (N, in)
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)               # (N, hidden)
    return A @ weights[-1].T + biases[-1]            # (N, K)


def scores_with_a_switch(X, weights, biases):
    A = X
    for k in range(len(weights)):
        Z = A @ weights[k].T + biases[k]
        A = np.maximum(Z, 0)
    return Z


def relu_on_scores(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        Z = A @ W.T + b
        A = np.maximum(Z, 0)
    return A


def no_activation(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = A @ W.T + b
    return A


def relu_at_the_end_only(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = A @ W.T + b
    return np.maximum(A, 0)


def relu_before_each_layer(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = np.maximum(A, 0)
        A = A @ W.T + b
    return A


def x_into_every_layer(X, weights, biases):
    for W, b in zip(weights, biases):
        Z = X @ W.T + b
    return Z


def x_into_hidden_layers(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        Z = X @ W.T + b
        A = np.maximum(Z, 0)
    return A @ weights[-1].T + biases[-1]


def x_into_every_layer_and_relu(X, weights, biases):
    for W, b in zip(weights, biases):
        Z = X @ W.T + b
        A = np.maximum(Z, 0)
    return A


def return_in_the_loop(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = np.maximum(A @ W.T + b, 0)
        return A


def not_transposed(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        Z = A @ W + b
        A = np.maximum(Z, 0)
    return A @ weights[-1] + biases[-1]


def x_into_hidden_layers_and_no_beginning(X, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(X @ W.T + b, 0)
    return A @ weights[-1].T + biases[-1]


def hidden_not_transposed(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W + b, 0)
    return A @ weights[-1].T + biases[-1]


def not_transposed_and_relu_on_scores(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = np.maximum(A @ W + b, 0)
    return A


def not_transposed_and_relu_in_two_lines(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        A = np.maximum(Z, 0)
    return A


def hidden_values_from_the_loop(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)
        return A


def last_not_transposed(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)
    return A @ weights[-1] + biases[-1]


def last_bias_missing(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)
    return A @ weights[-1].T


def hidden_biases_missing(X, weights, biases):
    A = X
    for W in weights[:-1]:
        A = np.maximum(A @ W.T, 0)
    return A @ weights[-1].T + biases[-1]


def bias_after_relu(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T, 0) + b
    return A @ weights[-1].T + biases[-1]


def return_in_the_loop_at_the_end(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)
        return A @ weights[-1].T + biases[-1]


def return_in_the_loop_without_relu(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = A @ W.T + b
        return A


def first_layer_before_the_loop(X, weights, biases):
    A = np.maximum(X @ weights[0].T + biases[0], 0)
    for W, b in zip(weights[1:-1], biases[1:-1]):
        A = np.maximum(A @ W.T + b, 0)
    return A @ weights[-1].T + biases[-1]


def no_biases(X, weights, biases):
    A = X
    for W in weights[:-1]:
        A = np.maximum(A @ W.T, 0)
    return A @ weights[-1].T


def two_layers_always(X, weights, biases):
    Z = X @ weights[0].T + biases[0]
    A = np.maximum(Z, 0)
    return A @ weights[1].T + biases[1]


def first_and_last(X, weights, biases):
    Z = X @ weights[0].T + biases[0]
    A = np.maximum(Z, 0)
    return A @ weights[-1].T + biases[-1]


def last_layer_left_out(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.maximum(A @ W.T + b, 0)
    return A


def last_layer_twice(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = np.maximum(A @ W.T + b, 0)
    return A @ weights[-1].T + biases[-1]


def pythons_max_for_relu(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = max(A @ W.T + b, 0)
    return A @ weights[-1].T + biases[-1]


def nothing_to_begin_with(X, weights, biases):
    for W, b in zip(weights, biases):
        A = A @ W.T + b    # noqa: F821
    return A


def _cases_network_scores():
    rng = np.random.default_rng(36)
    first = (np.array([[1.0, -2.0], [-1.0, 3.0]]),
             [np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([[1.0, -1.0], [-2.0, 1.0]])],
             [np.array([1.0, 0.0]), np.array([0.0, -1.0])])
    cases = [first]
    for N, sizes in [(3, [3, 3, 3, 3]), (5, [3, 4, 2]), (4, [2, 4, 3, 2]), (3, [4, 2]),
                     (6, [2, 5, 4, 5, 3])]:
        gaps = list(zip(sizes[:-1], sizes[1:]))
        cases.append((rng.normal(size=(N, sizes[0])),
                      [rng.normal(size=(n_out, n_in)) for n_in, n_out in gaps],
                      [rng.normal(size=n_out) for _, n_out in gaps]))
    return cases


add(Exercise(
    name="network_scores",
    number="3.6",
    title="Any number of layers",
    difficulty=2,
    minutes=8,
    solution=network_scores,
    alternatives=(scores_with_a_switch,),
    cases=_cases_network_scores,
    why="A network of any size goes through these few lines: each layer gets what the one before has made.",
    hints=("Give one name, A, to what travels. What is A before the first layer, and after each one?",
           "Which layer is treated differently from the others, and in what?",
           "Let the loop run over weights[:-1] and biases[:-1], with ReLU. What is left to do after it?"),
    mistakes=(
        Mistake(relu_on_scores, "Can one of your scores be negative?",
                "The activation stands after the last layer too. Scores go out as they are, or all "
                "that speaks against a class is cut off."),
        Mistake(no_activation, "Where is the bend between the layers?",
                "Linear layers with nothing between them collapse into one, however many there are. "
                "That was lesson 02."),
        Mistake(relu_at_the_end_only, "Between which layers does your network bend, and where should it?",
                "The only activation stands after the scores, where none belongs, and between the "
                "layers there is none. So the layers collapse into one."),
        Mistake(relu_before_each_layer, "What does the first layer get, X or ReLU(X)?",
                "Between the layers it comes to the same, but the first layer now loses every negative "
                "input. The activation comes after a layer."),
        Mistake(x_into_every_layer, "What goes into the second layer?",
                "Every layer gets X, so what the layers before have found is thrown away. Each must "
                "get what the one before hands on."),
        Mistake(x_into_hidden_layers, "With three layers: what goes into the second one?",
                "The hidden layers all get X, and only the last of them counts. Each must get what "
                "the one before hands on."),
        Mistake(x_into_hidden_layers_and_no_beginning, "Which name stands before the @ in your loop, and what is it in the second round?",
                "The hidden layers all get X, and only the last of them counts. Each must get what "
                "the one before hands on."),
        Mistake(x_into_every_layer_and_relu, "What goes into the second layer? And can a score be negative?",
                "Two things at once: every layer gets X instead of what the one before hands on, and "
                "the scores pass an activation."),
        Mistake(return_in_the_loop_at_the_end,
                "With three layers: how often does your loop go round?",
                "Only once: the return stands inside the loop and ends everything in its first round. It "
                "belongs after the loop."),
        Mistake(hidden_values_from_the_loop,
                "When does your function return, and is the last layer through by then?",
                "The return stands inside the loop and ends everything in its first round. After the "
                "loop the last layer has to follow, and then the return."),
        Mistake(return_in_the_loop_without_relu,
                "How many layers have been through when your function returns? And where is a bend?",
                "Only the first layer was used. A return inside the loop, for example, ends everything in "
                "the first round. And between the layers an activation is missing."),
        Mistake(first_layer_before_the_loop, "What does your function do when the lists hold one layer only?",
                "Then the first layer is also the last: it comes up twice, and with an activation. Let "
                "the loop take care of the first layer too."),
        Mistake(last_bias_missing, "Has every layer added its bias, the last one too?",
                "The hidden layers are right. The last layer has a bias as well, the last item of the "
                "list."),
        Mistake(hidden_biases_missing, "Has every layer added its bias, or only the last one?",
                "The biases of the hidden layers are missing. Each layer adds its b after the product."),
        Mistake(bias_after_relu, "In which order do they come: product, bias, activation?",
                "The bias is a part of the weighted sum, so it is added before ReLU looks at the sign."),
        Mistake(return_in_the_loop, "How many layers have been through when your function returns?",
                "Only the first layer was used. A return inside the loop, for example, ends everything in "
                "the first round; it belongs after the loop."),
        Mistake(not_transposed, "W has the shape (out, in). Which of the two must meet the columns of A?",
                "A row of W holds one neuron's weights, so for a batch W stands on its side, as in "
                "Z = X Wᵀ + b."),
        Mistake(hidden_not_transposed,
                "The last layer is right. How does W stand in the layers before it?",
                "In the last layer W is turned on its side, in the loop it is not. Every W has one row per "
                "neuron, the hidden ones too."),
        Mistake(not_transposed_and_relu_on_scores,
                "W has the shape (out, in). How must it stand? And can a score be negative?",
                "Two things at once: for a batch W stands on its side, as in Z = X Wᵀ + b, and the scores "
                "go out without an activation."),
        Mistake(not_transposed_and_relu_in_two_lines,
                "Which way round must W stand to meet the columns of A? And can a score be negative?",
                "Two things at once: for a batch W stands on its side, as in Z = X Wᵀ + b, and the scores "
                "go out without an activation."),
        Mistake(last_not_transposed, "The hidden layers are through. How does the last W stand?",
                "In the hidden layers W is turned on its side, in the last layer it is not. It has the "
                "shape (out, in) like all the others."),
        Mistake(no_biases, "What has become of the list of biases?",
                "It is not used. Each layer adds its b after the product."),
        Mistake(two_layers_always, "How many layers can the lists hold?",
                "Your function knows two layers, numbers 0 and 1. The lists can hold one, or five."),
        Mistake(first_and_last, "What happens to the layers between the first and the last?",
                "They are skipped. A loop must lead through all of them."),
        Mistake(pythons_max_for_relu, "“Is this above 0?” How many answers has that question for an array?",
                "Python's max wants one yes or no. np.maximum chooses place by place."),
        Mistake(nothing_to_begin_with, "In the first round, what is A?",
                "A is used before it has a value. Before the first layer, what travels is X."),
        Mistake(last_layer_left_out, "How many columns should the scores have?",
                "You stop before the last layer: these are hidden values. The last layer makes the "
                "scores of them, without an activation."),
        Mistake(last_layer_twice, "How often does the last layer come up?",
                "The last pair of weights and biases was used with an activation, and then once more "
                "without. Only the second time is right."),
    ),
))

# 3.7: objects -----------------------------------------------------------------------------------

add(Exercise(
    name="prediction_3_7",
    number="3.7",
    title="Predict: whose factor?",
    difficulty=1,
    minutes=1,
    options={
        "a": "30.0 and 1.5",
        "b": "6.0 and 1.5",
        "c": "30.0 and 30.0",
        "d": "an error: forward wants two values, self and X",
    },
    solution="a",
    why="Each object keeps its own factor, and forward reads it when it is called.",
    hints=("Which object does the third line change? Does half know of it?",
           "forward computes self.factor * X. What is self.factor at that moment?"),
    mistakes=(
        Mistake("b", "When is self.factor read: when the object is made, or when forward is called?",
                "forward looks up self.factor each time it runs. By then the third line has put 10 there."),
        Mistake("c", "How many numbers called factor are there?",
                "Every object has a factor of its own. The third line changes the one that lies in double."),
        Mistake("d", "Who hands over self in double.forward(3.0)?",
                "Python does: self is the object before the dot. You give only what stands in the brackets."),
    ),
))

# 3.8: MyReLU ------------------------------------------------------------------------------------


class MyReLU:
    """The activation max(z, 0), as a layer."""

    def forward(self, Z):
        """Return A (N, out), a new array; Z (N, out) stays as it was."""
        return np.maximum(Z, 0)


class ReLUWithWhere:
    def forward(self, Z):
        self.A = np.where(Z > 0, Z, 0.0)
        return self.A


class ForwardWithoutSelf:
    def forward(Z):
        return np.maximum(Z, 0)


ForwardWithoutSelf.forward.__qualname__ = "MyReLU.forward"    # as the learner's error message says


class _ZInSelf:
    class MyReLU:    # bears the learner's name, because the error message does
        def forward(self, Z):
            return np.maximum(self.Z, 0)


class KeptAndNotReturned:
    def forward(self, Z):
        self.A = np.maximum(Z, 0)


class ReLUInPlace:
    def forward(self, Z):
        Z[Z < 0] = 0
        return Z


class ReLUAsAbs:
    def forward(self, Z):
        return np.abs(Z)


class ReLUWithMax:
    def forward(self, Z):
        return max(Z, 0)


class ReLUWithIf:
    def forward(self, Z):
        if Z > 0:
            return Z
        return 0


class LargestOfEachColumn:
    def forward(self, Z):
        return np.max(Z, 0)


class OnlyTheSwitch:
    def forward(self, Z):
        return (Z > 0) * 1.0


def _cases_my_relu():
    rng = np.random.default_rng(38)
    return [[("new",), ("forward", np.array([[1.0, -2.0, 0.0], [-0.5, 3.0, 4.0]]))],
            [("new",), ("forward", rng.normal(size=(4, 3))), ("forward", rng.normal(size=(2, 5)))]]


add(Exercise(
    name="my_relu_forward",
    number="3.8",
    title="ReLU as a class",
    difficulty=1,
    minutes=3,
    target="MyReLU",
    solution=MyReLU,
    alternatives=(ReLUWithWhere,),
    cases=_cases_my_relu,
    package_name="activations.ReLU.forward",
    part=True,
    own_stub='''
        class MyReLU:
            """The activation max(z, 0), as a layer."""

            def forward(self, Z):
                """Return A (N, out), a new array; Z (N, out) stays as it was."""
                raise NotImplementedError("your turn")
    ''',
    why="It has nothing to keep, so it needs no __init__. Your first part of a network.",
    hints=("Which of the two parameters holds the numbers, self or Z?",
           "The line is that of exercise 2.5. What must stand before it, so that the caller gets the "
           "result?"),
    mistakes=(
        Mistake(ForwardWithoutSelf, "You call it with one value. What does Python put in front of it?",
                "Python hands over the object before the dot as the first argument, whether you expect "
                "it or not. So the first parameter of a method is self."),
        Mistake(_ZInSelf.MyReLU, "Who has put a Z into self?",
                "Nobody has: this layer keeps nothing. The numbers come in through the brackets, under "
                "the plain name Z."),
        Mistake(KeptAndNotReturned, "What does the next layer get from your forward?",
                "It gets what forward returns, and so far that is nothing. A result that is computed, or "
                "kept in self, is not yet returned."),
        Mistake(ReLUInPlace, "Is your result a new array, or Z itself under another name?",
                "You wrote zeros into the array that was handed in, and the layer before may still "
                "need it. Make a new array."),
        Mistake(ReLUAsAbs, "What should become of −2?",
                "In your result −2 has become 2. ReLU switches negative numbers off."),
        Mistake(ReLUWithMax, "“Is Z above 0?” How many answers has that question for this Z?",
                "Python's max and if want one yes or no, and an array has an answer for every number. "
                "np.maximum and np.where choose place by place."),
        Mistake(ReLUWithIf, "Your `if` asks once. For how many numbers would you need an answer?",
                "`if` wants one yes or no, and an array has an answer for every number. np.maximum and "
                "np.where choose place by place."),
        Mistake(LargestOfEachColumn, "You got one number per column. Was Z compared with 0, or searched?",
                "You found the largest number of each column. np.max(Z, 0), for example, takes the 0 as "
                "an axis; np.maximum(Z, 0) compares every number with 0."),
        Mistake(OnlyTheSwitch, "Your result tells on from off. What should a positive z become?",
                "That is the step function. ReLU lets a positive number through as it is: 3 stays 3."),
    ),
))

# 3.9: MyLinear ----------------------------------------------------------------------------------


class MyLinear:
    """A layer of n_out neurons with n_in inputs each: Z = X Wᵀ + b."""

    def __init__(self, n_in, n_out, seed=0):
        rng = np.random.default_rng(seed)
        self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))    # why so: lesson 08
        self.b = np.zeros(n_out)                                         # (out,)

    def forward(self, X):
        """Return Z (N, out) for a batch X (N, in)."""
        return X @ self.W.T + self.b


class LinearInALoop(MyLinear):
    def forward(self, X):
        self.X = X
        Z = np.zeros((len(X), len(self.b)))
        for n in range(len(X)):
            Z[n] = self.W @ X[n] + self.b
        return Z


class _XInSelf:
    class MyLinear:    # bears the learner's name, because the error message does
        def __init__(self, n_in, n_out, seed=0):
            rng = np.random.default_rng(seed)
            self.W = rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
            self.b = np.zeros(n_out)

        def forward(self, X):
            return self.X @ self.W.T + self.b


class SelfForgotten(MyLinear):
    def forward(self, X):
        return X @ W.T + b    # noqa: F821


class SelfForgottenAtB(MyLinear):
    def forward(self, X):
        return X @ self.W.T + b    # noqa: F821


class LinearForwardWithoutSelf(MyLinear):
    def forward(X):
        return X @ self.W.T + self.b    # noqa: F821


LinearForwardWithoutSelf.forward.__qualname__ = "MyLinear.forward"    # as the error message says


class LinearWithoutBias(MyLinear):
    def forward(self, X):
        return X @ self.W.T


class LinearNotTransposed(MyLinear):
    def forward(self, X):
        return X @ self.W + self.b


class LinearForOneSample(MyLinear):
    def forward(self, X):
        return self.W @ X + self.b


class LinearLyingDown(MyLinear):
    def forward(self, X):
        return self.W @ X.T + self.b[:, None]


class LinearHalfTurned(MyLinear):
    def forward(self, X):
        return self.W @ X.T + self.b


class LinearWithStar(MyLinear):
    def forward(self, X):
        return X * self.W + self.b


class LinearBiasPerSample(MyLinear):
    def forward(self, X):
        return X @ self.W.T + self.b[:, None]


class LinearTurnsW(MyLinear):
    def forward(self, X):
        self.W = self.W.T
        return X @ self.W + self.b


class LinearWithReLU(MyLinear):
    def forward(self, X):
        return np.maximum(X @ self.W.T + self.b, 0)


class LinearKeepsZ(MyLinear):
    def forward(self, X):
        self.Z = X @ self.W.T + self.b


def _cases_my_linear():
    rng = np.random.default_rng(39)
    X = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0], [-2.0, 2.0]])
    W, b = np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]), np.array([0.0, 1.0, -2.0])
    return [[("new", 2, 3, 0), ("set", "W", W), ("set", "b", b), ("forward", X)],
            [("new", 4, 2, 7), ("get", "W"), ("get", "b"), ("set", "b", rng.normal(size=2)),
             ("forward", rng.normal(size=(5, 4))), ("forward", rng.normal(size=(3, 4))), ("get", "W")],
            [("new", 3, 5, 1), ("set", "b", rng.normal(size=5)), ("forward", rng.normal(size=(2, 3)))]]


add(Exercise(
    name="my_linear_forward",
    number="3.9",
    title="A linear layer as a class",
    difficulty=2,
    minutes=4,
    target="MyLinear",
    solution=MyLinear,
    alternatives=(LinearInALoop,),
    cases=_cases_my_linear,
    package_name="layers.Linear.forward",
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
                raise NotImplementedError("your turn")
    ''',
    why="The weights live in the layer now. Whoever calls forward needs to know nothing of them.",
    hints=("You have written Z = X Wᵀ + b in lesson 01. There W and b were handed in. Where are they here?",
           "Inside a method, what belongs to the object is reached through self."),
    mistakes=(
        Mistake(SelfForgotten, "Where do W and b lie: in the method, or in the object?",
                "Python looks for a variable W and finds none. The layer's own weights are self.W, and "
                "its biases self.b."),
        Mistake(SelfForgottenAtB, "The weights were found. Where does b lie?",
                "Python looks for a variable b and finds none. The layer's own biases are self.b."),
        Mistake(_XInSelf.MyLinear, "Which names belong to the layer, and which was handed in?",
                "W and b lie in the layer, so they need self. X comes in through the brackets and has "
                "not been put into self by anyone."),
        Mistake(LinearForwardWithoutSelf, "You call forward with one value. What does Python put in front of it?",
                "Python hands over the object before the dot as the first argument, whether you expect "
                "it or not. So the first parameter of a method is self."),
        Mistake(LinearWithoutBias, "Which of the layer's two arrays is not used?",
                "The weighted sums are right, the biases are missing."),
        Mistake(LinearNotTransposed, "X is (N, in) and W is (out, in). Which two numbers must agree for @?",
                "A row of W holds one neuron's weights, so for a batch W must be turned on its side."),
        Mistake(LinearForOneSample, "That is the formula for one sample. How do the shapes of W and X "
                                    "meet for a batch?",
                "z = Wx + b is for a single x. In a batch the samples are rows, and X stands on the left."),
        Mistake(LinearLyingDown, "What should a row of Z be, a sample or a neuron?",
                "The numbers are right, but Z lies on its side, (out, N). The next layer expects one "
                "row per sample."),
        Mistake(LinearHalfTurned, "Which shape has W @ X.T, and along which of its sides do the neurons lie?",
                "It is (out, N), with samples as columns, so b of shape (out,) does not fit its rows. Let "
                "the samples stay rows: X on the left."),
        Mistake(LinearWithStar, "Does `*` add anything up?",
                "`*` multiplies place by place. A weighted sum of rows and columns is what `@` does."),
        Mistake(LinearBiasPerSample, "How many biases has the layer: one per neuron, or one per sample?",
                "A bias belongs to a neuron, so to a column of Z. b of shape (out,) is added to every "
                "row without further ado."),
        Mistake(LinearTurnsW, "What is self.W after the first call, and what would a second call do?",
                "You put the turned W back into the layer. The numbers of a layer must still be there, "
                "the right way round, when it is called again."),
        Mistake(LinearWithReLU, "Can a number of your Z be negative?",
                "The activation is a layer of its own. This one stops at the weighted sum."),
        Mistake(LinearKeepsZ, "What does the next layer get from your forward?",
                "It gets what forward returns, and so far that is nothing. A result that is computed, or "
                "kept in self, is not yet returned."),
    ),
))

# 3.10: MyMLP ------------------------------------------------------------------------------------


class AddOne:
    def forward(self, X):
        return X + 1.0


class Double:
    def forward(self, X):
        return 2.0 * X


class Mirror:
    """Puts the negative of every column beside it: the number of columns doubles."""

    def forward(self, X):
        return np.concatenate([X, -X], axis=1)


class MyMLP:
    """A network: layers that follow one another."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, X):
        """Return what comes out of the last layer."""
        for layer in self.layers:
            X = layer.forward(X)
        return X


class NetworkThatKeepsAll:
    def __init__(self, layers):
        self.layers = list(layers)

    def forward(self, X):
        self.values = [X]
        for k in range(len(self.layers)):
            self.values.append(self.layers[k].forward(self.values[k]))
        return self.values[-1]


class _NotKept:
    class MyMLP:    # bears the learner's name, because the error message does
        def __init__(self, layers):
            layers = layers

        def forward(self, X):
            for layer in self.layers:
                X = layer.forward(X)
            return X


class XToEveryLayer(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            A = layer.forward(X)
        return A


class ReturnsTooSoon(MyMLP):
    def forward(self, X):
        A = X
        for layer in self.layers:
            A = layer.forward(A)
            return A


class ResultThrownAway(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            layer.forward(X)
        return X


class Backwards(MyMLP):
    def forward(self, X):
        for layer in reversed(self.layers):
            X = layer.forward(X)
        return X


class LastLayerLeftOut(MyMLP):
    def forward(self, X):
        for layer in self.layers[:-1]:
            X = layer.forward(X)
        return X


class OneMoreReLU(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            X = np.maximum(layer.forward(X), 0)
        return X


class ReLUBetween(MyMLP):
    def forward(self, X):
        for layer in self.layers[:-1]:
            X = np.maximum(layer.forward(X), 0)
        return self.layers[-1].forward(X)


class LayersWithoutSelf(MyMLP):
    def forward(self, X):
        for layer in layers:    # noqa: F821
            X = layer.forward(X)
        return X


class ListAsLayer(MyMLP):
    def forward(self, X):
        return self.layers.forward(X)


class LayerCalled(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X


class UsedUp(MyMLP):
    def forward(self, X):
        while self.layers:
            X = self.layers.pop(0).forward(X)
        return X


class CallsItself(MyMLP):
    def forward(self, X):
        for layer in self.layers:    # noqa: B007
            X = self.forward(X)
        return X


class NothingToBeginWith(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            A = layer.forward(A)    # noqa: F821
        return A


class NothingReturned(MyMLP):
    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)


def _names_of_layers(value, given):
    """Return a list of layers as a list of their names; anything else as it is."""
    if isinstance(value, (list, tuple)):
        return [type(layer).__name__ for layer in value]
    return value


def _cases_my_mlp():
    rng = np.random.default_rng(310)
    return [[("new", Tool("[AddOne, Double]")), ("forward", np.array([[1.0, -3.0], [-1.0, 0.5]])),
             ("get", "layers")],
            [("new", Tool("[Double, AddOne, Mirror]")), ("forward", rng.normal(size=(3, 2))),
             ("forward", rng.normal(size=(4, 3))), ("get", "layers")],
            [("new", Tool("[Mirror]")), ("forward", rng.normal(size=(2, 3)))],
            [("new", Tool("[Mirror, AddOne, Double, AddOne]")), ("forward", rng.normal(size=(5, 2)))]]


add(Exercise(
    name="my_mlp_forward",
    number="3.10",
    title="The network as a class",
    difficulty=2,
    minutes=7,
    target="MyMLP",
    solution=MyMLP,
    alternatives=(NetworkThatKeepsAll,),
    cases=_cases_my_mlp,
    tools={
        "[AddOne, Double]": lambda: [AddOne(), Double()],
        "[Double, AddOne, Mirror]": lambda: [Double(), AddOne(), Mirror()],
        "[Mirror]": lambda: [Mirror()],
        "[Mirror, AddOne, Double, AddOne]": lambda: [Mirror(), AddOne(), Double(), AddOne()],
    },
    extract=_names_of_layers,
    package_name="network.MLP.forward",
    part=True,
    own_stub='''
        class MyMLP:
            """A network: layers that follow one another."""

            def __init__(self, layers):
                """Keep the list of layers under the name self.layers."""
                raise NotImplementedError("your turn")

            def forward(self, X):
                """Return what comes out of the last layer."""
                raise NotImplementedError("your turn")
    ''',
    why="It asks of a layer only that it has a forward. So it will hold layers that nobody has invented yet.",
    hints=("What must __init__ keep, and under which name, so that forward finds it?",
           "The loop is that of exercise 3.6, but now each layer knows its own weights. What is left "
           "inside it?",
           "One name travels: what goes into a layer is what came out of the one before."),
    mistakes=(
        Mistake(XToEveryLayer, "What goes into the second layer?",
                "Every layer gets X, so what the layers before have made is thrown away. Each must get "
                "what the one before returned."),
        Mistake(ReturnsTooSoon, "How many layers have been through when your method returns?",
                "Only the first layer was used. A return inside the loop, for example, ends everything in "
                "the first round; it belongs after the loop."),
        Mistake(ResultThrownAway, "What happens to what layer.forward returns?",
                "X comes out as it went in. A layer makes a new array and leaves the old one alone, so "
                "its result must be kept under some name."),
        Mistake(Backwards, "Which layer should X meet first?",
                "You begin at the end of the list. Forward means from the first to the last."),
        Mistake(LastLayerLeftOut, "How many layers are in the list, and how many have been through?",
                "The last one is left out. It needs no special treatment here: whether an activation "
                "follows is decided by what is in the list."),
        Mistake(OneMoreReLU, "Who decides where an activation stands: your method, or the list?",
                "Activations are layers of the list now. Your method adds one after every layer, also "
                "where none was wanted."),
        Mistake(ReLUBetween, "What does a network do to negative numbers whose list holds no ReLU at all?",
                "You add a ReLU after every layer but the last. Here activations are layers of the "
                "list; the network adds nothing of its own."),
        Mistake(LayersWithoutSelf, "Where did __init__ put the list?",
                "Python looks for a variable called layers and finds none. The network's own list is "
                "self.layers."),
        Mistake(_NotKept.MyMLP, "What is left of the list when __init__ has ended?",
                "A name without self. is forgotten when the method ends. What the network is to keep "
                "must be written into it."),
        Mistake(ListAsLayer, "Has a list a method forward?",
                "The layers have one each, the list has none. Go through the list, layer by layer."),
        Mistake(LayerCalled, "What is it in a layer that sends numbers through?",
                "layer is an object, not a function. Its method is called with a dot: forward."),
        Mistake(CallsItself, "Whose forward does your line call: the layer's, or the network's own?",
                "The network calls itself, which calls itself, and so on until Python gives up. Each "
                "round of the loop is the turn of one layer, and its forward is wanted."),
        Mistake(UsedUp, "What is left in self.layers after the first call?",
                "The first call takes the layers out of the list, as pop does, and a second one finds it "
                "empty. Go through the list without taking anything out."),
        Mistake(NothingToBeginWith, "In the first round, what is A?",
                "A is used before it has a value. Before the first layer, what travels is X."),
        Mistake(NothingReturned, "What does the caller get from your forward?",
                "Nothing so far: the method ends without a return. After the last layer, hand out what came "
                "out of it."),
    ),
))

# 3.11: from sizes to layers ---------------------------------------------------------------------


def build_layers(sizes):
    """Return the list of layers of a network with these sizes.

    sizes: a list of whole numbers, such as [4, 8, 3]: inputs, hidden units, scores.
    Returns the list itself, not a network: Linear and ReLU objects. For [4, 8, 3] these are
    a linear layer 4 → 8, a ReLU and a linear layer 8 → 3.
    """
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(Linear(n_in, n_out))
        layers.append(ReLU())
    return layers[:-1]    # no activation on the scores


def layers_by_number(sizes):
    layers = [Linear(sizes[0], sizes[1])]
    for k in range(2, len(sizes)):
        layers += [ReLU(), Linear(sizes[k - 1], sizes[k])]
    return layers


def activation_on_the_scores(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(Linear(n_in, n_out))
        layers.append(ReLU())
    return layers


def no_activations(sizes):
    return [Linear(n_in, n_out) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def in_and_out_exchanged(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_out, n_in), ReLU()]
    return layers[:-1]


def inputs_into_every_layer(sizes):
    layers = []
    for n_out in sizes[1:]:
        layers += [Linear(sizes[0], n_out), ReLU()]
    return layers[:-1]


def the_class_itself(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out), ReLU]
    return layers[:-1]


def last_linear_lost(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-2], sizes[1:-1]):
        layers += [Linear(n_in, n_out), ReLU()]
    return layers


def one_step_too_far(sizes):
    layers = []
    for k in range(len(sizes)):
        layers += [Linear(sizes[k], sizes[k + 1]), ReLU()]
    return layers[:-1]


def one_step_too_far_line_by_line(sizes):
    layers = []
    for i in range(len(sizes)):
        layers.append(Linear(sizes[i], sizes[i + 1]))
        layers.append(ReLU())
    return layers[:-1]


def one_step_too_far_and_no_activations(sizes):
    layers = []
    for i in range(len(sizes)):
        n_in = sizes[i]
        n_out = sizes[i + 1]
        layers.append(Linear(n_in, n_out))
    return layers


def square_layers(sizes):
    layers = []
    for s in sizes:
        layers.append(Linear(s, s))
        layers.append(ReLU())
    return layers[:-1]


def square_layers_to_the_end(sizes):
    layers = []
    for s in sizes:
        layers.append(Linear(s, s))
        layers.append(ReLU())
    return layers


def three_sizes_only(sizes):
    return [Linear(sizes[0], sizes[1]), ReLU(), Linear(sizes[1], sizes[2])]


def what_was_taken_out(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(Linear(n_in, n_out))
        layers.append(ReLU())
    return layers.pop()


def _describe_layers(returned, arguments):
    """Return a list of layers as a list of texts, told by what they are and do."""
    return [_describe_layer(layer) for layer in returned]


def _describe_layer(layer):
    if isinstance(layer, type):
        return f"the class {layer.__name__} itself"
    if np.ndim(getattr(layer, "W", None)) == 2:
        return f"a linear layer {layer.W.shape[1]} → {layer.W.shape[0]}"
    if np.array_equal(layer.forward(np.array([[-2.0, 3.0]])), [[0.0, 3.0]]):
        return "a ReLU"
    return type(layer).__name__


add(Exercise(
    name="build_layers",
    number="3.11",
    title="From sizes to layers",
    difficulty=2,
    minutes=5,
    solution=build_layers,
    alternatives=(layers_by_number,),
    cases=lambda: [([4, 8, 3],), ([2, 5],), ([64, 32, 16, 10],), ([5, 3, 4, 2, 6],)],
    extract=_describe_layers,
    package_name="network.MLP.__init__",
    why="The question of this lesson is answered: a network of any size, from one list of numbers.",
    hints=("For [4, 8, 3]: how many linear layers are there, and which two sizes belong to each?",
           "zip(sizes[:-1], sizes[1:]) gives the pairs of neighbours. For [4, 8, 3] these are 4, 8 and 8, 3.",
           "If you add a linear layer and a ReLU for each pair, what stands at the end that should not?"),
    mistakes=(
        Mistake(activation_on_the_scores, "What is the last layer of your list? Can a score be negative?",
                "A ReLU stands behind the last linear layer. The scores go out as they are."),
        Mistake(no_activations, "What happened in lesson 02 to linear layers with nothing between them?",
                "They collapse into one. A ReLU belongs between any two of them."),
        Mistake(in_and_out_exchanged, "How many inputs has your first layer?",
                "The two sizes are exchanged: Linear takes the number of inputs first, then the number "
                "of neurons."),
        Mistake(inputs_into_every_layer, "How many numbers reach the second layer?",
                "All your linear layers expect the inputs. The second one gets the hidden values, so "
                "it has as many inputs as the first has neurons."),
        Mistake(the_class_itself, "Is ReLU an object, or the plan for one?",
                "The class is only the plan. Brackets make an object of it, and that is what goes into "
                "the list."),
        Mistake(last_linear_lost, "How many numbers come out of your last layer, and how many should?",
                "The layer that makes the scores is missing. There is one linear layer for each pair "
                "of neighbouring sizes."),
        Mistake(one_step_too_far, "For three sizes, how many gaps are there between them?",
                "The last size has no neighbour to the right. There is one linear layer fewer than "
                "there are sizes."),
        Mistake(one_step_too_far_line_by_line, "In the last round of your loop, which size stands to the right of the last one?",
                "The last size has no neighbour to the right. There is one linear layer fewer than "
                "there are sizes."),
        Mistake(one_step_too_far_and_no_activations, "How many pairs of neighbours have three sizes? And what stands between two linear layers?",
                "The last size has no neighbour to the right. There is one linear layer fewer than "
                "there are sizes. And between two of them a ReLU belongs."),
        Mistake(square_layers, "For [4, 8, 3]: how many numbers go into the first layer, and how many come out?",
                "You build one layer for each size, with as many inputs as neurons. A layer stands between "
                "two sizes: the left one says what goes in, the right one what comes out."),
        Mistake(what_was_taken_out, "What did you return: the list, or one layer?",
                "That is a single layer, the one that should be left out. pop, for example, gives back "
                "what it takes away; return the list that remains."),
        Mistake(square_layers_to_the_end,
                "For [4, 8, 3]: how many numbers go into the first layer, how many come out, and what is last?",
                "You build one layer for each size, with as many inputs as neurons. A layer stands between "
                "two sizes. And no activation stands on the scores."),
        Mistake(three_sizes_only, "How many sizes can the list have?",
                "You build two linear layers whatever the list says. It can have two sizes, or five."),
    ),
))

# 3.12: the plane --------------------------------------------------------------------------------

add(Exercise(
    name="prediction_3_12",
    number="3.12",
    title="Predict: what the linear part does to the grid",
    difficulty=1,
    minutes=1,
    options={
        "a": "it bends the lines of the grid",
        "b": "it can turn, stretch, slant and flip the grid; straight lines stay straight",
        "c": "nothing: only the activation moves points",
        "d": "it pulls the moons so far apart that a line fits between",
    },
    solution="b",
    why="Weighing and adding never bends a line. For that the activation is there.",
    hints=("Lesson 02: what did you find in 2·(3x + 1) − 4, and where would a bend come from?",),
    mistakes=(
        Mistake("a", "What in a weighted sum could make a bend?",
                "A weighted sum keeps straight things straight. The bend comes with the activation, one "
                "step later."),
        Mistake("c", "Is z₁ = 4x₁ + 2x₂ the same number as x₁?",
                "Every point gets two new numbers, z₁ and z₂, so it lies elsewhere. But the whole grid "
                "moves as one piece."),
        Mistake("d", "If a line fitted between them afterwards, what would it be before?",
                "Straight lines stay straight, both ways. A line that parts the moons after a linear "
                "step would have parted them before it."),
    ),
))

# 3.13: circles by hand --------------------------------------------------------------------------

_CIRCLES = make_circles(200, noise=0.05, seed=0)
_KEYS = ("W1", "b1", "W2", "b2")


def _circle_arrays(answer):
    """Return W1 (hidden, 2), b1 (hidden,), w2 (hidden,) and b2, a number."""
    W1, b1, W2, b2 = (np.asarray(answer[key], dtype=float) for key in _KEYS)
    return W1, b1, W2.reshape(-1), float(b2.reshape(-1)[0])


def _circle_scores(answer):
    W1, b1, w2, b2 = _circle_arrays(answer)
    return np.maximum(_CIRCLES[0] @ W1.T + b1, 0) @ w2 + b2


def _accept_circles(answer, arguments):
    if not isinstance(answer, dict) or not set(_KEYS) <= set(answer):
        return 'circles_network must stay a dictionary with the keys "W1", "b1", "W2" and "b2".'
    shapes = {}
    for key in _KEYS:
        try:
            shapes[key] = np.asarray(answer[key], dtype=float).shape
        except (TypeError, ValueError):
            return f"{key} must hold numbers, in rows of equal length."
    if len(shapes["W1"]) != 2 or shapes["W1"][1] != 2:
        return (f"W1 has shape {shapes['W1']}. It must be (hidden, 2): one row per hidden unit, two "
                f"weights in each.")
    hidden = shapes["W1"][0]
    if shapes["b1"] != (hidden,):
        return f"W1 has {hidden} rows, so b1 must have shape ({hidden},). Yours has {shapes['b1']}."
    if shapes["W2"] != (1, hidden):
        return (f"there are {hidden} hidden units, so W2 must have shape (1, {hidden}), one row for "
                f"the one output, in a second pair of brackets. Yours has {shapes['W2']}.")
    if shapes["b2"] != (1,):
        return (f"there is one output, so b2 must have shape (1,): one number in brackets. Yours has "
                f"{shapes['b2']}.")
    scores, y = _circle_scores(answer), _CIRCLES[1]
    if not np.isfinite(scores).all():
        return "the scores must be finite numbers."
    wrong = (scores > 0) != (y == 1)
    if not wrong.any():
        return None
    n = np.flatnonzero(wrong)[0]
    point = ", ".join(f"{value:.2f}" for value in _CIRCLES[0][n])
    return (f"{wrong.sum()} of {len(y)} points are on the wrong side. The point ({point}) is of class "
            f"{y[n]}, and your score there is {scores[n]:.2f}.")


def _shares(answer):
    """Return which share of the inner and of the outer circle has a score above zero."""
    above, y = _circle_scores(answer) > 0, _CIRCLES[1]
    return above[y == 0].mean(), above[y == 1].mean()


def _all_above(answer):
    return _shares(answer) == (1, 1)


def _all_below(answer):
    return _shares(answer) == (0, 0)


def _sides_exchanged(answer):
    inner, outer = _shares(answer)
    return inner == 1 and outer == 0


def _columns_for_units(answer):
    W1, b1 = np.asarray(answer["W1"], dtype=float), np.asarray(answer["b1"], dtype=float)
    return W1.shape[0] == 2 and W1.shape[1] != 2 and b1.shape in ((2,), (W1.shape[1],))


def _one_direction(answer):
    _shares(answer)    # stumbles where the shapes do not fit: then it is no matter of directions
    return np.linalg.matrix_rank(_circle_arrays(answer)[0]) == 1


def _two_units(answer):
    _shares(answer)
    return len(_circle_arrays(answer)[0]) == 2


def _open_side(answer):
    """Say whether the units leave half a turn, or more, without a direction."""
    _shares(answer)
    W1, _, _, _ = _circle_arrays(answer)
    angles = np.sort(np.arctan2(W1[:, 1], W1[:, 0]))
    gaps = np.diff(np.append(angles, angles[0] + 2 * np.pi))
    return gaps.max() > np.pi - 1e-6


def _too_tight(answer):
    inner, outer = _shares(answer)
    return 0 < inner < 1 and outer == 1


def _too_wide(answer):
    inner, outer = _shares(answer)
    return inner == 0 and 0 < outer < 1


_FOUR_WAYS = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]


def _circles(W1=_FOUR_WAYS, b1=None, W2=None, b2=-1.3):
    hidden = len(W1)
    return {"W1": W1, "b1": b1 or [0.0] * hidden, "W2": [W2 or [1.0] * hidden], "b2": [b2]}


add(Exercise(
    name="circles_network",
    number="3.13",
    title="Part the circles by hand",
    difficulty=3,
    minutes=15,
    core=False,
    solution=_circles(),
    accept=_accept_circles,
    own_stub="""
        circles_network = {
            "W1": ...,    # (hidden, 2), one row per hidden unit: [[ , ], [ , ]]
            "b1": ...,    # (hidden,)
            "W2": ...,    # (1, hidden), one row for the one output: [[ , ]]
            "b2": ...,    # (1,)
        }""",
    why="Behind the hidden layer it is one straight cut. Back in the plane of the inputs it has become a "
        "closed fence round the inner circle.",
    hints=("Two units, ReLU(x₁) and ReLU(−x₁), added up, tell how far a point is from the vertical axis. "
           "Which two tell how far it is from the horizontal one?",
           "Add up all four. What comes out at (0.75, 0), on the inner circle, and at (1.5, 0), on the outer? "
           "And on the diagonal, at (0.53, 0.53) and at (1.06, 1.06)?",
           "On the inner circle the sum of the four is never above 1.2, on the outer never below 1.4. Which "
           "bias makes the first negative and leaves the second positive?"),
    mistakes=(
        Mistake(_circles() | {"W1": np.transpose(_FOUR_WAYS).tolist()},
                "What is a row of W1: an input, or a hidden unit?",
                "You wrote one row per input. In this course W is (out, in), with one row per neuron and one "
                "weight in it for each input.",
                recognise=_columns_for_units),
        Mistake(_circles(W2=[-1.0] * 4, b2=1.3), "Every point is on the wrong side. What is the smallest change?",
                "You have found the boundary, with the sides exchanged. Turn the signs of W2 and b2.",
                recognise=_sides_exchanged),
        Mistake(_circles(b2=0.0), "What could pull the score below zero near the middle?",
                "Every point scores above zero. On the inner circle a bias, or a negative weight, must take "
                "away more than the rest brings.",
                recognise=_all_above),
        Mistake(_circles(b2=-9.0), "What is the highest score of all your points?",
                "Every point scores below zero. On the outer circle the hidden units must bring more than is "
                "taken away.",
                recognise=_all_below),
        Mistake(_circles([[1.0, 0.0], [-1.0, 0.0]], b2=-1.0),
                "In which directions does your network look, and in which does it not?",
                "All your units look along one direction, so the boundary is made of parallel lines. The "
                "circle can be left in the other direction too.",
                recognise=_one_direction),
        Mistake(_circles([[1.0, 0.0], [0.0, 1.0]], b2=-1.0),
                "On how many sides of the inner circle is your boundary?",
                "Two ReLU units bend the line twice, and that is not enough to close it. How many sides must "
                "a fence have at least?",
                recognise=_two_units),
        Mistake(_circles(_FOUR_WAYS[:3], b2=-1.3), "Which side of the inner circle is still open?",
                "On one side no unit of yours switches on, so nothing changes there however far out you go. "
                "The directions of the units must reach all the way round.",
                recognise=_open_side),
        Mistake(_circles(b2=-1.0), "Is your fence too tight or too wide?",
                "The whole outer circle is outside, and so is a part of the inner one: the fence is too "
                "tight. The biases set how far out it stands.",
                recognise=_too_tight),
        Mistake(_circles(b2=-1.7), "Does your fence stand inside the outer circle everywhere?",
                "The whole inner circle is inside, and so is a part of the outer one: the fence is too "
                "wide. The biases set how far out it stands.",
                recognise=_too_wide),
    ),
))

# 3.14: which activation -------------------------------------------------------------------------

def _mix_up(relu, tanh, identity, question, explanation):
    """Return the Mistake of this whole answer, not of a part of it."""
    answer = {"relu": relu, "tanh": tanh, "identity": identity}

    def recognise(given):
        return {name: letter.strip().upper() for name, letter in given.items()} == answer

    return Mistake(answer, question, explanation, recognise=recognise)


def _same_letter_twice(given):
    letters = [letter.strip().upper() for letter in given.values() if isinstance(letter, str)]
    return len(set(letters)) < len(letters)


add(Exercise(
    name="whose_boundary",
    number="3.14",
    title="Which picture belongs to which activation?",
    difficulty=1,
    minutes=2,
    solution={"relu": "C", "tanh": "A", "identity": "B"},
    own_stub="""
        whose_boundary = {      # "A", "B" or "C"
            "relu": ...,
            "tanh": ...,
            "identity": ...,
        }""",
    why="No bend, a straight line; a corner, straight pieces; a round bend, a curve.",
    hints=("What does a network of linear layers do without a bend between them?",
           "Which of the three activations has a sharp corner, and which is round everywhere?"),
    mistakes=(
        _mix_up("A", "C", "B",
                "The straight one is right. Look at the curves of ReLU and tanh: which has a corner?",
                "ReLU is made of two straight pieces, and so is everything that is added up from it: "
                "straight pieces with corners. Tanh has no corner anywhere."),
        _mix_up("B", "A", "C",
                "The round one is right. Can a network without a bend have a boundary with corners?",
                "The identity does not bend at all, so its layers collapse into one, and the boundary "
                "of one layer is one straight line."),
        _mix_up("C", "B", "A",
                "The one with corners is right. Can a network without a bend have a curved boundary?",
                "The identity does not bend at all, so its layers collapse into one, and the boundary "
                "of one layer is one straight line."),
        _mix_up("A", "B", "C",
                "What does a network do whose layers have nothing between them?",
                "Begin with the identity: without a bend all layers collapse into one. Which picture "
                "could one layer have drawn?"),
        Mistake({"relu": "C", "tanh": "C", "identity": "B"},
                "How many pictures are there, and how many different letters did you give?",
                "The same letter stands twice, so one picture is left over. Each picture belongs to one "
                "activation.",
                recognise=_same_letter_twice),
        _mix_up("B", "C", "A",
                "Which of the three pictures could a single neuron have drawn?",
                "Begin there: it belongs to the identity, since without a bend all layers collapse. "
                "Then ask which of the other two has corners."),
    ),
))

# 3.15: shapes -----------------------------------------------------------------------------------

_SHAPES = {"layers[0].W": (32, 64), "layers[0].b": (32,), "after layers[0]": (100, 32),
           "after layers[1]": (100, 32), "layers[2].W": (10, 32), "scores": (100, 10)}


def _shape_slip(entry, shapes, question, explanation):
    """Return the Mistake of giving one of `shapes` for an entry."""

    def recognise(answer):
        given = answer[entry]
        return (tuple(given) if isinstance(given, (list, tuple)) else given) in shapes

    return Mistake(_SHAPES | {entry: shapes[0]}, question, explanation, recognise=recognise)


add(Exercise(
    name="network_shapes",
    number="3.15",
    title="Shapes through a network",
    difficulty=1,
    minutes=3,
    solution=_SHAPES,
    own_stub="""
        network_shapes = {
            "layers[0].W": (..., ...),
            "layers[0].b": (...,),
            "after layers[0]": (..., ...),
            "after layers[1]": (..., ...),
            "layers[2].W": (..., ...),
            "scores": (..., ...),
        }""",
    why="The number of samples goes through unchanged, and each linear layer replaces the other number by its "
        "own.",
    hints=("Which number of a shape belongs to the samples? Do the weights know how many samples there are?",
           "W is (out, in), with one row per neuron. How many neurons has layers[0], and how many inputs?",
           "What does an activation do to the shape of what goes through it?"),
    mistakes=(
        _shape_slip("layers[0].W", [(64, 32)], "What is a row of W: a neuron, or an input?",
                    "You wrote (in, out). In this course W is (out, in): one row per neuron."),
        _shape_slip("layers[0].W", [(100, 64), (100, 32), (32, 100), (64, 100)],
                    "Do the weights depend on how many samples come along?",
                    "A network has the same weights for one sample and for a thousand, so the 100 "
                    "appears in no W and no b."),
        _shape_slip("layers[0].b", [(100,), (64,), (10,), (100, 32), 64, 100, 10], "Who has a bias: samples, inputs or neurons?",
                    "One bias per neuron, and layers[0] has 32 neurons. All samples share them."),
        _shape_slip("layers[0].b", [32], "How does Python write a shape of one number?",
                    "The number is right. A shape of one number needs a comma, or Python takes the "
                    "brackets for those of arithmetic."),
        _shape_slip("after layers[0]", [(32,), (1, 32), 32], "How many samples went in?",
                    "That would be one sample. A hundred rows went in, and a hundred come out."),
        _shape_slip("after layers[0]", [(32, 100)], "What is a row: a sample, or a neuron?",
                    "In this course samples are rows, everywhere."),
        _shape_slip("after layers[0]", [(100, 64)], "How many numbers does a layer of 32 neurons give for one "
                                                    "sample?",
                    "64 numbers go in for each sample, and one comes out of each of the 32 neurons."),
        _shape_slip("after layers[1]", [(100, 10), (100, 1), (100, 16)], "Does ReLU add or drop any numbers?",
                    "layers[1] is the ReLU. It looks at every number alone, so the shape stays."),
        _shape_slip("layers[2].W", [(32, 10)], "What is a row of this W: an output, or a hidden unit?",
                    "You wrote (in, out). In this course W is (out, in): one row per neuron, here one "
                    "per score."),
        _shape_slip("layers[2].W", [(10, 64), (64, 10)], "What comes into layers[2]: the inputs, or hidden values?",
                    "The last layer does not see the 64 inputs. It gets what 32 hidden units hand on."),
        _shape_slip("scores", [(10,), (1, 10)], "For how many samples are these scores?",
                    "That would be one sample. Each of the hundred has its own ten scores."),
        _shape_slip("scores", [(10, 100)], "Whose scores stand in one row?",
                    "In this course a row belongs to a sample, from the inputs to the scores."),
        _shape_slip("scores", [(100,), (100, 1)], "How many scores does one sample get?",
                    "(100,) would be one number for each sample, such as its class. The scores are ten "
                    "for each."),
    ),
))

# 3.16 to 3.19: four broken networks -------------------------------------------------------------


def repaired_a(X):
    """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3]."""
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), ReLU(),
        Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def sizes_as_they_were(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 8, seed=1), ReLU(),
        Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def changed_where_it_was_reported(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 8, seed=1), ReLU(),
        Linear(8, 3, seed=2),
    ])
    return network.forward(X)


def inputs_changed(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(5, 8, seed=1), ReLU(),
        Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def both_changed_to_six(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 6, seed=1), ReLU(),
        Linear(6, 3, seed=2),
    ])
    return network.forward(X)


def middle_taken_out(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 3, seed=2),
    ])
    return network.forward(X)


def _batches(seed, columns, rows=(3, 6, 2)):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(N, columns)),) for N in rows]


add(Exercise(
    name="repaired_a",
    number="3.16",
    title="The first broken network: sizes",
    difficulty=1,
    minutes=2,
    solution=repaired_a,
    cases=lambda: _batches(316, 4),
    own_stub='''
        def repaired_a(X):
            """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3]."""
            raise NotImplementedError("your turn")    # repair it below, and take this line out
            network = MLP.from_layers([
                Linear(4, 6, seed=0), ReLU(),
                Linear(6, 8, seed=1), ReLU(),
                Linear(5, 3, seed=2),
            ])
            return network.forward(X)
    ''',
    why="The error was noticed in layers[4] and made in layers[2]. Where it crashes is where two things meet, "
        "and either can be at fault.",
    hints=("Which two layers meet at the place that the message names?",
           "The sizes should be [4, 6, 5, 3]. Go through the linear layers one by one: which pair of "
           "numbers is not in that list?"),
    mistakes=(
        Mistake(sizes_as_they_were, "Has one of the numbers changed?",
                "The message is the same as before: layers[4] expects 5 numbers and gets 8. Who sends "
                "it 8?"),
        Mistake(changed_where_it_was_reported, "It runs now. Which sizes has your network, and which should it have?",
                "You changed the layer that complained, and the network is [4, 6, 8, 3] now. The layer "
                "that complains is not always the one that is wrong."),
        Mistake(inputs_changed, "Now another layer complains. What does it get, and from whom?",
                "The first number of Linear says how many numbers come in. From the layer before come "
                "6, and that was right."),
        Mistake(both_changed_to_six, "It runs now. How many numbers did you change, and are the sizes those asked for?",
                "Two numbers were changed where one was enough, and the sizes are [4, 6, 6, 3] now."),
        Mistake(middle_taken_out, "It runs now. How many layers should the network have?",
                "You took out the layer that did not fit. The sizes [4, 6, 5, 3] ask for three linear layers."),
    ),
))


def repaired_b(X):
    """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3]."""
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), ReLU(), Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def order_as_it_was(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), Linear(5, 3, seed=2), ReLU(),
    ])
    return network.forward(X)


def relu_taken_out(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def relu_added(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), ReLU(), Linear(5, 3, seed=2), ReLU(),
    ])
    return network.forward(X)


def relu_first_of_all(X):
    network = MLP.from_layers([
        ReLU(), Linear(4, 6, seed=0), ReLU(),
        Linear(6, 5, seed=1), Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def relu_at_the_end_moved_wrongly(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0),
        Linear(6, 5, seed=1), ReLU(), Linear(5, 3, seed=2), ReLU(),
    ])
    return network.forward(X)


def first_relu_taken_out(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0),
        Linear(6, 5, seed=1), Linear(5, 3, seed=2), ReLU(),
    ])
    return network.forward(X)


def relu_taken_from_the_first_gap(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0),
        Linear(6, 5, seed=1), ReLU(), Linear(5, 3, seed=2),
    ])
    return network.forward(X)


def no_relu_at_all(X):
    network = MLP.from_layers([
        Linear(4, 6, seed=0), Linear(6, 5, seed=1), Linear(5, 3, seed=2),
    ])
    return network.forward(X)


add(Exercise(
    name="repaired_b",
    number="3.17",
    title="The second broken network: nobody complains",
    difficulty=2,
    minutes=3,
    solution=repaired_b,
    cases=lambda: _batches(317, 4),
    own_stub='''
        def repaired_b(X):
            """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3]."""
            raise NotImplementedError("your turn")    # repair it below, and take this line out
            network = MLP.from_layers([
                Linear(4, 6, seed=0), ReLU(),
                Linear(6, 5, seed=1), Linear(5, 3, seed=2), ReLU(),
            ])
            return network.forward(X)
    ''',
    why="One layer in the wrong place did two kinds of harm: a collapse in the middle, and scores cut off at "
        "zero. All shapes fit all the time.",
    hints=("Read the list from the left. What stands between the second and the third linear layer?",
           "What is the last thing that happens to the scores?",
           "One move repairs both."),
    mistakes=(
        Mistake(order_as_it_was, "Can a score be negative?",
                "Nothing has changed yet. Read the list from left to right and say what happens to the "
                "numbers after each linear layer."),
        Mistake(relu_taken_out, "The scores can be negative now. What stands between the second and the third "
                                "linear layer?",
                "Half of it is repaired. Two linear layers in a row are still one: a bend is missing "
                "between them."),
        Mistake(relu_added, "There is a bend between all linear layers now. Can a score be negative?",
                "Half of it is repaired. The activation still stands on the scores."),
        Mistake(relu_first_of_all, "What does your network do to negative inputs?",
                "A ReLU on the inputs cuts off every negative one. It is wanted between two linear layers."),
        Mistake(relu_at_the_end_moved_wrongly, "Which of the two ReLUs stood in the wrong place?",
                "You moved the first one, which was right. Now the first two linear layers follow each "
                "other directly, and the activation on the scores is still there."),
        Mistake(first_relu_taken_out, "You took one ReLU out. Which of the two did harm where it stood?",
                "The first one was right, between two linear layers. The other still stands on the scores, "
                "and no bend is left between the layers."),
        Mistake(relu_taken_from_the_first_gap, "What stands between the first and the second linear layer?",
                "The second gap has its bend now, and the first has lost it. There were two ReLUs, and "
                "only one of them was in the wrong place."),
        Mistake(no_relu_at_all, "How many linear layers is this network worth?",
                "Without any activation all three collapse into one."),
    ),
))


def repaired_c(X, W1, b1, W2, b2):
    """Return the scores (N, K) of a network with one hidden layer.

    X (N, in), W1 (hidden, in), b1 (hidden,), W2 (K, hidden), b2 (K,)
    """
    H = np.maximum(X @ W1.T + b1, 0)    # (N, hidden)
    return H @ W2.T + b2                # (N, K)


def turned_twice(X, W1, b1, W2, b2):
    H = np.maximum(W1 @ X.T + b1[:, None], 0)
    return (W2 @ H).T + b2


def transpose_as_it_was(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return H @ W2 + b2


def reshaped(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return H @ W2.reshape(W2.shape[1], W2.shape[0]) + b2


def w_in_front(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return W2 @ H + b2


def scores_lying_down(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return W2 @ H.T + b2[:, None]


def hidden_turned(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return H.T @ W2 + b2


def other_one_turned_too(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1 + b1, 0)
    return H @ W2.T + b2


def w_in_front_of_turned_samples(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return W2 @ H.T + b2


def inputs_into_the_second_layer(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)    # noqa: F841
    return X @ W2.T + b2


def relu_on_the_result(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return np.maximum(H @ W2.T + b2, 0)


def second_bias_dropped(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return H @ W2.T


def wrong_weights(X, W1, b1, W2, b2):
    H = np.maximum(X @ W1.T + b1, 0)
    return H @ W1 + b2


def _cases_transpose():
    rng = np.random.default_rng(318)
    return [(rng.normal(size=(N, 3)), rng.normal(size=(6, 3)), rng.normal(size=6),
             rng.normal(size=(4, 6)), rng.normal(size=4)) for N in (5, 10, 2)]


add(Exercise(
    name="repaired_c",
    number="3.18",
    title="The third broken network: NumPy speaks",
    difficulty=1,
    minutes=2,
    solution=repaired_c,
    alternatives=(turned_twice,),
    cases=_cases_transpose,
    own_stub='''
        def repaired_c(X, W1, b1, W2, b2):
            """Return the scores (N, K) of a network with one hidden layer.

            X (N, in), W1 (hidden, in), b1 (hidden,), W2 (K, hidden), b2 (K,)
            """
            raise NotImplementedError("your turn")    # repair it below, and take this line out
            H = np.maximum(X @ W1.T + b1, 0)    # (N, hidden)
            return H @ W2 + b2                  # (N, K)
    ''',
    why="The message told which two numbers did not agree. Which array had to be turned, your notation told: "
        "rows are samples in X and H, neurons in W.",
    hints=("Write the shapes under the two lines. In which of them do the inner numbers disagree?",
           "W2 has one row per score. Which way round must it stand to meet the columns of H?"),
    mistakes=(
        Mistake(transpose_as_it_was, "Has the line changed? Which shapes meet at its @?",
                "(N, 6) meets (4, 6): the inner numbers are 6 and 4. One of the two arrays must be turned."),
        Mistake(reshaped, "The shapes fit now. Is every weight still where it was?",
                "The numbers were poured into another form, row by row, as reshape does, and the weights "
                "ended up with other neurons. To make columns of rows, transpose."),
        Mistake(w_in_front, "Which shapes meet at the @ now?",
                "(4, 6) meets (N, 6). Exchanging the two sides is not enough when samples are rows."),
        Mistake(scores_lying_down, "What is a row of your result?",
                "The numbers are right, but they lie on their side, (K, N). Samples are rows."),
        Mistake(hidden_turned, "What would a row of H.T be?",
                "You turned the samples on their side. The samples were right: it is the weights that "
                "stand the wrong way."),
        Mistake(other_one_turned_too, "How many lines have changed?",
                "The second line is right now, and the first, which was right, has lost its transpose."),
        Mistake(w_in_front_of_turned_samples,
                "Which shape has your product, and along which of its sides do the neurons lie?",
                "It is (4, N), with samples as columns, so b2 does not fit its rows. The samples can stay "
                "rows: H on the left."),
        Mistake(inputs_into_the_second_layer, "What goes into the second layer?",
                "The second layer does not see X. It gets H, what the first layer has made."),
        Mistake(relu_on_the_result, "Can a score be negative?",
                "The transpose is right. But you added an activation to the scores, and they go out as they "
                "are."),
        Mistake(second_bias_dropped, "What has become of b2?",
                "The product is right now, and the bias got lost in the repair."),
        Mistake(wrong_weights, "Which weights belong to the second layer?",
                "You found an array that fits, but it belongs to the first layer."),
    ),
))


def repaired_d(X, W1, b1, W2, b2, W3, b3):
    """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3].

    X (N, 4), W1 (6, 4), b1 (6,), W2 (5, 6), b2 (5,), W3 (3, 5), b3 (3,)
    """
    A1 = np.maximum(X @ W1.T + b1, 0)     # (N, 6)
    A2 = np.maximum(A1 @ W2.T + b2, 0)    # (N, 5)
    return A2 @ W3.T + b3                 # (N, 3)


def bias_as_it_was(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b1, 0)
    return A2 @ W3.T + b3


def cut_to_fit(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b1[:5], 0)
    return A2 @ W3.T + b3


def last_bias_taken(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b3, 0)
    return A2 @ W3.T + b3


def bias_taken_out(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T, 0)
    return A2 @ W3.T + b3


def stood_up(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b1[:, None], 0)
    return A2 @ W3.T + b3


def added_up_first(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b1.sum(), 0)
    return A2 @ W3.T + b3


def first_weights_taken(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W1.T + b1, 0)
    return A2 @ W3.T + b3


def inputs_into_the_middle(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)    # noqa: F841
    A2 = np.maximum(X @ W2.T + b2, 0)
    return A2 @ W3.T + b3


def last_bias_changed_too(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = np.maximum(A1 @ W2.T + b2, 0)
    return A2 @ W3.T + b2


def relu_lost_on_the_way(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b1, 0)
    A2 = A1 @ W2.T + b2
    return A2 @ W3.T + b3


def first_bias_changed_too(X, W1, b1, W2, b2, W3, b3):
    A1 = np.maximum(X @ W1.T + b2, 0)
    A2 = np.maximum(A1 @ W2.T + b1, 0)
    return A2 @ W3.T + b3


def _cases_bias():
    rng = np.random.default_rng(319)
    return [tuple(rng.normal(size=shape) for shape in
                  [(N, 4), (6, 4), 6, (5, 6), 5, (3, 5), 3]) for N in (2, 10, 4)]


add(Exercise(
    name="repaired_d",
    number="3.19",
    title="The fourth broken network: broadcast together",
    difficulty=2,
    minutes=3,
    solution=repaired_d,
    cases=_cases_bias,
    own_stub='''
        def repaired_d(X, W1, b1, W2, b2, W3, b3):
            """Return the scores (N, 3) of a network with the sizes [4, 6, 5, 3].

            X (N, 4), W1 (6, 4), b1 (6,), W2 (5, 6), b2 (5,), W3 (3, 5), b3 (3,)
            """
            raise NotImplementedError("your turn")    # repair it below, and take this line out
            A1 = np.maximum(X @ W1.T + b1, 0)     # (N, 6)
            A2 = np.maximum(A1 @ W2.T + b1, 0)    # (N, 5)
            return A2 @ W3.T + b3                 # (N, 3)
    ''',
    why="The message named both sides of the +, and their last numbers told which layer had been given "
        "another layer's biases.",
    hints=("The message names two shapes. Which of the three lines has a product with 5 columns?",
           "How many biases does a layer of 5 neurons need, and which of the three b has as many?"),
    mistakes=(
        Mistake(bias_as_it_was, "Has the line changed? Which two shapes meet at its +?",
                "A product with 5 columns meets 6 biases. Which of the three arrays of biases has 5?"),
        Mistake(cut_to_fit, "It runs now. Whose biases are these?",
                "You cut another layer's biases to the right length. The message is gone and the "
                "network is still wrong, which is worse than before."),
        Mistake(last_bias_taken, "Which two shapes meet at the + now?",
                "These are the biases of the last layer, three of them. This layer has five neurons."),
        Mistake(bias_taken_out, "It runs now. What does this layer add to its sums?",
                "The message is gone because the bias is gone. The layer has biases of its own."),
        Mistake(stood_up, "What does one number per row mean, when rows are samples?",
                "You stood the biases upright, and then they meet the samples. They are still those of "
                "another layer."),
        Mistake(added_up_first, "It runs now. How many different biases has this layer?",
                "You added up another layer's biases to a single number. Each neuron has its own."),
        Mistake(first_weights_taken, "Was it the product that did not fit, or the sum?",
                "The message speaks of broadcasting, so the + is meant. The product was right, and now it "
                "takes the weights of another layer."),
        Mistake(inputs_into_the_middle, "What goes into the second layer?",
                "The second layer does not see X. It gets A1, what the first layer has made. That was right "
                "before."),
        Mistake(last_bias_changed_too, "Which shapes meet at the + of the last line?",
                "The second line is right now. But the last line was right too, and has lost its own "
                "biases."),
        Mistake(relu_lost_on_the_way, "The bias is right. What stands between the second and the third layer?",
                "The ReLU of the second layer got lost in the repair, so two linear layers follow each "
                "other."),
        Mistake(first_bias_changed_too, "How many lines have changed, and which one was wrong?",
                "Now the first line has the biases of the second layer. It was right as it stood."),
    ),
))
