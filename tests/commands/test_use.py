"""The commands `scratchcnn evaluate` and `scratchcnn predict`."""

import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scratchcnn.cli import main
from scratchcnn.datasets import load

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has learned to tell 0 from 1."""
    folder = tmp_path_factory.mktemp("runs") / "binary"
    assert main(["train", "binary", "--run", str(folder)]) == 0
    return folder


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A picture of a 1, dark on light."""
    digits = load("sample")
    image = digits.test_images[np.flatnonzero(digits.test_labels == 1)[0], 0]
    Image.fromarray((255 * (1 - image)).astype(np.uint8)).resize((90, 90)).save(tmp_path / "1.png")
    return tmp_path / "1.png"


def test_a_run_has_its_pictures(run: Path) -> None:
    pictures = ("curves", "filters", "feature_maps", "confusion", "worst")
    for name in pictures:
        with Image.open(run / f"{name}.png") as picture:
            assert min(picture.size) > 100


@pytest.mark.usefixtures("no_pictures")
def test_evaluate_measures_what_train_has_told(run: Path, capsys: Captured) -> None:
    assert main(["train", "--resume", str(run), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["test_accuracy"]
    assert main(["evaluate", str(run), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["accuracy"], list(found)) == (told, ["accuracy", "loss", "digits"])
    assert main(["evaluate", str(run)]) == 0
    assert capsys.readouterr().out.startswith(f"binary: accuracy {told:.4f}, loss 0.")


def test_predict_names_the_likeliest_digits(run: Path, one: Path, capsys: Captured) -> None:
    seen = one.with_name("seen.png")
    assert main(["predict", str(one), "--run", str(run), "--output", str(seen)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1  0.9")
    assert second.startswith("0  0.0")
    with Image.open(seen) as picture:
        assert picture.size[0] > 300


@pytest.mark.usefixtures("no_pictures")
def test_predict_tells_three_of_ten(one: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = str(tmp_path / "notebook")
    main(["train", "notebook", "--epochs", "1", "--run", folder])
    capsys.readouterr()
    assert main(["predict", str(one), "--run", folder, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["digits"]
    assert (len(found), found[0]["digit"]) == (3, 1)
    assert found[0]["probability"] > found[1]["probability"] > found[2]["probability"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["evaluate", "nowhere"], "nowhere is no run: there is no config.toml in it"),
        (["predict", "a.png", "--run", "nowhere"], "nowhere is no run"),
    ],
)
def test_what_is_no_run_is_refused(arguments: list[str], message: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_of_several_runs_that_which_ended_last_is_used(
    run: Path, one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name, ended in (("early", 1000), ("late", 3000), ("between", 2000)):
        copied = shutil.copytree(run, tmp_path / "runs" / name)
        os.utime(copied / "result.json", (ended, ended))
    monkeypatch.chdir(tmp_path)
    for command in (["evaluate"], ["predict", str(one)]):
        assert main(command) == 0
        assert capsys.readouterr().err == f"scratchcnn: note: by {Path('runs', 'late')}\n"


def test_without_a_run_it_is_told_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["evaluate"])
    assert stop.value.code == 2
    assert "`scratchcnn train notebook` makes one" in " ".join(capsys.readouterr().err.split())


def test_a_picture_that_is_none_is_told_in_one_line(
    run: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "a.png").write_text("no picture")
    assert main(["predict", str(tmp_path / "a.png"), "--run", str(run)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "is no picture of a format that is known" in err


def test_a_run_that_has_not_ended_says_how_to_go_on(
    run: Path, tmp_path: Path, capsys: Captured
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "config.toml").write_bytes((run / "config.toml").read_bytes())
    assert main(["evaluate", str(begun)]) == 1
    assert f"`scratchcnn train --resume {begun}` goes on with it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "seed must be of type int"),
        ("seed = 'a'", "seed must be of type int"),
        ("seed = 0\nepochs = ", "cannot be read"),
        ("seed = -1", "seed must be a whole number from 0 up, got -1"),
    ],
)
def test_settings_that_are_none_are_told(
    run: Path, tmp_path: Path, capsys: Captured, line: str, message: str
) -> None:
    text = (run / "config.toml").read_text().replace("seed = 0", line)
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SystemExit):
        main(["evaluate", str(tmp_path)])
    assert message in " ".join(capsys.readouterr().err.split())


def test_an_interrupted_run_is_told_of(run: Path, tmp_path: Path, capsys: Captured) -> None:
    for name in ("config.toml", "weights.npz"):
        (tmp_path / name).write_bytes((run / name).read_bytes())
    assert main(["evaluate", str(tmp_path)]) == 0
    assert f"the training in {tmp_path} is not at its end" in capsys.readouterr().err
    (tmp_path / "result.json").write_text('{"epochs": 1, "interrupted": true}')
    main(["evaluate", str(tmp_path)])
    assert "is interrupted after 1 epochs" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["epochs", "batch_size", "learning_rate", "momentum"])
def test_settings_that_cannot_be_are_told(
    run: Path, tmp_path: Path, capsys: Captured, name: str
) -> None:
    text = (run / "config.toml").read_text()
    line = next(line for line in text.splitlines() if line.startswith(name))
    (tmp_path / "config.toml").write_text(text.replace(line, f"{name} = -3"))
    with pytest.raises(SystemExit):
        main(["train", "--resume", str(tmp_path)])
    assert re.search(f"{name} must be a .*, got -3", " ".join(capsys.readouterr().err.split()))


def test_without_measurements_there_are_no_curves(run: Path, tmp_path: Path) -> None:
    for path in run.iterdir():
        if path.suffix in (".toml", ".npz"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["train", "--resume", str(tmp_path)]) == 0
    assert (tmp_path / "worst.png").exists()
    assert not (tmp_path / "curves.png").exists()


def test_weights_that_are_of_no_use_predict_nothing(
    run: Path, one: Path, tmp_path: Path, capsys: Captured
) -> None:
    copied = shutil.copytree(run, tmp_path / "run")
    weights = dict(np.load(run / "weights.npz"))
    weights["0.bias"] = np.full_like(weights["0.bias"], np.nan)
    np.savez(copied / "weights.npz", **weights)
    assert main(["predict", str(one), "--run", str(copied)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"the output is not finite any more: the weights in {copied} are of no use" in err
