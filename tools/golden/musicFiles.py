"""Pieces as MIDI files and ABC notation, with what other libraries read in them: what the music app's readers are to find.

MIDI: mido writes files, some of them odd (running status, note-ons of velocity 0, system-exclusive events, chunks and
meta events that nobody knows, the longest times); pretty_midi says what notes they have, mido what tempos, meters and
keys. ABC: written out and drawn tunes; music21 says what notes they have, with ties joined and repeats played out.

Needs: mido 1.3.3, pretty_midi 0.2.11, music21 10.5.
Run: python tools/golden/musicFiles.py
"""

import base64
import io
import json
import pathlib
import random
import warnings

import mido
import music21
import pretty_midi
from mido import Message, MetaMessage

HERE = pathlib.Path(__file__).resolve().parent
DRUMS = 9


# MIDI


def timed(events):
    """Messages with the times between them, from (tick, message), those that end notes first."""
    ends = lambda message: message.type == "note_off" or (message.type == "note_on" and message.velocity == 0)
    track, now = mido.MidiTrack(), 0
    for tick, message in sorted(events, key=lambda event: (event[0], not ends(event[1]))):
        track.append(message.copy(time=tick - now))
        now = tick
    return track


def draw_notes(rng, channel, count, unit, off):
    """Of a part: chords and runs, no two equal pitches at once. `off` makes the end of a note."""
    events, free = [], {}
    for _ in range(count):
        pitch = rng.randrange(0, 128)
        start = max(rng.randrange(0, count) * unit // 2, free.get(pitch, 0))
        end = start + rng.randrange(1, 4 * unit)
        free[pitch] = end
        events.append((start, Message("note_on", channel=channel, note=pitch, velocity=rng.randrange(1, 128))))
        events.append((end, off(channel, pitch)))
    return events


def plain_off(channel, pitch):
    return Message("note_off", channel=channel, note=pitch, velocity=64)


def silent_on(channel, pitch):
    return Message("note_on", channel=channel, note=pitch, velocity=0)


def conductor(rng, unit):
    keys = ["C", "G", "F#", "Cb", "Am", "Ebm", "C#m", "A#m"]
    events = [(0, MetaMessage("track_name", name="Score"))]
    for bar in range(4):
        tick = bar * 7 * unit
        meter = rng.choice([(4, 4), (3, 4), (6, 8), (2, 2), (7, 16)])
        events += [
            (tick, MetaMessage("set_tempo", tempo=rng.randrange(200_000, 2_000_000))),
            (tick, MetaMessage("time_signature", numerator=meter[0], denominator=meter[1])),
            (tick, MetaMessage("key_signature", key=rng.choice(keys))),
        ]
    return events


def midi_bytes(tracks, unit, kind=1):
    file = mido.MidiFile(type=kind, ticks_per_beat=unit)
    file.tracks.extend(timed(events) for events in tracks)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def variable(value):
    out = [value & 127]
    while value := value >> 7:
        out.insert(0, value & 127 | 128)
    return bytes(out)


def with_running_status(data):
    """The same file with each status byte left out that the event before has too."""
    file = mido.MidiFile(file=io.BytesIO(data))
    out = data[:14]
    for track in file.tracks:
        body, status = b"", None
        for message in track:
            event = bytes(message.bin())
            body += variable(message.time)
            body += event[1:] if event[0] == status else event
            status = event[0] if event[0] < 0xF0 else None
        out += b"MTrk" + len(body).to_bytes(4, "big") + body
    return out


def fifths(name):
    key = music21.key.Key(name.replace("b", "-").rstrip("m"), "minor" if name.endswith("m") else "major")
    return [key.sharps, key.mode]


def nearest_tick(midi, time):
    """pretty_midi's own answer may be a tick too early."""
    tick = int(midi.time_to_tick(time))
    return min((tick, tick + 1), key=lambda one: abs(midi.tick_to_time(one) - time))


def read_midi(data):
    """{unit, parts: [[program, is_drum, [[pitch, tick, ticks, velocity]]]], tempos, meters, keys: [[tick, …]]}"""
    midi = pretty_midi.PrettyMIDI(io.BytesIO(data))
    parts = []
    for part in midi.instruments:
        notes = []
        for note in part.notes:
            start, end = nearest_tick(midi, note.start), nearest_tick(midi, note.end)
            notes.append([note.pitch, start, end - start, note.velocity])
        parts.append([int(part.program), bool(part.is_drum), sorted(notes, key=lambda note: (note[1], note[0]))])
    file = mido.MidiFile(file=io.BytesIO(data))
    tempos, meters, keys = [], [], []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempos.append([tick, mido.tempo2bpm(message.tempo)])
            elif message.type == "time_signature":
                meters.append([tick, message.numerator, message.denominator])
            elif message.type == "key_signature":
                keys.append([tick, *fifths(message.key)])
    return {"unit": file.ticks_per_beat, "parts": parts, "tempos": tempos, "meters": meters, "keys": keys}


def midi_cases():
    """name, file, and where mido cannot read it, the same file as it can"""
    rng = random.Random(1)
    program = lambda channel, number: (0, Message("program_change", channel=channel, program=number))

    def part(channel, number, count=12, unit=480, off=plain_off):
        return [program(channel, number), *draw_notes(rng, channel, count, unit, off)]

    yield "tracks, tempos, meters and keys", midi_bytes(
        [conductor(rng, 480), part(0, 52), part(1, 0), part(2, 73)], 480
    )
    yield "format 0, four channels, drums", midi_bytes(
        [conductor(rng, 96) + part(0, 5, unit=96) + part(3, 40, unit=96) + part(DRUMS, 0, unit=96)], 96, kind=0
    )
    yield "running status, note-ons of velocity 0", with_running_status(
        midi_bytes([conductor(rng, 384), part(0, 1, 20, 384, silent_on), part(5, 2, 20, 384, silent_on)], 384)
    )
    yield "twenty parts on sixteen channels", midi_bytes(
        [conductor(rng, 480)] + [part(index % 16, 3 * index, 4) for index in range(20)], 480
    )
    odd = [
        (5, Message("sysex", data=[1, 2, 3, 127])),
        (6, Message("pitchwheel", channel=0, pitch=-8192)),
        (7, Message("aftertouch", channel=0, value=9)),
        (8, Message("polytouch", channel=0, note=60, value=9)),
        (9, Message("control_change", channel=0, control=7, value=100)),
        # mido forgets the time before what it does not know.
        (9, mido.UnknownMetaMessage(0x60, data=[1, 2, 3])),
        (11, MetaMessage("lyrics", text="la")),
        (12, MetaMessage("sequencer_specific", data=[0, 1, 2])),
        (13, MetaMessage("smpte_offset")),
    ]
    data = midi_bytes([conductor(rng, 960) + odd, part(0, 9, unit=960) + odd], 960)
    chunk = b"XFIH" + (5).to_bytes(4, "big") + b"hello"
    # mido reads no such chunks and headers.
    yield "events and chunks of other kinds", data[:14] + chunk + data[14:] + chunk, data
    yield "a long header", data[:4] + (9).to_bytes(4, "big") + data[8:14] + b"xyz" + data[14:], data
    far = 5_000_000
    yield "long times", midi_bytes(
        [
            [(0, MetaMessage("set_tempo", tempo=500_000))],
            [(0, Message("note_on", note=60)), (1, plain_off(0, 60)), (far, Message("note_on", note=61)), (far + 3, plain_off(0, 61))],
        ],
        32767,
    )
    for index in range(4):
        unit = rng.choice([1, 24, 100, 480, 1024])
        parts = [part(channel, rng.randrange(128), 10, unit, rng.choice([plain_off, silent_on])) for channel in rng.sample(range(16), 3)]
        yield f"drawn {index + 1}", midi_bytes([conductor(rng, unit), *parts], unit)


# ABC

WRITTEN = {
    "keys": ["X:1\nM:4/4\nL:1/8\nK:%s\nCDEF GABc|defg abc'd'|C,D,E,F, G,A,B,C|]" % key for key in (
        "C", "G", "F", "Bb", "F#", "Cb", "Am", "Em", "Gmin", "Ebm", "D dorian", "DDor", "Emix", "APhr", "F lydian", "C#", "Ador",
    )],
    "accidentals": [
        "X:1\nM:4/4\nL:1/4\nK:D\n^G G =G G|F f =F f|_B,B,^^cd|__BA=BB|^F F _e e|e E F c|]",
        "X:1\nM:3/4\nL:1/4\nK:Bb\n=E E e|E B =B|B b B|[^F_A=c]2d|A c F|]",
    ],
    "lengths": [
        "X:1\nM:4/4\nL:1/4\nK:C\nC2D/E/F//G//A3/2|B3/B/c4/3d2/3|e8|z2 f/4g3/4 a|]",
        "X:1\nM:2/4\nK:C\nC2D2EF|G4|]",
        "X:1\nM:6/8\nK:G\nG3 ABc|d6|]",
        "X:1\nM:4/4\nL:1/8\nK:C\nC>D E<F G>>A B<<c|d>e f2 g2 a>b|]",
    ],
    "tuplets": [
        "X:1\nM:4/4\nL:1/8\nK:C\n(3CDE (3F2G2A2 B2|(5:4:5CDEFG (3:2:2C2D E2|(4CDEF (2GA z2|]",
        "X:1\nM:6/8\nL:1/8\nK:C\n(2CD (4EFGA|(3C/D/E/ F2 (2G2A2|]",
    ],
    "ties": [
        "X:1\nM:4/4\nL:1/4\nK:C\nC-C D-D|E2-E-E-|E4|^F2-F F|]",
        "X:1\nM:3/4\nL:1/4\nK:A\nc3-|c3-|cde|G2-G/G/|]",
    ],
    "repeats": [
        "X:1\nM:2/4\nL:1/4\nK:C\n|:CD|1EF:|2GA|]",
        "X:1\nM:2/4\nL:1/4\nK:C\n|:CD|[1EF:|[2GA||Bc|]",
    ],
    "chords": ["X:1\nM:4/4\nL:1/4\nK:G\n[GBd]2[FA]2|[G,2D2B2][F/A/][c/e/][Bd]|]"],
    "meters": ["X:1\nM:C\nL:1/4\nK:C\nCDEF|\nM:3/4\nGAB|\nM:6/8\nc3/2d3/2|\nM:C|\ne2f2|]"],
    "key changes": ["X:1\nM:2/4\nL:1/4\nK:C\nFB|\nK:G\nFB|\nK:Eb\nEA|\nK:Am\nFB|]"],
    "unit changes": ["X:1\nM:2/4\nL:1/8\nK:C\nCDEF|\nL:1/16\nCDEFGABc|\nL:1/4\nCD|]"],
    "voices": [
        "X:1\nM:4/4\nL:1/4\nK:C\nV:1\ncdef|g2e2|\nV:2\nC,2D,2|E,4|",
        "X:1\nM:3/4\nL:1/4\nK:F\nV:1\nfed|c3|\nV:2\nAGF|E3|\nV:3\nF,3|C,3|",
    ],
}

STEPS = ["C,", "E,", "G,", "B,", *"CDEFGABcdefgab", "c'", "d'"]
OCTAVE_ACCIDENTALS = "%%propagate-accidentals octave\n"


def draw_tune(rng):
    """Bars of notes, chords, rests, tuplets and broken rhythms, with accidentals and ties."""
    bars = []
    for _ in range(6):
        bar, left = [], 8
        # music21 does not carry accidentals into chords or out of them.
        with_chords = rng.random() < 0.3
        signs = [""] if with_chords else ["", "", "", "", "^", "_", "="]
        while left > 0:
            note = lambda: rng.choice(signs) + rng.choice(STEPS)
            kind = rng.randrange(7)
            if kind == 0 and left >= 2:
                bar.append("(3" + "".join(note() for _ in range(3)))
                left -= 2
            elif kind == 1 and left >= 2:
                bar.append(note() + rng.choice("><") + note())
                left -= 2
            elif kind == 2 and left >= 2 and with_chords:
                bar.append("[" + "".join({step[-1].lower(): step for step in rng.sample(STEPS[4:18], 3)}.values()) + "]2")
                left -= 2
            elif kind == 3:
                bar.append("z")
                left -= 1
            elif kind == 4 and left >= 3:
                tied = note()
                bar.append(f"{tied}-{tied}/{note()}/ {note()}")
                left -= 3
            else:
                length = rng.randrange(1, min(4, left) + 1)
                bar.append(note() + (str(length) if length > 1 else ""))
                left -= length
        bars.append(" ".join(bar))
    key = rng.choice(["C", "G", "D", "A", "F", "Bb", "Eb", "Em", "Am", "Dm", "Gm", "Ador", "Dmix"])
    return f"X:1\nM:4/4\nL:1/8\nK:{key}\n" + "|".join(bars[:3]) + "|\n" + "|".join(bars[3:]) + "|]"


def read_abc(text):
    """{parts: [[[pitch, onset, quarters]]], meter: [beats, unit], fifths}, the meter and the key as the tune begins"""
    marked = "%abc-2.1\n" + text.replace("\nK:", "\n" + OCTAVE_ACCIDENTALS + "K:", 1)
    score = music21.converter.parse(marked, format="abc", forceSource=True)
    parts = list(score.parts) or [score]
    out = []
    for part in parts:
        played = part.expandRepeats() if ":|" in text else part
        notes = []
        for note in played.stripTies().flatten().notes:
            for pitch in note.pitches:
                notes.append([pitch.midi, round(float(note.offset), 6), round(float(note.quarterLength), 6)])
        out.append(sorted(notes, key=lambda one: (one[1], one[0])))
    meter = parts[0].recurse().getElementsByClass("TimeSignature").first()
    key = parts[0].recurse().getElementsByClass("KeySignature").first()
    return {"parts": out, "meter": [meter.numerator, meter.denominator], "fifths": key.sharps}


def abc_cases():
    for kind, texts in WRITTEN.items():
        for index, text in enumerate(texts):
            yield f"{kind} {index + 1}", text
    rng = random.Random(2)
    for index in range(30):
        yield f"drawn {index + 1}", draw_tune(rng)


warnings.simplefilter("ignore")
midi = [{"name": name, "base64": base64.b64encode(data).decode(), **read_midi(*plain or [data])} for name, data, *plain in midi_cases()]
abc = [{"name": name, "text": text, **read_abc(text)} for name, text in abc_cases()]
golden = {"made by": "tools/golden/musicFiles.py, by mido, pretty_midi and music21", "midi": midi, "abc": abc}
text = json.dumps(golden, ensure_ascii=False).replace('{"name"', '\n{"name"') + "\n"
(HERE / "data" / "musicFiles.json").write_text(text, encoding="utf-8")
print(f"{len(midi)} MIDI files, {len(abc)} tunes, {len(text)} characters")
