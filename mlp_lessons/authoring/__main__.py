"""Builds the notebooks of the course, or checks that they are what building gives.

    python -m mlp_lessons.authoring build               all of them
    python -m mlp_lessons.authoring build 02 05         these lessons; a path is understood too
    python -m mlp_lessons.authoring build --check       changes nothing; exit code 1 if one differs

How a notebook is written as text is told in mlp_lessons/authoring/build.py.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .build import BuildError, all_notebooks, build, check_built, find_notebook


def main(arguments=None):
    """Run the command line and return its exit code: 1 for a bad notebook, 2 for wrong use."""
    options = parse(arguments)
    try:
        paths = [find_notebook(name) for name in options.notebooks] or all_notebooks()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    if not paths:
        print("There are no notebooks yet.", file=sys.stderr)
        return 2
    action = check_built if options.check else build
    with ThreadPoolExecutor(options.jobs) as pool:
        results = [pool.submit(report, action, path) for path in paths]
        try:
            return max(result.result() for result in results)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            print("Stopped. Every notebook is whole, as it was or as built.", file=sys.stderr)
            return 130


def parse(arguments):
    description, _, examples = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m mlp_lessons.authoring", description=description, epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="build", required=True)
    command = commands.add_parser("build", help="build the notebooks, or check them")
    command.add_argument("notebooks", nargs="*", metavar="NN",
                         help="a lesson's number or a notebook's path; without any, all")
    command.add_argument("--check", action="store_true",
                         help="write nothing; fail if a notebook is not what building it gives")
    command.add_argument("--jobs", type=positive, default=2, metavar="N",
                         help="how many run side by side (2)")
    return parser.parse_args(arguments)


def positive(text):
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return int(text)


def report(action, path):
    """Build or check one notebook, print its line, and return 0 if all is well."""
    start = time.perf_counter()
    try:
        message, code = action(path) or "is what building it gives", 0
    except BuildError as error:
        message, code = "\n  " + str(error).replace("\n", "\n  "), 1
    seconds = time.perf_counter() - start
    print(f"{path.name}  {seconds:.1f} s  {message}", flush=True)
    return code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console may know few letters
    sys.exit(main())
