"""The sheets on paper: right numbers, no answer on the students' side, every page one page."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest

from mlp_lessons.classroom.__main__ import main
from mlp_lessons.classroom.sheets import (
    _LEADS,
    LEARNING_RATE,
    four,
    sheets_page,
    short,
    solutions_page,
    work_out,
)

SEEDS = [0, 3, 17]


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_those_of_pytorch(seed):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    one = work_out(seed)
    tiny = one.given
    W1, b1, W2, b2 = (torch.tensor(array, dtype=torch.float64, requires_grad=True)
                      for array in (tiny.W1, tiny.b1, tiny.W2, tiny.b2))
    z = torch.tensor(tiny.X) @ W1.T + b1
    h = torch.relu(z)
    s = h @ W2.T + b2
    for kept in (z, h, s):
        kept.retain_grad()
    loss = torch.nn.functional.cross_entropy(s, torch.tensor(tiny.y))
    loss.backward()
    expected = {"Z1": z, "A": h, "scores": s, "dscores": s.grad, "dA": h.grad, "dZ1": z.grad}
    for name, tensor in expected.items():
        np.testing.assert_allclose(getattr(one, name), tensor.detach().numpy(), atol=1e-12,
                                   err_msg=name)
    for name, tensor in {"W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        np.testing.assert_allclose(one.gradients[name], tensor.grad.numpy(), atol=1e-12)
        moved = tensor.detach() - LEARNING_RATE * tensor.grad
        np.testing.assert_allclose(one.updated[name], moved.numpy(), atol=1e-12)
    assert one.loss == pytest.approx(loss.item(), abs=1e-12)


def test_a_sheet_by_hand():
    one = work_out(3)
    assert one.given.X.tolist() == [[2, 2], [1, 3]] and one.given.y.tolist() == [0, 1]
    assert one.Z1.tolist() == [[1, 2], [3, -1]]        # −1·2 + 1·2 + 1, 2·2 − 1·2, 3, 2 − 3
    assert one.scores.tolist() == [[4.5, 2.5], [4.5, 2.5]]
    assert one.lead.tolist() == [2, -2]
    assert four(one.loss) == "1.1269"                  # (0.1269 + 2.1269) / 2, from the table
    assert four(one.dscores[0, 0]) == "−0.0596"        # (0.8808 − 1) / 2


def test_the_table_has_every_lead_and_rounding_stays_small():
    table = {lead: round(float(1 / (1 + np.exp(-lead))), 4) for lead in _LEADS}
    for seed in range(80):
        one = work_out(seed)
        tiny = one.given
        p = np.array([table[lead] for lead in one.lead])    # a KeyError: not in the table
        dscores = np.empty((2, 2))
        rows = np.arange(2)
        dscores[rows, tiny.y] = np.round((p - 1) / 2, 4)
        dscores[rows, 1 - tiny.y] = np.round((1 - p) / 2, 4)
        dZ1 = np.round(dscores @ tiny.W2, 4) * (one.Z1 > 0)
        for name, by_hand in {"W2": dscores.T @ one.A, "W1": dZ1.T @ tiny.X}.items():
            np.testing.assert_allclose(by_hand, one.gradients[name], atol=1e-3)


def test_students_see_no_answer():
    one = work_out(3)
    page = sheets_page([one])
    front, _, back = page.partition('name <i></i></span></header>\n<div class="back">')
    assert back and "0.0596" not in page and "1.1269" not in page
    assert page.count("<td></td>") > 20 and page.count('class="box') == 48
    assert "1.1269" in solutions_page([one]) and "−0.0596" in solutions_page([one])


def test_html_is_well_formed():
    class Tags(HTMLParser):
        void = {"meta", "br", "rect", "line", "circle"}

        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attributes):
            assert not (tag in ("table", "div") and "p" in self.open), "a block inside of a <p>"
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag):
            if tag not in self.void:
                assert self.open.pop() == tag

    for make in (sheets_page, solutions_page):
        parser = Tags()
        parser.feed(make([work_out(seed) for seed in SEEDS]))
        assert parser.open == []


def test_numbers_as_written():
    assert [short(x) for x in (2.0, -0.5, 0.0)] == ["2", "−0.5", "0"]
    assert [four(x) for x in (-0.00001, 0.125, -2)] == ["0.0000", "0.1250", "−2.0000"]


def test_command(tmp_path, capsys):
    arguments = ["sheets", "--seed", "5", "--count", "2", "--out", str(tmp_path / "new")]
    assert main(arguments) == 0
    text = (tmp_path / "new" / "sheets.html").read_text(encoding="utf-8")
    assert "sheet 5 ·" in text and "sheet 6 ·" in text and "sheet 7 ·" not in text
    assert main(arguments) == 1
    assert "would be overwritten" in capsys.readouterr().err
    assert main([*arguments, "--force"]) == 0
    (tmp_path / "file").write_text("")
    assert main([*arguments[:-1], str(tmp_path / "file")]) == 1
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("wrong", [["--count", "0"], ["--seed", "-1"], ["--count", "three"], []])
def test_wrong_use_is_refused(wrong, tmp_path, capsys):
    out = ["--out", str(tmp_path)] if wrong else []
    with pytest.raises(SystemExit) as stopped:
        main(["sheets", *wrong, *out])
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_every_sheet_is_two_pages(tmp_path):
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed")
    (tmp_path / "sheets.html").write_text(sheets_page([work_out(seed) for seed in SEEDS]),
                                          encoding="utf-8")
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
                    f"--print-to-pdf={tmp_path / 'sheets.pdf'}", str(tmp_path / "sheets.html")],
                   capture_output=True, timeout=120, check=True)
    pdf = (tmp_path / "sheets.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2 * len(SEEDS)
