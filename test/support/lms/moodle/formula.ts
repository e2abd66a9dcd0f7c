/** Moodle's column formulas: numbers, `[[idnumber]]`, + - * / ( ), and sum, average, max, min. */

const FUNCTIONS: Record<string, (...values: number[]) => number> = {
  sum: (...values) => values.reduce((a, b) => a + b, 0),
  average: (...values) => values.reduce((a, b) => a + b, 0) / values.length,
  max: Math.max,
  min: Math.min,
};

export function referencesOf(formula: string): string[] {
  return [...formula.matchAll(/\[\[([^\]]+)\]\]/g)].map((match) => match[1]!);
}

/** Computes a formula. Throws when it is malformed. */
export function evaluate(formula: string, valueOf: (idnumber: string) => number): number {
  const text = formula.replace(/^=/, '').trim();
  const tokens = text.match(/\[\[[^\]]+\]\]|\d+(?:\.\d+)?|[a-z]+|[-+*/(),;]/gi) ?? [];
  if (tokens.join('') !== text.replace(/\s+/g, '')) throw new Error(`Broken formula: ${formula}`);
  let at = 0;
  const take = (token: string) => (tokens[at] === token ? ((at += 1), true) : false);
  const expect = (token: string) => {
    if (!take(token)) throw new Error(`Broken formula: ${formula}`);
  };
  const atom = (): number => {
    const token = tokens[at];
    if (token === undefined) throw new Error(`Broken formula: ${formula}`);
    if (take('-')) return -atom();
    if (take('(')) {
      const value = sum();
      expect(')');
      return value;
    }
    at += 1;
    if (token.startsWith('[[')) return valueOf(token.slice(2, -2));
    const call = FUNCTIONS[token.toLowerCase()];
    if (!call) {
      if (!/^\d/.test(token)) throw new Error(`Broken formula: ${formula}`);
      return Number(token);
    }
    expect('(');
    const values = [sum()];
    while (take(',') || take(';')) values.push(sum());
    expect(')');
    return call(...values);
  };
  const product = (): number => {
    let value = atom();
    for (;;) {
      if (take('*')) value *= atom();
      else if (take('/')) value /= atom();
      else return value;
    }
  };
  const sum = (): number => {
    let value = product();
    for (;;) {
      if (take('+')) value += product();
      else if (take('-')) value -= product();
      else return value;
    }
  };
  const value = sum();
  if (at !== tokens.length) throw new Error(`Broken formula: ${formula}`);
  return value;
}
