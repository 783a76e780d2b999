"""The control API, `/_mock` of each workspace: by which a test sets the scene and moves time."""

from mockserver.control.admission import Admission
from mockserver.control.endpoints import Surroundings
from mockserver.control.provider import Control

__all__ = ["Admission", "Control", "Surroundings"]
