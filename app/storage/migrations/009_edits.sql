-- The other words for a sent message while they are being written: kept like the draft of a chat.

CREATE TABLE edits (
    chat_id TEXT PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    -- Not a foreign key: the words stay when the message goes.
    message_id TEXT NOT NULL,
    text TEXT NOT NULL
) WITHOUT ROWID;
