"""The arguments of `scratchcnn check`, and which of them go together."""

import pytest

from scratchcnn.cli import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["homework.py", "--examples", "3"], "argument --examples: only without a TARGET"),
        (["homework.py", ""], "argument TARGET: must not be empty"),
        (["--adapter", "adapter.py"], "argument --adapter: needs a TARGET"),
        (["--explain"], "argument --explain: needs a TARGET"),
        (["--device", "cuda"], "argument --device: needs a TARGET"),
        (["homework.py", "--device", "tpu"], "argument --device: invalid choice: 'tpu'"),
        (["--timeout", "3"], "argument --timeout: needs a TARGET"),
        (["--budget", "3"], "argument --budget: needs a TARGET"),
        (["--reveal", "none"], "argument --reveal: needs a TARGET"),
        (["--against", "git:HEAD", "--check", "forward"], "argument --check: not with --against"),
        (["--op", "relu", "--check", "grad_weight"], "must be one of forward, grad_x, "),
        (["homework.py", "--adapter", "missing.py"], "argument --adapter: there is no file"),
        (["homework.py", "--against", "git:HEAD"], "argument --against: not with a TARGET"),
        (
            ["--against", "git:HEAD", "--format", "junit"],
            "only for the formats console and json",
        ),
        (["homework.py", "--op", "conv4d"], "argument --op: must be one of adadelta, "),
        (["homework.py", "--op", "log_softmax"], "argument --op: must be one of adadelta, "),
        (["homework.py", "--check", "grad_X"], "argument --check: must be one of forward, grad_x"),
        (["--op", "conv2d_relu"], "argument --op: must be one of conv2d, max_pool2d"),
        (["homework.py", "--timeout", "0"], "argument --timeout: must be"),
        (["homework.py", "--reveal", "some"], "argument --reveal: invalid choice: 'some'"),
        (["homework.py", "--output", "no/folder/report"], "argument --output: there is no folder"),
    ],
)
def test_options_that_do_not_go_together_give_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", *arguments])
    assert raised.value.code == 2
    assert message in capsys.readouterr().err
