-- A table of the core, for every platform: cache keys whose values were changed in the database and may still be in Redis
-- (docs/adr/0010). Empty, unless Redis was unavailable when something was written.

CREATE TABLE IF NOT EXISTS owed_invalidations (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT NOT NULL
);
