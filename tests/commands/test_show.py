"""The command `scratchcnn show`."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scratchcnn.cli import main
from scratchcnn.commands.show import WHAT
from scratchcnn.training import steps

Captured = pytest.CaptureFixture[str]


def test_every_operation_is_drawn_and_told() -> None:
    assert list(WHAT) == list(steps.STEPS)


@pytest.mark.parametrize("operation", list(WHAT))
def test_a_digit_is_drawn_by_default(
    operation: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", operation]) == 0
    assert capsys.readouterr().out == f"{operation}.png\n"
    with Image.open(f"{operation}.png") as picture:
        assert min(picture.size) > 300


def test_a_picture_of_ones_own_is_drawn(tmp_path: Path, capsys: Captured) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 700, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "own.jpg")
    output = tmp_path / "out.png"
    assert main(["show", "sobel", str(tmp_path / "own.jpg"), "--output", str(output)]) == 0
    assert output.is_file()


@pytest.mark.parametrize(
    ("size", "message"),
    [((5, 90), "is too small or too narrow"), (None, "no such file")],
)
def test_what_cannot_be_drawn_is_told_in_one_line(
    size: tuple[int, int] | None, message: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "own.png"
    if size is not None:
        Image.fromarray(np.zeros(size, np.uint8)).save(path)
    assert main(["show", "conv", str(path), "--output", str(tmp_path / "out.png")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err.lower()
    assert not (tmp_path / "out.png").exists()


def test_no_file_is_written_over_unasked(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.zeros((30, 30), np.uint8)).save("pool.png")
    before = Path("pool.png").read_bytes()
    assert main(["show", "pool", "pool.png"]) == 0
    assert capsys.readouterr().out == "pool-2.png\n"
    assert Path("pool.png").read_bytes() == before


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("own.png", "own.png is an input, and would be overwritten"),
        ("o", "o must end in .png, .svg, .pdf, .jpg"),
    ],
)
def test_a_place_where_nothing_can_be_drawn_is_refused(
    output: str, message: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.zeros((30, 30), np.uint8)).save("own.png")
    with pytest.raises(SystemExit):
        main(["show", "conv", "own.png", "--output", output])
    assert message in capsys.readouterr().err
