"""Keys of those who act: a passphrase is asked for where somebody sits, and an exercise gives its keys out."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from typer.testing import CliRunner, Result

from foedus.basics.problem import Problem
from foedus.cli import key_files
from foedus.cli.app import built

app = built()
EXERCISES = Path(__file__).parents[2] / "library" / "conditional_accession" / "exercises"


def foedus(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key file that opens with `open sesame`, and nothing in the environment."""
    monkeypatch.delenv(key_files.PASSPHRASE, raising=False)
    key = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(b"open sesame")
    file = tmp_path / "locked.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    return str(file)


def typed(monkeypatch: pytest.MonkeyPatch, passphrase: str, at_a_terminal: bool = True) -> list[str]:
    """Let somebody sit at the terminal who types a passphrase; the questions that are asked."""
    asked: list[str] = []
    monkeypatch.setattr(key_files, "_somebody_is_there", lambda: at_a_terminal)
    monkeypatch.setattr(key_files, "getpass", lambda prompt: asked.append(prompt) or passphrase)
    return asked


def test_a_passphrase_is_asked_for_once_where_somebody_sits(locked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = typed(monkeypatch, "open sesame")
    assert not isinstance(key_files.unlocked(locked, "BR"), Problem)
    assert not isinstance(key_files.unlocked(locked, "BR"), Problem)
    assert len(asked) == 1 and locked in asked[0]


def test_a_wrong_passphrase_or_none_is_told(locked: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    typed(monkeypatch, "close sesame")
    wrong = key_files.unlocked(locked, "BR")
    assert isinstance(wrong, Problem) and wrong.code == "C0005"
    copy = tmp_path / "copy.pem"
    copy.write_bytes(Path(locked).read_bytes())
    typed(monkeypatch, "")
    none = key_files.unlocked(str(copy), "BR")
    assert isinstance(none, Problem) and none.code == "C0004"


def test_a_program_is_not_asked_but_told_where_the_passphrase_goes(
    locked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = typed(monkeypatch, "open sesame", at_a_terminal=False)
    found = key_files.unlocked(locked, "BR")
    assert isinstance(found, Problem) and found.code == "C0004" and "FOEDUS_PASSPHRASE" in found.mend
    assert asked == []


@pytest.mark.slow
def test_an_exercise_is_carried_on_by_hand_with_the_keys_that_it_gives_out(tmp_path: Path) -> None:
    log, keys = tmp_path / "log", tmp_path / "keys"
    done = foedus("exercise", EXERCISES / "one_deposit_missing.exercise", "--log", log, "--keys", keys)
    assert done.exit_code == 0, done.output
    assert (keys / "FR.pem").read_text(encoding="utf-8").startswith("EXERCISE. Key of FR")
    assert (keys / "FR.pem").stat().st_mode & 0o077 == 0
    by_hand = [
        "withdraw", "--as", "FR", "--key", keys / "FR.pem", "--log", log, "--registry-key", keys / "registry.pem",
        "--at",
    ]  # fmt: skip
    assert "withdrawal by FR, entry" in foedus(*by_hand, "2025-06-25 10:00").output
    assert "C0066" in foedus(*by_hand, "2025-06-01 10:00").output
    for beyond in ("9999-12-31T23:59", "2999-12-31", "1969-01-01", "0001-01-01"):
        done = foedus(*by_hand, beyond)
        assert done.exit_code == 2 and "U0002" in done.output
    assert foedus("audit", log).exit_code == 0


def test_keys_of_an_exercise_are_written_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "BR.pem").write_bytes(b"a real one")
    scenario = EXERCISES / "one_deposit_missing.exercise"
    done = foedus("exercise", scenario, "--log", tmp_path / "log", "--keys", tmp_path / "keys")
    assert done.exit_code == 2 and "C0315" in done.output
    assert (tmp_path / "keys" / "BR.pem").read_bytes() == b"a real one" and not (tmp_path / "log").exists()
