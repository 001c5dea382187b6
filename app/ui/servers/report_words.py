"""How a try of a server went, in words."""

from PySide6.QtCore import QCoreApplication

from app.domain.server_profile import ProbeStep, ServerReport
from app.ui.failure_text import short_cause
from app.ui.words import NO_BREAK_SPACE


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


def step_text(step: ProbeStep) -> str:
    """What a step is about."""
    return {
        ProbeStep.ADDRESS: _tr("Address, token and headers can be used"),
        ProbeStep.NAME: _tr("The host name is known"),
        ProbeStep.CONNECTION: _tr("Something listens there"),
        ProbeStep.TLS: _tr("The certificate is accepted"),
        ProbeStep.SIGN_IN: _tr("Signed in"),
        ProbeStep.OLLAMA: _tr("It is Ollama"),
        ProbeStep.VERSION: _tr("Its version is new enough"),
    }[step]


def failed_step_text(step: ProbeStep) -> str:
    """What a step is about that failed."""
    return {
        ProbeStep.ADDRESS: _tr("Address, token and headers cannot be used so"),
        ProbeStep.NAME: _tr("The host name is not known"),
        ProbeStep.CONNECTION: _tr("Nothing answers there"),
        ProbeStep.TLS: _tr("The certificate is not accepted"),
        ProbeStep.SIGN_IN: _tr("Not signed in"),
        ProbeStep.OLLAMA: _tr("It does not answer as Ollama does"),
        ProbeStep.VERSION: _tr("Its version is too old"),
    }[step]


def latency_text(latency_ms: float | None) -> str:
    """Milliseconds, "3 ms"; empty where nobody measured."""
    if latency_ms is None:
        return ""
    value = f"{latency_ms:.1f}" if latency_ms < 9.95 else f"{latency_ms:.0f}"
    return f"{value}{NO_BREAK_SPACE}ms"


def report_text(report: ServerReport | None) -> str:
    """One line for the list: version, or what is wrong."""
    if report is None:
        return _tr("Trying…")
    if report.failure is not None:
        return short_cause(report.failure)
    return _tr("Ollama {version}").format(version=report.version)


def fingerprint_text(fingerprint: str) -> str:
    """A fingerprint in groups of four digits, which can be compared by eye and wrapped."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
