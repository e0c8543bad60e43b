from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature

LR = (("lr", Argument("lr")),)
PROTOCOL = Protocol(Callee(METHODS, "forward"))


def plan(signature=None, protocol=PROTOCOL):
    return Plan("relu", "R", NDARRAY, protocol, signature or Signature())


def test_a_plan_knows_whether_a_rate_is_passed_or_set():
    assert not plan().has_rate
    assert not plan(Signature(forward=LR)).has_rate
    assert plan(Signature(backward=LR)).has_rate
    assert plan(Signature(constructor=LR)).has_rate
    assert plan().by(rates=(("lr",),)).has_rate


def test_the_upstream_gradient_is_laid_out_as_the_output_unless_something_else_is_known():
    columns = plan(Signature(forms={"grad_out": "DN"}))
    assert plan().upstream_form == ""
    assert columns.upstream_form == "DN"


def test_a_plan_with_another_protocol_keeps_its_signature():
    changed = plan(Signature(forward=LR)).by(zero_grad="zero_grad")
    assert changed.signature.forward == LR
    assert changed.protocol.zero_grad == "zero_grad"
