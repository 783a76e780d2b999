"""What is raised for scenarios."""

from mockserver.yamlfile.mistakes import FileError


class ScenarioError(FileError):
    """A scenario that isn't there, or has mistakes."""
