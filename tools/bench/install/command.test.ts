import { expect, test } from 'vitest';
import { runInstaller } from './command.ts';

function runScript(script: string): Promise<void> {
  return runInstaller('PyTorch', process.execPath, ['--eval', script]);
}

test('an installer that ends well is no news', async () => {
  await expect(runScript("console.log('Connection refused, but mended')")).resolves.toBeUndefined();
});

test('a missing network is told apart from other failures', async () => {
  const offline = "console.error('NewConnectionError: Failed to establish'); process.exitCode = 1";
  await expect(runScript(offline)).rejects.toThrow(
    'the package index does not answer. Connect to the network',
  );
  const full = "console.error('No space left on device'); process.exitCode = 1";
  await expect(runScript(full)).rejects.toThrow('PyTorch could not be installed: No space left on device');
});

test('a missing program is named', async () => {
  await expect(runInstaller('ONNX Runtime', 'no-such-npm', [])).rejects.toThrow(
    expect.objectContaining({
      name: 'InputError',
      message: expect.stringContaining('needs no-such-npm') as string,
    }) as Error,
  );
});
