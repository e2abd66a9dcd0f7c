import { z } from 'zod';
import type { Credential } from '../../credentials/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { notThere, visible } from '../http/within.js';
import { credentialSchema, FILE_KINDS, toCredential } from '../schemas/credential.js';
import { findAward } from './find-award.js';
import { givingKey } from '../../awards/index.js';

const TAG = 'Credentials';
const JSON_TYPE = 'application/vc+json';
const kindSchema = z.enum(FILE_KINDS);
const pathOf = { award: '/awards/{id}/credential', one: '/credentials/{id}' };

/** Badges as they were signed, and their files. */
export function credentialEndpoints(deps: ResourceDeps): Endpoint[] {
  const { credentials, awards } = deps;
  const { publicUrl } = deps.settings;

  const find = async ({ within, params }: Call): Promise<Credential> => {
    const found = await credentials.find(params['id'] ?? '');
    if (found === null) throw notThere();
    // A badge belongs to the tenant of its award; a further giving has a number behind the award's id.
    const [awardId = ''] = found.awardId.split('.');
    const [award = null] = await awards.store.findByIds([awardId]);
    visible(within, award, ({ tenant }) => tenant);
    return found;
  };
  const reply = (found: Credential) => ({ value: toCredential(found, publicUrl) });

  return [
    endpoint({
      method: 'get',
      path: pathOf.award,
      id: 'getCredentialOfAward',
      tag: TAG,
      summary: 'Read the newest badge of an award',
      scope: 'credentials:read',
      answer: { status: 200, schema: credentialSchema },
      problems: [404],
      async run(call) {
        const found = await credentials.findByAward(givingKey(await findAward(deps, call)));
        if (found === null) throw notThere();
        return reply(found);
      },
    }),
    endpoint({
      method: 'get',
      path: pathOf.one,
      id: 'getCredential',
      tag: TAG,
      summary: 'Read a badge',
      scope: 'credentials:read',
      answer: { status: 200, schema: credentialSchema },
      problems: [404],
      run: async (call) => reply(await find(call)),
    }),
    endpoint({
      method: 'get',
      path: '/credentials/{id}/files/{kind}',
      id: 'getCredentialFile',
      tag: TAG,
      summary: 'Read a badge as a file',
      description: `Kinds: ${FILE_KINDS.join(', ')}. \`json\` is the signed text, byte for byte.`,
      scope: 'credentials:read',
      query: z.object({
        lang: z.string().max(35).optional().meta({ description: 'The language of a certificate.' }),
      }),
      answer: {
        status: 200,
        files: [
          JSON_TYPE,
          'application/vc+jwt',
          'image/png',
          'image/svg+xml',
          'application/pdf',
          'application/zip',
        ],
      },
      problems: [404],
      async run(call) {
        const kind = kindSchema.safeParse(call.params['kind']);
        if (!kind.success) throw notThere();
        const badge = await find(call);
        if (kind.data === 'json')
          return { file: { type: JSON_TYPE, bytes: Buffer.from(badge.json), name: 'badge.json' } };
        const locale = deps.web.chooseLocale(
          call.query.lang === undefined ? [] : [call.query.lang],
        );
        return { file: await credentials.file(badge, kind.data, locale) };
      },
    }),
  ];
}
