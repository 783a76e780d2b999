"""Files: what clients uploaded and put, listed, and given back as it came."""

from typing import Annotated, Any, Final, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.engine.files import StoredFile
from mockserver.engine.objects import StoredObject
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call

_BYTES: Final = "application/octet-stream"
_DEFAULT_LIMIT, _MAX_LIMIT = 100, 10_000


class FileView(TypedDict):
    """A file that is kept: an upload, or an object of the storage."""

    id: Annotated[str, Field(description="By which it is asked for here; a slash in it is written %2F.")]
    name: Annotated[str, Field(description="As the client called it; of an object, its key.")]
    size: Annotated[int, Field(description="Bytes.")]
    content_type: Annotated[str | None, Field(description="As the client said.")]
    bucket: Annotated[NotRequired[str], Field(description="The bucket of an object.")]


@strict
class FilesQuery(TypedDict, total=False):
    """Which files are asked for."""

    bucket: Annotated[str, Field(description="Only the objects in this bucket.")]
    limit: Annotated[int, Field(ge=1, le=_MAX_LIMIT, description=f"The newest so many. Left out: {_DEFAULT_LIMIT}.")]


async def list_files(_: Surroundings, call: Call, query: FilesQuery) -> list[FileView]:
    workspace = call.workspace
    objects = {stored.file.id: (bucket, stored) for bucket, stored in workspace.objects.stored()}
    found = [_shown(file, *objects.get(file.id, (None, None))) for file in workspace.files]
    if "bucket" in query:
        found = [view for view in found if view.get("bucket") == query["bucket"]]
    return found[-query.get("limit", _DEFAULT_LIMIT) :]


async def get_file(_: Surroundings, call: Call, __: Any) -> Answer:
    """Answer with a file's bytes, which no browser is to take for a page of this server."""
    stored = call.workspace.files.get(call.params["id"])
    if stored is None:
        raise call.error("not_found", f"No file of this workspace has the id {call.params['id']!r}.")
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Answer(body=stored.path, content_type=_BYTES, headers=headers)


def _shown(file: StoredFile, bucket: str | None, stored: StoredObject | None) -> FileView:
    view: FileView = {
        "id": file.id,
        "name": file.name if stored is None else stored.key,
        "size": file.size,
        "content_type": file.content_type if stored is None else stored.about.headers.get("content-type"),
    }
    if bucket is not None:
        view["bucket"] = bucket
    return view


ENDPOINTS = (
    Endpoint(
        "ListFiles",
        "GET",
        "/_mock/files",
        "List what clients uploaded and put into buckets, oldest first.",
        list_files,
        asks=FilesQuery,
        gives=list[FileView],
    ),
    Endpoint(
        "GetFile",
        "GET",
        "/_mock/files/{id}",
        "Give a file back, byte for byte.",
        get_file,
        gives=bytes,
        content_type=_BYTES,
        errors=("not_found",),
    ),
)
