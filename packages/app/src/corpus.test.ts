import { describe, expect, it } from 'vitest';
import { splitOfName } from './corpus.ts';

describe('splitOfName', () => {
  // int(sha256(name.lower()).hexdigest(), 16) % 10 in Python
  it.each([
    ['BWV001', 'valid'],
    ['Été', 'train'],
    ['d', 'test'],
    ['tune 4', 'train'],
  ])('of %s is %s', (name, split) => {
    expect(splitOfName(name)).toBe(split);
  });

  it('takes no notice of case and of how an accent is written', () => {
    for (const name of ['Ein feste Burg', 'Été', 'Tune 17']) {
      expect(splitOfName(name.toUpperCase().normalize('NFD'))).toBe(splitOfName(name));
    }
  });

  it('gives a tenth to validation and a tenth to the test', () => {
    const splits = Array.from({ length: 2000 }, (_, index) => splitOfName(`piece ${index}`));
    for (const split of ['valid', 'test']) {
      const share = splits.filter((other) => other === split).length / splits.length;
      expect(share).toBeGreaterThan(0.08);
      expect(share).toBeLessThan(0.12);
    }
  });
});
