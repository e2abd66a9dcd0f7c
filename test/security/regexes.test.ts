import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { findNestedQuantifier } from '../../scripts/lint/no-nested-quantifier.mjs';
import { attacksOn } from './attack-regex.js';
import { findRegexes, type FoundRegex } from './find-regexes.js';

/** A pattern that takes time by the square of a text's length needs several seconds of CPU for 100 KB; an honest one a few milliseconds. */
const MOST_CPU_MS = 600;
const TIMEOUT_MS = 3_000;

const script = new vm.Script('regex.global ? text.replace(regex, "") : regex.exec(text)');

/** The CPU time, in milliseconds, that a pattern spends on a text; Infinity where it had to be stopped. */
function costOf({ source, flags }: Pick<FoundRegex, 'source' | 'flags'>, text: string): number {
  const context = vm.createContext({ regex: new RegExp(source, flags), text });
  const start = process.cpuUsage();
  try {
    script.runInContext(context, { timeout: TIMEOUT_MS });
  } catch {
    return Infinity;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

const worstOf = (regex: FoundRegex): number => {
  let worst = 0;
  for (const text of attacksOn(regex)) {
    worst = Math.max(worst, costOf(regex, text));
    if (worst > MOST_CPU_MS) break;
  }
  return worst;
};

describe('the attacks on regular expressions', () => {
  it.each([
    ['a comment within comments', '^(<!--[^]{0,2000}?-->\\s*)*<svg', ''],
    ['letters within letters', '^(a+)+$', ''],
    ['two repetitions side by side', '^\\s*\\s*x', ''],
    ['an end that is looked for from everywhere', '=+$', ''],
  ])('hold up %s', (_, source, flags) => {
    expect(worstOf({ place: '', source, flags })).toBeGreaterThan(MOST_CPU_MS);
  });
});

describe('every regular expression of the product', () => {
  const regexes = findRegexes();

  it('is found', () => {
    expect(regexes.length).toBeGreaterThan(150);
    const places = regexes.map(({ place }) => place).join('\n');
    for (const part of ['src/credentials/verify/', 'src/lti/', 'public/', 'views/'])
      expect(places).toContain(part);
  });

  it('has no repetition within another', () => {
    const nested = regexes.filter(({ source, flags }) => findNestedQuantifier(source, flags));
    expect(nested).toEqual([]);
  });

  it('reads 100 KB of hostile text in time that grows with its length alone', () => {
    const slow = regexes.filter((one) => worstOf(one) > MOST_CPU_MS);
    expect(slow).toEqual([]);
  }, 600_000);
});
