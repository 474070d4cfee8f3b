"""Archives: what is in them, and nothing outside their folder, nothing endless, nothing damaged."""

import io
import lzma
import stat
import tarfile
import zipfile

import pytest
from rnndata import DataError, archives
from rnndata.archives import member, members, unpack, unxz


def tar(path, *entries, mode="w:gz"):
    with tarfile.open(path, mode) as packed:
        for name, content in entries:
            entry = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            entry.name = name
            data = b"" if isinstance(content, tarfile.TarInfo) else content
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return path


def pack(path, *entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return path


def special(kind, target=""):
    entry = tarfile.TarInfo()
    entry.type, entry.linkname = kind, target
    return entry


FILES = (("set/a.txt", b"first"), ("set/b.csv", b"second"), ("other/a.txt", b"third"))
MAKERS = {
    "zip": pack,
    "tar": lambda path, *entries: tar(path, *entries, mode="w"),
    "tgz": tar,
    "txz": lambda path, *entries: tar(path, *entries, mode="w:xz"),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_files_are_found_by_folder_and_ending_whatever_the_archive_is_called(tmp_path, kind):
    archive = MAKERS[kind](tmp_path / "archive", *FILES)
    assert dict(members(archive)) == dict(FILES)
    assert dict(members(archive, folder="set/")) == dict(FILES[:2])
    assert dict(members(archive, ending=".txt")) == {"set/a.txt": b"first", "other/a.txt": b"third"}
    assert member(archive, "set/b.csv") == b"second"
    with pytest.raises(DataError, match=r"does not hold b\.csv"):
        member(archive, "b.csv")
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in unpack(archive, tmp_path / "out")) == sorted(
        name for name, _ in FILES
    )


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("name", ["../evil", "/evil", "set/../../evil", "..\\evil", "C:/evil"])
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path, kind, name):
    archive = MAKERS[kind](tmp_path / "archive", (name, b"x"))
    with pytest.raises(DataError, match="outside its folder"):
        unpack(archive, tmp_path / "in" / "out")
    assert sorted(path.name for path in tmp_path.rglob("*")) in (["archive"], ["archive", "in", "out"])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_passed_over(tmp_path, kind):
    archive = tar(tmp_path / "a.tgz", ("set/link", special(kind, "/etc/passwd")), ("set/a.txt", b"first"))
    assert dict(members(archive)) == {"set/a.txt": b"first"}


def test_a_link_in_a_zip_is_passed_over(tmp_path):
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert dict(members(pack(tmp_path / "a.zip", (entry, "/etc/passwd"), ("a.txt", "first")))) == {"a.txt": b"first"}


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_too_large_is_refused(tmp_path, monkeypatch, kind):
    archive = MAKERS[kind](tmp_path / "archive", ("a", bytes(3000)), ("b", bytes(3000)))
    with pytest.raises(DataError, match="a has 3000 bytes"):
        list(members(archive, largest=2999))
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 5999)
    with pytest.raises(DataError, match="b has 3000 bytes"):
        list(members(archive))


@pytest.mark.parametrize("kind", MAKERS)
def test_damage_is_seen(tmp_path, kind):
    whole = MAKERS[kind](tmp_path / "archive", ("a", bytes(range(256)) * 50), ("b", b"x" * 5000)).read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"<html>no archive</html>"):
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(DataError, match="damaged"):
            list(members(tmp_path / "damaged"))


def test_a_flipped_byte_in_a_zip_is_seen(tmp_path):
    path = pack(tmp_path / "a.zip", ("a", bytes(range(256)) * 50))
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        list(members(path))


def test_an_xz_may_hold_what_was_expected_and_no_more(tmp_path):
    packed = tmp_path / "a.xz"
    packed.write_bytes(lzma.compress(bytes(50_000)))
    unxz(packed, tmp_path / "a", 50_000)
    assert (tmp_path / "a").stat().st_size == 50_000
    with pytest.raises(DataError, match="more than the 49999 bytes"):
        unxz(packed, tmp_path / "a", 49_999)
