"""Arrows of the making of models: the wizard, the service behind it, the queue that does the work."""

from app.services.create import CreateService
from app.services.server import ServerService
from app.services.transfers import TransfersService
from app.ui.create.create_pane import CreatePane


def wire_create(
    pane: CreatePane, create: CreateService, transfers: TransfersService, server: ServerService
) -> None:
    """Connect the wizard with the services: wishes up, state down."""
    pane.base_wanted.connect(create.read_base)
    pane.files_chosen.connect(create.read_files)
    pane.modelfile_open_requested.connect(create.open_modelfile)
    pane.modelfile_save_requested.connect(create.save_modelfile)
    pane.modelfile_taken.connect(create.take_modelfile)
    pane.create_requested.connect(create.create)
    pane.forget_requested.connect(create.forget)
    pane.draft_changed.connect(create.keep_draft)
    pane.pause_requested.connect(transfers.pause)
    pane.cancel_requested.connect(transfers.cancel)
    pane.resume_requested.connect(transfers.resume)
    create.draft_restored.connect(pane.show_kept)
    create.files_read.connect(pane.show_files)
    create.base_read.connect(pane.show_base)
    create.modelfile_opened.connect(pane.show_modelfile)
    create.modelfile_saved.connect(pane.show_saved)
    create.news.connect(pane.show_news)
    server.state_changed.connect(pane.set_server)
    pane.set_server(server.state)
    create.start()
