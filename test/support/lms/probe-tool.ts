import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import * as jose from 'jose';
import { omitUndefined } from '../../../src/base/index.js';
import type { Tool } from './tool.js';

/** Parsed JSON, whose shape the tests say. */
export type Json = ReturnType<typeof JSON.parse>;

/** A minimal tool, to test the platforms with: it keeps what it receives and can call services. */
export class ProbeTool {
  url = '';
  kid = 'probe-1';
  readonly logins: Record<string, string>[] = [];
  readonly launches: { fields: Record<string, string>; claims: Record<string, Json> }[] = [];
  private pair!: jose.GenerateKeyPairResult;
  private server = createServer();

  static async start(): Promise<ProbeTool> {
    const tool = new ProbeTool();
    await tool.rotate('probe-1');
    tool.server.on('request', tool.app());
    await new Promise<void>((resolve) => tool.server.listen(0, '127.0.0.1', resolve));
    tool.url = `http://localhost:${(tool.server.address() as AddressInfo).port}`;
    return tool;
  }

  async rotate(kid: string): Promise<void> {
    this.pair = await jose.generateKeyPair('RS256', { extractable: true });
    this.kid = kid;
  }

  authorizationUrl: string | ((login: Record<string, string>) => string) = '';

  private app() {
    const app = express();
    app.use(express.urlencoded({ extended: false }));
    app.get('/lti/keys', async (_req, res) => {
      const jwk = await jose.exportJWK(this.pair.publicKey);
      res.json({ keys: [{ ...jwk, kid: this.kid, alg: 'RS256', use: 'sig' }] });
    });
    app.all('/lti/login', (req, res) => {
      const login = (req.method === 'POST' ? req.body : req.query) as Record<string, string>;
      this.logins.push(login);
      const { authorizationUrl } = this;
      const at = typeof authorizationUrl === 'string' ? authorizationUrl : authorizationUrl(login);
      res.redirect(302, `${at}?${new URLSearchParams(this.authorization(login)).toString()}`);
    });
    app.post('/lti/launch', (req, res) => {
      const fields = req.body as Record<string, string>;
      const claims = fields.id_token ? jose.decodeJwt(fields.id_token) : {};
      this.launches.push({ fields, claims });
      res.status(fields.error ? 400 : 200).send(fields.error ?? 'launched');
    });
    return app;
  }

  /** The parameters of an authentication request (1EdTech Security Framework 1.1, 5.1.1.2). */
  authorization(login: Record<string, string>): Record<string, string> {
    return omitUndefined({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: login.client_id ?? '',
      redirect_uri: `${this.url}/lti/launch`,
      login_hint: login.login_hint ?? '',
      lti_message_hint: login.lti_message_hint || undefined,
      state: randomUUID(),
      nonce: randomUUID(),
    });
  }

  get lastLaunch() {
    return this.launches.at(-1)!;
  }

  sign(claims: jose.JWTPayload): Promise<string> {
    return new jose.SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: this.kid, typ: 'JWT' })
      .sign(this.pair.privateKey);
  }

  async assertion(tool: Tool, now: Date, changes: jose.JWTPayload = {}): Promise<string> {
    const iat = Math.floor(now.getTime() / 1000);
    return this.sign({
      iss: tool.clientId,
      sub: tool.clientId,
      aud: tool.tokenUrl,
      iat,
      exp: iat + 60,
      jti: randomUUID(),
      ...changes,
    });
  }

  /** Asks for a token as the tool would; gives the answer's status, label and body. */
  async askToken(tool: Tool, scopes: string[], now = new Date(), changes: jose.JWTPayload = {}) {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.assertion(tool, now, changes),
      scope: scopes.join(' '),
    });
    const answer = await fetch(tool.tokenUrl, { method: 'POST', body });
    const text = await answer.text();
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, Json>;
    return { status: answer.status, type: answer.headers.get('content-type'), json };
  }

  async call(
    token: string,
    url: string,
    init: { method?: string; accept?: string; type?: string; body?: unknown } = {},
  ) {
    const answer = await fetch(
      url,
      omitUndefined({
        method: init.method ?? 'GET',
        headers: omitUndefined({
          authorization: `Bearer ${token}`,
          'user-agent': 'probe/1.0',
          accept: init.accept || undefined,
          'content-type': init.type || undefined,
        }),
        body: init.body === undefined ? undefined : JSON.stringify(init.body),
      }),
    );
    const text = await answer.text();
    let json: Json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return {
      status: answer.status,
      statusText: answer.statusText,
      headers: answer.headers,
      text,
      json,
    };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
