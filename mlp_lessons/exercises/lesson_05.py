"""The exercises of lesson 05, slopes and the chain rule."""

import numpy as np

from ..activations import sigmoid, softmax
from ..datasets import tiny_example
from .record import Exercise, Mistake, add

# 5.1 to 5.3: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_5_1",
    number="5.1",
    title="From lesson 04: what wiggling costs",
    difficulty=1,
    minutes=1,
    options={
        "a": "1,000",
        "b": "2",
        "c": "2,000",
        "d": "1,000,000",
    },
    solution="c",
    why="Two forward passes for each of the 1,000 numbers, and all that for a single step.",
    hints=("To wiggle one weight you compute the loss a little to its right and a little to its left.",),
    mistakes=(
        Mistake("a", "From how many places of one weight is its slope measured?",
                "A slope compares two losses, one with the weight a little larger and one with it a "
                "little smaller. That makes two forward passes for each number."),
        Mistake("b", "Can you wiggle all weights at once, and still tell them apart?",
                "Two passes give the slope of one weight. If several moved together, you would not know "
                "which of them moved the loss."),
        Mistake("d", "Must every weight be wiggled together with every other one?",
                "Each weight is wiggled alone, while all others stay. No pairs are needed."),
    ),
))

add(Exercise(
    name="recall_5_2",
    number="5.2",
    title="From lesson 03: who feels it?",
    difficulty=1,
    minutes=1,
    options={
        "a": "only the score that stands beside it",
        "b": "no score, as long as the inputs stay",
        "c": "the other hidden value, and both scores",
        "d": "both scores",
    },
    solution="d",
    why="Every score is a weighted sum of all hidden values, so each of them feels the change.",
    hints=("A score is a sum. Over which numbers does it run?",),
    mistakes=(
        Mistake("a", "How many hidden values go into one score?",
                "A score is a weighted sum of all hidden values. No weight of the last layer is zero "
                "here, so each score gets something from each hidden value."),
        Mistake("b", "Which numbers does a score look at?",
                "A score is computed from hidden values. When one of them moves, the sum moves, wherever "
                "the move came from."),
        Mistake("c", "What does the other hidden value compute from: from inputs, or from its neighbour?",
                "Units of one layer do not see each other. They see only the layer before them."),
    ),
))

add(Exercise(
    name="recall_5_3",
    number="5.3",
    title="From lesson 01: find the weight",
    difficulty=1,
    minutes=1,
    options={
        "a": "the input 0 and the neuron 2",
        "b": "the input 2 and the neuron 0",
        "c": "the neuron 2 and the neuron 0",
        "d": "the sample 2 and the input 0",
    },
    solution="a",
    why="One row per neuron, one column per input: W[2, 0] is what neuron 2 multiplies input 0 with.",
    hints=("W has one row per … and one column per …",),
    mistakes=(
        Mistake("b", "Which of the two numbers in W[2, 0] is the row, and whose row is it?",
                "The first number is the row, and W has one row per neuron. The second is the column, "
                "one per input."),
        Mistake("c", "Are neurons of one layer connected with each other?",
                "A layer's weights lie between its inputs and its neurons: (out, in)."),
        Mistake("d", "Does W change when another sample comes in?",
                "W belongs to the layer and is the same for all samples. Its rows are neurons."),
    ),
))

# 5.4: from one side, from both sides ------------------------------------------------------------


_TWO_WAYS = {"one side": 6.1, "both sides": 6.0}
_RULES = {"x² at 10": 20.0, "x³ at 10": 300.0, "eˣ at 0": 1.0, "log x at 10": 0.1}
_NEURON = {"w₁": 3.0, "w₂": 5.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0}


def _first_wrong(right, value):
    """Return the name of the first entry that is not right, the one that the message shows."""
    return next((key for key, number in right.items() if key in value and
                 (isinstance(value[key], str) or abs(float(value[key]) - number) > 1e-3)), None)


def _slip(right, *pairs):
    """Return a function: is the first wrong entry one of these, (name, number)?"""
    def recognise(value):
        key = _first_wrong(right, value)
        return any(key == name and not isinstance(value[key], str)
                   and abs(float(value[key]) - number) < 1e-3 for name, number in pairs)
    return recognise


add(Exercise(
    name="two_ways",
    number="5.4",
    title="From one side, from both sides",
    difficulty=1,
    minutes=4,
    solution=_TWO_WAYS,
    own_stub="""
        two_ways = {
            "one side": ...,      # (f(3.1) - f(3)) / 0.1
            "both sides": ...,    # (f(3.1) - f(2.9)) / 0.2
        }""",
    tolerance=1e-6,
    why="One side looks too far to the right. With both sides, the too much and the too little cancel.",
    hints=("3.1² is 9.61, and 2.9² is 8.41.",
           "How far apart are 2.9 and 3.1? The rise is divided by that."),
    mistakes=(
        Mistake({"one side": 6.0, "both sides": 6.1}, "Which of your two numbers was made with f(2.9)?",
                "The two have changed places. One side compares 3 with 3.1; only both sides need 2.9.",
                recognise=lambda value: abs(value["one side"] - 6) + abs(value["both sides"] - 6.1) < 1e-6),
        Mistake({"one side": 6.0, "both sides": 6.0}, "What is f(3.1) − f(3), worked out? And divided by 0.1?",
                "9.61 − 9 is 0.61, and that is divided by 0.1. The slope of the curve may be 6, but "
                "here the one-sided rise is asked for, as it comes out.",
                recognise=_slip(_TWO_WAYS, ("one side", 6.0))),
        Mistake({"one side": 5.9, "both sides": 6.0}, "To which side of 3 did you look?",
                "From 2.9 to 3 the curve is less steep: 5.9. The rise from 3 to 3.1 is asked for.",
                recognise=_slip(_TWO_WAYS, ("one side", 5.9))),
        Mistake({"one side": 6.1, "both sides": 12.0}, "How far is it from 2.9 to 3.1?",
                "The rise from 2.9 to 3.1 is 1.2, and the way is 0.2, not 0.1.",
                recognise=_slip(_TWO_WAYS, ("both sides", 12.0))),
        Mistake({"one side": 0.61, "both sides": 6.0}, "0.61 is a rise. Over which width did f rise so far?",
                "A slope is the rise divided by the width: 0.61 is reached within 0.1.",
                recognise=_slip(_TWO_WAYS, ("one side", 0.61))),
        Mistake({"one side": 6.1, "both sides": 1.2}, "1.2 is how far f rises from 2.9 to 3.1. And the slope?",
                "A slope is the rise divided by the width, here the width from 2.9 to 3.1.",
                recognise=_slip(_TWO_WAYS, ("both sides", 1.2))),
        Mistake({"one side": 0.1, "both sides": 6.0}, "What is f(3.1), if f squares its number?",
                "3.1 − 3 is how far x moves. f squares: f(3.1) is 3.1 · 3.1.",
                recognise=_slip(_TWO_WAYS, ("one side", 0.1), ("one side", 1.0))),
    ),
))

# 5.5: a small step ------------------------------------------------------------------------------

add(Exercise(
    name="prediction_5_5",
    number="5.5",
    title="Predict: a small step",
    difficulty=1,
    minutes=1,
    options={
        "a": "9.01",
        "b": "9.6",
        "c": "9.06",
        "d": "6.01",
    },
    solution="c",
    why="The change of f is about slope times change of x: 6 · 0.01 = 0.06.",
    hints=("If x moved by a whole 1 along a line of slope 6, the height would rise by 6. And for 0.01?",),
    mistakes=(
        Mistake("a", "By how much does f rise where x rises by 0.01: by as much, or by more?",
                "That would be slope 1. With slope 6, f rises six times as fast as x."),
        Mistake("b", "6 times 0.01: where does the decimal point stand?",
                "The rise is 6 · 0.01 = 0.06."),
        Mistake("d", "From which height does the step start?",
                "The slope 6 says how fast f rises, not how high it is. It starts at f(3) = 9."),
    ),
))

# 5.6: rules, read off a table -------------------------------------------------------------------

add(Exercise(
    name="read_the_rules",
    number="5.6",
    title="Read off the rules",
    difficulty=2,
    minutes=5,
    solution=_RULES,
    own_stub="""
        read_the_rules = {
            "x² at 10": ...,
            "x³ at 10": ...,
            "eˣ at 0": ...,
            "log x at 10": ...,
        }""",
    tolerance=1e-4,
    why="You have found four rules by looking. That is how they were guessed before they were proved.",
    hints=("Take one column after the other. For x²: what do you do to x to get 2, 4, 6, 8?",
           "For x³: divide the column 3, 12, 27, 48 by 3. Do you know these numbers?",
           "For eˣ: compare the column with the heights e¹ ≈ 2.7183, e² ≈ 7.3891. For log x: which "
           "fractions are 1, 0.5, 0.3333, 0.25?"),
    mistakes=(
        Mistake({"x² at 10": 100.0, "x³ at 10": 300.0, "eˣ at 0": 1.0, "log x at 10": 0.1},
                "Is that how steep x² is at 10, or how high?",
                "100 is the height of x² at 10. The column of slopes goes 2, 4, 6, 8 for x = 1, 2, 3, 4.",
                recognise=_slip(_RULES, ("x² at 10", 100.0))),
        Mistake({"x² at 10": 10.0, "x³ at 10": 300.0, "eˣ at 0": 1.0, "log x at 10": 0.1},
                "Does your rule for x² give 2, 4, 6, 8 for x = 1, 2, 3, 4?",
                "Try the rule on a line of the table first. At x = 1 it must give 2, at x = 4 it must "
                "give 8, and the step from row to row is always the same.",
                recognise=_slip(_RULES, ("x² at 10", 2.0), ("x² at 10", 10.0))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 1000.0, "eˣ at 0": 1.0, "log x at 10": 0.1},
                "Is that how steep x³ is at 10, or how high?",
                "1,000 is the height of x³ at 10. Look at the slopes: 3, 12, 27, 48 for x = 1, 2, 3, 4.",
                recognise=_slip(_RULES, ("x³ at 10", 1000.0))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 30.0, "eˣ at 0": 1.0, "log x at 10": 0.1},
                "Your rule for x³ fits at x = 1. Does it give 12 at x = 2?",
                "3x would give 3, 6, 9, 12. The column goes 3, 12, 27, 48: divide it by 3 and look again.",
                recognise=_slip(_RULES, ("x³ at 10", 30.0))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 100.0, "eˣ at 0": 1.0, "log x at 10": 0.1},
                "100 is 10². Does that rule fit the column of x³ at x = 1?",
                "x² gives 1, 4, 9, 16. The column goes 3, 12, 27, 48.",
                recognise=_slip(_RULES, ("x³ at 10", 100.0))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 300.0, "eˣ at 0": 0.0, "log x at 10": 0.1},
                "How high is eˣ at 0, and how steep is eˣ where it is so high?",
                "In the table the slope of eˣ is its own height. At x = 0 the height is e⁰, and a number "
                "to the power 0 is not 0.",
                recognise=_slip(_RULES, ("eˣ at 0", 0.0))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 300.0, "eˣ at 0": 2.7183, "log x at 10": 0.1},
                "2.7183 is the slope of eˣ at x = 1. How high is eˣ one step to the left?",
                "The rule is right, its own height. But e¹ is e, and the place asked for is x = 0.",
                recognise=_slip(_RULES, ("eˣ at 0", np.e))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 300.0, "eˣ at 0": 1.0, "log x at 10": 2.3026},
                "2.3026 is log 10. Is that how steep log x is at 10, or how high?",
                "2.3026 is the height. The slopes 1, 0.5, 0.3333, 0.25 become smaller as x grows.",
                recognise=_slip(_RULES, ("log x at 10", 2.3026))),
        Mistake({"x² at 10": 20.0, "x³ at 10": 300.0, "eˣ at 0": 1.0, "log x at 10": 10.0},
                "Do the slopes of log x grow or shrink from x = 1 to x = 4?",
                "They shrink: 1, 0.5, 0.3333, 0.25. At x = 10 the slope must be smaller than 0.25.",
                recognise=_slip(_RULES, ("log x at 10", 10), ("log x at 10", 5))),
    ),
))

# 5.7: sums --------------------------------------------------------------------------------------

add(Exercise(
    name="prediction_5_7",
    number="5.7",
    title="Predict: the slope of a sum",
    difficulty=1,
    minutes=1,
    options={
        "a": "15",
        "b": "8",
        "c": "4",
        "d": "5: the steeper one wins",
    },
    solution="b",
    why="If one rises by 3 cents and the other by 5, the sum rises by 8. Slopes of a sum add.",
    hints=("Let x move by 0.01. By how much does f rise, by how much does g, and by how much their sum?",),
    mistakes=(
        Mistake("a", "x moves by 0.01. f rises by 0.03 and g by 0.05. By how much does f + g rise?",
                "0.03 + 0.05 is 0.08, so the sum has slope 8. Nothing multiplies the two slopes here."),
        Mistake("c", "Is f + g the sum of the two, or their mean?",
                "4 is the slope of the mean, (f + g)/2. The sum rises by both changes together."),
        Mistake("d", "While g rises, does f stand still?",
                "Both rise at once when x moves, and the sum collects both changes."),
    ),
))

# 5.8: products ----------------------------------------------------------------------------------


def product_slope(u, v, du, dv):
    """Return the slope of the product u·v.

    u, v: the two values at this place (numbers).  du, dv: their slopes there.
    """
    return v * du + u * dv


def slopes_multiplied(u, v, du, dv):
    return du * dv


def slopes_added(u, v, du, dv):
    return du + dv


def not_crossed(u, v, du, dv):
    return u * du + v * dv


def with_the_corner(u, v, du, dv):
    return v * du + u * dv + du * dv


def one_strip(u, v, du, dv):
    return u * dv


def other_strip(u, v, du, dv):
    return v * du


def strips_multiplied(u, v, du, dv):
    return (v * du) * (u * dv)


def new_area(u, v, du, dv):
    return (u + du) * (v + dv)


def strips_subtracted(u, v, du, dv):
    return v * du - u * dv


add(Exercise(
    name="product_slope",
    number="5.8",
    title="The slope of a product",
    difficulty=2,
    minutes=5,
    solution=product_slope,
    cases=lambda: [(3.0, 5.0, 2.0, 1.0), (2.0, -1.0, 0.5, 3.0), (-1.5, 4.0, -2.0, 0.0),
                   (0.0, 2.5, 1.5, -4.0)],
    why="Each side sweeps over the length of the other: two strips, v·du and u·dv.",
    hints=("x moves by a little Δx. Then u grows by du·Δx. How long is the strip that this adds?",
           "The strip at the side is v high and du·Δx wide; the one on top is u wide and dv·Δx high. Add "
           "them and divide by Δx.",
           "What happens to the corner, du·Δx times dv·Δx, after dividing by Δx, if Δx is 0.00001?"),
    mistakes=(
        Mistake(slopes_multiplied, "Which piece of the picture is that, a strip or the corner?",
                "Let v stand still, dv = 0: the area grows by a strip, but your formula says 0. Multiplied slopes are only the corner, "
                "the smallest piece of the three."),
        Mistake(slopes_added, "That is right for u + v. How long are the strips in the picture?",
                "Slopes add for a sum. In a product each change counts as often as the other side is "
                "long."),
        Mistake(not_crossed, "The side u grows. How long is the strip that appears: as long as u, or as v?",
                "When u grows, the new strip stands along the side v. So du goes with v, and dv with u."),
        Mistake(with_the_corner, "How large is the corner if x moves by 0.001 only?",
                "The corner is du·Δx times dv·Δx. With Δx = 0.001 it is a thousandth of the strips, and "
                "less and less as Δx shrinks. It leaves no trace in the slope."),
        Mistake(one_strip, "Let v stand still, dv = 0. Does the area grow while u does?",
                "There are two strips. You have kept the one that comes from v."),
        Mistake(other_strip, "Let u stand still, du = 0. Does the area grow while v does?",
                "There are two strips. You have kept the one that comes from u."),
        Mistake(strips_multiplied, "Both strips are new area. What do you do with two new areas?",
                "The two strips lie side by side: the area grows by one and by the other, their sum."),
        Mistake(new_area, "Is that how large the area is, or how fast it grows?",
                "You have computed a new area, as if x had moved by 1. Take away the old area, and look "
                "at what is left when the step is very small."),
        Mistake(strips_subtracted, "If both sides grow, does one strip take away what the other brings?",
                "Both strips are added to the area. A minus appears only when a slope is negative."),
    ),
))

# 5.9 and 5.10: the chain ------------------------------------------------------------------------

add(Exercise(
    name="prediction_5_9",
    number="5.9",
    title="Predict: two machines in a row",
    difficulty=1,
    minutes=1,
    options={
        "a": "7",
        "b": "3.5",
        "c": "5, the slope of the last machine",
        "d": "10",
    },
    solution="d",
    why="The first doubles every small change, the second makes five times as much of it: 2 · 5.",
    hints=("Send a change of 0.01 through. What comes out of the first machine? And then?",),
    mistakes=(
        Mistake("a", "A change of 0.01 leaves the first machine as 0.02. What does the second make of it?",
                "The second multiplies what it gets: 5 · 0.02 = 0.10, ten times 0.01. Slopes add "
                "when two things are added, and here one follows the other."),
        Mistake("b", "Can two machines that both enlarge a change give less than one of them?",
                "There is nothing to average: the change passes through one machine, then the other."),
        Mistake("c", "Does the second machine get the change of x, or what the first has made of it?",
                "It gets twice the change of x, because the first machine has doubled it."),
    ),
))


def chain_slope(x):
    """Return the slope of log(x² + 1) at x, a number."""
    u = x**2 + 1
    return 1 / u * (2 * x)


def inner_forgotten(x):
    return 1 / (x**2 + 1)


def outer_at_x(x):
    return 1 / x * (2 * x)


def chain_added(x):
    return 1 / (x**2 + 1) + 2 * x


def one_over_the_inner_slope(x):
    return 1 / (2 * x)


def outer_is_log(x):
    return np.log(x**2 + 1) * 2 * x


def log_of_the_inner_slope(x):
    return np.log(2 * x)


def one_kept(x):
    return (2 * x + 1) / (x**2 + 1)


def only_the_inner(x):
    return 2 * x


def one_lost(x):
    return 2 * x / x**2


add(Exercise(
    name="chain_slope",
    number="5.10",
    title="Your first chain",
    difficulty=2,
    minutes=5,
    solution=chain_slope,
    cases=lambda: [(2.0,), (0.5,), (3.0,), (-1.5,)],
    own_stub='''
        def chain_slope(x):
            """Return the slope of log(x² + 1) at x, a number."""
            u = x**2 + 1            # what leaves the first machine
            raise NotImplementedError("your turn")''',
    tolerance=1e-6,
    why="It is 2x/(x² + 1): each machine's slope is taken at what that machine gets, 2x at x, 1/u at u.",
    hints=("The first machine makes u = x² + 1. What is its slope at x?",
           "The second makes log u. Its slope is 1 over what goes in. What goes in: x, or u?",
           "Two machines in a row: what do you do with their two slopes?"),
    mistakes=(
        Mistake(inner_forgotten, "That is the slope of the second machine alone. What has the first done to "
                                 "the change of x?",
                "A small change of x becomes 2x times as large in the first machine. The slope of the "
                "second multiplies that."),
        Mistake(outer_at_x, "Which number goes into the logarithm, x or u?",
                "The slope of log is 1 over what goes in, and what goes in is u = x² + 1."),
        Mistake(chain_added, "The machines stand in a row. Do changes in a row add, or multiply?",
                "The second machine multiplies what the first has made of the change, so the slopes "
                "multiply."),
        Mistake(one_over_the_inner_slope, "Does a machine need the slope of the one before it, or its value?",
                "The second machine gets u, not the slope of u. Its own slope is 1/u."),
        Mistake(outer_is_log, "How steep is log u? You have used how high it is.",
                "The height of the logarithm is log u, its slope is 1/u."),
        Mistake(log_of_the_inner_slope, "What goes into the logarithm: u, or the slope of u?",
                "Each machine has a slope of its own. Find both and multiply; nothing goes through the "
                "logarithm again."),
        Mistake(one_kept, "What is the slope of the “+ 1” in x² + 1?",
                "A constant does not move when x does, so it adds 0 to the slope of u."),
        Mistake(only_the_inner, "That is the slope of the first machine. And the second?",
                "The change still has to pass the logarithm, whose slope at u is 1/u."),
        Mistake(one_lost, "At x = 2, which number goes into the logarithm?",
                "u is x² + 1. A constant has slope 0, but it is still part of u."),
    ),
))

# 5.11: ReLU and its leaky cousin ----------------------------------------------------------------


def leaky_slope(Z, leak):
    """Return the slope of leaky ReLU at every number z of Z.

    Z: array of any shape.  leak: the slope on the left, 0.01 for example; 0 makes it ReLU.
    The result has the shape of Z.  At z = 0 exactly, any number from leak to 1 will do.
    """
    return np.where(Z > 0, 1.0, leak)


def one_at_zero(Z, leak):
    return np.where(Z >= 0, 1.0, leak)


def mask_and_rest(Z, leak):
    return (Z > 0) + leak * (Z <= 0)


def halfway_at_zero(Z, leak):
    return np.where(Z == 0, (1 + leak) / 2, np.where(Z > 0, 1.0, leak))


def value_of_leaky(Z, leak):
    return np.where(Z > 0, Z, leak * Z)


def leak_forgotten(Z, leak):
    return np.where(Z > 0, 1.0, 0.0)


def value_on_the_right(Z, leak):
    return np.where(Z > 0, Z, leak)


def value_on_the_left(Z, leak):
    return np.where(Z > 0, 1.0, leak * Z)


def sides_exchanged(Z, leak):
    return np.where(Z > 0, leak, 1.0)


def falls_on_the_left(Z, leak):
    return np.where(Z > 0, 1.0, -leak)


def asked_once(Z, leak):
    if Z > 0:
        return 1.0
    return leak


def leak_added(Z, leak):
    return (Z > 0) + leak


def _accept_leaky(value, arguments):
    Z, leak = arguments
    got = np.asarray(value, dtype=float)
    if got.shape != Z.shape:
        return (f"the shape is not right. For Z of shape {Z.shape} you returned shape {got.shape}; "
                f"every z has a slope of its own.")
    low, high = np.where(Z > 0, 1.0, leak), np.where(Z < 0, leak, 1.0)
    wrong = ~((got >= low - 1e-6) & (got <= high + 1e-6))
    if not wrong.any():
        return None
    place = tuple(int(k) for k in np.argwhere(wrong)[0])
    where = (f"{low[place]:g}" if low[place] == high[place] else
             f"anything from {low[place]:g} to {high[place]:g}")
    return (f"the values are not right. With leak = {leak:g}, at z = {Z[place]:g} you returned "
            f"{got[place]:.6g}; expected {where}.")


def _cases_leaky():
    rng = np.random.default_rng(511)
    return [(np.array([2.0, -3.0, 0.5, -0.5]), 0.01), (np.array([[1.5, 0.0], [-2.0, 4.0]]), 0.0),
            (3 * rng.normal(size=(4, 3)), 0.1), (rng.normal(size=(2, 5)), 0.0)]


add(Exercise(
    name="leaky_slope",
    number="5.11",
    title="The slope of ReLU, and of its leaky cousin",
    difficulty=1,
    minutes=4,
    solution=leaky_slope,
    alternatives=(one_at_zero, mask_and_rest, halfway_at_zero),
    cases=_cases_leaky,
    accept=_accept_leaky,
    why="Two straight pieces, two slopes. At the corner itself, any choice between them does no harm.",
    hints=("How steep is the curve on the right? And on the left?",
           "The slope on the right is the same for every positive z. Which NumPy function chooses one of "
           "two numbers, place by place?"),
    mistakes=(
        Mistake(value_of_leaky, "How steep is the curve at z = 2? You have returned how high it is.",
                "The height at z = 2 is 2. The curve is a straight line there, equally steep at every "
                "positive z."),
        Mistake(leak_forgotten, "Is the curve flat on the left, if the leak is 0.01?",
                "Flat on the left is plain ReLU. The leaky one has the slope `leak` there."),
        Mistake(value_on_the_right, "At z = 2 and at z = 4, is the curve equally steep?",
                "On the right the height is z, and the slope is the same everywhere."),
        Mistake(value_on_the_left, "At z = −2 and at z = −4, is the curve equally steep?",
                "On the left the height is leak·z. A straight line has the same slope everywhere, "
                "whatever z is."),
        Mistake(sides_exchanged, "On which side is the curve steep, and on which nearly flat?",
                "Positive numbers pass unchanged: there the slope is 1. The leak is on the other side."),
        Mistake(falls_on_the_left, "Does the curve rise or fall from left to right on the left side?",
                "It rises slowly everywhere on the left, from far below zero up to 0. So its slope is "
                "positive."),
        Mistake(asked_once, "“Is Z above 0?” How many answers has that question for this Z?",
                "`if` wants one yes or no, and an array has an answer for every number. np.where "
                "chooses place by place."),
        Mistake(leak_added, "How steep is the curve on the right: 1, or a little more?",
                "You have added the leak on both sides. It belongs to the left alone."),
    ),
))

# 5.12 and 5.13: sigmoid and tanh ----------------------------------------------------------------


def sigmoid_slope(Z, A):
    """Return the slope of sigmoid at every z, from what the forward pass has.

    Z: array of any shape, what went in.  A = sigmoid(Z), what came out, same shape.
    The result has that shape too. You may not need both Z and A.
    """
    return A * (1 - A)


def the_long_way(Z, A):
    e = np.exp(-np.abs(Z))
    return e / (1 + e)**2


def squared_form(Z, A):
    return A - A**2


def fed_with_z(Z, A):
    return Z * (1 - Z)


def sigmoid_twice(Z, A):
    return sigmoid(A) * (1 - sigmoid(A))


def one_of_each(Z, A):
    return A * (1 - Z)


def other_of_each(Z, A):
    return Z * (1 - A)


def sigmoid_once_more(Z, A):
    return sigmoid(A) * (1 - A)


def only_the_rest(Z, A):
    return 1 - A


def sum_for_difference(Z, A):
    return A * (1 + A)


def slope_of_tanh(Z, A):
    return 1 - A**2


def brackets_lost(Z, A):
    return A * 1 - A


def minus_the_other_way(Z, A):
    return A * (A - 1)


def four_times(Z, A):
    return 4 * A * (1 - A)


def only_the_value(Z, A):
    return A


def _cases_sigmoid_slope():
    rng = np.random.default_rng(512)
    return [(Z, sigmoid(Z)) for Z in (np.array([0.0, 1.0, -2.0]), 2 * rng.normal(size=(3, 4)),
                                      rng.normal(size=(5, 2)))]


add(Exercise(
    name="sigmoid_slope",
    number="5.12",
    title="The slope of sigmoid",
    difficulty=2,
    minutes=6,
    solution=sigmoid_slope,
    alternatives=(the_long_way, squared_form),
    cases=_cases_sigmoid_slope,
    tolerance=1e-5,
    why="It is a(1 − a). Whoever has kept a on the way forward gets it for one subtraction and one "
        "product.",
    hints=("Compare the slopes at a = 0.1192 and a = 0.8808. Which formula does not care whether you put "
           "in a or 1 − a?",
           "The slope is nearly 0 where a is near 0, and also where a is near 1. At a = 0.5 it is 0.25. "
           "What do you get if you multiply two numbers that add up to 1?"),
    mistakes=(
        Mistake(fed_with_z, "At z = 0 you returned 0. Is sigmoid flat in its middle? Which letter belongs "
                            "into your formula?",
                "The formula is right for a, what came out. You have fed it with z, what went in."),
        Mistake(sigmoid_twice, "A is what sigmoid returned. How often has sigmoid been applied in your result?",
                "A has been through sigmoid already. Once more, and you have the slope at another place, "
                "at z = a."),
        Mistake(one_of_each, "You have used both Z and A. Which of them runs between 0 and 1?",
                "The slope is a product of two numbers that add up to 1. z can be any number; put a in "
                "both places."),
        Mistake(other_of_each, "At z = 0 your slope is 0. Is sigmoid flat there?",
                "The slope is a product of two numbers that add up to 1. z can be any number; put a in "
                "both places."),
        Mistake(sigmoid_once_more, "One of your two factors has been through sigmoid twice. Which one?",
                "A is sigmoid(Z) already. Apply nothing to it again."),
        Mistake(only_the_rest, "Try yours at a = 0.1192: is it the slope in the table?",
                "1 − a falls all the way from 1 to 0. The slope is small at both ends."),
        Mistake(sum_for_difference, "What should the slope be where a is nearly 1?",
                "Near a = 1 the curve lies flat, so the slope is nearly 0. Yours is nearly 2."),
        Mistake(slope_of_tanh, "What is the slope in the table at a = 0.5, and what is yours?",
                "1 − a² is 0.75 there. That formula belongs to another curve, and you will meet it next."),
        Mistake(brackets_lost, "What does Python compute first, the product or the difference?",
                "Without brackets, 1·a is computed first, and then a is taken away: 0 everywhere."),
        Mistake(minus_the_other_way, "Does sigmoid rise or fall from left to right?",
                "It rises, so no slope is negative. a − 1 is below zero, 1 − a is above."),
        Mistake(four_times, "Should the largest slope be 1, or 0.25?",
                "The steepest place of sigmoid has slope 0.25, at a = 0.5."),
        Mistake(only_the_value, "How steep is the curve? You have returned how high it is.",
                "a is the height of the curve at z."),
    ),
))


def tanh_slope(A):
    """Return the slope of tanh at every z, from what the forward pass kept.

    A: array of any shape, A = tanh(Z).  The result has the same shape.
    """
    return 1 - A**2


def from_the_sigmoid(A):
    S = (A + 1) / 2
    return 4 * S * (1 - S)


def sigmoids_formula(A):
    return A * (1 - A)


def four_sigmoids(A):
    return 4 * A * (1 - A)


def tanh_twice(A):
    return 1 - np.tanh(A)**2


def width_forgotten(A):
    S = (A + 1) / 2
    return 2 * S * (1 - S)


def both_stretches_forgotten(A):
    S = (A + 1) / 2
    return S * (1 - S)


def square_forgotten(A):
    return 1 - A


def difference_squared(A):
    return (1 - A)**2


def plus_square(A):
    return 1 + A**2


def _cases_tanh_slope():
    rng = np.random.default_rng(513)
    return [(np.array([0.0, 0.5, -0.8]),), (np.tanh(rng.normal(size=(3, 4))),),
            (np.tanh(2 * rng.normal(size=(5, 2))),)]


add(Exercise(
    name="tanh_slope",
    number="5.13",
    title="The slope of tanh",
    difficulty=3,
    minutes=8,
    core=False,
    solution=tanh_slope,
    alternatives=(from_the_sigmoid,),
    cases=_cases_tanh_slope,
    tolerance=1e-5,
    why="At a = 0 the slope is 1, at the ends it is 0: what you saw on the curves in lesson 02.",
    hints=("Name the output of the sigmoid in the middle S. What is S, if a = 2S − 1?",
           "The chain has three machines: double, sigmoid, then 2S − 1. Their slopes are 2, S(1 − S), "
           "and …?",
           "Put S = (1 + a)/2 into 4·S·(1 − S). What remains, when you have multiplied out?"),
    mistakes=(
        Mistake(sigmoids_formula, "How steep is tanh at a = 0, in the picture of lesson 02?",
                "a(1 − a) is 0 there, and tanh has slope 1. That formula is for the sigmoid's own "
                "output, which runs from 0 to 1."),
        Mistake(four_sigmoids, "Which number comes out of the sigmoid in the middle, a or (a + 1)/2?",
                "The 4 is right. But the sigmoid's output is not a: tanh has stretched and shifted it."),
        Mistake(tanh_twice, "A is what tanh returned. How often has tanh been applied in your result?",
                "A has been through tanh already. Use it as it is."),
        Mistake(width_forgotten, "There are two machines of slope 2 in the chain. Have you used both?",
                "Once z is doubled on its way in, and once the height is doubled on its way out."),
        Mistake(both_stretches_forgotten, "How steep is tanh at a = 0? And yours?",
                "Yours is 1/4 there, as for sigmoid. The two machines that double are missing."),
        Mistake(square_forgotten, "Are the slopes at a = 0.5 and at a = −0.5 equal? And yours?",
                "Tanh is equally steep on both sides of zero, so a and −a must give the same."),
        Mistake(difference_squared, "Are the slopes at a = 0.5 and at a = −0.5 equal? Look where your square "
                                    "stands.",
                "1 − a² is not (1 − a)². Only a is squared."),
        Mistake(plus_square, "What should the slope be where a is nearly 1 or −1?",
                "The curve lies flat at both ends, so the slope must go to 0."),
    ),
))

# 5.14: partial derivatives of a neuron ----------------------------------------------------------

add(Exercise(
    name="neuron_slopes",
    number="5.14",
    title="One neuron, five knobs",
    difficulty=1,
    minutes=4,
    solution=_NEURON,
    own_stub="""
        neuron_slopes = {      # z = w₁·x₁ + w₂·x₂ + b  with  w₁ = 2, w₂ = −1, x₁ = 3, x₂ = 5, b = 4
            "w₁": ...,    # ∂z/∂w₁
            "w₂": ...,
            "x₁": ...,
            "x₂": ...,
            "b": ...,
        }""",
    tolerance=1e-6,
    why="A weight's slope is its input, an input's slope is its weight, and a bias always has slope 1.",
    hints=("Put in all numbers except w₁: z = 3·w₁ + … How steep is that straight line in w₁?",
           "For x₂: everything but x₂ stands still. By what is it multiplied?",
           "If b grows by 0.1 and nothing else moves, by how much does z grow?"),
    mistakes=(
        Mistake({"w₁": 2.0, "w₂": -1.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0},
                "If a weight grows by 0.1, by how much does its product with its input grow?",
                "By 0.1 times the input. What a number is multiplied with is its slope, not the number "
                "itself.",
                recognise=_slip(_NEURON, ("w₁", 2), ("w₂", -1))),
        Mistake({"w₁": 3.0, "w₂": 5.0, "x₁": 3.0, "x₂": 5.0, "b": 1.0},
                "If an input grows by 0.1, by how much does its product with its weight grow?",
                "By 0.1 times the weight. The slope for an input is the weight that it meets.",
                recognise=_slip(_NEURON, ("x₁", 3), ("x₂", 5))),
        Mistake({"w₁": 6.0, "w₂": -5.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0},
                "Is that the product itself, or how fast it grows with w₁?",
                "w₁·x₁ is 6 here. When w₁ grows by 1 it becomes 9: the slope is the difference.",
                recognise=_slip(_NEURON, ("w₁", 6))),
        Mistake({"w₁": 3.0, "w₂": -5.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0},
                "Let w₂ grow from −1 to 0. What becomes of w₂·x₂: does it rise or fall, and how far?",
                "w₂·x₂ goes from −5 to 0 when w₂ grows by 1. How negative w₂ is does not matter to the "
                "slope: it is what w₂ is multiplied with.",
                recognise=_slip(_NEURON, ("w₂", -5))),
        Mistake({"w₁": 3.0, "w₂": 5.0, "x₁": 2.0, "x₂": -1.0, "b": 0.0},
                "If b grows by 0.1, does z stay?",
                "b is added to z, so z grows by exactly as much. Slope 0 would mean that it changes "
                "nothing.",
                recognise=_slip(_NEURON, ("b", 0))),
        Mistake({"w₁": 3.0, "w₂": 5.0, "x₁": 2.0, "x₂": -1.0, "b": 4.0},
                "Does the slope depend on how large b is?",
                "Whether b is 4 or 100: when it grows by 0.1, z grows by 0.1.",
                recognise=_slip(_NEURON, ("b", 4))),
        Mistake({"w₁": 5.0, "w₂": 3.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0},
                "Which input does this weight meet?",
                "w₁ is multiplied with x₁ alone, and w₂ with x₂. The other product stands still.",
                recognise=_slip(_NEURON, ("w₁", 5), ("w₂", 3))),
        Mistake({"w₁": 3.0, "w₂": 5.0, "x₁": -1.0, "x₂": 2.0, "b": 1.0},
                "Which weight does this input meet?",
                "x₁ is multiplied with w₁ alone, and x₂ with w₂. The other product stands still.",
                recognise=_slip(_NEURON, ("x₁", -1), ("x₂", 2))),
        Mistake({"w₁": 3.0, "w₂": 5.0, "x₁": 2.0, "x₂": 1.0, "b": 1.0},
                "When x₂ grows, does z grow or fall?",
                "w₂ is −1, so z falls by as much as x₂ grows. A slope can be negative.",
                recognise=_slip(_NEURON, ("x₂", 1))),
        Mistake({"w₁": 1.0, "w₂": 1.0, "x₁": 2.0, "x₂": -1.0, "b": 1.0},
                "Is the weight added to z as it is, or multiplied with something first?",
                "When w₁ grows by 1, w₁·x₁ grows by x₁; and w₂ meets x₂ in the same way.",
                recognise=_slip(_NEURON, ("w₁", 1), ("w₂", 1))),
    ),
))

# 5.15: a fork -----------------------------------------------------------------------------------

add(Exercise(
    name="prediction_5_15",
    number="5.15",
    title="Predict: a fork",
    difficulty=2,
    minutes=2,
    options={
        "a": "22",
        "b": "10",
        "c": "120",
        "d": "14",
    },
    solution="a",
    why="2·5 through u, 3·4 through v, and both changes arrive in y: 10 + 12.",
    hints=("x moves by 0.01. By how much does u move, and by how much does y move because of that?",
           "v has moved too. What does that add to the change of y?"),
    mistakes=(
        Mistake("b", "y has moved through u. Has v stood still meanwhile?",
                "When x moves, u and v both move. Through v, y moves by 3·4 times as much, and you have "
                "forgotten that path."),
        Mistake("c", "Along which steps does one change follow another, and which lie side by side?",
                "Slopes multiply along a path. The two paths lie side by side, and what arrives on "
                "them is added."),
        Mistake("d", "A change through u passes two machines. What do you do with two slopes in a row?",
                "Along a path slopes multiply: 2·5 and 3·4. Only the paths are added to each other."),
    ),
))

# 5.16: the sheet --------------------------------------------------------------------------------

_CELLS = ("dv, sample 0", "dv, sample 1", "dv", "dc", "dh, sample 0", "dh, sample 1",
          "dz, sample 0", "dz, sample 1", "dw", "db")
_AFTER = {"dv, sample 0": ("dv",), "dv, sample 1": ("dv",), "dh, sample 0": ("dz, sample 0",),
          "dh, sample 1": ("dz, sample 1",), "dz, sample 0": ("dw", "db"),
          "dz, sample 1": ("dw", "db")}    # what is computed from it
_SHEET_TOLERANCE = 1e-3


class _Sheet:
    """The numbers behind one sheet: those of the network, and of the learner's own earlier cells."""

    def __init__(self, value):
        seed = value.get("seed")
        seed = int(seed) if isinstance(seed, float) and seed == int(seed) else seed
        tiny = tiny_example(seed)
        self.X, self.W1, self.W2 = tiny.X, tiny.W1, tiny.W2
        self.Z = tiny.X @ tiny.W1.T + tiny.b1                 # (N, hidden)
        self.A = np.maximum(self.Z, 0)
        P = softmax(self.A @ tiny.W2.T + tiny.b2)             # (N, out)
        self.ds = (P - np.eye(2)[tiny.y]) / 2                 # what the lesson measures by wiggling
        self.j = int(np.argwhere(self.Z < 0)[0, 1])           # the unit that is off for one sample
        self.k = 1 - self.j
        self.value = value

    def own(self, cell):
        """Return what the learner has in a cell, or what is right there."""
        item = self.value.get(cell, ...)
        return self.right(cell) if item is ... else float(item)

    def right(self, cell):
        """Return what is right in a cell, given the learner's own cells before it."""
        name, _, which = cell.partition(", sample ")
        n, j = int(which or 0), self.j
        if name == "dv":
            return (self.ds[n, 0] * self.A[n, self.k] if which else
                    self.own("dv, sample 0") + self.own("dv, sample 1"))
        if name == "dc":
            return self.ds[:, 0].sum()
        if name == "dh":
            return self.ds[n] @ self.W2[:, j]
        if name == "dz":
            return self.own(f"dh, sample {n}") * (self.Z[n, j] > 0)
        both = np.array([self.own("dz, sample 0"), self.own("dz, sample 1")])
        return both @ self.X[:, 0] if name == "dw" else both.sum()

    def same(self, got, wanted):
        """Say whether two numbers agree as closely as four decimals allow."""
        return bool(abs(float(got) - wanted) <= _SHEET_TOLERANCE * (1 + abs(wanted)))

    def first_slip(self):
        """Return the first cell that does not follow from those before it, or None."""
        filled = [cell for cell in _CELLS if cell in self.value]
        return next((cell for cell in filled
                     if not self.same(self.value[cell], self.right(cell))), None)

    def credited(self, slip):
        """Say whether something was computed from the slip, and followed rightly from it."""
        cells = [cell for cell in _after(slip) if cell in self.value]
        return bool(cells) and all(self.same(self.value[cell], self.right(cell)) for cell in cells)


def _after(cell):
    found = list(_AFTER.get(cell, ()))
    return [*found, *(later for one in found for later in _after(one))]


def _expected_sheet(value):
    sheet = _Sheet(value)
    return {cell: float(sheet.right(cell)) for cell in _CELLS}


def _sheet_with(cell=None, wrong=None, put_through=False):
    """Return the sheet of the lesson with a slip in one cell, followed rightly or not at all."""
    value = {"seed": None}
    if cell:
        value[cell] = float(wrong)
    sheet = _Sheet(value)
    later = _after(cell)
    filled = {}
    for name in _CELLS:
        number = value[name] if name == cell else sheet.right(name)
        filled[name] = ... if name in later and not put_through else round(float(number), 4) + 0.0
    return {"seed": None, **filled}


_CREDIT = ("What you computed from it follows rightly from your number: repair this cell, then put the "
           "new number through.")


def _slips(cells, wrong_values, question, explanation):
    """Return the Mistakes of one slip: with what was computed from it right, and without.

    `wrong_values(sheet, n, cell)` returns the numbers that this slip leads to in a cell.
    """
    def numbers(sheet, cell):
        n = int(cell[-1]) if cell[-1].isdigit() else 0
        return wrong_values(sheet, n, cell)

    def recognise(value, credit):
        sheet = _Sheet(value)
        slip = sheet.first_slip()
        return (slip in cells and sheet.credited(slip) == credit
                and any(sheet.same(value[slip], number) for number in numbers(sheet, slip)))

    plain = _Sheet({"seed": None})
    cell, wrong = next((cell, number) for cell in cells for number in numbers(plain, cell)
                       if not plain.same(number, plain.right(cell)))
    found = [Mistake(_sheet_with(cell, wrong), question, explanation,
                     recognise=lambda value: recognise(value, False))]
    if _after(cell):
        # Behind the first: where cells are open, both would fit.
        found.append(Mistake(_sheet_with(cell, wrong, put_through=True), f"{question} {_CREDIT}",
                             f"{explanation} {_CREDIT}",
                             recognise=lambda value: recognise(value, True)))
    return found


def _unknown_slip(value):
    sheet = _Sheet(value)
    slip = sheet.first_slip()
    return slip is not None and sheet.credited(slip)


def _cells(name):
    return tuple(cell for cell in _CELLS if cell.startswith(f"{name}, "))


_MISTAKES = (
    *_slips(_cells("dv"), lambda s, n, cell: [s.ds[n, 0] * s.W2[0, s.k]],
            "If v grows by 0.1, by how much does v times its hidden value grow?",
            "v is multiplied with the hidden value at its other end, and that is the slope of the score "
            "for v. You have used v itself."),
    *_slips(_cells("dv"), lambda s, n, cell: [s.ds[n, 0] * s.A[n, s.j]],
            "Which of the two hidden values does v start from?",
            "The picture shows where v starts. You have taken the value of the other hidden unit."),
    *_slips(_cells("dv"), lambda s, n, cell: [s.ds[n, 1] * s.A[n, s.k]],
            "Into which score does v lead? And does the slope there have a minus?",
            "v is part of score 0 alone. The slope on the other score has no path from v."),
    *_slips(_cells("dv"), lambda s, n, cell: [s.A[n, s.k]],
            "Your number is the slope of the score for v. How does the change go on to the loss?",
            "The change of the score still has to reach the loss: multiply by the slope that stands "
            "under score 0."),
    *_slips(_cells("dv"), lambda s, n, cell: [s.ds[n, 0]],
            "That is the slope of the loss for the score. By how much does the score move when v does?",
            "Between v and score 0 stands one more machine: the score grows by the hidden value times "
            "the change of v."),
    *_slips(_cells("dv"), lambda s, n, cell: [s.ds[1 - n, 0] * s.A[1 - n, s.k]],
            "Whose numbers are these, of this sample or of the other one?",
            "Each sample has its own values and slopes. Take them from the panel of this sample."),
    *_slips(("dv",), lambda s, n, cell: [(s.own("dv, sample 0") + s.own("dv, sample 1")) / 2],
            "Who has already divided by the number of samples?",
            "The measured slopes are those of the mean loss, so the division is in them. From here on "
            "the samples are added."),
    *_slips(("dv",), lambda s, n, cell: [s.own("dv, sample 0"), s.own("dv, sample 1"),
                                         s.own("dv, sample 0") * s.own("dv, sample 1")],
            "Both samples use the same v. What becomes of their two numbers?",
            "When v moves, the scores of both samples move. These are two paths from v to the loss, side "
            "by side, and paths add."),
    *_slips(("dc",), lambda s, n, cell: [s.ds[0, 0], s.ds[1, 0], s.ds[:, 0].mean()],
            "The bias c is in score 0 of both samples. Are both in your number, and whole?",
            "c has one path through each sample, with slope 1 from c to the score. The two are added, and "
            "nobody divides again."),
    *_slips(("dc",), lambda s, n, cell: [s.ds.sum(), s.ds[0].sum(), s.ds[:, 1].sum()],
            "To which score does c belong?",
            "c is added to score 0 alone, so only the slopes under score 0 count: one of each sample."),
    *_slips(_cells("dh"), lambda s, n, cell: [s.ds[n, 0] * s.W2[0, s.j], s.ds[n, 1] * s.W2[1, s.j]],
            "On how many paths does h reach the loss? You have walked one of them.",
            "h feeds both scores. Each path brings weight times slope of its score, and the two are "
            "added."),
    *_slips(_cells("dh"), lambda s, n, cell: [s.ds[n, 0] * s.W2[0, s.j] * s.ds[n, 1] * s.W2[1, s.j]],
            "The two paths lie side by side. Do they add, or multiply?",
            "Slopes multiply along a path. What arrives on two paths is added."),
    *_slips(_cells("dh"), lambda s, n, cell: [s.ds[n] @ s.W2[s.j]],
            "Which two lines leave h towards the scores? Are these the weights on them?",
            "You have taken the two weights that lead into one score. What counts are the two that start "
            "at h, one into each score."),
    *_slips(_cells("dh"), lambda s, n, cell: [s.ds[n] @ s.W2[:, s.k]],
            "From which hidden unit do the weights start that you have used?",
            "These weights start at the other hidden unit. Follow the two lines that leave h."),
    *_slips(_cells("dh")[::-1], lambda s, n, cell: [s.ds[n] @ s.W2[:, s.j] * s.A[n, s.j]],
            "Do you look for the slope for h, or for the weights?",
            "The slope of a score for h is a weight. The value of h itself does not come in."),
    *_slips(_cells("dz"), lambda s, n, cell: [s.own(f"dh, sample {n}")] if s.Z[n, s.j] < 0 else [],
            "Is the unit on for this sample? How steep is ReLU at its z?",
            "z is negative here, so the unit is off and ReLU has slope 0. No wiggling of z gets through."),
    *_slips(_cells("dz"), lambda s, n, cell: [s.own(f"dh, sample {n}") * s.Z[n, s.j]],
            "Do you need how high ReLU is at z, or how steep?",
            "You have multiplied by z, the height. The slope of ReLU is 0 or 1."),
    *_slips(_cells("dz"), lambda s, n, cell: [0.0] if s.Z[n, s.j] > 0 else [],
            "Is the unit off for this sample? Look at its z.",
            "z is positive here, so the unit is on and ReLU has slope 1: the slope passes unchanged."),
    *_slips(_cells("dz"), lambda s, n, cell: [float(s.Z[n, s.j] > 0)],
            "That is the slope of ReLU alone. What comes back to it from the loss?",
            "The chain multiplies: the slope of ReLU times the slope of the loss for h, which you have "
            "found two cells before."),
    *_slips(("dw",), lambda s, n, cell: [(s.own("dz, sample 0") + s.own("dz, sample 1")) * s.W1[s.j, 0],
                                         s.own("dz, sample 0") + s.own("dz, sample 1"),
                                         s.own("dz, sample 0") * s.X[0, 1]
                                         + s.own("dz, sample 1") * s.X[1, 1]],
            "If w grows by 0.1, by how much does z grow? Which number of the sample is w multiplied with?",
            "w is multiplied with input 0 of the sample. That is the last slope on the path, for each "
            "sample another one."),
    *_slips(("dw",), lambda s, n, cell: [(s.own("dz, sample 0") + s.own("dz, sample 1")) * s.X[:, 0].sum()],
            "Each sample has its own dz and its own input. Which belong together?",
            "Multiply within a sample first, and add the samples afterwards."),
    *_slips(("dw",), lambda s, n, cell: [(s.own("dz, sample 0") * s.X[0, 0]
                                          + s.own("dz, sample 1") * s.X[1, 0]) / 2],
            "Your number for w is half of what it should be. Who has divided by the number of samples "
            "already?",
            "The 1/2 of the mean came in with the measured slopes. From there on the samples are added."),
    *_slips(("db",), lambda s, n, cell: [(s.own("dz, sample 0") + s.own("dz, sample 1")) / 2,
                                         s.own("dw")],
            "If b grows by 0.1, by how much does z grow, in each of the samples?",
            "By 0.1 in both: slope 1. So the two dz are added, and nobody divides or multiplies."),
    Mistake(_sheet_with("dh, sample 1", 0.6, put_through=True),
            f"Something in this cell is not as it should be. {_CREDIT}",
            f"Go along its path once more: which slopes stand on it? {_CREDIT}",
            recognise=_unknown_slip),
)

add(Exercise(
    name="paper_sheet",
    number="5.16",
    title="The sheet: ten slopes on paper",
    difficulty=3,
    minutes=25,
    solution=_sheet_with(),
    expected=_expected_sheet,
    tolerance=_SHEET_TOLERANCE,
    own_stub="""
        paper_sheet = {
            "seed": None,           # None: the numbers above; 1, 2, 3, …: fresh ones
            "dv, sample 0": ...,    # ∂L/∂v, what sample 0 brings
            "dv, sample 1": ...,    # ∂L/∂v, what sample 1 brings
            "dv": ...,              # ∂L/∂v, both together
            "dc": ...,              # ∂L/∂c, both together
            "dh, sample 0": ...,    # ∂L/∂h in sample 0: two paths
            "dh, sample 1": ...,    # ∂L/∂h in sample 1
            "dz, sample 0": ...,    # ∂L/∂z in sample 0: through the ReLU
            "dz, sample 1": ...,    # ∂L/∂z in sample 1
            "dw": ...,              # ∂L/∂w, both together
            "db": ...,              # ∂L/∂b, both together
        }""",
    own_solution="""
        paper_sheet = {
            "seed": None,
            "dv, sample 0": -0.4404 * 2,                      # slope of score 0, times the hidden value
            "dv, sample 1": 0.25 * 4,
            "dv": -0.8808 + 1,
            "dc": -0.4404 + 0.25,                             # slope 1 from c to the score
            "dh, sample 0": 0.5 * -0.4404 + -0.5 * 0.4404,    # two paths: weight times slope, added
            "dh, sample 1": 0.5 * 0.25 + -0.5 * -0.25,
            "dz, sample 0": 0,                                # off: slope 0
            "dz, sample 1": 0.25,                             # on: slope 1
            "dw": 0 * 1 + 0.25 * 4,                           # times input 0 of each sample
            "db": 0 + 0.25,
        }""",
    why="You have done with a pencil, for four parameters, what lesson 06 does for all of them.",
    hints=("Begin at the right: the slopes of the loss for both scores are given. Put a finger on the "
           "parameter, and go to the right until you meet a score. What do you multiply on the way?",
           "From v to score 0 it is one step. How much does the score grow if v grows by 1? The hidden "
           "value at the start of v tells.",
           "From h two lines go to the right. Along each: weight times the slope under the score. Then "
           "add the two.",
           "From z to h there is a ReLU: slope 1 if z is positive, 0 if it is not. From w to z it is one "
           "step more: input 0 of that sample. Add the samples at the end."),
    mistakes=_MISTAKES,
))
