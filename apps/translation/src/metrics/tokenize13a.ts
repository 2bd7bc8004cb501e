import { splitWhitespace } from './ngrams.ts';

/** The four entities that the NIST scorer knows, replaced one after another, so `&amp;lt;` becomes `<`. */
const ENTITIES = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
] as const;

/**
 * Words of a sentence as NIST's scorer mteval-v13a cuts them, sacreBLEU's default ("13a"), so that
 * scores of different systems, whatever their own tokens, can be compared.
 *
 * ASCII symbols stand alone, except a full stop or comma between two digits, and a hyphen or apostrophe
 * anywhere but (the hyphen) after a digit. All else is cut at white space only.
 */
export function tokenize13a(text: string): string[] {
  let line = text
    .replace(/\n+$/u, '')
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ');
  for (const [entity, character] of ENTITIES) {
    line = line.replaceAll(entity, character);
  }
  line = ` ${line} `
    .replace(/[!-&(-+:-@[-`{-~/]/gu, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');
  return splitWhitespace(line);
}
