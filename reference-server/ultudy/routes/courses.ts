import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { invalidatingAfter } from '../../core/cache.ts';
import { notFound } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import { Digits, type Resources, readThrough, SESSION, userIdOf } from './resources.ts';

const CourseParams = Strict({ courseId: Digits });
const Listing = Strict({
  subject: Type.Optional(Type.String({ pattern: '^[A-Za-z ]{1,100}$' })),
  page: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })),
});
const Search = Strict({ words: Type.String({ minLength: 2, maxLength: 100 }) });

/** Courses: browsed, searched, read, enrolled in. */
export const courseRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  const { database, cache } = resources;
  const config = { access: SESSION, limits: [limits.general.name] };

  app.get(
    '/api/courses',
    { schema: { querystring: Listing }, config: { ...config, name: 'course.list' } },
    async ({ query: { subject = null, page = '1' } }, reply) => {
      const entry = cachePolicy.courseList(subject, Number(page));
      return sendJson(
        reply,
        await readThrough(resources, entry, queries.courseList, [subject, Number(page)]),
      );
    },
  );

  app.get(
    '/api/courses/search',
    { schema: { querystring: Search }, config: { ...config, name: 'course.search' } },
    // Not cached: few people search for the same words. It may lag, because no request changes a course.
    async ({ query: { words } }, reply) => {
      const [found] = await database.read('may-lag', queries.courseSearch, [words]);
      return sendJson(reply, found?.body ?? null);
    },
  );

  app.get(
    '/api/courses/:courseId',
    {
      schema: { params: CourseParams },
      config: {
        ...config,
        name: 'course.read',
        reads: ({ params }) => cachePolicy.course(Number((params as { courseId: string }).courseId)),
      },
    },
    async ({ params, lookup }, reply) => {
      const id = Number(params.courseId);
      return sendJson(
        reply,
        await readThrough(resources, cachePolicy.course(id), queries.courseRead, [id], lookup),
      );
    },
  );

  app.put(
    '/api/courses/:courseId/enrolment',
    { schema: { params: CourseParams }, config: { ...config, name: 'course.enrol' } },
    async (request) => {
      const userId = userIdOf(request);
      const courseId = Number(request.params.courseId);
      const course = await readThrough(resources, cachePolicy.course(courseId), queries.courseRead, [
        courseId,
      ]);
      if (course === null) throw notFound();
      await invalidatingAfter(
        () =>
          database.transaction(async (queryInside) => {
            await queryInside(queries.userLock, [userId]);
            await queryInside(queries.enrolmentInsert, [userId, courseId]);
          }),
        () => cache.invalidate(cachePolicy.enrolments(userId).key, cachePolicy.dashboard(userId).key),
      );
      return { userId, courseId, enrolled: true };
    },
  );
};
