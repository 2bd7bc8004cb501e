import { describe, expect, it } from 'vitest';
import { columnOf } from './columns.ts';
import type { ReadOptions } from './readOptions.ts';
import { rolesOf } from './roles.ts';

/** Columns of texts, from lines of CSV. */
function columns(header: string, ...lines: string[]) {
  const rows = lines.map((line) => line.split(','));
  return header.split(',').map((name, index) =>
    columnOf(
      name,
      'text',
      rows.map((row) => row[index] ?? null),
      [],
    ),
  );
}

function told(header: string, lines: readonly string[], options: ReadOptions = {}) {
  const { form, id, time, values, rest } = rolesOf(columns(header, ...lines), options);
  return [
    form,
    id?.name,
    time?.name,
    values.map(({ name }) => name).join(),
    rest.map(({ name }) => name).join(),
  ];
}

describe('rolesOf', () => {
  it.each<[string, string[], ReadOptions, (string | undefined)[]]>([
    ['ds,y', ['2024-01-01,1'], {}, ['long', undefined, 'ds', 'y', '']],
    ['unique_id,ds,y,x', ['a,2024-01-01,1,2', 'a,2024-01-02,1,2'], {}, ['long', 'unique_id', 'ds', 'y', 'x']],
    ['shop,day,sold', ['a,2024-01-01,1', 'b,2024-01-01,1'], {}, ['long', 'shop', 'day', 'sold', '']],
    ['shop,day,sold', ['a,2024-01-01,1', 'a,2024-01-02,1'], {}, ['long', 'shop', 'day', 'sold', '']],
    // A text that differs while no time comes again tells no series apart.
    [
      'day,sold,weather',
      ['2024-01-01,1,sun', '2024-01-02,1,rain'],
      {},
      ['long', undefined, 'day', 'sold', 'weather'],
    ],
    ['day,a,b', ['2024-01-01,1,2'], {}, ['wide', undefined, 'day', 'a,b', '']],
    ['day,a,b', ['2024-01-01,1,2'], { value: 'b' }, ['long', undefined, 'day', 'b', 'a']],
    ['day,a', ['2024-01-01,1'], { form: 'wide' }, ['wide', undefined, 'day', 'a', '']],
    [
      'ordered,shipped,a',
      ['2024-01-01,2024-01-02,1'],
      { time: 'shipped' },
      ['long', undefined, 'shipped', 'a', 'ordered'],
    ],
    ['V1,V2,V3,V4', ['H1,1,2,3', 'H2,4,,'], {}, ['rows', 'V1', undefined, 'V2,V3,V4', '']],
    ['7,V2,V3', ['1,2,3'], { form: 'rows', id: '7' }, ['rows', '7', undefined, 'V2,V3', '']],
    ['y', ['1', '2'], {}, ['long', undefined, undefined, 'y', '']],
    ['year,y', ['1980,3', '1981,5'], {}, ['long', undefined, 'year', 'y', '']],
    ['date,y', ['20240101,3', '20240102,5'], {}, ['long', undefined, 'date', 'y', '']],
    // One wrong number does not make a text of a column.
    ['ds,y', ['2024-01-01,1', '2024-01-02,2', '2024-01-03,#REF!'], {}, ['long', undefined, 'ds', 'y', '']],
  ])('tells the columns of %j with %j (%j)', (header, lines, options, expected) => {
    expect(told(header, lines, options)).toEqual(expected);
  });

  it.each<[string, string[], ReadOptions, RegExp]>([
    ['a,b', ['1,2', '3,4'], {}, /which column is the value\? .*a \(number\), b \(number\)/],
    ['day,a,b', ['2024-01-01,1,2'], { form: 'wide', value: 'a' }, /form wide has no value column/],
    ['id,a,b', ['x,1,2'], { form: 'rows', pastColumns: ['a'] }, /form rows has no past column/],
    ['day,note', ['2024-01-01,x'], { form: 'wide' }, /which column is the value\?/],
    [
      'id,note',
      ['a,x', 'b,y'],
      { form: 'rows' },
      /expected columns of numbers, got id \(text\), note \(text\)/,
    ],
  ])('refuses %s of %j with %j', (header, lines, options, message) => {
    expect(() => told(header, lines, options)).toThrow(message);
  });
});
