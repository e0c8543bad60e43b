from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.protocols.place import Source, at, behind, dotted, entries


def test_a_path_is_written_as_in_python():
    assert dotted(("params", "W")) == "params['W']"
    assert dotted(("layers", 0)) == "layers[0]"
    assert dotted(("W",)) == "W"
    assert dotted(("W", Attribute("value"))) == "W.value"


def test_what_stands_behind_an_object_is_written_as_in_python():
    assert behind((Attribute("W"), Attribute("value"))) == ".W.value"
    assert behind(("params", "W", 0)) == ".params['W'][0]"
    assert behind(("cache", 1), item=True) == "['cache'][1]"


def test_nearer_entries_come_first():
    assert [path for path, _ in entries([[1, 2], 3], 2)] == [(0,), (1,), (0, 0), (0, 1)]


def test_what_lies_at_a_path_is_fetched():
    assert at([1, {"x": 2}], (1, "x")) == 2


def test_a_path_begins_with_its_variable_where_a_source_has_none():
    assert Source("returned", "gradients").holder((1,)) == ("gradients", (1,))
    assert Source("handed", "").holder(("x", "grad")) == ("x", ("grad",))
