"""States of the page of the models, for pictures and for the walk through all states."""

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QApplication

from app.api.catalogue import bundled_catalogue
from app.domain.catalogue import Memory
from app.domain.chat import ChatMessage
from app.domain.failure import Failure, FailureCode
from app.domain.library import (
    DeletePlan,
    DiskUse,
    LibraryAction,
    LibraryResult,
    LibraryRow,
    LibraryState,
    LibraryView,
    ModelDetail,
)
from app.domain.model_info import ModelDetails, ModelShow
from app.domain.server import Connection, ServerState
from app.domain.server_profile import FirstModels, ModelSuggestion
from app.ui.library.library_content import LibraryContent
from app.ui.main_window import MainWindow
from tests.ui import samples

GB = 1_000_000_000
NOW = datetime.now(UTC)


def _row(
    name: str, size_gb: float, parameters: str, count: float, days: int, *can: str, **more: object
) -> LibraryRow:
    return LibraryRow(
        name=name,
        digest=f"{hash(name) & 0xFFFFFFFF:08x}" * 8,
        size_bytes=round(size_gb * GB),
        modified_at=NOW - timedelta(days=days),
        parameters=parameters,
        parameter_count=count,
        quantization="Q4_K_M",
        family=name.partition(":")[0],
        context_length=131_072,
        capabilities=can or ("completion",),
        **more,  # type: ignore[arg-type]
    )


ROWS = (
    _row("gpt-oss:20b", 13.8, "20.9B", 20.9e9, 2, "completion", "tools", "thinking"),
    _row("qwen3:8b", 5.2, "8.19B", 8.19e9, 5, "completion", "tools", "thinking", is_loaded=True),
    _row("gemma3:12b", 8.1, "12.2B", 12.2e9, 9, "completion", "vision", newer_digest="4c81b2" * 10 + "abcd"),
    _row("qwen2.5vl:7b", 6.0, "8.29B", 8.29e9, 21, "completion", "vision", aliases=("eyes:latest",)),
    _row("hf.co/bartowski/Qwen3-14B-GGUF:Q5_K_M", 10.5, "14.8B", 14.8e9, 30, "completion", "tools"),
    _row("nomic-embed-text:latest", 0.274, "137M", 137e6, 120, "embedding"),
)
SHOW = ModelShow(
    details=ModelDetails(format="gguf", family="gemma3", parameter_size="12.2B"),
    license="Gemma Terms of Use\n\nLast modified: 24 March 2025",
    modelfile="FROM gemma3:12b\nPARAMETER temperature 1\nSYSTEM You are kind.\n",
    parameters='temperature                    1\ntop_k                          64\nstop    "<end_of_turn>"',
    template="{{- range .Messages }}\n<start_of_turn>{{ .Role }}\n{{ .Content }}<end_of_turn>\n{{- end }}",
    system="You are kind.",
    messages=(ChatMessage("user", "Hi"), ChatMessage("assistant", "Hello")),
    model_info={
        "general.architecture": "gemma3",
        "general.parameter_count": 12_187_325_040,
        "gemma3.context_length": 131_072,
        "gemma3.embedding_length": 3840,
        "tokenizer.ggml.tokens": None,
    },
)


def _page(window: MainWindow, view: LibraryView) -> LibraryContent:
    window.status_strip.set_server(view.server)
    content = window.content.library_page.content
    content.show_view(view)
    content.set_catalogue(bundled_catalogue())
    content.set_memory(Memory(16 * GB))
    window.content.show_models_page()
    return content


def _view(**more: object) -> LibraryView:
    disk = DiskUse(512 * GB, 203 * GB)
    fields: dict[str, object] = {"rows": ROWS, "total_bytes": round(43.9 * GB), "seen_at": NOW, "disk": disk}
    return LibraryView(LibraryState.READY, samples.ready(), **(fields | more))  # type: ignore[arg-type]


def models_installed(window: MainWindow) -> None:
    """The table beside the detail of a model that has a newer build."""
    content = _page(window, _view())
    content.installed.select("gemma3:12b")
    content.show_detail(ModelDetail("gemma3:12b", SHOW, chats=3))
    content.show_result(LibraryResult(LibraryAction.COPY, ("qwen3:8b",), other="qwen3:mine"))
    QApplication.sendPostedEvents()


def models_cards(window: MainWindow) -> None:
    """Cards, and the metadata of one model."""
    content = _page(window, _view())
    content.installed.bar.views.buttons["cards"].click()
    content.installed.select("gemma3:12b")
    content.show_detail(ModelDetail("gemma3:12b", SHOW))
    content.detail.tabs.buttons["metadata"].click()
    QApplication.sendPostedEvents()


def models_get(window: MainWindow) -> None:
    """The bundled list, and a name with something wrong."""
    content = _page(window, _view())
    content.open_pull("registry.example:5000/us.er/model")
    QApplication.sendPostedEvents()


def models_loading(window: MainWindow) -> None:
    """The list of a server that takes its time."""
    server = ServerState(Connection.LOOKING, samples.ADDRESS)
    _page(window, LibraryView(LibraryState.LOADING, server))


def models_detail_loading(window: MainWindow) -> None:
    """A model about which the server has not told yet."""
    content = _page(window, _view())
    content.installed.select("gemma3:12b")
    content.show_detail(ModelDetail("gemma3:12b"))
    QApplication.sendPostedEvents()


def models_none(window: MainWindow) -> None:
    """Nothing installed yet."""
    content = _page(window, _view(rows=(), total_bytes=0))
    first = FirstModels(
        (
            ModelSuggestion("llama3.2:3b", "Small; for everyday questions", 2 * GB, True),
            ModelSuggestion("phi4-mini", "Small; made for sums and code", 2_500_000_000, True),
            ModelSuggestion("gemma3:4b", "All-round; also sees images", 3_300_000_000, True),
        ),
        "2026-11-21",
        16 * GB,
    )
    content.set_suggestions(first)
    QApplication.sendPostedEvents()


def models_delete(window: MainWindow) -> None:
    """The question before two models are deleted, over a list whose server is gone."""
    failure = Failure(FailureCode.SERVER_REFUSED, samples.ADDRESS)
    server = ServerState(Connection.FAILED, samples.ADDRESS, failure=failure)
    content = _page(window, LibraryView(LibraryState.STALE, server, ROWS, 43 * GB, NOW))
    chats = ("Garden plan", "", "Rust borrow checker")
    plan = DeletePlan(("gemma3:12b", "qwen3:8b"))  # at first: nothing is counted yet
    content.questions.show_plan(plan)
    content.questions.show_plan(DeletePlan(plan.names, 13 * GB, chats, ("qwen2.5vl:7b",), ("qwen3:8b",)))
    assert content.questions.delete_question.isVisible()
    QApplication.sendPostedEvents()


SCENES = (
    models_installed,
    models_cards,
    models_get,
    models_loading,
    models_detail_loading,
    models_none,
    models_delete,
)
