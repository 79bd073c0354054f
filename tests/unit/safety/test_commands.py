"""Whether a command only reads: harmless ones need no question, and nothing hostile ever goes without one."""

import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.safety.command_fit import Reason
from assistant.safety.command_rules import load_command_rules, parse_command_rules
from assistant.safety.commands import CommandJudgement, judge_command
from assistant.safety.readable import PathProblem, ReadableRoots, home_roots

HERE = Path(__file__).parent
RULES = load_command_rules()


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("notes.txt", "data.csv", "notes.tar"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "id_ed25519").write_text("secret")
    (tmp_path / "escape").symlink_to("/etc/passwd")
    return tmp_path


def judge(command: str, home: Path) -> CommandJudgement:
    return judge_command(shlex.split(command), home, home_roots(home), RULES)


@pytest.mark.parametrize("command", lines("harmless_commands.txt"))
def test_a_harmless_command_needs_no_question(command: str, home: Path) -> None:
    judgement = judge(command, home)
    assert judgement.is_read_only, (judgement.reason, judgement.argument)
    assert judgement.reason is Reason.READ_ONLY


@pytest.mark.parametrize("command", lines("hostile_commands.txt"))
def test_a_hostile_command_is_never_read_only(command: str, home: Path) -> None:
    assert not judge(command, home).is_read_only


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("frobnicate x", Reason.UNKNOWN_PROGRAM),
        ("cargo build", Reason.UNKNOWN_SUBCOMMAND),
        ("less notes.txt", Reason.UNKNOWN_OPTION),
        ("git frobnicate", Reason.UNKNOWN_SUBCOMMAND),
        ("git --frobnicate status", Reason.UNKNOWN_SUBCOMMAND),
        ("systemctl", Reason.UNKNOWN_SUBCOMMAND),
        ("apt", Reason.UNKNOWN_SUBCOMMAND),
        ("journalctl", Reason.OPERAND_MISSING),
        ("ls --frobnicate", Reason.UNKNOWN_OPTION),
        ("ls --hum", Reason.UNKNOWN_OPTION),
        ("ls --all=yes", Reason.VALUE_NOT_ALLOWED),
        ("ls --color=sometimes", Reason.VALUE_NOT_ALLOWED),
        ("head -n", Reason.VALUE_MISSING),
        ("head -n x notes.txt", Reason.VALUE_NOT_ALLOWED),
        ("date tomorrow", Reason.OPERAND_NOT_ALLOWED),
        ("uniq notes.txt data.csv", Reason.OPERAND_NOT_ALLOWED),
        ("whoami x", Reason.OPERAND_NOT_ALLOWED),
        ("grep", Reason.OPERAND_MISSING),
        ("gzip notes.txt", Reason.OPTION_MISSING),
        ("cat /etc/shadow", PathProblem.OUTSIDE),
        ("cat escape", PathProblem.OUTSIDE),
        ("cat @notes.txt", PathProblem.OUTSIDE),
        ("cat ''", PathProblem.OUTSIDE),
        ("basename ~/x", PathProblem.OUTSIDE),
        ("cat .ssh/id_ed25519", PathProblem.HIDDEN),
        ("cat none.txt", PathProblem.MISSING),
        ("grep -r x .", PathProblem.HIDDEN),
        ("rg x", PathProblem.HIDDEN),
        ("cat 'a\nb'", Reason.CONTROL_CHARACTER),
        ("''", Reason.UNKNOWN_PROGRAM),
    ],
)
def test_the_reason_tells_what_did_not_fit(command: str, reason: Reason | PathProblem, home: Path) -> None:
    assert judge(command, home).reason is reason


def test_an_empty_list_is_no_command(home: Path) -> None:
    assert judge_command([], home, home_roots(home), RULES).reason is Reason.UNKNOWN_PROGRAM


def test_the_paths_that_a_command_names_are_real_paths(home: Path) -> None:
    (home / "link").symlink_to("notes.txt")
    assert judge("cat folder/../link - data.csv", home).paths == (home / "notes.txt", home / "data.csv")


def test_a_reference_that_is_a_path_is_judged_as_one(home: Path) -> None:
    assert judge("git log escape", home).reason is PathProblem.OUTSIDE
    assert judge("git log none..main", home).paths == ()
    assert judge("git log notes.txt", home).paths == (home / "notes.txt",)


def test_a_value_before_the_subcommand_is_judged(home: Path) -> None:
    assert judge("git -C folder log", home).paths == (home / "folder",)
    assert judge("git -C /etc log", home).reason is PathProblem.OUTSIDE


def test_a_folder_that_is_not_shown_is_no_place_to_run_in(home: Path) -> None:
    assert judge_command(["ls"], Path("/"), home_roots(home), RULES).reason is PathProblem.OUTSIDE


def test_a_folder_without_secrets_may_be_searched(home: Path) -> None:
    assert judge_command(["rg", "x"], home / "folder", home_roots(home), RULES).is_read_only


def test_a_pattern_that_is_given_by_an_option_leaves_no_room_for_an_unchecked_operand(home: Path) -> None:
    assert judge("grep -e x /etc/shadow", home).reason is PathProblem.OUTSIDE
    assert judge("grep -e x notes.txt", home).paths == (home / "notes.txt",)


@pytest.mark.parametrize(
    "command", ["isosize --help", "docker --help", "docker run --help", "docker -v", "borg create -h", "go help mod"]
)
def test_a_program_may_tell_about_itself(command: str, home: Path) -> None:
    assert judge(command, home).is_read_only


@pytest.mark.parametrize(
    "command",
    [
        "docker run x; --help",
        "docker a b c d --help",
        "docker run",
        "docker ./x --help",
        "sudo ls --help",
        "make x --help",
    ],
)
def test_help_asked_for_on_the_way_to_something_else_is_none(command: str, home: Path) -> None:
    assert not judge(command, home).is_read_only


def test_a_path_that_may_not_be_read_explains_more_than_another_form(tmp_path: Path) -> None:
    rules = parse_command_rules(['[commands]\nx = ["-a!", "-b! :: @"]'])
    roots = ReadableRoots((tmp_path,))
    assert judge_command(["x", "-b", "none"], tmp_path, roots, rules).reason is PathProblem.MISSING
    assert judge_command(["x", "-c"], tmp_path, roots, rules).reason is Reason.UNKNOWN_OPTION
    assert judge_command(["x", "-b", str(tmp_path)], tmp_path, roots, rules).is_read_only


FILE_READERS = [
    "cat",
    "head",
    "tail",
    "wc",
    "sed",
    "awk",
    "sort",
    "uniq",
    "cut",
    "diff",
    "cmp",
    "comm",
    "stat",
    "file",
    "sha256sum",
    "hexdump",
    "base64",
    "zcat",
]
HARMLESS = [argv for line in lines("harmless_commands.txt") if (argv := shlex.split(line))[0] in FILE_READERS]
SECRETS = ["/etc/shadow", "../../../../etc/passwd", ".ssh/id_ed25519", "escape", "folder/../.ssh/../escape"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(HARMLESS), st.sampled_from(SECRETS), st.integers(1, 5))
def test_no_secret_is_read_unasked_wherever_it_stands(home: Path, argv: list[str], secret: str, place: int) -> None:
    judgement = judge_command([*argv[:place], secret, *argv[place:]], home, home_roots(home), RULES)
    # Behind an option it may be the option's text; then it must not be among the files that are read.
    assert not judgement.is_read_only or argv[place - 1].startswith("-") or argv[0] in ("sed", "awk")
    assert judgement.paths == () or not judgement.is_read_only or home / "escape" not in judgement.paths


def test_a_name_that_is_too_long_for_the_disk_is_missing(home: Path) -> None:
    assert judge(f"cat {'n' * 5000}", home).reason is PathProblem.MISSING


def test_a_text_that_is_too_long_to_be_a_name_is_a_text(home: Path) -> None:
    assert judge(f"gdalsrsinfo {'n' * 5000}", home).is_read_only
