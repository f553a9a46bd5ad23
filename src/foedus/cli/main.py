"""The entry of the command line. It loads little, so that an interruption is met from the first instant on."""

from __future__ import annotations

import errno
import os
import signal
import sys
from types import FrameType

from foedus.cli.exits import Exit

_INTERRUPTED = "\nInterrupted. Nothing was half-written.\n"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Reasons of the machine, not ours, for which an output cannot be written."""


def main() -> None:
    """Run the command line; whatever happens, the user sees a sentence and a script an exit code."""
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:
        signal.signal(signal.SIGINT, _stop_at_once)
    from foedus.cli.app import built

    app = built(sys.argv[1:])

    if interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except SystemExit as end:
        if end.code == Exit.INTERRUPTED:
            _say(_INTERRUPTED)
        raise
    except KeyboardInterrupt:
        _say(_INTERRUPTED)
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        _let_go_of_output()
        sys.exit(Exit.FINE)
    except MemoryError:
        _say("The machine has not enough memory for this. Try fewer reports at a time.\n")
        sys.exit(Exit.PROBLEMS)
    except Exception as error:
        _tell(error)


def _tell(error: Exception) -> None:
    """Say whose fault an error is: the machine's, where it has no room for the output; else ours."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        _say(
            f"A file cannot be written: {error.strerror}. Make room on the disk of the output, of the log and of "
            "temporary files, or name a file on another disk with `-o`.\n"
        )
        _let_go_of_output()
        sys.exit(Exit.USAGE)
    if os.environ.get("FOEDUS_TRACEBACK"):
        raise error
    _tell_refusal(error)
    _say(
        f"This is a fault of Foedus, not of what you wrote ({type(error).__name__}: {error}).\n"
        "Nothing was written. Please report it with the command you gave; with FOEDUS_TRACEBACK=1 it tells where.\n"
    )
    sys.exit(Exit.BUG)


def _tell_refusal(error: Exception) -> None:
    """A stranger's bytes, or an agent that does not sign: nobody's fault here, and told as a problem."""
    from foedus.cli.say import say_problems
    from foedus.ledger.malformed import Malformed

    if isinstance(error, Malformed):
        say_problems([error.problem()], {})
        sys.exit(Exit.PROBLEMS)


def _stop_at_once(_signal: int, _frame: FrameType | None) -> None:
    """End while the program is still loading: an exception there could be taken for a broken library."""
    os.write(2, _INTERRUPTED.encode())
    os._exit(Exit.INTERRUPTED)


def _let_go_of_output() -> None:
    """Forget what is still to be written, so that nothing tries once more at the end of the run."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    sys.stderr.write(text)
