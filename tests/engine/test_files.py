"""Uploaded files: streamed to disk, within bounds, deleted with their workspace."""

from pathlib import Path

import pytest

from mockserver.engine.files import FileLimits, Files, FilesFull, Upload


def upload(content: bytes, name: str = "a.wav") -> Upload:
    incoming = Upload(name, "audio/wav")
    for start in range(0, len(content), 3):
        incoming.write(content[start : start + 3])
    return incoming


def test_what_was_uploaded_is_there_byte_for_byte() -> None:
    files = Files()
    stored = files.keep("id-1", upload(b"0123456789"))
    assert stored.path.read_bytes() == b"0123456789"
    assert (stored.name, stored.size, stored.content_type) == ("a.wav", 10, "audio/wav")
    assert files.get("id-1") is stored
    assert files.get("id-2") is None
    files.close()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/tmp/x", "a\x00b", "", "🎵.mp3", "x" * 5000])
def test_a_files_name_is_never_part_of_its_path(name: str) -> None:
    files = Files()
    first, second = files.keep("1", upload(b"x", name)), files.keep("2", upload(b"y", name))
    assert first.name == name
    assert first.path.parent == second.path.parent
    assert first.path != second.path
    assert len(list(first.path.parent.iterdir())) == 2
    files.close()


def test_removing_and_clearing_delete_from_disk() -> None:
    files = Files()
    first, second = files.keep("1", upload(b"x")), files.keep("2", upload(b"y"))
    files.remove("1")
    files.remove("1")
    assert not first.path.exists()
    assert second.path.exists()
    files.close()
    assert not second.path.parent.exists()
    assert len(files) == 0


def test_a_bound_on_number_and_bytes_is_answered_clearly() -> None:
    files = Files(FileLimits(files=2, bytes=10))
    files.keep("1", upload(b"12345678"))
    large = upload(b"123")
    with pytest.raises(FilesFull, match="holds 1 files of 8 bytes"):
        files.keep("2", large)
    large.discard()
    files.remove("1")
    files.keep("3", upload(b"1"))
    files.keep("4", upload(b"1"))
    one_more = upload(b"")
    with pytest.raises(FilesFull, match="Reset it"):
        files.keep("5", one_more)
    one_more.discard()
    files.close()


def test_an_upload_that_nobody_keeps_leaves_nothing_behind() -> None:
    kept, dropped = upload(b"x"), upload(b"y")
    files = Files()
    stored = files.keep("1", kept)
    path: Path = dropped.path
    dropped.discard()
    kept.discard()
    assert not path.exists()
    assert stored.path.exists()
    files.close()


def test_once_closed_it_takes_no_more() -> None:
    files, late = Files(), upload(b"x")
    files.close()
    with pytest.raises(FilesFull, match="was deleted"):
        files.keep("1", late)
    late.discard()
    assert not late.path.exists()


def test_a_full_disk_is_answered_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/does/not/exist")
    with pytest.raises(FilesFull, match="can't be stored in /does/not/exist: No such file"):
        upload(b"x")
