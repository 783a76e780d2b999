"""The fields that are extracted from a document: those of the form in `job_data`, each with a value."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed

if TYPE_CHECKING:
    from faker import Faker

_DATES = (date(2015, 1, 1), date(2024, 12, 31))

# What to make up for a field, by the last word of its key. Nothing here may ask the machine what day it is.
_MADE_UP_BY_WORD: Mapping[str, Callable[["Faker"], str]] = {
    "address": lambda faker: faker.address().replace("\n", ", "),
    "credentials": lambda faker: faker.random_element(("MD", "DO", "MD, FACS", "PhD")),
    "date": lambda faker: faker.date_between(*_DATES).isoformat(),
    "email": lambda faker: faker.safe_email(),
    "name": lambda faker: faker.name(),
    "number": lambda faker: faker.numerify("######"),
    "phone": lambda faker: faker.phone_number(),
}
_VALUES_KEPT = 4096


def extracted_fields(seed: Seed, job: Job) -> list[dict[str, str]]:
    """Return `key`, `ui_label` and `value` of each field; none for a job without a document."""
    if not job.submission["attachments"]:
        return []
    return [
        {
            "key": field["key"],
            "ui_label": field["ui_label"] or field["key"],
            "value": _text(field["input_value"])
            or _made_up(field["key"], seed.integer("claudio", "job", job.number, "field", field["key"])),
        }
        for field in job.submission["job_data"]
    ]


def form_fields(seed: Seed, job: Job) -> list[tuple[str, str]]:
    """Return label and value of each field of the form: as extracted, or as they were given where there is no document."""
    if job.submission["attachments"]:
        return [(field["ui_label"], field["value"]) for field in extracted_fields(seed, job)]
    return [(field["ui_label"] or field["key"], _text(field["input_value"])) for field in job.submission["job_data"]]


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=_VALUES_KEPT)
def _made_up(key: str, seed: int) -> str:
    words = key.lower().replace("_", " ").split()
    make = _MADE_UP_BY_WORD.get(words[-1]) if words else None
    faker = _faker()
    faker.seed_instance(seed)
    return faker.sentence() if make is None else make(faker)


@lru_cache(maxsize=1)
def _faker() -> "Faker":
    from faker import Faker

    return Faker("en_US")
