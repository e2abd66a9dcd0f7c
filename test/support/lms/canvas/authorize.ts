import { omitUndefined } from '../../../../src/base/index.js';
import type { Person } from '../course.js';
import type { Authorization } from '../launching.js';
import { launchClaims } from './launch.js';
import type { CanvasSite } from './site.js';
import { launchOf, storageTargetOf } from './start-launch.js';

/** What is before the question mark has to be registered; a query that was registered has to be there. */
function isRegistered(registered: readonly string[], asked: string): boolean {
  const partsOf = (address: string) => {
    const [base = '', query = ''] = address.split('?', 2);
    return { base, query: new URLSearchParams(query) };
  };
  const { base, query } = partsOf(asked);
  return registered.map(partsOf).some((one) => {
    const needed = [...one.query];
    return one.base === base && needed.every(([name, value]) => query.get(name) === value);
  });
}

/** The authorization endpoint (lti/ims/authentication). */
export async function authorize(
  platform: CanvasSite,
  query: Record<string, string>,
  as: Person | null,
): Promise<Authorization> {
  const tool = platform.tool(query.client_id);
  if (!tool) return { ok: false, status: 400, message: 'Client not found' };
  if (!isRegistered(tool.settings.redirectUris, query.redirect_uri ?? '')) {
    return { ok: false, status: 400, message: 'Invalid redirect_uri' };
  }
  const redirectUri = query.redirect_uri!;
  const state: Record<string, string> = query.state ? { state: query.state } : {};
  const refused = (error: string, error_description: string): Authorization => ({
    ok: true,
    redirectUri,
    fields: { error, error_description, ...state },
  });
  for (const name of ['login_hint', 'nonce', 'scope', 'response_type', 'response_mode']) {
    if (!query[name]) return refused('invalid_request_object', `Missing ${name}`);
  }
  const fixed = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post' };
  for (const [name, value] of Object.entries({ ...fixed, prompt: 'none' })) {
    if (query[name] !== value) {
      return refused('invalid_request_object', `The '${name}' must be '${value}'`);
    }
  }
  const launch = launchOf(platform, query.lti_message_hint);
  if ((as ?? platform.visitor).sub !== query.login_hint) {
    return refused('login_required', 'Must have an active user session');
  }
  if (
    !launch ||
    launch.person !== (as ?? platform.visitor) ||
    launch.tool.clientId !== tool.clientId
  ) {
    return refused('launch_no_longer_valid', 'The launch has either expired or been consumed');
  }
  platform.launches.delete(launch.id);
  if (launch.message === 'deep-linking') platform.choosing.set(launch.id, launch);
  const id_token = await platform.sign(launchClaims(platform, launch, query.nonce!));
  const lti_storage_target = storageTargetOf(tool);
  const fields = omitUndefined({ id_token, ...state, lti_storage_target });
  return { ok: true, redirectUri, fields };
}
