import { Conflict, NotFound, type Settings } from '../base/index.js';
import { DEFAULT_ISSUER, didWebOf, type Issuer } from './issuer.js';

export type IssuerSettings = Pick<
  Settings,
  'publicUrl' | 'issuerName' | 'issuerUrl' | 'issuerLogoUrl' | 'jwtAlgorithm'
>;

/** The settings that are still missing before anything can be issued, by their names. */
export function missingIssuerSettings(settings: IssuerSettings): string[] {
  const { issuerName, issuerUrl, issuerLogoUrl } = settings;
  return [
    ...(issuerName === undefined ? ['ISSUER_NAME'] : []),
    ...(issuerUrl === undefined ? ['ISSUER_URL'] : []),
    ...(issuerLogoUrl === undefined ? ['ISSUER_LOGO_URL'] : []),
  ];
}

/** The installation's own issuer. Throws `issuer_incomplete` while name, address or logo is not set. */
export function defaultIssuer(settings: IssuerSettings): Issuer {
  const { publicUrl, issuerName, issuerUrl, issuerLogoUrl } = settings;
  if (issuerName === undefined || issuerUrl === undefined || issuerLogoUrl === undefined) {
    throw new Conflict(
      'issuer_incomplete',
      `Badges cannot be issued yet: ${missingIssuerSettings(settings).join(', ')} is not set.`,
      { action: 'Ask the operator of this tool to set it and start it again.' },
    );
  }
  return {
    id: DEFAULT_ISSUER,
    profileId: didWebOf(publicUrl),
    name: issuerName,
    url: issuerUrl,
    logoUrl: issuerLogoUrl,
  };
}

export type GetIssuer = (id: string) => Promise<Issuer>;

export function createGetIssuer(settings: IssuerSettings): GetIssuer {
  return (id) =>
    id === DEFAULT_ISSUER
      ? Promise.resolve().then(() => defaultIssuer(settings))
      : Promise.reject(new NotFound('issuer_not_found', 'There is no such issuer.'));
}
