import { describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { writeSvg } from './writeSvg.ts';

const line = (from: number, to: number): Ink => ({
  id: `${from}`,
  strokes: [{ x: Float64Array.of(from, to), y: Float64Array.of(0, 0) }],
});

function penOf(svg: string): number {
  return Number(/stroke-width="([^"]+)"/u.exec(svg)?.[1]);
}

describe('the pen of a picture of ink', () => {
  it('suits a drawing, not the sheet that many lie on', () => {
    expect(penOf(writeSvg([line(0, 50)]))).toBeCloseTo(0.5);
    expect(penOf(writeSvg([line(0, 20), line(100, 150), line(900, 910)]))).toBeCloseTo(0.5);
  });

  it('is as wide as asked for', () => {
    expect(penOf(writeSvg([line(0, 50)], { penWidth: 3 }))).toBe(3);
  });

  it('has a width for a dot alone, too', () => {
    expect(penOf(writeSvg([line(7, 7)]))).toBeGreaterThan(0);
  });
});
