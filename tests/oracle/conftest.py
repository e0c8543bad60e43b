"""What tests of the oracle run under."""

from pathlib import Path

import pytest

OF_PROCESSES = Path(__file__).with_name("process")


@pytest.fixture(autouse=True)
def forked_workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork workers, also where bubblewrap is installed, unless the test is about processes."""
    if OF_PROCESSES not in request.path.parents:
        monkeypatch.setattr("scratchcnn.oracle.process.child.in_bubblewrap", lambda: False)
