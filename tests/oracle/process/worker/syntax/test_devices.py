import ast

import pytest

from scratchcnn.oracle.process.worker.syntax.devices import (
    asks_for_a_gpu,
    fetched,
    fetches,
    on_the_cpu,
)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = torch.zeros(2, device='cuda')", "x = torch.zeros(2, device='cpu')"),
        ("y = x.to('cuda:1')", "y = x.to('cpu')"),
        ("if x.device.type == 'cuda':\n    pass", "if x.device.type == 'cuda':\n    pass"),
        ("print('cudas')", "print('cudas')"),
    ],
)
def test_the_cpu_takes_the_place_of_a_gpu(source: str, wanted: str) -> None:
    assert ast.unparse(on_the_cpu(ast.parse(source))) == wanted


def test_what_names_no_gpu_asks_for_none() -> None:
    assert asks_for_a_gpu(ast.parse("x.to('cuda:0')"))
    assert not asks_for_a_gpu(ast.parse("x.to('cpu')"))


@pytest.mark.parametrize(
    ("text", "found"),
    [("x.get()", True), ("f(x.y.get())", True), ("d.get(1)", False), ("get()", False)],
)
def test_a_call_that_brings_an_array_from_a_gpu_is_found(text: str, found: bool) -> None:
    tree = ast.parse(text)
    assert fetches(tree) == found
    assert ("__got__" in ast.unparse(fetched(tree))) == found
    assert ast.unparse(tree) == text
