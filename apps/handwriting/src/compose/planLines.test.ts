import { describe, expect, it } from 'vitest';
import type { LabelledInk } from '../data/labelledInk.ts';
import { MARKS } from './marks.ts';
import { planLines } from './planLines.ts';

function ink(text: string, writer: string, category: string): LabelledInk {
  return { id: `${writer}/${text}`, text, writer, category, strokes: [] };
}

const inks = ['ann', 'bob', 'cid'].flatMap((writer) => [
  ...Array.from({ length: 40 }, (_, index) => ink(`word${index}`, writer, '6')),
  ...Array.from({ length: 40 }, (_, index) => ink(String(index % 10), writer, '1a')),
]);

describe('planLines', () => {
  const plans = planLines(inks, 0.5, 1);

  it('plans about as many as are asked for, the same for one seed', () => {
    expect(plans.length).toBeGreaterThanOrEqual(118);
    expect(plans.length).toBeLessThanOrEqual(122);
    expect(planLines(inks, 0.5, 1)).toEqual(plans);
    expect(planLines(inks, 0.5, 2)).not.toEqual(plans);
    expect(planLines(inks, 0, 1)).toEqual([]);
  });

  it('mixes neither writers nor words with single characters', () => {
    for (const plan of plans) {
      const parts = plan
        .filter((part) => typeof part === 'number')
        .map((place) => inks[place] as LabelledInk);
      expect(new Set(parts.map(({ writer, category }) => `${writer} ${category}`)).size).toBe(1);
      for (const part of plan) if (typeof part === 'string') expect([' ', ...MARKS]).toContain(part);
    }
  });

  it('has lines of several words, with every kind of mark', () => {
    const words = plans.filter((plan) => plan.filter((part) => part === ' ').length > 0);
    expect(words.length).toBeGreaterThan(20);
    const seen = new Set(
      planLines(inks, 4, 1)
        .flat()
        .filter((part) => typeof part === 'string'),
    );
    expect([...seen].sort()).toEqual([' ', ...MARKS].sort());
  });

  it('leaves out ink of unknown hands, and what has marks itself', () => {
    const odd = [ink('a"b', 'ann', '6'), { ...ink('word', 'ann', '6'), writer: undefined }];
    expect(planLines(odd, 4, 1)).toEqual([]);
  });
});
