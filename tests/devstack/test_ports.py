import socket

import pytest

from backend.devstack.ports import HOST, any_free_port, first_free_port, is_free, keep_ports, read_ports


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_not_free(taken):
    assert not is_free(taken)
    assert first_free_port(taken) != taken


def test_a_start_takes_another_port_when_the_wanted_one_is_taken(tmp_path, taken):
    ports = keep_ports(tmp_path / "ports.json", {"web": taken})
    assert ports["web"] != taken
    assert is_free(ports["web"])


def test_the_ports_of_the_last_start_are_kept_while_they_are_free(tmp_path):
    path = tmp_path / "ports.json"
    first = keep_ports(path, {"web": any_free_port(), "redis": 0})
    assert keep_ports(path, {"web": any_free_port(), "redis": 0}) == first


def test_a_kept_port_that_is_taken_by_now_is_given_up(tmp_path, taken):
    path = tmp_path / "ports.json"
    path.write_text(f'{{"redis": {taken}}}')
    assert keep_ports(path, {"redis": 0})["redis"] != taken


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"web": "eight"}', '{"web": null}'])
def test_unreadable_ports_count_as_none(tmp_path, content):
    path = tmp_path / "ports.json"
    path.write_text(content)
    assert read_ports(path) == {}


def test_the_first_free_port_does_not_pass_the_last_there_is():
    assert first_free_port(65535) <= 65535
