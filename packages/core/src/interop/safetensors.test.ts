import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { readSafetensors, writeSafetensors, type TensorValues } from './safetensors.ts';

interface Golden {
  readonly tensors: Record<string, { readonly shape: number[]; readonly values: string }>;
  readonly float32: string;
  readonly float16: string;
  readonly float64: string;
  readonly rounding: { readonly floats: string; readonly halves: string };
}

const url = new URL('../../../../tools/golden/data/safetensorsFiles.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Golden;

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

const tensors = new Map<string, TensorValues>(
  Object.entries(golden.tensors).map(([name, { shape, values }]) => [
    name,
    { shape, values: new Float32Array(decode(values).buffer) },
  ]),
);

/** A file from header and data as they are, valid or not. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('float16', () => {
  const floats = new Float32Array(decode(golden.rounding.floats).buffer);
  const halves = new Uint16Array(decode(golden.rounding.halves).buffer);

  it('rounds as NumPy does: ties to even, subnormals, overflow', () => {
    expect(toFloat16(floats)).toEqual(halves);
  });

  it('turns every half into a float and back to the same bits', () => {
    const every = Uint16Array.from({ length: 65536 }, (_, index) => index);
    const isNaNBits = (half: number): boolean => (half & 0x7fff) > 0x7c00;
    const back = toFloat16(fromFloat16(every));
    expect(back.filter((half) => !isNaNBits(half))).toEqual(every.filter((half) => !isNaNBits(half)));
    expect(fromFloat16(every.filter(isNaNBits)).every(Number.isNaN)).toBe(true);
    expect(back.filter((_, index) => isNaNBits(index)).every(isNaNBits)).toBe(true);
  });

  it('keeps NaN, infinity and the sign of zero', () => {
    const values = fromFloat16(toFloat16(Float32Array.of(NaN, Infinity, -Infinity, -0)));
    expect([...values]).toEqual([NaN, Infinity, -Infinity, -0]);
  });
});

describe('safetensors', () => {
  it('writes the bytes of the reference implementation', () => {
    expect(writeSafetensors(tensors, { metadata: { format: 'pt' } })).toEqual(decode(golden.float32));
    expect(writeSafetensors(tensors, { dtype: 'F16' })).toEqual(decode(golden.float16));
  });

  it('reads what the reference implementation wrote', () => {
    const file = readSafetensors(decode(golden.float32));
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(new Map([...file.tensors].sort())).toEqual(new Map([...tensors].sort()));
    const half = readSafetensors(decode(golden.float16)).tensors.get('decoder.weight')!;
    expect(half.values).toEqual(fromFloat16(toFloat16(tensors.get('decoder.weight')!.values)));
  });

  it('reads bytes that are not aligned in memory', () => {
    const bytes = decode(golden.float32);
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    expect(readSafetensors(shifted).tensors.get('bias')).toEqual(tensors.get('bias'));
  });

  it('gives the same bytes for the same tensors in another order', () => {
    expect(writeSafetensors(new Map([...tensors].reverse()))).toEqual(writeSafetensors(tensors));
  });

  const one = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each([
    ['too short', new Uint8Array(5), /5 bytes, fewer than the 8/],
    ['an absurd header', new Uint8Array(16).fill(0x7f), /the format allows 100000000/],
    ['a cut header', fileOf({ a: one }, 8).subarray(0, 20), /header of \d+ bytes is cut off/],
    ['a cut payload', fileOf({ a: one }, 8).slice(0, -1), /need 8 bytes, and 7 are there/],
    ['bytes left over', fileOf({ a: one }, 9), /need 8 bytes, and 9 are there/],
    ['no JSON', fileOf('{"a"', 0), /header is not JSON/],
    ['no UTF-8', fileOf({ a: one }, 8).fill(0xff, 10, 12), /header is not JSON/],
    ['a list', fileOf([1], 0), /not a JSON object/],
    ['metadata of numbers', fileOf({ __metadata__: { a: 1 } }, 0), /metadata is not a record of strings/],
    ['no shape', fileOf({ a: { dtype: 'F32', data_offsets: [0, 8] } }, 8), /'a' has no valid dtype, shape/],
    ['a negative size', fileOf({ a: { ...one, shape: [-2] } }, 8), /'a' has no valid dtype, shape/],
    ['offsets that do not fit', fileOf({ a: { ...one, data_offsets: [0, 4] } }, 4), /'a'.* needs 8 bytes/],
    [
      'an overlap',
      fileOf({ a: one, b: { ...one, data_offsets: [4, 12] } }, 12),
      /'b' begins at byte 4 .* ends at 8/,
    ],
    [
      'a gap',
      fileOf({ a: one, b: { ...one, data_offsets: [12, 20] } }, 20),
      /'b' begins at byte 12 .* ends at 8/,
    ],
    ['float64', decode(golden.float64), /'x' as F32 or F16, got F64/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(InputError);
    expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(message);
    expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(/^model\.safetensors: /);
  });

  it('refuses to write values that do not fill their shape', () => {
    const wrong = new Map([['w', { shape: [2, 2], values: new Float32Array(3) }]]);
    expect(() => writeSafetensors(wrong)).toThrow(/named 'w' to have 4 values.*got 3/);
  });
});
