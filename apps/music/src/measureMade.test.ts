import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { expect } from 'vitest';
import { makeSettings } from './config.ts';
import type { Corpus } from '@reprise/app/corpus';
import { describeMade, measureMade, summariseMade } from './measureMade.ts';
import type { LoadedVoices } from './modelFolder.ts';
import type { VoiceGrid } from './score.ts';
import { pieceOf, triads } from './voices/piece.fixture.ts';
import { rangesOf } from './voices/ranges.ts';
import { VoiceModel } from './voices/voiceModel.ts';

await startEngine();

tensorTest('what is made is measured beside what is real, and looked for in the training', async () => {
  const learned = triads(64, 60);
  /** Two bars of it, in another key, and then two that are not. */
  const copied = pieceOf(
    triads(64, 62).voices.map((pitches) =>
      [...pitches].map((pitch, at) => (at < 32 ? pitch : pitch - (at % 7))),
    ),
  );
  const other = pieceOf(
    [72, 65, 57, 50].map((pitch) => Array.from({ length: 64 }, (_, at) => pitch + ((at * at) % 11))),
  );
  const corpus: Corpus<VoiceGrid> = {
    train: [learned],
    valid: [],
    test: [other, copied, other],
    summary: '',
    warnings: [],
  };
  const settings = makeSettings('tiny');
  const network = new VoiceModel({ ...settings, rng: Rng.fromSeed(3) });
  const model: LoadedVoices = {
    kind: 'voices',
    network,
    architecture: { ranges: rangesOf([learned, copied, other]) },
    settings,
    dispose: () => {
      disposeParams(network.params);
    },
  };
  try {
    const made = await measureMade(model, corpus, { split: 'test', samples: 4 });
    const { statistics, copies } = summariseMade(made);
    expect(Object.keys(statistics)).toEqual(['real', 'harmonised', 'without rules', 'composed']);
    expect(copies['real, all voices']).toMatchObject({ longest: 2 });
    expect(copies['real, all voices']!.median).toBeLessThan(1);
    expect(statistics['harmonised']).toMatchObject({ pieces: 4, bars: 16, crossingsPerBar: 0 });
    // The network was taught nothing: alone it does what the rules forbid.
    expect(statistics['without rules']!.crossingsPerBar).toBeGreaterThan(0);
    expect(statistics['real']!.distances.pitchClasses).toBe(0);
    expect(statistics['composed']!.distances.pitchClasses).toBeGreaterThan(0);
    expect(describeMade(made)).toContain('    2.00');
  } finally {
    model.dispose();
  }
});
