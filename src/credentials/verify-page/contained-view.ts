import type { Verification } from '../verify/index.js';
import type { Fact, Kind, ResultLine } from './result-parts.js';

/** A badge that a learner record contains, as it is shown: what became of it, and each check of it. */
export interface ContainedView {
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly ResultLine[];
  readonly name: string;
  /** Who issued it, by the domain that its signature proves. */
  readonly by: string;
  /** The language of its name (BCP 47), where the badge tells. */
  readonly language?: string | undefined;
}

/** @returns what a learner record contains, in its order; undefined for what contains nothing */
export function viewContained(
  { contained }: Verification,
  view: (one: Verification) => {
    readonly kind: Kind;
    readonly title: string;
    readonly lines: readonly ResultLine[];
    readonly facts: readonly Fact[];
    readonly language?: string | undefined;
  },
): readonly ContainedView[] | undefined {
  return contained?.map((one) => {
    const { kind, title, lines, facts, language } = view(one);
    const said = (key: 'badge' | 'issuer') => facts.find((fact) => fact.key === key)?.value ?? '';
    const by = one.issuedBy?.domain ?? said('issuer');
    return { name: said('badge'), by, kind, title, lines, language };
  });
}
