import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from backend.devstack import commands

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((Path(__file__).parent / "data" / "compose-spec.json").read_text())
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ["setup", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_file_is_what_the_compose_specification_allows():
    jsonschema.Draft202012Validator(SCHEMA).validate(COMPOSE)


def test_the_schema_would_see_a_mistake():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({"services": {"web": {"comand": ["gunicorn"]}}})


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("web", commands.web("0.0.0.0", 8000)),
        ("worker", commands.WORKER),
        ("beat", commands.beat("/var/lib/familievriend/beat-schedule")),
        ("setup", commands.django(commands.MIGRATE, commands.PLACES)),
    ],
)
def test_a_server_runs_the_commands_that_the_demo_runs(service, command):
    assert tuple(SERVICES[service]["command"]) == command


def test_the_image_has_the_texts_from_when_it_was_built():
    assert f"python manage.py {' '.join(commands.TEXTS)}" in DOCKERFILE


def test_every_secret_must_be_given():
    for name, rule in re.findall(r"\$\{(\w+)([^}]*)\}", TEXT):
        if re.search("PASSWORD|SECRET|KEY|URL", name):
            assert rule.startswith(":?"), f"{name} must have no default"
    assert not re.search(r"(?m)^\s*\w*(PASSWORD|SECRET|KEY)\w*: (?!\$\{\w+:\?)", TEXT)


@pytest.mark.parametrize("service", ["postgres", "redis", "web", "worker", "beat"])
def test_what_runs_on_is_watched_and_started_again(service):
    assert SERVICES[service]["healthcheck"]["test"]
    assert SERVICES[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_there(service):
    after = SERVICES[service]["depends_on"]
    assert after["setup"]["condition"] == "service_completed_successfully"
    assert {after[name]["condition"] for name in ("postgres", "redis")} == {"service_healthy"}


@pytest.mark.parametrize("service", OURS)
def test_our_processes_can_do_little_harm(service):
    ours = SERVICES[service]
    assert ours["read_only"]
    assert ours["cap_drop"] == ["ALL"]
    assert ours["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"(?m)^USER familievriend$", DOCKERFILE)


def test_only_the_web_server_is_reached_from_outside_and_only_by_the_proxy_on_this_machine():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_data_outlives_its_container():
    kept = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert kept == COMPOSE["volumes"].keys() == {"postgres", "redis", "beat", "engine"}
