"""Downloads: the right content or a clear error, over http and from mirrors, on good days and on bad ones."""

import hashlib
import io
import lzma
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from data_server import serving
from rnndata import DataError, transport
from rnndata.fetch import Source, cache_folder, fetch

CONTENT = bytes(range(256)) * 12_000  # 3 MB, so that progress is shown
OTHER = bytes(reversed(range(256))) * 12_000


@pytest.fixture(autouse=True)
def quick_and_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(transport, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RNNDATA_MIRROR", raising=False)
    monkeypatch.delenv("RNNDATA_OFFLINE", raising=False)


@pytest.fixture
def shop():
    with serving({"/set/big.bin": CONTENT}) as shop:
        yield shop


def source(*urls, content=CONTENT, path="set/big.bin"):
    return Source(path, hashlib.sha256(content).hexdigest(), len(content), urls)


def zipped(name, content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def test_a_file_is_downloaded_once_and_then_taken_from_the_cache(shop, capsys):
    form = source(f"{shop.address}/set/big.bin")
    path = fetch(form)
    assert path == cache_folder() / "set/big.bin"
    assert path.read_bytes() == CONTENT
    assert "big.bin: 3.1 of 3.1 MB\n" in capsys.readouterr().out
    assert fetch(form) == path
    assert shop.asked == [("/set/big.bin", None)]
    assert not list(path.parent.glob("*.part*"))


def test_progress_is_text_of_about_ten_reports(shop, capsys):
    fetch(source(f"{shop.address}/set/big.bin"))
    shown = capsys.readouterr().out
    assert 5 <= shown.count("\r") <= 11
    assert shown.isprintable() is False
    assert set(shown) <= set("\r\nsetbigbin/.:0123456789 ofMB")


def test_a_broken_download_goes_on_where_it_stopped(shop):
    shop.cut_after = [1_000_000, 500_000]
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert [wanted for _, wanted in shop.asked] == [None, "bytes=1000000-", "bytes=1500000-"]


def test_it_goes_on_in_a_later_call_too(shop):
    shop.cut_after = [400_000, 100_000, 100_000, 100_000]
    form = source(f"{shop.address}/set/big.bin")
    with pytest.raises(DataError, match="cut off after 700000 of 3072000 bytes"):
        fetch(form)
    assert fetch(form).read_bytes() == CONTENT
    assert shop.asked[-1] == ("/set/big.bin", "bytes=700000-")


def test_a_server_that_knows_no_ranges_sends_everything_again(shop):
    shop.cut_after, shop.ranges = [1_000_000], False
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert len(shop.asked) == 2


def test_a_beginning_of_another_edition_is_thrown_away(shop):
    part = cache_folder() / "set/big.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(OTHER[:5000])
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert [wanted for _, wanted in shop.asked] == ["bytes=5000-", None]


@pytest.mark.parametrize("length", [len(CONTENT), len(CONTENT) + 7])
def test_a_finished_or_too_long_beginning_is_judged_by_its_content(shop, length):
    part = cache_folder() / "set/big.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes((CONTENT + b"1234567")[:length])
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert len(shop.asked) == (0 if length == len(CONTENT) else 1)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(shop, status):
    shop.refuse = [status, status]
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert len(shop.asked) == 3


@pytest.mark.parametrize(("status", "reason"), [(403, "answers 403"), (404, "not found")])
def test_a_refusal_is_final_and_the_next_address_is_asked(shop, status, reason):
    shop.refuse = [status]
    form = source(f"{shop.address}/old.bin", f"{shop.address}/set/big.bin")
    assert fetch(form).read_bytes() == CONTENT
    assert [path for path, _ in shop.asked] == ["/old.bin", "/set/big.bin"]
    shop.refuse = [status]
    with pytest.raises(DataError, match=reason):
        fetch(source(f"{shop.address}/old.bin", path="set/other.bin"))


def test_it_pauses_longer_and_longer_and_then_gives_up(shop, monkeypatch):
    pauses = []
    monkeypatch.setattr(transport, "PAUSES", (1.0, 2.0, 4.0))
    monkeypatch.setattr(transport.time, "sleep", pauses.append)
    shop.refuse = [503] * 9
    with pytest.raises(DataError, match="answers 503"):
        fetch(source(f"{shop.address}/set/big.bin"))
    assert pauses == [1.0, 2.0, 4.0]
    assert len(shop.asked) == 4


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (OTHER, "SHA-256 begins with"),
        (CONTENT[:-1], "3071999 bytes instead of 3072000"),
        (CONTENT + b"!", "more than 3072000 bytes"),
        (b"<html>Please log in</html>", "26 bytes instead of 3072000"),
        (b"", "0 bytes instead of 3072000"),
    ],
)
def test_wrong_content_is_never_kept(shop, served, reason):
    shop.files["/set/big.bin"] = served
    with pytest.raises(DataError, match=reason) as raised:
        fetch(source(f"{shop.address}/set/big.bin"))
    assert "\n" not in str(raised.value)
    assert not [path for path in cache_folder().rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_damaged_file_in_the_cache_is_fetched_again_with_a_word_about_it(shop, capsys):
    form = source(f"{shop.address}/set/big.bin")
    path = fetch(form)
    path.write_bytes(OTHER)
    assert fetch(form).read_bytes() == CONTENT
    assert "is damaged and will be fetched again" in capsys.readouterr().out


def test_offline_it_says_what_can_be_done(tmp_path):
    with pytest.raises(DataError) as raised:
        fetch(source("http://127.0.0.1:9/set/big.bin"))
    assert "Cannot get set/big.bin: http://127.0.0.1:9/set/big.bin: " in str(raised.value)
    assert "RNNDATA_MIRROR" in str(raised.value)
    assert "need no network" in str(raised.value)


def test_a_host_that_is_not_known_is_not_asked_four_times(monkeypatch):
    pauses = []
    monkeypatch.setattr(transport.time, "sleep", pauses.append)
    with pytest.raises(DataError, match="Cannot get"):
        fetch(source("http://no-such-host.invalid/big.bin"))
    assert pauses == []


def test_the_setting_offline_asks_nobody(shop, monkeypatch):
    monkeypatch.setenv("RNNDATA_OFFLINE", "1")
    with pytest.raises(DataError, match="RNNDATA_OFFLINE is set"):
        fetch(source(f"{shop.address}/set/big.bin"))
    assert shop.asked == []


def test_an_address_that_is_no_http_address_is_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(CONTENT)
    with pytest.raises(DataError, match="not an http address"):
        fetch(source(secret.as_uri()))


def test_a_cache_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path / "file"))
    with pytest.raises(DataError, match="RNNDATA_CACHE"):
        fetch(source("http://127.0.0.1:9/set/big.bin"))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("over_http", [False, True])
def test_a_mirror_is_asked_first(shop, tmp_path, monkeypatch, packed, over_http):
    name, content = ("/set/big.bin.xz", lzma.compress(CONTENT)) if packed else ("/set/big.bin", CONTENT)
    folder = tmp_path / "mirror"
    (folder / "set").mkdir(parents=True)
    (folder / name[1:]).write_bytes(content)
    shop.files = {name: content}
    monkeypatch.setenv("RNNDATA_MIRROR", shop.address + "/" if over_http else str(folder))
    assert fetch(source("http://127.0.0.1:9/set/big.bin")).read_bytes() == CONTENT
    assert sorted(path.name for path in (cache_folder() / "set").iterdir()) == ["big.bin", "big.bin.lock"]


def test_the_address_is_not_asked_where_the_mirror_has_the_file(shop, tmp_path, monkeypatch):
    (tmp_path / "set").mkdir()
    (tmp_path / "set/big.bin").write_bytes(CONTENT)
    monkeypatch.setenv("RNNDATA_MIRROR", str(tmp_path))
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    assert shop.asked == []


@pytest.mark.parametrize("damage", [lambda xz: xz[:-40], lambda xz: b"no xz at all", lambda xz: lzma.compress(CONTENT * 2)])
def test_a_damaged_mirror_is_passed_over_for_the_address(shop, tmp_path, monkeypatch, damage):
    (tmp_path / "set").mkdir()
    (tmp_path / "set/big.bin.xz").write_bytes(damage(lzma.compress(CONTENT)))
    monkeypatch.setenv("RNNDATA_MIRROR", str(tmp_path))
    assert fetch(source(f"{shop.address}/set/big.bin")).read_bytes() == CONTENT
    with pytest.raises(DataError, match=r"the mirror's set/big.bin.xz: .*damaged|expected"):
        fetch(source(path="set/big.bin", content=CONTENT + b"!"))


def test_a_mirror_without_the_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNDATA_MIRROR", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="nowhere does not hold it"):
        fetch(source())


def test_of_several_packings_the_one_that_can_be_had_is_taken(shop):
    first = source(path="set/first.bin", content=OTHER)
    second = source(f"{shop.address}/set/big.bin")
    assert fetch(first, second).name == "big.bin"
    assert fetch(first, second).name == "big.bin"
    assert len(shop.asked) == 1


def test_a_file_in_an_archive_of_any_packing_is_pinned_itself(shop):
    shop.files = {"/a.zip": zipped("folder/text.txt", b"hello"), "/b.zip": zipped("other.txt", b"hello"), "/c.zip": b"no zip"}
    urls = [f"{shop.address}/{name}.zip#text.txt" for name in "cba"]
    form = source(*urls, content=b"hello", path="set/text.txt")
    assert fetch(form).read_bytes() == b"hello"
    with pytest.raises(DataError, match=r"holds no text\.txt"):
        fetch(source(urls[1], content=b"hello", path="set/again.txt"))


def test_several_processes_may_want_the_same_file_and_one_gets_it(shop):
    shop.delay = 1.5
    program = (
        "import sys; from rnndata.fetch import Source, fetch; "
        "print(len(fetch(Source('set/big.bin', sys.argv[1], 3072000, (sys.argv[2],))).read_bytes()))"
    )
    arguments = [sys.executable, "-c", program, hashlib.sha256(CONTENT).hexdigest(), f"{shop.address}/set/big.bin"]
    running = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0].split()[-1] for process in running] == ["3072000"] * 3
    assert len(shop.asked) == 1


def test_the_cache_is_in_the_home_folder_unless_set(monkeypatch):
    monkeypatch.delenv("RNNDATA_CACHE")
    assert cache_folder() == Path.home() / ".cache/rnndata"
