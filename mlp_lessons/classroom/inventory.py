"""The command `inventory`: twenty questions before and after, in two matched forms.

The questions, their key and the misconception behind each wrong option stand in inventory.toml.
"""

import argparse
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from .writing import add_out, write_files

FORMS = "AB"
LETTERS = "abcd"
_PURPOSE = """Print the concept inventory: twenty questions, a letter each, no computer needed.

FOLDER gets form_A and form_B for the students, as HTML to print and as Markdown to change; key.html
and key.md for you, with the misconception behind each wrong option; and answers.csv, an empty table
to type the letters into. Question k of both forms tests the same idea."""


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "inventory", help="print the twenty questions and their key", description=_PURPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    add_out(parser, "the forms and the key")
    return parser


def run(options):
    """Write the forms and the key, and say where they are."""
    texts = {f"form_{form}.{kind}": write(form)
             for form in FORMS for kind, write in (("html", form_html), ("md", form_markdown))}
    texts |= {"key.html": key_html(), "key.md": key_markdown(), "answers.csv": empty_table()}
    for path in write_files(options.out, texts, force=options.force):
        print(path)
    return 0


# The questions ----------------------------------------------------------------------------------

@dataclass(frozen=True)
class Item:
    """One question of one form: what is on paper, and what stands behind it."""

    text: str
    options: dict          # letter -> what it says, in the order of the letters
    right: str             # a letter
    misconceptions: dict   # wrong letter -> the belief behind it


@dataclass(frozen=True)
class Question:
    """The same idea twice: `forms["A"]` and `forms["B"]`."""

    number: int
    lesson: int
    idea: str
    forms: dict


@cache
def questions():
    """Return the twenty questions, in order."""
    path = Path(__file__).with_name("inventory.toml")
    records = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return tuple(Question(k, record["lesson"], record["idea"],
                          {form: _item(record, record[form]) for form in FORMS})
                 for k, record in enumerate(records, start=1))


def _item(record, form):
    said = dict(zip(form["letters"], [form["right"], *form["wrong"]]))
    return Item(form["text"], {letter: said[letter] for letter in LETTERS}, form["letters"][0],
                dict(zip(form["letters"][1:], record["misconceptions"])))


# On paper ---------------------------------------------------------------------------------------

_INSTRUCTION = ("Twenty questions, one letter each. There is no mark for this: it shows what to "
                "teach, and later what was learned. If you do not know, choose what seems "
                "likeliest. No computer, no calculator, 40 minutes.")
_STYLE = """
@page { size: A4; margin: 14mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 4mm; max-width: 182mm; color: #111; background: #fff;
  font: 10.5pt/1.4 "DejaVu Sans", Verdana, Arial, sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
@media print { body { padding: 0; max-width: none; font-size: 9.6pt; line-height: 1.32; } }
header { display: flex; justify-content: space-between; align-items: baseline; white-space: nowrap;
  border-bottom: .6mm solid #111; padding-bottom: 1.5mm; margin-bottom: 3mm; }
h1 { font-size: 14pt; margin: 0; } h1 small { font-weight: normal; font-size: 10.5pt; color: #444; }
header i { display: inline-block; width: 52mm; border-bottom: .3mm solid #777; }
.soft { color: #444; }
section { break-inside: avoid; display: grid; grid-template-columns: 8mm 1fr; margin: 3.6mm 0; }
.idea { break-after: avoid; }
section > b { font-size: 11pt; } section p { margin: 0 0 1.2mm; }
ol { margin: 0; padding: 0; list-style: none; }
ol li { display: grid; grid-template-columns: 6.5mm 1fr; margin: .8mm 0; }
li span { width: 4.6mm; height: 4.6mm; border: .3mm solid #333; border-radius: 50%; font-size: 8pt;
  text-align: center; line-height: 4mm; margin-top: .3mm; }
li.right { font-weight: bold; } li.right span { background: #111; color: #fff; }
li em { color: #8a3c00; } .idea { color: #00583f; }
"""


def _html(title, body):
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
            f"</body>\n</html>\n")


def form_html(form):
    """Return one form for students as a page to print: no key, no lesson, no idea."""
    parts = [f'<header><h1>What a network does <small>· form {form}</small></h1>'
             f"<span>name <i></i></span></header>\n<p class=\"soft\">{_INSTRUCTION}</p>"]
    for question in questions():
        item = question.forms[form]
        options = "".join(f"<li><span>{letter}</span><div>{escape(text)}</div></li>"
                          for letter, text in item.options.items())
        parts.append(f"<section><b>{question.number}</b><div><p>{escape(item.text)}</p>"
                     f"<ol>{options}</ol></div></section>")
    return _html(f"What a network does, form {form}", "\n".join(parts))


def form_markdown(form):
    """Return one form for students as Markdown."""
    parts = [f"# What a network does · form {form}", "Name: ______________________", _INSTRUCTION]
    for question in questions():
        item = question.forms[form]
        parts.append(f"**{question.number}.** {item.text}")
        parts.append("\n".join(f"- ({letter}) {text}" for letter, text in item.options.items()))
    return "\n\n".join(parts) + "\n"


def key_html():
    """Return the key of both forms: the right letter, and the belief behind each wrong one."""
    parts = ["<header><h1>What a network does <small>· key, for the teacher</small></h1></header>",
             _strip_html()]
    for question in questions():
        parts.append(f'<section><b>{question.number}</b><div><p class="idea">Lesson '
                     f"{question.lesson:02d}. {escape(question.idea)}</p></div></section>")
        for form in FORMS:
            parts.append(f"<section><b>{form}</b><div><p>{escape(question.forms[form].text)}</p>"
                         f"<ol>{_marked(question.forms[form])}</ol></div></section>")
    return _html("What a network does, key", "\n".join(parts))


def _strip_html():
    lines = "<br>".join(f"<b>{form}</b> &nbsp; {escape(key_line(form))}" for form in FORMS)
    return f"<p>{lines}</p>"


def _marked(item):
    lines = []
    for letter, text in item.options.items():
        if letter == item.right:
            lines.append(f'<li class="right"><span>{letter}</span><div>{escape(text)}</div></li>')
        else:
            belief = escape(item.misconceptions[letter])
            lines.append(f"<li><span>{letter}</span><div>{escape(text)} <em>{belief}</em></div>"
                         f"</li>")
    return "".join(lines)


def key_line(form):
    """Return "1b 2c 3c …"."""
    return " ".join(f"{question.number}{question.forms[form].right}" for question in questions())


def key_markdown():
    """Return the key as Markdown."""
    parts = ["# What a network does · key, for the teacher"]
    parts += [f"{form}: {key_line(form)}" for form in FORMS]
    for question in questions():
        parts.append(f"## {question.number} · lesson {question.lesson:02d}\n\n{question.idea}")
        for form in FORMS:
            item = question.forms[form]
            lines = [f"- **({letter}) {text}**" if letter == item.right else
                     f"- ({letter}) {text} *{item.misconceptions[letter]}*"
                     for letter, text in item.options.items()]
            parts.append(f"**{form}.** {item.text}\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def empty_table():
    """Return the first line of a table of answers."""
    return ",".join(["student", *(f"q{question.number}" for question in questions())]) + "\n"
