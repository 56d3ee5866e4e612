"""The document is the truth: committed as generated, complete, and its examples are as its schemas say."""

from pathlib import Path

import pytest
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from tests.api.document import api_routes, check, document, pointed_to

OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]
each_operation = pytest.mark.parametrize("operation", [o for _, o in OPERATIONS], ids=[name for name, _ in OPERATIONS])


def test_the_committed_file_is_up_to_date():
    committed = (Path(__file__).parents[2] / "openapi.yaml").read_text(encoding="utf-8")
    assert OpenApiYamlRenderer().render(document(), renderer_context={}).decode() == committed, (
        "manage.py spectacular --file openapi.yaml"
    )


def test_it_is_openapi_3_1():
    validate_schema(document())
    assert document()["openapi"].startswith("3.1")


def test_it_names_exactly_the_routes_of_version_1():
    routes = {str(route.pattern) for route in api_routes()}
    documented = {path.removeprefix("/api/").replace("{", "<uuid:").replace("}", ">") for path in document()["paths"]}
    assert documented == {route for route in routes if route.startswith("v1/")}


@each_operation
def test_every_operation_says_what_it_is_for(operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in document()["tags"]}


@each_operation
def test_every_answer_and_every_body_has_an_example_that_is_true(operation):
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    answers = [pointed_to(response) for response in operation["responses"].values()]
    for described in [*bodies, *(answer for answer in answers if "content" in answer)]:
        for media in described["content"].values():
            assert media["examples"]
            for example in media["examples"].values():
                check(example["value"], media["schema"])


@each_operation
def test_strangers_are_told_in_the_document_that_they_must_sign_in(operation):
    assert "401" in operation["responses"]
    assert operation["security"] == [{"phone": []}, {"browser": []}]
