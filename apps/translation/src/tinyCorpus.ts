import { InputError } from '@reprise/core/errors';
import type { Corpus } from './data.ts';
import { groupReferences } from './data/hashSplit.ts';
import type { Pair } from './data/pairs.ts';

/** A word's forms for one and for many. */
type Forms = readonly [singular: string, plural: string];

interface Noun {
  readonly english: Forms;
  readonly french: Forms;
  readonly feminine: boolean;
}

interface Adjective {
  readonly english: string;
  readonly masculine: Forms;
  readonly feminine: Forms;
  /** French puts it before its noun; most adjectives, colours among them, come after. */
  readonly leads: boolean;
}

interface Verb {
  readonly english: Forms;
  readonly french: Forms;
}

const ANIMALS: readonly Noun[] = [
  { english: ['cat', 'cats'], french: ['chat', 'chats'], feminine: false },
  { english: ['dog', 'dogs'], french: ['chien', 'chiens'], feminine: false },
  { english: ['bird', 'birds'], french: ['oiseau', 'oiseaux'], feminine: false },
  { english: ['mouse', 'mice'], french: ['souris', 'souris'], feminine: true },
  { english: ['cow', 'cows'], french: ['vache', 'vaches'], feminine: true },
  { english: ['horse', 'horses'], french: ['cheval', 'chevaux'], feminine: false },
];

const THINGS: readonly Noun[] = [
  { english: ['house', 'houses'], french: ['maison', 'maisons'], feminine: true },
  { english: ['tree', 'trees'], french: ['arbre', 'arbres'], feminine: false },
  { english: ['apple', 'apples'], french: ['pomme', 'pommes'], feminine: true },
  { english: ['star', 'stars'], french: ['étoile', 'étoiles'], feminine: true },
  { english: ['boat', 'boats'], french: ['bateau', 'bateaux'], feminine: false },
  { english: ['book', 'books'], french: ['livre', 'livres'], feminine: false },
];

const ADJECTIVES: readonly Adjective[] = [
  { english: 'red', masculine: ['rouge', 'rouges'], feminine: ['rouge', 'rouges'], leads: false },
  { english: 'green', masculine: ['vert', 'verts'], feminine: ['verte', 'vertes'], leads: false },
  { english: 'white', masculine: ['blanc', 'blancs'], feminine: ['blanche', 'blanches'], leads: false },
  { english: 'black', masculine: ['noir', 'noirs'], feminine: ['noire', 'noires'], leads: false },
  { english: 'small', masculine: ['petit', 'petits'], feminine: ['petite', 'petites'], leads: true },
  { english: 'big', masculine: ['grand', 'grands'], feminine: ['grande', 'grandes'], leads: true },
];

const VERBS: readonly Verb[] = [
  { english: ['sees', 'see'], french: ['voit', 'voient'] },
  { english: ['hears', 'hear'], french: ['entend', 'entendent'] },
  { english: ['looks for', 'look for'], french: ['cherche', 'cherchent'] },
  { english: ['draws', 'draw'], french: ['dessine', 'dessinent'] },
];

const NUMBERS = [
  ['two', 'deux'],
  ['three', 'trois'],
  ['four', 'quatre'],
] as const;

const LARGEST = 100_000;
const HELD_OUT = 0.1;

/** An integer from 0 to `below` - 1. */
type Draw = (below: number) => number;

/**
 * A small parallel corpus from a grammar of our own: English sentences and their correct French, such
 * as "The black cats do not see a big house." and "Les chats noirs ne voient pas de grande maison."
 * To translate them a model must reorder (colours follow the noun, negation surrounds the verb), agree
 * in gender and number, and elide. Every sentence occurs once; a tenth each is for validation and test.
 * The same size and seed give the same corpus everywhere.
 *
 * @throws InputError if `size` is not a whole number from 10 to 100,000.
 */
export function tinyCorpus({ size = 600, seed = 1 }: { size?: number; seed?: number } = {}): Corpus {
  if (!Number.isInteger(size) || size < 1 / HELD_OUT || size > LARGEST) {
    throw new InputError(
      `tinyCorpus: size must be a whole number from ${1 / HELD_OUT} to ${LARGEST}, got ${size}`,
    );
  }
  const draw = drawFrom(seed);
  const pairs = new Map<string, Pair>();
  while (pairs.size < size) {
    const pair = sentence(draw);
    pairs.set(pair.source, pair);
  }
  const all = [...pairs.values()];
  const heldOut = Math.floor(size * HELD_OUT);
  return {
    train: all.slice(2 * heldOut),
    valid: all.slice(heldOut, 2 * heldOut),
    test: groupReferences(all.slice(0, heldOut)),
    dropped: { train: {}, valid: {}, test: {} },
  };
}

function sentence(draw: Draw): Pair {
  const verb = pick(VERBS, draw);
  const negated = draw(3) === 0;
  const subject = nounPhrase(ANIMALS, false, draw);
  const object = nounPhrase([...ANIMALS, ...THINGS], negated, draw);
  const number = subject.isPlural ? 1 : 0;
  const englishVerb = negated ? `${['does', 'do'][number]} not ${verb.english[1]}` : verb.english[number];
  const frenchVerb = negated ? `${elided('ne', verb.french[number])} pas` : verb.french[number];
  return {
    source: asSentence(`${subject.english} ${englishVerb} ${object.english}`),
    target: asSentence(`${subject.french} ${frenchVerb} ${object.french}`),
  };
}

interface NounPhrase {
  readonly english: string;
  readonly french: string;
  readonly isPlural: boolean;
}

/** @param denied whether it is the object of a negated verb, where "un" and "une" become "de" */
function nounPhrase(nouns: readonly Noun[], denied: boolean, draw: Draw): NounPhrase {
  const noun = pick(nouns, draw);
  const adjective = draw(2) === 0 ? pick(ADJECTIVES, draw) : undefined;
  const kind = pick(['the', 'a', 'my', 'number'] as const, draw);
  const isPlural = kind === 'number' || (kind !== 'a' && draw(2) === 0);
  const form = isPlural ? 1 : 0;

  const english = [adjective?.english, noun.english[form]].filter((word) => word !== undefined).join(' ');
  const agreeing = noun.feminine ? adjective?.feminine[form] : adjective?.masculine[form];
  const ordered = adjective?.leads === true ? [agreeing, noun.french[form]] : [noun.french[form], agreeing];
  const french = ordered.filter((word) => word !== undefined).join(' ');

  if (kind === 'number') {
    const [englishNumber, frenchNumber] = pick(NUMBERS, draw);
    return { english: `${englishNumber} ${english}`, french: `${frenchNumber} ${french}`, isPlural };
  }
  const englishArticle = kind === 'a' && startsWithVowel(english) ? 'an' : kind;
  return {
    english: `${englishArticle} ${english}`,
    french: withArticle(kind, french, { isPlural, feminine: noun.feminine, denied }),
    isPlural,
  };
}

function withArticle(
  kind: 'the' | 'a' | 'my',
  words: string,
  { isPlural, feminine, denied }: { isPlural: boolean; feminine: boolean; denied: boolean },
): string {
  switch (kind) {
    case 'the':
      return isPlural ? `les ${words}` : elided(feminine ? 'la' : 'le', words);
    case 'a':
      return denied ? elided('de', words) : `${feminine ? 'une' : 'un'} ${words}`;
    case 'my':
      return `${isPlural ? 'mes' : feminine && !startsWithVowel(words) ? 'ma' : 'mon'} ${words}`;
  }
}

/** The short word before others, its vowel lost before another vowel: le arbre, l'arbre. */
function elided(word: string, following: string): string {
  return startsWithVowel(following) ? `${word.slice(0, -1)}'${following}` : `${word} ${following}`;
}

function startsWithVowel(words: string): boolean {
  return /^[aeéiou]/u.test(words);
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function pick<T>(choices: readonly T[], draw: Draw): T {
  return choices[draw(choices.length)] as T;
}

/** A linear congruential generator modulo 2^32, read from its high bits: enough to draw sentences. */
function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
