"""What can be wrong with a file of reports: one code for each fault, with the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.basics.problem import Problem, Severity, Span

_SHOWN_CHARACTERS = 60
"""A value longer than this is cut in a message; the refused row itself is kept whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: its words, with places in braces for what the file says."""

    what: str
    why: str
    mend: str
    severity: Severity = Severity.ERROR


_NO_REPORT = "without it the row says nothing that a finding could rest on"
_NUMBER = "counts and positions decide findings; a guess at what was meant could change one"

FAULTS: Mapping[str, Fault] = {
    "R0001": Fault("there is no file {value}", "nothing could be read", "check the path and the spelling"),
    "R0002": Fault(
        "the file cannot be read: {value}",
        "nothing could be read",
        "check that the file is there and may be read by you",
    ),
    "R0003": Fault("{value} is a folder", "reports are read from single files", "name the files inside it one by one"),
    "R0004": Fault("the file is empty", "it has not even a heading", "fetch the file again from its source"),
    "R0005": Fault(
        "the file has a heading but no rows",
        "a file without reports is no evidence that nothing happened",
        "check whether the export or the download was cut off",
    ),
    "R0006": Fault(
        "the gzip file is cut off or damaged",
        "rows behind the damage are missing; the rows before it were kept",
        "fetch the file again from its source",
    ),
    "R0007": Fault(
        "the name ends in .gz but the file is not compressed",
        "it was read as it stands; it may not be the file you meant",
        "rename the file, or fetch it again",
        Severity.WARNING,
    ),
    "R0008": Fault(
        "this is not a text file",
        "reports are read from text: CSV, JSON or GeoJSON",
        "export the table as CSV (a spreadsheet can), and give that file",
    ),
    "R0009": Fault(
        "the columns are of no format known here: {value}",
        "without knowing what the columns mean nothing can be read",
        "correct the heading, name the format with `--format`, or describe the columns in a mapping file (`--mapping`)",
    ),
    "R0010": Fault("there is no format called {value}", "nothing could be read", "take one of: {names}"),
    "R0011": Fault(
        "columns that the format {value} needs are missing: {names}",
        "rows could not be read without them",
        "check the heading of the file, or take another format",
    ),
    "R0012": Fault(
        "the heading names a column twice: {value}",
        "it is not clear which of the two is meant",
        "rename or remove one of them",
    ),
    "R0013": Fault(
        "the JSON is broken or cut off: {value}",
        "nothing of it could be read safely",
        "fetch the file again from its source",
    ),
    "R0014": Fault(
        "the JSON holds no list of records, but {value}",
        "reports are read from a list of objects, one for each",
        "give a result page with `Result`, a GeoJSON FeatureCollection, or a list of objects",
    ),
    "R0015": Fault(
        "there is no time zone called {value}",
        "times without an offset could not be placed",
        "name one as in Europe/Paris, America/Bogota or UTC",
    ),
    "R0016": Fault(
        "this is a file of zones, not of reports",
        "every feature is an area or a line; a report is a point in time at a place",
        'name it in an accord (`zone NAME from "FILE"`), and give a file of reports here',
    ),
    "R0017": Fault(
        "this is a page of the web, not a table",
        "a login or an error page is often saved in place of the data that was asked for",
        "open the page in a browser, and fetch the CSV or JSON file that it offers",
    ),
    "R0018": Fault(
        "the first line holds values, not names of columns: {value}",
        "without a heading it cannot be told what the values mean",
        "put a line with the names of the columns first; the source of the data names them",
    ),
    "R0019": Fault(
        "this is an accord, not a file of reports",
        "an accord says what is forbidden; reports say what happened",
        "name one accord first, then the reports: `foedus replay peace.accord events.csv`",
    ),
    "R0020": Fault(
        "this is a table of revisions, not of reports",
        "it names numbers of events and values that changed; what an event is, stands in the table of events",
        "give it with its events: `foedus reports changes EVENTS REVISIONS --known DATE`, or a replay's `--then`",
    ),
    "R0101": Fault("column {column} is empty", _NO_REPORT, "fill it in, or leave the row out"),
    "R0102": Fault(
        "column {column} says {value}, which is no date read here",
        "when it happened decides which window it counts in",
        "write dates as 2025-03-18, times as 2025-03-18T19:30+02:00",
    ),
    "R0103": Fault(
        "column {column} says {value}, which is no whole number", _NUMBER, "write whole numbers in digits: 12"
    ),
    "R0104": Fault(
        "column {column} says {value}: a count below zero",
        "nothing can have happened so often; the row is kept and marked, the number is read as not known (R7a)",
        "write the number of acts or people, 0 or more; leave the cell empty if it is not known",
        Severity.WARNING,
    ),
    "R0105": Fault(
        "column {column} says {value}, but low, best and high must not fall",
        "the low estimate decides a breach, the high one a doubt",
        "put the three numbers in order",
    ),
    "R0106": Fault(
        "the event ends ({value} in column {column}) before it starts",
        "it would fit into no window",
        "exchange the two dates, or correct the wrong one",
    ),
    "R0107": Fault(
        "column {column} says {value}, which is no coordinate", _NUMBER, "write degrees with a decimal point: 48.512"
    ),
    "R0108": Fault("column {column} says {value}, with a decimal comma", _NUMBER, "write a decimal point: 48.512"),
    "R0109": Fault(
        "column {column} says {value}, which is not on the globe",
        _NUMBER,
        "latitude goes from -90 to 90, longitude from -180 to 180",
    ),
    "R0110": Fault(
        "latitude {value} is not on the globe, longitude would be a latitude",
        "the two are probably exchanged",
        "exchange the columns latitude and longitude",
    ),
    "R0111": Fault(
        "the place is latitude 0, longitude 0",
        "that point of the open sea stands for a missing place in many tables",
        "leave both cells empty if the place is not known",
    ),
    "R0112": Fault(
        "column {column} says {value}, with marks between the digits",
        "1.234 and 1,234 mean different numbers to different readers",
        "write digits only: 1234",
    ),
    "R0113": Fault(
        "column {column} says {value}, which is not a number",
        _NUMBER,
        "leave the cell empty if the number is not known",
    ),
    "R0114": Fault(
        "the row and the heading differ in length: {value} against {names} fields",
        "fields are missing, so columns may have moved",
        "complete the row",
    ),
    "R0115": Fault(
        "the row and the heading differ in length: {value} against {names} fields",
        "there are too many, so columns may have moved",
        "put text that contains the separator into quotation marks",
    ),
    "R0116": Fault(
        "a quotation mark is not closed, or stands inside a field",
        "what follows would be swallowed into one field",
        'close it, or write it twice inside a quoted field: ""',
    ),
    "R0117": Fault(
        "the row contains a control character that text does not have",
        "the row is damaged, and what it says is not sure",
        "fetch the file again from its source",
    ),
    "R0118": Fault(
        "a field is longer than {value} characters", "a text of that length is most probably damage", "shorten the text"
    ),
    "R0119": Fault(
        "column {column} says {value}, as an earlier row with other content does",
        "two texts under one id contradict each other; both are kept and marked, and neither counts by itself (R7b)",
        "give each row its own id; let the later one name the earlier one under `supersedes` if it corrects it",
        Severity.WARNING,
    ),
    "R0120": Fault(
        "column {column} says {value}, a code that this format does not have",
        "what it stands for would be a guess",
        "take one of: {names}",
    ),
    "R0121": Fault(
        "column {column} says {value}, which is in the future",
        "a report cannot tell what has not happened yet",
        "correct the date",
    ),
    "R0122": Fault(
        "column {column} says {value}, a year outside 1900 to 2100", "it is most probably a slip", "correct the year"
    ),
    "R0123": Fault("the row repeats the heading", "it is no report", "remove the row"),
    "R0124": Fault(
        "the feature has no geometry",
        "its place is not known, and the file says that it would be",
        "add the point, or give the table as CSV with empty coordinates",
    ),
    "R0125": Fault(
        "the geometry is a {value}, not a point",
        "where in it the event happened is not said",
        "give a point, and its precision as a radius",
    ),
    "R0126": Fault(
        "column {column} is empty, the other coordinate is not", "half a position is none", "fill in both or neither"
    ),
    "R0127": Fault("column {column} says {value}, a number beyond belief", _NUMBER, "correct the number"),
    "R0128": Fault(
        "the record is no object with named fields", "it cannot be told what its values mean", "write it as an object"
    ),
    "R0129": Fault(
        "column {column} says {value}, which is the id of no other row read from this file",
        "it is not known which report is meant; the row is kept and marked, and changes nothing (R7d)",
        "correct the id, or mend the row that has it; `--mapping` must name the column `id`",
        Severity.WARNING,
    ),
    "R0130": Fault(
        "column {column} says {value}, which leads in a circle",
        "none of them was there first; the rows are kept and marked, and count for nothing (R7c)",
        "let the later of the rows refer to the earlier one only",
        Severity.WARNING,
    ),
    "R0131": Fault(
        "a retraction that does not say what it takes back",
        "nothing would be taken back, without a word",
        "name the row under `retracts`, or the event under `event`",
    ),
    "R0132": Fault(
        "a row that announces, takes back or corrects, without a date of publication",
        "it changes what is known from then on, so it must be known since when",
        "fill in the column that `published` names, or give a constant `published`",
    ),
    "R0133": Fault(
        "column {column} says {value}, which is not how Foedus writes it",
        "what was meant would be a guess",
        "write {names}",
    ),
    "R0134": Fault(
        "column {column} says {value}, which is not the id of what the record says",
        "a report is named by its content; this one was changed after it was named",
        "leave the id out of a record that you write or change, and let `supersedes` name the old one",
    ),
    "R0135": Fault(
        "column {column} says {value}: less than nothing",
        _NUMBER,
        "write a distance, a time or a share as a number of 0 or more",
    ),
    "R0201": Fault("the mapping file {value} cannot be read", "the columns are not explained", "check the path"),
    "R0202": Fault(
        "the mapping file is no TOML: {value}",
        "the columns are not explained",
        "see the example in the documentation of report files",
    ),
    "R0203": Fault(
        "the mapping has no setting called {value}", "it would be left out without a word", "take one of: {names}"
    ),
    "R0204": Fault("the mapping does not say {value}", "reports cannot be made without it", "add it: {names}"),
    "R0205": Fault(
        "the mapping names the column {value}, which the file does not have",
        "it would stay empty in every row",
        "the file has: {names}",
    ),
    "R0206": Fault(
        "the mapping calls an act or object {value}",
        "acts and objects are lower-case words, as accords write them",
        "write it as in `drone strike`",
    ),
    "R0207": Fault(
        "the mapping names the time zone {value}, which does not exist",
        "times could not be placed",
        "name one as in Europe/Paris",
    ),
    "R0208": Fault("the mapping sets {value} to something of the wrong kind", "it cannot be used", "write {names}"),
    "R0209": Fault(
        "the mapping's date format {value} cannot be used",
        "no date could be read with it",
        "write it as in %d/%m/%Y or %Y-%m-%d %H:%M",
    ),
    "R0210": Fault(
        "the mapping names the encoding {value}, which does not exist",
        "the text could not be read",
        "write utf-8 or windows-1252",
    ),
    "R0211": Fault(
        "column {column} says {value}, which the mapping does not translate",
        "what it stands for would be a guess",
        "add it to the table [{names}] of the mapping",
    ),
    "R0301": Fault(
        "these are no two releases of one data set: {value}",
        "every event of the one would be taken back, and every event of the other added",
        "give two releases of the same data set",
    ),
    "R0302": Fault(
        "{value} events of {names} are not in the later release",
        "what is not there is taken back; a release of another country or year takes back all that it leaves out",
        "check that both files are cuts of the same country and years",
        Severity.WARNING,
    ),
    "R0303": Fault(
        "{value} reports of the later release speak of what happened after the date of the release",
        "from that date on all of it counts as known, some of it before it happened",
        "check the date given for the release",
        Severity.WARNING,
    ),
    "R0304": Fault(
        "column {column} says {value}, which is no event of the table of events",
        "without the event it is not known what is corrected",
        "give the events to which the revisions belong, or leave the row out",
    ),
    "R0305": Fault(
        "column {column} says {value}, which the table of events does not have",
        "the change is left out; nothing read here can hang on a column that is not there",
        "give the events with all their columns: {names}",
    ),
    "R0306": Fault(
        "the event has {value}, which is neither the old nor the new value ({names})",
        "the revision is of another state of the table; the event stays as it is",
        "give the release just before or just after the revision",
    ),
    "R0307": Fault(
        "column {column} says {value}, which is no kind of revision",
        "what it changes would be a guess",
        "write one of: {names}",
    ),
}
"""Every fault, by its code. R00xx the file, R01xx a row, R02xx a mapping file, R03xx two releases."""


def fault(code: str, span: Span | None, value: str = "", column: str = "", names: str = "") -> Problem:
    """The problem of a code, filled with what the file says. `value` is quoted only if it comes from a cell."""
    found = FAULTS[code]
    words = {
        "value": f"`{cut(value)}`" if column else cut(value, 300),
        "column": f"`{cut(column)}`",
        "names": cut(names, 400),
    }
    return Problem(
        code, span, found.what.format(**words), found.why, found.mend.format(**words), severity=found.severity
    )


def cut(text: str, limit: int = _SHOWN_CHARACTERS) -> str:
    """A text on one line, without control characters, at most `limit` characters."""
    clean = "".join(c if c.isprintable() else " " for c in text[: limit + 1])
    return clean if len(text) <= limit else clean[: limit - 1] + "…"
