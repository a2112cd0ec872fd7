"""What a teacher needs: grade what the class handed in.

    python -m mlp_lessons.classroom grade SUBMISSIONS --out REPORT

`python -m mlp_lessons.classroom COMMAND --help` tells more of each. The story is in TEACHING.md.
"""

import argparse
import sys
from importlib import import_module

from .errors import ClassroomError

# What is typed -> its file, what it is for. The file has `add_parser(subparsers)`, which returns
# the parser, and `run(options)`, which returns the exit code; it is loaded when it is asked for.
COMMANDS = {
    "grade": ("grade", "grade a folder or a zip of submissions"),
    "sheets": ("sheets", "print sheets for calculating a network by hand"),
    "inventory": ("inventory", "print the twenty questions, before and after, and their key"),
    "gain": ("gain", "compute what a class has gained between two inventories"),
    "teaching": ("teaching", "write TEACHING.md and the pages of mistakes"),
    "export-nbgrader": ("export_nbgrader", "write the lessons as a course for nbgrader"),
    "reset": ("reset", "bring a lesson back fresh, and keep yours beside it"),
    "slides": ("slides", "make slides of a lesson"),
    "handout": ("handout", "make a handout of a lesson, as PDF"),
    "cheat-sheet": ("cheat_sheet", "draw the cheat sheet, one page A4"),
}


def main(arguments=None):
    """Run one command and return its exit code: 1 for a problem, 2 for wrong use, 130 stopped."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    options = make_parser(chosen).parse_args(arguments)
    try:
        return options.run(options)
    except ClassroomError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def make_parser(chosen):
    """Return the parser; only the command that was chosen brings its own options."""
    description, _, examples = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m mlp_lessons.classroom", description=description, epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (file, purpose) in COMMANDS.items():
        if name == chosen:
            module = import_module(f".{file}", __package__)
            module.add_parser(subparsers).set_defaults(run=module.run)
        else:
            subparsers.add_parser(name, help=purpose)
    return parser


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")    # a Windows console may know few letters
    sys.exit(main())
