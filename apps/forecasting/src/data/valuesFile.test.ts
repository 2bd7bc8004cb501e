import type * as NodeFs from 'node:fs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, expect, it, vi } from 'vitest';
import { createValuesFile } from './valuesFile.ts';

const full = vi.hoisted(() => ({ after: Infinity }));
/** A disk with room for so many bytes: it takes those, and no more. */
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof NodeFs>();
  const writeSync = (file: number, bytes: Uint8Array, from: number, count: number, at: number): number => {
    const taken = Math.min(count, full.after - at);
    if (taken <= 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return fs.writeSync(file, bytes, from, taken, at);
  };
  return { ...fs, writeSync };
});

const folder = mkdtempSync(join(tmpdir(), 'values-file-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('gives back what was written, to the bit, and leaves no name', () => {
  const file = createValuesFile(folder);
  try {
    const [one, other] = [Float64Array.of(1 / 3, NaN, -0, 5e-324), Float64Array.of(1e308, 2, 3)];
    const stored = [file.append(one), file.append(new Float64Array()), file.append(other.subarray(1))];
    expect(readdirSync(folder)).toEqual([]);
    expect(stored.map((values) => values.read())).toEqual([one, new Float64Array(), other.subarray(1)]);
    expect(new BigUint64Array(stored[0]!.read().buffer)).toEqual(new BigUint64Array(one.buffer));
    expect(stored[0]!.subarray(1, 3).read()).toEqual(Float64Array.of(NaN, -0));
  } finally {
    file.close();
  }
});

it('goes on where the system writes a part only', () => {
  const file = createValuesFile(folder);
  const values = Float64Array.from({ length: 100 }, (_, step) => step);
  full.after = 801;
  expect(file.append(values).read()).toEqual(values);
  full.after = Infinity;
  file.close();
});

it('is not read once it is closed, and may be closed twice', () => {
  const file = createValuesFile(folder);
  const values = file.append(Float64Array.of(1, 2));
  file.close();
  file.close();
  expect(() => values.read()).toThrow('expected it to be open');
});

it('says where there is no room, or no folder, and what to do', () => {
  const file = createValuesFile(folder);
  full.after = 12;
  const fill = (): unknown => file.append(Float64Array.of(1, 2));
  expect(fill).toThrow(InputError);
  expect(fill).toThrow(/temporary file in .*values-file-.*no space left on device.*--temporary/);
  full.after = Infinity;
  file.close();
  const missing = (): unknown => createValuesFile(join(folder, 'none'));
  expect(missing).toThrow(InputError);
  expect(missing).toThrow(/ENOENT.*--temporary/);
});
