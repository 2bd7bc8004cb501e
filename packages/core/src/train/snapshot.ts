import { createHash } from 'node:crypto';
import { InputError } from '../errors.ts';
import { encodeSafetensors, readSafetensors, type TensorValues } from '../interop/safetensors.ts';
import type { Snapshot } from './runState.ts';

/** Raised when a snapshot of one version cannot be read by the other. */
const FORMAT = '1';
const GROUPS = ['weights', 'optimizer', 'average'] as const;

/**
 * A snapshot as a safetensors file, in chunks: the tensors as `weights/…`, `optimizer/…` and `average/…`, the rest
 * as JSON in the metadata, with a SHA-256 of all of it.
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array[] {
  const { weights, optimizer, average, ...rest } = snapshot;
  const groups = { weights, optimizer, average };
  const tensors = new Map<string, TensorValues>();
  for (const group of GROUPS) {
    for (const [name, values] of groups[group]) tensors.set(`${group}/${name}`, values);
  }
  const run = JSON.stringify(rest);
  const metadata = { format: FORMAT, run, sha256: checksum(run, tensors) };
  return encodeSafetensors(tensors, { metadata });
}

/**
 * The snapshot in a file.
 * @param name of the file, for messages
 * @throws InputError when the file is damaged, or of another version
 */
export function decodeSnapshot(bytes: Uint8Array, name: string): Snapshot {
  const { tensors, metadata } = readSafetensors(bytes, name);
  const { format, run = '', sha256 } = metadata;
  if (format !== FORMAT) {
    throw new InputError(
      `${name}: expected a checkpoint of format ${FORMAT}, got ${format ?? 'a file without'}. ` +
        'Go on with the version that wrote it, or train into another folder.',
    );
  }
  if (checksum(run, tensors) !== sha256)
    throw new InputError(`${name}: the checksum is wrong; the file is damaged.`);
  const groups = {
    weights: new Map<string, TensorValues>(),
    optimizer: new Map<string, TensorValues>(),
    average: new Map<string, TensorValues>(),
  };
  for (const [path, values] of tensors) {
    const slash = path.indexOf('/');
    groups[path.slice(0, slash) as (typeof GROUPS)[number]].set(path.slice(slash + 1), values);
  }
  return { ...(JSON.parse(run) as Omit<Snapshot, (typeof GROUPS)[number]>), ...groups };
}

function checksum(run: string, tensors: ReadonlyMap<string, TensorValues>): string {
  const hash = createHash('sha256').update(run);
  for (const [name, { shape, values }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
