"""The pages about the API: from our own files, under a policy that lets in nothing else."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client


def test_the_page_loads_nothing_from_elsewhere_and_all_of_it_is_there():
    page = Client().get("/api/docs/")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert addresses
    for address in addresses:
        assert address.startswith("/")
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/"))
        else:
            assert Client().get(address).status_code == 200


def test_the_page_has_no_script_of_its_own_so_the_policy_need_not_allow_one():
    page = Client().get("/api/docs/")
    assert not re.search(r"<script(?![^>]*src=)", page.content.decode())
    policy = page.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "default-src 'self'" in policy


def test_no_other_page_may_set_styles():
    assert "unsafe-inline" not in Client().get("/api/schema/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.oai.openapi"])
def test_the_document_comes_as_json_or_yaml(accept):
    answer = Client().get("/api/schema/", headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith(accept)
    assert b"3.1.0" in answer.content
