"""The command `scratchcnn predict`."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scratchcnn.cli import main

Captured = pytest.CaptureFixture[str]


def test_predict_names_the_likeliest_digits(
    trained_run: Path, picture_of_a_one: Path, capsys: Captured
) -> None:
    seen = picture_of_a_one.with_name("seen.png")
    assert (
        main(["predict", str(picture_of_a_one), "--run", str(trained_run), "--output", str(seen)])
        == 0
    )
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1  0.9")
    assert second.startswith("0  0.0")
    with Image.open(seen) as picture:
        assert picture.size[0] > 300


@pytest.mark.usefixtures("no_pictures")
def test_predict_tells_three_of_ten(
    picture_of_a_one: Path, tmp_path: Path, capsys: Captured
) -> None:
    folder = str(tmp_path / "notebook")
    main(["train", "notebook", "--epochs", "1", "--run", folder])
    capsys.readouterr()
    assert main(["predict", str(picture_of_a_one), "--run", folder, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["digits"]
    assert (len(found), found[0]["digit"]) == (3, 1)
    assert found[0]["probability"] > found[1]["probability"] > found[2]["probability"]


def test_a_picture_that_is_none_is_told_in_one_line(
    trained_run: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "a.png").write_text("no picture")
    assert main(["predict", str(tmp_path / "a.png"), "--run", str(trained_run)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "is not a picture in a known format" in err


def test_weights_that_are_of_no_use_predict_nothing(
    trained_run: Path, picture_of_a_one: Path, tmp_path: Path, capsys: Captured
) -> None:
    copied = shutil.copytree(trained_run, tmp_path / "run")
    weights = dict(np.load(trained_run / "weights.npz"))
    weights["0.bias"] = np.full_like(weights["0.bias"], np.nan)
    np.savez(copied / "weights.npz", **weights)
    assert main(["predict", str(picture_of_a_one), "--run", str(copied)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"the output is no longer finite: the weights in {copied} are unusable" in err
