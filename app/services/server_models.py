"""What the server lists of its models, as it was told last."""

from app.domain.model_info import ModelSummary
from app.domain.model_name import same_model
from app.services.server import ServerService


class ServerModels:
    """Looks in what the server told; asks it nothing."""

    def __init__(self, server: ServerService) -> None:
        self._server = server

    def summary_of(self, name: str) -> ModelSummary | None:
        """What the server lists of a model."""
        return next((m for m in self._server.state.models if same_model(m.name, name)), None)

    def digest_of(self, name: str) -> str:
        """The digest that the server lists for a model; empty where it lists none."""
        summary = self.summary_of(name)
        return summary.digest if summary is not None else ""

    def is_loaded(self, name: str) -> bool:
        """Whether a model was in memory when the server was last asked."""
        return any(same_model(m.name, name) for m in self._server.state.running)
