import { omitUndefined } from '../../base/index.js';
import { createFindUndrawn, isCjk, nameScripts, scriptsIn } from '../../typesetting/index.js';
import type { Visit } from '../visit/visit.js';

/** A name that the fonts at hand cannot draw, and the scripts of the letters that they lack. */
export interface Undrawn {
  readonly name: string;
  readonly scripts: readonly string[];
}

/** What is of no script (ISO 15924). */
const SIGNS = ['Zsym'];

/** Those of some names that cannot be drawn. */
export function undrawnOf(names: readonly string[]): Undrawn[] {
  const findUndrawn = createFindUndrawn();
  return names.flatMap((name) => {
    const letters = findUndrawn(name);
    const scripts = scriptsIn(letters);
    return letters.length === 0 ? [] : [{ name, scripts: scripts.length > 0 ? scripts : SIGNS }];
  });
}

/** How many names the page shows. */
const SHOWN = 25;

/**
 * What the set-up page says before a badge is given whose words or learners' names cannot be drawn on certificates and pictures;
 * nothing where all can. Pure but for the fonts.
 */
export function fontNotice(
  { locale }: Pick<Visit, 'locale'>,
  of: {
    readonly learners: readonly Undrawn[];
    readonly badge: string;
    readonly issuer: string | undefined;
  },
) {
  const { learners } = of;
  const [badge] = undrawnOf([of.badge]);
  const [issuer] = undrawnOf([of.issuer ?? '']);
  const all = [badge, issuer, ...learners].filter((one) => one !== undefined);
  if (all.length === 0) return undefined;
  const named = (list: readonly Undrawn[]) =>
    nameScripts([...new Set(list.flatMap(({ scripts }) => scripts))], locale);
  return omitUndefined({
    badge: badge && named([badge]),
    issuer: issuer && named([issuer]),
    scripts: named(learners),
    count: learners.length,
    learners: learners.length === 0 ? undefined : learners.slice(0, SHOWN).map(({ name }) => name),
    more: Math.max(0, learners.length - SHOWN),
    needsCjk: all.some(({ scripts }) => scripts.some(isCjk)),
    needsOthers: all.some(({ scripts }) => scripts.some((script) => !isCjk(script))),
  });
}
