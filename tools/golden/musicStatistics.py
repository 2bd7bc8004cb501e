"""Voice leading and chords by music21, divergences by scipy: the oracle of the music app's theory and statistics.

Needs: music21 10.5, scipy 1.17, numpy. Run: python tools/golden/musicStatistics.py
"""

import json
import pathlib
from importlib.metadata import version

import numpy as np
from music21 import harmony, note, pitch
from music21.voiceLeading import VoiceLeadingQuartet
from scipy.spatial.distance import jensenshannon

random = np.random.default_rng(6)
REST = -1
# Of C major, so that music21 spells every fifth as one; B to F is a diminished fifth.
SCALE = [midi for midi in range(36, 84) if midi % 12 in (0, 2, 4, 5, 7, 9, 11)]


def walk(start, steps):
    """A voice that moves at random, now and then rests, and keeps its notes for some steps."""
    place, pitches = SCALE.index(start), []
    while len(pitches) < steps:
        place = int(np.clip(place + random.choice([-9, -4, -2, -1, -1, 1, 1, 2, 4, 9]), 0, len(SCALE) - 1))
        sounding = REST if random.random() < 0.06 else SCALE[place]
        pitches += [sounding] * int(random.choice([1, 2, 2, 4]))
    return pitches[:steps]


def grid():
    voices = [walk(start, 96) for start in (72, 67, 60, 48)]
    # Voices that follow another one at a fifth, an octave, a twelfth or in unison make parallels of all kinds.
    for upper, lower, shift in [(0, 1, 7), (0, 2, 12), (1, 3, 19), (2, 3, 0)]:
        begin = int(random.integers(0, 70))
        for step in range(begin, begin + 20):
            if (above := voices[upper][step]) != REST and (above - shift) in SCALE:
                voices[lower][step] = above - shift
    return voices


def parallels(voices):
    found = []
    for upper in range(4):
        for lower in range(upper + 1, 4):
            for step in range(1, len(voices[0])):
                moves = [voices[upper][step - 1], voices[upper][step], voices[lower][step - 1], voices[lower][step]]
                if REST in moves or moves[0] == moves[1] or moves[2] == moves[3]:
                    continue
                quartet = VoiceLeadingQuartet(*[note.Note(midi) for midi in moves])
                if quartet.parallelMotion("P5", allowOctaveDisplacement=True):
                    found.append([step, upper, lower, "fifth"])
                # Its parallel octaves and parallel unisons are apart; ours are one, an octave to a unison among them.
                elif quartet.similarMotion() and all(one.simpleName == "P1" for one in quartet.vIntervals):
                    found.append([step, upper, lower, "octave"])
    return sorted(found)


def chords():
    """Every triad and seventh chord on every root, as music21 reads its symbol: in close position, the root lowest."""
    kinds = ["", "m", "dim", "aug", "+", "7", "maj7", "m7", "m7b5", "dim7", "6", "m6", "sus4", "9", "mM7"]
    roots = ["C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B"]
    result = []
    for root in roots:
        for kind in kinds:
            symbol = harmony.ChordSymbol(root.replace("b", "-") + kind)
            result.append([root + kind, pitch.Pitch(root.replace("b", "-")).pitchClass, sorted(p.midi for p in symbol.pitches)])
    return result


def divergences():
    """Counts over different numbers, some of them only in one; the last two share none, then are equal."""
    pairs = []
    for size in (3, 12, 30):
        one, other = random.integers(0, 20, size=(2, size))
        one[0], other[0], other[-1] = 7, 0, 5
        pairs.append((one, other))
    pairs += [(np.array([4, 0]), np.array([0, 9])), (np.array([1, 2, 3]), np.array([10, 20, 30]))]
    return [
        {"one": one.tolist(), "other": other.tolist(), "bits": float(jensenshannon(one, other, base=2) ** 2)}
        for one, other in pairs
    ]


grids = [grid() for _ in range(4)]
golden = {
    "made by": f"tools/golden/musicStatistics.py, music21 {version('music21')}, scipy {version('scipy')}",
    "grids": [{"voices": voices, "parallels": parallels(voices)} for voices in grids],
    "chords": chords(),
    "divergences": divergences(),
}
out = pathlib.Path(__file__).parent / "data" / "musicStatistics.json"
out.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
print(f"{out.name}: {out.stat().st_size / 1024:.0f} KB", [len(one["parallels"]) for one in golden["grids"]])
