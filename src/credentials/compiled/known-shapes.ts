import { LRUCache } from 'lru-cache';
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { compileShape, dataOf, type Shape } from './compile-shape.js';
import { takeApart, type Value } from './take-apart.js';
import { knownContexts } from '../verify/contexts.js';
import type { VerifyEnvironment } from '../verify/index.js';
import { decodeMultibase } from '../verify/multibase.js';
import { ed25519Of } from '../verify/public-key.js';
import { isDateTime, isObject } from '../verify/schema-check.js';

type Json = Record<string, unknown>;

const MOST_SHAPES = 256;
const MOST_OF_ACHIEVEMENT = 4;
const MOST_KEYS = 256;

function hasKnownContexts(document: Json): boolean {
  const contexts = document['@context'];
  return (
    Array.isArray(contexts) &&
    contexts.every((context) => typeof context === 'string' && knownContexts.has(context))
  );
}

/** @returns the achievement of a badge: documents of one shape are badges of one achievement */
function achievementOf({ credentialSubject: subject }: Json): string {
  const achievement = isObject(subject) ? subject['achievement'] : undefined;
  const id = isObject(achievement) ? achievement['id'] : undefined;
  return typeof id === 'string' ? id : '';
}

/** Caches compiled shapes by achievement, the latest few of each. */
function createRecent() {
  const recent = new LRUCache<string, readonly Shape[]>({ max: MOST_SHAPES });
  return {
    add: (document: Json, shape: Shape): void => {
      const name = achievementOf(document);
      recent.set(name, [shape, ...(recent.get(name) ?? [])].slice(0, MOST_OF_ACHIEVEMENT));
    },
    find: (document: Json, proof: Json) => {
      for (const shape of recent.get(achievementOf(document)) ?? []) {
        const values = shape.match(document, proof);
        if (values !== null) return { shape, values };
      }
      return null;
    },
  };
}

/**
 * Whether the values of a document match the schema. The rest of a document of a known shape was checked with the
 * shape.
 */
const hasRightForms = (values: readonly Value[]): boolean =>
  values.every(({ text, kind }) => {
    if (kind === 'date') return isDateTime(text);
    return kind !== 'index' || /^(0|[1-9]\d*)$/.test(text);
  });

/** @returns the ids of nodes that differ from badge to badge */
function ownNames(document: Json): unknown[] {
  const { id, credentialSubject: subject, credentialStatus: status, evidence } = document;
  const nodes = [{ id }, subject, status, evidence].flat().filter(isObject);
  return nodes.map((node) => node['id']).filter((name) => name !== undefined);
}

/**
 * Whether the nodes' ids differ from each other. Two nodes of one id are one node in RDF, and the badge then has
 * another canonical form than its shape.
 */
function areNamedApart(document: Json): boolean {
  const names = ownNames(document);
  const { issuer, credentialSubject: subject } = document;
  const achievement = isObject(subject) ? subject['achievement'] : undefined;
  const shared = [issuer, achievement].map((node) => (isObject(node) ? node['id'] : node));
  return new Set([...names, ...shared]).size === names.length + shared.length;
}

/** Caches public keys as KeyObjects: making one costs as much as verifying with it. */
function createKeyObjects() {
  const kept = new LRUCache<string, KeyObject>({ max: MOST_KEYS });
  return (jwk: Json): KeyObject | null => {
    const { x } = jwk;
    if (typeof x !== 'string') return null;
    const known = kept.get(x);
    if (known !== undefined) return known;
    const raw = ed25519Of(jwk);
    if (raw === null) return null;
    const own = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') };
    const key = createPublicKey({ key: own, format: 'jwk' });
    kept.set(x, key);
    return key;
  };
}

/**
 * Creates a verifier for signatures of badges whose shape was seen before. The second badge of a shape has the shape
 * compiled, in the background; later ones need neither JSON-LD nor the library. It returns null for anything unusual in
 * a document (its own contexts, uncommon IRIs, blank nodes of the same hash).
 */
export function createKnownShapes(): NonNullable<VerifyEnvironment['findKnown']> {
  const shapes = new LRUCache<string, Shape | 'seen' | 'compiling' | 'not compilable'>({
    max: MOST_SHAPES,
  });
  const recent = createRecent();
  const keyOf = createKeyObjects();

  const learn = (name: string, document: Json, proof: Json): void => {
    const known = shapes.get(name);
    if (known === undefined) shapes.set(name, 'seen');
    else if (known === 'seen') {
      shapes.set(name, 'compiling');
      void compileShape(document, proof)
        .catch(() => null)
        .then((shape) => {
          shapes.set(name, shape ?? 'not compilable');
          if (shape !== null) recent.add(document, shape);
        });
    }
  };

  const findShape = (document: Json, proof: Json) => {
    const found = recent.find(document, proof);
    if (found !== null) return found;
    if (!hasKnownContexts(document)) return null;
    const apart = takeApart(document, proof);
    if (apart === null) return null;
    const shape = shapes.get(apart.shape);
    if (typeof shape === 'object') return { shape, values: apart.values };
    learn(apart.shape, document, proof);
    return null;
  };

  return (document, proof) => {
    const { created, proofValue } = proof;
    if (typeof created !== 'string' || typeof proofValue !== 'string') return null;
    if (!isDateTime(created)) return null;
    if (!areNamedApart(document)) return null;
    const found = findShape(document, proof);
    const data = found && dataOf(found.shape, found.values, created);
    if (found === null || data === null) return null;
    return {
      isWellFormed: found.shape.isWellFormed && hasRightForms(found.values),
      isSignedBy(jwk) {
        const key = keyOf(jwk);
        return key && verify(null, data, key, decodeMultibase(proofValue));
      },
    };
  };
}
