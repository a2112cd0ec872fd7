"""The exercises of lesson 08, training."""

import itertools

import numpy as np

from .record import Exercise, Mistake, Tool, add

# 8.1 to 8.3: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_8_1",
    number="8.1",
    title="From lesson 07: one update",
    difficulty=1,
    minutes=2,
    options={
        "a": "1.7",
        "b": "2.3",
        "c": "0.3",
        "d": "5",
    },
    solution="b",
    why="w − η · gradient = 2 − 0.1 · (−3) = 2.3: against the slope, a tenth of it.",
    hints=("The slope is −3: when w grows, does the loss rise or fall?",
           "The step is learning rate times gradient. In which direction is it taken?"),
    mistakes=(
        Mistake("a", "The slope is negative: the loss falls when w grows. Which way should w go?",
                "1.7 goes with the slope, uphill. The update subtracts: 2 − 0.1 · (−3)."),
        Mistake("c", "Where has the old w gone?",
                "0.3 is the step. It is added to where w was; it does not take its place."),
        Mistake("d", "How long is the step, and which number makes it that long?",
                "5 would be the whole slope in one step. The learning rate 0.1 takes a tenth of it."),
    ),
))

add(Exercise(
    name="recall_8_2",
    number="8.2",
    title="From lesson 06: back through ReLU",
    difficulty=1,
    minutes=2,
    options={
        "a": "0.5",
        "b": "−2",
        "c": "−1",
        "d": "0",
    },
    solution="d",
    why="A switched-off unit passes nothing back, so the weights in front of it learn nothing from "
        "this sample.",
    hints=("In forward this unit gave 0. If z changes a little, does its output change?",),
    mistakes=(
        Mistake("a", "What would have come back if z had been +2?",
                "0.5 passes through unchanged where z is positive. Here z is negative, where ReLU "
                "is flat: its slope is 0."),
        Mistake("b", "That is z itself. What does the backward pass multiply dA with?",
                "Not with z, and z does not take its place: dA is multiplied with the slope of ReLU "
                "at z, and the slope is 0 or 1."),
        Mistake("c", "−2 · 0.5: is z the slope?",
                "dA is multiplied with the slope of ReLU at z, not with z. At z = −2 that slope is 0."),
    ),
))

add(Exercise(
    name="recall_8_3",
    number="8.3",
    title="From lesson 04: the first loss",
    difficulty=1,
    minutes=2,
    options={
        "a": "near 0",
        "b": "near 0.1",
        "c": "near 2.3",
        "d": "near 10",
    },
    solution="c",
    why="Equal scores give every class the probability 0.1, and −log 0.1 = log 10 ≈ 2.30.",
    hints=("Which probability does softmax give to each of ten classes with equal scores?",
           "The loss is −log of the probability given to the right class."),
    mistakes=(
        Mistake("a", "A loss near 0 means certainty about the right class. Is this network certain?",
                "All ten scores are alike, so every class gets a tenth. −log of a tenth is far from 0."),
        Mistake("b", "0.1 is a probability. What does cross-entropy make of it?",
                "The right class gets the probability 0.1, and the loss is −log of that."),
        Mistake("d", "Ten is the number of classes. Which function of it is the loss?",
                "The loss grows with the logarithm of the number of classes: log 10, not 10."),
    ),
))

# 8.4: all zeros ---------------------------------------------------------------------------------

add(Exercise(
    name="prediction_8_4",
    number="8.4",
    title="Predict: all weights zero",
    difficulty=1,
    minutes=3,
    options={
        "a": "all weights and biases",
        "b": "the weights and biases of the last layer",
        "c": "the bias of the last layer alone",
        "d": "nothing at all",
    },
    solution="c",
    why="All hidden values are 0, so the last weights get no gradient; and the last weights are 0, so "
        "nothing goes back through them. The output bias is all that is left.",
    hints=("What are the hidden values when all weights and biases are zero?",
           "dW of the last layer is dscoresᵀ A. What is it, if A is zero? And db?",
           "What goes back to the hidden layer is dscores W. What is it, if W is zero?"),
    mistakes=(
        Mistake("a", "How does the gradient reach the first layer? Through which weights?",
                "On its way back the gradient is multiplied with the weights of the last layer. They "
                "are zero, so what arrives is zero."),
        Mistake("b", "The gradient of a weight is what comes back times what went in. What went in?",
                "dW = dscoresᵀ A, and the hidden values A are all zero. Only the bias, whose gradient "
                "needs no A, can move."),
        Mistake("d", "Are the gradients of the scores zero too? Ten equal probabilities are not perfect.",
                "dscores = (P − onehot(y)) / N is not zero, and db of the last layer is its sum over "
                "the samples. That needs neither weights nor hidden values."),
    ),
))

# 8.5: the size of a signal ----------------------------------------------------------------------


def signal_size(n_in, std, n_layers):
    """Return by which factor the size √E[a²] changes on the way through n_layers ReLU layers.

    n_in: inputs of every layer.  std: standard deviation of the weights.  All three are numbers.
    """
    factor = n_in * std**2 / 2         # of E[a²], in one layer
    return factor**(n_layers / 2)


def half_forgotten(n_in, std, n_layers):
    return (n_in * std**2)**(n_layers / 2)


def square_not_size(n_in, std, n_layers):
    return (n_in * std**2 / 2)**n_layers


def std_not_squared(n_in, std, n_layers):
    return (n_in * std / 2)**(n_layers / 2)


def layers_added(n_in, std, n_layers):
    return n_layers * (n_in * std**2 / 2)**0.5


def one_layer_only(n_in, std, n_layers):
    return (n_in * std**2 / 2)**0.5


def formula_alone(n_in, std, n_layers):
    return n_in * std**2 / 2


def half_of_the_power(n_in, std, n_layers):
    return (n_in * std**2 / 2)**n_layers / 2


def half_outside_the_root(n_in, std, n_layers):
    return (np.sqrt(n_in * std**2) / 2)**n_layers


def root_for_one_layer(n_in, std, n_layers):
    return np.sqrt(n_in * std**2) / 2**n_layers


add(Exercise(
    name="signal_size",
    number="8.5",
    title="How large does it get?",
    difficulty=2,
    minutes=6,
    solution=signal_size,
    cases=lambda: [(8, 1.0, 2), (64, 1.0, 6), (100, 0.1, 3), (32, 0.25, 5), (50, 0.3, 4)],
    why="A factor a little above or below 1, taken to the power of the number of layers, decides "
        "whether a signal explodes or dies.",
    hints=("By which factor does E[a²] change in one layer, if the weights have standard deviation "
           "std?",
           "In each layer it is multiplied by that factor again. What is the factor after n_layers?",
           "The size is the root of E[a²]. What does the root do to the factor?"),
    mistakes=(
        Mistake(half_forgotten, "What does ReLU do to half of the numbers z?",
                "n_in · std² is the factor from E[a²] to E[z²]. ReLU then sets the negative half to "
                "zero, and half of the squares are gone."),
        Mistake(square_not_size, "Is that the factor of a², or of the size of a?",
                "E[a²] is a mean of squares. The size is its root, so the factor too must be rooted."),
        Mistake(std_not_squared, "Each term of z is wᵢaᵢ. What is the mean of its square?",
                "E[w²a²] = E[w²] E[a²], and E[w²] is the variance, the square of the standard "
                "deviation."),
        Mistake(layers_added, "If one layer makes a signal 5 times as large, how large do two make it?",
                "The second layer multiplies what the first has already multiplied: 5 · 5, not 5 + 5."),
        Mistake(one_layer_only, "Where does n_layers come in?",
                "That is what one layer does. Every further layer multiplies by it again."),
        Mistake(formula_alone, "For how many layers is that, and is it the factor of a² or of the size?",
                "n_in · std² / 2 is what one layer does to the mean of the squares. Two things are left: "
                "all the other layers, and the root."),
        Mistake(half_outside_the_root, "Of what does ReLU take half: of the size, or of its square?",
                "Half of the squares go, so the mean of the squares is halved, and the size is divided "
                "by √2 alone. In your factor the size itself is halved in each layer."),
        Mistake(root_for_one_layer, "For how many layers does your result count the weights, and for how "
                                    "many the halves?",
                "It halves once per layer, but n_in · std² comes in for one layer only. Both belong "
                "to every layer; and what is halved is the mean of the squares, not the size."),
        Mistake(half_of_the_power, "What does Python divide by 2 here: the exponent, or the result?",
                "Powers come before divisions: a**b/2 is (a**b)/2. To take the root, the exponent itself "
                "must be halved; put it into brackets."),
    ),
))

# 8.6: He's weights ------------------------------------------------------------------------------

_RNG_SEED = 86


def _make_rng():
    return np.random.default_rng(_RNG_SEED)


def _has_drawn(rng):
    return bool(rng.bit_generator.state != _make_rng().bit_generator.state)


def my_he_weights(n_in, n_out, rng):
    """Return the first weights of a layer for ReLU: random, mean 0, variance 2 / n_in.

    n_in, n_out: the numbers of inputs and of neurons.  rng: what np.random.default_rng(seed) gave.
    W (n_out, n_in): one row per neuron.
    """
    return rng.normal(0.0, np.sqrt(2 / n_in), size=(n_out, n_in))


def he_drawn_plain(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) * (2 / n_in)**0.5


def he_drawn_evenly(n_in, n_out, rng):
    reach = np.sqrt(6 / n_in)
    return rng.uniform(-reach, reach, (n_out, n_in))


def he_row_by_row(n_in, n_out, rng):
    s = np.sqrt(2 / n_in)
    return np.array([rng.normal(scale=s, size=n_in) for _ in range(n_out)])


def variance_as_std(n_in, n_out, rng):
    return rng.normal(0.0, 2 / n_in, size=(n_out, n_in))


def rows_and_columns_exchanged(n_in, n_out, rng):
    return rng.normal(0.0, np.sqrt(2 / n_in), size=(n_in, n_out))


def outputs_counted(n_in, n_out, rng):
    return rng.normal(0.0, np.sqrt(2 / n_out), size=(n_out, n_in))


def two_forgotten(n_in, n_out, rng):
    return rng.normal(0.0, np.sqrt(1 / n_in), size=(n_out, n_in))


def never_scaled(n_in, n_out, rng):
    return rng.normal(0.0, 1.0, size=(n_out, n_in))


def only_positive(n_in, n_out, rng):
    return rng.random((n_out, n_in)) * np.sqrt(2 / n_in)


def generator_of_its_own(n_in, n_out, rng):
    return np.random.default_rng(0).normal(0.0, np.sqrt(2 / n_in), size=(n_out, n_in))


def root_of_two_alone(n_in, n_out, rng):
    return rng.normal(0.0, np.sqrt(2) / n_in, size=(n_out, n_in))


def one_number(n_in, n_out, rng):
    return rng.normal(0.0, np.sqrt(2 / n_in))


def one_row_for_all(n_in, n_out, rng):
    return np.tile(rng.normal(0.0, np.sqrt(2 / n_in), size=n_in), (n_out, 1))


def _extract_weights(W, arguments):
    n_in, n_out, rng = arguments
    if W is None:
        return None
    return {"W": W, "n_in": n_in, "n_out": n_out, "drawn": _has_drawn(rng)}


def _spread(value):
    """Return (n_in, n_out, mean, standard deviation), or Nones where they say nothing yet."""
    W = np.asarray(value["W"], dtype=float)
    n_in, n_out = value["n_in"], value["n_out"]
    if W.shape != (n_out, n_in) or W.size < 10_000:
        return n_in, n_out, None, None
    return n_in, n_out, float(W.mean()), float(W.std())


def _near(a, b, share=0.04):
    return abs(a - b) <= share * b


def _accept_weights(value, arguments):
    n_in, n_out = arguments[:2]
    for_what = f"for n_in = {n_in}, n_out = {n_out}"
    W = value["W"]
    if np.ndim(W) == 0 and not isinstance(W, str):
        return f"it should return an array of weights, but {for_what} it returned a single number."
    if not isinstance(W, (np.ndarray, list, tuple)):
        return f"it should return an array of numbers, but {for_what} it returned something else."
    try:
        W = np.asarray(W, dtype=float)
    except (TypeError, ValueError):
        return f"it should return an array of numbers, but {for_what} it returned something else."
    if W.shape != (n_out, n_in):
        return (f"the shape is not right: {for_what} you returned {W.shape}; expected "
                f"{(n_out, n_in)}, one row per neuron.")
    if not np.isfinite(W).all():
        return f"{for_what} there is a NaN or an infinity among the weights."
    if not value["drawn"]:
        return "the numbers do not come from rng: it was handed in, and nothing was drawn from it."
    if len(np.unique(W, axis=0)) < n_out:
        return f"{for_what} some rows of W are equal: these neurons start as twins."
    if W.size >= 10_000:
        wanted = np.sqrt(2 / n_in)
        if not _near(W.std(), wanted):
            return (f"the size is not right: {for_what} your weights have standard deviation "
                    f"{W.std():.3g}; expected about {wanted:.3g}.")
        if abs(W.mean()) > 6 * wanted / np.sqrt(W.size):
            return f"{for_what} the mean of your weights is {W.mean():.3g}; expected about 0."
    return None


def _std_is(wanted):
    """Return a function: have the weights mean 0 and this standard deviation, a function of in, out?"""
    def recognise(value):
        n_in, n_out, mean, std = _spread(value)
        return (std is not None and value["drawn"] and abs(mean) < 0.1 * std
                and _near(std, wanted(n_in, n_out)))
    return recognise


def _is_exchanged(value):
    return np.shape(value["W"]) == (value["n_in"], value["n_out"]) != (value["n_out"], value["n_in"])


def _is_positive(value):
    return value["drawn"] and _spread(value)[2] is not None and bool(np.min(value["W"]) >= 0)


def _is_one_number(value):
    return isinstance(value["W"], (int, float))


def _is_of_its_own(value):
    return np.ndim(value["W"]) == 2 and not value["drawn"]


def _has_one_row(value):
    W = np.asarray(value["W"], dtype=float)
    return bool(W.shape == (value["n_out"], value["n_in"]) and value["drawn"] and (W == W[0]).all())


add(Exercise(
    name="my_he_weights",
    number="8.6",
    title="Weights of the right size",
    difficulty=2,
    minutes=6,
    solution=my_he_weights,
    alternatives=(he_drawn_plain, he_drawn_evenly, he_row_by_row),
    cases=lambda: [(3, 5, Tool("rng")), (200, 300, Tool("rng")), (50, 800, Tool("rng")),
                   (900, 40, Tool("rng"))],
    tools={"rng": _make_rng},
    extract=_extract_weights,
    accept=_accept_weights,
    package_name="initialization.he",
    part=True,
    why="With these, a signal is as large after the last layer as before the first. Your network "
        "will start from them.",
    hints=("Which shape has the W of a layer: one row per what?",
           "The variance should be 2 / n_in. What is the standard deviation, then?",
           "rng.normal(mean, standard deviation, size=…) draws as many numbers as the shape `size` "
           "asks for."),
    mistakes=(
        Mistake(variance_as_std, "2 / n_in is the variance. Which number does rng.normal want?",
                "The spread that rng.normal takes, or that a standard normal number is multiplied "
                "with, is the standard deviation: the root of the variance.",
                recognise=_std_is(lambda n_in, n_out: 2 / n_in)),
        Mistake(rows_and_columns_exchanged, "How many rows must W have: one per input, or one per neuron?",
                "In this course a row of W holds the weights of one neuron: n_out rows, n_in columns.",
                recognise=_is_exchanged),
        Mistake(outputs_counted, "How many terms are in one z = Σ wᵢaᵢ + b: n_in or n_out?",
                "A neuron adds up n_in terms, one per input. How many neurons stand beside it makes no "
                "difference to its z.",
                recognise=_std_is(lambda n_in, n_out: np.sqrt(2 / n_out))),
        Mistake(two_forgotten, "Your weights would do for a layer without a bend. What has ReLU taken away?",
                "ReLU throws away half of the squares. The weights must make up for that with twice "
                "the variance.",
                recognise=_std_is(lambda n_in, n_out: np.sqrt(1 / n_in))),
        Mistake(never_scaled, "Does the size of your weights depend on the number of inputs?",
                "Those are N(0, 1) numbers, the ones that exploded. They must be smaller, the more "
                "inputs there are.",
                recognise=_std_is(lambda n_in, n_out: 1.0)),
        Mistake(only_positive, "Are there negative weights among yours?",
                "All of yours are positive; rng.random, for example, gives numbers from 0 to 1. Then "
                "nothing averages out: from positive inputs every z is positive, and large.",
                recognise=_is_positive),
        Mistake(generator_of_its_own, "Whoever calls your function has chosen a seed. Where does it go in?",
                "The generator that is handed in carries the seed. One of your own gives the same "
                "weights for every seed and for every layer, or others at each run.",
                recognise=_is_of_its_own),
        Mistake(root_of_two_alone, "Which part of 2 / n_in stands under your root?",
                "The standard deviation is the root of the whole variance 2 / n_in. Yours is the root of "
                "2, divided by n_in without a root.",
                recognise=_std_is(lambda n_in, n_out: np.sqrt(2) / n_in)),
        Mistake(one_number, "How many weights does a layer need, and how many have you drawn?",
                "Without a size, one number is drawn. The size is the shape of W.",
                recognise=_is_one_number),
        Mistake(one_row_for_all, "Draw two neurons of your layer. What is the difference between them?",
                "One row was drawn and repeated. Neurons that start equal get equal gradients, and stay "
                "twins.",
                recognise=_has_one_row),
    ),
))

# 8.7: dealing the batches -----------------------------------------------------------------------


def my_batches(n, batch_size, rng):
    """Return the batches of one epoch, as a list of arrays of row numbers.

    Every row number from 0 to n − 1 is in exactly one batch. The order is drawn from rng.
    Each batch has batch_size rows; only the last may be shorter.
    """
    order = rng.permutation(n)                                # (n,)
    return [order[start:start + batch_size] for start in range(0, n, batch_size)]


def batches_shuffled_in_place(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    batches = []
    while len(order):
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches


def batches_from_a_list(n, batch_size, rng):
    order = list(rng.choice(n, n, replace=False))
    return [order[k * batch_size:(k + 1) * batch_size] for k in range(-(-n // batch_size))]


def last_batch_left_out(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size:(k + 1) * batch_size] for k in range(n // batch_size)]


def order_kept(n, batch_size, rng):
    return [np.arange(n)[start:start + batch_size] for start in range(0, n, batch_size)]


def only_batches_mixed(n, batch_size, rng):
    starts = rng.permutation(np.arange(0, n, batch_size))
    return [np.arange(start, min(start + batch_size, n)) for start in starts]


def drawn_for_each_batch(n, batch_size, rng):
    return [rng.permutation(n)[:batch_size] for _ in range(0, n, batch_size)]


def order_not_cut(n, batch_size, rng):
    return rng.permutation(n)


def equal_pieces(n, batch_size, rng):
    return np.array_split(rng.permutation(n), int(np.ceil(n / batch_size)))


def returned_too_early(n, batch_size, rng):
    order = rng.permutation(n)
    batches = []
    for start in range(0, n, batch_size):
        batches.append(order[start:start + batch_size])
        return batches


def end_not_moved(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start:batch_size] for start in range(0, n, batch_size)]


def start_moved_by_one(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start:start + batch_size] for start in range(n)]


def drawn_for_each_piece(n, batch_size, rng):
    return [rng.permutation(n)[start:start + batch_size] for start in range(0, n, batch_size)]


def as_many_pieces_as_rows(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


def batch_without_rows(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size:(k + 1) * batch_size] for k in range(n // batch_size + 1)]


def pieces_for_full_batches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), max(1, n // batch_size))


def batches_from_elsewhere(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start:start + batch_size] for start in range(0, n, batch_size)]


def _extract_batches(returned, arguments):
    """Return what was found about the batches, without the order itself: any will do."""
    if returned is None:
        return None
    found = {"sizes": None, "once": None, "mixed": None, "drawn": _word(_has_drawn(arguments[2]))}
    if isinstance(returned, np.ndarray) and returned.shape == (arguments[0],):
        return found | {"sizes": "not cut"}
    try:
        batches = [[int(row) for row in batch] for batch in returned]
    except (TypeError, ValueError):
        return found
    rows = [row for batch in batches for row in batch]
    found["sizes"] = _list(len(batch) for batch in batches)
    found["once"] = _word(sorted(rows) == list(range(arguments[0])))
    found["mixed"] = _word(_is_mixed(batches))
    return found


def _word(condition):
    """Return "yes" or "no": what was found is kept in words, which nobody takes for results."""
    return "yes" if condition else "no"


def _is_mixed(batches):
    """Say whether neighbours were parted: not every batch is a run of consecutive rows."""
    runs = [list(batch) == list(range(batch[0], batch[0] + len(batch))) for batch in batches if batch]
    return not all(runs)


def _wanted_sizes(n, batch_size):
    return _list(min(batch_size, n - start) for start in range(0, n, batch_size))


def _accept_batches(found, arguments):
    n, batch_size = arguments[:2]
    for_what = f"for n = {n}, batch_size = {batch_size}"
    if found["sizes"] == "not cut":
        return f"{for_what} you returned {n} single numbers; expected a list of batches."
    if found["sizes"] is None:
        return "it should return a list with one array of row numbers per batch."
    if found["sizes"] != _wanted_sizes(n, batch_size):
        return (f"{for_what} your batches have {found['sizes']} rows; "
                f"expected {_wanted_sizes(n, batch_size)}.")
    if found["once"] == "no":
        return (f"{for_what} not every row number from 0 to {n - 1} is there exactly once: some are in "
                f"several batches, or twice in one, and others in none.")
    if found["mixed"] == "no":
        return f"{for_what} every batch holds neighbours: rows that stand next to each other in X."
    if found["drawn"] == "no":
        return "the order does not come from rng: it was handed in, and nothing was drawn from it."
    return None


def _is_drawn_apart(found):
    """Say whether ten rows, in fours, have come in batches that do not know of each other."""
    return found["once"] == "no" and found["sizes"] in ("4, 4 and 2", "4, 4 and 4")


def _is_order_from_elsewhere(found):
    return found["drawn"] == "no" and found["mixed"] == "yes" and found["once"] == "yes"


def _list(numbers):
    texts = [str(number) for number in numbers]
    return ", ".join(texts[:-1]) + " and " + texts[-1] if len(texts) > 1 else "".join(texts) or "no"


add(Exercise(
    name="my_batches",
    number="8.7",
    title="Deal the samples out",
    difficulty=2,
    minutes=7,
    solution=my_batches,
    alternatives=(batches_shuffled_in_place, batches_from_a_list),
    cases=lambda: [(10, 4, Tool("rng")), (12, 3, Tool("rng")), (11, 2, Tool("rng")),
                   (9, 20, Tool("rng"))],
    tools={"rng": _make_rng},
    extract=_extract_batches,
    accept=_accept_batches,
    why="Every sample once per epoch, in new company each time: two lines do it.",
    hints=("rng.permutation(n) gives all row numbers in a random order. How do you cut it into pieces?",
           "At which places do the pieces start, for n = 10 and batches of 4? range(start, stop, step) "
           "can count that way.",
           "order[8:12] of ten numbers gives the last two. So do you need to treat the last batch "
           "differently?"),
    mistakes=(
        Mistake(last_batch_left_out, "How many rows are in your batches together, and how many are there?",
                "There are only full batches among yours; n // batch_size, for example, counts no "
                "others. What is left over is a batch too, a shorter one; without it some samples are "
                "not learned from in this epoch."),
        Mistake(order_kept, "In which order do your rows come?",
                "They come as they are stored. If the data are sorted, the network sees nothing but "
                "zeros for a while, then nothing but ones."),
        Mistake(only_batches_mixed, "The batches come in a random order. And the rows inside a batch?",
                "Each of your batches holds rows that were neighbours, the same company in every epoch. "
                "Mix the rows before you cut."),
        Mistake(drawn_for_each_batch, "Can your function give the same row in two batches?",
                "Each batch is drawn afresh from all rows, so some come twice and others never. Draw one "
                "order for the whole epoch, and cut it."),
        Mistake(order_not_cut, "The order is there. Where are the cuts?",
                "That is one order of all rows. It has to be cut into pieces of batch_size rows each, "
                "and the pieces put into a list."),
        Mistake(equal_pieces, "How many rows should each batch have, but for the last one?",
                "You have cut pieces of about equal length. Asked for are full batches, with what is left "
                "over in the last one.",
                recognise=lambda found: found["sizes"] == "4, 3 and 3"),    # ten rows, in fours
        Mistake(returned_too_early, "How many batches come back? Where does the `return` stand?",
                "Only the first batch comes back. A `return` inside a loop ends it in its first round: "
                "look at how far it is indented."),
        Mistake(end_not_moved, "Your first batch is right. Where does the second one end?",
                "A slice is order[start:end]. When start moves on, the end has to move with it."),
        Mistake(drawn_for_each_piece, "How many random orders does your function draw for one epoch?",
                "The lengths are right, but rows come twice and others never: each batch was drawn by "
                "itself, without knowing the others. One order for the whole epoch, drawn once and then "
                "cut, has every row in one batch.",
                recognise=_is_drawn_apart),
        Mistake(as_many_pieces_as_rows, "Is batch_size the number of batches, or the number of rows in one?",
                "You have made batch_size batches. It says how many rows are in each."),
        Mistake(pieces_for_full_batches, "The first batch should have batch_size rows. How many has yours?",
                "There are too few pieces, so some have more rows than batch_size. What is left over "
                "makes a batch of its own, the last one.",
                recognise=lambda found: found["sizes"] == "5 and 5"),    # ten rows, in fours
        Mistake(batch_without_rows, "What is in your last batch for n = 12 and batch_size = 3?",
                "When the rows come out even, your last batch is empty. Its loss would be the mean of "
                "no numbers. Let the starts run from 0 in steps of batch_size, below n."),
        Mistake(batches_from_elsewhere, "Whoever calls your function has handed in rng. What is it for?",
                "Your order is random, but comes from somewhere else, so the caller's seed has no say: the "
                "order cannot be repeated, or is the same in every epoch. Draw it from rng.",
                recognise=_is_order_from_elsewhere),
        Mistake(start_moved_by_one, "How far apart do your batches start?",
                "They start at 0, 1, 2, … and overlap. The next batch begins where the last one ended."),
    ),
))

# 8.8: X without y -------------------------------------------------------------------------------

add(Exercise(
    name="prediction_8_8",
    number="8.8",
    title="Predict: X is shuffled, y is not",
    difficulty=1,
    minutes=3,
    options={
        "a": "Python stops with an error",
        "b": "the loss stays near 2.3, and about one digit in ten is read rightly",
        "c": "it learns as before, a little more slowly",
        "d": "the training data are learned, the validation data are not",
    },
    solution="b",
    why="Every picture meets a new, random label in each epoch. All that can be learned is how often "
        "each digit comes.",
    hints=("Are the shapes of X[order] and y any different from those of X and y?",
           "Which label does a given picture meet in the first epoch, and which in the second?"),
    mistakes=(
        Mistake("a", "Which shape would not fit?",
                "X[order] has the shape of X. For Python all is well: this mistake is silent."),
        Mistake("c", "What can be learned from a picture of a 3 that is called 7 today and 1 tomorrow?",
                "Nine of ten labels are wrong, and others in the next epoch. Nothing in the picture "
                "tells them, so there is nothing to be slow about."),
        Mistake("d", "Could the network learn the pairs by heart, if they change in every epoch?",
                "With one wrong order for ever it might learn the wrong pairs by heart. Here each epoch "
                "brings others."),
    ),
))

# 8.9: the loop ----------------------------------------------------------------------------------

_clock = itertools.count()    # so that the notes of network, loss and optimizer can be put in order
_last_run = {}                # the run before this one: is the order repeated with the same seed?


class _Noting:
    """What the three stand-ins share: a list of what was done with them, and when."""

    def __init__(self):
        self.notes = []

    def note(self, letter, *what):
        self.notes.append((next(_clock), letter, what))


class _NotingNetwork(_Noting):
    """Stands for a network: its scores are a function of X, and it learns nothing."""

    def forward(self, X):
        X = np.array(X, dtype=float)
        scores = np.column_stack([X[:, 0] ** 2, X.sum(axis=1), X[:, -1]])    # (N, 3)
        self.note("f", X, scores.copy())
        return scores

    def backward(self, dscores):
        self.note("n", dscores)


class _NotingLoss(_Noting):
    """Stands for a loss: its value depends on the batch, and falls from call to call."""

    def forward(self, scores, y):
        self.scores = np.array(scores, dtype=float)
        value = float(1 + self.scores[:, 0].mean() * 0.95 ** len(self.notes))
        self.note("l", self.scores, np.array(y), value)
        return value

    def backward(self):
        dscores = 0.1 * self.scores
        self.note("b", dscores)
        return dscores.copy()


class _NotingOptimizer(_Noting):
    """Stands for an optimizer: notes each step."""

    learning_rate = 0.1

    def step(self):
        self.note("s")


def my_train(network, loss, optimizer, X, y, epochs, batch_size, seed):
    """Train the network for some epochs, and return the list of the epochs' losses.

    X (N, D), y (N,): the training data, which stay as they are.
    Every epoch shows every sample once, in a new random order, in batches of batch_size; the last
    one may be shorter. The same seed gives the same orders.
    The loss of an epoch is the mean over its N samples, taken from the batches' losses on the way.
    """
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))                     # (N,)
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]          # (batch,)
            scores = network.forward(X[rows])               # (batch, K)
            value = loss.forward(scores, y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_on_shuffled_copies(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    N, losses = len(y), []
    while len(losses) < epochs:
        order = np.arange(N)
        rng.shuffle(order)
        X, y = X[order], y[order]
        total = 0
        for k in range(int(np.ceil(N / batch_size))):
            x_now, y_now = X[k * batch_size:(k + 1) * batch_size], y[k * batch_size:(k + 1) * batch_size]
            total += len(y_now) * loss.forward(network.forward(x_now), y_now)
            dscores = loss.backward()
            network.backward(dscores)
            optimizer.step()
        losses.append(total / N)
    return losses


def train_with_a_seed_per_epoch(network, loss, optimizer, X, y, epochs, batch_size, seed):
    losses = []
    for epoch in range(epochs):
        rng = np.random.default_rng([seed, epoch])
        left = list(rng.permutation(len(X)))
        values, sizes = [], []
        while left:
            rows, left = left[:batch_size], left[batch_size:]
            scores = network.forward(X[rows])
            values.append(loss.forward(scores, y[rows]))
            sizes.append(len(rows))
            network.backward(loss.backward())
            optimizer.step()
        losses.append(np.average(values, weights=sizes))
    return np.array(losses)


def train_X_alone_shuffled(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        X_shuffled = X[rng.permutation(len(X))]
        total = 0.0
        for start in range(0, len(X), batch_size):
            X_batch, y_batch = X_shuffled[start:start + batch_size], y[start:start + batch_size]
            value = loss.forward(network.forward(X_batch), y_batch)
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(X_batch)
        losses.append(total / len(X))
    return losses


def train_full_batches_only(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X) - batch_size + 1, batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_unshuffled(network, loss, optimizer, X, y, epochs, batch_size, seed):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            X_batch, y_batch = X[start:start + batch_size], y[start:start + batch_size]
            value = loss.forward(network.forward(X_batch), y_batch)
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(X_batch)
        losses.append(total / len(X))
    return losses


def train_in_one_order(network, loss, optimizer, X, y, epochs, batch_size, seed):
    losses = []
    for _ in range(epochs):
        order = np.random.default_rng(seed).permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_with_any_seed(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng()
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_batches_drawn_anew(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = rng.permutation(len(X))[:min(batch_size, len(X) - start)]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_step_first(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            optimizer.step()
            network.backward(loss.backward())
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_one_step_an_epoch(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            total += value * len(rows)
        optimizer.step()
        losses.append(total / len(X))
    return losses


def train_without_step(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_backward_of_the_value(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(value)
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_returned_too_early(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
        return losses


def train_total_kept(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    total = 0.0
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total / len(X))
    return losses


def train_mean_of_means(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        values = []
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            values.append(loss.forward(network.forward(X[rows]), y[rows]))
            network.backward(loss.backward())
            optimizer.step()
        losses.append(np.mean(values))
    return losses


def train_last_loss_kept(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
        losses.append(value)
    return losses


def train_all_batch_losses(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            losses.append(loss.forward(network.forward(X[rows]), y[rows]))
            network.backward(loss.backward())
            optimizer.step()
    return losses


def train_losses_added(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value
        losses.append(total / len(X))
    return losses


def train_sum_not_divided(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value * len(rows)
        losses.append(total)
    return losses


def train_values_summed(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            value = loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
            total += value
        losses.append(total)
    return losses


def train_measured_afterwards(network, loss, optimizer, X, y, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start:start + batch_size]
            loss.forward(network.forward(X[rows]), y[rows])
            network.backward(loss.backward())
            optimizer.step()
        losses.append(loss.forward(network.forward(X), y))
    return losses


def _extract_training(returned, arguments):
    """Return what was found about a training, in words and counts that no order can change."""
    if returned is None:
        return None
    network, loss, optimizer, X, y, epochs, batch_size, seed = arguments
    notes = sorted(network.notes + loss.notes + optimizer.notes, key=lambda note: note[0])
    passes = _passes(notes, X, y)
    training = [one for one in passes if set(one["letters"]) & set("bns")]
    found = {
        "letters": list(dict.fromkeys(one["letters"] for one in training)),
        "chained": _word(all(one["chained"] for one in training)),
        "rows known": _word(all(one["rows"] is not None for one in training)),
        "paired": _word(all(one["paired"] for one in training)),
        "looks besides": f"{len(passes) - len(training)}",
        "batches": f"{len(training) or 'no'}",
        "sizes": None, "once": None, "mixed": None, "new order": None, "repeated": None,
        "seed used": None, "losses": None,
    }
    orders = None
    if found["rows known"] == "yes" and training and len(training) % epochs == 0:
        each = len(training) // epochs
        parts = [training[k * each:(k + 1) * each] for k in range(epochs)]
        sizes = [[len(one["rows"]) for one in part] for part in parts]
        orders = [[row for one in part for row in one["rows"]] for part in parts]
        found["sizes"] = " / ".join(dict.fromkeys(_list(one) for one in sizes))
        found["once"] = _word(all(sorted(order) == list(range(len(X))) for order in orders))
        if len(X) >= 10:    # with fewer, two orders can be alike by chance
            found["mixed"] = _word(all(_is_mixed([one["rows"] for one in part]) for part in parts))
            found["new order"] = _word(len({tuple(order) for order in orders}) == epochs)
        found["losses"] = _which_losses(returned, passes, parts, len(X))
    else:
        found["losses"] = "unclear"
    found |= _compare_with_last_run(orders, X, epochs, seed)
    return found


def _passes(notes, X, y):
    """Return what happened from one forward to the next: rows, letters, and whether all fits."""
    passes = []
    for _, letter, what in notes:
        if letter == "f" or not passes:
            passes.append({"letters": "", "rows": None, "paired": True, "chained": True, "value": None})
        now = passes[-1]
        now["letters"] += letter
        if letter == "f":
            now["rows"], scores = _find_rows(what[0], X), what[1]
            now["scores"] = scores
        elif letter == "l":
            given, labels, now["value"] = what
            now["chained"] &= _equal(given, now.get("scores"))
            now["paired"] &= now["rows"] is not None and _equal(labels, y[now["rows"]])
        elif letter == "b":
            now["dscores"] = what[0]
        elif letter == "n":
            now["chained"] &= _equal(what[0], now.get("dscores"))
    return passes


def _find_rows(batch, X):
    """Return the numbers of the rows of X that a batch holds, or None if there are others in it."""
    numbers = {row.tobytes(): k for k, row in enumerate(np.ascontiguousarray(X, dtype=float))}
    if batch.ndim != 2:
        return None
    rows = [numbers.get(row.tobytes()) for row in np.ascontiguousarray(batch)]
    return None if None in rows else rows


def _equal(a, b):
    try:
        return b is not None and np.array_equal(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    except (TypeError, ValueError):
        return False


def _which_losses(returned, passes, parts, N):
    """Return which mean the returned losses are: "right", or the name of another."""
    try:
        returned = np.asarray(returned, dtype=float)
    except (TypeError, ValueError):
        return "no numbers"
    values = [np.array([one["value"] for one in part], dtype=float) for part in parts]
    if any(np.isnan(one).any() for one in values):
        return "unclear"
    weights = [np.array([len(one["rows"]) for one in part]) for part in parts]
    besides = [one["value"] for one in passes if one["letters"] == "fl"]
    known = {
        "right": [value @ weight / N for value, weight in zip(values, weights)],
        "mean of means": [value.mean() for value in values],
        "last": [value[-1] for value in values],
        "all": np.concatenate(values),
        "never reset": np.cumsum([value @ weight / N for value, weight in zip(values, weights)]),
        "sum": [value.sum() for value in values],
        "sum over N": [value.sum() / N for value in values],
        "sum over samples": [value @ weight for value, weight in zip(values, weights)],
        "besides": besides,
    }
    for name, wanted in known.items():
        if returned.shape == np.shape(wanted) and np.allclose(returned, wanted, rtol=1e-9):
            return name
    return "a single number" if returned.ndim == 0 else f"other, {returned.shape}"


def _compare_with_last_run(orders, X, epochs, seed):
    """Say whether the same seed gives the same order, and another seed another one.

    The cases come in turn: three epochs, two with the same seed, one with another. Each is compared
    with the one before, if that had one epoch more and the same data.
    """
    first = None if orders is None else orders[0]
    before = dict(_last_run)
    _last_run.update(first=first, X=X.tobytes(), epochs=epochs, seed=seed)
    if first is None or before.get("first") is None or before["X"] != X.tobytes() \
            or before["epochs"] != epochs + 1:
        return {}
    if before["seed"] == seed:
        return {"repeated": _word(before["first"] == first)}
    return {"seed used": _word(before["first"] != first)}


_NAMES = {"f": "network.forward", "l": "loss.forward", "b": "loss.backward", "n": "network.backward",
          "s": "optimizer.step"}


def _accept_training(found, arguments):
    X, epochs, batch_size = arguments[3], arguments[5], arguments[6]
    for_what = f"with {len(X)} samples, batch_size = {batch_size}, epochs = {epochs}"
    if found["batches"] == "no":
        return "nothing was trained: there was no forward pass with a backward pass after it."
    if found["letters"] != ["flbns"]:
        wrong = next(letters for letters in found["letters"] if letters != "flbns")
        return (f"a batch should bring the four steps of the picture, one after the other. In one of "
                f"yours it was: {', '.join(_NAMES[letter] for letter in wrong)}.")
    if found["rows known"] == "no":
        return "network.forward was given rows that are not in X."
    if found["chained"] == "no":
        return ("something was lost between the steps: loss.forward wants the scores that "
                "network.forward returned, and network.backward what loss.backward returned.")
    wanted = _wanted_sizes(len(X), batch_size)
    if found["sizes"] != wanted:
        seen = f"batches of {found['sizes']} rows in an epoch" \
            if found["sizes"] and "/" not in found["sizes"] \
            else f"{found['batches']} batches in {epochs} epochs"
        return f"{for_what} there were {seen}; expected {wanted} in each."
    if found["once"] == "no":
        return f"{for_what} some samples came twice or more in one epoch, and others not at all."
    if found["paired"] == "no":
        return f"{for_what} the loss was given labels that do not belong to the rows in the batch."
    if found["mixed"] == "no":
        return f"{for_what} every batch held neighbours: rows that stand next to each other in X."
    if found["new order"] == "no":
        return f"{for_what} two epochs showed the samples in the same order."
    if found["repeated"] == "no":
        return "called twice with the same data and the same seed, it showed them in different orders."
    if found["seed used"] == "no":
        return "with another seed it showed the samples in the same order as before."
    return _tell_losses(found["losses"], for_what)


def _tell_losses(losses, for_what):
    if losses != "right":
        return (f"the training itself is right, but not the list of losses. It should hold one number an "
                f"epoch, the mean over all its samples {for_what.replace('with ', '(')}).")
    return None


def _cases_training():
    rng = np.random.default_rng(89)

    def data(n, columns):
        return np.round(rng.normal(size=(n, columns)), 2), rng.permutation(n)

    def case(X, y, epochs, batch_size, seed):
        return Tool("network"), Tool("loss"), Tool("optimizer"), X, y, epochs, batch_size, seed

    first, second, third = data(10, 2), data(12, 3), data(5, 2)
    return [case(*first, 3, 4, 0), case(*first, 2, 4, 0), case(*first, 1, 4, 1),
            case(*second, 2, 3, 7), case(*third, 4, 8, 5)]


add(Exercise(
    name="my_train",
    number="8.9",
    title="The loop",
    difficulty=3,
    minutes=15,
    solution=my_train,
    alternatives=(train_on_shuffled_copies, train_with_a_seed_per_epoch),
    cases=_cases_training,
    tools={"network": _NotingNetwork, "loss": _NotingLoss, "optimizer": _NotingOptimizer},
    extract=_extract_training,
    accept=_accept_training,
    package_name="training.fit",
    part=True,
    why="This is what hides behind every model.fit(X, y). Everything else around it is comfort.",
    hints=("Two loops, one inside the other. Which is the outer one, and what happens once per epoch?",
           "How did you cut an order into batches in my_batches? Write the same lines here, inside the "
           "loop: in my_mlp.py my_train has no my_batches to call. How do you get the batch itself from "
           "X and from y?",
           "Inside a batch come four things, in the order of the picture. Which of them needs what "
           "another one returned?",
           "The value of a batch is a mean over its rows. How do you make the mean over all N samples "
           "from the means of batches of different lengths?",
           "Collect value * len(rows) over the epoch, and divide by len(X) at its end."),
    mistakes=(
        Mistake(train_X_alone_shuffled, "You mixed X. What happened to y?",
                "X was put into a new order and y was not, or into another one. Each row then meets the "
                "label of a stranger. One order must do for both."),
        Mistake(train_full_batches_only, "How many samples does one epoch of yours see?",
                "Only full batches are taken, and what is left over is dropped: a different handful in "
                "each epoch, or everything, if there are fewer samples than one batch holds."),
        Mistake(train_unshuffled, "In which order do the samples come, in each epoch?",
                "As they are stored, every time. Sorted data are then shown class by class, and even "
                "mixed data always in the same company."),
        Mistake(train_in_one_order, "Your samples are mixed. Are they mixed anew for the second epoch?",
                "The generator is made anew, or the order drawn, in a place where every epoch gets the "
                "same. Make the generator once, before the loops; draw an order in each epoch."),
        Mistake(train_with_any_seed, "What is the argument seed good for?",
                "A generator made without the seed is a different one in each call, so no run can be "
                "repeated, and no two networks compared on the same batches."),
        Mistake(train_batches_drawn_anew, "Can a sample be in two batches of the same epoch?",
                "Each batch is drawn from all samples afresh: some come several times, others never. "
                "Draw one order per epoch, and cut it into batches."),
        Mistake(train_step_first, "What does step use, and who has to leave it there before?",
                "step moves the weights by the gradients that the last backward left. Before the first "
                "backward there are none, and later they belong to the batch before."),
        Mistake(train_one_step_an_epoch, "How often does step run in one epoch, and how often backward?",
                "step stands outside the loop over the batches. backward writes its gradients anew each "
                "time, so only those of the last batch are ever used."),
        Mistake(train_without_step, "Four boxes are in the picture. Which one is not in your code?",
                "The gradients are computed, and nobody uses them: the weights never move. A step belongs "
                "to every batch."),
        Mistake(train_backward_of_the_value, "What does network.backward want: the value of the loss, or "
                                             "something that the loss computes for it?",
                "The value is only a number to look at. network.backward wants the gradient of the scores, "
                "and that is what the loss gives in its own backward."),
        Mistake(train_returned_too_early, "How many epochs did your code go through?",
                "It stops after the first epoch. A `return` inside the outer loop ends everything in its "
                "first round: look at how far it is indented."),
        Mistake(train_total_kept, "The first epoch's number is right. What is in the sum when the second one "
                                  "begins?",
                "The sum of the first epoch is still in it, and in the third that of both. Each epoch must "
                "begin its sum at zero."),
        Mistake(train_mean_of_means, "Does a sample in the short last batch count as much as the others?",
                "The mean of the batches' means lets each batch count the same, whether it has 4 rows "
                "or 2. Let each batch count as many times as it has rows."),
        Mistake(train_last_loss_kept, "Which batches have a say in the number you keep?",
                "You keep the value of the last batch alone. The loss of an epoch is the mean over all "
                "its samples."),
        Mistake(train_all_batch_losses, "How long is your list, and how many epochs were there?",
                "You keep one number per batch. Gather the batches of an epoch first, and keep one number "
                "for all of them."),
        Mistake(train_losses_added, "Your losses are too small. Each value is a mean already: over how many?",
                "A batch's value is a mean over its rows. Added up as they are and divided by N, they "
                "have been divided twice."),
        Mistake(train_sum_not_divided, "Would your number grow if the data had twice as many samples?",
                "You have the sum over all samples of the epoch. The mean is that sum, divided by "
                "their number."),
        Mistake(train_values_summed, "Your losses are too large. What has happened to the values of the "
                                     "batches?",
                "They are added up. Asked for is the mean over all samples: each value counts as many "
                "times as its batch has rows, and the sum is divided by the number of samples."),
        Mistake(train_measured_afterwards, "Which extra forward pass did you pay for this number?",
                "That is the loss of the finished epoch, from one more pass over all data. Asked for is "
                "what came up on the way: the batches' losses are there already, for nothing."),
    ),
))

# 8.10: accuracy ---------------------------------------------------------------------------------


def my_accuracy(scores, y):
    """Return the share of samples whose highest score is that of the right class, from 0 to 1.

    scores (N, K): one score per class.  y (N,): the right classes.
    """
    return np.mean(scores.argmax(axis=1) == y)


def accuracy_counted(scores, y):
    right = 0
    for row, label in zip(scores, y):
        if list(row).index(max(row)) == label:
            right += 1
    return right / len(y)


def accuracy_as_count(scores, y):
    return np.sum(scores.argmax(axis=1) == y)


def accuracy_of_errors(scores, y):
    return np.mean(scores.argmax(axis=1) != y)


def accuracy_by_column(scores, y):
    return np.mean(scores.argmax(axis=0) == y)


def accuracy_not_averaged(scores, y):
    return scores.argmax(axis=1) == y


def accuracy_flat(scores, y):
    return np.mean(scores.argmax() == y)


def accuracy_of_positive(scores, y):
    return np.mean(scores[np.arange(len(y)), y] > 0)


def accuracy_of_largest(scores, y):
    return np.mean(scores.max(axis=1) == y)


def accuracy_as_probability(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.mean((e / e.sum(axis=1, keepdims=True))[np.arange(len(y)), y])


def accuracy_of_scores(scores, y):
    return np.mean(scores == y)


def _cases_accuracy():
    rng = np.random.default_rng(810)
    first = (np.array([[4.0, 1.0, -1.0], [0.0, 3.0, 1.0], [1.0, -2.0, 0.5], [-1.0, -2.0, -0.5]]),
             np.array([0, 1, 2, 2]))
    scores, y = rng.normal(size=(31, 5)), rng.integers(0, 5, size=31)
    scores[np.arange(18), y[:18]] += 3
    scores[0, y[0]] = 9.0
    # As many samples as classes: an axis taken the wrong way gives a number, and no error.
    square = (np.array([[-3.0, 0.0, 0.0, 2.0, -2.0],
                        [0.0, 6.0, -1.0, 4.0, 5.0],
                        [1.0, -1.0, 4.0, 0.0, -1.0],
                        [-2.0, -2.0, -2.0, 6.0, 3.0],
                        [-3.0, -2.0, 2.0, -3.0, -3.0]]),
              np.array([3, 4, 2, 3, 2]))
    return [first, square, (scores, y), (rng.normal(size=(7, 3)) - 2, rng.integers(0, 3, size=7))]


add(Exercise(
    name="my_accuracy",
    number="8.10",
    title="The share of right answers",
    difficulty=1,
    minutes=4,
    solution=my_accuracy,
    alternatives=(accuracy_counted,),
    cases=_cases_accuracy,
    why="No softmax was needed: it changes the scores, but never which one is the highest.",
    hints=("Which class does the network choose for a sample with the scores 2, 1, −1?",
           "A.argmax(axis=1) gives for every row the place of its largest number.",
           "Comparing two arrays gives True and False, which count as 1 and 0. What is their mean?"),
    mistakes=(
        Mistake(accuracy_as_count, "A share lies between 0 and 1. What is yours for four samples?",
                "You have counted the right ones. Their share is that number divided by all."),
        Mistake(accuracy_of_errors, "Is yours large for a good network, or for a bad one?",
                "That is the share of wrong ones, the error rate. Accuracy and error rate add up to 1."),
        Mistake(accuracy_by_column, "Which axis runs over the classes, and which over the samples?",
                "argmax along axis 0 asks for each class which sample scores highest. Asked is, for each "
                "sample, which class does.",
                recognise=lambda value: bool(np.isclose(value, 0.4))),      # in the square case
        Mistake(accuracy_not_averaged, "You have one answer per sample. How do many of them become one share?",
                "True counts as 1 and False as 0, so the share of True is their mean."),
        Mistake(accuracy_flat, "argmax() without an axis gives one number. How many predictions do you need?",
                "It looks for the largest score in the whole array. Each sample, each row, has a largest "
                "of its own."),
        Mistake(accuracy_of_positive, "Is a positive score enough to win?",
                "A score wins by being higher than the others of its row, and the winner can be negative. "
                "Comparing with zero belongs to a single score for two classes."),
        Mistake(accuracy_of_largest, "max gives the largest score itself. What do you compare with y?",
                "y holds class numbers, so you need the place of the largest score, not its value."),
        Mistake(accuracy_of_scores, "What do you compare with the class numbers in y?",
                "Scores are compared with class numbers. First find out which class each row of scores "
                "stands for: the place of its largest number.",
                recognise=lambda value: bool(np.isclose(value, 0.04))),     # in the square case
        Mistake(accuracy_as_probability, "How much does a sample add for which the right class wins with 60 %?",
                "That is the mean probability of the right class. For accuracy an answer is right or "
                "wrong, however narrow the win."),
    ),
))

# 8.11: confusion matrix -------------------------------------------------------------------------


def count_confusions(y, predicted, K):
    """Return C (K, K): C[i, j] counts the samples of class i that were taken for class j.

    y (N,): the right classes.  predicted (N,): the classes that the network chose.
    K: how many classes there are.  All classes are whole numbers from 0 to K − 1.
    """
    C = np.zeros((K, K), dtype=int)
    for true, chosen in zip(y, predicted):
        C[true, chosen] += 1
    return C


def confusions_compared(y, predicted, K):
    return np.array([[np.sum((y == i) & (predicted == j)) for j in range(K)] for i in range(K)])


def confusions_by_onehot(y, predicted, K):
    return np.eye(K)[y].T @ np.eye(K)[predicted]


def confusions_exchanged(y, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for true, chosen in zip(y, predicted):
        C[chosen, true] += 1
    return C


def confusions_once(y, predicted, K):
    C = np.zeros((K, K), dtype=int)
    C[y, predicted] += 1
    return C


def confusions_all_pairs(y, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for true in y:
        for chosen in predicted:
            C[true, chosen] += 1
    return C


def confusions_of_errors(y, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for true, chosen in zip(y, predicted):
        if true != chosen:
            C[true, chosen] += 1
    return C


def confusions_as_shares(y, predicted, K):
    C = np.zeros((K, K))
    for true, chosen in zip(y, predicted):
        C[true, chosen] += 1 / len(y)
    return C


def confusions_seen_only(y, predicted, K):
    K = max(y.max(), predicted.max()) + 1
    C = np.zeros((K, K), dtype=int)
    for true, chosen in zip(y, predicted):
        C[true, chosen] += 1
    return C


def confusions_with_a_margin(y, predicted, K):
    C = np.zeros((K + 1, K + 1), dtype=int)
    for true, chosen in zip(y, predicted):
        C[true, chosen] += 1
    return C


def _cases_confusions():
    rng = np.random.default_rng(811)
    y = rng.integers(0, 4, size=60)
    predicted = np.where(rng.random(60) < 0.6, y, rng.integers(0, 4, size=60))
    return [(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 0, 2]), 3), (y, predicted, 4),
            (np.array([1, 0, 1, 0, 1]), np.array([0, 0, 0, 1, 1]), 4)]


add(Exercise(
    name="count_confusions",
    number="8.11",
    title="Who is taken for whom?",
    difficulty=2,
    minutes=7,
    solution=count_confusions,
    alternatives=(confusions_compared, confusions_by_onehot),
    cases=_cases_confusions,
    package_name="training.confusion_matrix",
    why="The diagonal holds the right ones; everything beside it tells you where to look next.",
    hints=("A sample of class 2 is taken for class 0. In which row and column does it count?",
           "Start with a table of zeros, (K, K), and go through the samples one by one.",
           "zip(y, predicted) gives the pairs."),
    mistakes=(
        Mistake(confusions_exchanged, "Which index stands for the truth, the first or the second?",
                "Rows are the true classes, columns the predicted ones. Yours are exchanged."),
        Mistake(confusions_once, "Add up your table. Are all samples in it?",
                "However often a pair comes up, your table says 1. C[i, j] = 1 does that, and so does "
                "C[y, predicted] += 1: NumPy reads all places first and writes each of them once."),
        Mistake(confusions_all_pairs, "Add up your table. How many samples does it seem to hold?",
                "Every true class is paired with every prediction, also with those of other samples. Each "
                "sample is one pair: its own class and its own prediction."),
        Mistake(confusions_of_errors, "Where are the samples that were read rightly?",
                "They belong on the diagonal: class i taken for class i."),
        Mistake(confusions_as_shares, "Should the table hold shares, or counts?",
                "Each sample counts 1. You can divide later, by row or by all, whichever you need."),
        Mistake(confusions_with_a_margin, "Which is the number of the last class, if there are K of them?",
                "Classes are counted from 0 to K − 1, so K rows and K columns hold them all. Your last "
                "row and last column stay empty for ever."),
        Mistake(confusions_seen_only, "If class 3 never comes up, should its row be missing?",
                "K says how many classes there are. A class that nobody met has a row of zeros, so that "
                "tables of different data can be compared."),
    ),
))

# 8.12: loss and accuracy ------------------------------------------------------------------------

add(Exercise(
    name="prediction_8_12",
    number="8.12",
    title="The loss rises, the accuracy stays",
    difficulty=2,
    minutes=3,
    options={
        "a": "it cannot be: accuracy is the loss, turned round",
        "b": "the errors are as many as before, but the network has become surer of them",
        "c": "the network has become worse, and the accuracy will follow some epochs later",
        "d": "the loss grows because there are more validation than training samples",
    },
    solution="b",
    why="Accuracy asks only which score is highest. The loss asks how sure the network was, and a "
        "confident error costs a lot: −log 0.4 = 0.9, but −log 0.001 = 6.9.",
    hints=("A sample is wrong with 60 to 40, later with 999 to 1. What changes: accuracy, loss, or "
           "both?",),
    mistakes=(
        Mistake("a", "A sample goes from 60 % for the right class to 90 %. What happens to each?",
                "The loss of that sample falls from 0.5 to 0.1, and the accuracy does not notice. The "
                "two ask different questions, and can part."),
        Mistake("c", "Does anything force accuracy to follow?",
                "Accuracy has stayed for 150 epochs. A wrong sample can become ever more wrong, "
                "and costs ever more, without any other sample changing sides."),
        Mistake("d", "The loss is a mean. Does a mean grow with the number of samples?",
                "It is divided by N, so the losses of 300 samples and of 40 can be compared."),
    ),
))

# 8.13: reading learning curves ------------------------------------------------------------------

_DIAGNOSES = ("underfits", "overfits", "not finished", "steps too large")
_CURVES = {"A": "overfits", "B": "not finished", "C": "steps too large", "D": "underfits"}


_ALSO = {"overfit": "overfits", "overfitting": "overfits", "underfit": "underfits",
         "underfitting": "underfits", "step too large": "steps too large", "unfinished": "not finished"}


def _as_diagnosis(said):
    """Return an answer as one of the four, if it is another form of it."""
    if not isinstance(said, str):
        return said
    said = " ".join(said.casefold().split())
    return _ALSO.get(said, said)


def _first_wrong(answer):
    """Return (curve, diagnosis) of the first curve that is wrong, or None."""
    return next(((curve, _as_diagnosis(answer[curve])) for curve in _CURVES
                 if curve in answer and _as_diagnosis(answer[curve]) != _CURVES[curve]), None)


def _answers(**wrong):
    """Return a function: is this the first wrong answer, the one that the message speaks of?"""
    return lambda answer: _first_wrong(answer) == next(iter(wrong.items()))


def _accept_curves(answer, arguments):
    if not isinstance(answer, dict) or set(answer) != set(_CURVES):
        return 'learning_curves must stay a dictionary with the keys "A", "B", "C" and "D".'
    for said in answer.values():
        if said is ...:
            continue
        if _as_diagnosis(said) not in _DIAGNOSES:
            return f"“{said}” is none of the four: {', '.join(_DIAGNOSES)}."
    wrong = _first_wrong({curve: said for curve, said in answer.items() if said is not ...})
    return wrong and f"“{wrong[1]}” is not what curve {wrong[0]} shows."


add(Exercise(
    name="learning_curves",
    number="8.13",
    title="Four learning curves",
    difficulty=2,
    minutes=5,
    solution=dict(_CURVES),
    accept=_accept_curves,
    own_stub="""
        # each one of "underfits", "overfits", "not finished", "steps too large"
        learning_curves = {
            "A": ...,
            "B": ...,
            "C": ...,
            "D": ...,
        }""",
    why="Look at three things: is the training loss low, is it still falling, and does the validation "
        "loss go along?",
    hints=("In which curve do the two lines part, and which of them turns upwards?",
           "Two curves end with a high loss. In which of them is it still on its way down?",
           "One line jumps up and down from epoch to epoch. What did lesson 07 say about such a path?"),
    mistakes=(
        Mistake(_CURVES | {"A": "underfits"}, "Is the training loss of A high or low at the end?",
                "A network that underfits cannot even learn its training data. A has learned them "
                "wholly, and pays on the others.",
                recognise=_answers(A="underfits")),
        Mistake(_CURVES | {"A": "not finished"}, "Which line of A is still falling, and where does the "
                                                 "other one go?",
                "The training loss still creeps down, but the validation loss has been rising for most of "
                "the time. More epochs would only make it worse.",
                recognise=_answers(A="not finished")),
        Mistake(_CURVES | {"B": "underfits"}, "Has B come to rest?",
                "Both lines of B are high, but steep to the end. Nobody knows yet how low they can get.",
                recognise=_answers(B="underfits")),
        Mistake(_CURVES | {"C": "overfits"}, "Do the two lines of C part, or do they jump together?",
                "When a network overfits, the training loss keeps falling. In C it jumps up again and "
                "again: the steps overshoot.",
                recognise=_answers(C="overfits")),
        Mistake(_CURVES | {"D": "overfits"}, "How far apart are the two lines of D?",
                "They lie on each other: what D has learned, it also can do on new data. It is too little.",
                recognise=_answers(D="overfits")),
        Mistake(_CURVES | {"D": "not finished"}, "How much does D gain in its second half?",
                "D has been flat for long. More epochs would bring nothing; it lacks hidden units.",
                recognise=_answers(D="not finished")),
    ),
))

# 8.14: early stopping ---------------------------------------------------------------------------


def stop_epoch(losses, patience):
    """Return (best, last): the epoch with the lowest loss so far, and the last epoch trained.

    losses: list of the validation losses that would come, one per epoch, epochs counted from 0.
    Training ends after the first epoch that lies `patience` epochs behind the best so far,
    or with the end of the list.
    """
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_with_counter(losses, patience):
    lowest, best, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best, epoch


def stop_seeing_the_future(losses, patience):
    best = int(np.argmin(losses))
    return best, min(best + patience, len(losses) - 1)


def stop_compared_with_last(losses, patience):
    best, waited = 0, 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        waited = waited + 1 if epoch > 0 and losses[epoch] >= losses[epoch - 1] else 0
        if waited >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_one_later(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best > patience:
            return best, epoch
    return best, len(losses) - 1


def stop_counter_kept(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_keeping_the_last(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1


def stop_loss_for_epoch(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return losses[best], epoch
    return losses[best], len(losses) - 1


def stop_counted_from_one(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def stop_without_patience(losses, patience):
    for epoch in range(1, len(losses)):
        if losses[epoch] >= losses[epoch - 1]:
            return epoch - 1, epoch
    return len(losses) - 1, len(losses) - 1


def stop_counting_the_first(losses, patience):
    best, waited = 0, 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_first_epoch_as_waiting(losses, patience):
    best, waited = 0, 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_exchanged(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


def stop_past_the_end(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, best + patience


def stop_future_past_the_end(losses, patience):
    best = int(np.argmin(losses))
    return best, best + patience


def stop_ties_as_better(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


def stop_without_last_return(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch


def _cases_stop():
    return [([0.9, 0.6, 0.7, 0.5, 0.6, 0.55, 0.8, 0.4], 3),
            ([1.0, 0.8, 0.6, 0.5, 0.45], 2),
            ([1.0, 0.7, 0.75, 0.72, 0.74, 0.6, 0.9, 0.62, 0.61, 0.95, 0.3, 0.2], 4),
            ([0.5, 0.6, 0.55, 0.52, 0.51, 0.4], 2),
            ([0.9, 0.5, 0.6, 0.7, 0.65, 0.3], 2),
            ([2.0, 1.5, 1.6, 1.4, 1.5, 1.3, 1.4, 1.2], 2),
            ([0.8, 0.5, 0.5, 0.5, 0.5, 0.4], 3)]


add(Exercise(
    name="stop_epoch",
    number="8.14",
    title="When to stop",
    difficulty=2,
    minutes=8,
    solution=stop_epoch,
    alternatives=(stop_with_counter,),
    cases=_cases_stop,
    returns=("best", "last"),
    why="This is all that early_stopping in fit does, besides keeping a copy of the best weights.",
    hints=("While you go through the epochs one by one, what do you have to remember?",
           "Compare each loss with the lowest so far. How many epochs have passed since then?",
           "If best is the epoch of the lowest loss so far, epoch − best counts how long you have "
           "waited."),
    mistakes=(
        Mistake(stop_seeing_the_future, "At epoch 6, do you already know the loss of epoch 7?",
                "The minimum of the whole list lies in the future while you train. Go through the "
                "epochs one by one, and use only what came before."),
        Mistake(stop_compared_with_last, "With which earlier loss do you compare: the last one, or the "
                                         "lowest one?",
                "A loss that is lower than the one before may still be above the best. As long as there "
                "is no new lowest loss, you are waiting."),
        Mistake(stop_one_later, "With patience 3, how many epochs without progress do you allow?",
                "You wait one epoch longer than was asked for. The end comes with the epoch that lies "
                "patience epochs behind the best."),
        Mistake(stop_counter_kept, "A new lowest loss has come. How long have you waited since then?",
                "Your counter goes on counting from before. With a new best epoch the waiting starts "
                "anew."),
        Mistake(stop_keeping_the_last, "Which weights do you want in the end: the last, or the best?",
                "The last epoch is only where you gave up waiting. The best epoch lies before it, and its "
                "weights are the ones to keep."),
        Mistake(stop_loss_for_epoch, "Is best a loss or an epoch?",
                "You return how low the loss was. Asked for is when: the number of the epoch."),
        Mistake(stop_counted_from_one, "Which number has the first epoch?",
                "Your epochs are all one too high: here the first one is epoch 0."),
        Mistake(stop_counting_the_first, "How many epochs of waiting has your code counted before it ever "
                                         "waited?",
                "The first epoch is no waiting, it is the best so far. And with a new lowest loss the "
                "waiting starts anew: what was counted before is over."),
        Mistake(stop_first_epoch_as_waiting, "How long have you waited when the first epoch is over?",
                "Not at all: the first epoch is the best so far. Your code counts it as an epoch without "
                "progress, since its loss is not lower than itself."),
        Mistake(stop_exchanged, "Which of the two numbers comes first?",
                "They are exchanged: first the best epoch, then the last one trained."),
        Mistake(stop_past_the_end, "With five losses, can epoch 6 be the last one trained?",
                "If a new lowest loss comes near the end, the list is over before the patience is. Then "
                "training ends with the last epoch of the list."),
        Mistake(stop_future_past_the_end, "Which losses has your code looked at before it decides? All?",
                "The lowest of the whole list may come after the end of the training. Go through the "
                "epochs one by one; and the last one cannot lie beyond the end of the list."),
        Mistake(stop_ties_as_better, "Is a loss that is as low as the lowest a new lowest loss?",
                "As low is not lower. A loss that stays at the same value would never end the training."),
        Mistake(stop_without_last_return, "What does your function return when the list ends before the "
                                          "patience does?",
                "Nothing. Its `return` stands inside the loop and is reached only if training ends early. "
                "After the loop it needs one more, for the other case."),
        Mistake(stop_without_patience, "The loss rose once. Is that the end?",
                "Learning curves are noisy, and a single rise says little. That is why there is a "
                "patience."),
    ),
))

# 8.15: spot the leak ----------------------------------------------------------------------------

add(Exercise(
    name="choice_8_15",
    number="8.15",
    title="Which number can be believed?",
    difficulty=2,
    minutes=3,
    options={
        "a": "subtracted the mean of all images, test images too, before anything else",
        "b": "stopped the training at the epoch with the best test accuracy",
        "c": "tried 200 networks, took the best on the validation data, and tested that one once",
        "d": "tried 20 networks, and took the one with the best test accuracy",
    },
    solution="c",
    why="200 tries on the validation data are allowed: that number is used up. The test data were "
        "asked once, when nothing was left to choose.",
    hints=("In which of the four did the test data have no part in any decision?",),
    mistakes=(
        Mistake("a", "What does the network know about the test images, if their mean went in?",
                "Scaling is a part of training: its numbers are learned from data. With all images in "
                "them, the test images have had a part in it. The effect is often small, and "
                "nobody can say how small."),
        Mistake("b", "Which data have chosen the epoch?",
                "The test accuracy wobbles from epoch to epoch. Whoever takes its highest point reports "
                "the luckiest moment."),
        Mistake("d", "Twenty networks of the same worth have different test accuracies by chance. Which one is "
                     "reported?",
                "The best of twenty is the luckiest of twenty. Choose on the validation data, and test "
                "what was chosen."),
    ),
))

# 8.16: scaling ----------------------------------------------------------------------------------


def scale_all(X_train, X_validation, X_test):
    """Return the three arrays scaled: minus the mean, divided by the standard deviation.

    Each X is (N, D), with a different N.  Every column has a mean and a standard deviation of its
    own. Whatever is learned from data is learned from the training data.
    """
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)    # (D,), (D,)
    return (X_train - mean) / std, (X_validation - mean) / std, (X_test - mean) / std


def scaled_with_all(X_train, X_validation, X_test):
    X = np.concatenate([X_train, X_validation, X_test])
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X_train - mean) / std, (X_validation - mean) / std, (X_test - mean) / std


def scaled_each_by_itself(X_train, X_validation, X_test):
    return tuple((X - X.mean(axis=0)) / X.std(axis=0) for X in (X_train, X_validation, X_test))


def scaled_by_one_number(X_train, X_validation, X_test):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_validation - mean) / std, (X_test - mean) / std


def scaled_by_test(X_train, X_validation, X_test):
    mean, std = X_test.mean(axis=0), X_test.std(axis=0)
    return (X_train - mean) / std, (X_validation - mean) / std, (X_test - mean) / std


def scaled_by_variance(X_train, X_validation, X_test):
    mean, variance = X_train.mean(axis=0), X_train.var(axis=0)
    return (X_train - mean) / variance, (X_validation - mean) / variance, (X_test - mean) / variance


def only_centred(X_train, X_validation, X_test):
    mean = X_train.mean(axis=0)
    return X_train - mean, X_validation - mean, X_test - mean


def mean_not_subtracted(X_train, X_validation, X_test):
    std = X_train.std(axis=0)
    return X_train / std, X_validation / std, X_test / std


def scaled_along_rows(X_train, X_validation, X_test):
    mean, std = X_train.mean(axis=1), X_train.std(axis=1)
    return (X_train - mean) / std, (X_validation - mean) / std, (X_test - mean) / std


def scaled_without_brackets(X_train, X_validation, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return X_train - mean / std, X_validation - mean / std, X_test - mean / std


def scaled_one_after_the_other(X_train, X_validation, X_test):
    X_train = (X_train - X_train.mean(axis=0)) / X_train.std(axis=0)
    X_validation = (X_validation - X_train.mean(axis=0)) / X_train.std(axis=0)
    X_test = (X_test - X_train.mean(axis=0)) / X_train.std(axis=0)
    return X_train, X_validation, X_test


def _cases_scale():
    rng = np.random.default_rng(817)
    first = (np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0]]), np.array([[3.0, 40.0], [5.0, 20.0]]),
             np.array([[7.0, 20.0], [1.0, 60.0]]))
    more = tuple(rng.normal(size=(n, 4)) * [1, 5, 0.2, 2] + [0, 10, -1, 3] for n in (12, 5, 7))
    return [first, more]


add(Exercise(
    name="scale_all",
    number="8.16",
    title="Scale without a leak",
    difficulty=2,
    minutes=5,
    solution=scale_all,
    cases=_cases_scale,
    returns=("X_train", "X_validation", "X_test"),
    why="New data will come one by one, with no mean of their own. All that is known then is the "
        "training data's.",
    hints=("Which of the three arrays may you look at, to find the mean and the standard deviation?",
           "Every column has its own. Along which axis do you take the mean?",
           "The same two numbers per column are used for all three arrays."),
    mistakes=(
        Mistake(scaled_with_all, "Which rows went into your mean?",
                "Validation and test data are in it. Then they are no longer unseen: the training has "
                "been told something about them."),
        Mistake(scaled_each_by_itself, "The same pixel value in training and test: is it the same after your "
                                       "scaling?",
                "Each array gets a scale of its own, so equal inputs become different. And how would you "
                "scale a single new sample?"),
        Mistake(scaled_by_one_number, "How many columns are there, and how many means have you taken?",
                "One mean for all columns leaves a column of large numbers large and one of small numbers "
                "small."),
        Mistake(scaled_along_rows, "Your mean has one number per sample. Which axis has to go?",
                "The mean of a column is taken over the samples, down the rows: that is axis 0. Axis 1 "
                "would mix a sample's age with its income."),
        Mistake(scaled_by_test, "Whose mean have you taken?",
                "The test data's. They must have no part in anything before the final test."),
        Mistake(scaled_by_variance, "After scaling, what should the standard deviation of a training column be?",
                "The variance is the square of the standard deviation. Divided by the variance, the "
                "columns do not get the spread 1."),
        Mistake(only_centred, "The means are right. How far do the columns reach?",
                "The mean was subtracted, but the spread is as it was. Each column should come to a "
                "standard deviation of 1."),
        Mistake(scaled_without_brackets, "Which does Python do first here, the minus or the division?",
                "Division comes before subtraction: X - m / s is X - (m / s). The difference belongs into "
                "brackets."),
        Mistake(scaled_one_after_the_other, "Your training data are right. Which mean was taken off the "
                                            "others, the one before or the one after scaling?",
                "Once X_train is scaled, its mean is 0 and its spread 1, so the other two stay nearly as "
                "they were. Keep mean and spread of the training data before you change them."),
        Mistake(mean_not_subtracted, "The spreads are right. Where do the columns have their middle?",
                "The columns were divided by their spread, but not moved: their mean should be 0 first."),
    ),
))

# 8.17: choosing ---------------------------------------------------------------------------------


def honest_choice(validation, test):
    """Return (network, epoch, reported): what to choose, and the accuracy to be reported for it.

    validation, test (R, E): accuracies of R networks after each of E epochs.
    network, epoch: row and column of what you would choose, both counted from 0.
    """
    network = validation.max(axis=1).argmax()
    epoch = validation[network].argmax()
    return network, epoch, test[network, epoch]


def honest_by_search(validation, test):
    best = (0, 0)
    for i in range(validation.shape[0]):
        for j in range(validation.shape[1]):
            if validation[i, j] > validation[best]:
                best = (i, j)
    return best[0], best[1], test[best]


def chosen_by_test(validation, test):
    network, epoch = np.unravel_index(test.argmax(), test.shape)
    return network, epoch, test[network, epoch]


def stopped_by_test(validation, test):
    network = validation.max(axis=1).argmax()
    epoch = test[network].argmax()
    return network, epoch, test[network, epoch]


def validation_reported(validation, test):
    network, epoch = np.unravel_index(validation.argmax(), validation.shape)
    return network, epoch, validation[network, epoch]


def best_test_reported(validation, test):
    network, epoch = np.unravel_index(validation.argmax(), validation.shape)
    return network, epoch, test.max()


def last_epoch_taken(validation, test):
    network = validation[:, -1].argmax()
    return network, validation.shape[1] - 1, test[network, -1]


def both_asked(validation, test):
    network, epoch = np.unravel_index((validation + test).argmax(), test.shape)
    return network, epoch, test[network, epoch]


def table_as_one_list(validation, test):
    network = validation.argmax()
    epoch = validation[network].argmax()
    return network, epoch, test[network, epoch]


def best_on_average(validation, test):
    network = validation.mean(axis=1).argmax()
    epoch = validation[network].argmax()
    return network, epoch, test[network, epoch]


def honest_counted_from_one(validation, test):
    network = validation.max(axis=1).argmax()
    epoch = validation[network].argmax()
    return network + 1, epoch + 1, test[network, epoch]


def _cases_honest():
    rng = np.random.default_rng(818)
    first = (np.array([[0.88, 0.91, 0.95, 0.92], [0.92, 0.94, 0.93, 0.94], [0.85, 0.92, 0.93, 0.91]]),
             np.array([[0.87, 0.94, 0.92, 0.93], [0.91, 0.93, 0.94, 0.90], [0.90, 0.96, 0.94, 0.92]]))
    quality = np.round(0.9 + 0.06 * rng.random((5, 6)), 4)
    more = [(quality, np.round(quality + 0.03 * rng.normal(size=quality.shape), 4)),
            (0.8 + 0.1 * rng.random((4, 7)), 0.8 + 0.1 * rng.random((4, 7)))]
    return [first, *more]


add(Exercise(
    name="honest_choice",
    number="8.17",
    title="Choose, then report",
    difficulty=2,
    minutes=8,
    solution=honest_choice,
    alternatives=(honest_by_search,),
    cases=_cases_honest,
    returns=("network", "epoch", "reported"),
    why="The validation data choose, the test data report, and neither does the other's work.",
    hints=("Which of the two tables may decide?",
           "validation.max(axis=1) gives the best accuracy of each network. Which network has the "
           "highest?",
           "In the row of that network, which column is the highest? And which number do you then read "
           "from the other table?"),
    mistakes=(
        Mistake(chosen_by_test, "Which table has chosen the network?",
                "The highest test accuracy of all is the luckiest one. If the test data choose, nobody is "
                "left to test."),
        Mistake(stopped_by_test, "The network is chosen on the validation data. And the epoch?",
                "The epoch was taken where the test accuracy is highest. Stopping is choosing too, and "
                "the test data must have no part in it."),
        Mistake(validation_reported, "Your choice is right. Is the reported number that of data which had no "
                                     "part in it?",
                "The validation accuracy was the highest of many, which is why you chose it. As a report "
                "it is too good; the test data have not been asked for anything yet."),
        Mistake(best_test_reported, "Does the accuracy you report belong to the network and epoch you chose?",
                "You report the highest number of the test table, whoever reached it. The report is about "
                "what you have chosen, good or bad."),
        Mistake(last_epoch_taken, "Was the last epoch the best one?",
                "You have looked at the last column only. A network can have been better before; whoever "
                "has kept its weights may choose that epoch."),
        Mistake(table_as_one_list, "argmax() of the whole table counts through all its numbers. Is that a row?",
                "Without an axis, argmax counts the numbers row after row, as if the table were one long "
                "list. Find the best of each row first, then the row.",
                recognise=lambda value: tuple(np.round(value, 6)) == (2, 2, 0.94)),    # the first case
        Mistake(best_on_average, "Do you want the network that was good over all epochs, or the best weights?",
                "You compared the means of the rows. A network that learned slowly has a low mean and may "
                "still have the best epoch; its weights were kept."),
        Mistake(honest_counted_from_one, "Which numbers have the first row and the first column?",
                "Both of yours are one too high. They are counted from 0, as argmax counts them."),
        Mistake(both_asked, "How many of the two tables have had a part in your choice?",
                "You have added up both tables. Even half a say for the test data makes their number too "
                "good."),
    ),
))

# 8.18: splitting by class -----------------------------------------------------------------------


def split_by_class(y, share, rng):
    """Return (rest, test): row numbers, so that test holds the same share of every class.

    y (N,): the classes.  share: of each class, this share goes into test (the cases come out even).
    Which rows these are is drawn from rng. Every row is in one of the two arrays, and once.
    """
    rest, test = [], []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = round(share * len(rows))
        test.extend(rows[:n_test])
        rest.extend(rows[n_test:])
    return np.array(rest), np.array(test)


def split_from_one_order(y, share, rng):
    order = rng.permutation(len(y))
    test = np.concatenate([order[y[order] == k][:round(share * np.sum(y == k))] for k in set(y)])
    return np.setdiff1d(order, test), test


def split_of_all(y, share, rng):
    order = rng.permutation(len(y))
    n_test = round(share * len(y))
    return order[n_test:], order[:n_test]


def split_first_rows(y, share, rng):
    rest, test = [], []
    for k in np.unique(y):
        rows = np.flatnonzero(y == k)
        n_test = round(share * len(rows))
        test.extend(rows[:n_test])
        rest.extend(rows[n_test:])
    return np.array(rest), np.array(test)


def split_overlapping(y, share, rng):
    test = []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        test.extend(rows[:round(share * len(rows))])
    return np.arange(len(y)), np.array(test)


def split_exchanged(y, share, rng):
    rest, test = [], []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = round(share * len(rows))
        test.extend(rows[:n_test])
        rest.extend(rows[n_test:])
    return np.array(test), np.array(rest)


def split_equal_numbers(y, share, rng):
    rest, test = [], []
    classes = np.unique(y)
    for k in classes:
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = round(share * len(y) / len(classes))
        test.extend(rows[:n_test])
        rest.extend(rows[n_test:])
    return np.array(rest), np.array(test)


def split_places_for_rows(y, share, rng):
    rest, test = [], []
    for k in np.unique(y):
        places = rng.permutation(np.sum(y == k))
        n_test = round(share * len(places))
        test.extend(places[:n_test])
        rest.extend(places[n_test:])
    return np.array(rest), np.array(test)


def split_from_elsewhere(y, share, rng):
    return split_by_class(y, share, np.random.default_rng(0))


def split_in_pieces(y, share, rng):
    rest, test = [], []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = round(share * len(rows))
        test.append(rows[:n_test])
        rest.append(rows[n_test:])
    return rest, test


def split_share_of_all(y, share, rng):
    rest, test = [], []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = round(share * len(y))
        test.extend(rows[:n_test])
        rest.extend(rows[n_test:])
    return np.array(rest), np.array(test)


def split_with_repeats(y, share, rng):
    test = []
    for k in np.unique(y):
        rows = np.flatnonzero(y == k)
        test.extend(rng.choice(rows, round(share * len(rows))))
    return np.setdiff1d(np.arange(len(y)), test), np.array(test)


def _extract_split(returned, arguments):
    """Return what was found about the split, without the rows themselves: any will do."""
    if returned is None:
        return None
    y, share, rng = arguments
    found = {"once": None, "size": None, "counts": None, "by chance": None, "drawn": None,
             "twice in test": None, "pieces": _word(_in_pieces(returned))}
    try:
        rest, test = ([int(row) for row in rows] for rows in returned)
    except (TypeError, ValueError):
        return found
    found["size"] = f"{len(rest)} rows in rest and {len(test)} in test"
    both = rest + test
    if not all(0 <= row < len(y) for row in both):
        return found
    found["once"] = _word(sorted(both) == list(range(len(y))))
    counts = [sum(y[row] == k for row in test) for k in np.unique(y)]
    wanted = [round(share * np.sum(y == k)) for k in np.unique(y)]
    found["counts"] = "right" if counts == wanted else \
        "equal" if len(set(counts)) == 1 else "the rest" if sum(counts) != sum(wanted) else "other"
    first = [row for k in np.unique(y) for row in np.flatnonzero(y == k)[:round(share * np.sum(y == k))]]
    found["by chance"] = _word(sorted(test) != sorted(first))
    found["drawn"] = _word(_has_drawn(rng))
    found["twice in test"] = _word(len(set(test)) < len(test))
    return found


def _in_pieces(returned):
    """Say whether row numbers were collected in lists of arrays, one per class."""
    try:
        return any(np.ndim(piece) == 1 for rows in returned for piece in rows)
    except (TypeError, ValueError):
        return False


def _is_split_elsewhere(found):
    return found["once"] == "yes" and found["by chance"] == "yes" and found["drawn"] == "no"


def _has_repeats(found):
    return found["twice in test"] == "yes" and found["counts"] == "right"


def _accept_split(found, arguments):
    y, share = arguments[:2]
    if found["pieces"] == "yes":
        return ("rest and test should each be one array of row numbers; yours hold arrays, one for each "
                "class.")
    if found["size"] is None:
        return "it should return two arrays of row numbers, rest and test."
    sizes = found["size"]
    if found["once"] is None:
        return f"there are row numbers that do not exist among the {len(y)} rows."
    if found["once"] == "no":
        return (f"of {len(y)} rows, you returned {sizes}: not every row is there exactly once.")
    n_test = sum(round(share * np.sum(y == k)) for k in np.unique(y))
    if found["counts"] != "right" or sizes != f"{len(y) - n_test} rows in rest and {n_test} in test":
        shares = ", ".join(f"{np.sum(y == k)} of class {k}" for k in np.unique(y))
        return (f"for share = {share} and {shares}, the test rows ({sizes}) do not hold this share of "
                f"each class.")
    if found["by chance"] == "no":
        return "the test rows are the first ones of each class, not drawn by chance."
    if found["drawn"] == "no":
        return "nothing was drawn from rng: it was handed in, so that the caller's seed decides."
    return None


def _cases_split():
    rng = np.random.default_rng(819)
    return [(rng.permutation(np.repeat(np.arange(len(sizes)), sizes)), share, Tool("rng"))
            for sizes, share in (((10, 20, 30), 0.2), ((8, 40, 16, 24), 0.25), ((30, 60), 0.1))]


add(Exercise(
    name="split_by_class",
    number="8.18",
    title="A fair split",
    difficulty=3,
    minutes=12,
    core=False,
    solution=split_by_class,
    alternatives=(split_from_one_order,),
    cases=_cases_split,
    tools={"rng": _make_rng},
    extract=_extract_split,
    accept=_accept_split,
    why="It is called a stratified split. With rare classes it decides whether the test data hold any "
        "of them.",
    hints=("np.flatnonzero(y == k) gives the row numbers of class k. What do you do with them?",
           "Mix them, cut them in two, and go on with the next class. How do you collect the pieces?",
           "A list can collect: test.extend(rows[:n_test])."),
    mistakes=(
        Mistake(split_of_all, "How many of each class are in your test rows?",
                "All rows were mixed together and cut once. By chance one class then gets more than its "
                "share, and a rare one may be missing. Cut each class by itself."),
        Mistake(split_first_rows, "Where does chance come in?",
                "Of each class the first rows are taken. If the data were collected in some order, by "
                "writer, say, the test holds other writers than the rest."),
        Mistake(split_overlapping, "Are your test rows also in the rest?",
                "The rest still holds all rows. A network that has seen the test rows in training can "
                "know them by heart."),
        Mistake(split_exchanged, "Which of the two arrays is the larger one, and which comes first?",
                "They are exchanged: first the rest, to train on, then the test rows."),
        Mistake(split_equal_numbers, "Should a large class and a small one send equally many rows?",
                "The same number was taken from each class. It should be the same share, so that the "
                "test data look like all data."),
        Mistake(split_from_elsewhere, "Where does your chance come from? Is it the rng that was handed in?",
                "The split is random, but nothing of it comes from rng. The caller has chosen its seed, so "
                "that the split can be repeated.",
                recognise=_is_split_elsewhere),
        Mistake(split_in_pieces, "What does list.append do with an array: add its numbers, or the array?",
                "rest and test hold one array per class. They should hold the row numbers themselves: "
                "extend adds them one by one, np.concatenate joins the arrays at the end.",
                recognise=lambda found: found["pieces"] == "yes"),
        Mistake(split_share_of_all, "The share of what do you take from each class?",
                "From each class you take the share of all rows. It should be the share of the rows of "
                "this class."),
        Mistake(split_with_repeats, "Can a row be drawn twice into your test rows?",
                "Some row is in test more than once. Drawing with repetition does that, rng.choice without "
                "replace=False, for example. Mix the rows of a class and cut instead.",
                recognise=_has_repeats),
        Mistake(split_places_for_rows, "Your numbers run from 0 to the size of the class. Which rows are they?",
                "They count inside the class. Row 3 of class 2 is somewhere else in y, and that place is "
                "what np.flatnonzero tells."),
    ),
))
