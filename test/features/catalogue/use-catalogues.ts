import { laurel, operator } from '../admin/use-issuers.js';
import type { Tenant } from '../../security/two-courses.js';
import { formsOf, type Browser } from '../../support/lms/index.js';
import { bodyOf } from '../../support/open-course.js';
import { makeRule, type Rule } from '../../../src/rules/index.js';
import { randomId } from '../../../src/base/index.js';

const courseOf = (tenant: Tenant) => ({
  platformId: tenant.platformId,
  deploymentId: tenant.tool.deploymentId,
  contextId: tenant.course.contextId,
});

/** A published badge of a tenant with a rule in some state. */
export async function giveBadge(
  tenant: Tenant,
  content: { readonly name: string } & Record<string, unknown>,
  state: Rule['state'] = 'active',
): Promise<Rule> {
  const owner = courseOf(tenant);
  const words = { description: 'do a thing', criteria: 'Pass it.' };
  const { achievements, rules } = laurel;
  const { id } = await achievements.create(owner, { ...words, ...content }, 'tester');
  const { version } = await achievements.publish(owner, id, 'tester');
  const rule = makeRule({
    id: randomId(),
    tenant: owner,
    achievementId: id,
    achievementVersion: version,
    state,
  });
  await rules.store.insert(rule);
  return rule;
}

/** Puts the rule of a badge into another state. */
export const setState = async (rule: Rule, state: Rule['state']): Promise<Rule> => {
  const stored = await laurel.rules.store.find(rule.id);
  if (stored === null) throw new Error('no rule');
  await laurel.rules.store.save({ ...stored, state });
  return stored;
};

/** Publishes a catalogue on the administrators' page, or takes it down. */
export async function publish(path: string, on: 'yes' | 'no', browser: Browser = operator) {
  const page = await browser.get(`${laurel.url}/admin${path}`);
  const form = formsOf(page).find(({ action }) => action.endsWith('/catalogue'));
  if (form === undefined) throw new Error(`no catalogue on ${path}: ${page.status}`);
  const { _csrf = '', revision = '' } = form.fields;
  return browser.get(`${laurel.url}/admin${path}/catalogue`, {
    method: 'POST',
    body: bodyOf({ _csrf, revision, on }),
    headers: { origin: laurel.url, 'content-type': 'application/x-www-form-urlencoded' },
  });
}

/** Saves the profile of the installation's issuer, or of a platform's. */
export const saveProfile = (id: string, name: string, platformId?: string) =>
  laurel.credentials.issuers.save(
    id,
    {
      identity: 'did:web',
      name,
      url: 'https://school.example/',
      description: `${name}, since 1200.`,
    },
    platformId === undefined
      ? { actor: 'tester', revision: 0 }
      : { actor: 'tester', revision: 0, of: { platformId } },
  );

/** Asks without any cookie. */
export const ask = (path: string, accept = 'text/html', headers: Record<string, string> = {}) =>
  fetch(`${laurel.url}${path}`, { headers: { accept, ...headers } });

export interface CataloguePage {
  readonly issuer: { readonly id: string; readonly name: string };
  readonly total: number;
  readonly pages: number;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly next?: string;
}

/** What a catalogue says to programs. */
export const read = async (path: string): Promise<CataloguePage> =>
  (await (await ask(path, 'application/json')).json()) as CataloguePage;
