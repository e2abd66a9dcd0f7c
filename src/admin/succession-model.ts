import type { Request } from 'express';
import type { Platform } from '../lti/index.js';
import type { SuccessionPreview, Successions } from '../succession/index.js';
import type { Visitor } from './visitor.js';

/** Collections whose rows the preview counts under a name that people know. */
const KINDS = ['rules', 'awards', 'rule_drafts', 'mirror_columns', 'badge_columns'] as const;

/** Models the preview of a succession. */
export function previewModel(req: Request, preview: SuccessionPreview) {
  const say = (key: string, values: Record<string, string | number> = {}) =>
    req.t(`admin.continue.${key}`, values);
  const { fresh, old, pairs, left, courses, people, kept, moving } = preview;
  const facts = (['issuer', 'clientId', 'jwksUrl', 'tokenUrl'] as const).map((name) => ({
    label: req.t(`lti.register.${name}`),
    before: old[name],
    now: fresh[name],
    isOther: old[name] !== fresh[name],
  }));
  const deployments = pairs.map((pair) => ({
    label: req.t('admin.platform.deployment'),
    before: pair.old ?? '–',
    now: pair.launchIds.join(', '),
    isOther: true,
  }));
  const rows = KINDS.map((kind) => ({
    label: say(`kind.${kind}`),
    before: kept[kind] ?? 0,
    now: moving[kind] ?? 0,
  })).filter(({ before, now }) => before + now > 0);
  return {
    fresh,
    old,
    facts: [...facts, ...deployments],
    counts: [
      { label: say('kind.courses'), before: courses.old + courses.both, now: courses.fresh },
      ...rows,
    ],
    both: say('both', { courses: courses.both, people: people.both }),
    mismatches: people.mismatches,
    notes: [
      ...preview.twins.map(({ badge, course }) => say('twin', { badge, course })),
      ...preview.toChooseAgain.map((badge) => say('chooseAgain', { badge })),
      ...left.map((id) => say('left', { id })),
    ],
    warnings: preview.doubts.map((doubt) => say(`doubt.${doubt}`)),
    digest: preview.digest,
  };
}

/**
 * Lists the registrations that a platform may continue, those of its own issuer first; only the operator chooses among
 * them.
 */
export function otherPlatforms(
  platform: Platform,
  all: readonly Platform[],
): { id: string; name: string; issuer: string; isSame: boolean }[] {
  return all
    .filter(({ id, continuedBy }) => id !== platform.id && continuedBy === undefined)
    .map(({ id, name, issuer }) => ({ id, name, issuer, isSame: issuer === platform.issuer }))
    .sort((a, b) => Number(b.isSame) - Number(a.isSame));
}

/** Lists requests to continue a platform, each with who made it, for whoever decides. */
export async function wishesOf(
  successions: Pick<Successions, 'listAsked'>,
  platforms: { find(id: string): Promise<Platform | null> },
  platform: Platform,
  visitor: Visitor,
) {
  if (visitor.deploymentId !== null) return [];
  const asked = await successions.listAsked(platform);
  const found = asked.map(async ({ id, freshId, askedAt }) => {
    const fresh = await platforms.find(freshId);
    return fresh ? [{ id, askedAt, name: fresh.name, issuer: fresh.issuer }] : [];
  });
  return (await Promise.all(found)).flat();
}
