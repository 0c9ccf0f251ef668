-- The six indexes of the document, two of them partial. CONCURRENTLY does not lock the table against writes, and needs to run outside a
-- transaction: each statement is sent on its own.

CREATE INDEX CONCURRENTLY idx_attendance_student_date ON attendance (student_id, date);
CREATE INDEX CONCURRENTLY idx_notifications_recipient_read ON notifications (recipient_id, is_read);
CREATE INDEX CONCURRENTLY idx_homework_class_due ON homework (class_id, due_date);
CREATE INDEX CONCURRENTLY idx_users_school_role_active ON users (school_id, role, is_active);

CREATE INDEX CONCURRENTLY idx_active_students ON students (id) WHERE is_active = true;
CREATE INDEX CONCURRENTLY idx_active_teachers ON teachers (id) WHERE is_active = true;
