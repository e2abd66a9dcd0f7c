import type { Request } from 'express';

/** By whom uploads take turns: a school does not wait for another one's pictures, nor for the operator's. */
export const uploadKeyOf = ({ session }: Pick<Request, 'session'>): string => {
  const { platformId = 'operator', deploymentId = '' } = session?.subject ?? {};
  return `${platformId} ${deploymentId}`;
};
