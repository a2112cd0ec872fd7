"""`slides 06`: a lesson as slides, in one file that needs no network.

The words, the code and the pictures are the notebook's. A heading begins a slide. How much fits on
a slide only a browser knows, so the page itself measures and divides: see slides.js.
"""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

from .lesson_pieces import CODE_STYLE, Piece, lesson_path, plain, read_pieces, without_exercises
from .libraries import as_script, mathjax_script, reveal
from .one_file import add_out_file, free_path, write_whole

HERE = Path(__file__).parent
LONGEST = 24    # lines of code or print on a slide
POLICY = ("default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
          "script-src 'unsafe-inline'")    # no request may leave the page


def add_parser(subparsers):
    parser = subparsers.add_parser(
        "slides", help="make slides of a lesson",
        description="Make slides of a lesson: one HTML file that any browser opens, without a "
                    "network. Needs: pip install -r requirements-classroom.txt")
    parser.add_argument("lesson", metavar="NN", help="a lesson's number or a notebook's path")
    add_out_file(parser, "slides_NN.html")
    parser.add_argument("--exercises", choices=["shown", "left-out"], default="shown",
                        help="whether the exercises are on the slides (shown)")
    return parser


def run(options):
    source = lesson_path(options.lesson)
    path = free_path(options.out or f"slides_{source.stem[:2]}.html", ".html", options.force)
    title, pieces = read_pieces(source)
    if options.exercises == "left-out":
        pieces = without_exercises(pieces)
    write_whole(path, slides_page(title, pieces).encode("utf-8"))
    print(f"{path}: open it in a browser. Space goes on, Shift+Space back, Esc shows all slides.")
    return 0


def slides_page(title, pieces):
    """Return the whole page."""
    reveal_css, reveal_js = reveal()
    style = reveal_css + CODE_STYLE + (HERE / "slides.css").read_text(encoding="utf-8")
    behaviour = (HERE / "slides.js").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<!-- In here: a lesson (CC BY 4.0), reveal.js (MIT licence), MathJax (Apache licence 2.0). -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>{style.replace("</style", "")}</style>
</head>
<body>
<div class="reveal"><div class="slides">
{"".join(map(show_slide, divide(pieces)))}
</div></div>
{mathjax_script()}
{as_script(reveal_js)}
{as_script(behaviour)}
</body>
</html>
"""


@dataclass
class Slide:
    """What stands below one heading; too much for one slide, perhaps."""

    heading: Piece
    goes_on: bool = False       # after an exercise, the section goes on under its own heading
    blocks: list[str] = field(default_factory=list)


def divide(pieces):
    """Return the slides: one for each heading, and one where an exercise ends."""
    slides, section = [], Piece("heading", "", level=2)
    for piece in pieces:
        if piece.kind == "heading":
            slides.append(Slide(piece))
            section = section if piece.exercise else piece
            continue
        if not slides or (slides[-1].heading.exercise and not piece.exercise):
            slides.append(Slide(section, goes_on=bool(slides)))
        slides[-1].blocks.extend(blocks(piece))
    for slide in slides:
        slide.blocks = keep_with_next(slide.blocks)
    return slides


def keep_with_next(blocks):
    """Join what leads to something ("you will be able to …") with that, for one slide."""
    joined = []
    for block in blocks:
        if joined and re.search(r"[^.?!)…]</p></div>$", plain_end(joined[-1])):
            block = f'<div class="together">{joined.pop()}\n{block}</div>'
        joined.append(block)
    return joined


def plain_end(block):
    """Return the end of a block without emphasis: `to</p></div>`."""
    return re.sub(r"</?(strong|em|b|i|code)>", "", block[-60:])


def show_slide(slide):
    """Return a slide as HTML. The page divides it further: data-level says where a stack begins."""
    heading = slide.heading
    kind = "title" if heading.level == 1 else "exercise" if heading.exercise else "lesson"
    level, again = (3, ' class="again"') if slide.goes_on else (heading.level, "")
    name = html.escape(plain(heading.html), quote=True)
    return (f'<section class="{kind}" data-level="{level}" aria-label="{name}">\n'
            f"<h{heading.level}{again}>{heading.html}</h{heading.level}>\n"
            + "\n".join(slide.blocks) + "\n</section>\n")


def blocks(piece):
    """Return a piece as blocks that may be put on different slides."""
    if piece.kind == "text":
        return [f'<div class="text">{piece.html}</div>']
    if piece.kind == "aside":
        question = f'<div class="text aside"><p>{piece.html}</p></div>'
        return [question, *(f'<div class="text fragment">{part}</div>' for part in piece.inside)]
    if piece.kind == "choice":
        return [f'<div class="text">{choices(piece.options)}</div>']
    inside = []
    if not piece.quiet:
        inside = [f'<pre class="code">{part}</pre>' for part in portions(piece.html)]
    outputs = [part for output in piece.outputs for part in shown(output)]
    if piece.folded:
        inside = [later(part) for part in inside]
    if piece.answer or piece.folded:
        outputs = [later(part) for part in outputs]
    inside += outputs
    return ['<div class="together">' + "\n".join(inside) + "</div>"] if len(inside) > 1 else inside


def choices(options):
    items = "".join(f"<li><b>{letter}</b> {html.escape(words)}</li>" for letter, words in options)
    return f'<ul class="choices">{items}</ul>'


def later(part):
    """Let a part appear only when the next key is pressed."""
    return f'<div class="fragment">{part}</div>'


def shown(output):
    """Return an output in parts that are not too long."""
    start, end = '<pre class="printed">', "</pre>"
    if output.startswith(start) and "<span" not in output:
        return [start + part + end for part in portions(output[len(start):-len(end)])]
    return [output]


def portions(text):
    """Divide lines into portions of at most LONGEST, where there is an empty line if possible."""
    lines, found = text.split("\n"), []
    while len(lines) > LONGEST:
        ends = [i for i in range(LONGEST // 2, LONGEST) if not plain(lines[i])]
        end = ends[-1] if ends else LONGEST
        found.append(lines[:end])
        lines = lines[end:]
        while lines and not plain(lines[0]):
            lines = lines[1:]
    return ["\n".join(part) for part in [*found, lines] if part]


