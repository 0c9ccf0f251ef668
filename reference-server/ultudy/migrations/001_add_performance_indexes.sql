-- Up Migration
-- The document's one migration: "20+ indexes", followed by ANALYZE. It does not name them; these 22 are the ones that the statements
-- in queries.ts, the foreign keys and the sweeps of such a system use. All of it is one transaction (core/migrate.ts).

CREATE UNIQUE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_role ON users (role);

CREATE INDEX idx_user_sessions_user_id ON user_sessions (user_id);
CREATE INDEX idx_user_sessions_expires_at ON user_sessions (expires_at);

CREATE INDEX idx_courses_author_id ON courses (author_id);
CREATE INDEX idx_courses_published ON courses (published_at DESC, id DESC);
CREATE INDEX idx_courses_subject_published ON courses (subject, published_at DESC, id DESC);
CREATE INDEX idx_courses_text ON courses USING gin (to_tsvector('english', title || ' ' || description));

CREATE INDEX idx_materials_course_position ON materials (course_id, position);
CREATE UNIQUE INDEX idx_materials_object_key ON materials (object_key);

CREATE UNIQUE INDEX idx_enrolments_user_course ON enrolments (user_id, course_id);
CREATE INDEX idx_enrolments_user_recent ON enrolments (user_id, enrolled_at DESC);
CREATE INDEX idx_enrolments_course_id ON enrolments (course_id);

CREATE UNIQUE INDEX idx_study_progress_user_material ON study_progress (user_id, material_id);
CREATE INDEX idx_study_progress_user_course ON study_progress (user_id, course_id);
CREATE INDEX idx_study_progress_user_recent ON study_progress (user_id, updated_at DESC);
CREATE INDEX idx_study_progress_material_id ON study_progress (material_id);
CREATE INDEX idx_study_progress_course_id ON study_progress (course_id);

CREATE UNIQUE INDEX idx_bookmarks_user_material_page ON bookmarks (user_id, material_id, page);
CREATE INDEX idx_bookmarks_user_recent ON bookmarks (user_id, created_at DESC);
CREATE INDEX idx_bookmarks_material_id ON bookmarks (material_id);
CREATE INDEX idx_bookmarks_created_at ON bookmarks (created_at);

ANALYZE users, user_sessions, courses, materials, enrolments, study_progress, bookmarks;

-- Down Migration

DROP INDEX
  idx_users_email, idx_users_role,
  idx_user_sessions_user_id, idx_user_sessions_expires_at,
  idx_courses_author_id, idx_courses_published, idx_courses_subject_published, idx_courses_text,
  idx_materials_course_position, idx_materials_object_key,
  idx_enrolments_user_course, idx_enrolments_user_recent, idx_enrolments_course_id,
  idx_study_progress_user_material, idx_study_progress_user_course, idx_study_progress_user_recent,
  idx_study_progress_material_id, idx_study_progress_course_id,
  idx_bookmarks_user_material_page, idx_bookmarks_user_recent, idx_bookmarks_material_id, idx_bookmarks_created_at;
