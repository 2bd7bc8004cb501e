import { InputError } from '@reprise/core/errors';
import type { KeySignature, Meter as AbcMeter } from 'abcjs';
import type { Chord, KeyChange, Meter } from '../../score.ts';
import { chordOf, meterOf, readBar, tempoOf, ticksOf, transposeOf } from './elements.ts';
import { keyOf, makePitchReader, type PitchReader } from './pitches.ts';
import type { AbcBar } from './repeats.ts';
import type { AbcElement, AbcStaff, AbcTree } from './tree.ts';

export interface AbcNote {
  readonly time: number;
  readonly duration: number;
  readonly pitch: number;
  /** what a tie connects: the same step of the scale in the same layer of the voice */
  readonly step: string;
  readonly startsTie: boolean;
  readonly hasAccidental: boolean;
}

/** Something that holds from its time on. */
export interface AbcChange<T> {
  readonly time: number;
  readonly value: T;
}

/** A voice as it is written, what is repeated standing once; each list in the order of its times, in ticks. */
export interface AbcVoice {
  readonly title: string | undefined;
  name: string | undefined;
  program: number | undefined;
  isDrums: boolean;
  readonly notes: AbcNote[];
  readonly bars: AbcBar[];
  readonly keys: AbcChange<Omit<KeyChange, 'onset'>>[];
  /** undefined where music without meter begins */
  readonly meters: AbcChange<Meter | undefined>[];
  /** quarter notes a minute */
  readonly tempos: AbcChange<number>[];
  readonly chords: AbcChange<Chord>[];
  end: number;
}

/** The voice itself, or one that `&` lays over it. */
interface Layer {
  /** what the first says of bars, keys and meters, the others repeat */
  readonly index: number;
  readonly pitches: PitchReader;
  /** semitones: what %%MIDI transpose says, and what the clef does */
  transpose: number;
  clefShift: number;
  tuplet: number;
  time: number;
}

const LAST_TICK = 1e12;

/**
 * Takes the notes out of what the parser made of a voice. Grace notes and decorations are left out.
 * @param place what messages call the voice
 * @throws InputError where something cannot be a note
 */
export function readVoice(tree: AbcTree, place: string): AbcVoice {
  const { midi } = tree.formatting;
  const { title, tempo: writtenTempo } = tree.metaText;
  const voice: AbcVoice = {
    ...{
      title: title?.trim() === '' ? undefined : title?.trim(),
      name: undefined,
      program: midi?.program?.at(-1),
      isDrums: false,
    },
    ...{ notes: [], bars: [], keys: [], meters: [], tempos: [], chords: [], end: 0 },
  };
  const tempo = tempoOf(writtenTempo);
  if (tempo !== undefined) voice.tempos.push({ time: 0, value: tempo });
  const layers: Layer[] = [];
  for (const staff of tree.lines.flatMap((line) => line.staff ?? [])) {
    const { end: start } = voice;
    voice.name ??= staff.title?.join(' ');
    voice.isDrums ||= staff.clef?.type === 'perc';
    for (const [index, elements] of (staff.voices ?? []).entries()) {
      const layer = (layers[index] ??= {
        ...{ index, pitches: makePitchReader(place), time: 0, tuplet: 1, clefShift: 0 },
        transpose: midi?.transpose?.[0] ?? 0,
      });
      Object.assign(layer, { time: start, tuplet: 1 });
      beginLine(staff, layer, voice);
      for (const element of elements) readElement(element, layer, voice, place);
      voice.end = Math.max(voice.end, layer.time);
    }
    if (voice.end > LAST_TICK) throw new InputError(`${place}: expected music that ends, got a longer piece`);
  }
  voice.notes.sort((a, b) => a.time - b.time || a.pitch - b.pitch);
  voice.chords.sort((a, b) => a.time - b.time);
  return voice;
}

function beginLine({ clef, key, meter }: AbcStaff, layer: Layer, voice: AbcVoice): void {
  if (clef !== undefined) layer.clefShift = transposeOf(clef);
  if (key !== undefined) setKey(key, layer, voice);
  if (meter !== undefined && layer.index === 0)
    voice.meters.push({ time: layer.time, value: meterOf(meter) });
}

function readElement(element: AbcElement, layer: Layer, voice: AbcVoice, place: string): void {
  const { index, time, pitches } = layer;
  switch (element.el_type) {
    case 'note':
      if (element.rest?.type !== 'spacer') readNote(element, layer, voice, place);
      break;
    case 'bar':
      pitches.endBar();
      if (index > 0) break;
      voice.bars.push(readBar(element, time));
      pushChord(element, layer, voice);
      break;
    case 'key':
    case 'keySignature':
      setKey(element as unknown as KeySignature, layer, voice);
      break;
    case 'meter':
      if (index === 0) voice.meters.push({ time, value: meterOf(element as unknown as AbcMeter) });
      break;
    case 'tempo': {
      const value = tempoOf(element);
      if (value !== undefined) voice.tempos.push({ time, value });
      break;
    }
    case 'clef':
      layer.clefShift = transposeOf(element);
      break;
    case 'midi':
      // A part has one program: the one that its first note has.
      if (element.cmd === 'program' && voice.notes.length === 0)
        voice.program = Number(element.params?.at(-1));
      if (element.cmd === 'transpose') layer.transpose = Number(element.params?.[0]);
      break;
    default:
  }
}

function readNote(element: AbcElement, layer: Layer, voice: AbcVoice, place: string): void {
  if (element.startTriplet !== undefined) layer.tuplet = element.tripletMultiplier ?? 1;
  const duration = ticksOf(element, layer.tuplet, place);
  if (element.endTriplet === true) layer.tuplet = 1;
  pushChord(element, layer, voice);
  for (const written of element.pitches ?? []) {
    voice.notes.push({
      time: layer.time,
      duration,
      pitch: layer.pitches.midi(written, layer.transpose + layer.clefShift),
      step: `${layer.index} ${written.pitch}`,
      startsTie: written.startTie !== undefined,
      hasAccidental: written.accidental !== undefined,
    });
  }
  layer.time += duration;
}

function pushChord(element: AbcElement, { time }: Layer, voice: AbcVoice): void {
  const value = chordOf(element);
  if (value !== undefined) voice.chords.push({ time, value });
}

function setKey(key: KeySignature, { index, pitches, time }: Layer, voice: AbcVoice): void {
  pitches.setKey(key);
  const value = keyOf(key);
  if (value !== undefined && index === 0) voice.keys.push({ time, value });
}
