"""The column in which chats are read: where it lies in a pane."""

READING_PX = 744
GUTTER_PX = 10
LEAST_MARGIN_PX = 24


def reading_column(width: int, most_px: int = READING_PX) -> tuple[int, int]:
    """Left edge and width of the text in a pane of that width; room for the scroll bar is always kept."""
    inside = width - GUTTER_PX
    column = min(most_px, inside - 2 * LEAST_MARGIN_PX)
    return (inside - column) // 2, column
