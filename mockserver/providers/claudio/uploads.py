"""UploadAudio and UploadDocument (claudio.md, "Upload Audio" and "Upload Documents")."""

from mockserver.engine.files import StoredFile, Upload
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.providers.claudio import links
from mockserver.providers.claudio.errors import FILE_LIMIT


async def upload_audio(call: Call) -> Answer:
    """Keep one audio or video file, and answer with its link."""
    return await _upload(call, "Audio", "audio_url")


async def upload_document(call: Call) -> Answer:
    """Keep one document, and answer with its link."""
    return await _upload(call, "Document", "file_url")


def uploaded(workspace: World, upload_id: str) -> StoredFile | None:
    """Return the upload of that id, as links have it; None when there is none."""
    return workspace.files.get(_stored_under(upload_id))


async def _upload(call: Call, what: str, link_key: str) -> Answer:
    upload = _only_file(call)
    workspace = call.workspace
    upload_id = workspace.seed.uuid("claudio", "upload", await workspace.store.count("claudio uploads"))
    workspace.files.keep(_stored_under(upload_id), upload)
    return Answer.json(
        {
            "msg": f"SUCCESS: {what} `{upload.name}` uploaded. ",
            link_key: links.upload_link(call.base_url, upload_id, upload.name),
            "return": f"msg,{link_key}",
        }
    )


def _only_file(call: Call) -> Upload:
    """Return the form's one file, whatever its field is called. Raises `bad_request` when there is none or another."""
    files = [upload for uploads in call.body.files.values() for upload in uploads if upload.name]
    if len(files) != 1:
        raise call.error(
            "bad_request",
            f"The form must have one file, with a file name, beside `key` and `secret`; it has {len(files) or 'none'}.",
        )
    [upload] = files
    if upload.size > FILE_LIMIT:
        raise call.error("payload_too_large")
    return upload


def _stored_under(upload_id: str) -> str:
    # The workspace's files are everybody's. Under the prefix no link of ours leads to those of another provider.
    return f"claudio/{upload_id}"
