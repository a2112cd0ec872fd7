"""The report to look at: class.html, and a page of feedback for every student.

Each page is one file without scripts; everything in it that is not ours is escaped.
"""

import hashlib
import re
from html import escape

from ..exercises.record import all_exercises
from .grading import TAKEN
from .reports import lessons_of, summarise, teach_again

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --ground: #ffffff; --card: #f6f8fa; --right: #00694d; --wrong: #a84300;
  --bar-right: #009e73; --bar-wrong: #d55e00; --bar-open: #c9d1d9; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #3a424b;
  --ground: #14181d; --card: #1d232a; --right: #4fd1a5; --wrong: #ff9a5c; --bar-open: #4a535d;
  --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; color: var(--ink);
  background: var(--ground); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
a { color: var(--link); }
.soft { color: var(--soft); }
.right { color: var(--right); } .wrong { color: var(--wrong); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95em; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.marks { white-space: nowrap; padding-left: 1.2rem; } td.marks { letter-spacing: .1em; }
.open { color: var(--soft); }
.bar { display: flex; width: 9rem; height: .8rem; border-radius: .2rem; overflow: hidden;
  margin-top: .4rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar i { display: block; height: 100%; border-right: 1px solid var(--ground); }
.card { border: 1px solid var(--line); border-left-width: .3rem; border-radius: .4rem;
  background: var(--card); padding: .7rem .9rem; margin: .7rem 0; break-inside: avoid; }
.card.is-right { border-left-color: var(--bar-right); }
.card.is-wrong { border-left-color: var(--bar-wrong); }
.card.is-open { border-left-color: var(--bar-open); }
.said { font: .9rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 0; }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--soft); }
ol.again > li { margin: .8rem 0; }
ul { padding-left: 1.2rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } .bar { width: 5rem; } }
"""
_SIGNS = {"right": ("✓", "right", "right"), "not attempted": ("○", "open", "not attempted")}
_WRONG = ("✗", "wrong", "not right yet")


def file_names(students):
    """Return {student: the name of a page}, plain letters, no two alike."""
    names = {}
    for student in sorted(students):
        plain = re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[:40]
        mark = hashlib.sha256(student.encode()).hexdigest()[:8]
        names[student] = f"{plain}_{mark}.html" if plain else f"{mark}.html"
    return names


def _page(title, body):
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f'style-src \'unsafe-inline\'">\n<title>{escape(title)}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n")


# A student --------------------------------------------------------------------------------------

def student_page(student, submissions):
    """Return the page for one student, with all lessons that were handed in."""
    parts = [f"<h1>{escape(student)}</h1>"]
    for one in submissions:
        parts.append(_lesson_of_student(one))
    return _page(f"{student}: feedback", "\n".join(parts))


def _lesson_of_student(one):
    heading = "Not graded" if one.lesson is None else f"Lesson {one.lesson:02d}"
    parts = [f"<h2>{heading}</h2>"]
    if one.record["exercises"]:
        right, of = one.count()
        core, of_core = one.count(core_only=True)
        parts.append(f"<p><strong>{right} of {of}</strong> exercises are right, {core} of "
                     f'{of_core} of the core. <span class="soft">({escape(one.file)})</span></p>')
    else:
        parts.append(f'<p class="soft">{escape(one.file)}</p>')
    if one.all_problems:
        told = "".join(f"<li>{escape(problem)}</li>" for problem in one.all_problems)
        parts.append(f'<div class="card is-wrong"><h3>About the notebook</h3><ul>{told}</ul></div>')
    results = one.results
    for exercise in [] if one.lesson is None else all_exercises(one.lesson):
        if exercise.name in results:
            parts.append(_card(exercise, results[exercise.name]))
    return "\n".join(parts)


def _card(exercise, result):
    sign, kind, state = _SIGNS.get(result["state"], _WRONG)
    if result["state"] == TAKEN:
        state = TAKEN
    core = "core" if exercise.core else "stretch"
    parts = [f'<section class="card is-{kind}">',
             f'<h3><span class="{kind}">{sign}</span> {exercise.number} · {escape(exercise.title)} '
             f'<span class="soft">· {core} · <span class="{kind}">{state}</span></span></h3>',
             f'<div class="said">{escape(result["said"])}</div>']
    if result["printed"].strip():
        parts.append('<details><summary>Your code printed</summary><div class="said">'
                     f'{escape(result["printed"])}</div></details>')
    if kind == "wrong" and result["explanation"]:
        parts.append("<details><summary>What is behind it (first try the question above)</summary>"
                     f'<p>{escape(result["explanation"])}</p></details>')
    return "\n".join([*parts, "</section>"])


# The class --------------------------------------------------------------------------------------

def class_page(graded, names, aside, isolation):
    """Return class.html. `names` are the students' pages, `aside` the files that were not read."""
    students = {one.student for one in graded}
    parts = ["<h1>The class</h1>",
             f"<p>{_count(len(students), 'student')}, {_count(len(graded), 'submission')}. The "
             f"same numbers are in <a href=\"grades.csv\">grades.csv</a>.</p>"]
    for lesson in lessons_of(graded):
        parts.append(_lesson_of_class(graded, lesson))
    parts += [_students_table(graded, names), _problems(graded, names, aside),
              f'<h2>How it was run</h2><p class="soft">{escape(isolation)}</p>']
    return _page("The class", "\n".join(parts))


def _lesson_of_class(graded, lesson):
    summaries = summarise(graded, lesson)
    handed_in = sum(one.lesson == lesson and bool(one.record["exercises"]) for one in graded)
    parts = [f"<h2>Lesson {lesson:02d}: what to teach again</h2>", _teach_again(summaries)]
    parts.append(f'<h2>Lesson {lesson:02d}: exercise by exercise</h2><div class="wide"><table>'
                 f"<caption>{_count(handed_in, 'notebook')}. Green: right. Orange, after it: "
                 f"wrong. Grey: not attempted.</caption><thead><tr><th scope=\"col\">Exercise</th>"
                 f"<th scope=\"col\" class=\"number\">right</th>"
                 f"<th scope=\"col\" class=\"number\">wrong</th>"
                 f"<th scope=\"col\" class=\"number\">not tried</th><th scope=\"col\">share</th>"
                 f"<th scope=\"col\">Mistakes, and how often</th></tr></thead><tbody>")
    parts += [_exercise_row(summary) for summary in summaries]
    return "\n".join([*parts, "</tbody></table></div>"])


def _teach_again(summaries):
    mistakes = teach_again(summaries)
    if not mistakes:
        return "<p>No known mistake was made.</p>"
    items = []
    for mistake in mistakes:
        exercise = mistake.exercise
        tried = next(one.tried for one in summaries if one.exercise is exercise)
        items.append(
            f'<li><div class="soft">{exercise.number} · {escape(exercise.title)}</div>'
            f"<strong>{escape(mistake.name)}</strong> "
            f'<span class="wrong">· {mistake.count} of the {tried} who tried</span>'
            f"<p>Ask: {escape(mistake.question)}</p>"
            + (f'<p class="soft">{escape(mistake.explanation)}</p>' if mistake.explanation else "")
            + "</li>")
    return f'<ol class="again">{"".join(items)}</ol>'


def _exercise_row(summary):
    exercise = summary.exercise
    told = [f"{escape(mistake.name)} <strong>{mistake.count}</strong>"
            for mistake in summary.mistakes]
    told += [f'<span class="soft">{escape(_other(state))} {count}</span>'
             for state, count in summary.others]
    core = "" if exercise.core else ' <span class="soft">(stretch)</span>'
    return (f'<tr><th scope="row">{exercise.number} · {escape(exercise.title)}{core}</th>'
            f'<td class="number right">{summary.right}</td>'
            f'<td class="number wrong">{summary.wrong}</td>'
            f'<td class="number soft">{summary.open}</td><td>{_bar(summary)}</td>'
            f'<td>{"<br>".join(told)}</td></tr>')


def _other(state):
    return {"error": "stopped with an error", TAKEN: TAKEN}.get(state, f"{state}, unknown why")


def _bar(summary):
    total = max(1, summary.tried + summary.open)
    parts = [(summary.right, "right"), (summary.wrong, "wrong"), (summary.open, "open")]
    inside = "".join(f'<i style="width:{100 * count / total:.1f}%;background:var(--bar-{kind})">'
                     f"</i>" for count, kind in parts if count)
    return f'<div class="bar" aria-hidden="true">{inside}</div>'


def _students_table(graded, names):
    rows = []
    for one in graded:
        link = f'<a href="students/{names[one.student]}">{escape(one.student)}</a>'
        lesson = "" if one.lesson is None else f"{one.lesson:02d}"
        numbers = '<td class="number soft" colspan="2">not graded</td><td></td>'
        if one.record["exercises"]:
            right, of = one.count()
            core, of_core = one.count(core_only=True)
            numbers = (f'<td class="number">{right} of {of}</td><td class="number">{core} of '
                       f'{of_core}</td><td class="marks">{_marks(one)}</td>')
        rows.append(f'<tr><th scope="row">{link}</th><td class="number">{lesson}</td>{numbers}'
                    f"</tr>")
    return ('<h2>Students</h2><div class="wide"><table><caption>✓ right, ✗ wrong, ○ not attempted, '
            'in the order of the exercises.</caption><thead><tr><th scope="col">Student</th>'
            '<th scope="col" class="number">lesson</th><th scope="col" class="number">right</th>'
            '<th scope="col" class="number">of the core</th>'
            '<th scope="col" class="marks">exercises</th></tr></thead><tbody>'
            + "\n".join(rows) + "</tbody></table></div>")


def _marks(one):
    """Return a sign for each exercise, five by five."""
    results = one.results
    found = [_SIGNS.get(results[exercise.name]["state"], _WRONG)[:2]
             for exercise in all_exercises(one.lesson) if exercise.name in results]
    signs = [f'<span class="{kind}">{sign}</span>' for sign, kind in found]
    return " ".join("".join(signs[k:k + 5]) for k in range(0, len(signs), 5))


def _problems(graded, names, aside):
    told = [f'<li><a href="students/{names[one.student]}">{escape(one.student)}</a> '
            f'<span class="soft">({escape(one.file)})</span>: {escape(" ".join(one.all_problems))}'
            f"</li>" for one in graded if one.all_problems]
    told += [f'<li><span class="soft">{escape(one.file)}</span> {escape(one.reason)}.</li>'
             for one in aside[:200]]
    if not told:
        return ""
    return f"<h2>To look at yourself</h2><ul>{''.join(told)}</ul>"


def _count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"
