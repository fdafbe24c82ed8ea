"""The small installation of the pipeline's tests, and a file of people."""

from tests.grade.profiles import people
from tests.pipeline.conftest import installation

__all__ = ["installation", "people"]
