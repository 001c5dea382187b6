"""Replies with formulas, and with images that are not loaded, loading, refused, and there."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer

from app.domain.conversation import ChatView
from app.domain.remote_image import ImageFetchFault, RemoteImage
from app.ui.chat.reply_images import ReplyImages
from app.ui.main_window import MainWindow
from tests.helpers.images import encoded, picture
from tests.ui import samples

FORMULAS = r"""The roots of $ax^2 + bx + c = 0$ with $a \neq 0$ are

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$

1. For $\Delta = b^2 - 4ac > 0$ there are two, for $\Delta < 0$ none in $\mathbb{R}$.
2. Their sum is $x_1 + x_2 = -\frac{b}{a}$; in the text $$\sum_{k=1}^{n} k = \frac{n(n+1)}{2}$$ stands alone.

| law | formula |
|---|---|
| energy | $E = mc^2$ |
| decay | $N(t) = N_0 e^{-\lambda t}$ |

$$
\left(\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right)
$$

This one cannot be drawn and stays as it is written: $\nosuchcommand{x}$.
"""
HOST = "https://upload.example.org/"
PICTURES = f"""Four ways to look at it:

![The dam at dusk, seen from the valley]({HOST}dusk.png)

![The same dam, from above]({HOST}above.png)

![A map of the valley]({HOST}map.png)

![Nothing that is loaded](file:///etc/hostname)

![The pressure over one day]({HOST}pressure.png)
"""


def _reply(text: str) -> ChatView:
    whole = samples.finished_view()
    question, answer = whole.messages
    return replace(whole, messages=(question, replace(answer, content=text, thinking="")))


def reply_formulas(window: MainWindow) -> None:
    """Formulas in lines, in a list, in a table, on lines of their own, and one that is none."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(_reply(FORMULAS))


def reply_pictures(window: MainWindow) -> None:
    """Cards of images in every state."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(_reply(PICTURES))
    fill_pictures(window.chat_pane.reply_images)


def fill_pictures(images: ReplyImages) -> None:
    """Let one image of `PICTURES` be on its way, one be refused by its server, and one come."""
    for name in ("above.png", "map.png", "pressure.png"):
        images.want_in_place(HOST + name, name)
        if images.question is not None:
            images.question.confirm_button.click()
    images.take(RemoteImage(f"{HOST}map.png", fault=ImageFetchFault.STATUS, status=404))
    image = RemoteImage(f"{HOST}pressure.png", encoded(picture(720, 240), b"png"))
    QTimer.singleShot(0, images, partial(images.take, image))


SCENES = (reply_formulas, reply_pictures)
