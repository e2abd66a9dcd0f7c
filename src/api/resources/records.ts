import { z } from 'zod';
import { isChoosable, type LearnerRecord } from '../../credentials/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { notThere } from '../http/within.js';
import { id, listOf } from '../schemas/common.js';
import { RECORD_FILES, recordBody, recordSchema, toRecord } from '../schemas/record.js';
import { findPerson } from './find-person.js';

const TAG = 'Records';
const kindSchema = z.enum(RECORD_FILES);

/** Learner records (Comprehensive Learner Record 2.0): badges of a person under one signature. */
export function recordEndpoints(deps: ResourceDeps): Endpoint[] {
  const { credentials } = deps;
  const { records } = credentials;
  const { publicUrl } = deps.settings;

  /** A record of a person whom the token opens; one that somebody made in a home is nobody's here. */
  const find = async (call: Call): Promise<LearnerRecord> => {
    const found = await records.find(call.params['id'] ?? '');
    if (found?.personId === undefined) throw notThere();
    await findPerson(deps, call.within, found.personId);
    return found;
  };

  return [
    endpoint({
      method: 'get',
      path: '/records',
      id: 'listRecords',
      tag: TAG,
      summary: 'List the records of a person',
      description:
        'The newest first, 100 at most. Records that somebody made in a home are not in it.',
      scope: 'records:read',
      query: z.object({ personId: id }),
      answer: { status: 200, schema: listOf(recordSchema) },
      problems: [404],
      async run({ within, query: { personId } }) {
        await findPerson(deps, within, personId);
        const found = await records.list({ personId });
        return { value: { data: found.map((one) => toRecord(one, publicUrl)), next: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/records',
      id: 'makeRecord',
      tag: TAG,
      summary: 'Make a record of a person’s badges',
      description:
        'Signed by the issuer of the badges; of several issuers’ badges by the installation. Only its person sees it until they share it.',
      scope: 'records:write',
      body: recordBody,
      answer: { status: 201, schema: recordSchema },
      problems: [404, 409, 422],
      async run({ within, body: { personId, credentialIds, lang } }) {
        await findPerson(deps, within, personId);
        const known = await credentials.listByPerson(personId);
        const all = known.filter(isChoosable).map((one) => one.id);
        const { t } = deps.web.chooseLocale(lang === undefined ? [] : [lang]);
        const name = t('records.signedName');
        const chosen = credentialIds ?? all;
        const made = await records.make({ owner: { personId }, known, chosen, name });
        return { value: toRecord(made, publicUrl), location: `/records/${made.id}` };
      },
    }),
    endpoint({
      method: 'get',
      path: '/records/{id}',
      id: 'getRecord',
      tag: TAG,
      summary: 'Read a record',
      scope: 'records:read',
      answer: { status: 200, schema: recordSchema },
      problems: [404],
      run: async (call) => ({ value: toRecord(await find(call), publicUrl) }),
    }),
    endpoint({
      method: 'get',
      path: '/records/{id}/files/{kind}',
      id: 'getRecordFile',
      tag: TAG,
      summary: 'Read a record as a file',
      description: `Kinds: ${RECORD_FILES.join(', ')}. \`json\` is the signed text, byte for byte.`,
      scope: 'records:read',
      answer: { status: 200, files: ['application/vc+json', 'application/vc+jwt'] },
      problems: [404],
      async run(call) {
        const kind = kindSchema.safeParse(call.params['kind']);
        if (!kind.success) throw notThere();
        const record = await find(call);
        const isJson = kind.data === 'json';
        const text = isJson ? record.json : await records.jwtOf(record);
        const type = isJson ? 'application/vc+json' : 'application/vc+jwt';
        return { file: { type, bytes: Buffer.from(text), name: `record.${kind.data}` } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/records/{id}/withdraw',
      id: 'withdrawRecord',
      tag: TAG,
      summary: 'Withdraw a record for good',
      description: 'Whoever checks it is told so. The badges in it stay. It can be repeated.',
      scope: 'records:write',
      answer: { status: 200, schema: recordSchema },
      problems: [404],
      async run(call) {
        const { id: recordId, personId = '' } = await find(call);
        return { value: toRecord(await records.withdraw(recordId, { personId }), publicUrl) };
      },
    }),
  ];
}
