"""YAML as a tree of which every value knows where it stands. Only plain data: no tags, no code, nothing converted silently.

Of YAML 1.1's many spellings only `true`, `false`, `null`, `~` and decimal numbers are more than text: `off`, `1:30` and
`2018-05-05` stay as they are written.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mockserver.scenario.mistakes import Mistake, ScenarioError
from mockserver.scenario.parts import KEY, is_way
from mockserver.scenario.source import Source

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

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for _tag, _spelling, _first in _SPELLINGS:
    _Loader.add_implicit_resolver(_tag, _spelling, _first)


class Tree:
    """A file's data, with the place of everything in it. `mistakes` holds what was found on the way."""

    def __init__(self, source: Source, root: Node) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self._nodes = 0
        self._root = root
        self.data = self._value(root, 0)

    def mistake(self, place: tuple[int | str, ...], message: str) -> Mistake:
        """Return a mistake at a place: keys and indexes from the top; what is not there stands where it would be."""
        return self._at(self._find(place), message)

    def line(self, place: tuple[int | str, ...]) -> int:
        """Return the line of a place, counted from 1."""
        return int(self._find(place).start_mark.line) + 1

    def quotable(self, place: tuple[int | str, ...]) -> str | None:
        """Return what stands at a place without quotes and could be text with them; None for anything else."""
        node = self._find(place)
        return node.value if isinstance(node, ScalarNode) and node.style is None else None

    def _at(self, node: Node, message: str) -> Mistake:
        return self.source.mistake(node.start_mark.line, node.start_mark.column, message)

    def _find(self, place: tuple[int | str, ...]) -> Node:
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
            raise ScenarioError(
                [self._at(node, f"found more than {_MOST_NODES:,} values once all aliases are followed")]
            )
        if depth > _DEEPEST:
            raise ScenarioError([self._at(node, _TOO_DEEP)])
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
                self.mistakes.append(self._at(key, _NO_KEY))
            elif key.value == "<<" and key.style is None:
                self.mistakes.append(self._at(key, _NO_MERGE))
            elif key.value in values:
                sentence = f"found the key `{key.value}` a second time, expected it once; it is already in line "
                self.mistakes.append(self._at(key, f"{sentence}{lines[key.value]}"))
            else:
                values[key.value], lines[key.value] = self._value(value, depth + 1), key.start_mark.line + 1
        return values

    def _scalar(self, node: Node) -> Any:
        text = node.value
        try:
            match node.tag:
                case t if t == _NULL:
                    return None
                case t if t == _BOOL:
                    return {"true": True, "false": False}[text.lower()]
                case t if t == _INT:
                    return int(text)
                case t if t == _FLOAT:
                    return float(text)
        except (KeyError, ValueError):
            self.mistakes.append(self._at(node, f"`{text}` does not fit its tag `{_short(node.tag)}`"))
        return text


_TOO_DEEP = f"found values nested deeper than {_DEEPEST}, or an alias that stands for a value around it"
_NO_KEY = (
    "found a list or mapping in place of a key, expected text; if a template `{{ … }}` was meant, put it in quotes"
)
_NO_MERGE = "found `<<`, expected the keys written out, or a scenario to build on with `extends`"

_EXPLANATIONS = [
    (
        "block mapping|block collection",
        "this doesn't fit the lines before it; expected the same indent as its neighbours",
    ),
    (
        "mapping values are not allowed",
        "found a `:` that begins no value here; check the indent, or put the text in quotes",
    ),
    ("undefined alias", "found `*` with a name that no `&` gives; a glob that begins with `*` must be in quotes"),
    ("scanning an alias", "found `*` at the beginning of a value; a glob that begins with `*` must be in quotes"),
    ("scanning an anchor", "found `&` at the beginning of a value; put the text in quotes"),
    ("flow sequence", "found no `,` or `]` where the list that begins with `[` goes on or ends"),
    ("flow mapping", "found no `,` or `}` where the mapping that begins with `{` goes on or ends"),
    ("quoted scalar.*unexpected end", "found the end of the file, expected the quote that closes this text"),
    ("escape", "found an unknown escape in double quotes; use single quotes for text with backslashes"),
    ("single document", "found a second document, expected one scenario in a file"),
    ("tag", "found a tag (`!`), expected a value without one; put text that begins with `!` in quotes"),
]


def read_tree(source: Source) -> Tree:
    """Return the tree of a file. Raises ScenarioError when it is no YAML, is empty, or is built to exhaust its reader."""
    try:
        _refuse_depth(source)
        root = yaml.compose(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([_explained(source, error)]) from None
    if root is None:
        raise ScenarioError([source.mistake(0, 0, "the file is empty, expected at least `summary: …`")])
    return Tree(source, root)


def _refuse_depth(source: Source) -> None:
    """Look at nesting before the tree is built: libyaml builds it by recursion and would take the process down."""
    depth = 0
    for event in yaml.parse(source.text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            mark = event.start_mark
            raise ScenarioError([source.mistake(mark.line, mark.column, _TOO_DEEP)])


def _explained(source: Source, error: yaml.MarkedYAMLError) -> Mistake:
    """Say in plain words what the parser stumbled over."""
    mark: Any = error.problem_mark or error.context_mark
    said = f"{error.context or ''} {error.problem or ''}"
    if "cannot start any token" in said:
        return source.mistake(mark.line, mark.column, _no_beginning(source, mark))
    if "unexpected end" in said and error.context_mark is not None:
        mark = error.context_mark
    sentences = (sentence for pattern, sentence in _EXPLANATIONS if re.search(pattern, said))
    return source.mistake(mark.line, mark.column, next(sentences, f"this is no YAML: {said.strip()}"))


def _no_beginning(source: Source, mark: Any) -> str:
    lines = source.text.splitlines()
    char = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    if char == "\t":
        return "found a tab, expected spaces: YAML is indented with spaces only"
    return f"found `{char}` at the beginning of a value; put the text in quotes"


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
