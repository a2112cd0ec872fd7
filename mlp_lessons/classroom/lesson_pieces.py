"""A lesson cut into pieces, for slides and for paper: headings, text, cells, exercises.

The pieces stand in the order of the notebook and hold HTML. What to do with an answer or an
exercise is for those who show them to decide.
"""

import ast
import html
import re
from dataclasses import dataclass, field

import nbformat
from bs4 import BeautifulSoup, Tag
from nbconvert.filters import ansi2html, markdown2html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..authoring.build import BuildError, find_notebook
from ..authoring.solving import names_of
from .errors import ClassroomError

HEADINGS = ["h1", "h2", "h3", "h4"]
EXERCISE = re.compile(r"Exercise \d+\.\d+\b")
CODE_STYLE = HtmlFormatter(style="default").get_style_defs(".code")


@dataclass
class Piece:
    """One thing to look at."""

    kind: str                   # "heading", "text", "aside", "code", "stub", "choice"
    html: str                   # an aside's is its question; code is one line of HTML a line
    level: int = 0              # of a heading
    outputs: list[str] = field(default_factory=list)    # of a cell
    inside: list[str] = field(default_factory=list)     # of an aside: what opens
    options: list[tuple[str, str]] = field(default_factory=list)    # of a choice: ("a", "it grows")
    lines: int = 0              # of a cell, as it was typed
    quiet: bool = False         # code that nobody needs to see: imports, a call that only draws
    answer: bool = False        # the output of this cell answers a question
    folded: bool = False        # the whole cell is folded: a way to write the exercise
    exercise: str | None = None     # belongs to this exercise: its heading, its text, its stub


def lesson_path(name):
    """Return the notebook that "06" or a path stands for."""
    try:
        return find_notebook(name)
    except BuildError as error:
        raise ClassroomError(str(error)) from None


def read_pieces(path):
    """Return (title, pieces) of a notebook; ClassroomError if it is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except OSError as error:
        raise ClassroomError(f"Cannot read {path}: {error.strerror}.") from None
    except Exception:    # what nbformat raises for a file that is none has many types
        raise ClassroomError(f"{path} is not a notebook, or a damaged one.") from None
    pieces = cut(notebook.cells)
    if not pieces:
        raise ClassroomError(f"{path} has nothing in it to show.")
    titles = [piece for piece in pieces if piece.kind == "heading" and piece.level == 1]
    return plain(titles[0].html) if titles else path.stem, pieces


def cut(cells):
    """Return the pieces of these cells. Checks and the cell that sets up are left out."""
    pieces, exercise = [], None
    for position, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            for piece in cut_markdown(cell.source):
                if piece.kind == "heading":
                    exercise = None
                    if EXERCISE.match(plain(piece.html)):
                        exercise = next_exercise(cells[position:])
                piece.exercise = exercise
                pieces.append(piece)
        elif cell.cell_type == "code":
            if names_of(cell, "check"):
                exercise = None
            elif cell.source.strip() and "check_setup()" not in cell.source:
                pieces.append(cut_code(cell, exercise))
    return pieces


def cut_markdown(source):
    """Yield the pieces of a cell of text."""
    for tag in BeautifulSoup(markdown2html(source), "html.parser").children:
        if not isinstance(tag, Tag):
            continue
        for anchor in tag.select("a.anchor-link"):
            anchor.decompose()
        for link in tag.select("a[href]"):
            if not re.match("https?:", link["href"]):
                link.unwrap()    # another notebook is not there to be opened
        for within in [tag, *tag.find_all(HEADINGS)]:
            within.attrs.pop("id", None)
        if tag.name in HEADINGS:
            yield Piece("heading", tag.decode_contents(), level=int(tag.name[1]))
        elif tag.name == "details":
            question = tag.summary.extract().decode_contents() if tag.summary else ""
            inside = [str(child) for child in tag.children if str(child).strip()]
            yield Piece("aside", question, inside=inside)
        elif not asks_the_computer(tag):
            yield Piece("text", str(tag))


def asks_the_computer(tag):
    """Say whether a paragraph is of use at a computer only: `hint("…")`."""
    return tag.get_text().startswith("Stuck?")


def cut_code(cell, exercise):
    stub = names_of(cell, "exercise")
    outputs = [show_output(output) for output in cell.outputs]
    options = read_options(cell.source) if stub else []
    return Piece(
        "choice" if options else "stub" if stub else "code",
        color(cell.source), outputs=[output for output in outputs if output],
        options=options, lines=cell.source.count("\n") + 1,
        quiet=only_imports(cell.source) or (bool(outputs) and only_draws(cell.source)),
        answer="answer" in cell.metadata.get("tags", []),
        folded=bool(cell.metadata.get("jupyter", {}).get("source_hidden")),
        exercise=stub[0] if stub else exercise)


def next_exercise(cells):
    """Return the name of the first exercise in these cells."""
    for cell in cells:
        if names_of(cell, "exercise"):
            return names_of(cell, "exercise")[0]
    return "an exercise"


def color(source):
    """Return code as HTML, coloured; no element goes over the end of a line."""
    return highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).rstrip("\n")


def show_output(output):
    """Return one output of a cell as HTML, or "" if there is nothing to see."""
    if output.output_type == "stream":
        return f'<pre class="printed">{ansi2html(output.text.rstrip())}</pre>'
    if output.output_type == "error":
        said = f"{output.ename}: {output.evalue}"
        return f'<pre class="printed">{html.escape(said)}</pre>'
    data = output.get("data", {})
    for kind, wrap in (("text/html", "{}"), ("image/svg+xml", "{}"),
                       ("image/png", '<img alt="" src="data:image/png;base64,{}">')):
        if kind in data:
            return f'<div class="shown">{wrap.format(data[kind].strip())}</div>'
    if "text/plain" in data:
        return f'<pre class="printed">{html.escape(data["text/plain"])}</pre>'
    return ""


def read_options(source):
    """Return [(letter, what it says)] of the cell of a choice, or []."""
    options = []
    for line in source.split("\n")[:-1]:
        begins = re.match(r"# ([a-z]): (.*)", line)
        if begins:
            options.append(begins.groups())
        elif options and line.startswith("# "):
            options[-1] = (options[-1][0], f"{options[-1][1]} {line[2:].strip()}")
        else:
            return []
    return options


def only_imports(source):
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in statements(source))


def only_draws(source):
    """Say whether a cell is one call on one line, such as `plots.network_diagram([2, 3, 1])`."""
    return "\n" not in source and re.match(r"(plots|explore)\.\w+\(", source) is not None


def statements(source):
    try:
        return ast.parse(source).body
    except SyntaxError:
        return [None]


def without_exercises(pieces):
    """Return the pieces without the exercises, and without what only led to them."""
    kept = []
    for section in sections(pieces):
        rest = [piece for piece in section if piece.exercise is None]
        if section[0].kind == "heading" and len(rest) < len(section):
            if plain(section[0].html).startswith("Before you start"):
                continue
            if len(rest) == 1:
                continue    # nothing but the heading is left
        kept += rest
    return kept


def sections(pieces):
    """Return the pieces in lists that begin with a heading of level 1 or 2."""
    found = []
    for piece in pieces:
        if not found or (piece.kind == "heading" and piece.level <= 2):
            found.append([])
        found[-1].append(piece)
    return found


def plain(text):
    """Return HTML as its words."""
    return " ".join(html.unescape(re.sub("<[^>]*>", "", text)).replace("¶", "").split())
