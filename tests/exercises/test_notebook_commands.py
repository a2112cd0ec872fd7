"""`check`, `hint` and `solution` as a learner meets them: in cells of a real IPython shell."""

import numpy as np
import pytest
from made_up import make, make_choice, make_layer, make_value

import mlp_lessons
from mlp_lessons.exercises import borrowing, record


@pytest.fixture
def db(course, home):
    """The exercise `bias_gradient`, alone in its course."""
    exercise = make()
    course(exercise)
    return exercise


# What check says --------------------------------------------------------------------------------

def test_not_attempted(cells, db):
    assert cells.run('check("bias_gradient")').startswith(
        "○ Exercise 6.4, bias_gradient: not attempted yet. There is no bias_gradient so far")
    cells.run(db.stub)
    assert "still says “your turn”" in cells.run('check("bias_gradient")')


def test_right(cells, db):
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    assert cells.run('check("bias_gradient")') == "✓ 6.4: right. It matters.\n"


def test_the_question_first_then_the_explanation(cells, db):
    """Also when another mistake, or a right answer, comes between."""
    over, mean = "How many biases are there?", "Who has already divided by N?"
    steps = [("axis=1", over), ("axis=0) * (1 / len(dZ)", mean), ("axis=1", "One per neuron."),
             ("axis=0", "right"), ("axis=0) / len(dZ", "The loss has."),
             ("axis=1", "One per neuron.")]
    for wrong, told in steps:
        cells.run(f"def bias_gradient(dZ): return dZ.sum({wrong})")
        text = cells.run('check("bias_gradient")')
        assert told in text, (wrong, text)
        assert not (told == over and "One per neuron." in text)


def test_a_general_pattern_is_explained_the_second_time_too(cells, db):
    cells.run("def bias_gradient(dZ): return -2 * dZ.sum(axis=0)")
    assert "2 times minus the expected one, everywhere" in cells.run('check("bias_gradient")')
    assert "change nothing else" in cells.run('check("bias_gradient")')


@pytest.mark.parametrize("source, line, code", [
    ("def bias_gradient(dZ):\n    # axis\n    return dZ.sum(axis=2)", 3, "return dZ.sum(axis=2)"),
    ("\n\ndef helper(dZ):\n    return dZ @ dZ\n\ndef bias_gradient(dZ):\n    return helper(dZ)", 2,
     "return dZ @ dZ"),
    ("bias_gradient = lambda dZ: dZ.sum(0)[9]", 1, "bias_gradient = lambda dZ: dZ.sum(0)[9]"),
    ("def bias_gradient(dZ):\n    return np.sum(\n        dZ,\n        axis=dZ)", 2,
     "return np.sum("),
    ("def bias_gradient(dZ):\n    total = np.zeros(99)\n    total += dZ[0]\n    return total", 3,
     "total += dZ[0]"),
])
def test_the_line_of_an_error_is_the_line_in_the_cell(cells, db, source, line, code):
    cells.run(source)
    assert f"at line {line} of your cell:   {code}" in cells.run('check("bias_gradient")')


def test_a_helper_in_another_cell(cells, db):
    cells.run("# a comment\ndef helper(dZ):\n    return dZ.nothing")
    cells.run("def bias_gradient(dZ): return helper(dZ)")
    assert "at line 3 of your cell:   return dZ.nothing" in cells.run('check("bias_gradient")')


def test_code_that_exits_or_never_ends(cells, db):
    cells.run("import sys\ndef bias_gradient(dZ): sys.exit()")
    assert "SystemExit" in cells.run('check("bias_gradient")')
    cells.run("def bias_gradient(dZ):\n    while True:\n        raise KeyboardInterrupt")
    assert "stopped at line 3" in cells.run('check("bias_gradient")')
    assert cells.error is None


def test_prints_are_shown_after_the_verdict(cells, db):
    cells.run("def bias_gradient(dZ):\n    print('shape', dZ.shape)\n    return dZ.sum(axis=0)")
    verdict, printed = cells.run('check("bias_gradient")').splitlines()
    assert verdict.startswith("✓") and printed == "  Your code printed: shape (2, 3)"
    cells.run("def bias_gradient(dZ):\n    for k in range(999): print('x' * 500)")
    lines = cells.run('check("bias_gradient")').splitlines()
    assert len(lines) < 15 and max(map(len, lines)) < 150


def test_numpy_overwritten_in_the_notebook(cells, db):
    original = np.sum
    try:
        cells.run("np.sum = 3\ndef bias_gradient(dZ): return np.sum(dZ, axis=0)")
        text = cells.run('check("bias_gradient")')
        assert "np.sum had been given another value" in text and "✓" in text
    finally:
        np.sum = original


def test_a_name_that_is_something_else(cells, db, course):
    course(make_layer(number="6.5"))
    cells.run("bias_gradient = np.ones(3)\nclass MyLayer: pass\nMyLayer = MyLayer()")
    text = cells.run('check("bias_gradient")')
    assert "must be a function, but it is an array of shape (3,)" in text
    assert "must be the class itself, but it is a MyLayer" in cells.run('check("MyLayer")')


def test_a_variable_and_a_choice(cells, course, home):
    course(make_choice(), make_value(6.0, name="answer", number="6.5"))
    assert cells.run('check("prediction_6_4")').startswith("○")
    cells.run(record.get_exercise("prediction_6_4").stub)
    assert "Give prediction_6_4 a value" in cells.run('check("prediction_6_4")')
    cells.run('prediction_6_4 = " A"')
    assert "What turns it?" in cells.run('check("prediction_6_4")')
    assert "The weights turn it." in cells.run('check("prediction_6_4")')
    cells.run('prediction_6_4 = "b"; answer = np.int64(6)')
    assert "✓" in cells.run('check("prediction_6_4")') and "✓" in cells.run('check("answer")')


def test_an_object_of_the_package_may_be_a_value(cells, course, home):
    """A network that is to be repaired is made of the package's layers."""
    course(make_value(4, name="network", extract=lambda network, given: len(network.layers[0].W)))
    cells.run("from mlp_lessons import MLP\nnetwork = MLP([2, 4, 1], seed=0)")
    assert "✓" in cells.run('check("network")')
    cells.run("network = MLP([2, 3, 1], seed=0)")
    assert "✗" in cells.run('check("network")')


def test_an_unknown_name(cells, db):
    cells.run('check("bias_gradent")')
    assert isinstance(cells.error, ValueError) and "'bias_gradient'?" in str(cells.error)


# Answers that are the package's -----------------------------------------------------------------

@pytest.mark.parametrize("source", [
    "from mlp_lessons import softmax\nmy_softmax = softmax",
    "import mlp_lessons.activations\nmy_softmax = mlp_lessons.activations.softmax",
    "import functools, mlp_lessons\nmy_softmax = functools.partial(mlp_lessons.softmax)",
    "from mlp_lessons import softmax\ndef my_softmax(s): return softmax(s)",
    "from mlp_lessons import softmax as s\ndef my_softmax(x):\n    return s(x)",
    "import mlp_lessons as m\ndef my_softmax(x): return m.softmax(x)",
    "from mlp_lessons import activations\nmy_softmax = lambda x: activations.softmax(x)",
    "def my_softmax(x):\n    from mlp_lessons import softmax\n    return softmax(x)",
    "def my_softmax(x):\n    import mlp_lessons\n    return mlp_lessons.softmax(x)",
    "from mlp_lessons import softmax\ndef my_softmax(x): return np.array([softmax(r) for r in x])",
])
def test_the_packages_own_function_is_not_an_answer(cells, course, home, source):
    course(make(name="my_softmax", package_name="activations.softmax"))
    cells.run(source)
    text = cells.run('check("my_softmax")')
    assert text.startswith("○") and "mlp_lessons" in text, text


def test_a_class_that_inherits_or_wraps_the_packages(cells, course, home):
    course(make_layer(package_name="layers.Linear"))
    for source in ("from mlp_lessons import Linear as L\nclass MyLayer(L): pass",
                   "from mlp_lessons import Linear\nclass MyLayer:\n    def __init__(self, n, m):\n"
                   "        self.inner = Linear(n, m)",
                   "from mlp_lessons import Linear\nMyLayer = Linear"):
        cells.run(source)
        assert cells.run('check("MyLayer")').startswith("○"), source


def test_other_names_of_the_package_may_be_used():
    def mine(Z):
        return 2 * mlp_lessons.sigmoid(Z) - 1

    assert borrowing.find_borrowed(mine, "activations.softmax") is None
    assert borrowing.find_borrowed(mine, None) is None
    assert borrowing.find_borrowed(mine, "activations.Sigmoid") == "Sigmoid"
    assert not borrowing.comes_from_package(mine) and not borrowing.comes_from_package(np.ones(2))


def test_an_own_function_of_the_same_name_is_the_learners(cells, course, home):
    course(make(name="my_softmax", package_name="activations.softmax"))
    cells.run("def softmax(dZ): return dZ.sum(axis=0)\ndef my_softmax(dZ): return softmax(dZ)")
    assert "✓" in cells.run('check("my_softmax")')


# hint and solution ------------------------------------------------------------------------------

def test_hints_come_one_after_another(cells, course, home):
    course(make(hints=("Which axis?", "Axis 0?")))
    told = [cells.run('hint("bias_gradient")') for _ in range(3)]
    first, second = "Hint 1 of 2: Which axis?\n", "Hint 2 of 2: Axis 0?\n"
    assert told == [first, second, first]


def test_solution_shows_the_cell_and_the_package(cells, course, home):
    course(make(package_name="activations.softmax"), make_choice(number="6.5"))
    text = cells.run('solution("bias_gradient")')
    assert text.startswith("def bias_gradient(dZ):") and "def softmax(" in text
    assert "b" in cells.run('solution("prediction_6_4")')
