import { REST, type VoiceGrid } from '../score.ts';
import { pitchClassOf } from '../theory/pitchClasses.ts';
import { addCount, type Counts } from './counts.ts';
import { notesOf } from './notes.ts';

/** How many steps each pitch class sounds in a voice. @param tonic what counts as 0; C where not given */
export function pitchClassCounts(voice: Int16Array, tonic = 0): Counts {
  const counts = new Map<number, number>();
  for (const pitch of voice) {
    if (pitch !== REST) addCount(counts, pitchClassOf(pitch - tonic));
  }
  return counts;
}

/** How often a voice goes by so many semitones, upwards positive, from a note to the next one. Rests break the line. */
export function melodicIntervalCounts(voice: Int16Array): Counts {
  const counts = new Map<number, number>();
  const notes = notesOf(voice);
  notes.forEach(({ pitch, step }, index) => {
    const before = notes[index - 1];
    if (before && voice[step - 1] !== REST) addCount(counts, pitch - before.pitch);
  });
  return counts;
}

/** How many steps the voices above sound so many semitones, octaves taken away, above the lowest voice. */
export function bassIntervalCounts({ voices }: Pick<VoiceGrid, 'voices'>): Counts {
  const counts = new Map<number, number>();
  const bass = voices.at(-1);
  for (const upper of voices.slice(0, -1)) {
    upper.forEach((pitch, step) => {
      const below = bass?.[step] ?? REST;
      if (pitch !== REST && below !== REST) addCount(counts, pitchClassOf(pitch - below));
    });
  }
  return counts;
}
