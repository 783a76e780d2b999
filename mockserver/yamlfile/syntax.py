"""What is wrong with a text that is no YAML, in plain words. libyaml and PyYAML's own parser word it alike enough."""

import re
from typing import Any, cast

import yaml

from mockserver.yamlfile.mistakes import FileError
from mockserver.yamlfile.parameters import MARK
from mockserver.yamlfile.source import Source

_EXPLANATIONS = [
    (
        "block mapping|block collection",
        "this doesn't fit the lines before it; expected the indent of its neighbours",
    ),
    (
        "mapping values are not allowed",
        "found a `:` where no value can begin; check the indent, or put the text in quotes",
    ),
    ("undefined alias", "found `*` with a name that no `&` gives; {language.starred} must be in quotes"),
    ("scanning an alias", "found `*` at the beginning of a value; {language.starred} must be in quotes"),
    ("scanning an anchor", "found `&` at the beginning of a value; put the text in quotes"),
    ("flow sequence", "found no `,` or `]` to go on with or end the list that begins with `[` in line {line}"),
    ("flow mapping", "found no `,` or `}}` to go on with or end the mapping that begins with `{{` in line {line}"),
    ("quoted scalar.*unexpected end", "found the end of the file, expected the quote that closes this text"),
    ("escape", "found an unknown escape in double quotes; use single quotes for text with backslashes"),
    ("single document", "found a second document, expected one {language.noun} in a file"),
    ("tag", "found a tag (`!`), expected a value without one; put text that begins with `!` in quotes"),
]


def explained(source: Source, error: yaml.MarkedYAMLError) -> FileError:
    """Return what is raised for it: in plain words what the parser stumbled over, and where."""
    mark = cast(Any, error.problem_mark or error.context_mark)
    said = f"{error.context or ''} {error.problem or ''}"
    if "cannot start any token" in said:
        return source.error(mark.line, mark.column, _no_beginning(source, mark))
    if "unexpected end" in said and error.context_mark is not None:
        mark = error.context_mark
    begun = (error.context_mark or mark).line + 1
    if "flow" in said and source.text[max(0, mark.index - 1) : mark.index + 1] == MARK:
        return source.error(
            mark.line, mark.column - 1, f"found `{MARK}` within `{{…}}` or `[…]`; put the value in quotes"
        )
    sentence = next((words for pattern, words in _EXPLANATIONS if re.search(pattern, said)), None)
    if sentence is None:
        return source.error(mark.line, mark.column, f"this is no YAML: {said.strip()}")
    return source.error(mark.line, mark.column, sentence.format(line=begun, language=source.language))


def _no_beginning(source: Source, mark: Any) -> str:
    lines = source.text.splitlines()
    char = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    if char == "\t":
        return "found a tab, expected spaces: YAML is indented with spaces only"
    return f"found `{char}` at the beginning of a value; put the text in quotes"
