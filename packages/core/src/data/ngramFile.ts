import { InputError } from '../errors.ts';
import type { NgramTables } from './ngramTables.ts';

/** Logarithms are stored in these parts of a nat, from 0 to -32. */
const PARTS = 2048;
const LARGEST = 2 ** 16 - 2;
const IMPOSSIBLE = 2 ** 16 - 1;

/** What a reader has to know before the numbers. */
export interface NgramHeader {
  readonly order: number;
  readonly vocabSize: number;
  readonly nodes: number;
  readonly contexts: number;
}

export function headerOf({ order, vocabSize, token, children }: NgramTables): NgramHeader {
  return { order, vocabSize, nodes: token.length, contexts: children.length };
}

/**
 * The numbers of an n-gram model, little-endian: log-probabilities and back-offs in 16 bits, to 1/4096 nat; 3 bytes for
 * one of the longest n-grams and 7 for the others (a byte more with more than 254 tokens).
 */
export function packTables({ token, logProb, children, backoff }: NgramTables): Uint8Array {
  const parts = [quantise(logProb), quantise(backoff), children, token];
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    for (const value of part) {
      if (part.BYTES_PER_ELEMENT === 2) view.setUint16(at, value, true);
      else view.setUint8(at, value);
      at += part.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}

/** @throws InputError when header and numbers do not make a tree of n-grams */
export function unpackTables(header: NgramHeader, bytes: Uint8Array, name: string): NgramTables {
  const { order, vocabSize, nodes, contexts } = header;
  const counts = { order, vocabSize, nodes, contexts };
  for (const [what, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) throw damaged(name, `a whole number as ${what}`, value);
  }
  const tokenBytes = vocabSize + 2 > 256 ? 2 : 1;
  const expected = nodes * (2 + tokenBytes) + contexts * 4;
  if (bytes.length !== expected) throw damaged(name, `${expected} bytes of n-grams`, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const read = <T extends Uint8Array | Uint16Array>(part: T): T => {
    for (let index = 0; index < part.length; index++, at += part.BYTES_PER_ELEMENT) {
      part[index] = part.BYTES_PER_ELEMENT === 2 ? view.getUint16(at, true) : view.getUint8(at);
    }
    return part;
  };
  const logProb = Float32Array.from(read(new Uint16Array(nodes)), natsOf);
  const backoff = Float32Array.from(read(new Uint16Array(contexts)), natsOf);
  const children = read(new Uint16Array(contexts));
  const token = read(tokenBytes === 2 ? new Uint16Array(nodes) : new Uint8Array(nodes));
  const tables = { order, vocabSize, token, logProb, children, backoff };
  checkTree(tables, name);
  return tables;
}

function quantise(logarithms: Float32Array): Uint16Array {
  return Uint16Array.from(logarithms, (nats) =>
    nats === -Infinity ? IMPOSSIBLE : Math.min(LARGEST, Math.max(0, Math.round(-nats * PARTS))),
  );
}

function natsOf(stored: number): number {
  return stored === IMPOSSIBLE ? -Infinity : 0 - stored / PARTS;
}

/** Every look-up ends in a tree whose root has every token, whose children add up and stand in order. */
function checkTree({ vocabSize, token, children }: NgramTables, name: string): void {
  const all = children.reduce((sum, count) => sum + count, 1);
  if (all !== token.length) throw damaged(name, `${all} n-grams`, token.length);
  if (children[0] !== vocabSize + 2) throw damaged(name, `${vocabSize + 2} single tokens`, children[0]);
  let at = 1;
  for (const [context, count] of children.entries()) {
    if (context >= at) throw damaged(name, 'contexts before their children', `context ${context}`);
    for (let before = -1, end = at + count; at < end; at++) {
      const own = token[at] as number;
      if (own <= before || own >= vocabSize + 2) throw damaged(name, 'children in order', `token ${own}`);
      before = own;
    }
  }
}

function damaged(name: string, expected: string, got: unknown): InputError {
  return new InputError(`${name}: expected ${expected}, got ${String(got)}. The file is damaged.`);
}
