import { InputError } from '@reprise/core/errors';
import { barQuarters, type Part, type Score } from '../score.ts';
import { TICKS_PER_QUARTER } from './abc/elements.ts';
import { playChanges, playNotes } from './abc/play.ts';
import { hasRepeats, playingOrder, type Stretch } from './abc/repeats.ts';
import { parseVoice } from './abc/tree.ts';
import { splitTunes, type AbcTune } from './abc/tunes.ts';
import { readVoice, type AbcVoice } from './abc/voice.ts';
import { splitVoices, type AbcVoiceText } from './abc/voiceTexts.ts';
import { checkFields, checkWarnings } from './abc/warnings.ts';
import { sortChanges } from './noteOrder.ts';

const MOST_NOTES = 1_000_000;

/**
 * Reads the tunes of an ABC file as they sound: repeats and endings played out, ties joined, accidentals and keys in
 * force, tuplets and broken rhythms in their lengths. Each voice is a part; grace notes, decorations and words are left
 * out, and chord symbols are the score's chords. A first bar that is not full is the upbeat.
 *
 * The order of a P: field is not followed: its sections stand once, as they are written.
 *
 * @param name what messages call the file
 * @throws InputError with the line and the parser's words where the notes cannot be told from the text
 */
export function readAbc(text: string, name: string): Score[] {
  const tunes = splitTunes(text);
  if (tunes.length === 0) throw new InputError(`${name}: expected tunes in ABC notation, got no text`);
  return tunes.map((tune) => readTune(tune, name));
}

function readTune(tune: AbcTune, name: string): Score {
  const place = `${name}, line ${tune.firstLine}`;
  if (!tune.lines.some((line) => line.startsWith('K:'))) {
    throw new InputError(
      `${place}: expected a tune in ABC notation, whose header ends with a key such as K:C, got none`,
    );
  }
  checkFields(tune.lines, (line) => `${name}, line ${tune.firstLine + line - 1}`);
  const texts = splitVoices(tune.lines);
  const voices = texts
    .map((voice) => ({ id: voice.id, ...readVoiceText(voice, tune, name) }))
    .filter(({ notes }) => notes.length > 0);
  const [first] = voices;
  if (first === undefined) throw new InputError(`${place}: expected notes in the tune, got none`);

  // Signs of repeat often stand in one voice only, and hold for all.
  const leader = voices.find(({ bars }) => hasRepeats(bars)) ?? first;
  const orders = voices.map((voice) =>
    playingOrder((hasRepeats(voice.bars) ? voice : leader).bars, voice.end),
  );
  checkLength(voices, orders, place);
  const [order = []] = orders;
  const isSole = voices.length === 1;
  return {
    title: first.title,
    parts: voices.map((voice, index): Part => ({
      name: voice.name ?? (isSole || /^\d+$/u.test(voice.id) ? undefined : voice.id),
      program: voice.program,
      isDrums: voice.isDrums ? true : undefined,
      notes: playNotes(voice.notes, orders[index] ?? []),
    })),
    tempos: sortChanges(
      voices.flatMap(({ tempos }, index) =>
        playChanges(tempos, orders[index] ?? []).map(({ onset, value }) => ({ onset, tempo: value })),
      ),
    ),
    meters: playChanges(first.meters, order).flatMap(({ onset, value }) =>
      value === undefined ? [] : [{ onset, ...value }],
    ),
    keys: playChanges(first.keys, order).map(({ onset, value }) => ({ onset, ...value })),
    chords: sortChanges(
      voices.flatMap(({ chords }, index) =>
        playChanges(chords, orders[index] ?? []).map(({ onset, value }) => ({ onset, chord: value })),
      ),
    ),
    upbeat: upbeatOf(first),
  };
}

function readVoiceText({ lines }: AbcVoiceText, tune: AbcTune, name: string): AbcVoice {
  const place = `${name}, line ${tune.firstLine}`;
  const [start = '', ...rest] = lines;
  let tree;
  try {
    tree = parseVoice([start, ...tune.fileHeader, ...rest].map(withPlainBars).join('\n'));
  } catch (error) {
    throw new InputError(`${place}: the parser of ABC cannot read this tune: ${String(error)}`);
  }
  if (tree === undefined) throw new InputError(`${place}: expected a tune in ABC notation, got none`);
  checkWarnings(tree.warnings ?? [], (line) => {
    const inTune = line > 1 ? Math.max(1, line - tune.fileHeader.length) : 1;
    return `${name}, line ${tune.firstLine + inTune - 1}`;
  });
  return readVoice(tree, place);
}

/** With the end of a repeat that begins another one as the parser knows it, just as long. */
function withPlainBars(line: string): string {
  return /^([A-Za-z]:|%)/u.test(line) ? line : line.replaceAll(':|:', ':: ');
}

function checkLength(
  voices: readonly AbcVoice[],
  orders: readonly (readonly Stretch[])[],
  place: string,
): void {
  const played = voices.reduce(
    (sum, { notes }, index) => sum + notes.length * (orders[index]?.length ?? 0),
    0,
  );
  if (played > MOST_NOTES) {
    throw new InputError(
      `${place}: expected at most ${MOST_NOTES} notes with their repeats, got up to ${played}`,
    );
  }
}

/** Quarter notes before the first bar line, where those are no whole bar and more follows. */
function upbeatOf({ bars, meters, end }: AbcVoice): number {
  const meter = meters.findLast(({ time }) => time === 0)?.value;
  const first = bars.find(({ time }) => time > 0)?.time;
  if (meter === undefined || first === undefined || first >= end) return 0;
  const quarters = first / TICKS_PER_QUARTER;
  return quarters < barQuarters(meter) ? quarters : 0;
}
