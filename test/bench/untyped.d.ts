/** Only the benches use these; they come without types. */
declare module '@digitalcredentials/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer: unknown; cryptosuite: unknown; date: string });
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
}
