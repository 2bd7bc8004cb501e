import type { BaselineName } from '../baselines/registry.ts';

const NAMES: Readonly<Record<BaselineName, string>> = {
  naive: 'naive',
  drift: 'drift',
  seasonalNaive: 'seasonal naive',
  movingAverage: 'moving average',
  theta: 'Theta',
  ets: 'ETS',
};

/** What readers call a method: the baselines by their usual names, others as they are. */
export function methodName(name: string): string {
  return Object.hasOwn(NAMES, name) ? NAMES[name as BaselineName] : name;
}
