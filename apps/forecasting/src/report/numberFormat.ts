/** Of the largest number of a table, digits that count. */
const DIGITS = 5;
/** Numbers beyond are written with an exponent. */
const LONGEST = { integer: 1e9, fraction: 1e-4 };

/**
 * How numbers that stand together are written: with as many digits behind the point as leave the largest of them four or
 * five that count, so that points stand below each other.
 */
export function numberFormat(values: Iterable<number>): (value: number) => string {
  let size = 0;
  for (const value of values) if (Math.abs(value) > size) size = Math.abs(value);
  if (size >= LONGEST.integer || (size > 0 && size < LONGEST.fraction)) {
    return (value) => (value === 0 ? '0' : value.toExponential(DIGITS - 2)).replaceAll('-', '−');
  }
  const integers = size < 1 ? 0 : Math.floor(Math.log10(size)) + 1;
  const digits = size === 0 ? 0 : Math.max(0, DIGITS - 1 - integers);
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (value) => {
    const text = value.toLocaleString('en-US', format);
    // What is rounded to 0 has no sign.
    return text.replace('-', /[1-9]/.test(text) ? '−' : '');
  };
}
