-- Our addition: the design document has a login and sessions, but no table for either.
-- A student belongs to one semester plan, a lecturer to none.

CREATE TABLE accounts (
  user_id VARCHAR(255) PRIMARY KEY,
  role VARCHAR(20) NOT NULL CHECK (role IN ('student', 'lecturer')),
  display_name VARCHAR(255) NOT NULL,
  semester_plan_id VARCHAR(255),
  password_hash VARCHAR(255) NOT NULL,
  CHECK ((role = 'student') = (semester_plan_id IS NOT NULL))
);

CREATE INDEX accounts_semester_plan ON accounts (semester_plan_id);

-- `token_hash` is the SHA-256 of the session token in hex: a leaked table leaks no session.
CREATE TABLE user_sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id VARCHAR(255) NOT NULL REFERENCES accounts ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX user_sessions_user_id ON user_sessions (user_id);
