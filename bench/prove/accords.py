"""Accords to measure: so many guarantors in so many groups, of each of which eleven sixteenths must consent, each one
able to take its consent back; a body of six, a court of three; limits in hours."""

from __future__ import annotations

from pathlib import Path

TEXT = """accord "Measured", version 1
    time zone UTC
    in force from 2026-01-01 00:00 until 2036-01-01 00:00

parties
    AA "Party A"
    BB "Party B"

{groups}
body Watch "The Watch"
    members W1 W2 W3 W4 W5 W6

body Court "The Court"
    members J1 J2 J3

zone Land area "Land"

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 1 independent origin
    attributed to the standard preponderance

Article 1 "Peace"
    Each party must not attack in Land.
        material breach when count is at least 1

Article 2 "Certification"
    Watch certifies a material breach by 4 of 6 within {hours} hours; silence is assent.
        the accused may challenge once within {hours} hours for forgery
    Court decides a challenge by 2 of 3 within {hours} hours; silence dismisses it.

Article 3 "Guarantee"
    On certified material breach by AA, membership of G1 for BB takes effect at once.
{consents}
"""


def needed(members: int) -> int:
    """How many of a group must consent: 22 of 32."""
    return max(1, members * 11 // 16)


def written(folder: Path, members: int, classes: int, hours: int) -> Path:
    """The accord as a file."""
    size = members // classes
    groups = "".join(
        f'alliance G{g} "Group {g}"\n    members {" ".join(f"M{g}-{n}" for n in range(1, size + 1))}\n\n'
        for g in range(1, classes + 1)
    )
    consents = "\n".join(
        f"        consent of at least {needed(size)} members of G{g}, deposited as a revocable escrow"
        for g in range(1, classes + 1)
    )
    path = folder / f"{members}-{classes}-{hours}.accord"
    path.write_text(TEXT.format(groups=groups, consents=consents, hours=hours), encoding="utf-8")
    return path
