/** Sound in two channels of equal length; 1 is the loudest that a file can hold. */
export interface Sound {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

const HEADER = 44;
const FRAME = 4;
const LOUDEST = 0x7fff;

/** A WAV file of 16-bit samples (little-endian, whatever the machine). What is louder than 1 is cut. */
export function encodeWav({ left, right }: Sound, sampleRate: number): Uint8Array {
  const file = Buffer.alloc(HEADER + FRAME * left.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // samples as they are
  file.writeUInt16LE(2, 22); // channels
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(FRAME * sampleRate, 28);
  file.writeUInt16LE(FRAME, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(FRAME * left.length, 40);
  const view = new DataView(file.buffer, file.byteOffset + HEADER);
  for (let frame = 0; frame < left.length; frame++) {
    view.setInt16(FRAME * frame, toInteger(left[frame] as number), true);
    view.setInt16(FRAME * frame + 2, toInteger(right[frame] as number), true);
  }
  return file;
}

function toInteger(value: number): number {
  return Math.round(LOUDEST * Math.max(-1, Math.min(1, value)));
}
