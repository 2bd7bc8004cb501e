import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** Exit codes of every command line of Reprise. */
export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** A command whose usage errors end with {@link EXIT.badInput} and a pointer to the help. */
export function makeCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError('(--help shows all options)')
    .showSuggestionAfterError()
    .exitOverride();
}

/**
 * Runs a command line to its end and sets the exit code. Results go to stdout, everything else to stderr. An error
 * of the user's making is told in its own words, any other with its stack.
 */
export async function runCommand(program: Command, args: readonly string[]): Promise<void> {
  // A reader that has seen enough, as in `… | head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  // By name, so that a usage error need not load the core to be recognised.
  if (error instanceof Error && ['InputError', 'EngineError'].includes(error.name)) {
    process.stderr.write(`error: ${error.message}\n`);
    return error.name === 'InputError' ? EXIT.badInput : EXIT.failed;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

/** Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
export function interruptSignal(onInterrupt: () => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      onInterrupt();
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  return controller.signal;
}

/** For an option that is a whole number, at least `lowest`. */
export function wholeNumber(lowest: number): (text: string) => number {
  return (text) => {
    const value = parseNumber(text);
    if (Number.isSafeInteger(value) && value >= lowest) return value;
    throw new InvalidArgumentError(`expected a whole number from ${lowest} on.`);
  };
}

/** For an option that is a number from 0 on. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('expected a number from 0 on.');
  }
  return value;
}

/** For an option that is a list of ascending whole numbers from 1 on, as in 5,10. */
export function ascendingNumbers(text: string): number[] {
  const values = text.split(',').map(wholeNumber(1));
  if (values.every((value, index) => value > (values[index - 1] ?? 0))) return values;
  throw new InvalidArgumentError('expected each number to be larger than the one before, as in 5,10.');
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
