"""Rule L1, policies and receipts: read as C2SP wants, refused line by line, and no receipt holds with a turned bit."""

from __future__ import annotations

import pytest

from foedus.ledger import merkle
from foedus.ledger.checkpoint import Checkpoint, sign_checkpoint
from foedus.ledger.cosignature import cosign
from foedus.ledger.keys import COSIGNATURE, VerifierKey, key_of
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, parse_note
from foedus.ledger.policy import NONE, Policy, parse_policy, quorum_met
from foedus.ledger.proof import TlogProof, parse_proof, verified
from ledger_values import flipped, leaves, lookup, signer

LOG = signer("example.com/log")
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {name: signer(f"witness.example/{name}") for name in NAMES}
KEYS = {name: key_of(each, COSIGNATURE) for name, each in WITNESSES.items()}
LINES = "".join(f"witness {name} {key.text}\n" for name, key in KEYS.items())
TEXT = f"""# two organisations
log {key_of(LOG).text} https://log.example/

{LINES}
group X-witnesses 2 X1 X2 X3
\tgroup  Y-witnesses any\tY1 Y2 Y3
  # both of them
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def renamed(key: VerifierKey) -> str:
    return VerifierKey("another.name", key.public, key.kind).text


def policy(text: str | bytes) -> Policy:
    found = parse_policy(text.encode() if isinstance(text, str) else text)
    assert isinstance(found, Policy), found
    return found


def problems(text: str | bytes) -> list[tuple[str, int]]:
    found = parse_policy(text.encode() if isinstance(text, str) else text)
    assert not isinstance(found, Policy), found
    return [(each.code, each.span.line if each.span else 0) for each in found]


def test_L1_a_policy_of_two_organisations_asks_both() -> None:
    found = policy(TEXT)
    assert [each.url for each in found.logs] == ["https://log.example/"]
    assert found.witness_keys == tuple(KEYS.values())
    for names, enough in ((["X1", "X2", "Y3"], True), (["X1", "Y1", "Y2", "Y3"], False), (["X1", "X2", "X3"], False),
                          (NAMES, True), ([], False)):  # fmt: skip
        assert quorum_met(found, [KEYS[name] for name in names]) is enough
    strangers = [key_of(signer(f"witness.example/Z{number}"), COSIGNATURE) for number in range(9)]
    assert not quorum_met(found, strangers)


def test_L1_a_quorum_can_be_one_witness_or_none() -> None:
    assert quorum_met(policy("quorum none\n"), []) and policy("quorum none\n").quorum == NONE
    one = policy(f"{LINES}quorum X2\n")
    assert quorum_met(one, [KEYS["X2"]]) and not quorum_met(one, [KEYS["X1"]])


def test_L1_names_are_bytes_and_two_letters_that_look_alike_are_two_names() -> None:
    kelvin = policy(f"witness K {KEYS['X1'].text}\nwitness \u212a {KEYS['X2'].text}\nquorum \u212a\n")
    assert quorum_met(kelvin, [KEYS["X2"]]) and not quorum_met(kelvin, [KEYS["X1"]])
    odd = policy(b"witness \xff\xc3\xa0\xc2\xa0 " + KEYS["X1"].text.encode() + b"\nquorum \xff\xc3\xa0\xc2\xa0\n")
    assert quorum_met(odd, [KEYS["X1"]])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [("L0026", 1)]),
        ("# nothing\n", [("L0026", 1)]),
        ("quorum none\nquorum none\n", [("L0026", 2)]),
        ("quorum none", [("L0020", 1)]),
        ("quorum none\r\n", [("L0020", 1), ("L0026", 1)]),
        ("quorum none\n# \x7f\n", [("L0020", 2)]),
        ("quorum none\nQuorum none\n", [("L0020", 2)]),
        ("quorum none X1\n", [("L0020", 1), ("L0026", 1)]),
        ("quorum W\n", [("L0023", 1)]),
        (f"quorum X1\n{LINES}", [("L0023", 1)]),
        ("group G any\nquorum none\n", [("L0020", 1)]),
        ("log abc\nquorum none\n", [("L0021", 1)]),
        (f"log {KEYS['X1'].text}\nquorum none\n", [("L0021", 1)]),
        (f"witness L {key_of(LOG).text}\nquorum L\n", [("L0021", 1)]),
        (f"log {key_of(LOG).text}\nlog {key_of(LOG).text} u\nquorum none\n", [("L0022", 2)]),
        (f"{LINES}witness X1 {key_of(signer('w'), COSIGNATURE).text}\nquorum X1\n", [("L0022", 7)]),
        (f"{LINES}witness X4 {KEYS['X1'].text}\nquorum X1\n", [("L0022", 7)]),
        (f"{LINES}witness X4 {renamed(KEYS['X1'])}\nquorum X1\n", [("L0022", 7)]),
        (f"witness none {KEYS['X1'].text}\nquorum none\n", [("L0022", 1)]),
        (f"{LINES}group X1 any X2\nquorum X1\n", [("L0022", 7)]),
        (f"{LINES}group G any none\nquorum G\n", [("L0023", 7)]),
        (f"{LINES}group G any G\nquorum G\n", [("L0023", 7)]),
        (f"{LINES}group G any H\ngroup H any G\nquorum H\n", [("L0023", 7)]),
        (f"{LINES}group G any X1 X1\nquorum G\n", [("L0024", 7)]),
        (f"{LINES}group G any X1 X2\ngroup H any G X1\nquorum H\n", [("L0024", 8)]),
        *[(f"{LINES}group G {k} X1 X2\nquorum G\n", [("L0025", 7)]) for k in ("0", "3", "-1", "+1", "01", "some", "²")],
        ("group G 2 A B\nlog x\nquorum Q\n", [("L0023", 1), ("L0021", 2), ("L0023", 3)]),
    ],
)  # fmt: skip
def test_L1_each_mistake_of_a_policy_is_told_with_its_line(text: str, wanted: list[tuple[str, int]]) -> None:
    assert problems(text) == wanted


# -- receipts ----------------------------------------------------------------------------------------------------------

HASHES = leaves(11)
TWO = policy(f"log {key_of(LOG).text}\n{LINES}group two 2 X1 X2 X3\nquorum two\n")


def receipt(index: int, size: int, *witnesses: str, extra: bytes = b"") -> TlogProof:
    note = parse_note(sign_checkpoint(Checkpoint(LOG.name, size, merkle.root_of(HASHES[:size])), LOG))
    lines = [cosign(note.text, WITNESSES[name], 1_800_000_000 + nth) for nth, name in enumerate(witnesses)]
    content = Note(note.text, (*note.signatures, *lines)).content()
    return TlogProof(index, merkle.inclusion_proof(index, size, lookup(HASHES)), content, extra)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (7, 11), (10, 11)])
def test_L1_a_receipt_proves_its_entry_to_whoever_has_the_key_and_the_policy(index: int, size: int) -> None:
    proof = receipt(index, size, "X1", "X3", extra=b"\0\xff" if index else b"")
    assert parse_proof(proof.content()) == proof
    proven = verified(proof, f"entry {index}".encode(), key_of(LOG), TWO)
    assert (proven.index, proven.head.size) == (index, size)
    assert [each.at_second for each in proven.cosignatures] == [1_800_000_000, 1_800_000_001]


def test_L1_a_receipt_fails_for_another_entry_index_log_or_policy() -> None:
    proof, entry, key = receipt(7, 11, "X1", "X3"), b"entry 7", key_of(LOG)
    for changed, given, by, under, code in (
        (proof, b"entry 8", key, TWO, "L0014"),
        (TlogProof(8, proof.hashes, proof.checkpoint), entry, key, TWO, "L0014"),
        (receipt(7, 11, "X1"), entry, key, TWO, "L0015"),
        (receipt(7, 11, "X1", "Y1"), entry, key, TWO, "L0015"),
        (receipt(7, 11, "X1", "X1"), entry, key, TWO, "L0007"),
        (proof, entry, key_of(signer("example.com/other")), TWO, "L0017"),
        (proof, entry, key_of(signer("example.com/other")), policy("quorum none\n"), "L0005"),
    ):
        with pytest.raises(Malformed, match=code):
            verified(changed, given, by, under)


def test_L1_no_bit_of_a_receipt_can_be_turned() -> None:
    proof = receipt(7, 11, "X1", "X3")
    content = proof.content()
    for bit in range(0, len(content) * 8, 3):
        with pytest.raises(Malformed):
            verified(parse_proof(flipped(content, bit)), b"entry 7", key_of(LOG), TWO)


GOOD = receipt(7, 11, extra=b"x").content().decode()


@pytest.mark.parametrize(
    "text",
    ["", GOOD.replace("@v1", "@v2"), GOOD.replace("\n", "\r\n"), GOOD.replace("index 7", "index 07"), GOOD[1:],
     GOOD.replace("index 7", "index"), GOOD.replace("extra eA==", "extra "), GOOD.replace("extra eA==", "extra eB=="),
     GOOD.replace("extra eA==\n", "extra eA==\nextra eA==\n"), GOOD.replace("index 7", "index 7\nAAAA"),
     GOOD.replace("extra eA==\nindex 7", "index 7\nextra eA=="), GOOD.split("\n\n")[0] + "\n\n",
     GOOD.replace("index 7\n", "index 7\n" + ("A" * 43 + "=\n") * (64 - len(receipt(7, 11).hashes)))],
)  # fmt: skip
def test_L1_a_file_that_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"L00(13|02)"):
        parse_proof(text.encode())
