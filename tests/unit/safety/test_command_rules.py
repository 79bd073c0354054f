"""The rules of read-only commands can all be read, and mean what their small language says."""

import pytest

from assistant.safety.command_rules import Operand, Option, load_command_rules, parse_command_rules

RULES = load_command_rules()


def test_every_form_that_ships_can_be_read() -> None:
    assert all(RULES.forms(key) for key in RULES.lines)


@pytest.mark.parametrize("program", ["sudo", "env", "xargs", "timeout", "nice", "nohup", "watch", "bash", "python3"])
def test_programs_that_start_others_have_no_form_that_takes_a_command(program: str) -> None:
    for form in RULES.forms((program,)):
        assert all(operand.kind == "@" for operand in form.operands)


def test_letters_are_flags_of_their_own() -> None:
    (form,) = parse_command_rules(['[commands]\nx = "-la --all"']).forms(("x",))
    assert form.options == {"-l": Option(), "-a": Option(), "--all": Option()}


def test_words_with_one_dash_stay_whole() -> None:
    (form,) = parse_command_rules(['[commands]\nx = ":words -la -n=w !"']).forms(("x",))
    assert form.options == {"-la": Option(), "-n": Option("w"), "!": Option()} and form.has_word_options


def test_marks_and_values() -> None:
    (form,) = parse_command_rules(['[commands]\nx = "-e^=g --color?a|b -Q!"']).forms(("x",))
    assert form.options["-e"] == Option("g", replaces_operand=True)
    assert form.options["--color"] == Option("a|b", is_value_optional=True)
    assert form.required == {"-Q"}


def test_groups_and_directives() -> None:
    (form,) = parse_command_rules(['[groups]\nc = "-v"\n[commands]\nx = ":tree :some :before &c"']).forms(("x",))
    assert form.reads_trees and form.needs_arguments and form.needs_subcommand and "-v" in form.options


def test_operands() -> None:
    (form,) = parse_command_rules(['[commands]\nx = ":: @ w? %*"']).forms(("x",))
    assert form.operands == (Operand("@"), Operand("w", is_optional=True), Operand("%", True, True))


def test_several_forms() -> None:
    assert len(parse_command_rules(['[commands]\nx = ["-a!", "-b!"]']).forms(("x",))) == 2
    assert parse_command_rules(["[commands]"]).forms(("x",)) == ()


def test_a_command_that_stands_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        parse_command_rules(['[commands]\nx = "-a"', '[commands]\nx = "-b"'])


def test_an_option_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="no option"):
        parse_command_rules(['[commands]\nx = "=="']).forms(("x",))


def test_what_a_program_tells_about_itself_adds_up() -> None:
    rules = parse_command_rules(['[about]\n"-h" = "x y"\n"--help -V" = "x"'])
    assert rules.about == {"x": {"-h", "--help", "-V"}, "y": {"-h"}}
