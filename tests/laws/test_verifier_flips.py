"""Every bit counts: whichever one of a folder is flipped, the verifier refuses the folder and names the file or entry.

The small log is checked anew for each of its bits (`make soak`; else for those of every fifth byte). Of a log of 300
entries each file is put, with each bit flipped, through the same functions that a check puts it through; whole checks
are made for one bit of each entry.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.plain_log import MONITORS, POLICY, START, WITNESSES, Draft, Files, checked, opener, said, story

from foedus_verify import Check, Wrong, leaves, place, read_head, read_key, split
from trials import SOAKS

NOON = START // 1_000_000 + 3600
SEED = 20261126
EVERY = 1 if SOAKS else 5


def each_bit(data: bytes) -> Iterator[bytes]:
    held = bytearray(data)
    for place_ in range(0, len(held), EVERY):
        for bit in range(8):
            held[place_] ^= 1 << bit
            yield bytes(held)
            held[place_] ^= 1 << bit


def long_story() -> Draft:
    log = story(298, policy=POLICY)
    log.time({WITNESSES[0]: NOON, WITNESSES[1]: NOON + 1})
    log.attest(MONITORS[2], "F-2")
    return log


@pytest.fixture(scope="module")
def long() -> Files:
    return long_story().folder(cosigned={WITNESSES[0]: NOON, WITNESSES[1]: NOON})


def test_every_bit_of_a_small_log() -> None:
    """The whole check, for every bit of every file. Bits of the entries are looked at without the rules for entries."""
    log = Draft()
    log.enrol(MONITORS[0])
    log.evidence(b"a photograph")
    log.attest(MONITORS[0], "F-1")
    files = log.folder()
    assert len(files) == 6
    assert said(files) == []
    missed = []
    for name, data in files.items():
        for changed in each_bit(data):
            faults = said(files | {name: changed}, bytes_only="entries" in name)
            if not any(name in fault for fault in faults):
                missed.append((name, changed, faults))
    assert missed == []


def test_every_bit_of_a_log_of_300_entries(long: Files) -> None:
    whole = checked(long)
    assert whole.faults == []
    assert {name.split(".p/")[0] for name in long if not name.startswith("blob/")} == {
        "checkpoint", "log.vkey", "witness.policy", "tile/0/000", "tile/0/001", "tile/1/000", "tile/entries/000",
        "tile/entries/001",
    }  # fmt: skip
    missed = []
    for name, data in long.items():
        looked_at = 0
        for changed in each_bit(data) if "entries" not in name else ():
            looked_at += 1
            if not refused(whole, long, name, changed):
                missed.append((name, changed))
        assert looked_at == (8 * len(range(0, len(data), EVERY)) if "entries" not in name else 0)
    assert missed == []


def refused(whole: Check, files: Files, name: str, changed: bytes) -> bool:
    """What `Check` does with this one file; a file that passes must have been read as it was."""
    whole.faults, whole.fault_count, whole.opened = [], 0, opener({**files, name: changed})
    if place(name):
        whole.attempt(name, whole._tile, True, name, True)
    elif name.startswith("blob/"):
        whole.attempt(name, whole._blob, name)
    elif name == "log.vkey":
        whole.attempt(name, lambda: read_key(changed[:-1].decode("utf-8", "replace")))
        whole.attempt(name, whole._key)
    elif name == "checkpoint":
        head = whole.attempt(name, read_head, changed)
        if head:
            whole.attempt(name, whole._signatures, head)
    else:
        assert whole.head
        whole.attempt("checkpoint", whole._signatures, whole.head)
    return any(name in fault["where"] for fault in whole.faults)


def test_every_bit_of_300_entries(long: Files) -> None:
    """A flipped bit of an entry changes its hash, and no other; one of a length breaks the bundle or changes a hash."""
    missed = []
    for name in (n for n in long if "entries" in n):
        count = 256 if name.endswith("000") else 44
        entries = split(long[name], count, False)
        for entry in entries:
            wanted = leaves([entry])
            missed += [changed for changed in each_bit(entry) if leaves([changed]) == wanted]
        bundle, wanted, at = bytearray(long[name]), leaves(entries), 0
        for entry in entries:
            for bit in range(16):
                bundle[at + bit // 8] ^= 1 << bit % 8
                try:
                    if leaves(split(bytes(bundle), count, False)) == wanted:
                        missed.append((name, at, bit))
                except Wrong:
                    pass
                bundle[at + bit // 8] ^= 1 << bit % 8
            at += 2 + len(entry)
    assert missed == []


def test_a_flipped_bit_in_each_of_300_entries_names_the_entry(long: Files) -> None:
    index = 0
    for name in sorted(n for n in long if "entries" in n):
        at = 0
        for entry in split(long[name], 256 if name.endswith("000") else 44, False):
            bundle = bytearray(long[name])
            bundle[at + 2 + (index * SEED) % len(entry)] ^= 1 << index % 8
            faults = said(long | {name: bytes(bundle)}, bytes_only=True)
            assert faults[0].startswith(f"entry {index} ({name}) was changed"), (index, faults)
            at += 2 + len(entry)
            index += 1
    assert index == 300


def test_what_the_rules_say_of_a_damaged_entry_is_a_sentence_and_never_a_crash(long: Files) -> None:
    """Bits all over a log of twelve entries, in whole checks."""
    log = story(12)
    files = log.folder()
    name = "tile/entries/000.p/12"
    data = bytearray(files[name])
    for bit in range(SEED % 97, len(data) * 8, 97):
        data[bit // 8] ^= 1 << bit % 8
        faults = said(files | {name: bytes(data)})
        assert faults and all(fault.startswith(("entry ", name)) for fault in faults), (bit, faults)
        data[bit // 8] ^= 1 << bit % 8


@pytest.mark.parametrize("name", ["tile/entries/001.p/44", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_truncation_at_every_byte(name: str, long: Files) -> None:
    """In whole checks; of the entries every 101st, all the others as the bundle is taken apart."""
    data = long[name]
    for length in range(0, len(data), 101 if "entries" in name else 1):
        faults = said(long | {name: data[:length]}, bytes_only=True)
        assert any(fault.startswith(name) for fault in faults), length
    for length in range(len(data)) if "entries" in name else ():
        with pytest.raises(Wrong):
            split(data[:length], 44, False)
