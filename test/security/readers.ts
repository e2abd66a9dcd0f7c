import { createOutbound, systemClock } from '../../src/base/index.js';
import { createCanvasRest } from '../../src/grades/canvas/canvas-rest.js';
import { createCallMoodle } from '../../src/grades/moodle/call-moodle.js';
import type { Platform } from '../../src/lti/index.js';
import { createSend } from '../../src/lti/services/send.js';
import { createServiceClient } from '../../src/lti/services/service-client.js';
import type { Workers } from '../../src/workers/index.js';

type Around = readonly [string, string];

export interface Reader {
  readonly name: string;
  /** What its list stands in. */
  readonly around: Around;
  readonly read: () => Promise<unknown>;
}

/** Every way in which a list of a platform is read, asking the server at `url`. */
export function createReaders(url: string, workers: Workers) {
  const outbound = createOutbound({ userAgent: 'test', allowLoopback: true });
  const send = createSend({ outbound, clock: systemClock });
  const tokens = {
    get: () => Promise.resolve('t'),
    renew: () => Promise.resolve(),
    drop: () => undefined,
  };
  const client = createServiceClient({ tokens, send, clock: systemClock, workers });
  const canvas = createCanvasRest({ send, clock: systemClock, workers });
  const moodle = createCallMoodle({ send, clock: systemClock, workers });
  const platform = {
    id: 'p',
    name: 'P',
    issuer: url,
    authorizationUrl: url,
    tokenUrl: url,
    jwksUrl: url,
  } as Platform;
  const call = { url: `${url}/list`, scope: 's' };
  const access = { apiUrl: url, token: () => Promise.resolve('t') };
  const site = { address: url, token: 't' };
  const plain: Around = ['[', ']'];
  const readers: Reader[] = [
    {
      name: 'NRPS members',
      around: ['{"id":"x","members":[', ']}'],
      read: () => client.pages(platform, call, 'members'),
    },
    { name: 'AGS results', around: plain, read: () => client.pages(platform, call, 'results') },
    {
      name: 'AGS line items',
      around: plain,
      read: () => client.pages(platform, call, 'lineItems'),
    },
    {
      name: 'Moodle web services',
      around: ['{"usergrades":[', '],"warnings":[]}'],
      read: () => moodle.report(site, 'f', {}),
    },
    {
      name: 'Canvas submissions',
      around: plain,
      read: () => canvas.list(access, '/api/v1/x', 'submissions'),
    },
    {
      name: 'Canvas assignments',
      around: plain,
      read: () => canvas.list(access, '/api/v1/x', 'assignments'),
    },
  ];
  return { readers, close: () => outbound.close() };
}
