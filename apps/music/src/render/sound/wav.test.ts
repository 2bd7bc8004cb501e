import { describe, expect, it } from 'vitest';
import { decodeWav } from './spectrum.fixture.ts';
import { encodeWav } from './wav.ts';

describe('encodeWav', () => {
  it('holds both channels in 16 bits, and cuts what is too loud', () => {
    const left = Float32Array.of(0, 0.5, -1, 2);
    const right = Float32Array.of(0.25, -0.5, 1, -2);
    const wav = encodeWav({ left, right }, 22_050);
    expect(wav).toHaveLength(44 + 16);
    const decoded = decodeWav(wav);
    expect(decoded.sampleRate).toBe(22_050);
    [0, 0.5, -1, 1].forEach((value, frame) => expect(decoded.left[frame]).toBeCloseTo(value, 4));
    [0.25, -0.5, 1, -1].forEach((value, frame) => expect(decoded.right[frame]).toBeCloseTo(value, 4));
  });

  it('tells players the bytes of a second and of a frame', () => {
    const wav = Buffer.from(encodeWav({ left: new Float32Array(1), right: new Float32Array(1) }, 44_100));
    expect(wav.readUInt32LE(28)).toBe(176_400);
    expect(wav.readUInt16LE(32)).toBe(4);
  });
});
