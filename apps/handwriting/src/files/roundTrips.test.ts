import { describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { readIamStrokes, readIamTranscription, writeIamStrokes, writeIamTranscription } from './iamXml.ts';
import { inkFromJson, inkToJson } from './inkJson.ts';
import { readInkml, writeInkml } from './inkml.ts';
import { drawnInk } from './inks.fixture.ts';
import { readSvg } from './readSvg.ts';
import { inkFromRows, toStroke3, toStroke5 } from './stroke3.ts';
import { readDrawings, writeDrawings } from './strokeJson.ts';
import { writeSvg } from './writeSvg.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
const inks = SEEDS.map((seed) => drawnInk(seed, { timed: seed % 3 !== 0 }));

/** Inks without a time of their own in some of the file lose nothing else. */
const timed = inks.filter(({ strokes }) => strokes[0]?.t !== undefined);
const untimed = inks.filter(({ strokes }) => strokes[0]?.t === undefined);

describe('formats that lose nothing', () => {
  it.each([
    ['JSON', (all: readonly Ink[]) => inkFromJson(inkToJson(all), 'a.json')],
    ['SVG', (all: readonly Ink[]) => readSvg(writeSvg(all), 'a.svg')],
    ['InkML', (all: readonly Ink[]) => readInkml(writeInkml(all), 'a.inkml')],
  ])('%s', (_, roundTrip) => {
    expect(roundTrip(timed)).toEqual(timed);
    expect(roundTrip(untimed)).toEqual(untimed);
    for (const ink of inks) expect(roundTrip([ink])).toEqual([ink]);
  });

  it('SVG and JSON of inks some of which have times', () => {
    expect(readSvg(writeSvg(inks), 'a.svg')).toEqual(inks);
    expect(inkFromJson(inkToJson(inks), 'a.json')).toEqual(inks);
  });
});

describe('formats of strokes alone', () => {
  it('IAM-OnDB: points and times', () => {
    for (const ink of timed) {
      const read = readIamStrokes(writeIamStrokes(ink), 'lineStrokes/a01/a01-000u-01.xml', {
        text: 'A MOVE',
      });
      expect(read).toEqual({ id: 'a01-000u-01', text: 'A MOVE', writer: undefined, strokes: ink.strokes });
    }
    for (const ink of untimed) {
      const [stroke] = readIamStrokes(writeIamStrokes(ink), 'a.xml').strokes;
      expect(stroke?.x).toEqual(ink.strokes[0]?.x);
      expect(new Set(stroke?.t)).toEqual(new Set([0]));
    }
  });

  it("IAM-OnDB: a form's lines of text", () => {
    const lines = ['A MOVE to stop Mr. Gaitskell', 'from nominating'];
    expect(readIamTranscription(writeIamTranscription(lines), 'a.txt')).toEqual(lines);
    expect(readIamTranscription('OCR:\r\nx\r\nCSR:\r\n\r\none\r\ntwo\r\n', 'a.txt')).toEqual(['one', 'two']);
    expect(() => readIamTranscription('OCR:\n\nx\n', 'a.txt')).toThrow('a.txt: expected a transcription');
  });

  it.each([
    ['stroke-3', toStroke3],
    ['stroke-5', toStroke5],
  ])('%s: points, up to rounding of sums', (_, toRows) => {
    for (const ink of inks) {
      const read = inkFromRows(toRows(ink), { id: 'a' }, 'a');
      expect(read.strokes.length).toBe(ink.strokes.length);
      for (const [index, { x, y }] of ink.strokes.entries()) {
        expectClose(read.strokes[index]?.x, x);
        expectClose(read.strokes[index]?.y, y);
      }
    }
  });

  it('stroke-3 as it is defined', () => {
    const strokes = [
      { x: Float64Array.of(10, 12), y: Float64Array.of(20, 19) },
      { x: Float64Array.of(0), y: Float64Array.of(5) },
    ];
    expect(toStroke3({ strokes })).toEqual([
      [10, 20, 0],
      [2, -1, 1],
      [-12, -14, 1],
    ]);
    expect(toStroke5({ strokes })).toEqual([
      [10, 20, 1, 0, 0],
      [2, -1, 0, 1, 0],
      [-12, -14, 0, 1, 0],
      [0, 0, 0, 0, 1],
    ]);
  });

  it.each([3, 5] as const)('files of drawings, %i numbers a point', (width) => {
    const whole = inks.map(({ strokes }, index) => ({
      id: `${index < 30 ? 'train' : 'test'}/${index < 30 ? index : index - 30}`,
      strokes: strokes.map(({ x, y }) => ({ x: x.map(Math.round), y: y.map(Math.round) })),
    }));
    const drawings = { train: whole.slice(0, 30), test: whole.slice(30) };
    const read = readDrawings(writeDrawings(drawings, { width }), 'a.json');
    expect(read.valid).toEqual([]);
    expect(plain([...read.train, ...read.test])).toEqual(plain(whole));
  });
});

function plain(all: readonly Ink[]) {
  return all.map(({ id, strokes }) => ({
    id,
    strokes: strokes.map(({ x, y }) => [x, y].map((list) => [...list].map((v) => v + 0))),
  }));
}

function expectClose(got: Float64Array | undefined, wanted: Float64Array): void {
  expect(got?.length).toBe(wanted.length);
  for (const [index, value] of wanted.entries()) expect(got?.[index]).toBeCloseTo(value, 6);
}
