import type { Connection } from 'mongoose';
import type { Credentials } from '../credentials.js';
import { makeCredentials, store } from './use-credentials.js';

/** What every call to the store throws once the process counts as ended. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** More steps than any work on badges takes. */
export const MOST_STEPS = 40;

/** Counts calls to the store; from the `at`th on none succeeds, as if the process had ended there. */
export function crashing(at: number) {
  const counter = { calls: 0, crashed: false };
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (name === 'collection') return counted(member as object);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (++counter.calls >= at) {
            counter.crashed = true;
            throw new Crash(`at call ${at}: ${String(name)}`);
          }
          return (member as (...all: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  const connection: Connection = new Proxy(store.connection, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (name === 'model')
        return (...args: unknown[]) =>
          counted((member as (...all: unknown[]) => object).apply(object, args));
      return typeof member === 'function' ? (member.bind(object) as unknown) : member;
    },
  });
  return { counter, credentials: makeCredentials({ connection }) };
}

/**
 * Lets the work crash at its first step, then at its second, and so on until it completes, checking each time what is
 * left.
 */
export async function atEveryStep(
  work: (credentials: Credentials, round: number) => Promise<unknown>,
  look: (round: number) => Promise<void>,
): Promise<number> {
  for (let step = 1; step <= MOST_STEPS; step++) {
    const { credentials, counter } = crashing(step);
    try {
      await work(credentials, step);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    await look(step);
    if (!counter.crashed) return step;
  }
  throw new Error('it never came through');
}
