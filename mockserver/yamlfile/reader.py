"""Reads a file: text → tree with places → checked content. All mistakes are told at once, in plain words."""

from dataclasses import dataclass
from typing import Generic

from pydantic import ValidationError

from mockserver.yamlfile.language import Content, Language
from mockserver.yamlfile.parameters import Parameters
from mockserver.yamlfile.source import decode
from mockserver.yamlfile.tree import Tree, read_tree
from mockserver.yamlfile.validation import mistakes_told


@dataclass(frozen=True)
class Document(Generic[Content]):
    """A file that was read without a mistake."""

    content: Content
    tree: Tree
    label: str

    def where(self, *place: int | str) -> str:
        """Return the label and line of a place, as in "flaky.yaml:12"."""
        return f"{self.label}:{self.tree.line(place)}"


def read(
    content: bytes | str,
    file: str,
    language: Language[Content],
    context: object = None,
    parameters: Parameters | None = None,
    label: str | None = None,
) -> Document[Content]:
    """Read a file. `file` is its name in messages; `context` is for the validators of the language's types.

    `label` is what its places are called by, wherever the file lies; left out, it is `file`.

    `parameters` are filled in where the language has them. Raises the language's error with every mistake in the
    file, in order.
    """
    tree = read_tree(decode(content, file, language), parameters)
    mistakes = list(tree.mistakes)
    try:
        checked = language.content.model_validate(tree.data, context=context)
    except ValidationError as error:
        told = {(mistake.line, mistake.column) for mistake in mistakes}
        found_later = mistakes_told(tree, error)
        mistakes += [mistake for mistake in found_later if (mistake.line, mistake.column) not in told]
    else:
        if not mistakes:
            return Document(checked, tree, label or file)
    raise language.error(sorted(set(mistakes), key=lambda mistake: (mistake.line, mistake.column, mistake.message)))
