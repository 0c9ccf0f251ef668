/** The longest time to live that the document's decisions give a value of each key family, in seconds. Sessions live as long as themselves. */
export const cacheTtlSec = {
  student_sync: 1800,
  lecturer_dashboard: 3600,
  attendance_session: 300,
  online_class: 3600,
  semester_progress: 1800,
} as const;

/** Looked up with every request, and no content. */
export const sessionFamily = 'user_session';
