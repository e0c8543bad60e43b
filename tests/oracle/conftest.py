"""What tests of the oracle run under."""

import pytest

OF_PROCESSES = "process"


@pytest.fixture(autouse=True)
def forked_workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork workers, also where bubblewrap is installed, unless the test is about processes."""
    if OF_PROCESSES not in request.path.parts:
        monkeypatch.setattr("scratchcnn.oracle.process.child.in_bubblewrap", lambda: False)
