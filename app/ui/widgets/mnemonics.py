"""Letters that choose an entry of a menu or press a button of a sheet: each gets one that no other has.

Controls of a page have none: it changes with what it shows, and the meaning of a letter would change with it.
Tab, F6 and the palette reach them.
"""

from collections.abc import Sequence


def with_mnemonics(texts: Sequence[str]) -> list[str]:
    """The texts of a menu or sheet with "&" before their letter, as Qt wants it; one without has none.

    Chosen here and not by translators, who cannot see which letters clash. First letters of words go before
    others, and an entry gives its letter up where it has another and the next one has not.
    """
    owners: dict[str, int] = {}

    def take(at: int, passed: set[str]) -> bool:
        for place in _places(texts[at]):
            letter = texts[at][place].lower()
            if letter not in passed:
                passed.add(letter)
                if letter not in owners or take(owners[letter], passed):
                    owners[letter] = at
                    return True
        return False

    for at in range(len(texts)):
        take(at, set())
    letters = {at: letter for letter, at in owners.items()}
    return [_marked(text, letters.get(at, "")) for at, text in enumerate(texts)]


def _places(text: str) -> list[int]:
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    return sorted(places, key=lambda place: place > 0 and text[place - 1] != " ")


def _marked(text: str, letter: str) -> str:
    place = next((place for place in _places(text) if text[place].lower() == letter), None)
    before, after = (text, "") if place is None else (text[:place], text[place:])
    return before.replace("&", "&&") + ("" if place is None else "&") + after.replace("&", "&&")
