"""The journal gives back what was written, and knows a torn last write from damage to what was acknowledged."""

from __future__ import annotations

from foedus.ledger.journal import Damaged, Journal, frame, head_frame, read_frames
from foedus.ledger.tiles import packed

HEAD = head_frame("example.org/log", 7, bytes(32))
WRITES = ([b"one", b""], [b"two" * 300], [b"three", b"four"])


def journal(writes: tuple[list[bytes], ...] = WRITES, closed: bool = False) -> bytes:
    found, index = HEAD, 7
    for entries in writes:
        found += frame(index, packed(entries))
        index += len(entries)
    return found + (frame(index, b"") if closed else b"")


def read(content: bytes) -> Journal:
    found = read_frames(content)
    assert isinstance(found, Journal), found
    return found


def test_a_journal_gives_back_what_was_written() -> None:
    found = read(journal())
    assert found == Journal("example.org/log", 7, bytes(32), tuple(e for w in WRITES for e in w), 0, False)
    assert read(journal(closed=True)).closed


def test_a_torn_last_write_is_left_out_wherever_it_was_torn() -> None:
    whole, before = journal(), journal(WRITES[:-1])
    for end in range(len(before), len(whole)):
        found = read(whole[:end])
        assert found.entries == tuple(e for w in WRITES[:-1] for e in w)
        assert found.torn_bytes == end - len(before)


def test_a_torn_write_with_any_of_its_bits_turned_is_left_out_whole() -> None:
    before = journal(WRITES[:-1])
    last = journal()[len(before) :]
    for bit in range(8 * len(last)):
        turned = bytearray(last)
        turned[bit // 8] ^= 1 << bit % 8
        assert read(before + turned).torn_bytes == len(last)
    assert read(before + bytes(5000)).torn_bytes == 5000


def test_no_bit_turned_before_a_good_frame_passes_or_drops_an_entry() -> None:
    whole = journal()
    ends = len(journal(WRITES[:-1]))
    for bit in range(8 * ends):
        turned = bytearray(whole)
        turned[bit // 8] ^= 1 << bit % 8
        found = read_frames(bytes(turned))
        assert isinstance(found, Damaged)
        assert bit < 8 * len(HEAD) or found.first_entry in (7, 9)


def test_damage_to_the_last_write_of_a_log_closed_in_order_is_no_torn_write() -> None:
    whole = journal(closed=True)
    for at in range(len(journal(WRITES[:-1])), len(journal())):
        assert isinstance(read_frames(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :]), Damaged)
    assert isinstance(read_frames(whole + b"more"), Damaged)


def test_frames_that_repeat_or_leave_out_entries_are_damage() -> None:
    first, second = frame(7, packed([b"a"])), frame(8, packed([b"b"]))
    assert isinstance(read_frames(HEAD + first + first), Damaged)
    assert isinstance(read_frames(HEAD + second), Damaged)
    assert isinstance(read_frames(HEAD + second + first), Damaged)
    assert isinstance(read_frames(HEAD + frame(7, b"\0\5abc")), Damaged)
    assert isinstance(read_frames(b""), Damaged)
    assert isinstance(read_frames(first + second), Damaged)

