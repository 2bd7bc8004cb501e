import { readFileSync } from 'node:fs';
import { namedParams, type ParamTree } from '@reprise/engine';
import { expect } from 'vitest';
import { toTensor, type Nested } from './closeTo.ts';

/** An oracle's numbers, `tools/golden/data/<name>.json`; the caller knows their form. */
export function loadGolden(name: string): unknown {
  const file = new URL(`../../../tools/golden/data/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Gives a module the oracle's weights. Both must have the same names and shapes, so that none is forgotten. */
export function assignParams(params: ParamTree, values: Readonly<Record<string, Nested>>): void {
  const named = namedParams(params);
  expect([...named.keys()].sort(), 'names of the parameters').toEqual(Object.keys(values).sort());
  for (const [name, variable] of named) {
    const value = toTensor(values[name] as Nested);
    variable.assign(value);
    value.dispose();
  }
}
