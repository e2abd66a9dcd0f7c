import { plainName } from './name-key.js';
import { placeOf } from './place-of.js';
import { isObject } from './schema-check.js';
import { pass, warn, type Finding, type IssuedBy, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

const MOST_NAME = 200;

function nameOf({ issuer }: Json): string | null {
  const name = isObject(issuer) ? issuer['name'] : undefined;
  const plain = typeof name === 'string' ? plainName(name.slice(0, MOST_NAME)) : '';
  return plain === '' ? null : plain;
}

/**
 * Finds who issued a badge. An issuer states its own name; its domain counts once the issuer's document names the key
 * that signed.
 */
export async function findIssuedBy(
  document: Json,
  id: string,
  { proof, identity }: { readonly proof: Finding; readonly identity: Finding },
  environment: Pick<VerifyEnvironment, 'recognise' | 'findNamesake'>,
): Promise<IssuedBy> {
  const isProven = proof.outcome === 'pass' && identity.outcome === 'pass';
  const name = nameOf(document);
  const knownAs = (await environment.recognise?.(id)) ?? null;
  const other = name === null ? null : ((await environment.findNamesake?.(name)) ?? null);
  return {
    id,
    domain: isProven ? placeOf(id) : null,
    name,
    knownAs,
    namesake: knownAs === null && other !== id ? other : null,
  };
}

/** @returns the finding whether a badge's issuer is known here; it never decides about the verdict */
export function judgeRecognised({ name, knownAs, namesake }: IssuedBy): Finding {
  if (knownAs !== null)
    return pass('issuer_recognised', `This issuer is known here as ${knownAs}.`, {
      values: { name: knownAs },
    });
  if (namesake !== null && name !== null)
    return warn(
      'issuer_namesake',
      `It calls itself ${name}, but that is the name of another issuer known here: ${namesake}.`,
      { values: { name, other: namesake } },
    );
  return warn(
    'issuer_not_recognised',
    'The signature shows who signed, not that they are who you think. This issuer is not one known here.',
  );
}
