-- Chats, their messages, what is being written, attachments and small values.
--
-- `number` is an explicit integer key: unlike a hidden rowid it survives VACUUM, so an index of the text
-- can refer to it. Ids are 32 hex digits made by the program, times microseconds since 1970 in UTC,
-- durations nanoseconds.

CREATE TABLE chats (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    draft TEXT NOT NULL,
    -- The newest message of the shown version. Not a foreign key: it would cost a look at every chat
    -- whenever a message is deleted.
    leaf_id TEXT,
    deleted_at INTEGER
);

-- The list is read backwards along this index.
CREATE INDEX chats_listed ON chats (pinned, updated_at) WHERE deleted_at IS NULL;

CREATE TABLE messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    -- Checked at commit and without a cascade: SQLite follows cascades only 1,000 rows deep, and a chat
    -- is deleted as a whole through `chat_id`.
    parent_id TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    thinking TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    model TEXT NOT NULL,
    model_digest TEXT NOT NULL,
    server TEXT NOT NULL,
    done_reason TEXT NOT NULL,
    -- The server's counters; all NULL where it sent none.
    total_ns INTEGER,
    load_ns INTEGER,
    prompt_tokens INTEGER,
    prompt_ns INTEGER,
    reply_tokens INTEGER,
    reply_ns INTEGER,
    thought_ns INTEGER NOT NULL,
    failure TEXT -- JSON object
);

CREATE INDEX messages_by_chat ON messages (chat_id);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_writing ON messages (number) WHERE state = 'writing';

-- What arrived of a reply that is still being written; folded into its message when it ends.
CREATE TABLE deltas (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    thinking TEXT NOT NULL
);

CREATE INDEX deltas_by_message ON deltas (message_id);

-- A file is kept as long as a row of message_attachments names it.
CREATE TABLE attachments (
    sha256 TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE message_attachments (
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES attachments (sha256),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (message_id, position)
) WITHOUT ROWID;

CREATE INDEX message_attachments_by_sha256 ON message_attachments (sha256);

CREATE TABLE state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
