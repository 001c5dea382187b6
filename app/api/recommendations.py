"""The built-in list of models to try, for servers that have none of their own."""

import json
import sys
from pathlib import Path

from app.domain.account import ModelRecommendation, ModelRecommendations

# PyInstaller unpacks data files under sys._MEIPASS.
_ROOT = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).parents[2])


def built_in_recommendations() -> ModelRecommendations:
    """Read `resources/recommendations.json`: models with the public source of their facts, and the day."""
    text = (_ROOT / "resources" / "recommendations.json").read_text(encoding="utf-8")
    kept = json.loads(text)
    models = tuple(ModelRecommendation(**row) for row in kept["recommendations"])
    return ModelRecommendations(models, is_built_in=True, as_of=kept["as_of"])
