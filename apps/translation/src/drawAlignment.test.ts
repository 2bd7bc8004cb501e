import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { checkAlignmentFile, drawAlignment } from './drawAlignment.ts';
import type { Translation } from './translator.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-draw-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const plain = { source: 'Black cats.', text: 'Chats noirs.', score: -1, candidates: [] };
const aligned: Translation = {
  ...plain,
  alignment: {
    source: ['Black', ' cat', 's', '.', '<eos>'],
    target: ['Chats', ' noirs', '.'],
    weights: [
      [0.1, 0.5, 0.4, 0, 0],
      [0.9, 0.1, 0, 0, 0],
      [0, 0, 0, 0.6, 0.4],
    ],
  },
};

describe('checkAlignmentFile', () => {
  it('wants one text and a file that can be drawn', () => {
    expect(() => {
      checkAlignmentFile('a.svg', ['one']);
    }).not.toThrow();
    expect(() => {
      checkAlignmentFile('a.PNG', ['one']);
    }).not.toThrow();
    expect(() => {
      checkAlignmentFile('a.pdf', ['one']);
    }).toThrow(InputError);
    expect(() => {
      checkAlignmentFile('a.svg', []);
    }).toThrow('expected one text, got 0');
    expect(() => {
      checkAlignmentFile('a.svg', ['one', 'two']);
    }).toThrow('expected one text, got 2');
  });
});

describe('drawAlignment', () => {
  it('draws whole words', async () => {
    const path = join(folder, 'alignment.svg');
    await drawAlignment(path, aligned);
    const svg = readFileSync(path, 'utf8');
    for (const word of ['Black', 'cats', 'Chats', 'noirs'])
      expect(svg).toMatch(new RegExp(`>${word}\\.?<`, 'u'));
  });

  it('says so where there is nothing to draw', async () => {
    const path = join(folder, 'none.svg');
    await expect(drawAlignment(path, plain)).rejects.toThrow(InputError);
    expect(existsSync(path)).toBe(false);
  });
});
