"""The policy: deny wins, what nothing allows is denied, and a folder is judged with all that lies in it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.effects import Access
from assistant.safety.policy import PathRule, Policy, Ruling

ALL = frozenset(Access)
CHANGING = sorted(ALL - {Access.READ})
NOTHING = Policy(frozenset())
HOME = PathRule("/home/ann", allow=ALL)


def policy(*rules: PathRule, hidden: Ruling = Ruling.ASK) -> Policy:
    return Policy(frozenset(), paths=rules, hidden=hidden)


# ------------------------------------------------------------------------------------------------------ capabilities

NAMES = st.frozensets(st.sampled_from("abcd"))


@given(allow=NAMES, ask=NAMES, deny=NAMES, name=st.sampled_from("abcde"))
def test_deny_wins_over_ask_and_ask_over_allow_and_the_rest_is_denied(allow, ask, deny, name) -> None:
    ruling = Policy(allow, ask, deny).of_capability(name)
    if name in deny:
        assert ruling is Ruling.DENY
    elif name in ask:
        assert ruling is Ruling.ASK
    else:
        assert ruling is (Ruling.ALLOW if name in allow else Ruling.DENY)


# ------------------------------------------------------------------------------------------------------------- paths


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("path", ["/", "/home", "/home/ann", "/home/ann/a"])
def test_nothing_is_allowed_without_a_rule(access: Access, path: str) -> None:
    assert NOTHING.of_path(access, path) is Ruling.DENY


@pytest.mark.parametrize("access", Access)
def test_what_lies_below_a_granted_folder_is_allowed_and_what_lies_beside_it_is_not(access: Access) -> None:
    assert policy(HOME).of_path(access, "/home/ann/a/b") is Ruling.ALLOW
    for path in ("/home/anna", "/home/ann2/a", "/home/bob", "/home", "/", "home/ann/a", ""):
        assert policy(HOME).of_path(access, path) is Ruling.DENY, path


@pytest.mark.parametrize("access", CHANGING)
def test_the_granted_folder_itself_is_not_to_be_changed(access: Access) -> None:
    assert policy(HOME).of_path(access, "/home/ann") is Ruling.DENY
    assert policy(HOME).of_path(Access.READ, "/home/ann") is Ruling.ALLOW


@pytest.mark.parametrize("access", CHANGING)
def test_a_granted_folder_in_a_granted_folder_is_not_to_be_changed_either(access: Access) -> None:
    granted = policy(HOME, PathRule("/home/ann/work", allow=ALL))
    assert granted.of_path(access, "/home/ann/work") is Ruling.DENY


@pytest.mark.parametrize("access", Access)
def test_a_denied_place_is_denied_with_all_that_it_holds_and_all_that_holds_it(access: Access) -> None:
    closed = policy(HOME, PathRule("/home/ann/a/secret", deny=ALL))
    for path in ("/home/ann/a/secret", "/home/ann/a/secret/x/y", "/home/ann/a", "/home/ann"):
        assert closed.of_path(access, path) is Ruling.DENY, path
    for path in ("/home/ann/a/secrets", "/home/ann/a/secret2/x", "/home/ann/b"):
        assert closed.of_path(access, path) is Ruling.ALLOW, path


def test_only_what_is_denied_is_denied() -> None:
    guarded = policy(HOME, PathRule("/home/ann/start", deny=frozenset({Access.CHANGE, Access.MOVE})))
    assert guarded.of_path(Access.CHANGE, "/home/ann/start") is Ruling.DENY
    assert guarded.of_path(Access.READ, "/home/ann/start") is Ruling.ALLOW


@pytest.mark.parametrize("access", Access)
def test_deny_wins_wherever_it_stands_and_however_long_the_rule_that_allows(access: Access) -> None:
    rules = [HOME, PathRule("/home/ann/a", deny=ALL), PathRule("/home/ann/a/b/c", allow=ALL)]
    for order in (rules, rules[::-1]):
        assert policy(*order).of_path(access, "/home/ann/a/b/c/d") is Ruling.DENY


def test_the_nearest_rule_that_allows_or_asks_decides() -> None:
    rules = [HOME, PathRule("/home/ann/a", ask=ALL), PathRule("/home/ann/a/b", allow=ALL)]
    for order in (rules, rules[::-1]):
        found = [
            policy(*order).of_path(Access.MOVE, path) for path in ("/home/ann/x", "/home/ann/a/x", "/home/ann/a/b/x")
        ]
        assert found == [Ruling.ALLOW, Ruling.ASK, Ruling.ALLOW]


def test_a_folder_that_holds_a_place_to_be_asked_about_is_asked_about() -> None:
    asking = policy(HOME, PathRule("/home/ann/a/b", ask=frozenset({Access.MOVE})))
    assert asking.of_path(Access.MOVE, "/home/ann/a") is Ruling.ASK
    assert asking.of_path(Access.READ, "/home/ann/a") is Ruling.ALLOW
    assert asking.of_path(Access.MOVE, "/home/ann/ab") is Ruling.ALLOW


def test_of_two_rules_for_one_place_the_one_that_asks_wins() -> None:
    rules = [HOME, PathRule("/home/ann", ask=frozenset({Access.TRASH}))]
    for order in (rules, rules[::-1]):
        assert policy(*order).of_path(Access.TRASH, "/home/ann/a") is Ruling.ASK
        assert policy(*order).of_path(Access.MOVE, "/home/ann/a") is Ruling.ALLOW


def test_a_rule_for_the_root_holds_for_everything() -> None:
    everything = policy(PathRule("/", allow=ALL))
    assert everything.of_path(Access.CHANGE, "/etc/x") is Ruling.ALLOW
    assert everything.of_path(Access.CHANGE, "/.x") is Ruling.ASK
    closed = policy(PathRule("/", allow=ALL), PathRule("/etc", deny=ALL))
    assert closed.of_path(Access.READ, "/") is Ruling.DENY
    assert policy(HOME, PathRule("/", deny=ALL)).of_path(Access.READ, "/home/ann/a") is Ruling.DENY


# ------------------------------------------------------------------------------------------------------------ hidden


@pytest.mark.parametrize("hidden", Ruling)
@pytest.mark.parametrize("path", ["/home/ann/.x", "/home/ann/.x/a", "/home/ann/a/.x/b"])
def test_a_hidden_place_is_ruled_by_the_profile(hidden: Ruling, path: str) -> None:
    for access in CHANGING:
        assert policy(HOME, hidden=hidden).of_path(access, path) is hidden
    assert policy(HOME, hidden=hidden).of_path(Access.READ, path) is Ruling.ALLOW


def test_a_hidden_folder_that_is_granted_itself_is_no_reason_to_ask() -> None:
    granted = policy(HOME, PathRule("/home/ann/.config/mine", allow=ALL))
    assert granted.of_path(Access.CHANGE, "/home/ann/.config/mine/a") is Ruling.ALLOW
    assert granted.of_path(Access.CHANGE, "/home/ann/.config/mine/.a") is Ruling.ASK


def test_a_dot_within_a_name_hides_nothing() -> None:
    assert policy(HOME).of_path(Access.CHANGE, "/home/ann/a.b/c..d") is Ruling.ALLOW


# ---------------------------------------------------------------------------------------------------------- property

PARTS = st.lists(st.sampled_from(["a", ".c", "ab"]), max_size=3)
PATHS = PARTS.map(lambda parts: "/" + "/".join(parts))
ACCESSES = st.frozensets(st.sampled_from(Access))
RULES = st.lists(st.builds(PathRule, PATHS, ACCESSES, ACCESSES, ACCESSES), max_size=5)


def is_within(path: str, folder: str) -> bool:
    parts, start = path.strip("/").split("/"), folder.strip("/").split("/")
    return folder == "/" or parts[: len(start)] == start


@given(rules=RULES, access=st.sampled_from(Access), path=PATHS, hidden=st.sampled_from(Ruling))
def test_no_path_is_touched_without_leave_or_against_a_denial(rules, access, path, hidden) -> None:
    ruling = policy(*rules, hidden=hidden).of_path(access, path)
    granting = [rule for rule in rules if access in rule.allow | rule.ask and is_within(path, rule.path)]
    denying = [
        rule for rule in rules if access in rule.deny and (is_within(path, rule.path) or is_within(rule.path, path))
    ]
    if denying or not granting:
        assert ruling is Ruling.DENY
    nearest = max((len(rule.path) for rule in granting), default=0)
    if ruling is Ruling.ALLOW:
        assert all(access not in rule.ask for rule in granting if len(rule.path) == nearest)


@given(rules=RULES, access=st.sampled_from(Access), path=PATHS)
def test_the_order_of_the_rules_means_nothing(rules, access, path) -> None:
    forward = policy(*rules)
    assert forward.of_path(access, path) is replace(forward, paths=tuple(reversed(rules))).of_path(access, path)


@given(rules=RULES, access=st.sampled_from(Access), path=PATHS, more=st.builds(PathRule, PATHS, deny=ACCESSES))
def test_a_denial_more_never_allows_more(rules, access, path, more) -> None:
    assert policy(*rules, more).of_path(access, path) >= policy(*rules).of_path(access, path)
