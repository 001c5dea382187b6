-- Versions of messages: which one is shown at a fork, and versions in the trash.

-- What this reply alone was asked with; NULL: what its chat asks.
ALTER TABLE messages ADD COLUMN temperature REAL;

-- Set for every message of a version that was deleted, to the same moment. NULL: it is there.
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;

CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at IS NOT NULL;

-- Where a message has several replies, the one that is shown; without a row the newest is.
CREATE TABLE shown_children (
    parent_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    child_id TEXT NOT NULL
) WITHOUT ROWID;

-- The forks of a chat are found without a look at its texts.
DROP INDEX messages_by_chat;
CREATE INDEX messages_tree ON messages (chat_id, parent_id);
