import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { gunzipSync, createGunzip } from 'node:zlib';
import { InputError } from '@reprise/core/errors';

/** Of one file or, packed, of what is inside. */
const MOST_BYTES = 512 * 2 ** 20;
/** Of one line: no ink that is read takes more. */
const LONGEST_LINE = 16 * 2 ** 20;

/**
 * The text of a file, plain or gzip: UTF-8 where it is that, else Latin-1, in which every byte is a character.
 * @throws InputError where it cannot be read, is damaged, or is larger than half a gigabyte
 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readBytes(path));
}

/** The bytes of a file, unpacked where they are gzip. @throws as {@link readText} */
export async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await attempt(path, async () => {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES)
        throw new InputError(`${path}: expected at most ${MOST_BYTES} bytes, got ${size}`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  });
  if (!isGzip(bytes)) return bytes;
  return attempt(path, () => gunzipSync(bytes, { maxOutputLength: MOST_BYTES }));
}

/** The first bytes of a file, unpacked: enough to tell what it is. @throws InputError where it cannot be read */
export async function readStart(path: string, length = 4096): Promise<Uint8Array> {
  return attempt(path, async () => {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of await unpackedStream(path)) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size >= length) break;
    }
    return Buffer.concat(parts).subarray(0, length);
  });
}

/**
 * The lines of a file, plain or gzip, one at a time; empty ones are left out.
 * @throws InputError where it cannot be read, is damaged, or has a line of more than 16 million bytes
 */
export async function* streamLines(path: string): AsyncGenerator<{ line: string; number: number }> {
  let rest = '';
  let number = 0;
  const decoder = new TextDecoder();
  const stream: AsyncIterator<unknown, undefined> = (await attempt(path, () => unpackedStream(path)))[
    Symbol.asyncIterator
  ]();
  for (;;) {
    const { value, done } = await attempt(path, () => stream.next());
    const pieces = (
      rest + (done === true ? decoder.decode() : decoder.decode(value as Buffer, { stream: true }))
    ).split('\n');
    rest = done === true ? '' : (pieces.pop() ?? '');
    if (rest.length > LONGEST_LINE) {
      throw new InputError(
        `${path}, line ${number + pieces.length + 1}: expected a line of at most ${LONGEST_LINE} bytes`,
      );
    }
    for (const piece of pieces) {
      number++;
      const line = piece.trim();
      if (line !== '') yield { line, number };
    }
    if (done === true) return;
  }
}

/** The text of bytes that do not say how they are encoded. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }
}

async function unpackedStream(path: string): Promise<AsyncIterable<unknown, undefined>> {
  const info = await stat(path);
  if (info.isDirectory()) throw new InputError(`${path}: expected a file, got a folder`);
  const file = await open(path);
  const start = Buffer.alloc(2);
  try {
    await file.read(start, 0, 2, 0);
  } finally {
    await file.close();
  }
  const stream = createReadStream(path);
  if (!isGzip(start)) return stream;
  const gunzip = createGunzip();
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function attempt<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const cause = { cause: error };
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new InputError(`${path}: no such file`, cause);
    if (code === 'EISDIR') throw new InputError(`${path}: expected a file, got a folder`, cause);
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new InputError(`${path}: expected at most ${MOST_BYTES} bytes when unpacked, got more`, cause);
    }
    if (code?.startsWith('Z_')) throw new InputError(`${path}: damaged gzip file: ${message}`, cause);
    throw new InputError(`${path}: cannot be read: ${message}`, cause);
  }
}
