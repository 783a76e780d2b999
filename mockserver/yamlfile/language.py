"""What a kind of file is written in: the types of its content, and the words in which its mistakes are told."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from mockserver.yamlfile.mistakes import FileError

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Language(Generic[Content]):
    """A kind of file. Its `content` is made of parts, each field of which has a description."""

    content: type[Content]
    error: type[FileError]
    noun: str
    """What one file holds."""
    starred: str = "text that begins with `*`"
    """What people mean by a `*` that YAML takes for an alias."""
    braced: str = "text that begins with `{`"
    """What people mean by a `{` that YAML takes for a mapping."""
    unmerged: str = "the keys written out"
    """What to write in place of `<<`."""

    @property
    def least(self) -> str:
        """What no file can do without, as it is written."""
        needed = (name for name, field in self.content.model_fields.items() if field.is_required())
        return " and ".join(f"`{name}: …`" for name in needed)
