import type { Random } from '../lib/random.ts';
import type { ApiRequest, Look } from '../lib/request.ts';
import type { Step } from './mix.ts';
import { announcement, syncData } from './payloads.ts';
import type { Cohort } from './world.ts';

/** What a user knows of the cohort that they belong to, or teach. */
export type ActorCohort = Omit<Cohort, 'lecturerIndexes'>;

/** Who sends a request, and what they are busy with during one journey. */
export type Actor = {
  role: 'student' | 'lecturer';
  id: string;
  token: string;
  password: string;
  cohort: ActorCohort;
  today: string;
  /** the class and the attendance session that a student's journey is about */
  classId: string;
  attendanceId: string;
  /** this student has checked in to it, and been told so */
  hasCheckedIn: boolean;
};

/** A request of the scenario, and what it leaves behind. */
export type ScenarioRequest = ApiRequest & {
  /** what later steps may need of the response, see COMES_FROM */
  leaves?: (look: Look) => string | undefined;
  /** success was promised for this: the words after "ack" in the line that the data check reads */
  acknowledges?: string;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isAtLeastOne = (value: unknown): value is number => isCount(value) && value > 0;

/** The values of a field in the objects of a list, leaving out objects that lack it. Throws when there is no such list. */
const fieldIn = (look: Look, list: string, field: string): unknown[] =>
  Array.from(look(`${list}.#.${field}`) as unknown[]);

/** Every object of the list has text in this field. */
const isTextInEach = (look: Look, list: string, field: string): boolean => {
  const values = fieldIn(look, list, field);
  return values.length === look(`${list}.#`) && values.every(isText);
};

/**
 * What `actor` sends for `step`. Bodies are made with `random`. `own` is what the step is about, where it comes from an
 * earlier one: a token, or the id of something of their own.
 */
export function requestFor(step: Step, actor: Actor, random: Random, own: string): ScenarioRequest {
  return { name: step, ...detailsOf(step, actor, random, own) };
}

/** One function and not one for each step: every VU keeps every function, at 0.75 KB each (docs/adr/0051). */
function detailsOf(step: Step, actor: Actor, random: Random, own: string): Omit<ScenarioRequest, 'name'> {
  const { role, id: me, token, password, today, cohort, classId, attendanceId, hasCheckedIn } = actor;
  const { semesterPlanId: plan, unitIds } = cohort;

  switch (step) {
    case 'auth.login':
      return {
        method: 'POST',
        path: '/auth/login',
        body: { userId: me, password },
        status: 200,
        isRight: (look) => isText(look('token')) && isText(look('expiresAt')) && look('user.id') === me,
        leaves: (look) => look('token') as string,
      };

    case 'auth.logout':
      return { method: 'POST', path: '/auth/logout', token: own, status: 204 };

    case 'sync.read':
      return {
        method: 'GET',
        path: `/students/${me}/sync`,
        token,
        status: 200,
        isRight: (look) =>
          look('studentId') === me && isText(look('lastSync')) && isText(look('syncData.@keys.0')),
      };

    case 'sync.write':
      return {
        method: 'PUT',
        path: `/students/${me}/sync`,
        token,
        body: { syncData: syncData(random, unitIds) },
        status: 200,
        isRight: (look) => look('studentId') === me && isText(look('lastSync')),
      };

    case 'content.read':
      return {
        method: 'GET',
        path: `/lecturers/${me}/content`,
        token,
        status: 200,
        isRight: (look) =>
          look('lecturerId') === me &&
          (look('items.#') as number) <= 20 &&
          ['contentType', 'updatedAt', 'contentData.@keys.0'].every((field) =>
            isTextInEach(look, 'items', field),
          ),
        leaves: (look) => (look('items.#') ? String(look('items.0.id')) : undefined),
      };

    case 'content.add': {
      const content = announcement(random);
      return {
        method: 'POST',
        path: `/lecturers/${me}/content`,
        token,
        body: { ...content, semesterPlanId: plan },
        status: 201,
        isRight: (look) =>
          look('id') !== undefined &&
          look('semesterPlanId') === plan &&
          look('contentData.title') === content.contentData.title,
      };
    }

    case 'content.change': {
      const content = announcement(random);
      return {
        method: 'PUT',
        path: `/lecturers/${me}/content/${own}`,
        token,
        body: content,
        status: 200,
        isRight: (look) =>
          String(look('id')) === own && look('contentData.title') === content.contentData.title,
      };
    }

    case 'class.list':
      return {
        method: 'GET',
        path: `/online-classes?semesterPlanId=${plan}&day=${today}&status=scheduled`,
        token,
        status: 200,
        isRight: (look) =>
          look('semesterPlanId') === plan &&
          look('day') === today &&
          isTextInEach(look, 'classes', 'className') &&
          ['password', 'participants'].every((secret) => fieldIn(look, 'classes', secret).length === 0) &&
          (role === 'lecturer' || fieldIn(look, 'classes', 'id').includes(classId)),
      };

    case 'class.read':
      return {
        method: 'GET',
        path: `/online-classes/${classId}`,
        token,
        status: 200,
        isRight: (look) =>
          look('id') === classId &&
          look('semesterPlanId') === plan &&
          isText(look('meetingUrl')) &&
          isCount(look('participantCount')),
      };

    case 'class.join':
      return {
        method: 'PUT',
        path: `/online-classes/${classId}/participants/${me}`,
        token,
        status: 200,
        isRight: (look) =>
          look('id') === classId &&
          look('studentId') === me &&
          look('joined') === true &&
          isText(look('meetingUrl')) &&
          isAtLeastOne(look('participantCount')),
        acknowledges: `join ${me} ${classId}`,
      };

    case 'class.schedule': {
      const className = `Extra class ${Math.floor(random() * 1e6)}`;
      const scheduledTime = `${today}T15:00:00.000Z`;
      return {
        method: 'POST',
        path: '/online-classes',
        token,
        body: { semesterPlanId: plan, unitId: unitIds[0], className, scheduledTime, durationMinutes: 45 },
        status: 201,
        isRight: (look) =>
          isText(look('id')) && look('className') === className && look('semesterPlanId') === plan,
        leaves: (look) => look('id') as string,
      };
    }

    case 'class.end':
      return {
        method: 'POST',
        path: `/online-classes/${own}/end`,
        token,
        status: 200,
        isRight: (look) => look('id') === own && look('status') === 'ended',
      };

    case 'attendance.open': {
      const sessionName = `Roll call ${Math.floor(random() * 1e6)}`;
      return {
        method: 'POST',
        path: '/attendance-sessions',
        token,
        body: { semesterPlanId: plan, unitId: unitIds[0], sessionName, durationMinutes: 15 },
        status: 201,
        isRight: (look) =>
          isText(look('id')) &&
          look('lecturerId') === me &&
          look('sessionName') === sessionName &&
          look('isActive') === true,
        leaves: (look) => look('id') as string,
      };
    }

    case 'attendance.read':
      return {
        method: 'GET',
        path: `/attendance-sessions/${role === 'lecturer' ? own : attendanceId}`,
        token,
        status: 200,
        isRight: (look) =>
          role === 'lecturer'
            ? look('id') === own && look('attendees.#') === look('attendeeCount')
            : look('id') === attendanceId &&
              look('semesterPlanId') === plan &&
              look('isActive') === true &&
              isCount(look('attendeeCount')) &&
              (hasCheckedIn ? look('checkedIn') === true : typeof look('checkedIn') === 'boolean'),
      };

    case 'attendance.check-in':
      return {
        method: 'PUT',
        path: `/attendance-sessions/${attendanceId}/attendees/${me}`,
        token,
        status: 200,
        isRight: (look) =>
          look('id') === attendanceId &&
          look('studentId') === me &&
          look('checkedIn') === true &&
          isAtLeastOne(look('attendeeCount')),
        acknowledges: `check-in ${me} ${attendanceId}`,
      };

    case 'attendance.close':
      return {
        method: 'POST',
        path: `/attendance-sessions/${own}/close`,
        token,
        status: 200,
        isRight: (look) => look('id') === own && look('isActive') === false,
      };

    case 'progress.read':
      return {
        method: 'GET',
        path: `/semester-plans/${plan}/progress`,
        token,
        status: 200,
        isRight: (look) =>
          look('semesterPlanId') === plan &&
          isAtLeastOne(look('units.#')) &&
          isTextInEach(look, 'units', 'unitId'),
      };
  }
}
