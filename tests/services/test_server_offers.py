"""A chat that was written with another server."""

from datetime import UTC, datetime
from typing import Any

from app.domain.conversation import Chat, ChatView, Message
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.server_profile import ENGINE_ID, LOCAL_ID, ServerList, ServerOffer, ServerProfile
from app.services.server_offers import NO_OFFER, ServerOffers

LOCAL = ServerProfile(LOCAL_ID, "", "http://127.0.0.1:11434")
STUDIO = ServerProfile("a1", "Studio", "https://studio.example")
READY = ServerState(Connection.READY, LOCAL.address, profile_id=LOCAL_ID)
NOW = datetime.now(UTC)


def chat(*servers: str) -> ChatView:
    """A chat whose replies were written with these servers."""
    messages = tuple(
        Message(f"{at:032x}", "c" * 32, None, "assistant", server=s) for at, s in enumerate(servers)
    )
    return ChatView(Chat("c" * 32, "Chat", "m", NOW, NOW), messages)


def offers(qapp: Any) -> tuple[ServerOffers, list[ServerOffer]]:
    service, told = ServerOffers(), []
    service.offered.connect(told.append)
    service.set_servers(ServerList((LOCAL, STUDIO), engine_available=True))
    service.set_server(READY)
    return service, told


def test_a_chat_of_another_server_of_the_list_offers_it(qapp: Any) -> None:
    service, told = offers(qapp)
    service.show_chat(chat(STUDIO.address))
    assert told == [ServerOffer("c" * 32, "a1", "Studio", STUDIO.address)]
    service.set_server(ServerState(Connection.READY, STUDIO.address, profile_id="a1"))
    assert told[-1] == NO_OFFER


def test_the_last_reply_counts(qapp: Any) -> None:
    service, told = offers(qapp)
    service.show_chat(chat(STUDIO.address, "", LOCAL.address))
    assert told == []
    service.take_reply(Message("9" * 32, "other chat", None, "assistant", server=STUDIO.address))
    assert told == []
    service.show_chat(chat(LOCAL.address, STUDIO.address))
    service.take_reply(Message("9" * 32, "c" * 32, None, "assistant", server=LOCAL.address))
    assert told[-1] == NO_OFFER


def test_nothing_is_offered_that_is_not_there(qapp: Any) -> None:
    service, told = offers(qapp)
    service.show_chat(chat("http://gone.example"))
    service.show_chat(chat())
    service.show_chat(chat(ENGINE_ID))
    assert [offer.profile_id for offer in told] == [ENGINE_ID]
    service.set_servers(ServerList((LOCAL,), engine_available=False))
    assert told[-1] == NO_OFFER


def test_a_new_chat_offers_nothing(qapp: Any) -> None:
    service, told = offers(qapp)
    service.show_chat(chat(STUDIO.address))
    service.show_new_chat()
    assert told[-1] == NO_OFFER


def test_the_engine_is_one_whatever_its_port(qapp: Any) -> None:
    service, told = offers(qapp)
    service.set_server(ServerState(Connection.READY, "http://127.0.0.1:40123", ServerKind.ENGINE))
    service.show_chat(chat(ENGINE_ID))
    assert told == []
