"""How long a class takes to grade, and how much memory: `python tests/benchmark_grading.py`.

Writes 200 notebooks of lesson 02, ten exercises each, and grades them with two workers. Prints the
seconds on the clock, the seconds of all processors together, and the peak memory of the grader's
own processes, students' processes left out.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from classroom.made_up_class import write_class

from mlp_lessons.classroom.__main__ import main as classroom


def processes_below(parent):
    """Return [(id, its command line)] of the children of a process, and of theirs."""
    found = []
    for task in Path(f"/proc/{parent}/task").glob("*"):
        for child in (task / "children").read_text().split():
            command = Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace")
            found += [(child, command), *processes_below(child)]
    return found


def memory_of(process):
    """Return (own megabytes, those shared with others counted once for all of them)."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Watch(threading.Thread):
    """Looks now and then at the memory of the grader's processes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak, self.peak_of_students = 0.0, 0.0

    def run(self):
        while True:
            own, students = memory_of("self"), 0.0
            try:
                for process, command in processes_below("self"):
                    if "classroom.worker" in command:
                        own += memory_of(process)
                    else:
                        students += memory_of(process)
            except OSError:    # one has ended in the meantime
                continue
            self.peak = max(self.peak, own)
            self.peak_of_students = max(self.peak_of_students, students)
            time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--notebooks", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--lesson", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_class(Path(folder, "class"), options.notebooks, options.lesson)
        watch = Watch()
        watch.start()
        start, before = time.perf_counter(), os.times()
        classroom(["grade", f"{folder}/class", "--out", f"{folder}/report",
                   "--workers", str(options.workers)])
        seconds, after = time.perf_counter() - start, os.times()
        own = after.user + after.system - before.user - before.system
        below = (after.children_user + after.children_system
                 - before.children_user - before.children_system)
    print(f"{options.notebooks} notebooks of lesson {options.lesson:02d}, {options.workers} "
          f"workers: {seconds:.1f} s on the clock, {own + below:.1f} s of processors together "
          f"(load {os.getloadavg()[0]:.1f})")
    print(f"peak memory: {watch.peak:.0f} MB of the grader, {watch.peak_of_students:.0f} MB of "
          f"nurseries and students' processes")


if __name__ == "__main__":
    main()
