/**
 * Rows as lines of a terminal: the first column to the left, the others to the right, two spaces between columns. Rows
 * may be shorter than others.
 */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] as number) - displayWidth(cell));
        return column === 0 ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Characters as a reader counts them, accents with their letters. */
function displayWidth(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}
