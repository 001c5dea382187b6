"""Streams numbered pieces into a store without end, telling of each on standard output: to be killed."""

import os
import sys
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from random import Random

from app.domain.conversation import Message, MessageState
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message, new_reply


def tell(*words: object) -> None:
    """One line in one write, so that neither a kill nor the other thread can cut it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def stream(store: ConversationStore, reply: Message, random: Random) -> None:
    """Write one reply of up to 200 numbered pieces, a third of them thoughts; not all are finished."""
    store.begin_reply(reply)
    for number in range(random.randrange(200)):
        piece = f"{number} "
        thought = number % 3 == 0
        kept: Future[None] = store.append_delta(reply.id, "" if thought else piece, piece if thought else "")
        tell("given", reply.id, number, time.monotonic())
        kept.add_done_callback(lambda _, number=number: tell("kept", reply.id, number))
        time.sleep(random.random() * 0.004)
    if random.random() < 0.8:
        store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result()


def main(data_dir: Path, seed: int) -> None:
    """Ask and reply until killed."""
    random = Random(seed)
    store = ConversationStore.open(data_dir)
    chat = new_chat()
    message = new_message(chat)
    store.create_chat(chat, message).result()
    tell("asked", message.id)
    while True:
        reply = new_reply(chat, message)
        stream(store, reply, random)
        message = new_message(chat, reply)
        store.add_message(message).result()
        tell("asked", message.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
