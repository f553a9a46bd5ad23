"""Rule L1: the formats of the ledger agree with everybody else's, known answer by known answer."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from foedus.ledger.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint
from foedus.ledger.curve import PRIME, _added, decoded, fault_of_public_key, times
from foedus.ledger.keys import SeedSigner, VerifierKey, parse_vkey, verifies
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import (
    EMPTY_ROOT,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    node_hash,
    root_of,
)
from foedus.ledger.note import parse_note, signed_by
from foedus.ledger.tiles import bundles_of, index_path, tile_path, tiles_of

DATA = Path(__file__).parents[1] / "data" / "ledger"
VECTORS: dict[str, Any] = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))
PROBES = json.loads((DATA / "proof_probes.json").read_text(encoding="utf-8"))["probes"]
SIGNATURES = json.loads((DATA / "ed25519_wycheproof.json").read_text(encoding="utf-8"))["tests"]


def bits(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_L1_hashes_and_roots_are_those_of_RFC_6962() -> None:
    said = VECTORS["rfc6962"]
    assert EMPTY_ROOT.hex() == said["empty_root"]
    assert leaf_hash(b"").hex() == said["leaf_of_empty"]
    assert leaf_hash(said["leaf"][0].encode()).hex() == said["leaf"][1]
    assert node_hash(said["node"][0].encode(), said["node"][1].encode()).hex() == said["node"][2]
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in said["leaves"]]
    for size, root in said["roots"].items():
        assert root_of(leaves[: int(size)]).hex() == root


def test_L1_the_published_consistency_proof_holds() -> None:
    roots = {int(n): bytes.fromhex(r) for n, r in VECTORS["rfc6962"]["roots"].items()}
    proof = [bytes.fromhex(h) for h in VECTORS["consistency_1_8"]]
    assert consistency_holds(1, 8, roots[1], roots[8], proof)
    assert not consistency_holds(1, 8, roots[2], roots[8], proof)


def test_L1_every_probe_of_a_proof_gives_the_wanted_verdict() -> None:
    assert len(PROBES) == 92
    for probe in PROBES:
        proof = [bits(h) for h in probe["proof"] or []]
        if "leafIdx" in probe:
            root, leaf = bits(probe["root"]), bits(probe["leafHash"])
            holds = inclusion_holds(leaf, probe["leafIdx"], probe["treeSize"], proof, root)
        else:
            roots = bits(probe["root1"]), bits(probe["root2"])
            holds = consistency_holds(probe["size1"], probe["size2"], *roots, proof)
        assert holds == (not probe["wantErr"]), probe["file"]


def test_L1_a_published_note_opens_with_its_key_and_with_no_other() -> None:
    key = parse_vkey(VECTORS["note"]["vkey"])
    note = parse_note(VECTORS["note"]["note"].encode())
    assert note.text == b"This is an example message.\n"
    assert signed_by(note, [key]) == (key,)
    assert signed_by(note, [VerifierKey("example.com/bar", key.public)]) == ()


def test_L1_a_published_head_is_read_and_one_with_an_odd_size_or_root_is_not() -> None:
    text = VECTORS["tree_text"].replace("go.sum database tree", "go.sum-database-tree")
    wanted = Checkpoint("go.sum-database-tree", 123456789012, leaf_hash(b"hello world"))
    assert parse_checkpoint(text.encode()) == wanted
    root34 = "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG="
    for old, new in (("123456789012", "0xabcdef"), ("123456789012", "0123"), ("123456789012", "+1"),
                     ("123456789012", "-1"), ("123456789012", "9223372036854775808"),
                     ("TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=", root34)):  # fmt: skip
        with pytest.raises(Malformed):
            parse_checkpoint(text.replace(old, new).encode())


def test_L1_every_head_of_a_published_log_is_that_of_its_entries() -> None:
    log = VECTORS["testdata_log"]
    key = parse_vkey(log["vkey"])
    leaves = [leaf_hash(entry.encode()) for entry in log["entries"]]
    assert len(log["heads"]) == 9
    for said in log["heads"]:
        note = f"example.com/log/testdata\n{said['size']}\n{said['root']}\n\n{said['line']}\n"
        head, _ = read_checkpoint(note.encode(), key)
        assert head.root == root_of(leaves[: head.size])


def test_L1_tiles_lie_where_others_look_for_them() -> None:
    assert index_path(1234067) == "x001/x234/067"
    assert tile_path(0, 273, 112) == "tile/0/273.p/112"
    assert tile_path(None, 0) == "tile/entries/000"
    level_0 = [(i, w) for level, i, w in tiles_of(70000) if level == 0]
    assert level_0 == [*((i, 256) for i in range(273)), (273, 112)]
    assert [(level, i, w) for level, i, w in tiles_of(70000) if level] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(bundles_of(70000)) == level_0


def test_L1_every_signature_of_wycheproof_gets_its_verdict() -> None:
    assert len(SIGNATURES) == 76
    for test in SIGNATURES:
        key, message, signature = (bytes.fromhex(test[name]) for name in ("key", "message", "signature"))
        assert verifies(key, message, signature) == test["valid"], test["id"]


@pytest.mark.parametrize("key", VECTORS["refused_keys"])
def test_P3_keys_of_small_order_or_odd_spelling_are_refused_at_enrolment(key: str) -> None:
    assert fault_of_public_key(bytes.fromhex(key)) is not None


def test_P3_keys_of_mixed_order_and_of_wrong_length_are_refused_and_good_ones_are_not() -> None:
    good = SeedSigner("a", b"\x07" * 32).public
    point = decoded(good)
    assert point is not None and fault_of_public_key(good) is None
    x, y = _added(point, (0, PRIME - 1))  # the point of order two
    mixed = (y | (x & 1) << 255).to_bytes(32, "little")
    assert times(8, (x, y)) != (0, 1)
    assert fault_of_public_key(mixed) is not None
    assert fault_of_public_key(good[:31]) is not None
    for number in range(20):
        assert fault_of_public_key(SeedSigner("a", bytes([number] * 32)).public) is None


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda note: note[:-1], lambda note: note[:-1] + b"\x0b", lambda note: note.replace(b"message", b"mess\x00ge"),
        lambda note: note.replace(b"message", b"mess\rge"), lambda note: note.replace(b"=\n", b"\n"),
        lambda note: note.replace(b"aQM=", b"aQN="), lambda note: note.replace("— ".encode(), b"- "),
        lambda note: note.replace(b"\n\n", b"\n"), lambda note: note.replace(b"example.com/foo", b"example com"),
        lambda note: note + b"\n", lambda note: note + b"\xff\n",
    ],
)  # fmt: skip
def test_L1_a_note_with_one_thing_amiss_is_no_note(spoilt: Any) -> None:
    note = VECTORS["note"]["note"].encode()
    with pytest.raises(Malformed):
        signed_by(parse_note(spoilt(note)), [parse_vkey(VECTORS["note"]["vkey"])])


@pytest.mark.parametrize(
    "spoilt",
    ["", "a+b", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
     "exbmple.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
     "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l", "a b+530d903a+AA=="],
)  # fmt: skip
def test_L1_a_verifier_key_with_one_letter_changed_is_none(spoilt: str) -> None:
    with pytest.raises(Malformed):
        parse_vkey(spoilt)
