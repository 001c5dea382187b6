"""The bundled list of model families."""

import json
import sys
from pathlib import Path

from app.domain.catalogue import Catalogue, CatalogueFamily, CatalogueTag

# PyInstaller unpacks data files under sys._MEIPASS.
_ROOT = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).parents[2])


def bundled_catalogue() -> Catalogue:
    """Read `resources/catalogue.json`; every row has the public address of its facts and the day."""
    kept = json.loads((_ROOT / "resources" / "catalogue.json").read_text(encoding="utf-8"))
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
