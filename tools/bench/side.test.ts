import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startSide, type Side } from './side.ts';

let side: Side;

afterEach(() => side.close());

/** A side in a few lines of JavaScript, which sees each request as `request` and answers with `reply`. */
function startScript(body: string, env: Record<string, string> = {}): Side {
  const script = `
    const reply = (answer) => console.log(JSON.stringify(answer));
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      ${body}
    });`;
  return startSide('peer', process.execPath, ['--eval', script], env);
}

test('requests are answered in order, with the environment given', async () => {
  side = startScript('reply({ twice: 2 * request.value, mode: process.env.MODE })', { MODE: 'test' });
  expect(await side.request({ value: 4 })).toEqual({ twice: 8, mode: 'test' });
  expect(await side.request({ value: 5 })).toEqual({ twice: 10, mode: 'test' });
});

test('an error of the side is an error here, and the side goes on', async () => {
  side = startScript("reply(request.fail ? { error: 'no such task' } : { fine: true })");
  await expect(side.request({ fail: true })).rejects.toThrow('peer: no such task');
  expect(await side.request({})).toEqual({ fine: true });
});

test('a side that ends is told with its last words, now and at every later request', async () => {
  side = startScript("console.error('out of memory'); process.exit(3)");
  await expect(side.request({})).rejects.toThrow('peer ended with 3: out of memory');
  await expect(side.request({})).rejects.toThrow('peer ended with 3');
});

test('a program that is not there is told at the first request', async () => {
  side = startSide('peer', '/no/such/program', []);
  await expect(side.request({})).rejects.toThrow('peer cannot be started');
});

test('a side that is paused stands still until it may go on', async () => {
  side = startScript('setTimeout(() => reply({}), 1)');
  await side.request({});
  side.pause();
  let isAnswered = false;
  const answer = side.request({}).then(() => (isAnswered = true));
  await sleep(100);
  expect(isAnswered).toBe(false);
  side.resume();
  expect(await answer).toBe(true);
});

test('a side that is paused can be closed', async () => {
  side = startScript('reply({})');
  await side.request({});
  side.pause();
  await side.close();
});
