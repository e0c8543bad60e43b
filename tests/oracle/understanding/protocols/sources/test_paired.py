from scratchcnn.oracle.understanding.protocols.sources.paired import second_ones


def test_the_second_array_of_a_pair_is_a_gradient():
    listed = [{"path": (i, j), "shape": [2, i]} for i in range(2) for j in range(2)]
    assert list(second_ones(listed)) == [(0, 1), (1, 1)]


def test_an_array_behind_one_of_another_shape_is_none():
    listed = [{"path": (0, 0), "shape": [2]}, {"path": (0, 1), "shape": [3]}]
    assert list(second_ones(listed)) == []
