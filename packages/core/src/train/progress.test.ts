import { describe, expect, it } from 'vitest';
import { formatDuration, showProgress, type ProgressStatus } from './progress.ts';

const status: ProgressStatus = {
  step: 25,
  steps: 100,
  epoch: 1.25,
  loss: 2.34567,
  tokensPerSecond: 2310.4,
  secondsLeft: 723,
};
const TEXT = 'step 25/100 · epoch 1.25 · loss 2.346 · 2,310 tokens/s · 12:03 left';

function makeStream(isTTY: boolean, columns = 200) {
  let text = '';
  return { isTTY, columns, write: (more: string) => (text += more), read: () => text };
}

describe('showProgress', () => {
  it('writes a plain line every few seconds where there is no terminal, and the last one', () => {
    const stream = makeStream(false);
    let time = 0;
    const progress = showProgress({ stream, everySeconds: 10, now: () => time });
    for (const seconds of [0, 4, 9.9, 10, 15]) {
      time = seconds * 1000;
      progress.update({ ...status, step: seconds });
    }
    progress.note('a note');
    progress.close();
    progress.close();
    const steps = stream
      .read()
      .split('\n')
      .map((line) => line.split(' · ')[0]);
    expect(steps).toEqual(['step 0/100', 'step 10/100', 'a note', 'step 15/100', '']);
  });

  it('draws a bar over and over on a terminal, and notes above it', () => {
    const stream = makeStream(true);
    let time = 0;
    const progress = showProgress({ stream, now: () => time });
    progress.update(status);
    time = 50;
    progress.update({ ...status, step: 26 });
    progress.note('a note');
    time = 100;
    progress.update({ ...status, step: 50 });
    progress.close();
    const [first, note, second] = stream.read().split('\r\u001b[K').slice(1);
    expect(first).toBe(`█████░░░░░░░░░░░░░░░ 25 % · ${TEXT}`);
    expect(note).toBe('a note\n');
    expect(second).toMatch(/^█{10}░{10} 50 % · step 50\/100 .*\n$/);
  });

  it('keeps to the width of the terminal', () => {
    const stream = makeStream(true, 40);
    showProgress({ stream }).update(status);
    expect(stream.read().slice('\r\u001b[K'.length)).toHaveLength(39);
  });

  it('does without what is not known', () => {
    const stream = makeStream(false);
    showProgress({ stream }).update({ step: 3, epoch: 0.1, loss: 1, tokensPerSecond: 12 });
    expect(stream.read()).toBe('step 3 · epoch 0.10 · loss 1.000 · 12 tokens/s\n');
  });

  it('holds no timer', () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    showProgress({ stream: makeStream(true) }).update(status);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
  });
});

it.each([
  [7, '0:07'],
  [723, '12:03'],
  [3723.4, '1:02:03'],
  [-1, '0:00'],
])('formatDuration(%d) is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
