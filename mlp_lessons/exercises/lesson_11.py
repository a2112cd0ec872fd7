"""The exercises of lesson 11, from NumPy to PyTorch. None of them needs PyTorch."""

import numpy as np

from .record import Exercise, Mistake, add
from .telling import brief, kind_of, show, show_difference
from .values import Foreign, is_numeric, same_value

# 11.1 to 11.3: recall ---------------------------------------------------------------------------

add(Exercise(
    name="recall_11_1",
    number="11.1",
    title="From lesson 10: bent digits",
    difficulty=1,
    minutes=2,
    options={
        "a": "the network sees more kinds of the same digit, and cannot learn single pictures by heart",
        "b": "bent digits are easier to read than straight ones",
        "c": "the test digits were bent in the same way",
        "d": "the network got more weights",
    },
    solution="a",
    why="A shifted or bent 7 is still a 7: new data for nothing, and only for the training pile.",
    hints=("Does the label change when a digit is shifted or bent a little?",
           "How often does the network see exactly the same picture, with and without it?"),
    mistakes=(
        Mistake("b", "On which pile did the accuracy rise, and were its digits bent?",
                "Bent digits are harder, if anything, and the training loss shows it. The test "
                "digits stayed as they were."),
        Mistake("c", "What would a test accuracy be worth, if the test data were changed?",
                "The test pile stays untouched. Only the training digits were shifted and bent."),
        Mistake("d", "Does the size of the data change the shape of W?",
                "The network kept its size. What grew is the number of different pictures."),
    ),
))

add(Exercise(
    name="recall_11_2",
    number="11.2",
    title="From lesson 09: one batch",
    difficulty=1,
    minutes=2,
    options={
        "a": "it overfits",
        "b": "there are too few training data",
        "c": "something is broken: a gradient, the order of the layers, or the learning rate",
        "d": "nothing, twenty samples are too few to learn anything",
    },
    solution="c",
    why="Twenty samples can be learned by heart. Whoever cannot even do that has a fault to find.",
    hints=("How hard is it to learn twenty samples by heart, with thousands of weights?",),
    mistakes=(
        Mistake("a", "What would the training loss of an overfitting network be on its own batch?",
                "A network that overfits gets its training data right, and that is what this one "
                "cannot do."),
        Mistake("b", "Are few samples harder to learn by heart, or easier?",
                "Fewer samples are easier to learn by heart. More data help with new samples, "
                "which nobody has asked for here."),
        Mistake("d", "What is learned here: how to read digits, or these twenty?",
                "To read new digits they are too few. To be learned by heart they are few, and "
                "that is the point of the test."),
    ),
))

add(Exercise(
    name="recall_11_3",
    number="11.3",
    title="From lesson 07: two trips, one step",
    difficulty=1,
    minutes=2,
    options={
        "a": "twice as far as after one call of backward",
        "b": "as far as after one call of backward",
        "c": "not at all",
        "d": "half as far",
    },
    solution="b",
    why="Our backward writes dW and db anew each time. The second trip finds the same slopes.",
    hints=("What stands in dW after the first trip back, and what after the second?",
           "Does our backward say `self.dW = …` or `self.dW += …`?"),
    mistakes=(
        Mistake("a", "Does our backward add to dW, or write it anew?",
                "It writes it anew, so the second trip leaves the same numbers. Keep this answer "
                "in mind, though: there are networks for which it is right."),
        Mistake("c", "Which line moves the weights, and was it called?",
                "step was called once, with a gradient that is there."),
        Mistake("d", "Where would a division by 2 come from?",
                "The 1/N lives in the loss, and N has not changed. Nobody averages over trips."),
    ),
))

# 11.4: the names of PyTorch's numbers -----------------------------------------------------------


def numbers_by_name(layers):
    """Return {name: array} with PyTorch's names for the weights and biases of these layers.

    layers: a list; a linear layer is a pair (W, b), W (out, in) and b (out,); any other a text.
    """
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            W, b = layer
            numbers[f"{k}.weight"] = W
            numbers[f"{k}.bias"] = b
    return numbers


def by_index(layers):
    numbers = {}
    for k in range(len(layers)):
        if len(layers[k]) == 2:
            numbers[str(k) + ".weight"], numbers[str(k) + ".bias"] = layers[k]
    return numbers


def weights_turned(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            W, b = layer
            numbers[f"{k}.weight"] = W.T
            numbers[f"{k}.bias"] = b
    return numbers


def linear_layers_counted(layers):
    numbers = {}
    k = 0
    for layer in layers:
        if not isinstance(layer, str):
            numbers[f"{k}.weight"], numbers[f"{k}.bias"] = layer
            k += 1
    return numbers


def counted_from_one(layers):
    numbers = {}
    for k, layer in enumerate(layers, start=1):
        if not isinstance(layer, str):
            numbers[f"{k}.weight"], numbers[f"{k}.bias"] = layer
    return numbers


def biases_left_out(layers):
    return {f"{k}.weight": layer[0] for k, layer in enumerate(layers)
            if not isinstance(layer, str)}


def our_names(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            numbers[f"{k}.W"], numbers[f"{k}.b"] = layer
    return numbers


def code_paths(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            numbers[f"layers[{k}].weight"], numbers[f"layers[{k}].bias"] = layer
    return numbers


def letters_for_places(layers):
    numbers = {}
    for layer in layers:
        if not isinstance(layer, str):
            numbers["k.weight"], numbers["k.bias"] = layer
    return numbers


def _has_letters_for_places(numbers):
    return any(name.startswith(("k.", "{")) for name in numbers)


def first_and_third_only(layers):
    return {"0.weight": layers[0][0], "0.bias": layers[0][1],
            "2.weight": layers[2][0], "2.bias": layers[2][1]}


def _stops_after_two(numbers):
    """Say whether of the long network (the second case) only places 0 and 2 have been named."""
    return (set(numbers) == {"0.weight", "0.bias", "2.weight", "2.bias"}
            and np.shape(numbers["0.weight"]) == (3, 4))


def searched_by_index(layers):
    numbers = {}
    for layer in layers:
        if not isinstance(layer, str):
            k = layers.index(layer)
            numbers[f"{k}.weight"], numbers[f"{k}.bias"] = layer
    return numbers


def asked_for_an_attribute(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if hasattr(layer, "W"):
            numbers[f"{k}.weight"], numbers[f"{k}.bias"] = layer.W, layer.b
    return numbers


def no_places(layers):
    numbers = {}
    for layer in layers:
        if not isinstance(layer, str):
            numbers["weight"], numbers["bias"] = layer
    return numbers


def weight_and_bias_exchanged(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            numbers[f"{k}.bias"], numbers[f"{k}.weight"] = layer
    return numbers


def activations_too(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        W, b = layer
        numbers[f"{k}.weight"], numbers[f"{k}.bias"] = W, b
    return numbers


def returned_too_early(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            W, b = layer
            numbers[f"{k}.weight"] = W
            numbers[f"{k}.bias"] = b
            return numbers


def as_attributes(layers):
    numbers = {}
    for k, layer in enumerate(layers):
        if not isinstance(layer, str):
            numbers[f"{k}.weight"] = layer.W
            numbers[f"{k}.bias"] = layer.b
    return numbers


def attributes_of_every_layer(layers):
    numbers = {}
    for k in range(len(layers)):
        numbers[f"{k}.weight"] = layers[k].W
        numbers[f"{k}.bias"] = layers[k].b
    return numbers


def _cases_names():
    rng = np.random.default_rng(114)

    def linear(n_in, n_out):
        return rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    first = [(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([0.5, 0.0, -0.5])), "relu",
             (np.array([[1.0, 0.0, -1.0]]), np.array([2.0]))]
    return [(first,), ([linear(4, 3), "relu", linear(3, 5), "relu", linear(5, 4)],),
            ([linear(2, 3)],), (["tanh", linear(5, 3), "relu", "relu", linear(3, 4)],)]


add(Exercise(
    name="numbers_by_name",
    number="11.4",
    title="Our numbers, their names",
    difficulty=1,
    minutes=7,
    solution=numbers_by_name,
    alternatives=(by_index,),
    cases=_cases_names,
    why="Row for row the same arrays, no transpose: both have one row of W per neuron. Only the "
        "names differ.",
    hints=("`for k, layer in enumerate(layers)` counts along, from 0. Which layers have numbers?",
           "`isinstance(layer, str)` is True for a text such as \"relu\". The others can be taken "
           "apart: W, b = layer.",
           "f\"{k}.weight\" is the text 0.weight for k = 0. What belongs under it?"),
    mistakes=(
        Mistake(weights_turned, "Which shape has the weight of a torch.nn.Linear, (out, in) or "
                                "(in, out)?",
                "It has one row per neuron, (out, in), as ours has. Turned round it would not fit, "
                "or for a square layer would fit and be wrong."),
        Mistake(linear_layers_counted, "At which place of the list does the second linear layer "
                                       "stand?",
                "You number the linear layers alone. PyTorch counts all places, those of the "
                "activations too."),
        Mistake(counted_from_one, "What is the number of the first place?",
                "Places are counted from 0 here, as everywhere in Python."),
        Mistake(biases_left_out, "How many arrays has a linear layer?",
                "Each has two, and PyTorch refuses a dictionary in which one is missing."),
        Mistake(our_names, "How does PyTorch call W and b?",
                "W and b are our names. PyTorch says weight and bias."),
        Mistake(code_paths, "Which part of your names is not in the table above?",
                "In a Sequential the place alone is the name, without a word in front: 0.weight.",
                recognise=lambda numbers: any("[" in name for name in numbers)),
        Mistake(letters_for_places, "Which names does your dictionary hold? Where is the number of "
                                    "the place?",
                "In \"k.weight\" the k is a letter. With an f in front of the quotation marks and "
                "braces around it, f\"{k}…\", Python puts in what k is.",
                recognise=_has_letters_for_places),
        Mistake(first_and_third_only, "How many linear layers has the list, and how many of them have "
                                      "you named?",
                "0 and 2 are the places in the first example. Another network has other places: go "
                "through the list.", recognise=_stops_after_two),
        Mistake(searched_by_index, "Does the loop know at which place it is, or does `index` search for "
                                   "it?",
                "index compares the layer with every entry of the list, and two arrays are not compared "
                "to one True or False. `enumerate` counts the places along."),
        Mistake(asked_for_an_attribute, "Your dictionary is empty. Which layer passes the question that "
                                        "you ask of it?",
                "The layers come as pairs (W, b), and a pair has nothing that is called W. Ask whether "
                "it is a text."),
        Mistake(no_places, "How many entries has your dictionary, for two linear layers?",
                "A dictionary holds one value per name, so the last layer has overwritten the "
                "others. The place in front keeps them apart."),
        Mistake(weight_and_bias_exchanged, "Which of the two is the matrix?",
                "A pair is (W, b): the matrix comes first and is the weight."),
        Mistake(returned_too_early, "How many entries has your dictionary, and how many linear layers "
                                    "are there?",
                "Only the first linear layer is in it. A return ends the function at once, also in "
                "the middle of a loop."),
        Mistake(as_attributes, "What is a linear layer here: an object, or a pair?",
                "The layers come as pairs (W, b), not as objects with a W. A pair is taken apart with "
                "W, b = layer."),
        Mistake(attributes_of_every_layer, "What is layers[0] here: an object with a W, or a pair?",
                "The layers come as pairs (W, b) and texts. A pair is taken apart with W, b = layers[0], "
                "and a text has nothing to take."),
        Mistake(activations_too, "What should the way through the loop be for \"relu\"?",
                "A text is no pair. An activation has no numbers, so it gets no entry, but it "
                "keeps its place in the counting."),
    ),
))

# 11.5: softmax twice ----------------------------------------------------------------------------


def loss_floor(n_classes):
    """Return the lowest loss that a network can reach if softmax is applied twice, a number.

    n_classes: how many classes there are, at least 2.
    """
    return np.log(np.e + n_classes - 1) - 1


def floor_by_arrays(n_classes):
    P = np.zeros(n_classes)
    P[0] = 1
    return -np.log(np.exp(P[0]) / np.exp(P).sum())


def nothing_lost(n_classes):
    return 0.0


def nothing_learned(n_classes):
    return np.log(n_classes)


def right_one_counted_twice(n_classes):
    return -np.log(np.e / (np.e + n_classes))


def probability_itself(n_classes):
    return np.e / (np.e + n_classes - 1)


def price_of_the_sum(n_classes):
    return np.log(np.e + n_classes - 1)


def sign_of_the_logarithm(n_classes):
    return 1 - np.log(np.e + n_classes - 1)


def softmax_not_applied_again(n_classes):
    return -1.0


def exponentials_exchanged(n_classes):
    return -np.log(1 / (1 + np.e * (n_classes - 1)))


def only_one_other(n_classes):
    return np.log(np.e + 1) - 1


add(Exercise(
    name="loss_floor",
    number="11.5",
    title="Softmax twice",
    difficulty=2,
    minutes=6,
    solution=loss_floor,
    alternatives=(floor_by_arrays,),
    cases=lambda: [(2,), (3,), (10,), (100,)],
    why="With ten classes the loss gets stuck at 1.46, however sure and right the network is. If you "
        "ever meet that number, look for a second softmax.",
    hints=("The best that the first softmax can give: which number for the right class, which for "
           "each other?",
           "These numbers are now taken for scores: 1 for the right class, 0 for all others. What is "
           "e to each of them?",
           "The second softmax gives the right class e¹ / (e¹ + …). How many others are there, and "
           "what does each add? The loss is −log of that."),
    mistakes=(
        Mistake(nothing_lost, "What does the second softmax make of the scores 1, 0, 0?",
                "e¹ = 2.718 and e⁰ = 1: the others are not gone. The right class gets about 0.58 of "
                "three, and −log of that is not 0."),
        Mistake(nothing_learned, "Are the scores of the second softmax all alike?",
                "log K is the loss of a network that knows nothing. Here the right class has the "
                "score 1 and the others 0: a little better."),
        Mistake(right_one_counted_twice, "For two classes, what stands below the line: how many times "
                                         "e⁰?",
                "The right class has its e¹ already. The others are one fewer than the classes."),
        Mistake(probability_itself, "Is that the loss, or the probability of the right class?",
                "That is the probability that is left for the right class. The loss is −log of it."),
        Mistake(price_of_the_sum, "The loss is log of the sum, minus what?",
                "logsumexp(s) − s_y: the score of the right class, here 1, is taken away."),
        Mistake(sign_of_the_logarithm, "Can a cross-entropy be negative?",
                "That is log p. The loss is −log p."),
        Mistake(softmax_not_applied_again, "Who divides by the sum of all exponentials?",
                "−1 is −s_y alone. PyTorch's cross-entropy adds the logarithm of the sum of the "
                "exponentials: that is the second softmax."),
        Mistake(exponentials_exchanged, "Which class has the score 1, the right one or the others?",
                "The right class had the probability 1, so e¹ belongs to it. Each of the others had 0, "
                "and e⁰ is 1."),
        Mistake(only_one_other, "How many classes compete with the right one?",
                "For two classes it is right. Every further class adds its e⁰ = 1 to the sum."),
    ),
))

# 11.6: send back --------------------------------------------------------------------------------


def send_back(order, paths):
    """Return {name: gradient}: how the last value changes with each of the others.

    order: the names, each behind all that were made from it; order[0] is the last value, the loss.
    paths: {name: [(made from, slope), …]}; the list is empty for a value that was given.
    """
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] += gradients[name] * slope
    return gradients


def collected_from_users(order, paths):
    found = {}
    for name in order:
        if name == order[0]:
            found[name] = 1.0
            continue
        found[name] = sum(found[user] * slope for user in found for earlier, slope in paths[user]
                          if earlier == name)
    return found


def last_path_wins(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] = gradients[name] * slope
    return gradients


def first_path_wins(order, paths):
    gradients = {order[0]: 1.0}
    for name in order:
        for earlier, slope in paths[name]:
            gradients.setdefault(earlier, gradients[name] * slope)
    return gradients


def begins_with_nothing(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] += gradients[name] * slope
    return gradients


def ones_everywhere(order, paths):
    gradients = dict.fromkeys(order, 1.0)
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] += gradients[name] * slope
    return gradients


def one_arrow_only(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] += slope
    return gradients


def slopes_added_along(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] += gradients[name] + slope
    return gradients


def from_the_wrong_end(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in reversed(order):
        for earlier, slope in paths[name]:
            gradients[earlier] += gradients[name] * slope
    return gradients


def paths_multiplied(order, paths):
    gradients = dict.fromkeys(order, 1.0)
    for name in order:
        for earlier, slope in paths[name]:
            gradients[earlier] *= gradients[name] * slope
    return gradients


def twin_paths_lost(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in dict(paths[name]).items():
            gradients[earlier] += gradients[name] * slope
    return gradients


def names_exchanged(order, paths):
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[0]] = 1.0
    for name in order:
        for earlier, slope in paths[name]:
            gradients[name] += gradients[earlier] * slope
    return gradients


_RECORDED = {"a": [], "b": [], "c": [("a", -3.0), ("b", 2.0)], "d": [("c", 1.0), ("a", 1.0)],
             "L": [("c", -4.0), ("d", -6.0)]}


def _cases_send():
    square = {"a": [], "c": [("a", 3.0)], "d": [("c", 2.0), ("c", 2.0)], "b": [("a", 1.5)],
              "L": [("d", -0.5), ("b", 2.0)]}
    rng = np.random.default_rng(116)
    names = ["a", "b", "c", "d", "L"]
    web = {name: [(earlier, float(rng.normal())) for earlier in names[:k]] for k, name in enumerate(names)}
    chain = {"d": [], "b": [("d", 2.0)], "a": [("b", -3.0)], "c": [("a", 0.5)], "L": [("c", 4.0), ("a", 1.0)]}
    return [(["L", "d", "c", "b", "a"], _RECORDED), (["L", "b", "d", "c", "a"], square),
            (names[::-1], web), (["L", "c", "a", "b", "d"], chain)]


add(Exercise(
    name="send_back",
    number="11.6",
    title="Multiply along, add where they meet",
    difficulty=2,
    minutes=8,
    solution=send_back,
    alternatives=(collected_from_users,),
    cases=_cases_send,
    own_stub='''
        def send_back(order, paths):
            """Return {name: gradient}: how the last value changes with each of the others.

            order: the names, each behind all that were made from it; order[0] is the last value, the loss.
            paths: {name: [(made from, slope), …]}; the list is empty for a value that was given.
            """
            gradients = dict.fromkeys(order, 0.0)    # {name: 0.0} for every name
            gradients[order[0]] = ...    # how the loss changes with itself
            for name in order:
                for earlier, slope in paths[name]:
                    ...
            return gradients''',
    why="That is all of backpropagation, and it knows nothing of layers. Whatever can be written as "
        "such a list has its gradients now.",
    hints=("If the loss grows by 1, by how much does the loss grow?",
           "An arrow from `name` back to `earlier` has a slope. What is handed on along it?",
           "Two arrows can start at the same value, here two at a and two at c. On the way back both "
           "bring something. What happens to the first contribution when the second one arrives?"),
    mistakes=(
        Mistake(last_path_wins, "How many arrows start at c? How many of them are in your number?",
                "One contribution replaces the other: the last path wins. Where paths meet, they are "
                "added."),
        Mistake(first_path_wins, "Two arrows start at c. What becomes of the one that is followed "
                                 "later?",
                "Only the first path counts in yours. The second must be added to it."),
        Mistake(begins_with_nothing, "What is sent back from the loss itself?",
                "If the loss begins with 0, everything behind it is a product with 0. It changes with "
                "itself by 1."),
        Mistake(ones_everywhere, "Which value changes the loss by 1 before any arrow was followed?",
                "Only the loss itself begins with 1. All others begin with 0, and collect."),
        Mistake(one_arrow_only, "What do you hand back along an arrow: its slope alone?",
                "The slope says how `name` changes. To know how the loss changes, it is multiplied "
                "with the gradient that `name` has."),
        Mistake(slopes_added_along, "What is done along one path, adding or multiplying?",
                "Along a path slopes are multiplied. Only paths that meet are added."),
        Mistake(from_the_wrong_end, "Which gradient is known at the beginning?",
                "You begin at the values that were given, and their gradients are still 0. order "
                "begins with the loss, as it should."),
        Mistake(paths_multiplied, "What do you do with the two contributions that come back to c?",
                "Along a path slopes are multiplied, but paths that meet are added, from 0 on."),
        Mistake(twin_paths_lost, "In z = y · y two arrows go to the same y. How many of them do you "
                                 "follow?",
                "A dictionary keeps one entry per name, so the second arrow to the same value is lost. "
                "Go through the list itself."),
        Mistake(names_exchanged, "In which direction does the gradient travel along an arrow?",
                "From `name` to `earlier`: what was made sends back to what it was made from."),
    ),
))

# 11.7: the order --------------------------------------------------------------------------------


def backward_order(made_from, last):
    """Return `last` and all it depends on, `last` first, each behind those made from it.

    made_from: {name: [names of the values it was made from]}.  last: the name of the last value.
    """
    order = []

    def visit(name):
        if name not in order:
            for earlier in made_from[name]:
                visit(earlier)
            order.append(name)

    visit(last)
    return order[::-1]


def who_is_ready(made_from, last):
    needed = [last]
    for name in needed:
        needed += [earlier for earlier in made_from[name] if earlier not in needed]
    order = []
    while len(order) < len(set(needed)):
        for name in needed:
            users = [user for user in needed if name in made_from[user]]
            if name not in order and all(user in order for user in users):
                order.append(name)
    return order


def not_turned_round(made_from, last):
    order = []

    def visit(name):
        if name not in order:
            for earlier in made_from[name]:
                visit(earlier)
            order.append(name)

    visit(last)
    return order


def turned_in_place(made_from, last):
    order = []

    def visit(name):
        if name not in order:
            for earlier in made_from[name]:
                visit(earlier)
            order.append(name)

    visit(last)
    return order.reverse()


def noted_on_arrival(made_from, last):
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for earlier in made_from[name]:
                visit(earlier)

    visit(last)
    return order


def noted_on_arrival_turned(made_from, last):
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for earlier in made_from[name]:
                visit(earlier)

    visit(last)
    return order[::-1]


def level_by_level(made_from, last):
    order = [last]
    for name in order:
        order += [earlier for earlier in made_from[name] if earlier not in order]
    return order


def met_more_than_once(made_from, last):
    order = []

    def visit(name):
        for earlier in made_from[name]:
            visit(earlier)
        order.append(name)

    visit(last)
    return order[::-1]


def all_backwards(made_from, last):
    return list(made_from)[::-1]


def one_step_only(made_from, last):
    return [last, *made_from[last]]


def never_visited_again(made_from, last):
    order = []

    def visit(name):
        if name not in order:
            for earlier in made_from[name]:
                if earlier not in order:
                    order.append(earlier)
            order.append(name)

    visit(last)
    return order[::-1]


def _needed_names(made_from, last):
    needed = [last]
    for name in needed:
        needed += [earlier for earlier in dict.fromkeys(made_from[name]) if earlier not in needed]
    return set(needed)


def _first_too_early(order, made_from):
    """Return (name, its user) of the first name that stands before one that was made from it."""
    for place, name in enumerate(order):
        for user in order[place + 1:]:
            if name in made_from[user]:
                return name, user
    return None


def _extract_order(order, arguments):
    return order if order is None else {"order": order, "made_from": arguments[0], "last": arguments[1]}


def _accept_order(value, arguments):
    made_from, last = arguments
    order = value["order"]
    shown = f"for made_from = {made_from} and last = {last!r} you returned {order}"
    if not isinstance(order, (list, tuple)):
        return f"it should return a list of names, but {shown}."
    order = list(order)
    strange = [name for name in order if name not in made_from]
    if strange:
        return f"{shown}. {strange[0]!r} is no name of a value."
    if len(set(order)) < len(order):
        twice = next(name for name in order if order.count(name) > 1)
        return f"{shown}. {twice!r} stands in it {order.count(twice)} times, and must stand in it once."
    needed = _needed_names(made_from, last)
    missing = sorted(needed - set(order))
    if missing:
        return f"{shown}. {missing[0]!r} is missing, and {last!r} depends on it."
    wrong = _first_too_early(order, made_from)
    if wrong:
        return (f"{shown}. There {wrong[0]!r} stands before {wrong[1]!r}, which was made from it: it "
                f"would send on before all has arrived.")
    extra = sorted(set(order) - needed)
    if extra:
        return f"{shown}. {extra[0]!r} is in it, but {last!r} does not depend on it."
    return None


def _is_way_forward(value):
    """Say so of the first example alone: what is one in a shorter one may be so by accident."""
    order, made_from = list(value["order"]), value["made_from"]
    return (made_from == _MADE_FROM and set(order) == _needed_names(made_from, value["last"])
            and len(set(order)) == len(order) and order[-1] == value["last"]
            and _first_too_early(order[::-1], made_from) is None)


def _has_one_twice(value):
    return len(set(value["order"])) < len(value["order"])


def _begins_well_but(value):
    order = list(value["order"])
    return (order[0] == value["last"] and len(set(order)) == len(order)
            and set(order) == _needed_names(value["made_from"], value["last"])
            and _first_too_early(order, value["made_from"]) is not None)


def _has_too_much(value):
    return (set(value["order"]) > _needed_names(value["made_from"], value["last"])
            and len(set(value["order"])) == len(value["order"]))


_MADE_FROM = {"L": ["c", "d"], "a": [], "c": ["a", "b"], "d": ["c", "a"], "b": []}


def _cases_order():
    square = {"y": ["x"], "z": ["y", "y"], "x": []}
    long = {"s": ["A", "W2"], "Z": ["X", "W1"], "L": ["P", "s"], "X": [], "A": ["Z"], "W1": [],
            "other": ["A", "X"], "P": ["s"], "W2": [], "unused": []}
    ladder = {"e": ["d", "c", "a"], "b": ["a"], "d": ["c", "b"], "a": [], "f": ["a", "e"], "c": ["b", "a"]}
    return [(_MADE_FROM, "L"), (square, "z"), (long, "L"), (ladder, "f"), ({"x": []}, "x")]


add(Exercise(
    name="backward_order",
    number="11.7",
    title="Who may send first?",
    difficulty=3,
    minutes=15,
    solution=backward_order,
    alternatives=(who_is_ready,),
    cases=_cases_order,
    extract=_extract_order,
    accept=_accept_order,
    own_stub='''
        def backward_order(made_from, last):
            """Return `last` and all it depends on, `last` first, each behind those made from it.

            made_from: {name: [names of the values it was made from]}.  last: the name of the last value.
            """
            order = []

            def visit(name):
                """Put `name` into `order`, and all that it was made from, each of them once."""
                raise NotImplementedError("your turn")

            visit(last)
            return order    # Is it the way forward or the way back by now?''',
    why="Any order will do in which nobody sends before all has arrived. With it, the list of what was "
        "done can be walked back without knowing what it was.",
    hints=("Which comes first on the way forward: a value, or what it was made from?",
           "In visit: first visit all that `name` was made from, then append `name` itself. Then `order` "
           "is a way forward. What is the way back?",
           "A value that was used twice is visited twice. How do you see that it has its place already?"),
    mistakes=(
        Mistake(not_turned_round, "Where in your list does the last value stand?",
                "Yours is the way forward: each value stands behind what it was made from. The way "
                "back is the same, from its end.", recognise=_is_way_forward),
        Mistake(turned_in_place, "If there is: what does the call behind it give back? order.reverse() "
                                 "turns the list round in place and returns None.",
                "None comes back from a function without a return, and from one that returns None. "
                "reverse, append and sort change a list in place, and all three return None."),
        Mistake(noted_on_arrival, "Which of these two has to wait for the other before it sends on?",
                "Your list begins with the last value, but one of the others stands in it before a value that was made "
                "from it. It would send on what it has, and the rest would come too late.",
                recognise=_begins_well_but),
        Mistake(noted_on_arrival_turned, "In your list, where does the loss stand? Who sends first?",
                "A name that is noted on arrival stands before what it was made from. Turned round, the "
                "list begins with values that nothing has reached yet."),
        Mistake(level_by_level, "In the first example d is made from c. May c send on before d has sent to "
                                "it? Count the steps on both ways from L to c.",
                "One step from L leads to c, but so do two, through d. The nearest way does not "
                "decide: c has to wait for the longest one."),
        Mistake(met_more_than_once, "How often does that name stand in your list, and how often would it "
                                    "send?",
                "A value that is used twice is met twice on the way. It needs one place, and must "
                "send once.", recognise=_has_one_twice),
        Mistake(all_backwards, "In which order do the names stand in made_from, and does the last value "
                               "depend on all of them?",
                "The dictionary can be in any order and can hold values that have nothing to do with "
                "the last one. Follow the names from `last` on.", recognise=_has_too_much),
        Mistake(one_step_only, "What were the values made from that the last one was made from?",
                "You stop after one step. What was found must be visited in turn."),
        Mistake(never_visited_again, "Is everything visited that visit finds?",
                "What `name` was made from is put into the list, but not visited: what lies further "
                "behind is never found."),
    ),
))

# 11.8: an entry for the product -----------------------------------------------------------------


def my_multiply(a, b):
    """Return (c, way_a, way_b) for c = a · b, number by number.

    a, b: arrays of one shape.  way_a(g), way_b(g): functions; g is the gradient of c, and they
    return the gradients of a and of b.
    """
    return a * b, lambda g: g * b, lambda g: g * a


def with_names(a, b):
    def to_a(g):
        return b * g

    def to_b(g):
        return a * g

    return np.multiply(a, b), to_a, to_b


def own_factor(a, b):
    return a * b, lambda g: g * a, lambda g: g * b


def as_for_a_sum(a, b):
    return a * b, lambda g: g, lambda g: g


def gradient_forgotten(a, b):
    return a * b, lambda g: b, lambda g: a


def slopes_for_functions(a, b):
    return a * b, b, a


def times_the_product(a, b):
    return a * b, lambda g: g * a * b, lambda g: g * a * b


def as_matrix_product(a, b):
    return a @ b, lambda g: g @ b.T, lambda g: a.T @ g


def factors_added(a, b):
    return a * b, lambda g: g + b, lambda g: g + a


def sum_for_product(a, b):
    return a + b, lambda g: g, lambda g: g


def through_the_product(a, b):
    c = a * b
    return c, lambda g: g * c / a, lambda g: g * c / b


def like_the_sum_of_values(a, b):
    return a.data * b.data, lambda g: g * b.data, lambda g: g * a.data


def a_value_for_three(a, b):
    class Value:
        def __init__(self, data, paths, made_by):
            self.data, self.paths, self.made_by = data, paths, made_by

    return Value(a * b, [(a, lambda g: g * b), (b, lambda g: g * a)], "*")


def _is_a_value(returned):
    return isinstance(returned, Foreign) and returned.what == "a Value"


def gradient_too_early(a, b):
    return a * b, g * b, g * a  # noqa: F821


def _gradient_for(arguments):
    """Return the gradient with which ways are tried: 1, 1.5, 2, … in the shape of c."""
    shape = np.shape(arguments[0])
    return 1.0 + 0.5 * np.arange(np.prod(shape, dtype=int)).reshape(shape)


def _try_ways(returned, arguments):
    """Return the value, and what each way makes of one gradient; ("no way", what it is) if none."""
    value, *ways = returned
    tried = [way(_gradient_for(arguments)) if callable(way) else ("no way", kind_of(way))
             for way in ways]
    return (value, *tried)


def _accept_entry(solution):
    """Return the `accept` of an exercise whose ways can only be judged by what they do."""
    def accept(value, arguments):
        if not isinstance(value, (list, tuple)) or len(value) != 3:
            return (f"three things are wanted, separated by commas: c, way_a, way_b. You returned "
                    f"{kind_of(value)}.")
        g = _gradient_for(arguments)
        given = dict(zip(("a", "b", "g"), (*arguments, g)))
        wanted = _try_ways(solution(*arguments), arguments)
        for name, got, should in zip(("c", "way_a", "way_b"), value, wanted):
            if isinstance(got, (list, tuple)) and len(got) == 2 and got[0] == "no way":
                return f"{name} is {got[1]}; a function of g is wanted."
            if isinstance(got, Foreign) and got.what == "a function":
                return f"{name} cannot be called with one g, as {name}(g)."
            complaint = _unlike(got, should, name if name == "c" else f"{name}(g)", given)
            if complaint:
                return complaint
        return None

    return accept


def _unlike(got, should, name, given):
    """Return what is wrong with one of the three results, with all that went in; or None."""
    if not is_numeric(got):
        return f"{name} is {kind_of(got)}; expected {kind_of(should)}."
    if np.shape(got) != np.shape(should):
        return f"the shape is not right. {name} is {kind_of(got)}; expected shape {should.shape}."
    if same_value(got, should, 1e-7):
        return None
    names = ["a", "b"] if name == "c" else list(given)
    write = show if should.size < 6 else lambda array: " " + brief(array)
    shown = "".join(f"\n  {letter} ={write(given[letter])}" for letter in names)
    return (f"the values are not right. For{shown}\n  {name} is"
            f"{show_difference(np.asarray(got, dtype=float), should)}")


def _has_a_hole(returned):
    """Say whether there is a nan or an inf in what one of the ways has made."""
    return any(is_numeric(made) and not np.isfinite(np.asarray(made, dtype=float)).all()
               for made in returned[1:])


def _cases_pairs(seed, low=None):
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return rng.normal(size=shape) if low is None else low + 2 * rng.random(shape)

    first = (np.array([[1.0, 2.0], [0.0, -1.0]]),
             np.array([[4.0, 0.5], [2.0, 0.0 if low is None else 3.0]]))
    return [first, (draw(3, 3), draw(3, 3)), (draw(5), draw(5))]


add(Exercise(
    name="my_multiply",
    number="11.8",
    title="An entry for the product",
    difficulty=2,
    minutes=5,
    solution=my_multiply,
    alternatives=(with_names,),
    cases=lambda: _cases_pairs(118),
    extract=_try_ways,
    accept=_accept_entry(my_multiply),
    why="One line for the value, one for each way back. Every operation of a framework has such an "
        "entry, and its authors have written hundreds of them for you.",
    hints=("Each number of c is a product of two. How does it change when the one factor grows by a "
           "little? That was a rule of lesson 05.",
           "The slope for a is b. How does the gradient g of c come in?",
           "lambda g: … is a function of g without a name. In it you may use a and b."),
    mistakes=(
        Mistake(own_factor, "If a grows by 0.1, is c larger by 0.1·a or by 0.1·b?",
                "The slope for one factor is the other factor. You multiply each with itself."),
        Mistake(as_for_a_sum, "That was right for c = a + b. What is the slope of a · b for a?",
                "In a sum every slope is 1. In a product the slope for a is b."),
        Mistake(gradient_forgotten, "How does the loss change with c? Is that in your ways?",
                "b is how c changes with a. To know how the loss changes, it is multiplied with g."),
        Mistake(like_the_sum_of_values, "a and b are plain arrays here: who needs .data, or a Value?",
                "The entry for the sum takes Values. This one takes plain arrays, without .data, and "
                "returns c and two functions."),
        Mistake(a_value_for_three, "a and b are plain arrays here. Which three things are to be returned?",
                "No Value is wanted: c itself, the way to a, the way to b, with commas between.",
                recognise=_is_a_value),
        Mistake(gradient_too_early, "g comes later, when somebody calls the way. How does an expression "
                                    "wait for it? lambda g: …",
                "While c is computed there is no g yet. A way is a function that gets it: lambda g: …, "
                "with your expression behind the colon."),
        Mistake(through_the_product, "What does your way give where a number is 0?",
                "A division by 0 gives nan or inf. The slopes are needed there too, and they can be "
                "had without a division.", recognise=_has_a_hole),
        Mistake(slopes_for_functions, "What can be done with a way: can it be called with a g?",
                "You return the slopes themselves. A way is a function that takes g: lambda g: …"),
        Mistake(times_the_product, "Which of the two factors stays, when you ask for the slope for a?",
                "The slope of a · b for a is b alone. You multiply with both."),
        Mistake(as_matrix_product, "Is c = a · b number by number here, or rows times columns?",
                "Those are the ways back through a matrix product, and they are right for that. "
                "This entry is for *, not for @."),
        Mistake(factors_added, "What is done along a path: adding or multiplying?",
                "Along a path slopes are multiplied: g times the slope."),
        Mistake(sum_for_product, "What is 2 · 3, and what is your c for a = 2 and b = 3?",
                "The entry for the sum stands above. This one is for the product."),
    ),
))

# 11.9: undo broadcasting ------------------------------------------------------------------------


def undo_broadcast(g, shape):
    """Return the gradient of an array of the given shape that was broadcast to the shape of g.

    g: array, the gradient of what came out.  shape: a tuple, () for a single number.
    """
    while g.ndim > len(shape):
        g = g.sum(axis=0)                      # NumPy had put an axis in front
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)    # NumPy had repeated it
    return g


def copy_by_copy(g, shape):
    result = np.zeros(shape)
    places = np.broadcast_to(np.arange(result.size).reshape(shape), g.shape)
    np.add.at(result.reshape(-1), places.reshape(-1), g.reshape(-1))
    return result


def mean_of_the_copies(g, shape):
    while g.ndim > len(shape):
        g = g.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(axis=axis, keepdims=True)
    return g


def left_as_it_is(g, shape):
    return g


def first_copy_only(g, shape):
    while g.ndim > len(shape):
        g = g[0]
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.take([0], axis=axis)
    return g


def first_row(g, shape):
    return g[0]


def _keeps_one_row(result):
    return same_value(result, [1.0, 2.0, 3.0], 1e-9)


def _adds_up_rows(result):
    return same_value(result, [6.0, 60.0], 1e-9)


def lined_up_at_the_left(g, shape):
    for axis, size in enumerate(shape):
        if g.shape[axis] != size:
            g = g.sum(axis=axis, keepdims=True)
    return g


def _keeps_the_front_axis(result):
    return same_value(result, [[11.0, 22.0, 33.0]], 1e-9)


def always_axis_0(g, shape):
    if g.shape == shape:
        return g
    return g.sum(axis=0)


def front_axes_only(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g


def length_one_lost(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis)
    return g


def last_axis_for_first(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def everything_added_up(g, shape):
    return g.sum() * np.ones(shape)


def added_up_to_one_number(g, shape):
    return g.sum()


def pressed_into_shape(g, shape):
    return g.reshape(shape)


def axis_0_even_if_nothing_was_copied(g, shape):
    return g.sum(axis=0)


def one_front_axis_only(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis=0)
    return g


def one_axis_in_front(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def _cases_broadcast():
    rng = np.random.default_rng(119)
    first = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    return [(first, (3,)), (first, (2, 3)), (rng.normal(size=(4, 3)), (4, 1)),
            (rng.normal(size=(5, 2)), ()), (rng.normal(size=(3, 3)), (3,)),
            (rng.normal(size=(4, 4)), (1, 4)), (rng.normal(size=(4, 4)), (4, 1)), (first, (1, 1)),
            (first, (1,))]


add(Exercise(
    name="undo_broadcast",
    number="11.9",
    title="Every copy sends back",
    difficulty=3,
    minutes=12,
    solution=undo_broadcast,
    alternatives=(copy_by_copy,),
    cases=_cases_broadcast,
    why="db = dZ.sum(axis=0) was no rule of its own. A bias is used once per sample, so there are as "
        "many paths, and paths add.",
    hints=("A bias b (3,) was added to (2, 3): it was used in two rows. How many paths lead from b[0] to "
           "the loss?",
           "If shape has fewer axes than g, the missing ones were put in front. Over which axis is the "
           "sum, and how often?",
           "If shape has a 1 where g has more, that axis was repeated. sum(axis=…, keepdims=True) adds up "
           "and leaves the 1 in place."),
    mistakes=(
        Mistake(mean_of_the_copies, "Are paths that meet added, or averaged?",
                "Every copy has moved the loss by its own share, and the shares add. The 1/N is in g "
                "already, if there is one."),
        Mistake(left_as_it_is, "Which shape has a gradient: that of what it belongs to, or that of what "
                               "came out?",
                "A gradient has the shape of what it belongs to. For a bias (3,) it is (3,), not (2, 3)."),
        Mistake(first_copy_only, "How many copies were there? Where is what the others say?",
                "You take the first copy and drop the others. All of them are added."),
        Mistake(always_axis_0, "For shape (4, 1) the copies lie side by side. Along which axis are they "
                               "added up?",
                "You add up over axis 0 whatever the shape. It must be the axes along which NumPy has "
                "copied, and no others."),
        Mistake(front_axes_only, "What has NumPy done with (4, 1), to fit it to (4, 3)?",
                "For missing axes it is right. An axis of length 1 was copied too, and must be added "
                "up in its place."),
        Mistake(length_one_lost, "Which shape should come back for (4, 1), and which does?",
                "The sum swallows the axis. The 1 has to stay in its place: keepdims=True."),
        Mistake(last_axis_for_first, "Where does NumPy put missing axes, in front or behind?",
                "It lines shapes up at their right ends, so the missing axes are in front: axis 0.",
                recognise=_adds_up_rows),
        Mistake(first_row, "There were two rows. Where is the other one?",
                "The bias was used in both rows, so both send something back. You keep one row alone.",
                recognise=_keeps_one_row),
        Mistake(lined_up_at_the_left, "How many axes has shape, and how many has what you return?",
                "keepdims leaves a 1 in place. That is right for an axis of length 1; an axis that was "
                "missing has to go altogether. And shapes are lined up at their right ends.",
                recognise=_keeps_the_front_axis),
        Mistake(everything_added_up, "Did number 0 of the bias go into column 1?",
                "Only copies of the same number are added. Yours adds up all that there is."),
        Mistake(added_up_to_one_number, "How many numbers has a bias of shape (3,), and how many have you?",
                "You add up all that there is, to one number. Only copies of the same number are added: "
                "one sum for each number of the bias."),
        Mistake(pressed_into_shape, "g has more numbers than shape has room for. What should become of them?",
                "reshape, for example, puts the same numbers into another form, and loses none. Here many "
                "numbers must be added up to fewer."),
        Mistake(axis_0_even_if_nothing_was_copied, "If g has the right shape already, what is there to do?",
                "You add up over axis 0 every time, also where nothing was copied."),
        Mistake(one_front_axis_only, "Try the shapes () and (4, 1). What is left to be added up?",
                "One missing axis in front is right. There can be more of them, and an axis of length 1 "
                "was copied too."),
        Mistake(one_axis_in_front, "How many axes are missing from a single number, shape ()?",
                "You take one axis away. A single number that was added to (5, 2) has lost two."),
    ),
))

# 11.10: an entry for the quotient, stretch ------------------------------------------------------


def my_divide(a, b):
    """Return (c, way_a, way_b) for c = a / b, number by number.

    a, b: arrays of one shape, b without zeros.  way_a(g), way_b(g): functions that return the
    gradients of a and of b.
    """
    return a / b, lambda g: g / b, lambda g: -g * a / b**2


def by_c(a, b):
    c = a / b
    return c, lambda g: g / b, lambda g: -g * c / b


def sign_of_b_lost(a, b):
    return a / b, lambda g: g / b, lambda g: g * a / b**2


def square_forgotten(a, b):
    return a / b, lambda g: g / b, lambda g: -g * a / b


def like_a_product(a, b):
    return a / b, lambda g: g * b, lambda g: g * a


def numerator_forgotten(a, b):
    return a / b, lambda g: g / b, lambda g: -g / b**2


def upside_down(a, b):
    return a / b, lambda g: g / b, lambda g: g / a


def quotient_gradient_forgotten(a, b):
    return a / b, lambda g: 1 / b, lambda g: -a / b**2


def through_the_quotient(a, b):
    c = a / b
    return c, lambda g: g * c / a, lambda g: -g * c / b


def quotient_of_values(a, b):
    return a.data / b.data, lambda g: g / b.data, lambda g: -g * a.data / b.data**2


def quotient_gradient_too_early(a, b):
    return a / b, g / b, -g * a / b**2  # noqa: F821


def slopes_of_the_quotient(a, b):
    return a / b, 1 / b, -a / b**2


add(Exercise(
    name="my_divide",
    number="11.10",
    title="An entry for the quotient",
    difficulty=3,
    minutes=8,
    core=False,
    solution=my_divide,
    alternatives=(by_c,),
    cases=lambda: _cases_pairs(1110, low=0.5),
    extract=_try_ways,
    accept=_accept_entry(my_divide),
    why="A new operation costs three short expressions, and every network that uses it has its "
        "gradients at once.",
    hints=("With b standing still, a / b is a times the constant 1/b. What is its slope for a?",
           "With a = 1: measure the slope of 1/b by wiggling, at b = 1, 2 and 4. Which power of b is it?",
           "The slope of 1/b is −1/b². Where does a come in?"),
    mistakes=(
        Mistake(sign_of_b_lost, "If b grows, does a / b grow or shrink (for positive numbers)?",
                "It shrinks, so the slope for b is negative."),
        Mistake(square_forgotten, "For a = 1 and b = 2, wiggling gives −0.25. And yours?",
                "1/b falls ever more gently: its slope is −1/b², not −1/b."),
        Mistake(like_a_product, "What is the slope of a / 4 for a?",
                "Those are the ways of a product. a / b is a times 1/b: the slope for a is 1/b."),
        Mistake(numerator_forgotten, "Is your way to b right for a = 1? And for a = 10?",
                "−1/b² is the slope of 1/b. c is a times that, and so is its slope."),
        Mistake(upside_down, "If a = 1 and b = 2, and b grows by 0.01, what becomes of c?",
                "c falls by about 0.0025. With 1/a the slope would be positive, and four times as "
                "large."),
        Mistake(quotient_gradient_forgotten, "Where in your ways is g?",
                "Your slopes are right. Each way multiplies its slope with the gradient g of c."),
        Mistake(through_the_quotient, "What do your ways give where a is 0?",
                "A division by 0 gives nan or inf. Only b is known to be without zeros, so only b may "
                "stand below the line.",
                recognise=_has_a_hole),
        Mistake(quotient_of_values, "a and b are plain arrays here: who needs .data, or a Value?",
                "As for the product: plain arrays go in, c and two functions come out."),
        Mistake(quotient_gradient_too_early, "g comes later, when somebody calls the way. How does an "
                                             "expression wait for it? lambda g: …",
                "While c is computed there is no g yet. A way is a function that gets it."),
        Mistake(slopes_of_the_quotient, "What can be done with a way: can it be called with a g?",
                "You return the slopes themselves. A way is a function that takes g: lambda g: …"),
    ),
))

# 11.11: what is recorded ------------------------------------------------------------------------

add(Exercise(
    name="choice_11_11",
    number="11.11",
    title="Recording switched off",
    difficulty=2,
    minutes=3,
    options={
        "a": "the scores have been computed more exactly",
        "b": "the scores are the same as ever, but nobody can ask for the gradients that belong to them",
        "c": "the scores are the same as ever, but the weights can never be changed again",
        "d": "the scores are all 0",
    },
    solution="b",
    why="The same numbers for less time and memory. It is what one wants for validation and test data.",
    hints=("What does every operation of the tape do beside computing its value?",
           "What is needed to answer the question “how many digits are read rightly”?"),
    mistakes=(
        Mistake("a", "Which operation would be carried out otherwise?",
                "The arithmetic is the same, to the last digit. What is left out is the writing down."),
        Mistake("c", "Does the switch act on the weights, or on what is computed inside the block?",
                "It acts on what is computed inside the block. After the block everything is recorded "
                "again, and the weights can learn."),
        Mistake("d", "Are gradients needed to compute a value?",
                "Going forward needs no gradients. no_grad is about what is remembered, not about what "
                "is computed."),
    ),
))

# 11.12: zero_grad forgotten ---------------------------------------------------------------------


_STEPS = ["after step 1", "after step 2", "after step 3"]


def _begins(*numbers):
    """Return a function: does an answer begin with these numbers?"""
    def recognise(answer):
        return all(abs(answer[name] - number) < 2e-3 for name, number in zip(_STEPS, numbers))
    return recognise


def _is_rounded(answer):
    """Say whether only the third number is not right, and nothing but rounded."""
    return _begins(0.8, 0.44)(answer) and answer["after step 3"] in (0, -0.01)


add(Exercise(
    name="forgetful_steps",
    number="11.12",
    title="Predict: zero_grad forgotten",
    difficulty=2,
    minutes=4,
    solution={"after step 1": 0.8, "after step 2": 0.44, "after step 3": -0.008},
    tolerance=1e-3,
    own_stub="""
        forgetful_steps = {    # w = 1, the loss is w², its gradient 2w, the learning rate 0.1
            "after step 1": ...,
            "after step 2": ...,
            "after step 3": ...,
        }""",
    why="The first step is right, so nothing looks wrong at first. Then every step also repeats all the "
        "earlier ones.",
    hints=("Step 1: the gradient at w = 1 is 2. Where does the step lead?",
           "Step 2: the gradient at 0.8 is 1.6. What stands in .grad, if nobody has set it to zero?",
           "Step 3: add the gradient at the new place to the sum of the first two."),
    mistakes=(
        Mistake({"after step 1": 0.8, "after step 2": 0.64, "after step 3": 0.512},
                "That is the path with zero_grad. What stands in .grad before the second backward?",
                "You use each gradient alone. Nobody has set .grad to zero, so the second backward adds "
                "1.6 to the 2 that is there.",
                recognise=_begins(0.8, 0.64)),
        Mistake({"after step 1": 0.8, "after step 2": 0.4, "after step 3": -0.2},
                "Is .grad 4 before your second step? Where was the second gradient taken?",
                "The first gradient, 2, comes in twice. Each backward takes the slope at the place where w "
                "is then: 1.6 at 0.8.",
                recognise=_begins(0.8, 0.4)),
        Mistake({"after step 1": 0.8, "after step 2": 0.48, "after step 3": -0.16},
                "Is .grad 3.2 before your second step? Which two gradients were added?",
                "It holds the first gradient and the new one, 2 + 1.6, and not the new one twice.",
                recognise=_begins(0.8, 0.48)),
        Mistake({"after step 1": 1.2, "after step 2": 1.64, "after step 3": 2.408},
                "Did w go downhill?",
                "The step is taken against the gradient: w minus the learning rate times the gradient.",
                recognise=_begins(1.2)),
        Mistake({"after step 1": 2.0, "after step 2": 3.6, "after step 3": 4.48},
                "Is that where w is, or what stands in .grad?",
                "2 is what stands in .grad. w moves by −0.1 times that.",
                recognise=_begins(2.0)),
        Mistake({"after step 1": 0.9, "after step 2": 0.72, "after step 3": 0.468},
                "How large is 2w where w is 1?",
                "The first step is 0.1 times the gradient, and the gradient at w = 1 is 2.",
                recognise=_begins(0.9)),
        Mistake({"after step 1": -1.0, "after step 2": -1.0, "after step 3": 1.0},
                "Where is the learning rate in your first step?",
                "w moves by −0.1 times what is in .grad, and not by all of it.",
                recognise=_begins(-1.0)),
        Mistake({"after step 1": 0.6, "after step 2": 0.08, "after step 3": -0.456},
                "How far is the first step: what stands in .grad, times 0.1?",
                "At w = 1 the gradient 2w is 2, and before the first step nothing older is in .grad. So w "
                "moves by 0.1 · 2.",
                recognise=_begins(0.6)),
        Mistake({"after step 1": 0.8, "after step 2": 0.44, "after step 3": -0.01},
                "Is your last number rounded? It is small, so give all its digits.",
                "The first two are right. The third is close to 0, but its digits show how far the ball "
                "has rolled: three after the point.",
                recognise=_is_rounded),
        Mistake({"after step 1": 0.8, "after step 2": 0.44, "after step 3": 0.352},
                "Your second step is right. What is in .grad at the third: everything so far, or only "
                "the last?",
                "The sum was never set to zero: 2 + 1.6 + 0.88. In your third step the earlier ones are "
                "missing.",
                recognise=_begins(0.8, 0.44, 0.352)),
        Mistake({"after step 1": 0.8, "after step 2": 0.6, "after step 3": 0.4},
                "What is the slope of w² at 0.8?",
                "The slope is 2w: it gets smaller as w does. You have used the 2 of the starting point "
                "for every step.",
                recognise=_begins(0.8, 0.6)),
    ),
))

# 11.13: the order of the five lines -------------------------------------------------------------

_STEP_LINES = {"a": "optimizer.step()", "b": "loss = criterion(scores, y)", "c": "optimizer.zero_grad()",
               "d": "scores = model(X)", "e": "loss.backward()"}


def _letters(answer):
    """Return the answer as a list of small letters: "cdbea" is one too."""
    return [str(letter).strip().lower() for letter in answer]


def _accept_step(answer, arguments):
    letters = _letters(answer)
    if sorted(letters) != list("abcde"):
        return "training_step must hold each of the letters a, b, c, d, e once, in quotation marks."
    at = {letter: place for place, letter in enumerate(letters)}
    if at["b"] < at["d"]:
        return "when the loss is computed, there are no scores of this batch yet."
    if at["e"] < at["b"]:
        return "when backward is called, there is no loss of this batch yet."
    if at["a"] < at["e"]:
        return "when step is called, this batch has no gradients yet."
    if at["e"] < at["c"] < at["a"]:
        return "when step is called, all gradients are zero."
    return None


def _in_order(*pairs):
    """Return a function: does in each pair the one letter stand before the other?"""
    def recognise(answer):
        letters = _letters(answer)
        return sorted(letters) == list("abcde") and all(
            letters.index(first) < letters.index(second) for first, second in pairs)
    return recognise


add(Exercise(
    name="training_step",
    number="11.13",
    title="Five lines in order",
    difficulty=1,
    minutes=4,
    solution=["c", "d", "b", "e", "a"],
    alternatives=(["d", "b", "c", "e", "a"], ["d", "b", "e", "a", "c"], "cdbea"),
    accept=_accept_step,
    own_stub="""
        # a: optimizer.step()
        # b: loss = criterion(scores, y)
        # c: optimizer.zero_grad()
        # d: scores = model(X)
        # e: loss.backward()
        training_step = [..., ..., ..., ..., ...]    # the five letters, in quotation marks""",
    why="The same five thoughts as in your own loop. zero_grad has more than one good place: anywhere but "
        "between backward and step.",
    hints=("Which line needs the scores? Which needs the loss? Which needs the gradients?",
           "The lines stand in a loop. Where may the old gradients be thrown away, so that they are gone before "
           "backward adds to them, and the new ones are still there for step?"),
    mistakes=(
        Mistake(["d", "b", "e", "c", "a"], "What does step find in .grad?",
                "zero_grad stands between backward and step: the new gradients are thrown away before "
                "anybody has used them, and no weight moves.",
                recognise=_in_order("db", "be", "ec", "ca")),
        Mistake(["c", "d", "b", "a", "e"], "Which gradients does step use, and are they of this batch?",
                "step comes before backward: it finds no gradients, or old ones. First find the slopes, then move.",
                recognise=_in_order("db", "be", "ae")),
        Mistake(["c", "e", "d", "b", "a"], "What does backward start from, and is it there yet?",
                "backward begins at the loss. It must be computed first, from the scores of this batch.",
                recognise=_in_order("eb")),
        Mistake(["c", "b", "d", "e", "a"], "What does the criterion compare y with, and is it there yet?",
                "The loss needs the scores, so the network must be asked first.",
                recognise=_in_order("bd", "be")),
    ),
))

# 11.14: mean and sum ----------------------------------------------------------------------------

add(Exercise(
    name="rate_for_sum",
    number="11.14",
    title="Mean or sum",
    difficulty=1,
    minutes=3,
    solution=0.003125,
    tolerance=3e-5,
    own_stub="""
        rate_for_sum = ...    # the learning rate that gives the same steps as 0.1 did""",
    why="The 1/N lives in the loss. If the loss does without it, the learning rate has to bring it.",
    hints=("How many times as large is the sum of 32 losses as their mean? And its gradient?",
           "A step is learning rate times gradient. If the one is 32 times as large, what must the other be?"),
    mistakes=(
        Mistake(3.2, "Is the gradient of the sum larger or smaller than that of the mean?",
                "The sum is 32 times the mean, and so is its gradient. The learning rate must shrink by 32, "
                "not grow."),
        Mistake(0.1, "What has become of the 1/N?",
                "Without the 1/N every gradient is 32 times as large, and with the old rate every step too."),
        Mistake(0.017678, "By how much does the gradient grow: by 32, or by its root?",
                "All 32 losses are added, so the gradient is exactly 32 times as large."),
        Mistake(0.01, "What is counted: the classes, or the samples of the batch?",
                "The sum runs over the samples of the batch, and there are 32."),
        Mistake(0.03125, "You have divided by 32. Where is the 0.1?",
                "1/32 is what the old rate is to be multiplied with. The old rate was 0.1."),
        Mistake(0.003, "Is that rounded? Give more digits, or write it as a division.",
                "The right way, but rounded. Python divides for you: write the division down."),
        Mistake(32.0, "Is that a learning rate, or the factor between the two?",
                "32 is the factor by which the gradients grow. Which rate undoes it?"),
    ),
))

# 11.15 and 11.16: the race ----------------------------------------------------------------------

add(Exercise(
    name="prediction_11_15",
    number="11.15",
    title="Predict: the race",
    difficulty=2,
    minutes=3,
    options={
        "a": "the small network with small batches",
        "b": "the small network with large batches",
        "c": "the large network with small batches",
        "d": "the large network with large batches",
    },
    solution="a",
    why="Each operation has a fixed price, whatever the size of its arrays, and a framework's is higher. "
        "It weighs most where there is least else to do.",
    hints=("In which of the four does a step do the least arithmetic?",
           "Both let the same kind of library do the matrix products. What is left to differ in?"),
    mistakes=(
        Mistake("b", "What is a fixed price of 0.1 milliseconds, in a step of 1 millisecond, and in one of "
                     "0.2?",
                "A larger batch makes the arithmetic of a step longer. The fixed prices stay, and weigh less."),
        Mistake("c", "How much arithmetic is there in a matrix of 784 times 512, even for 16 samples?",
                "The matrices are large whatever the batch: the products take most of the time, and they "
                "cost both the same."),
        Mistake("d", "Where do both spend nearly all of their time there?",
                "In the matrix products, which both leave to the same kind of library. There is little to win "
                "for anybody."),
    ),
))


def fixed_and_each(N1, t1, N2, t2):
    """Return (fixed, each): what a step costs whatever the batch, and what each sample adds.

    A step with N1 samples takes the time t1, one with N2 samples the time t2. All are numbers.
    """
    each = (t2 - t1) / (N2 - N1)
    return t1 - each * N1, each


def by_solving(N1, t1, N2, t2):
    fixed, each = np.linalg.solve(np.array([[1.0, N1], [1.0, N2]]), np.array([t1, t2]))
    return fixed, each


def no_fixed_price(N1, t1, N2, t2):
    return 0.0, t2 / N2


def all_of_the_first_is_fixed(N1, t1, N2, t2):
    return t1, (t2 - t1) / (N2 - N1)


def slope_upside_down(N1, t1, N2, t2):
    each = (N2 - N1) / (t2 - t1)
    return t1 - each * N1, each


def each_by_division(N1, t1, N2, t2):
    return t1 - t2 / N2 * N1, t2 / N2


def each_from_the_first(N1, t1, N2, t2):
    return 0.0, t1 / N1


def time_of_a_sample_for_fixed(N1, t1, N2, t2):
    return t1 / N1, (t2 - t1) / (N2 - N1)


def numbers_of_the_example(N1, t1, N2, t2):
    return 50.0, 2.0


def _each_is(number):
    """Return a function: is this the price of a sample, in the first example?"""
    return lambda returned: abs(returned[1] - number) < 1e-6


def _fits_the_example(returned):
    return same_value(returned, (50.0, 2.0), 1e-6)


def exchanged(N1, t1, N2, t2):
    each = (t2 - t1) / (N2 - N1)
    return each, t1 - each * N1


def one_sample_more(N1, t1, N2, t2):
    each = (t2 - t1) / (N2 - N1)
    return t1 - each, each


def rise_over_the_larger(N1, t1, N2, t2):
    each = (t2 - t1) / N2
    return t1 - each * N1, each


add(Exercise(
    name="fixed_and_each",
    number="11.16",
    title="What is fixed, what grows",
    difficulty=2,
    minutes=6,
    core=False,
    solution=fixed_and_each,
    alternatives=(by_solving,),
    returns=("fixed", "each"),
    cases=lambda: [(10, 70.0, 30, 110.0), (16, 150.0, 1024, 2500.0), (100, 30.0, 50, 20.0), (1, 4.5, 9, 6.5)],
    tolerance=1e-6,
    why="Two measurements, a straight line, and you know where the time goes. Compare the fixed prices of "
        "the two contestants.",
    hints=("Plot the time over the number of samples: two points, one straight line. What is its slope?",
           "20 samples more cost 40 more. What does one cost?",
           "When you know what each sample costs: how much of t1 is left when its N1 samples are taken away?"),
    mistakes=(
        Mistake(no_fixed_price, "With your two numbers, what would a step with N1 samples take?",
                "If all time went into the samples, N1 of them would take N1/N2 of the time. It is more."),
        Mistake(all_of_the_first_is_fixed, "How many samples are in t1 already?",
                "t1 holds the price of N1 samples too. Fixed is what would be left with no sample at all."),
        Mistake(slope_upside_down, "In which unit is your “each”: time per sample, or samples per time?",
                "The rise in time is divided by the rise in samples."),
        Mistake(each_by_division, "Does t2 / N2 hold a share of the fixed price?",
                "It does. In the difference t2 − t1 the fixed price cancels.",
                recognise=_each_is(110 / 30)),
        Mistake(each_from_the_first, "Does t1 / N1 hold a share of the fixed price?",
                "The fixed price is in t1 once, and you share it out among the samples. In the "
                "difference t2 − t1 it cancels.", recognise=_each_is(7)),
        Mistake(time_of_a_sample_for_fixed, "Is t1 / N1 something that a whole step costs, or one sample?",
                "t1 / N1 shares the whole step out among its samples. Fixed is what is left of t1 when "
                "the price of all N1 samples is taken away."),
        Mistake(numbers_of_the_example, "For the example of the text yours is right. Which of its numbers "
                                        "stand in your lines?",
                "It must work for any two measurements: compute with N1, t1, N2 and t2.",
                recognise=_fits_the_example),
        Mistake(exchanged, "Which of the two comes first?",
                "The docstring asks for fixed first, then each."),
        Mistake(one_sample_more, "How many samples are in t1?",
                "You have taken one sample away from t1. There are N1 in it."),
        Mistake(rise_over_the_larger, "How many samples more are there in the second step?",
                "N2 − N1 more, and they cost t2 − t1."),
    ),
))
