import { InputError } from '@reprise/core/errors';
import { Parser } from 'htmlparser2';

/** An element of XML. */
export interface XmlElement {
  /** without its prefix, as it is written */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** what stands directly in it */
  readonly text: string;
  /** from 1 */
  readonly line: number;
  readonly parent: XmlElement | undefined;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
  parent: OpenElement | undefined;
}

const DEEPEST = 200;

/**
 * The root element of a text of XML. Entities other than XML's own and numbers stay as they are written, so that none can
 * grow; documents are not checked against a type.
 *
 * @param name what messages call the file
 * @throws InputError with the line where an element is not closed, elements are 200 deep, or there is no one root
 */
export function parseXml(text: string, name: string): XmlElement {
  const lineAt = lineCounter(text);
  const roots: OpenElement[] = [];
  let open: OpenElement | undefined;
  let depth = 0;
  let hasEnded = false;
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        const element: OpenElement = {
          name: localName(tag),
          attributes,
          children: [],
          text: '',
          line: lineAt(parser.startIndex),
          parent: open,
        };
        (open?.children ?? roots).push(element);
        open = element;
        if (++depth > DEEPEST) {
          throw new InputError(`${name}, line ${element.line}: expected elements at most ${DEEPEST} deep`);
        }
      },
      ontext(piece) {
        if (open !== undefined) open.text += piece;
      },
      onclosetag(tag, isImplied) {
        // With a self-closing tag, an end is implied too.
        if (isImplied && (hasEnded || text[parser.endIndex - 1] !== '/')) {
          throw new InputError(`${name}, line ${open?.line}: <${tag}> is not closed`);
        }
        open = open?.parent;
        depth--;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(text);
  hasEnded = true;
  parser.end();
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new InputError(`${name}: expected XML with one root element, got ${roots.length}`);
  }
  return root;
}

/** All elements below one, and itself, in the order of the text. */
export function* elementsIn(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* elementsIn(child);
}

/** A text as it stands in XML, between tags or in an attribute; characters that XML has none for become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/gu, (space) => `&#${space.charCodeAt(0)};`);
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}

/** The line of a place in a text, for places that do not go back. */
function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let newline = text.indexOf('\n');
  return (index) => {
    for (; newline !== -1 && newline < index; newline = text.indexOf('\n', newline + 1)) line++;
    return line;
  };
}
