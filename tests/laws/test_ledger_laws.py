"""Whatever the tree and whatever the text: right proofs and notes hold, and one turned bit makes them fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.instant import SECOND
from foedus.ledger import merkle, tiles
from foedus.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from foedus.ledger.cosignature import Cosignature, median_time
from foedus.ledger.keys import COSIGNATURE, key_of, parse_vkey
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import parse_note, signed_by, signed_note
from foedus.ledger.policy import Policy, parse_policy, quorum_met
from foedus.ledger.proof import parse_proof
from foedus.ledger.witness import Seen, add_checkpoint, request_of, watching
from ledger_values import flipped, leaves, lookup, signer

MOST = 70
HASHES = leaves(MOST)
HASH_AT = lookup(HASHES)
ROOTS = [merkle.root_of(HASHES[:size]) for size in range(MOST + 1)]
SIZES = st.integers(1, MOST)
CHARACTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters=[chr(c) for c in range(32) if c != 10])
UNSEEN = ["Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"]
NAMES = st.text(st.characters(blacklist_categories=UNSEEN, blacklist_characters="+"), min_size=1)


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962, by the letter."""
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << (len(hashes) - 1).bit_length() - 1
    return merkle.node_hash(plain_root(hashes[:middle]), plain_root(hashes[middle:]))


def test_the_root_is_that_of_the_definition() -> None:
    assert ROOTS[1:] == [plain_root(HASHES[:size]) for size in range(1, MOST + 1)]


def test_every_entry_of_every_tree_is_proved_to_be_in_it() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, HASH_AT)
            assert merkle.inclusion_holds(HASHES[index], index, size, proof, ROOTS[size])


def test_every_tree_is_proved_to_begin_with_every_smaller_one() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = merkle.consistency_proof(old, new, HASH_AT)
            assert merkle.consistency_holds(old, new, ROOTS[old], ROOTS[new], proof)
            assert not merkle.consistency_holds(old, new, ROOTS[old - 1], ROOTS[new], proof)


@given(SIZES, st.data())
def test_a_proof_of_inclusion_fails_on_any_change(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, root, proof = HASHES[index], ROOTS[size], merkle.inclusion_proof(index, size, HASH_AT)
    for other in range(size + 2):
        assert merkle.inclusion_holds(leaf, other, size, proof, root) is (other == index)
    bit = data.draw(st.integers(0, 255))
    assert not merkle.inclusion_holds(flipped(leaf, bit), index, size, proof, root)
    assert not merkle.inclusion_holds(leaf, index, size, proof, flipped(root, bit))
    assert not merkle.inclusion_holds(leaf, index, size, [*proof, leaf], root)
    assert not merkle.inclusion_holds(leaf, index, size, [leaf, *proof], root)
    for nth in range(len(proof)):
        changed = [*proof[:nth], flipped(proof[nth], bit), *proof[nth + 1 :]]
        assert not merkle.inclusion_holds(leaf, index, size, changed, root)
        assert not merkle.inclusion_holds(leaf, index, size, [*proof[:nth], *proof[nth + 1 :]], root)


@given(SIZES, st.data())
def test_a_proof_of_growth_fails_on_any_change(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    one, two, proof = ROOTS[old], ROOTS[new], merkle.consistency_proof(old, new, HASH_AT)
    bit = data.draw(st.integers(0, 255))
    assert not merkle.consistency_holds(old, new, flipped(one, bit), two, proof)
    assert not merkle.consistency_holds(old, new, one, flipped(two, bit), proof)
    assert not merkle.consistency_holds(old, new, one, two, [*proof, one])
    for nth in range(len(proof)):
        changed = [*proof[:nth], flipped(proof[nth], bit), *proof[nth + 1 :]]
        assert not merkle.consistency_holds(old, new, one, two, changed)
        assert not merkle.consistency_holds(old, new, one, two, [*proof[:nth], *proof[nth + 1 :]])
    for other in range(new + 2):
        if other != old and other <= MOST:
            assert not merkle.consistency_holds(other, new, ROOTS[other], two, proof)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 65_536, 66_000])
def test_proofs_out_of_tiles_are_those_out_of_the_whole_tree(size: int) -> None:
    rows: list[list[bytes]] = [leaves(size)]
    while len(rows[-1]) >= 256:
        whole = len(rows[-1]) // 256
        rows.append([plain_root(rows[-1][n * 256 : (n + 1) * 256]) for n in range(whole)])
    hash_at = tiles.hash_at_of(lambda level, index: rows[level][index * 256 : (index + 1) * 256])
    root = merkle.root_of(rows[0])
    for index in {0, size // 3, size - 1}:
        assert merkle.inclusion_holds(rows[0][index], index, size, merkle.inclusion_proof(index, size, hash_at), root)
    held = {(level, index): width for level, index, width in tiles.tiles_of(size)}
    assert sum(width for (level, _), width in held.items() if level == 0) == size


@given(st.integers(0, 2**63 - 1), st.integers(1, 256), st.one_of(st.none(), st.integers(0, 63)))
def test_every_path_of_a_tile_is_read_back(index: int, width: int, level: int | None) -> None:
    assert tiles.parse_tile_path(tiles.tile_path(level, index, width)) == tiles.TilePlace(level, index, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_every_bundle_is_read_back_and_not_without_its_last_byte(entries: list[bytes]) -> None:
    content = tiles.bundle(entries)
    assert tiles.split_bundle(content, len(entries)) == tuple(entries)
    with pytest.raises(Malformed):
        tiles.split_bundle(content[:-1], len(entries))


@given(st.text(CHARACTERS), NAMES, st.data())
def test_every_note_is_read_back_and_holds_no_turned_bit(text: str, name: str, data: st.DataObject) -> None:
    one = signer(name)
    content = signed_note(text.encode() + b"\n", one, signer("example.com/other"))
    note = parse_note(content)
    assert (note.text, note.content()) == (text.encode() + b"\n", content)
    assert signed_by(note, [key_of(one)]) == (key_of(one),)
    changed = flipped(content, data.draw(st.integers(0, len(note.text) * 8 - 1)))
    with pytest.raises(Malformed):
        signed_by(parse_note(changed), [key_of(one)])


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused_and_never_break_the_reader(content: bytes) -> None:
    for read in (parse_note, parse_checkpoint, tiles.split_bundle, lambda c: parse_vkey(c.decode("latin-1"))):
        try:
            read(content)
        except Malformed as refused:
            assert refused.problem("file").code == refused.code


@given(NAMES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(NAMES, max_size=3))
def test_every_head_and_every_key_is_read_back(name: str, size: int, root: bytes, lines: list[str]) -> None:
    head = Checkpoint(name, size, root, tuple(lines))
    assert parse_checkpoint(head.text()) == head
    assert parse_vkey(key_of(signer(name)).text) == key_of(signer(name))


# -- witnesses and quorums ---------------------------------------------------------------------------------------------

LOG, WITNESS = signer("example.com/log"), signer("witness.example/one")
SECOND_HISTORY = [*HASHES[:4], *leaves(12, of="another")]


@given(st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16), st.booleans()), max_size=25))
def test_a_witness_never_cosigns_two_heads_that_do_not_continue_each_other(
    asked: list[tuple[int, int, bool]],
) -> None:
    """Whatever a log with two histories asks, in whatever order, all that is cosigned is one history."""
    witness, seen, cosigned = watching(WITNESS, key_of(LOG)), Seen(), []
    for nth, (old, new, second) in enumerate(asked):
        hashes = SECOND_HISTORY if second else HASHES[:16]
        head = Checkpoint(LOG.name, new, merkle.root_of(hashes[:new]))
        proof = merkle.consistency_proof(old, new, lookup(hashes)) if 0 < old <= new else ()
        before = seen
        seen, answer = add_checkpoint(
            witness, seen, request_of(old, proof, sign_checkpoint(head, LOG)), 1_800_000_000 + nth
        )
        assert (answer.status == 200) is (seen is not before)
        if answer.status == 200:
            cosigned.append((new, head.root))
    assert [size for size, _ in cosigned] == sorted(size for size, _ in cosigned)
    assert any(
        all(root == merkle.root_of(hashes[:size]) for size, root in cosigned) for hashes in (HASHES, SECOND_HISTORY)
    )


@given(st.data())
def test_a_quorum_is_met_exactly_when_the_words_of_the_policy_are(data: st.DataObject) -> None:
    """Against a second reading of the policy: each group asked again, from the top down."""
    names = [f"w{number}" for number in range(data.draw(st.integers(1, 6)))]
    free, lines = list(names), [f"witness {n} {key_of(signer(n), COSIGNATURE).text}" for n in names]
    groups: dict[str, tuple[int, list[str]]] = {}
    for number in range(data.draw(st.integers(0, 4))):
        members = data.draw(st.lists(st.sampled_from(free), min_size=1, unique=True)) if free else []
        if members:
            needed = data.draw(st.integers(1, len(members)))
            groups[f"g{number}"] = (needed, members)
            lines.append(f"group g{number} {needed} {' '.join(members)}")
            free = [name for name in free if name not in members] + [f"g{number}"]
    quorum = data.draw(st.sampled_from([*names, *groups]))
    policy = parse_policy("\n".join([*lines, f"quorum {quorum}", ""]).encode())
    assert isinstance(policy, Policy)
    signed = data.draw(st.sets(st.sampled_from(names)))

    def met(name: str) -> bool:
        if name in names:
            return name in signed
        needed, members = groups[name]
        return sum(map(met, members)) >= needed

    assert quorum_met(policy, [key_of(signer(name), COSIGNATURE) for name in signed]) is met(quorum)


@given(st.binary(max_size=300), st.sampled_from([b"", b"old 0\n\n", b"c2sp.org/tlog-proof@v1\n", b"quorum none\n"]))
def test_bytes_of_any_kind_get_an_answer(content: bytes, start: bytes) -> None:
    seen, answer = add_checkpoint(watching(WITNESS, key_of(LOG)), Seen(), start + content, 1)
    assert answer.status == 400 and seen == Seen()
    found = parse_policy(start + content)
    assert isinstance(found, Policy) or all(problem.span for problem in found)
    try:
        parse_proof(start + content)
    except Malformed as refused:
        assert refused.code in {"L0002", "L0013"}


@given(st.lists(st.integers(1, 2**62), min_size=1, max_size=9), st.data())
def test_no_minority_of_witnesses_moves_the_time_beyond_the_times_of_the_others(
    seconds: list[int], data: st.DataObject
) -> None:
    wrong = data.draw(st.lists(st.integers(1, 2**62), max_size=(len(seconds) - 1) // 2))
    times = seconds[: len(seconds) - len(wrong)] + wrong
    keys = [key_of(signer(f"w{number}"), COSIGNATURE) for number in range(len(times))]
    honest = seconds[: len(seconds) - len(wrong)]
    found = median_time([Cosignature(key, second) for key, second in zip(keys, times, strict=True)])
    assert min(honest) * SECOND <= found <= max(honest) * SECOND
