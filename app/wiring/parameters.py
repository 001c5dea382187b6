"""Arrows of the parameters: the panel, the chat whose they are, and the buttons that lead to it."""

from app.services.chat import ChatService
from app.services.parameters import ParametersService
from app.ui.chat.chat_pane import ChatPane
from app.ui.parameters.side import ParametersSide


def wire_parameters(
    side: ParametersSide, pane: ChatPane, chat: ChatService, parameters: ParametersService
) -> None:
    """Connect panel and composer with the services: wishes up, state down."""
    presets = parameters.keeper
    side.parameters_wanted.connect(chat.set_parameters)
    side.preset_kept.connect(presets.keep_preset)
    side.preset_renamed.connect(presets.rename_preset)
    side.preset_deleted.connect(presets.delete_preset)
    side.request_looked_at.connect(parameters.show_request)
    side.left.connect(parameters.keep_panel)
    pane.parameters_wanted.connect(chat.set_parameters)
    chat.current_changed.connect(side.set_chat)
    chat.parameters_changed.connect(side.show_parameters)
    chat.parameters_changed.connect(pane.set_parameters)
    parameters.facts_changed.connect(chat.take_facts)
    parameters.facts_changed.connect(side.show_facts)
    parameters.facts_changed.connect(pane.set_model_facts)
    parameters.presets_changed.connect(side.show_presets)
    parameters.request_changed.connect(side.show_request)
    parameters.panel_restored.connect(side.restore)
