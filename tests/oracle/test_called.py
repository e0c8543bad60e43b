from scratchcnn.oracle.called import not_from_scratch, told
from scratchcnn.oracle.process.runner import Use


def use(name: str, line: int = 3) -> Use:
    return Use(name, "", "layers.py", line, "")


def test_a_layer_that_calls_itself_is_not_from_scratch() -> None:
    (result,) = not_from_scratch("relu", [use("torch.exp"), use("torch.nn.functional.relu", 7)])
    assert result.status == "not_from_scratch"
    assert result.verdict.message == "it calls torch.nn.functional.relu (layers.py, line 7)"


def test_a_means_to_an_end_is_no_fault() -> None:
    assert (
        list(not_from_scratch("conv2d", [use("torch.relu"), use("torch.nn.functional.pad")])) == []
    )


def test_what_is_called_is_told_once_with_its_line() -> None:
    assert told("Conv", [use("torch.relu")] * 2) == "Conv calls torch.relu (layers.py, line 3)"


def test_of_many_calls_the_first_are_told() -> None:
    many = [use("torch.relu", line) for line in range(1, 6)]
    assert told("Conv", many).endswith("torch.relu (layers.py, line 3) and 2 more")
