"""A class that never was: notebooks of a lesson, solved, half solved, with the known mistakes."""

import random
from functools import cache
from pathlib import Path

import nbformat

from mlp_lessons.authoring.solving import solve
from mlp_lessons.exercises import all_exercises

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = ["Ada", "Blaise", "Carl", "Dorothy", "Emmy", "Frances", "Grace", "Hypatia", "Ibn", "Joan"]


@cache
def _read(lesson):
    [path] = NOTEBOOKS.glob(f"{lesson:02d}_*.ipynb")
    return path.name, nbformat.read(path, as_version=4)


def file_name(lesson):
    """The name of the lesson's notebook, "02_activations.ipynb"."""
    return _read(lesson)[0]


def notebook_with(lesson, sources):
    """A copy of the lesson's notebook with these sources in the cells of its exercises."""
    return solve(_read(lesson)[1], sources)


def solutions(lesson):
    """{exercise name: the source of its solution}."""
    return {exercise.name: exercise.solution_source for exercise in all_exercises(lesson)}


def write_class(folder, size, lesson=2, seed=0):
    """Write `size` submissions; of the exercises three in five are right, one in five is wrong."""
    choice = random.Random(seed)
    for number in range(size):
        sources = {}
        for exercise in all_exercises(lesson):
            luck = choice.random()
            if luck < 0.6:
                sources[exercise.name] = exercise.solution_source
            elif luck < 0.8:
                mistake = choice.choice(exercise.mistakes)
                sources[exercise.name] = exercise.source_of(mistake.wrong)
        student = f"{NAMES[number % 10]} {number // 10 + 1}"
        path = Path(folder, f"{student}_{1000 + number}_assignsubmission_file_", file_name(lesson))
        path.parent.mkdir(parents=True)
        nbformat.write(notebook_with(lesson, sources), path)
