import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import {
  InvalidInput,
  LaurelError,
  NotAllowed,
  type Clock,
  type Sealer,
} from '../../base/index.js';
import type { ApiToken, OAuth, Scope } from '../../oauth/index.js';
import { toLaurelError, type AfterAnswer } from '../../web/index.js';
import type { Call, Endpoint, Received, Reply } from './endpoint.js';
import type { createIdempotency } from './idempotency.js';
import type { CountCall } from './rate.js';
import { problemOf } from './problem.js';
import { readJson } from './read-json.js';
import { faultsOf, RequestInvalid } from './request-error.js';
import { fieldNames, selectFields } from './select-fields.js';
import { openUpload, type ReadUpload } from './upload.js';
import { withinOf } from './within.js';

export interface ServeDeps {
  readonly clock: Clock;
  readonly afterAnswer: AfterAnswer;
  readonly sealer: Sealer;
  readonly publicUrl: string;
  readonly authenticate: OAuth['authenticate'];
  /** @throws NotAllowed where the token's platform is switched off or gone */
  readonly admit: (token: ApiToken) => Promise<void>;
  readonly count: CountCall;
  readonly once: ReturnType<typeof createIdempotency>;
  /** Writes down who called what, and how it was answered. */
  readonly note: (token: ApiToken, endpoint: Endpoint, status: number) => Promise<void>;
}

/** One strong ETag (RFC 9110, 8.8.3); some clients leave out its quotation marks. */
export const IF_MATCH = /^"?([\w-]{1,100})"?$/;

export const API_PATH = '/api/v1';

const checkScope = ({ scopes }: ApiToken, scope: Scope): void => {
  if (scopes.includes(scope)) return;
  throw new NotAllowed('scope_missing', `This token may not do this: it lacks ${scope}.`, {
    action: 'Make a token with this scope.',
  });
};

function ifMatchOf(req: Request): string | undefined {
  const sent = req.headers['if-match'];
  if (sent === undefined) return undefined;
  const [, revision] = IF_MATCH.exec(sent) ?? [];
  if (revision !== undefined) return revision;
  const detail = 'One ETag, as it was sent with the resource.';
  throw new RequestInvalid([{ parameter: 'If-Match', detail }]);
}

function checkIfMatch(req: Request, { needsIfMatch }: Endpoint): void {
  if (needsIfMatch !== true || ifMatchOf(req) !== undefined) return;
  throw new LaurelError(
    'if_match_missing',
    'A change names the revision it was made against.',
    428,
    {
      action: 'Read the resource, and send its ETag as If-Match.',
    },
  );
}

/** The members that may be asked for. @throws RequestInvalid for others */
function fieldsOf({ answer }: Endpoint, req: Request): readonly string[] | undefined {
  const asked = req.query['fields'];
  if (asked === undefined || answer.schema === undefined) return undefined;
  const known = fieldNames(answer.schema);
  const names = typeof asked === 'string' ? asked.split(',') : [];
  if (known !== null && names.length > 0 && names.every((name) => known.includes(name)))
    return names;
  const detail = `Any of ${known?.join(', ') ?? 'none'}, separated by commas.`;
  throw new RequestInvalid([{ parameter: 'fields', detail }]);
}

/** What a request's parts are by the endpoint's schemas. @throws RequestInvalid */
function parsed(endpoint: Endpoint, req: Request, body: unknown) {
  const rest: Record<string, unknown> = { ...req.query };
  delete rest['fields'];
  const query = endpoint.query?.safeParse(rest);
  if (query?.success === false) throw new RequestInvalid(faultsOf(query.error, 'query'));
  const given = endpoint.body?.safeParse(body === undefined ? {} : body);
  if (given?.success === false) throw new RequestInvalid(faultsOf(given.error, 'body'));
  return { query: query?.data, body: given?.data };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The answer to a reply: what the schema knows and no more, with its ETag and the address of the next page. */
function answerOf(
  deps: ServeDeps,
  endpoint: Endpoint,
  req: Request,
  reply: Reply<unknown>,
): Answer {
  const { status, schema } = endpoint.answer;
  if (schema === undefined) return { status, headers: {}, body: '' };
  const value = selectFields(schema.parse(reply.value), fieldsOf(endpoint, req));
  const body = JSON.stringify(value);
  const tag = reply.revision ?? createHash('sha256').update(body).digest('base64url').slice(0, 27);
  const headers: Record<string, string> = { ETag: `"${tag}"` };
  if (reply.location !== undefined)
    headers['Location'] = `${deps.publicUrl}${API_PATH}${reply.location}`;
  if (typeof reply.next === 'string') {
    const next = new URL(req.originalUrl, deps.publicUrl);
    next.searchParams.set('cursor', reply.next);
    headers['Link'] = `<${next.href}>; rel="next"`;
  }
  return { status, headers, body };
}

function send(req: Request, res: Response, { status, headers, body }: Answer): void {
  res.status(status).set(headers);
  if (req.method === 'GET' && req.headers['if-none-match'] === headers['ETag'] && body !== '')
    return void res.status(304).end();
  if (body === '') return void res.end();
  res.type(status >= 400 ? 'application/problem+json' : 'application/json').send(body);
}

async function receive(endpoint: Endpoint, call: Call, read: ReadUpload): Promise<Received> {
  if (endpoint.receive === undefined) throw new Error('an endpoint of uploads takes none');
  return endpoint.receive(call, read.upload);
}

/** Does a request once for its key; what is refused for good is kept as its answer. */
async function onceOnly(
  deps: ServeDeps,
  {
    key,
    reference,
    ...work
  }: {
    readonly key: string | string[];
    readonly tokenId: string;
    readonly parts: readonly (string | Uint8Array)[];
    readonly reference: string;
  },
  run: () => Promise<Answer>,
) {
  if (typeof key !== 'string') throw new InvalidInput('idempotency_key_wrong', 'Send one key.');
  return deps.once({ key, ...work }, () =>
    run().catch((error: unknown) => {
      const known = toLaurelError(error);
      if (known.status >= 500) throw error;
      const problem = problemOf(known, deps.publicUrl, reference);
      return { status: known.status, headers: {}, body: JSON.stringify(problem) };
    }),
  );
}

/** Makes the route of an endpoint. */
export function serve(deps: ServeDeps, endpoint: Endpoint): RequestHandler {
  return async (req, res) => {
    res.locals['scope'] = endpoint.scope;
    const token = await deps.authenticate(req.headers.authorization);
    res.set('Cache-Control', 'private, no-cache');
    res.set(await deps.count(token.id));
    await deps.admit(token);
    deps.afterAnswer.run(res, () => deps.note(token, endpoint, res.statusCode));
    checkScope(token, endpoint.scope);
    checkIfMatch(req, endpoint);
    // What is wrong with the request is said before anything is done.
    fieldsOf(endpoint, req);
    const json = endpoint.body === undefined ? null : await readJson(req, res);
    const call: Call = {
      within: withinOf(token),
      actor: `token:${token.id}`,
      params: req.params as Record<string, string>,
      ...parsed(endpoint, req, json?.value),
      ifMatch: ifMatchOf(req),
    };
    const read = endpoint.uploads && openUpload(req, Object.keys(endpoint.uploads));
    if (endpoint.answer.files !== undefined) return sendFile(res, await endpoint.run(call));
    const received = read && (await receive(endpoint, call, read));
    const run = async (): Promise<Answer> =>
      answerOf(deps, endpoint, req, await (received?.finish() ?? endpoint.run(call)));
    const key = req.headers['idempotency-key'];
    if (endpoint.method !== 'post' || key === undefined) return send(req, res, await run());
    const parts = [req.method, req.originalUrl, read?.digest() ?? json?.bytes ?? ''];
    const answer = await onceOnly(
      deps,
      { key, tokenId: token.id, parts, reference: req.id },
      run,
    ).catch(async (error: unknown) => {
      await received?.discard();
      throw error;
    });
    if (answer.isReplayed) {
      await received?.discard();
      res.set('Idempotency-Replayed', 'true');
    }
    send(req, res, answer);
  };
}

function sendFile(res: Response, { file }: Reply<unknown>): void {
  if (file === undefined) throw new Error('an endpoint of files gave none');
  res.set('Content-Security-Policy', "default-src 'none'; sandbox");
  res.attachment(file.name).type(file.type).send(Buffer.from(file.bytes));
}
