-- The document names users, courses, PDFs and study progress, but no column: the tables are ours, as small as such a system needs.
-- They have primary keys and foreign keys only. Every other index is in migrations/, because that migration is what the document
-- promises, and everything has to work without it, only slower. So nothing here relies on a unique index: rows that must be unique
-- are written under the lock of their user.

-- Students, and the authors of courses.
CREATE TABLE users (
  user_id VARCHAR(40) PRIMARY KEY,
  role VARCHAR(20) NOT NULL CHECK (role IN ('student', 'author')),
  email VARCHAR(255) NOT NULL,
  display_name VARCHAR(255) NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT now()
);

-- `token_hash` is the SHA-256 of the session token in hex: a leaked table leaks no session.
CREATE TABLE user_sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id VARCHAR(40) NOT NULL REFERENCES users ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE courses (
  id SERIAL PRIMARY KEY,
  author_id VARCHAR(40) NOT NULL REFERENCES users,
  subject VARCHAR(100) NOT NULL,
  title VARCHAR(255) NOT NULL,
  description TEXT NOT NULL,
  published_at TIMESTAMP NOT NULL DEFAULT now()
);

-- The PDFs of a course. Their bytes are in the object store, under `object_key`.
CREATE TABLE materials (
  id SERIAL PRIMARY KEY,
  course_id INTEGER NOT NULL REFERENCES courses,
  position INTEGER NOT NULL,
  title VARCHAR(255) NOT NULL,
  pages INTEGER NOT NULL CHECK (pages > 0),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  sha256 CHAR(64) NOT NULL,
  object_key VARCHAR(255) NOT NULL
);

-- One row for each user and course.
CREATE TABLE enrolments (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR(40) NOT NULL REFERENCES users,
  course_id INTEGER NOT NULL REFERENCES courses,
  enrolled_at TIMESTAMP NOT NULL DEFAULT now()
);

-- One row for each user and material that they have opened. `page` is where they are, `furthest_page` how far they have ever been.
CREATE TABLE study_progress (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR(40) NOT NULL REFERENCES users,
  material_id INTEGER NOT NULL REFERENCES materials,
  course_id INTEGER NOT NULL REFERENCES courses,
  page INTEGER NOT NULL CHECK (page > 0),
  furthest_page INTEGER NOT NULL CHECK (furthest_page >= page),
  updated_at TIMESTAMP NOT NULL DEFAULT now()
);

-- One row for each user, material and page, with a note of at most 2,000 characters.
CREATE TABLE bookmarks (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR(40) NOT NULL REFERENCES users,
  material_id INTEGER NOT NULL REFERENCES materials,
  page INTEGER NOT NULL CHECK (page > 0),
  note VARCHAR(2000) NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT now()
);

-- As node-pg-migrate would make it. It is here so that it counts as a table of the data set, which a new one replaces as a whole.
CREATE TABLE pgmigrations (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  run_on TIMESTAMP NOT NULL
);
