import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { readIamStrokes } from './iamXml.ts';
import { readInkml } from './inkml.ts';

const read = (body: string) =>
  readInkml(`<ink xmlns="http://www.w3.org/2003/InkML">${body}</ink>`, 'a.inkml');
const points = ({ strokes }: Ink) => strokes.map(({ x, y }) => [[...x], [...y]]);
const FORMAT =
  '<traceFormat><channel name="X"/><channel name="Y"/><channel name="T" units="ms"/></traceFormat>';

describe('InkML', () => {
  it('traces, times, and annotations of the document', () => {
    const [ink] = read(
      `${FORMAT}<annotation type="truth">a &lt; b</annotation><annotation type="writer">w1</annotation>` +
        '<brush xml:id="b"/><trace brushRef="#b">1 2 500, 3 4 750</trace><trace type="penUp">9 9 800</trace>' +
        '<trace>5 6 1500</trace>',
    );
    expect(ink).toEqual({
      id: 'a.inkml',
      text: 'a < b',
      writer: 'w1',
      strokes: [
        { x: Float64Array.of(1, 3), y: Float64Array.of(2, 4), t: Float64Array.of(0, 0.25) },
        { x: Float64Array.of(5), y: Float64Array.of(6), t: Float64Array.of(1) },
      ],
    });
  });

  it('differences of the first and second order, and values again, as the standard computes them', () => {
    // X: 1125, then steps of 23 and 3, whose changes follow: 23, then 3 more, then the last step again.
    const [ink] = read(`<trace>1125 18432,'23'43,"7"-8,3-5,7 -3,6 2,6 8,3 6,2 4,* *</trace>`);
    expect(points(ink as Ink)).toEqual([
      [
        [1125, 1148, 1178, 1211, 1251, 1297, 1349, 1404, 1461, 1518],
        [18432, 18475, 18510, 18540, 18567, 18596, 18633, 18676, 18723, 18770],
      ],
    ]);
    expect(points(read("<trace>1 2, '3 '4, !10 !20, * *, #1F 5</trace>")[0] as Ink)).toEqual([
      [
        [1, 4, 10, 10, 31],
        [2, 6, 20, 20, 5],
      ],
    ]);
  });

  it('a group is an ink; groups of views are not', () => {
    const inks = read(
      '<traceGroup xml:id="g1"><annotation type="truth">one</annotation><trace>1 2</trace></traceGroup>' +
        '<traceGroup><trace>3 4</trace><traceGroup><trace>5 6</trace></traceGroup></traceGroup>' +
        '<traceGroup><traceView traceDataRef="#t"/></traceGroup>',
    );
    expect(inks.map(({ id, text }) => [id, text])).toEqual([
      ['g1', 'one'],
      ['a.inkml#1', undefined],
    ]);
    expect(points(inks[1] as Ink)).toEqual([
      [[3], [4]],
      [[5], [6]],
    ]);
  });

  it('the format of its context, with channels in another order and some that come and go', () => {
    const [ink] = read(
      `${FORMAT}<definitions><inkSource xml:id="s"><traceFormat><channel name="Y"/><channel name="F"/><channel name="X"/>` +
        '<intermittentChannels><channel name="B" type="boolean"/></intermittentChannels></traceFormat></inkSource>' +
        '<context xml:id="c" inkSourceRef="#s"/></definitions><trace contextRef="#c">1 ? 2, 3 99 4 T</trace>',
    );
    expect(ink?.strokes).toEqual([{ x: Float64Array.of(2, 4), y: Float64Array.of(1, 3), t: undefined }]);
  });

  it('drops times that fall', () => {
    expect(read(`${FORMAT}<trace>1 2 9, 3 4 8</trace>`)[0]?.strokes[0]?.t).toBeUndefined();
  });

  it.each([
    ['no traces', '', 'a.inkml, line 1: expected points of a pen, got none'],
    ['an empty trace', '<trace> </trace>', 'expected points of a pen, got none'],
    ['one value', '\n<trace>1 2, 3</trace>', 'a.inkml, line 2, point 2: expected 2 values (X Y), got 1'],
    ['three values', '<trace>1 2 3</trace>', 'expected 2 values (X Y), got 3'],
    ['words', '<trace>1 two</trace>', 'line 1, point 1: expected numbers, got "two"'],
    ['unknown places', '<trace>1 ?</trace>', 'expected finite numbers, got x 1 and y NaN'],
    [
      'no Y',
      '<traceFormat><channel name="X"/></traceFormat><trace>1</trace>',
      'expected the channels X and Y',
    ],
    [
      'years',
      `${FORMAT.replace('ms', 'years')}<trace>1 2 3</trace>`,
      'expected times in s, ms, us, ns, got "years"',
    ],
    ['a missing end', '<trace>1 2', '<trace> is not closed'],
  ])('refuses %s', (_, body, message) => {
    expect(() => read(body)).toThrow(InputError);
    expect(() => read(body)).toThrow(message);
  });
});

describe('IAM-OnDB', () => {
  const session = (body: string) =>
    `<?xml version="1.0" encoding="ISO-8859-1"?>\n<WhiteboardCaptureSession>\n<StrokeSet>\n${body}\n</StrokeSet>\n</WhiteboardCaptureSession>`;
  it('counts times from the first touch', () => {
    const ink = readIamStrokes(
      session(
        '<Stroke colour="black"><Point x="10" y="20" time="100.5"/><Point x="11" y="21" time="100.75"/></Stroke>',
      ),
      'b.xml',
    );
    expect(ink.strokes).toEqual([
      { x: Float64Array.of(10, 11), y: Float64Array.of(20, 21), t: Float64Array.of(0, 0.25) },
    ]);
  });

  it.each([
    ['other XML', '<ink/>', "b.xml: expected IAM-OnDB's <WhiteboardCaptureSession>, got <ink>"],
    ['no points', session(''), 'b.xml: expected points of a pen, got none'],
    [
      'a point without y',
      session('<Stroke><Point x="1" time="1"/></Stroke>'),
      'b.xml, line 4: expected a number as y of <Point>, got ""',
    ],
    [
      'a missing end',
      session('<Stroke><Point x="1" y="1" time="1"></Stroke>'),
      'b.xml, line 4: <Point> is not closed',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readIamStrokes(text, 'b.xml')).toThrow(InputError);
    expect(() => readIamStrokes(text, 'b.xml')).toThrow(message);
  });
});
