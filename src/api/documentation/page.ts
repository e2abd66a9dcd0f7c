import type { RequestHandler } from 'express';
import { SCOPES } from '../../oauth/index.js';
import type { Web } from '../../web/index.js';
import type { Endpoint } from '../http/endpoint.js';
import { API_PATH } from '../http/serve.js';

/** The page that describes the API, made of the endpoints that are served. */
export function createDocumentationPage(
  web: Pick<Web, 'page'>,
  endpoints: readonly Endpoint[],
): RequestHandler {
  const tags = [...new Set(endpoints.map(({ tag }) => tag))];
  const groups = tags.map((tag) => ({
    id: tag.toLowerCase(),
    tag,
    endpoints: endpoints
      .filter((one) => one.tag === tag)
      .map((one) => ({
        id: one.id,
        method: one.method.toUpperCase(),
        path: `${API_PATH}${one.path}`,
        summary: one.summary,
        description: one.description,
        scope: one.scope,
        status: one.answer.status,
      })),
  }));
  return (req, res) => {
    web.page(res, 'api/docs', { title: req.t('api.docs.title'), groups, scopes: SCOPES });
  };
}
