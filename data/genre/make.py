"""Make songs.csv: three rhythm numbers and the genre of old dance tunes.

The tunes are the ABC files of two public-domain books that the music21
package carries: Ryan's Mammoth Collection (Boston, 1883) and O'Neill's Music
of Ireland (Chicago, 1903).  No network is used, and every run gives the same
file, byte for byte.

    pip install music21==10.5.1
    python make.py            # writes songs.csv beside this script
"""

import collections
import csv
import fractions
import pathlib
import re

import music21
from music21 import abcFormat, pitch

MUSIC21_VERSION = "10.5.1"
BOOKS = {"ryan": "ryansMammoth", "oneill": "oneills1850"}

# The R: (rhythm) field of a tune -> the genre in songs.csv.  What is not here
# (airs, waltzes, walk-arounds, no R: field) is left out: too few tunes.
GENRES = {
    "reel": "reel",
    "hornpipe": "hornpipe",
    "clog": "hornpipe",
    "jig": "jig",
    "double jig": "jig",
    "slip jig": "jig",
    "slipjig": "jig",
    "slide": "jig",
    "strathspey": "strathspey",
    "highland fling": "strathspey",
    "fling": "strathspey",
}

OPENING = slice(2, 19)  # the notes that tell a tune from another, pickup aside
COLUMNS = ["title", "book", "long_notes", "length_changes", "triplet_notes", "genre"]

Note = collections.namedtuple("Note", "pitch length in_tuplet")


def read_tunes(folder):
    """Yield the ABC text of each tune of a corpus folder, in file order."""
    for path in sorted(folder.glob("*.abc"), key=lambda p: p.name):
        text = path.read_text(encoding="utf-8").replace("\r", "")
        for tune in re.split(r"(?m)^(?=X:)", text):
            if tune.startswith("X:"):
                yield tune


def field(tune, letter):
    """The first header field of that letter, or an empty string."""
    found = re.search(rf"(?m)^{letter}:(.*)$", tune)
    return found.group(1).strip() if found else ""


def plain_title(tune):
    """The title without the genre that Ryan's book prints after a dash."""
    title = re.sub(r"\s+", " ", field(tune, "T")).removeprefix("T:").replace(".,", ",")
    names = "|".join(GENRES)
    return re.sub(rf"(?i)\s*--\s*\(?({names})\b\)?\.?(?=$|,)", "", title).strip(" .")


def without_ornaments(tune):
    """Drop grace notes, slurs, chord names and playing marks.

    music21 misreads a dotted pair (a>b) when such a mark stands inside it.
    """
    lines = []
    for line in tune.split("\n"):
        if not re.match(r"[A-Za-z]:(?![|:])|%", line):
            line = re.sub(r'"[^"]*"|![^!]*!|\{[^}]*\}|\[[A-Za-z]:[^\]]*\]|%.*', "", line)
            line = re.sub(r"\((?!\d)|[).~`uvTHLMOPRSJ]", "", line)
            line = re.sub(r"\s*([<>]+)\s*", r"\1", line)
        lines.append(line)
    return "\n".join(lines)


def one_note(token):
    """The Note of an ABC token (top note of a chord), or None for a rest."""
    length, parts = token.quarterLength, [token]
    if isinstance(token, abcFormat.ABCChord):
        parts = [t for t in token.subTokens if isinstance(t, abcFormat.ABCNote)]
        if parts and not length:
            length = parts[0].quarterLength
    elif token.isRest:
        return None
    if not parts:
        return None
    length = fractions.Fraction(length).limit_denominator(1024)
    if token.activeTuplet is not None:
        times = token.activeTuplet.tupletMultiplier()
        length *= fractions.Fraction(times).limit_denominator(64)
    top = max(int(pitch.Pitch(p.pitchName).midi) for p in parts)
    return Note(top, length, token.activeTuplet is not None)


def read_notes(tune):
    """The notes of a tune as written, tied notes joined, rests left out."""
    handler = abcFormat.ABCHandler()
    handler.process(without_ornaments(tune))
    notes = []
    for token in handler.tokens:
        if not isinstance(token, abcFormat.ABCNote):
            continue
        note = one_note(token)
        if note is None:
            continue
        tied = token.tie in ("stop", "continue")
        if tied and notes and notes[-1].pitch == note.pitch:
            notes[-1] = notes[-1]._replace(length=notes[-1].length + note.length)
        else:
            notes.append(note)
    return notes


def opening(notes):
    """The pitch steps of the opening; the same in every key."""
    pitches = [note.pitch for note in notes[OPENING]]
    return tuple(b - a for a, b in zip(pitches, pitches[1:]))


def long_notes(notes):
    """Share of notes longer than the tune's commonest note length."""
    counts = collections.Counter(note.length for note in notes)
    common = min(counts, key=lambda length: (-counts[length], length))
    return sum(note.length > common for note in notes) / len(notes)


def length_changes(notes):
    """Share of neighbouring notes that differ in length."""
    pairs = list(zip(notes, notes[1:]))
    return sum(a.length != b.length for a, b in pairs) / len(pairs)


def triplet_notes(notes):
    """Share of notes inside a triplet (or another tuplet)."""
    return sum(note.in_tuplet for note in notes) / len(notes)


def make_rows(corpus):
    """The rows of songs.csv, and how many tunes were left out and why."""
    rows, left_out = [], collections.Counter()
    numbers, openings = set(), set()
    for book, folder in BOOKS.items():
        for tune in read_tunes(corpus / folder):
            genre = GENRES.get(field(tune, "R").lower())
            if genre is None:
                left_out[f"{book}: another genre or none"] += 1
                continue
            number = (book, field(tune, "X"))
            if book == "oneill" and number in numbers:
                left_out[f"{book}: number transcribed before"] += 1
                continue
            numbers.add(number)
            notes = read_notes(tune)
            if opening(notes) in openings:
                left_out[f"{book}: opening heard before"] += 1
                continue
            openings.add(opening(notes))
            shares = [long_notes(notes), length_changes(notes), triplet_notes(notes)]
            shares = [format(share, ".6g") for share in shares]
            rows.append([plain_title(tune), book] + shares + [genre])
    return rows, left_out


def main():
    if music21.__version__ != MUSIC21_VERSION:
        raise SystemExit(f"music21 {MUSIC21_VERSION} is needed, not {music21.__version__}")
    rows, left_out = make_rows(pathlib.Path(music21.__file__).parent / "corpus")
    target = pathlib.Path(__file__).with_name("songs.csv")
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} tunes:", dict(collections.Counter(row[-1] for row in rows).most_common()))
    for reason, count in sorted(left_out.items()):
        print(f"left out, {reason}: {count}")


if __name__ == "__main__":
    main()
