"""Every arrow between a pane and its service, one file per feature; no logic."""
