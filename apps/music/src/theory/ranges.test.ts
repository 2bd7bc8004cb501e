import { expect, it } from 'vitest';
import { loadChorales } from '../data/chorales.ts';
import { hasMusicData, musicData } from '../data/musicData.fixture.ts';
import { notesOf } from '../metrics/notes.ts';
import { estimateKey } from './key.ts';
import { VOICE_RANGES } from './ranges.ts';

const chorales = hasMusicData
  ? await loadChorales(musicData('jsb-chorales', 'jsb-chorales-16th.json'))
  : { train: [], valid: [], test: [] };
const all = [...chorales.train, ...chorales.valid, ...chorales.test];

it.skipIf(!hasMusicData)(
  'VOICE_RANGES hold for nearly all notes of Bach’s chorales (skipped where REPRISE_DATA has no music)',
  () => {
    const outside = VOICE_RANGES.map(([lowest, highest], voice) => {
      const pitches = all.flatMap(({ voices }) => notesOf(voices[voice]!).map(({ pitch }) => pitch));
      return (100 * pitches.filter((pitch) => pitch < lowest || pitch > highest).length) / pitches.length;
    });
    expect(outside.map((percent) => percent.toFixed(2))).toEqual(['0.07', '0.03', '0.22', '0.63']);
  },
);

it.skipIf(!hasMusicData)(
  'estimateKey finds 89 % of the tonics of Bach’s chorales (skipped where REPRISE_DATA has no music)',
  () => {
    const right = all.filter((grid) => {
      const last = notesOf(grid.voices.at(-1)!).at(-1)!;
      return estimateKey(grid).tonic === last.pitch % 12;
    });
    expect(Math.round((100 * right.length) / all.length)).toBe(89);
  },
);
