import { LRUCache } from 'lru-cache';
import type { Logger } from '../../base/index.js';
import { shapeOf } from '../compiled/badge-shape.js';
import { buildCredential } from '../credential/build-credential.js';
import { checkCredential, CredentialRefused } from '../credential/check-credential.js';
import { compileBadge, type PrepareCompiled } from '../compiled/compile-badge.js';
import type { Issuer } from '../issuer/issuer.js';
import type { SigningKey } from '../issuer/issuer-key.js';
import type { AchievementVersion, IssueOrder } from '../credential/order.js';
import { signBadge } from './sign-credential.js';
import type { Draw } from '../credential/drawn.js';

/** One badge in so many is signed a second time by the library, and the two are compared. */
const CROSS_CHECK_EVERY = 2_000;
const MOST_SHAPES = 256;

/** What the log says of an achievement whose compiled badge is not as the library's. */
export const COMPILED_DIFFERS = 'a compiled badge differs from the library’s';

/** A badge ready to be signed: signs it and gives its text. A promise only where the library is needed. */
export type Prepared = () => string | Promise<string>;

/** Prepares badges of one issuer with one key, one after another; a promise only for the first of a shape. */
export type PrepareOrder = (
  order: IssueOrder,
  drawn: Draw,
  created: string,
) => Prepared | Promise<Prepared>;

export interface BadgeSigner {
  with(issuer: Issuer, key: SigningKey): PrepareOrder;
}

interface Shape {
  prepare: PrepareCompiled | null;
  isChecked: boolean;
}

/** Shapes of the badges of one achievement, by name. */
type Shapes = LRUCache<string, Shape | Promise<Shape>>;

/** Names achievement versions by their content, so that an equal one is not compiled again. */
function createNames() {
  const known = new WeakMap<AchievementVersion, string>();
  return (achievement: AchievementVersion): string => {
    let name = known.get(achievement);
    if (name === undefined) known.set(achievement, (name = JSON.stringify(achievement)));
    return name;
  };
}

/**
 * Creates the signer of badges. Badges are signed by compiled templates where that is possible: compiled for each
 * achievement version, compared with the library's result for the first badge of each shape and one in 2,000 after
 * that. A difference is logged, the library's badge is taken, and the shape is never compiled again.
 */
export function createBadgeSigner(log: Pick<Logger, 'error'>): BadgeSigner {
  const shapes = new LRUCache<string, Shapes>({ max: MOST_SHAPES });
  const nameOf = createNames();
  let issued = 0;

  const byLibrary = (
    order: IssueOrder,
    issuer: Issuer,
    key: SigningKey,
    drawn: Draw,
    created: string,
  ): Promise<string> => {
    const badge = buildCredential(order, issuer, drawn);
    checkCredential(badge);
    return signBadge(badge, key, created);
  };

  const compile = async (
    order: IssueOrder,
    issuer: Issuer,
    key: SigningKey,
    drawn: Draw,
  ): Promise<Shape> => {
    try {
      return { prepare: await compileBadge(order, issuer, key, drawn), isChecked: false };
    } catch (error) {
      if (error instanceof CredentialRefused) throw error;
      return { prepare: null, isChecked: true };
    }
  };

  return {
    with(issuer, key) {
      const owner = JSON.stringify([issuer, key.id]);
      const ofAchievement = new WeakMap<AchievementVersion, Shapes>();
      const shapesOf = (achievement: AchievementVersion) => {
        const held = ofAchievement.get(achievement);
        if (held !== undefined) return held;
        const name = owner + nameOf(achievement);
        const found = shapes.get(name) ?? new LRUCache({ max: MOST_SHAPES });
        shapes.set(name, found);
        ofAchievement.set(achievement, found);
        return found;
      };

      const crossChecked = async (
        shape: Shape,
        text: string,
        order: IssueOrder,
        drawn: Draw,
        created: string,
      ): Promise<string> => {
        const theirs = await byLibrary(order, issuer, key, drawn, created);
        shape.isChecked = true;
        if (theirs === text) return text;
        shape.prepare = null;
        log.error({ achievementId: order.achievement.id }, COMPILED_DIFFERS);
        return theirs;
      };

      const prepareBy = (
        shape: Shape,
        order: IssueOrder,
        drawn: Draw,
        created: string,
      ): Prepared => {
        const sign = shape.prepare?.(order, drawn, created) ?? null;
        return () => {
          // Other badges of the shape were signed since this one was prepared, and may have shown the shape to be
          // wrong.
          if (sign === null || shape.prepare === null)
            return byLibrary(order, issuer, key, drawn, created);
          issued += 1;
          const text = sign();
          if (shape.isChecked && issued % CROSS_CHECK_EVERY !== 0) return text;
          return crossChecked(shape, text, order, drawn, created);
        };
      };

      const makeShape = async (
        all: Shapes,
        name: string,
        order: IssueOrder,
        drawn: Draw,
      ): Promise<Shape> => {
        const compiling = compile(order, issuer, key, drawn);
        all.set(name, compiling);
        // A refusal concerns this order; the next order tries again.
        const shape = await compiling.catch((error: unknown) => {
          all.delete(name);
          throw error;
        });
        all.set(name, shape);
        return shape;
      };

      return (order, drawn, created) => {
        const all = shapesOf(order.achievement);
        const name = shapeOf(order);
        const shape = all.get(name) ?? makeShape(all, name, order, drawn);
        if ('then' in shape) return shape.then((ready) => prepareBy(ready, order, drawn, created));
        return prepareBy(shape, order, drawn, created);
      };
    },
  };
}

/** How many badges are hashed, and then signed, at a time. */
const TOGETHER = 50;

/**
 * Signs badges in the order of their orders. Hashing and signing each use much code and many tables, which replace each
 * other in the processor's caches: done by turns of many, a badge takes a tenth less time.
 */
export async function signAll(
  prepare: PrepareOrder,
  orders: readonly IssueOrder[],
  draws: readonly Draw[],
  created: string,
): Promise<string[]> {
  const texts: string[] = [];
  for (let start = 0; start < orders.length; start += TOGETHER) {
    const ready: Prepared[] = [];
    for (let at = start; at < Math.min(start + TOGETHER, orders.length); at++) {
      const prepared = prepare(orders[at]!, draws[at]!, created);
      ready.push('then' in prepared ? await prepared : prepared);
    }
    for (const sign of ready) {
      const text = sign();
      texts.push(typeof text === 'string' ? text : await text);
    }
  }
  return texts;
}
