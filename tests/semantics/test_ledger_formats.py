"""Rules L1 and P3: the bytes of the ledger are those that others publish: trees, tiles, keys, notes and heads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from foedus.ledger import merkle, tiles
from foedus.ledger.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint, sign_checkpoint
from foedus.ledger.curve import PRIME, decoded
from foedus.ledger.keys import COSIGNATURE, VerifierKey, fault_of_public_key, key_of, parse_vkey, verifies
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, SignatureLine, parse_note, signed_by, signed_note
from ledger_values import flipped, leaves, lookup, signer, unb64, vectors

SOURCE = Path(__file__).parents[2] / "src" / "foedus"

# -- trees -------------------------------------------------------------------------------------------------------------

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
FROM_1_TO_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]


def published(size: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]


def test_L1_hashes_of_entries_and_nodes_are_those_of_rfc_6962() -> None:
    leaf, node = merkle.leaf_hash(b"L123456"), merkle.node_hash(b"N123", b"N456")
    assert leaf.hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node.hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert merkle.leaf_hash(b"").hex() == ROOTS[1]


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_L1_roots_are_those_of_rfc_6962(size: int) -> None:
    assert merkle.root_of(published(size)).hex() == ROOTS[size]


def test_L1_a_tree_can_go_on_from_its_complete_parts() -> None:
    whole = leaves(300)
    first = merkle.Frontier()
    for leaf in whole[:211]:
        first.append(leaf)
    second = merkle.Frontier(first.size, first.parts)
    for leaf in whole[211:]:
        second.append(leaf)
    assert (second.size, second.root()) == (300, merkle.root_of(whole))


def test_L1_the_published_proof_of_growth_is_the_one_we_make() -> None:
    proof = [bytes.fromhex(each) for each in FROM_1_TO_8]
    assert list(merkle.consistency_proof(1, 8, lookup(published(8)))) == proof
    assert merkle.consistency_holds(1, 8, bytes.fromhex(ROOTS[1]), bytes.fromhex(ROOTS[8]), proof)


@pytest.mark.parametrize("probe", vectors("inclusion_probes"), ids=lambda p: p["probe"])
def test_L1_published_proofs_of_inclusion_hold_or_fail_as_published(probe: dict[str, Any]) -> None:
    proof = [unb64(each) for each in probe["proof"]]
    found = merkle.inclusion_holds(unb64(probe["leaf"]), probe["index"], probe["size"], proof, unb64(probe["root"]))
    assert found is not probe["refuse"]


@pytest.mark.parametrize("probe", vectors("consistency_probes"), ids=lambda p: p["probe"])
def test_L1_published_proofs_of_growth_hold_or_fail_as_published(probe: dict[str, Any]) -> None:
    roots = unb64(probe["old_root"]), unb64(probe["new_root"])
    proof = [unb64(each) for each in probe["proof"]]
    assert merkle.consistency_holds(probe["old_size"], probe["new_size"], *roots, proof) is not probe["refuse"]


# -- tiles -------------------------------------------------------------------------------------------------------------


def test_L1_a_tile_has_the_published_path() -> None:
    assert tiles.tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.tile_path(2, 0, 1) == "tile/2/000.p/1"
    assert tiles.entries_path(273, 112) == "tile/entries/273.p/112"


def test_L1_a_tree_has_the_published_tiles() -> None:
    of_70_000 = list(tiles.tiles_of(70_000))
    assert [t for t in of_70_000 if t[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert len([t for t in of_70_000 if t[0] == 0]) == 274
    assert list(tiles.tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []
    assert list(tiles.bundles_of(513)) == [(0, 256), (1, 256), (2, 1)]


@pytest.mark.parametrize("path", ["tile/0/000", "tile/63/x001/x234/067.p/255", "tile/entries/x001/000.p/1"])
def test_L1_a_path_leads_to_its_tile(path: str) -> None:
    assert tiles.parse_tile_path(path).path() == path


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/001/x000", "tile/0/000.p/0",
     "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000/", "/tile/0/000", "tile/0/000\n", "tile/0/٠٠٠", "tile/0/../000",
     "tile/-1/000", "tile/entries", "tile/0/1000", "tile/0/000.p/", "tile/0/x999/x999/x999/x999/x999/x999/999"],
)  # fmt: skip
def test_L1_a_path_that_is_written_otherwise_is_refused(path: str) -> None:
    with pytest.raises(Malformed, match="L0011"):
        tiles.parse_tile_path(path)


@pytest.mark.parametrize("content", [b"", b"\0", b"\0\1", b"\0\5one", b"\0\3one\0", b"\0\0" * 257])
def test_L1_a_bundle_that_is_cut_off_empty_or_too_long_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed, match="L0010"):
        tiles.split_bundle(content)


def test_L1_a_bundle_with_another_number_of_entries_is_refused() -> None:
    content = tiles.bundle([b"", b"two", b"x" * 65_535])
    assert tiles.split_bundle(content, 3) == (b"", b"two", b"x" * 65_535)
    with pytest.raises(Malformed, match="L0010"):
        tiles.split_bundle(content, 4)
    with pytest.raises(Malformed, match="L0012"):
        tiles.split_tile(bytes(63), 2)


# -- a log of somebody else --------------------------------------------------------------------------------------------

LOG = vectors("tessera_log")
ENTRIES = [entry.encode() for entry in LOG["entries"]]
HEADS = [content.encode() for content in LOG["checkpoints"]]


@pytest.mark.parametrize("size", range(16))
def test_L1_every_head_of_a_log_of_other_software_fits_its_entries(size: int) -> None:
    head, _ = read_checkpoint(HEADS[size], parse_vkey(LOG["vkey"]))
    hashes = [merkle.leaf_hash(entry) for entry in ENTRIES]
    assert (head.size, head.root) == (size, merkle.root_of(hashes[:size]))
    for later in range(max(size, 1), 16):
        proof = merkle.consistency_proof(max(size, 1), later, lookup(hashes))
        if size:
            assert merkle.consistency_holds(size, later, head.root, merkle.root_of(hashes[:later]), proof)


def test_L1_files_of_a_log_of_other_software_are_read_and_written_to_the_byte() -> None:
    bundle, tile = bytes.fromhex(LOG["bundle"]), bytes.fromhex(LOG["tile"])
    assert tiles.split_bundle(bundle, 15) == tuple(ENTRIES)
    assert tiles.bundle(ENTRIES) == bundle
    assert tiles.split_tile(tile, 15) == tuple(merkle.leaf_hash(entry) for entry in ENTRIES)


def test_L1_no_bit_of_a_head_can_be_turned() -> None:
    key = parse_vkey(LOG["vkey"])
    for bit in range(len(HEADS[15]) * 8):
        with pytest.raises(Malformed):
            read_checkpoint(flipped(HEADS[15], bit), key)


# -- keys and signatures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("ed25519_signatures"), ids=lambda v: str(v["id"]))
def test_P3_published_signatures_hold_or_fail_as_published(vector: dict[str, Any]) -> None:
    public, message, signature = (bytes.fromhex(vector[name]) for name in ("public", "message", "signature"))
    assert verifies(public, message, signature) is vector["valid"]


@pytest.mark.parametrize("vector", vectors("public_keys"), ids=lambda v: v["key"][:8] + v["key"][-2:])
def test_P3_keys_of_small_order_or_with_two_spellings_or_mixed_are_not_enrolled(vector: dict[str, Any]) -> None:
    assert (fault_of_public_key(bytes.fromhex(vector["key"])) is None) is (not vector["flags"])


def test_P3_a_key_of_another_length_or_off_the_curve_is_not_enrolled() -> None:
    good = signer("example.com/one").public
    assert fault_of_public_key(good) is None
    assert fault_of_public_key(good[:31]) and fault_of_public_key(good + b"\0") and fault_of_public_key(b"")
    assert fault_of_public_key(b"\2" + bytes(31))  # y = 2 has no x


def test_P3_a_point_has_one_spelling() -> None:
    for beyond in range(19):  # y written as y + 2**255 - 19
        for sign in (0, 1 << 255):
            assert decoded((PRIME + beyond + sign).to_bytes(32, "little")) is None
    for y in (1, PRIME - 1):  # x is 0, and 0 has no other sign
        assert decoded(y.to_bytes(32, "little")) == (0, y)
        assert decoded((y + (1 << 255)).to_bytes(32, "little")) is None


def test_L1_the_kind_of_a_key_is_part_of_its_id() -> None:
    one = signer("example.com/one")
    assert key_of(one).id != key_of(one, COSIGNATURE).id
    assert parse_vkey(key_of(one, COSIGNATURE).text) == key_of(one, COSIGNATURE)


VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


@pytest.mark.parametrize(
    "text",
    ["", VKEY[:-1], VKEY + "=", VKEY.replace("530d903a", "530D903A"), VKEY.replace("530d903a", "530d903b"), " " + VKEY,
     VKEY.replace("example.com/foo", ""), VKEY + "\n\n", VKEY.replace("+Aek", "+Bek"), VKEY.replace("foo", "fo o"),
     VKEY.replace("foo", "foo\N{ZERO WIDTH SPACE}"), VKEY.replace("+", "\n"), VKEY + "\udcff", "\udcff" + VKEY,
     VKEY[:-1] + "l"],
)  # fmt: skip
def test_L1_a_line_that_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="L0001"):
        parse_vkey(text)


# -- notes -------------------------------------------------------------------------------------------------------------


def test_L1_the_published_note_is_opened_by_its_key() -> None:
    key, note = parse_vkey(VKEY + "\n"), parse_note(NOTE.encode())
    assert key.text == VKEY
    assert note.text == b"This is an example message.\n"
    assert signed_by(note, [key]) == (key,)
    assert note.content() == NOTE.encode()


TEXT, LINE = NOTE.split("\n\n")[0] + "\n", NOTE.split("\n\n")[1]


@pytest.mark.parametrize(
    "note",
    [TEXT, TEXT + "\n", NOTE[:-1], "\1" + NOTE, "\0" + NOTE, NOTE.replace("an", "a\tn"), NOTE.replace("\n", "\r\n"),
     NOTE[:-1] + "\v", NOTE[:-1] + "\x1c", NOTE[:-1] + "\x85", NOTE[:-1] + "\u2028", NOTE + LINE[:-1],
     NOTE + "one line more\n", NOTE + "\n", TEXT + "\n" + LINE * 101, TEXT + "\n" + LINE.replace(" ", "  ", 1),
     TEXT + "\n" + LINE.replace("foo", "fo+o"), TEXT + "\n" + LINE.replace("foo", "fo\u00a0o"), TEXT + "\n— foo \n",
     TEXT + "\n" + LINE.replace("example.com/foo", ""), TEXT + "\n" + LINE.replace("—", "-"),
     TEXT + "\n— foo AAAAAA==\n"],
)  # fmt: skip
def test_L1_bytes_that_are_no_signed_note_are_refused(note: str) -> None:
    with pytest.raises(Malformed, match="L0002"):
        parse_note(note.encode())


def test_L1_a_note_that_is_no_utf_8_or_has_a_second_spelling_of_base64_is_refused() -> None:
    second, bare = NOTE.replace("aQM=", "aQN="), NOTE.replace("aQM=", "aQM")
    for content in (b"\xff" + NOTE.encode(), second.encode(), bare.encode()):
        with pytest.raises(Malformed, match="L0002"):
            parse_note(content)


def test_L1_a_note_longer_than_a_million_bytes_is_not_even_looked_at() -> None:
    with pytest.raises(Malformed, match="1,000,"):
        parse_note(b"x" * 1_000_000 + NOTE.encode())


def test_L1_lines_of_unknown_keys_are_kept_and_not_judged() -> None:
    one, other = signer("example.com/one"), signer("example.com/other")
    note = parse_note(signed_note(TEXT.encode(), one, other))
    assert signed_by(note, [key_of(one)]) == (key_of(one),)
    stranger = VerifierKey("example.com/other", one.public)  # the same name, another id
    assert signed_by(note, [stranger]) == ()
    assert len(note.signatures) == 2


def test_L1_the_last_empty_line_parts_a_text_from_its_signatures() -> None:
    one, text = signer("example.com/one"), b"first\n\n\xe2\x80\x94 no signature\n\nlast\n\n"
    note = parse_note(signed_note(text, one))
    assert note.text == text and signed_by(note, [key_of(one)])


def test_L1_a_plain_signature_by_the_key_of_a_witness_does_not_hold() -> None:
    witness = key_of(signer("witness.example/one"), COSIGNATURE)
    line = SignatureLine(witness.name, witness.id, signer("witness.example/one").sign(TEXT.encode()))
    with pytest.raises(Malformed, match="L0003"):
        signed_by(Note(TEXT.encode(), (line,)), [witness])


def test_L1_a_known_key_whose_signature_fails_spoils_the_note() -> None:
    one, other = signer("example.com/one"), signer("example.com/other")
    content = signed_note(TEXT.encode(), one, other).replace(b"example m", b"another m")
    with pytest.raises(Malformed, match="L0003"):
        signed_by(parse_note(content), [key_of(one)])


def test_L1_a_key_that_signs_twice_spoils_the_note() -> None:
    note = parse_note((NOTE + LINE).encode())
    with pytest.raises(Malformed, match="L0007"):
        signed_by(note, [parse_vkey(VKEY)])
    assert signed_by(note, [key_of(signer("example.com/one"))]) == ()


# -- heads -------------------------------------------------------------------------------------------------------------

TREE = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"


def test_L1_the_published_head_is_read() -> None:
    head = parse_checkpoint(TREE.encode())
    assert (head.size, head.root) == (123456789012, merkle.leaf_hash(b"hello world"))
    assert head.text() == TREE.encode()


@pytest.mark.parametrize(
    "text",
    ["", "\n", TREE[:-1], TREE.replace("123456789012", "0xabcdef"), TREE.replace("wBb0=", "wBTOOBIG="),
     TREE.replace("123456789012", "0123"), TREE.replace("123456789012", "+1"), TREE.replace("123456789012", "-1"),
     TREE.replace("123456789012", str(2**63)), TREE.replace("123456789012", "1_0"), TREE.replace("123456789012", "١"),
     TREE.replace("123456789012", ""), TREE.replace("go.sum database tree", ""), TREE + "\n", TREE.replace("0=", "1="),
     TREE.replace("wBb0=", "wBb0"), TREE + "\n" + TREE],
)  # fmt: skip
def test_L1_a_text_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="L0004"):
        parse_checkpoint(text.encode())


def test_L1_lines_after_the_root_are_kept_for_a_witness_and_refused_in_a_log_of_ours() -> None:
    log = signer("example.com/log")
    head = Checkpoint("example.com/log", 2**63 - 1, bytes(32), ("something else",))
    assert parse_checkpoint(head.text()) == head
    with pytest.raises(AssertionError):
        sign_checkpoint(head, log)
    with pytest.raises(Malformed, match="L0004"):
        read_checkpoint(signed_note(head.text(), log), key_of(log))


def test_L1_a_head_is_refused_under_the_key_of_another_log_or_unsigned() -> None:
    log, other, witness = (signer(f"example.com/{name}") for name in ("log", "other", "witness"))
    head = Checkpoint("example.com/log", 0, merkle.EMPTY_ROOT)
    content = sign_checkpoint(head, log)
    assert read_checkpoint(content, key_of(log))[0] == head
    with pytest.raises(Malformed, match="L0005"):
        read_checkpoint(content, key_of(other))
    with pytest.raises(Malformed, match="L0006"):
        read_checkpoint(signed_note(head.text(), witness), key_of(log))


# -- what is said ------------------------------------------------------------------------------------------------------


def test_every_code_of_formats_and_keys_has_a_page_and_every_page_is_needed() -> None:
    texts = [p.read_text("utf-8") for p in SOURCE.rglob("*.py")]
    told = {code for text in texts for code in re.findall(r'"(L00\d\d|C000\d)"', text)}
    pages = SOURCE / "pages"
    assert told == {p.stem for p in (*pages.glob("L00*.md"), *pages.glob("C000*.md"))}


def test_what_a_stranger_wrote_cannot_drive_a_terminal() -> None:
    with pytest.raises(Malformed) as refused:
        parse_vkey("\x1b[2J\u202eevil")
    assert "\x1b" not in refused.value.problem().what and "\u202e" not in refused.value.problem().what
