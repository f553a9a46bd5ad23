"""Every byte of a folder is covered: what is flipped, cut, swapped, missing or too much is found and named."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable

import pytest
from tests.plain_log import (
    LOG,
    Draft,
    Files,
    Signer,
    checked,
    leaf,
    opener,
    root,
    said,
    signature_line,
    story,
    tile_path,
    tiles,
)
from tests.tessera_log import ENTRIES, HEADS, ORIGIN, VKEY, tessera_folder

from foedus_verify import Check, Wrong, path, place, read_head, read_key, unbase64


@pytest.fixture(scope="module")
def good() -> Files:
    return story(40).folder()


@pytest.fixture(scope="module")
def long() -> Files:
    """513 entries: two full tiles, a partial one, and a tile of the second level."""
    log = Draft()
    while len(log.entries) < 513:
        log.report()
    return log.folder()


def flipped(files: Files, name: str, bit: int) -> Files:
    data = bytearray(files[name])
    data[bit // 8] ^= 1 << bit % 8
    return files | {name: bytes(data)}


def test_flipped_bits_are_found_and_named(good: Files) -> None:
    bits = [(name, bit) for name, data in good.items() for bit in range(len(data) * 8)]
    missed = []
    for name, bit in bits[:: len(bits) // 80]:
        faults = said(flipped(good, name, bit))
        if not any(name in fault for fault in faults):
            missed.append((name, bit, faults))
    assert missed == []


def test_the_break_of_line_that_looks_like_one_is_none(good: Files) -> None:
    head = good["checkpoint"]
    assert head.endswith(b"\n")
    for other in (b"\x0b", b"\x0c", b"\r", b"\x85", b"\x1c", "\u2028".encode(), b"", b"\n\n", b" \n", b"\r\n"):
        assert any(f.startswith("checkpoint ") for f in said(good | {"checkpoint": head[:-1] + other}))
    key = good["log.vkey"]
    for other in (b"\x0b", b"\x0c", b"\r", b"", b"\n\n", b" \n", b"\r\n"):
        assert any(f.startswith("log.vkey ") for f in said(good | {"log.vkey": key[:-1] + other}))


def resigned(size: str, top: str, *more: str) -> bytes:
    """A checkpoint of whatever text, which the log's key really signed."""
    text = "\n".join([LOG.name, size, top, *more]) + "\n"
    return (text + "\n" + signature_line(text, LOG) + "\n").encode()


@pytest.mark.parametrize(
    ("size", "change", "words"),
    [
        ("040", None, "states no proper size"),
        ("+40", None, "states no proper size"),
        ("4_0", None, "states no proper size"),
        ("٤٠", None, "states no proper size"),
        (" 40", None, "states no proper size"),
        ("40", lambda top: top + "=", "no proper base64"),
        ("40", lambda top: top.rstrip("="), "no proper base64"),
        ("40", lambda top: top[:-2] + chr(ord(top[-2]) + 1) + "=", "no proper base64"),
        ("40", lambda top: top.replace("=", ""), "no proper base64"),
        ("40", lambda top: " " + top, "no proper base64"),
        ("40", lambda top: top + "\nextension", "and nothing else"),
        ("40", lambda top: "", "and nothing else"),
        ("40", lambda top: top + "\t", "control character"),
        ("41", None, "cannot be read"),
        ("39", None, "tile/entries/000.p/39 cannot be read: No such file"),
        ("0", None, "without an opening entry"),
    ],
)
def test_a_number_a_hash_a_head_has_one_spelling(
    size: str, change: Callable[[str], str] | None, words: str, good: Files
) -> None:
    top = good["checkpoint"].decode().split("\n")[2]
    faults = said(good | {"checkpoint": resigned(size, change(top) if change else top)})
    assert any(words in fault for fault in faults), faults


def test_base64_has_one_spelling() -> None:
    for data in (b"\x00", b"ab", b"abc", b"\xff" * 64):
        text = base64.b64encode(data).decode()
        assert unbase64(text) == data
        for other in (text + "=", text + "\n", " " + text, text[:-1], text.replace("=", ""), text + "AA", "é" + text):
            if other != text:
                with pytest.raises(Wrong):
                    unbase64(other)
    for loose in ("QR==", "YWJ=", "", "====", "A===", "-_8="):
        with pytest.raises(Wrong):
            unbase64(loose)


def test_keys_under_which_anybody_can_sign_are_refused() -> None:
    """The 14 spellings that C2SP/CCTV lists (ed25519vectors.json, at commit 1e3d2860d46e)."""
    half = 2**255
    listed = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    order_8 = int.from_bytes(bytes.fromhex(listed), "little")
    prime = half - 19
    weak = {0, 1, prime - 1, prime, prime + 1, order_8, prime - order_8}
    for y in {value + sign for value in weak for sign in (0, half)}:
        signer = Signer("amber")
        material = b"\x01" + y.to_bytes(32, "little")
        assert read_key(signer.vkey()).raw == signer.public
        digits = hashlib.sha256(b"amber\n" + material).hexdigest()[:8]
        with pytest.raises(Wrong, match="anybody can sign"):
            read_key(f"amber+{digits}+{base64.b64encode(material).decode()}")


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key.upper(),
        lambda key: key.replace("amber", "Amber"),
        lambda key: key.replace("amber", ""),
        lambda key: key.replace("amber", "am ber"),
        lambda key: key.replace("amber", "am\u00a0ber"),
        lambda key: key.replace("+", "-", 1),
        lambda key: key + "=",
        lambda key: key + "\n",
        lambda key: key[:-4],
        lambda key: Signer("amber").vkey(4),
        lambda key: Signer("amber").vkey(2),
        lambda key: "",
        lambda key: "+",
        lambda key: "++",
    ],
)
def test_a_key_has_one_spelling(change: Callable[[str], str]) -> None:
    with pytest.raises(Wrong):
        read_key(change(Signer("amber").vkey()))


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey", "tile/entries/000.p/40", "tile/0/000.p/40"])
def test_a_file_that_is_cut_off_or_missing_is_named(name: str, good: Files) -> None:
    data = good[name]
    for length in range(0, len(data), max(1, len(data) // 9)):
        assert any(fault.startswith(name) for fault in said(good | {name: data[:length]}, bytes_only=True)), length
    assert any(fault.startswith(name) for fault in said(good | {name: data + b"\x00"}))
    assert any(fault.startswith(name) for fault in said({n: d for n, d in good.items() if n != name}))


def test_every_needed_tile_is_asked_for(long: Files) -> None:
    assert said(long, bytes_only=True) == []
    assert {n for n in long if n.startswith("tile/")} == {
        "tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/1",
    }  # fmt: skip
    for name in (n for n in long if not n.startswith("blob/")):
        faults = said({n: d for n, d in long.items() if n != name}, bytes_only=True)
        assert any(fault.startswith(name) for fault in faults)


def rebuilt(files: Files, entries: list[bytes]) -> Files:
    """The folder with these bundles, and the tiles and the head as they were."""
    return files | {n: d for n, d in tiles(entries).items() if "/entries/" in n}


def entries_of(log: Draft) -> list[bytes]:
    return list(log.entries)


def test_entries_swapped_doubled_or_replaced_are_named() -> None:
    log = story(40)
    files = log.folder()
    for first, second in ((3, 4), (0, 39), (12, 13)):
        entries = entries_of(log)
        entries[first], entries[second] = entries[second], entries[first]
        faults = said(rebuilt(files, entries))
        words = "(tile/entries/000.p/40) was changed: tile/0/000.p/40 has the hash of another"
        assert f"entry {first} {words}" in faults
        assert f"entry {second} {words}" in faults
    entries = entries_of(log)
    entries[20] = entries[19]
    assert any(f.startswith("entry 20 ") and "was changed" in f for f in said(rebuilt(files, entries)))
    entries = [*log.entries[:19], log.entries[18], *log.entries[19:-1]]
    assert any(f.startswith("entry 19 ") and "was changed" in f for f in said(rebuilt(files, entries)))


def test_tiles_swapped_are_named(long: Files) -> None:
    first, second = "tile/0/000", "tile/0/001"
    faults = said(long | {first: long[second], second: long[first]}, bytes_only=True)
    assert [f.split(" is false at ")[0] for f in faults] == [first, second]
    first, second = "tile/entries/000", "tile/entries/001"
    faults = said(long | {first: long[second], second: long[first]}, bytes_only=True)
    assert faults[0] == "entry 0 (tile/entries/000) was changed: tile/0/000 has the hash of another"


def test_history_rewritten_with_its_tiles_needs_the_key_of_the_log(good: Files) -> None:
    log = story(40)
    log.entries[20] = log.entries[19]
    files = tiles(log.entries) | {n: d for n, d in good.items() if not n.startswith("tile/")}
    faults = said(files, bytes_only=True)
    assert faults == ["checkpoint is signed for another root than that of the entries in this folder"]


def test_older_partial_tiles_may_stay_and_are_checked_too(long: Files) -> None:
    log = Draft()
    while len(log.entries) < 513:
        log.report()
    old = {n: d for size in (1, 200, 256, 300) for n, d in tiles(log.entries[:size]).items()}
    assert said(old | long, bytes_only=True) == []
    for name in sorted(set(old) - set(long)):
        data = old[name]
        for bit in (0, len(data) * 4, len(data) * 8 - 1):
            faults = said(flipped(old | long, name, bit), bytes_only=True)
            assert any(fault.startswith(name) for fault in faults), (name, bit, faults)


def test_a_full_tile_may_stand_in_for_a_partial_one() -> None:
    log = Draft()
    while len(log.entries) < 256:
        log.report()
    partial = Draft()
    partial.entries = log.entries[:200]
    wanted = partial.folder()
    full = {n: d for n, d in tiles(log.entries).items() if n in ("tile/entries/000", "tile/0/000")}
    files = {n: d for n, d in wanted.items() if not n.startswith("tile/")} | full
    assert said(files, bytes_only=True) == []
    assert said(flipped(files, "tile/0/000", 8 * 32 * 199), bytes_only=True)
    assert said(flipped(files, "tile/entries/000", 8 * 40), bytes_only=True)
    words = "goes beyond the signed head: nobody has signed what it holds"
    assert said(wanted | full, bytes_only=True) == [f"tile/0/000 {words}", f"tile/entries/000 {words}"]


def test_what_no_head_covers_is_named(good: Files) -> None:
    log = story(41)
    longer = {n: d for n, d in tiles(log.entries).items() if n not in good}
    assert set(longer) == {"tile/0/000.p/41", "tile/entries/000.p/41"}
    words = "goes beyond the signed head: nobody has signed what it holds"
    assert said(good | longer) == [f"{name} {words}" for name in sorted(longer)]
    for name in ("tile/0/001", "tile/1/000.p/1", "tile/3/000", "tile/entries/001.p/7"):
        assert said(good | {name: b""}) == [f"{name} {words}"]


@pytest.mark.parametrize(
    "name",
    [
        "checkpoint.old", "notes.txt", "tile/0/0", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/07",
        "tile/00/000", "tile/0/x000/001", "tile/8/000", "tile/entries/00a", "tile/entries/000.p/", "tile/x/000",
        "blob/ab/abcd", "blob/00/" + "ab" * 32, "log.vkey.tmp", "a\nb",
    ],
)  # fmt: skip
def test_a_file_that_does_not_belong_is_named(name: str, good: Files) -> None:
    faults = said(good | {name: b"x"})
    assert faults == [name.replace("\n", "\\x0a") + " does not belong in the folder of a log"]


def test_the_journal_is_the_writers_alone(good: Files) -> None:
    assert said(good | {"journal": b"anything"}) == []


def test_evidence_that_was_changed_is_named(good: Files) -> None:
    name = next(n for n in good if n.startswith("blob/") and len(good[n]) > 100)
    assert any(f.startswith(f"{name} is not the evidence") for f in said(good | {name: good[name] + b"!"}))
    gone = said({n: d for n, d in good.items() if n != name})
    assert len(gone) == 1 and gone[0].startswith("entry 5 (tile/entries/000.p/40) names what is not in the folder")


def test_paths_are_those_of_the_standard() -> None:
    assert path(0, 1234067) == "tile/0/x001/x234/067"
    assert place("tile/0/x001/x234/067") == ("0", 1234067, 256)
    assert path("entries", 273, 112) == "tile/entries/273.p/112"
    for number in (0, 1, 999, 1000, 1001, 999_999, 1_000_000, 10**15):
        assert place(path(3, number, 17)) == ("3", number, 17)
    assert tile_path("entries", 1234, 256) == path("entries", 1234)


@pytest.mark.slow
def test_a_large_log_has_the_tiles_of_the_standard() -> None:
    """70 000 entries: 273 full tiles and one of 112; one full one of the second level and one of 17; one of 1."""
    entries = [struct.pack(">I", n) for n in range(70_000)]
    files = tiles(entries)
    upper = {n for n in files if n.startswith(("tile/1", "tile/2"))}
    assert upper == {"tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert "tile/0/272" in files and "tile/0/273.p/112" in files and "tile/0/273" not in files
    log = Draft()
    log.entries = entries
    assert said(log.folder(), bytes_only=True) == []


@pytest.mark.parametrize("size", HEADS)
def test_a_log_that_other_software_wrote_is_verified(size: int) -> None:
    check = checked(tessera_folder(size), vkey=VKEY, bytes_only=True)
    assert check.faults == []
    assert check.head
    assert (check.head.origin, check.head.size) == (ORIGIN, size)
    assert root([e.encode() for e in ENTRIES[:size]]) == check.head.root


def test_a_log_of_others_does_not_pass_for_one_of_ours() -> None:
    faults = said(tessera_folder(15), vkey=VKEY)
    assert len(faults) == 15
    assert faults[0].startswith("entry 0 (tile/entries/000.p/15) is not JSON")


def test_flipped_bits_of_a_foreign_log_are_found() -> None:
    files = tessera_folder(15)
    bits = [(name, bit) for name, data in files.items() for bit in range(len(data) * 8)]
    missed = [(n, b) for n, b in bits[::7] if not said(flipped(files, n, b), vkey=VKEY, bytes_only=True)]
    assert missed == []


def test_a_head_is_read_as_the_standard_says() -> None:
    key = read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    line = (
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney"
        "aQM="
    )
    assert line.split(" ")[1] == key.name
    blob = unbase64(line.split(" ")[2])
    assert key.confirms(blob[4:], b"This is an example message.\n")
    assert not key.confirms(blob[4:], b"This is an example message.")
    tree = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n\n" + line + "\n"
    head = read_head(tree.encode())
    assert (head.size, head.root) == (123456789012, leaf(b"hello world"))
    for wrong in (
        tree.replace("123456789012", "0xabcdef"),
        tree.replace("uwBb0=", "uwBTOOBIG="),
        tree.replace("\n\n", "\n"),
        tree.replace("— ", "- "),
        tree.replace("— ", "—  "),
        tree + line + "\n",
    ):
        with pytest.raises(Wrong):
            read_head(wrong.encode())


def test_no_file_is_opened_that_is_not_in_the_list(good: Files) -> None:
    asked: list[str] = []

    def watched(name: str) -> object:
        asked.append(name)
        return opener(good)(name)

    assert Check(good, watched).faults == []  # type: ignore[arg-type]
    assert set(asked) == set(good)
