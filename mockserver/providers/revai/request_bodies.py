"""What a submission carries: options as JSON, or a form with the media and its options (revai.md §2.0-2.1)."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from mockserver.engine.files import Upload
from mockserver.gateway.bodies import MalformedBody, parse_json
from mockserver.gateway.call import Call
from mockserver.gateway.operations import BodyKind
from mockserver.providers.revai.validation import InvalidParameters, required
from mockserver.transcripts.media import MediaFacts, read_media

_SOURCES: Final = ("media_url", "source_config")


def read_upload(call: Call) -> Upload | None:
    """Return the uploaded media; None when the body is JSON.

    Raises the provider's `unsupported_media_type`, or InvalidParameters when there is no media in the form.
    """
    content_type = call.arrival.request.content_type
    takes_form = call.operation.body is BodyKind.JSON_OR_FORM
    if takes_form and content_type.startswith("multipart/"):
        uploads = call.body.files.get("media")
        if not uploads:
            raise required("media")
        return uploads[0]
    if content_type != "application/json" and not content_type.endswith("+json"):
        taken = "application/json or multipart/form-data" if takes_form else "application/json"
        raise call.error(
            "unsupported_media_type", f"The body is {content_type}; {call.operation.name} takes it as {taken}."
        )
    return None


def read_members(call: Call, upload: Upload | None) -> Mapping[str, Any]:
    """Return the members of the JSON body, or of a form's `options`, in which URLs of media are ignored.

    Raises the provider's `malformed_body`, or InvalidParameters.
    """
    if upload is None:
        return _members(call.json(), "body")
    try:
        data = parse_json(call.body.fields.get("options", "").strip() or "{}")
    except MalformedBody as error:
        raise InvalidParameters({"options": [str(error)]}) from error
    return {key: value for key, value in _members(data, "options").items() if key not in _SOURCES}


async def upload_facts(upload: Upload) -> MediaFacts:
    """Return what uploaded media says of itself."""
    upload.finish()
    return await asyncio.to_thread(read_media, upload.path, upload.name)


def _members(data: Any, field: str) -> Mapping[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InvalidParameters({field: [f"The {field} must be a JSON object."]})
    return data
