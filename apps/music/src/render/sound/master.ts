import type { Sound } from './wav.ts';

/** Decibels below the loudest that a file can hold. */
const LOUDNESS = -18;
const HIGHEST_PEAK = -1;
/** What is so many decibels below the peak is not heard behind the end. */
const INAUDIBLE = -66;
/** Seconds. */
const BLOCK = 0.1;
const FADE = 0.05;
/** Of the loudness of the loudest block: quieter ones are pauses, and do not count. */
const PAUSE = -35;

/**
 * Sound made ready for a file: as loud as other recordings are, no sample too loud, and cut where its end cannot be
 * heard any more, with a short fade so that it does not click. Silence stays silence.
 *
 * @param shortest seconds that are kept in any case
 */
export function master(sound: Sound, sampleRate: number, shortest: number): Sound {
  const peak = Math.max(peakOf(sound.left), peakOf(sound.right));
  const least = Math.min(sound.left.length, Math.ceil(shortest * sampleRate));
  if (peak === 0) return { left: sound.left.slice(0, least), right: sound.right.slice(0, least) };
  const length = Math.max(least, lastAbove(sound, peak * fromDecibels(INAUDIBLE)) + 1);
  const loudness = loudnessOf(sound, Math.round(BLOCK * sampleRate));
  const gain = Math.min(fromDecibels(LOUDNESS) / loudness, fromDecibels(HIGHEST_PEAK) / peak);
  const fade = Math.min(length, Math.round(FADE * sampleRate));
  const finish = (channel: Float32Array): Float32Array => {
    const finished = channel.slice(0, length);
    for (let index = 0; index < length; index++) {
      finished[index] = (finished[index] as number) * gain * Math.min(1, (length - 1 - index) / fade);
    }
    return finished;
  };
  return { left: finish(sound.left), right: finish(sound.right) };
}

function peakOf(channel: Float32Array): number {
  let peak = 0;
  for (const value of channel) peak = Math.max(peak, Math.abs(value));
  return peak;
}

function lastAbove({ left, right }: Sound, level: number): number {
  let last = left.length - 1;
  while (last >= 0 && Math.abs(left[last] as number) <= level && Math.abs(right[last] as number) <= level)
    last--;
  return last;
}

/** Root mean square of both channels over what is not a pause. */
function loudnessOf({ left, right }: Sound, block: number): number {
  const powers = Array.from({ length: Math.ceil(left.length / block) }, (_, index) => {
    const [from, to] = [index * block, Math.min(left.length, (index + 1) * block)];
    return (powerOf(left.subarray(from, to)) + powerOf(right.subarray(from, to))) / 2;
  });
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const counted = powers.filter((power) => power > loudest * fromDecibels(PAUSE) ** 2);
  return Math.sqrt(counted.reduce((sum, power) => sum + power, 0) / counted.length);
}

function powerOf(channel: Float32Array): number {
  let sum = 0;
  for (const value of channel) sum += value * value;
  return sum / channel.length;
}

function fromDecibels(decibels: number): number {
  return 10 ** (decibels / 20);
}
