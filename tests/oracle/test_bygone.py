"""A layer of yesterday is judged by its mathematics; what it uses stands beside it."""

from pathlib import Path

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target

RELU = """
class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
"""


def judged(path: Path, text: str) -> dict[str, list[tuple[str, str]]]:
    path.write_text(text, "utf-8")
    found: dict[str, list[tuple[str, str]]] = {}
    for result in judge_target(str(path), Settings(budget=1e-9)).results:
        pair = (result.status, result.verdict.message)
        found.setdefault(result.implementation, []).append(pair)
    return found


def statuses(found: list[tuple[str, str]]) -> list[str]:
    return sorted({status for status, _ in found})


def test_only_the_layer_that_uses_it_has_it_beside_it_once(tmp_path: Path) -> None:
    old = (
        "\nclass Sigmoid:\n    def forward(self, x):\n"
        "        return (1 / (1 + np.exp(-x))).astype(np.float)\n"
    )
    found = judged(tmp_path / "hw.py", f"import numpy as np\n{RELU}{old}")
    assert statuses(found["ReLU"]) == ["ok"]
    assert statuses(found["Sigmoid"]) == ["environment", "ok"]
    (message,) = [message for status, message in found["Sigmoid"] if status == "environment"]
    assert "line 13: np.float: write float" in message


def test_a_layer_of_yesterday_that_is_wrong_stays_wrong(tmp_path: Path) -> None:
    wrong = RELU.replace("return dout * self.mask", "return dout.astype(np.float_)")
    found = judged(tmp_path / "hw.py", f"import numpy as np\n{wrong}")
    assert statuses(found["ReLU"]) == ["environment", "ok", "wrong"]


def test_a_print_of_python_2_does_not_cost_the_file(tmp_path: Path) -> None:
    text = RELU.replace("        self.mask", '        print "x", x.shape\n        self.mask', 1)
    assert statuses(judged(tmp_path / "hw.py", text)["ReLU"]) == ["environment", "ok"]


def test_a_bare_name_of_a_star_import_is_said_beside_a_layer_that_is_right(tmp_path: Path) -> None:
    old = RELU.replace("dout * self.mask", "dout * self.mask.astype(float_)")
    found = judged(tmp_path / "hw.py", f"from numpy import *\n{old}")
    assert statuses(found["ReLU"]) == ["environment", "ok"]
    (message,) = [message for status, message in found["ReLU"] if status == "environment"]
    assert "line 9: float_: write float64" in message
