import { extname } from 'node:path';
import { InputError, nearest } from '@reprise/core/errors';

/** What is read; `xml` is InkML or IAM-OnDB, `json` one of several, by what is inside. */
export type InkFormat = 'unipen' | 'json' | 'lines' | 'svg' | 'xml' | 'digits';

const FORMATS: Readonly<Record<string, InkFormat>> = {
  '.dat': 'unipen',
  '.unp': 'unipen',
  '.upn': 'unipen',
  '.json': 'json',
  '.ndjson': 'lines',
  '.jsonl': 'lines',
  '.svg': 'svg',
  '.inkml': 'xml',
  '.xml': 'xml',
  '.tra': 'digits',
  '.tes': 'digits',
  '.csv': 'digits',
};

const NUMPY = new Set(['.npz', '.npy', '.pkl', '.pickle']);

/**
 * The format of a file of ink, by the ending of its name (before .gz), else by its first bytes.
 * @throws InputError of any other file, and of NumPy's, with the way to convert it
 */
export function inkFormat(path: string, start: Uint8Array): InkFormat {
  const ending = extname(path.replace(/\.gz$/iu, '')).toLowerCase();
  const head = new TextDecoder('latin1').decode(start.subarray(0, 1024));
  const isNumpy = head.startsWith('PK\u{3}\u{4}') || head.startsWith('\u{93}NUMPY');
  if (NUMPY.has(ending) || isNumpy) {
    throw new InputError(
      `${path}: expected drawings as JSON, got an archive of NumPy, whose lists are pickles: programs that ` +
        'run when they are opened. Convert one that you trust: python -c "import json, sys, numpy as np; ' +
        "d = np.load(sys.argv[1], encoding='latin1', allow_pickle=True); " +
        "json.dump({k: [x.tolist() for x in d[k]] for k in d.files}, open(sys.argv[2], 'w'))\" a.npz a.json",
    );
  }
  const format = FORMATS[ending] ?? formatOfText(head);
  if (format !== undefined) return format;
  const meant = nearest(ending, Object.keys(FORMATS));
  throw new InputError(
    `${path}: expected ink: UNIPEN (.dat, .unp), JSON (.json), JSON lines (.ndjson), SVG (.svg), InkML or IAM-OnDB ` +
      `(.inkml, .xml) or pen digits (.tra, .tes)${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  );
}

function formatOfText(head: string): InkFormat | undefined {
  const text = head.replace(/^\u{EF}\u{BB}\u{BF}/u, '').trimStart();
  if (/<svg[\s>]/u.test(text)) return 'svg';
  if (text.startsWith('<')) return 'xml';
  if (/^\.[A-Za-z_]+\s/mu.test(text)) return 'unipen';
  if (/^\{.*\}\s*$/mu.test(text)) return 'lines';
  if (/^[{[]/u.test(text)) return 'json';
  return undefined;
}
