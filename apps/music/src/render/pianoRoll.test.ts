import { svgToPng } from '@reprise/app/pictures';
import { InputError } from '@reprise/core/errors';
import { inkAtBorder, parseSvg, sizeOf, textsOf, type SvgElement } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import type { Score } from '../score.ts';
import { pianoRoll } from './pianoRoll.ts';
import { noteColor } from './roll/palette.ts';
import { makeChorale, makeQuarters, makeScore } from './score.fixture.ts';

interface DrawnNote {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string | null;
}

const numbers = (element: SvgElement, ...names: string[]) =>
  names.map((name) => Number(element.getAttribute(name)));

function notesOf(root: SvgElement): DrawnNote[] {
  return [...root.querySelectorAll('[aria-description=notes] rect')].map((rect) => {
    const [x, y, width, height] = numbers(rect, 'x', 'y', 'width', 'height') as [
      number,
      number,
      number,
      number,
    ];
    return { x, y, width, height, fill: rect.getAttribute('fill') };
  });
}

const linesOf = (root: SvgElement, name: string) =>
  [...root.querySelectorAll(`[aria-description="${name}"] line`)].map((line) =>
    Number(line.getAttribute('x1')),
  );

/** How far down the label of a key stands. */
function heightOfKey(root: SvgElement, name: string): number {
  const label = [...root.querySelectorAll('[aria-description=keys] text')].find(
    (text) => text.textContent === name,
  );
  return Number(/translate\([^,]*,([^)]*)\)/.exec(label?.getAttribute('transform') ?? '')?.[1]);
}

const draw = async (score: Score, options = {}) => parseSvg(await pianoRoll(score, options));

describe('pianoRoll', () => {
  it('draws notes at their times, between bar lines and beats, and at the rows of their keys', async () => {
    const score = makeScore({ parts: [{ notes: makeQuarters([60, -1, 72, 61, 60]) }] });
    const root = await draw(score);
    const notes = notesOf(root);
    const bars = linesOf(root, 'bar lines');
    const beats = linesOf(root, 'beats');
    expect(bars).toHaveLength(2);
    expect(beats).toHaveLength(6);
    const [middleC, late, high, sharp] = [notes[0]!, notes[1]!, notes.at(-1)!, notes[2]!];
    expect(notes).toHaveLength(4);
    expect(late.x).toBeCloseTo(bars[0]!, 2);
    expect(high.x).toBeCloseTo(beats[1]!, 2);
    expect(middleC.x + middleC.width).toBeLessThan(beats[0]!);
    expect(middleC.width).toBeGreaterThan(0.9 * (beats[0]! - middleC.x));
    expect(middleC.y + middleC.height / 2).toBeCloseTo(heightOfKey(root, 'C4'), 2);
    expect(high.y + high.height / 2).toBeCloseTo(heightOfKey(root, 'C5'), 2);
    expect(middleC.y - sharp.y).toBeCloseTo(middleC.height, 2);
  });

  it('tells given from generated notes, and parts, by colours that its legend explains', async () => {
    const root = await draw(makeChorale(2), { isGiven: (part: number) => part === 0 });
    const expected = [0, 1, 2, 3].map((part) => noteColor(part === 0 ? 'given' : 'generated', part, 4));
    expect(new Set(notesOf(root).map(({ fill }) => fill))).toEqual(new Set(expected));
    const swatches = [...root.querySelectorAll('[aria-description=legend] rect')];
    expect(swatches.map((rect) => rect.getAttribute('fill'))).toEqual(expected);
    expect(textsOf(root, '[aria-description=legend] text')).toEqual([
      'given',
      'generated',
      'soprano, alto, tenor, bass, from light to dark',
    ]);
  });

  it('asks of each note whether it was given', async () => {
    const root = await draw(makeChorale(4), {
      isGiven: (_: number, { onset }: { onset: number }) => onset < 8,
    });
    const bars = linesOf(root, 'bar lines');
    const given = new Set([0, 1, 2, 3].map((part) => noteColor('given', part, 4)));
    for (const { x, fill } of notesOf(root)) expect(given.has(fill!)).toBe(x < bars[1]! - 1);
  });

  it('needs no legend for one part of which nothing is told', async () => {
    const root = await draw(makeScore({ parts: [{ notes: makeQuarters([60]) }] }));
    expect(textsOf(root, '[aria-description=legend] text')).toEqual([]);
  });

  it('numbers bars, without the upbeat, and shows meters where they change', async () => {
    const meters = [
      { onset: 0, beats: 3, unit: 4 },
      { onset: 7, beats: 4, unit: 4 },
    ];
    const notes = makeQuarters(Array<number>(14).fill(60));
    const root = await draw(makeScore({ parts: [{ notes }], meters, upbeat: 1 }));
    expect(textsOf(root, '[aria-description="bar numbers"] text')).toEqual(['1', '2', '3', '4']);
    expect(textsOf(root, '[aria-description=meters] text')).toEqual(['4/4', '3/4']);
    expect(linesOf(root, 'bar lines')).toHaveLength(5);
  });

  it('draws 32 bars in four systems, none of which loses or repeats a note', async () => {
    const score = makeChorale(32);
    const svg = await pianoRoll(score, { title: 'A chorale' });
    const root = parseSvg(svg);
    expect([...root.querySelectorAll('[aria-description=notes]')]).toHaveLength(4);
    expect(notesOf(root)).toHaveLength(4 * 4 * 32);
    expect(textsOf(root, '[aria-description="bar numbers"] text')).toHaveLength(32);
    expect(sizeOf(svg).width).toBe(960);
    expect(svg.length).toBeLessThan(150_000);
  });

  it('draws a note that sounds over the end of a system in both', async () => {
    const notes = [{ pitch: 60, onset: 0, duration: 64 }];
    const root = await draw(makeScore({ parts: [{ notes }] }));
    expect(notesOf(root)).toHaveLength(2);
  });

  it('shows both notes where two parts sound one key: the shorter on the lower half of the longer', async () => {
    const parts = [
      { notes: [{ pitch: 60, onset: 0, duration: 4 }] },
      { notes: [{ pitch: 60, onset: 1, duration: 1 }] },
    ];
    const [long, short] = notesOf(await draw(makeScore({ parts })));
    expect(long!.width).toBeGreaterThan(3 * short!.width);
    expect(short!.height).toBeCloseTo(long!.height / 2, 2);
    expect(short!.y).toBeCloseTo(long!.y + long!.height / 2, 2);
  });

  it('draws a part of a piece', async () => {
    const root = await draw(makeChorale(16), { from: 14, to: 24 });
    expect(textsOf(root, '[aria-description="bar numbers"] text')).toEqual(['5', '6']);
    expect(textsOf(root, '[aria-description=meters] text')).toEqual(['4/4']);
    expect(notesOf(root)).toHaveLength(40);
  });

  it('writes chords above, and names itself', async () => {
    const chords = [0, 7, 9].map((root, index) => ({
      onset: 2 * index,
      chord: { root, quality: index === 2 ? ('minor' as const) : ('major' as const) },
    }));
    const svg = await pianoRoll({ ...makeChorale(2), chords, title: 'A <title>' });
    const root = parseSvg(svg);
    expect(textsOf(root, '[aria-description=chords] text')).toEqual(['C', 'G', 'Am']);
    expect(svg).toContain('aria-label="A &lt;title&gt;"');
    expect((await draw(makeChorale(1))).getAttribute('aria-label')).toBe('Piano roll');
  });

  it.each<[string, Score]>([
    ['no notes', makeScore({})],
    ['a chorale', { ...makeChorale(9), title: 'A long title. '.repeat(20) }],
    ['all keys', makeScore({ parts: [{ notes: makeQuarters([0, 60, 127]) }], upbeat: 1 })],
    [
      'many parts with long names',
      makeScore({
        parts: Array.from({ length: 40 }, () => ({
          name: 'Clarinetto in B '.repeat(4),
          notes: makeQuarters([60]),
        })),
      }),
    ],
    [
      'four parts with long names',
      makeScore({
        parts: Array.from({ length: 6 }, () => ({ name: 'MMMMMMMM'.repeat(4), notes: makeQuarters([60]) })),
      }),
    ],
    [
      'a chord on each eighth, to the end',
      {
        ...makeChorale(8),
        meters: [{ onset: 0, beats: 12, unit: 8 }],
        chords: Array.from({ length: 64 }, (_, index) => ({
          onset: index / 2,
          chord: { root: index % 12, quality: 'diminished' },
        })),
      },
    ],
  ])('cuts off nothing: %s', async (_, score) => {
    expect(await inkAtBorder(await pianoRoll(score), svgToPng)).toBe(0);
  });

  it('refuses times that leave nothing to draw, and more bars than can be drawn', async () => {
    await expect(pianoRoll(makeChorale(2), { from: 4, to: 4 })).rejects.toThrow(InputError);
    await expect(pianoRoll(makeChorale(2), { from: -1 })).rejects.toThrow(/0 <= from/);
    await expect(pianoRoll(makeChorale(2), { from: 8 })).rejects.toThrow(/before the end, which is at 8/);
    const notes = [{ pitch: 60, onset: 1e6, duration: 1 }];
    await expect(pianoRoll(makeScore({ parts: [{ notes }] }))).rejects.toThrow(/at most 512 bars/);
    expect(await pianoRoll(makeChorale(2), { to: 1e9 })).toBe(await pianoRoll(makeChorale(2)));
  });
});
