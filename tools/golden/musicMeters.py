"""Meters and upbeats of the JSB chorales from scores with bar lines: what the music app's guessMeter is measured against.

The data set has no bar lines. music21's corpus has the chorales as scores; a piece is found there by the beginnings of
its four voices, in whatever key. Only facts are written: which chorale it is, its first meter, the steps (sixteenths)
before its first bar line, and the share of the beginning's notes that agree.

Needs: music21 10.5, numpy, and jsb-chorales-16th.json in $REPRISE_DATA/music/jsb-chorales.
Run: python tools/golden/musicMeters.py (some four minutes)
"""

import json
import os
import pathlib

import numpy as np
from music21 import converter, corpus

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("REPRISE_DATA", HERE.parents[2] / "shared" / "data"))
STEPS_PER_QUARTER = 4
BEGINNING = 60
"""steps compared: within the first half of the shortest section that is repeated"""
SHIFTS = range(-16, 17)
AGREEMENT = 0.85
REST = -1


def read_score(path):
    """name, voices on the grid, [(onset, length)] of the bars in steps, [(beats, unit)] of its meters"""
    score = converter.parse(path)
    voices = []
    for part in score.parts:
        notes = [note for note in part.flatten().notes if note.quarterLength > 0]
        if notes:
            end = max(float(note.offset + note.quarterLength) for note in notes)
            grid = np.full(round(end * STEPS_PER_QUARTER) + 2 * max(SHIFTS), REST, np.int16)
            for note in notes:
                first = round(float(note.offset) * STEPS_PER_QUARTER)
                last = round(float(note.offset + note.quarterLength) * STEPS_PER_QUARTER)
                grid[first:last] = max(pitch.midi for pitch in note.pitches)
            voices.append(grid)
    first = score.parts[0]
    bars = [
        (round(float(bar.offset) * STEPS_PER_QUARTER), round(float(bar.quarterLength) * STEPS_PER_QUARTER))
        for bar in first.getElementsByClass("Measure")
    ]
    meters = [(sign.numerator, sign.denominator) for sign in first.recurse().getElementsByClass("TimeSignature")]
    return path.stem, voices, bars, meters


def intervals(voice):
    """Sets of four steps of the melody, for a first look."""
    struck = [int(p) for at, p in enumerate(voice) if p != REST and (at == 0 or voice[at - 1] != p)]
    steps = np.diff(struck)[:28].tolist()
    return {tuple(steps[at : at + 4]) for at in range(len(steps) - 3)}


def shifted(voice, shift, length):
    result = np.full(length, REST, np.int16)
    low, high = max(0, -shift), min(length, len(voice) - shift)
    if high > low:
        result[low:high] = voice[low + shift : high + shift]
    return result


def agreement(piece, voices, shift, transposition):
    """Share of the notes that agree; each voice with the part that fits it best, octaves apart or not."""
    shares = []
    for own in piece.T:
        best = 0.0
        for voice in voices:
            other = shifted(voice, shift, len(own))
            both_rest = (other == REST) & (own == REST)
            for octave in (-12, 0, 12):
                equal = (other != REST) & (other - transposition + octave == own)
                best = max(best, float((equal | both_rest).mean()))
        shares.append(best)
    return float(np.mean(shares))


def place(soprano, voices, grams, known):
    """Shift and transposition that make a part most like the soprano, if any does for half of its steps."""
    best = None
    for voice, its_grams in zip(voices, grams):
        if len(known & its_grams) < max(2, 0.3 * len(known)):
            continue
        for shift in SHIFTS:
            other = shifted(voice, shift, len(soprano))
            sounding = (other != REST) & (soprano != REST)
            if sounding.mean() < 0.4:
                continue
            values, counts = np.unique((other - soprano)[sounding], return_counts=True)
            most = counts.argmax()
            share = counts[most] / len(soprano)
            if share > 0.5 and (best is None or share > best[0]):
                best = share, shift, int(values[most])
    return best


def find(piece, scores):
    known = intervals(piece[:, 0])
    best = None
    for score, grams in scores:
        found = place(piece[:, 0], score[1], grams, known)
        if found:
            share = agreement(piece, score[1], *found[1:])
            if best is None or share > best[0]:
                best = share, score, found[1]
    return best


def facts(score, shift):
    """(beats, unit) of the first meter, steps before the first bar line, whether bars or meters change later"""
    _, _, bars, meters = score
    beats, unit = meters[0]
    length = beats * 4 * STEPS_PER_QUARTER // unit
    phases = [(onset - shift) % length for onset, its_length in bars if its_length == length]
    return [beats, unit], phases[0], len(set(phases)) > 1 or len(set(meters)) > 1


paths = sorted(path for path in corpus.getComposer("bach") if path.name.startswith("bwv") and path.suffix in (".mxl", ".xml"))
scores = [(score, [intervals(voice[:260]) for voice in score[1]]) for score in map(read_score, paths)]
pieces = []
missed = []
data = json.loads((DATA / "music" / "jsb-chorales" / "jsb-chorales-16th.json").read_text())
for split in ("train", "valid", "test"):
    for index, steps in enumerate(data[split]):
        piece = np.array([step if len(step) == 4 else [REST] * 4 for step in steps[:BEGINNING]], np.int16)
        best = find(piece, scores)
        if best is None or best[0] < AGREEMENT:
            missed.append([split, index])
            continue
        share, score, shift = best
        meter, upbeat, changes = facts(score, shift)
        pieces.append([split, index, score[0], meter, upbeat, round(share, 2), changes])

golden = {
    "made by": "tools/golden/musicMeters.py, from music21's corpus",
    "columns": ["split", "index", "id", "meter", "upbeat", "agreement", "changes"],
    "missed": missed,
    "pieces": pieces,
}
text = json.dumps(golden, ensure_ascii=False).replace(', ["', ',\n["') + "\n"
(HERE / "data" / "musicMeters.json").write_text(text, encoding="utf-8")
print(f"{len(pieces)} found, {len(missed)} not")
