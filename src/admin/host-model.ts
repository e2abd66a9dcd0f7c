import { proofAt, type IssuerHost } from '../credentials/index.js';
import type { Translate } from '../web/index.js';

/** What a look at a proof can find, by each way. */
export const OUTCOMES = ['found', 'missing', 'unknown'] as const;
type Outcome = (typeof OUTCOMES)[number];

const KINDS = { found: 'success', missing: 'warn', unknown: 'warn' } as const;
const STATES = { asked: 'info', proven: 'info', inUse: 'success', givenUp: 'info' } as const;

/** The state of a host, as a tag says it. */
export function hostTag(t: Translate, host: IssuerHost) {
  const isLost = host.lostAt !== undefined;
  return {
    text: t(`admin.host.state.${isLost ? 'lost' : host.state}`),
    kind: isLost ? 'error' : STATES[host.state],
  };
}

/** Models the page of an issuer's own host: where it stands, and what is to be done next. */
export function hostModel(
  t: Translate,
  all: readonly IssuerHost[],
  looked: { readonly dns: Outcome; readonly file: Outcome } | undefined,
) {
  const current = all.find(({ isCurrent }) => isCurrent);
  const earlier = all.filter(({ isCurrent }) => !isCurrent).map(({ host }) => host);
  if (current === undefined) return { earlier };
  const { state, lostAt, missingSince, unknownSince } = current;
  const isProven = state !== 'asked';
  return {
    earlier,
    host: current,
    tag: hostTag(t, current),
    proof: proofAt(current),
    isProven,
    isLost: lostAt !== undefined,
    isMissing: lostAt === undefined && (missingSince ?? unknownSince) !== undefined,
    canUse: state === 'proven' && lostAt === undefined,
    isInUse: state === 'inUse',
    isNamed: current.usedAt !== undefined,
    method: current.method && t(`admin.host.method.${current.method}`),
    looked:
      looked &&
      (['dns', 'file'] as const).map((way) => ({
        kind: KINDS[looked[way]],
        text: t(`admin.host.looked.${looked[way]}`),
        way: t(`admin.host.method.${way}`),
      })),
  };
}

/** @returns the lines of the health page about hosts whose proof is gone */
export function lostHostLines(
  t: Translate,
  found: readonly { readonly issuer: string; readonly host: IssuerHost | null }[],
) {
  return found.flatMap(({ issuer, host }) =>
    host === null || host.lostAt === undefined
      ? []
      : [
          {
            label: `${t('admin.host.title')} · ${issuer}`,
            text: t('admin.host.state.lost'),
            kind: 'error' as const,
            detail: t('admin.host.lostTitle', { host: host.host }),
            at: host.lostAt,
          },
        ],
  );
}
