"""What clients uploaded, as a test sees it."""

from aiohttp import FormData

from tests.conftest import Client, MakeClient
from tests.control.conftest import TOKEN, Control


async def upload(client: Client, content: bytes = b"RIFF \x00\xff") -> None:
    form = FormData()
    form.add_field("media", content, filename="talk.wav", content_type="audio/wav")
    answer = await client.post("/speechtotext/v1/jobs", data=form, headers=TOKEN)
    assert answer.status == 200, await answer.text()


async def test_uploads_and_objects_are_listed_and_given_back(make_client: MakeClient) -> None:
    client = await make_client()
    control = Control(client)
    await upload(client)
    await client.put("/s3/bucket")
    await client.put("/s3/bucket/in/a b.txt", data=b"words", headers={"Content-Type": "text/html"})
    uploaded, put = await control("GET", "files")
    assert (uploaded["name"], uploaded["size"], uploaded["content_type"]) == ("talk.wav", 7, "audio/wav")
    assert "bucket" not in uploaded
    assert (put["bucket"], put["name"], put["size"], put["content_type"]) == ("bucket", "in/a b.txt", 5, "text/html")
    for view, content in ((uploaded, b"RIFF \x00\xff"), (put, b"words")):
        answer = await client.get(f"/_mock/files/{view['id'].replace('/', '%2F')}")
        assert (answer.content_type, await answer.read()) == ("application/octet-stream", content)
        assert answer.headers["Content-Disposition"] == "attachment"
    assert await control("GET", "files?bucket=bucket") == [put]
    assert await control("GET", "files?limit=1") == [put]


async def test_only_files_that_are_there_are_given(make_client: MakeClient) -> None:
    client = await make_client()
    control = Control(client)
    said = await control("GET", "files/..%2F..%2Fetc%2Fpasswd", status=404)
    assert said["detail"] == "No file of this workspace has the id '../../etc/passwd'."
    await upload(client)
    (view,) = await control("GET", "files")
    await control("POST", "reset")
    assert await control("GET", "files") == []
    await control("GET", f"files/{view['id'].replace('/', '%2F')}", status=404)
