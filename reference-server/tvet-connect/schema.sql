-- The four tables of the design document, section 1: every column, type and default as written there.
-- Timestamps are UTC: the server's connections run with TimeZone=UTC. `attendees` and `participants` are
-- arrays of student ids, e.g. ["s-000001", "s-000002"], each id once.

CREATE TABLE student_sync_status (
  id SERIAL PRIMARY KEY,
  student_id VARCHAR(255) NOT NULL,
  last_sync TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  sync_data JSONB,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE lecturer_dashboard_content (
  id SERIAL PRIMARY KEY,
  lecturer_id VARCHAR(255) NOT NULL,
  content_type VARCHAR(100) NOT NULL,
  content_data JSONB NOT NULL,
  semester_plan_id VARCHAR(255),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE attendance_sessions (
  id VARCHAR(255) PRIMARY KEY,
  semester_plan_id VARCHAR(255) NOT NULL,
  unit_id VARCHAR(255) NOT NULL,
  lecturer_id VARCHAR(255) NOT NULL,
  session_name VARCHAR(255) NOT NULL,
  is_active BOOLEAN DEFAULT true,
  duration_minutes INTEGER DEFAULT 15,
  attendees JSONB DEFAULT '[]',
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- `status` is 'scheduled' or 'ended'.
CREATE TABLE online_classes (
  id VARCHAR(255) PRIMARY KEY,
  semester_plan_id VARCHAR(255) NOT NULL,
  unit_id VARCHAR(255) NOT NULL,
  lecturer_id VARCHAR(255) NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  meeting_url VARCHAR(500),
  meeting_id VARCHAR(255),
  password VARCHAR(255),
  scheduled_time TIMESTAMP,
  duration_minutes INTEGER DEFAULT 60,
  platform VARCHAR(100) DEFAULT 'bigbluebutton',
  status VARCHAR(50) DEFAULT 'scheduled',
  participants JSONB DEFAULT '[]',
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
