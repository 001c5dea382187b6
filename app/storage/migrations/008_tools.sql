-- What a model asks of tools, and what a message with the role "tool" is the result of.

-- A JSON list of calls, each with `name`, `arguments`, `id`, `index`. Empty: none.
ALTER TABLE messages ADD COLUMN tool_calls TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN tool_name TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN tool_call_id TEXT NOT NULL DEFAULT '';
