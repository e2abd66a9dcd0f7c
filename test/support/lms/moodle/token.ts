import type { Request, Response } from 'express';
import * as jose from 'jose';
import type { MoodleSite } from './site.js';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The token endpoint (mod/lti/token.php): JSON under a text/html label, as Moodle 4.5 sends it. */
export async function giveToken(platform: MoodleSite, req: Request, res: Response): Promise<void> {
  const answer = (status: number, body: unknown) =>
    res
      .status(status)
      .set('content-type', 'text/html; charset=utf-8')
      .set('cache-control', 'no-store')
      .send(JSON.stringify(body));
  const form = (req.body ?? {}) as Record<string, string>;
  const { client_assertion: assertion, client_assertion_type: type, grant_type, scope } = form;
  if (!assertion || !type || !grant_type || !scope)
    return void answer(400, { error: 'invalid_request' });
  if (type !== ASSERTION || grant_type !== 'client_credentials')
    return void answer(400, { error: 'unsupported_grant_type' });
  let clientId: string | undefined;
  try {
    clientId = jose.decodeJwt(assertion).sub;
  } catch {
    return void answer(400, { error: 'invalid_request' });
  }
  const tool = platform.tool(clientId);
  if (!tool) return void answer(400, { error: 'invalid_client' });
  try {
    await platform.toolKeys.verify(assertion, tool.settings.jwksUrl, {
      issuer: tool.clientId,
      subject: tool.clientId,
      audience: [platform.endpoints.tokenUrl, platform.issuer],
    });
  } catch {
    return void answer(400, { error: 'invalid_client' });
  }
  const granted = scope.split(' ').filter((one) => tool.settings.scopes.includes(one));
  if (granted.length === 0) return void answer(400, { error: 'invalid_scope' });
  answer(200, {
    access_token: platform.tokens.issue(tool.clientId, granted, 3600),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: granted.join(' '),
  });
}
