"""Witnesses: who they are, how many of them suffice, and that the time of a log with witnesses is theirs."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.plain_log import (
    HOUR,
    LOG,
    MONITORS,
    POLICY,
    REGISTRY,
    START,
    WITNESSES,
    Draft,
    Signer,
    checked,
    cosignature,
    root,
    said,
    story,
)

from foedus_verify import Policy, Wrong

NORTH, EAST, SOUTH = WITNESSES
AMBER = MONITORS[0]
NOON = START // 1_000_000 + 3600


def witnessed() -> Draft:
    """Three entries, then a time entry of all three witnesses, then a vote."""
    log = Draft(policy=POLICY)
    log.enrol(AMBER)
    log.report()
    log.time({NORTH: NOON, EAST: NOON + 60, SOUTH: NOON - 3600})
    log.attest(AMBER, "F-1")
    return log


def policy(*lines: str) -> Policy:
    listed = [f"witness {name} {Signer(name).vkey(4)}" for name in ("a", "b", "c", "d", "e")]
    return Policy("\n".join([*listed, *lines]) + "\n")


@pytest.mark.parametrize(
    ("lines", "enough", "short"),
    [
        (["quorum none"], ["", "a"], []),
        (["quorum a"], ["a", "ab"], ["", "b", "bcde"]),
        (["group g any a b", "quorum g"], ["a", "b", "ab"], ["", "cde"]),
        (["group g all a b", "quorum g"], ["ab", "abc"], ["", "a", "b", "acde"]),
        (["group g 2 a b c", "quorum g"], ["ab", "bc", "abc"], ["", "a", "c", "ade"]),
        (["group g 2 a b c", "group h any d e", "group k all g h", "quorum k"], ["abd", "bce"], ["abc", "ad", "de"]),
        (["group g 2 a b c", "group k 2 g d e", "quorum k"], ["abd", "de", "bce"], ["ab", "d", "ad", "abc"]),
        (["# group g", "", "\tquorum  \t a \t"], ["a"], [""]),
    ],
)
def test_a_quorum_is_what_its_groups_say(lines: list[str], enough: list[str], short: list[str]) -> None:
    held = policy(*lines)
    assert [held.reached(each) for each in enough] == [True] * len(enough)
    assert [held.reached(each) for each in short] == [False] * len(short)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["quorum x"],
        ["quorum a", "quorum b"],
        ["quorum a b"],
        ["quorum"],
        ["group g 0 a b", "quorum g"],
        ["group g 3 a b", "quorum g"],
        ["group g 01 a b", "quorum g"],
        ["group g -1 a b", "quorum g"],
        ["group g most a b", "quorum g"],
        ["group g all", "quorum g"],
        ["group g 1 a a", "quorum g"],
        ["group g 1 none", "quorum g"],
        ["group g 1 x", "quorum g"],
        ["group g 1 g", "quorum g"],
        ["group a 1 b", "quorum a"],
        ["group none 1 b", "quorum none"],
        ["group g 1 a b", "group h 1 b c", "group k 1 g h", "quorum k"],
        ["quorum g", "group g 1 a"],
        ["witness a " + Signer("other").vkey(4), "quorum a"],
        ["witness z " + Signer("y", "a").vkey(4), "quorum z"],
        ["witness z " + Signer("z").vkey(1), "quorum z"],
        ["witness z", "quorum a"],
        ["log", "quorum a"],
        ["log " + Signer("z").vkey(4), "quorum a"],
        ["Quorum a"],
        ["quorum a\x0b"],
        ["quorum a\r"],
        ["quorum\u00a0a"],
    ],
)
def test_a_policy_that_does_not_add_up_is_refused(lines: list[str]) -> None:
    with pytest.raises(Wrong):
        policy(*lines)


def test_a_policy_is_of_whole_lines() -> None:
    with pytest.raises(Wrong, match="whole lines"):
        Policy("quorum none")


def test_the_quorum_of_the_log_is_asked_for() -> None:
    log = witnessed()
    both, one = {NORTH: NOON, EAST: NOON}, {NORTH: NOON}
    assert said(log.folder(cosigned=both)) == []
    assert checked(log.folder(cosigned=both)).times == {"north": NOON * 10**6, "east": NOON * 10**6}
    words = "and the policy asks for more"
    assert said(log.folder(cosigned=one)) == [f"checkpoint is cosigned by ['north'], {words}"]
    assert said(log.folder()) == [f"checkpoint is cosigned by [], {words}"]
    assert said(log.folder(cosigned=both | {Signer("witness.example/west"): NOON}))


def test_somebody_can_ask_for_witnesses_of_their_own_choice() -> None:
    files = witnessed().folder(cosigned={NORTH: NOON, EAST: NOON})
    listed = "".join(f"witness {w.name} {w.vkey(4)}\n" for w in WITNESSES)
    assert said(files, policy=listed + f"quorum {NORTH.name}\n") == []
    assert "asks for more" in said(files, policy=listed + f"quorum {SOUTH.name}\n")[0]
    log = f"log {LOG.vkey()} https://foedus.example/strait\n"
    assert said(files, policy=log + listed + f"quorum {NORTH.name}\n") == []
    other = f"log {Signer(LOG.name, 'other').vkey()}\n"
    assert "the policy lacks" in said(files, policy=other + listed + f"quorum {NORTH.name}\n")[0]


def test_a_cosignature_is_of_this_head_by_this_key_and_of_this_time() -> None:
    log = witnessed()
    files = log.folder(cosigned={NORTH: NOON, EAST: NOON})
    other = log.folder(cosigned={NORTH: NOON + 1})["checkpoint"].splitlines()[-1]
    shorter = witnessed()
    shorter.entries.pop()
    replayed = shorter.folder(cosigned={NORTH: NOON})["checkpoint"].splitlines()[-1]
    lines = files["checkpoint"].splitlines()
    assert lines[-2].startswith("— witness.example/north ".encode())
    blob = base64.b64decode(lines[-2].split(b" ")[2])
    retimed = blob[:4] + (NOON + 1).to_bytes(8, "big") + blob[12:]

    def with_line(line: bytes) -> list[str]:
        return said(files | {"checkpoint": b"\n".join([*lines[:-2], line, lines[-1]]) + b"\n"})

    name = "— witness.example/north ".encode()
    assert with_line(other) == []
    assert "that does not fit: forged, or of another head" in with_line(replayed)[0]
    assert "that does not fit" in with_line(name + base64.b64encode(retimed))[0]
    assert "that does not fit" in with_line(name + base64.b64encode(blob[:-1]))[0]
    assert "that does not fit" in with_line(name + base64.b64encode(blob + b"\0"))[0]
    assert "neither the log's key nor in the policy" in " ".join(with_line(lines[-2].replace(b"north", b"North")))
    assert "signed twice with the same key" in with_line(lines[-2] + b"\n" + lines[-2])[0]


def test_signatures_of_kinds_to_come_break_nothing() -> None:
    files = witnessed().folder(cosigned={NORTH: NOON, EAST: NOON})
    line = "— witness.example/north ".encode() + base64.b64encode(b"\x01" * (4 + 8 + 2420)) + b"\n"
    assert said(files | {"checkpoint": files["checkpoint"] + line}) == []


def test_the_policy_beside_the_log_is_the_one_within() -> None:
    files = witnessed().folder(cosigned={NORTH: NOON, EAST: NOON})
    assert said({n: d for n, d in files.items() if n != "witness.policy"}) == []
    looser = files["witness.policy"].replace(b"group two 2", b"group two 1")
    assert said(files | {"witness.policy": looser}) == ["witness.policy is not the policy that entry 0 states"]
    assert said(Draft().folder() | {"witness.policy": b"quorum none\n"}) == [
        "witness.policy is not the policy that entry 0 states"
    ]


def test_one_key_under_two_names_is_no_second_witness() -> None:
    twin = Signer("witness.example/twin", "witness.example/north")
    text = f"witness north {NORTH.vkey(4)}\nwitness twin {twin.vkey(4)}\ngroup g all north twin\nquorum g\n"
    log = Draft(policy=text)
    assert "has the key of witness twin twice, under two names" in said(log.folder())[0]


def test_time_is_that_of_the_witness_in_the_middle() -> None:
    log = witnessed()
    assert said(log.folder(cosigned={NORTH: NOON, EAST: NOON})) == []
    log = Draft(policy=POLICY)
    index = log.time({NORTH: NOON, SOUTH: NOON + 60})
    assert log.at == NOON * 1_000_000  # of two the earlier
    assert said(log.folder(cosigned={NORTH: NOON, EAST: NOON})) == []
    assert index == 1


def test_time_entries_at_every_size_are_checked_against_the_tree_of_then() -> None:
    log = Draft(policy=POLICY)
    for n in range(1, 530):
        if n in (1, 2, 3, 100, 255, 256, 257, 258, 300, 511, 512, 513, 514, 520):
            log.time({NORTH: NOON + n, EAST: NOON + n}, size=n if n % 2 else max(1, n - 3))
        else:
            log.report()
    assert said(log.folder(cosigned={NORTH: NOON, EAST: NOON})) == []


def wrong_time(**change: Any) -> list[str]:
    """What is wrong with a log whose second time entry is changed before the registry signs it."""
    log = witnessed()
    log.report()
    text = f"{LOG.name}\n{{size}}\n{{root}}\n"
    body: dict[str, Any] = {"size": 5}
    body["root"] = base64.b64encode(root(log.entries[:5])).decode()
    times = {NORTH: NOON + 100, EAST: NOON + 200}
    body["cosignatures"] = [cosignature(text.format(**body), w, s) for w, s in times.items()]
    at = (NOON + 100) * 1_000_000
    for member, value in change.items():
        if member == "at":
            at = value
        else:
            body[member] = value(body[member]) if callable(value) else value
    log.act("time", "registry", [REGISTRY], body=body, at=at)
    return said(log.folder(cosigned={NORTH: NOON, EAST: NOON}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"at": (NOON + 200) * 10**6}, "but the witness in the middle"),
        ({"at": (NOON + 101) * 10**6}, "but the witness in the middle"),
        ({"at": (NOON + 100) * 10**6 + 1}, "but the witness in the middle"),
        ({"at": START}, "goes back in time"),
        ({"size": 6}, "of a head that this log never had"),
        ({"size": 4}, "of a head that this log never had"),
        ({"size": 0}, "of a head that this log never had"),
        ({"size": 9}, "of a head that this log never had"),
        ({"root": lambda root: "A" + root[1:]}, "of a head that this log never had"),
        ({"root": lambda root: root[:-1]}, "no proper base64"),
        ({"cosignatures": []}, "holds no cosignatures"),
        ({"cosignatures": lambda lines: lines[:1]}, "has not the witnesses that the policy asks for"),
        ({"cosignatures": lambda lines: [lines[0], lines[0]]}, "has not the witnesses that the policy asks for"),
        ({"cosignatures": lambda lines: [*lines, lines[0]]}, "has not the witnesses that the policy asks for"),
        ({"cosignatures": lambda lines: [lines[0], lines[1].replace("east", "west")]}, "has not the witnesses"),
        ({"cosignatures": lambda lines: [lines[0].replace("north", "east"), lines[1]]}, "has not the witnesses"),
        ({"cosignatures": lambda lines: [lines[0], lines[1][:-8] + "AAAAAAA="]}, ""),
        ({"cosignatures": lambda lines: [lines[0], 7]}, "no proper signature line"),
        ({"cosignatures": "x"}, "each of its type"),
        ({"cosignatures": lambda lines: [lines[0], cosignature(f"{LOG.name}\n5\nAAAA\n", EAST, NOON)]}, "does not fit"),
        ({"cosignatures": lambda lines: [lines[0], lines[1] + "\n"]}, "no proper base64"),
    ],
)
def test_the_time_of_a_log_with_witnesses_is_theirs(change: dict[str, Any], words: str) -> None:
    faults = wrong_time(**change)
    if change and not words:
        assert len(faults) == 1 and ("base64" in faults[0] or "does not fit" in faults[0])
    elif words:
        assert len(faults) == 1 and words in faults[0] and faults[0].startswith("entry 6 ")
    else:
        assert faults == []


def test_no_other_entry_moves_the_time() -> None:
    log = witnessed()
    log.attest(AMBER, "F-2", at=log.at + 1)
    faults = said(log.folder(cosigned={NORTH: NOON, EAST: NOON}))
    assert faults == [
        "entry 5 (tile/entries/000.p/6) moves the time, which in a log with witnesses only their cosignatures can"
    ]


def test_in_a_log_without_witnesses_the_registry_tells_the_time() -> None:
    log = Draft()
    log.act("time", "registry", [REGISTRY], subject="time")
    log.act("time", "registry", [REGISTRY], subject="time", at=log.at + HOUR)
    assert said(log.folder()) == []


def test_a_log_that_asks_for_no_witness_still_runs_on_theirs() -> None:
    log = Draft(policy=f"witness north {NORTH.vkey(4)}\nquorum none\n")
    log.time({NORTH: NOON})
    log.report()
    assert said(log.folder()) == []
    log.report(at=log.at + HOUR)
    assert "moves the time" in said(log.folder())[0]


def test_a_story_with_witnesses_is_well() -> None:
    log = story(40, policy=POLICY)
    log.time({NORTH: NOON, EAST: NOON, SOUTH: NOON})
    assert said(log.folder(cosigned={NORTH: NOON, EAST: NOON, SOUTH: NOON})) == []
