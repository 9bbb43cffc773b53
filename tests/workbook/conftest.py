"""The registry export that lies beside the project, where it does."""

from pathlib import Path

import pytest

REGISTRY = Path(__file__).parents[3] / "shared" / "real" / "ebmt3.csv"


@pytest.fixture(scope="session")
def registry() -> bytes:
    """The bytes of the registry export that lies beside the project."""
    if not REGISTRY.exists():
        pytest.skip(f"the registry export {REGISTRY.name} is not beside the project (shared/real)")
    return REGISTRY.read_bytes()
