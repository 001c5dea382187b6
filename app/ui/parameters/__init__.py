"""The panel beside the chat: preset, system prompt, options, behaviour."""
