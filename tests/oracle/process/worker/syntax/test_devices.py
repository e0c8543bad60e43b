import ast

import pytest

from scratchcnn.oracle.process.worker.syntax.devices import asks_for_a_gpu, on_the_cpu


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
