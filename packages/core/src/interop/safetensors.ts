import { InputError } from '../errors.ts';
import { fromFloat16, toFloat16 } from './float16.ts';

/** A tensor as plain data: numbers in row-major order. */
export interface TensorValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafetensorsFile {
  readonly tensors: Map<string, TensorValues>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How numbers are stored; in memory they are float32. F16 rounds to the nearest, ties to even. */
export type StorageType = 'F32' | 'F16';

interface Entry {
  readonly name: string;
  readonly dtype: StorageType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const BYTES: Record<StorageType, number> = { F32: 4, F16: 2 };
/** The limit of the format's reference implementation. */
const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';

/**
 * A safetensors file as a list of chunks, to be written one after the other: what is stored as float32 is not
 * copied. Tensors lie in the order of their names, so equal tensors give equal bytes.
 *
 * Format: 8 bytes with the header's length (little-endian), the header in JSON, the numbers.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorValues>,
  options: { readonly metadata?: Readonly<Record<string, string>>; readonly dtype?: StorageType } = {},
): Uint8Array[] {
  const { metadata, dtype = 'F32' } = options;
  const header: Record<string, unknown> = metadata ? { [METADATA]: metadata } : {};
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = countOf(shape);
    if (name === METADATA || count !== values.length) {
      throw new RangeError(
        `encodeSafetensors: expected a tensor of shape [${shape.join(', ')}] named '${name}' to have ${count} values, ` +
          `and a name other than '${METADATA}'; got ${values.length} values.`,
      );
    }
    const stored = dtype === 'F32' ? values : toFloat16(values);
    header[name] = { dtype, shape, data_offsets: [offset, offset + stored.byteLength] };
    chunks.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    offset += stored.byteLength;
  }
  return [encodeHeader(header), ...chunks];
}

/** Length and JSON; spaces fill up to a multiple of 8, so that the numbers are aligned in memory. */
function encodeHeader(header: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

/** The same as {@link encodeSafetensors} in one piece. */
export function writeSafetensors(...args: Parameters<typeof encodeSafetensors>): Uint8Array<ArrayBuffer> {
  const chunks = encodeSafetensors(...args);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * The tensors and metadata in a safetensors file, float16 widened to float32. Values may share their memory with
 * `bytes`.
 * @param name of the file, for messages
 * @throws InputError when the bytes are not a whole and valid file, or a tensor is neither F32 nor F16
 */
export function readSafetensors(bytes: Uint8Array, name = 'safetensors'): SafetensorsFile {
  const { entries, metadata, dataStart } = readHeader(bytes, name);
  const dataLength = bytes.length - dataStart;
  checkOffsets(entries, dataLength, name);
  const tensors = new Map<string, TensorValues>();
  for (const { name: tensor, dtype, shape, begin, end } of entries) {
    tensors.set(tensor, { shape, values: readValues(bytes, dataStart + begin, dataStart + end, dtype) });
  }
  return { tensors, metadata };
}

/** What the header says, and where the data begin. */
function readHeader(
  bytes: Uint8Array,
  name: string,
): { entries: Entry[]; metadata: Record<string, string>; dataStart: number } {
  if (bytes.length < 8)
    throw damaged(name, `it has ${bytes.length} bytes, fewer than the 8 of the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER)
    throw damaged(name, `its header would have ${length} bytes; the format allows ${MAX_HEADER}`);
  const dataStart = 8 + Number(length);
  if (bytes.length < dataStart) throw damaged(name, `its header of ${length} bytes is cut off`);
  const header = parseObject(bytes.subarray(8, dataStart), name);
  const { [METADATA]: metadata = {}, ...descriptions } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw damaged(name, 'its metadata is not a record of strings');
  }
  const entries = Object.entries(descriptions).map(([tensor, description]) =>
    readEntry(tensor, description, name),
  );
  return { entries, metadata: metadata as Record<string, string>, dataStart };
}

function parseObject(bytes: Uint8Array, name: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(name, `its header is not JSON (${(error as Error).message})`);
  }
  if (!isObject(header)) throw damaged(name, 'its header is not a JSON object');
  return header;
}

function readEntry(tensor: string, description: unknown, name: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(description) ? description : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw damaged(name, `tensor '${tensor}' has no valid dtype, shape and data_offsets`);
  }
  if (!isStorageType(dtype)) {
    throw new InputError(
      `${name}: expected tensor '${tensor}' as F32 or F16, got ${dtype}. Convert it and save again.`,
    );
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== countOf(shape) * BYTES[dtype]) {
    throw damaged(
      name,
      `tensor '${tensor}', ${dtype} of shape [${shape.join(', ')}], needs ${countOf(shape) * BYTES[dtype]} bytes ` +
        `and its offsets are [${begin}, ${end}]`,
    );
  }
  return { name: tensor, dtype, shape, begin, end };
}

/** The tensors fill the data without gap or overlap. */
function checkOffsets(entries: readonly Entry[], dataLength: number, name: string): void {
  let filled = 0;
  for (const { name: tensor, begin, end } of [...entries].sort(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== filled) {
      throw damaged(
        name,
        `tensor '${tensor}' begins at byte ${begin} and the one before it ends at ${filled}`,
      );
    }
    filled = end;
  }
  if (filled !== dataLength)
    throw damaged(name, `its tensors need ${filled} bytes, and ${dataLength} are there`);
}

function readValues(bytes: Uint8Array, begin: number, end: number, dtype: StorageType): Float32Array {
  const start = bytes.byteOffset + begin;
  const isAligned = start % BYTES[dtype] === 0;
  const buffer = isAligned ? bytes.buffer : bytes.slice(begin, end).buffer;
  const offset = isAligned ? start : 0;
  const count = (end - begin) / BYTES[dtype];
  return dtype === 'F32'
    ? new Float32Array(buffer, offset, count)
    : fromFloat16(new Uint16Array(buffer, offset, count));
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isStorageType(dtype: string): dtype is StorageType {
  return dtype in BYTES;
}

function damaged(name: string, what: string): InputError {
  return new InputError(`${name}: expected a whole safetensors file, but ${what}. Fetch or write it again.`);
}
