from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.signatures.cut import Cut
from scratchcnn.oracle.understanding.signatures.layout.paths import arrays_of, sent

LISTED = [{"path": ["W", "value"], "attributes": [0, 1], "shape": [2], "dtype": "float64"}]
IN_A_DICTIONARY = [{**LISTED[0], "attributes": [0]}]


def kinds(listed):
    return [type(part) for part in arrays_of(listed)[0]["path"]]


def test_attributes_are_told_from_keys():
    assert kinds(LISTED) == [Attribute, Attribute]
    assert kinds(IN_A_DICTIONARY) == [Attribute, str]


def test_a_path_is_the_same_however_it_is_written():
    assert arrays_of(LISTED)[0]["path"] == arrays_of(IN_A_DICTIONARY)[0]["path"] == ("W", "value")
    assert arrays_of(LISTED)[0]["shape"] == [2]


def test_a_path_is_sent_as_plain_texts_and_numbers():
    assert [type(part) for part in sent((Attribute("W"), "value", 0))] == [str, str, int]


def test_a_part_of_an_array_is_sent_as_a_list():
    assert sent((Attribute("W"), Cut((-1,)))) == ["W", [-1]]
