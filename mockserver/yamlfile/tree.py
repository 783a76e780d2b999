"""YAML as a tree of which every value knows where it stands. Only plain data: no tags, nothing converted silently.

Of YAML 1.1's many spellings only `true`, `false`, `null`, `~` and decimal numbers are more than text: `off`, `1:30` and
`2018-05-05` stay as they are written.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mockserver.yamlfile.mistakes import FileError, Mistake
from mockserver.yamlfile.parameters import MARK, Parameters, in_key, is_one
from mockserver.yamlfile.parts import KEY, Place, is_way
from mockserver.yamlfile.source import Source
from mockserver.yamlfile.syntax import explained
from mockserver.yamlfile.wording import shortened

_DEEPEST = 50
_MOST_NODES = 20_000

_TAG = "tag:yaml.org,2002:"
_NULL, _BOOL, _INT, _FLOAT, _STR = (_TAG + name for name in ("null", "bool", "int", "float", "str"))
_KNOWN_TAGS = frozenset({_NULL, _BOOL, _INT, _FLOAT, _STR, _TAG + "seq", _TAG + "map"})
_SPELLINGS = [
    (_NULL, re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]),
    (_BOOL, re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")),
    (_INT, re.compile(r"[-+]?[0-9]{1,300}\Z"), list("-+0123456789")),
    (_FLOAT, re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"), list("-+.0123456789")),
]
_NONE: frozenset[Node] = frozenset()


def loader(base: Any) -> Any:
    """Return a PyYAML loader built on `base` that knows these spellings only."""
    kind: Any = type("Loader", (base,), {"yaml_implicit_resolvers": {}})
    for tag, spelling, first in _SPELLINGS:
        kind.add_implicit_resolver(tag, spelling, first)
    return kind


_Loader = loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Tree:
    """A file's data, with the place of everything in it. `mistakes` holds what was found on the way."""

    def __init__(
        self,
        source: Source,
        root: Node,
        parameters: Parameters | None = None,
        texts: Set[Node] = frozenset(),
    ) -> None:
        """Without `parameters` what looks like one is text like any other; `texts` are those to be read as text."""
        self.source = source
        self._parameters = parameters
        self._texts = texts
        self._words: set[Node] = set()
        self.mistakes: list[Mistake] = []
        self._nodes = 0
        self._root = root
        self.data = self._value(root, 0)

    def mistake(self, place: Place, message: str) -> Mistake:
        """Return a mistake at a place: keys and indexes from the top; what is not there stands where it would be."""
        return self._at(self._find(place), message)

    def words_at(self, places: Iterable[Place]) -> frozenset[Node]:
        """Return those parameters at some places that stand alone, and are read as a number or a word of YAML's."""
        return (
            frozenset(node for place in places if (node := self._find(place)) in self._words) if self._words else _NONE
        )

    def with_texts(self, texts: Set[Node]) -> "Tree":
        """Return the tree with some of these read as text."""
        return Tree(self.source, self._root, self._parameters, texts)

    def line(self, place: Place) -> int:
        """Return the line of a place, counted from 1."""
        return int(self._find(place).start_mark.line) + 1

    def quotable(self, place: Place) -> str | None:
        """Return what stands at a place without quotes and could be text with them; None for anything else."""
        node = self._find(place)
        return node.value if isinstance(node, ScalarNode) and not node.style else None

    def _at(self, node: Node, message: str) -> Mistake:
        return self.source.mistake(node.start_mark.line, node.start_mark.column, message)

    def _error(self, node: Node, message: str) -> FileError:
        return self.source.language.error([self._at(node, message)])

    def _find(self, place: Place) -> Node:
        node = self._root
        for position, step in enumerate(place):
            if isinstance(step, str) and is_way(step):
                continue
            wants_key = place[position + 1 : position + 2] == (KEY,)
            child = _child(node, step, wants_key)
            if child is None or wants_key:
                return child or node
            node = child
        return node

    def _value(self, node: Node, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise self._error(node, _TOO_MANY)
        if depth > _DEEPEST:
            raise self._error(node, _TOO_DEEP)
        if node.tag not in _KNOWN_TAGS:
            self.mistakes.append(self._at(node, f"found the tag `{_short(node.tag)}`, expected a value without a tag"))
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            return [self._value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.mistakes.append(self._at(key, f"{_NO_KEY}; {self.source.language.braced} must be in quotes"))
            elif key.value == "<<" and not key.style:
                self.mistakes.append(self._at(key, f"found `<<`, expected {self.source.language.unmerged}"))
            elif (name := self._key(key)) in values:
                sentence = f"found the key `{shortened(name)}` a second time, expected it once; it is already in line "
                self.mistakes.append(self._at(key, f"{sentence}{lines[name]}"))
            else:
                values[name], lines[name] = self._value(value, depth + 1), key.start_mark.line + 1
        return values

    def _key(self, node: ScalarNode) -> str:
        text: str = node.value
        try:
            return text if self._parameters is None else in_key(text)
        except ValueError as error:
            self.mistakes.append(self._at(node, str(error)))
            return text

    def _scalar(self, node: Node) -> Any:
        tag, text = node.tag, node.value
        if self._parameters is not None and MARK in text:
            tag, text = self._filled_in(node, self._parameters)
        if tag not in _READERS:
            return text
        read, expected = _READERS[tag]
        try:
            return read(text)
        except (KeyError, ValueError):
            self.mistakes.append(self._at(node, f"found `{shortened(text)}`, expected {expected}"))
            return text

    def _filled_in(self, node: Node, parameters: Parameters) -> tuple[str, str]:
        """Return tag and text with parameters filled in. One that stands alone is read as if it weren't in quotes."""
        try:
            text = parameters.fill_in(node.value)
        except ValueError as error:
            self.mistakes.append(self._at(node, str(error)))
            return _STR, node.value
        alone = is_one(node.value)
        plain = alone or (isinstance(node, ScalarNode) and not node.style)
        tags = (tag for tag, spelling, _ in _SPELLINGS if spelling.match(text))
        tag = next(tags, _STR) if plain and node not in self._texts else _STR
        if alone and tag != _STR:
            self._words.add(node)
        return tag, text


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    _NULL: (lambda _: None, "nothing"),
    _BOOL: (lambda text: {"true": True, "false": False}[text.lower()], "`true` or `false`"),
    _INT: (int, "a whole number"),
    _FLOAT: (_finite, "a number that is not too large"),
}

_TOO_DEEP = f"found values nested deeper than {_DEEPEST}, or an alias that stands for a value around it"
_TOO_MANY = f"found more than {_MOST_NODES:,} values once all aliases are followed, expected fewer"
_NO_KEY = "found a list or mapping in place of a key, expected text"


def read_tree(source: Source, parameters: Parameters | None = None) -> Tree:
    """Return a file's tree. Raises the language's error when it is no YAML, is empty, or is made to exhaust its reader."""
    try:
        _refuse_depth(source)
        root = yaml.compose(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise explained(source, error) from None
    except (OverflowError, ValueError):  # PyYAML's own parser, for an escape such as "\\UFFFFFFFF"
        raise source.error(0, 0, "found an escape that stands for no character") from None
    if root is None:
        raise source.error(0, 0, f"the file is empty, expected at least {source.language.least}")
    return Tree(source, root, parameters)


def _refuse_depth(source: Source) -> None:
    """Look at nesting before the tree is built: libyaml builds it by recursion and would take the process down."""
    depth = 0
    for event in yaml.parse(source.text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            mark: Any = event.start_mark
            raise source.error(mark.line, mark.column, _TOO_DEEP)


def _child(node: Node, step: int | str, wants_key: bool) -> Node | None:
    if isinstance(node, MappingNode):
        pairs: Iterator[tuple[Node, Node]] = (pair for pair in node.value if pair[0].value == step)
        pair = next(pairs, None)
        return pair and pair[0 if wants_key else 1]
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: Node = node.value[step]
        return child
    return None


def _short(tag: str) -> str:
    return tag.replace(_TAG, "!!")
