-- The fourteen indexes of the design document, section 1. Created in a separate step after the data is loaded,
-- so that a run can be made without them.

CREATE INDEX idx_student_sync_student_id ON student_sync_status (student_id);
CREATE INDEX idx_student_sync_last_sync ON student_sync_status (last_sync);

CREATE INDEX idx_lecturer_content_lecturer_id ON lecturer_dashboard_content (lecturer_id);
CREATE INDEX idx_lecturer_content_semester_plan ON lecturer_dashboard_content (semester_plan_id);
CREATE INDEX idx_lecturer_content_type ON lecturer_dashboard_content (content_type);

CREATE INDEX idx_attendance_semester_plan ON attendance_sessions (semester_plan_id);
CREATE INDEX idx_attendance_unit_id ON attendance_sessions (unit_id);
CREATE INDEX idx_attendance_lecturer_id ON attendance_sessions (lecturer_id);
CREATE INDEX idx_attendance_active ON attendance_sessions (is_active);

CREATE INDEX idx_online_classes_semester_plan ON online_classes (semester_plan_id);
CREATE INDEX idx_online_classes_unit_id ON online_classes (unit_id);
CREATE INDEX idx_online_classes_lecturer_id ON online_classes (lecturer_id);
CREATE INDEX idx_online_classes_scheduled_time ON online_classes (scheduled_time);
CREATE INDEX idx_online_classes_status ON online_classes (status);
