import { InvalidInput, LaurelError, omitUndefined } from '../base/index.js';
import type { Limit } from './budget.js';

/** An error as it crosses between processes; `status` only where it was one of ours, made to be told. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  readonly action?: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly wording?: string;
}

/** To the worker. */
export type Order =
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly module: string;
      readonly input: unknown;
      readonly outputBytes: number;
    }
  | { readonly kind: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly call: number; readonly error: SentError };

/** From the worker. */
export type Report =
  | { readonly kind: 'begun'; readonly id: number }
  | { readonly kind: 'part'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly call: number;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly value: unknown;
      /** Milliseconds of processor time that it took. */
      readonly cpuMs: number;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'over'; readonly id: number; readonly limit: Limit };

export function toSent(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  if (!(error instanceof LaurelError)) return { name, message };
  const { code, status, action, values, wording } = error;
  return omitUndefined({ name, message, code, status, action, values, wording });
}

export function fromSent({ name, message, code, status, ...told }: SentError): Error {
  if (code !== undefined && status !== undefined) {
    const details = omitUndefined(told);
    // What was sent is wrong: whoever shows it beside a field asks for this kind.
    const isInput = status === 400 || status === 413 || status === 415 || status === 422;
    return isInput
      ? new InvalidInput(code, message, { status, ...details })
      : new LaurelError(code, message, status, details);
  }
  const error = new Error(message);
  error.name = name;
  return error;
}
