"""YAML that remembers its lines, so that a mistake found later in the data can be shown where it was written.

Every scalar stays the text that it is (`no` is a word and a language, not a falsehood), for whoever validates it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

Location = tuple[int | str, ...]
"""The way to a value in the data: keys and indexes, such as `("turns", 2, "text")`."""


class LineError(ValueError):
    """Text that is no YAML, or YAML that can't be meant: the line (from 1), and what is wrong there as a sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """The data of a YAML text, and the node that it was made from (None when the text is empty)."""

    data: object
    root: yaml.Node | None

    def line(self, location: Location) -> int:
        """Return the line (from 1) of what is at `location`, or of the nearest thing around it when it is not there."""
        if self.root is None:
            return 1
        mark, node = self.root, self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            mark, node = child
        return int(mark.start_mark.line) + 1


def parse(content: bytes) -> Document:
    """Return the document in `content` (UTF-8). Raises LineError for what is no YAML, and for a key given twice."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LineError(line, "This is not UTF-8. Save the file as UTF-8.") from None
    try:
        loader = yaml.BaseLoader(text)
        root = loader.get_single_node()
        data = None if root is None else loader.construct_document(root)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise LineError(line, f"The character {text[error.position]!a} can't be in YAML. Take it out.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise LineError(mark.line + 1 if mark else 1, f"This is not YAML: {error.problem}.") from None
    for key in _repeated_keys(root):
        raise LineError(key.start_mark.line + 1, f"The key {key.value!r} is here a second time. Keep one of them.")
    return Document(data, root)


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return what marks the place of the value at `step` (its key, in a mapping), and that value."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _repeated_keys(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Yield the keys that stand in one mapping a second time."""
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(reversed(node.value))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    yield key
                seen.add(key.value)
                waiting.append(value)
