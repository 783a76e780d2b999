"""S3's XML: written from plain data, and read from what clients send."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias
from xml.sax.saxutils import escape

from mockserver.engine.clock import iso
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.xmltext import xml_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONTENT_TYPE: Final = "application/xml"
NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"

Node: TypeAlias = "str | int | bool | Mapping[str, Node] | Iterable[Mapping[str, Node]] | None"
"""What an element holds: text, members, nothing at all (then there is no element), or one of several such elements."""


def answer(root: str, members: Mapping[str, Node], headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with an XML document."""
    body = document(root, members, namespace=NAMESPACE)
    return Answer.text(body, 200, CONTENT_TYPE, headers)


def document(root: str, content: Node, *, namespace: str | None = None) -> str:
    """Return a document as text. What XML can't carry is replaced."""
    attribute = f' xmlns="{namespace}"' if namespace else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(root, content, attribute)}'


def time(ms: int) -> str:
    """Return epoch milliseconds as S3 writes times: to the second, as in headers, with a fraction of zeros."""
    return iso(ms // 1000 * 1000)


def read(call: Call, root: str) -> "Element":
    """Return a request's document, its tags without namespaces. Raises `malformed_body` for another one or none."""
    from xml.etree.ElementTree import ParseError, fromstring

    body = call.body.raw
    if b"<!DOCTYPE" in body:
        raise call.error("malformed_body", "The XML declares a document type, which S3 doesn't take.")
    try:
        document = fromstring(body)
    except (ParseError, ValueError, LookupError) as error:  # the latter two are those of an unknown encoding
        raise call.error("malformed_body", f"The XML can't be read: {error}.") from error
    for element in document.iter():
        element.tag = element.tag.rpartition("}")[2]
    if document.tag != root:
        raise call.error("malformed_body", f"The XML's root is {document.tag[:80]!r}; this call takes {root}.")
    return document


def _element(tag: str, node: Node, attribute: str = "") -> str:
    if node is None:
        return ""
    if isinstance(node, Mapping):
        text = "".join(_element(name, member) for name, member in node.items())
    elif isinstance(node, bool):
        text = str(node).lower()
    elif isinstance(node, str | int):
        text = escape(xml_text(str(node)))
    else:
        return "".join(_element(tag, each) for each in node)
    return f"<{tag}{attribute}>{text}</{tag}>"
