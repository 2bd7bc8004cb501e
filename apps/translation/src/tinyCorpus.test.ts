import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { tinyCorpus } from './tinyCorpus.ts';

const pairsOf = ({ train, valid, test }: ReturnType<typeof tinyCorpus>) => [
  ...train,
  ...valid,
  ...test.map(({ source, references: [target] }) => ({ source, target })),
];

describe('tinyCorpus', () => {
  it('has the wanted number of different sentences, a tenth each held out', () => {
    const corpus = tinyCorpus({ size: 600, seed: 3 });
    expect([corpus.train.length, corpus.valid.length, corpus.test.length]).toEqual([480, 60, 60]);
    expect(new Set(pairsOf(corpus).map(({ source }) => source)).size).toBe(600);
    expect(new Set(pairsOf(corpus).map(({ target }) => target)).size).toBe(600);
  });

  it('is the same for the same seed and another for another', () => {
    expect(tinyCorpus({ seed: 5 })).toEqual(tinyCorpus({ seed: 5 }));
    expect(tinyCorpus({ seed: 5 })).not.toEqual(tinyCorpus({ seed: 6 }));
  });

  it.each([
    ['The white cat looks for the tree.', "Le chat blanc cherche l'arbre."],
    ['The black bird does not see the apples.', "L'oiseau noir ne voit pas les pommes."],
    ['A bird does not hear the apple.', "Un oiseau n'entend pas la pomme."],
    ['The white cow draws an apple.', 'La vache blanche dessine une pomme.'],
    ['The white cats do not look for a cat.', 'Les chats blancs ne cherchent pas de chat.'],
    ['Three big horses do not see a star.', "Trois grands chevaux ne voient pas d'étoile."],
    ['Two black horses do not draw a green mouse.', 'Deux chevaux noirs ne dessinent pas de souris verte.'],
    ['My cows hear two green mice.', 'Mes vaches entendent deux souris vertes.'],
    ['My big bird hears my cow.', 'Mon grand oiseau entend ma vache.'],
    ['A small mouse sees a star.', 'Une petite souris voit une étoile.'],
  ])('translates %j', (source, target) => {
    expect(pairsOf(tinyCorpus({ size: 600, seed: 1 }))).toContainEqual({ source, target });
  });

  it('elides, agrees and negates throughout', () => {
    for (const { source, target } of pairsOf(tinyCorpus({ size: 5000 }))) {
      expect(target).not.toMatch(/\b(le|la|de|ne|ma) [aeéiou]/iu);
      expect(target).not.toMatch(/pas une? /u);
      expect(/ not /u.test(source)).toBe(/ pas /u.test(target));
      expect(target).not.toMatch(/(maisons?|pommes?|vaches?|souris) (verts?|blancs?|noirs?)\b/u);
      expect(target).not.toMatch(/(chats?|chiens?|livres?) (vertes?|blanches?|noires?)\b/u);
      expect(target).toMatch(/^\p{Lu}.*[^.]\.$/u);
    }
  });

  it.each([9, 0, 100_001, 20.5, NaN])('refuses a size of %d', (size) => {
    expect(() => tinyCorpus({ size })).toThrow(InputError);
  });
});
