"""Reads a file: text → tree with places → checked content. All mistakes are told at once, in plain words."""

from dataclasses import dataclass
from typing import Generic

from pydantic import BaseModel, ValidationError
from yaml.nodes import Node

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
    tree, checked = _checked(read_tree(decode(content, file, language), parameters), language, context)
    mistakes = list(tree.mistakes)
    if isinstance(checked, ValidationError):
        told = {(mistake.line, mistake.column) for mistake in mistakes}
        found_later = mistakes_told(tree, checked)
        mistakes += [mistake for mistake in found_later if (mistake.line, mistake.column) not in told]
    elif not mistakes:
        return Document(checked, tree, label or file)
    raise language.error(sorted(set(mistakes), key=lambda mistake: (mistake.line, mistake.column, mistake.message)))


def _checked(tree: Tree, language: Language[Content], context: object) -> tuple[Tree, Content | ValidationError]:
    """Return the content of a tree, or what is wrong with it.

    A parameter that stands alone is a number or a word of YAML's if it looks so, and text where only that will do.
    """
    checked = _attempt(tree, language, context)
    words = _words(tree, checked)
    if words:
        with_texts = tree.with_texts(words)
        attempted = _attempt(with_texts, language, context)
        neither = _words(tree, attempted) & words
        if not neither:
            return with_texts, attempted
        if words - neither:
            tree = tree.with_texts(words - neither)
            checked = _attempt(tree, language, context)
    return tree, checked


def _attempt(tree: Tree, language: Language[Content], context: object) -> Content | ValidationError:
    try:
        return language.content.model_validate(tree.data, context=context)
    except ValidationError as error:
        return error


def _words(tree: Tree, checked: BaseModel | ValidationError) -> frozenset[Node]:
    if not isinstance(checked, ValidationError):
        return frozenset()
    return tree.words_at(error["loc"] for error in checked.errors(include_url=False, include_context=False))
