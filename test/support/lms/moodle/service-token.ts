/** What a token of a service user may do. */
export interface ServiceToken {
  capabilities: Set<string>;
  functions: string[];
}

/** Moodle's refusals: 200 with `exception` and `errorcode`. */
export class Refusal extends Error {
  constructor(
    readonly exception: string,
    readonly errorcode: string,
    message: string,
  ) {
    super(message);
  }
}

const noPermission = (what: string) =>
  new Refusal(
    'required_capability_exception',
    'nopermissions',
    `Sorry, but you do not currently have permissions to do that (${what}).`,
  );

export function requireCapability(token: ServiceToken, capability: string, what: string): void {
  if (!token.capabilities.has(capability)) throw noPermission(what);
}
