-- The index of all text. It holds words that `app/domain/index_text.py` prepared and no text: what is deleted
-- must be given again to be taken out of it. Messages that are in none of it are added bit by bit later.

-- "ascii": whatever is not ASCII belongs to a word, so that only the preparation says what a word is.
CREATE VIRTUAL TABLE message_index USING fts5 (
    content, thinking, files, content = '', tokenize = 'ascii'
);
CREATE VIRTUAL TABLE title_index USING fts5 (title, content = '', tokenize = 'ascii');

-- Every word of both. The words that begin with what was typed are looked up here: FTS5 would read all places
-- of all of them before it gives the newest one.
CREATE TABLE index_words (word TEXT PRIMARY KEY) WITHOUT ROWID;

-- The newest hits come first without sorting when numbers grow with time: from now on they are tenths of a
-- second since 1970, the next free one where two messages share one.
CREATE TEMP TABLE renumbered AS
    SELECT id, max(tenth - place) OVER (ORDER BY place) + place AS number
    FROM (
        SELECT id, created_at / 100000 AS tenth, row_number() OVER (ORDER BY created_at, number) AS place
        FROM messages
    );
UPDATE messages SET number = -number;
UPDATE messages SET number = (SELECT renumbered.number FROM renumbered WHERE renumbered.id = messages.id);
DROP TABLE renumbered;
