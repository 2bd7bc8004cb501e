import type * as Spessa from 'spessasynth_core';
import type { BasicSoundBank } from 'spessasynth_core';
import { InputError } from '@reprise/core/errors';
import type { Sound } from './wav.ts';

/** The namespace of the synthesiser's library. */
export type SpessaModule = typeof Spessa;

export interface PlayOptions {
  readonly sampleRate: number;
  /** of the file; what rings on behind it is played until it cannot be heard */
  readonly seconds: number;
  readonly reverb: boolean;
}

/** Frames from one look at the file to the next: an onset is at most 3 ms late. */
const BLOCK = 128;
/** Seconds that instruments and hall may ring for. */
const LONGEST_TAIL = 5;
/** Nothing louder than this for so many seconds: then all has died away. */
const SILENCE = { level: 1e-5, seconds: 0.25 };
/** The library's second hall, which rings for about two seconds. */
const HALL = 4;

/** Loads the library, at the first sound, since it is large. */
export async function loadSpessa(): Promise<SpessaModule> {
  const spessa = await import('spessasynth_core');
  spessa.SpessaLog.setLogLevel(false, false, false);
  return spessa;
}

/**
 * A sound bank out of the bytes of a file: SoundFont 2 or 3, or DLS.
 * @param name what the message calls it
 * @throws InputError when it is not one
 */
export async function readSoundBank(
  spessa: SpessaModule,
  bytes: Uint8Array,
  name: string,
): Promise<BasicSoundBank> {
  try {
    await spessa.BasicSoundBank.isSF3DecoderReady;
    return spessa.SoundBankLoader.fromArrayBuffer(arrayBufferOf(bytes));
  } catch (error) {
    throw new InputError(`cannot read the SoundFont ${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Plays a MIDI file with a sound bank, as fast as it goes. */
export async function playWithSpessa(
  spessa: SpessaModule,
  midi: Uint8Array,
  bank: BasicSoundBank,
  { sampleRate, seconds, reverb }: PlayOptions,
): Promise<Sound> {
  const synth = new spessa.SpessaSynthProcessor(sampleRate, { eventsEnabled: false, effectsEnabled: reverb });
  await synth.processorInitialized;
  synth.soundBankManager.addSoundBank(bank, 'bank');
  synth.setSystemParameter('autoAllocateVoices', true);
  synth.reverbProcessor.character = HALL;
  const sequencer = new spessa.SpessaSynthSequencer(synth);
  sequencer.skipToFirstNoteOn = false;
  sequencer.loopCount = 0;
  sequencer.loadNewSongList([spessa.BasicMIDI.fromArrayBuffer(arrayBufferOf(midi))]);
  sequencer.play();

  const least = Math.ceil(sampleRate * seconds);
  const most = least + LONGEST_TAIL * sampleRate;
  const [left, right] = [new Float32Array(most), new Float32Array(most)];
  let [frame, lastHeard] = [0, 0];
  while (frame < most && (frame < least || frame - lastHeard < SILENCE.seconds * sampleRate)) {
    const end = Math.min(most, frame + BLOCK);
    sequencer.processTick();
    synth.process(left, right, frame, end - frame);
    if (isHeard(left.subarray(frame, end)) || isHeard(right.subarray(frame, end))) lastHeard = end;
    frame = end;
  }
  synth.destroySynthProcessor();
  return { left: left.subarray(0, frame), right: right.subarray(0, frame) };
}

function isHeard(samples: Float32Array): boolean {
  return samples.some((sample) => Math.abs(sample) > SILENCE.level);
}

/** A copy of bytes that may be part of something larger. */
function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
