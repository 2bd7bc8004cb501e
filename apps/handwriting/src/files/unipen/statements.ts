/** A keyword of a UNIPEN file and what follows it, up to the next one. */
export interface Statement {
  /** in upper case, without its dot */
  readonly keyword: string;
  /** what follows, over as many lines as it takes */
  readonly body: string;
  /** from 1 */
  readonly line: number;
}

/**
 * The statements of a text in the UNIPEN format (Guyon and others 1994). A keyword begins a line with a dot and a letter;
 * what stands before the first one is ignored.
 */
export function* statementsOf(text: string): Generator<Statement> {
  const starts = /^[ \t]*\.([A-Za-z][A-Za-z_]*)/gmu;
  let line = 1;
  let newline = text.indexOf('\n');
  for (let match = starts.exec(text); match !== null;) {
    for (; newline !== -1 && newline < match.index; newline = text.indexOf('\n', newline + 1)) line++;
    const bodyStart = starts.lastIndex;
    const next = starts.exec(text);
    yield {
      keyword: (match[1] ?? '').toUpperCase(),
      body: text.slice(bodyStart, next?.index ?? text.length),
      line,
    };
    match = next;
  }
}
