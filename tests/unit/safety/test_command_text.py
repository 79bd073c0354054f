"""A written command becomes an argument list, or a problem that can be told; nothing is ever expanded."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.safety.command_text import MAX_COMMAND_CHARS, CommandProblem, ProblemCode, parse_command


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        ("ls -la", ("ls", "-la")),
        ("  cat\t'two words'  ", ("cat", "two words")),
        ('grep "a|b; c" notes', ("grep", "a|b; c", "notes")),
        ("grep '$HOME `x` *' notes", ("grep", "$HOME `x` *", "notes")),
        (r"find . \( -name \*.txt \)", ("find", ".", "(", "-name", "*.txt", ")")),
        (r'echo "a \" b\\"', ("echo", 'a " b\\')),
        ("[ -d folder ]", ("[", "-d", "folder", "]")),
        ("echo a#b x~ HEAD~2", ("echo", "a#b", "x~", "HEAD~2")),
        ("echo it\\'s", ("echo", "it's")),
        ("echo a=b", ("echo", "a=b")),
        ("cat '' b", ("cat", "", "b")),
    ],
)
def test_quoted_words_are_taken_as_they_stand(text: str, argv: tuple[str, ...]) -> None:
    assert parse_command(text) == argv


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a | b", "|"),
        ("a || b", "|"),
        ("a && b", "&"),
        ("a &", "&"),
        ("a; b", ";"),
        ("a > b", ">"),
        ("a 2>&1", ">"),
        ("a < b", "<"),
        ("diff <(a) <(b)", "<"),
        ("echo $HOME", "$"),
        ('echo "$HOME"', "$"),
        ("echo $(id)", "$"),
        ('echo "$(id)"', "$"),
        (r'echo "a \$b"', "$"),
        ("echo `id`", "`"),
        ('echo "`id`"', "`"),
        ("ls *.txt", "*"),
        ("ls ?.txt", "?"),
        ("ls [ab].txt", "["),
        ("ls x[ab]", "["),
        ("ls {a,b}", "{"),
        ("(id)", "("),
        ("ls ~", "~"),
        ("ls ~root/x", "~"),
        ("ls --file=~/x", "~"),
        ("ls # all", "#"),
        ("FOO=1 ls", "FOO=1"),
    ],
)
def test_what_only_a_shell_could_do_is_told(text: str, sign: str) -> None:
    assert parse_command(text) == CommandProblem(ProblemCode.NEEDS_A_SHELL, sign)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ProblemCode.EMPTY),
        ("   ", ProblemCode.EMPTY),
        ("echo 'a", ProblemCode.UNBALANCED_QUOTES),
        ("echo a\\", ProblemCode.UNBALANCED_QUOTES),
        ("ls\nid", ProblemCode.CONTROL_CHARACTER),
        ("ls\0", ProblemCode.CONTROL_CHARACTER),
        ("ls \x1b[2J", ProblemCode.CONTROL_CHARACTER),
        ("ls a\u202eb", ProblemCode.CONTROL_CHARACTER),
        ("ls " + "x" * MAX_COMMAND_CHARS, ProblemCode.TOO_LONG),
    ],
)
def test_what_is_no_command_is_told(text: str, code: ProblemCode) -> None:
    problem = parse_command(text)
    assert isinstance(problem, CommandProblem) and problem.code is code


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), min_size=1), min_size=1))
def test_a_quoted_list_comes_back_as_it_was(argv: list[str]) -> None:
    parsed = parse_command(shlex.join(argv))
    expected = tuple(argv)
    is_refused = "=" in argv[0] or not all(word.isprintable() for word in argv)
    assert isinstance(parsed, CommandProblem) if is_refused else parsed == expected
