import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createKeptFiles, Unavailable, type Clock } from '../../base/index.js';
import { buildContent, type Words } from '../certificate/content.js';
import { badgeOf } from '../credential/badge-of.js';
import { sheetOf } from '../certificate/sheet.js';
import type { SheetBrand } from '../certificate/sheet-brand.js';
import type { Credential } from '../credential/credential.js';
import type { JwtAlgorithm } from '../issuer/issuer-key.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { jwkUrlOf } from '../issuer/did-document.js';
import { signJwt } from '../signing/sign-jwt.js';
import { bakePng } from './bake-png.js';
import { bakeSvg } from './bake-svg.js';
import { bundleFiles } from './bundle.js';
import { buildReadme } from './bundle-readme.js';
import type { ArtOf, DrawFile } from './draw.js';

export const FILE_TYPES = {
  jwt: 'application/vc+jwt',
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  zip: 'application/zip',
} as const;

export type FileKind = keyof typeof FILE_TYPES;

export interface BadgeFilesDeps {
  readonly publicUrl: string;
  readonly keys: Pick<IssuerKeys, 'signingKey'>;
  readonly jwtAlgorithm: JwtAlgorithm;
  readonly artOf: ArtOf;
  readonly brandOf: BrandOf;
  readonly draw: DrawFile;
  readonly fetchJson: (url: string) => Promise<unknown>;
  /** @returns the endorsements of an achievement that are shown beside its badges */
  readonly findEndorsements: (achievementUrl: string) => Promise<readonly string[]>;
  readonly clock: Clock;
}

/** @returns the revision of an issuer's brand, and a function that reads the brand with its pictures */
export type BrandOf = (issuerId: string) => Promise<{
  readonly revision: number;
  readonly load: () => Promise<SheetBrand>;
}>;

/** Makes the file of a badge, in the reader's language where the file has words. */
export type MakeFile = (credential: Credential, kind: FileKind, words: Words) => Promise<Buffer>;

const MOST_KEPT_BYTES = 33_554_432;
const COMMAND = fileURLToPath(new URL('../../../public/verify-offline.bundle.js', import.meta.url));

async function readCommand(): Promise<Buffer> {
  try {
    return await readFile(COMMAND);
  } catch (cause) {
    throw new Unavailable('verifier_not_built', 'The bundle cannot be made just now.', {
      action: 'Ask the operator of this tool to run "npm run build".',
      cause,
    });
  }
}

interface Jwt {
  readonly jwt: string;
  readonly keyUrl: string;
}

/** Creates the maker of every format that a learner can download. Files are made on demand and not stored. */
export function createMakeFile(deps: BadgeFilesDeps): MakeFile {
  const { publicUrl, keys, jwtAlgorithm, artOf, brandOf, draw, fetchJson, clock } = deps;
  const { findEndorsements } = deps;
  const kept = createKeptFiles(MOST_KEPT_BYTES);

  const signAsJwt = async (credential: Credential): Promise<Jwt> => {
    const badge = badgeOf(credential);
    const { issuerId } = credential;
    // The key belongs to the identity that the issuer had then, whichever it has now.
    const key = await keys.signingKey({ id: issuerId, profileId: badge.issuer.id }, jwtAlgorithm);
    const keyUrl = jwkUrlOf(publicUrl, { id: key.id, issuerId });
    // The embedded proof is removed, since the JWT itself signs the credential.
    delete (badge as { proof?: unknown }).proof;
    return { jwt: signJwt(badge, key, keyUrl), keyUrl };
  };

  const certify = async (
    credential: Credential,
    words: Words,
    brand: SheetBrand,
  ): Promise<Buffer> => {
    const { json, state, reason, changedAt } = credential;
    const badge = badgeOf(credential);
    const { caption } = badge.credentialSubject.achievement.image ?? {};
    const art = { png: (await artOf(credential)).png, alt: caption ?? badge.name };
    const sheet = sheetOf({ badge, json, art, state, reason, changedAt }, words, brand);
    return draw({ make: 'certificate', sheet }, credential.id);
  };

  const pack = async (credential: Credential, words: Words): Promise<Buffer> => {
    const badge = badgeOf(credential);
    const { jwt, keyUrl } = await signAsJwt(credential);
    const now = clock.now();
    const { issuer } = buildContent({ badge, json: '', art: NO_ART, state: 'valid' }, words);
    const values = { badge: badge.name, issuer, url: badge.id, takenAt: now.toISOString() };
    const { id: achievementId } = badge.credentialSubject.achievement;
    const endorsements = await findEndorsements(achievementId);
    const files = await bundleFiles({
      badge,
      json: credential.json,
      jwt,
      jwtKeyUrl: keyUrl,
      fetchJson,
      endorsements,
      publicUrl,
      now,
      png: bakePng((await artOf(credential)).png, credential.json),
      command: await readCommand(),
      readme: buildReadme(values, words, endorsements.length > 0),
    });
    return draw({ make: 'zip', files, now }, credential.id);
  };

  const make = async (credential: Credential, kind: FileKind, words: Words): Promise<Buffer> => {
    if (kind === 'jwt') return Buffer.from((await signAsJwt(credential)).jwt);
    if (kind === 'zip') return pack(credential, words);
    const art = await artOf(credential);
    if (kind === 'png') return bakePng(art.png, credential.json);
    return Buffer.from(bakeSvg(art.svg ?? wrapPng(art.png), credential.json));
  };

  return async (credential, kind, words) => {
    // A bundle contains the current status, so it is never cached.
    if (kind === 'zip') return make(credential, kind, words);
    const { id, state, changedAt, issuerId } = credential;
    const key = [id, kind, state, changedAt?.getTime() ?? ''];
    if (kind !== 'pdf') return kept.get(key.join(' '), () => make(credential, kind, words));
    // A certificate has the issuer's current brand, whenever the badge was issued.
    const { load, revision } = await brandOf(issuerId);
    const edition = [...key, words.code, revision].join(' ');
    return kept.get(edition, async () => certify(credential, words, await load()));
  };
}

const NO_ART = { png: new Uint8Array(), alt: '' };

/** Wraps bitmap art in an SVG. */
function wrapPng(png: Uint8Array): string {
  const data = Buffer.from(png).toString('base64');
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">' +
    `<image width="512" height="512" href="data:image/png;base64,${data}"/></svg>`
  );
}
