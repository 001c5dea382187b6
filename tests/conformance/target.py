"""The servers that the conformance suite runs against, and what each of them offers."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.conformance.driver import Driver
from tests.conformance.official import OfficialDriver
from tests.conformance.ours import OurDriver

REAL_URL = "ARRIERO_CONFORMANCE_URL"
REAL_TOKEN = "ARRIERO_CONFORMANCE_TOKEN"
REAL_MODEL = "ARRIERO_CONFORMANCE_MODEL"
REAL_PULL = "ARRIERO_CONFORMANCE_PULL"
REAL_PUSH = "ARRIERO_CONFORMANCE_PUSH"
SETTINGS = {
    name: os.environ.get(name, "") for name in (REAL_URL, REAL_TOKEN, REAL_MODEL, REAL_PULL, REAL_PUSH)
}

ENDPOINTS = frozenset(
    (
        "version",
        "tags",
        "show",
        "ps",
        "chat",
        "generate",
        "embed",
        "embeddings",
        "copy",
        "delete",
        "create",
        "blobs",
        "pull",
        "push",
        "me",
        "status",
        "recommendations",
    )
)
ENGINE_ENDPOINTS = frozenset(("version", "tags", "show", "ps", "chat", "generate"))
DRIVERS: dict[str, type[Any]] = {"ours": OurDriver, "official": OfficialDriver}


@dataclass
class Target:
    """A server under test.

    Attributes:
        offers: the endpoints it has; what is not among them is skipped.
        models: by capability, one model that has it.
        pull_name: a small model that can be pulled and is not installed; "" for none.
        push_name: a name that may be pushed to; "" for none.
        options: what every run of a model is given, to keep it short.
        is_scripted: it is ours, so that made-up files can be used.
    """

    name: str
    url: str
    offers: frozenset[str]
    models: Mapping[str, str]
    token: str | None = None
    pull_name: str = ""
    push_name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    is_scripted: bool = False


@dataclass
class Case:
    """One client against one server."""

    driver_name: str
    target: Target
    made: list[str] = field(default_factory=list)

    def driver(self) -> Driver:
        """The client: `async with case.driver() as server:`."""
        driver: Driver = DRIVERS[self.driver_name](self.target.url, self.target.token)
        return driver

    def needs(self, *endpoints: str) -> None:
        """Skip a behaviour that this server does not offer or this client cannot ask for."""
        for endpoint in endpoints:
            if endpoint in ENDPOINTS and endpoint not in self.target.offers:
                pytest.skip(f"{self.target.name} does not offer {endpoint}")
            if endpoint in DRIVERS[self.driver_name].lacks:
                pytest.skip(f"the {self.driver_name} client has no {endpoint}")

    def model(self, capability: str = "completion") -> str:
        """An installed model with this capability; skips where there is none."""
        if capability not in self.target.models:
            pytest.skip(f"{self.target.name} has no model with {capability}")
        return self.target.models[capability]

    def new_name(self) -> str:
        """A name nobody has; what is made under it is deleted after the test."""
        name = f"arriero-conformance-{uuid.uuid4().hex[:12]}"
        self.made.append(name)
        return name

    def short(self, **options: Any) -> dict[str, Any]:
        """Options for a reply of a few tokens, always the same one."""
        return {"num_predict": 8, "temperature": 0, "seed": 7, **self.target.options, **options}

    def clean(self) -> None:
        """Delete what was made."""
        with http(self.target) as client:
            for name in self.made:
                client.request("DELETE", "/api/delete", json={"model": name})


def http(target: Target) -> httpx.Client:
    """A plain client, for what is not under test."""
    headers = {"Authorization": f"Bearer {target.token}"} if target.token else {}
    return httpx.Client(base_url=target.url, headers=headers, trust_env=False, timeout=60)


def real_target() -> Target:
    """The server that the environment names, with its smallest models."""
    target = Target(
        name=SETTINGS[REAL_URL],
        url=SETTINGS[REAL_URL],
        offers=ENDPOINTS
        - {name for name in ("pull", "push") if not SETTINGS[f"ARRIERO_CONFORMANCE_{name.upper()}"]},
        models={},
        token=SETTINGS[REAL_TOKEN] or None,
        pull_name=SETTINGS[REAL_PULL],
        push_name=SETTINGS[REAL_PUSH],
    )
    models: dict[str, str] = {}
    with http(target) as client:
        rows = client.get("/api/tags").json()["models"]
        for row in sorted(rows, key=lambda row: row["size"]):
            if row.get("remote_host"):
                continue  # a cloud model costs somebody's plan
            shown = client.post("/api/show", json={"model": row["name"]}).json()
            for capability in shown.get("capabilities") or ["completion"]:
                models.setdefault(capability, row["name"])
    if SETTINGS[REAL_MODEL]:
        models["completion"] = SETTINGS[REAL_MODEL]
    target.models = models
    return target
