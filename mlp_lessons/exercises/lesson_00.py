"""The exercises of lesson 00, start here."""

import numpy as np

from .record import Exercise, Mistake, add

# 0.1: a first check -----------------------------------------------------------------------------


def rectangle_area(width, height):
    """Return the area of a rectangle.

    width, height: two numbers.
    """
    return width * height


def sides_added(width, height):
    return width + height


def way_around(width, height):
    return 2 * (width + height)


def half_of_it(width, height):
    return width * height / 2


def width_squared(width, height):
    return width**2


def printed_only(width, height):
    print(width * height)


add(Exercise(
    name="rectangle_area",
    number="0.1",
    title="Your first check",
    difficulty=1,
    minutes=3,
    solution=rectangle_area,
    cases=lambda: [(3, 5), (2.0, 7.5), (10, 1)],
    why="This is how every exercise in the course will answer you.",
    hints=("How many squares of side 1 fit into a rectangle of 3 by 5?",
           "Three rows of five squares each. Which of + − * / counts them?"),
    mistakes=(
        Mistake(sides_added, "How many squares of side 1 fit into a rectangle of 3 by 5? Count them on paper.",
                "You added the sides. Three rows of five squares are 3 times 5."),
        Mistake(way_around, "Is that the area, or the way around it?",
                "You computed the length of the border. The area is width times height."),
        Mistake(half_of_it, "Which figure has half the area of the rectangle?",
                "That is the area of a triangle with these sides. The rectangle has twice as much."),
        Mistake(width_squared, "Does the height matter in your formula?",
                "You multiplied the width by itself. That is right for a square only."),
        Mistake(printed_only, "What does your function hand back to whoever called it?",
                "Without `return` a function hands back nothing, even if it computes the right number or prints it. "
                "End it with `return` and the result."),
    ),
))

# 0.2: a shape ----------------------------------------------------------------------------

add(Exercise(
    name="prediction_0_2",
    number="0.2",
    title="Predict: a shape",
    difficulty=1,
    minutes=1,
    options={"a": "(2, 4)", "b": "(4, 2)", "c": "(8,)", "d": "(4,)"},
    solution="b",
    why="Four rows of two numbers: rows first.",
    hints=("Each inner pair of square brackets is one row. How many are there?",),
    mistakes=(
        Mistake("a", "How many inner lists are there, and how long is each?",
                "There are four inner lists, so four rows. Rows come first in a shape."),
        Mistake("c", "Are the eight numbers in one row?",
                "Eight numbers it is, but they stand in four rows of two: two axes, two numbers in the shape."),
        Mistake("d", "That is one axis. How many numbers does it take to point at a single item?",
                "To point at an item you need its row and its column, so the shape has two numbers."),
    ),
))

# 0.3 and 0.4: indexing --------------------------------------------------------------------------


def one_sample(X, n):
    """Return sample number n, counted from 0.

    X: array (samples, features).  The result: array (features,).
    """
    return X[n]


def with_colon(X, n):
    return X[n, :]


def in_a_loop(X, n):
    return [X[n, j] for j in range(X.shape[1])]


def a_column(X, n):
    return X[:, n]


def counted_from_one(X, n):
    return X[n - 1]


def from_there_on(X, n):
    return X[n:]


def up_to_there(X, n):
    return X[:n]


def still_a_table(X, n):
    return X[n:n + 1]


def next_sample(X, n):
    return X[n + 1]


def _table(rows, columns, seed):
    return np.random.default_rng(seed).integers(0, 17, size=(rows, columns)) / 16


_FIRST_TABLE = np.array([[5.0, 1.0, 4.0], [2.0, 0.0, 3.0], [7.0, 8.0, 6.0], [9.0, 2.5, 1.5]])


add(Exercise(
    name="one_sample",
    number="0.3",
    title="One sample",
    difficulty=1,
    minutes=2,
    solution=one_sample,
    alternatives=(with_colon, in_a_loop),
    cases=lambda: [(_FIRST_TABLE, 1), (_table(6, 5, 4), 2), (_table(5, 9, 5), 0)],
    why="One index, one row: everything that is known about one sample.",
    hints=("What do A[0] and A[:, 2] give in the cell above?",
           "A sample is a row. Which place in the brackets stands for the row?"),
    mistakes=(
        Mistake(a_column, "Is a sample a row or a column?",
                "You took a column: one feature of every sample. A sample is a row."),
        Mistake(counted_from_one, "What number has the first row?",
                "Rows are counted from 0, so sample number n is row n. There is nothing to subtract."),
        Mistake(from_there_on, "How many rows did you return?",
                "With a colon behind n you took this row and all that follow."),
        Mistake(up_to_there, "Is row n itself in your result?",
                "With a colon before n you took the rows in front of it."),
        Mistake(still_a_table, "Your result still has two axes. Which index keeps an axis, and which drops it?",
                "A range such as n:n+1 keeps a table, of one row. A single number takes the row out, as a vector."),
        Mistake(next_sample, "For n = 0, which row did you return?",
                "Rows are counted from 0. Row n + 1 is the one after it."),
    ),
))


def one_feature(X, j):
    """Return feature number j of all samples, counted from 0.

    X: array (samples, features).  The result: array (samples,).
    """
    return X[:, j]


def collected(X, j):
    return np.array([row[j] for row in X])


def through_the_transpose(X, j):
    return X.T[j]


def a_row(X, j):
    return X[j]


def colon_behind(X, j):
    return X[j, :]


def two_brackets(X, j):
    return X[:][j]


def column_of_a_table(X, j):
    return X[:, j:j + 1]


def all_up_to(X, j):
    return X[:, :j]


def column_before(X, j):
    return X[:, j - 1]


add(Exercise(
    name="one_feature",
    number="0.4",
    title="One feature",
    difficulty=1,
    minutes=3,
    solution=one_feature,
    alternatives=(collected, through_the_transpose),
    cases=lambda: [(_FIRST_TABLE, 1), (_table(6, 5, 6), 2), (_table(9, 4, 7), 0)],
    why="A column: the same question, asked of every sample.",
    hints=("Which of the two places in the brackets stands for the column?",
           "The column is j. Which rows do you want, and which sign says so?"),
    mistakes=(
        Mistake(a_row, "Is a feature a row or a column?",
                "You got a row: one sample, with all its features. A feature is a column, so j belongs into the "
                "second place, inside the same brackets."),
        Mistake(column_of_a_table, "Your result still has two axes. Which index keeps an axis, and which drops it?",
                "A range such as j:j+1 keeps a table, of one column. A single number takes the column out, as a vector."),
        Mistake(all_up_to, "How many columns did you return?",
                "With a colon before j you took all columns in front of it."),
        Mistake(column_before, "What number has the first column?",
                "Columns are counted from 0, so feature number j is column j."),
    ),
))

# 0.5: the shape of a part ----------------------------------------------------------------------

add(Exercise(
    name="shape_of_part",
    number="0.5",
    title="The shape of a part",
    difficulty=2,
    minutes=4,
    solution=(100, 32),
    own_stub="shape_of_part = (..., ...)",
    why="(samples, features): you will see this pair in every lesson.",
    hints=("How many rows are left, if each row is one image?",
           "Half of an image: how many of its 64 numbers?"),
    mistakes=(
        Mistake((32, 100), "Which comes first in a shape, rows or columns?",
                "Rows come first, and a row is an image. There are 100 of them."),
        Mistake((50, 64), "What was cut in half, the number of images or each image?",
                "All of the hundred images are there, and half of each: fewer columns, not fewer rows."),
        Mistake((100, 64), "How many numbers are left of each image?",
                "Half of an image is half of its 64 numbers."),
        Mistake((100, 4), "How many pixels are in four lines of eight?",
                "The lower half has four lines of pixels, and each has eight."),
        Mistake((1079, 32), "How many images were taken?",
                "Only the first hundred images were taken."),
        Mistake((100, 4, 8), "Is an image laid out as one row here, or as a table?",
                "In X each image is one row of numbers, so the part has two axes as well."),
        Mistake((100,), "That is one axis. How many has a table?",
                "A hundred rows of several numbers each make two axes."),
    ),
))

# 0.6 and 0.7: arithmetic ------------------------------------------------------------------------


def darker(image):
    """Return the image twice as dark, with no pixel above 1.

    image: array of numbers from 0 to 1, of any shape.  The result: a new array of the same shape.
    """
    return np.minimum(2 * image, 1)


def clipped(image):
    return np.clip(image + image, 0, 1)


def where_too_dark(picture):
    doubled = picture * 2
    return np.where(doubled > 1, 1, doubled)


def one_by_one(image):
    result = image.copy()
    for place in np.ndindex(image.shape):
        result[place] = min(1, 2 * image[place])
    return result


def python_min(image):
    return min(2 * image, 1)


def one_question(image):
    if 2 * image > 1:
        return 1
    return 2 * image


def limited_only(image):
    return np.minimum(image, 1)


def not_limited(image):
    return 2 * image


def paler(image):
    return image / 2


def black_or_white(image):
    return np.where(2 * image > 1, 1.0, 0.0)


def at_least_one(image):
    return np.maximum(2 * image, 1)


def image_itself(image):
    image *= 2
    image[image > 1] = 1
    return image


def everything_halved_again(image):
    return np.where(2 * image > 1, image, 2 * image)


add(Exercise(
    name="darker",
    number="0.6",
    title="A darker image",
    difficulty=2,
    minutes=5,
    solution=darker,
    alternatives=(clipped, where_too_dark, one_by_one),
    cases=lambda: [(np.array([0.0, 0.25, 0.5, 0.75, 1.0]),), (_table(8, 8, 1),), (_table(3, 64, 2),)],
    why="Every pixel doubled, none above black, and the original still there.",
    hints=("What becomes of a pixel 0.25, and of a pixel 0.75?",
           "2 * image doubles every pixel. What must happen to those that are now above 1?",
           "Which function in the cell above turns whatever is above 1 into 1?"),
    mistakes=(
        Mistake(python_min, "“Is it above 1?” How many answers has that question for a whole image?",
                "Python's min and if want one yes or no, and an image has an answer for every pixel. "
                "np.minimum decides pixel by pixel."),
        Mistake(limited_only, "Has any pixel become darker?",
                "Every pixel is as it was. It must be doubled first."),
        Mistake(not_limited, "What is the darkest pixel in your result?",
                "Your result goes up to 2, but black is 1. The limit must come after the doubling."),
        Mistake(paler, "Is 1 black or white here?",
                "0 is white and 1 is black, so darker means larger numbers."),
        Mistake(black_or_white, "What should become of a pixel 0.25?",
                "It should become 0.5. In yours every pixel is black or white."),
        Mistake(at_least_one, "Should pixels be 1 at most, or 1 at least?",
                "Yours makes everything at least 1, so all black. No pixel may be above 1."),
        Mistake(image_itself, "Is your result a new array, or the image itself under another name?",
                "You wrote into the image that was handed in. `2 * image` makes a new array and leaves it alone."),
        Mistake(everything_halved_again, "What should become of a pixel 0.75?",
                "Doubled, it would be 1.5, and the limit is 1. You left it at 0.75."),
    ),
))


def how_many(y, digit):
    """Return how often `digit` occurs in y.

    y: array (samples,) of whole numbers.  digit: a whole number.
    """
    return np.sum(y == digit)


def counted_in_a_loop(labels, wanted):
    count = 0
    for label in labels:
        if label == wanted:
            count += 1
    return count


def length_of_selection(y, digit):
    return len(y[y == digit])


def counts_nonzero(y, digit):
    return np.count_nonzero(y == digit)


def length_of_all(y, digit):
    return len(y == digit)


def back_after_the_first(y, digit):
    count = 0
    for label in y:
        if label == digit:
            count += 1
        return count


def only_the_question(y, digit):
    return y == digit


def the_others(y, digit):
    return np.sum(y != digit)


def all_added(y, digit):
    return np.sum(y)


def selected_added(y, digit):
    return np.sum(y[y == digit])


def share(y, digit):
    return np.mean(y == digit)


def is_there_one(y, digit):
    return digit in y


add(Exercise(
    name="how_many",
    number="0.7",
    title="How many sevens?",
    difficulty=2,
    minutes=5,
    solution=how_many,
    alternatives=(counted_in_a_loop, length_of_selection, counts_nonzero),
    cases=lambda: [(np.array([7, 1, 7, 0, 3]), 7), (np.random.default_rng(3).integers(0, 10, size=200), 4),
                   (np.array([2, 2, 2, 5]), 9), (np.array([1, 0, 1, 1]), 1)],
    why="Counting how often something is true: you will measure accuracy the same way.",
    hints=("What does y == 7 give?", "It gives True and False. How do you count the True ones?"),
    mistakes=(
        Mistake(length_of_all, "How long is y == digit: as long as y, or shorter?",
                "y == digit has an answer for every sample, True or False, so it is as long as y. Count only the True."),
        Mistake(back_after_the_first, "At which moment does your function return?",
                "It returns inside the loop, after it has looked at the first label. Move `return` behind the loop."),
        Mistake(only_the_question, "That is an answer for each sample. How many of them are True?",
                "y == digit gives True or False for every sample. They still have to be counted."),
        Mistake(the_others, "Did you count the sevens, or all the rest?",
                "`!=` means *not equal*. You counted the others."),
        Mistake(all_added, "Does your result depend on which digit is asked for?",
                "You added up all the digits themselves. First ask which are equal to the one wanted."),
        Mistake(selected_added, "Two sevens: is that 2 or 14?",
                "You picked the right ones, and then added their values. Count them instead."),
        Mistake(share, "How many are they, and what share of all is that?",
                "You computed the share. To get the number, add up instead of taking the mean."),
        Mistake(is_there_one, "You know whether there is one. How many are there?",
                "`in` says only whether it occurs. Count the places where y == digit."),
    ),
))
