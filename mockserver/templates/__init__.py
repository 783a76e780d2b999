"""Templates of scenarios (Jinja2): what may stand in them, and how they are filled in within bounds."""


def is_template(text: str) -> bool:
    """Tell whether there is anything in a text to be filled in."""
    return "{{" in text or "{%" in text
