"""Arrows of the chats: the list, the shown chat, its composer."""

from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.remote_images import RemoteImages
from app.services.server import ServerService
from app.services.versions import VersionService
from app.services.window_files import WindowFiles
from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_pane import ChatPane
from app.ui.chat.chat_versions import ChatVersions
from app.ui.chat.image_gate import ImageGate
from app.ui.chat.reply_images import ReplyImages


def wire_chat_list(pane: ChatListPane, chats: ChatListService, chat: ChatService) -> None:
    """Connect the list of chats with the services: wishes up, state down."""
    pane.chat_selected.connect(chat.open_chat)
    pane.new_chat_requested.connect(chat.new_chat)
    pane.rename_requested.connect(chats.rename)
    pane.pin_requested.connect(chats.pin)
    pane.delete_requested.connect(chats.delete)
    pane.undo_delete_requested.connect(chats.undelete)
    pane.delete_many_requested.connect(chats.delete_many)
    pane.archive_requested.connect(chats.archive)
    pane.move_requested.connect(chats.move)
    pane.new_folder_requested.connect(chats.move_to_new)
    pane.rename_folder_requested.connect(chats.rename_folder)
    pane.delete_folder_requested.connect(chats.delete_folder)
    pane.undo_delete_folder_requested.connect(chats.undelete_folder)
    pane.model.folder_toggled.connect(chats.set_folder_open)
    chats.closed_folders_read.connect(pane.model.set_closed)
    pane.tags_requested.connect(chats.set_tags)
    pane.duplicate_requested.connect(chats.duplicate)
    pane.temporary_chat_requested.connect(chat.new_temporary_chat)
    chats.folders_changed.connect(pane.set_folders)
    chats.chats_changed.connect(pane.set_chats)
    chats.chat_changed.connect(pane.update_chat)
    chats.chat_removed.connect(pane.remove_chat)
    chat.current_changed.connect(pane.set_current)
    chat.running_changed.connect(pane.set_running)


def wire_chat(pane: ChatPane, chat: ChatService, chats: ChatListService, server: ServerService) -> None:
    """Connect the shown chat with the services: wishes up, state down."""
    pane.send_requested.connect(chat.send)
    pane.stop_requested.connect(chat.stop)
    pane.retry_requested.connect(chat.retry)
    pane.model_picked.connect(chat.pick_model)
    pane.draft_changed.connect(chat.keep_draft)
    pane.rename_requested.connect(chats.rename)
    wire_versions(pane.versions, chat.versions)
    chat.chat_opened.connect(pane.show_chat)
    chat.new_chat_opened.connect(pane.show_new_chat)
    chat.draft_restored.connect(pane.set_draft)
    chat.message_added.connect(pane.add_message)
    chat.reply_grew.connect(pane.grow_reply)
    chat.reply_finished.connect(pane.finish_reply)
    chat.model_changed.connect(pane.set_model)
    chat.sending_changed.connect(pane.set_sending_allowed)
    chats.chat_changed.connect(pane.update_chat)
    server.state_changed.connect(pane.set_server)
    composer = pane.composer
    composer.next_edit_requested.connect(chat.next.edit)
    composer.next_remove_requested.connect(chat.next.remove)
    composer.next_send_requested.connect(chat.next.send_now)
    pane.versions.next_undelete_requested.connect(chat.next.undo_remove)
    chat.next.changed.connect(composer.show_next)
    composer.meter.parameters_requested.connect(pane.parameters_requested)
    chat.context.use_changed.connect(composer.meter.set_use)
    chat.context.first_seen_changed.connect(composer.meter.set_first_seen)
    chat.context.first_seen_changed.connect(pane.set_first_seen)
    chat.context.rates_changed.connect(pane.images.set_token_rates)
    wire_images(pane.images, chat.attachments)


def wire_versions(pane: ChatVersions, versions: VersionService) -> None:
    """Connect what is done with the versions of messages: wishes up, state down."""
    pane.retry_requested.connect(versions.retry)
    pane.edit_requested.connect(versions.edit)
    pane.edit_typed.connect(versions.keep_edit)
    pane.edit_returned.connect(versions.keep_edit_elsewhere)
    versions.edit_restored.connect(pane.restore_edit)
    pane.go_on_requested.connect(versions.go_on)
    pane.branch_requested.connect(versions.branch)
    pane.delete_requested.connect(versions.delete)
    pane.undelete_requested.connect(versions.undelete)
    pane.step_requested.connect(versions.step)
    versions.version_deleted.connect(pane.tell_deleted)


def wire_reply_images(images: ReplyImages, service: RemoteImages) -> None:
    """Connect the images in replies with what fetches those of other hosts and saves them."""
    images.fetch_requested.connect(service.fetch)
    images.save_requested.connect(service.save)
    service.fetched.connect(images.take)
    service.saved.connect(images.tell_saved)


def wire_images(gate: ImageGate, attachments: WindowFiles) -> None:
    """Connect the files of the shown chat with the service: wishes up, state down."""
    gate.prepared.connect(attachments.keep)
    gate.file_attached.connect(attachments.keep_file)
    gate.remove_requested.connect(attachments.remove)
    gate.restore_requested.connect(attachments.restore)
    gate.file_wanted.connect(attachments.read)
    gate.save_requested.connect(attachments.save_as)
    attachments.draft_changed.connect(gate.set_draft)
    attachments.not_kept.connect(gate.forget)
    attachments.file_told.connect(gate.take_told)
    attachments.file_read.connect(gate.take_file)


def tell_chats(pane: ChatListPane, chats: ChatListService, chat: ChatService) -> None:
    """Tell a list that was made later what the first one heard step by step."""
    pane.model.set_closed(chats.closed_folders)
    pane.set_folders(chats.folders)
    pane.set_chats(chats.chats)
    pane.set_running(chat.work.replies.running_ids)
