CREATE TABLE readers (
  user_id VARCHAR(40) PRIMARY KEY,
  shelf_id INTEGER NOT NULL,
  password_hash VARCHAR(255) NOT NULL
);

CREATE TABLE reader_sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id VARCHAR(40) NOT NULL REFERENCES readers,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  shelf_id INTEGER NOT NULL,
  title VARCHAR(100) NOT NULL
);

CREATE TABLE covers (
  user_id VARCHAR(40) NOT NULL,
  book_id INTEGER NOT NULL,
  object_key VARCHAR(100) NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 CHAR(64) NOT NULL,
  is_complete BOOLEAN NOT NULL DEFAULT false, -- until then no route shows it
  PRIMARY KEY (user_id, book_id)
);
