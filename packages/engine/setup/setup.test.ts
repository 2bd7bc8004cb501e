import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADDON_FILE, addonKey, writeStamp } from './stamp.mjs';
import { TARGETS, TENSORFLOW_VERSION, machineKind, nativeFolder } from './target.mjs';

const PROGRAM = fileURLToPath(new URL('setup.mjs', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-setup-'));
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a program into the only folder of the search path. It writes a line into `calls` each time it is called. */
function install(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho ${name} "$@" >> '${join(folder, 'calls')}'\n${script}\n`);
  chmodSync(path, 0o755);
}

function listCalls(): string {
  const path = join(folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

interface Outcome {
  readonly status: number | null;
  readonly stderr: string;
}

function setUp(engine = '', ...args: string[]): Outcome {
  return setUpWith({ REPRISE_ENGINE: engine }, ...args);
}

function setUpWith(settings: NodeJS.ProcessEnv, ...args: string[]): Outcome {
  const env = { PATH: join(folder, 'bin'), REPRISE_CACHE: join(folder, 'cache'), ...settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  return { status, stderr };
}

/** A python3 with pip whose `pip download` runs `download`, with the destination in `$dest`. */
function installPython(download: string): void {
  install(
    'python3',
    `case "$*" in
      *"pip download"*)
        while [ "$1" != --dest ]; do shift; done
        dest=$2
        ${download};;
    esac`,
  );
}

// Each row adds what the row before was told to install.
const failures: [string, () => void, RegExp][] = [
  [
    'no compiler',
    () => {},
    /there is no C\+\+ compiler.*; to get it, install one \(.*\), then run `npm run setup`/,
  ],
  ['no Python', () => install('c++', ''), /there is no Python 3.*; to get it, install Python with pip/],
  [
    'no pip',
    () => {
      install('c++', '');
      install('python3', '[ "$1" = -c ]');
    },
    /python3 has no pip.*apt install python3-pip/,
  ],
  [
    'no network',
    () => {
      install('c++', '');
      installPython('echo "Retrying after connection broken by NewConnectionError" >&2; exit 1');
    },
    /the package index does not answer; to get it, connect to the network/,
  ],
  [
    'no such wheel',
    () => {
      install('c++', '');
      installPython('echo "ERROR: No matching distribution found" >&2; exit 1');
    },
    /pip could not download tensorflow\S*==\S+: ERROR: No matching distribution found/,
  ],
  [
    'another wheel',
    () => {
      install('c++', '');
      installPython('echo not TensorFlow > "$dest/tensorflow.whl"');
    },
    /tensorflow\.whl is not the official one \(SHA-256 \w+, expected \w+\)/,
  ],
];

describe.skipIf(!(machineKind() in TARGETS))('where the native engine could be had', () => {
  test.each(failures)('%s: the portable engine, and a sentence why', (_name, prepareMachine, sentence) => {
    prepareMachine();
    const { status, stderr } = setUp();
    expect(stderr).toMatch(/portable engine \(slower, same results\); the native engine is not available: /);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'cache'))).toEqual([expect.stringMatching(/\.unavailable\.json$/)]);
  });

  test.each(failures)(
    '%s: an error where the native engine is asked for',
    (_name, prepareMachine, sentence) => {
      prepareMachine();
      const { status, stderr } = setUp('native');
      expect(stderr).toMatch(sentence);
      expect(status).toBe(1);
    },
  );

  test('a failure is remembered by a quick set-up, and tried again by any other', () => {
    setUp();
    install('c++', '');
    expect(setUp('', '--quick').stderr).toMatch(/no C\+\+ compiler/);
    expect(listCalls()).toBe('');
    expect(setUp('').stderr).toMatch(/no Python/);
    expect(listCalls()).toBe('c++ --version\n');
  });
});

describe.skipIf(!(machineKind() in TARGETS))('where TensorFlow is set up already', () => {
  let engine: string;
  let withEngine: string;

  beforeEach(() => {
    engine = nativeFolder({ REPRISE_CACHE: join(folder, 'cache') });
    withEngine = `native engine, TensorFlow ${TENSORFLOW_VERSION}`;
    mkdirSync(engine, { recursive: true });
    writeFileSync(join(engine, ADDON_FILE), 'an addon');
    const wheelSha256 = TARGETS[machineKind()]!.sha256;
    writeStamp(engine, { version: TENSORFLOW_VERSION, wheelSha256, addonKey: addonKey() });
    install('c++', '[ "$1" = --version ] || { echo "isa.cc:1: error: no such loop" >&2; exit 1; }');
  });

  test('fused kernels that do not compile leave the engine, and a sentence why; a quick set-up remembers', () => {
    const { status, stderr } = setUp();
    const sentence = `${withEngine} without fused kernels (c++ could not compile the fused kernels: isa.cc:1: error: no such loop; to get them, use`;
    expect(stderr).toContain(sentence);
    expect(status).toBe(0);
    rmSync(join(folder, 'calls'));
    expect(setUp('', '--quick').stderr).toContain(sentence);
    expect(listCalls()).toBe('');
    setUp();
    expect(listCalls()).toContain('c++ -O3');
  });

  test('the same is an error where they are asked for', () => {
    const { status, stderr } = setUpWith({ REPRISE_KERNELS: 'on' });
    expect(stderr).toMatch(/REPRISE_KERNELS=on, but there are no fused kernels: c\+\+ could not compile/);
    expect(status).toBe(1);
  });

  test('without a compiler: the engine, and a sentence why', () => {
    rmSync(join(folder, 'bin', 'c++'));
    expect(setUp().stderr).toMatch(
      /without fused kernels \(there is no C\+\+ compiler.*; to get them, install one/,
    );
  });

  test('turned off, they are not looked for', () => {
    const { status, stderr } = setUpWith({ REPRISE_KERNELS: 'off' });
    expect(stderr).toBe(`${withEngine} without fused kernels (REPRISE_KERNELS=off), in ${engine}\n`);
    expect(status).toBe(0);
    expect(listCalls()).toBe('');
  });
});

test('the portable engine needs no set-up', () => {
  const { status, stderr } = setUp('portable');
  expect(stderr).toBe('portable engine (REPRISE_ENGINE)\n');
  expect(status).toBe(0);
  expect(existsSync(join(folder, 'cache'))).toBe(false);
});

test.each([
  ['REPRISE_ENGINE', 'fast', 'expected native or portable, got fast'],
  ['REPRISE_KERNELS', 'fast', 'expected on or off, got fast'],
])('%s=%s is an error', (name, value, message) => {
  expect(setUpWith({ [name]: value })).toEqual({ status: 1, stderr: `${name}: ${message}\n` });
});
