import type { Note } from '../../score.ts';
import type { MidiTrack, TimedEvent } from './events.ts';
import { sortNotes } from '../noteOrder.ts';

/** The notes of one channel in one track. */
export interface ChannelNotes {
  readonly track: number;
  /** 0 to 15 */
  readonly channel: number;
  /** the instrument when its first note is struck: the track's own, else the one another track gave the channel */
  readonly program: number | undefined;
  readonly notes: readonly Note[];
}

const SUSTAIN = 64;
const ALL_SOUND_OFF = 120;
const RESET_CONTROLLERS = 121;
/** And what is above it: changes of mode, which end all notes too. */
const ALL_NOTES_OFF = 123;
const MAX_VELOCITY = 127;

/** A key of a channel, as one track plays it. */
interface Key {
  readonly part: PartNotes;
  readonly pitch: number;
  /** struck and not let go, the oldest first */
  down: Struck[];
  /** of those: how many have been let go since, one by one */
  released: number;
  /** let go, and held by the pedal */
  held: Struck[];
}

interface Struck {
  readonly tick: number;
  readonly velocity: number;
}

interface PartNotes {
  readonly track: number;
  readonly program: number | undefined;
  readonly keys: Map<number, Key>;
  readonly notes: Note[];
}

/**
 * The notes of the tracks, each channel of each track for itself, by track and then by channel.
 *
 * A note-off ends the oldest of several equal notes. What it ends while the channel's sustain pedal is down sounds on,
 * until the pedal is lifted or the key struck again. What nothing ends lasts until its track ends. A note takes at
 * least a tick.
 */
export function pairNotes(tracks: readonly MidiTrack[], ticksPerQuarter: number): ChannelNotes[] {
  const channels = new Map<number, (TimedEvent & { readonly track: number })[]>();
  for (const [track, { events }] of tracks.entries()) {
    for (const timed of events) {
      if (!('channel' in timed.event) || 'meta' in timed.event) continue;
      const { channel } = timed.event;
      const list = channels.get(channel) ?? [];
      channels.set(channel, list);
      list.push({ ...timed, track });
    }
  }
  return [...channels]
    .flatMap(([channel, events]) => {
      events.sort((a, b) => a.tick - b.tick);
      return pairChannel(events, tracks, ticksPerQuarter).map((part) => ({ ...part, channel }));
    })
    .sort((a, b) => a.track - b.track || a.channel - b.channel);
}

function pairChannel(
  events: readonly (TimedEvent & { readonly track: number })[],
  tracks: readonly MidiTrack[],
  ticksPerQuarter: number,
): Omit<ChannelNotes, 'channel'>[] {
  const parts = new Map<number, PartNotes>();
  const programs = new Map<number, number>();
  const pressed = new Set<Key>();
  const sustained = new Set<Key>();
  let [pedal, program]: [boolean, number | undefined] = [false, undefined];

  const end = ({ part, pitch }: Key, struck: readonly Struck[], at: number) => {
    for (const { tick, velocity } of struck) {
      const duration = Math.max(1, at - tick) / ticksPerQuarter;
      part.notes.push({ pitch, onset: tick / ticksPerQuarter, duration, velocity: velocity / MAX_VELOCITY });
    }
  };
  const endHeld = (key: Key, at: number) => {
    end(key, key.held, at);
    key.held = [];
    sustained.delete(key);
  };
  const liftPedal = (at: number) => {
    pedal = false;
    for (const key of sustained) endHeld(key, at);
  };
  const letGo = (key: Key, struck: readonly Struck[], at: number) => {
    if (!pedal) {
      end(key, struck, at);
      return;
    }
    for (const one of struck) key.held.push(one);
    sustained.add(key);
  };
  const letAllGo = (key: Key, at: number) => {
    letGo(key, key.down.slice(key.released), at);
    [key.down, key.released] = [[], 0];
    pressed.delete(key);
  };

  for (const { tick, event, track } of events) {
    switch (event.type) {
      case 'programChange':
        program = event.programNumber;
        programs.set(track, program);
        break;
      case 'noteOn': {
        const own = programs.get(track) ?? program;
        const part = parts.get(track) ?? { track, program: own, keys: new Map<number, Key>(), notes: [] };
        parts.set(track, part);
        const pitch = event.noteNumber;
        const key = part.keys.get(pitch) ?? { part, pitch, down: [], released: 0, held: [] };
        part.keys.set(pitch, key);
        endHeld(key, tick);
        key.down.push({ tick, velocity: event.velocity });
        pressed.add(key);
        break;
      }
      case 'noteOff': {
        const key = parts.get(track)?.keys.get(event.noteNumber);
        const oldest = key?.down[key.released];
        if (key === undefined || oldest === undefined) break;
        key.released++;
        letGo(key, [oldest], tick);
        if (key.released === key.down.length) letAllGo(key, tick);
        break;
      }
      case 'controller':
        if (event.controllerType === SUSTAIN) {
          if (event.value >= 64) pedal = true;
          else liftPedal(tick);
        } else if (event.controllerType === RESET_CONTROLLERS) {
          liftPedal(tick);
        } else if (event.controllerType === ALL_SOUND_OFF || event.controllerType >= ALL_NOTES_OFF) {
          for (const key of pressed) letAllGo(key, tick);
          if (event.controllerType === ALL_SOUND_OFF) for (const key of sustained) endHeld(key, tick);
        }
        break;
      default:
    }
  }
  for (const key of [...pressed, ...sustained]) {
    const { [key.part.track]: last } = tracks;
    letAllGo(key, last?.endTick ?? 0);
    endHeld(key, last?.endTick ?? 0);
  }
  return [...parts.values()].map(({ track, program: first, notes }) => ({
    track,
    program: first,
    notes: sortNotes(notes),
  }));
}
