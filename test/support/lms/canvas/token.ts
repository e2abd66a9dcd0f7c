import type { Request, Response } from 'express';
import * as jose from 'jose';
import type { CanvasSite } from './site.js';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The LTI token endpoint: a client assertion for scopes; each assertion is good for once. */
export async function giveToken(platform: CanvasSite, req: Request, res: Response): Promise<void> {
  const refuse = (status: number, error: string, error_description: string) =>
    void res.status(status).json({ error, error_description });
  const form = (req.body ?? {}) as Record<string, string>;
  const { client_assertion: assertion, client_assertion_type: type, grant_type, scope } = form;
  if (grant_type !== 'client_credentials') {
    return refuse(400, 'unsupported_grant_type', 'The grant_type you requested is not supported');
  }
  if (!assertion || type !== ASSERTION || !scope) {
    return refuse(400, 'invalid_request', 'assertion method not supported for this grant_type');
  }
  let clientId: string | undefined;
  try {
    clientId = jose.decodeJwt(assertion).sub;
  } catch {
    return refuse(400, 'invalid_request', 'invalid jwt');
  }
  const tool = platform.tool(clientId);
  if (!tool) return refuse(401, 'invalid_client', 'Unknown client');
  let claims: jose.JWTPayload;
  try {
    claims = await platform.toolKeys.verify(assertion, tool.settings.jwksUrl, {
      issuer: tool.clientId,
      audience: platform.endpoints.tokenUrl,
      requiredClaims: ['exp', 'iat', 'jti', 'aud', 'sub', 'iss'],
      maxTokenAge: 300,
    });
  } catch (error) {
    return refuse(400, 'invalid_request', (error as Error).message);
  }
  if (platform.usedAssertions.has(claims.jti!)) {
    return refuse(400, 'invalid_request', 'JWT jti has already been used');
  }
  platform.usedAssertions.add(claims.jti!);
  const asked = scope.split(' ');
  if (!tool.settings.active || !asked.every((one) => tool.settings.scopes.includes(one))) {
    return refuse(400, 'invalid_scope', 'A requested scope is invalid, unknown, or malformed');
  }
  const now = Math.floor(platform.now().getTime() / 1000);
  const text = await platform.keys.sign(
    platform.keys.draft({
      iss: platform.issuer,
      sub: tool.clientId,
      iat: now,
      exp: now + 3600,
      jti: crypto.randomUUID(),
      scopes: scope,
    }),
  );
  const access_token = platform.tokens.issue(tool.clientId, asked, 3600, text);
  res.json({ access_token, token_type: 'Bearer', expires_in: 3600, scope });
}
