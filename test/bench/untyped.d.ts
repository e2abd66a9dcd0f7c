/** Benches and tests alone use these, as a foreign issuer and verifier; they come without types. */
declare module '@digitalcredentials/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer?: unknown; cryptosuite: unknown; date?: string });
  }
}
declare module '@digitalcredentials/ed25519-multikey' {
  export function generate(options: {
    seed: Uint8Array;
    id: string;
    controller: string;
  }): Promise<{ publicKeyMultibase: string; signer(): unknown }>;
}
declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: unknown;
}
declare module '@digitalcredentials/vc' {
  export function issue(options: {
    credential: object;
    suite: unknown;
    documentLoader: unknown;
  }): Promise<unknown>;
  export function verifyCredential(options: {
    credential: object;
    suite: unknown;
    documentLoader: unknown;
    checkStatus: unknown;
    now: Date;
  }): Promise<{
    verified: boolean;
    statusResult?: { results?: { status: boolean }[] };
    error?: unknown;
  }>;
}
declare module 'ltijs' {
  import type { Request, Response } from 'express';

  interface Token {
    readonly userInfo?: { readonly name?: string };
    readonly platformContext?: { readonly context?: { readonly title?: string } };
  }
  /** The part that the stock application beside the tool uses. */
  export const Provider: {
    setup(key: string, database: { url: string }, options: object): void;
    onConnect(callback: (token: Token, req: Request, res: Response) => void): void;
    deploy(options: { port: number; silent: true }): Promise<boolean>;
    registerPlatform(platform: object): Promise<unknown>;
  };
}
