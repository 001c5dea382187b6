-- What is sent of an image beside the file itself, and the images of messages that are not sent yet.

-- Empty: the file itself is sent.
ALTER TABLE message_attachments ADD COLUMN sent_sha256 TEXT NOT NULL DEFAULT '';

CREATE TABLE draft_attachments (
    chat_id TEXT NOT NULL, -- empty: the chat that begins with the next message
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sent_sha256 TEXT NOT NULL,
    PRIMARY KEY (chat_id, position)
) WITHOUT ROWID;
