import type { TensorValues } from '../interop/safetensors.ts';
import type { PlateauState } from './schedule.ts';

/** One of the best validations of a run. */
export interface BestValidation {
  readonly step: number;
  readonly metric: number;
}

/** Where a run is: plain data, all that is not a tensor. */
export interface RunState {
  /** optimizer steps done, skipped ones included */
  step: number;
  /** steps in which the weights were changed */
  updates: number;
  /** epochs done */
  epoch: number;
  /** batches consumed of the epoch at hand */
  position: number;
  /** target tokens consumed */
  tokens: number;
  /** time of training, over all parts of the run */
  seconds: number;
  /** steps in a row that were skipped, up to now */
  skippedInARow: number;
  /** the step of the last validation */
  validated: number;
  /** validations since the best one */
  stale: number;
  /** the best first */
  best: BestValidation[];
  /** of an adaptive schedule */
  plateau: PlateauState | null;
}

/** All that a run needs to go on to the same bits, as plain data. */
export interface Snapshot {
  readonly state: RunState;
  readonly weights: ReadonlyMap<string, TensorValues>;
  readonly optimizer: ReadonlyMap<string, TensorValues>;
  /** empty where the run averages nothing */
  readonly average: ReadonlyMap<string, TensorValues>;
  /** bytes of the log that tell of steps before this snapshot */
  readonly logLength: number;
  /** of the data and how it is batched */
  readonly fingerprint: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** At the beginning of a run. */
export function initialState(): RunState {
  return {
    step: 0,
    updates: 0,
    epoch: 0,
    position: 0,
    tokens: 0,
    seconds: 0,
    skippedInARow: 0,
    validated: 0,
    stale: 0,
    best: [],
    plateau: null,
  };
}

/**
 * Takes a validation of the step at hand into account: the list of the best `count`, and how long ago the best
 * one was. A metric that is not a number is never among the best; of equal ones the earlier is better.
 * @returns whether this validation is among the best, and whether it is the best
 */
export function recordValidation(
  state: RunState,
  metric: number,
  mode: 'min' | 'max',
  count: number,
): { isListed: boolean; isBest: boolean } {
  const sign = mode === 'min' ? 1 : -1;
  const entry = { step: state.step, metric };
  const candidates = Number.isNaN(metric) ? state.best : [...state.best, entry];
  state.best = candidates.toSorted((a, b) => sign * (a.metric - b.metric) || a.step - b.step).slice(0, count);
  const isBest = state.best[0] === entry;
  state.stale = isBest ? 0 : state.stale + 1;
  state.validated = state.step;
  return { isListed: state.best.includes(entry), isBest };
}

/**
 * What differs between two configurations, one line for each key: `model.hiddenSize: then 512, now 256`. Keys
 * that hold objects are looked into; what one of them lacks reads `nothing`.
 */
export function listDifferences(then: unknown, now: unknown, path = ''): string[] {
  if (isRecord(then) && isRecord(now)) {
    const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
    return [...keys].flatMap((key) => listDifferences(then[key], now[key], path ? `${path}.${key}` : key));
  }
  const [before, after] = [then, now].map((value) =>
    value === undefined ? 'nothing' : JSON.stringify(value),
  );
  return before === after ? [] : [`${path}: then ${before}, now ${after}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
