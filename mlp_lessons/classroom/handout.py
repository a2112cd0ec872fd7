"""`handout 06`: a lesson on paper, with room to write, and nothing that gives an answer away.

Left out are the checks, the folded cells, and what cells print that answer a question; with
`--answers at-the-end` these stand on pages of their own after the lesson. The browser prints.
"""

import html
from itertools import groupby
from pathlib import Path

from ..exercises.record import get_exercise
from .browser import find_browser, print_to_pdf
from .lesson_pieces import CODE_STYLE, lesson_path, plain, read_pieces
from .libraries import mathjax_script
from .one_file import add_out_file, free_path, write_whole

HERE = Path(__file__).parent
LINE = 8    # millimetres of paper for a line of writing


def add_parser(subparsers):
    parser = subparsers.add_parser(
        "handout", help="make a handout of a lesson, as PDF",
        description="Make a handout of a lesson: a PDF on A4 with room to write. Needs Chromium "
                    "or Chrome, and: pip install -r requirements-classroom.txt")
    parser.add_argument("lesson", metavar="NN", help="a lesson's number or a notebook's path")
    add_out_file(parser, "handout_NN.pdf; a name that ends in .html gives the page unprinted")
    parser.add_argument("--answers", choices=["left-out", "at-the-end"], default="left-out",
                        help="where the answers of the questions in the text go (left-out)")
    return parser


def run(options):
    source = lesson_path(options.lesson)
    name = options.out or f"handout_{source.stem[:2]}.pdf"
    on_paper = Path(name).suffix.lower() != ".html"
    path = free_path(name, ".pdf" if on_paper else ".html", options.force)
    browser = find_browser() if on_paper else None
    title, pieces = read_pieces(source)
    page = handout_page(title, pieces, answers=options.answers == "at-the-end")
    content = print_to_pdf(browser, page) if on_paper else page.encode("utf-8")
    write_whole(path, content)
    print(f"{path}: written.")
    return 0


def handout_page(title, pieces, answers=False):
    """Return the whole page, to be printed."""
    paper = Paper(answers)
    body = "\n".join(paper.show_all(pieces))
    style = CODE_STYLE + (HERE / "handout.css").read_text(encoding="utf-8")
    title_in_css = title.replace("\\", "").replace('"', "'").replace("<", "")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{html.escape(title)}</title>
<style>
@page {{ @bottom-left {{ content: "{title_in_css}"; }} }}
{style}
</style>
</head>
<body>
{body}
{paper.last_pages()}
{mathjax_script(on_paper=True)}
</body>
</html>
"""


class Paper:
    """Turns pieces into print, and keeps the answers for the end."""

    def __init__(self, answers):
        self.with_answers = answers
        self.answers = []       # HTML, in the order of the lesson
        self.heading = ""

    def show_all(self, pieces):
        """Yield the lesson; an exercise is held together, on one page if it can be."""
        for exercise, together in groupby(pieces, key=lambda piece: piece.exercise):
            parts = [part for piece in together for part in self.show(piece)]
            yield f'<div class="task">{"".join(parts)}</div>' if exercise else "\n".join(parts)

    def show(self, piece):
        """Yield the parts of a piece that stand where it stands."""
        if piece.kind == "heading":
            self.heading = plain(piece.html)
            mark = ' class="exercise"' if piece.exercise else ""
            yield f"<h{piece.level}{mark}>{piece.html}</h{piece.level}>"
        elif piece.kind == "text":
            yield piece.html
        elif piece.kind == "aside":
            yield (f'<div class="aside"><p>{piece.html}{self.later("".join(piece.inside))}</p>'
                   f"{room(2) if '?' in plain(piece.html) else ''}</div>")
        elif piece.kind == "choice":
            items = "".join(f'<li><span class="box"></span><b>{letter}</b> {html.escape(says)}</li>'
                            for letter, says in piece.options)
            yield f'<ul class="choices">{items}</ul>'
        elif piece.kind == "stub":
            yield f'<pre class="code">{piece.html}</pre>'
            yield squares(lines_to_write(piece))
        elif piece.folded:
            yield ('<p class="note">One way to write it stands folded in the notebook.'
                   f"{self.later(cell(piece, piece.outputs))}</p>")
        elif piece.answer:
            yield cell(piece, [])
            yield ('<div class="expect"><p class="note">What do you expect to see?'
                   f'{self.later(cell(piece, piece.outputs))}</p>{room(2)}</div>')
        elif not (piece.quiet and not piece.outputs):
            yield cell(piece, piece.outputs)

    def later(self, answer):
        """Keep an answer for the end, and return where it will stand, if it will."""
        if not self.with_answers:
            return ""
        self.answers.append(f'<div class="answer"><h3>Answer {len(self.answers) + 1} '
                            f"<small>· {html.escape(self.heading)}</small></h3>{answer}</div>")
        return f' <span class="where">Answer {len(self.answers)}</span>'

    def last_pages(self):
        if not self.answers:
            return ""
        return '<h1 class="answers">Answers</h1>\n' + "\n".join(self.answers)


def cell(piece, outputs):
    """Return a cell with these of its outputs."""
    code = "" if piece.quiet else f'<pre class="code">{piece.html}</pre>'
    return f'<div class="cell">{code}{"".join(outputs)}</div>'


def room(lines):
    """Return ruled lines to write on."""
    return f'<div class="room">{"<i></i>" * lines}</div>'


def squares(lines):
    """Return squared paper of so many lines."""
    return f'<div class="squares" style="height:{lines * LINE}mm"></div>'


def lines_to_write(piece):
    """Return how many lines the exercise takes: its solution, less what is printed already."""
    try:
        solution = get_exercise(piece.exercise).solution_source()
    except Exception:    # a notebook of the teacher's own may have exercises that nobody knows
        return 6
    return max(4, min(16, solution.count("\n") + 1 - piece.lines + 5))
