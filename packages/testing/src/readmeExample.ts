import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { startProgram, type Finished } from './programs.ts';

/**
 * Runs the first ```ts block of a package's README as it stands there.
 * @param readme of the package; the program stands beside it in `.cache`, where it finds what a reader imports, and
 *   neither git nor a check looks
 * @param cwd where it runs
 * @throws Error when the README has no such block
 */
export async function runReadmeExample(readme: URL, cwd: string): Promise<Finished> {
  const example = /```ts\n(.*?)```/su.exec(readFileSync(readme, 'utf8'))?.[1];
  if (example === undefined)
    throw new Error(`${readme.pathname}: expected a block of TypeScript, found none.`);
  const program = new URL(`.cache/readmeExample.${process.pid}.ts`, readme);
  mkdirSync(new URL('.', program), { recursive: true });
  writeFileSync(program, example);
  try {
    // nx asks for colours, which the example's own text does not have.
    const { child, done } = startProgram(program, [], { cwd, env: { FORCE_COLOR: '0' } });
    child.stdin.end();
    return await done;
  } finally {
    rmSync(program, { force: true });
  }
}
