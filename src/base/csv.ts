function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Spreadsheets trim what shows nothing first, and some of them read the wide forms of East Asian scripts as the signs themselves. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * Writes a cell of a CSV file (RFC 4180). A leading character that spreadsheets take for a formula gets an apostrophe.
 */
function cell(value: unknown): string {
  const text = textOf(value);
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Writes a row of a CSV file (RFC 4180) with its line end. */
export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;
