"""The compose file holds what the portal's Procfile holds, declares what it uses, and publishes nginx alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.dev import operations, place

COMPOSE: dict[str, Any] = yaml.safe_load(operations.COMPOSE.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
#: `services` watches the private PostgreSQL, Redis and Solr of `make portal`; here health checks do that.
NOT_IN_COMPOSE = {"services"}
#: The one worker with the scheduler is a service of its own, so that `worker` can be scaled.
NOT_IN_PROCFILE = {"scheduler"}
OWN_IMAGE = "tomoni/ckan:${TOMONI_VERSION}"


def procfile() -> dict[str, str]:
    lines = (place.ROOT / "config" / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line and not line.startswith("#"))


def processes() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in SERVICES.items() if service["image"] == OWN_IMAGE and name != "init"}


def test_every_process_has_its_service_and_no_other_runs() -> None:
    """A process added to the Procfile must be added to the compose file, and the reverse."""
    assert set(procfile()) - NOT_IN_COMPOSE == set(processes()) - NOT_IN_PROCFILE


@pytest.mark.parametrize("name", sorted(set(procfile()) - NOT_IN_COMPOSE))
def test_service_runs_what_the_procfile_runs(name: str) -> None:
    """The commands are the same; only the scheduler's place differs."""
    command = [word for word in SERVICES[name]["command"] if word != "--no-scheduler"]
    assert command == procfile()[name].split()


def test_one_worker_schedules() -> None:
    """One service of one container enqueues scheduled jobs; those that scale do not."""
    workers = {name: service for name, service in processes().items() if "jobs" in service["command"]}
    scheduling = [name for name, service in workers.items() if "--no-scheduler" not in service["command"]]
    assert scheduling == ["scheduler"]
    assert SERVICES["scheduler"]["deploy"]["replicas"] == 1


@pytest.mark.parametrize("name", ["web", "worker", "gather", "fetch"])
def test_scales_by_a_setting(name: str) -> None:
    """How many run is said in .env, service by service."""
    assert SERVICES[name]["deploy"]["replicas"] == "${TOMONI_%s_REPLICAS}" % name.upper()  # noqa: UP031
    assert "container_name" not in SERVICES[name]


def test_every_variable_is_declared_and_every_declared_one_is_used() -> None:
    """`.env.example` lists the settings of the compose file: no more, no less."""
    used = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", operations.COMPOSE.read_text()))
    assert used | {"COMPOSE_PROJECT_NAME"} == set(operations.example_settings())


def test_no_secret_is_written_down() -> None:
    """The example's secrets are empty, and the compose file refuses to start without them."""
    example, compose = operations.EXAMPLE.read_text(), operations.COMPOSE.read_text()
    secrets = re.findall(r"^(\w*(?:PASSWORD|SECRET|SECRET_KEY|S3_KEY))=(.*)$", example, re.MULTILINE)
    assert len(secrets) >= 7
    for name, value in secrets:
        assert value == "", name
        if name != "CKAN_SMTP_PASSWORD":
            assert f"${{{name}:?" in compose, name


def test_only_nginx_is_published() -> None:
    """Every other service is reached through the internal networks alone."""
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["nginx"]
    assert all(COMPOSE["networks"][name]["internal"] for name in ("edge", "data"))
    stores = ("postgres", "redis", "s3", "solr-1", "solr-2", "zookeeper-1", "zookeeper-2", "zookeeper-3")
    assert all(set(SERVICES[name]["networks"]) == {"data"} for name in stores)
    assert "data" not in SERVICES["nginx"]["networks"]


def test_images_are_pinned() -> None:
    """No tag moves by itself: each names a release, or the version of this project."""
    images = {service["image"] for service in SERVICES.values()}
    for path in operations.dockerfiles():
        images |= {line.split()[1] for line in path.read_text().splitlines() if line.startswith("FROM ")}
    for image in images:
        tag = image.partition(":")[2]
        assert tag == "${TOMONI_VERSION}" or re.match(r"\d+\.\d+", tag), image


def test_every_lasting_service_restarts_and_every_store_says_when_it_is_well() -> None:
    """A service that stops comes back, except the one-shot ones; what others wait for has a health check."""
    once = {"init", "solr-init"}
    assert {name for name, service in SERVICES.items() if service["restart"] == "no"} == once
    waited_for = {
        other
        for service in SERVICES.values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }
    assert waited_for
    assert all("healthcheck" in SERVICES[name] for name in waited_for)


def test_portal_runs_without_privileges() -> None:
    """Our own processes write nowhere but to memory, hold no capability and are nobody."""
    for name, service in processes().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
    for path in operations.dockerfiles():
        user = [line for line in path.read_text().splitlines() if line.startswith("USER ")][-1]
        assert int(user.split()[1]) > 0, path


@pytest.mark.parametrize("path", operations.dockerfiles(), ids=lambda path: path.parent.name)
def test_what_a_dockerfile_copies_exists(path: Path) -> None:
    """Each file named in COPY is in the repository (those of an earlier stage aside)."""
    copies = [line.split()[1:-1] for line in path.read_text().splitlines() if line.startswith("COPY ")]
    for words in copies:
        if any(word.startswith("--from=") for word in words):
            continue
        for source in (word for word in words if not word.startswith("--")):
            assert (place.ROOT / source).exists(), source


def test_hadolint_finds_nothing() -> None:
    """The linter of Dockerfiles, from its Python package."""
    import subprocess

    paths = [str(path) for path in operations.dockerfiles()]
    done = subprocess.run([place.VENV / "bin" / "hadolint", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture(scope="module")
def client() -> list[str]:
    found = operations.compose_client()
    if found is None:
        pytest.skip("no client of the compose format on this machine")
    return found


def test_compose_client_accepts_it(client: list[str]) -> None:
    """A real client reads the file, fills in the settings of the example and finds every service."""
    done = operations.compose_config(client, operations.example_settings())
    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) == set(SERVICES)


@pytest.mark.parametrize("secret", ["CKAN_SECRET_KEY", "CKAN_DB_PASSWORD", "REDIS_PASSWORD", "CKAN_S3_SECRET"])
def test_compose_client_refuses_without_a_secret(client: list[str], secret: str) -> None:
    """A portal never starts with an empty password."""
    done = operations.compose_config(client, {**operations.example_settings(), secret: ""})
    assert done.returncode != 0
    assert "docker/.env" in done.stderr
