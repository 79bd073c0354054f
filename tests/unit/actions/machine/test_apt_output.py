"""What apt prints, read as values."""

import pytest

from assistant.actions.machine.apt_output import (
    read_changes,
    read_essential,
    read_found,
    read_policy,
    read_problem,
    read_progress,
)

SIMULATED = """Reading package lists...
The following packages will be REMOVED:
  rival
Remv rival [1.0]
Inst libssl3 [3.0.11-1] (3.0.14-1 Debian-Security:12/stable-security [amd64])
Inst vim-common:i386 [2:9.0] (2:9.1 Debian:12.5/stable [all]) []
Inst vim (2:9.1 Debian:12.5/stable [amd64])
Inst gone-and-back [1.0] (1.1 Debian:12.5/stable [amd64])
Remv gone-and-back [1.0]
Conf vim (2:9.1 Debian:12.5/stable [amd64])
"""
URIS = "'http://deb.example/a%2bb.deb' a_1.deb 13172 SHA256:00\n'file:/x.deb' x.deb 28 \nReading 'it' is 5\n"
POLICY = "vim:\n  Installed: {}\n  Candidate: {}\n  Version table:\n     2:9.0 500\n        500 http://x Packages\n"


def test_a_simulated_run_tells_what_comes_goes_and_is_fetched():
    changes = read_changes(SIMULATED, URIS)
    assert changes.installs == ("vim",)
    assert changes.upgrades == ("libssl3", "vim-common:i386", "gone-and-back")
    assert changes.removes == ("rival",)
    assert changes.security == ("libssl3",)
    assert dict(changes.versions)["vim-common:i386"] == "2:9.1"
    assert changes.download_bytes == 13_200


def test_nothing_to_do_is_nothing():
    assert read_changes("Reading package lists...\n0 upgraded, 0 newly installed\n", "").is_nothing


def test_other_versions_are_other_changes():
    first, second = (read_changes(f"Inst vim ({v} Debian [amd64])\n", "") for v in ("1", "2"))
    assert first.fingerprint != second.fingerprint


@pytest.mark.parametrize(
    ("installed", "candidate", "expected"),
    [("(none)", "2:9.0", ("", "2:9.0")), ("2:9.0", "2:9.1", ("2:9.0", "2:9.1")), ("1", "(none)", ("1", ""))],
)
def test_versions_are_read_and_none_is_none(installed, candidate, expected):
    found = read_policy(POLICY.format(installed, candidate), "vim")
    assert (found.installed, found.candidate) == expected
    assert read_policy("", "vim").candidate == ""


def test_programs_come_before_their_parts_and_names_before_summaries():
    lines = [
        "libgimp-dev - headers",
        "krita - paints like gimp",
        "gimp-data - data",
        "gimp-plugins - more",
        "gimp - draws",
    ]
    printed = "\n".join(lines)
    assert [found.name for found in read_found(printed, ["gimp"])][:3] == ["gimp", "gimp-plugins", "krita"]
    assert read_found("no line of a search\n\n", ["gimp"])[0].summary == ""


def test_what_the_distribution_stands_on_is_known_by_its_own_words():
    fields = {"bash": "Essential: yes", "login": "Protected: yes", "apt": "Priority: required", "x": "Priority: extra"}
    shown = "\n\n".join(f"Package: {name}\n{field}" for name, field in fields.items())
    assert read_essential(shown) == ["bash", "login", "apt"]


def test_progress_is_half_fetching_and_half_the_rest():
    assert read_progress(["dlstatus:2:50.0000:Retrieving file 2 of 2"]) == 25
    assert read_progress(["x", "dlstatus:1:100.0:x", "pmstatus:vim:40.0000:Unpacking vim (amd64)"]) == 70
    assert read_progress(["Reading package lists..."]) is None


def test_why_apt_gave_up_is_its_own_words():
    assert read_problem("Reading...\nE: Unable to locate package x\nE: more\n") == "Unable to locate package x"
    assert read_problem("all is well") == ""
