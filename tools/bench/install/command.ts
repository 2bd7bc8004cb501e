import { InputError } from '@reprise/core/errors';
import { lastLines, runCommand } from '../../../packages/engine/setup/command.mjs';

const NO_NETWORK =
  /NewConnectionError|NameResolutionError|Temporary failure in name resolution|Timeout|Connection (?:refused|reset|aborted|broken)|ProxyError|SSLError|Network is unreachable|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN/i;

/**
 * Runs a program that installs something.
 * @param what it installs, for the message
 * @throws InputError when it fails; the message tells a missing network from everything else
 */
export async function runInstaller(what: string, program: string, args: readonly string[]): Promise<void> {
  const { code, output, missing } = await runCommand(program, args);
  if (code === 0) return;
  if (missing) throw new InputError(`bench: ${what} needs ${program}, which is not there. Install it.`);
  throw new InputError(
    NO_NETWORK.test(output)
      ? `bench: ${what} could not be downloaded, because the package index does not answer. Connect to the network, or ` +
          "name a mirror in pip's or npm's configuration, and run the benchmark again."
      : `bench: ${what} could not be installed: ${lastLines(output)}. Mend that and run the benchmark again.`,
  );
}
