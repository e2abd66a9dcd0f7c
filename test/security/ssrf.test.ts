import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLaurel, type Laurel } from '../../src/app.js';
import { createLogger, parseSettings, type Lookup } from '../../src/base/index.js';
import { startTestStore, type TestStore } from '../../src/store/index.js';
import { matrix } from '../interop/matrix.js';

/** A machine behind the firewall: nobody may knock. */
let canary: Server;
let port: number;
let knocks = 0;
let asked: string[] = [];
let resolved = '127.0.0.1';
let store: TestStore;
let laurel: Laurel;

/** A name server of an attacker's: whatever is asked, the answer is a machine of ours. */
const lookup: Lookup = (host, _options, callback) => {
  asked.push(host);
  callback(null, [{ address: resolved, family: resolved.includes(':') ? 6 : 4 }]);
};

beforeAll(async () => {
  canary = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(canary, 'listening');
  port = (canary.address() as AddressInfo).port;
  store = await startTestStore();
  const settings = parseSettings(
    {
      PUBLIC_URL: 'https://badges.example.edu',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      LOG_LEVEL: 'silent',
      ALLOW_PRIVATE_HOSTS: `lms.campus.example:${port}`,
    },
    'production',
  );
  laurel = await createLaurel(settings, createLogger('silent'), { store, lookup });
});
beforeEach(() => {
  [knocks, asked] = [0, []];
});
afterAll(async () => {
  canary.close();
  await laurel.close();
  await store.close();
});

const verify = async (body: object) => {
  const answer = await request(laurel.app).post('/api/verify').send(body);
  return { status: answer.status, text: answer.text };
};

interface Badge extends Record<string, unknown> {
  readonly id: string;
  readonly issuer: object;
  readonly proof: object | [object];
}

const valid = () =>
  JSON.parse(matrix.vectors.find(({ name }) => name === 'json/valid')?.input.text ?? '{}') as Badge;

/** A badge by this issuer, with a proof by a key of this name. */
function claiming(issuerId: string | undefined, verificationMethod: string): object {
  const { proof, issuer, ...badge } = valid();
  const [own] = [proof].flat();
  return {
    ...badge,
    issuer: issuerId === undefined ? issuer : { ...issuer, id: issuerId },
    proof: [{ ...own, verificationMethod }],
  };
}

/** A badge that an attacker signs rightly, as somebody new, so that its addresses are looked at. */
async function signed(over: Record<string, unknown>) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = Buffer.from(JSON.stringify(await exportJWK(publicKey))).toString('base64url');
  const badge = { ...valid(), proof: undefined };
  const issuer = { id: `did:jwk:${jwk}`, type: ['Profile'], name: 'Evil' };
  const header = { alg: 'ES256', typ: 'vc+jwt', kid: `did:jwk:${jwk}#0` };
  const payload = { ...badge, issuer, ...over, iss: issuer.id };
  const jwt = new SignJWT(payload).setProtectedHeader(header);
  return { jwt: await jwt.sign(privateKey) };
}

async function invite(): Promise<string> {
  const life = { note: '', origins: [], lifeMs: 60_000, deploymentPolicy: 'approve' } as const;
  return (await laurel.lti.invitations.create(life)).secret;
}

/** Everything a stranger can have fetched, each by an address of theirs. */
const DOORS: Readonly<Record<string, (host: string) => Promise<{ status: number; text: string }>>> =
  {
    'the address at /api/verify': (host) => verify({ url: `https://${host}/badge.json` }),
    'the address at /verify': async (host) => {
      const form = { badge: `https://${host}/badge.json`, email: '' };
      const { status, text } = await request(laurel.app).post('/verify').type('form').send(form);
      return { status, text };
    },
    'a did:web issuer': (host) => {
      const did = `did:web:${host.replace(':', '%3A')}`;
      return verify(claiming(did, `${did}#key`));
    },
    'an https issuer': (host) => verify(claiming(`https://${host}/i`, `https://${host}/i#key`)),
    'a key with an address of its own': (host) =>
      verify(claiming(undefined, `https://${host}/key`)),
    'a status list': async (host) =>
      verify(
        await signed({
          credentialStatus: {
            id: 'urn:x',
            type: 'BitstringStatusListEntry',
            statusPurpose: 'revocation',
            statusListIndex: '0',
            statusListCredential: `https://${host}/status`,
          },
        }),
      ),
    'a revocation list': async (host) =>
      verify(
        await signed({
          credentialStatus: { type: '1EdTechRevocationList', id: `https://${host}/revoked` },
        }),
      ),
    'an openid_configuration': async (host) => {
      const query = {
        invite: await invite(),
        openid_configuration: `https://${host}/.well-known/openid-configuration`,
        registration_token: 'x',
      };
      const { status, text } = await request(laurel.app).get('/register').query(query);
      return { status, text };
    },
  };

describe.each(Object.keys(DOORS))('%s', (door) => {
  it.each(['127.0.0.1', '::ffff:127.0.0.1', '10.0.0.1', '169.254.169.254'])(
    'is asked for by name, and not fetched where the name is %s',
    async (address) => {
      resolved = address;
      // Another name each time: what was asked lately is not asked again.
      const host = `${randomBytes(4).toString('hex')}.evil.example`;
      const { status, text } = await DOORS[door]!(`${host}:${port}`);
      expect(asked, text).toContain(host);
      expect(knocks).toBe(0);
      expect(status).not.toBe(500);
      // What was found there is not told: it would map our network for a stranger.
      expect(text).not.toContain(address);
    },
  );

  it.each(['127.0.0.1', '[::1]', '[::ffff:7f00:1]', '2130706433', 'localhost'])(
    'is not fetched from %s',
    async (literal) => {
      resolved = '127.0.0.1';
      const { status } = await DOORS[door]!(`${literal}:${port}`);
      expect(knocks).toBe(0);
      expect(status).not.toBe(500);
    },
  );
});

describe('a learning platform of this network, which the operator vouched for', () => {
  const REGISTERING = 'an openid_configuration';

  it.each(Object.keys(DOORS).filter((door) => door !== REGISTERING))(
    'is not asked for %s',
    async (door) => {
      resolved = '127.0.0.1';
      const { status } = await DOORS[door]!(`lms.campus.example:${port}`);
      expect(knocks).toBe(0);
      expect(status).not.toBe(500);
    },
  );

  it('is asked where it registers', async () => {
    resolved = '127.0.0.1';
    await DOORS[REGISTERING]!(`lms.campus.example:${port}`);
    expect(knocks).toBeGreaterThan(0);
  });
});

describe('the machine that nobody may reach', () => {
  it('can be reached by who is let', async () => {
    resolved = '127.0.0.1';
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    expect(knocks).toBe(1);
  });
});
