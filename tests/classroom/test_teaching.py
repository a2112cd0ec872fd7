"""TEACHING.md and the pages of mistakes: up to date, whole, and small enough to be shown."""

import re

import pytest

from mlp_lessons.classroom import teaching
from mlp_lessons.classroom.__main__ import main
from mlp_lessons.exercises import all_exercises


@pytest.fixture(scope="module")
def made():
    return teaching.make_all()


@pytest.fixture(scope="module")
def lessons():
    return teaching.all_lessons()


def test_files_are_up_to_date(capsys):
    code = main(["teaching", "--check"])
    assert code == 0, capsys.readouterr().out


def test_check_and_writing(tmp_path, monkeypatch, capsys):
    texts = {"TEACHING.md": "new\n", "pages/one.md": "one\n"}
    monkeypatch.setattr(teaching, "COURSE", tmp_path)
    monkeypatch.setattr(teaching, "make_all", lambda: texts)
    assert main(["teaching", "--check"]) == 1 and not list(tmp_path.iterdir())
    assert "out of date" in capsys.readouterr().out
    assert main(["teaching"]) == 0 and main(["teaching", "--check"]) == 0
    assert (tmp_path / "TEACHING.md").read_text() == "new\n"
    capsys.readouterr()
    main(["teaching"])
    assert "up to date" in capsys.readouterr().out


def test_every_lesson_has_all_that_a_teacher_needs(made, lessons):
    text = made["TEACHING.md"]
    assert [lesson.number for lesson in lessons] == list(range(12))
    for lesson in lessons:
        part = text.partition(f"\n### {lesson.number:02d} · ")[2].partition("\n### ")[0]
        for needed in ("| **45** |", "| **90** |", "| **180** |", "**Say first.**",
                       "**Stop and ask**", "**In pairs.**", "**Exit ticket.**",
                       "**They have got it when**", f"mistakes/lesson_{lesson.number:02d}.md"):
            assert needed in part, (lesson.number, needed)
    assert "{{" not in text


def test_every_question_of_every_exercise_is_there(made):
    for exercise in all_exercises():
        page = made[f"{teaching.PAGES}/lesson_{exercise.lesson:02d}.md"]
        part = page.partition(f"\n## Exercise {exercise.number} · ")[2].partition("\n## ")[0]
        known = exercise.mistakes + (exercise.diagnosis.mistakes if exercise.diagnosis else ())
        for mistake in known:
            question = teaching._FOLLOWS.sub("", mistake.question)
            assert teaching._safe(question) in part, (exercise.name, question)


def test_pages_can_be_shown(made):
    assert all(len(text.encode()) < 300_000 for text in made.values())    # GitHub stops at 512 KB
    for text in made.values():
        assert text.endswith("\n") and "\r" not in text


def test_links_lead_somewhere(made):
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
               for heading in re.findall(r"^#+ (.*)$", made["TEACHING.md"], re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]*)\)", made["TEACHING.md"]):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target:
            assert target in made or (teaching.COURSE / target.partition("#")[0]).exists(), target
    for name, text in made.items():
        for target in re.findall(r"\]\((\.\./[^)]*)\)", text):
            file, _, anchor = target.partition("#")
            assert ((teaching.COURSE / name).parent / file).resolve().exists()
            assert not anchor or anchor in anchors, target


def test_a_cut_holds_its_minutes_and_the_marks(lessons):
    for lesson in lessons:
        for minutes in teaching.CUTS:
            plan = teaching.cut(lesson, minutes)
            total = 10 + sum(exercise.minutes for exercise in plan.exercises) + sum(
                section.minutes for section in plan.sections
                if section.title not in teaching._FIRST_WORDS)
            assert total == pytest.approx(plan.minutes) and total <= minutes
            stretch = [exercise for exercise in plan.exercises if not exercise.core]
            left = [exercise for exercise in lesson.exercises
                    if exercise.core and exercise not in plan.exercises]
            assert plan.exercises and (not stretch or not left or minutes < 180), (
                lesson.number, minutes)
            assert set(lesson.must[minutes]) <= {section.title for section in plan.sections}


def test_minutes_add_up(lessons):
    for lesson in lessons:
        assert sum(section.minutes for section in lesson.sections) == pytest.approx(lesson.reading)
        assert [exercise.number for section in lesson.sections for exercise in section.exercises] \
            == [exercise.number for exercise in lesson.exercises]
        assert 10 < lesson.reading < lesson.stated


def test_a_timetable_by_hand(lessons):
    text = teaching._timetable(lessons, "09:30 | 07 45 | break 15 | lunch 60")
    assert "| 09:30–10:15 | [07 · " in text and "| 10:15–10:30 | *break* |" in text
    assert "| 10:30–11:30 | *lunch* |" in text


def test_the_days_of_the_workshop_end_in_time(made):
    days = re.findall(r"(?:^\| \d\d:\d\d–.*\n)+", made["TEACHING.md"], re.MULTILINE)
    assert len(days) == 4
    for day in days:
        hour, minute = re.findall(r"–(\d\d):(\d\d)", day)[-1]
        assert (int(hour), int(minute)) <= (18, 30)


def test_neighbouring_numbers_are_put_together():
    numbers = teaching._numbers([e for e in all_exercises(6)
                                 if e.number in ("6.1", "6.2", "6.3", "6.5", "6.7", "6.8")])
    assert numbers == "6.1–6.3, 6.5, 6.7, 6.8"


def test_parts_of_others_have_a_place(tmp_path, monkeypatch, lessons):
    (tmp_path / "part_one.md").write_text("## One\n\nText.\n")
    (tmp_path / "part_two.md").write_text("## Two\n")
    monkeypatch.setattr(teaching, "SOURCES", tmp_path)
    assert teaching._parts(lessons, "") == "## One\n\nText.\n\n## Two"
    assert "will stand here" in teaching._grading(lessons, "")
    (tmp_path / "grading.md").write_text("How.\n")
    assert teaching._grading(lessons, "") == "How."


def test_without_notebooks_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(teaching, "COURSE", tmp_path)
    teaching.all_lessons.cache_clear()
    try:
        assert main(["teaching"]) == 1
        assert "the whole course" in capsys.readouterr().err
    finally:
        teaching.all_lessons.cache_clear()


def test_sentences_survive_markdown():
    assert teaching._safe("a * b_c\nis `d`") == r"a \* b\_c is \`d\`"
    assert teaching._plain({"a": 1}) == "{'a': 1}" and teaching._plain((3,)) == "(3,)"
