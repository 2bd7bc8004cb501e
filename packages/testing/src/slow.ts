import { startEngine } from '@reprise/engine';
import { it } from 'vitest';
import { leakCheck } from './leakCheck.ts';

/**
 * A test that takes the native engine's speed: skipped on the portable one. It runs in no scope, and frees what it
 * makes by itself.
 */
export function slow(name: string, body: () => void | Promise<void>, timeout = 120_000): void {
  it(name, { timeout }, async (context) => {
    const { engine } = await startEngine();
    context.skip(engine === 'portable', 'takes too long on the portable engine');
    await leakCheck(body);
  });
}
