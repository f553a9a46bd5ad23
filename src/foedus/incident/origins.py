"""Who speaks: the independent origin behind a report, and whether what it says is in its own interest (I3, I3a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from foedus.accord.model import Accord, Modality
from foedus.basics.vocabulary import ACTS
from foedus.incident.model import Reading
from foedus.incident.wire_credit import claimant_of, imprint
from foedus.incident.words import Words, words_of
from foedus.report.model import Basis, Report

NO_EVIDENCE = frozenset({Basis.DENIED, Basis.ANNOUNCED})
"""Claims that say nobody did it, or that somebody will: never evidence that it was done (I4a)."""

_ROLES = (
    "acting", "deputy", "senior", "chief", "head", "leader", "commander", "minister", "secretary", "representative",
    "speaker", "spokesman", "spokesperson", "spokeswoman", "envoy", "governor", "officer", "official", "member",
)  # fmt: skip
"""What a claimant may be: with one of these, bare or behind an article, a comma goes on about the same one (I3b)."""
_GOES_ON = rf"\s*(?:(?:an?|the)\b(?:(?!\band\b)[^,;])*?\b)?(?:{'|'.join(_ROLES)})\b"
_SEVERAL = re.compile(rf",(?!{_GOES_ON})|;|\band\b")
_SEPARATOR = re.compile(r"\s*(?:[;,]|\band\b)\s*")
_NOT_A_WORD = re.compile(r"[^\w]+")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([^\s/.]+(?:\.[^\s/.]+)+)(?:/\S*)?$")
_WITHIN_A_WORD = re.compile(r"(?<=\w)\.(?=\w)")
"""The dots of an address: `news.xx` is a paper's name and not an organ of the party XX."""
_NO_PARTY: frozenset[str] = frozenset()
_WHERE = re.compile(r"\b(?:in|to)(?: the)? $")
"""Before a party's name at the end, it tells where, not whose: "monitoring mission to Northland" (I3d)."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """An independent origin. key: how it is told from others. parties: those it speaks for, sorted; none if it is no
    party; several if each of its claimants speaks for one, and not all for the same (I3c)."""

    key: str
    name: str
    parties: tuple[str, ...]

    @property
    def party(self) -> str:
        """The one party it speaks for, "" if it is none or several."""
        return self.parties[0] if len(self.parties) == 1 else ""


@dataclass(frozen=True, slots=True)
class Claimant:
    """One of those whom an origin names, in its words. parties: those whose organ it is by these words, if any.

    of_a_body: whether a body of the accord is among these words.
    """

    words: str
    parties: frozenset[str]
    of_a_body: bool = False


@dataclass(frozen=True)
class Origins:
    """What the accord says about names: which party a name means, which origins speak for it, who owes which acts.

    owners: by name, what the group of outlets in one hand is called to which it belongs (I3i).
    spokesmen: by name, "" for a body of the accord, which is no party's organ whatever party its name holds.
    """

    parties: Mapping[str, str]
    spokesmen: Mapping[str, str]
    owed: Mapping[str, frozenset[str]]
    owners: Mapping[str, str] = field(default_factory=dict)

    def party(self, name: str) -> str:
        """The accord's name of a party the data name, or "" if it is none."""
        return self.parties.get(_folded(name), "")

    def party_or_name(self, name: str) -> str:
        """The accord's name of a party; who is no party keeps the name the data give."""
        found = self._called.get(name)
        if found is None:
            found = self._called[name] = self.party(name) or " ".join(name.split())
        return found

    @cached_property
    def _called(self) -> dict[str, str]:
        """What was asked already, by the name that the data give: it only saves work, like `_speakers`."""
        return {}

    def speaker(self, report: Report, root: Report, reading: Reading) -> Speaker:
        """The origin of a report; `root` is the report it repeats, itself if it repeats none.

        All organs of a party are one origin. What a party's organ prints of others is that party's word, too, unless
        it goes against that party (I3n). With `outlets_are_origins` whoever prints it is the origin.
        """
        if reading.outlets_are_origins:
            who, printed_by = report.outlet or report.origin, _NO_PARTY
        else:
            who, printed_by = claimant_of(root), self._printed_by(report, root)
        key = (reading.outlets_are_origins, who, root.side, printed_by)
        found = self._speakers.get(key)
        if found is None:
            found = self._speakers[key] = self._speaker(who, root.side, printed_by, reading)
        return found

    @cached_property
    def _speakers(self) -> dict[tuple[bool, str, str, frozenset[str]], Speaker]:
        """Who was worked out already: mutable, owned by these names alone, and only saves work."""
        return {}

    def _speaker(self, name: str, side_named: str, printed_by: frozenset[str], reading: Reading) -> Speaker:
        side = "" if reading.outlets_are_origins else self.party(side_named)
        own = {side} | self.organ_of(name) if side else {*self.spoken_for(name)}
        parties = tuple(sorted(own | printed_by))
        spoken = " and ".join(parties) or self._in_one_hand(name) or "somebody unnamed"
        return Speaker(_key(spoken), spoken, parties)

    def _printed_by(self, report: Report, root: Report) -> frozenset[str]:
        """The parties in whose organs it stands, and whose word it therefore is; none where all that it says of who did
        it goes against them (I3n)."""
        organs = self.organ_of(report.outlet)
        if root is not report:
            organs |= self.organ_of(root.outlet)
        if not organs:
            return organs
        named = {self.party_or_name(c.party) for c in report.claims if c.basis not in NO_EVIDENCE and c.party.strip()}
        return _NO_PARTY if named and named <= organs else organs

    def organ_of(self, outlet: str) -> frozenset[str]:
        """The parties whose organ an outlet is: a declared spokesman is among its words, or it begins with a party's
        own name. A name further on ("Monitoring Northland") tells what it is about."""
        found = self._organs.get(outlet)
        if found is None:
            pieces = self._pieces(_folded(outlet))  # with what stands in brackets: "Daily (A's ministry)"
            named = ((m.group(), m.start()) for piece in pieces for m in self._names.finditer(piece))
            organs = {self._of_words[name] for name, at in named if at == 0 or name in self._declared}
            found = self._organs[outlet] = frozenset(organs - {""})
        return found

    @cached_property
    def _organs(self) -> dict[str, frozenset[str]]:
        """Whose organ an outlet is, as far as it was asked: it only saves work, like `_speakers`."""
        return {}

    def _in_one_hand(self, name: str) -> str:
        plain = " ".join(name.split())
        return self.owners.get(_folded(name)) or self.owners.get(_folded(imprint(name).carrier)) or plain

    def spoken_for(self, origin: str) -> tuple[str, ...]:
        """The parties that an origin speaks for; none if one of its claimants is no party's organ (I3b, I3c)."""
        claimants = self.claimants(origin)
        if not all(c.parties for c in claimants):
            return ()
        return tuple(sorted({party for c in claimants for party in c.parties}))

    def claimants(self, origin: str) -> tuple[Claimant, ...]:
        """Those whom an origin names, each with the parties whose organ it is.

        Data name claimants in free words ("Northern army spokesman Captain N"): it is the organ of a party whose
        declared spokesman, or own name, is among its words (I3b, I3d).
        """
        whole = _folded(origin)
        found = self._read.get(whole)
        if found is None:
            found = self._read[whole] = self._claimants(whole)
        return found

    def _claimants(self, whole: str) -> tuple[Claimant, ...]:
        exact = self.spokesmen.get(whole, self.parties.get(whole, ""))
        if exact:
            return (Claimant(whole, frozenset({exact})),)
        return tuple(self._claimant(piece) for piece in self._pieces(whole))

    def _pieces(self, whole: str) -> tuple[str, ...]:
        """Those that a name tells apart, each as its words."""
        for name in self._joined:
            whole = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _SEPARATOR.sub("_", name), whole)
        pieces = (_only_words(piece) for piece in _SEVERAL.split(whole))
        return tuple(piece for piece in pieces if piece)

    def _claimant(self, piece: str) -> Claimant:
        """The longest names first, so that a name within another ("Land" in "New Land") is not taken for itself."""
        matches = (m.group() for m in self._names.finditer(piece) if not self._tells_where(m, piece))
        found = frozenset(self._of_words[name] for name in matches)
        return Claimant(piece.replace("_", " "), found - {""}, "" in found)

    def _tells_where(self, name: re.Match[str], piece: str) -> bool:
        at_the_end = name.end() == len(piece) and _WHERE.search(piece, 0, name.start()) is not None
        return at_the_end and name.group() not in self._declared

    @cached_property
    def _read(self) -> dict[str, tuple[Claimant, ...]]:
        """What was read already, by origin: mutable, owned by these names alone, and only saves work."""
        return {}

    @cached_property
    def _of_words(self) -> Mapping[str, str]:
        """Party by the words of a name; a spokesman that was declared goes before a party's own name."""
        named = {**self.parties, **self.spokesmen}
        return {words: party for name, party in named.items() if (words := _words(name))}

    @cached_property
    def _declared(self) -> frozenset[str]:
        return frozenset(_words(name) for name in self.spokesmen)

    @cached_property
    def _joined(self) -> tuple[str, ...]:
        """Names that hold what else would tell claimants apart ("Army and Navy"), the longest first."""
        joined = (name for name in (*self.parties, *self.spokesmen) if _SEPARATOR.search(name))
        return tuple(sorted(joined, key=lambda name: (-len(name), name)))

    @cached_property
    def _names(self) -> re.Pattern[str]:
        longest_first = sorted(self._of_words, key=lambda name: (-len(name), name))
        names = "|".join(re.escape(name) for name in longest_first) or r"(?!)"
        return re.compile(rf"(?<!\S)(?:{names})(?!\S)")

    def claims_that_count(
        self, report: Report, speaker: Speaker, reading: Reading
    ) -> tuple[tuple[str, Basis], ...] | None:
        """(party, basis) of what the report says about who did it; None if the report counts for nothing (I3).

        A party counts only where it says that it did it itself, unless that was its duty: to accuse another, to
        describe a harm without naming anybody, and to claim a duty done are all in its own interest. Where several
        parties speak as one, nobody knows which of them says what, so that nothing is against its interest (I3c).
        That a party says so itself is its own word only: by anybody else it is an accusation (I4a).
        """
        claims = [c for c in report.claims if c.basis not in NO_EVIDENCE and c.party.strip()]
        evidence = tuple([_by(speaker, self.party_or_name(c.party), c.basis) for c in claims])
        if not speaker.parties or reading.own_interest_counts:
            return evidence
        if not speaker.party or report.act in self.owed.get(speaker.party, frozenset()):
            return None
        against_itself = tuple(c for c in evidence if c[0] == speaker.party)
        return against_itself or None


def origins_of(accord: Accord) -> Origins:
    """The names and duties of an accord. Case and spacing of names do not matter."""
    words = words_of(accord.acts, ACTS)
    parties = {_folded(n): p.name for p in accord.parties for n in (*p.also, p.title, p.name) if n.strip()}
    bodies = {_folded(n) for b in accord.bodies for n in (b.name, b.title, *b.members) if n.strip()}
    declared = {_folded(o): s.party for s in accord.evidence.spokesmen for o in s.origins}
    spokesmen = {**{n: "" for n in bodies if n not in parties}, **declared}
    owed = {p: _owed(accord, p, words) for p in accord.party_names}
    owners = {_folded(o): " or ".join(sorted(g.origins)) for g in accord.evidence.owners for o in g.origins}
    return Origins(parties, spokesmen, owed, owners)


def _by(speaker: Speaker, party: str, basis: Basis) -> tuple[str, Basis]:
    """A claim, as the word of whoever speaks."""
    if basis is not Basis.CLAIMED or party in speaker.parties or _key(party) == speaker.key:
        return party, basis
    return party, Basis.ACCUSED


def root_of(report: Report, known: Mapping[str, Report], apart: frozenset[str] = frozenset()) -> Report:
    """The report that this one repeats in the end, as far as it is known; of several, the first by id.

    apart: marked reports, after which none is told that repeats another as well (R7).

    A report that draws on several others is no new witness either, so it is told under the first of them.
    """
    return roots_of((report,), known, apart)[report.id]


def roots_of(
    reports: Iterable[Report], known: Mapping[str, Report], apart: frozenset[str] = frozenset()
) -> dict[str, Report]:
    """The same of many reports and of all on the way, by id; linear, however long a chain is."""
    found: dict[str, Report] = {}
    for report in reports:
        way: list[str] = []
        while report.id not in found:
            way.append(report.id)
            source = min(((d in apart, d) for d in report.derives_from if d in known), default=None)
            if source is None:
                found[report.id] = report
            else:
                report = known[source[1]]
        found.update(dict.fromkeys(way, found[report.id]))
    return found


def _owed(accord: Accord, party: str, words: Words) -> frozenset[str]:
    def acts(modality: Modality) -> frozenset[str]:
        norms = (n for n in accord.norms if n.modality is modality and party in accord.bound_by(n))
        return frozenset(w for n in norms for w in words.within(n.act))

    return acts(Modality.MUST) - acts(Modality.MUST_NOT)


def _words(name: str) -> str:
    """The words of a name, as they stand in a claimant: what would tell claimants apart is no separator in a name."""
    return _only_words(_SEPARATOR.sub("_", _folded(name)))


def _only_words(text: str) -> str:
    return " ".join(_NOT_A_WORD.sub(" ", _WITHIN_A_WORD.sub("", text)).split())


def _key(name: str) -> str:
    """What is left of a name however it is written: an address without its scheme, `www.` and page, and no article in
    front, quotation marks, hyphens and full stops. So no outlet is two by its spelling."""
    folded = _folded(name)
    address = _ADDRESS.match(folded)
    words = _only_words(address[1] if address else folded)
    return words.removeprefix("the ") or folded


def _folded(name: str) -> str:
    """Letters alike however they are coded (composed or not, full width or not), without signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", name.casefold())
    if not plain.isascii():
        plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(plain.split())
