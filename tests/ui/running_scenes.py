"""States of the page of the running models, for pictures and for the walk through all states."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.failure import Failure, FailureCode
from app.domain.gpu import GpuMemory
from app.domain.model_info import ModelDetails, ModelSummary, RunningModel
from app.domain.running import (
    GoneModel,
    LoadedModel,
    LoadingModel,
    LoadWish,
    RunningTrouble,
    RunningView,
)
from app.domain.server import ServerState
from app.ui.main_window import MainWindow
from tests.ui import samples

GB = 1_000_000_000


def running(
    name: str,
    size_gb: float,
    vram_gb: float,
    left_s: float | None,
    context: int = 32_768,
    quant: str = "Q4_K_M",
) -> RunningModel:
    """A model as a server tells it; `left_s` None: it stays for ever."""
    expires_at = None if left_s is None else datetime.now(UTC) + timedelta(seconds=left_s)
    details = ModelDetails(format="gguf", parameter_size="20.9B", quantization_level=quant)
    return RunningModel(name, "3f" * 32, int(size_gb * GB), int(vram_gb * GB), expires_at, context, details)


def state() -> ServerState:
    """A server whose models say what they can do."""
    names = (("gpt-oss:20b", ("completion", "tools", "thinking")), ("llama3.2:3b", ("completion", "tools")))
    rows = tuple(ModelSummary(name, "3f" * 32, GB, capabilities=each) for name, each in names)
    return replace(samples.ready(), models=rows)


def _show(window: MainWindow, view: RunningView, server: ServerState | None = None) -> None:
    page = window.content.running_page
    page.set_server(server or state())
    window.status_strip.set_server(server or state())
    page.set_view(view)
    window.content.show_running_page()


def two_loaded(window: MainWindow) -> None:
    """One partly on the CPU, one that writes a reply, one that has left; the driver tells the total."""
    since = datetime.now(UTC) - timedelta(minutes=12)
    loaded = (
        LoadedModel(running("gpt-oss:20b", 14.2, 10.4, 72, quant="MXFP4"), 300, since),
        LoadedModel(running("llama3.2:3b", 3.4, 3.4, 250, 8192), 300, since, is_replying=True),
    )
    gone = (GoneModel(running("gemma3:12b", 8.1, 8.1, 0), datetime.now(UTC) - timedelta(minutes=3)),)
    _show(window, RunningView(loaded, (), gone, is_known=True))
    window.content.running_page.show_gpu(
        GpuMemory(("NVIDIA RTX 4080 SUPER",), 16_000_000_000, 15_400_000_000)
    )


def on_cpu(window: MainWindow) -> None:
    """Last seconds, kept for ever, one on its way, trouble, and a very long name."""
    name = "hf.co/an-organisation-with-a-long-name/A-Model-With-A-Longer-Name-Than-Fits-GGUF:Q4_K_M"
    loaded = (
        LoadedModel(running("smollm2:135m", 0.2, 0, 21, 4096), 300),
        LoadedModel(running(name, 6.1, 0, None), 300, is_changing=True),
    )
    loading = (LoadingModel(LoadWish("qwen3:8b"), datetime.now(UTC) - timedelta(seconds=12)),)
    _show(window, RunningView(loaded, loading, is_known=True))
    failure = Failure(FailureCode.API_ERROR, model="qwen3:32b", status=500, detail="out of memory")
    window.content.running_page.show_trouble(RunningTrouble("qwen3:32b", failure))


def nothing_loaded(window: MainWindow) -> None:
    """The page as it is most of the time."""
    _show(window, RunningView(is_known=True))


def running_lost(window: MainWindow) -> None:
    """The server is gone; the last values stay."""
    two_loaded(window)
    window.content.running_page.show_gpu(None)
    lost_at = datetime.now(UTC) - timedelta(minutes=2)
    view = RunningView((LoadedModel(running("gpt-oss:20b", 14.2, 10.4, 72)),), lost_at=lost_at, is_known=True)
    _show(window, view, samples.refused())


def load_sheet(window: MainWindow) -> None:
    """A model to load, with options."""
    nothing_loaded(window)
    window.content.running_page.content.open_sheet()


def unload_question(window: MainWindow) -> None:
    """Asked while a reply is written."""
    two_loaded(window)
    window.content.running_page.content.cards[1].unload_button.click()


SCENES = (two_loaded, on_cpu, nothing_loaded, running_lost, load_sheet, unload_question)
