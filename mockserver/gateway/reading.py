"""How request bodies are read: whole up to a bound (JSON, XML), or piece by piece, files going to disk (forms, streams)."""

import zlib
from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, ClientPayloadError, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from mockserver.engine.files import FilesFull, Upload
from mockserver.gateway.bodies import Body, BodyTooLarge, MalformedBody, Receiver
from mockserver.gateway.operations import KIB, MIB, BodyKind, Operation

_CHUNK = 256 * KIB
_JSON_LIMIT = 16 * MIB
_FIELD_LIMIT = 2 * MIB
_PARTS_LIMIT = 64
_DRAIN_LIMIT = 16 * MIB
# What zlib's decompressor takes as its `wbits`: a gzip header, or whichever of zlib and gzip it finds.
_COMPRESSIONS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": 32 + zlib.MAX_WBITS}


async def read_body(request: web.BaseRequest, operation: Operation) -> Body:
    """Read a request's body as an operation wants it. Raises MalformedBody, BodyTooLarge (over its limit) or FilesFull."""
    kind, limit = operation.body, operation.body_limit
    await _answer_expectation(request)
    is_form = request.content_type.startswith("multipart/")
    if kind is BodyKind.JSON_OR_FORM and not is_form:
        # The limit is made for the files of a form, which go to disk. JSON in its place is read into memory.
        limit = min(limit, _JSON_LIMIT)
    try:
        if operation.receive is not None:
            return Body(stream=await _receive(request, operation.receive(request.headers), limit))
        if is_form and kind in (BodyKind.FORM, BodyKind.JSON_OR_FORM):
            return await _read_form(request, limit)
        if kind is BodyKind.FORM:
            await _drain(request)
            raise MalformedBody("It isn't a multipart form.")
        return Body(await _read_whole(request, limit))
    except (BodyTooLarge, FilesFull):
        await _drain(request)
        raise
    except (HttpProcessingError, ClientPayloadError, RequestPayloadError, zlib.error) as error:
        # Else aiohttp reads on after the answer, and stumbles over the same mistake where nobody catches it.
        request.content.feed_eof()
        raise MalformedBody(f"It can't be decoded: {error}.") from error


async def _answer_expectation(request: web.BaseRequest) -> None:
    """Say to a client that waits for it that its body is wanted (`Expect: 100-continue`)."""
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer's own headers are still to come


async def _read_whole(request: web.BaseRequest, limit: int) -> bytes:
    _check_length(request, limit)
    body = bytearray()
    async for chunk in _decompressed(request):
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge(limit)
    return bytes(body)


async def _receive(request: web.BaseRequest, receiver: Receiver, limit: int) -> Receiver:
    """Hand the body over as it comes. Nothing is decompressed: what a client stores, it gets back."""
    read = 0
    try:
        _check_length(request, limit)
        async for chunk in request.content.iter_any():
            read += len(chunk)
            if read > limit:
                raise BodyTooLarge(limit)
            receiver.write(chunk)
        receiver.finish()
    except BaseException:
        receiver.discard()
        raise
    return receiver


def _check_length(request: web.BaseRequest, limit: int) -> None:
    if request.content_length is not None and request.content_length > limit:
        raise BodyTooLarge(limit)


async def _decompressed(request: web.BaseRequest) -> AsyncIterator[bytes]:
    """Yield the body, decompressed where its Content-Encoding says so, in chunks of a bounded size."""
    encoding = request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower()
    if encoding == "identity":
        async for chunk in request.content.iter_any():
            yield chunk
        return
    if encoding not in _COMPRESSIONS:
        await _drain(request)
        raise MalformedBody(f"Its Content-Encoding is {encoding!r}; gzip and deflate are known.")
    decompressor = zlib.decompressobj(_COMPRESSIONS[encoding])
    async for chunk in request.content.iter_any():
        while chunk:
            yield decompressor.decompress(chunk, _CHUNK)
            chunk = decompressor.unconsumed_tail
    yield decompressor.flush()
    if not decompressor.eof:
        raise MalformedBody(f"It ends within its {encoding} stream.")


async def _read_form(request: web.BaseRequest, limit: int) -> Body:
    if hdrs.CONTENT_ENCODING in request.headers:
        await _drain(request)
        raise MalformedBody("It is a form that is compressed as a whole, which isn't taken.")
    body = Body(is_form=True)
    try:
        await _read_parts(request, limit, body)
    except BaseException as error:
        body.discard()
        # aiohttp's reader answers broken forms with whatever its parser stumbles over.
        if isinstance(error, ValueError | RuntimeError | AssertionError | LookupError | EOFError | TypeError):
            raise MalformedBody(
                f"It isn't a well-formed multipart form: {str(error) or type(error).__name__}."
            ) from error
        raise
    return body


async def _read_parts(request: web.BaseRequest, limit: int, body: Body) -> None:
    read = parts = 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader):
            raise MalformedBody("It has a multipart form within a multipart form.")
        if part.name is None:
            raise MalformedBody("One of its parts has no name.")
        if parts > _PARTS_LIMIT:
            raise MalformedBody(f"It has more than {_PARTS_LIMIT} parts.")
        upload = _open_part(part, body)
        text = bytearray()
        while chunk := await part.read_chunk(_CHUNK):
            read += len(chunk)
            if read > limit:
                raise BodyTooLarge(limit)
            if len(text) > _FIELD_LIMIT:
                raise BodyTooLarge(_FIELD_LIMIT)
            if upload is None:
                text += chunk
            else:
                upload.write(chunk)
        if upload is None:
            body.fields[part.name] = text.decode("utf-8")


def _open_part(part: BodyPartReader, body: Body) -> Upload | None:
    """Return a file to write a part to; None when the part is a field of text."""
    content_type = part.headers.get(hdrs.CONTENT_TYPE)
    is_text = content_type is None or content_type.startswith(("text/", "application/json"))
    if part.filename is None and is_text:
        return None
    assert part.name is not None
    upload = Upload(part.filename or "", content_type)
    body.files.setdefault(part.name, []).append(upload)
    return upload


async def _drain(request: web.BaseRequest) -> None:
    """Take in some more of a body that is refused, so that its sender gets to read the answer."""
    taken = 0
    async for chunk in request.content.iter_any():
        taken += len(chunk)
        if taken > _DRAIN_LIMIT:
            break
