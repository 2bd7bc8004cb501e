import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { LazyValues } from '../values.ts';

/** Numbers out of memory. */
export interface ValuesFile {
  /** Writes numbers behind those that are there. @throws InputError when the disk is full */
  append(values: Float64Array): LazyValues;
  /** Gives the space back; the values cannot be read any more. */
  close(): void;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * A temporary file of numbers. Its name is taken away at once, so that the system gives its space back however this
 * program ends.
 *
 * What was read or written lately is in memory that the system lends where it has some: windows are read from there.
 *
 * @throws InputError when it cannot be made
 */
export function createValuesFile(folder: string): ValuesFile {
  const telling = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new InputError(
        `values that are too many for the memory cannot be kept in a temporary file in ${folder}: ` +
          `${(error as Error).message}. Name a folder with room for them with --temporary`,
        { cause: error },
      );
    }
  };
  const file = telling(() => {
    const path = join(folder, `reprise-values-${randomUUID()}`);
    const opened = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return opened;
  });
  let [length, isOpen] = [0, true];

  const fetch = (from: number, to: number): Float64Array => {
    // Its number may be that of another file by now.
    if (!isOpen) throw new Error('values file: expected it to be open, it was closed');
    const values = new Float64Array(to - from);
    const bytes = new Uint8Array(values.buffer);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(file, bytes, at, bytes.length - at, from * BYTES + at);
      if (count === 0) throw new Error(`values file: expected values up to ${to}, it ends before`);
      at += count;
    }
    return values;
  };

  return {
    append(values) {
      const first = length;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      telling(() => {
        for (let at = 0; at < bytes.length;)
          at += writeSync(file, bytes, at, bytes.length - at, first * BYTES + at);
      });
      length += values.length;
      return new LazyValues(fetch, first, values.length);
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
