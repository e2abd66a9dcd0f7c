import { NotFound } from '../base/index.js';
import { mountRoutes } from './mount-routes.js';
import { COMPILED_DIFFERS, createBadgeSigner } from './signing/badge-signer.js';
import { createSignBatch } from './signing/sign-batch.js';
import {
  createSigningThreads,
  type SigningThreadsDeps,
} from './signing/threads/signing-threads.js';
import { createChangeState } from './issuing/change-state.js';
import type { Credential } from './credential/credential.js';
import { createFindByAward } from './credential/find-by-award.js';
import { createCredentialStore } from './credential/credential-store.js';
import { createEndorsing } from './endorsing/endorsing.js';
import { createFiles } from './files/create-files.js';
import { FILE_TYPES } from './files/badge-files.js';
import { fileName } from './files/file-routes.js';
import { createFindVisible } from './credential/find-visible.js';
import { createFetchJson, createFetchText, type OwnDocuments } from './documents/fetch-json.js';
import { createFindNewer } from './credential/find-newer.js';
import { createVerifyForeign } from './foreign/verify-foreign.js';
import { createIssue } from './issuing/issue.js';
import { createOwnHosts } from './hosts/own-hosts.js';
import { createHostAddresses } from './hosts/host-addresses.js';
import { createIssuerHostStore } from './hosts/issuer-host-store.js';
import { createIssuerKeyStore } from './issuer/issuer-key-store.js';
import { createIssuerKeys, type IssuerKeys } from './issuer/issuer-keys.js';
import { findFormerIssuer } from './issuing/former-issuer.js';
import { createIssuerStore } from './issuer/issuer-store.js';
import { createIssuers } from './issuer/create-issuers.js';
import { createKnownShapes } from './compiled/known-shapes.js';
import { createOwnDocuments } from './documents/own-documents.js';
import { createDropPages } from './badge-page/drop-pages.js';
import { ISSUERS } from './shared-addresses.js';
import { buildShareKit } from './sharing/share-kit.js';
import { createFindDocumentLook } from './school/document-look.js';
import { createFindMailBrand } from './school/mail-brand.js';
import { createFindSchool } from './school/school.js';
import { createStatusListStore } from './status/status-list-store.js';
import { createRecordStore } from './records/record-store.js';
import { createRecords } from './records/records.js';
import { createStatusLists } from './status/status-lists.js';
import { joinSources } from './status/status-source.js';
import { createTakeStatusIndexes } from './status/status-indexes.js';
import { verify } from './verify/index.js';
import { createFetchBadge } from './documents/fetch-badge.js';
import { createOfferWallet } from './wallets/offer-wallet.js';
import { createExchangeStore } from './wallets/exchange-store.js';
import type { Credentials, CredentialsDeps } from './credentials.js';

const threadDeps = ({ log, settings }: CredentialsDeps): SigningThreadsDeps => ({
  most: settings.signingThreads ?? 0,
  onDiffers: (achievementId) => log.error({ achievementId }, COMPILED_DIFFERS),
  onLost: () => log.error({}, 'a thread that signs badges ended; they are signed without it'),
});

/** Creates the room: its models on the connection, its functions, its routes. */
export function createCredentials(deps: CredentialsDeps): Credentials {
  const { connection, clock, events, settings, sealer, audit, outbound, shared } = deps;
  const { publicUrl } = settings;
  const findPng = deps.findPng ?? (() => Promise.resolve(null));
  const store = createCredentialStore(connection);
  const lists = createStatusListStore(connection);
  const issuerKeys = createIssuerKeys({
    store: createIssuerKeyStore(connection),
    sealer,
    clock,
    onChanged: () => shared?.drop(ISSUERS),
  });
  const hostStore = createIssuerHostStore(connection);
  const addresses = createHostAddresses({ publicUrl, store: hostStore, clock });
  const issuers = createIssuers({
    store: createIssuerStore(connection),
    settings,
    addresses,
    clock,
    audit,
    onChanged: () => shared?.dropAll(),
  });
  const findSchool = createFindSchool(issuers);
  const takePlaces = createTakeStatusIndexes({ store: lists, clock });
  const threads = deps.threads ?? createSigningThreads(threadDeps(deps));
  const findProgrammes = deps.findProgrammes ?? (() => Promise.resolve([]));
  const issue = createIssue({
    publicUrl,
    store,
    keys: issuerKeys,
    sign: createSignBatch(createBadgeSigner(deps.log), threads),
    takePlaces,
    clock,
    events,
    findProgrammes: deps.findProgrammes,
    getIssuer: (of) => issuers.get(of),
  });
  const recordStore = createRecordStore(connection);
  const statusLists = createStatusLists({
    publicUrl,
    lists,
    credentials: joinSources([store, recordStore, ...(deps.moreStatus ?? [])]),
    keys: issuerKeys,
    clock,
  });
  const keys: IssuerKeys = {
    ...issuerKeys,
    async markCompromised(keyId, from) {
      await issuerKeys.markCompromised(keyId, from);
      statusLists.dropAll();
      shared?.dropAll();
    },
  };
  const dropPages = createDropPages(store, (id) => shared?.drop(id));
  const onChange = async (credential: Credential) => {
    statusLists.drop(credential.statusListId);
    await dropPages(credential);
  };
  const changeState = createChangeState({
    store,
    audit,
    clock,
    events,
    issue: issue.one,
    onChange,
  });

  const get = async (id: string): Promise<Credential> => {
    const credential = await store.find(id);
    if (credential === null) throw new NotFound('credential_not_found', 'There is no such badge.');
    return credential;
  };
  const own = createOwnDocuments({ addresses, keys, statusLists, issuers });
  const ownText: OwnDocuments = async (path, origin) =>
    (await deps.findOwnAchievement?.(path)) ?? own(path, origin);
  const fetchText = createFetchText({ outbound, clock, addresses, own: ownText });
  const fetchJson = createFetchJson(fetchText);
  const fetchBadge = createFetchBadge({ addresses, outbound, find: (id) => store.find(id) });
  const recognise = (profileId: string) => issuers.nameOf(profileId);
  const findEndorsements = async (achievementId: string) =>
    (await deps.findEndorsements?.(achievementId)) ?? [];
  const viewer = deps.viewer ?? (() => null);
  const findVisible = createFindVisible(
    store,
    viewer,
    deps.isOwnHome ?? (() => Promise.resolve(false)),
  );
  const files = createFiles({ ...deps, keys, fetchJson, issuers, findEndorsements });
  const { makeFile } = files;
  const verifyForeign = createVerifyForeign({
    workers: deps.workers,
    clock,
    fetchText,
    fetchBadge,
    recognise,
    findNamesake: (name) => issuers.findByName(name),
    findEndorsements,
    findNewer: createFindNewer({ addresses, store }),
    contexts: {
      contextHosts: settings.verifyContextHosts ?? [],
      allowsOwnContexts: settings.verifyOwnContexts ?? false,
    },
  });
  const lent = { now: () => clock.now(), fetchJson, recognise, findKnown: createKnownShapes() };
  /**
   * Verifies badges of this installation alone: their content was bounded when they were issued, and their documents
   * are local.
   */
  const verifyOwn = (json: string) => verify(json, lent);

  const records = createRecords({
    publicUrl,
    clock,
    issuers,
    keys,
    takePlaces,
    workers: deps.workers,
    records: recordStore,
    jwtAlgorithm: settings.jwtAlgorithm ?? 'RS256',
    relate: deps.relate ?? (() => Promise.resolve([])),
    onChange: (listId) => statusLists.drop(listId),
  });
  const { workers } = deps;
  const endorsing = createEndorsing({ publicUrl, clock, keys, takePlaces, workers, statusLists });
  const exchanges = createExchangeStore(connection);
  const offerWallet = createOfferWallet({ publicUrl, clock, page: deps.page, exchanges });

  return {
    ...changeState,
    keys,
    statusLists,
    get,
    issuers,
    verify: (input, options = {}) => verifyForeign({ input, ...options }, ''),
    issue: (order) => issue.one(order),
    issueBatch: issue.batch,
    findProgrammes,
    close: () => threads.close(),
    async countSignedBy({ id, issuerId, algorithm }, from) {
      if (algorithm !== 'Ed25519') return null;
      return store.countSignedBy(await lists.idsOf(issuerId), id, from);
    },
    find: (id) => store.find(id),
    ...createFindByAward(store),
    listByPerson: (personId) => store.listByPerson(personId),
    async share(id, personId, visibility) {
      const credential = await store.setVisibility(id, personId, visibility);
      if (credential === null)
        throw new NotFound('credential_not_found', 'There is no such badge.');
      await dropPages(credential);
      return credential;
    },
    offerWallet,
    file: async (credential, kind, words) => ({
      type: FILE_TYPES[kind],
      bytes: await makeFile(credential, kind, words),
      name: fileName(credential.achievementName, kind),
    }),
    shareKit: (credential, t) => buildShareKit(credential, t),
    previewCertificate: files.previewCertificate,
    mailBrand: createFindMailBrand({ publicUrl, issuers, findPng }),
    findSchool,
    documentLook: createFindDocumentLook({ issuers, findPng }),
    findFormerIssuer: () => findFormerIssuer({ addresses, keys, store }),
    records,
    endorsing,
    addresses,
    hosts: createOwnHosts({
      deps,
      hostStore,
      addresses,
      issuers,
      keys,
      credentials: store,
      records: recordStore,
      lists,
    }),
    routes: mountRoutes({
      deps,
      store,
      exchanges,
      offerWallet,
      keys,
      fetchText,
      findVisible,
      viewer,
      files,
      own,
      addresses,
      issuers,
      findSchool,
      verifyOwn,
      verifyForeign,
      fetchBadge,
      records,
    }),
  };
}
