"""The rows about room: the models of the server, our own data, and attachments that nothing uses."""

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QShowEvent

from app.domain.server import Connection, ServerState
from app.domain.storage_use import StorageUse
from app.ui.server_words import server_name
from app.ui.settings.open_row import OpenRow
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.words import size


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class FolderRow(OpenRow):
    """A folder; tells when somebody sees it."""

    seen = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, " ", _tr("Open folder"), "folder-open")
        self.button.setAccessibleName(_tr("Open folder: {name}").format(name=name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()


class StorageRows(QObject):
    """Empty until the first measure came; nothing here measures by itself."""

    wanted = Signal()  # somebody looks
    removal_requested = Signal()

    def __init__(self, theme: Theme, section: Section, data_dir: str) -> None:
        super().__init__(section)
        self._state: ServerState | None = None
        self._use: StorageUse | None = None
        self._data_dir = data_dir
        self._is_removing = False
        self.models = FolderRow(theme, _tr("Models"))
        self.data = FolderRow(theme, _tr("Data folder of Arriero"))
        self.data.set_path(data_dir)
        self.remove_button = Button(theme, _tr("Remove unused"), "trash-2", height_px=30)
        self.attachments = Row(theme, _tr("Attachments"), " ", self.remove_button)
        section.add_group(_tr("Models")).add(self.models)
        here = section.add_group(_tr("Storage"))
        here.add(self.data)
        here.add(self.attachments)
        self.data.seen.connect(self.wanted)
        self.remove_button.clicked.connect(self._on_remove)
        self._show()

    def set_server(self, state: ServerState) -> None:
        """Tell of the models that this server has."""
        was = self._state
        self._state = state
        self._show()
        is_news = was is None or (was.key, was.connection, was.models) != (
            state.key, state.connection, state.models,
        )  # fmt: skip
        if is_news and self.data.isVisible():
            self.wanted.emit()

    def show_use(self, use: StorageUse) -> None:
        """Tell what was measured."""
        self._use, self._is_removing = use, False
        self._show()

    def _show(self) -> None:
        use = self._use
        self.models.set_help(self._models_words())
        self.models.set_path(use.models_dir if use and use.models_dir_is_here else "")
        measured = size(use.data_bytes) if use else _tr("Being measured…")
        self.data.set_help(_tr("{size} in {folder}").format(size=measured, folder=self._data_dir))
        self.attachments.set_help(self._attachment_words())
        has_unused = use is not None and use.attachments.unused_count > 0
        self.remove_button.setEnabled(has_unused and not self._is_removing)

    def _models_words(self) -> str:
        state = self._state
        if state is None or state.connection is not Connection.READY:
            return _tr("Not known while no server answers")
        local = [model for model in state.models if not model.remote_model]
        one, many = _tr("1 model on {server}, {size}."), _tr("{count} models on {server}, {size} together.")
        taken = size(sum(model.size_bytes for model in local))
        words = one if len(local) == 1 else many
        text = words.format(count=len(local), server=server_name(state), size=taken)
        folder = self._use.models_dir if self._use else ""
        if folder:
            return f"{text} {_tr('The server keeps its models in {folder}').format(folder=folder)}"
        return f"{text} {_tr('It does not tell where it keeps its models.')}" if self._use else text

    def _attachment_words(self) -> str:
        if self._use is None:
            return _tr("Being measured…")
        use = self._use.attachments
        if not use.count:
            return _tr("None")
        one, many = _tr("1 file, {size}"), _tr("{count} files, {size}")
        text = (one if use.count == 1 else many).format(count=use.count, size=size(use.size_bytes))
        if not use.unused_count:
            return _tr("{files}; unused: none").format(files=text)
        unused = _tr("{files}; unused: {count} ({size})")
        return unused.format(files=text, count=use.unused_count, size=size(use.unused_bytes))

    @Slot()
    def _on_remove(self) -> None:
        self._is_removing = True
        self._show()
        self.removal_requested.emit()
