import { closeTo, tensorTest } from '@reprise/testing';
import { describe } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import { mul, sum, tensor3d } from '../ops.ts';
import { reverseSequence } from './reverseSequence.ts';

const ROWS = [
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  [
    [7, 8],
    [9, 10],
    [11, 12],
  ],
  [
    [13, 14],
    [15, 16],
    [17, 18],
  ],
];

describe('reverseSequence', () => {
  tensorTest('turns each sequence round within its length', () => {
    const expected = [
      [
        [3, 4],
        [1, 2],
        [5, 6],
      ],
      [
        [7, 8],
        [9, 10],
        [11, 12],
      ],
      [
        [17, 18],
        [15, 16],
        [13, 14],
      ],
    ];
    closeTo(reverseSequence(tensor3d(ROWS), [2, 0, 3]), expected, 'turned');
    closeTo(reverseSequence(reverseSequence(tensor3d(ROWS), [2, 0, 3]), [2, 0, 3]), ROWS, 'turned twice');
  });

  tensorTest('turns all of it round without lengths', () => {
    closeTo(
      reverseSequence(tensor3d(ROWS)),
      ROWS.map((rows) => [...rows].reverse()),
      'turned',
    );
  });

  tensorTest('sends each gradient back to where its number came from', () => {
    const xs = tensor3d(ROWS);
    for (const lengths of [[2, 1, 3], undefined]) {
      const weights = tensor3d(ROWS.map((rows) => rows.map((row) => row.map((value) => value ** 2))));
      const [gradient] = valueAndGradients(
        () => sum(mul(reverseSequence(xs, lengths), weights)),
        [xs],
      ).gradients;
      closeTo(gradient!, reverseSequence(weights, lengths), 'gradient');
    }
  });
});
