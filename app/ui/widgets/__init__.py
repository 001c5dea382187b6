"""Small widgets that every pane shares."""
