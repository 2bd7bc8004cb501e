import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Side } from './side.ts';
import { layerWork } from './works.ts';

const WORK = {
  ...layerWork({ cell: 'lstm', time: 2, batchSize: 3, size: 4, reset: 'after' }),
  loops: 7,
};
const OPTIONS = { repetitions: 3, warmUpSeconds: 0, inputs: 'inputs.safetensors' };

/** A side that notes what it is asked for, and takes the given times. */
function fakeSide(name: string, calls: string[], times: number[], loss = 1): Side {
  return {
    name,
    request<T>(message: Readonly<Record<string, unknown>>): Promise<T> {
      calls.push(`${name} ${String(message['do'])}`);
      const answers: Record<string, () => object> = {
        prepare: () => (name === 'peer' ? { variant: 'time first' } : {}),
        check: () => ({ values: { loss: [loss] } }),
        warm: () => ({}),
        time: () => {
          expect(message['loops']).toBe(7);
          return { ms: times.shift() };
        },
      };
      return Promise.resolve(answers[String(message['do'])]?.() as T);
    },
    pause: () => calls.push(`${name} pauses`),
    resume: () => calls.push(`${name} goes on`),
    close: () => Promise.resolve(),
  };
}

test('both are prepared, ours first, which writes the inputs; checked; warmed up; timed in turns, each alone', async () => {
  const calls: string[] = [];
  await compare(WORK, fakeSide('ours', calls, [1, 1, 1]), fakeSide('peer', calls, [1, 1, 1]), OPTIONS);
  expect(calls).toEqual([
    'ours prepare',
    'peer prepare',
    'ours check',
    'peer check',
    'ours warm',
    'peer warm',
    ...Array.from({ length: 3 }, () => [
      'peer pauses',
      'ours time',
      'peer goes on',
      'ours pauses',
      'peer time',
      'ours goes on',
    ]).flat(),
  ]);
});

test('the ratio is that of the medians: above 1 where ours is the faster', async () => {
  const row = await compare(WORK, fakeSide('ours', [], [9, 2, 1]), fakeSide('peer', [], [3, 90, 6]), OPTIONS);
  expect(row).toEqual({
    name: 'lstm-2x3x4',
    peer: 'PyTorch',
    oursMs: 2,
    peerMs: 6,
    ratio: 3,
    oursMinMs: 1,
    peerMinMs: 3,
    repetitions: 3,
    variant: 'time first',
  });
});

test('sides that compute different things are not timed', async () => {
  const calls: string[] = [];
  const [ours, peer] = [fakeSide('ours', calls, []), fakeSide('peer', calls, [], 1.1)];
  await expect(compare(WORK, ours, peer, OPTIONS)).rejects.toThrow("differ in loss: ours 1, the peer's 1.1");
  expect(calls.filter((call) => call.includes('time'))).toEqual([]);
});
