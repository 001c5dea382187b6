"""The bundled list of model families."""

from app.api.resources import bundled_json
from app.domain.catalogue import Catalogue, CatalogueFamily, CatalogueTag


def bundled_catalogue() -> Catalogue:
    """Read `resources/catalogue.json`; every row has the public address of its facts and the day."""
    kept = bundled_json("catalogue.json")
    families = tuple(
        CatalogueFamily(
            name=row["name"],
            description=row["description"],
            capabilities=tuple(row["capabilities"]),
            source=row["source"],
            date=row["date"],
            tags=tuple(CatalogueTag(tag["tag"], tag.get("size_bytes")) for tag in row["tags"]),
            sizes_source=row.get("sizes_source", ""),
            sizes_date=row.get("sizes_date", ""),
        )
        for row in kept["families"]
    )
    return Catalogue(families, kept["as_of"])
