import { createHash } from 'node:crypto';
import type { LabelledInk } from './labelledInk.ts';

/** Of the data and of how it is made into batches. */
export function fingerprintOf(
  inks: readonly LabelledInk[],
  options: Readonly<Record<string, unknown>>,
): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const { id, text, strokes } of inks) {
    hash.update(JSON.stringify([id, text]));
    for (const { x, y } of strokes)
      for (const { buffer, byteOffset, byteLength } of [x, y])
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
