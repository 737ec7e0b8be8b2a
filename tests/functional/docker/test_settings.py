"""The container's settings: read by CKAN itself, from another process, with the environment compose gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import yaml
from moto.server import ThreadedMotoServer

from scripts.dev import operations, place

INI = place.ROOT / "docker" / "ckan" / "ckan.ini"
#: What the one-shot service does first; twice, because it must converge.
BUCKET = "import init; init.ensure_bucket()"
ENVIRONMENT = yaml.safe_load(operations.COMPOSE.read_text())["services"]["web"]["environment"]


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3-compatible storage of this test run."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def environment(s3: str) -> dict[str, str]:
    """What a web container gets, with the addresses of this machine's services."""
    settings = operations.example_settings()
    given = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: settings[found[1]], str(value))
        for name, value in ENVIRONMENT.items()
    }
    here = {name: value for name, value in place.urls("test").items() if not name.endswith("SITE_URL")}
    ready = {**given, **here, "CKAN_S3_ENDPOINT": s3, "PATH": os.environ["PATH"], "CKAN_INI": str(INI)}
    for _ in range(2):
        subprocess.run([place.VENV / "bin" / "python", "-c", BUCKET], env=ready, check=True, cwd=INI.parent)
    return ready


SCRIPT = """
import io, json, os
from werkzeug.datastructures import FileStorage
from ckan.cli import CKANConfigLoader
from ckan.common import config, config_declaration
from ckan.config.declaration.option import Flag
from ckan.config.environment import load_environment
from ckan.lib import files, uploader
from ckanext.tomoni_quality import putting_aside, source

load_environment(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
storage = files.get_storage("resources")
data = storage.upload(files.Location("a/b/c"), files.make_upload("名称,緯度".encode()))
declared = {str(key) for key in config_declaration.iter_options(exclude=Flag.none())}
resource = {"id": "0f5b3bd8-5f1c-4a5e-8f0e-2f8b3b0b6c11", "url": "a.csv", "url_type": "upload"}
place = uploader.get_resource_uploader(dict(resource)).get_path(resource["id"])
storage.upload(place, files.make_upload("名称".encode()))
upload = FileStorage(io.BytesIO("名称,経度".encode()), "a.csv")
aside = putting_aside.keep(upload, "0f5b3bd8")
kept = [putting_aside.content(aside).decode(), putting_aside.locations(), putting_aside.remove(aside)]
print(json.dumps({
    "aside": [*kept, putting_aside.locations()],
    "checked": source.load(resource).decode(),
    "declared": sorted(declared),
    "invalid": config_declaration.validate(config)[1],
    "storage": storage.settings.type,
    "key": data.location,
    "content": storage.content(data).decode(),
    "public": files.get_storage("groups").settings.public,
}))
"""


@pytest.fixture(scope="module")
def seen(environment: dict[str, str]) -> dict[str, Any]:
    """What a CKAN started with these settings says about itself."""
    command = [place.VENV / "bin" / "python", "-c", SCRIPT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_setting_is_declared(seen: dict[str, Any]) -> None:
    """CKAN or a plugin declares each setting of the file; a misspelt one would be silently without effect."""
    written = set(re.findall(r"^([\w.]+) =", INI.read_text(), re.MULTILINE)) - {"use"}
    assert len(written) > 8
    assert written - set(seen["declared"]) == set()


def test_settings_of_the_portal_are_declared(seen: dict[str, Any]) -> None:
    """The same holds for the file that `make portal` and the containers share."""
    text = (place.ROOT / "config" / "portal.ini").read_text().partition("[loggers]")[0].partition("[app:main]")[2]
    written = set(re.findall(r"^([\w.]+) =", text, re.MULTILINE)) - {"use"}
    assert written - set(seen["declared"]) == set()


def test_every_variable_reaches_ckan() -> None:
    """Each CKAN_… variable of compose is one CKAN reads itself, or one the settings file names; the reverse too."""
    from ckan.config.environment import CONFIG_FROM_ENV_VARS

    named = set(re.findall(r"%\((CKAN_\w+)\)s", INI.read_text()))
    given = {name for name in ENVIRONMENT if name.startswith("CKAN_")}
    assert given - set(CONFIG_FROM_ENV_VARS.values()) == named


def test_the_quality_check_reads_from_the_bucket(seen: dict[str, Any]) -> None:
    """A worker on another machine than the web server that took the upload finds the file all the same."""
    assert seen["checked"] == "名称"


def test_files_are_put_aside_in_the_bucket(seen: dict[str, Any]) -> None:
    """What is sent before publishing is found by the worker, and gone when it is done."""
    assert seen["aside"] == ["名称,経度", ["tomoni-trials/0f5b3bd8"], True, []]


def test_settings_are_valid(seen: dict[str, Any]) -> None:
    """CKAN's own validators accept the values of the example."""
    assert seen["invalid"] == {}


def test_uploads_go_to_the_bucket(seen: dict[str, Any], s3: str) -> None:
    """The storage that takes uploaded resources stores and returns a file by S3, under the folder the settings name."""
    assert (seen["storage"], seen["content"], seen["public"]) == ("ckan:s3", "名称,緯度", True)
    bucket = operations.example_settings()["CKAN_S3_BUCKET"]
    client = boto3.client("s3", endpoint_url=s3, aws_access_key_id="a", aws_secret_access_key="b", region_name="x")
    stored = client.get_object(Bucket=bucket, Key=f"files/resources/{seen['key']}")["Body"].read()
    assert stored.decode() == "名称,緯度"
