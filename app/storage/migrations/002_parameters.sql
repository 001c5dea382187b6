-- What a chat asks of its model beside the messages, and named sets of it; both as JSON objects in which
-- what is not set does not appear.

ALTER TABLE chats ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}';

CREATE TABLE presets (
    name TEXT PRIMARY KEY,
    parameters TEXT NOT NULL
) WITHOUT ROWID;
