import { describe, expect, it } from 'vitest';
import { markup, trusted } from './markup.ts';

describe('markup', () => {
  it('escapes texts, in elements and in attributes, and what HTML may not hold', () => {
    const text = `<script>"it's" & so on</script>\u0000\uD800\ttab`;
    const escaped = '&lt;script&gt;&quot;it&#39;s&quot; &amp; so on&lt;/script&gt;\uFFFD\uFFFD\ttab';
    expect(markup`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('keeps markup, in lists too', () => {
    const items = ['a', '<b>'].map((item) => markup`<li>${item}</li>`);
    expect(markup`<ul>${items}</ul>${trusted('<hr>')}${3}`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>3',
    );
  });
});
