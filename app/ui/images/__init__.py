"""Images: read and made smaller in a thread, shown in composer, bubble and viewer."""
