import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { runReadmeExample } from '@reprise/testing';
import { expect, it } from 'vitest';

const README = new URL('../README.md', import.meta.url);

it('the example in the README does what it says', { timeout: 120_000 }, async () => {
  const [, example = ''] = /```ts\n(.*?)```/su.exec(readFileSync(README, 'utf8')) ?? [];
  const [result, error] = [...example.matchAll(/; \/\/ (.*)$/gmu)].map(([, said]) => said);
  const { code, stdout, stderr } = await runReadmeExample(README, tmpdir());
  expect({ code, stdout }).toEqual({ code: 1, stdout: `${result}\n` });
  expect(stderr).toContain(error);
});
