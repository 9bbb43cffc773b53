"""No test of the app touches the views its reader has saved on this computer."""

import pytest


@pytest.fixture(autouse=True)
def url(tmp_path, monkeypatch) -> str:
    """Where the views of this test are kept."""
    address = f"sqlite:///{tmp_path / 'views.sqlite'}"
    monkeypatch.setenv("BALLAD_VIEWS_URL", address)
    return address
