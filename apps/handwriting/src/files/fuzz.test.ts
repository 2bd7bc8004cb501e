import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { readHersheyFonts } from './hershey.ts';
import { readIamStrokes, writeIamStrokes } from './iamXml.ts';
import { inkFromJson, inkToJson } from './inkJson.ts';
import { readInkml, writeInkml } from './inkml.ts';
import { drawnInk, drawsFrom, secondsOf, type Draws } from './inks.fixture.ts';
import { MOST_POINTS } from './makeInk.ts';
import { readPenDigits } from './penDigits.ts';
import { readQuickDrawLine } from './quickDraw.ts';
import { readSvg } from './readSvg.ts';
import { readUnipen } from './readUnipen.ts';
import { toStroke3 } from './stroke3.ts';
import { readDrawings, writeDrawings } from './strokeJson.ts';
import { readUnipenLine } from './unipenLine.ts';
import { writeSvg } from './writeSvg.ts';

/** Pieces that mean something somewhere, and so break more than others. */
const MEANINGFUL = [
  ...['<', '>', '</', '/>', '"', "'", '&', '&amp;', '<g>', '</g>', '<!--', '<![CDATA[', '?', '*', '!', '#'],
  ...['0', '1', '-', '.', ',', ' ', '\n', '1e999', 'NaN', 'M', 'L', 'z', 'C', 'q', 'h', 'data-t', 'Infinity'],
  ...[
    '[',
    ']',
    '{',
    '}',
    'null',
    'true',
    ':',
    '.PEN_DOWN',
    '.SEGMENT',
    '.DT',
    '.COORD',
    '0-9999999999',
    '\u{0}',
    '\\',
  ],
];

function mutate(text: string, draws: Draws): string {
  let mutated = text;
  for (let change = draws.below(5); change >= 0; change--) {
    const at = draws.below(mutated.length + 1);
    const [before, after] = [mutated.slice(0, at), mutated.slice(at)];
    switch (draws.below(4)) {
      case 0:
        mutated = before + draws.pick(MEANINGFUL) + after.slice(1);
        break;
      case 1:
        mutated = before + after.slice(1 + draws.below(12));
        break;
      case 2:
        mutated = before + draws.pick(MEANINGFUL) + after;
        break;
      default:
        // A piece of it again, somewhere else.
        mutated = before + mutated.slice(draws.below(mutated.length + 1)).slice(0, draws.below(40)) + after;
    }
  }
  return mutated;
}

const inks = [1, 2, 3, 4, 5].map((seed) => drawnInk(seed));
const rows = JSON.stringify(toStroke3(inks[0] as Ink));
const glyphsOf = (text: string) =>
  readHersheyFonts(text, 'f').flatMap(({ glyphs }) => [...glyphs.values()].flatMap(({ ink }) => ink ?? []));
const UNIPEN =
  '.VERSION 1.0\n.COORD X Y\n.POINTS_PER_SECOND 100\n.WRITER_ID a\n.PEN_DOWN\n1 2\n3 4\n.PEN_UP\n5 6\n.DT 20\n.PEN_DOWN\n' +
  '7 8\n9 10\n11 12\n.SEGMENT WORD 0-2:1 OK "ab"\n.SEGMENT CHARACTER 2:1-2:2 ? "b"\n';

const FORMATS: readonly (readonly [string, (text: string) => readonly Ink[], string])[] = [
  ['UNIPEN', (text) => readUnipen(text, 'f', { include: () => UNIPEN }), UNIPEN],
  ['UNIPEN lines', (text) => [readUnipenLine(text, 'f').ink], `{"id":"a","text":"b","pps":100,"s3":${rows}}`],
  [
    'stroke-3',
    (text) => Object.values(readDrawings(text, 'f')).flat(),
    writeDrawings({ train: inks, test: inks.slice(1) }),
  ],
  [
    'stroke-5',
    (text) => Object.values(readDrawings(text, 'f')).flat(),
    writeDrawings({ train: inks }, { width: 5 }),
  ],
  ['JSON', (text) => inkFromJson(text, 'f'), inkToJson(inks)],
  ['SVG', (text) => readSvg(text, 'f'), writeSvg(inks)],
  [
    'SVG of others',
    (text) => readSvg(text, 'f'),
    '<svg><g transform="rotate(3 1 2)"><path d="M1 2c3 4 5 6 7 8s1 2 3 4q1 2 3 4t1 1h2v-3z"/><polyline points="1,2 3,4"/></g></svg>',
  ],
  ['InkML', (text) => readInkml(text, 'f'), writeInkml(inks)],
  [
    'InkML with differences',
    (text) => readInkml(text, 'f'),
    '<ink><traceFormat><channel name="X"/><channel name="Y"/></traceFormat><trace>1 2,\'3\'4,"5"6,* *,!#1F!2</trace></ink>',
  ],
  ['IAM-OnDB', (text) => [readIamStrokes(text, 'f')], writeIamStrokes(inks[0] as Ink)],
  [
    'Quick Draw',
    (text) => [readQuickDrawLine(text, 'f').ink],
    '{"word":"cat","drawing":[[[1,2],[3,4],[0,10]],[[5],[6],[30]]]}',
  ],
  ['pen digits', (text) => readPenDigits(text, 'f'), `${'1,22,'.repeat(8)}0000000100\n`.repeat(3)],
  [
    'Hershey fonts',
    glyphsOf,
    '{"f":{"name":"F","chars":[{"d":"M0,1 L2,3 4,5 M6,7 L8,9","o":5},{"d":"","o":3}]}}',
  ],
];

/** Whether the text is ink; it is that, and sound, or refused. */
function isInk(read: (text: string) => readonly Ink[], text: string): boolean {
  let all;
  try {
    all = read(text);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
  for (const { strokes } of all) {
    let last = 0;
    let count = 0;
    for (const { x, y, t } of strokes) {
      count += x.length;
      const sound = x.length > 0 && y.length === x.length && (t === undefined || t.length === x.length);
      if (!sound || !x.every(Number.isFinite) || !y.every(Number.isFinite))
        throw new Error(`unsound: ${text}`);
      for (const time of t ?? []) {
        if (!(time >= last)) throw new Error(`time falls: ${text}`);
        last = time;
      }
    }
    if (count === 0 || count > MOST_POINTS) throw new Error(`${count} points: ${text}`);
  }
  return true;
}

describe('damaged files are refused, or read as sound ink', () => {
  it.each(FORMATS)('%s', async (_, read, source) => {
    expect(isInk(read, source)).toBe(true);
    const draws = drawsFrom(17);
    let [sound, slowest] = [0, 0];
    for (let run = 0; run < 1500; run++) {
      const text = mutate(source, draws);
      slowest = Math.max(
        slowest,
        await secondsOf(() => {
          if (isInk(read, text)) sound++;
        }),
      );
    }
    // Neither is rare, so that both are tested.
    expect(sound).toBeGreaterThan(15);
    expect(sound).toBeLessThan(1490);
    expect(slowest).toBeLessThan(1);
  });

  it.each(FORMATS)('%s cut short anywhere', (_, read, source) => {
    for (let length = 0; length < source.length; length += 1 + Math.floor(source.length / 400)) {
      isInk(read, source.slice(0, length));
    }
    expect(isInk(read, '')).toBe(false);
  });
});

describe('files made to be slow', () => {
  it.each([
    [
      'segments that each hold everything',
      FORMATS[0]?.[1],
      `.PEN_DOWN\n${'1 2\n'.repeat(50_000)}${'.SEGMENT WORD 0 ? "a"\n'.repeat(5000)}`,
    ],
    [
      'a segment of the same component many times',
      FORMATS[0]?.[1],
      `.PEN_DOWN ${'1 2 '.repeat(1000)}\n.SEGMENT WORD ${'0,'.repeat(200_000)}0 ? "a"`,
    ],
    ['keywords on one line each', FORMATS[0]?.[1], '.PEN_DOWN\n'.repeat(200_000)],
    ['spaces after a level', FORMATS[0]?.[1], `.PEN_DOWN 1 2\n.SEGMENT WORD ${' '.repeat(300_000)}x`],
    ['hyphens for components', FORMATS[0]?.[1], `.PEN_DOWN 1 2\n.SEGMENT WORD ${'1 - '.repeat(50_000)}x`],
    ['hyphens alone', FORMATS[0]?.[1], `.PEN_DOWN 1 2\n.SEGMENT WORD ${'-'.repeat(300_000)}x`],
    ['hyphens and figures', FORMATS[0]?.[1], `.PEN_DOWN 1 2\n.SEGMENT WORD ${'1-'.repeat(150_000)}x`],
    ['lists of components', FORMATS[0]?.[1], `.PEN_DOWN 1 2\n.SEGMENT WORD ${'1 ,'.repeat(150_000)} ? ""`],
    ['path data of spaces', FORMATS[5]?.[1], `<svg><path d="M1 1${' '.repeat(300_000)}x"/></svg>`],
    ['path data of digits', FORMATS[5]?.[1], `<svg><path d="M${'1'.repeat(300_000)}"/></svg>`],
    ['a transform of spaces', FORMATS[5]?.[1], `<svg><g transform="a${' '.repeat(300_000)}"/></svg>`],
    [
      'a hundred thousand groups',
      FORMATS[5]?.[1],
      `<svg>${'<g>'.repeat(190)}${'<path/>'.repeat(100_000)}${'</g>'.repeat(190)}</svg>`,
    ],
    ['numbers of spaces', FORMATS[5]?.[1], `<svg><polyline points="1${' '.repeat(300_000)}x"/></svg>`],
    ['a trace of spaces', FORMATS[7]?.[1], `<ink><trace>1${' '.repeat(300_000)}x</trace></ink>`],
    ['a hundred thousand empty traces', FORMATS[7]?.[1], `<ink>${'<trace></trace>'.repeat(100_000)}</ink>`],
    ['brackets', FORMATS[2]?.[1], '['.repeat(1_000_000)],
  ])('%s', async (_, read, text) => {
    const seconds = await secondsOf(() => {
      expect(isInk(read ?? (() => []), text)).toBe(false);
    });
    expect(seconds).toBeLessThan(4);
  });
});
