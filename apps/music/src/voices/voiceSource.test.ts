import { describe, expect, it } from 'vitest';
import { bringHome } from './home.ts';
import { triads } from './piece.fixture.ts';
import { tokenOf } from './tokens.ts';
import type { VoiceBatch } from './voiceBatch.ts';
import { voiceSource } from './voiceSource.ts';

const PIECES = [55, 57, 59, 60, 62].map((tonic, index) => triads(24 + 4 * index, tonic));
const OPTIONS = { batchTokens: 120, transposition: 6, seed: 1 };

async function epochOf(epoch: number, options = OPTIONS): Promise<VoiceBatch[]> {
  const batches: VoiceBatch[] = [];
  for await (const batch of voiceSource(PIECES, options).batches(epoch, 0)) batches.push(batch);
  return batches;
}

/** Where the bass of a piece in C major begins. */
const HOME = new Set(PIECES.map((piece) => tokenOf(bringHome(piece).voices[3]![1]!)));

/** The bass of each piece's second step, which stands among what was said before the third. */
function basses(batches: readonly VoiceBatch[]): number[] {
  return batches.flatMap(({ size, time, previous }) =>
    Array.from({ length: size }, (_, row) => previous.tokens[(row * time + 2) * 4 + 3] as number),
  );
}

const epochs = (count: number) => Array.from({ length: count }, (_, epoch) => epoch);

describe('voiceSource', () => {
  it('has each piece once an epoch, with something else of it given each time', async () => {
    const lengths = async (epoch: number) =>
      (await epochOf(epoch)).flatMap((batch) => [...batch.lengths]).sort((a, b) => a - b);
    expect(await lengths(0)).toEqual([24, 28, 32, 36, 40]);
    expect(await lengths(1)).toEqual([24, 28, 32, 36, 40]);
    const said = await Promise.all(
      epochs(6).map(async (epoch) => (await epochOf(epoch)).map(({ tokens }) => tokens)),
    );
    expect(new Set(said.map(String)).size).toBeGreaterThan(3);
  });

  it('has most pieces in C major, and the others in every key', async () => {
    const all = basses((await Promise.all(epochs(60).map((epoch) => epochOf(epoch)))).flat());
    const home = all.filter((bass) => HOME.has(bass)).length / all.length;
    expect(home).toBeGreaterThan(0.65);
    expect(home).toBeLessThan(0.82);
    expect(new Set(all.map((bass) => bass % 12)).size).toBe(12);
  });

  it('stays at home without transposition', async () => {
    const all = basses(
      (await Promise.all(epochs(10).map((epoch) => epochOf(epoch, { ...OPTIONS, transposition: 0 })))).flat(),
    );
    expect(new Set(all)).toEqual(HOME);
  });

  it('gives the same batch for the same epoch and number, from wherever it is begun', async () => {
    const [, second] = await epochOf(3);
    for await (const batch of voiceSource(PIECES, OPTIONS).batches(3, 1)) {
      expect(batch).toEqual(second);
      break;
    }
  });

  it('knows its data and settings again by its fingerprint', () => {
    const { fingerprint } = voiceSource(PIECES, OPTIONS);
    expect(voiceSource(PIECES, OPTIONS).fingerprint).toBe(fingerprint);
    expect(voiceSource(PIECES.toReversed(), OPTIONS).fingerprint).not.toBe(fingerprint);
    expect(voiceSource(PIECES, { ...OPTIONS, transposition: 5 }).fingerprint).not.toBe(fingerprint);
  });
});
