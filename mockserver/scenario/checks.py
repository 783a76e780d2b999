"""What rules may depend on that takes a closer look at a request: each a question about its details."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from mockserver.engine.lifecycle import Status
from mockserver.masking import masked_parameter, masked_text
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob, fits, fits_media
from mockserver.scenario.jsonpath import finds


@dataclass(frozen=True, slots=True)
class StatusIs:
    """The job that is asked for has one of these statuses."""

    statuses: frozenset[Status]

    def __call__(self, details: Details) -> bool:
        return details.status in self.statuses

    def difference(self, details: Details) -> str:
        return f"the job is {details.status or 'not there'}, not {' or '.join(sorted(self.statuses))}"


@dataclass(frozen=True, slots=True)
class MediaFits:
    """One of the job's media fits."""

    wanted: Glob

    def __call__(self, details: Details) -> bool:
        return fits_media(self.wanted, details.media)

    def difference(self, details: Details) -> str:
        return f"media {masked_text(', '.join(details.media)) or '(none)'} doesn't fit {self.wanted}"


@dataclass(frozen=True, slots=True)
class TextFits:
    """A text of the details is there and fits."""

    key: Literal["name", "metadata", "region"]
    wanted: Glob

    def __call__(self, details: Details) -> bool:
        return fits(self.wanted, getattr(details, self.key))

    def difference(self, details: Details) -> str:
        return f"{self.key} {getattr(details, self.key) or '(none)'} doesn't fit {self.wanted}"


@dataclass(frozen=True, slots=True)
class QueryFits:
    """A parameter of the query is there and fits."""

    name: str
    wanted: Glob

    def __call__(self, details: Details) -> bool:
        return fits(self.wanted, details.query.get(self.name))

    def difference(self, details: Details) -> str:
        found = details.query.get(self.name)
        shown = "(left out)" if found is None else masked_parameter(self.name, found)
        return f"query parameter {self.name} is {shown}, which doesn't fit {self.wanted}"


@dataclass(frozen=True, slots=True)
class BodyHas:
    """A value stands in the body, at a JSONPath."""

    path: str
    wanted: object = field(compare=False)
    _written: str = field(init=False, repr=False)
    """What is wanted as JSON has it, by which two are the same: to Python, 1 is True."""
    _is_in: Callable[[object], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_written", json.dumps(self.wanted, ensure_ascii=False))
        object.__setattr__(self, "_is_in", finds(self.path, self.wanted))

    def __call__(self, details: Details) -> bool:
        return self._is_in(details.document())

    def difference(self, details: Details) -> str:
        return f"the body has no {self._written} at {self.path}"


Check = StatusIs | MediaFits | TextFits | QueryFits | BodyHas
