"""The keeper of a log: takes acts in, writes what the registry makes of them, acknowledges what is durable (L1, L2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from foedus.accord.read_accord import ReadAccord
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.ledger.disk import Disk, read_blob
from foedus.ledger.keys import Signer
from foedus.ledger.refusals import disk_failed
from foedus.ledger.store import Log, LogStopped, Refusal
from foedus.watch.acts import REGISTRY, SignedAct
from foedus.watch.handing import Handed
from foedus.watch.keyring import Keyring
from foedus.watch.loading import Loaded, load
from foedus.watch.opening import Opening, digests, opening_act
from foedus.watch.registry import Done, Registry
from foedus.watch.signing import Named, key_of, signed_by
from foedus.watch.witnessed import witnesses_of


@dataclass(slots=True)
class Keeper:
    """A log open for writing, with the world that it says. Mutable; the one owner of both."""

    loaded: Loaded
    log: Log

    def try_out(self, signed: SignedAct, at: Instant, handed: Handed | None = None) -> Done | Problem:
        """What an act would bring about; nothing is written."""
        return self.loaded.registry.step(self.loaded.world, signed, at, handed)

    def keep(self, done: Done, blobs: Sequence[bytes] = ()) -> int | Problem:
        """Write an entry that was just tried out; its index, once it is durable (L2).

        Errors: a problem (`L01xx`) when the disk fails; then the log takes nothing more until it is opened anew.
        """
        try:
            for blob in (*blobs, *done.blobs):
                self.log.put_blob(blob)
            [index] = self.log.append([done.content])
        except LogStopped as stopped:
            return stopped.problem
        assert index == done.world.entries - 1, "the log and the world count the same entries"
        self.loaded.take(done)
        return index

    def close(self) -> None:
        """Let go of the folder. What cannot be written for that on a full disk is made up for by the next start."""
        _close(self.log)

    def publish(self) -> bytes | Problem:
        """Sign a head over all that was kept; the checkpoint."""
        try:
            return self.log.publish()
        except LogStopped as stopped:
            return stopped.problem


def _close(log: Log) -> None:
    with suppress(LogStopped):
        log.close()


def create(
    disk: Disk, found: ReadAccord, files: Mapping[str, bytes], signer: Signer, origin: str, at: Instant,
    exercise: bool = False, policy: str = "",
) -> Keeper | tuple[Problem, ...]:  # fmt: skip
    """Open the log of an accord in an empty folder. files: all that the accord reads, by path. signer: the key of the
    registry, which is that of the log too. Errors: problems of the folder (`L01xx`)."""
    assert found.accord is not None and found.zones is not None, "checked before"
    keeper = Named(REGISTRY, signer)
    opening = Opening(found.file, digests(files), origin, key_of(keeper).text, policy, exercise)
    signed = signed_by(opening_act(found.accord, opening, at), keeper)
    witnesses = witnesses_of(origin, policy)
    if isinstance(witnesses, tuple):
        return witnesses
    registry = Registry(found.accord, found.zones, witnesses)
    done = registry.opened(signed, at, Keyring().with_key(REGISTRY, key_of(keeper)))
    log = Log.create(disk, Named(origin, signer), done.content, tuple(files.values()))
    if isinstance(log, Refusal):
        return log.problems
    return Keeper(Loaded(opening, registry, done.world), log)


def take_up(disk: Disk, signer: Signer, origin: str, lost_journal: bool = False) -> Keeper | tuple[Problem, ...]:
    """Open a log for writing: the folder is looked through first, then every entry is made again; it starts only if
    all of it holds. lost_journal: as for `Log.open`. Errors: problems of the folder (`L01xx`), of what the entries say
    (`L03xx`)."""
    log = Log.open(disk, Named(origin, signer), thorough=True, lost_journal=lost_journal)
    if isinstance(log, Refusal):
        return log.problems
    try:
        entries = (log.entry(i) for i in range(log.size))
        loaded = load(entries, lambda digest: read_blob(disk, digest), key=key_of(Named(origin, signer)))
    except OSError as error:  # temporary files are written for it too
        loaded = (disk_failed(error, "reading the log"),)
    if isinstance(loaded, tuple):
        _close(log)
        return loaded
    return Keeper(loaded, log)

