"""The built-in list of models to try, for servers that have none of their own."""

from app.api.resources import bundled_json
from app.domain.account import ModelRecommendation, ModelRecommendations


def built_in_recommendations() -> ModelRecommendations:
    """Read `resources/recommendations.json`: models with the public source of their facts, and the day."""
    kept = bundled_json("recommendations.json")
    models = tuple(ModelRecommendation(**row) for row in kept["recommendations"])
    return ModelRecommendations(models, is_built_in=True, as_of=kept["as_of"])
