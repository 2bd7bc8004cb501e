import { InputError } from '../errors.ts';
import type { Batch, FitOptions } from './fitOptions.ts';
import { listDifferences, type Snapshot } from './runState.ts';

/**
 * The snapshot to go on from; none where a run begins.
 * @throws InputError when there are checkpoints and no wish to resume, or none of them is whole, or data or
 * configuration are not those of the run
 */
export async function findSnapshot<B extends Batch>(options: FitOptions<B>): Promise<Snapshot | undefined> {
  const { checkpoints, progress, source } = options;
  if (!checkpoints) return undefined;
  const { store, resume, configuration } = checkpoints;
  if (!resume) {
    const last = (await store.steps()).at(-1);
    if (last === undefined) return undefined;
    throw new InputError(
      `${store.place}: holds checkpoints of a run (up to step ${last}), and this would begin another one. ` +
        'Resume it, or train into another folder.',
    );
  }
  const { snapshot, damaged } = await store.findLatest();
  if (snapshot) {
    for (const message of damaged) progress?.note(`${message} Going on from step ${snapshot.state.step}.`);
    refuseOther(snapshot, { data: source.fingerprint, configuration: asJson(configuration) }, store.place);
    return snapshot;
  }
  if (damaged.length > 0) {
    throw new InputError(
      `${store.place}: no checkpoint can be read.\n  ${damaged.join('\n  ')}\nTo begin anew, remove them or train into another folder.`,
    );
  }
  progress?.note(`${store.place}: no checkpoint to resume from; beginning anew`);
  return undefined;
}

function refuseOther(snapshot: Snapshot, now: { data: string; configuration: unknown }, place: string): void {
  const differences = [
    ...listDifferences(snapshot.configuration, now.configuration),
    ...listDifferences(snapshot.fingerprint, now.data, 'data'),
  ];
  if (differences.length === 0) return;
  throw new InputError(
    `${place}: the run cannot be resumed, because it was begun with other settings.\n  ${differences.join('\n  ')}\n` +
      'Give the settings of then, or train into another folder.',
  );
}

/** As a checkpoint would give it back. */
function asJson(configuration: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify(configuration));
}
