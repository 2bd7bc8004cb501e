import { setTimeout as sleep } from 'node:timers/promises';
import type { Side } from './side.ts';
import { median } from './statistics.ts';
import { checkValues, type Values } from './values.ts';
import type { PeerName, Work } from './work.ts';

/** The result of one comparison; times are of one run of the work. */
export interface Row {
  readonly name: string;
  readonly peer: PeerName;
  /** medians */
  readonly oursMs: number;
  readonly peerMs: number;
  /** peerMs / oursMs: how many times as fast as the peer we are */
  readonly ratio: number;
  readonly oursMinMs: number;
  readonly peerMinMs: number;
  readonly repetitions: number;
  /** which way of the peer's was the fastest and was taken */
  readonly variant?: string;
  /** of the machine's rate at matrix products that our side reaches, where it was measured */
  readonly share?: number;
}

export interface CompareOptions {
  readonly repetitions: number;
  /** how long each side runs before it is timed */
  readonly warmUpSeconds: number;
  /** path of a file for the weights and data, which our side writes and the peer reads */
  readonly inputs: string;
}

/** What a side is still about, its output or its garbage, is done after that. */
const SETTLE_MS = 5;

/** The time of one run while the other side stands still: threads that wait for more work spin for a while. */
async function timeAlone(side: Side, other: Side, loops: number): Promise<number> {
  other.pause();
  try {
    return (await side.request<{ ms: number }>({ do: 'time', loops })).ms;
  } finally {
    other.resume();
  }
}

/**
 * Measures a work on both sides, in turns: ours, the peer, ours, … so that whatever else slows the machine slows both.
 * @throws Error when the sides do not compute the same, or one fails
 */
export async function compare(work: Work, ours: Side, peer: Side, options: CompareOptions): Promise<Row> {
  const { warmUpSeconds, inputs } = options;
  const { name, task, settings, loops = 1, repetitions = options.repetitions } = work;
  const sides = [ours, peer];
  const prepare = { do: 'prepare', task, settings, inputs };
  await ours.request(prepare);
  const { variant } = await peer.request<{ variant?: string }>(prepare);
  const ourValues = await ours.request<{ values: Values }>({ do: 'check' });
  const peerValues = await peer.request<{ values: Values }>({ do: 'check' });
  checkValues(ourValues.values, peerValues.values);
  for (const side of sides) await side.request({ do: 'warm', seconds: warmUpSeconds });

  const times = new Map<Side, number[]>(sides.map((side) => [side, []]));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [side, other] of [
      [ours, peer],
      [peer, ours],
    ] as const) {
      await sleep(SETTLE_MS);
      times.get(side)?.push(await timeAlone(side, other, loops));
    }
  }
  const [oursTimes, peerTimes] = [times.get(ours) ?? [], times.get(peer) ?? []];
  const [oursMs, peerMs] = [median(oursTimes), median(peerTimes)];
  return {
    name,
    peer: work.peer,
    oursMs,
    peerMs,
    ratio: peerMs / oursMs,
    oursMinMs: Math.min(...oursTimes),
    peerMinMs: Math.min(...peerTimes),
    repetitions,
    ...(variant === undefined ? {} : { variant }),
  };
}
