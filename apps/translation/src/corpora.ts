import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A file of a corpus, packed by gzip. */
export interface CorpusFile {
  readonly name: string;
  /** SHA-256 of the packed file, in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the text inside, which stays the same when it is packed anew. */
  readonly textSha256: string;
}

export interface PublishedCorpus {
  readonly name: string;
  readonly what: string;
  readonly home: string;
  readonly licence: string;
  readonly credit: string;
  /** Where its files belong, below the data folder. */
  readonly folder: string;
  readonly files: readonly CorpusFile[];
}

/** Every data set behind a number in the README of this application. */
export const CORPORA: readonly PublishedCorpus[] = [
  {
    name: 'Multi30k, task 1, English-German',
    what: 'Captions of photographs, raw text: 29,000 pairs to train, 1,014 to validate, 1,000 to test.',
    home: 'https://github.com/multi30k/dataset (data/task1/raw)',
    licence:
      'none stated; captions for non-commercial research and education. ' +
      'Models trained on it are not distributed here.',
    credit:
      'D. Elliott, S. Frank, K. Sima’an, L. Specia: ' +
      'Multi30K: Multilingual English-German Image Descriptions (2016)',
    folder: 'translation/multi30k',
    files: [
      {
        name: 'train.en.gz',
        sha256: 'd79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f',
        textSha256: '460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6',
      },
      {
        name: 'train.de.gz',
        sha256: '726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6',
        textSha256: '2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72',
      },
      {
        name: 'val.en.gz',
        sha256: '14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28',
        textSha256: '1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227',
      },
      {
        name: 'val.de.gz',
        sha256: 'f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a',
        textSha256: '660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660',
      },
      {
        name: 'test_2016_flickr.en.gz',
        sha256: '611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9',
        textSha256: '399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182',
      },
      {
        name: 'test_2016_flickr.de.gz',
        sha256: '9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8',
        textSha256: '4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16',
      },
    ],
  },
  {
    name: 'Tatoeba, English-French',
    what:
      'Sentences for learners of languages, 167,130 pairs, the edition of 2019-04-07. ' +
      'A newer edition has more pairs: it is split by the same rule, but its scores are others.',
    home: 'https://www.manythings.org/anki (fra-eng.zip: fra.txt inside), from https://tatoeba.org',
    licence: 'CC BY 2.0 FR (https://creativecommons.org/licenses/by/2.0/fr/)',
    credit: 'the contributors of tatoeba.org; pairs selected by manythings.org/anki',
    folder: 'translation/tatoeba-eng-fra',
    files: [
      {
        name: 'fra.txt.gz',
        sha256: '5da5d5beae95bf2a5a1dc322606dc78a4e8e72dc48a83f845dcd1ef48de56794',
        textSha256: '0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104',
      },
    ],
  },
  {
    name: 'Tatoeba, English-German',
    what: 'As above in German: 169,813 pairs, the edition of 2018-05-13.',
    home: 'https://www.manythings.org/anki (deu-eng.zip: deu.txt inside), from https://tatoeba.org',
    licence: 'CC BY 2.0 FR (https://creativecommons.org/licenses/by/2.0/fr/)',
    credit: 'the contributors of tatoeba.org; pairs selected by manythings.org/anki',
    folder: 'translation/tatoeba-eng-deu',
    files: [
      {
        name: 'deu.txt.gz',
        sha256: '136378d87abbd92cba8af313d226e690c04d881fe4580df986ead92798c4f09c',
        textSha256: 'a79c90b3cd3102decffa49cc00fb6f20023974f2ae5c4782515bebe133fcc07b',
      },
    ],
  },
];

export type FileState = 'verified' | 'differs' | 'missing';

/**
 * The table behind `npm run translation -- data`, as text: for each corpus what it is, where it comes
 * from, its licence, whom to credit, the checksum of each file and where to put it.
 *
 * @param dataFolder the folder that `REPRISE_DATA` names; where it is given, each file in it is checked
 */
export async function describeCorpora(dataFolder?: string): Promise<string> {
  const blocks = await Promise.all(CORPORA.map((corpus) => describe(corpus, dataFolder)));
  const ending =
    dataFolder === undefined
      ? 'Set REPRISE_DATA to a folder laid out like this, and its files are checked.'
      : `Checked in ${dataFolder}.`;
  return `${blocks.join('\n\n')}\n\n${ending}\n`;
}

/**
 * Whether a file of a corpus lies in its place, packed or (its name without .gz) unpacked, and is the
 * one that was used.
 */
export async function checkFile(
  dataFolder: string,
  corpus: PublishedCorpus,
  file: CorpusFile,
): Promise<FileState> {
  const packedPath = join(dataFolder, corpus.folder, file.name);
  const packed = await readIfThere(packedPath);
  if (packed !== undefined) {
    return sha256(packed) === file.sha256 || unpackedSha256(packed) === file.textSha256
      ? 'verified'
      : 'differs';
  }
  const text = await readIfThere(packedPath.replace(/\.gz$/u, ''));
  if (text === undefined) return 'missing';
  return sha256(text) === file.textSha256 ? 'verified' : 'differs';
}

/** The published corpus that a file belongs to, by its content; undefined for any other file. */
export async function findCorpus(path: string): Promise<PublishedCorpus | undefined> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const digest = unpackedSha256(bytes) ?? sha256(bytes);
  return CORPORA.find(({ files }) => files.some(({ textSha256 }) => textSha256 === digest));
}

async function describe(corpus: PublishedCorpus, dataFolder: string | undefined): Promise<string> {
  const files = await Promise.all(
    corpus.files.map(async (file) => {
      const state = dataFolder === undefined ? '' : `  ${await checkFile(dataFolder, corpus, file)}`;
      return `    ${corpus.folder}/${file.name}${state}\n      sha256 ${file.sha256}\n      unpacked ${file.textSha256}`;
    }),
  );
  return [
    corpus.name,
    `  ${corpus.what}`,
    `  From: ${corpus.home}`,
    `  Licence: ${corpus.licence}`,
    `  Credit: ${corpus.credit}`,
    '  Files:',
    ...files,
  ].join('\n');
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}

function unpackedSha256(packed: Buffer): string | undefined {
  try {
    return sha256(gunzipSync(packed));
  } catch {
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
