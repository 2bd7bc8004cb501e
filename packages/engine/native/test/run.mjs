/**
 * Compiles the tests of the C++ and runs them.
 *
 *   node native/test/run.mjs [--isa NAME|best …] [--sanitize] [TEXT …]
 *
 * The tests run for each instruction set that this machine has, or for the ones named; `best` is what the engine
 * chooses here. `--sanitize` adds the sanitizers for addresses and undefined behaviour. Only tests whose titles hold
 * every TEXT run. The last line is `N passed, N failed`; without a C++ compiler all counts as one that was skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from '../../setup/command.mjs';
import { findCompiler, runCompiler } from '../../setup/compile.mjs';
import { runTasks } from '../../setup/compileKernels.mjs';
import { EngineUnavailable } from '../../setup/failure.mjs';
import { INSTRUCTION_SETS, KERNEL_FLAGS, KERNEL_SOURCES } from '../../setup/kernelSources.mjs';

const TESTS = fileURLToPath(new URL('.', import.meta.url));

/** What does no arithmetic is compiled once, everything else in the folder for each instruction set. */
const ONCE = ['main.cc', 'arenaTest.cc', 'threadsTest.cc', 'walkTest.cc'];

/** What the tests are linked with; the rest of the kernels is in headers. */
const KERNELS = ['arena.cc', 'matrixUnit.cc', 'threads.cc'];

/** Optimised little: that the shipped code, optimised fully, gives the same numbers is tested through TensorFlow. */
const TEST_FLAGS = ['-O1', '-g1'];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];

/** Their names, from the plainest on. */
async function listSetsOfMachine(compiler) {
  const sets = Object.entries(INSTRUCTION_SETS[process.arch] ?? { baseline: [] });
  const { output } = await runCommand(compiler, ['-march=native', '-dM', '-E', '-x', 'c++', '/dev/null']);
  const macros = new Set(output.match(/\b__[A-Z0-9]+__\b/g));
  // -mavx2 stands for what the compiler calls __AVX2__.
  const has = (flag) => flag.includes('=') || macros.has(`__${flag.slice('-m'.length).toUpperCase()}__`);
  return sets.filter(([, flags]) => flags.every(has)).map(([name]) => name);
}

async function chooseSets(compiler, wanted) {
  const sets = await listSetsOfMachine(compiler);
  if (wanted.length === 0) return sets;
  const chosen = wanted.map((name) => {
    const set = name === 'best' ? sets.at(-1) : name;
    if (sets.includes(set)) return set;
    throw new RangeError(`--isa: expected best or one of ${sets.join(', ')} on this machine, got '${name}'.`);
  });
  // The best may be one that is named as well.
  return [...new Set(chosen)];
}

/** Compiles everything into `work`; returns the program. */
async function compileTests(compiler, sets, flags, work) {
  const sources = readdirSync(TESTS).filter((name) => name.endsWith('Test.cc') && !ONCE.includes(name));
  const flagsOf = INSTRUCTION_SETS[process.arch] ?? { baseline: [] };
  // Code for the plainest set comes first, since of an inline function in several objects the linker takes that.
  const objects = [
    ...KERNELS.map((name) => ({ path: join(KERNEL_SOURCES, name), object: `${name}.o`, more: [] })),
    ...ONCE.map((name) => ({ path: join(TESTS, name), object: `${name}.o`, more: [] })),
    ...sets.flatMap((set) =>
      sources.map((name) => ({
        path: join(TESTS, name),
        object: `${name}.${set}.o`,
        more: [`-DREPRISE_ISA=${set}`, ...flagsOf[set]],
      })),
    ),
  ];
  const tasks = objects.map(({ path, object, more }) => () => {
    const args = [...KERNEL_FLAGS, ...flags, ...more, '-c', path, '-o', join(work, object)];
    return runCompiler(compiler, args, path);
  });
  // The widest set takes longest, and is begun first.
  await runTasks(tasks.reverse(), availableParallelism());
  const program = join(work, 'tests');
  const linked = objects.map(({ object }) => join(work, object));
  await runCompiler(compiler, [...flags, '-pthread', ...linked, '-o', program], 'the tests of the kernels');
  return program;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { isa: { type: 'string', multiple: true, default: [] }, sanitize: { type: 'boolean' } },
  });
  const compiler = await findCompiler();
  const sets = await chooseSets(compiler, values.isa);
  const work = mkdtempSync(join(tmpdir(), 'reprise-kernel-tests-'));
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  const started = performance.now();
  const flags = [...TEST_FLAGS, ...(values.sanitize ? SANITIZERS : [])];
  const program = await compileTests(compiler, sets, flags, work);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`compiled for ${sets.join(', ')}${values.sanitize ? ' with sanitizers' : ''} in ${seconds} s`);
  // GCC 12 puts what needs 64 bytes' alignment askew on the stack that this check swaps in (GCC PR 110027), and a
  // store of AVX-512 then crashes.
  const checksReturns = sets.includes('avx512') ? 0 : 1;
  const env = {
    ...process.env,
    // Asking for too much memory is one of the tests.
    ASAN_OPTIONS: `allocator_may_return_null=1:detect_stack_use_after_return=${checksReturns}`,
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
  const { status, signal } = spawnSync(program, positionals, { stdio: 'inherit', env });
  if (signal) console.log(`the tests ended by ${signal}`);
  process.exitCode = status ?? 1;
}

try {
  await main();
} catch (error) {
  const hasNoCompiler = error instanceof EngineUnavailable && error.details === undefined;
  console.log(error instanceof EngineUnavailable ? (error.details ?? error.message) : error.message);
  console.log(hasNoCompiler ? '0 passed, 0 failed, 1 skipped' : '0 passed, 1 failed');
  process.exitCode = hasNoCompiler ? 0 : 1;
}
