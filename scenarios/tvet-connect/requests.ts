import type { Random } from '../lib/random.ts';
import type { ApiRequest, Json } from '../lib/request.ts';
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
  leaves?: (body: Json) => string | undefined;
  /** success was promised for this: the words after "ack" in the line that the data check reads */
  acknowledges?: string;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const objects = (value: unknown): Json[] => value as Json[];

/**
 * What `actor` sends for `step`. Bodies are made with `random`. `own` is what the step is about, where it comes from an
 * earlier one: a token, or the id of something of their own.
 */
export function requestFor(step: Step, actor: Actor, random: Random, own: string): ScenarioRequest {
  return { name: step, ...detailsOf(step, actor, random, own) };
}

/** One function and not one for each step: every VU keeps every function, at 0.75 KB each (docs/adr/0053-small-bundles.md). */
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
        isRight: (body) => isText(body.token) && isText(body.expiresAt) && (body.user as Json).id === me,
        leaves: (body) => body.token as string,
      };

    case 'auth.logout':
      return { method: 'POST', path: '/auth/logout', token: own, status: 204 };

    case 'sync.read':
      return {
        method: 'GET',
        path: `/students/${me}/sync`,
        token,
        status: 200,
        isRight: (body) => body.studentId === me && isText(body.lastSync) && isObject(body.syncData),
      };

    case 'sync.write':
      return {
        method: 'PUT',
        path: `/students/${me}/sync`,
        token,
        body: { syncData: syncData(random, unitIds) },
        status: 200,
        isRight: (body) => body.studentId === me && isText(body.lastSync),
      };

    case 'content.read':
      return {
        method: 'GET',
        path: `/lecturers/${me}/content`,
        token,
        status: 200,
        isRight: (body) =>
          body.lecturerId === me &&
          objects(body.items).length <= 20 &&
          objects(body.items).every(
            (item) => isText(item.contentType) && isText(item.updatedAt) && isObject(item.contentData),
          ),
        leaves: (body) => objects(body.items)[0] && String(objects(body.items)[0]!.id),
      };

    case 'content.add': {
      const content = announcement(random);
      return {
        method: 'POST',
        path: `/lecturers/${me}/content`,
        token,
        body: { ...content, semesterPlanId: plan },
        status: 201,
        isRight: (item) =>
          item.id !== undefined &&
          item.semesterPlanId === plan &&
          (item.contentData as Json).title === content.contentData.title,
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
        isRight: (item) =>
          String(item.id) === own && (item.contentData as Json).title === content.contentData.title,
      };
    }

    case 'class.list':
      return {
        method: 'GET',
        path: `/online-classes?semesterPlanId=${plan}&day=${today}&status=scheduled`,
        token,
        status: 200,
        isRight: (body) =>
          body.semesterPlanId === plan &&
          body.day === today &&
          objects(body.classes).every(
            (each) => isText(each.className) && !('password' in each) && !('participants' in each),
          ) &&
          (role === 'lecturer' || objects(body.classes).some((each) => each.id === classId)),
      };

    case 'class.read':
      return {
        method: 'GET',
        path: `/online-classes/${classId}`,
        token,
        status: 200,
        isRight: (body) =>
          body.id === classId &&
          body.semesterPlanId === plan &&
          isText(body.meetingUrl) &&
          isCount(body.participantCount),
      };

    case 'class.join':
      return {
        method: 'PUT',
        path: `/online-classes/${classId}/participants/${me}`,
        token,
        status: 200,
        isRight: (body) =>
          body.id === classId &&
          body.studentId === me &&
          body.joined === true &&
          isText(body.meetingUrl) &&
          isCount(body.participantCount) &&
          body.participantCount > 0,
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
        isRight: (body) => isText(body.id) && body.className === className && body.semesterPlanId === plan,
        leaves: (body) => body.id as string,
      };
    }

    case 'class.end':
      return {
        method: 'POST',
        path: `/online-classes/${own}/end`,
        token,
        status: 200,
        isRight: (body) => body.id === own && body.status === 'ended',
      };

    case 'attendance.open': {
      const sessionName = `Roll call ${Math.floor(random() * 1e6)}`;
      return {
        method: 'POST',
        path: '/attendance-sessions',
        token,
        body: { semesterPlanId: plan, unitId: unitIds[0], sessionName, durationMinutes: 15 },
        status: 201,
        isRight: (body) =>
          isText(body.id) &&
          body.lecturerId === me &&
          body.sessionName === sessionName &&
          body.isActive === true,
        leaves: (body) => body.id as string,
      };
    }

    case 'attendance.read':
      return {
        method: 'GET',
        path: `/attendance-sessions/${role === 'lecturer' ? own : attendanceId}`,
        token,
        status: 200,
        isRight: (body) =>
          role === 'lecturer'
            ? body.id === own && objects(body.attendees).length === body.attendeeCount
            : body.id === attendanceId &&
              body.semesterPlanId === plan &&
              body.isActive === true &&
              isCount(body.attendeeCount) &&
              (hasCheckedIn ? body.checkedIn === true : typeof body.checkedIn === 'boolean'),
      };

    case 'attendance.check-in':
      return {
        method: 'PUT',
        path: `/attendance-sessions/${attendanceId}/attendees/${me}`,
        token,
        status: 200,
        isRight: (body) =>
          body.id === attendanceId &&
          body.studentId === me &&
          body.checkedIn === true &&
          isCount(body.attendeeCount) &&
          body.attendeeCount > 0,
        acknowledges: `check-in ${me} ${attendanceId}`,
      };

    case 'attendance.close':
      return {
        method: 'POST',
        path: `/attendance-sessions/${own}/close`,
        token,
        status: 200,
        isRight: (body) => body.id === own && body.isActive === false,
      };

    case 'progress.read':
      return {
        method: 'GET',
        path: `/semester-plans/${plan}/progress`,
        token,
        status: 200,
        isRight: (body) =>
          body.semesterPlanId === plan &&
          objects(body.units).length > 0 &&
          objects(body.units).every((unit) => isText(unit.unitId)),
      };
  }
}
