"""The commands of the window: one registry for menus, keys, the palette and the list of shortcuts."""
