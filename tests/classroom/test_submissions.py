"""Finding what was handed in, and whose it is; nothing outside the folder is read."""

import os
import stat
import zipfile

import pytest

from mlp_lessons.classroom.errors import ClassroomError
from mlp_lessons.classroom.notebooks import BIGGEST
from mlp_lessons.classroom.students import newest_of_each, student_of, without_common_folder
from mlp_lessons.classroom.submissions import find_submissions


def put(path, text="{}"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def look(place):
    """{file: student} of what is graded, {file: reason} of what is not."""
    found, aside = find_submissions(place)
    return ({one.file: one.student for one in found}, {one.file: one.reason for one in aside})


@pytest.mark.parametrize("path, student", {
    "alice/02_activations.ipynb": "alice",
    "alice/week 2/anything.ipynb": "alice",
    "02_activations/alice.ipynb": "alice",
    "week 2/alice/02_activations.ipynb": "alice",
    "Lovelace Ada_4711_assignsubmission_file_/02_activations.ipynb": "Lovelace Ada",
    "Lovelace Ada_4711_assignsubmission_file_02_activations.ipynb": "Lovelace Ada",
    "lovelaceada_4711_815_02_activations-2.ipynb": "lovelaceada",
    "lovelaceada_LATE_4711_815_02_activations.ipynb": "lovelaceada",
    "02_activations_alice.ipynb": "alice",
    "alice-02_activations (1).ipynb": "alice",
    "Zoë Ångström.ipynb": "Zoë Ångström",
    "02_activations.ipynb": "02_activations",
    "student17.ipynb": "student17",
}.items())
def test_names_of_students(path, student):
    assert student_of(path.split("/")) == student


def test_a_folder_around_all_is_no_student():
    def shortened(*paths):
        return ["/".join(path) for path in
                without_common_folder([tuple(path.split("/")) for path in paths])]

    assert shortened("x/ada/02.ipynb", "x/bob/02.ipynb") == ["ada/02.ipynb", "bob/02.ipynb"]
    assert shortened("x/ada.ipynb", "x/bob.ipynb") == ["ada.ipynb", "bob.ipynb"]
    one = "ada/02_activations.ipynb", "ada/03_forward_pass.ipynb"
    assert shortened(*one) == list(one)


def test_folders_and_zips_are_searched(tmp_path):
    put(tmp_path / "ada" / "02_activations.ipynb")
    put(tmp_path / "ada" / ".ipynb_checkpoints" / "02_activations-checkpoint.ipynb")
    put(tmp_path / "deep" / "er" / "x.IPYNB")
    put(tmp_path / "notes.txt")
    put(tmp_path / "._ada.ipynb")
    make_zip(tmp_path / "bob.zip", {"02_activations.ipynb": "{}", "__MACOSX/._x.ipynb": "",
                                    "picture.png": ""})
    found, aside = look(tmp_path)
    assert found == {"ada/02_activations.ipynb": "ada", "deep/er/x.IPYNB": "deep",
                     "bob/02_activations.ipynb": "bob"}
    assert aside == {"notes.txt": "is no notebook (.ipynb)",
                     "bob/picture.png": "is no notebook (.ipynb)"}


def test_a_zip_of_a_platform(tmp_path):
    path = make_zip(tmp_path / "all.zip", {
        "class/Ada_1_assignsubmission_file_/02_activations.ipynb": "1",
        "class/Bob_2_assignsubmission_file_/mine.ipynb": "2"})
    found, _ = find_submissions(path)
    assert [(one.student, one.read()) for one in found] == [("Ada", b"1"), ("Bob", b"2")]


def test_links_are_refused(tmp_path):
    secret = put(tmp_path / "secret.ipynb")
    put(tmp_path / "outside" / "x.ipynb")
    put(tmp_path / "class" / "ada.ipynb")
    (tmp_path / "class" / "bob.ipynb").symlink_to(secret)
    (tmp_path / "class" / "carl").symlink_to(tmp_path / "outside")
    os.mkfifo(tmp_path / "class" / "dora.ipynb")
    found, aside = look(tmp_path / "class")
    assert list(found) == ["ada.ipynb"]
    assert aside == {"bob.ipynb": "is a link: links are not followed",
                     "carl": "is a link to a folder: links are not followed",
                     "dora.ipynb": "is no ordinary file"}


def test_a_file_that_becomes_a_link_is_not_read(tmp_path):
    path = put(tmp_path / "class" / "ada.ipynb")
    [found], _ = find_submissions(tmp_path / "class")
    path.unlink()
    path.symlink_to(put(tmp_path / "secret.ipynb", "secret"))
    with pytest.raises(ClassroomError):
        found.read()


def test_paths_that_leave_the_zip_are_refused(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = make_zip(tmp_path / "all.zip", {
        "../evil.ipynb": "", "/etc/evil.ipynb": "", "a/../../evil.ipynb": "",
        "..\\evil2.ipynb": "", "C:\\evil.ipynb": "", link: "/etc/passwd", "good/x.ipynb": "{}"})
    found, aside = look(path)
    assert list(found) == ["good/x.ipynb"]
    assert len(aside) == 6
    assert set(aside.values()) == {"has a path that leads out of the zip",
                                   "is a link: links are not followed"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip"]


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = make_zip(tmp_path / "all.zip", {"ada.ipynb": b"0" * (3 * BIGGEST)})
    [found], _ = find_submissions(path)
    assert len(found.read()) == BIGGEST + 1


def test_damaged_zips_are_told(tmp_path):
    put(tmp_path / "class" / "ada.ipynb")
    put(tmp_path / "class" / "bob.zip", "no zip")
    good = make_zip(tmp_path / "class" / "carl.zip", {"x.ipynb": "abc" * 1000})
    data = bytearray(good.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    good.write_bytes(data)
    found, aside = find_submissions(tmp_path / "class")
    assert [one.reason for one in aside] == ["cannot be read: File is not a zip file"]
    with pytest.raises(ClassroomError, match="The file in the zip"):
        next(one for one in found if "carl" in one.file).read()


def test_nothing_to_grade_is_told(tmp_path):
    for place, says in {tmp_path / "none": "There is no folder or zip",
                        tmp_path: "There is no notebook",
                        put(tmp_path / "x.txt"): "neither a folder nor a zip"}.items():
        with pytest.raises(ClassroomError, match=says):
            find_submissions(place)


def test_the_newest_counts():
    seen = [("ada", 2, 3.0, "b"), ("ada", 2, 1.0, "a"), ("ada", 2, 2.0, "c"), ("ada", 3, 0.0, "d"),
            ("bob", 2, 0.0, "e")]
    chosen, told = newest_of_each(seen)
    assert sorted(file for *_, file in chosen) == ["b", "d", "e"]
    assert {file: sorted(others) for file, others in told.items()} == {"b": ["a", "c"]}
