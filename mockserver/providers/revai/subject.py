"""What a request to Rev.ai says itself of the job that it is about."""

from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document


def subject(call: Call) -> Subject:
    """Return it, unchecked. The options of a form are in one of its fields."""
    body = document(call.body)
    options = body.get("options") if call.body.is_form else body
    if not isinstance(options, dict):
        options = {}
    source = options.get("source_config")
    url = source.get("url") if isinstance(source, dict) else options.get("media_url")
    media = [upload.name for uploads in call.body.files.values() for upload in uploads]
    if isinstance(url, str):
        media.append(url)
    metadata = options.get("metadata")
    return Subject(
        job=call.params.get("id"),
        media=media,
        name=media[0].rpartition("/")[2] if media else None,
        metadata=metadata if isinstance(metadata, str) else None,
    )
