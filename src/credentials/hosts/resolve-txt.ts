import { Resolver } from 'node:dns/promises';
import type { ResolveTxt } from './look-for-proof.js';

const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** Finds TXT records by the machine's name servers, and by nobody whom the name itself says. */
export const resolveTxt: ResolveTxt = (name) =>
  new Resolver({ timeout: TIMEOUT_MS, tries: TRIES }).resolveTxt(name);
