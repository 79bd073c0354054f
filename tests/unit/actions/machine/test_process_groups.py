"""Under which names processes are told, and which of them are never to be ended."""

import pytest

from assistant.actions.machine.process_groups import called, group_processes, holds_up_session, program_name
from tests.unit.actions.machine.scripted_processes import load


@pytest.mark.parametrize(
    ("argv", "program", "name"),
    [
        (("/usr/lib/firefox/firefox", "-P"), "/usr/lib/firefox/firefox", "firefox"),
        (("python3", "/home/ada/train.py", "--fast"), "/usr/bin/python3.11", "train.py"),
        (("python3", "-u", "train.py"), "/usr/bin/python3.11", "train.py"),
        (("python3", "-m", "http.server"), "/usr/bin/python3.11", "http.server"),
        (("python3", "-c", "pass"), "/usr/bin/python3.11", "python3"),
        (("bash", "/tmp/jobs/3"), "/usr/bin/bash", "bash"),
        (("-bash",), "/usr/bin/bash", "bash"),
        (("sh", "-c", "true"), "/usr/bin/dash", "sh"),
        (("nginx: worker process",), "/usr/sbin/nginx", "nginx"),
        (("sshd: ada@pts/0",), "", "sshd"),
        (("./loader",), "/memfd:sealed (deleted)", "loader"),
        (("what ever it says",), "/usr/bin/tool", "tool"),
        (("python3", "/tmp/\x1b[2Jyes\nconfirm.py"), "/usr/bin/python3.11", "[2Jyes confirm.py"),
    ],
)
def test_a_program_goes_by_the_name_that_people_know(argv, program, name):
    found = load(5, *argv, program=program).process
    assert program_name(found) == name


def test_the_processes_of_an_application_are_told_together_and_those_of_users_apart():
    loads = [load(5, "chrome"), load(6, "helper"), load(7, "cat"), load(8, "cat", user=0)]
    groups = group_processes(loads, {5: "Chrome", 6: "Chrome"})
    assert [(g.name, g.user_id, g.pids) for g in groups] == [
        ("Chrome", 1000, [5, 6]),
        ("cat", 1000, [7]),
        ("cat", 0, [8]),
    ]


@pytest.mark.parametrize(
    ("words", "pids"),
    [
        ("Text Editor", [5]),
        ("mousepad", [5]),
        ("text", [5]),
        ("6", [6]),
        ("train py", [6]),
        ("train.py", [6]),
        ("python3", [6, 7]),
        ("64", []),
        ("pad", []),
        ("...", []),
    ],
)
def test_words_name_a_number_a_whole_name_or_some_words_of_one(words, pids):
    loads = [load(5, "mousepad"), load(6, "python3", "train.py"), load(7, "python3", "serve.py")]
    groups = group_processes(loads, {5: "Text Editor"})
    assert [pid for group in called(words, groups) for pid in group.pids] == pids


@pytest.mark.parametrize(
    ("pid", "expected"), [(1, True), (3, True), (4, True), (5, True), (6, True), (7, True), (8, False)]
)
def test_what_the_session_the_system_or_zenus_stands_on_is_known(pid, expected):
    loads = [
        load(1, "init", parent=0),
        load(3, "bash", parent=1),
        load(4, "python3", "/opt/anything", parent=3),
        load(5, "gnome-shell"),
        load(6, "pipewire"),
        load(7, "systemd-logind"),
        load(8, "cat", parent=4),
    ]
    group = next(g for g in group_processes(loads, {}) if pid in g.pids)
    assert holds_up_session(group, loads, own_pid=4) is expected
