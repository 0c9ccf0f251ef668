import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '../../core/errors.ts';
import { Strict } from '../../core/json-routes.ts';
import { limits } from '../documented.ts';
import { Digits, type Resources, requireMaterial, SESSION, userIdOf } from './resources.ts';

/** PDFs. Their bytes never pass through a server: it signs a URL of the object store, which serves ranges too. */
export const materialRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  app.get(
    '/api/materials/:materialId/link',
    {
      schema: { params: Strict({ materialId: Digits }) },
      config: { name: 'material.link', access: SESSION, limits: [limits.general.name] },
    },
    async (request) => {
      const material = await requireMaterial(resources, userIdOf(request), Number(request.params.materialId));
      if (resources.storage === null) {
        throw new AppError(503, 'NO_OBJECT_STORE', 'PDFs cannot be read: this system has no object store.');
      }
      const { id, title, pages, sizeBytes, sha256, objectKey } = material;
      return { id, title, pages, sizeBytes, sha256, url: await resources.storage.signDownload(objectKey) };
    },
  );
};
