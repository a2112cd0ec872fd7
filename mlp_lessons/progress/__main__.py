"""Shows what you have solved, or brings a lesson back fresh.

    python -m mlp_lessons.progress              what is solved in each lesson, and what comes next
    python -m mlp_lessons.progress reset 06     lesson 06 fresh; yours is kept beside it

`reset` leaves what `check` has noted, and your my_mlp.py, as they are; see reset --help.
"""

import argparse
import os
import sys
from pathlib import Path

from .lessons import lessons_folder
from .resetting import ProgressError, reset
from .table import show_progress


def main(arguments=None):
    """Run the command line and return its exit code: 1 for a problem, 2 for wrong use."""
    options = make_parser().parse_args(arguments)
    try:
        if options.command == "reset":
            return run_reset(options)
        show_progress(_home())
        return 0
    except (ProgressError, OSError) as error:
        print(describe(error), file=sys.stderr)
        return 1


def make_parser():
    description, _, examples = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m mlp_lessons.progress", description=description, epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(metavar="reset", dest="command")
    add_reset(commands)
    return parser


def add_reset(subparsers):
    """Add the command `reset` to a command line; return its parser."""
    parser = subparsers.add_parser(
        "reset", help="bring a lesson back fresh, and keep yours beside it",
        description="Bring a lesson back as it was published. The one that you worked in is kept "
                    "beside it as NN_name.mine-1.ipynb (mine-2, …). It comes from git, or where "
                    "there is none from the copy that start.py has put aside.")
    parser.add_argument("lesson", type=_lesson, metavar="NN", help="the number of the lesson")
    parser.add_argument("--from", dest="given", metavar="DOWNLOAD",
                        help="take it from here: a zip or a folder of the course, or a notebook")
    parser.add_argument("--forget", action="store_true",
                        help="also forget what was solved in this lesson, and take its parts out "
                             "of my_mlp.py (the old file is kept in my_mlp_kept)")
    return parser


def run_reset(options):
    """Carry out `reset`, print what was done, and return the exit code."""
    forget_in = _home() if options.forget else None
    print(*reset(options.lesson, lessons_folder(), options.given, forget_in), sep="\n")
    return 0


def _home():
    return Path(os.environ.get("MLP_LESSONS_HOME") or lessons_folder())


def describe(error):
    """Return one sentence for an error that the learner can put right."""
    if isinstance(error, ProgressError):
        return str(error)
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"


def _lesson(text):
    if not (text.isdecimal() and int(text) < 100):
        raise argparse.ArgumentTypeError("must be the number of a lesson, such as 06")
    return int(text)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")    # a Windows console may know few letters
    sys.exit(main())
