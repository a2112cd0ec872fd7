"""Makes the pictures of the README: one from each lesson and one to play with, as shown there;
and the cheat sheet, one page A4, as PDF and as SVG.

    python figures/make_figures.py            writes them
    python figures/make_figures.py --check    exit code 1 if one of them is not there
"""

import base64
import html
import re
import sys
from pathlib import Path

import nbformat

FIGURES = Path(__file__).resolve().parent
sys.path.insert(0, str(FIGURES.parent))
NOTEBOOKS = FIGURES.parent / "notebooks"

# name of the picture -> lesson, and a piece of the code of the cell whose picture is taken
CHOSEN = {
    "lesson_00": ("00", "plots.network_diagram("),
    "lesson_01": ("01", "[([1.0, 1.0], 0.0), ([3.0, 1.0], 0.0)]"),
    "lesson_02": ("02", "plots.xor_solved("),
    "lesson_03": ("03", "plots.bent_plane("),
    "lesson_04": ("04", "plots.loss_map("),
    "lesson_05": ("05", "plots.tiny_fork("),
    "lesson_06": ("06", "plots.tiny_backward("),
    "lesson_07": ("07", "plots.surface_paths(ravine"),
    "lesson_08": ("08", "plots.boundary_panels("),
    "lesson_09": ("09", "plots.layer_bars("),
    "lesson_10": ("10", "plots.sure_and_wrong("),
    "lesson_11": ("11", "plots.recorded_graph("),
    "playground": ("08", "explore.playground("),
}
IMAGE = re.compile(r'<img alt="(?P<alt>[^"]*)"[^>]*src="data:image/png;base64,(?P<data>[^"]*)"')


def picture(lesson, code):
    """Return (PNG as bytes, the picture in words) of the cell that holds `code`."""
    path = next(NOTEBOOKS.glob(f"{lesson}_*.ipynb"))
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and code in cell.source:
            for output in cell.outputs:
                found = IMAGE.search("".join(output.get("data", {}).get("text/html", "")))
                if found:
                    return base64.b64decode(found["data"]), html.unescape(found["alt"])
    raise SystemExit(f"{path.name} has no picture from a cell with {code!r}.")


def main(arguments):
    """Write all pictures, or check that each is there; return the exit code."""
    missing = 0
    for name, (lesson, code) in CHOSEN.items():
        target = FIGURES / f"{name}.png"
        content, alt = picture(lesson, code)
        if "--check" not in arguments:
            target.write_bytes(content)
        elif not target.exists():
            print(f"{target.name} is missing: run python figures/make_figures.py")
            missing = 1
        print(f"{target.name}: {alt}")
    return max(missing, cheat_sheet("--check" not in arguments))


def cheat_sheet(write):
    """Write the cheat sheet, or check that it is there; return the exit code."""
    from mlp_lessons.classroom.cheat_sheet import draw

    missing = 0
    for kind in ("pdf", "svg"):
        target = FIGURES / f"cheat_sheet.{kind}"
        if write:
            target.write_bytes(draw(kind))
        elif not target.exists():
            print(f"{target.name} is missing: run python figures/make_figures.py")
            missing = 1
    return missing


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")    # a Windows console may lack some letters
    sys.exit(main(sys.argv[1:]))
