import { parseArgs } from 'node:util';
import { InvalidInput, type Clock } from '../base/index.js';
import type { OAuth } from './create-oauth.js';
import { isScope, SCOPES, type Scope } from './scopes.js';

interface Deps {
  readonly oauth: Pick<OAuth, 'make' | 'list' | 'revoke' | 'clients'>;
  readonly clock: Clock;
  /** The platforms there are: a token of one that is not there would open nothing. */
  readonly lti: { readonly platforms: { find(id: string): Promise<unknown> } };
  /** Writes one line to the person at the terminal. */
  readonly print: (line: string) => void;
}

const DAYS = 90;
const DAYS_MOST = 366;

const USAGE = `Usage: npm run token -- make --name NAME --scopes SCOPE,… | all [--platform ID [--deployment ID]] [--days 1 to ${DAYS_MOST}]
       npm run token -- make-client --name NAME --scopes SCOPE,… | all [--platform ID [--deployment ID]]
       npm run token -- list
       npm run token -- revoke ID
  Without --platform a token opens every platform. A client gets tokens of an hour for itself (OAuth 2.0 client credentials).
  Scopes: ${SCOPES.join(', ')}`;

const wrong = (problem: string): InvalidInput =>
  new InvalidInput('command_wrong', problem, { action: USAGE });

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { name: text, scopes: text, platform: text, deployment: text, days: text },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'Which command?');
  }
}

type Values = ReturnType<typeof read>['values'];

function scopesOf({ scopes }: Values): readonly Scope[] {
  if (scopes === undefined) throw wrong('--scopes: what may it do?');
  if (scopes === 'all') return SCOPES;
  const names = scopes.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isScope(name));
  if (unknown !== undefined) throw wrong(`--scopes: there is no ${unknown}`);
  return names.filter(isScope);
}

async function orderOf(values: Values, { lti }: Deps) {
  const name = (values.name ?? '').trim();
  if (name === '' || name.length > 100) throw wrong('--name: what uses it, in 1 to 100 letters');
  const { platform = null, deployment = null } = values;
  if (platform === null && deployment !== null) throw wrong('--deployment: of which --platform?');
  if (platform !== null && (await lti.platforms.find(platform)) === null)
    throw wrong(`--platform: no platform ${platform} is registered`);
  const scopes = scopesOf(values);
  return { name, scopes, platformId: platform, deploymentId: deployment, actor: 'operator' };
}

async function make(values: Values, deps: Deps): Promise<void> {
  const days = Number(values.days ?? DAYS);
  if (!Number.isInteger(days) || days < 1 || days > DAYS_MOST)
    throw wrong(`--days: 1 to ${DAYS_MOST}`);
  const { token, secret } = await deps.oauth.make({ ...(await orderOf(values, deps)), days });
  deps.print(secret);
  deps.print(
    `Shown this once. Good until ${token.expiresAt.toISOString()}; its id is ${token.id}.`,
  );
}

async function makeClient(values: Values, deps: Deps): Promise<void> {
  if (values.days !== undefined) throw wrong('--days: a client is good until it is revoked');
  const order = await orderOf(values, deps);
  const { client, secret = '' } = await deps.oauth.clients.make({ ...order, keys: null });
  deps.print(`client_id      ${client.id}`);
  deps.print(`client_secret  ${secret}`);
  deps.print('The secret is shown this once.');
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
const stateOf = (isOpen: boolean, used: Date | undefined): string =>
  `${isOpen ? 'good' : 'over'}  used ${used === undefined ? 'never' : day(used)}`;

async function list({ oauth, clock, print }: Deps): Promise<void> {
  const [tokens, clients] = await Promise.all([oauth.list(null), oauth.clients.list(null)]);
  if (tokens.length + clients.length === 0) print('There are no tokens and no clients.');
  const now = clock.now();
  for (const { id, name, scopes, platformId, expiresAt, revokedAt, lastUsedAt } of tokens) {
    const state = stateOf(revokedAt === undefined && expiresAt > now, lastUsedAt);
    const of = platformId ?? 'every platform';
    print(`${id}  token   ${name}  ${state}  until ${day(expiresAt)}  ${of}  ${scopes.join(' ')}`);
  }
  for (const { id, name, scopes, platformId, revokedAt, lastUsedAt } of clients) {
    const state = stateOf(revokedAt === undefined, lastUsedAt);
    print(
      `${id}  client  ${name}  ${state}  ${platformId ?? 'every platform'}  ${scopes.join(' ')}`,
    );
  }
}

async function revoke(id: string | undefined, { oauth, print }: Deps): Promise<void> {
  if (id === undefined) throw wrong('Which token or client? `list` shows their ids.');
  const isClient = (await oauth.clients.list(null)).some((client) => client.id === id);
  await (isClient ? oauth.clients : oauth).revoke(id, null, 'operator');
  print('It opens nothing any more.');
}

/**
 * `npm run token -- make | make-client | list | revoke …`: the operator's tokens and clients of the API.
 * @throws InvalidInput `command_wrong` with the usage; NotFound `token_unknown`, `client_unknown`
 */
export async function tokenCommand(argv: readonly string[], deps: Deps): Promise<void> {
  const { values, positionals } = read(argv);
  const [command, id, ...rest] = positionals;
  if (rest.length > 0 || (id !== undefined && command !== 'revoke')) throw wrong('Which command?');
  if (command === 'make') return make(values, deps);
  if (command === 'make-client') return makeClient(values, deps);
  if (command === 'list') return list(deps);
  if (command === 'revoke') return revoke(id, deps);
  throw wrong('Which command?');
}
