import { basename, isAbsolute } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

export type { Command };

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

/** For an option that is a list of ascending levels of quantiles with 0.5 among them, as in 0.1,0.5,0.9. */
export function quantileLevels(text: string): number[] {
  const levels = text.split(',').map(Number);
  const ascend = levels.every((level, index) => level > (levels[index - 1] ?? 0) && level < 1);
  if (ascend && levels.includes(0.5)) return levels;
  throw new InvalidArgumentError(
    'expected ascending numbers between 0 and 1 with 0.5 among them, as in 0.1,0.5,0.9.',
  );
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/**
 * The command for a model's card, which goes out into the world: an absolute path tells of this machine alone, and is
 * cut to its last name.
 * @param app the script of the house that runs the application
 */
export function describeCommand(app: string, args: readonly string[]): string {
  const shortened = args.map((arg) =>
    arg.split(/([=,])/u).map((part) => (isAbsolute(part) ? basename(part) : part)),
  );
  return [`npm run ${app} --`, ...shortened.map((parts) => parts.join(''))].join(' ');
}

export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What {@link withFitFlags} brings. */
export interface FitFlags {
  out: string;
  resume?: boolean;
  maxMinutes?: number;
  checkpointEvery: number;
}

/** The options that every training has, whatever it learns. */
export function withFitFlags(command: Command): Command {
  return command
    .requiredOption('--out <folder>', 'where the model goes')
    .option('--resume', 'go on with the training in the folder')
    .option('--max-minutes <n>', 'stop after so long; --resume goes on', parseNumber)
    .option('--checkpoint-every <steps>', 'steps between two checkpoints', wholeNumber(1), 200);
}

/** The same as a training takes them; from here on Ctrl-C ends it after the step at hand. @param app as in {@link describeCommand} */
export function fitOptionsOf(
  app: string,
  { out, resume = false, maxMinutes, checkpointEvery }: FitFlags,
): {
  readonly out: string;
  readonly resume: boolean;
  readonly maxMinutes: number | undefined;
  readonly checkpointEvery: number;
  readonly signal: AbortSignal;
  readonly command: string;
  readonly tell: typeof tell;
} {
  const signal = interruptSignal(() => {
    tell('\nfinishing the step at hand; once more ends at once');
  });
  const command = describeCommand(app, process.argv.slice(2));
  return { out, resume, maxMinutes, checkpointEvery, signal, command, tell };
}

/** For an option that is one of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`expected one of ${words.join(', ')}.`);
  };
}

/** For an option that is a list of names, as in a,b. */
export function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
