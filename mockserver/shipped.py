"""Where the scenarios and fixtures lie that come with the package: within the wheel, else at the top of the source tree."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped_folder(name: str) -> Path:
    """Return the folder `scenarios` or `fixtures`."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
