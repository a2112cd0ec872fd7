"""reveal.js and MathJax: where packages of theirs have put the files that a page takes in.

Nothing of them is part of the course. `pip install -r requirements-classroom.txt` brings both:
sphinx-revealjs carries reveal.js (MIT licence), django-static-mathjax MathJax (Apache licence).
"""

from importlib import metadata

from .errors import ClassroomError

REVEAL = ("sphinx-revealjs", "reveal.js", "sphinx_revealjs/_static/revealjs/dist/")
MATHJAX = ("django-static-mathjax", "MathJax", "mathjax/static/mathjax/es5/")


def reveal():
    """Return (CSS, JavaScript) of reveal.js."""
    return read(REVEAL, "reveal.css"), read(REVEAL, "reveal.js")


def mathjax():
    """Return the JavaScript that draws formulas as SVG, all in one."""
    return read(MATHJAX, "tex-svg.js")


def read(library, name):
    """Return the text of a library's file; ClassroomError if it is not installed."""
    package, what, folder = library
    try:
        path = metadata.distribution(package).locate_file(folder + name)
        return path.read_text(encoding="utf-8")
    except (metadata.PackageNotFoundError, OSError):
        raise ClassroomError(
            f"{what} is not installed (the package {package}). Install what slides and handouts "
            f"need with: pip install -r requirements-classroom.txt") from None


def as_script(code):
    """Return code as an element of a page, so that nothing in it can end the element."""
    harmless = code.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return f"<script>{harmless}</script>"


def mathjax_script(on_paper=False):
    """Return the elements that draw every formula of a page; `MathJax.startup.promise` waits.

    On a screen each formula has a hidden twin that a screen reader speaks; on paper it would show.
    """
    settings = """MathJax = {
  tex: {inlineMath: [["$", "$"]], displayMath: [["$$", "$$"]], processEscapes: true},
  options: {enableMenu: false, enableAssistiveMml: SPOKEN},
  svg: {fontCache: "local"},
};""".replace("SPOKEN", "false" if on_paper else "true")
    return as_script(settings) + "\n" + as_script(mathjax())
