-- How much text is sent of a file that is no image: its size in tokens is told without reading it.

-- In bytes; 0 for images and for what was attached before.
ALTER TABLE message_attachments ADD COLUMN sent_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft_attachments ADD COLUMN sent_bytes INTEGER NOT NULL DEFAULT 0;
