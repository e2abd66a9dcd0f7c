import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import express from 'express';
import request from 'supertest';
import type { Outbound } from '../../base/index.js';
import { startTestStore } from '../../store/index.js';
import { knownContexts } from '../verify/contexts.js';
import { controllerUrl } from '../verify/controller.js';
import { clock, credentials, makeCredentials, operator, PUBLIC_URL } from './use-credentials.js';

/** Fetches what this installation serves over the network; nothing else is available. */
export async function fetchServed(url: string): Promise<string> {
  if (!url.startsWith(`${PUBLIC_URL}/`)) throw new Error(`not to be had: ${url}`);
  const path = url.slice(PUBLIC_URL.length);
  const { status, text } = await request(express().use(credentials.routes)).get(path).buffer(true);
  if (status !== 200) throw new Error(`${url} answers ${status}`);
  return text;
}

/** Verifies at another installation with its own store, which reads the issuer's documents over the network. */
export async function verifyAtAnother(json: string) {
  const theirStore = await startTestStore();
  const asked: string[] = [];
  const fetch: Outbound['fetch'] = async (url) => {
    asked.push(String(url));
    const text = await fetchServed(String(url));
    return {
      status: 200,
      url: String(url),
      headers: new Headers(),
      bytes: Buffer.from(text),
      text: () => text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  try {
    const elsewhere = makeCredentials({
      connection: theirStore.connection,
      settings: { ...operator, publicUrl: 'https://other.example' },
      outbound: { fetch },
    });
    return { ...(await elsewhere.verify(json)), asked };
  } finally {
    await theirStore.close();
  }
}

/** Verifies with @digitalbazaar/vc, from what is served and nothing else. */
export async function verifyByLibrary(json: string) {
  const documentLoader = async (url: string) => {
    const answer = (document: unknown) => ({ contextUrl: null, documentUrl: url, document });
    if (knownContexts.has(url)) return answer(knownContexts.get(url));
    const document = JSON.parse(await fetchServed(controllerUrl(url.split('#')[0]!)!)) as {
      verificationMethod: { id: string }[];
    };
    if (!url.includes('#')) return answer(document);
    const method = document.verificationMethod.find(({ id }) => id === url);
    return answer({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
  };
  const { verified, statusResult, error } = await vc.verifyCredential({
    credential: JSON.parse(json) as object,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader,
    checkStatus,
    now: clock.now(),
  });
  const isTakenBack = statusResult?.results?.some(({ status }) => status);
  return { verified, isTakenBack, error: error?.errors ?? error };
}

/** What that verifier says of a badge that is in order. */
export const standing = { verified: true, isTakenBack: false, error: undefined };
