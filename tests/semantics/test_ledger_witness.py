"""Rule L1, witnesses: they answer as others' witnesses do, sign as they do, and give the time by their middle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pytest

from foedus.basics.instant import SECOND
from foedus.ledger import merkle
from foedus.ledger.checkpoint import Checkpoint, sign_checkpoint
from foedus.ledger.cosignature import Cosignature, cosign, cosigned_by, cosigned_message, median_time
from foedus.ledger.keys import COSIGNATURE, SeedSigner, VerifierKey, key_of, parse_vkey
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, parse_note, parse_signature_line, signed_note
from foedus.ledger.witness import SIZE, Answer, Seen, add_checkpoint, latest_head, request_of, watching
from ledger_values import leaves, lookup, signer, vectors

PUBLISHED = vectors("witness")
NOW = 1_800_000_000
LOG, ONE = signer("example.com/log"), signer("witness.example/one")
WITNESS = watching(ONE, key_of(LOG))
HASHES = leaves(20)
OTHER = [*HASHES[:5], *leaves(15, of="another history")]


def head(size: int, hashes: list[bytes] = HASHES, by: SeedSigner = LOG) -> bytes:
    return sign_checkpoint(Checkpoint(by.name, size, merkle.root_of(hashes[:size])), by)


def proof(old: int, new: int, hashes: list[bytes] = HASHES) -> tuple[bytes, ...]:
    return merkle.consistency_proof(old, new, lookup(hashes)) if old else ()


def asked(*requests: bytes) -> tuple[Seen, list[Answer]]:
    seen, answers = Seen(), []
    for request in requests:
        seen, answer = add_checkpoint(WITNESS, seen, request, NOW)
        answers.append(answer)
    return seen, answers


FIRST = request_of(0, (), head(5))


def refused(request: bytes, status: int) -> Answer:
    """The answer to a request after a first head of five entries; a refusal changes nothing."""
    seen, (first, answer) = asked(FIRST, request)
    assert (first.status, answer.status) == (200, status)
    assert seen == asked(FIRST)[0]
    return answer


def test_L1_a_published_session_gets_the_published_answers() -> None:
    log = parse_vkey(PUBLISHED["log"])
    witness, seen = watching(ONE, log), Seen()
    for step in PUBLISHED["steps"]:
        seen, answer = add_checkpoint(witness, seen, step["request"].encode(), NOW)
        assert answer.status == step["status"], answer.body
        assert step["body"] in (None, answer.body.decode())
    assert seen.latest(log.name) is not None


def test_L1_a_cosignature_is_the_one_that_other_software_makes() -> None:
    said = PUBLISHED["cosigned"]
    note, witness = parse_note(said["note"].encode()), SeedSigner("witness.example/w1", bytes.fromhex(said["seed"]))
    assert key_of(witness, COSIGNATURE).text == said["vkey"]
    assert cosigned_by(note, [parse_vkey(said["vkey"])]) == (
        Cosignature(key_of(witness, COSIGNATURE), said["at_second"]),
    )
    assert cosign(note.text, witness, said["at_second"]) == note.signatures[0]


def test_L1_a_head_that_continues_is_cosigned_and_remembered() -> None:
    seen, answers = asked(FIRST, request_of(5, proof(5, 12), head(12)), request_of(12, (), head(12)))
    assert [answer.status for answer in answers] == [200, 200, 200]
    latest = seen.latest("example.com/log")
    assert latest is not None and latest.size == 12
    line = parse_signature_line(answers[1].body.decode().removesuffix("\n"))
    assert cosigned_by(Note(latest.text(), (line,)), [key_of(ONE, COSIGNATURE)])[0].at_second == NOW


def test_L1_a_first_head_may_be_of_an_empty_log_and_then_it_grows() -> None:
    _, answers = asked(request_of(0, (), head(0)), request_of(0, (), head(0)), request_of(0, (), head(7)))
    assert [answer.status for answer in answers] == [200, 200, 200]


def test_L1_an_empty_log_has_one_root() -> None:
    wrong = sign_checkpoint(Checkpoint(LOG.name, 0, bytes(32)), LOG)
    assert asked(request_of(0, (), wrong))[1][0].status == 422


def test_L1_an_unknown_log_is_not_found() -> None:
    refused(request_of(0, (), head(5, by=signer("example.com/stranger"))), 404)


def test_L1_a_head_without_a_good_signature_of_its_log_is_forbidden() -> None:
    text = head(6).split(b"\n\n")[0] + b"\n"
    refused(request_of(5, proof(5, 6), signed_note(text, signer("example.com/stranger"))), 403)
    refused(request_of(5, proof(5, 6), head(6).replace(b"\n6\n", b"\n7\n")), 403)
    line = head(6).split(b"\n\n")[1]
    refused(request_of(5, proof(5, 6), head(6) + line), 403)


def test_L1_lines_of_strangers_under_a_head_are_passed_over_and_not_kept() -> None:
    text = head(6).split(b"\n\n")[0] + b"\n"
    seen, answers = asked(FIRST, request_of(5, proof(5, 6), signed_note(text, signer("example.com/stranger"), LOG)))
    assert answers[1].status == 200
    assert [line.name for line in seen.heads[LOG.name].signatures] == [LOG.name, ONE.name]


def test_L1_an_old_size_above_the_head_is_a_bad_request() -> None:
    refused(request_of(6, (), head(5)), 400)


@pytest.mark.parametrize("old", [0, 4])
def test_L1_another_old_size_than_the_latest_is_told_the_latest(old: int) -> None:
    answer = refused(request_of(old, proof(old, 7), head(7)), 409)
    assert (answer.body, answer.kind) == (b"5\n", SIZE)


def test_L1_a_head_that_does_not_continue_the_last_one_is_not_cosigned() -> None:
    refused(request_of(5, proof(5, 7)[:-1], head(7)), 422)
    refused(request_of(5, proof(5, 7, OTHER), head(7)), 422)
    refused(request_of(5, (), head(5, leaves(5, of="another history"))), 422)
    refused(request_of(5, proof(5, 6), head(5)), 422)
    assert asked(request_of(0, proof(5, 7), head(7)))[1][0].status == 422


@pytest.mark.parametrize(
    "request_",
    [b"", b"\n", b"old 5", b"old 5\n", b"old 5\n\n", b"old 05\n\n" + head(5), b"old -1\n\n" + head(5),
     b"5\n\n" + head(5), b"old  5\n\n" + head(5), b"old 5 \n\n" + head(5), b"old 5\r\n\r\n" + head(5),
     b"old 5\nAAAA\n\n" + head(5), request_of(5, proof(5, 6) * 64, head(6)), FIRST[:-1], FIRST + b"\n",
     b"old 5\n" + head(5), request_of(5, (), head(5).replace(b"\n5\n", b"\n05\n")), b"\xff" + FIRST,
     FIRST.replace(b"old 0", b"old 0\x00")],
)  # fmt: skip
def test_L1_what_is_no_request_is_a_bad_request(request_: bytes) -> None:
    refused(request_, 400)


def test_L1_monitors_get_the_latest_head_with_both_signatures() -> None:
    seen, _ = asked(FIRST)
    answer = latest_head(seen, hashlib.sha256(LOG.name.encode()).hexdigest())
    note = parse_note(answer.body)
    assert answer.status == 200 and note.by(key_of(LOG)) and note.by(key_of(ONE, COSIGNATURE))
    assert latest_head(seen, hashlib.sha256(b"example.com/other").hexdigest()).status == 404


# -- time by witnesses -------------------------------------------------------------------------------------------------


def at(seconds: Iterable[int]) -> list[Cosignature]:
    return [Cosignature(VerifierKey(f"w{i}", bytes([i]) * 32, COSIGNATURE), s) for i, s in enumerate(seconds)]


def test_L1_the_time_of_a_head_is_the_middle_one_of_its_witnesses_and_the_earlier_of_two() -> None:
    assert median_time(at([30, 10, 20])) == 20 * SECOND
    assert median_time(at([30, 10, 20, 40])) == 20 * SECOND
    assert median_time(at([7])) == 7 * SECOND


def test_L1_one_wrong_clock_of_three_moves_the_time_no_further_than_the_next() -> None:
    assert median_time(at([100, 101, 2**62])) == 101 * SECOND
    assert median_time(at([100, 101, 1])) == 100 * SECOND


def test_L1_a_witness_that_gives_two_times_under_two_names_is_refused() -> None:
    one = at([10])[0]
    twin = Cosignature(VerifierKey("another name", one.witness.public, COSIGNATURE), 20)
    with pytest.raises(Malformed, match="L0016"):
        median_time([one, twin])


def test_L1_a_cosignature_holds_for_its_time_and_no_other_and_a_plain_signature_is_none() -> None:
    note = parse_note(head(5))
    line = cosign(note.text, ONE, NOW)
    later = parse_signature_line(line.text())
    moved = type(later)(later.name, later.key_id, (NOW + 1).to_bytes(8, "big") + later.blob[8:])
    plain = type(later)(later.name, later.key_id, ONE.sign(note.text))
    nothing = type(later)(later.name, later.key_id, b"\0")
    timeless, endless = (
        type(later)(later.name, later.key_id, time.to_bytes(8, "big") + ONE.sign(cosigned_message(note.text, time)))
        for time in (0, 2**63)
    )
    for wrong in (moved, plain, nothing, timeless, endless):
        with pytest.raises(Malformed, match="L0003"):
            cosigned_by(Note(note.text, (wrong,)), [key_of(ONE, COSIGNATURE)])
    with pytest.raises(Malformed, match="L0007"):
        cosigned_by(Note(note.text, (line, moved)), [key_of(ONE, COSIGNATURE)])
    assert cosigned_by(Note(note.text, (line,)), [key_of(ONE)]) == ()  # the same key for plain notes has another id
