/** HTML whose texts are escaped. */
export interface Markup {
  readonly markup: string;
}

export type MarkupPart = Markup | string | number | readonly MarkupPart[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Control characters but tabs and line breaks, and halves of characters. */
const NOT_HTML = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;

/** The tag of a template whose texts and numbers are escaped, and whose other parts are markup already. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return { markup: strings.reduce((text, string, index) => text + render(parts[index - 1] ?? '') + string) };
}

/** What is HTML already, as a picture. */
export function trusted(html: string): Markup {
  return { markup: html };
}

function render(part: MarkupPart): string {
  if (typeof part === 'string' || typeof part === 'number') {
    return String(part)
      .replace(NOT_HTML, '\uFFFD')
      .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
  }
  return 'markup' in part ? part.markup : part.map(render).join('');
}
