import { createHash, randomBytes } from 'node:crypto';
import {
  InvalidInput,
  isOk,
  isAnswer,
  type Clock,
  type Outbound,
  type Sealer,
} from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import type { Work } from '../../work/index.js';
import { askToken, backpackFailed, basicOf, linkEnded } from './ask-token.js';
import { createBegunStore } from './begun-store.js';
import { BUDGET, discover } from './discover.js';
import { createHostStore, hostIdOf, type BackpackHost } from './host-store.js';
import { createBackpackLinkStore, type BackpackLink } from './link-store.js';
import { registerClient, WANTED } from './register-client.js';
import { createRenew, linkOf } from './renew-link.js';

export interface SenderDeps {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly work: Pick<Work, 'lease'>;
  /** The guarded way to addresses that strangers name. */
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly publicUrl: string;
  /** Where a backpack sends its person back to. */
  readonly redirectUri: string;
}

/** What a backpack answered that took a badge. */
export type Sent = 'added' | 'replaced';

const STATE_MS = 10 * 60_000;
const REGISTERED_MS = 12 * 3_600_000;
/** How long before its end a token is renewed, so that it does not end on its way. */
const EARLY_MS = 60_000;

const secret = (): string => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

export type Sender = ReturnType<typeof createSender>;

/** @returns what connects homes with backpacks, and sends badges there (Open Badges 3.0 API, as its consumer) */
export function createSender(deps: SenderDeps) {
  const { outbound, clock, publicUrl, redirectUri } = deps;
  const hosts = createHostStore(deps.connection, deps.sealer);
  const links = createBackpackLinkStore(deps.connection, deps.sealer);
  const asking = { outbound, forget: (host: BackpackHost) => hosts.remove(host) };
  const begun = createBegunStore(deps.connection, deps.sealer);

  /** Hosts forget clients that nobody has let do anything: where nobody is linked, one of yesterday is registered anew. */
  const isRecent = ({ registeredAt }: BackpackHost): boolean =>
    clock.now().getTime() - registeredAt.getTime() < REGISTERED_MS;

  async function hostAt(typed: URL): Promise<BackpackHost> {
    const found = await discover(outbound, typed);
    const known = await hosts.find(hostIdOf(found));
    const isGood =
      known !== null &&
      known.redirectUri === redirectUri &&
      (known.secretExpiresAt === undefined || known.secretExpiresAt > clock.now()) &&
      (isRecent(known) || (await links.isLinked(known.id)));
    // What a host says of itself may have changed since it was registered at.
    const host = isGood
      ? { ...known, ...found }
      : await registerClient(deps, found, publicUrl, redirectUri);
    await hosts.save(host);
    return host;
  }

  const renew = createRenew({ clock, work: deps.work, links, asking });

  const post = (host: BackpackHost, { accessToken }: BackpackLink, credential: string) =>
    outbound.fetch(`${host.apiUrl}/credentials`, {
      ...BUDGET,
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: credential,
    });

  async function sendOver(
    host: BackpackHost,
    kept: BackpackLink,
    credential: string,
  ): Promise<Sent> {
    const isOver = kept.expiresAt.getTime() - clock.now().getTime() < EARLY_MS;
    let link = kept;
    try {
      if (isOver) link = await renew(host, kept);
      let answer = await post(host, link, credential);
      if (answer.status === 401 && !isOver) {
        link = await renew(host, link);
        answer = await post(host, link, credential);
      }
      if (answer.status === 401 || answer.status === 403) throw linkEnded();
      if (!isOk(answer)) throw backpackFailed(`upsertCredential: HTTP ${answer.status}`);
      await links.noteSent(link.homeId, link.hostId, clock.now());
      return answer.status === 201 ? 'added' : 'replaced';
    } catch (error) {
      if (isAnswer(error) && error.code === 'backpack_link_ended') await links.removeSame(link);
      throw error;
    }
  }

  const sender = {
    list: (homeId: string) => links.list(homeId),

    /** Begins to connect a backpack. @returns its page of consent, to be opened on top @throws UpstreamFailed */
    async begin(homeId: string, awardId: string, typed: URL) {
      const host = await hostAt(typed);
      const [state, verifier] = [secret(), secret()];
      const expiresAt = new Date(clock.now().getTime() + STATE_MS);
      await begun.insert(state, { homeId, hostId: host.id, awardId, verifier }, expiresAt);
      const url = new URL(host.authorizationUrl);
      const fields = {
        response_type: 'code',
        client_id: host.clientId,
        redirect_uri: redirectUri,
        scope: WANTED,
        state,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
      return { title: host.title, url: url.href };
    },

    /**
     * Ends what {@link begin} began. @param code null where the person said no there
     * @returns the badge that is to be sent, and whether there is a link @throws InvalidInput `backpack_state_unknown`
     */
    async finish(homeId: string, state: string, code: string | null) {
      const found = await begun.take(state, homeId, clock.now());
      const host = found && (await hosts.find(found.hostId));
      if (found === null || host === null)
        throw new InvalidInput('backpack_state_unknown', 'This was not begun here, or is over.', {
          status: 400,
          action: 'Open the badge in your home and send it again.',
        });
      const { hostId, awardId, verifier } = found;
      if (code === null) return { hostId, awardId, title: host.title, isLinked: false };
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        scope: WANTED,
      };
      const given = await askToken(asking, host, host.tokenUrl, fields);
      await links.save(linkOf(host, homeId, given, clock.now()));
      return { hostId, awardId, title: host.title, isLinked: true };
    },

    /** Sends a badge. @throws UpstreamFailed; the link is gone where the backpack ended it */
    async send(homeId: string, hostId: string, credential: string): Promise<Sent> {
      const [host, link] = await Promise.all([hosts.find(hostId), links.find(homeId, hostId)]);
      if (host === null || link === null) throw linkEnded();
      return sendOver(host, link, credential);
    },

    /** Ends a link here, and there where the backpack can be reached (RFC 7009). */
    async end(homeId: string, hostId: string): Promise<void> {
      const [host, link] = await Promise.all([hosts.find(hostId), links.find(homeId, hostId)]);
      await links.remove(homeId, hostId);
      if (host?.revocationUrl === undefined || link === null) return;
      const token = link.refreshToken ?? link.accessToken;
      const hint = link.refreshToken === undefined ? 'access_token' : 'refresh_token';
      const sent = { ...BUDGET, method: 'POST' } as const;
      const type = 'application/x-www-form-urlencoded';
      const headers = { authorization: basicOf(host), 'content-type': type };
      const body = new URLSearchParams({ token, token_type_hint: hint }).toString();
      await outbound
        .fetch(host.revocationUrl, { ...sent, headers, body })
        .catch((error: unknown) => {
          if (!isAnswer(error)) throw error;
        });
    },

    /** @returns what is kept of a home, without tokens */
    async told(homeId: string) {
      const all = await links.list(homeId);
      return all.map(({ title, linkedAt, sentAt }) => ({ title, linkedAt, sentAt }));
    },

    /** Ends every link of a home. */
    async endAll(homeId: string): Promise<void> {
      for (const { hostId } of await links.list(homeId)) await sender.end(homeId, hostId);
    },

    /** Encrypts what is sealed anew. @returns how many values were changed */
    reseal: async () => (await hosts.reseal()) + (await links.reseal()),
  };
  return sender;
}
