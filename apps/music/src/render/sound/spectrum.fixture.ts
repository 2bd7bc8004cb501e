/** Samples of a WAV file as numbers from -1 to 1; header as it should be, else an error. */
export function decodeWav(wav: Uint8Array): { left: Float64Array; right: Float64Array; sampleRate: number } {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  const name = (at: number) => bytes.toString('latin1', at, at + 4);
  const isRight =
    name(0) === 'RIFF' &&
    bytes.readUInt32LE(4) === bytes.length - 8 &&
    name(8) === 'WAVE' &&
    name(12) === 'fmt ' &&
    bytes.readUInt16LE(20) === 1 &&
    bytes.readUInt16LE(22) === 2 &&
    bytes.readUInt16LE(34) === 16 &&
    name(36) === 'data' &&
    bytes.readUInt32LE(40) === bytes.length - 44;
  if (!isRight) throw new Error('not a WAV file of 16-bit stereo');
  const frames = (bytes.length - 44) / 4;
  const channel = (offset: number) =>
    Float64Array.from({ length: frames }, (_, frame) => bytes.readInt16LE(44 + 4 * frame + offset) / 32768);
  return { left: channel(0), right: channel(2), sampleRate: bytes.readUInt32LE(24) };
}

/** How much of a frequency there is in samples (Hann window): the amplitude of a sine. */
export function amplitudeAt(
  samples: Float32Array | Float64Array,
  frequency: number,
  sampleRate: number,
): number {
  let [real, imaginary, weight] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / samples.length);
    const angle = (2 * Math.PI * frequency * index) / sampleRate;
    real += window * sample * Math.cos(angle);
    imaginary += window * sample * Math.sin(angle);
    weight += window;
  }
  return (2 * Math.hypot(real, imaginary)) / weight;
}

/** Cents from `frequency` to where the spectrum around it (40 cents to both sides) is highest, to a tenth of a cent. */
export function centsOff(
  samples: Float32Array | Float64Array,
  frequency: number,
  sampleRate: number,
): number {
  let [best, width] = [0, 40];
  while (width > 0.05) {
    const tried = Array.from({ length: 11 }, (_, index) => best + (width * (index - 5)) / 5);
    const heights = tried.map((cents) => amplitudeAt(samples, frequency * 2 ** (cents / 1200), sampleRate));
    best = tried[heights.indexOf(Math.max(...heights))] ?? best;
    width /= 4;
  }
  return best;
}

export function peakOf(samples: Iterable<number>): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** Root mean square, in decibels below the loudest that a file can hold. */
export function loudnessOf(samples: Float64Array): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
