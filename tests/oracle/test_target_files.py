"""Files that are judged, each in a process of its own."""

from textwrap import dedent

import pytest
from notebook_text import notebook

from scratchcnn.oracle import judging
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.usefixtures("few_cases")
RELU = """
    import numpy as np

    class ReLU:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, dout):
            return dout * (self.x > 0)
"""


def statuses(report):
    return {(one.implementation, one.check): one.status for one in report}


def written(tmp_path, text, name="homework.py"):
    path = tmp_path / name
    path.write_text(dedent(text), encoding="utf-8")
    return str(path)


def test_a_file_is_judged_in_a_process_of_its_own(tmp_path):
    report = judge_target(written(tmp_path, RELU), Settings(budget=0))
    assert report.verdict == "ok"
    assert report.readable


def test_a_syntax_error_is_told_with_its_line(tmp_path):
    report = judge_target(written(tmp_path, RELU + "\n    def broken(\n"), Settings())
    assert not report.readable
    assert report.exit_code == 2
    assert "line 12" in report.error


def test_a_target_that_is_not_there_cannot_be_read(tmp_path):
    report = judge_target(str(tmp_path / "nowhere.py"), Settings())
    assert report.exit_code == 2
    assert "nowhere.py" in report.error


def test_a_file_without_layers_is_no_success(tmp_path):
    report = judge_target(written(tmp_path, "x = 1\n"), Settings())
    assert report.verdict == "error"
    assert report.exit_code == 1
    assert report.error == "no layer found in it"


def test_an_endless_loop_costs_its_own_checks_alone(tmp_path):
    text = (
        RELU
        + """
    class Tanh:
        def forward(self, x):
            while True:
                pass
"""
    )
    report = judge_target(written(tmp_path, text), Settings(budget=0, timeout=0.3))
    assert statuses(report)["Tanh", "forward"] == "timeout"
    assert statuses(report)["ReLU", "grad_x"] == "ok"
    assert report.verdict == "error"


def test_a_layer_that_takes_its_process_along_is_not_tried_in_every_regime(tmp_path):
    text = RELU.replace("return dout", "import os; os._exit(3)")
    report = judge_target(written(tmp_path, text), Settings(budget=0))
    crashed = [one for one in report if one.check == "grad_x"]
    assert [one.status for one in crashed] == ["crash"] * judging.MOST_ENDS
    assert "no other was tried" in crashed[-1].verdict.message
    assert "mixed" not in {one.regime for one in report}


def test_what_homework_prints_is_noted(tmp_path):
    text = RELU.replace("return np.maximum", "print('here')\n            return np.maximum")
    report = judge_target(written(tmp_path, text), Settings(budget=0))
    assert any('bytes: "here"' in note for note in report.notes)


def test_a_broken_block_does_not_hide_the_others(tmp_path):
    text = "```python\ndef broken(:\n```\n\n```python" + dedent(RELU) + "```\n"
    report = judge_target(written(tmp_path, text, "homework.md"), Settings(budget=0))
    assert {one.status for one in report} == {"ok"}
    assert "line 2" in report.error


def test_a_name_from_a_cell_that_could_not_be_read_is_not_judged(tmp_path):
    layer = RELU.replace("maximum(x, 0)", "maximum(x, ZERO)")
    cells = ("ZERO = = 0", dedent(layer), "%%script false\n" + dedent(RELU))
    report = judge_target(written(tmp_path, notebook(*cells), "homework.ipynb"), Settings(budget=0))
    (result,) = report
    assert (report.verdict, result.status) == ("error", "not_judged")
    assert "ZERO is bound nowhere in what was read" in result.verdict.message
    assert "cell 1, line 1 of the cell: invalid syntax" in result.verdict.message
    assert "cell 3 is left out" in report.notes[0]


def test_a_name_that_is_nowhere_in_what_was_all_read_is_wrong(tmp_path):
    layer = RELU.replace("maximum(x, 0)", "maximum(x, ZERO)")
    report = judge_target(written(tmp_path, layer), Settings(budget=0))
    assert report.verdict == "wrong"
