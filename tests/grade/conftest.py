"""The small installation of the pipeline's tests."""

from tests.pipeline.conftest import installation

__all__ = ["installation"]
